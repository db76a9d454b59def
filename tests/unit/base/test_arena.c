/* The arena: alignment, zeroes, large pieces, copies. */
#include "base/arena.h"

#include <string.h>

static void test_alloc(void)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    static const gsize sizes[] = {0, 1, 15, 16, 17, 4095, 4096, 4097, 16384, 100000};
    char *pieces[G_N_ELEMENTS(sizes) * 20];
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        gsize size = sizes[i % G_N_ELEMENTS(sizes)];
        pieces[i] = assay_arena_alloc(arena, size);
        g_assert_cmpuint((gsize)pieces[i] % 16, ==, 0);
        for (gsize k = 0; k < size; k++)
            g_assert_cmpint(pieces[i][k], ==, 0);
        memset(pieces[i], (int)i, size);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        gsize size = sizes[i % G_N_ELEMENTS(sizes)];
        for (gsize k = 0; k < size; k++)
            g_assert_cmpint(pieces[i][k], ==, (char)i); /* none overlaps another */
    }
}

static void test_copies(void)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    g_assert_cmpstr(assay_arena_strndup(arena, "abcdef", 3), ==, "abc");
    g_assert_cmpstr(assay_arena_strndup(arena, NULL, 0), ==, "");
    g_assert_cmpstr(assay_arena_strdup(arena, "xyz"), ==, "xyz");
    g_assert_null(assay_arena_strdup(arena, NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/arena/alloc", test_alloc);
    g_test_add_func("/base/arena/copies", test_copies);
    return g_test_run();
}

/* test_name.c: what may be a name of files in an output tree. */
#include "base/name.h"

static void test_ids(void)
{
    g_autofree char *longest = g_strnfill(64, 'a'), *longer = g_strnfill(65, 'a');
    const char *const good[] = {"A", "1BDBD053", "w-6e0a7c91af94", longest};
    const char *const bad[] = {"", "-", "-a", "a/b", "..", ".", "a.xml", "ä", "a b", longer};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(assay_name_is_id(good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(assay_name_is_id(bad[i]));
}

static void test_hashes(void)
{
    g_autofree char *good = g_strnfill(64, 'f'), *shorter = g_strnfill(63, 'f');
    g_autofree char *longer = g_strnfill(65, 'f'), *upper = g_strnfill(64, 'F');
    g_assert_true(assay_name_is_sha256(good));
    g_assert_false(assay_name_is_sha256(shorter));
    g_assert_false(assay_name_is_sha256(longer));
    g_assert_false(assay_name_is_sha256(upper));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/name/ids", test_ids);
    g_test_add_func("/base/name/hashes", test_hashes);
    return g_test_run();
}

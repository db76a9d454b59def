/* test_bytes16.c: sixteen bytes at once say what one after another would. */
#include "base/bytes16.h"

static void test_first(void)
{
    char text[] = "0123456789abcdef";
    for (guint i = 0; i < 16; i++) {
        AssayBytes16 bytes = assay_bytes16(text);
        g_assert_cmpuint(assay_bytes16_first((AssayBytes16)(bytes == (guint8)text[i])), ==, i);
        g_assert_cmpuint(assay_bytes16_first((AssayBytes16)(bytes >= (guint8)text[i])), ==, i);
    }
    g_assert_cmpuint(assay_bytes16_first((AssayBytes16)(assay_bytes16(text) == 'x')), ==, 16);
}

/* Of the bytes @text..@end: those from @at on, in order, and else spaces. */
static void check_rest(AssayBytes16 rest, const char *text, guint at, guint end)
{
    for (guint i = 0; i < 16; i++) {
        if (at < end && rest[i] == (guint8)text[at])
            at++;
        else
            g_assert_cmpint(rest[i], ==, ' ');
    }
    g_assert_cmpuint(at, ==, end);
}

static void test_rest(void)
{
    const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (guint n = 0; n < 16; n++)
        check_rest(assay_bytes16_start(text, n), text, 0, n);
    for (guint at = 0; at < 32; at += 16)
        for (guint end = at; end < at + 16; end++)
            check_rest(assay_bytes16_rest(text, end, at), text, at, end);
}

static void test_sums(void)
{
    AssayBytes16 bytes = {0};
    guint sum = 0, n_odd = 0;
    for (guint i = 0; i < 16; i++) {
        bytes[i] = (guint8)(255 - 7 * i);
        sum += bytes[i];
        n_odd += bytes[i] % 2;
    }
    g_assert_cmpuint(assay_bytes16_sum(bytes), ==, sum);
    g_assert_cmpuint(assay_bytes16_sum(bytes | 0xFF), ==, 16 * 255);
    g_assert_cmpuint(assay_bytes16_count((AssayBytes16)((bytes & 1) == 1)), ==, n_odd);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bytes16/first", test_first);
    g_test_add_func("/bytes16/rest", test_rest);
    g_test_add_func("/bytes16/sums", test_sums);
    return g_test_run();
}

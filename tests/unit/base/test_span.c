/* Spans: written and read back, joined. Hashes. */
#include "base/span.h"

#include "base/hash.h"

static void check_round_trip(AssaySpan span, const char *expected)
{
    g_autofree char *text = assay_span_format(&span);
    AssaySpan back = {.kind = ASSAY_SPAN_NONE};
    g_assert_cmpstr(text, ==, expected);
    g_assert_true(assay_span_parse(text, &back));
    g_autofree char *again = assay_span_format(&back);
    g_assert_cmpstr(again, ==, text);
}

static void test_round_trip(void)
{
    check_round_trip(assay_span_bytes(120, 131), "bytes 120-131");
    check_round_trip(assay_span_bytes(0, G_MAXSIZE), "bytes 0-18446744073709551615");
    check_round_trip(assay_span_page(1, 72, 96.5, 310.24, 108), "page 1 72.0,96.5 310.2,108.0");
    check_round_trip(assay_span_page(12, -3.26, -0.01, 0.05, 1e6),
                     "page 12 -3.3,0.0 0.1,1000000.0");
}

static void test_none(void)
{
    AssaySpan none = {.kind = ASSAY_SPAN_NONE};
    g_autofree char *text = assay_span_format(&none);
    g_assert_cmpstr(text, ==, "");
}

static void test_parse_rejects(void)
{
    static const char *const wrong[] = {
        "",       "bytes",          "bytes 1",      "bytes 1-",        "bytes 1-2x",
        "page 1", "page 0 1,2 3,4", "page 1 1,2 3", "page 1 1,2 3,4 ", "Bytes 1-2"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        AssaySpan span = assay_span_bytes(7, 9);
        g_assert_false(assay_span_parse(wrong[i], &span));
        g_assert_cmpuint(span.start_byte, ==, 7); /* untouched */
    }
}

static void test_join(void)
{
    AssaySpan none = {.kind = ASSAY_SPAN_NONE};
    AssaySpan joined = assay_span_join(assay_span_bytes(5, 9), assay_span_bytes(1, 6));
    g_assert_cmpuint(joined.start_byte, ==, 1);
    g_assert_cmpuint(joined.end_byte, ==, 9);
    g_assert_cmpuint(assay_span_join(none, joined).end_byte, ==, 9);
    g_assert_cmpuint(assay_span_join(joined, none).end_byte, ==, 9);
    joined = assay_span_join(assay_span_page(2, 0, 0, 1, 1), assay_span_page(1, 5, 5, 6, 6));
    g_assert_cmpuint(joined.page, ==, 1);
    joined = assay_span_join(assay_span_page(1, 0, 3, 1, 4), assay_span_page(1, 5, 1, 6, 2));
    g_assert_cmpfloat(joined.x1_pt, ==, 6);
    g_assert_cmpfloat(joined.y0_pt, ==, 1);
}

static void test_hash(void)
{
    g_autofree char *hash = assay_hash_sha256("abc", 3);
    g_assert_cmpstr(hash, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/span/round-trip", test_round_trip);
    g_test_add_func("/base/span/none", test_none);
    g_test_add_func("/base/span/parse-rejects", test_parse_rejects);
    g_test_add_func("/base/span/join", test_join);
    g_test_add_func("/base/hash/sha256", test_hash);
    return g_test_run();
}

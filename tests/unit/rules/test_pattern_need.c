/* test_pattern_need.c: what patterns need, and that nothing is said of what is not understood. */
#include "rules/pattern_need.h"

#include <string.h>

static const char *define(const char *name, gsize length, gpointer user_data)
{
    (void)user_data;
    return length == 3 && memcmp(name, "doi", 3) == 0 ? "10\\.\\d{4,9}/\\S+" : NULL;
}

typedef struct {
    const char *pattern, *literal, *met, *unmet; /* texts; NULL: none */
    gboolean is_anchored;
} Case;

static void test_needs(void)
{
    static const Case cases[] = {
        {"Review score:\\s*\\d", "Review score:", "a Review score: 1", "Review", FALSE},
        {"(?:^|doi\\.org/|(?i:\\bdoi)\\s*)(?'doi'(?&doi))", "10.", "10.1/a", "doi 9", FALSE},
        {"(?:arXiv:)?\\d{4}", "", "2", "arXiv:", FALSE},
        {"\\d{4}\\.\\d+|[a-z]+/\\d{7}", "", "/7", "a.b", FALSE},
        {"\\d|x", "", "\xD9\xA3", "abc", FALSE},
        {"(?i)k+", "", "\xE2\x84\xAA", "abd", FALSE},
        {"(?i)ab?c", "", "A", "b", FALSE},
        {"abc?d+e*", "ab", "ab", "ac", FALSE},
        {"ab{0,2}c", "a", "a", "bc", FALSE},
        {"a(?=bcd)", "a", "a", "bcd", FALSE},
        {"abc|xbc", "", "x", "bc", FALSE},
        {"[x-z_]q?", "", "y", "abq", FALSE},
        {"[^x]", "", "x", NULL, FALSE},
        {"[\\w.-]+", "", "", NULL, FALSE},
        {"\\p{Lu}b", "b", "b", "\xC3\x84", FALSE},
        {"^a|\\Gb", "", "a", "c", TRUE},
        {"(?<!^)\\G,", ",", ",", ".", TRUE},
        {"(?m)^a", "a", "a", "b", FALSE},
        {"(?:^)?a", "a", "a", "b", FALSE},
        {"x?^a", "a", "a", "b", FALSE},
        {"^|a", "", "", NULL, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *c = &cases[i];
        AssayNeed need = assay_need_find(c->pattern, define, NULL);
        g_test_message("%s", c->pattern);
        g_assert_true(need.n_literal == strlen(c->literal) &&
                      memcmp(need.literal, c->literal, need.n_literal) == 0);
        g_assert_cmpint(need.is_anchored, ==, c->is_anchored);
        g_assert_true(assay_need_is_met(&need, assay_slice_from(c->met)));
        g_assert_true(c->unmet == NULL || !assay_need_is_met(&need, assay_slice_from(c->unmet)));
    }
}

/* Syntax it does not read, and what is no pattern: never refuses a text. */
static void test_unknown(void)
{
    static const char *const patterns[] = {
        "(?x) a b",     "a\\Kb",     "(a)\\1b", "(?|a|b)c", "(?(DEFINE)a)b",  "\\Qa.b\\E",
        "[[:alpha:]]x", "(?&other)", "(*UTF)a", "a{,2}b",   "(?R)a",          "(abc",
        "abc)",         "[abc",      "(?#x)a",  "abc\\",    "(?P<n>a)(?P=n)", "a**",
        "(?'n",         "(?i",       ""};
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        AssayNeed need = assay_need_find(patterns[i], define, NULL);
        g_test_message("%s", patterns[i]);
        g_assert_true(assay_need_is_met(&need, ASSAY_SLICE("")));
        g_assert_false(need.is_anchored);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pattern-need/needs", test_needs);
    g_test_add_func("/pattern-need/unknown", test_unknown);
    return g_test_run();
}

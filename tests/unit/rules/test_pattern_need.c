/* test_pattern_need.c: what patterns need, and that nothing is said of what is not understood. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern_need.h"

#include <pcre2.h>
#include <string.h>

static const char *define(const char *name, gsize length, gpointer user_data)
{
    (void)user_data;
    return length == 3 && memcmp(name, "doi", 3) == 0 ? "10\\.\\d{4,9}/\\S+" : NULL;
}

typedef struct {
    const char *pattern, *literal, *met,
        *unmet; /* texts, that hold what is looked for or do not; NULL: none */
    gboolean is_anchored;
} Case;

static gboolean holds(const AssayNeed *need, const char *text)
{
    AssaySlice slice = assay_slice_from(text);
    return need->n_literal > 0 ? assay_need_next(need, slice, 0) < slice.length
                               : assay_need_has_byte(need, slice);
}

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
        {"[\\w.-]+", "", "a", " ", FALSE},
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
        g_assert_true(holds(&need, c->met));
        g_assert_true(c->unmet == NULL || !holds(&need, c->unmet));
    }
}

typedef struct {
    const char *pattern;
    guint shortest, longest;
    const char *first; /* the ASCII of `first`; NULL: nothing is known */
} Extent;

static void test_extents(void)
{
    static const Extent cases[] = {
        {"abc?d+e*", 3, ASSAY_NEED_UNBOUNDED, "a"},
        {"(?i)ab|[x-z]{2,3}", 2, 3, "AXYZaxyz"},
        {"a?(?:b|)c{3}", 3, 5, "abc"},
        {"(?:^|doi:)?(?'d'\\d{2})", 2, 6, "0123456789d"},
        {"(?=q)\\p{Lu}\\.", 2, 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        {"(?i)\\p{Lu}1", 2, 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"},
        {"[\\s,]x", 2, 2, "\t\n\v\f\r ,"},
        {"\xC3\xA9t\xC3\xA9", 3, 3, ""},
        {"(?i)\xC5\xBFx", 2, 2, "KSks"}, /* a long s, which is an s too */
        {"(?:\\s*)+-", 1, ASSAY_NEED_UNBOUNDED, "\t\n\v\f\r -"},
        {".b", 2, 2, NULL},
        {"[^x]b", 2, 2, NULL},
        {"\\P{Lu}", 1, 1, NULL},
        {"\\X{2}", 2, ASSAY_NEED_UNBOUNDED, NULL},
        {"a*", 0, ASSAY_NEED_UNBOUNDED, NULL},
        {"a|", 0, 1, NULL},
        {"(?:(?:a{60000}){60000}){60000}", 100000, ASSAY_NEED_UNBOUNDED, "a"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Extent *c = &cases[i];
        AssayNeed need = assay_need_find(c->pattern, define, NULL);
        g_test_message("%s", c->pattern);
        g_assert_cmpuint(need.shortest, ==, c->shortest);
        g_assert_cmpuint(need.longest, ==, c->longest);
        g_assert_cmpint(need.has_first, ==, c->first != NULL);
        for (guint byte = 1; c->first != NULL && byte < 0x80; byte++)
            g_assert_cmpint(assay_byte_set_has(&need.first, (guint8)byte), ==,
                            strchr(c->first, (int)byte) != NULL);
    }
}

static AssayNeed fitted(const char *pattern, gboolean at_start, gboolean at_end)
{
    AssayNeed need = assay_need_find(pattern, define, NULL);
    assay_need_fit(&need, at_start, at_end);
    return need;
}

/* What helps a search, and what helps where the place is known. */
static void test_anchors(void)
{
    AssayNeed need = fitted("ab{1,2}", FALSE, TRUE);
    g_assert_true(assay_need_allows(&need, ASSAY_SLICE("it ends in ab")));
    g_assert_false(assay_need_is_met(&need, ASSAY_SLICE("it ends in a")));
    g_assert_cmpuint(assay_need_next(&need, ASSAY_SLICE("ab ab ab"), 1), ==, 3);
    g_assert_cmpuint(assay_need_next(&need, ASSAY_SLICE("ab ab a"), 4), ==, 7);
    need = fitted("ab{1,2}", TRUE, TRUE);
    g_assert_false(assay_need_allows(&need, ASSAY_SLICE("it ends in ab")));
    g_assert_false(assay_need_allows(&need, ASSAY_SLICE("a")));
    g_assert_true(assay_need_allows(&need, ASSAY_SLICE("abcdefghijkl"))); /* may be 3 characters */
    g_assert_false(assay_need_allows(&need, ASSAY_SLICE("abcdefghijklmnopqrst")));
    need = fitted("\\d", FALSE, FALSE);
    AssaySlice text = ASSAY_SLICE("a text of some length without a number up to 7, and so on");
    g_assert_cmpuint(assay_need_next(&need, text, 7), ==, 7);
    for (gsize i = 0; i < text.length; i++) {
        g_assert_cmpint(assay_need_has_byte(&need, assay_slice_sub(text, 0, i)), ==, i > 45);
        g_assert_cmpint(assay_need_has_byte(&need, assay_slice_sub(text, i, text.length)), ==,
                        i <= 45);
    }
}

/* How long a text can be, with the line break that `$` allows. */
static void test_text_bounds(void)
{
    static const struct {
        const char *pattern;
        guint longest; /* of the text; 0: no bound */
    } cases[] = {
        {"^ab$", 3},
        {"^a+$", 0},
        {"^a$|^bcd$", 4},
        {"^(?:a$|bcd$)", 4},
        {"^a$|^b", 0},
        {"(?m)^ab$", 0},
        {"ab$", 0},
        {"^(?=.{2,5}$)a", 6},
        {"^(?=.{5})a", 0},
        {"^(?=.{2,5}$)ab$", 3},
        {"^a(?=.{2}$)", 0},
        {"^(?=.{5}$)?a", 0},
        {"^(?!.{5}$)a", 0},
        {"^(?:a$)?", 0},
        {"^a$(?<=a)", 2},
        {"^a$\n?b?", 0},
        {"^(?:(?=.{3}$)a|(?=.{4}$)b)", 5},
        {"(?=.{3}$)^a", 4},
        {"\\Ga$", 2},
        {"^(a)\\1$", 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_test_message("%s", cases[i].pattern);
        AssayNeed need = fitted(cases[i].pattern, FALSE, FALSE);
        g_assert_cmpuint(need.text_longest, ==, cases[i].longest);
    }
    g_assert_cmpuint(fitted("(a)\\1", TRUE, TRUE).text_longest, ==, 0);
    g_assert_cmpuint(fitted("abc|d?", TRUE, TRUE).text_longest, ==, 4);
    g_assert_cmpuint(fitted("abc", FALSE, TRUE).text_longest, ==, 0);
}

/* Texts of a few letters put together at random: what PCRE2 finds is never refused, and stands
 * behind what was found to look for. */
static void test_never_refuses(void)
{
    static const char *const patterns[] = {"(?:^|doi\\.|(?i:kb)\\s*)(?'doi'1\\.\\d)",
                                           "(?:^(?=[\\w./-]+$)|(?i:ks:\\s*))\\d\\.\\d|[a-k]{2}/",
                                           "^(?:(?i:k|ab)\\s*:?\\s*)?\\d\\.",
                                           "(?i)(?:a ?b|(?:\\d(?:\\.\\d)?)?\\s{1,3}k)",
                                           "\\p{Lu}[\\p{L}.]*\\s(?:b|K)",
                                           "(?:^(?!.{9})(?i:k|a)b|(?<!^)\\G\\s*[.:])(?'x'[^.:])",
                                           "[^\\w\\s]",
                                           "(?m)^k\\s*$|1\\.",
                                           "\\bb{0,2}(?:k|)\\.$",
                                           "^(?=[ab.\\s]{1,4}$)[ab]|^k?$"};
    static const char *const letters[] = {"a", "b", "k", "K",  "\xE2\x84\xAA", "\xC5\xBF", "1", ".",
                                          ":", "/", " ", "\n", "\xC3\x84",     "\xD9\xA3"};
    g_autoptr(GString) text = g_string_new(NULL);
    guint n_found = 0;
    for (guint i = 0; i < G_N_ELEMENTS(patterns); i++) {
        int code_error = 0;
        PCRE2_SIZE at = 0;
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED,
                                         PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES, &code_error, &at,
                                         NULL);
        g_assert_nonnull(code);
        pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
        AssayNeed need = assay_need_find(patterns[i], define, NULL), whole = need;
        assay_need_fit(&need, FALSE, FALSE);
        assay_need_fit(&whole, TRUE, TRUE);
        for (guint round = 0; round < 20000; round++) {
            g_string_truncate(text, 0);
            for (gint n = g_test_rand_int_range(0, 30); n > 0; n--)
                g_string_append(text, letters[g_test_rand_int_range(0, G_N_ELEMENTS(letters))]);
            AssaySlice slice = {text->str, text->len};
            if (pcre2_match(code, (PCRE2_SPTR)text->str, text->len, 0, 0, data, NULL) < 0)
                continue;
            const PCRE2_SIZE *range = pcre2_get_ovector_pointer(data);
            n_found++;
            g_assert_true(assay_need_is_met(&need, slice));
            gsize next = assay_need_next(&need, slice, range[0]);
            g_assert_true(next == range[0] || next < range[1]);
            g_assert_true(assay_need_has_byte(&need, slice));
            slice = assay_slice_sub(slice, range[0], range[1]);
            g_assert_true(assay_need_is_met(&whole, slice));
        }
        pcre2_match_data_free(data);
        pcre2_code_free(code);
    }
    g_assert_cmpuint(n_found, >, 1000);
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
    g_test_add_func("/pattern-need/extents", test_extents);
    g_test_add_func("/pattern-need/anchors", test_anchors);
    g_test_add_func("/pattern-need/text-bounds", test_text_bounds);
    g_test_add_func("/pattern-need/never-refuses", test_never_refuses);
    g_test_add_func("/pattern-need/unknown", test_unknown);
    return g_test_run();
}

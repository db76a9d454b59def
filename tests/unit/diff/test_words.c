/* test_words.c: prose by word: the runs make both texts, and are few. */
#include "../processor_time.h"
#include "diff/words.h"

#include <string.h>

/* `= both`, `- old`, `+ new`, separated by ` | `. */
static void check(const char *old_text, const char *new_text, const char *expected)
{
    g_autoptr(GArray) runs = assay_words_compare(old_text, new_text);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < runs->len; i++) {
        const AssayWordRun *run = &g_array_index(runs, AssayWordRun, i);
        g_string_append_printf(text, "%s%c%.*s", i > 0 ? "|" : "", "=-+"[run->side],
                               (int)run -> length, run -> text);
    }
    g_assert_cmpstr(text->str, ==, expected);
}

static void test_runs(void)
{
    check("", "", "");
    check("a b c", "a b c", "=a b c");
    check("a b c", "a x c", "=a|-b|+x|=c");
    check("a b", "a b c d", "=a b|+c d");
    check("a b c", "", "-a b c");
    check("the loss of width", "the gain of width and depth",
          "=the|-loss|+gain|=of width|+and depth");
    check("模型很好", "模型很大", "=模型很|-好|+大");
}

static char *random_text(GRand *rand)
{
    static const char *const words[] = {"a", "b", "c", "模", "型", "don't", "é"};
    GString *text = g_string_new(NULL);
    for (int n = g_rand_int_range(rand, 0, 40); n > 0; n--)
        g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "",
                               words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))]);
    return g_string_free(text, FALSE);
}

/* What the runs say of one side, without spaces. */
static char *side_of(const GArray *runs, AssayWordsSide side)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < runs->len; i++) {
        const AssayWordRun *run = &g_array_index(runs, AssayWordRun, i);
        for (gsize j = 0; j < run->length; j++)
            if ((run->side == ASSAY_WORDS_BOTH || run->side == side) && run->text[j] != ' ')
                g_string_append_c(text, run->text[j]);
    }
    return g_string_free(text, FALSE);
}

static char *without_spaces(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    return g_strjoinv("", words);
}

static void test_random(void)
{
    for (guint32 round = 0; round < 3000; round++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(round);
        g_autofree char *old_text = random_text(rand), *new_text = random_text(rand);
        g_autoptr(GArray) runs = assay_words_compare(old_text, new_text);
        g_autofree char *old_made = side_of(runs, ASSAY_WORDS_OLD);
        g_autofree char *new_made = side_of(runs, ASSAY_WORDS_NEW);
        g_autofree char *old_plain = without_spaces(old_text);
        g_autofree char *new_plain = without_spaces(new_text);
        g_assert_cmpstr(old_made, ==, old_plain);
        g_assert_cmpstr(new_made, ==, new_plain);
    }
}

/* Two long texts without a word in common are told apart at once. */
static void test_long(void)
{
    g_autoptr(GString) a = g_string_new(NULL), b = g_string_new(NULL);
    for (guint i = 0; i < 200000; i++) {
        g_string_append_printf(a, "a%u ", i);
        g_string_append_printf(b, "b%u ", i);
    }
    double start = processor_seconds();
    g_autoptr(GArray) runs = assay_words_compare(a->str, b->str);
    g_assert_cmpuint(runs->len, ==, 2);
    g_assert_cmpfloat(processor_seconds() - start, <, 5);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/words/runs", test_runs);
    g_test_add_func("/diff/words/random", test_random);
    g_test_add_func("/diff/words/long", test_long);
    return g_test_run();
}

/* test_stems.c: stems.h. */
#include "check/stems.h"

#include <glib.h>
#include <string.h>

static void assert_stem(AssayStems *stems, const char *word, const char *stem)
{
    gsize length = 0;
    const char *found = assay_stems_find(stems, word, strlen(word), &length);
    g_autofree char *text = g_strndup(found, length);
    g_assert_cmpstr(text, ==, stem);
}

static void test_words(void)
{
    g_autoptr(AssayStems) stems = assay_stems_new();
    for (guint times = 0; times < 2; times++) {
        assert_stem(stems, "relational", "relat");
        assert_stem(stems, "models", "model");
        assert_stem(stems, "model", "model");
        assert_stem(stems, "", "");
        assert_stem(stems, "s", "s");
    }
}

/* Longer than what is remembered. */
static void test_long_word(void)
{
    g_autoptr(AssayStems) stems = assay_stems_new();
    assert_stem(stems, "electroencephalographicallyrelated", "electroencephalographicallyrel");
    g_autofree char *letters = g_strnfill(5000, 'x');
    assert_stem(stems, letters, letters);
}

/* More words than places: what a later word displaced is found again, the same. */
static void test_displaced(void)
{
    g_autoptr(AssayStems) stems = assay_stems_new();
    for (guint times = 0; times < 2; times++)
        for (guint i = 0; i < 50000; i++) {
            char word[16], stem[16];
            g_snprintf(word, sizeof word, "w%uing", i);
            g_snprintf(stem, sizeof stem, "w%uing", i); /* no vowel before it: it stays */
            assert_stem(stems, word, stem);
            g_snprintf(word, sizeof word, "bator%uings", i);
            g_snprintf(stem, sizeof stem, "bator%u", i);
            assert_stem(stems, word, stem);
        }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stems/words", test_words);
    g_test_add_func("/stems/long-word", test_long_word);
    g_test_add_func("/stems/displaced", test_displaced);
    return g_test_run();
}

/* Slices, normalising, keys. */
#include "base/slice.h"

#include <string.h>

static void test_sub_and_find(void)
{
    AssaySlice text = ASSAY_SLICE("one two");
    g_assert_true(assay_slice_equal(assay_slice_sub(text, 4, 99), ASSAY_SLICE("two")));
    g_assert_cmpuint(assay_slice_sub(text, 9, 3).length, ==, 0);
    g_assert_cmpint((int)assay_slice_find(text, ASSAY_SLICE("two"), 0), ==, 4);
    g_assert_cmpint((int)assay_slice_find(text, ASSAY_SLICE("two"), 5), ==, -1);
    g_assert_cmpint((int)assay_slice_find(text, ASSAY_SLICE("two"), 99), ==, -1);
    g_assert_true(assay_slice_has_prefix(text, ASSAY_SLICE("one")));
    g_assert_false(assay_slice_has_prefix(ASSAY_SLICE("on"), ASSAY_SLICE("one")));
    g_assert_cmpuint(assay_slice_from(NULL).length, ==, 0);
    g_assert_cmpint((int)assay_slice_find(assay_slice_from(NULL), text, 0), ==, -1);
}

static void test_trim(void)
{
    AssaySlice trimmed = assay_slice_trim(ASSAY_SLICE("\xC2\xA0\t a b \xE2\x80\x83\n"));
    g_assert_true(assay_slice_equal(trimmed, ASSAY_SLICE("a b")));
    g_assert_cmpuint(assay_slice_trim(ASSAY_SLICE(" \n ")).length, ==, 0);
    g_assert_cmpuint(assay_slice_trim(ASSAY_SLICE("")).length, ==, 0);
    g_assert_cmpuint(assay_slice_trim(assay_slice_from(NULL)).length, ==, 0);
}

static void check_normal(const char *raw, gsize length, const char *expected)
{
    g_autofree char *once = assay_text_normalise((AssaySlice){raw, length});
    g_autofree char *twice = assay_text_normalise(assay_slice_from(once));
    g_assert_cmpstr(once, ==, expected);
    g_assert_cmpstr(twice, ==, once);
}

static void test_normalise(void)
{
    check_normal("plain text", 10, "plain text");
    check_normal("  a \xC2\xA0\n b\t", 9, "a b");
    check_normal("e\xCC\x81", 3, "\xC3\xA9");        /* composed */
    check_normal("\xEF\xAC\x81", 3, "\xEF\xAC\x81"); /* NFC keeps a ligature */
    check_normal("a\x01"
                 "b\x0C"
                 "c",
                 5, "ab c");                                  /* no control characters */
    check_normal("e\x01\xCC\x81", 4, "\xC3\xA9");             /* composed over what is dropped */
    check_normal("a\xFF", 2, "a\xEF\xBF\xBD");                /* repaired */
    check_normal("\\$k\\$ \\& \xE2\x80\x9Cq\xE2\x80\x9D", 16, /* residue stays */
                 "\\$k\\$ \\& \xE2\x80\x9Cq\xE2\x80\x9D");
    check_normal("", 0, "");
    check_normal(NULL, 0, "");
}

static void test_normalise_any_bytes(void)
{
    /* Whatever comes in, once is as good as twice. */
    guint32 state = 12345;
    for (int round = 0; round < 2000; round++) {
        char raw[24];
        for (gsize i = 0; i < sizeof raw; i++) {
            state = state * 1664525u + 1013904223u;
            raw[i] = (char)(state >> 24);
        }
        g_autofree char *once = assay_text_normalise((AssaySlice){raw, sizeof raw});
        g_autofree char *twice = assay_text_normalise(assay_slice_from(once));
        g_assert_true(g_utf8_validate(once, -1, NULL));
        g_assert_cmpstr(twice, ==, once);
    }
}

/* Folding, letter by letter: what the quick way through ASCII must agree with. */
static char *fold_plainly(const char *text, gsize length)
{
    GString *out = g_string_new(NULL);
    gboolean pending = FALSE;
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isspace(text[i])) {
            pending = out->len > 0;
            continue;
        }
        if (pending)
            g_string_append_c(out, ' ');
        pending = FALSE;
        g_string_append_c(out, text[i]);
    }
    return g_string_free(out, FALSE);
}

static void test_normalise_ascii(void)
{
    static const char letters[] = "aZ~ \x7F!9 \n";
    guint32 state = 99;
    for (int round = 0; round < 20000; round++) {
        char raw[60];
        gsize length = (gsize)round % sizeof raw;
        for (gsize i = 0; i < length; i++) {
            state = state * 1664525u + 1013904223u;
            /* Mostly letters: most words then go the quick way. */
            raw[i] = letters[(state >> 28) < 12 ? 0 : (state >> 24) % (sizeof letters - 1)];
        }
        g_autofree char *ours = assay_text_normalise((AssaySlice){raw, length});
        g_autofree char *plain = fold_plainly(raw, length);
        g_assert_cmpstr(ours, ==, plain);
    }
    g_assert_cmpuint(assay_ascii_words("0123456789abcdef", 16), ==, 16);
    g_assert_cmpuint(assay_ascii_words("0123456789abcde", 15), ==, 0);
    g_assert_cmpuint(assay_ascii_words("0123456789abcdef ~\x1F", 19), ==, 16);
    for (guint c = 0; c < 256; c++) {
        char word[17] = "0123456789abcdef";
        word[c % 16] = (char)c;
        g_assert_cmpuint(assay_ascii_words(word, 16), ==, c >= 0x20 && c < 0x7F ? 16 : 0);
    }
}

/* Character by character: white space folded, controls dropped. */
static char *fold_characters(const char *text)
{
    GString *out = g_string_new(NULL);
    gboolean pending = FALSE;
    for (; *text != '\0'; text = assay_utf8_next(text)) {
        gunichar c = g_utf8_get_char(text);
        if (assay_text_is_space(c)) {
            pending = out->len > 0;
        } else if (c >= 0x20) {
            if (pending)
                g_string_append_c(out, ' ');
            pending = FALSE;
            g_string_append_unichar(out, c);
        }
    }
    return g_string_free(out, FALSE);
}

/* Runs of ASCII between other characters, and white space and controls of all kinds. */
static void test_normalise_mixed(void)
{
    static const char *const pieces[] = {"some ascii words in a row",
                                         "a word ",
                                         "x",
                                         " ",
                                         "\n\t",
                                         "\xC2\xA0",
                                         "\xE2\x80\x83",
                                         "\xC3\xA9",
                                         "\xE2\x89\xA5",
                                         "\xF0\x9F\x98\x80",
                                         "\x01",
                                         "\x7F"};
    guint32 state = 7;
    for (int round = 0; round < 20000; round++) {
        g_autoptr(GString) raw = g_string_new(NULL);
        for (int i = 0; i < round % 9; i++) {
            state = state * 1664525u + 1013904223u;
            g_string_append(raw, pieces[(state >> 20) % G_N_ELEMENTS(pieces)]);
        }
        g_autofree char *ours = assay_text_normalise((AssaySlice){raw->str, raw->len});
        g_autofree char *plain = fold_characters(raw->str);
        g_assert_cmpstr(ours, ==, plain);
        g_autoptr(AssayArena) arena = assay_arena_new();
        g_assert_cmpstr(assay_text_normalise_into(arena, (AssaySlice){raw->str, raw->len}), ==,
                        plain);
    }
    g_autoptr(AssayArena) arena = assay_arena_new();
    g_assert_cmpstr(assay_text_normalise_into(arena, (AssaySlice){NULL, 0}), ==, "");
    g_assert_cmpstr(assay_text_normalise_into(arena, ASSAY_SLICE("e\xCC\x81!")), ==, "\xC3\xA9!");
}

/* All characters that the quick way takes as composed are, alone and between others. */
static void test_normalise_composed(void)
{
    for (gunichar c = 0x80; c < 0x2400; c++) {
        char text[16] = "e";
        if (g_unichar_isspace(c) || assay_text_is_space(c))
            continue;
        gsize length = 1 + (gsize)g_unichar_to_utf8(c, text + 1);
        text[length++] = 'a';
        g_autofree char *nfc = g_utf8_normalize(text, (gssize)length, G_NORMALIZE_NFC);
        g_autofree char *ours = assay_text_normalise((AssaySlice){text, length});
        g_assert_cmpstr(ours, ==, nfc);
        g_autofree char *key = assay_text_fold_key((AssaySlice){text, length});
        g_assert_true(g_str_has_suffix(key, "a"));
    }
}

static void test_fold_key(void)
{
    g_autofree char *a = assay_text_fold_key(
        ASSAY_SLICE("How does X-2 \xE2\x80\x9Cwork\xE2\x80\x9D?"));
    g_autofree char *b = assay_text_fold_key(ASSAY_SLICE("how  DOES x2 work"));
    g_assert_cmpstr(a, ==, b);
    g_assert_cmpstr(a, ==, "howdoesx2work");
}

/* The key as it is defined, without the short cuts. */
static char *fold_key_plainly(const char *text)
{
    g_autofree char *compat = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    g_autofree char *lower = g_utf8_casefold(compat, -1);
    GString *key = g_string_new(NULL);
    for (const char *p = lower; *p != '\0'; p = assay_utf8_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c) || g_unichar_ismark(c))
            g_string_append_unichar(key, c);
    }
    return g_string_free(key, FALSE);
}

/* Beside characters that have a quick way, and beside one that has none. */
static void test_fold_key_of_any(void)
{
    static const char *const endings[] = {"B’", "Bß"};
    for (gunichar c = 1; c < 0x3000; c++) {
        for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
            g_autoptr(GString) text = g_string_new("é");
            g_string_append_unichar(text, c);
            g_string_append(text, endings[i]);
            g_autofree char *key = assay_text_fold_key((AssaySlice){text->str, text->len});
            g_autofree char *plain = fold_key_plainly(text->str);
            g_assert_cmpstr(key, ==, plain);
        }
    }
    g_autofree char *cut = assay_text_fold_key(ASSAY_SLICE("a\xC3"));
    g_assert_cmpstr(cut, ==, "a");
}

static void test_printable(void)
{
    static const char *const pairs[][2] = {
        {"", ""},
        {"läuft “so”.md", "läuft “so”.md"},
        {"\x1b[31mred\a", "\uFFFD[31mred\uFFFD"},
        {"two\nlines\x7f", "two\uFFFDlines\uFFFD"},
        {"C1: \xc2\x9b"
         "2J",
         "C1: \uFFFD2J"},
        {"cut \xc3", "cut \uFFFD"},
        {"no character: \xef\xbf\xbf", "no character: \uFFFD"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *line = assay_text_printable(pairs[i][0]);
        g_assert_cmpstr(line, ==, pairs[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/slice/sub-and-find", test_sub_and_find);
    g_test_add_func("/base/slice/trim", test_trim);
    g_test_add_func("/base/slice/normalise", test_normalise);
    g_test_add_func("/base/slice/normalise-any-bytes", test_normalise_any_bytes);
    g_test_add_func("/base/slice/normalise-ascii", test_normalise_ascii);
    g_test_add_func("/base/slice/normalise-mixed", test_normalise_mixed);
    g_test_add_func("/base/slice/normalise-composed", test_normalise_composed);
    g_test_add_func("/base/slice/fold-key", test_fold_key);
    g_test_add_func("/base/slice/fold-key-of-any", test_fold_key_of_any);
    g_test_add_func("/base/slice/printable", test_printable);
    return g_test_run();
}

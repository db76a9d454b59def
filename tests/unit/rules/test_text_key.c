/* test_text_key.c: keys of labels, whole, hashed and compared; texts that are UTF-8. */
#include "rules/text_key.h"

#include <string.h>

#include "base/hash.h"
#include "rules/pattern.h"

static void check_key(const char *label, const char *expected)
{
    AssaySlice text = assay_slice_from(label);
    g_autofree char *key = assay_text_key(text);
    g_assert_cmpstr(key, ==, expected);
    g_assert_cmpuint(assay_text_key_hash(text), ==, assay_hash_quick(expected, strlen(expected)));
    g_assert_true(assay_text_has_key(text, expected));
    g_autofree char *longer = g_strconcat(expected, "x", NULL);
    g_assert_false(assay_text_has_key(text, longer));
}

static void test_keys(void)
{
    check_key(" Review\t score: ", "review score");
    check_key("DOI.", "doi");
    check_key("a b :", "a b");
    check_key(":", "");
    check_key("", "");
    check_key("\xC3\x9Cmlaut\xC2\xA0uns:", "\xC3\xBCmlaut uns");
    check_key("e\xCC\x81tat", "\xC3\xA9tat");
    g_autofree char *label = g_strnfill(300, 'A'), *key = g_strnfill(300, 'a');
    check_key(label, key);
    g_assert_false(assay_text_has_key(ASSAY_SLICE("abc"), "ab"));
}

/* At every length and place: a letter of two bytes, and one that lost its second. */
static void test_utf8(void)
{
    for (gsize length = 0; length < 200; length++) {
        g_autofree char *text = g_malloc(length + 1);
        memset(text, 'a', length);
        AssaySlice slice = {text, length};
        g_assert_true(assay_text_is_valid(slice));
        for (gsize i = 0; i + 1 < length; i++) {
            memcpy(text + i, "\xC3\xA9", 2);
            g_assert_true(assay_text_is_valid(slice));
            text[i + 1] = 'a';
            g_assert_false(assay_text_is_valid(slice));
            text[i] = 'a';
        }
        if (length > 0) {
            text[length - 1] = '\xC3';
            g_assert_false(assay_text_is_valid(slice));
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text-key/keys", test_keys);
    g_test_add_func("/text-key/utf8", test_utf8);
    return g_test_run();
}

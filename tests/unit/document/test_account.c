/* The account of a document's text: every character once, by its place. */
#include "document/account.h"

#include <string.h>

static AssayRange append(AssayDocument *document, const char *text)
{
    gsize start = assay_document_append(document, text, strlen(text), assay_span_bytes(0, 1),
                                        FALSE);
    AssayRange range = {start, document->text->len};
    assay_document_separate(document, "\n");
    return range;
}

static void add(AssayDocument *document, const char *text, AssayPlace place)
{
    AssayBlock block = {.kind = ASSAY_BLOCK_PARAGRAPH, .place = place};
    block.text = append(document, text);
    assay_document_add_block(document, &block);
}

static void test_places(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    add(document, "four é ü!", ASSAY_PLACE_CONTENT);
    add(document, "a b", ASSAY_PLACE_NAVIGATION);
    append(document, "lost");
    add(document, "x", ASSAY_PLACE_HIDDEN);
    AssayAccount account = assay_document_account(document);
    g_assert_cmpuint(account.total, ==, 14);
    g_assert_cmpuint(account.places[ASSAY_PLACE_CONTENT], ==, 7);
    g_assert_cmpuint(account.places[ASSAY_PLACE_NAVIGATION], ==, 2);
    g_assert_cmpuint(account.places[ASSAY_PLACE_HIDDEN], ==, 1);
    g_assert_cmpuint(account.unclaimed, ==, 4);
    document->n_source_chars = 20;
    g_assert_cmpuint(assay_document_account(document).unclaimed, ==, 10);
    document->n_dropped[ASSAY_DROPPED_LIST_MARK] = 2;
    g_assert_cmpuint(assay_document_account(document).unclaimed, ==, 8);
    g_assert_cmpuint(assay_document_account(document).total, ==, 20);
}

/* Blocks that share text, as a layout leaves them, count once. */
static void test_shared(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    AssayBlock block = {.kind = ASSAY_BLOCK_PARAGRAPH, .place = ASSAY_PLACE_CONTENT};
    block.text = append(document, "abcdef");
    assay_document_add_block(document, &block);
    block.place = ASSAY_PLACE_FOOTER;
    assay_document_add_block(document, &block);
    AssayAccount account = assay_document_account(document);
    g_assert_cmpuint(account.places[ASSAY_PLACE_CONTENT], ==, 6);
    g_assert_cmpuint(account.places[ASSAY_PLACE_FOOTER], ==, 0);
    g_assert_cmpuint(account.unclaimed, ==, 0);
}

/* Texts are counted sixteen bytes at a time: nothing may depend on where in them a byte stands. */
static void test_any_offset(void)
{
    static const struct {
        const char *text;
        gsize n;
    } pieces[] = {{"x", 1},        {" ", 0},        {"\t", 0}, {"\v", 0},
                  {"\xC2\xA0", 0}, {"\xC2\xA1", 1}, {"€", 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        for (gsize before = 0; before < 40; before++) {
            g_autoptr(GString) text = g_string_new(NULL);
            for (gsize k = 0; k < before; k++)
                g_string_append_c(text, 'a');
            g_string_append(text, pieces[i].text);
            AssaySlice slice = {text->str, text->len};
            g_assert_cmpuint(assay_account_chars(slice), ==, before + pieces[i].n);
            g_string_append(text, "behind it are more than sixteen");
            slice = (AssaySlice){text->str, text->len};
            g_assert_cmpuint(assay_account_chars(slice), ==, before + pieces[i].n + 26);
        }
    }
}

static void test_print(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    g_autoptr(GString) out = g_string_new(NULL);
    add(document, "ab", ASSAY_PLACE_CONTENT);
    add(document, "c", ASSAY_PLACE_FOOTER);
    document->n_dropped[ASSAY_DROPPED_HYPHEN] = 1;
    assay_document_account_print(document, out);
    g_assert_cmpstr(out->str, ==,
                    "characters              4 100.0%\n"
                    "kept                    2  50.0%\n"
                    "footer                  1  25.0%\n"
                    "line-hyphen             1  25.0%\n"
                    "unclaimed               0   0.0%\n");
    g_autoptr(AssayDocument) empty = assay_document_new();
    g_assert_cmpuint(assay_document_account(empty).total, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/document/account/places", test_places);
    g_test_add_func("/document/account/shared", test_shared);
    g_test_add_func("/document/account/any-offset", test_any_offset);
    g_test_add_func("/document/account/print", test_print);
    return g_test_run();
}

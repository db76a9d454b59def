/* test_pdf_line_numbers.c: the numbers of lines in the margin are no text, other numbers are. */
#include <string.h>

#include "test_pdf_extract.h"

static const char *const short_lines[] = {"The harbour lies open to the north and its quays are",
                                          "long enough for three ships, which is why the boats",
                                          "that come in winter tie up at the inner wall, where",
                                          "the ice is broken every morning by the pilots before",
                                          "the first tide, and sail again when the light fails.",
                                          "Nothing was written down of the years before the war,",
                                          "but those who sailed then say that it was no better.",
                                          NULL};

/* All text in the content of a page of short lines with the numbers from @first on, @step apart, in
 * type of @size beside its lines. Returns: (owned). */
static char *content_with(guint first, guint step, double size)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; short_lines[i] != NULL; i++) {
        g_autofree char *number = g_strdup_printf("%u", first + i * step);
        put(page, "F1", size, 40, 100 + 12 * i, number);
        put(page, "F1", 10, 72, 100 + 12 * i, short_lines[i]);
    }
    g_autoptr(AssayDocument) document = extract_page(page);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySlice slice = assay_document_slice(document, block->text);
        if (block->place == ASSAY_PLACE_CONTENT)
            g_string_append_len(text, slice.data, (gssize)slice.length);
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void test_counted(void)
{
    g_autofree char *text = content_with(1, 1, 6);
    for (guint i = 0; short_lines[i] != NULL; i++)
        g_assert_nonnull(strstr(text, short_lines[i]));
    g_assert_null(strpbrk(text, "0123456789"));
}

/* They count from anywhere, but they count: other small numbers in the margin stay. */
static void test_not_counted(void)
{
    g_autofree char *later = content_with(112, 1, 6);
    g_assert_null(strpbrk(later, "0123456789"));
    g_autofree char *years = content_with(1900, 13, 6);
    g_assert_nonnull(strstr(years, "1913"));
}

/* Numbers as large as the text may be those of a list. */
static void test_large(void)
{
    g_autofree char *text = content_with(1, 1, 10);
    g_assert_nonnull(strpbrk(text, "0123456789"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-line-numbers/counted", test_counted);
    g_test_add_func("/pdf-line-numbers/not-counted", test_not_counted);
    g_test_add_func("/pdf-line-numbers/large", test_large);
    return g_test_run();
}

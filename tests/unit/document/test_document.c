/* The document: the map back to the source, blocks, limits, sections. */
#include "document/document.h"

#include <string.h>

#include "base/limits.h"

static void check_span(const AssayDocument *document, gsize start, gsize end, const char *expected)
{
    AssaySpan span = assay_document_span(document, (AssayRange){start, end});
    g_autofree char *text = assay_span_format(&span);
    g_assert_cmpstr(text, ==, expected);
}

static void test_map(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    assay_document_reserve(document, 100, 10, 10);
    assay_document_append(document, "abcd", 4, assay_span_bytes(10, 14), TRUE);
    assay_document_reserve(document, 100, 10, 10); /* keeps what is there */
    assay_document_append(document, "ef", 2, assay_span_bytes(14, 16), TRUE); /* goes on */
    assay_document_separate(document, "\n");
    assay_document_append(document, "&", 1, assay_span_bytes(20, 25), FALSE); /* an entity */
    assay_document_append(document, "gh", 2, assay_span_bytes(25, 27), TRUE);
    g_assert_cmpuint(assay_document_n_stretches(document), ==, 3);
    check_span(document, 1, 3, "bytes 11-13");
    check_span(document, 3, 6, "bytes 13-16");
    check_span(document, 6, 7, ""); /* the separator */
    g_assert_false(assay_document_has_source(document, (AssayRange){6, 7}));
    g_assert_true(assay_document_has_source(document, (AssayRange){5, 7}));
    g_assert_true(assay_document_has_source(document, (AssayRange){6, 8}));
    check_span(document, 5, 8, "bytes 15-25");
    check_span(document, 7, 9, "bytes 20-26");
    check_span(document, 9, 10, "bytes 26-27");
    check_span(document, 0, 10, "bytes 10-27");
    check_span(document, 90, 99, "");
}

static void test_map_units(void)
{
    /* Three letters of two bytes each from one byte each, as from windows-1251. */
    g_autoptr(AssayDocument) document = assay_document_new();
    const char *text = "\xD0\xB0\xD0\xB1\xD0\xB2";
    assay_document_append_units(document, text, 6, assay_span_bytes(5, 8), 2, 1);
    assay_document_append_units(document, text, 2, assay_span_bytes(8, 9), 2, 1);
    g_assert_cmpuint(assay_document_n_stretches(document), ==, 1);
    check_span(document, 0, 2, "bytes 5-6");
    check_span(document, 2, 6, "bytes 6-8");
    check_span(document, 3, 4, "bytes 6-7"); /* half a letter is the letter */
    check_span(document, 6, 8, "bytes 8-9");
}

static void test_pages(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    assay_document_append(document, "one", 3, assay_span_page(1, 10, 10, 30, 20), FALSE);
    assay_document_separate(document, " ");
    assay_document_append(document, "two", 3, assay_span_page(1, 35, 10, 50, 22), FALSE);
    check_span(document, 0, 7, "page 1 10.0,10.0 50.0,22.0");
    check_span(document, 5, 6, "page 1 35.0,10.0 50.0,22.0");
}

static void test_table_limits(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    AssayTable *table = assay_document_new_table(document, G_MAXUINT, G_MAXUINT);
    g_assert_cmpuint(table->n_columns, ==, ASSAY_LIMIT_TABLE_COLUMNS);
    g_assert_cmpuint(table->n_rows * table->n_columns, <=, ASSAY_LIMIT_TABLE_CELLS);
    g_assert_cmpuint(assay_table_cell(table, table->n_rows - 1, 0)->row_span, ==, 1);
    table = assay_document_new_table(document, 0, 0);
    g_assert_cmpuint(table->n_rows, ==, 0);
}

static void test_text_limit(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    gsize half = ASSAY_LIMIT_TEXT_BYTES / 2 + 1;
    g_autofree char *text = g_malloc(half);
    memset(text, 'x', half);
    for (int i = 0; i < 3; i++)
        assay_document_append(document, text, half, assay_span_bytes(0, half), TRUE);
    g_assert_cmpuint(document->text->len, ==, half);
    g_assert_cmpuint(document->defects->len, ==, 1); /* said once */
    g_assert_cmpstr(g_array_index(document->defects, AssayDefect, 0).id, ==, "text-limit");
}

static void test_properties(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    assay_document_add_property(document, "meta.author", "A. Nym, B", 6, assay_span_bytes(0, 6));
    assay_document_add_property(document, "meta.author", "second", 6, assay_span_bytes(7, 9));
    g_assert_cmpstr(assay_document_property(document, "meta.author")->value, ==, "A. Nym");
    g_assert_null(assay_document_property(document, "meta"));
}

static void add_heading(AssayDocument *document, const char *text, guint level)
{
    AssayBlock block = {.kind = level > 0 ? ASSAY_BLOCK_HEADING : ASSAY_BLOCK_PARAGRAPH,
                        .level = level};
    block.text.start = assay_document_append(document, text, strlen(text),
                                             (AssaySpan){.kind = ASSAY_SPAN_NONE}, FALSE);
    block.text.end = document->text->len;
    assay_document_add_block(document, &block);
}

static void test_sections(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    add_heading(document, "before", 0);
    add_heading(document, "Title", 1);     /* 1 */
    add_heading(document, "1 Methods", 4); /* 2: nests as second level */
    add_heading(document, "text", 0);
    add_heading(document, "2.1. Data", 5);   /* 4 */
    add_heading(document, "IV. Results", 4); /* 5 */
    add_heading(document, "3D models", 1);   /* 6 */
    g_autoptr(GArray) sections = assay_document_sections(document);
    static const struct {
        guint level, first, end, parent;
        const char *number, *title;
    } expected[] = {{0, 0, 7, 0, "", ""},          {1, 2, 6, 0, "", "Title"},
                    {2, 3, 5, 1, "1", "Methods"},  {3, 5, 5, 2, "2.1", "Data"},
                    {2, 6, 6, 1, "IV", "Results"}, {1, 7, 7, 0, "", "3D models"}};
    g_assert_cmpuint(sections->len, ==, G_N_ELEMENTS(expected));
    for (guint i = 0; i < sections->len; i++) {
        const AssaySection *section = &g_array_index(sections, AssaySection, i);
        g_assert_cmpuint(section->level, ==, expected[i].level);
        g_assert_cmpuint(section->first_block, ==, expected[i].first);
        g_assert_cmpuint(section->end_block, ==, expected[i].end);
        g_assert_cmpuint(section->parent, ==, expected[i].parent);
        g_assert_true(assay_slice_equal(assay_document_slice(document, section->number),
                                        assay_slice_from(expected[i].number)));
        g_assert_true(assay_slice_equal(assay_document_slice(document, section->title),
                                        assay_slice_from(expected[i].title)));
    }
}

static void test_heading_split(void)
{
    static const struct {
        const char *text, *number, *title;
    } cases[] = {{"2.1 Data", "2.1", "Data"},
                 {"A.3 Proofs", "A.3", "Proofs"},
                 {"Appendix B: Data", "Appendix B", "Data"},
                 {"I think", "", "I think"},
                 {"2024", "", "2024"},
                 {"2024 in Review", "", "2024 in Review"},
                 {"12. Outlook", "12", "Outlook"},
                 {"", "", ""},
                 {"1) One", "1", "One"},
                 {"1.Introduction", "", "1.Introduction"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AssaySlice text = assay_slice_from(cases[i].text);
        AssayRange number, title;
        assay_heading_split(text, &number, &title);
        g_assert_true(assay_slice_equal(assay_slice_sub(text, number.start, number.end),
                                        assay_slice_from(cases[i].number)));
        g_assert_true(assay_slice_equal(assay_slice_sub(text, title.start, title.end),
                                        assay_slice_from(cases[i].title)));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/document/map", test_map);
    g_test_add_func("/document/map-units", test_map_units);
    g_test_add_func("/document/pages", test_pages);
    g_test_add_func("/document/table-limits", test_table_limits);
    g_test_add_func("/document/text-limit", test_text_limit);
    g_test_add_func("/document/properties", test_properties);
    g_test_add_func("/document/sections", test_sections);
    g_test_add_func("/document/heading-split", test_heading_split);
    return g_test_run();
}

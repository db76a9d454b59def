/* test_pdf_table.c: tables of PDFs: where they are, their rows, columns and spanning cells. */
#include "extract/extract.h"
#include "test_pdf_writer.h"

static void free_page(gpointer page)
{
    g_string_free(page, TRUE);
}

/* The document of one page with content stream @page, which is freed. @tables: or NULL. */
static AssayDocument *extract_page(GString *page, const AssaySpan *tables, guint n_tables)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(free_page);
    g_ptr_array_add(pages, page);
    GString *pdf = write_pdf(pages, "", "/Title (A title)");
    AssayInput input = {.bytes = (const guint8 *)pdf->str,
                        .size = pdf->len,
                        .uri = "test.pdf",
                        .tables = tables,
                        .n_tables = n_tables};
    AssayDocument *document = NULL;
    g_autoptr(GError) error = NULL;
    assay_extract(&input, &document, &error);
    g_assert_no_error(error);
    g_string_free(pdf, TRUE);
    return document;
}

/* All tables, a line a row: cells parted by " | ", spans as "<columns x rows>" before the text. */
static char *tables_of(const AssayDocument *document)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayTable *table = assay_document_block(document, i)->table;
        for (guint r = 0; table != NULL && r < table->n_rows; r++) {
            for (guint c = 0; c < table->n_columns; c++) {
                const AssayCell *cell = assay_table_cell(table, r, c);
                AssaySlice text = assay_document_slice(document, cell->text);
                g_string_append(out, c > 0 ? " | " : "");
                if (cell->column_span > 1 || cell->row_span > 1)
                    g_string_append_printf(out, "<%ux%u>", cell->column_span, cell->row_span);
                g_string_append_len(out, text.data, (gssize)text.length);
            }
            g_string_append_c(out, '\n');
        }
    }
    return g_string_free(out, FALSE);
}

static void assert_tables(GString *page, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_page(page, NULL, 0);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected);
}

/* Two rows of two cells are too little to be seen as a table; the caller knows better. */
static GString *new_short_list(void)
{
    GString *page = g_string_new(NULL);
    put(page, "F1", 10, 72, 100,
        "Before the list stands a line of running text, as long as they are.");
    put(page, "F1", 10, 72, 130, "Harbour");
    put(page, "F1", 10, 200, 130, "Depth");
    put(page, "F1", 10, 72, 142, "North");
    put(page, "F1", 10, 200, 142, "12");
    put(page, "F1", 10, 72, 172, "After the list stands another line of running text, also long.");
    return page;
}

static void test_given(void)
{
    const AssaySpan place = assay_span_page(1, 70, 118, 240, 150);
    g_autoptr(AssayDocument) document = extract_page(new_short_list(), &place, 1);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, "Harbour | Depth\nNorth | 12\n");
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 3);
    g_assert_cmpint(assay_document_block(document, 1)->kind, ==, ASSAY_BLOCK_TABLE);
    assert_tables(new_short_list(), "");
}

/* Places on pages that are not there, without text or without sense change nothing. */
static void test_given_nowhere(void)
{
    const AssaySpan places[] = {assay_span_page(7, 70, 118, 240, 150),
                                assay_span_page(1, 70, 500, 240, 600),
                                assay_span_page(1, 1e300, -1e300, 0, 5), assay_span_bytes(0, 9)};
    g_autoptr(AssayDocument)
        document = extract_page(new_short_list(), places, G_N_ELEMENTS(places));
    g_autoptr(AssayDocument) plain = extract_page(new_short_list(), NULL, 0);
    g_assert_cmpstr(document->text->str, ==, plain->text->str);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, assay_document_n_blocks(plain));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-table/given", test_given);
    g_test_add_func("/pdf-table/given-nowhere", test_given_nowhere);
    return g_test_run();
}

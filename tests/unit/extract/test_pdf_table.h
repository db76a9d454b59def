/* test_pdf_table.h: tables of PDFs that tests write, and what they are read as. */
#ifndef ASSAY_TEST_PDF_TABLE_H
#define ASSAY_TEST_PDF_TABLE_H

#include "test_pdf_extract.h"

/* All tables, a line a row: cells parted by " | ", spans as "<columns x rows>" before the text. */
static inline char *tables_of(const AssayDocument *document)
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

/* Of the document of @pages, which are freed. */
static inline void assert_tables_of(GPtrArray *pages, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected);
}

/* The same of one page. */
static inline void assert_tables(GString *page, const char *expected)
{
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, page);
    assert_tables_of(pages, expected);
}

/* @cells at the places @x, on one line; "" for none. */
static inline void put_cells(GString *page, const char *font, double y, const double *x,
                             const char *const *cells, guint n)
{
    for (guint i = 0; i < n; i++)
        if (*cells[i] != '\0')
            put(page, font, 10, x[i], y, cells[i]);
}

#define PUT(page, font, y, x, ...)                                                                 \
    put_cells(page, font, y, x, (const char *const[]){__VA_ARGS__},                                \
              G_N_ELEMENTS(((const char *const[]){__VA_ARGS__})))

#endif

/* test_pdf_extract.h: what the extractor makes of PDFs that tests write (test_pdf_writer.h). */
#ifndef ASSAY_TEST_PDF_EXTRACT_H
#define ASSAY_TEST_PDF_EXTRACT_H

#include "extract/extract.h"
#include "test_pdf_writer.h"

extern const AssayExtractor assay_format_pdf;

/* The document of @pdf, of which the caller knows that it has @n_tables @tables (or NULL). Returns:
 * (owned), or NULL with @error. */
static inline AssayDocument *extract_pdf_with(const GString *pdf, const AssaySpan *tables,
                                              guint n_tables, GError **error)
{
    AssayInput input = {.bytes = (const guint8 *)pdf->str,
                        .size = pdf->len,
                        .uri = "test.pdf",
                        .tables = tables,
                        .n_tables = n_tables};
    AssayDocument *document = assay_document_new();
    if (assay_format_pdf.extract(&input, NULL, document, error))
        return document;
    assay_document_free(document);
    return NULL;
}

static inline AssayDocument *extract_pdf(const GString *pdf, GError **error)
{
    return extract_pdf_with(pdf, NULL, 0, error);
}

/* The document of @pages, which are freed. */
static inline AssayDocument *extract_pages_with(GPtrArray *pages, const AssaySpan *tables,
                                                guint n_tables)
{
    GString *pdf = write_pdf(pages, "", "/Title (A stated title) /Author (N. N.)");
    g_autoptr(GError) error = NULL;
    AssayDocument *document = extract_pdf_with(pdf, tables, n_tables, &error);
    g_assert_no_error(error);
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
    return document;
}

static inline AssayDocument *extract_pages(GPtrArray *pages)
{
    return extract_pages_with(pages, NULL, 0);
}

/* The document of the one page @page, which is freed. */
static inline AssayDocument *extract_page(GString *page)
{
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, page);
    return extract_pages(pages);
}

static inline gboolean has_defect(const AssayDocument *document, const char *id)
{
    for (guint i = 0; i < document->defects->len; i++)
        if (g_str_equal(g_array_index(document->defects, AssayDefect, i).id, id))
            return TRUE;
    return FALSE;
}

#endif

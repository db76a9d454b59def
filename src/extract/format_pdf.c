/* format_pdf.c: PDF to a document, through poppler-glib.
 *
 * Job: open the file, say what is wrong with it, run the stages of pdf/model.h in order.
 * Not its job: the stages themselves. Specification: ISO 32000-1. */
#include <poppler.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "extract/extract.h"
#include "extract/pdf/blocks.h"
#include "extract/pdf/emit.h"
#include "extract/pdf/layout.h"
#include "extract/pdf/page.h"
#include "extract/pdf/segment.h"
#include "extract/pdf/structure.h"
#include "extract/pdf/table.h"

/* The header may stand this far behind the start (ISO 32000-1, annex H, note 13). */
#define HEADER_WITHIN_BYTES 1024u
#define SURENESS_AT_START   100

/* And the end mark this far before the end; mail and servers append to files. */
#define TRAILER_WITHIN_BYTES 4096u

static gboolean has(const AssayInput *input, gsize size, const char *mark)
{
    size = MIN(input->size, size);
    return size >= strlen(mark) && memmem(input->bytes, size, mark, strlen(mark)) != NULL;
}

static int sniff(const AssayInput *input)
{
    if (has(input, 5, "%PDF-"))
        return SURENESS_AT_START;
    return has(input, HEADER_WITHIN_BYTES, "%PDF-") ? 80 : 0;
}

/* A file that has lost its header, or what comes before it is long, may still be read by its
 * objects. */
static gboolean salvages(const AssayInput *input)
{
    return has(input, input->size, " obj") &&
           (has(input, input->size, "trailer") || has(input, input->size, "startxref"));
}

/* poppler reports through g_debug of its own domain. What it calls an error is counted, so that
 * damage becomes a defect; nothing is printed. */
static void count_complaint(const char *domain, GLogLevelFlags level, const char *message,
                            gpointer data)
{
    (void)domain;
    (void)level;
    guint *n_errors = data;
    if (strstr(message, "Missing language pack") != NULL)
        return; /* says something about this machine */
    if (g_str_has_prefix(message, "Syntax error") || g_str_has_prefix(message, "Syntax Error") ||
        g_str_has_prefix(message, "Internal"))
        (*n_errors)++;
}

/* The end mark is missing: the file was cut off. */
static gboolean is_cut_off(const AssayInput *input)
{
    gsize size = MIN(input->size, TRAILER_WITHIN_BYTES);
    return memmem(input->bytes + input->size - size, size, "%%EOF", 5) == NULL;
}

static void add_text_property(AssayDocument *document, const char *name, char *value)
{
    if (value != NULL) {
        g_autofree char *valid = g_utf8_make_valid(value, -1);
        g_autofree char *folded = assay_text_normalise(assay_slice_from(valid));
        if (*folded != '\0')
            assay_document_add_property(document, name, folded, strlen(folded),
                                        (AssaySpan){.kind = ASSAY_SPAN_NONE});
    }
    g_free(value);
}

static void add_created(AssayDocument *document, PopplerDocument *pdf)
{
    g_autoptr(GDateTime) created = poppler_document_get_creation_date_time(pdf);
    g_autoptr(GDateTime) utc = created != NULL ? g_date_time_to_utc(created) : NULL;
    if (utc != NULL)
        add_text_property(document, "pdf.created", g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ"));
}

static void add_properties(AssayDocument *document, PopplerDocument *pdf)
{
    add_text_property(document, "pdf.title", poppler_document_get_title(pdf));
    add_text_property(document, "pdf.author", poppler_document_get_author(pdf));
    add_text_property(document, "pdf.subject", poppler_document_get_subject(pdf));
    add_text_property(document, "pdf.keywords", poppler_document_get_keywords(pdf));
    add_text_property(document, "pdf.producer", poppler_document_get_producer(pdf));
    add_created(document, pdf);
}

static PopplerDocument *open_pdf(const AssayInput *input, GError **error)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(input->bytes, input->size);
    g_autoptr(GError) reason = NULL;
    PopplerDocument *pdf = poppler_document_new_from_bytes(bytes, NULL, &reason);
    if (pdf != NULL)
        return pdf;
    if (g_error_matches(reason, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: the PDF is encrypted and needs a password; give a copy without one",
                    input->uri);
    else
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: the PDF is damaged: %s", input->uri,
                    reason != NULL ? reason->message : "it cannot be opened");
    return NULL;
}

/* Returns: how many pages could not be read. */
static guint read_pages(PdfModel *model, AssayDocument *document, PopplerDocument *pdf)
{
    guint n_lost = 0, n_scans = 0, first_scan = 0;
    int n_pages = poppler_document_get_n_pages(pdf);
    document->n_pages = (guint)MAX(n_pages, 0);
    guint n_read = MIN(document->n_pages, ASSAY_LIMIT_PAGES);
    if (n_read < document->n_pages)
        assay_document_add_defect(document, "page-limit", (AssaySpan){.kind = ASSAY_SPAN_NONE},
                                  "only the first %u of %u pages were read", n_read,
                                  document->n_pages);
    for (guint i = 0; i < n_read; i++) {
        if (model->text->len >= ASSAY_LIMIT_TEXT_BYTES) {
            assay_document_add_defect(document, "text-limit", (AssaySpan){.kind = ASSAY_SPAN_NONE},
                                      "only the first %u of %u pages were read", i,
                                      document->n_pages);
            break;
        }
        PopplerPage *page = poppler_document_get_page(pdf, (int)i);
        if (page != NULL) {
            gsize n_chars = model->n_chars;
            pdf_page_read(model, page);
            if (pdf_page_is_scan(page, model->n_chars - n_chars) && n_scans++ == 0)
                first_scan = i + 1;
            g_object_unref(page);
        } else {
            PdfPage none = {.first_segment = model->segments->len, .width = 612, .height = 792};
            g_array_append_val(model->pages, none);
            n_lost++;
        }
    }
    if (n_scans > 0)
        assay_document_add_defect(document, "no-text", (AssaySpan){.kind = ASSAY_SPAN_NONE},
                                  "%u of %u pages are images without text, page %u the first",
                                  n_scans, document->n_pages, first_scan);
    return n_lost;
}

static gboolean extract(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error)
{
    (void)decoded;
    const AssaySpan nowhere = {.kind = ASSAY_SPAN_NONE};
    guint n_errors = 0;
    guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, count_complaint, &n_errors);
    PopplerDocument *pdf = open_pdf(input, error);
    if (pdf == NULL) {
        g_log_remove_handler("Poppler", handler);
        return FALSE;
    }
    g_autoptr(PdfModel) model = pdf_model_new();
    add_properties(document, pdf);
    const AssayProperty *title = assay_document_property(document, "pdf.title");
    model->title = title != NULL ? title->value : NULL;
    guint n_lost = read_pages(model, document, pdf);
    guint n_page_errors = n_errors; /* an error in the tree damages no text */
    pdf_structure_read(model, pdf, input->bytes, input->size);
    n_errors = n_page_errors;
    g_object_unref(pdf);
    g_log_remove_handler("Poppler", handler);

    document->open_end = is_cut_off(input);
    if (document->open_end)
        assay_document_add_defect(document, "pdf-damaged", nowhere, "the file is cut off");
    if (n_lost > 0 || n_errors > 0)
        assay_document_add_defect(document, "pdf-damaged", nowhere,
                                  "%u errors in the file, %u of %u pages unreadable", n_errors,
                                  n_lost, document->n_pages);
    if (model->words->len == 0) {
        assay_document_add_defect(document, "no-text", nowhere,
                                  "%u pages and no text in them: a scan, or drawings",
                                  document->n_pages);
        return TRUE;
    }
    pdf_layers_mark(model);
    pdf_segments_split(model);
    pdf_given_mark(model, input->tables, input->n_tables);
    pdf_body_guess(model);
    pdf_line_numbers_mark(model);
    pdf_running_mark(model);
    pdf_layout(model);
    pdf_tables_find(model);
    pdf_body_measure(model);
    pdf_headings_mark(model);
    pdf_blocks_build(model);
    pdf_emit(model, document);
    return TRUE;
}

/* Poppler's tables of glyph names and its lists of character maps belong to all open documents.
 * They take as long to make as a page takes to read, so a document without pages stays open. */
static gpointer keep(void)
{
    static const char empty[] = "%PDF-1.0\n"
                                "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                                "xref\n0 3\n"
                                "0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
                                "trailer<</Root 1 0 R/Size 3>>\nstartxref\n96\n%%EOF\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(empty, sizeof empty - 1);
    return poppler_document_new_from_bytes(bytes, NULL, NULL);
}

const AssayExtractor assay_format_pdf = {.name = "pdf",
                                         .media = "application/pdf",
                                         .version = 1,
                                         .is_text = FALSE,
                                         .surest = SURENESS_AT_START,
                                         .sniff = sniff,
                                         .salvages = salvages,
                                         .extract = extract,
                                         .keep = keep,
                                         .drop = g_object_unref};

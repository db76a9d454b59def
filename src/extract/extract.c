/* extract.c: see extract.h. */
#include "extract/extract.h"

#include "base/error.h"
#include "base/limits.h"

extern const AssayExtractor *const assay_format_table[]; /* written by CMakeLists.txt */

const AssayExtractor *const *assay_extractors(void)
{
    return assay_format_table;
}

/* Returns: NULL if @input is none of them. */
static const AssayExtractor *extractor_of(const AssayInput *input)
{
    const AssayExtractor *best = NULL;
    int best_sureness = 0;
    for (const AssayExtractor *const *e = assay_format_table; *e != NULL; e++) {
        int sureness = (*e)->surest > best_sureness ? (*e)->sniff(input) : 0;
        if (sureness > best_sureness) {
            best = *e;
            best_sureness = sureness;
        }
    }
    for (const AssayExtractor *const *e = assay_format_table; best == NULL && *e != NULL; e++)
        if ((*e)->salvages != NULL && (*e)->salvages(input))
            best = *e;
    return best;
}

gboolean assay_extract(const AssayInput *input, AssayDocument **ret_document, GError **error)
{
    if (input->size > ASSAY_LIMIT_INPUT_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: %" G_GSIZE_FORMAT " bytes is more than the %u that are read; split it",
                    input->uri, input->size, ASSAY_LIMIT_INPUT_BYTES);
        return FALSE;
    }
    const AssayExtractor *best = extractor_of(input);
    if (best == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: neither PDF nor HTML nor text (%" G_GSIZE_FORMAT " bytes)", input->uri,
                    input->size);
        return FALSE;
    }
    g_autoptr(AssayDecoded) decoded = NULL;
    if (best->is_text)
        decoded = assay_decode(input, g_str_equal(best->name, "html"));
    g_autoptr(AssayDocument) document = assay_document_new();
    document->format = best->name;
    document->media = best->media;
    if (decoded != NULL) {
        document->charset = assay_arena_strdup(document->arena, decoded->charset);
        if (decoded->had_errors)
            assay_document_add_defect(document, "charset-invalid", assay_span_bytes(0, input->size),
                                      "bytes that are not %s were replaced", decoded->charset);
    }
    if (!best->extract(input, decoded, document, error))
        return FALSE;
    *ret_document = g_steal_pointer(&document);
    return TRUE;
}

struct AssayExtractKept {
    gpointer *of; /* owned: of each extractor, in the order of the table; may be NULL */
};

AssayExtractKept *assay_extract_keep(void)
{
    guint n = 0;
    while (assay_format_table[n] != NULL)
        n++;
    AssayExtractKept *kept = g_new(AssayExtractKept, 1);
    kept->of = g_new0(gpointer, n);
    for (guint i = 0; i < n; i++)
        if (assay_format_table[i]->keep != NULL)
            kept->of[i] = assay_format_table[i]->keep();
    return kept;
}

void assay_extract_kept_free(AssayExtractKept *kept)
{
    if (kept == NULL)
        return;
    for (guint i = 0; assay_format_table[i] != NULL; i++)
        if (kept->of[i] != NULL)
            assay_format_table[i]->drop(kept->of[i]);
    g_free(kept->of);
    g_free(kept);
}

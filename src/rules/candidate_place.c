/* candidate_place.c: see candidate.h. Where a candidate's text stands in the document, and whether
 * the capture stops in it. */
#include <string.h>

#include "rules/candidate.h"

AssaySpan assay_candidate_span(const AssayCandidate *candidate, const AssayDocument *document,
                               gsize start, gsize end)
{
    if (candidate->n_pieces == 0 || document == NULL)
        return candidate->span;
    AssayRange range = {G_MAXSIZE, 0};
    for (guint i = 0; i < candidate->n_pieces; i++) {
        const AssayPiece *piece = &candidate->pieces[i];
        gsize from = MAX(start, piece->start), to = MIN(end, piece->end);
        if (from >= to)
            continue;
        range.start = MIN(range.start, piece->in_buffer + (from - piece->start));
        range.end = MAX(range.end, piece->in_buffer + (to - piece->start));
    }
    if (range.start >= range.end)
        return (AssaySpan){.kind = ASSAY_SPAN_NONE};
    return assay_document_span(document, range);
}

static gboolean may_go_on(AssaySlice rest, gboolean in_word)
{
    static const char inside[] = ".,:;-/_+?#=&%~";
    rest = assay_slice_trim(rest);
    for (gsize i = 0; i < rest.length; i++)
        if (!in_word || rest.data[i] == '\0' || strchr(inside, rest.data[i]) == NULL)
            return FALSE;
    return TRUE;
}

gboolean assay_candidate_is_open(const AssayCandidate *candidate, gsize start, gsize end,
                                 gboolean in_word)
{
    for (guint i = 0; i < candidate->n_pieces; i++) {
        const AssayPiece *piece = &candidate->pieces[i];
        if (!piece->open_end || start >= piece->end || end <= piece->start)
            continue;
        gsize stop = MIN(end, piece->end);
        if (may_go_on(assay_slice_sub(candidate->text, stop, piece->end), in_word))
            return TRUE;
    }
    return FALSE;
}

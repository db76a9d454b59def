/* join.h: how the last word of a line and the first of the next belong together. */
#ifndef ASSAY_EXTRACT_PDF_JOIN_H
#define ASSAY_EXTRACT_PDF_JOIN_H

#include "extract/pdf/model.h"

typedef enum {
    PDF_JOIN_SPACE,
    PDF_JOIN_TIGHT,       /* nothing between them: a broken URL, a compound's hyphen, CJK */
    PDF_JOIN_DROP_HYPHEN, /* the hyphen at the line's end was only put there by the break */
} PdfJoin;

typedef struct PdfJoiner PdfJoiner;

/** pdf_joiner_new: @model is borrowed; its words become the vocabulary that hyphens are judged
 * by, once the first one is met. */
PdfJoiner *pdf_joiner_new(const PdfModel *model);
void pdf_joiner_free(PdfJoiner *joiner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfJoiner, pdf_joiner_free)

/** pdf_join: @before ends a line whose free room is @room_pt, @after begins the next line. */
PdfJoin pdf_join(PdfJoiner *joiner, const PdfWord *before, const PdfWord *after, float room_pt);

#endif

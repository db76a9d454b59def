/* paragraph.h: whether a line goes on with the text of the line before it. */
#ifndef ASSAY_EXTRACT_PDF_PARAGRAPH_H
#define ASSAY_EXTRACT_PDF_PARAGRAPH_H

#include "extract/pdf/model.h"

gboolean pdf_rows_same_size(const PdfRow *a, const PdfRow *b);

/** pdf_row_ends_sentence: @row ends with a stop. */
gboolean pdf_row_ends_sentence(const PdfModel *model, const PdfRow *row);

/** pdf_row_ended_early: the first word of @b would have fitted on the line @a. */
gboolean pdf_row_ended_early(const PdfModel *model, const PdfRow *a, const PdfRow *b);

/** pdf_block_ends: @a is the last line of @block, and @b, just below it in the same column, begins
 * another. */
gboolean pdf_block_ends(const PdfModel *model, const PdfBlock *block, const PdfRow *a,
                        const PdfRow *b);

/** pdf_text_goes_on: @b, at the top of a column or behind something that floats, goes on with the
 * text whose last line is @a. */
gboolean pdf_text_goes_on(const PdfModel *model, const PdfRow *a, const PdfRow *b);

#endif

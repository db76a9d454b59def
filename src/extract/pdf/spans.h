/* spans.h: upright strips of a page, for tables. */
#ifndef ASSAY_EXTRACT_PDF_SPANS_H
#define ASSAY_EXTRACT_PDF_SPANS_H

#include "extract/pdf/model.h"

/* Columns of one table; more come from drawings, not from tables. */
#define PDF_MAX_COLUMNS 60u

/** From left to right, not overlapping. */
typedef struct {
    guint n;
    PdfSpan spans[PDF_MAX_COLUMNS];
} PdfSpans;

/** pdf_spans_add: add @span, merged with all that it touches or comes nearer to than @gap. */
void pdf_spans_add(PdfSpans *spans, PdfSpan span, float gap);

/** pdf_spans_touched: how many of @spans overlap @span. */
guint pdf_spans_touched(const PdfSpans *spans, PdfSpan span);

/** pdf_row_pieces: @pieces are the words of @row with less than @gap font sizes between them. */
void pdf_row_pieces(const PdfModel *model, const PdfRow *row, float gap, PdfSpans *pieces);

#endif

/* spans.c: see spans.h. */
#include "extract/pdf/spans.h"

void pdf_spans_add(PdfSpans *spans, PdfSpan span, float gap)
{
    guint kept = 0;
    for (guint i = 0; i < spans->n; i++) {
        PdfSpan s = spans->spans[i];
        if (s.x0 < span.x1 + gap && span.x0 < s.x1 + gap)
            span = (PdfSpan){MIN(s.x0, span.x0), MAX(s.x1, span.x1)};
        else
            spans->spans[kept++] = s;
    }
    spans->n = kept;
    if (spans->n == PDF_MAX_COLUMNS)
        return;
    guint at = spans->n++;
    for (; at > 0 && spans->spans[at - 1].x0 > span.x0; at--)
        spans->spans[at] = spans->spans[at - 1];
    spans->spans[at] = span;
}

guint pdf_spans_touched(const PdfSpans *spans, PdfSpan span)
{
    guint n = 0;
    for (guint i = 0; i < spans->n; i++)
        n += spans->spans[i].x0 < span.x1 && span.x0 < spans->spans[i].x1;
    return n;
}

void pdf_row_pieces(const PdfModel *model, const PdfRow *row, float gap, PdfSpans *pieces)
{
    pieces->n = 0;
    PdfSpan piece = {0, -1};
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        if (piece.x1 >= piece.x0 && word->box.x0 - piece.x1 > gap * row->size) {
            if (pieces->n + 1 < PDF_MAX_COLUMNS)
                pieces->spans[pieces->n++] = piece;
            piece = (PdfSpan){word->box.x0, word->box.x1};
        } else if (piece.x1 < piece.x0) {
            piece = (PdfSpan){word->box.x0, word->box.x1};
        } else {
            piece.x1 = MAX(piece.x1, word->box.x1);
        }
    }
    pieces->spans[pieces->n++] = piece;
}

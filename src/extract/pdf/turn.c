/* turn.c: see turn.h. */
#include "extract/pdf/turn.h"

#include "extract/pdf/segment.h"

/* A letter that lies on its side is so much wider than high: its box is as high as the font. */
#define LYING_LETTER 1.3f

PdfBox pdf_box_turn(const PdfPage *page, PdfBox box)
{
    switch (page->direction) {
    case PDF_DIRECTION_UP:
        return (PdfBox){page->width - box.y1, box.x0, page->width - box.y0, box.x1};
    case PDF_DIRECTION_DOWN:
        return (PdfBox){box.y0, page->height - box.x1, box.y1, page->height - box.x0};
    case PDF_DIRECTION_LEFT:
        return (PdfBox){page->width - box.x1, page->height - box.y1, page->width - box.x0,
                        page->height - box.y0};
    default:
        return box;
    }
}

PdfBox pdf_box_turn_back(const PdfPage *page, PdfBox box)
{
    switch (page->direction) {
    case PDF_DIRECTION_UP:
        return (PdfBox){box.y0, page->width - box.x1, box.y1, page->width - box.x0};
    case PDF_DIRECTION_DOWN:
        return (PdfBox){page->height - box.y1, box.x0, page->height - box.y0, box.x1};
    default:
        return pdf_box_turn(page, box); /* half a turn is its own inverse */
    }
}

/* Rotated as seen on the turned page. */
static gboolean is_rotated(const PdfModel *model, const PdfWord *word, PdfDirection direction)
{
    if (direction == PDF_DIRECTION_LEFT)
        return word->rotated;
    AssaySlice text = pdf_word_text(model, word);
    if (assay_utf8_next(text.data) < text.data + text.length)
        return !word->rotated;
    return word->box.x1 - word->box.x0 < LYING_LETTER * pdf_height(word->box);
}

void pdf_page_turn(PdfModel *model, PdfPage *page, PdfDirection direction, guint first_word)
{
    page->direction = direction;
    if (direction != PDF_DIRECTION_LEFT) {
        float width = page->width;
        page->width = page->height;
        page->height = width;
    }
    for (guint i = first_word; i < model->words->len; i++) {
        PdfWord *word = pdf_word(model, i);
        word->rotated = is_rotated(model, word, direction);
        word->box = pdf_box_turn(page, word->box);
    }
    g_autoptr(GArray) segments = g_array_new(FALSE, FALSE, sizeof(PdfSegment));
    for (guint i = page->first_segment; i < model->segments->len; i++) {
        const PdfSegment *whole = pdf_segment(model, i);
        pdf_segment_add_lines(model, segments, whole, 0, whole->n_words, whole->place);
    }
    g_array_set_size(model->segments, page->first_segment);
    g_array_append_vals(model->segments, segments->data, segments->len);
}

/* footnote.c: the lines at the foot of columns that are footnotes (see blocks.h). */
#include "extract/pdf/blocks.h"

/* A footnote's first sign: a raised or small number, or one of the usual marks. */
static gboolean opens_footnote(const PdfModel *model, const PdfRow *row)
{
    const PdfWord *word = pdf_first_word(model, row);
    AssaySlice text = pdf_word_text(model, word);
    static const char *const marks[] = {"*", "†", "‡", "§", "¶", "‖", "∗", NULL};
    for (guint i = 0; marks[i] != NULL; i++)
        if (assay_slice_has_prefix(text, assay_slice_from(marks[i])))
            return TRUE;
    return text.length <= 2 && g_ascii_isdigit(text.data[0]) && word->size < 0.85f * row->size;
}

/* The last lines of a column, smaller than the text above them, from the first that opens like a
 * footnote on. */
static void mark_region(PdfModel *model, const PdfRegion *region)
{
    guint end = region->first_row + region->n_rows, first = end;
    const PdfPage *page = &g_array_index(model->pages, PdfPage, region->page);
    while (first > region->first_row) {
        const PdfRow *row = pdf_row(model, first - 1);
        if (row->place != ASSAY_PLACE_CONTENT || row->table != 0 || row->heading != 0 ||
            row->size > 0.94f * model->body_size || row->box.y0 < 0.5f * page->height)
            break;
        first--;
    }
    if (first == region->first_row || first == end)
        return;
    for (gboolean inside = FALSE; first < end; first++) {
        gboolean opens = opens_footnote(model, pdf_row(model, first));
        inside = inside || opens;
        if (inside) {
            pdf_row(model, first)->place = ASSAY_PLACE_FOOTNOTE;
            pdf_row(model, first)->continues = opens;
        }
    }
}

void pdf_footnotes_mark(PdfModel *model)
{
    for (guint i = 0; i < model->regions->len; i++)
        mark_region(model, pdf_region(model, i));
}

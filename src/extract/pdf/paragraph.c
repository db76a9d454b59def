/* paragraph.c: where paragraphs, items and captions end (see paragraph.h).
 *
 * A paragraph goes on as long as the next line is set like it and close below it, and its last
 * line is full: where the first word of the next line would still have fitted, the author ended
 * the paragraph. Over a column or page break, and over what floats between, the same holds. */
#include "extract/pdf/paragraph.h"

#include <math.h>
#include <string.h>

gboolean pdf_row_ends_sentence(const PdfModel *model, const PdfRow *row)
{
    AssaySlice text = pdf_word_text(model, pdf_last_word(model, row));
    return text.length > 0 && strchr(".!?", text.data[text.length - 1]) != NULL;
}

static gboolean opens_lower(const PdfModel *model, const PdfRow *row)
{
    AssaySlice text = pdf_word_text(model, pdf_first_word(model, row));
    return text.length > 0 && g_unichar_islower(g_utf8_get_char(text.data));
}

gboolean pdf_row_ended_early(const PdfModel *model, const PdfRow *a, const PdfRow *b)
{
    const PdfRegion *region = pdf_region(model, a->region);
    const PdfWord *word = pdf_first_word(model, b);
    AssaySlice last = pdf_word_text(model, pdf_last_word(model, a));
    if (last.length > 1 && last.data[last.length - 1] == '-' && opens_lower(model, b))
        return FALSE; /* half a word */
    float left = a->box.x0 - region->x0, right = a->right - a->box.x1;
    float room = right;
    if (left > 1.5f * a->size && fabsf(left - right) < 0.6f * a->size)
        room = left + right; /* a centred line */
    /* A long line and a sentence that goes on: the setting is ragged. */
    if (right < 0.4f * (a->right - region->x0) && !pdf_row_ends_sentence(model, a) &&
        opens_lower(model, b))
        return FALSE;
    return word->box.x1 - word->box.x0 + 0.28f * a->size < room - 0.25f * a->size;
}

gboolean pdf_rows_same_size(const PdfRow *a, const PdfRow *b)
{
    return fabsf(a->size - b->size) < 0.07f * MAX(a->size, b->size);
}

/* The indents of @a and @b, neighbours in one column, part two paragraphs. */
static gboolean indents_part(const PdfModel *model, const PdfBlock *block, const PdfRow *a,
                             const PdfRow *b)
{
    float shift = b->box.x0 - a->box.x0, em = b->size;
    const PdfRegion *region = pdf_region(model, b->region);
    if (a->box.x0 - region->x0 > 1.5f * em &&
        fabsf((region->x1 - a->box.x1) - (a->box.x0 - region->x0)) < em)
        return FALSE; /* centred lines have no indent */
    if (fabsf(shift) < 0.6f * em)
        return FALSE;
    if (shift < 0) /* only a first line is indented */
        return block->rows->len > 1 && block->kind == ASSAY_BLOCK_PARAGRAPH && shift < -1.5f * em;
    if (shift > 5 * em)
        return TRUE;
    /* Deeper than the line before: a new paragraph, or the hanging second line. */
    return block->rows->len > 1 || pdf_row_ended_early(model, a, b) ||
           pdf_row_ends_sentence(model, a);
}

/* @row begins where a word behind the label of a caption's line @first does. */
static gboolean hangs(const PdfModel *model, const PdfRow *first, const PdfRow *row)
{
    PdfWords words = pdf_row_words(model, first);
    (void)pdf_words_next(&words);
    const PdfWord *word;
    for (guint i = 1; i < 5 && (word = pdf_words_next(&words)) != NULL; i++)
        if (fabsf(word->box.x0 - row->box.x0) < 1.5f)
            return TRUE;
    return FALSE;
}

gboolean pdf_block_ends(const PdfModel *model, const PdfBlock *block, const PdfRow *a,
                        const PdfRow *b)
{
    const PdfRegion *region = pdf_region(model, b->region);
    if (!pdf_rows_same_size(a, b) && a->n_chars > 3 && b->n_chars > 3)
        return TRUE;
    float step = pdf_middle(b->box) - pdf_middle(a->box), usual = region->leading;
    if (block->rows->len >= 2) {
        const PdfRow *before = pdf_row(model,
                                       g_array_index(block->rows, guint, block->rows->len - 2));
        float own = pdf_middle(a->box) - pdf_middle(before->box);
        if (before->region == a->region && own > 0.5f * usual)
            usual = MAX(usual, MIN(own, 2.2f * a->size));
    } else if (usual < 1.15f * b->size || usual > 2 * b->size) {
        usual = 1.25f * b->size;
    }
    if (step > 1.32f * usual)
        return TRUE;
    if (block->kind == ASSAY_BLOCK_LIST_ITEM) {
        const PdfRow *first = pdf_row(model, g_array_index(block->rows, guint, 0));
        if (first->region == b->region && b->box.x0 < first->box.x0 - 0.3f * b->size)
            return TRUE;
        if (first->region == b->region && b->box.x0 > first->box.x0 + 0.5f * b->size)
            return FALSE;
    }
    if (block->kind == ASSAY_BLOCK_CAPTION &&
        hangs(model, pdf_row(model, g_array_index(block->rows, guint, 0)), b))
        return FALSE;
    return indents_part(model, block, a, b) || pdf_row_ended_early(model, a, b);
}

gboolean pdf_text_goes_on(const PdfModel *model, const PdfRow *a, const PdfRow *b)
{
    if (!pdf_rows_same_size(a, b) || a->bold != b->bold || pdf_row_ended_early(model, a, b))
        return FALSE;
    if (b->page > a->page + 3)
        return FALSE;
    if (opens_lower(model, b))
        return !(pdf_row_ends_sentence(model, a) && a->page == b->page && a->region == b->region);
    return !pdf_row_ends_sentence(model, a) && b->region != a->region;
}

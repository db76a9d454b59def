/* run.c: see run.h. */
#include "extract/pdf/run.h"

#include <math.h>

/* Gaps in font sizes: between two cells of a line. */
#define CELL_GAP         1.0f
/* What is nearer is no other column: cells may be short in all lines seen so far. */
#define LEAST_GAP        0.25f
/* A cell begins where its head does, within this, in points; the gap before it is wider than those
 * between words by this factor at least. */
#define HEAD_SLACK       1.0f
#define NEAR_GAP         1.05f
/* Distance of two lines of text, in sizes, at most, for cells to be set as widely. */
#define MAX_TEXT_LEADING 1.8f
/* Lines of one text stand farther apart, in sizes. */
#define HALF_STEP        0.8f
/* Lines in a row with one piece only, inside a table: the lines of one cell. */
#define MAX_SINGLE_ROWS  25u

gboolean pdf_row_is_multi(const PdfModel *model, const PdfRow *row)
{
    PdfSpans pieces;
    pdf_row_pieces(model, row, CELL_GAP, &pieces);
    return pieces.n >= 2;
}

/* A piece of the head of @run begins at @x. */
static gboolean begins_head(const PdfRun *run, float x)
{
    for (guint i = 0; i < run->heads.n; i++)
        if (fabsf(run->heads.spans[i].x0 - x) < HEAD_SLACK)
            return TRUE;
    return FALSE;
}

/* The pieces of @row; a cell that fills its column nearly touches the next one, which begins where
 * its head does, behind a gap wider than the one between the words before. */
static void pieces_under_heads(const PdfModel *model, const PdfRun *run, const PdfRow *row,
                               PdfSpans *pieces)
{
    PdfSpan piece = {0, -1};
    float before = 0;
    pieces->n = 0;
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        float gap = word->box.x0 - piece.x1;
        gboolean first = piece.x1 < piece.x0;
        gboolean parted = gap > PDF_COLUMN_GAP * row->size ||
                          (gap > LEAST_GAP * row->size && gap > NEAR_GAP * before && before > 0 &&
                           begins_head(run, word->box.x0));
        if (!first && parted) {
            if (pieces->n + 1 < PDF_MAX_COLUMNS)
                pieces->spans[pieces->n++] = piece;
            piece = (PdfSpan){word->box.x0, word->box.x1};
            before = 0;
        } else {
            before = first ? 0 : gap;
            piece = (PdfSpan){first ? word->box.x0 : piece.x0, MAX(piece.x1, word->box.x1)};
        }
    }
    pieces->spans[pieces->n++] = piece;
}

/* The part of @row under each piece of the head, from where the piece begins to where the next
 * does. FALSE: a piece of the row crosses such a place. */
static gboolean parts_under_heads(const PdfModel *model, const PdfRun *run, const PdfRow *row,
                                  PdfSpans *parts)
{
    PdfSpans pieces;
    parts->n = 0;
    pieces_under_heads(model, run, row, &pieces);
    guint head = 0, last = G_MAXUINT;
    for (guint i = 0; i < pieces.n; i++) {
        PdfSpan piece = pieces.spans[i];
        while (head + 1 < run->heads.n && piece.x0 > run->heads.spans[head + 1].x0 - 2)
            head++;
        if (head + 1 < run->heads.n && piece.x1 > run->heads.spans[head + 1].x0)
            return FALSE;
        if (head == last)
            parts->spans[parts->n - 1].x1 = piece.x1;
        else
            parts->spans[parts->n++] = piece;
        last = head;
    }
    return TRUE;
}

/* @row fits the strips of @run: no piece of it lies over two of them. */
gboolean pdf_run_fits(const PdfModel *model, const PdfRun *run, const PdfRow *row, float gap)
{
    PdfSpans pieces;
    pdf_row_pieces(model, row, gap, &pieces);
    for (guint i = 0; i < pieces.n; i++)
        if (pdf_spans_touched(&run->strips, pieces.spans[i]) > 1)
            return run->heads.n >= 3 && parts_under_heads(model, run, row, &pieces);
    return TRUE;
}

static void pdf_run_take(const PdfModel *model, PdfRun *run, guint index)
{
    /* The words of a head stand nearer to one another than the cells below it. */
    float gap = index == run->first ? PDF_COLUMN_GAP : PDF_PIECE_GAP;
    PdfSpans pieces;
    pdf_row_pieces(model, pdf_row(model, index), gap, &pieces);
    if (index == run->first && pieces.n >= 3)
        run->heads = pieces;
    else if (run->heads.n >= 3 && !parts_under_heads(model, run, pdf_row(model, index), &pieces))
        pdf_row_pieces(model, pdf_row(model, index), gap, &pieces);
    for (guint i = 0; i < pieces.n; i++)
        pdf_spans_add(&run->strips, pieces.spans[i], LEAST_GAP * pdf_row(model, index)->size);
    run->end = index + 1;
}

gboolean pdf_rows_same_style(const PdfRow *a, const PdfRow *b)
{
    return fabsf(a->size - b->size) < 0.08f * a->size + 0.05f;
}

/* A line with one piece goes on with a cell: it begins where a strip does, near the line above. */
gboolean pdf_run_continues_cell(const PdfModel *model, const PdfRun *run, guint index,
                                float distance)
{
    const PdfRow *row = pdf_row(model, index), *above = row - 1;
    float step = pdf_middle(row->box) - pdf_middle(above->box);
    if (step > distance * row->size || !pdf_rows_same_style(row, pdf_row(model, run->end - 1)))
        return FALSE;
    if (row->bold && !above->bold && step > 1.45f * row->size)
        return FALSE; /* a heading under the table */
    if (!pdf_run_fits(model, run, row, PDF_PIECE_GAP))
        return FALSE;
    return pdf_spans_touched(&run->strips, (PdfSpan){row->box.x0, row->box.x1}) <= 1;
}

/* How far apart two lines of a cell stand, in sizes, at most: a little more than the lines that
 * begin at the left edge of the table do, or those of the text about it. */
float pdf_run_line_reach(const PdfModel *model, const PdfRun *run)
{
    float least = 0, last = -1;
    for (guint i = run->first; i < run->end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (fabsf(row->box.x0 - run->strips.spans[0].x0) > 2)
            continue;
        float step = pdf_middle(row->box) - last;
        if (last >= 0 && step > 0.95f * row->size && (least <= 0 || step < least * row->size))
            least = step / row->size;
        last = pdf_middle(row->box);
    }
    const PdfRow *first = pdf_row(model, run->first);
    float leading = pdf_region(model, first->region)->leading / model->body_size;
    least = MAX(least, MIN(leading, MAX_TEXT_LEADING));
    return CLAMP(1.06f * least, 1.42f, 2.0f);
}

/* The row before @index is nearer than lines of one text stand, and set like it. */
static gboolean stands_half_above(const PdfModel *model, guint index)
{
    const PdfRow *row = pdf_row(model, index), *above = row - 1;
    return above->region == row->region && above->table == 0 &&
           above->place == ASSAY_PLACE_CONTENT && pdf_rows_same_style(row, above) &&
           pdf_middle(row->box) - pdf_middle(above->box) < HALF_STEP * row->size;
}

/* The row above @run is one short piece over a cell of its first row that begins in lower case:
 * the first line of that cell, where the others have one line only. */
static gboolean begins_cell_below(const PdfModel *model, const PdfRun *run)
{
    const PdfRow *row = pdf_row(model, run->first), *above = row - 1;
    if (above->region != row->region || above->table != 0 || run->heads.n < 3 ||
        above->place != ASSAY_PLACE_CONTENT || !pdf_rows_same_style(row, above) ||
        pdf_middle(row->box) - pdf_middle(above->box) > 1.4f * row->size ||
        above->box.x0 < run->heads.spans[0].x1)
        return FALSE;
    for (guint i = 0; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        const PdfWord *word = pdf_word(model, segment->first_word);
        if (word->box.x0 < above->box.x1 && above->box.x0 < segment->box.x1)
            return g_unichar_islower(g_utf8_get_char(pdf_word_text(model, word).data));
    }
    return FALSE;
}

/* Row @index and the one before it stand in different strips of @run, half a line apart: a short
 * cell in the middle of a cell of two lines. */
static gboolean stands_beside_above(const PdfModel *model, const PdfRun *run, guint index)
{
    const PdfRow *row = pdf_row(model, index), *above = row - 1;
    PdfSpan span = {row->box.x0, row->box.x1}, other = {above->box.x0, above->box.x1};
    PdfSpan both = {MIN(span.x0, other.x0), MAX(span.x1, other.x1)};
    return pdf_middle(row->box) - pdf_middle(above->box) < HALF_STEP * row->size &&
           pdf_spans_touched(&run->strips, span) == 1 &&
           pdf_spans_touched(&run->strips, other) == 1 && pdf_spans_touched(&run->strips, both) > 1;
}

/* The longest run about row @first, from @start at the earliest, up to @end. */
void pdf_run_grow(const PdfModel *model, PdfRun *run, guint start, guint first, guint end)
{
    *run = (PdfRun){.first = first, .n_multi = 1};
    pdf_run_take(model, run, first);
    /* A piece half a line above stands in the middle of its cell: cells of several lines. */
    while (run->first > start && stands_half_above(model, run->first))
        pdf_run_take(model, run, --run->first);
    if (run->first == first && first > start && begins_cell_below(model, run)) {
        PdfSpans heads = run->heads;
        pdf_run_take(model, run, --run->first);
        run->heads = heads;
    }
    run->end = first + 1;
    guint pending = 0; /* lines with one piece since the last sure one */
    for (guint i = first + 1; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || row->table != 0)
            break;
        if (pdf_middle(row->box) - pdf_middle(row[-1].box) > 5 * row->size)
            break;
        gboolean multi = pdf_row_is_multi(model, row);
        /* Spanning heads may lie over several strips, but only at the top. */
        gboolean fit = pdf_run_fits(model, run, row, PDF_PIECE_GAP);
        if (!fit && !(multi && run->n_multi < 3 && i - first < 4))
            break;
        /* Long cells may nearly touch. */
        if (fit && !multi && run->n_multi >= 2)
            multi = pdf_spans_touched(&run->strips, (PdfSpan){row->box.x0, row->box.x1}) > 1;
        gboolean beside = fit && !multi && run->n_multi >= 2 && stands_beside_above(model, run, i);
        if ((multi || beside) && pdf_rows_same_style(row, pdf_row(model, first))) {
            for (guint j = run->end; j <= i; j++)
                pdf_run_take(model, run, j);
            run->n_multi += multi ? 1 : 0;
            pending = 0;
        } else if (++pending > MAX_SINGLE_ROWS || !pdf_run_continues_cell(model, run, i, 3.5f)) {
            break;
        }
    }
    float reach = pdf_run_line_reach(model, run);
    while (run->end < end && pdf_row(model, run->end)->place == ASSAY_PLACE_CONTENT &&
           pdf_run_continues_cell(model, run, run->end, reach))
        pdf_run_take(model, run, run->end);
}

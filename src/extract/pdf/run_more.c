/* run_more.c: what belongs to a table whose columns are known, though it did not show them (see
 * run.h): heads that span columns, and rows behind a line that crosses them. */
#include <math.h>

#include "extract/pdf/blocks.h"
#include "extract/pdf/run.h"

/* Lines of spanning heads above the rest. */
#define MAX_HEAD_LINES 6u
/* Distances in font sizes: of a head from what is below it; of a row from what is above it. */
#define HEAD_STEP      2.3f
#define ROW_STEP       2.3f

gboolean pdf_row_is_caption(const PdfModel *model, const PdfRow *row)
{
    GString *text = g_string_new(NULL);
    pdf_row_append_text(model, row, text);
    gboolean caption = pdf_is_caption(text->str);
    g_string_free(text, TRUE);
    return caption;
}

/* @row goes on with a caption: the first of the lines that stand as closely is one. */
static gboolean ends_caption(const PdfModel *model, guint index)
{
    for (guint n = 0; n < 3 && index > 0; n++, index--) {
        const PdfRow *row = pdf_row(model, index), *above = row - 1;
        if (above->region != row->region || !pdf_rows_same_style(row, above) ||
            pdf_middle(row->box) - pdf_middle(above->box) > 1.4f * row->size)
            return FALSE;
        if (pdf_row_is_caption(model, above))
            return TRUE;
    }
    return FALSE;
}

static float middle_of(PdfSpan span)
{
    return (span.x0 + span.x1) / 2;
}

/* The columns that @piece lies over, or the two that it stands between. */
static void columns_under(const PdfSpans *columns, PdfSpan piece, guint *first, guint *last)
{
    *first = G_MAXUINT;
    *last = 0;
    for (guint i = 0; i < columns->n; i++)
        if (columns->spans[i].x0 < piece.x1 && piece.x0 < columns->spans[i].x1) {
            *first = MIN(*first, i);
            *last = i;
        }
    for (guint i = 1; i < columns->n && *first == G_MAXUINT; i++)
        if (piece.x1 < columns->spans[i].x0) {
            *first = i - 1;
            *last = i;
        }
}

/* One piece is a head if it leaves the first column free and stands in the middle of columns, or
 * begins with one, rather than in the middle of the table, as titles do. */
static gboolean is_single_head(const PdfSpans *columns, PdfSpan piece, float size)
{
    guint first, last;
    columns_under(columns, piece, &first, &last);
    if (first == G_MAXUINT || first == 0 || piece.x0 < columns->spans[0].x1)
        return FALSE;
    float middle = middle_of(piece), right = columns->spans[columns->n - 1].x1;
    float whole = fabsf(middle - (columns->spans[0].x0 + right) / 2);
    float over = fabsf(middle - (columns->spans[first].x0 + columns->spans[last].x1) / 2);
    float rest = fabsf(middle - (columns->spans[1].x0 + right) / 2);
    gboolean starts = fabsf(piece.x0 - columns->spans[first].x0) < 2;
    float best = MIN(over, rest);
    return starts || (best < size && best < whole);
}

/* No two pieces stand over one column. */
static gboolean are_heads(const PdfSpans *columns, const PdfSpans *pieces)
{
    guint before = G_MAXUINT;
    for (guint i = 0; i < pieces->n; i++) {
        guint first, last;
        columns_under(columns, pieces->spans[i], &first, &last);
        if (first == G_MAXUINT || (before != G_MAXUINT && first <= before))
            return FALSE;
        before = last;
    }
    return TRUE;
}

static gboolean may_belong(const PdfRow *row, const PdfRow *other)
{
    return row->place == ASSAY_PLACE_CONTENT && row->region == other->region &&
           fabsf(row->size - other->size) < 0.3f * MAX(row->size, other->size);
}

static gboolean is_head(const PdfModel *model, const PdfRow *row, const PdfSpans *columns)
{
    float slack = row->size;
    PdfSpans pieces;
    if (row->box.x0 < columns->spans[0].x0 - slack ||
        row->box.x1 > columns->spans[columns->n - 1].x1 + slack || pdf_row_is_caption(model, row))
        return FALSE;
    pdf_row_pieces(model, row, PDF_PIECE_GAP, &pieces);
    return pieces.n == 1 ? is_single_head(columns, pieces.spans[0], row->size)
                         : are_heads(columns, &pieces);
}

void pdf_run_add_heads(const PdfModel *model, PdfRun *run, const PdfSpans *columns, guint start)
{
    float largest = 0; /* headings above a table are larger */
    for (guint i = run->first; i < run->end; i++)
        largest = MAX(largest, pdf_row(model, i)->size);
    for (guint n = 0; n < MAX_HEAD_LINES && run->first > start; n++) {
        const PdfRow *row = pdf_row(model, run->first - 1);
        float step = pdf_middle(row[1].box) - pdf_middle(row->box);
        if (row->table != 0 || row->size > 1.25f * largest || ends_caption(model, run->first - 1) ||
            !may_belong(row, row + 1) || step > HEAD_STEP * row->size ||
            !is_head(model, row, columns))
            return;
        run->first--;
    }
}

/* Line @row has cells in two of @columns at least, each within one. */
static gboolean is_row(const PdfModel *model, const PdfRow *row, const PdfSpans *columns)
{
    PdfSpans pieces;
    guint n = 0, before = G_MAXUINT;
    pdf_row_pieces(model, row, PDF_PIECE_GAP, &pieces);
    for (guint i = 0; i < pieces.n; i++) {
        guint first, last;
        columns_under(columns, pieces.spans[i], &first, &last);
        if (first == G_MAXUINT || first != last || first == before)
            return FALSE;
        before = first;
        n++;
    }
    return n >= 2 && n * 2 >= columns->n;
}

void pdf_run_add_rows(const PdfModel *model, PdfRun *run, const PdfSpans *columns, guint end)
{
    while (run->end < end) {
        const PdfRow *row = pdf_row(model, run->end);
        guint n = is_row(model, row, columns) ? 1 : 2; /* a line that crosses, and a row */
        if (run->end + n > end || (n == 2 && (!is_row(model, row + 1, columns) || columns->n < 3 ||
                                              pdf_row_is_caption(model, row))))
            return;
        for (guint i = 0; i < n; i++) {
            float step = pdf_middle(row[i].box) - pdf_middle(row[(gint)i - 1].box);
            if (!may_belong(row + i, row + i - 1) || step > ROW_STEP * row->size || step <= 0)
                return;
        }
        run->end += n;
    }
}

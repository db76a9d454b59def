/* table.c: where tables are and what their columns are (see table.h).
 *
 * Rules are not looked at (poppler-glib does not tell them): a table is a run of lines of one
 * column of the page that fall into the same upright strips with free space between them. Lines
 * with a single piece belong to it when they stay inside one strip. */
#include "extract/pdf/table.h"

#include <math.h>

#include "extract/pdf/table_break.h"

/* A run of more lines that is no table is not tried again from its second line on: that would be
 * quadratic. */
#define LONG_RUN    100u
/* Lines of a head that were taken for a table. */
#define MAX_HEAD    6u
/* Regions that begin so near one another, in points, are parts of one column. */
#define SAME_COLUMN 20.0f

/* Where the first line has a piece for each of @columns, each belongs to its own: the column
 * reaches over it, as far as no other is met. */
static void reach_over_heads(const PdfModel *model, guint row, PdfSpans *columns)
{
    PdfSpans heads;
    pdf_row_pieces(model, pdf_row(model, row), PDF_PIECE_GAP, &heads);
    for (guint i = 0; heads.n == columns->n && i < columns->n; i++) {
        PdfSpan *column = &columns->spans[i], head = heads.spans[i];
        if ((i == 0 || column[-1].x1 < head.x0) &&
            (i + 1 == columns->n || head.x1 < column[1].x0)) {
            column->x0 = MIN(column->x0, head.x0);
            column->x1 = MAX(column->x1, head.x1);
        }
    }
}

void pdf_table_add(PdfModel *model, const PdfRun *run, const PdfSpans *columns, gboolean goes_on)
{
    PdfTable table = {.goes_on = goes_on,
                      .first_row = run->first,
                      .end_row = run->end,
                      .n_columns = columns->n,
                      .size = pdf_row(model, run->first)->size,
                      .cells = g_array_new(FALSE, TRUE, sizeof(PdfCell)),
                      .columns = g_array_new(FALSE, TRUE, sizeof(PdfSpan))};
    PdfSpans reach = *columns;
    reach_over_heads(model, run->first, &reach);
    g_array_append_vals(table.columns, reach.spans, reach.n);
    for (guint r = run->first; r < run->end; r++)
        pdf_row(model, r)->table = model->tables->len + 1;
    pdf_table_cut(model, &table);
    g_array_append_val(model->tables, table);
}

/* The table before @run ends where it begins and has a few lines only: they may be its head. @run
 * and
 * @columns are then those of both together, and that table is gone. */
static void join_head(PdfModel *model, PdfRun *run, PdfSpans *columns)
{
    const PdfRow *row = pdf_row(model, run->first);
    if (run->first == 0 || row[-1].table == 0 || row[-1].table != model->tables->len ||
        row[-1].region != row->region)
        return;
    PdfTable *above = &g_array_index(model->tables, PdfTable, row[-1].table - 1);
    PdfRun both = {.first = above->first_row, .end = run->end, .n_multi = run->n_multi};
    PdfSpans all;
    if (above->is_part || above->goes_on || above->end_row != run->first ||
        above->end_row - above->first_row > MAX_HEAD ||
        pdf_middle(row->box) - pdf_middle(row[-1].box) > 2.3f * row->size)
        return;
    pdf_run_columns(model, &both, &all);
    if (all.n < columns->n)
        return;
    pdf_table_clear(above);
    g_array_set_size(model->tables, model->tables->len - 1);
    *run = both;
    *columns = all;
}

/* Tables among the rows @first to @end of one region. */
static void find_in(PdfModel *model, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || !pdf_row_is_multi(model, row) ||
            pdf_row_is_caption(model, row))
            continue;
        PdfRun run;
        PdfSpans columns;
        pdf_run_grow(model, &run, first, i, end);
        pdf_run_columns(model, &run, &columns);
        if (pdf_run_is_table(model, &run, &columns)) {
            pdf_run_add_heads(model, &run, &columns, first);
            pdf_run_add_rows(model, &run, &columns, end);
            join_head(model, &run, &columns);
            pdf_table_add(model, &run, &columns, FALSE);
            i = run.end - 1;
            first = run.end;
        } else if (run.end - run.first > LONG_RUN) {
            i = run.end - 1;
        }
    }
}

/* Content rows of @region. */
static void content_range(const PdfModel *model, const PdfRegion *region, guint *first, guint *end)
{
    *first = region->first_row;
    *end = region->first_row + region->n_rows;
    while (*first < *end && pdf_row(model, *first)->place != ASSAY_PLACE_CONTENT)
        (*first)++;
    while (*end > *first && pdf_row(model, *end - 1)->place != ASSAY_PLACE_CONTENT)
        (*end)--;
}

/* What one region leaves to the next. */
typedef struct {
    guint table; /* that ended it; G_MAXUINT: none */
    guint head;  /* last row, several pieces and no table; G_MAXUINT: none */
    float left;  /* where it began */
} Above;

/* All lines of @region are one table, because the caller says so. */
static void take_given(PdfModel *model, const PdfRegion *region)
{
    PdfRun run = {.first = region->first_row, .end = region->first_row + region->n_rows};
    PdfSpans columns;
    pdf_run_columns(model, &run, &columns);
    pdf_table_add(model, &run, &columns, FALSE);
}

static void find_in_region(PdfModel *model, const PdfRegion *region, Above *above)
{
    guint first, end;
    if (region->given) {
        take_given(model, region);
        above->table = above->head = G_MAXUINT;
        return;
    }
    content_range(model, region, &first, &end);
    if (first == end)
        return;
    guint rest = first, head = G_MAXUINT;
    float shift = region->x0 - above->left;
    if (above->head != G_MAXUINT)
        head = above->table = pdf_table_open_with_head(model, above->head);
    if (head != G_MAXUINT)
        rest = pdf_table_take_body(model, head, first, end);
    if (above->table != G_MAXUINT && rest == first)
        rest = pdf_table_take_rest(model, above->table, 0, first, end);
    if (above->table != G_MAXUINT && rest == first && fabsf(shift) > SAME_COLUMN)
        rest = pdf_table_take_rest(model, above->table, shift, first, end);
    if (head != G_MAXUINT && rest == first) {
        pdf_row(model, above->head)->table = 0; /* it was none */
        g_array_index(model->tables, PdfTable, head).is_part = TRUE;
        above->table = G_MAXUINT;
    }
    /* What stands above a head that is repeated is no part of it. */
    guint from = rest;
    if (rest == first && above->table != G_MAXUINT)
        from = pdf_table_find_repeated(model, above->table, first, end);
    find_in(model, from, end);
    if (rest == first && above->left > -1e5f)
        above->table = pdf_table_join_repeated(model, above->table,
                                               fabsf(shift) > SAME_COLUMN ? shift : 0, first, end);
    guint last = pdf_row(model, end - 1)->table;
    if (last == 0)
        above->table = G_MAXUINT;
    else if (!g_array_index(model->tables, PdfTable, last - 1).is_part)
        above->table = last - 1;
    above->head = last == 0 && pdf_row_is_multi(model, pdf_row(model, end - 1)) ? end - 1
                                                                                : G_MAXUINT;
    above->left = region->x0;
}

void pdf_tables_find(PdfModel *model)
{
    Above above = {.table = G_MAXUINT, .head = G_MAXUINT, .left = -1e6f};
    for (guint i = 0; i < model->regions->len; i++)
        find_in_region(model, pdf_region(model, i), &above);
}

char *pdf_cell_text(const PdfModel *model, const PdfCell *cell)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; cell->words != NULL && i < cell->words->len; i++) {
        PdfCellWord at = g_array_index(cell->words, PdfCellWord, i);
        AssaySlice slice = pdf_word_text(model, pdf_word(model, at.word));
        if (i > 0)
            g_string_append_c(text, ' ');
        g_string_append_len(text, slice.data, (gssize)slice.length);
    }
    return g_string_free(text, FALSE);
}

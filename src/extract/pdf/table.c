/* table.c: where tables are and what their columns are (see table.h).
 *
 * Rules are not looked at (poppler-glib does not tell them): a table is a run of lines of one
 * column of the page that fall into the same upright strips with free space between them. Lines
 * with a single piece belong to it when they stay inside one strip. */
#include "extract/pdf/table.h"

#include <math.h>
#include <string.h>

#include "document/account.h"
#include "extract/pdf/run.h"

/* A run of more lines that is no table is not tried again from its second line on: that would be
 * quadratic. */
#define LONG_RUN 100u
/* Lines of a head that were taken for a table. */
#define MAX_HEAD 6u

static void add_table(PdfModel *model, const PdfRun *run, const PdfSpans *columns, gboolean goes_on)
{
    PdfTable table = {.goes_on = goes_on,
                      .first_row = run->first,
                      .end_row = run->end,
                      .n_columns = columns->n,
                      .size = pdf_row(model, run->first)->size,
                      .cells = g_array_new(FALSE, TRUE, sizeof(PdfCell)),
                      .columns = g_array_new(FALSE, TRUE, sizeof(PdfSpan))};
    g_array_append_vals(table.columns, columns->spans, columns->n);
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
            add_table(model, &run, &columns, FALSE);
            i = run.end - 1;
            first = run.end;
        } else if (run.end - run.first > LONG_RUN) {
            i = run.end - 1;
        }
    }
}

static gboolean rows_equal(const PdfModel *model, const PdfTable *a, const PdfTable *b, guint row)
{
    for (guint c = 0; c < a->n_columns; c++) {
        g_autofree char *x = pdf_cell_text(model, pdf_cell(a, row, c));
        g_autofree char *y = pdf_cell_text(model, pdf_cell(b, row, c));
        if (strcmp(x, y) != 0)
            return FALSE;
    }
    return TRUE;
}

/* How many rows @part begins with that @table begins with as well: its head, repeated. */
static guint count_repeated(const PdfModel *model, const PdfTable *table, const PdfTable *part)
{
    guint n = MAX(table->n_head, 1), row = 0;
    if (n > part->n_rows || n > table->n_rows)
        return 0;
    while (row < n && rows_equal(model, table, part, row))
        row++;
    return row == n ? n : 0;
}

/* How many lines from row @first on, up to @end, say what the first lines of @table say. */
static guint count_head_lines(const PdfModel *model, const PdfTable *table, guint first, guint end)
{
    guint n = 0, most = MIN(MAX_HEAD, table->end_row - table->first_row);
    for (gboolean same = TRUE; same && n < most && first + n < end; n += same ? 1 : 0) {
        GString *a = g_string_new(NULL), *b = g_string_new(NULL);
        pdf_row_append_text(model, pdf_row(model, table->first_row + n), a);
        pdf_row_append_text(model, pdf_row(model, first + n), b);
        same = g_string_equal(a, b);
        g_string_free(a, TRUE);
        g_string_free(b, TRUE);
    }
    return n;
}

/* The first row of the part under a break is the rest of the row above it: only its longest
 * column has text. */
static gboolean is_rest_of_row(const PdfTable *table, guint row)
{
    guint filled = 0;
    for (guint c = 0; c < table->n_columns; c++)
        filled += pdf_cell(table, row, c)->words != NULL;
    return filled == 1 && table->n_columns > 2;
}

static gsize count_segment(const PdfModel *model, const PdfSegment *segment)
{
    gsize n = 0;
    for (guint i = 0; i < segment->n_words; i++)
        n += assay_account_chars(pdf_word_text(model, pdf_word(model, segment->first_word + i)));
    return n;
}

static gsize count_row(const PdfModel *model, const PdfTable *table, guint row)
{
    gsize n = 0;
    for (guint c = 0; c < table->n_columns; c++) {
        const GArray *words = pdf_cell(table, row, c)->words;
        for (guint i = 0; words != NULL && i < words->len; i++) {
            guint word = g_array_index(words, PdfCellWord, i).word;
            n += assay_account_chars(pdf_word_text(model, pdf_word(model, word)));
        }
    }
    return n;
}

static void merge_tables(PdfModel *model, PdfTable *table, PdfTable *part)
{
    guint row = count_repeated(model, table, part);
    for (guint i = 0; i < row; i++)
        model->n_dropped[ASSAY_DROPPED_REPEATED] += count_row(model, part, i);
    if (row < part->n_rows && table->n_rows > 1 && is_rest_of_row(part, row)) {
        for (guint c = 0; c < part->n_columns; c++) {
            PdfCell *from = pdf_cell(part, row, c), *to = pdf_cell(table, table->n_rows - 1, c);
            if (from->words == NULL)
                continue;
            if (to->words == NULL)
                to->words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord));
            g_array_append_vals(to->words, from->words->data, from->words->len);
        }
        row++;
    }
    for (; row < part->n_rows; row++) {
        for (guint c = 0; c < part->n_columns; c++) {
            PdfCell *cell = pdf_cell(part, row, c);
            g_array_append_val(table->cells, *cell);
            cell->words = NULL;
        }
        table->n_rows++;
    }
    part->is_part = TRUE;
}

/* Line @index says what the head of @table does. */
static gboolean repeats_head(const PdfModel *model, const PdfTable *table, guint index)
{
    g_autoptr(GString) head = g_string_new(NULL), line = g_string_new(NULL);
    for (guint c = 0; c < table->n_columns; c++) {
        g_autofree char *text = pdf_cell_text(model, pdf_cell(table, 0, c));
        g_string_append(head, text);
    }
    pdf_row_append_text(model, pdf_row(model, index), line);
    g_autofree char *a = pdf_fold_key((AssaySlice){head->str, head->len});
    g_autofree char *b = pdf_fold_key((AssaySlice){line->str, line->len});
    return *a != '\0' && strcmp(a, b) == 0;
}

/* The lines from row @first on, up to @end, as far as they fit the columns of @table, which ended
 * the column of the page before; @shift: how far to the right this one stands. What is left of a
 * table may be too little to be known as one by itself.
 * Returns: the row behind them; @first when there are none. */
static guint take_rest(PdfModel *model, guint above, float shift, guint first, guint end)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, above);
    PdfRun run = {.first = first, .end = first};
    run.strips.n = MIN(table->n_columns, PDF_MAX_COLUMNS);
    for (guint i = 0; i < run.strips.n; i++) {
        PdfSpan span = g_array_index(table->columns, PdfSpan, i);
        run.strips.spans[i] = (PdfSpan){span.x0 + shift, span.x1 + shift};
    }
    /* A head of one line is known by its text below. */
    guint n_heads = table->n_head > 1 ? count_head_lines(model, table, first, end) : 0;
    run.end += n_heads;
    run.n_multi = n_heads;
    for (guint i = run.end; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || fabsf(row->size - table->size) > 0.3f ||
            !pdf_run_fits(model, &run, row, PDF_COLUMN_GAP))
            break;
        gboolean multi = pdf_spans_touched(&run.strips, (PdfSpan){row->box.x0, row->box.x1}) > 1;
        if (!multi && i > first + n_heads && !pdf_run_continues_cell(model, &run, i, 3.5f))
            break;
        if (!multi && i == first + n_heads &&
            pdf_spans_touched(&run.strips, (PdfSpan){row->box.x0, row->box.x1}) != 1)
            break;
        run.n_multi += multi ? 1 : 0;
        run.end = i + 1;
        PdfSpans pieces;
        pdf_row_pieces(model, row, PDF_COLUMN_GAP, &pieces);
        for (guint j = 0; j < pieces.n; j++)
            if (pdf_spans_touched(&run.strips, pieces.spans[j]) == 1)
                pdf_spans_add(&run.strips, pieces.spans[j], 0);
    }
    /* Single pieces behind the last full line: only close ones are its rest. */
    float reach = pdf_run_line_reach(model, &run);
    while (run.end > first && !pdf_row_is_multi(model, pdf_row(model, run.end - 1)) &&
           run.end - 1 > first &&
           pdf_middle(pdf_row(model, run.end - 1)->box) -
                   pdf_middle(pdf_row(model, run.end - 2)->box) >
               reach * table->size)
        run.end--;
    if (run.n_multi == 0)
        return first;
    guint part = model->tables->len;
    if (n_heads == 0 && run.end > first + 1 && table->n_rows > 1 &&
        repeats_head(model, table, first)) {
        PdfRow *row = pdf_row(model, first);
        row->table = part + 1;
        for (guint i = 0; i < row->n_segments; i++)
            model->n_dropped[ASSAY_DROPPED_REPEATED] += count_segment(
                model, pdf_row_segment(model, row, i));
        run.first++;
    }
    add_table(model, &run, &run.strips, TRUE);
    merge_tables(model, &g_array_index(model->tables, PdfTable, above),
                 &g_array_index(model->tables, PdfTable, part));
    return run.end;
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

/* The last line of a column may be the head of a table that begins the next: it is taken as a
 * table of one row. Returns: its index, or G_MAXUINT. */
static guint open_with_head(PdfModel *model, guint head)
{
    PdfRun run = {.first = head, .end = head + 1};
    pdf_row_pieces(model, pdf_row(model, head), PDF_COLUMN_GAP, &run.strips);
    if (run.strips.n < 3)
        return G_MAXUINT;
    add_table(model, &run, &run.strips, FALSE);
    return model->tables->len - 1;
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
    add_table(model, &run, &columns, FALSE);
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
        head = above->table = open_with_head(model, above->head);
    if (above->table != G_MAXUINT)
        rest = take_rest(model, above->table, 0, first, end);
    if (above->table != G_MAXUINT && rest == first && fabsf(shift) > 20)
        rest = take_rest(model, above->table, shift, first, end);
    if (head != G_MAXUINT && rest == first) {
        pdf_row(model, above->head)->table = 0; /* it was none */
        g_array_index(model->tables, PdfTable, head).is_part = TRUE;
        above->table = G_MAXUINT;
    }
    find_in(model, rest, end);
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
    Above above = {.table = G_MAXUINT, .head = G_MAXUINT};
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

/* table_break.c: see table_break.h. */
#include "extract/pdf/table_break.h"

#include <math.h>
#include <string.h>

#include "document/account.h"
#include "extract/pdf/table.h"

/* Lines of a head, at most. */
#define MAX_HEAD       6u
/* Lines at the end of a column that are the first part of a table: a head and a row or two. */
#define MAX_FIRST_PART 24u
/* Lines between the top of a page and the table that goes on there. */
#define MAX_BETWEEN    3u
/* Lines of one text begin at one place, in points. */
#define SAME_EDGE      1.5f

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
    g_autofree char *a = assay_text_fold_key((AssaySlice){head->str, head->len});
    g_autofree char *b = assay_text_fold_key((AssaySlice){line->str, line->len});
    return *a != '\0' && strcmp(a, b) == 0;
}

/* The columns of @table, moved to the right by @shift. */
static void shift_columns(const PdfTable *table, float shift, PdfSpans *columns)
{
    columns->n = MIN(table->n_columns, PDF_MAX_COLUMNS);
    for (guint i = 0; i < columns->n; i++) {
        PdfSpan span = g_array_index(table->columns, PdfSpan, i);
        columns->spans[i] = (PdfSpan){span.x0 + shift, span.x1 + shift};
    }
}

/* The text of @cell is open: no sentence ends there, and @after, which follows it, goes on in lower
 * case or with the rest of a word. */
static gboolean is_open(const PdfModel *model, const PdfCell *cell, const PdfWord *after)
{
    if (cell->words == NULL || cell->words->len == 0)
        return FALSE;
    guint last = g_array_index(cell->words, PdfCellWord, cell->words->len - 1).word;
    AssaySlice text = pdf_word_text(model, pdf_word(model, last));
    return strchr(".:;!?", text.data[text.length - 1]) == NULL &&
           (pdf_word_is_divided(model, pdf_word(model, last)) ||
            g_unichar_islower(g_utf8_get_char(pdf_word_text(model, after).data)));
}

/* The lines from row @first on that are the rest of a text in the last row of table @above: they
 * stand in its column. Returns: the row behind them. */
static guint take_rest_of_text(PdfModel *model, guint above, float shift, guint first, guint end)
{
    PdfTable *table = &g_array_index(model->tables, PdfTable, above);
    PdfRun run = {.first = first, .end = first};
    shift_columns(table, shift, &run.strips);
    if (first == end)
        return first;
    float x = pdf_row(model, first)->box.x0;
    guint column = 0;
    while (column < run.strips.n && fabsf(run.strips.spans[column].x0 - x) > SAME_EDGE)
        column++;
    if (column == run.strips.n || table->n_columns < 3 || table->n_rows < 2 ||
        !is_open(model, pdf_cell(table, table->n_rows - 1, column),
                 pdf_first_word(model, pdf_row(model, first))))
        return first;
    for (; run.end < end; run.end++) {
        const PdfRow *row = pdf_row(model, run.end);
        if (row->place != ASSAY_PLACE_CONTENT || fabsf(row->size - table->size) > 0.3f ||
            fabsf(row->box.x0 - x) > SAME_EDGE ||
            row->box.x1 > run.strips.spans[column].x1 + row->size ||
            (run.end > first && pdf_middle(row->box) - pdf_middle(row[-1].box) > 2 * row->size))
            break;
    }
    if (run.end == first)
        return first;
    guint part = model->tables->len;
    pdf_table_add(model, &run, &run.strips, TRUE);
    merge_tables(model, &g_array_index(model->tables, PdfTable, above),
                 &g_array_index(model->tables, PdfTable, part));
    return run.end;
}

/* Takes into @run, which has the repeated head at most, the lines up to row @end that fit its
 * strips. */
static void grow_rest(const PdfModel *model, const PdfTable *table, PdfRun *run, guint end)
{
    const guint first = run->end;
    for (guint i = first; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || fabsf(row->size - table->size) > 0.3f ||
            !pdf_run_fits(model, run, row, PDF_COLUMN_GAP) || pdf_row_is_caption(model, row))
            break;
        gboolean multi = pdf_spans_touched(&run->strips, (PdfSpan){row->box.x0, row->box.x1}) > 1;
        if (!multi && i > first && !pdf_run_continues_cell(model, run, i, 3.5f))
            break;
        if (!multi && i == first &&
            pdf_spans_touched(&run->strips, (PdfSpan){row->box.x0, row->box.x1}) != 1)
            break;
        run->n_multi += multi ? 1 : 0;
        run->end = i + 1;
        PdfSpans pieces;
        pdf_row_pieces(model, row, PDF_COLUMN_GAP, &pieces);
        for (guint j = 0; j < pieces.n; j++)
            if (pdf_spans_touched(&run->strips, pieces.spans[j]) == 1)
                pdf_spans_add(&run->strips, pieces.spans[j], 0);
    }
    /* Single pieces behind the last full line: only close ones are its rest. */
    float reach = pdf_run_line_reach(model, run);
    while (run->end > run->first + 1 && !pdf_row_is_multi(model, pdf_row(model, run->end - 1)) &&
           pdf_middle(pdf_row(model, run->end - 1)->box) -
                   pdf_middle(pdf_row(model, run->end - 2)->box) >
               reach * table->size)
        run->end--;
}

/* Line @index, which repeats the head of the table above, goes into no row of @table. */
static void drop_repeated(PdfModel *model, guint index, guint table)
{
    PdfRow *row = pdf_row(model, index);
    row->table = table + 1;
    for (guint i = 0; i < row->n_segments; i++)
        model->n_dropped[ASSAY_DROPPED_REPEATED] += count_segment(model,
                                                                  pdf_row_segment(model, row, i));
}

/* pdf_table_take_rest behind the lines that are dropped; the first @n_heads lines are the head. */
static guint take_lines(PdfModel *model, guint above, float shift, guint first, guint end,
                        guint n_heads)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, above);
    PdfRun run = {.first = first, .end = first + n_heads, .n_multi = n_heads};
    shift_columns(table, shift, &run.strips);
    grow_rest(model, table, &run, end);
    if (run.n_multi == 0)
        return take_rest_of_text(model, above, shift, first, end);
    gboolean repeated = n_heads == 0 && table->n_rows > 1 && repeats_head(model, table, first);
    if (repeated && run.end == first + 1) {
        guint rest = take_rest_of_text(model, above, shift, run.end, end);
        if (rest > run.end) {
            drop_repeated(model, first, model->tables->len - 1);
            return rest;
        }
    }
    guint part = model->tables->len;
    if (repeated && run.end > first + 1) {
        drop_repeated(model, first, part);
        run.first++;
    }
    pdf_table_add(model, &run, &run.strips, TRUE);
    merge_tables(model, &g_array_index(model->tables, PdfTable, above),
                 &g_array_index(model->tables, PdfTable, part));
    return run.end;
}

/* Lines of the first row of @table. */
static guint count_first_lines(const PdfTable *table)
{
    guint last = table->first_row;
    for (guint c = 0; c < table->n_columns; c++) {
        const GArray *words = pdf_cell(table, 0, c)->words;
        for (guint i = 0; words != NULL && i < words->len; i++)
            last = MAX(last, g_array_index(words, PdfCellWord, i).row);
    }
    return last - table->first_row + 1;
}

/* How many lines from row @first on, up to @end, are the head of @table, which is one row of
 * several lines: narrow columns broke its words. */
static guint count_broken_head(const PdfModel *model, const PdfTable *table, guint first, guint end)
{
    if (table->n_head > 1 || table->n_rows < 2)
        return 0;
    guint n = count_first_lines(table);
    return n > 1 && count_head_lines(model, table, first, end) >= n ? n : 0;
}

guint pdf_table_find_repeated(const PdfModel *model, guint above, guint first, guint end)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, above);
    for (guint i = first + 1; i < MIN(end, first + MAX_BETWEEN + 1); i++)
        if (repeats_head(model, table, i))
            return i;
    return first;
}

guint pdf_table_take_rest(PdfModel *model, guint above, float shift, guint first, guint end)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, above);
    if (pdf_table_find_repeated(model, above, first, end) > first)
        return first; /* what stands above a head is no rest */
    /* A head of one line is known by its text in take_lines. */
    guint n_heads = table->n_head > 1 ? count_head_lines(model, table, first, end) : 0;
    guint body = first + count_broken_head(model, table, first, end);
    guint rest = body < end ? take_lines(model, above, shift, body, end, n_heads) : body;
    if (rest == body)
        return first;
    for (guint i = first; i < body; i++)
        drop_repeated(model, i, model->tables->len - 1);
    return rest;
}

guint pdf_table_open_with_head(PdfModel *model, guint head)
{
    PdfRun run = {.first = head, .end = head + 1};
    pdf_row_pieces(model, pdf_row(model, head), PDF_COLUMN_GAP, &run.strips);
    if (run.strips.n < 3)
        return G_MAXUINT;
    pdf_table_add(model, &run, &run.strips, FALSE);
    return model->tables->len - 1;
}

/* The pieces of the one row of @head stand over @columns, each over one. */
static gboolean heads_columns(const PdfTable *head, const PdfSpans *columns)
{
    for (guint i = 0; i < columns->n; i++) {
        PdfSpan piece = g_array_index(head->columns, PdfSpan, i);
        if ((i > 0 && piece.x0 < columns->spans[i - 1].x1) ||
            (i + 1 < columns->n && piece.x1 > columns->spans[i + 1].x0))
            return FALSE;
    }
    return TRUE;
}

guint pdf_table_take_body(PdfModel *model, guint head, guint first, guint end)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, head);
    guint multi = first;
    while (multi < MIN(end, first + MAX_HEAD) && !pdf_row_is_multi(model, pdf_row(model, multi)))
        multi++;
    if (multi == MIN(end, first + MAX_HEAD))
        return first;
    PdfRun run;
    PdfSpans columns;
    pdf_run_grow(model, &run, first, multi, end);
    pdf_run_columns(model, &run, &columns);
    run.first = first;
    for (guint i = first; i < multi; i++)
        if (pdf_row(model, i)->place != ASSAY_PLACE_CONTENT ||
            !pdf_run_fits(model, &run, pdf_row(model, i), PDF_PIECE_GAP))
            return first;
    if (columns.n != table->n_columns || !heads_columns(table, &columns))
        return first;
    pdf_run_add_rows(model, &run, &columns, end);
    guint part = model->tables->len;
    pdf_table_add(model, &run, &columns, TRUE);
    table = &g_array_index(model->tables, PdfTable, head);
    g_array_set_size(table->columns, 0);
    g_array_append_vals(table->columns, columns.spans, columns.n);
    merge_tables(model, &g_array_index(model->tables, PdfTable, head),
                 &g_array_index(model->tables, PdfTable, part));
    return run.end;
}

/* Table @index, which stands at @shift from the column of the page before it, repeats the head of
 * the lines that end that column: they are its first part, too little to be known as a table.
 * Returns: the index of both together, or G_MAXUINT. */
static guint join_first_part(PdfModel *model, guint index, float shift, guint end)
{
    const PdfTable *table = &g_array_index(model->tables, PdfTable, index);
    guint region = pdf_row(model, end - 1)->region, first = end;
    PdfRun run = {.end = end};
    shift_columns(table, -shift, &run.strips);
    for (guint n = 0; n < MAX_FIRST_PART && first > 0; n++) {
        const PdfRow *row = pdf_row(model, first - 1);
        if (row->region != region || row->place != ASSAY_PLACE_CONTENT || row->table != 0 ||
            !pdf_run_fits(model, &run, row, PDF_COLUMN_GAP))
            return G_MAXUINT;
        first--;
        if (!repeats_head(model, table, first))
            continue;
        run.first = first;
        guint whole = model->tables->len;
        pdf_table_add(model, &run, &run.strips, FALSE);
        merge_tables(model, &g_array_index(model->tables, PdfTable, whole),
                     &g_array_index(model->tables, PdfTable, index));
        return whole;
    }
    return G_MAXUINT;
}

/* A line that may stand between the parts of a table at the top of a page: no heading or caption.
 */
static gboolean may_part(const PdfModel *model, const PdfRow *row)
{
    return row->place != ASSAY_PLACE_CONTENT ||
           (row->table == 0 && !row->bold && row->size < model->body_size + 0.3f &&
            !pdf_row_is_caption(model, row));
}

guint pdf_table_join_repeated(PdfModel *model, guint above, float shift, guint first, guint end)
{
    guint row = first;
    while (row < MIN(end, first + MAX_BETWEEN) && may_part(model, pdf_row(model, row)))
        row++;
    if (row == end || pdf_row(model, row)->table == 0)
        return above;
    guint index = pdf_row(model, row)->table - 1;
    PdfTable *table = &g_array_index(model->tables, PdfTable, index);
    if (table->is_part || table->first_row != row || table->n_columns < 3 || table->n_rows < 2)
        return above;
    if (above != G_MAXUINT) {
        PdfTable *before = &g_array_index(model->tables, PdfTable, above);
        if (before != table && !before->is_part && before->n_columns == table->n_columns &&
            before->n_rows > 1 && repeats_head(model, before, row))
            merge_tables(model, before, table);
        return above;
    }
    guint last = first; /* the last content row before this region */
    while (last > 0 && pdf_row(model, last - 1)->place != ASSAY_PLACE_CONTENT)
        last--;
    guint whole = last > 0 ? join_first_part(model, index, shift, last) : G_MAXUINT;
    return whole != G_MAXUINT ? whole : above;
}

/* pdf_table.c: where tables are and what their columns are (see pdf_table.h).
 *
 * Rules are not looked at (poppler-glib does not tell them): a table is a run of lines of one
 * column of the page that fall into the same upright strips with free space between them. Lines
 * with a single piece belong to it when they stay inside one strip. */
#include "extract/pdf_table.h"

#include <math.h>
#include <string.h>

#include "document/account.h"
#include "extract/pdf_layout.h"
#include "extract/pdf_run.h"

/* A run of more lines that is no table is not tried again from its second line on: that would be
 * quadratic. */
#define LONG_RUN   100u
/* Bytes a line: more are running text; fewer are marks and numbers. */
#define LONG_CELL  24u
#define SHORT_CELL 8u

/* Labels of list items, references and equations: "•", "1.", "[12]", "(3)", "a)". */
static gboolean is_label(AssaySlice text)
{
    if (text.length == 0 || text.length > 6)
        return FALSE;
    gboolean bracket = strchr("[(", text.data[0]) != NULL;
    char last = text.data[text.length - 1];
    if (g_ascii_isalnum(text.data[bracket ? 1 : 0]))
        return strchr(".)]:", last) != NULL;
    return !bracket && text.length <= 4; /* a bullet or another sign */
}

static gboolean column_is_labels(const PdfModel *model, const PdfRun *run, PdfSpan column)
{
    guint n = 0, labels = 0;
    for (guint r = run->first; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 0; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            for (guint j = 0; j < segment->n_words; j++) {
                const PdfWord *word = pdf_word(model, segment->first_word + j);
                float x = (word->box.x0 + word->box.x1) / 2;
                if (x < column.x0 || x > column.x1)
                    continue;
                n++;
                labels += is_label(pdf_word_text(model, word)) ? 1 : 0;
            }
        }
    }
    return labels * 10 >= n * 8;
}

/* The pieces of @b stand under pieces of @a: two at least begin, end or have their middle at
 * one place. */
static gboolean stand_under(const PdfSpans *a, const PdfSpans *b)
{
    guint n = 0;
    for (guint i = 0; i < b->n; i++) {
        PdfSpan y = b->spans[i];
        for (guint j = 0; j < a->n; j++) {
            PdfSpan x = a->spans[j];
            if (fabsf(x.x0 - y.x0) < 2.5f || fabsf(x.x1 - y.x1) < 2.5f ||
                fabsf(x.x0 + x.x1 - y.x0 - y.x1) < 5) {
                n++;
                break;
            }
        }
    }
    return n >= 2;
}

/* Lines with several pieces that stand under those of the line with pieces before them. */
static guint count_aligned(const PdfModel *model, const PdfRun *run)
{
    PdfSpans pieces[2] = {{0}};
    guint n = 0, turn = 0;
    for (guint r = run->first; r < run->end; r++) {
        PdfSpans *now = &pieces[turn % 2], *before = &pieces[(turn + 1) % 2];
        pdf_row_pieces(model, pdf_row(model, r), PDF_COLUMN_GAP, now);
        if (now->n < 2)
            continue;
        n += turn > 0 && stand_under(before, now) ? 1 : 0;
        turn++;
    }
    return n;
}

/* The line above is a full one of the same paragraph: wide gaps in justified text. */
static gboolean follows_prose(const PdfModel *model, const PdfRun *run)
{
    const PdfRow *row = pdf_row(model, run->first);
    const PdfRegion *region = pdf_region(model, row->region);
    if (run->first == region->first_row || row[-1].table != 0)
        return FALSE;
    return pdf_rows_same_style(row, row - 1) && row->bold == row[-1].bold &&
           pdf_middle(row->box) - pdf_middle(row[-1].box) < 1.15f * region->leading &&
           row[-1].box.x1 > row[-1].right - 2 && fabsf(row->box.x0 - row[-1].box.x0) < 2;
}

/* The line below goes on as closely and knows nothing of the columns. */
static gboolean precedes_prose(const PdfModel *model, const PdfRun *run)
{
    const PdfRow *last = pdf_row(model, run->end - 1);
    const PdfRegion *region = pdf_region(model, last->region);
    if (run->end >= region->first_row + region->n_rows)
        return FALSE;
    const PdfRow *row = last + 1;
    return pdf_rows_same_style(row, last) && row->bold == last->bold &&
           pdf_middle(row->box) - pdf_middle(last->box) < 1.15f * region->leading &&
           fabsf(row->box.x0 - last->box.x0) < 2 && !pdf_run_fits(model, run, row, PDF_PIECE_GAP);
}

/* The words of @row, three at least, stand equally far apart. @ret_gap: how far, in points. */
static gboolean is_even(const PdfModel *model, const PdfRow *row, float *ret_gap)
{
    const PdfWord *before = NULL;
    float least = 1e6f, most = 0;
    guint n = 0;
    for (guint i = 0; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        for (guint j = 0; j < segment->n_words; j++) {
            const PdfWord *word = pdf_word(model, segment->first_word + j);
            float gap = before != NULL ? word->box.x0 - before->box.x1 : 0;
            if (before != NULL && (word->space || j == 0)) {
                least = MIN(least, gap);
                most = MAX(most, gap);
                n++;
            }
            before = word;
        }
    }
    *ret_gap = most;
    return n >= 2 && most - least < 0.15f * row->size;
}

/* The lines of justified text: all begin and end at one place, and the words of each stand evenly,
 * but those of one line wider than those of another. */
static gboolean is_justified(const PdfModel *model, const PdfRun *run)
{
    const PdfRow *first = pdf_row(model, run->first);
    float least = 1e6f, most = 0;
    guint n = 0;
    for (guint i = run->first; i < run->end; i++) {
        const PdfRow *row = pdf_row(model, i);
        float gap;
        if (fabsf(row->box.x0 - first->box.x0) > 1 || fabsf(row->box.x1 - first->box.x1) > 1 ||
            !is_even(model, row, &gap))
            continue;
        least = MIN(least, gap);
        most = MAX(most, gap);
        n++;
    }
    return n * 3 >= (run->end - run->first) * 2 && most > 1.1f * least;
}

static gboolean is_table(const PdfModel *model, const PdfRun *run, const PdfSpans *columns)
{
    if (columns->n < 2 || run->n_multi < 2)
        return FALSE;
    if (columns->n == 2 && (run->n_multi < 3 || column_is_labels(model, run, columns->spans[0]) ||
                            column_is_labels(model, run, columns->spans[1])))
        return FALSE;
    if (run->n_multi <= 3 && (follows_prose(model, run) || precedes_prose(model, run)))
        return FALSE;
    return count_aligned(model, run) * 2 >= run->n_multi - 1 && !is_justified(model, run);
}

/* No column has running text, one has marks or numbers, and lines of several cells fill the
 * columns: the scales of a diagram do not. */
static gboolean has_short_cells(const PdfModel *model, const PdfRun *run, const PdfSpans *columns)
{
    guint n_cells = 0, n_multi = 0;
    guint n_chars[PDF_MAX_COLUMNS] = {0}, n_lines[PDF_MAX_COLUMNS] = {0},
          last[PDF_MAX_COLUMNS] = {0};
    for (guint r = run->first; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        guint before = n_cells;
        for (guint i = 0; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            float middle = (segment->box.x0 + segment->box.x1) / 2;
            guint c = 0;
            while (c + 1 < columns->n && middle > columns->spans[c].x1)
                c++;
            n_chars[c] += segment->n_chars;
            n_lines[c] += last[c] != r + 1 ? 1 : 0;
            n_cells += last[c] != r + 1 ? 1 : 0;
            last[c] = r + 1;
        }
        if (n_cells < before + 2)
            n_cells = before;
        else
            n_multi++;
    }
    gboolean any = FALSE;
    if (n_cells * 5 < n_multi * columns->n * 2)
        return FALSE;
    for (guint c = 0; c < columns->n; c++) {
        if (n_chars[c] > LONG_CELL * n_lines[c])
            return FALSE;
        any = any || (n_lines[c] >= 3 && n_chars[c] <= SHORT_CELL * n_lines[c]);
    }
    return any;
}

static gboolean segments_equal(const PdfModel *model, const PdfSegment *a, const PdfSegment *b)
{
    for (guint i = 0; i < a->n_words && a->n_words == b->n_words; i++) {
        AssaySlice x = pdf_word_text(model, pdf_word(model, a->first_word + i));
        AssaySlice y = pdf_word_text(model, pdf_word(model, b->first_word + i));
        if (x.length != y.length || memcmp(x.data, y.data, x.length) != 0)
            return FALSE;
    }
    return a->n_words == b->n_words;
}

/* The first line says the same twice: two tables, or two parts of one, beside one another. */
static gboolean repeats_heads(const PdfModel *model, const PdfRun *run)
{
    const PdfRow *row = pdf_row(model, run->first);
    guint half = row->n_segments / 2;
    if (row->n_segments < 4 || row->n_segments % 2 != 0)
        return FALSE;
    for (guint i = 0; i < half; i++)
        if (!segments_equal(model, pdf_row_segment(model, row, i),
                            pdf_row_segment(model, row, half + i)))
            return FALSE;
    return TRUE;
}

void pdf_tables_outline(const PdfModel *model, guint first, guint end, GArray *boxes)
{
    for (guint i = first; i < end && boxes->len < PDF_MAX_WIDE_TABLES; i++) {
        PdfRun run;
        PdfSpans columns;
        if (!pdf_row_is_multi(model, pdf_row(model, i)))
            continue;
        pdf_run_grow(model, &run, first, i, end);
        pdf_run_columns(model, &run, &columns);
        if (columns.n >= 3 && run.n_multi >= 3 && is_table(model, &run, &columns)) {
            pdf_run_add_heads(model, &run, &columns, first);
            pdf_run_add_rows(model, &run, &columns, end);
            PdfBox box = pdf_row(model, run.first)->box;
            for (guint r = run.first; r < run.end; r++)
                box = pdf_box_join(box, pdf_row(model, r)->box);
            if (has_short_cells(model, &run, &columns) && !repeats_heads(model, &run))
                g_array_append_val(boxes, box);
            first = run.end;
        }
        i = MAX(i, run.end - 1);
    }
}

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

/* Tables among the rows @first to @end of one region. */
static void find_in(PdfModel *model, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || !pdf_row_is_multi(model, row))
            continue;
        PdfRun run;
        PdfSpans columns;
        pdf_run_grow(model, &run, first, i, end);
        pdf_run_columns(model, &run, &columns);
        if (is_table(model, &run, &columns)) {
            pdf_run_add_heads(model, &run, &columns, first);
            pdf_run_add_rows(model, &run, &columns, end);
            add_table(model, &run, &columns, FALSE);
            i = run.end - 1;
            first = run.end;
        } else if (run.end - run.first > LONG_RUN) {
            i = run.end - 1;
        }
    }
}

static gboolean rows_equal(const PdfModel *model, const PdfTable *a, const PdfTable *b)
{
    for (guint c = 0; c < a->n_columns; c++) {
        g_autofree char *x = pdf_cell_text(model, pdf_cell(a, 0, c));
        g_autofree char *y = pdf_cell_text(model, pdf_cell(b, 0, c));
        if (strcmp(x, y) != 0)
            return FALSE;
    }
    return TRUE;
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
    guint row = rows_equal(model, table, part) ? 1 : 0;
    if (row == 1)
        model->n_dropped[ASSAY_DROPPED_REPEATED] += count_row(model, part, 0);
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
    for (guint i = first; i < end; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT || fabsf(row->size - table->size) > 0.3f ||
            !pdf_run_fits(model, &run, row, PDF_COLUMN_GAP))
            break;
        gboolean multi = pdf_spans_touched(&run.strips, (PdfSpan){row->box.x0, row->box.x1}) > 1;
        if (!multi && i > first && !pdf_run_continues_cell(model, &run, i, 3.5f))
            break;
        if (!multi && i == first &&
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
    if (run.end > first + 1 && table->n_rows > 1 && repeats_head(model, table, first)) {
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

/* pdf_table_rows.c: the lines of a table become its rows and cells (see pdf_table.h).
 *
 * Two ways to see where a row begins: more space than between the lines of a cell; or, where all
 * lines stand equally far apart, a line that fills more than the column with the long texts.
 * A cell's text may stand in the middle of its row, on a line of its own: words are given to
 * rows by height, not by line. */
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "extract/pdf_table.h"

/* One height at which the table has text; lines of different columns that overlap are one. */
typedef struct {
    float y0, y1;
    guint first_row, end_row;
    guint64 filled; /* a bit a column */
    guint band;     /* the row of the table that it went to */
} Level;

static guint column_of(const PdfTable *table, const PdfWord *word)
{
    float x = (word->box.x0 + word->box.x1) / 2, best_distance = 1e9f;
    guint best = 0;
    for (guint i = 0; i < table->n_columns; i++) {
        PdfSpan span = g_array_index(table->columns, PdfSpan, i);
        float distance = x < span.x0 ? span.x0 - x : x > span.x1 ? x - span.x1 : 0;
        if (distance < best_distance) {
            best_distance = distance;
            best = i;
        }
    }
    return best;
}

static guint64 filled_columns(const PdfModel *model, const PdfTable *table, const PdfRow *row,
                              gsize *chars)
{
    guint64 filled = 0;
    for (guint i = 0; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        for (guint j = 0; j < segment->n_words; j++) {
            const PdfWord *word = pdf_word(model, segment->first_word + j);
            guint column = column_of(table, word);
            filled |= (guint64)1 << MIN(column, 63);
            chars[column] += word->length;
        }
    }
    return filled;
}

static GArray *find_levels(const PdfModel *model, const PdfTable *table, guint *ret_widest)
{
    GArray *levels = g_array_new(FALSE, TRUE, sizeof(Level));
    g_autofree gsize *chars = g_new0(gsize, table->n_columns);
    for (guint r = table->first_row; r < table->end_row; r++) {
        const PdfRow *row = pdf_row(model, r);
        /* Letters reach from cap height to descender; boxes reach farther and overlap. */
        float middle = pdf_middle(row->box);
        Level level = {middle - 0.36f * row->size, middle + 0.36f * row->size, r, r + 1, 0, 0};
        level.filled = filled_columns(model, table, row, chars);
        Level *last = levels->len > 0 ? &g_array_index(levels, Level, levels->len - 1) : NULL;
        if (last != NULL && level.y0 < last->y1) {
            last->y1 = MAX(last->y1, level.y1);
            last->end_row = r + 1;
            last->filled |= level.filled;
        } else {
            g_array_append_val(levels, level);
        }
    }
    *ret_widest = 0;
    for (guint i = 1; i < table->n_columns; i++)
        if (chars[i] > chars[*ret_widest])
            *ret_widest = i;
    return levels;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* The gap that separates rows: above the gaps between lines of a cell; huge when all are alike. */
static float row_gap(const GArray *levels)
{
    if (levels->len < 3)
        return 1e9f;
    guint n = levels->len - 1;
    g_autofree float *gaps = g_new(float, n);
    for (guint i = 0; i < n; i++)
        gaps[i] = g_array_index(levels, Level, i + 1).y0 - g_array_index(levels, Level, i).y1;
    qsort(gaps, n, sizeof *gaps, compare_floats);
    float best = 0, at = 1e9f;
    for (guint i = 0; i + 1 < n; i++) {
        float jump = (gaps[i + 1] + 1) / (gaps[i] + 1);
        if (gaps[i + 1] - gaps[i] > 1.2f && jump > 1.22f && jump > best) {
            best = jump;
            at = (gaps[i] + gaps[i + 1]) / 2;
        }
    }
    return at;
}

/* More than the column of long texts is filled. */
static gboolean is_anchor(const Level *level, guint widest)
{
    return (level->filled & ~((guint64)1 << MIN(widest, 63))) != 0;
}

/* The lines @start..@end agree with cells that stand in the middle of their rows: from the first
 * one on, what is above each such line is also below it. */
static gboolean is_middle(const GArray *levels, guint start, guint end, guint widest)
{
    gint64 above = 0, below = 0; /* lines before the coming anchor; still due to the last one */
    gboolean any = FALSE;
    for (guint i = start; i < end; i++) {
        if (is_anchor(&g_array_index(levels, Level, i), widest)) {
            if (any && below > 0)
                return FALSE;
            below = above;
            above = 0;
            any = TRUE;
        } else if (any && below > 0) {
            below--;
        } else {
            above++;
        }
    }
    return any && above == 0 && below == 0;
}

/* Cells in the middle of their rows: as many lines of a row stand above its other cells as
 * below. Returns: the number behind the last. */
static guint split_middle(GArray *levels, guint start, guint end, guint widest, guint band)
{
    for (guint i = start; i < end; band++) {
        guint anchor = i;
        while (anchor < end && !is_anchor(&g_array_index(levels, Level, anchor), widest))
            anchor++;
        guint last = MIN(anchor + (anchor - i), end - 1), next = anchor + 1;
        while (next < end && !is_anchor(&g_array_index(levels, Level, next), widest))
            next++;
        if (anchor == end || next == end)
            last = end - 1;
        for (last = MIN(last, next - 1); i <= last; i++)
            g_array_index(levels, Level, i).band = band;
    }
    return band;
}

/* Numbers the rows within levels @start..@end, which have no wide gap between them. */
static guint split_group(GArray *levels, guint start, guint end, guint widest, gboolean by_anchor,
                         guint band)
{
    guint anchors = 0;
    for (guint i = start; i < end; i++)
        anchors += is_anchor(&g_array_index(levels, Level, i), widest) ? 1 : 0;
    guint body = start;
    if (start == 0 && end > 2 && is_anchor(&g_array_index(levels, Level, 0), widest))
        body = 1; /* behind the head */
    if (by_anchor && anchors >= 2 && !is_anchor(&g_array_index(levels, Level, body), widest) &&
        is_middle(levels, body, end, widest)) {
        if (body > start)
            g_array_index(levels, Level, start).band = band++;
        return split_middle(levels, body, end, widest, band);
    }
    for (guint i = start; i < end; i++) {
        Level *level = &g_array_index(levels, Level, i);
        gboolean begins = anchors >= 2 ? is_anchor(level, widest) : FALSE;
        if (i > start && by_anchor && begins)
            band++;
        level->band = band;
    }
    return band + 1;
}

/* Whether the wide gaps alone show the rows: many groups of few lines. */
static gboolean gaps_suffice(const GArray *levels, float gap)
{
    guint groups = 1, longest = 1, length = 1;
    for (guint i = 1; i < levels->len; i++) {
        if (g_array_index(levels, Level, i).y0 - g_array_index(levels, Level, i - 1).y1 > gap) {
            groups++;
            length = 0;
        }
        length++;
        longest = MAX(longest, length);
    }
    return groups >= 3 && longest * 2 <= levels->len;
}

static guint number_bands(GArray *levels, guint widest)
{
    float gap = row_gap(levels);
    gboolean by_anchor = !gaps_suffice(levels, gap);
    guint band = 0, start = 0;
    for (guint i = 1; i <= levels->len; i++) {
        if (i < levels->len &&
            g_array_index(levels, Level, i).y0 - g_array_index(levels, Level, i - 1).y1 <= gap)
            continue;
        band = split_group(levels, start, i, widest, by_anchor, band);
        start = i;
    }
    return band;
}

static void fill_row(const PdfModel *model, PdfTable *table, guint band, guint row_index)
{
    const PdfRow *row = pdf_row(model, row_index);
    for (guint i = 0; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        for (guint j = 0; j < segment->n_words; j++) {
            PdfCellWord at = {segment->first_word + j, row_index};
            PdfCell *cell = pdf_cell(table, band, column_of(table, pdf_word(model, at.word)));
            if (cell->words == NULL)
                cell->words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord));
            g_array_append_val(cell->words, at);
        }
    }
}

void pdf_table_cut(PdfModel *model, PdfTable *table)
{
    guint widest;
    g_autoptr(GArray) levels = find_levels(model, table, &widest);
    table->n_rows = number_bands(levels, widest);
    table->n_rows = MIN(table->n_rows, ASSAY_LIMIT_TABLE_CELLS / table->n_columns);
    g_array_set_size(table->cells, table->n_rows * table->n_columns);
    for (guint i = 0; i < levels->len; i++) {
        const Level *level = &g_array_index(levels, Level, i);
        for (guint r = level->first_row; r < level->end_row; r++)
            if (level->band < table->n_rows)
                fill_row(model, table, level->band, r);
    }
    guint filled = 0;
    for (guint c = 0; c < table->n_columns; c++)
        filled += pdf_cell(table, 0, c)->words != NULL;
    table->has_header = table->n_rows > 1 && (filled == table->n_columns || table->n_columns > 2);
}

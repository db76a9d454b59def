/* pdf_table_rows.c: the lines of a table become its rows and cells (see pdf_table.h).
 *
 * Two ways to see where a row begins: more space than between the lines of a cell; or, where all
 * lines stand equally far apart, a line that fills more than the column with the long texts.
 * A cell's text may stand in the middle of its row, on a line of its own: words are given to
 * rows by height, not by line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "extract/pdf_table.h"

/* Half the height of a line, in sizes: letters reach from cap height to descender. With the
 * small one, a mark in the middle of two lines is on neither. */
#define HALF_LINE  0.36f
#define HALF_EXACT 0.22f

guint pdf_table_column(const PdfTable *table, const PdfWord *word)
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
            guint column = pdf_table_column(table, word);
            filled |= (guint64)1 << MIN(column, 63);
            chars[column] += word->length;
        }
    }
    return filled;
}

/* A mark from another font is taller than its line: the longest piece tells where a line is. */
static const PdfSegment *longest_segment(const PdfModel *model, const PdfRow *row)
{
    const PdfSegment *longest = pdf_row_segment(model, row, 0);
    for (guint i = 1; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        if (segment->n_chars > longest->n_chars)
            longest = segment;
    }
    return longest;
}

/* The levels of @table from line @first on. */
static GArray *find_levels(const PdfModel *model, const PdfTable *table, guint first, float half,
                           guint *ret_widest)
{
    GArray *levels = g_array_new(FALSE, TRUE, sizeof(PdfLevel));
    g_autofree gsize *chars = g_new0(gsize, table->n_columns);
    for (guint r = first; r < table->end_row; r++) {
        const PdfRow *row = pdf_row(model, r);
        float middle = pdf_middle(longest_segment(model, row)->box);
        PdfLevel level = {middle - half * row->size, middle + half * row->size, r, r + 1, 0, 0};
        level.filled = filled_columns(model, table, row, chars);
        PdfLevel *last = levels->len > 0 ? &g_array_index(levels, PdfLevel, levels->len - 1) : NULL;
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
        gaps[i] = g_array_index(levels, PdfLevel, i + 1).y0 - g_array_index(levels, PdfLevel, i).y1;
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
static gboolean is_anchor(const PdfLevel *level, guint widest)
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
        if (is_anchor(&g_array_index(levels, PdfLevel, i), widest)) {
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
        while (anchor < end && !is_anchor(&g_array_index(levels, PdfLevel, anchor), widest))
            anchor++;
        guint last = MIN(anchor + (anchor - i), end - 1), next = anchor + 1;
        while (next < end && !is_anchor(&g_array_index(levels, PdfLevel, next), widest))
            next++;
        if (anchor == end || next == end)
            last = end - 1;
        for (last = MIN(last, next - 1); i <= last; i++)
            g_array_index(levels, PdfLevel, i).band = band;
    }
    return band;
}

/* Numbers the rows within levels @start..@end, which have no wide gap between them. */
static guint split_group(GArray *levels, guint start, guint end, guint widest, gboolean by_anchor,
                         guint band)
{
    guint anchors = 0;
    for (guint i = start; i < end; i++)
        anchors += is_anchor(&g_array_index(levels, PdfLevel, i), widest) ? 1 : 0;
    guint body = start;
    if (start == 0 && end > 2 && is_anchor(&g_array_index(levels, PdfLevel, 0), widest))
        body = 1; /* behind the head */
    if (by_anchor && anchors >= 2 && !is_anchor(&g_array_index(levels, PdfLevel, body), widest) &&
        is_middle(levels, body, end, widest)) {
        if (body > start)
            g_array_index(levels, PdfLevel, start).band = band++;
        return split_middle(levels, body, end, widest, band);
    }
    for (guint i = start; i < end; i++) {
        PdfLevel *level = &g_array_index(levels, PdfLevel, i);
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
        if (g_array_index(levels, PdfLevel, i).y0 - g_array_index(levels, PdfLevel, i - 1).y1 >
            gap) {
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
            g_array_index(levels, PdfLevel, i).y0 - g_array_index(levels, PdfLevel, i - 1).y1 <=
                gap)
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
            PdfCell *cell = pdf_cell(table, band,
                                     pdf_table_column(table, pdf_word(model, at.word)));
            if (cell->words == NULL)
                cell->words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord));
            g_array_append_val(cell->words, at);
        }
    }
}

gboolean pdf_word_is_divided(const PdfModel *model, const PdfWord *word)
{
    AssaySlice text = pdf_word_text(model, word);
    return (text.length > 1 && text.data[text.length - 1] == '-') ||
           (text.length > 3 && memcmp(text.data + text.length - 3, "\xE2\x80\x90", 3) == 0);
}

/* The columns of @level whose last word is divided. */
static guint64 divided_columns(const PdfModel *model, const PdfTable *table, const PdfLevel *level)
{
    guint64 divided = 0;
    for (guint r = level->first_row; r < level->end_row; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 0; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            for (guint j = 0; j < segment->n_words; j++) {
                const PdfWord *word = pdf_word(model, segment->first_word + j);
                guint64 bit = (guint64)1 << MIN(pdf_table_column(table, word), 63);
                divided = pdf_word_is_divided(model, word) ? divided | bit : divided & ~bit;
            }
        }
    }
    return divided;
}

/* Where level @first has a cell @second goes on with it in lower case, and it has more cells. */
static gboolean goes_on_lower(const PdfModel *model, const PdfTable *table, const PdfLevel *first,
                              const PdfLevel *second)
{
    guint64 begun = 0;
    if ((first->filled & ~second->filled) != 0 || first->filled == second->filled)
        return FALSE;
    for (guint r = second->first_row; r < second->end_row; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 0; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            for (guint j = 0; j < segment->n_words; j++) {
                const PdfWord *word = pdf_word(model, segment->first_word + j);
                guint64 bit = (guint64)1 << MIN(pdf_table_column(table, word), 63);
                gunichar letter = g_utf8_get_char(pdf_word_text(model, word).data);
                if ((first->filled & bit & ~begun) != 0 && !g_unichar_islower(letter))
                    return FALSE;
                begun |= bit;
            }
        }
    }
    return TRUE;
}

/* How many levels the head has: it goes on while a word in a narrow column is divided. */
static guint head_length(const PdfModel *model, const PdfTable *table, const GArray *levels,
                         guint widest)
{
    const PdfLevel *first = &g_array_index(levels, PdfLevel, 0);
    if (levels->len < 3 || !is_anchor(first, widest))
        return 0;
    guint64 narrow = ~((guint64)1 << MIN(widest, 63));
    guint64 open = divided_columns(model, table, first) & narrow;
    guint n = 1;
    for (; open != 0 && n < MIN(levels->len - 1, 6); n++) {
        const PdfLevel *level = &g_array_index(levels, PdfLevel, n);
        open = (open & ~level->filled) | (divided_columns(model, table, level) & narrow);
    }
    /* Cells of two lines beside others of one, all set on the bottom of the head. */
    const PdfLevel *second = first + 1;
    gboolean below = second->y0 - first->y0 < 1.4f * table->size &&
                     goes_on_lower(model, table, first, second);
    return below ? MAX(n, 2) : n;
}

/* The first @head levels become one band. Returns: the number of bands. */
static guint join_head(GArray *levels, guint head)
{
    guint shift = g_array_index(levels, PdfLevel, head).band;
    for (guint i = 0; i < levels->len; i++) {
        PdfLevel *level = &g_array_index(levels, PdfLevel, i);
        level->band = i < head ? 0 : level->band - shift + 1;
    }
    return g_array_index(levels, PdfLevel, levels->len - 1).band + 1;
}

/* The lines of @table from @line on become bands; @n_above: lines of its head before them.
 * Returns: (owned) of PdfLevel. */
static GArray *find_bands(const PdfModel *model, const PdfTable *table, guint n_above,
                          guint *ret_n_bands)
{
    guint widest, line = table->first_row + n_above;
    GArray *levels = find_levels(model, table, line, HALF_EXACT, &widest);
    guint head = n_above > 0 ? 0 : head_length(model, table, levels, widest);
    /* A part behind a page break may have none. */
    guint first = table->goes_on ? 0 : head, second = table->goes_on ? head : 0;
    *ret_n_bands = pdf_table_bands(levels, first, widest, table->goes_on);
    if (*ret_n_bands == 0 && head > 0)
        *ret_n_bands = pdf_table_bands(levels, second, widest, table->goes_on);
    if (*ret_n_bands > 0)
        return levels;
    g_array_unref(levels);
    levels = find_levels(model, table, line, HALF_LINE, &widest);
    *ret_n_bands = number_bands(levels, widest);
    head = n_above > 0 ? 0 : head_length(model, table, levels, widest);
    if (head > 1)
        *ret_n_bands = join_head(levels, head);
    return levels;
}

void pdf_table_cut(PdfModel *model, PdfTable *table)
{
    guint n_bands, n_above = pdf_table_head(model, table), n_head = table->n_head;
    g_autoptr(GArray) levels = find_bands(model, table, n_above, &n_bands);
    table->n_rows = MIN(n_head + n_bands, ASSAY_LIMIT_TABLE_CELLS / table->n_columns);
    g_array_set_size(table->cells, table->n_rows * table->n_columns);
    for (guint i = 0; i < levels->len; i++) {
        const PdfLevel *level = &g_array_index(levels, PdfLevel, i);
        for (guint r = level->first_row; r < level->end_row; r++)
            if (n_head + level->band < table->n_rows)
                fill_row(model, table, n_head + level->band, r);
    }
    guint filled = 0;
    for (guint c = 0; c < table->n_columns; c++)
        filled += pdf_cell(table, 0, c)->words != NULL;
    table->has_header = table->n_rows > 1 &&
                        (n_head > 0 || filled == table->n_columns || table->n_columns > 2);
}

/* table_rows.c: the lines of a table become its rows and cells (see table.h).
 *
 * A cell's text may stand in the middle of its row, on a line of its own: words are given to
 * rows by height, not by line. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "extract/pdf/run.h"
#include "extract/pdf/table.h"

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
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        guint column = pdf_table_column(table, word);
        filled |= (guint64)1 << MIN(column, 63);
        chars[column] += word->length;
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

/* Where on @level the text of column @widest stands, and where the other cells: marks of another
 * font may be off by a little. */
static void measure_level(const PdfModel *model, const PdfTable *table, guint widest,
                          PdfLevel *level)
{
    guint longest[2] = {0};
    level->text_y = level->other_y = (level->y0 + level->y1) / 2;
    for (guint r = level->first_row; r < level->end_row; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 0; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            gboolean other = pdf_table_column(table, pdf_word(model, segment->first_word)) !=
                             widest;
            if (segment->n_chars <= longest[other])
                continue;
            longest[other] = segment->n_chars;
            *(other ? &level->other_y : &level->text_y) = pdf_middle(segment->box);
        }
    }
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
        PdfLevel level = {.y0 = middle - half * row->size,
                          .y1 = middle + half * row->size,
                          .first_row = r,
                          .end_row = r + 1};
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
    for (guint i = 0; i < levels->len; i++)
        measure_level(model, table, *ret_widest, &g_array_index(levels, PdfLevel, i));
    return levels;
}

static void fill_row(const PdfModel *model, PdfTable *table, guint band, guint row_index)
{
    PdfWords words = pdf_words(model, row_index, row_index + 1);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        PdfCellWord at = {words.word, row_index};
        PdfCell *cell = pdf_cell(table, band, pdf_table_column(table, word));
        if (cell->words == NULL)
            cell->words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord));
        g_array_append_val(cell->words, at);
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
    PdfWords words = pdf_words(model, level->first_row, level->end_row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        guint64 bit = (guint64)1 << MIN(pdf_table_column(table, word), 63);
        divided = pdf_word_is_divided(model, word) ? divided | bit : divided & ~bit;
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
    PdfWords words = pdf_words(model, second->first_row, second->end_row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        guint64 bit = (guint64)1 << MIN(pdf_table_column(table, word), 63);
        gunichar letter = g_utf8_get_char(pdf_word_text(model, word).data);
        if ((first->filled & bit & ~begun) != 0 && !g_unichar_islower(letter))
            return FALSE;
        begun |= bit;
    }
    return TRUE;
}

/* How many levels the head has: it goes on while a word in a narrow column is divided. */
static guint head_length(const PdfModel *model, const PdfTable *table, const GArray *levels,
                         guint widest)
{
    const PdfLevel *first = &g_array_index(levels, PdfLevel, 0);
    if (levels->len < 3 || (first->filled & ~((guint64)1 << MIN(widest, 63))) == 0)
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
    /* A part behind a page break may have none, or one of several lines; one of a single line that
     * says the same was left out. */
    guint first = table->goes_on ? 0 : head, second = table->goes_on ? head : 0;
    *ret_n_bands = pdf_table_bands(levels, first, widest, table->goes_on, table->opens_rest);
    if (*ret_n_bands == 0 && head > (table->goes_on ? 1 : 0))
        *ret_n_bands = pdf_table_bands(levels, second, widest, table->goes_on, table->opens_rest);
    if (*ret_n_bands > 0)
        return levels;
    g_array_unref(levels);
    levels = find_levels(model, table, line, HALF_LINE, &widest);
    *ret_n_bands = pdf_table_split(model, table, levels, n_above > 0 || table->goes_on);
    head = n_above > 0 ? 0 : head_length(model, table, levels, widest);
    if (head > 1)
        *ret_n_bands = join_head(levels, head);
    return levels;
}

/* Level @i is one line and a row by itself, without a wide gap: if it lies over several columns, it
 * is one cell over them (a heading among the rows). */
static void join_alone(const PdfModel *model, PdfTable *table, const GArray *levels, guint i,
                       guint n_head)
{
    const PdfLevel *level = &g_array_index(levels, PdfLevel, i);
    guint first = 0, last = table->n_columns, row = n_head + level->band;
    PdfSpans pieces;
    if (level->end_row != level->first_row + 1 || (i > 0 && level[-1].band == level->band) ||
        (i + 1 < levels->len && level[1].band == level->band) || row >= table->n_rows)
        return;
    pdf_row_pieces(model, pdf_row(model, level->first_row), PDF_PIECE_GAP, &pieces);
    while (first < last && pdf_cell(table, row, first)->words == NULL)
        first++;
    while (last > first && pdf_cell(table, row, last - 1)->words == NULL)
        last--;
    if (pieces.n != 1 || last < first + 2)
        return;
    PdfCell *cell = pdf_cell(table, row, first);
    cell->column_span = last - first;
    for (guint c = first + 1; c < last; c++) {
        PdfCell *rest = pdf_cell(table, row, c);
        if (rest->words == NULL)
            continue;
        g_array_append_vals(cell->words, rest->words->data, rest->words->len);
        g_clear_pointer(&rest->words, g_array_unref);
    }
}

/* The first line of a part behind a break goes on with a text of the part above. */
static gboolean opens_rest(const PdfModel *model, const PdfTable *table)
{
    const PdfRow *row = pdf_row(model, table->first_row);
    AssaySlice text = pdf_word_text(model, pdf_first_word(model, row));
    return table->goes_on && g_unichar_islower(g_utf8_get_char(text.data)) &&
           pdf_table_column(table, pdf_first_word(model, row)) ==
               pdf_table_column(table, pdf_last_word(model, row));
}

void pdf_table_cut(PdfModel *model, PdfTable *table)
{
    table->opens_rest = opens_rest(model, table);
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
    for (guint i = 0; i < levels->len; i++)
        join_alone(model, table, levels, i, n_head);
    guint filled = 0;
    for (guint c = 0; c < table->n_columns; c++)
        filled += pdf_cell(table, 0, c)->words != NULL;
    table->has_header = table->n_rows > 1 &&
                        (n_head > 0 || filled == table->n_columns || table->n_columns > 2);
    pdf_table_groups(model, table);
}

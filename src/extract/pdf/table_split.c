/* table_split.c: which lines of a table make a row, where its geometry does not tell beyond
 * doubt (see table.h).
 *
 * Two ways to see where a row begins: more space than between the lines of a cell; or, where all
 * lines stand equally far apart, a line that fills more than the columns with the long texts. */
#include <stdlib.h>

#include "extract/pdf/table.h"

/* Between two words, in font sizes. */
#define WORD_SPACE 0.3f
/* Bytes a line, at least, of a column of texts beside another. */
#define LONG_TEXT  10u

/* The gap that separates rows: above the gaps between lines of a cell; huge when all are alike. */
static float row_gap(const GArray *levels)
{
    if (levels->len < 3)
        return 1e9f;
    guint n = levels->len - 1;
    g_autofree float *gaps = g_new(float, n);
    for (guint i = 0; i < n; i++)
        gaps[i] = g_array_index(levels, PdfLevel, i + 1).y0 - g_array_index(levels, PdfLevel, i).y1;
    qsort(gaps, n, sizeof *gaps, pdf_compare_floats);
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

/* More than the columns of long texts are filled. */
static gboolean is_anchor(const PdfLevel *level, guint64 texts)
{
    return (level->filled & ~texts) != 0;
}

/* The lines @start..@end agree with cells that stand in the middle of their rows: from the first
 * one on, what is above each such line is also below it. */
static gboolean is_middle(const GArray *levels, guint start, guint end, guint64 texts)
{
    gint64 above = 0, below = 0; /* lines before the coming anchor; still due to the last one */
    gboolean any = FALSE;
    for (guint i = start; i < end; i++) {
        if (is_anchor(&g_array_index(levels, PdfLevel, i), texts)) {
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
static guint split_middle(GArray *levels, guint start, guint end, guint64 texts, guint band)
{
    for (guint i = start; i < end; band++) {
        guint anchor = i;
        while (anchor < end && !is_anchor(&g_array_index(levels, PdfLevel, anchor), texts))
            anchor++;
        guint last = MIN(anchor + (anchor - i), end - 1), next = anchor + 1;
        while (next < end && !is_anchor(&g_array_index(levels, PdfLevel, next), texts))
            next++;
        if (anchor == end || next == end)
            last = end - 1;
        for (last = MIN(last, next - 1); i <= last; i++)
            g_array_index(levels, PdfLevel, i).band = band;
    }
    return band;
}

/* Level @i, with text only, goes on with the row above: its words would not have fitted there. */
static gboolean goes_on(const GArray *levels, guint i)
{
    const PdfLevel *level = &g_array_index(levels, PdfLevel, i);
    return (level->filled & level->fits) == 0;
}

/* Numbers the rows within levels @start..@end, which have no wide gap between them. */
static guint split_group(GArray *levels, guint start, guint end, guint64 texts, gboolean by_anchor,
                         gboolean has_head, gboolean opens_rest, guint band)
{
    guint anchors = 0;
    for (guint i = start; i < end; i++)
        anchors += is_anchor(&g_array_index(levels, PdfLevel, i), texts) ? 1 : 0;
    guint body = start;
    if (has_head && start == 0 && end > 2 && is_anchor(&g_array_index(levels, PdfLevel, 0), texts))
        body = 1; /* behind the head */
    if (by_anchor && anchors >= 2 && !opens_rest &&
        !is_anchor(&g_array_index(levels, PdfLevel, body), texts) &&
        is_middle(levels, body, end, texts)) {
        if (body > start)
            g_array_index(levels, PdfLevel, start).band = band++;
        return split_middle(levels, body, end, texts, band);
    }
    for (guint i = start; i < end; i++) {
        PdfLevel *level = &g_array_index(levels, PdfLevel, i);
        gboolean begins = anchors >= 2 && (is_anchor(level, texts) || !goes_on(levels, i));
        if (i > start && by_anchor && begins)
            band++;
        level->band = band;
    }
    return band + 1;
}

static gboolean is_gap(const GArray *levels, guint i, float gap)
{
    return g_array_index(levels, PdfLevel, i).y0 - g_array_index(levels, PdfLevel, i - 1).y1 > gap;
}

/* Whether the wide gaps alone show the rows: many groups of few lines. */
static gboolean gaps_suffice(const GArray *levels, float gap)
{
    guint groups = 1, longest = 1, length = 1;
    for (guint i = 1; i < levels->len; i++) {
        if (is_gap(levels, i, gap)) {
            groups++;
            length = 0;
        }
        length++;
        longest = MAX(longest, length);
    }
    return groups >= 3 && longest * 2 <= levels->len;
}

/* Some lines between wide gaps are all text, though others are not: the gaps are within cells. */
static gboolean gaps_mislead(const GArray *levels, guint64 texts, float gap)
{
    guint anchors = 0, lone = 0;
    gboolean any = FALSE;
    for (guint i = 0; i < levels->len; i++) {
        any = any || is_anchor(&g_array_index(levels, PdfLevel, i), texts);
        if (i + 1 < levels->len && !is_gap(levels, i + 1, gap))
            continue;
        anchors += any ? 1 : 0;
        lone += any ? 0 : 1;
        any = FALSE;
    }
    return lone > 0 && anchors >= 2;
}

/* A number does not go on in the next line: where a band has two in one column, it is two. */
static guint part_numbers(GArray *levels)
{
    guint shift = 0, last = 0;
    guint64 seen = 0;
    for (guint i = 0; i < levels->len; i++) {
        PdfLevel *level = &g_array_index(levels, PdfLevel, i);
        if (i > 0 && level->band != last)
            seen = 0;
        last = level->band;
        if ((seen & level->numbers) != 0) {
            shift++;
            seen = 0;
        }
        seen |= level->numbers;
        level->band += shift;
    }
    return shift;
}

/* What is known of a column, line by line from the top. */
typedef struct {
    gsize n_chars;
    guint n_levels, n_numbers; /* with text; with a number */
    float right;               /* of its last line */
    guint last;                /* 1 + the level of that line */
    gboolean divided;          /* the last word of that line goes on */
} Column;

/* @word, the first in its column on level @i, would have had room on the level above. */
static gboolean would_fit(const PdfModel *model, const Column *column, PdfSpan strip,
                          const PdfWord *word, guint i)
{
    gunichar letter = g_utf8_get_char(pdf_word_text(model, word).data);
    return column->last == i && !column->divided && !g_unichar_islower(letter) &&
           column->right + WORD_SPACE * word->size + word->box.x1 - word->box.x0 < strip.x1 - 0.5f;
}

static void measure_level(const PdfModel *model, const PdfTable *table, GArray *levels, guint i,
                          Column *columns)
{
    PdfLevel *level = &g_array_index(levels, PdfLevel, i);
    guint64 seen = 0, texts = 0;
    PdfWords words = pdf_words(model, level->first_row, level->end_row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        guint c = MIN(pdf_table_column(table, word), 63);
        PdfSpan strip = g_array_index(table->columns, PdfSpan, c);
        guint64 bit = (guint64)1 << c;
        if ((seen & bit) == 0 && would_fit(model, &columns[c], strip, word, i))
            level->fits |= bit;
        PdfValue value = pdf_word_value(pdf_word_text(model, word));
        texts |= value < PDF_VALUE_NUMBER ? bit : 0;
        columns[c].n_levels += (seen & bit) == 0;
        columns[c].n_chars += word->length;
        columns[c].right = word->box.x1;
        columns[c].last = i + 1;
        columns[c].divided = pdf_word_is_divided(model, word);
        seen |= bit;
    }
    level->numbers = seen & ~texts;
    for (guint c = 0; c < table->n_columns; c++)
        columns[c].n_numbers += (guint)((level->numbers >> MIN(c, 63)) & 1);
}

/* The column with the most text, and those that have half as much a line; never all. */
static guint64 long_columns(const Column *columns, guint n_columns)
{
    guint widest = 0;
    for (guint c = 1; c < n_columns; c++)
        if (columns[c].n_chars > columns[widest].n_chars)
            widest = c;
    guint64 texts = (guint64)1 << MIN(widest, 63);
    guint n = 1;
    for (guint c = 0; c < n_columns; c++) {
        const Column *column = &columns[c], *most = &columns[widest];
        if (c == widest || column->n_numbers * 2 > column->n_levels || column->n_levels < 2 ||
            column->n_chars < LONG_TEXT * column->n_levels ||
            column->n_chars * 2 * most->n_levels < most->n_chars * column->n_levels)
            continue;
        texts |= (guint64)1 << MIN(c, 63);
        n++;
    }
    return n < n_columns ? texts : (guint64)1 << MIN(widest, 63);
}

/* Where most lines of text alone go on with the row above, the others do as well: what had room
 * above was kept from it by the setting, or by a long word that sticks out of its column. */
static void drop_few_fits(GArray *levels, guint64 texts)
{
    guint n_fit = 0, n_on = 0;
    for (guint i = 1; i < levels->len; i++) {
        if (is_anchor(&g_array_index(levels, PdfLevel, i), texts))
            continue;
        n_fit += goes_on(levels, i) ? 0 : 1;
        n_on += goes_on(levels, i) ? 1 : 0;
    }
    for (guint i = 0; n_fit * 3 < n_on && i < levels->len; i++)
        g_array_index(levels, PdfLevel, i).fits = 0;
}

guint pdf_table_split(const PdfModel *model, const PdfTable *table, GArray *levels,
                      gboolean behind_head)
{
    g_autofree Column *columns = g_new0(Column, table->n_columns);
    for (guint i = 0; i < levels->len; i++)
        measure_level(model, table, levels, i, columns);
    guint64 texts = long_columns(columns, table->n_columns);
    drop_few_fits(levels, texts);
    float gap = row_gap(levels);
    gboolean by_anchor = !gaps_suffice(levels, gap);
    if (gaps_mislead(levels, texts, gap)) {
        by_anchor = TRUE;
        gap = 1e9f;
    }
    guint band = 0, start = 0;
    for (guint i = 1; i <= levels->len; i++) {
        if (i < levels->len && !is_gap(levels, i, gap))
            continue;
        band = split_group(levels, start, i, texts, by_anchor, !behind_head,
                           table->opens_rest && start == 0, band);
        start = i;
    }
    return band + part_numbers(levels);
}

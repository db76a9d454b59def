/* run_judge.c: whether a run of lines is a table (see run.h). */
#include <math.h>
#include <string.h>

#include "extract/pdf/run.h"

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
    PdfWords words = pdf_words(model, run->first, run->end);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        float x = (word->box.x0 + word->box.x1) / 2;
        if (x < column.x0 || x > column.x1)
            continue;
        n++;
        labels += is_label(pdf_word_text(model, word)) ? 1 : 0;
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

/* @heads and @cells have one piece each in all @columns, three at least and well apart: cells that
 * are aligned otherwise than their heads. */
static gboolean stand_one_by_one(const PdfSpans *columns, const PdfSpans *heads,
                                 const PdfSpans *cells, float size)
{
    if (columns->n < 3 || heads->n != columns->n || cells->n != columns->n)
        return FALSE;
    for (guint i = 0; i < columns->n; i++) {
        PdfSpan column = columns->spans[i];
        if (heads->spans[i].x0 < column.x0 - 1 || heads->spans[i].x1 > column.x1 + 1 ||
            cells->spans[i].x0 < column.x0 - 1 || cells->spans[i].x1 > column.x1 + 1 ||
            (i > 0 && column.x0 - columns->spans[i - 1].x1 < PDF_PIECE_GAP * size))
            return FALSE;
    }
    return TRUE;
}

/* Lines with several pieces that stand under those of the line with pieces before them. */
static guint count_aligned(const PdfModel *model, const PdfRun *run, const PdfSpans *columns)
{
    PdfSpans pieces[2] = {{0}};
    guint n = 0, turn = 0;
    for (guint r = run->first; r < run->end; r++) {
        PdfSpans *now = &pieces[turn % 2], *before = &pieces[(turn + 1) % 2];
        pdf_row_pieces(model, pdf_row(model, r), PDF_COLUMN_GAP, now);
        if (now->n < 2)
            continue;
        n += (turn > 0 && stand_under(before, now)) ||
             (turn == 1 && stand_one_by_one(columns, before, now, pdf_row(model, r)->size));
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
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL; before = word) {
        if (before == NULL || (!word->space && words.word != words.first_word))
            continue;
        float gap = word->box.x0 - before->box.x1;
        least = MIN(least, gap);
        most = MAX(most, gap);
        n++;
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

gboolean pdf_run_is_table(const PdfModel *model, const PdfRun *run, const PdfSpans *columns)
{
    if (columns->n < 2 || run->n_multi < 2)
        return FALSE;
    if (columns->n == 2 && (run->n_multi < 3 || column_is_labels(model, run, columns->spans[0]) ||
                            column_is_labels(model, run, columns->spans[1])))
        return FALSE;
    if (run->n_multi <= 3 && (follows_prose(model, run) || precedes_prose(model, run)))
        return FALSE;
    return count_aligned(model, run, columns) * 2 >= run->n_multi - 1 && !is_justified(model, run);
}

/* No column has running text, one has marks or numbers, and lines of several cells fill the
 * columns: the scales of a diagram do not. */
gboolean pdf_run_has_short_cells(const PdfModel *model, const PdfRun *run, const PdfSpans *columns)
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

gboolean pdf_run_repeats_heads(const PdfModel *model, const PdfRun *run)
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

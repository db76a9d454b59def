/* region.c: the lines of a column, and what they have in common (see layout.h). */
#include <math.h>
#include <stdlib.h>

#include "extract/pdf/layout.h"

static int compare_tops(gconstpointer a, gconstpointer b, gpointer data)
{
    const PdfModel *model = data;
    guint ia = *(const guint *)a, ib = *(const guint *)b;
    PdfBox x = pdf_segment(model, ia)->box, y = pdf_segment(model, ib)->box;
    float mx = pdf_middle(x), my = pdf_middle(y);
    return mx < my ? -1 : mx > my ? 1 : x.x0 < y.x0 ? -1 : x.x0 > y.x0 ? 1 : ia < ib ? -1 : ia > ib;
}

void pdf_segments_sort(const PdfModel *model, guint *list, guint n)
{
    g_qsort_with_data(list, (gint)n, sizeof(guint), compare_tops, (gpointer)(guintptr)model);
}

static gboolean same_measure(const PdfRow *a, const PdfRow *b)
{
    float step = pdf_middle(b->box) - pdf_middle(a->box);
    return fabsf(a->size - b->size) < 0.3f && step > 0 && step < 2 * b->size;
}

/* Where most of the full lines among @first to @last end, or a negative number. Only the first
 * lines are compared with all, which keeps this linear. */
static float common_right(const PdfModel *model, guint first, guint last)
{
    float right = -1;
    guint best = 1;
    for (guint i = first; i < MIN(last, first + 12); i++) {
        float x = pdf_row(model, i)->box.x1;
        guint n = 0;
        for (guint j = first; j < last; j++)
            n += fabsf(pdf_row(model, j)->box.x1 - x) < 1.5f ? 1 : 0;
        if (n > best) {
            best = n;
            right = x;
        }
    }
    return best * 4 >= last - first ? right : -1;
}

/* An abstract or a quotation may be set narrower than its column: where at least two of a few
 * lines that stand together end at one place, that place is their right edge. */
static void measure_right_edges(PdfModel *model, const PdfRegion *region)
{
    guint end = region->first_row + region->n_rows;
    for (guint first = region->first_row; first < end;) {
        guint last = first + 1;
        while (last < end && same_measure(pdf_row(model, last - 1), pdf_row(model, last)))
            last++;
        float right = common_right(model, first, last);
        if (right < 0 || right > region->x1)
            right = region->x1;
        for (guint i = first; i < last; i++)
            pdf_row(model, i)->right = right;
        first = last;
    }
}

static void measure_region(PdfModel *model, PdfRegion *region)
{
    guint n = region->n_rows;
    g_autofree float *values = g_new(float, n);
    for (guint i = 0; i < n; i++)
        values[i] = pdf_row(model, region->first_row + i)->box.x0;
    qsort(values, n, sizeof *values, pdf_compare_floats);
    region->x0 = values[0]; /* the leftmost edge that a few lines share */
    for (guint i = 0; i + 1 < n; i++)
        if (values[i + 1] - values[i] < 1.5f) {
            region->x0 = values[i];
            break;
        }
    for (guint i = 0; i < n; i++)
        values[i] = pdf_row(model, region->first_row + i)->box.x1;
    qsort(values, n, sizeof *values, pdf_compare_floats);
    region->x1 = n < 4 ? values[n - 1] : values[n - 1 - n / 12];
    guint n_steps = 0;
    for (guint i = 1; i < n; i++) {
        const PdfRow *a = pdf_row(model, region->first_row + i - 1), *b = a + 1;
        float step = pdf_middle(b->box) - pdf_middle(a->box);
        if (step > 0.7f * b->size && step < 3 * b->size && fabsf(a->size - b->size) < 0.3f)
            values[n_steps++] = step;
    }
    qsort(values, n_steps, sizeof *values, pdf_compare_floats);
    measure_right_edges(model, region);
    region->leading = n_steps > 0 ? values[(n_steps - 1) / 2] : 1.2f * model->body_size;
}

static void finish_row(PdfModel *model, PdfRow *row)
{
    guint bold = 0, italic = 0, best = 0;
    for (guint i = 0; i < row->n_segments; i++) {
        const PdfSegment *segment = pdf_row_segment(model, row, i);
        row->box = i == 0 ? segment->box : pdf_box_join(row->box, segment->box);
        row->n_chars += segment->n_chars;
        bold += segment->bold ? segment->n_chars : 0;
        italic += segment->italic ? segment->n_chars : 0;
        if (segment->n_chars > best) {
            best = segment->n_chars;
            row->size = segment->size;
        }
    }
    row->bold = bold * 10 >= row->n_chars * 9;
    row->italic = italic * 10 >= row->n_chars * 8;
}

static int compare_lefts(gconstpointer a, gconstpointer b, gpointer data)
{
    const PdfModel *model = data;
    guint ia = *(const guint *)a, ib = *(const guint *)b;
    float x = pdf_segment(model, ia)->box.x0, y = pdf_segment(model, ib)->box.x0;
    return x < y ? -1 : x > y ? 1 : ia < ib ? -1 : ia > ib;
}

/* Both stand on one line. Raised figures are off by up to 0.4 font sizes; a mark in the middle
 * of a cell of two lines is off by half their distance, which is more. */
static gboolean on_line(const PdfSegment *a, const PdfSegment *b)
{
    return fabsf(pdf_middle(a->box) - pdf_middle(b->box)) < 0.42f * MAX(a->size, b->size);
}

void pdf_region_add(PdfModel *model, guint page, const guint *list, guint n, gboolean given)
{
    if (n == 0)
        return;
    PdfRegion region = {.page = page, .first_row = model->rows->len, .given = given};
    for (guint i = 0; i < n;) {
        PdfRow row = {
            .page = page, .region = model->regions->len, .first_segment = model->row_segments->len};
        const PdfSegment *line = pdf_segment(model, list[i]); /* the longest so far */
        for (; i < n; i++) {
            const PdfSegment *segment = pdf_segment(model, list[i]);
            if (!on_line(line, segment))
                break;
            if (segment->n_chars > line->n_chars)
                line = segment;
            g_array_append_val(model->row_segments, list[i]);
            row.n_segments++;
        }
        g_qsort_with_data(&g_array_index(model->row_segments, guint, row.first_segment),
                          (gint)row.n_segments, sizeof(guint), compare_lefts, model);
        finish_row(model, &row);
        g_array_append_val(model->rows, row);
        region.n_rows++;
    }
    measure_region(model, &region);
    g_array_append_val(model->regions, region);
}

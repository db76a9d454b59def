/* pdf_region.c: what the lines of a column have in common (see pdf_layout.h). */
#include <math.h>
#include <stdlib.h>

#include "extract/pdf_layout.h"

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
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

void pdf_region_measure(PdfModel *model, PdfRegion *region)
{
    guint n = region->n_rows;
    g_autofree float *values = g_new(float, n);
    for (guint i = 0; i < n; i++)
        values[i] = pdf_row(model, region->first_row + i)->box.x0;
    qsort(values, n, sizeof *values, compare_floats);
    region->x0 = values[0]; /* the leftmost edge that a few lines share */
    for (guint i = 0; i + 1 < n; i++)
        if (values[i + 1] - values[i] < 1.5f) {
            region->x0 = values[i];
            break;
        }
    for (guint i = 0; i < n; i++)
        values[i] = pdf_row(model, region->first_row + i)->box.x1;
    qsort(values, n, sizeof *values, compare_floats);
    region->x1 = n < 4 ? values[n - 1] : values[n - 1 - n / 12];
    guint n_steps = 0;
    for (guint i = 1; i < n; i++) {
        const PdfRow *a = pdf_row(model, region->first_row + i - 1), *b = a + 1;
        float step = pdf_middle(b->box) - pdf_middle(a->box);
        if (step > 0.7f * b->size && step < 3 * b->size && fabsf(a->size - b->size) < 0.3f)
            values[n_steps++] = step;
    }
    qsort(values, n_steps, sizeof *values, compare_floats);
    measure_right_edges(model, region);
    region->leading = n_steps > 0 ? values[(n_steps - 1) / 2] : 1.2f * model->body_size;
}

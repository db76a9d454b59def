/* body.c: the size of the running text (see layout.h). */
#include <math.h>

#include "extract/pdf/layout.h"

/* Characters by size in tenths of a point. */
#define N_SIZES 1000u

typedef struct {
    gsize weights[N_SIZES];
    gsize bold, all;
} Sizes;

static void count_size(Sizes *sizes, float size, gboolean bold, guint n_chars)
{
    sizes->weights[lroundf(CLAMP(size, 1, 99) * 10)] += n_chars;
    sizes->bold += bold ? n_chars : 0;
    sizes->all += n_chars;
}

static void choose_body(PdfModel *model, const Sizes *sizes)
{
    const gsize *w = sizes->weights;
    guint best = 100;
    for (guint i = 1; i + 1 < N_SIZES; i++)
        if (w[i - 1] + w[i] + w[i + 1] > w[best - 1] + w[best] + w[best + 1])
            best = i;
    /* A long reference list may outweigh the text, and is set smaller. */
    const gsize least = 2 * (w[best - 1] + w[best] + w[best + 1]) / 5;
    for (guint i = best + 4; i + 1 < MIN(best + 60, N_SIZES); i++)
        if (w[i - 1] + w[i] + w[i + 1] > least)
            best = i;
    model->body_size = (float)best / 10;
    model->body_bold = sizes->bold * 2 > sizes->all;
}

void pdf_body_guess(PdfModel *model)
{
    g_autofree Sizes *sizes = g_new0(Sizes, 1);
    for (guint i = 0; i < model->segments->len; i++) {
        const PdfSegment *segment = pdf_segment(model, i);
        if (segment->place == ASSAY_PLACE_CONTENT)
            count_size(sizes, segment->size, segment->bold, segment->n_chars);
    }
    choose_body(model, sizes);
}

void pdf_body_measure(PdfModel *model)
{
    g_autofree Sizes *sizes = g_new0(Sizes, 1);
    for (guint i = 0; i < model->rows->len; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->table == 0 && row->place == ASSAY_PLACE_CONTENT)
            count_size(sizes, row->size, row->bold, row->n_chars);
    }
    if (sizes->all >= 200)
        choose_body(model, sizes);
}

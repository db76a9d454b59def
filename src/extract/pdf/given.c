/* given.c: tables whose places the caller knows (see layout.h). */
#include <math.h>

#include "base/limits.h"
#include "extract/pdf/layout.h"
#include "extract/pdf/turn.h"

static gboolean is_inside(const PdfGiven *given, PdfBox box)
{
    float x = (box.x0 + box.x1) / 2, y = pdf_middle(box);
    return x >= given->box.x0 && x <= given->box.x1 && y >= given->box.y0 && y <= given->box.y1;
}

static float to_pt(double value)
{
    return isfinite(value) ? (float)CLAMP(value, -1e5, 1e5) : 0;
}

static void take_over(PdfModel *model, const AssaySpan *tables, guint n_tables)
{
    for (guint i = 0; i < MIN(n_tables, ASSAY_LIMIT_GIVEN_TABLES); i++) {
        const AssaySpan *table = &tables[i];
        if (table->kind != ASSAY_SPAN_PAGE || table->page < 1 || table->page > model->pages->len)
            continue;
        PdfGiven given = {.page = table->page - 1,
                          .box = {to_pt(table->x0_pt), to_pt(table->y0_pt), to_pt(table->x1_pt),
                                  to_pt(table->y1_pt)}};
        given.box = pdf_box_turn(&g_array_index(model->pages, PdfPage, given.page), given.box);
        g_array_append_val(model->given, given);
    }
}

/* 1 + index of the given table of @page that holds @word, or 0. */
static guint given_of(const PdfModel *model, guint page, const PdfWord *word)
{
    for (guint i = 0; i < model->given->len; i++) {
        const PdfGiven *given = &g_array_index(model->given, PdfGiven, i);
        if (given->page == page && is_inside(given, word->box))
            return i + 1;
    }
    return 0;
}

/* Appends the parts of @segment that stand in one table, or in none, to @segments. */
static void cut_segment(const PdfModel *model, guint page, const PdfSegment *segment,
                        GArray *segments)
{
    guint end = segment->first_word + segment->n_words;
    for (guint w = segment->first_word; w < end;) {
        PdfSegment part = *segment;
        part.first_word = w;
        part.given = given_of(model, page, pdf_word(model, w));
        part.box = pdf_word(model, w)->box;
        part.n_chars = 0;
        for (; w < end && given_of(model, page, pdf_word(model, w)) == part.given; w++) {
            part.box = pdf_box_join(part.box, pdf_word(model, w)->box);
            part.n_chars += pdf_word(model, w)->length;
        }
        part.n_words = w - part.first_word;
        g_array_append_val(segments, part);
    }
}

void pdf_given_mark(PdfModel *model, const AssaySpan *tables, guint n_tables)
{
    take_over(model, tables, n_tables);
    if (model->given->len == 0)
        return;
    GArray *segments = g_array_sized_new(FALSE, TRUE, sizeof(PdfSegment), model->segments->len);
    for (guint i = 0; i < model->pages->len; i++) {
        PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        guint first = segments->len;
        for (guint j = 0; j < page->n_segments; j++)
            cut_segment(model, i, pdf_segment(model, page->first_segment + j), segments);
        page->first_segment = first;
        page->n_segments = segments->len - first;
    }
    g_array_unref(model->segments);
    model->segments = segments;
}

guint pdf_given_stand_ins(PdfModel *model, guint page, guint *list)
{
    guint n = 0;
    for (guint i = 0; i < model->given->len; i++) {
        const PdfGiven *given = &g_array_index(model->given, PdfGiven, i);
        PdfSegment stand_in = {
            .box = given->box, .n_chars = 1, .size = model->body_size, .given = i + 1};
        if (given->page != page)
            continue;
        list[n++] = model->segments->len;
        g_array_append_val(model->segments, stand_in);
    }
    return n;
}

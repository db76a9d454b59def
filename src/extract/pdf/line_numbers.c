/* line_numbers.c: numbers of lines in the margin are told from text (see layout.h).
 *
 * They stand left or right of the lines, in smaller type, at one edge, and count up down the
 * page. Where one was strung together with its line it becomes a segment of its own, so that
 * the layout can leave it out. */
#include <math.h>

#include "extract/pdf/layout.h"
#include "extract/pdf/segment.h"

/* Numbers at one edge of a page, at least, unless they go on from the page before; the edges of
 * different columns are different lists. */
#define LEAST_NUMBERS 5u
#define MAX_EDGES     12u
#define SAME_EDGE     1.5f

/* One number that may count lines: the first or last word of its segment. */
typedef struct {
    guint segment, value;
    float x1, y;
    guint8 end; /* AT_START or AT_END */
} Counter;

enum { AT_START = 1, AT_END = 2 };

/* Counters that end at one place. */
typedef struct {
    float x1;
    guint first, last, n, n_next; /* values; all; those that follow the one before by one */
} Edge;

static gboolean read_number(AssaySlice text, guint *ret_value)
{
    guint value = 0;
    if (text.length == 0 || text.length > 4)
        return FALSE;
    for (gsize i = 0; i < text.length; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return FALSE;
        value = value * 10 + (guint)(text.data[i] - '0');
    }
    *ret_value = value;
    return TRUE;
}

static int compare_heights(gconstpointer a, gconstpointer b)
{
    const Counter *x = a, *y = b;
    return x->y < y->y ? -1 : x->y > y->y ? 1 : x->segment < y->segment ? -1 : 1;
}

/* The numbers of @page in small type that begin segments, from top to bottom. */
static GArray *find_counters(const PdfModel *model, const PdfPage *page)
{
    GArray *counters = g_array_new(FALSE, FALSE, sizeof(Counter));
    for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++) {
        const PdfSegment *segment = pdf_segment(model, i);
        if (segment->place != ASSAY_PLACE_CONTENT)
            continue;
        const guint8 last_end = segment->n_words > 1 ? AT_END : AT_START;
        for (guint8 end = AT_START; end <= last_end; end++) {
            guint at = end == AT_START ? 0 : segment->n_words - 1;
            const PdfWord *word = pdf_word(model, segment->first_word + at);
            Counter counter = {i, 0, word->box.x1, pdf_middle(word->box), end};
            if (word->size < 0.82f * model->body_size && !segment->rotated &&
                read_number(pdf_word_text(model, word), &counter.value))
                g_array_append_val(counters, counter);
        }
    }
    g_array_sort(counters, compare_heights);
    return counters;
}

static Edge *find_edge(Edge *edges, guint n, float x1)
{
    for (guint i = 0; i < n; i++)
        if (fabsf(edges[i].x1 - x1) < SAME_EDGE)
            return &edges[i];
    return NULL;
}

/* Marks the line numbers of @page in @is_number, a flag a segment. @next: the number that the next
 * page would begin with, kept by the caller; 0: there is none. Returns: whether any. */
static gboolean mark_page(const PdfModel *model, const PdfPage *page, guint8 *is_number,
                          guint *next)
{
    g_autoptr(GArray) counters = find_counters(model, page);
    Edge edges[MAX_EDGES];
    guint n_edges = 0, last = 0;
    gboolean any = FALSE;
    for (guint i = 0; i < counters->len; i++) {
        const Counter *counter = &g_array_index(counters, Counter, i);
        Edge *edge = find_edge(edges, n_edges, counter->x1);
        if (edge == NULL && n_edges < MAX_EDGES) {
            edge = &edges[n_edges++];
            *edge = (Edge){.x1 = counter->x1, .last = counter->value, .first = counter->value};
        }
        if (edge == NULL)
            continue;
        edge->n_next += edge->n > 0 && counter->value == edge->last + 1 ? 1 : 0;
        edge->last = counter->value;
        edge->n++;
    }
    for (guint i = 0; i < counters->len; i++) {
        const Counter *counter = &g_array_index(counters, Counter, i);
        const Edge *edge = find_edge(edges, n_edges, counter->x1);
        if (edge == NULL || edge->n_next * 5 < (edge->n - 1) * 4 ||
            (edge->n < LEAST_NUMBERS && (*next == 0 || edge->first != *next)))
            continue;
        is_number[counter->segment] |= counter->end;
        last = MAX(last, edge->last);
        any = TRUE;
    }
    *next = any ? last + 1 : 0;
    return any;
}

void pdf_line_numbers_mark(PdfModel *model)
{
    g_autofree guint8 *is_number = g_new0(guint8, model->segments->len + 1);
    gboolean any = FALSE;
    guint next = 0;
    for (guint i = 0; i < model->pages->len; i++)
        any = mark_page(model, &g_array_index(model->pages, PdfPage, i), is_number, &next) || any;
    if (!any)
        return;
    GArray *segments = g_array_sized_new(FALSE, FALSE, sizeof(PdfSegment), model->segments->len);
    for (guint i = 0; i < model->pages->len; i++) {
        PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        guint before = segments->len;
        for (guint j = page->first_segment; j < page->first_segment + page->n_segments; j++) {
            const PdfSegment *whole = pdf_segment(model, j);
            guint n = whole->n_words, first = is_number[j] & AT_START ? 1 : 0;
            guint end = is_number[j] & AT_END ? n - 1 : n;
            pdf_segment_add_part(model, segments, whole, 0, first, ASSAY_PLACE_MARGIN);
            pdf_segment_add_part(model, segments, whole, first, end, whole->place);
            pdf_segment_add_part(model, segments, whole, end, n, ASSAY_PLACE_MARGIN);
        }
        page->first_segment = before;
        page->n_segments = segments->len - before;
    }
    g_array_unref(model->segments);
    model->segments = segments;
}

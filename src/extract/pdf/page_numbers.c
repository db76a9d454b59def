/* page_numbers.c: page numbers that count on from page to page (see layout.h).
 *
 * A number that stands alone in its segment, at one place on two pages, and on the later one is
 * higher by as many as there are pages between them. It may stand anywhere in the outer parts of
 * the page, since margins may be wide and tables may run over it. */
#include <math.h>

#include "extract/pdf/layout.h"

/* Part of the page's height above and below where page numbers may stand. */
#define OUTER_PART  0.3f
/* How far they may be off on another page, in points. */
#define SAME_PLACE  1.0f
/* In sizes of the body. */
#define LARGEST     1.3f
/* Numbers of one page that are looked at. */
#define MAX_NUMBERS 64u
/* What stands on one line, in heights. */
#define BESIDE      0.8f
/* Pages with numbers on left and on right sides take turns. */
#define MOST_STEP   2u
/* So many in a row need no other evidence. */
#define SURE_RUN    3u

typedef struct {
    guint segment, page;
    guint n_run; /* numbers in a row up to this one */
    gint before; /* index of the one before it, or -1 */
    glong value;
    gboolean outermost, counts; /* alone at the edge of its page's text; is a page number */
} Number;

/* The number that @segment is, or -1. */
static glong value_of(const PdfModel *model, const PdfSegment *segment)
{
    AssaySlice text = pdf_word_text(model, pdf_word(model, segment->first_word));
    if (segment->n_words != 1 || text.length > 5)
        return -1;
    glong value = 0;
    for (gsize i = 0; i < text.length; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return -1;
        value = 10 * value + (text.data[i] - '0');
    }
    return value;
}

static gboolean at_one_place(PdfBox a, PdfBox b)
{
    return fabsf(pdf_middle(a) - pdf_middle(b)) < SAME_PLACE &&
           (fabsf(a.x0 - b.x0) < SAME_PLACE || fabsf(a.x1 - b.x1) < SAME_PLACE ||
            fabsf(a.x0 + a.x1 - b.x0 - b.x1) < 2 * SAME_PLACE);
}

static gboolean is_text(const PdfSegment *segment)
{
    return segment->place == ASSAY_PLACE_CONTENT && !segment->rotated;
}

/* All other text of @page, and what may be its number as well, is above, or all is below, the line
 * of @segment. */
static gboolean is_outermost(const PdfModel *model, const PdfPage *page, guint segment)
{
    PdfBox box = pdf_segment(model, segment)->box;
    guint n_above = 0, n_below = 0, n = 0;
    for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++) {
        const PdfSegment *other = pdf_segment(model, i);
        if (i == segment || (!is_text(other) && value_of(model, other) < 0))
            continue;
        float step = pdf_middle(other->box) - pdf_middle(box);
        n_above += step < -BESIDE * pdf_height(box) ? 1 : 0;
        n_below += step > BESIDE * pdf_height(box) ? 1 : 0;
        n++;
    }
    return n_above == n || n_below == n;
}

/* Appends the numbers in the outer parts of page @p to @numbers. */
static void collect(const PdfModel *model, guint p, GArray *numbers)
{
    const PdfPage *page = &g_array_index(model->pages, PdfPage, p);
    guint end = page->first_segment + page->n_segments, first = numbers->len;
    for (guint i = page->first_segment; i < end && numbers->len < first + MAX_NUMBERS; i++) {
        const PdfSegment *segment = pdf_segment(model, i);
        float y = pdf_middle(segment->box);
        gboolean marked = segment->place == ASSAY_PLACE_RUNNING_HEAD;
        if ((!is_text(segment) && !marked) || segment->size > LARGEST * model->body_size ||
            (y > OUTER_PART * page->height && y < (1 - OUTER_PART) * page->height))
            continue;
        Number number = {i, p, 1, -1, value_of(model, segment), FALSE, FALSE};
        if (number.value < 0)
            continue;
        number.outermost = marked || is_outermost(model, page, i);
        g_array_append_val(numbers, number);
    }
}

/* Sets what is before number @at, among those from @first on. */
static void find_before(const PdfModel *model, GArray *numbers, guint first, guint at)
{
    Number *number = &g_array_index(numbers, Number, at);
    for (guint i = first; i < at; i++) {
        const Number *other = &g_array_index(numbers, Number, i);
        if (other->page < number->page && other->n_run >= number->n_run &&
            number->value - other->value == (glong)(number->page - other->page) &&
            at_one_place(pdf_segment(model, other->segment)->box,
                         pdf_segment(model, number->segment)->box)) {
            number->n_run = other->n_run + 1;
            number->before = (gint)i;
        }
    }
}

void pdf_page_numbers_mark(PdfModel *model)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(Number));
    guint starts[MOST_STEP] = {0}; /* where the numbers of the pages before begin */
    for (guint p = 0; p < model->pages->len; p++) {
        guint start = numbers->len;
        collect(model, p, numbers);
        for (guint i = start; i < numbers->len; i++)
            find_before(model, numbers, starts[0], i);
        for (guint i = 1; i < MOST_STEP; i++)
            starts[i - 1] = starts[i];
        starts[MOST_STEP - 1] = start;
    }
    for (guint i = numbers->len; i-- > 0;) {
        Number *number = &g_array_index(numbers, Number, i);
        Number *before = number->before < 0 ? NULL
                                            : &g_array_index(numbers, Number, number->before);
        number->counts = number->counts ||
                         (before != NULL &&
                          (number->n_run >= SURE_RUN || number->outermost || before->outermost));
        if (!number->counts)
            continue;
        pdf_segment(model, number->segment)->place = ASSAY_PLACE_RUNNING_HEAD;
        if (before != NULL)
            before->counts = TRUE;
    }
}

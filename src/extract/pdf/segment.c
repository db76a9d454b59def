/* segment.c: see segment.h. */
#include "extract/pdf/segment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A gap that parts segments, one that parts words, and a step to another line, in sizes. */
#define WIDE_GAP      0.75f
#define WORD_GAP      0.12f
#define OTHER_LINE    0.42f
/* The gap behind the hyphen of a stretched compound: less than this part of the others. */
#define CLOSE_PART    0.6f
/* Segments that begin at one edge, at least, and how far they may be off, in points. */
#define LEAST_AT_EDGE 5u
#define SAME_EDGE     0.8f
/* The gap before an edge: in sizes, and times the mean of the other gaps in its segment. */
#define LEAST_GAP     0.4f
#define WIDER_GAP     1.3f
/* Where so many begin, any wider gap will do. */
#define MANY_AT_EDGE  8u
/* What stands before the edge is as long, in sizes: a label before a hanging text is shorter. */
#define LEAST_WIDTH   4.0f
/* Parts of one segment: each is looked for among all its words. */
#define MAX_SPLITS    16u

static void close_gap(PdfWord *word)
{
    word->space = FALSE;
    word->tight = TRUE;
}

/* "A C K N OW L E D G M E N T S": words of a letter or two, all capitals, are spaced letters; only
 * the wider ones of their gaps part words. */
static void join_spaced_letters(PdfModel *model, const PdfSegment *segment)
{
    gsize length = 0;
    float widest = 0, sum = 0;
    for (guint i = 0; i < segment->n_words; i++) {
        const PdfWord *word = pdf_word(model, segment->first_word + i);
        AssaySlice text = pdf_word_text(model, word);
        for (gsize j = 0; j < text.length; j++)
            if (!g_ascii_isupper(text.data[j]) && !g_ascii_isdigit(text.data[j]))
                return;
        length += text.length;
        float gap = i > 0 ? word->box.x0 - word[-1].box.x1 : 0;
        widest = MAX(widest, gap);
        sum += gap;
    }
    if (segment->n_words < 5 || length > segment->n_words * 5 / 2 ||
        !g_ascii_isupper(pdf_word_text(model, pdf_word(model, segment->first_word)).data[0]))
        return;
    float mean = sum / (float)(segment->n_words - 1);
    float limit = widest > 1.6f * mean ? (widest + mean) / 2 : widest + 1;
    for (guint i = 1; i < segment->n_words; i++) {
        PdfWord *word = pdf_word(model, segment->first_word + i);
        if (word->box.x0 - word[-1].box.x1 < limit)
            close_gap(word);
    }
}

static gboolean is_alnum(char c)
{
    return g_ascii_isalnum(c) || (guchar)c >= 0x80;
}

/* The hyphen or dash of a compound: a letter or digit before it, one behind it. */
static gboolean is_compound(AssaySlice before, AssaySlice after)
{
    const char *end = before.data + before.length;
    gboolean dash = before.length > 3 && memcmp(end - 3, "\xE2\x80\x93", 3) == 0;
    return (dash ? is_alnum(end[-4]) : before.length > 1 && end[-1] == '-' && is_alnum(end[-2])) &&
           is_alnum(after.data[0]);
}

/* Justifying may stretch a compound behind its hyphen; the gap is still well below those between
 * the words of the line, which are alike. */
static void join_compounds(PdfModel *model, const PdfSegment *segment)
{
    float least = 1e6f, sum = 0;
    guint n = 0;
    gboolean any = FALSE;
    for (guint i = 1; i < segment->n_words; i++) {
        PdfWord *word = pdf_word(model, segment->first_word + i);
        if (!word->space)
            continue;
        if (is_compound(pdf_word_text(model, word - 1), pdf_word_text(model, word))) {
            any = TRUE;
            continue;
        }
        float gap = word->box.x0 - word[-1].box.x1;
        least = MIN(least, gap);
        sum += gap;
        n++;
    }
    if (!any || n < 2)
        return;
    float limit = MIN(CLOSE_PART * sum / (float)n, least);
    for (guint i = 1; i < segment->n_words; i++) {
        PdfWord *word = pdf_word(model, segment->first_word + i);
        if (word->space && word->box.x0 - word[-1].box.x1 < limit &&
            is_compound(pdf_word_text(model, word - 1), pdf_word_text(model, word)))
            close_gap(word);
    }
}

/* The size of most characters: the heaviest run of words of one size. */
static float usual_size(const PdfModel *model, const PdfSegment *segment)
{
    float size = 0;
    for (guint i = 0, run = 0, best = 0; i < segment->n_words; i++) {
        const PdfWord *word = pdf_word(model, segment->first_word + i);
        gboolean same = i > 0 && fabsf(word->size - word[-1].size) < 0.05f;
        run = (same ? run : 0) + word->length;
        if (run > best) {
            best = run;
            size = word->size;
        }
    }
    return size;
}

/* Letters show a face; signs and figures between them may come from other fonts. */
/* Sets the face of @segment: that of all but a few of its letters, or of its characters where
 * there are no letters. */
static void measure_face(const PdfModel *model, PdfSegment *segment)
{
    guint n[2] = {0}, bold[2] = {0}, italic[2] = {0}, mono[2] = {0};
    for (guint i = 0; i < segment->n_words; i++) {
        const PdfWord *word = pdf_word(model, segment->first_word + i);
        const PdfFont *font = &g_array_index(model->fonts, PdfFont, word->font);
        guint kind = assay_slice_has_letter(pdf_word_text(model, word)) ? 1 : 0;
        n[kind] += word->length;
        bold[kind] += font->bold ? word->length : 0;
        italic[kind] += font->italic ? word->length : 0;
        mono[kind] += font->mono ? word->length : 0;
    }
    guint kind = n[1] > 0 ? 1 : 0;
    segment->bold = bold[kind] * 10 >= n[kind] * 9;
    segment->italic = italic[kind] * 10 >= n[kind] * 8;
    segment->mono = mono[kind] * 10 >= n[kind] * 9;
}

void pdf_segment_measure(PdfModel *model, PdfSegment *segment)
{
    guint rotated = 0;
    segment->n_chars = 0;
    for (guint i = 0; i < segment->n_words; i++) {
        const PdfWord *word = pdf_word(model, segment->first_word + i);
        segment->box = i == 0 ? word->box : pdf_box_join(segment->box, word->box);
        segment->n_chars += word->length;
        rotated += word->rotated ? word->length : 0;
    }
    segment->size = usual_size(model, segment);
    if (segment->n_words >= 5)
        join_spaced_letters(model, segment);
    join_compounds(model, segment);
    measure_face(model, segment);
    segment->rotated = rotated * 2 > segment->n_chars;
}

void pdf_segment_add_part(PdfModel *model, GArray *segments, const PdfSegment *whole, guint first,
                          guint end, AssayPlace place)
{
    if (first >= end)
        return;
    PdfSegment part = {
        .first_word = whole->first_word + first, .n_words = end - first, .place = place};
    pdf_segment_measure(model, &part);
    g_array_append_val(segments, part);
}

void pdf_segment_add_lines(PdfModel *model, GArray *segments, const PdfSegment *whole, guint first,
                           guint end, AssayPlace place)
{
    guint start = first;
    for (guint i = first + 1; i < end; i++) {
        PdfWord *word = pdf_word(model, whole->first_word + i);
        float size = MIN(word->size, word[-1].size), gap = word->box.x0 - word[-1].box.x1;
        float rise = fabsf(pdf_middle(word->box) - pdf_middle(word[-1].box));
        word->space = word->space || gap > WORD_GAP * size;
        if (gap < WIDE_GAP * size && gap > -size && rise < OTHER_LINE * word->size)
            continue;
        pdf_segment_add_part(model, segments, whole, start, i, place);
        start = i;
    }
    pdf_segment_add_part(model, segments, whole, start, end, place);
}

/* How many of @edges, sorted, stand at @x. */
static guint count_at(const GArray *edges, float x)
{
    guint low = 0, high = edges->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(edges, float, middle) < x - SAME_EDGE)
            low = middle + 1;
        else
            high = middle;
    }
    guint end = low;
    while (end < edges->len && g_array_index(edges, float, end) <= x + SAME_EDGE)
        end++;
    return end - low;
}

/* Word @i of @segment begins at an edge of others, behind a gap wider than those about it. */
static gboolean begins_column(const PdfModel *model, const PdfSegment *segment, guint i,
                              const GArray *edges)
{
    const PdfWord *word = pdf_word(model, segment->first_word + i);
    const PdfWord *first = pdf_word(model, segment->first_word);
    const PdfWord *last = pdf_word(model, segment->first_word + segment->n_words - 1);
    float gap = word->box.x0 - word[-1].box.x1;
    guint n_at = gap < LEAST_GAP * segment->size ? 0 : count_at(edges, word->box.x0);
    if (word[-1].box.x1 - first->box.x0 < LEAST_WIDTH * segment->size || n_at < LEAST_AT_EDGE)
        return FALSE;
    if (segment->n_words == 2)
        return TRUE;
    float words = 0;
    for (guint w = 0; w < segment->n_words; w++)
        words += first[w].box.x1 - first[w].box.x0;
    float others = last->box.x1 - first->box.x0 - words - gap;
    return gap > (n_at < MANY_AT_EDGE ? WIDER_GAP : 1) * others / (float)(segment->n_words - 2);
}

static void split_page(PdfModel *model, PdfPage *page, GArray *segments)
{
    g_autoptr(GArray) edges = g_array_sized_new(FALSE, FALSE, sizeof(float), page->n_segments);
    guint end = page->first_segment + page->n_segments, before = segments->len;
    for (guint i = page->first_segment; i < end; i++)
        if (pdf_segment(model, i)->place == ASSAY_PLACE_CONTENT)
            g_array_append_val(edges, pdf_segment(model, i)->box.x0);
    g_array_sort(edges, pdf_compare_floats);
    for (guint i = page->first_segment; i < end; i++) {
        const PdfSegment *whole = pdf_segment(model, i);
        guint first = 0, n_splits = 0;
        for (guint w = 1; w < whole->n_words && !whole->rotated && n_splits < MAX_SPLITS; w++) {
            if (!begins_column(model, whole, w, edges))
                continue;
            pdf_segment_add_part(model, segments, whole, first, w, whole->place);
            first = w;
            n_splits++;
        }
        if (first == 0)
            g_array_append_val(segments, *whole);
        else
            pdf_segment_add_part(model, segments, whole, first, whole->n_words, whole->place);
    }
    page->first_segment = before;
    page->n_segments = segments->len - before;
}

void pdf_segments_split(PdfModel *model)
{
    GArray *segments = g_array_sized_new(FALSE, FALSE, sizeof(PdfSegment), model->segments->len);
    for (guint i = 0; i < model->pages->len; i++)
        split_page(model, &g_array_index(model->pages, PdfPage, i), segments);
    g_array_unref(model->segments);
    model->segments = segments;
}

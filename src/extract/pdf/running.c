/* running.c: running heads and feet, page numbers (see layout.h).
 *
 * What stands among the first or last lines of several pages, at the same height and the same but
 * for its digits, belongs to the pages and not to the text. The head of a table that goes on
 * over pages looks the same; but it stands somewhere in mid-page as well, where the table
 * begins, or over columns that begin right below it. */
#include <math.h>
#include <string.h>

#include "extract/pdf/layout.h"

/* Part of the page's height that is its edge, and lines of it that are looked at. */
#define EDGE_PART      0.14f
#define EDGE_ROWS      4u
/* Part of the height where only running heads stand, on all pages but the first. */
#define OUTER_PART     0.05f
/* The same, for a line that stands far from all others. */
#define FAR_PART       0.075f
/* Type of less than this part of the body's size cannot be read. */
#define ILLEGIBLE_PART 0.2f
/* From one line of a table's head to the next, in sizes. */
#define HEAD_STEP      1.4f
/* From the head of a table to its first row. */
#define HEAD_REACH     2.8f
/* Heads of two pages stand at the same height within this, in points. */
#define SAME_HEIGHT    3.0f
#define MAX_KEY_BYTES  400u
/* Lines of edges that read the same and are held against one another. */
#define MAX_SAME       64u
/* Pieces of one line, and those below it that are held against them. */
#define MAX_HEADS      12u
#define MAX_BELOW      32u

typedef struct {
    guint segment, page;
    float y;
    gboolean alone; /* nothing stands beside it or near it on the inside */
} EdgeLine;

static void append_key(const PdfModel *model, const PdfSegment *segment, GString *key)
{
    for (guint i = 0; i < segment->n_words && key->len < MAX_KEY_BYTES; i++) {
        AssaySlice text = pdf_word_text(model, pdf_word(model, segment->first_word + i));
        for (gsize j = 0; j < text.length; j++) {
            char c = g_ascii_isdigit(text.data[j]) ? '#' : g_ascii_tolower(text.data[j]);
            if (c != '#' || key->len == 0 || key->str[key->len - 1] != '#')
                g_string_append_c(key, c);
        }
    }
    g_string_append_printf(key, " %d", (int)(segment->size * 2));
}

static int compare_height(gconstpointer a, gconstpointer b, gpointer data)
{
    const PdfModel *model = data;
    guint ia = *(const guint *)a, ib = *(const guint *)b;
    float ya = pdf_middle(pdf_segment(model, ia)->box),
          yb = pdf_middle(pdf_segment(model, ib)->box);
    return ya < yb ? -1 : ya > yb ? 1 : ia < ib ? -1 : ia > ib;
}

static GArray *segments_by_height(const PdfModel *model, const PdfPage *page)
{
    GArray *order = g_array_sized_new(FALSE, FALSE, sizeof(guint), page->n_segments);
    for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++)
        if (!pdf_segment(model, i)->rotated && pdf_segment(model, i)->place == ASSAY_PLACE_CONTENT)
            g_array_append_val(order, i);
    g_array_sort_with_data(order, compare_height, (gpointer)(guintptr)model);
    return order;
}

/* "7", "- 7 -", "Page 7 of 9", "7/9", "iv". */
static gboolean is_page_number(const PdfModel *model, const PdfSegment *segment)
{
    static const char *const words[] = {"page", "of", "p.", "-", "–", "—", "/", "|", NULL};
    guint n_numbers = 0;
    if (segment->n_words > 5)
        return FALSE;
    for (guint i = 0; i < segment->n_words; i++) {
        AssaySlice text = pdf_word_text(model, pdf_word(model, segment->first_word + i));
        g_autofree char *word = g_ascii_strdown(text.data, (gssize)text.length);
        gsize digits = strspn(word, "0123456789"), roman = strspn(word, "ivxl");
        if (digits > 0 && digits <= 5 && (word[digits] == '\0' || word[digits] == '/'))
            n_numbers++;
        else if (segment->n_words == 1 && roman == text.length && roman <= 6)
            n_numbers++;
        else if (!g_strv_contains(words, word))
            return FALSE;
    }
    return n_numbers > 0;
}

/* "Smith et al." by itself names the authors once more. */
static gboolean ends_et_al(const PdfModel *model, const PdfSegment *segment)
{
    if (segment->n_words < 3 || segment->n_words > 8)
        return FALSE;
    const PdfWord *last = pdf_word(model, segment->first_word + segment->n_words - 1);
    AssaySlice al = pdf_word_text(model, last), et = pdf_word_text(model, last - 1);
    return assay_slice_equal(et, ASSAY_SLICE("et")) &&
           (assay_slice_equal(al, ASSAY_SLICE("al")) || assay_slice_equal(al, ASSAY_SLICE("al.")));
}

/* How far the line of segment @at is from the next one inside the page; @ret_next: how far that
 * one is from the one behind it. Returns: points; 0 when there is nothing to compare with. */
static float inward_gap(const PdfModel *model, const GArray *order, gboolean top, guint at,
                        float *ret_next)
{
    float first = 1e6f;
    *ret_next = 0;
    const PdfSegment *segment = pdf_segment(
        model, g_array_index(order, guint, top ? at : order->len - 1 - at));
    float y = pdf_middle(segment->box);
    for (guint i = at + 1; i < order->len; i++) {
        guint index = g_array_index(order, guint, top ? i : order->len - 1 - i);
        float gap = fabsf(pdf_middle(pdf_segment(model, index)->box) - y);
        if (gap < 0.5f * pdf_height(segment->box))
            continue;
        if (first > 1e5f) {
            first = gap;
        } else if (gap - first > 0.5f * pdf_height(segment->box)) {
            *ret_next = gap - first;
            break;
        }
    }
    return first > 1e5f || (*ret_next <= 0 && first < 2.5f * segment->size) ? 0 : first;
}

/* @segment is nothing but @number, the page's own. */
static gboolean states_page(const PdfModel *model, const PdfSegment *segment, guint number)
{
    char digits[16];
    g_snprintf(digits, sizeof digits, "%u", number);
    AssaySlice text = pdf_word_text(model, pdf_word(model, segment->first_word));
    return segment->n_words == 1 && assay_slice_equal(text, assay_slice_from(digits));
}

/* They begin, end or have their middle at one place. The head of a table that goes on in another
 * column does not. */
static gboolean same_place(PdfBox a, PdfBox b)
{
    return fabsf(a.x0 - b.x0) < SAME_HEIGHT || fabsf(a.x1 - b.x1) < SAME_HEIGHT ||
           fabsf(a.x0 + a.x1 - b.x0 - b.x1) < 2 * SAME_HEIGHT;
}

/* @below reaches under all of head @at of @order and under none of the others, @first to @end: the
 * head stands in the middle over texts. */
static gboolean is_under(const PdfModel *model, const GArray *order, guint first, guint end,
                         guint at, PdfBox below)
{
    for (guint i = first; i < end; i++) {
        PdfBox head = pdf_segment(model, g_array_index(order, guint, i))->box;
        gboolean under = i == at ? below.x0 <= head.x0 && head.x1 <= below.x1
                                 : head.x1 < below.x0 || below.x1 < head.x0;
        if (!under)
            return FALSE;
    }
    return TRUE;
}

/* The pieces of the line of segment @at of @order: from @ret_first up to @ret_end. */
static void find_line(const PdfModel *model, const GArray *order, guint at, guint *ret_first,
                      guint *ret_end)
{
    const PdfSegment *segment = pdf_segment(model, g_array_index(order, guint, at));
    float y = pdf_middle(segment->box);
    guint first = at, end = at + 1;
    while (first > 0 &&
           y - pdf_middle(pdf_segment(model, g_array_index(order, guint, first - 1))->box) <
               0.5f * segment->size)
        first--;
    while (end < order->len &&
           pdf_middle(pdf_segment(model, g_array_index(order, guint, end))->box) - y <
               0.5f * segment->size)
        end++;
    *ret_first = first;
    *ret_end = end;
}

/* Three pieces at least on the line of segment @at of @order, and close below each one of its own
 * that it heads. */
static gboolean heads_columns(const PdfModel *model, const GArray *order, guint at)
{
    const PdfSegment *segment = pdf_segment(model, g_array_index(order, guint, at));
    float y = pdf_middle(segment->box), nearest = 1e6f;
    guint first, end, n_headed = 0, taken = 0;
    find_line(model, order, at, &first, &end);
    if (end - first < 3 || end - first > MAX_HEADS)
        return FALSE;
    for (guint i = first; i < end; i++) {
        PdfBox head = pdf_segment(model, g_array_index(order, guint, i))->box;
        for (guint j = end; j < MIN(order->len, end + MAX_BELOW); j++) {
            PdfBox below = pdf_segment(model, g_array_index(order, guint, j))->box;
            float step = pdf_middle(below) - y;
            nearest = MIN(nearest, step);
            if (step > 5 * segment->size)
                break;
            if ((taken >> (j - end) & 1) != 0 ||
                (!same_place(head, below) && !is_under(model, order, first, end, i, below)))
                continue;
            taken |= 1u << (j - end);
            n_headed++;
            break;
        }
    }
    return n_headed == end - first && nearest < HEAD_REACH * segment->size;
}

/* How many of the pieces @first to @end of @order lie over or under @box; @ret_last: the last. */
static guint pieces_over(const PdfModel *model, const GArray *order, guint first, guint end,
                         PdfBox box, guint *ret_last)
{
    guint n = 0;
    for (guint i = first; i < end; i++) {
        PdfBox piece = pdf_segment(model, g_array_index(order, guint, i))->box;
        if (piece.x0 < box.x1 && box.x0 < piece.x1) {
            *ret_last = i;
            n++;
        }
    }
    return n;
}

/* The line of segment @at of @order is a row of a table: three pieces at least, and further inside
 * the page, as near as rows are, each has one of its own that none of the others meets. The text
 * under a running head of three pieces knows nothing of them. */
static gboolean is_table_row(const PdfModel *model, const GArray *order, gboolean top, guint at)
{
    const PdfSegment *segment = pdf_segment(model, g_array_index(order, guint, at));
    float y = pdf_middle(segment->box);
    guint first, end, met = 0, last = 0;
    find_line(model, order, at, &first, &end);
    if (end - first < 3 || end - first > MAX_HEADS)
        return FALSE;
    guint n_inside = top ? order->len - end : first;
    for (guint i = 0; i < MIN(n_inside, MAX_BELOW); i++) {
        guint other = g_array_index(order, guint, top ? end + i : first - 1 - i);
        PdfBox box = pdf_segment(model, other)->box;
        if (fabsf(pdf_middle(box) - y) > 5 * segment->size)
            break;
        if (pieces_over(model, order, first, end, box, &last) == 1)
            met |= 1u << (last - first);
    }
    return met == (1u << (end - first)) - 1;
}

/* Segment @at of @order, from the edge inwards, does not stand beside segment @other of it. */
static gboolean is_apart(const PdfModel *model, const GArray *order, gboolean top, guint at,
                         guint other)
{
    if (other >= order->len)
        return TRUE;
    const guint *list = &g_array_index(order, guint, 0);
    PdfBox a = pdf_segment(model, list[top ? at : order->len - 1 - at])->box;
    PdfBox b = pdf_segment(model, list[top ? other : order->len - 1 - other])->box;
    return fabsf(pdf_middle(b) - pdf_middle(a)) > pdf_height(a) * 1.2f;
}

/* The edge lines of one page, from the outside in; @step is 1 at the top and -1 at the foot. */
static void look_at_edge(PdfModel *model, guint page_index, const GArray *order, gboolean top,
                         GArray *edges)
{
    const PdfPage *page = &g_array_index(model->pages, PdfPage, page_index);
    float limit = page->height * (top ? EDGE_PART : 1 - EDGE_PART), row_y = -1e6f;
    float head_y = -1e6f; /* of a table's head */
    guint n_rows = 0;
    for (guint i = 0; i < order->len; i++) {
        guint index = g_array_index(order, guint, top ? i : order->len - 1 - i);
        PdfSegment *segment = pdf_segment(model, index);
        float next, y = pdf_middle(segment->box);
        float apart = inward_gap(model, order, top, i, &next);
        if (i == 0 && !top && apart > 2.5f * segment->size &&
            states_page(model, segment, page_index + 1))
            segment->place = ASSAY_PLACE_RUNNING_HEAD;
        if (top ? y > limit : y < limit)
            break;
        if (fabsf(y - row_y) > 0.5f * pdf_height(segment->box)) {
            if (++n_rows > EDGE_ROWS)
                break;
            row_y = y;
        }
        /* A lone number is only trusted as the outermost line, with nothing beside it. */
        gboolean alone = is_apart(model, order, top, i, i + 1);
        EdgeLine line = {index, page_index, y,
                         alone && apart > 1.7f * segment->size &&
                             (i == 0 || is_apart(model, order, top, i, i - 1))};
        if (top && heads_columns(model, order, i))
            head_y = y;
        if (y - head_y > HEAD_STEP * segment->size) /* else it is the head or its second line */
            g_array_append_val(edges, line);
        if (n_rows == 1 && i == 0 && alone &&
            (is_page_number(model, segment) || (page_index > 0 && ends_et_al(model, segment))))
            segment->place = ASSAY_PLACE_RUNNING_HEAD;
        float part = apart > 2.5f * segment->size && n_rows == 1 ? FAR_PART : OUTER_PART;
        gboolean outside = top ? segment->box.y1 < part * page->height
                               : segment->box.y0 > (1 - part) * page->height;
        if (outside && apart > 1.7f * segment->size && apart > 1.5f * next && page_index > 0 &&
            segment->size < 1.2f * model->body_size &&
            !is_table_row(model, order, top, top ? i : order->len - 1 - i))
            segment->place = ASSAY_PLACE_RUNNING_HEAD;
    }
}

/* @line stands at its place on other pages too. @in_body: in mid-page as well, so that it may be
 * a heading or the head of a table: then it must do so alone, on every page that @same can show or
 * on every one but the first. */
static gboolean is_repeated(const PdfModel *model, const GArray *same, const EdgeLine *line,
                            gboolean in_body)
{
    guint n_pages = 1, last = G_MAXUINT;
    gboolean first = line->page == 0;
    for (guint i = 0; i < same->len; i++) {
        const EdgeLine *other = &g_array_index(same, EdgeLine, i);
        if (other->page == line->page || other->page == last || (in_body && !other->alone) ||
            fabsf(other->y - line->y) >= SAME_HEIGHT ||
            !same_place(pdf_segment(model, other->segment)->box,
                        pdf_segment(model, line->segment)->box))
            continue;
        last = other->page;
        first = first || last == 0;
        n_pages++;
    }
    guint n_shown = MIN(model->pages->len, MAX_SAME) - (first ? 0 : 1);
    return n_pages > 1 && (!in_body || (line->alone && n_pages >= n_shown));
}

static void mark_repeated(PdfModel *model, const GArray *edges, GHashTable *in_body)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                                         (GDestroyNotify)g_array_unref);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < edges->len; i++) {
            const EdgeLine *line = &g_array_index(edges, EdgeLine, i);
            GString *key = g_string_new(NULL);
            append_key(model, pdf_segment(model, line->segment), key);
            GArray *same = g_hash_table_lookup(by_key, key->str);
            if (pass == 1) {
                if (is_repeated(model, same, line, g_hash_table_contains(in_body, key->str)))
                    pdf_segment(model, line->segment)->place = ASSAY_PLACE_RUNNING_HEAD;
            } else if (same == NULL) {
                same = g_array_new(FALSE, FALSE, sizeof(EdgeLine));
                g_hash_table_insert(by_key, g_strdup(key->str), same);
            }
            if (pass == 0 && same->len < MAX_SAME) /* enough to find a partner, and bounded */
                g_array_append_val(same, *line);
            g_string_free(key, TRUE);
        }
    }
}

/* A page number beside a running head belongs to it. */
static void mark_numbers_beside(PdfModel *model, const GArray *edges)
{
    for (guint i = 0; i < edges->len; i++) {
        const EdgeLine *line = &g_array_index(edges, EdgeLine, i);
        PdfSegment *segment = pdf_segment(model, line->segment);
        if (segment->place != ASSAY_PLACE_CONTENT || !is_page_number(model, segment))
            continue;
        for (guint j = i < 6 ? 0 : i - 6; j < MIN(edges->len, i + 7); j++) {
            const EdgeLine *other = &g_array_index(edges, EdgeLine, j);
            if (other->page == line->page && fabsf(other->y - line->y) < 4 &&
                pdf_segment(model, other->segment)->place == ASSAY_PLACE_RUNNING_HEAD)
                segment->place = ASSAY_PLACE_RUNNING_HEAD;
        }
    }
}

/* The keys of everything in mid-page. */
static void add_body_keys(const PdfModel *model, const PdfPage *page, const GArray *order,
                          GHashTable *in_body)
{
    for (guint i = 0; i < order->len; i++) {
        const PdfSegment *segment = pdf_segment(model, g_array_index(order, guint, i));
        float y = pdf_middle(segment->box);
        if (y < page->height * EDGE_PART || y > page->height * (1 - EDGE_PART) ||
            segment->n_chars > 60)
            continue;
        GString *key = g_string_new(NULL);
        append_key(model, segment, key);
        g_hash_table_add(in_body, g_string_free(key, FALSE));
    }
}

/* What is so much smaller than the text that nobody can read it is a mark of the program that made
 * the file. */
static void hide_illegible(PdfModel *model)
{
    for (guint i = 0; i < model->segments->len; i++) {
        PdfSegment *segment = pdf_segment(model, i);
        if (segment->place == ASSAY_PLACE_CONTENT &&
            segment->size < ILLEGIBLE_PART * model->body_size &&
            pdf_height(segment->box) < 2 * ILLEGIBLE_PART * model->body_size)
            segment->place = ASSAY_PLACE_HIDDEN;
    }
}

void pdf_running_mark(PdfModel *model)
{
    hide_illegible(model);
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(EdgeLine));
    g_autoptr(GHashTable) in_body = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < model->pages->len; i++) {
        const PdfPage *page = &g_array_index(model->pages, PdfPage, i);
        g_autoptr(GArray) order = segments_by_height(model, page);
        look_at_edge(model, i, order, TRUE, edges);
        look_at_edge(model, i, order, FALSE, edges);
        if (model->pages->len > 1)
            add_body_keys(model, page, order, in_body);
    }
    if (model->pages->len > 1)
        mark_repeated(model, edges, in_body);
    mark_numbers_beside(model, edges);
    pdf_page_numbers_mark(model);
}

/* layout.c: see layout.h.
 *
 * A page is cut at gutters: upright strips that text on both sides leaves free. Lines that cross
 * a gutter (a title, a wide figure's caption) are barriers: what stands above one is read before
 * it, and each band between barriers is read column by column. The two sides of a band are cut
 * again in the same way, which gives three columns. Tables leave free strips as well; they are
 * told from columns by what stands beside the strip: short pieces on common baselines. */
#include "extract/pdf/layout.h"

#include <math.h>
#include <stdlib.h>

/* A gutter is at least this wide, in body font sizes. */
#define MIN_GUTTER     0.55f
#define MAX_DEPTH      5u
/* Mean bytes of a line of running text, at least; a table's column has fewer. */
#define PROSE_CHARS    18.0
/* Of a piece that is no mark, number or short word. */
#define LEAST_LETTERS  6u
/* The same of the marks and numbers of a row, at most. */
#define MARK_CHARS     9.0
/* Lines that stand beside one another at a gutter: to be one at all, and to be one beyond doubt. */
#define LEAST_RATING   6u
#define SURE_RATING    16u
/* Lines beside one another that may be parted by chance. */
#define FEW_LINES      6u
/* What begins within so many points of a gutter may begin a line of the column beside it. */
#define NEAR_GUTTER    14.0f
/* How far a table may be set in from the left edge of its column, in points. */
#define MAX_INDENT     24.0f
/* Left edges tried as gutters in one band. */
#define MAX_CANDIDATES 48u

typedef struct {
    PdfModel *model;
    guint page;
    float width;   /* of the page */
    float known_x; /* a gutter of an earlier page, or negative */
} Layout;

typedef enum { SIDE_LEFT, SIDE_RIGHT, SIDE_CROSSING } Side;

/* What stands on one side of a gutter within a band. */
typedef struct {
    guint n;
    guint n_pieces; /* segments */
    guint n_tight;  /* reach into the gutter */
    guint n_over;   /* reach over it */
    guint n_aligned;
    guint n_long;                 /* lines of PROSE_CHARS at least */
    double n_chars, n_long_chars; /* bytes; in such lines */
    float x0, x1;
} SideStats;

static Side side_of(PdfBox box, float x)
{
    if (box.x1 <= x + 1)
        return SIDE_LEFT;
    if (box.x0 >= x - 1)
        return SIDE_RIGHT;
    /* A line that only overshoots its column is no barrier. */
    float left = x - box.x0, right = box.x1 - x;
    if (right < 0.2f * left)
        return SIDE_LEFT;
    return left < 0.2f * right ? SIDE_RIGHT : SIDE_CROSSING;
}

/* Pieces of one line that stand so near that they may be words of justified text, in sizes. */
#define JUSTIFIED_GAP 1.6f

/* The line of a side that is being put together from segments. */
typedef struct {
    float y, x0, x1;
    guint n_chars;
} OpenLine;

static void close_line(SideStats *side, OpenLine *line)
{
    if (line->n_chars == 0)
        return;
    side->n++;
    side->n_chars += line->n_chars;
    side->n_long += line->n_chars >= PROSE_CHARS ? 1 : 0;
    side->n_long_chars += line->n_chars >= PROSE_CHARS ? line->n_chars : 0;
    line->n_chars = 0;
}

static void add_to_line(SideStats *side, OpenLine *line, const PdfSegment *segment)
{
    PdfBox box = segment->box;
    float y = pdf_middle(box), gap = MAX(box.x0 - line->x1, line->x0 - box.x1);
    if (line->n_chars > 0 &&
        (fabsf(line->y - y) > 0.2f * segment->size || gap > JUSTIFIED_GAP * segment->size))
        close_line(side, line);
    if (line->n_chars == 0)
        *line = (OpenLine){y, box.x0, box.x1, 0};
    line->x0 = MIN(line->x0, box.x0);
    line->x1 = MAX(line->x1, box.x1);
    line->n_chars += segment->n_chars;
    side->x0 = MIN(side->x0, box.x0);
    side->x1 = MAX(side->x1, box.x1);
}

static void measure_sides(const Layout *layout, const guint *list, guint n, float x,
                          SideStats stats[2])
{
    stats[0] = stats[1] = (SideStats){.x0 = 1e6f, .x1 = -1e6f};
    OpenLine lines[2] = {{.y = -1e6f}, {.y = -1e6f}};
    for (guint i = 0; i < n; i++) {
        const PdfSegment *segment = pdf_segment(layout->model, list[i]);
        Side side = side_of(segment->box, x);
        SideStats *s = &stats[side];
        guint before = s->n + (lines[side].n_chars > 0 ? 1 : 0);
        add_to_line(s, &lines[side], segment);
        s->n_pieces++;
        s->n_over += segment->box.x0 < x - 1 && segment->box.x1 > x + 1 ? 1 : 0;
        if (side == SIDE_LEFT && segment->box.x1 > x - MIN_GUTTER * layout->model->body_size)
            s->n_tight++;
        gboolean is_new = s->n + 1 > before;
        if (is_new && fabsf(lines[1 - side].y - lines[side].y) < 0.2f * segment->size) {
            stats[0].n_aligned++;
            stats[1].n_aligned++;
        }
    }
    close_line(&stats[0], &lines[0]);
    close_line(&stats[1], &lines[1]);
}

/* At least a third of the text stands in lines as long as those of running text; one such line
 * may be the head over a table's narrow columns. */
static gboolean is_prose(const SideStats *side, gboolean sure)
{
    return side->n_long >= (sure ? 1u : 2u) && side->n_long_chars * 3 >= side->n_chars;
}

/* Most lines of @side stand beside one of @texts, and all but a few are as short as marks and
 * numbers: the narrow columns of a table beside its texts. */
static gboolean is_marks(const SideStats *side, const SideStats *texts)
{
    return side->n_aligned * 2 > side->n && side->n_long * 3 < side->n &&
           side->n_chars - side->n_long_chars < MARK_CHARS * (side->n - side->n_long) &&
           texts->n_long * 2 > texts->n;
}

/* Most pieces on @side of @x are words or longer: marks, numbers and short words fill the narrow
 * columns of tables, below heads that are longer. */
static gboolean has_words(const Layout *layout, const guint *list, guint n, float x, Side side)
{
    guint n_pieces = 0, n_words = 0;
    for (guint i = 0; i < n; i++) {
        const PdfSegment *segment = pdf_segment(layout->model, list[i]);
        if (side_of(segment->box, x) != side)
            continue;
        guint n_letters = 0;
        for (guint w = 0; w < segment->n_words; w++) {
            AssaySlice text = pdf_word_text(layout->model,
                                            pdf_word(layout->model, segment->first_word + w));
            for (gsize j = 0; j < text.length; j++)
                n_letters += g_ascii_isalpha(text.data[j]) ||
                             ((guchar)text.data[j] >= 0xC3 && (guchar)text.data[j] < 0xE2);
        }
        n_pieces++;
        n_words += n_letters >= LEAST_LETTERS ? 1 : 0;
    }
    return n_words * 2 > n_pieces;
}

/* The band @list has running text on both sides of @x; @sure: the gutter is known already. */
static gboolean is_columns(const Layout *layout, const guint *list, guint n, float x, gboolean sure)
{
    SideStats s[2];
    measure_sides(layout, list, n, x, s);
    guint few = MIN(s[0].n, s[1].n);
    if (few < (sure ? 2u : 3u) || s[0].n_tight * 8 > s[0].n)
        return FALSE;
    /* A few lines whose gaps are all wide are justified text rather than columns. */
    if (!sure && few < FEW_LINES && (s[0].n_pieces + s[1].n_pieces) * 2 > 3 * (s[0].n + s[1].n))
        return FALSE;
    float least = 0.16f * layout->width;
    gboolean prose[2] = {is_prose(&s[0], sure), is_prose(&s[1], sure) && !is_marks(&s[1], &s[0])};
    if (prose[0] && prose[1] && s[0].x1 - s[0].x0 >= least && s[1].x1 - s[1].x0 >= least)
        return TRUE;
    /* Notes in a margin keep their own baselines; the cells of a table share them. */
    return few >= 4 && (prose[0] || prose[1]) && s[0].n_aligned * 2 < few &&
           has_words(layout, list, n, x, SIDE_LEFT) && has_words(layout, list, n, x, SIDE_RIGHT);
}

/* Length of the band that begins at @list[0]: up to the next barrier at @x. */
static guint band_length(const Layout *layout, const guint *list, guint n, float x)
{
    guint i = 0;
    while (i < n && side_of(pdf_segment(layout->model, list[i])->box, x) != SIDE_CROSSING)
        i++;
    return i;
}

/* How many lines stand beside one another in columns if the page is cut at @x. */
static guint rate_gutter(const Layout *layout, const guint *list, guint n, float x)
{
    guint rating = 0;
    for (guint i = 0; i < n; i++) {
        guint length = band_length(layout, list + i, n - i, x);
        if (length > 0 && is_columns(layout, list + i, length, x, FALSE)) {
            SideStats s[2];
            measure_sides(layout, list + i, length, x, s);
            guint over = s[0].n_over + s[1].n_over;
            rating += 2 * MIN(s[0].n, s[1].n) - MIN(over, 2 * MIN(s[0].n, s[1].n));
        }
        i += length;
    }
    return rating;
}

/* The gutter of an earlier page serves here as well, though what stands beside it may not look
 * like running text: nothing but a few lines crosses it, few reach over it a little, and something
 * begins beside it, which is not so where a wide table stands. Of few lines none reaches over it,
 * and most at its right begin just there. */
static gboolean known_gutter_serves(const Layout *layout, const guint *list, guint n)
{
    guint sides[3] = {0}, n_edge = 0, n_near = 0, n_over = 0, n_indented = 0;
    float indented = -1; /* where long lines at the right begin that are all set in alike */
    if (layout->known_x < 0)
        return FALSE;
    for (guint i = 0; i < n; i++) {
        PdfBox box = pdf_segment(layout->model, list[i])->box;
        Side side = side_of(box, layout->known_x);
        sides[side]++;
        n_edge += fabsf(box.x0 - layout->known_x - 1) < 1.2f ? 1 : 0;
        n_near += side == SIDE_RIGHT && fabsf(box.x0 - layout->known_x) < NEAR_GUTTER ? 1 : 0;
        n_over += side == SIDE_LEFT && box.x1 > layout->known_x + 1 ? 1 : 0;
        if (side == SIDE_RIGHT && box.x0 - layout->known_x < MAX_INDENT &&
            pdf_segment(layout->model, list[i])->n_chars >= PROSE_CHARS &&
            (indented < 0 || fabsf(box.x0 - indented) < 1)) {
            indented = box.x0;
            n_indented++;
        }
    }
    guint few = MIN(sides[SIDE_LEFT], sides[SIDE_RIGHT]);
    return few >= 4 ? sides[SIDE_CROSSING] * 10 <= n && n_over * 4 <= sides[SIDE_LEFT] && n_near > 0
                    : few > 0 && n_over == 0 &&
                          (n_edge * 2 > sides[SIDE_RIGHT] || n_indented == sides[SIDE_RIGHT]);
}

/* The best gutter of @list, or a negative number. A right column has a common left edge, so only
 * left edges that several lines share are tried. */
static float find_gutter(const Layout *layout, const guint *list, guint n)
{
    if (n < 6)
        return -1;
    g_autofree float *edges = g_new(float, n);
    for (guint i = 0; i < n; i++)
        edges[i] = pdf_segment(layout->model, list[i])->box.x0;
    qsort(edges, n, sizeof *edges, pdf_compare_floats);
    float best_x = -1;
    guint best = LEAST_RATING - 1, n_tried = 0;
    float lone = edges[0]; /* of few lines, such as a heading over a table set in */
    for (guint i = 0; i < n && n_tried < MAX_CANDIDATES;) {
        guint j = i;
        while (j < n && edges[j] - edges[i] < 2)
            j++;
        float tried[] = {edges[i] - lone < MAX_INDENT ? lone : edges[i], edges[i]};
        if (j - i < 3)
            lone = edges[i] - lone < MAX_INDENT ? lone : edges[i];
        for (guint k = 0; j - i >= 3 && k < G_N_ELEMENTS(tried); k++) {
            if (tried[k] <= edges[0] + 0.1f * layout->width || (k > 0 && tried[k] <= tried[0]))
                continue;
            n_tried++;
            guint rating = rate_gutter(layout, list, n, tried[k] - 1);
            if (rating > best) {
                best = rating;
                best_x = tried[k] - 1;
            }
        }
        i = j;
    }
    return best_x;
}

/* Where @segment is laid out: in the flow, in a given table or aside. What looks like a running
 * head may be a line of a table, if the caller says so. */
typedef enum { PART_FLOW, PART_GIVEN, PART_ASIDE } Part;

static Part part_of(const PdfSegment *segment)
{
    if (segment->rotated)
        return PART_ASIDE;
    if (segment->given > 0 &&
        (segment->place == ASSAY_PLACE_CONTENT || segment->place == ASSAY_PLACE_RUNNING_HEAD))
        return PART_GIVEN;
    return segment->place == ASSAY_PLACE_CONTENT ? PART_FLOW : PART_ASIDE;
}

/* The segments of the given table that @stand_in stands for. */
static void add_given(const Layout *layout, const PdfSegment *stand_in)
{
    PdfModel *model = layout->model;
    const PdfPage *page = &g_array_index(model->pages, PdfPage, layout->page);
    g_autofree guint *list = g_new(guint, page->n_segments);
    guint n = 0, given = stand_in->given;
    for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++) {
        PdfSegment *segment = pdf_segment(model, i);
        if (segment->given != given || part_of(segment) != PART_GIVEN)
            continue;
        segment->place = ASSAY_PLACE_CONTENT;
        list[n++] = i;
    }
    pdf_segments_sort(model, list, n);
    pdf_region_add(layout->model, layout->page, list, n, TRUE);
}

/* A column, with the given tables in it. */
static void add_region(const Layout *layout, const guint *list, guint n)
{
    guint first = 0;
    for (guint i = 0; i < n; i++) {
        PdfSegment segment = *pdf_segment(layout->model, list[i]);
        if (segment.given == 0)
            continue;
        pdf_region_add(layout->model, layout->page, list + first, i - first, FALSE);
        add_given(layout, &segment);
        first = i + 1;
    }
    pdf_region_add(layout->model, layout->page, list + first, n - first, FALSE);
}

static void lay_out(Layout *layout, const guint *list, guint n, guint depth);

/* Size of most characters of up to eight segments on @side, from @at on in direction @step; 0 when
 * there are fewer than four. */
static float size_beside(const Layout *layout, const guint *list, guint n, gint64 at, int step,
                         float x, Side side)
{
    float sizes[8], best = 0;
    guint chars[8] = {0}, most = 0, seen = 0;
    for (guint i = 0; i < 100 && at >= 0 && at < (gint64)n && seen < 8; i++, at += step) {
        const PdfSegment *segment = pdf_segment(layout->model, list[at]);
        if (side_of(segment->box, x) != side)
            continue;
        guint same = 0;
        while (same < seen && fabsf(sizes[same] - segment->size) > 0.1f)
            same++;
        sizes[seen++] = segment->size;
        chars[same] += segment->n_chars;
        if (chars[same] > most) {
            most = chars[same];
            best = segment->size;
        }
    }
    return seen >= 4 ? best : 0;
}

/* Where a free strip runs through both columns and the type on both sides of it has another size
 * above than below, something new begins (the reference list): what is above is read first.
 * Returns: how many of @list are above, or @n. */
static guint find_change(const Layout *layout, const guint *list, guint n, float x)
{
    float lowest = -1e6f;
    for (guint i = 0; i + 3 < n; i++) {
        PdfBox box = pdf_segment(layout->model, list[i])->box;
        float top = pdf_middle(box) - 0.4f * pdf_segment(layout->model, list[i])->size;
        if (i >= 3 && top - lowest > 0.8f * layout->model->body_size) {
            float change[2];
            for (Side side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
                float above = size_beside(layout, list, n, (gint64)i - 1, -1, x, side);
                float below = size_beside(layout, list, n, i, 1, x, side);
                change[side] = above > 0 && below > 0 ? below - above : 0;
            }
            gboolean changed = (change[0] > 0.45f && change[1] > 0.45f) ||
                               (change[0] < -0.45f && change[1] < -0.45f);
            if (changed)
                return i;
        }
        lowest = MAX(lowest, pdf_middle(box) + 0.4f * pdf_segment(layout->model, list[i])->size);
    }
    return n;
}

/* A band with a gutter at @x: first the left side, then the right one. */
static void lay_out_sides(Layout *layout, const guint *list, guint n, float x, guint depth)
{
    guint above = depth < MAX_DEPTH ? find_change(layout, list, n, x) : n;
    if (above < n) {
        lay_out_sides(layout, list, above, x, depth + 1);
        lay_out_sides(layout, list + above, n - above, x, depth + 1);
        return;
    }
    for (Side side = SIDE_LEFT; side <= SIDE_RIGHT; side++) {
        g_autoptr(GArray) part = g_array_sized_new(FALSE, FALSE, sizeof(guint), n);
        for (guint i = 0; i < n; i++)
            if (side_of(pdf_segment(layout->model, list[i])->box, x) == side)
                g_array_append_val(part, list[i]);
        lay_out(layout, &g_array_index(part, guint, 0), part->len, depth + 1);
    }
}

/* @list is sorted by height. Depth is bounded by MAX_DEPTH. */
static void lay_out(Layout *layout, const guint *list, guint n, guint depth)
{
    gboolean known = depth == 0 && known_gutter_serves(layout, list, n);
    float x = known ? layout->known_x : depth < MAX_DEPTH ? find_gutter(layout, list, n) : -1;
    if (depth == 0 && x >= 0 && !known && rate_gutter(layout, list, n, x) >= SURE_RATING)
        layout->known_x = x;
    if (x < 0) {
        add_region(layout, list, n);
        return;
    }
    gboolean sure = known || rate_gutter(layout, list, n, x) >= SURE_RATING;
    guint plain = 0; /* start of what is not in columns */
    for (guint i = 0; i < n;) {
        guint length = band_length(layout, list + i, n - i, x);
        if (length > 0 && (known || is_columns(layout, list + i, length, x, sure))) {
            if (i > plain)
                lay_out(layout, list + plain, i - plain, depth + 1);
            lay_out_sides(layout, list + i, length, x, depth);
            plain = i + length;
        }
        i += MAX(length, 1);
    }
    if (n > plain)
        lay_out(layout, list + plain, n - plain, plain == 0 ? MAX_DEPTH : depth + 1);
}

/* Where what is not part of the flow stands; text set upright or upside down is beside it. */
static AssayPlace aside_place(const PdfSegment *segment)
{
    if (segment->place != ASSAY_PLACE_CONTENT || !segment->rotated)
        return segment->place;
    return ASSAY_PLACE_MARGIN;
}

/* Segments that are not part of the flow: running heads, rotated text; one region each place, at
 * the page's end. */
static void add_aside(PdfModel *model, guint index)
{
    static const AssayPlace places[] = {ASSAY_PLACE_RUNNING_HEAD, ASSAY_PLACE_MARGIN,
                                        ASSAY_PLACE_HIDDEN, ASSAY_PLACE_DUPLICATE};
    const PdfPage *page = &g_array_index(model->pages, PdfPage, index);
    g_autofree guint *list = g_new(guint, page->n_segments);
    for (guint p = 0; p < G_N_ELEMENTS(places); p++) {
        guint first = model->rows->len, n = 0;
        for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++) {
            const PdfSegment *segment = pdf_segment(model, i);
            if (part_of(segment) == PART_ASIDE && aside_place(segment) == places[p])
                list[n++] = i;
        }
        pdf_segments_sort(model, list, n);
        pdf_region_add(model, index, list, n, FALSE);
        for (guint i = first; i < model->rows->len; i++)
            pdf_row(model, i)->place = places[p];
    }
}

/* The segments of page @p in the flow, with stand-ins for its given tables, into @flow, by height.
 * Returns: how many. */
static guint collect_flow(PdfModel *model, guint p, guint *flow)
{
    const PdfPage *page = &g_array_index(model->pages, PdfPage, p);
    guint n = 0;
    for (guint i = page->first_segment; i < page->first_segment + page->n_segments; i++) {
        if (part_of(pdf_segment(model, i)) == PART_FLOW)
            flow[n++] = i;
    }
    n += pdf_given_stand_ins(model, p, flow + n);
    pdf_segments_sort(model, flow, n);
    return n;
}

/* Lays out the flow of page @p. Returns: the gutter known then, or a negative number. */
static float lay_out_flow(PdfModel *model, guint p, float known_x)
{
    const PdfPage *page = &g_array_index(model->pages, PdfPage, p);
    Layout layout = {model, p, page->width, known_x};
    g_autofree guint *flow = g_new(guint,
                                   page->n_segments + model->given->len + PDF_MAX_WIDE_TABLES);
    guint n = collect_flow(model, p, flow);
    guint n_rows = model->rows->len, n_regions = model->regions->len;
    guint n_row_segments = model->row_segments->len;
    lay_out(&layout, flow, n, 0);
    if (pdf_wide_mark(model, p, flow, n, n_regions, layout.known_x) > 0) {
        g_array_set_size(model->rows, n_rows);
        g_array_set_size(model->regions, n_regions);
        g_array_set_size(model->row_segments, n_row_segments);
        layout.known_x = known_x;
        n = collect_flow(model, p, flow);
        lay_out(&layout, flow, n, 0);
    }
    return layout.known_x;
}

void pdf_layout(PdfModel *model)
{
    float known_x = -1;
    guint n_segments = model->segments->len; /* behind them: stand-ins, for a while */
    for (guint p = 0; p < model->pages->len; p++) {
        known_x = lay_out_flow(model, p, known_x);
        add_aside(model, p);
    }
    g_array_set_size(model->segments, n_segments);
}

/* columns.c: the columns of a run of lines (see run.h).
 *
 * Columns are upright strips that no word enters. A strip between two of them is a gutter only if
 * lines show it: in one line at least it is wider than the space between words, and in most. Where
 * cells nearly touch, the left edge that many cells share tells where a column begins. */
#include <math.h>
#include <stdlib.h>

#include "extract/pdf/run.h"
#include "extract/pdf/table.h"

/* In font sizes: words nearer than this are one piece; the least gutter, with strong evidence. */
#define WORD_GAP      0.4f
#define LEAST_GUTTER  0.12f
/* Words that begin at one place, in points. */
#define SAME_EDGE     1.0f
/* A head stands by itself where it is so far from the one before it, in font sizes. */
#define LONE_HEAD_GAP 3.0f
/* Lines at the top that may hide columns. */
#define MAX_HEADS     3u

/* Left edges that many cells share, from left to right. */
typedef struct {
    guint n;
    float x[PDF_MAX_COLUMNS];
} Edges;

/* How the lines with text on both sides of a gutter show it; in how many of them what is behind it
 * does not begin at one place. */
typedef struct {
    guint n_wide, n_tight, n_ragged;
} Evidence;

static void find_edges(const PdfModel *model, const PdfRun *run, Edges *edges)
{
    g_autoptr(GArray) lefts = g_array_new(FALSE, FALSE, sizeof(float));
    for (guint r = run->first; r < run->end; r++) {
        PdfSpans pieces;
        pdf_row_pieces(model, pdf_row(model, r), PDF_COLUMN_GAP, &pieces);
        for (guint i = 1; i < pieces.n; i++)
            g_array_append_val(lefts, pieces.spans[i].x0);
    }
    edges->n = 0;
    if (lefts->len == 0)
        return;
    float *x = &g_array_index(lefts, float, 0);
    qsort(x, lefts->len, sizeof *x, pdf_compare_floats);
    guint least = MAX(4, (run->end - run->first) / 4);
    for (guint i = 0, j; i < lefts->len && edges->n < PDF_MAX_COLUMNS; i = j) {
        for (j = i; j < lefts->len && x[j] - x[i] < SAME_EDGE; j++)
            ;
        if (j - i >= least)
            edges->x[edges->n++] = x[(i + j) / 2];
    }
}

static gboolean is_edge(const Edges *edges, float x)
{
    for (guint i = 0; i < edges->n; i++)
        if (fabsf(edges->x[i] - x) < SAME_EDGE)
            return TRUE;
    return FALSE;
}

/* The words of @row, together where they stand near and none begins at an edge. */
static void find_pieces(const PdfModel *model, const PdfRow *row, const Edges *edges,
                        PdfSpans *pieces)
{
    pieces->n = 0;
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        PdfBox box = word->box;
        PdfSpan *last = pieces->n > 0 ? &pieces->spans[pieces->n - 1] : NULL;
        float gap = last != NULL ? box.x0 - last->x1 : 1e6f;
        gboolean parted = gap > WORD_GAP * row->size ||
                          (gap > LEAST_GUTTER * row->size && is_edge(edges, box.x0));
        if (parted && pieces->n < PDF_MAX_COLUMNS)
            pieces->spans[pieces->n++] = (PdfSpan){box.x0, box.x1};
        else if (last != NULL)
            last->x1 = MAX(last->x1, box.x1);
    }
}

/* The strip that holds all of @piece; G_MAXUINT: it lies over several, or in none. */
static guint strip_of(const PdfSpans *strips, PdfSpan piece)
{
    for (guint i = 0; i < strips->n; i++)
        if (piece.x0 >= strips->spans[i].x0 - 0.01f && piece.x1 <= strips->spans[i].x1 + 0.01f)
            return i;
    return G_MAXUINT;
}

/* @evidence: of the gutter behind each strip. */
static void weigh(const PdfModel *model, const PdfRun *run, const Edges *edges,
                  const PdfSpans *strips, Evidence *evidence)
{
    for (guint i = 0; i < strips->n; i++)
        evidence[i] = (Evidence){0};
    for (guint r = run->first; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        PdfSpans pieces;
        find_pieces(model, row, edges, &pieces);
        guint last = G_MAXUINT;
        for (guint i = 0; i < pieces.n; i++) {
            guint strip = strip_of(strips, pieces.spans[i]);
            if (last != G_MAXUINT && strip == last + 1) {
                float gap = pieces.spans[i].x0 - pieces.spans[i - 1].x1;
                evidence[last].n_wide += gap >= PDF_PIECE_GAP * row->size;
                evidence[last].n_tight += gap < PDF_PIECE_GAP * row->size;
                evidence[last].n_ragged += pieces.spans[i].x0 - strips->spans[strip].x0 > SAME_EDGE;
            }
            last = strip;
        }
    }
}

static gboolean is_gutter(Evidence evidence, float width, float size)
{
    if (width < PDF_COLUMN_GAP * size)
        return evidence.n_wide >= 3 &&
               evidence.n_wide >= (evidence.n_ragged > 0 ? 3 : 1) * evidence.n_tight;
    return evidence.n_wide >= 1 && evidence.n_wide * 2 >= evidence.n_tight;
}

/* Joins strips that nothing shows to be two. Returns: whether any. */
static gboolean join_strips(const PdfModel *model, const PdfRun *run, const Edges *edges,
                            PdfSpans *strips)
{
    Evidence evidence[PDF_MAX_COLUMNS];
    weigh(model, run, edges, strips, evidence);
    float size = pdf_row(model, run->first)->size;
    guint kept = 0;
    for (guint i = 1; i < strips->n; i++) {
        PdfSpan *last = &strips->spans[kept];
        if (is_gutter(evidence[i - 1], strips->spans[i].x0 - last->x1, size))
            strips->spans[++kept] = strips->spans[i];
        else
            last->x1 = MAX(last->x1, strips->spans[i].x1);
    }
    gboolean joined = strips->n > 0 && kept + 1 < strips->n;
    strips->n = MIN(strips->n, kept + 1);
    return joined;
}

/* The first line that has a number behind its first piece, or the end of @run. */
static guint first_number(const PdfModel *model, const PdfRun *run)
{
    for (guint r = run->first; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 1; i < row->n_segments; i++) {
            const PdfSegment *segment = pdf_row_segment(model, row, i);
            AssaySlice text = pdf_word_text(model, pdf_word(model, segment->first_word));
            if (segment->n_words == 1 && pdf_word_value(text) == PDF_VALUE_NUMBER)
                return r;
        }
    }
    return run->end;
}

/* Sets @stands for each strip that a piece of @row has to itself, far from the pieces beside it: a
 * head over a column without text, such as one of drawn marks, but no word of a justified head. */
static void find_lone_heads(const PdfModel *model, const PdfRow *row, const PdfSpans *strips,
                            gboolean *stands)
{
    PdfSpans pieces;
    pdf_row_pieces(model, row, PDF_PIECE_GAP, &pieces);
    for (guint i = 1; i < pieces.n; i++) {
        guint strip = strip_of(strips, pieces.spans[i]);
        if (strip != G_MAXUINT &&
            pieces.spans[i].x0 - pieces.spans[i - 1].x1 > LONE_HEAD_GAP * row->size)
            stands[strip] = TRUE;
    }
}

/* Strips that only lines above the first number have are words of justified heads: they belong to
 * the strip before them. */
static void join_head_strips(const PdfModel *model, const PdfRun *run, const Edges *edges,
                             PdfSpans *strips)
{
    gboolean in_body[PDF_MAX_COLUMNS] = {FALSE};
    guint body = first_number(model, run), n_lines = run->end - body;
    if (n_lines < 3)
        return;
    for (guint r = body; r < run->end; r++) {
        PdfSpans pieces;
        find_pieces(model, pdf_row(model, r), edges, &pieces);
        for (guint i = 0; i < pieces.n; i++)
            for (guint j = 0; j < strips->n; j++)
                if (strips->spans[j].x0 < pieces.spans[i].x1 &&
                    pieces.spans[i].x0 < strips->spans[j].x1)
                    in_body[j] = TRUE;
    }
    for (guint r = run->first; r < body; r++)
        find_lone_heads(model, pdf_row(model, r), strips, in_body);
    guint kept = 0;
    for (guint i = 1; i < strips->n; i++) {
        if (in_body[i])
            strips->spans[++kept] = strips->spans[i];
        else
            strips->spans[kept].x1 = strips->spans[i].x1;
    }
    strips->n = MIN(strips->n, kept + 1);
}

static void find_columns(const PdfModel *model, const PdfRun *run, const Edges *edges, guint skip,
                         PdfSpans *columns)
{
    columns->n = 0;
    for (guint r = run->first + skip; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        PdfSpans pieces;
        find_pieces(model, row, edges, &pieces);
        for (guint i = 0; i < pieces.n; i++)
            pdf_spans_add(columns, pieces.spans[i], LEAST_GUTTER * row->size);
    }
    for (guint turn = 0; turn < 3 && join_strips(model, run, edges, columns); turn++)
        ;
    join_head_strips(model, run, edges, columns);
}

void pdf_run_columns(const PdfModel *model, const PdfRun *run, PdfSpans *columns)
{
    Edges edges;
    find_edges(model, run, &edges);
    find_columns(model, run, &edges, 0, columns);
    guint body = first_number(model, run) - run->first;
    for (guint n = 1; n <= MAX_HEADS + 1; n++) {
        PdfSpans below;
        guint skip = n <= MAX_HEADS ? n : body;
        if (run->end - run->first <= skip + 1)
            continue;
        find_columns(model, run, &edges, skip, &below);
        if (below.n > columns->n)
            *columns = below;
    }
}

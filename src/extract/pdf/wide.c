/* wide.c: tables that the columns of the page would cut (see layout.h).
 *
 * The columns of a table may look like columns of text. A page that was cut into several regions is
 * therefore looked at once more as one; where there is a table of short cells in it, which lies
 * over several regions, the table holds. */
#include "base/limits.h"
#include "extract/pdf/layout.h"
#include "extract/pdf/run.h"

/* How far behind a gutter the cells of a table in the column beside it may begin, in points. */
#define BESIDE_GUTTER 8.0f

static gboolean is_inside(PdfBox box, PdfBox of)
{
    float x = (box.x0 + box.x1) / 2, y = pdf_middle(box);
    return x >= of.x0 && x <= of.x1 && y >= of.y0 && y <= of.y1;
}

/* Appends the box of each table of short cells in three columns or more among rows @first..@end. */
static void find_tables(const PdfModel *model, guint first, guint end, GArray *boxes)
{
    for (guint i = first; i < end && boxes->len < PDF_MAX_WIDE_TABLES; i++) {
        PdfRun run;
        PdfSpans columns;
        if (!pdf_row_is_multi(model, pdf_row(model, i)) ||
            pdf_row_is_caption(model, pdf_row(model, i)))
            continue;
        pdf_run_grow(model, &run, first, i, end);
        pdf_run_columns(model, &run, &columns);
        if (columns.n >= 3 && run.n_multi >= 3 && pdf_run_is_table(model, &run, &columns)) {
            pdf_run_add_heads(model, &run, &columns, first);
            pdf_run_add_rows(model, &run, &columns, end);
            PdfBox box = pdf_row(model, run.first)->box;
            for (guint r = run.first; r < run.end; r++)
                box = pdf_box_join(box, pdf_row(model, r)->box);
            if (pdf_run_has_short_cells(model, &run, &columns) &&
                !pdf_run_repeats_heads(model, &run))
                g_array_append_val(boxes, box);
            first = run.end;
        }
        i = MAX(i, run.end - 1);
    }
}

/* Returns: (owned) of PdfBox. */
static GArray *find_boxes(PdfModel *model, guint page, const guint *list, guint n)
{
    GArray *boxes = g_array_new(FALSE, FALSE, sizeof(PdfBox));
    guint n_rows = model->rows->len, n_regions = model->regions->len;
    guint n_row_segments = model->row_segments->len;
    pdf_region_add(model, page, list, n, FALSE);
    find_tables(model, n_rows, model->rows->len, boxes);
    g_array_set_size(model->rows, n_rows);
    g_array_set_size(model->regions, n_regions);
    g_array_set_size(model->row_segments, n_row_segments);
    return boxes;
}

/* Rows of more than one region from @first_region on are in @box. */
static gboolean is_cut(const PdfModel *model, PdfBox box, guint first_region)
{
    guint found = G_MAXUINT;
    for (guint i = first_region; i < model->regions->len; i++) {
        const PdfRegion *region = pdf_region(model, i);
        for (guint r = region->first_row; r < region->first_row + region->n_rows; r++) {
            if (!is_inside(pdf_row(model, r)->box, box))
                continue;
            if (found != G_MAXUINT && found != i)
                return TRUE;
            found = i;
        }
    }
    return FALSE;
}

/* What is in @box stands in columns of the page: nothing lies over their gutter @x, and several
 * pieces begin right beside it. */
static gboolean keeps_gutter(const PdfModel *model, const guint *list, guint n, PdfBox box, float x)
{
    guint n_beside = 0;
    for (guint i = 0; x >= 0 && i < n; i++) {
        PdfBox piece = pdf_segment(model, list[i])->box;
        if (!is_inside(piece, box))
            continue;
        if (piece.x0 < x - 1 && piece.x1 > x + 1)
            return FALSE;
        n_beside += piece.x0 >= x - 1 && piece.x0 < x + BESIDE_GUTTER ? 1 : 0;
    }
    return n_beside >= 3;
}

guint pdf_wide_mark(PdfModel *model, guint page, const guint *list, guint n, guint first_region,
                    float gutter_x)
{
    if (model->regions->len < first_region + 2)
        return 0;
    guint n_marked = 0;
    g_autoptr(GArray) boxes = find_boxes(model, page, list, n);
    for (guint i = 0; i < boxes->len && model->given->len < ASSAY_LIMIT_GIVEN_TABLES; i++) {
        PdfGiven given = {page, g_array_index(boxes, PdfBox, i)};
        if (!is_cut(model, given.box, first_region) ||
            keeps_gutter(model, list, n, given.box, gutter_x))
            continue;
        g_array_append_val(model->given, given);
        for (guint j = 0; j < n; j++) {
            PdfSegment *segment = pdf_segment(model, list[j]);
            if (segment->given == 0 && is_inside(segment->box, given.box))
                segment->given = model->given->len;
        }
        n_marked++;
    }
    return n_marked;
}

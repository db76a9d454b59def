/* table_bands.c: which lines of a table make a row, where its geometry tells beyond doubt
 * (see table.h).
 *
 * Tables with one column of long texts and short cells beside it: either wider gaps part the
 * rows, and each has its short cells once; or the short cells stand at half the height of their
 * texts, from the first row to the last. Where neither holds throughout, nothing is said. */
#include <math.h>

#include "extract/pdf/table.h"

static gboolean has_text(const PdfLevel *level, guint widest)
{
    return (level->filled & ((guint64)1 << MIN(widest, 63))) != 0;
}

static gboolean has_others(const PdfLevel *level, guint widest)
{
    return (level->filled & ~((guint64)1 << MIN(widest, 63))) != 0;
}

/* Where a level stands: a short cell near a line of text stands on it. */
static float middle_of(const PdfLevel *level, guint widest)
{
    return has_text(level, widest) ? level->text_y : level->other_y;
}

static const PdfLevel *level_at(const GArray *levels, guint i)
{
    return &g_array_index(levels, PdfLevel, i);
}

/* The distance of two lines of one text: the least there is; 0 when there are fewer than two. */
static float find_leading(const GArray *levels, guint first, guint widest)
{
    float least = 0, last = 0;
    gboolean any = FALSE;
    for (guint i = first; i < levels->len; i++) {
        if (!has_text(level_at(levels, i), widest))
            continue;
        float y = level_at(levels, i)->text_y;
        if (any && y > last && (least <= 0 || y - last < least))
            least = y - last;
        last = y;
        any = TRUE;
    }
    return least;
}

static gboolean is_wide(float step, float leading)
{
    return step > 1.1f * leading + 0.5f || step <= 0;
}

/* The bands by wide gaps between the lines of text, from level @first on. FALSE: a band has its
 * other cells twice or not at all, though not the first behind a head, which may be a rest, or
 * there is only one band. */
static gboolean by_gaps(GArray *levels, guint first, guint widest, guint band, gboolean goes_on)
{
    float leading = find_leading(levels, first, widest), last = 0;
    if (leading <= 0)
        return FALSE;
    guint n_others = 0, start = band;
    gboolean any = FALSE, lone = FALSE; /* the rest of a row behind a head that is repeated */
    for (guint i = first; i < levels->len; i++) {
        PdfLevel *level = &g_array_index(levels, PdfLevel, i);
        gboolean text = has_text(level, widest);
        float y = middle_of(level, widest);
        /* Short cells alone behind the last text: a break took their text to the next page. */
        gboolean rest = !text && any && i + 1 == levels->len && y - last > 1.1f * leading;
        if (!text && !rest && (!any || y - last > 0.8f * leading))
            return FALSE; /* it may belong to either side */
        if (rest || (text && any && is_wide(y - last, leading))) {
            if (n_others != 1 && !(n_others == 0 && band == start && (goes_on || start > 0)))
                return FALSE;
            lone = lone || (n_others == 0 && !goes_on);
            n_others = 0;
            band++;
        }
        n_others += has_others(level, widest) ? 1 : 0;
        level->band = band;
        last = text ? y : last;
        any = any || text;
    }
    return n_others == 1 && band > start + (lone ? 2 : 0);
}

/* The end of the row that begins at @start and whose other cells stand at half its height: from
 * its first line to its last. Returns: the level behind it; 0: there is none. */
static guint middle_row_end(const GArray *levels, guint start, guint widest, float leading)
{
    guint cell = start;
    while (cell < levels->len && !has_others(level_at(levels, cell), widest))
        cell++;
    if (cell == levels->len)
        return 0;
    float top = level_at(levels, start)->text_y, y = middle_of(level_at(levels, cell), widest);
    float bottom = 2 * y - top, tolerance = 0.2f * leading;
    for (guint i = cell; i < levels->len; i++) {
        const PdfLevel *level = level_at(levels, i);
        float now = middle_of(level, widest);
        if (i > cell && (has_others(level, widest) || now > bottom + tolerance))
            break;
        if (has_text(level, widest) && fabsf(now - bottom) <= tolerance)
            return i + 1;
    }
    return 0;
}

/* What a break left of the last row, from level @start on: it has the row's short cells at most. */
static gboolean is_broken_row(const GArray *levels, guint start, guint widest)
{
    guint n_others = 0;
    for (guint i = start; i < levels->len; i++)
        n_others += has_others(level_at(levels, i), widest) ? 1 : 0;
    return n_others <= 1;
}

/* The bands when short cells stand in the middle throughout; but a break may cut the last row,
 * where enough tall rows are above it. */
static gboolean by_middles(GArray *levels, guint first, guint widest, guint band)
{
    float leading = find_leading(levels, first, widest);
    guint n_tall = 0; /* rows of two lines at least: others show nothing */
    for (guint i = first; i < levels->len; band++) {
        guint end = leading > 0 ? middle_row_end(levels, i, widest, leading) : 0;
        if (end == 0 && n_tall >= 3 && is_broken_row(levels, i, widest))
            end = levels->len;
        if (end == 0)
            return FALSE;
        n_tall += end > i + 1 ? 1 : 0;
        float last = -1e6f;
        for (; i < end; i++) {
            float y = level_at(levels, i)->text_y;
            gboolean text = has_text(level_at(levels, i), widest);
            if (text && last > -1e6f && is_wide(y - last, leading))
                return FALSE;
            last = text ? y : last;
            g_array_index(levels, PdfLevel, i).band = band;
        }
    }
    return n_tall > 0;
}

/* Every short cell stands on a line of text, and the first line has one. */
static gboolean tops_possible(const GArray *levels, guint first, guint widest)
{
    if (first >= levels->len || !has_others(level_at(levels, first), widest))
        return FALSE;
    for (guint i = first; i < levels->len; i++)
        if (!has_text(level_at(levels, i), widest))
            return FALSE;
    return TRUE;
}

guint pdf_table_bands(GArray *levels, guint head, guint widest, gboolean goes_on,
                      gboolean opens_rest)
{
    gboolean mixed = FALSE;
    for (guint i = head; i < levels->len; i++)
        mixed = mixed || level_at(levels, i)->filled == (guint64)1 << MIN(widest, 63);
    if (!mixed || levels->len - head < 3)
        return 0;
    for (guint i = 0; i < head; i++)
        g_array_index(levels, PdfLevel, i).band = 0;
    guint band = head > 0 ? 1 : 0;
    gboolean found = by_gaps(levels, head, widest, band, goes_on) ||
                     (!opens_rest && !tops_possible(levels, head, widest) &&
                      by_middles(levels, head, widest, band));
    return found ? level_at(levels, levels->len - 1)->band + 1 : 0;
}

/* span.h: a place in a source: bytes of a file, or a rectangle on a page. */
#ifndef ASSAY_BASE_SPAN_H
#define ASSAY_BASE_SPAN_H

#include <glib.h>

typedef enum { ASSAY_SPAN_NONE, ASSAY_SPAN_BYTES, ASSAY_SPAN_PAGE } AssaySpanKind;

/** AssaySpan: BYTES uses start_byte..end_byte (half open, offsets in the file as given);
 * PAGE uses page (from 1) and the rectangle in points, origin top left, x0 <= x1, y0 <= y1. */
typedef struct {
    AssaySpanKind kind;
    guint page;
    union {
        struct {
            gsize start_byte, end_byte;
        };
        struct {
            double x0_pt, y0_pt, x1_pt, y1_pt;
        };
    };
} AssaySpan;

static inline AssaySpan assay_span_bytes(gsize start_byte, gsize end_byte)
{
    return (AssaySpan){.kind = ASSAY_SPAN_BYTES, .start_byte = start_byte, .end_byte = end_byte};
}

static inline AssaySpan assay_span_page(guint page, double x0, double y0, double x1, double y1)
{
    return (AssaySpan){
        .kind = ASSAY_SPAN_PAGE, .page = page, .x0_pt = x0, .y0_pt = y0, .x1_pt = x1, .y1_pt = y1};
}

/** assay_span_join: the smallest span over both; on two pages, the part on the earlier page.
 * NONE joined with x is x; kinds are never mixed within a document. */
AssaySpan assay_span_join(AssaySpan a, AssaySpan b);

/** assay_span_format: `bytes 120-131` or `page 1 72.0,96.5 310.2,108.0` (src/record/README.md); one
 * decimal, no locale; NONE gives "". Returns: (owned). */
char *assay_span_format(const AssaySpan *span);

/** assay_span_parse: the inverse. Returns: FALSE (with @ret_span untouched) if @text is neither. */
gboolean assay_span_parse(const char *text, AssaySpan *ret_span);

#endif

/* span.c: see span.h. */
#include "base/span.h"

#include <stdlib.h>
#include <string.h>

AssaySpan assay_span_join(AssaySpan a, AssaySpan b)
{
    if (a.kind == ASSAY_SPAN_NONE)
        return b;
    if (b.kind == ASSAY_SPAN_NONE || a.kind != b.kind)
        return a;
    if (a.kind == ASSAY_SPAN_BYTES)
        return assay_span_bytes(MIN(a.start_byte, b.start_byte), MAX(a.end_byte, b.end_byte));
    if (a.page != b.page)
        return a.page < b.page ? a : b;
    return assay_span_page(a.page, MIN(a.x0_pt, b.x0_pt), MIN(a.y0_pt, b.y0_pt),
                           MAX(a.x1_pt, b.x1_pt), MAX(a.y1_pt, b.y1_pt));
}

static void append_pt(GString *out, double value_pt)
{
    /* One decimal by integer arithmetic: no locale, and -0.0 prints as 0.0. */
    gint64 tenths = (gint64)(value_pt < 0 ? value_pt * 10 - 0.5 : value_pt * 10 + 0.5);
    guint64 size = tenths < 0 ? (guint64)-tenths : (guint64)tenths;
    g_string_append_printf(out, "%s%" G_GUINT64_FORMAT ".%u", tenths < 0 ? "-" : "", size / 10,
                           (guint)(size % 10));
}

char *assay_span_format(const AssaySpan *span)
{
    if (span->kind == ASSAY_SPAN_NONE)
        return g_strdup("");
    if (span->kind == ASSAY_SPAN_BYTES)
        return g_strdup_printf("bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT, span->start_byte,
                               span->end_byte);
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "page %u ", span->page);
    append_pt(out, span->x0_pt);
    g_string_append_c(out, ',');
    append_pt(out, span->y0_pt);
    g_string_append_c(out, ' ');
    append_pt(out, span->x1_pt);
    g_string_append_c(out, ',');
    append_pt(out, span->y1_pt);
    return g_string_free(out, FALSE);
}

static gboolean parse_number(const char **text, char after, double *ret_value)
{
    char *end = NULL;
    *ret_value = g_ascii_strtod(*text, &end);
    if (end == *text || *end != after)
        return FALSE;
    *text = after == '\0' ? end : end + 1;
    return TRUE;
}

gboolean assay_span_parse(const char *text, AssaySpan *ret_span)
{
    if (g_str_has_prefix(text, "bytes ")) {
        char *end = NULL;
        guint64 start_byte = g_ascii_strtoull(text + 6, &end, 10);
        if (end == text + 6 || *end != '-')
            return FALSE;
        const char *second = end + 1;
        guint64 end_byte = g_ascii_strtoull(second, &end, 10);
        if (end == second || *end != '\0')
            return FALSE;
        *ret_span = assay_span_bytes((gsize)start_byte, (gsize)end_byte);
        return TRUE;
    }
    if (!g_str_has_prefix(text, "page "))
        return FALSE;
    const char *at = text + 5;
    double page = 0, x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    if (!parse_number(&at, ' ', &page) || !parse_number(&at, ',', &x0) ||
        !parse_number(&at, ' ', &y0) || !parse_number(&at, ',', &x1) ||
        !parse_number(&at, '\0', &y1) || page < 1 || page > G_MAXINT)
        return FALSE;
    *ret_span = assay_span_page((guint)page, x0, y0, x1, y1);
    return TRUE;
}

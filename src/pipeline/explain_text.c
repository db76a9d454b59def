/* explain_text.c: an explanation as a rule author reads it. See explain.h. */
#include "pipeline/explain.h"

#include <string.h>

/* Enough to judge by, not so much that it scrolls away. */
#define CONTEXT_BYTES 40u
#define SHOWN_BYTES   240u
#define MAX_OTHERS    6u

/* A layout in progress: text and how to set it off. */
typedef struct {
    GString *text;
    const char *bold, *dim, *mark, *warn, *plain; /* escape sequences, "" without colour */
    const char *mark_start, *mark_end;            /* around a value where colour cannot show it */
} Sheet;

static Sheet new_sheet(gboolean colour)
{
    if (colour)
        return (Sheet){g_string_new(NULL), "\033[1m", "\033[2m", "\033[32m",
                       "\033[33m",         "\033[0m", "",        ""};
    return (Sheet){g_string_new(NULL), "", "", "", "", "", "\u00bb", "\u00ab"};
}

/* Text on one line, at most SHOWN_BYTES of it, safe for a terminal whatever the source holds. */
static void append_shown(Sheet *sheet, const char *text, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)MIN(length, SHOWN_BYTES));
    for (const char *c = valid; *c != '\0'; c = assay_utf8_next(c)) {
        gunichar character = g_utf8_get_char(c);
        if (character == '\n')
            g_string_append(sheet->text, "\u23ce");
        else if (character < 0x20 || (character >= 0x7f && character < 0xa0))
            g_string_append_c(sheet->text, ' ');
        else
            g_string_append_unichar(sheet->text, character);
    }
    if (length > SHOWN_BYTES)
        g_string_append(sheet->text, " \u2026");
}

/* The source around a value: only where the source's bytes are the text, not for PDF or UTF-16. */
static gboolean append_source(Sheet *sheet, const AssayExplanation *explanation,
                              const AssaySpan *span)
{
    const char *charset = explanation->document->charset;
    gsize size = explanation->size;
    if (span->kind != ASSAY_SPAN_BYTES || charset == NULL || strcmp(charset, "utf-8") != 0 ||
        span->start_byte > span->end_byte || span->end_byte > size)
        return FALSE;
    const char *bytes = (const char *)explanation->bytes;
    gsize start = span->start_byte - MIN(span->start_byte, CONTEXT_BYTES);
    gsize end = MIN(span->end_byte + CONTEXT_BYTES, size);
    while (start < span->start_byte && ((guchar)bytes[start] & 0xc0) == 0x80)
        start++;
    while (end > span->end_byte && end < size && ((guchar)bytes[end] & 0xc0) == 0x80)
        end--;
    g_string_append_printf(sheet->text, "      %s", sheet->dim);
    append_shown(sheet, bytes + start, span->start_byte - start);
    g_string_append_printf(sheet->text, "%s%s%s", sheet->plain, sheet->mark, sheet->mark_start);
    append_shown(sheet, bytes + span->start_byte, span->end_byte - span->start_byte);
    g_string_append_printf(sheet->text, "%s%s%s", sheet->mark_end, sheet->plain, sheet->dim);
    append_shown(sheet, bytes + span->end_byte, end - span->end_byte);
    g_string_append_printf(sheet->text, "%s\n", sheet->plain);
    return TRUE;
}

static void append_place(Sheet *sheet, const char *rule, const AssayTraceEntry *entry,
                         const AssaySpan *span)
{
    g_autofree char *at = assay_span_format(span);
    g_string_append_printf(sheet->text, "%s", rule);
    if (entry != NULL)
        g_string_append_printf(sheet->text, "  %s%s:%u%s", sheet->dim, entry->file, entry->line,
                               sheet->plain);
    if (*at != '\0')
        g_string_append_printf(sheet->text, "  %s%s%s", sheet->dim, at, sheet->plain);
}

static void append_value(Sheet *sheet, const AssayExplanation *explanation,
                         const AssayExplainValue *value)
{
    const AssayFinding *best = g_ptr_array_index(value->findings, 0);
    g_string_append_printf(sheet->text, "%s%s%s = %s", sheet->bold, value->path, sheet->plain,
                           sheet->mark);
    append_shown(sheet, best->value, strlen(best->value));
    g_string_append_printf(sheet->text, "%s%s\n    by ", sheet->plain,
                           best->cut ? "  (cut by the source)" : "");
    append_place(sheet, best->rule, assay_explanation_entry(explanation, best), &best->span);
    g_string_append_c(sheet->text, '\n');
    if (!append_source(sheet, explanation, &best->span) && best->raw != NULL) {
        g_string_append(sheet->text, "      from ");
        append_shown(sheet, best->raw, strlen(best->raw));
        g_string_append_c(sheet->text, '\n');
    }
    for (guint i = 1; i < value->findings->len; i++) {
        const AssayFinding *other = g_ptr_array_index(value->findings, i);
        gboolean agrees = strcmp(other->value, best->value) == 0;
        g_string_append_printf(sheet->text, "    %s%s%s ", agrees ? "" : sheet->warn,
                               agrees ? "agrees:" : "lost, later in the rule set:", sheet->plain);
        append_place(sheet, other->rule, assay_explanation_entry(explanation, other), &other->span);
        if (!agrees) {
            g_string_append(sheet->text, "  ");
            append_shown(sheet, other->value, strlen(other->value));
        }
        g_string_append_c(sheet->text, '\n');
    }
}

static void append_other(Sheet *sheet, const AssayTraceEntry *entry)
{
    g_string_append_printf(sheet->text, "    %s%s%s%s%s: ", sheet->warn,
                           assay_explanation_outcome(entry), entry->why != NULL ? ", " : "",
                           entry->why != NULL ? entry->why : "", sheet->plain);
    append_place(sheet, entry->rule, entry, &entry->span);
    g_string_append_printf(sheet->text, "\n      looked at %s",
                           entry->where != NULL ? entry->where : "");
    if (entry->text != NULL) {
        g_string_append(sheet->text, ": ");
        append_shown(sheet, entry->text, strlen(entry->text));
    }
    g_string_append_c(sheet->text, '\n');
}

/* What gave nothing. For a value that is there, places that hold nothing are no news. */
static void append_others(Sheet *sheet, const AssayExplainPlace *place)
{
    guint n_shown = 0, n_left = 0;
    for (guint i = 0; i < place->others->len; i++) {
        const AssayTraceEntry *entry = g_ptr_array_index(place->others, i);
        if (place->instances->len > 0 && entry->outcome == ASSAY_TRACE_NOTHING)
            continue;
        if (n_shown == MAX_OTHERS) {
            n_left++;
            continue;
        }
        append_other(sheet, entry);
        n_shown++;
    }
    if (n_left > 0)
        g_string_append_printf(sheet->text, "    … and %u more\n", n_left);
}

static void append_head(Sheet *sheet, const AssayExplanation *explanation)
{
    const AssayCapture *capture = explanation->capture;
    g_string_append_printf(sheet->text, "%s%s%s  profile %s, style %s, %s%s\n", sheet->bold,
                           explanation->uri, sheet->plain, capture->profile, capture->style,
                           capture->media, capture->cut ? ", cut off before its end" : "");
    for (guint i = 0; i < capture->defects->len; i++) {
        const AssayCaptureDefect *defect = &g_array_index(capture->defects, AssayCaptureDefect, i);
        g_string_append_printf(sheet->text, "%sdefect%s %s: %s\n", sheet->warn, sheet->plain,
                               defect->id, defect->message);
    }
}

static gboolean same_others(const AssayExplainPlace *a, const AssayExplainPlace *b)
{
    return a->others->len == b->others->len &&
           (a->others->len == 0 ||
            memcmp(a->others->pdata, b->others->pdata, a->others->len * sizeof(gpointer)) == 0);
}

/* Absent places for which the same was tried stand together: what one rule sets.
 * Returns: how many there are from place @first on. */
static guint append_absent(Sheet *sheet, const AssayExplanation *explanation, guint first)
{
    const AssayExplainPlace *place = g_ptr_array_index(explanation->places, first);
    guint n = 0;
    for (; first + n < explanation->places->len; n++) {
        const AssayExplainPlace *next = g_ptr_array_index(explanation->places, first + n);
        if (!same_others(place, next))
            break;
        g_string_append_printf(sheet->text, "%s%s%s%s", n > 0 ? ", " : "", sheet->bold,
                               next->target, sheet->plain);
    }
    g_string_append(sheet->text, n == 1 ? " is absent\n" : " are absent\n");
    append_others(sheet, place);
    return n;
}

char *assay_explain_text(const AssayExplanation *explanation, gboolean colour)
{
    Sheet sheet = new_sheet(colour);
    append_head(&sheet, explanation);
    for (guint i = 0; i < explanation->places->len;) {
        const AssayExplainPlace *place = g_ptr_array_index(explanation->places, i);
        g_string_append_c(sheet.text, '\n');
        if (place->instances->len == 0) { /* found ones come first: the rest is absent too */
            i += append_absent(&sheet, explanation, i);
            continue;
        }
        for (guint j = 0; j < place->instances->len; j++)
            append_value(&sheet, explanation, g_ptr_array_index(place->instances, j));
        append_others(&sheet, place);
        i++;
    }
    return g_string_free(sheet.text, FALSE);
}

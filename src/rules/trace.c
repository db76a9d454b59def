/* trace.c: see trace.h, and AssayTrace in rules.h. */
#include "rules/trace.h"

#include <string.h>

#define SHOWN_BYTES 200u

AssayTrace *assay_trace_new(void)
{
    AssayTrace *trace = g_new0(AssayTrace, 1);
    trace->arena = assay_arena_new();
    trace->entries = g_array_new(FALSE, TRUE, sizeof(AssayTraceEntry));
    return trace;
}

void assay_trace_free(AssayTrace *trace)
{
    if (trace == NULL)
        return;
    g_array_unref(trace->entries);
    assay_arena_free(trace->arena);
    g_free(trace);
}

static AssayTraceEntry entry_of(AssayTrace *trace, const AssayRule *rule, const AssayFrom *from)
{
    /* Copied, since a trace may outlive the rule set. */
    return (AssayTraceEntry){.rule = assay_arena_strdup(trace->arena, rule->id),
                             .file = assay_arena_strdup(trace->arena, rule->file),
                             .line = rule->line,
                             .where = assay_arena_strdup(trace->arena, from->where),
                             .targets = assay_arena_strdup(trace->arena, rule->targets)};
}

static gsize shown_length(AssaySlice text)
{
    if (text.length <= SHOWN_BYTES)
        return text.length;
    gsize length = SHOWN_BYTES;
    while (length > 0 && ((guchar)text.data[length] & 0xC0) == 0x80)
        length--;
    return length;
}

void assay_trace_candidate(AssayTrace *trace, const AssayRule *rule, const AssayFrom *from,
                           const AssayMatch *match, const AssayCandidate *candidate,
                           const AssayDocument *document, AssayTraceOutcome outcome,
                           const char *why)
{
    if (trace == NULL)
        return;
    AssayTraceEntry entry = entry_of(trace, rule, from);
    if (match != NULL) {
        entry.rule = assay_arena_strdup(trace->arena, match->evidence);
        entry.line = match->line;
    }
    entry.text = assay_arena_strndup(trace->arena, candidate->text.data,
                                     shown_length(candidate->text));
    entry.span = assay_candidate_span(candidate, document, 0, candidate->text.length);
    entry.outcome = outcome;
    entry.why = assay_arena_strdup(trace->arena, why);
    g_array_append_val(trace->entries, entry);
}

void assay_trace_nothing(AssayTrace *trace, const AssayRule *rule, const AssayFrom *from,
                         const char *why)
{
    if (trace == NULL)
        return;
    AssayTraceEntry entry = entry_of(trace, rule, from);
    entry.outcome = ASSAY_TRACE_NOTHING;
    entry.why = assay_arena_strdup(trace->arena, why);
    g_array_append_val(trace->entries, entry);
}

/* apply.c: all rules of a set over one document: candidates in turn, findings, defects, trace.
 *
 * A rule without `repeat` takes the first candidate that fits. Of the rules that repeat one target
 * the first that finds anything has it; rules that look into instances (instance.h) add to what it
 * found. Everything is bounded by base/limits.h. */
#include <string.h>

#include "base/limits.h"
#include "rules/instance.h"
#include "rules/trace.h"

/* After so many matches given up in one document a rule is not asked any more: each may cost the
 * full limit. */
#define MAX_GIVEN_UP 4u
/* Candidates of one rule in a trace that did not match, or came late. */
#define MAX_TRACED   500u

typedef struct {
    const AssayRuleSet *set;
    AssayView *view;
    AssayCapture *capture;
    AssayTrace *trace;
    AssayAttempt attempt;
    AssayCandidates walk;
    guint style;
    GHashTable *repeats;       /* targets that a rule has found instances of */
    GArray *at_end;            /* of guint: findings that are whole only if the capture is */
    AssayInstances *instances; /* those that a rule may look into */
    /* Of the rule being applied: */
    const AssayRule *rule;
    guint n_instances, n_findings, n_given_up, n_traced;
    gboolean done;    /* takes no more candidates; they are only traced */
    gboolean full;    /* findings-limit */
    const char *late; /* why it takes no more */
    GHashTable *seen; /* keys of instances of a `unique` rule, or NULL */
    gboolean keeps;   /* its instances are looked into later */
    const AssayCandidate *candidate;
    const AssayInstance *instance; /* looked into, or NULL */
} Apply;

static void add_defect(Apply *run, const char *id, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void add_defect(Apply *run, const char *id, const char *format, ...)
{
    if (run->capture->defects->len >= ASSAY_LIMIT_DEFECTS)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    AssayCaptureDefect defect = {.id = id};
    defect.message = assay_arena_strdup(run->capture->arena, message);
    g_array_append_val(run->capture->defects, defect);
}

/* A copy of an earlier instance, by its values; only asked of rules with unique="yes". */
static gboolean is_copy(Apply *run, const AssayAttempt *attempt)
{
    g_autoptr(GString) key = g_string_new(NULL);
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        g_string_append_printf(key, "%s\n%s\n", taken->setting->target, taken->value);
    }
    if (run->seen == NULL)
        run->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return !g_hash_table_add(run->seen, g_strdup(key->str));
}

static const char *path_of(Apply *run, const AssaySetting *setting)
{
    if (run->rule->repeat == NULL)
        return setting->path;
    guint number = run->instance == NULL ? run->n_instances : assay_instance_number(run->instance);
    g_autofree char *path = g_strdup_printf("%s[%u]%s", run->rule->repeat, number, setting->tail);
    return assay_arena_strdup(run->capture->arena, path);
}

/* An AssayMatchSink: findings of one match that took. */
static gboolean add_findings(const AssayMatch *match, const AssayAttempt *attempt,
                             gpointer user_data)
{
    Apply *run = user_data;
    if (run->rule->unique && is_copy(run, attempt))
        return TRUE;
    if (run->n_findings + attempt->taken->len > ASSAY_LIMIT_FINDINGS_PER_RULE) {
        run->full = TRUE;
        add_defect(run, "findings-limit", "rule %s: findings beyond %u were left out",
                   run->rule->id, ASSAY_LIMIT_FINDINGS_PER_RULE);
        return FALSE;
    }
    run->n_instances++;
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        if (run->instance != NULL && assay_instance_has(run->instance, taken->setting->tail))
            continue;
        AssayFinding finding = {.path = path_of(run, taken->setting),
                                .value = taken->value,
                                .raw = taken->raw,
                                .rule = match->evidence,
                                .span = taken->span,
                                .rank = run->rule->rank,
                                .cut = taken->cut};
        if (taken->at_end)
            g_array_append_val(run->at_end, run->capture->findings->len);
        g_array_append_val(run->capture->findings, finding);
        run->n_findings++;
    }
    if (run->keeps)
        assay_instances_add(run->instances, run->rule->repeat, run->n_instances, run->candidate,
                            attempt);
    return TRUE;
}

static void note_given_up(Apply *run)
{
    if (run->n_given_up++ == 0)
        add_defect(run, "pattern-limit",
                   "rule %s: its pattern needs too long here and was given up", run->rule->id);
    run->full = run->full || run->n_given_up >= MAX_GIVEN_UP;
}

static AssayAttemptOutcome try_candidate(Apply *run, const AssayFrom *from,
                                         const AssayCandidate *candidate)
{
    static const AssayTraceOutcome traced[] = {[ASSAY_ATTEMPT_NO_MATCH] = ASSAY_TRACE_NO_MATCH,
                                               [ASSAY_ATTEMPT_REFUSED] = ASSAY_TRACE_REFUSED,
                                               [ASSAY_ATTEMPT_TOOK] = ASSAY_TRACE_TOOK,
                                               [ASSAY_ATTEMPT_LIMIT] = ASSAY_TRACE_REFUSED};
    const AssayMatch *match = NULL;
    run->candidate = candidate;
    AssayAttemptOutcome outcome = assay_rule_try(run->rule, candidate, &run->attempt,
                                                 run->done ? NULL : add_findings, run, &match);
    AssayTraceOutcome shown = traced[outcome];
    const char *why = run->attempt.why;
    if (outcome == ASSAY_ATTEMPT_LIMIT) {
        note_given_up(run);
        why = "the pattern hit its limit";
    } else if (outcome == ASSAY_ATTEMPT_TOOK && run->done) {
        shown = ASSAY_TRACE_LATE;
        why = run->late;
    } else if (outcome == ASSAY_ATTEMPT_TOOK && run->rule->repeat == NULL) {
        run->done = TRUE;
        run->late = "an earlier candidate of the rule fits";
    }
    if (outcome == ASSAY_ATTEMPT_NO_MATCH)
        why = NULL;
    if (shown == ASSAY_TRACE_TOOK || run->n_traced++ < MAX_TRACED)
        assay_trace_candidate(run->trace, run->rule, from, match, candidate, run->view->document,
                              shown, why);
    return outcome;
}

static char *why_nothing(const Apply *run, const AssayFrom *from)
{
    if (from->sections != 0 && !assay_view_has_section(run->view, from->sections))
        return g_strdup_printf("the document has no section %s", from->section_names);
    if (run->walk.n_skipped > 0)
        return g_strdup_printf("%u tables, none with these columns", run->walk.n_skipped);
    return g_strdup("there is none");
}

static void apply_from(Apply *run, const AssayFrom *from)
{
    if (from->styles != 0 &&
        (run->style >= run->set->n_styles || (from->styles >> run->style & 1) == 0)) {
        if (run->trace != NULL) {
            g_autofree char *why = g_strdup_printf("only for style %s", from->style_names);
            assay_trace_nothing(run->trace, run->rule, from, why);
        }
        return;
    }
    AssayCandidate candidate;
    gboolean any = FALSE;
    assay_candidates_start(&run->walk, run->view, from);
    if (run->trace == NULL && !from->first) /* a trace shows what did not match, too */
        assay_candidates_sift(&run->walk, run->rule);
    while (!run->full && (!run->done || (run->trace != NULL && run->n_traced < MAX_TRACED)) &&
           assay_candidates_next(&run->walk, &candidate)) {
        any = TRUE;
        try_candidate(run, from, &candidate);
        if (from->first)
            break;
    }
    if (!any && run->trace != NULL && !run->full) {
        g_autofree char *why = why_nothing(run, from);
        assay_trace_nothing(run->trace, run->rule, from, why);
    }
}

/* What was taken is marked only now: the attempt's places are in the text as it was. */
static void apply_to_instances(Apply *run, const AssayFrom *from)
{
    const GPtrArray *list = assay_instances_of(run->instances, run->rule->repeat);
    for (guint i = 0; list != NULL && i < list->len && !run->full; i++) {
        AssayInstance *instance = g_ptr_array_index(list, i);
        AssayCandidate candidate = assay_instance_candidate(instance);
        run->instance = instance;
        if (try_candidate(run, from, &candidate) == ASSAY_ATTEMPT_TOOK)
            assay_instance_take(instance, &run->attempt);
    }
    run->instance = NULL;
    if (list == NULL && run->trace != NULL)
        assay_trace_nothing(run->trace, run->rule, from, "there is none");
}

/* Does a rule look into the instances that @rule makes? */
static gboolean is_looked_into(const AssayRuleSet *set, const AssayRule *rule)
{
    for (guint i = rule->rank + 1; rule->repeat != NULL && i < set->rules->len; i++) {
        const AssayRule *later = &g_array_index(set->rules, AssayRule, i);
        if (later->adds && strcmp(later->repeat, rule->repeat) == 0)
            return TRUE;
    }
    return FALSE;
}

static void apply_rule(Apply *run, const AssayRule *rule)
{
    run->rule = rule;
    run->n_instances = run->n_findings = run->n_given_up = run->n_traced = 0;
    run->full = FALSE;
    run->done = FALSE;
    if (rule->adds) {
        apply_to_instances(run, &rule->froms[0]);
        return;
    }
    run->keeps = is_looked_into(run->set, rule);
    run->done = rule->repeat != NULL && g_hash_table_contains(run->repeats, rule->repeat);
    run->late = "an earlier rule has the target";
    for (guint i = 0; i < rule->n_froms && !run->full; i++)
        if (!run->done || run->trace != NULL)
            apply_from(run, &rule->froms[i]);
    run->keeps = FALSE;
    if (rule->repeat != NULL && run->n_instances > 0)
        g_hash_table_add(run->repeats, (gpointer)(gsize)rule->repeat);
    g_clear_pointer(&run->seen, g_hash_table_unref);
}

static gboolean lacks_section(const Apply *run, const char *name)
{
    for (guint i = 0; i < run->set->n_sections; i++)
        if (strcmp(run->set->sections[i], name) == 0)
            return !assay_view_has_section(run->view, G_GUINT64_CONSTANT(1) << i);
    return TRUE;
}

/* The text breaks off in @section, and in nothing that a rule took. */
static gboolean breaks_off_in(const Apply *run, const char *section)
{
    const AssayView *view = run->view;
    if (view->entries->len == 0 || run->at_end->len > 0 || run->attempt.met_whole)
        return FALSE;
    const AssayViewEntry *last = &g_array_index(view->entries, AssayViewEntry,
                                                view->entries->len - 1);
    return assay_document_block(view->document, last->block)->open_end &&
           last->section < run->set->n_sections &&
           strcmp(run->set->sections[last->section], section) == 0;
}

/* The capture is cut if it stops in a value, or if the value or the section that ends a complete
 * one is missing or cut itself. */
static void judge_end(Apply *run)
{
    const AssayStyle *style = run->style < run->set->n_styles ? &run->set->styles[run->style]
                                                              : NULL;
    run->capture->cut = run->attempt.met_end;
    if (style != NULL && style->last_section != NULL &&
        (lacks_section(run, style->last_section) || breaks_off_in(run, style->last_section)))
        run->capture->cut = TRUE;
    const char *last = style != NULL ? style->last : NULL;
    if (last == NULL)
        return;
    gboolean complete = FALSE;
    for (guint i = 0; i < run->capture->findings->len && !complete; i++) {
        const AssayFinding *finding = &g_array_index(run->capture->findings, AssayFinding, i);
        complete = !finding->cut && assay_path_equal(finding->path, last);
    }
    run->capture->cut = run->capture->cut || !complete;
}

void assay_rule_set_apply(const AssayRuleSet *set, const AssayDocument *document,
                          const char *input_url, AssayCapture *capture, AssayTrace *trace)
{
    AssaySlice text = {document->text->str, document->text->len};
    g_autoptr(AssayMatcher) matcher = assay_matcher_new(set->n_groups);
    g_autoptr(AssayInstances) instances = assay_instances_new();
    Apply run = {.set = set, .capture = capture, .trace = trace, .instances = instances};
    run.style = assay_rule_set_style(set, capture->style);
    if (!assay_text_is_valid(text)) {
        add_defect(&run, "text-invalid", "the text is not UTF-8; no rule was applied");
        return;
    }
    g_autoptr(AssayView) view = assay_view_new(set, run.style, document, input_url, matcher);
    run.view = view;
    run.repeats = g_hash_table_new(g_str_hash, g_str_equal);
    run.at_end = g_array_new(FALSE, FALSE, sizeof(guint));
    assay_candidates_init(&run.walk);
    run.attempt = (AssayAttempt){.document = document, .matcher = matcher};
    run.attempt.arena = capture->arena;
    run.attempt.taken = g_array_new(FALSE, TRUE, sizeof(AssayTaken));
    for (guint i = 0; i < set->rules->len; i++)
        apply_rule(&run, &g_array_index(set->rules, AssayRule, i));
    assay_candidates_clear(&run.walk);
    g_array_unref(run.attempt.taken);
    g_hash_table_unref(run.repeats);
    assay_rule_set_mark_cuts(set, capture, matcher);
    judge_end(&run);
    for (guint i = 0; capture->cut && i < run.at_end->len; i++) {
        guint index = g_array_index(run.at_end, guint, i);
        g_array_index(capture->findings, AssayFinding, index).cut = TRUE;
    }
    g_array_unref(run.at_end);
}

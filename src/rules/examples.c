/* examples.c: the examples of rules, run: `assay rules test`. A rule is tested by itself, on the
 * text of a candidate: sections, labels and layout are for cases with whole captures. */
#include <string.h>

#include "rules/complaint.h"
#include "rules/match.h"

/** What an example's text gave: instances in order, each a list of paths and values. */
typedef struct {
    guint instance; /* from 1 */
    const char *target, *value;
} Given;

typedef struct {
    GArray *given; /* of Given */
    guint n_instances;
} Gathered;

static gboolean gather(const AssayMatch *match, const AssayAttempt *attempt, gpointer user_data)
{
    (void)match;
    Gathered *gathered = user_data;
    gathered->n_instances++;
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        Given given = {gathered->n_instances, taken->setting->target, taken->value};
        g_array_append_val(gathered->given, given);
    }
    return TRUE;
}

static const char *value_given(const Gathered *gathered, const AssayExamplePart *part)
{
    for (guint i = 0; i < gathered->given->len; i++) {
        const Given *given = &g_array_index(gathered->given, Given, i);
        if (given->instance == part->instance && strcmp(given->target, part->name) == 0)
            return given->value;
    }
    return NULL;
}

/* The text an example stands for: as written, or a row's cells in the order of the columns. */
static char *text_of(const AssayRule *rule, const AssayFrom *from, const AssayExample *example,
                     GPtrArray *complaints)
{
    if (example->text != NULL)
        return g_strdup(example->text);
    GString *text = g_string_new(NULL);
    guint n_used = 0;
    for (guint i = 0; i < from->n_fields; i++) {
        if (i > 0)
            g_string_append_c(text, '\t');
        for (guint j = 0; j < example->n_groups; j++)
            if (strcmp(example->groups[j].name, from->fields[i]) == 0) {
                g_string_append(text, example->groups[j].text);
                n_used++;
            }
    }
    if (n_used < example->n_groups)
        assay_complain(complaints, rule->file, example->line,
                       "rule %s: a <group> of the example is no column of the rule", rule->id);
    return g_string_free(text, FALSE);
}

/* The `from` an example is for: the first with columns or pairs if it has groups or a tab. */
static const AssayFrom *from_of(const AssayRule *rule, const AssayExample *example)
{
    gboolean wants_fields = example->n_groups > 0 ||
                            (example->text != NULL && strchr(example->text, '\t') != NULL);
    for (guint i = 0; i < rule->n_froms; i++) {
        AssayFromKind kind = rule->froms[i].kind;
        gboolean has_fields = kind == ASSAY_FROM_COLUMNS || kind == ASSAY_FROM_PAIRS;
        if (has_fields == wants_fields)
            return &rule->froms[i];
    }
    return &rule->froms[0];
}

static void check_gives(const AssayRule *rule, const AssayExample *example,
                        const Gathered *gathered, const AssayAttempt *attempt,
                        GPtrArray *complaints)
{
    for (guint i = 0; i < example->n_gives; i++) {
        const AssayExamplePart *part = &example->gives[i];
        const char *value = value_given(gathered, part);
        if (value == NULL && part->text[0] == '\0')
            continue;
        if (value == NULL)
            assay_complain(complaints, rule->file, part->line,
                           "rule %s: the example gives nothing for %s, not \"%s\"%s%s", rule->id,
                           part->name, part->text, attempt->why == NULL ? "" : ": ",
                           attempt->why == NULL ? "" : attempt->why);
        else if (strcmp(value, part->text) != 0)
            assay_complain(complaints, rule->file, part->line,
                           "rule %s: the example gives \"%s\" for %s, not \"%s\"", rule->id, value,
                           part->name, part->text);
    }
}

static void run_example(const AssayRule *rule, const AssayExample *example, AssayAttempt *attempt,
                        GPtrArray *complaints)
{
    AssayCandidates walk;
    AssayCandidate candidate;
    const AssayMatch *match = NULL;
    const AssayFrom *from = from_of(rule, example);
    Gathered gathered = {g_array_new(FALSE, TRUE, sizeof(Given)), 0};
    g_autofree char *text = text_of(rule, from, example, complaints);
    assay_candidates_init(&walk);
    assay_candidates_start(&walk, NULL, from);
    assay_candidate_from_text(&walk, text, &candidate);
    AssayAttemptOutcome outcome = assay_rule_try(rule, &candidate, attempt, gather, &gathered,
                                                 &match);
    if (outcome == ASSAY_ATTEMPT_LIMIT)
        assay_complain(complaints, rule->file, example->line,
                       "rule %s: the pattern hits its limit on this example", rule->id);
    else if (!example->reject)
        check_gives(rule, example, &gathered, attempt, complaints);
    else if (gathered.n_instances > 0)
        assay_complain(complaints, rule->file, example->line,
                       "rule %s: takes a text that it must reject; %s is \"%s\"", rule->id,
                       g_array_index(gathered.given, Given, 0).target,
                       g_array_index(gathered.given, Given, 0).value);
    assay_candidates_clear(&walk);
    g_array_unref(gathered.given);
}

GPtrArray *assay_rules_test(const AssayRules *rules, guint *ret_n_run)
{
    GPtrArray *complaints = assay_complaints_new();
    guint n_run = 0;
    for (guint i = 0; i < assay_rules_n_sets(rules); i++) {
        const AssayRuleSet *set = assay_rules_set(rules, i);
        g_autoptr(AssayMatcher) matcher = assay_matcher_new(set->n_groups);
        g_autoptr(AssayArena) arena = assay_arena_new();
        AssayAttempt attempt = {.matcher = matcher, .arena = arena};
        attempt.taken = g_array_new(FALSE, TRUE, sizeof(AssayTaken));
        for (guint j = 0; j < set->rules->len; j++) {
            const AssayRule *rule = &g_array_index(set->rules, AssayRule, j);
            for (guint k = 0; k < rule->n_examples; k++, n_run++)
                run_example(rule, &rule->examples[k], &attempt, complaints);
        }
        g_array_unref(attempt.taken);
    }
    if (ret_n_run != NULL)
        *ret_n_run = n_run;
    return complaints;
}

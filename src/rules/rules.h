/* rules.h: rule sets: loading, recognising, laying out, matching, tracing, linting.
 *
 * A rule set is a folder `<rules>/<profile>/` of XML files in the language of rules/README.md,
 * validated by rules/rules.rng. Loaded once; immutable afterwards; no global state.
 * Job: from a document to findings. Not its job: building records (record/), checks (check/),
 * but it holds the XML of the `<record>` and `<check>` elements for those rooms to read. */
#ifndef ASSAY_RULES_RULES_H
#define ASSAY_RULES_RULES_H

#include "document/document.h"
#include "record/finding.h"
#include "record/record.h"

/** All profiles of a rules folder. */
typedef struct AssayRules AssayRules;
/** One profile. */
typedef struct AssayRuleSet AssayRuleSet;

/** assay_rules_load: every profile folder (a folder with a profile.xml) below @folder, in order
 * of name; validates against @folder/rules.rng, compiles every pattern.
 * @error: ASSAY_ERROR_RULES, message `file:line: what; cure`. Returns: (owned) or NULL. */
AssayRules *assay_rules_load(const char *folder, GError **error);
void assay_rules_free(AssayRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayRules, assay_rules_free)

const char *assay_rules_folder(const AssayRules *rules);
guint assay_rules_n_sets(const AssayRules *rules);
const AssayRuleSet *assay_rules_set(const AssayRules *rules, guint index);
/** assay_rules_find: the profile called @profile, or NULL. */
const AssayRuleSet *assay_rules_find(const AssayRules *rules, const char *profile);

const char *assay_rule_set_profile(const AssayRuleSet *set);
const AssayPlan *assay_rule_set_plan(const AssayRuleSet *set);
/** assay_rule_set_hash: SHA-256 over the set's files (names and bytes, in order): ledger key. */
const char *assay_rule_set_hash(const AssayRuleSet *set);
/** assay_rule_set_n_rules, _rule_id: its rules, by the rank that findings have. */
guint assay_rule_set_n_rules(const AssayRuleSet *set);
const char *assay_rule_set_rule_id(const AssayRuleSet *set, guint rank);
/** assay_rule_set_files: the parsed files (borrowed xmlDoc*, rules namespace), in order. */
GPtrArray *assay_rule_set_files(const AssayRuleSet *set);
/** assay_rule_set_check_state: a place for the check room to keep what it compiled of this set
 * (owned by the set from then on, freed with @free_state). */
void assay_rule_set_attach_checks(AssayRuleSet *set, gpointer state, GDestroyNotify free_state);
gpointer assay_rule_set_checks(const AssayRuleSet *set);
/** assay_rules_set_mutable: for attaching, right after loading. */
AssayRuleSet *assay_rules_set_mutable(AssayRules *rules, guint index);

/** assay_rules_recognise: the profile that claims @document (never NULL as long as a profile with
 * a base score exists); @input_url: absolute URL it was captured at, or NULL. */
const AssayRuleSet *assay_rules_recognise(const AssayRules *rules, const AssayDocument *document,
                                          const char *input_url);

/** What happened to one candidate of one rule, for `explain`. Strings live in the trace. */
typedef enum {
    ASSAY_TRACE_TOOK,     /* made findings */
    ASSAY_TRACE_NO_MATCH, /* the pattern does not match */
    ASSAY_TRACE_REFUSED,  /* the type or a cut refuses the value: @why */
    ASSAY_TRACE_LATE,     /* would match, but an earlier candidate or rule already took it */
    ASSAY_TRACE_NOTHING   /* nothing to look at: no such section, label, column ... */
} AssayTraceOutcome;

typedef struct {
    const char *rule; /* id, with alternative if one matched */
    const char *file; /* rule file relative to the rules folder */
    guint line;
    const char *where;   /* what was looked at: `label "Review score" in section front` */
    const char *targets; /* the targets it sets, blank-separated */
    const char *text;    /* the candidate, shortened to 200 bytes; or NULL */
    AssaySpan span;
    AssayTraceOutcome outcome;
    const char *why; /* or NULL */
} AssayTraceEntry;

typedef struct {
    AssayArena *arena;
    GArray *entries; /* of AssayTraceEntry, in the order of trial */
} AssayTrace;

AssayTrace *assay_trace_new(void);
void assay_trace_free(AssayTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayTrace, assay_trace_free)

/** assay_rule_set_layout: apply the set's layout to @document: lines split, known headings
 * promoted, labels split off, section names put on blocks. Call once, before apply and before a
 * body is made. Returns: the style's name (borrowed from @set), or NULL when none fits. */
const char *assay_rule_set_layout(const AssayRuleSet *set, AssayDocument *document);

/** assay_rule_set_apply: run every rule over the laid-out @document and add what is found to
 * @capture (findings, defects, cut). @capture->style must be set.
 * @input_url: absolute URL of the capture or NULL. @trace: NULL, or filled. */
void assay_rule_set_apply(const AssayRuleSet *set, const AssayDocument *document,
                          const char *input_url, AssayCapture *capture, AssayTrace *trace);

/** A complaint of lint or of a test. */
typedef struct {
    char *place; /* `assignee/fields.xml:12` */
    char *message;
} AssayComplaint;

/** assay_rules_lint: targets exist in the record schema, nested unbounded repetition, duplicate
 * ids, unknown sections, labels, groups; each rule has an example. Returns: (owned) GPtrArray of
 * AssayComplaint, empty when all is well. */
GPtrArray *assay_rules_lint(const AssayRules *rules);

/** assay_rules_test: run every `<example>` and `<reject>`. @ret_n_run: how many were run.
 * Returns: (owned) GPtrArray of AssayComplaint. */
GPtrArray *assay_rules_test(const AssayRules *rules, guint *ret_n_run);

#endif

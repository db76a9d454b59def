/* lint.c: what loading cannot know to be wrong: targets, sections, costs, missing examples. */
#include <string.h>

#include "record/element.h"
#include "rules/complaint.h"
#include "rules/nested.h"
#include "rules/set.h"

typedef struct {
    const AssayRuleSet *set;
    GPtrArray *complaints;
} Lint;

static void check_target(Lint *lint, const char *file, guint line, const char *path)
{
    const AssayPlan *plan = lint->set->plan;
    if (plan != NULL && !assay_plan_has_target(plan, path))
        assay_complain(lint->complaints, file, line, "the record's schema has no place for %s",
                       path);
}

static void check_froms(Lint *lint, const AssayRule *rule)
{
    for (guint i = 0; i < rule->n_froms; i++) {
        const AssayFrom *from = &rule->froms[i];
        for (guint j = 0; j < lint->set->n_sections; j++)
            if ((from->sections >> j & 1) != 0 && (lint->set->laid_out >> j & 1) == 0)
                assay_complain(lint->complaints, rule->file, from->line,
                               "rule %s: no layout has a section `%s`", rule->id,
                               lint->set->sections[j]);
    }
}

static void check_setting(Lint *lint, const AssayRule *rule, const AssaySetting *setting)
{
    check_target(lint, rule->file, setting->line, setting->path);
    if (setting->type == NULL)
        return;
    const char *type = setting->type->name;
    gboolean maps = strcmp(type, "enum") == 0 || strcmp(type, "flag") == 0;
    if (maps && setting->options.n_labels == 0 && setting->value == NULL)
        assay_complain(lint->complaints, rule->file, setting->line,
                       "rule %s: type %s needs `labels`", rule->id, type);
    if (!maps && setting->options.n_labels > 0)
        assay_complain(lint->complaints, rule->file, setting->line,
                       "rule %s: `labels` does nothing for type %s", rule->id, type);
}

static void check_examples(Lint *lint, const AssayRule *rule)
{
    guint n_good = 0;
    for (guint i = 0; i < rule->n_examples; i++) {
        const AssayExample *example = &rule->examples[i];
        n_good += !example->reject;
        for (guint j = 0; j < example->n_gives; j++) {
            gboolean known = FALSE;
            for (guint k = 0; k < rule->n_matches && !known; k++)
                for (guint l = 0; l < rule->matches[k].n_settings && !known; l++)
                    known = strcmp(rule->matches[k].settings[l].target, example->gives[j].name) ==
                            0;
            if (!known)
                assay_complain(lint->complaints, rule->file, example->gives[j].line,
                               "rule %s: no <set> has the target %s", rule->id,
                               example->gives[j].name);
        }
    }
    if (n_good == 0)
        assay_complain(lint->complaints, rule->file, rule->line,
                       "rule %s: has no <example>; give a text it must match", rule->id);
}

static void check_rule(Lint *lint, const AssayRule *rule, GHashTable *ids)
{
    if (!g_hash_table_add(ids, (gpointer)(gsize)rule->id))
        assay_complain(lint->complaints, rule->file, rule->line,
                       "there is a rule called %s already", rule->id);
    check_froms(lint, rule);
    check_examples(lint, rule);
    for (guint i = 0; i < rule->n_matches; i++) {
        const AssayMatch *match = &rule->matches[i];
        const char *piece = NULL;
        gsize length = 0;
        if (match->pattern != NULL &&
            assay_pattern_nests(assay_pattern_text(match->pattern), &piece, &length))
            assay_complain(lint->complaints, rule->file, match->line,
                           "rule %s: unbounded repetition within unbounded repetition: %.*s; "
                           "bound one, or make it possessive",
                           rule->id, (int)MIN(length, 60), piece);
        for (guint j = 0; j < match->n_settings; j++)
            check_setting(lint, rule, &match->settings[j]);
    }
}

/* Patterns outside rules: <define>, clues, styles, layout, cuts. Their text is in the XML. */
static void check_other_patterns(Lint *lint, const xmlNode *node, const char *file)
{
    static const char *const elements[] = {"define", "clue", "has",
                                           "lacks",  "drop", "unless-ending"};
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        gboolean is_pattern = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS(elements); i++)
            is_pattern = is_pattern || assay_element_is(child, elements[i]);
        if (assay_element_is(child, "heading"))
            is_pattern = xmlHasProp(child, (const xmlChar *)"as") != NULL;
        xmlChar *text = is_pattern ? xmlNodeGetContent(child) : NULL;
        const char *piece = NULL;
        gsize length = 0;
        if (text != NULL && assay_pattern_nests((const char *)text, &piece, &length))
            assay_complain(lint->complaints, file, (guint)MAX(xmlGetLineNo(child), 1),
                           "unbounded repetition within unbounded repetition: %.*s; bound one, or "
                           "make it possessive",
                           (int)MIN(length, 60), piece);
        xmlFree(text);
    }
}

static void check_files(Lint *lint)
{
    static const char *const parents[] = {"recognise", "styles",  "style",
                                          "layout",    "section", "cut"};
    for (guint i = 0; i < lint->set->docs->len; i++) {
        const char *file = g_ptr_array_index(lint->set->files, i);
        const xmlNode *root = xmlDocGetRootElement(g_ptr_array_index(lint->set->docs, i));
        check_other_patterns(lint, root, file);
        /* The language is three deep here, so this needs no recursion. */
        for (const xmlNode *top = root->children; top != NULL; top = top->next)
            for (guint j = 0; j < G_N_ELEMENTS(parents); j++)
                if (assay_element_is(top, parents[j])) {
                    check_other_patterns(lint, top, file);
                    for (const xmlNode *low = top->children; low != NULL; low = low->next)
                        if (low->type == XML_ELEMENT_NODE)
                            check_other_patterns(lint, low, file);
                }
    }
}

static void check_set(Lint *lint)
{
    const AssayRuleSet *set = lint->set;
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    const char *profile = g_ptr_array_index(set->files, 0);
    if (set->plan == NULL)
        assay_complain(lint->complaints, profile, 1, "the profile has no <record>");
    if (!set->recognises)
        assay_complain(lint->complaints, profile, 1,
                       "the profile has no <recognise>: it never claims a document");
    for (guint i = 0; i < set->n_styles; i++)
        if (set->styles[i].last != NULL)
            check_target(lint, set->styles[i].file, set->styles[i].line, set->styles[i].last);
    for (guint i = 0; i < set->rules->len; i++)
        check_rule(lint, &g_array_index(set->rules, AssayRule, i), ids);
    for (guint i = 0; i < set->cuts->len; i++) {
        const AssayCut *cut = &g_array_index(set->cuts, AssayCut, i);
        check_target(lint, cut->file, cut->line, cut->target);
        for (guint j = 0; j < cut->n_tests; j++)
            if (cut->tests[j].other != NULL)
                check_target(lint, cut->file, cut->tests[j].line, cut->tests[j].other);
    }
    check_files(lint);
}

GPtrArray *assay_rules_lint(const AssayRules *rules)
{
    Lint lint = {.complaints = assay_complaints_new()};
    for (guint i = 0; i < assay_rules_n_sets(rules); i++) {
        lint.set = assay_rules_set(rules, i);
        check_set(&lint);
    }
    return lint.complaints;
}

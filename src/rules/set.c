/* set.c: owning and reading rule sets: see rules.h and set.h. */
#include "rules/set.h"

#include <string.h>

static void free_doc(gpointer doc)
{
    xmlFreeDoc(doc);
}

static void free_pattern(gpointer pattern)
{
    assay_pattern_free(pattern);
}

AssayRuleSet *assay_rule_set_new(const char *profile, const char *folder)
{
    AssayRuleSet *set = g_new0(AssayRuleSet, 1);
    set->arena = assay_arena_new();
    set->profile = assay_arena_strdup(set->arena, profile);
    set->folder = assay_arena_strdup(set->arena, folder);
    set->docs = g_ptr_array_new_with_free_func(free_doc);
    set->files = g_ptr_array_new();
    set->patterns = g_ptr_array_new_with_free_func(free_pattern);
    set->rules = g_array_new(FALSE, TRUE, sizeof(AssayRule));
    set->cuts = g_array_new(FALSE, TRUE, sizeof(AssayCut));
    return set;
}

void assay_rule_set_free(AssayRuleSet *set)
{
    if (set == NULL)
        return;
    if (set->checks != NULL && set->free_checks != NULL)
        set->free_checks(set->checks);
    for (guint i = 0; set->layouts != NULL && i <= set->n_styles; i++)
        assay_layout_free(set->layouts[i]);
    g_free(set->layouts);
    assay_plan_free(set->plan);
    g_array_unref(set->rules);
    g_array_unref(set->cuts);
    g_ptr_array_unref(set->patterns);
    g_ptr_array_unref(set->files);
    g_ptr_array_unref(set->docs);
    g_free(set->hash);
    assay_arena_free(set->arena);
    g_free(set);
}

AssayLayout *assay_layout_new(void)
{
    AssayLayout *layout = g_new0(AssayLayout, 1);
    layout->drops = g_ptr_array_new();
    layout->headings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    layout->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    layout->heading_patterns = g_array_new(FALSE, TRUE, sizeof(AssayHeadingPattern));
    layout->ends = g_array_new(FALSE, TRUE, sizeof(AssayHeadingPattern));
    layout->unheaded = g_array_new(FALSE, TRUE, sizeof(AssayUnheaded));
    return layout;
}

void assay_layout_free(AssayLayout *layout)
{
    if (layout == NULL)
        return;
    g_ptr_array_unref(layout->drops);
    g_hash_table_unref(layout->headings);
    g_hash_table_unref(layout->lines);
    g_array_unref(layout->heading_patterns);
    g_array_unref(layout->ends);
    g_array_unref(layout->unheaded);
    for (guint i = 0; i < ASSAY_RULES_MAX_BITS; i++)
        if (layout->labels[i] != NULL)
            g_array_unref(layout->labels[i]);
    g_free(layout);
}

void assay_rules_free(AssayRules *rules)
{
    if (rules == NULL)
        return;
    g_ptr_array_unref(rules->sets);
    g_free(rules->folder);
    g_free(rules);
}

const char *assay_rules_folder(const AssayRules *rules)
{
    return rules->folder;
}

guint assay_rules_n_sets(const AssayRules *rules)
{
    return rules->sets->len;
}

const AssayRuleSet *assay_rules_set(const AssayRules *rules, guint index)
{
    g_assert(index < rules->sets->len);
    return g_ptr_array_index(rules->sets, index);
}

AssayRuleSet *assay_rules_set_mutable(AssayRules *rules, guint index)
{
    g_assert(index < rules->sets->len);
    return g_ptr_array_index(rules->sets, index);
}

const AssayRuleSet *assay_rules_find(const AssayRules *rules, const char *profile)
{
    for (guint i = 0; i < rules->sets->len; i++) {
        const AssayRuleSet *set = g_ptr_array_index(rules->sets, i);
        if (strcmp(set->profile, profile) == 0)
            return set;
    }
    return NULL;
}

const char *assay_rule_set_profile(const AssayRuleSet *set)
{
    return set->profile;
}

const AssayPlan *assay_rule_set_plan(const AssayRuleSet *set)
{
    return set->plan;
}

const char *assay_rule_set_hash(const AssayRuleSet *set)
{
    return set->hash;
}

guint assay_rule_set_n_rules(const AssayRuleSet *set)
{
    return set->rules->len;
}

const char *assay_rule_set_rule_id(const AssayRuleSet *set, guint rank)
{
    return g_array_index(set->rules, AssayRule, rank).id;
}

GPtrArray *assay_rule_set_files(const AssayRuleSet *set)
{
    return set->docs;
}

void assay_rule_set_attach_checks(AssayRuleSet *set, gpointer state, GDestroyNotify free_state)
{
    if (set->checks != NULL && set->free_checks != NULL)
        set->free_checks(set->checks);
    set->checks = state;
    set->free_checks = free_state;
}

gpointer assay_rule_set_checks(const AssayRuleSet *set)
{
    return set->checks;
}

guint assay_rule_set_style(const AssayRuleSet *set, const char *name)
{
    for (guint i = 0; name != NULL && i < set->n_styles; i++)
        if (strcmp(set->styles[i].name, name) == 0)
            return i;
    return set->n_styles;
}

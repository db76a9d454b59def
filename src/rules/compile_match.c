/* compile_match.c: <match> and <set>: patterns, groups, types, target paths. */
#include <string.h>

#include "rules/compile.h"

/* Is @group there without being a group of the pattern, for any of the rule's candidates? */
static gboolean is_field(const AssayRule *rule, const char *group)
{
    for (guint i = 0; i < rule->n_froms; i++) {
        const AssayFrom *from = &rule->froms[i];
        if (from->kind != ASSAY_FROM_COLUMNS && strcmp(group, "value") == 0)
            return TRUE;
        if (from->kind == ASSAY_FROM_PAIRS && strcmp(group, "label") == 0)
            return TRUE;
        for (guint j = 0; j < from->n_fields; j++)
            if (strcmp(from->fields[j], group) == 0)
                return TRUE;
    }
    return FALSE;
}

static void compile_target(AssayCompiler *compiler, xmlNode *node, const AssayRule *rule,
                           AssaySetting *setting)
{
    AssayArena *arena = compiler->set->arena;
    const char *target = assay_compile_attribute(compiler, node, "target");
    setting->target = setting->path = target;
    /* The attribute is after the last `/`; an `@` within a predicate is none. */
    const char *slash = strrchr(target, '/');
    setting->is_attribute = *(slash == NULL ? target : slash + 1) == '@';
    if (rule->repeat == NULL) {
        if (strcmp(target, ".") == 0)
            assay_compile_problem(compiler, node, "target `.` needs a rule with `repeat`");
        return;
    }
    g_autofree char *tail = strcmp(target, ".") == 0 ? g_strdup("")
                                                     : g_strconcat("/", target, NULL);
    setting->tail = assay_arena_strdup(arena, tail);
    g_autofree char *path = g_strconcat(rule->repeat, setting->tail, NULL);
    setting->path = assay_arena_strdup(arena, path);
}

static void compile_type(AssayCompiler *compiler, xmlNode *node, AssaySetting *setting)
{
    const char *type = assay_compile_attribute(compiler, node, "type");
    const char *labels = assay_compile_attribute(compiler, node, "labels");
    setting->type = assay_value_type(type == NULL ? "text" : type);
    if (setting->type == NULL)
        assay_compile_problem(compiler, node, "no value type is called `%s`",
                              type == NULL ? "text" : type);
    if (labels != NULL) {
        const AssayValueOptions *options = g_hash_table_lookup(compiler->labels, labels);
        if (options == NULL)
            assay_compile_problem(compiler, node, "no <labels> are called `%s`", labels);
        else
            setting->options = *options;
    }
    setting->options.letter_case = assay_compile_attribute(compiler, node, "case");
}

static void compile_setting(AssayCompiler *compiler, xmlNode *node, const AssayRule *rule,
                            const AssayMatch *match, AssaySetting *setting)
{
    setting->line = assay_compile_line(node);
    setting->group = assay_compile_attribute(compiler, node, "group");
    setting->value = assay_compile_attribute(compiler, node, "value");
    setting->optional = assay_compile_attribute(compiler, node, "optional") != NULL;
    compile_target(compiler, node, rule, setting);
    compile_type(compiler, node, setting);
    if (setting->group == NULL)
        return;
    if (match->pattern != NULL)
        setting->n_numbers = assay_pattern_groups(match->pattern, setting->group, setting->numbers,
                                                  ASSAY_RULES_MAX_NUMBERS);
    if (setting->n_numbers == 0 && !is_field(rule, setting->group))
        assay_compile_problem(compiler, node, "the match has no group `%s`", setting->group);
}

void assay_compile_match(AssayCompiler *compiler, xmlNode *node, const AssayRule *rule,
                         AssayMatch *match)
{
    AssayArena *arena = compiler->set->arena;
    const char *name = assay_compile_attribute(compiler, node, "name");
    g_autofree char *evidence = name == NULL ? g_strdup(rule->id)
                                             : g_strconcat(rule->id, ".", name, NULL);
    xmlNode *pattern = assay_compile_next(node->children, "pattern");
    match->evidence = assay_arena_strdup(arena, evidence);
    match->all = assay_compile_attribute(compiler, node, "all") != NULL;
    match->line = assay_compile_line(node);
    const char *whole = assay_compile_attribute(compiler, node, "whole");
    if (whole != NULL)
        match->whole = assay_compile_pattern(compiler, node, whole, ASSAY_PATTERN_SEARCH);
    guint n_problems = compiler->problems->len;
    if (pattern != NULL)
        match->pattern = assay_compile_pattern(
            compiler, pattern, assay_compile_text(compiler, pattern), ASSAY_PATTERN_SEARCH);
    if (match->all && rule->repeat == NULL)
        assay_compile_problem(compiler, node, "all=\"yes\" needs a rule with `repeat`");
    if (match->all && rule->adds)
        assay_compile_problem(compiler, node, "an instance is matched once: no all=\"yes\" here");
    if (compiler->problems->len > n_problems && pattern != NULL && match->pattern == NULL)
        return; /* its groups are not known: no more complaints about them */
    AssaySetting *settings = assay_arena_new0(arena, AssaySetting,
                                              assay_compile_count(node, "set"));
    ASSAY_COMPILE_EACH(child, node, "set")
    compile_setting(compiler, child, rule, match, &settings[match->n_settings++]);
    match->settings = settings;
}

/* compile_rule.c: <rule>: where to look, and what examples it has. Matches: compile_match.c. */
#include <string.h>

#include "base/hash.h"
#include "rules/compile.h"
#include "rules/text_key.h"

static guint block_bits(AssayCompiler *compiler, const char *names)
{
    static const struct {
        const char *name;
        guint bits;
    } kinds[] = {{"heading", ASSAY_FROM_HEADING},
                 {"paragraph", ASSAY_FROM_PARAGRAPH},
                 {"item", ASSAY_FROM_ITEM},
                 {"code", ASSAY_FROM_CODE},
                 {"caption", ASSAY_FROM_CAPTION},
                 {"cell", ASSAY_FROM_CELL},
                 {"any", ~0u}};
    guint bits = 0;
    for (const char *const *word = assay_compile_words(compiler, names); *word != NULL; word++)
        for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
            if (strcmp(kinds[i].name, *word) == 0)
                bits |= kinds[i].bits;
    return bits;
}

static const char *arena_printf(AssayCompiler *compiler, const char *format, ...)
    G_GNUC_PRINTF(2, 3);

static const char *arena_printf(AssayCompiler *compiler, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return assay_arena_strdup(compiler->set->arena, text);
}

static void compile_columns(AssayCompiler *compiler, xmlNode *node, AssayFrom *from)
{
    AssayArena *arena = compiler->set->arena;
    guint n = assay_compile_count(node, "column");
    if (n > ASSAY_RULES_MAX_FIELDS) {
        assay_compile_problem(compiler, node, "a rule may ask for %u columns",
                              ASSAY_RULES_MAX_FIELDS);
        return;
    }
    AssayColumn *columns = assay_arena_new0(arena, AssayColumn, n);
    const char **fields = assay_arena_new0(arena, const char *, n);
    g_autoptr(GString) heads = g_string_new(NULL);
    ASSAY_COMPILE_EACH(child, node, "column")
    {
        const char *name = assay_compile_attribute(compiler, child, "name");
        const char *head = assay_compile_text(compiler, child);
        g_autofree char *key = assay_column_key(assay_slice_from(head));
        AssayColumn *column = &columns[from->n_columns++];
        column->key = assay_arena_strdup(arena, key);
        while (column->field < from->n_fields && strcmp(fields[column->field], name) != 0)
            column->field++;
        if (column->field == from->n_fields)
            fields[from->n_fields++] = name;
        g_string_append_printf(heads, "%s\"%s\"", heads->len > 0 ? ", " : "", head);
    }
    from->kind = ASSAY_FROM_COLUMNS;
    from->columns = columns;
    from->fields = fields;
    from->what = arena_printf(compiler, "tables with columns %s", heads->str);
}

static void compile_kind(AssayCompiler *compiler, xmlNode *node, AssayFrom *from)
{
    const char *value = NULL;
    if ((value = assay_compile_attribute(compiler, node, "label")) != NULL) {
        g_autofree char *key = assay_text_key(assay_slice_from(value));
        from->kind = ASSAY_FROM_LABEL;
        from->name = assay_arena_strdup(compiler->set->arena, key);
        from->name_hash = assay_hash_quick(key, strlen(key));
        from->what = arena_printf(compiler, "label \"%s\"", value);
    } else if ((value = assay_compile_attribute(compiler, node, "each")) != NULL) {
        gboolean is_pair = strcmp(value, "pair") == 0;
        from->kind = is_pair ? ASSAY_FROM_PAIRS : ASSAY_FROM_INSTANCES;
        from->what = is_pair ? "every label-value pair" : "every instance found so far";
    } else if ((value = assay_compile_attribute(compiler, node, "block")) != NULL) {
        from->kind = ASSAY_FROM_BLOCKS;
        from->blocks = block_bits(compiler, value);
        from->what = arena_printf(compiler, "blocks (%s)", value);
    } else if ((value = assay_compile_attribute(compiler, node, "text")) != NULL) {
        gboolean is_section = strcmp(value, "section") == 0;
        from->kind = is_section ? ASSAY_FROM_SECTION_TEXT : ASSAY_FROM_DOCUMENT_TEXT;
        from->what = is_section ? "the section's text" : "the whole text";
    } else if ((value = assay_compile_attribute(compiler, node, "property")) != NULL) {
        from->kind = ASSAY_FROM_PROPERTY;
        from->name = value;
        from->what = arena_printf(compiler, "property %s", value);
    } else if (assay_compile_attribute(compiler, node, "url") != NULL) {
        from->kind = ASSAY_FROM_URL;
        from->what = "the capture's URL";
    } else if (assay_compile_attribute(compiler, node, "link") != NULL) {
        from->kind = ASSAY_FROM_LINK;
        from->what = "link targets";
    } else {
        compile_columns(compiler, node, from);
    }
}

static void compile_from(AssayCompiler *compiler, xmlNode *node, AssayFrom *from)
{
    from->line = assay_compile_line(node);
    from->first = assay_compile_attribute(compiler, node, "first") != NULL;
    from->after_heading = assay_compile_attribute(compiler, node, "after") != NULL;
    from->style_names = assay_compile_attribute(compiler, node, "styles");
    from->styles = assay_compile_styles(compiler, node);
    from->section_names = assay_compile_attribute(compiler, node, "section");
    if (from->section_names != NULL) {
        const char *const *word = assay_compile_words(compiler, from->section_names);
        for (; *word != NULL; word++)
            from->sections |= G_GUINT64_CONSTANT(1) << assay_compile_section(compiler, node, *word);
    }
    compile_kind(compiler, node, from);
    if (from->after_heading && from->kind != ASSAY_FROM_BLOCKS)
        assay_compile_problem(compiler, node, "after=\"heading\" needs `block`");
    from->where = from->section_names == NULL
                      ? from->what
                      : arena_printf(compiler, "%s in section %s", from->what, from->section_names);
}

/* A rule that looks into instances does nothing else. */
static void check_instances(AssayCompiler *compiler, xmlNode *node, AssayRule *rule)
{
    guint n = 0;
    for (guint i = 0; i < rule->n_froms; i++)
        n += rule->froms[i].kind == ASSAY_FROM_INSTANCES;
    rule->adds = n > 0;
    if (n > 0 && (n > 1 || rule->n_froms > 1 || rule->repeat == NULL || rule->unique))
        assay_compile_problem(compiler, node,
                              "each=\"instance\" needs a rule with `repeat`, without `unique`, and "
                              "with no other `from`");
}

static void compile_parts(AssayCompiler *compiler, xmlNode *node, const char *element,
                          const AssayExamplePart **ret_parts, guint *ret_n)
{
    guint n = assay_compile_count(node, element), i = 0;
    AssayExamplePart *parts = assay_arena_new0(compiler->set->arena, AssayExamplePart, n);
    ASSAY_COMPILE_EACH(child, node, element)
    {
        const char *instance = assay_compile_attribute(compiler, child, "instance");
        AssayExamplePart *part = &parts[i++];
        part->name = assay_compile_attribute(compiler, child,
                                             strcmp(element, "gives") == 0 ? "target" : "name");
        part->text = assay_compile_text(compiler, child);
        part->instance = instance == NULL ? 1 : (guint)g_ascii_strtoull(instance, NULL, 10);
        part->line = assay_compile_line(child);
    }
    *ret_parts = parts;
    *ret_n = n;
}

static void compile_example(AssayCompiler *compiler, xmlNode *node, AssayExample *example)
{
    example->line = assay_compile_line(node);
    example->reject = strcmp((const char *)node->name, "reject") == 0;
    if (example->reject) {
        example->text = assay_compile_text(compiler, node);
        return;
    }
    xmlNode *text = assay_compile_next(node->children, "text");
    if (text != NULL)
        example->text = assay_compile_text(compiler, text);
    compile_parts(compiler, node, "group", &example->groups, &example->n_groups);
    compile_parts(compiler, node, "gives", &example->gives, &example->n_gives);
}

static const char *list_targets(AssayCompiler *compiler, const AssayRule *rule)
{
    g_autoptr(GString) targets = g_string_new(NULL);
    for (guint i = 0; i < rule->n_matches; i++)
        for (guint j = 0; j < rule->matches[i].n_settings; j++) {
            const char *path = rule->matches[i].settings[j].path;
            gboolean known = FALSE;
            for (guint k = 0; k < i && !known; k++)
                for (guint l = 0; l < rule->matches[k].n_settings && !known; l++)
                    known = strcmp(rule->matches[k].settings[l].path, path) == 0;
            if (!known)
                g_string_append_printf(targets, "%s%s", targets->len > 0 ? " " : "", path);
        }
    return assay_arena_strdup(compiler->set->arena, targets->str);
}

void assay_compile_rule(AssayCompiler *compiler, xmlNode *node)
{
    AssayRuleSet *set = compiler->set;
    AssayRule rule = {.file = compiler->path, .line = assay_compile_line(node)};
    rule.rank = set->rules->len;
    rule.id = assay_compile_attribute(compiler, node, "id");
    rule.repeat = assay_compile_attribute(compiler, node, "repeat");
    rule.unique = assay_compile_attribute(compiler, node, "unique") != NULL;
    AssayFrom *froms = assay_arena_new0(set->arena, AssayFrom, assay_compile_count(node, "from"));
    ASSAY_COMPILE_EACH(child, node, "from")
    compile_from(compiler, child, &froms[rule.n_froms++]);
    rule.froms = froms;
    check_instances(compiler, node, &rule);
    AssayMatch *matches = assay_arena_new0(set->arena, AssayMatch,
                                           assay_compile_count(node, "match"));
    ASSAY_COMPILE_EACH(child, node, "match")
    assay_compile_match(compiler, child, &rule, &matches[rule.n_matches++]);
    rule.matches = matches;
    AssayExample *examples = assay_arena_new0(set->arena, AssayExample,
                                              assay_compile_count(node, "example") +
                                                  assay_compile_count(node, "reject"));
    ASSAY_COMPILE_EACH(child, node, NULL)
    if (strcmp((const char *)child->name, "example") == 0 ||
        strcmp((const char *)child->name, "reject") == 0)
        compile_example(compiler, child, &examples[rule.n_examples++]);
    rule.examples = examples;
    rule.targets = list_targets(compiler, &rule);
    g_array_append_val(set->rules, rule);
}

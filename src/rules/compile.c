/* compile.c: from the XML of a rule set to what the engine runs: order of the passes, and the
 * helpers that compile_*.c share. The XML is valid against rules.rng already (load.c). */
#include "rules/compile.h"

#include <string.h>

#include "base/error.h"
#include "record/element.h"

#define MAX_PROBLEMS 20u

void assay_compile_problem(AssayCompiler *compiler, const xmlNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *folder = g_path_get_dirname(compiler->folder);
    g_autofree char *file = g_build_filename(folder, compiler->path, NULL);
    g_ptr_array_add(compiler->problems,
                    g_strdup_printf("%s:%u: %s", file, assay_compile_line(node), what));
}

guint assay_compile_line(const xmlNode *node)
{
    return (guint)MAX(xmlGetLineNo(node), 1);
}

const char *assay_compile_attribute(AssayCompiler *compiler, const xmlNode *node, const char *name)
{
    return assay_element_attribute_into(compiler->set->arena, node, name);
}

const char *assay_compile_text(AssayCompiler *compiler, const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    AssaySlice text = assay_slice_trim(assay_slice_from((const char *)content));
    const char *copy = assay_arena_strndup(compiler->set->arena, text.data, text.length);
    xmlFree(content);
    return copy;
}

const char *const *assay_compile_words(AssayCompiler *compiler, const char *text)
{
    g_auto(GStrv) split = g_strsplit_set(text, " \t\r\n", -1);
    const char **words = assay_arena_new0(compiler->set->arena, const char *,
                                          g_strv_length(split) + 1);
    guint n = 0;
    for (guint i = 0; split[i] != NULL; i++)
        if (split[i][0] != '\0')
            words[n++] = assay_arena_strdup(compiler->set->arena, split[i]);
    return words;
}

const AssayPattern *assay_compile_pattern(AssayCompiler *compiler, const xmlNode *node,
                                          const char *text, guint anchor)
{
    g_autofree char *message = NULL;
    AssayPattern *pattern = assay_pattern_new(text, compiler->defines, anchor, &message);
    if (pattern == NULL) {
        assay_compile_problem(compiler, node, "the pattern does not compile: %s", message);
        return NULL;
    }
    g_ptr_array_add(compiler->set->patterns, pattern);
    compiler->set->n_groups = MAX(compiler->set->n_groups, assay_pattern_n_groups(pattern));
    return pattern;
}

xmlNode *assay_compile_next(xmlNode *node, const char *name)
{
    while (node != NULL && (node->type != XML_ELEMENT_NODE ||
                            (name != NULL && strcmp((const char *)node->name, name) != 0)))
        node = node->next;
    return node;
}

guint assay_compile_count(const xmlNode *parent, const char *name)
{
    guint n = 0;
    ASSAY_COMPILE_EACH(child, parent, name)
    n++;
    return n;
}

guint assay_compile_section(AssayCompiler *compiler, const xmlNode *node, const char *name)
{
    AssayRuleSet *set = compiler->set;
    for (guint i = 0; i < set->n_sections; i++)
        if (strcmp(set->sections[i], name) == 0)
            return i;
    if (set->n_sections == ASSAY_RULES_MAX_BITS) {
        assay_compile_problem(compiler, node, "a profile may have %u sections",
                              ASSAY_RULES_MAX_BITS);
        return ASSAY_RULES_FRONT;
    }
    set->sections[set->n_sections] = assay_arena_strdup(set->arena, name);
    return set->n_sections++;
}

guint64 assay_compile_styles(AssayCompiler *compiler, const xmlNode *node)
{
    const char *names = assay_compile_attribute(compiler, node, "styles");
    guint64 bits = 0;
    if (names == NULL)
        return 0;
    for (const char *const *word = assay_compile_words(compiler, names); *word != NULL; word++) {
        guint style = assay_rule_set_style(compiler->set, *word);
        if (style == compiler->set->n_styles)
            assay_compile_problem(compiler, node, "no style is called `%s`; see <styles>", *word);
        else
            bits |= G_GUINT64_CONSTANT(1) << style;
    }
    return bits;
}

static void compile_define(AssayCompiler *compiler, xmlNode *node)
{
    const char *name = assay_compile_attribute(compiler, node, "name");
    if (!assay_defines_add(compiler->defines, name, assay_compile_text(compiler, node)))
        assay_compile_problem(compiler, node, "there is a <define> called `%s` already", name);
}

static void compile_labels(AssayCompiler *compiler, xmlNode *node)
{
    const char *name = assay_compile_attribute(compiler, node, "name");
    AssayArena *arena = compiler->set->arena;
    guint n = assay_compile_count(node, "label"), i = 0;
    AssayValueLabel *labels = assay_arena_new0(arena, AssayValueLabel, n);
    ASSAY_COMPILE_EACH(child, node, "label")
    {
        g_autofree char *text = assay_text_normalise(
            assay_slice_from(assay_compile_text(compiler, child)));
        labels[i].label = assay_arena_strdup(arena, text);
        labels[i++].value = assay_compile_attribute(compiler, child, "is");
    }
    AssayValueOptions *options = assay_arena_new0(arena, AssayValueOptions, 1);
    options->labels = labels;
    options->n_labels = n;
    if (g_hash_table_contains(compiler->labels, name))
        assay_compile_problem(compiler, node, "there are <labels> called `%s` already", name);
    else
        g_hash_table_insert(compiler->labels, (gpointer)(gsize)name, options);
}

static void compile_record(AssayCompiler *compiler, xmlNode *node)
{
    g_autoptr(GError) error = NULL;
    AssayRuleSet *set = compiler->set;
    if (set->plan != NULL) {
        assay_compile_problem(compiler, node, "there is a <record> already");
        return;
    }
    set->plan = assay_plan_load(set->profile, compiler->folder, node, &error);
    if (set->plan == NULL)
        g_ptr_array_add(compiler->problems, g_strdup(error->message));
}

typedef void (*Visit)(AssayCompiler *compiler, xmlNode *node);

/* What every element called @name in any file of the set is handed to. */
static void visit_all(AssayCompiler *compiler, const char *name, Visit visit)
{
    for (guint i = 0; i < compiler->set->docs->len; i++) {
        xmlNode *root = xmlDocGetRootElement(g_ptr_array_index(compiler->set->docs, i));
        compiler->path = g_ptr_array_index(compiler->set->files, i);
        ASSAY_COMPILE_EACH(node, root, name)
        visit(compiler, node);
    }
}

static void count_styles(AssayCompiler *compiler, xmlNode *node)
{
    compiler->set->n_styles += assay_compile_count(node, "style");
}

static void compile_styles(AssayCompiler *compiler, xmlNode *node)
{
    AssayRuleSet *set = compiler->set;
    ASSAY_COMPILE_EACH(child, node, "style")
    {
        guint i = 0;
        while (set->styles[i].name != NULL)
            i++;
        assay_compile_style(compiler, child, &set->styles[i]);
        for (guint j = 0; j < i; j++)
            if (strcmp(set->styles[j].name, set->styles[i].name) == 0)
                assay_compile_problem(compiler, child, "there is a style called `%s` already",
                                      set->styles[i].name);
    }
}

static void make_styles(AssayCompiler *compiler)
{
    AssayRuleSet *set = compiler->set;
    visit_all(compiler, "styles", count_styles);
    if (set->n_styles > ASSAY_RULES_MAX_BITS) {
        xmlNode *root = xmlDocGetRootElement(g_ptr_array_index(set->docs, 0));
        assay_compile_problem(compiler, root, "a profile may have %u styles", ASSAY_RULES_MAX_BITS);
        set->n_styles = 0;
        return;
    }
    /* One more than there are, so that the search for a free place in compile_styles ends. */
    set->styles = assay_arena_new0(set->arena, AssayStyle, set->n_styles + 1);
    visit_all(compiler, "styles", compile_styles);
}

static void report(GPtrArray *problems, GError **error)
{
    guint n = problems->len;
    if (n > MAX_PROBLEMS) {
        g_ptr_array_set_size(problems, MAX_PROBLEMS);
        g_ptr_array_add(problems, g_strdup_printf("... and %u more", n - MAX_PROBLEMS));
    }
    g_ptr_array_add(problems, NULL);
    g_autofree char *message = g_strjoinv("\n", (char **)problems->pdata);
    g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_RULES, message);
}

gboolean assay_rule_set_compile(AssayRuleSet *set, const char *folder, GError **error)
{
    AssayCompiler compiler = {.set = set, .folder = folder, .path = set->files->pdata[0]};
    compiler.defines = assay_defines_new();
    compiler.labels = g_hash_table_new(g_str_hash, g_str_equal);
    compiler.problems = g_ptr_array_new_with_free_func(g_free);
    set->sections[ASSAY_RULES_FRONT] = "front";
    set->n_sections = 1;
    set->laid_out = 1;
    /* What is named anywhere comes before what names it, in whatever file it stands. */
    visit_all(&compiler, "define", compile_define);
    visit_all(&compiler, "labels", compile_labels);
    make_styles(&compiler);
    set->layouts = g_new0(AssayLayout *, set->n_styles + 1);
    for (guint i = 0; i <= set->n_styles; i++)
        set->layouts[i] = assay_layout_new();
    visit_all(&compiler, "layout", assay_compile_layout);
    visit_all(&compiler, "recognise", assay_compile_recognise);
    visit_all(&compiler, "rule", assay_compile_rule);
    visit_all(&compiler, "cut", assay_compile_cut);
    visit_all(&compiler, "record", compile_record);
    if (compiler.problems->len > 0)
        report(compiler.problems, error);
    gboolean good = compiler.problems->len == 0;
    g_ptr_array_unref(compiler.problems);
    g_hash_table_unref(compiler.labels);
    assay_defines_free(compiler.defines);
    return good;
}

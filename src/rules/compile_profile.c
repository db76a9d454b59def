/* compile_profile.c: <recognise>, <styles>, <layout> and <cut>. */
#include <string.h>

#include "rules/compile.h"
#include "rules/text_key.h"

static int compare_clues(gconstpointer a, gconstpointer b, gpointer user_data)
{
    (void)user_data;
    const AssayClue *one = a, *other = b;
    return (one->kind == ASSAY_CLUE_TEXT) - (other->kind == ASSAY_CLUE_TEXT);
}

static guint number_of(const char *text)
{
    return text == NULL ? 0 : (guint)MIN(g_ascii_strtoull(text, NULL, 10), 1000000);
}

void assay_compile_recognise(AssayCompiler *compiler, xmlNode *node)
{
    AssayRuleSet *set = compiler->set;
    if (set->recognises) {
        assay_compile_problem(compiler, node, "there is a <recognise> already");
        return;
    }
    set->recognises = TRUE;
    set->base = number_of(assay_compile_attribute(compiler, node, "base"));
    set->enough = number_of(assay_compile_attribute(compiler, node, "enough"));
    set->clues = assay_arena_new0(set->arena, AssayClue, assay_compile_count(node, "clue"));
    ASSAY_COMPILE_EACH(child, node, "clue")
    {
        AssayClue *clue = &set->clues[set->n_clues++];
        const char *in = assay_compile_attribute(compiler, child, "in");
        clue->property = assay_compile_attribute(compiler, child, "property");
        clue->kind = clue->property != NULL                 ? ASSAY_CLUE_PROPERTY
                     : in != NULL && strcmp(in, "url") == 0 ? ASSAY_CLUE_URL
                                                            : ASSAY_CLUE_TEXT;
        clue->weight = number_of(assay_compile_attribute(compiler, child, "weight"));
        clue->pattern = assay_compile_pattern(compiler, child, assay_compile_text(compiler, child),
                                              ASSAY_PATTERN_SEARCH);
    }
    if (set->n_clues > 0)
        g_qsort_with_data(set->clues, (int)set->n_clues, sizeof(AssayClue), compare_clues, NULL);
}

static guint compile_patterns(AssayCompiler *compiler, xmlNode *parent, const char *name,
                              const AssayPattern ***ret_patterns)
{
    guint n = 0;
    const AssayPattern **patterns = assay_arena_new0(compiler->set->arena, const AssayPattern *,
                                                     assay_compile_count(parent, name));
    ASSAY_COMPILE_EACH(child, parent, name)
    patterns[n++] = assay_compile_pattern(compiler, child, assay_compile_text(compiler, child),
                                          ASSAY_PATTERN_SEARCH);
    *ret_patterns = patterns;
    return n;
}

void assay_compile_style(AssayCompiler *compiler, xmlNode *node, AssayStyle *style)
{
    const char *media = assay_compile_attribute(compiler, node, "media");
    style->name = assay_compile_attribute(compiler, node, "name");
    style->media = media == NULL ? NULL : assay_compile_words(compiler, media);
    style->last = assay_compile_attribute(compiler, node, "last");
    style->last_section = assay_compile_attribute(compiler, node, "last-section");
    style->n_has = compile_patterns(compiler, node, "has", &style->has);
    style->n_lacks = compile_patterns(compiler, node, "lacks", &style->lacks);
    style->file = compiler->path;
    style->line = assay_compile_line(node);
}

/* Calls for each layout that @node is for. */
#define EACH_LAYOUT(layout, set, styles)                                                           \
    for (guint layout##_i = 0; layout##_i <= (set)->n_styles; layout##_i++)                        \
        if ((styles) == 0 || (layout##_i < (set)->n_styles && ((styles) >> layout##_i & 1) != 0))  \
            for (AssayLayout *layout = (set)->layouts[layout##_i]; layout != NULL; layout = NULL)

static void compile_heading(AssayCompiler *compiler, xmlNode *node, guint64 styles, guint section)
{
    const char *text = assay_compile_text(compiler, node);
    AssayRuleSet *set = compiler->set;
    if (assay_compile_attribute(compiler, node, "as") != NULL) {
        AssayHeadingPattern heading = {
            assay_compile_pattern(compiler, node, text,
                                  ASSAY_PATTERN_AT_START | ASSAY_PATTERN_AT_END),
            section};
        EACH_LAYOUT(layout, set, styles)
        g_array_append_val(layout->heading_patterns, heading);
        return;
    }
    EACH_LAYOUT(layout, set, styles)
    {
        char *key = assay_text_key(assay_slice_from(text));
        gpointer number = GUINT_TO_POINTER(section + 1);
        if (g_hash_table_contains(layout->headings, key))
            g_free(key);
        else
            g_hash_table_insert(layout->headings, key, number);
        if (!g_hash_table_contains(layout->lines, text))
            g_hash_table_insert(layout->lines, g_strdup(text), number);
        layout->longest_heading_bytes = MAX(layout->longest_heading_bytes, strlen(text));
    }
}

static void compile_end(AssayCompiler *compiler, xmlNode *node, guint64 styles, guint section)
{
    AssayHeadingPattern end = {assay_compile_pattern(compiler, node,
                                                     assay_compile_text(compiler, node),
                                                     ASSAY_PATTERN_AT_START),
                               section};
    EACH_LAYOUT(layout, compiler->set, styles)
    g_array_append_val(layout->ends, end);
}

static void compile_unheaded(AssayCompiler *compiler, xmlNode *node, guint64 styles, guint section)
{
    const char *most = assay_compile_attribute(compiler, node, "most");
    const char *before = assay_compile_attribute(compiler, node, "before");
    AssayUnheaded unheaded = {.section = section};
    unheaded.least = number_of(assay_compile_attribute(compiler, node, "least"));
    unheaded.most = most == NULL ? G_MAXUINT : number_of(most);
    unheaded.pattern = assay_compile_pattern(compiler, node, assay_compile_text(compiler, node),
                                             ASSAY_PATTERN_SEARCH);
    if (before != NULL)
        unheaded.before = assay_compile_pattern(compiler, node, before,
                                                ASSAY_PATTERN_AT_START | ASSAY_PATTERN_AT_END);
    EACH_LAYOUT(layout, compiler->set, styles)
    g_array_append_val(layout->unheaded, unheaded);
}

static void compile_label(AssayCompiler *compiler, xmlNode *node, guint64 styles, guint section)
{
    const char *text = assay_compile_text(compiler, node);
    const char *value = assay_compile_attribute(compiler, node, "value");
    AssayLayoutLabel label = {text, strlen(text), NULL};
    if (value != NULL)
        label.value = assay_compile_pattern(compiler, node, value, ASSAY_PATTERN_AT_START);
    if (label.length == 0) {
        assay_compile_problem(compiler, node, "a label needs text");
        return;
    }
    EACH_LAYOUT(layout, compiler->set, styles)
    {
        GArray *labels = layout->labels[section];
        if (labels == NULL)
            labels = layout->labels[section] = g_array_new(FALSE, TRUE, sizeof(AssayLayoutLabel));
        guint at = 0; /* behind those that are as long or longer */
        while (at < labels->len &&
               g_array_index(labels, AssayLayoutLabel, at).length >= label.length)
            at++;
        g_array_insert_val(labels, at, label);
    }
}

void assay_compile_layout(AssayCompiler *compiler, xmlNode *node)
{
    guint64 styles = assay_compile_styles(compiler, node);
    const char *lines = assay_compile_attribute(compiler, node, "lines");
    AssayRuleSet *set = compiler->set;
    if (lines != NULL && strcmp(lines, "split") == 0)
        EACH_LAYOUT(layout, set, styles)
    layout->splits_lines = TRUE;
    ASSAY_COMPILE_EACH(child, node, "drop")
    {
        const AssayPattern *drop = assay_compile_pattern(
            compiler, child, assay_compile_text(compiler, child), ASSAY_PATTERN_SEARCH);
        EACH_LAYOUT(layout, set, styles)
        g_ptr_array_add(layout->drops, (gpointer)(gsize)drop);
    }
    ASSAY_COMPILE_EACH(child, node, "section")
    {
        guint section = assay_compile_section(compiler, child,
                                              assay_compile_attribute(compiler, child, "name"));
        set->laid_out |= G_GUINT64_CONSTANT(1) << section;
        if (assay_compile_attribute(compiler, child, "drop") != NULL)
            EACH_LAYOUT(layout, set, styles)
        layout->dropped |= G_GUINT64_CONSTANT(1) << section;
        ASSAY_COMPILE_EACH(part, child, NULL)
        {
            if (strcmp((const char *)part->name, "heading") == 0)
                compile_heading(compiler, part, styles, section);
            else if (strcmp((const char *)part->name, "end") == 0)
                compile_end(compiler, part, styles, section);
            else if (strcmp((const char *)part->name, "unheaded") == 0)
                compile_unheaded(compiler, part, styles, section);
            else
                compile_label(compiler, part, styles, section);
        }
    }
}

static const AssayPattern *optional_pattern(AssayCompiler *compiler, xmlNode *node,
                                            const char *attribute)
{
    const char *text = assay_compile_attribute(compiler, node, attribute);
    return text == NULL ? NULL : assay_compile_pattern(compiler, node, text, ASSAY_PATTERN_SEARCH);
}

void assay_compile_cut(AssayCompiler *compiler, xmlNode *node)
{
    AssayRuleSet *set = compiler->set;
    AssayCut cut = {.file = compiler->path, .line = assay_compile_line(node)};
    cut.target = assay_compile_attribute(compiler, node, "target");
    AssayCutTest *tests = assay_arena_new0(set->arena, AssayCutTest,
                                           assay_compile_count(node, NULL));
    ASSAY_COMPILE_EACH(child, node, NULL)
    {
        AssayCutTest *test = &tests[cut.n_tests++];
        const char *name = (const char *)child->name;
        test->line = assay_compile_line(child);
        if (strcmp(name, "begins") == 0) {
            test->kind = ASSAY_CUT_BEGINS;
            test->other = assay_compile_attribute(compiler, child, "target");
        } else if (strcmp(name, "length") == 0) {
            test->kind = ASSAY_CUT_LENGTH;
            test->min = number_of(assay_compile_attribute(compiler, child, "min"));
            test->max = number_of(assay_compile_attribute(compiler, child, "max"));
            test->other = assay_compile_attribute(compiler, child, "without");
            test->uncounted = optional_pattern(compiler, child, "uncounted");
            test->unless = optional_pattern(compiler, child, "unless");
        } else {
            test->kind = ASSAY_CUT_ENDING;
            test->unless = assay_compile_pattern(
                compiler, child, assay_compile_text(compiler, child), ASSAY_PATTERN_AT_END);
        }
    }
    cut.tests = tests;
    g_array_append_val(set->cuts, cut);
}

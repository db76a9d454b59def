/* kind_always.c: fields that a style of capture always carries.
 *
 *   <style name="piped"><field target="title"/>…</style>   in the order of the page
 *
 * For each source of a listed style: a field without evidence from that source is missing. Of a
 * capture that is cut, only the fields before its last found one are asked for: what follows
 * may have been cut off. */
#include <string.h>

#include "check/kind.h"

typedef struct {
    char *name;         /* owned */
    GPtrArray *targets; /* owned strings */
    GHashTable *places; /* of targets (borrowed), each with its place in the list, from 1 */
} Style;

static void style_free(gpointer data)
{
    Style *style = data;
    g_free(style->name);
    g_hash_table_unref(style->places);
    g_ptr_array_unref(style->targets);
    g_free(style);
}

/* @target: taken. A second of the same path would only be told twice. */
static void add_target(Style *style, char *target)
{
    if (g_hash_table_contains(style->places, target)) {
        g_free(target);
        return;
    }
    g_ptr_array_add(style->targets, target);
    g_hash_table_insert(style->places, target, GUINT_TO_POINTER(style->targets->len));
}

static gboolean load(const AssayCheck *check, gpointer *ret_state, GError **error)
{
    GPtrArray *styles = g_ptr_array_new_with_free_func(style_free);
    for (xmlNode *node = check->node->children; node != NULL; node = node->next) {
        if (!assay_element_is(node, "style"))
            continue;
        Style *style = g_new0(Style, 1);
        style->name = assay_element_attribute(node, "name");
        style->targets = g_ptr_array_new_with_free_func(g_free);
        style->places = g_hash_table_new(g_str_hash, g_str_equal);
        for (xmlNode *field = node->children; field != NULL; field = field->next)
            if (assay_element_is(field, "field"))
                add_target(style, assay_element_attribute(field, "target"));
        g_ptr_array_add(styles, style);
    }
    *ret_state = styles;
    if (styles->len == 0) {
        g_ptr_array_unref(styles);
        *ret_state = NULL;
        return assay_check_error(check->node, error, "check %s lists no <style>; add one",
                                 check->id);
    }
    return TRUE;
}

static void unload(gpointer state)
{
    g_ptr_array_unref(state);
}

/* A source of a listed style. */
typedef struct {
    char *n;            /* owned; its number */
    const Style *style; /* borrowed */
    gboolean cut;
    guint8 *found; /* owned; one byte for each target: it has evidence from this source */
} Source;

static void source_free(gpointer data)
{
    Source *source = data;
    g_free(source->n);
    g_free(source->found);
    g_free(source);
}

static const Style *find_style(const GPtrArray *styles, const char *name)
{
    for (guint i = 0; i < styles->len; i++) {
        const Style *style = g_ptr_array_index(styles, i);
        if (g_strcmp0(name, style->name) == 0)
            return style;
    }
    return NULL;
}

/* @by_n: the same by their numbers; borrowed.
 * Returns: (owned) of Source, in the order of the record. */
static GPtrArray *listed_sources(xmlNode *root, const GPtrArray *styles, GHashTable *by_n)
{
    GPtrArray *listed = g_ptr_array_new_with_free_func(source_free);
    const xmlNode *sources = assay_element_child(root, "sources");
    for (const xmlNode *row = sources != NULL ? sources->children : NULL; row != NULL;
         row = row->next) {
        if (!assay_element_is(row, "source") || assay_element_get(row, "same") != NULL)
            continue;
        const Style *style = find_style(styles, assay_element_get(row, "style"));
        const char *n = assay_element_get(row, "n");
        if (style == NULL || n == NULL)
            continue;
        Source *source = g_new0(Source, 1);
        source->n = g_strdup(n);
        source->style = style;
        source->cut = g_strcmp0(assay_element_get(row, "cut"), "true") == 0;
        source->found = g_new0(guint8, style->targets->len);
        g_ptr_array_add(listed, source);
        g_hash_table_insert(by_n, source->n, source);
    }
    return listed;
}

static void mark_found(xmlNode *root, GHashTable *by_n)
{
    const xmlNode *evidence = assay_element_child(root, "evidence");
    for (const xmlNode *row = evidence != NULL ? evidence->children : NULL; row != NULL;
         row = row->next) {
        const char *n = assay_element_is(row, "e") ? assay_element_get(row, "source") : NULL;
        const Source *source = n != NULL ? g_hash_table_lookup(by_n, n) : NULL;
        /* A record that its schema refuses is checked all the same: it may have no path. */
        const char *path = source != NULL ? assay_element_get(row, "path") : NULL;
        guint place = path == NULL
                          ? 0
                          : GPOINTER_TO_UINT(g_hash_table_lookup(source->style->places, path));
        if (place > 0)
            source->found[place - 1] = 1;
    }
}

static void raise_missing(const AssayCheckRun *run, const Source *source)
{
    guint end = source->style->targets->len;
    while (source->cut && end > 0 && source->found[end - 1] == 0)
        end--;
    g_autoptr(GArray) missing = g_array_new(FALSE, TRUE, sizeof(AssayFlagValue));
    for (guint i = 0; i < end; i++) {
        if (source->found[i] != 0)
            continue;
        AssayFlagValue value = {g_ptr_array_index(source->style->targets, i), source->style->name};
        g_array_append_val(missing, value);
    }
    if (missing->len > 0)
        assay_check_raise(run, NULL, NULL, (const AssayFlagValue *)(gpointer)missing->data,
                          missing->len);
}

static void run(const AssayCheckRun *run)
{
    xmlNode *root = xmlDocGetRootElement(run->xpath->doc);
    g_autoptr(GHashTable) by_n = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) sources = listed_sources(root, run->check->state, by_n);
    if (sources->len == 0)
        return;
    mark_found(root, by_n);
    for (guint i = 0; i < sources->len; i++)
        raise_missing(run, g_ptr_array_index(sources, i));
}

extern const AssayCheckKind assay_kind_always;
const AssayCheckKind assay_kind_always = {
    .name = "always", .load = load, .unload = unload, .run = run};

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

/* Which targets of @style have evidence from source @n. Returns: (owned) one byte for each. */
static guint8 *found_targets(xmlNode *root, const char *n, const Style *style)
{
    guint8 *found = g_new0(guint8, style->targets->len);
    const xmlNode *evidence = assay_element_child(root, "evidence");
    for (const xmlNode *row = evidence != NULL ? evidence->children : NULL; row != NULL;
         row = row->next) {
        if (!assay_element_is(row, "e") || g_strcmp0(assay_element_get(row, "source"), n) != 0)
            continue;
        /* A record that its schema refuses is checked all the same: it may have no path. */
        const char *path = assay_element_get(row, "path");
        guint place = path == NULL ? 0 : GPOINTER_TO_UINT(g_hash_table_lookup(style->places, path));
        if (place > 0)
            found[place - 1] = 1;
    }
    return found;
}

static void run_source(const AssayCheckRun *run, xmlNode *root, xmlNode *source, const Style *style)
{
    g_autofree guint8 *found = found_targets(root, assay_element_get(source, "n"), style);
    guint end = style->targets->len;
    if (g_strcmp0(assay_element_get(source, "cut"), "true") == 0) {
        while (end > 0 && found[end - 1] == 0)
            end--;
    }
    g_autoptr(GArray) missing = g_array_new(FALSE, TRUE, sizeof(AssayFlagValue));
    for (guint i = 0; i < end; i++) {
        if (found[i] != 0)
            continue;
        AssayFlagValue value = {g_ptr_array_index(style->targets, i), style->name};
        g_array_append_val(missing, value);
    }
    if (missing->len > 0)
        assay_check_raise(run, NULL, NULL, (const AssayFlagValue *)(gpointer)missing->data,
                          missing->len);
}

static void run(const AssayCheckRun *run)
{
    const GPtrArray *styles = run->check->state;
    xmlNode *root = xmlDocGetRootElement(run->xpath->doc);
    xmlNode *sources = assay_element_child(root, "sources");
    for (xmlNode *source = sources != NULL ? sources->children : NULL; source != NULL;
         source = source->next) {
        if (!assay_element_is(source, "source") || assay_element_get(source, "same") != NULL)
            continue;
        const char *name = assay_element_get(source, "style");
        for (guint i = 0; i < styles->len; i++) {
            const Style *style = g_ptr_array_index(styles, i);
            if (g_strcmp0(name, style->name) == 0) {
                run_source(run, root, source, style);
                break;
            }
        }
    }
}

extern const AssayCheckKind assay_kind_always;
const AssayCheckKind assay_kind_always = {
    .name = "always", .load = load, .unload = unload, .run = run};

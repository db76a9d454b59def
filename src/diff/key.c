/* key.c: see key.h. */
#include "diff/key.h"

#include <string.h>

#define MAX_KEYS 3u

/* Elements of the frame: attributes that are their key. */
static const struct {
    const char *element;
    const char *keys[MAX_KEYS];
    gboolean is_strict;
} frame_keys[] = {
    {"reference", {"scheme", "id"}, TRUE},
    {"source", {"sha256"}, TRUE},
    {"e", {"path", "source", "rule"}, TRUE},
    {"section", {"title"}, FALSE},
};

/* What of a profile's own elements is a name. Not of those right below the record, of which there
 * is one each: a tier's @name is a value. */
static const char *const own_keys[] = {"name", "by", "id"};

/* Attributes that must agree for two elements to be one thing changed. */
static const struct {
    const char *element, *attribute;
} frame_kinds[] = {{"identifier", "scheme"}, {"flag", "check"}, {"value", "of"}};

static gboolean is_deep(const AssayDiffNode *node)
{
    return node->parent != NULL && node->parent->parent != NULL;
}

static char *key_of(const AssayDiffNode *node, gboolean *ret_is_strict)
{
    *ret_is_strict = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(frame_keys); i++) {
        if (strcmp(node->name, frame_keys[i].element) != 0)
            continue;
        GString *key = g_string_new(NULL);
        gboolean is_whole = TRUE;
        for (guint j = 0; j < MAX_KEYS && frame_keys[i].keys[j] != NULL; j++) {
            const char *value = assay_diff_node_get(node, frame_keys[i].keys[j]);
            is_whole = is_whole && value != NULL;
            g_string_append_printf(key, "%s\n", value == NULL ? "" : value);
        }
        if (is_whole) {
            *ret_is_strict = frame_keys[i].is_strict;
            return g_string_free(key, FALSE);
        }
        g_string_free(key, TRUE);
        const char *url = assay_diff_node_get(node, "url");
        return url != NULL ? g_strdup(url) : *node->text != '\0' ? g_strdup(node->text) : NULL;
    }
    for (guint i = 0; is_deep(node) && i < G_N_ELEMENTS(own_keys); i++) {
        const char *value = assay_diff_node_get(node, own_keys[i]);
        if (value == NULL)
            continue;
        *ret_is_strict = TRUE;
        return g_strdup_printf("%s=%s", own_keys[i], value);
    }
    return NULL;
}

char *assay_diff_key(const AssayDiffNode *node)
{
    gboolean is_strict = FALSE;
    char *key = key_of(node, &is_strict);
    g_autofree char *kind = assay_diff_kind(node);
    if (key == NULL && kind != NULL) { /* its kind and what it says or shows */
        GString *shown = g_string_new(kind);
        for (guint i = 0; i < node->n_children; i++)
            g_string_append_printf(shown, "\n%s", node->children[i]->text);
        if (node->n_children == 0)
            g_string_append_printf(shown, "\n%s", node->text);
        return g_string_free(shown, FALSE);
    }
    return key != NULL || *node->text == '\0' ? key : g_strdup(node->text);
}

gboolean assay_diff_key_is_strict(const AssayDiffNode *node)
{
    gboolean is_strict = FALSE;
    g_free(key_of(node, &is_strict));
    return is_strict;
}

char *assay_diff_kind(const AssayDiffNode *node)
{
    for (guint i = 0; i < G_N_ELEMENTS(frame_kinds); i++)
        if (strcmp(node->name, frame_kinds[i].element) == 0)
            return g_strdup(assay_diff_node_get(node, frame_kinds[i].attribute));
    return NULL;
}

static gboolean has_attribute(const AssayDiffNode *node, const char *name)
{
    for (guint i = 0; i < node->n_attributes; i++)
        if (strcmp(node->attributes[i].name, name) == 0)
            return TRUE;
    return FALSE;
}

/* The element below the record that @node is in. */
static const AssayDiffNode *part_of(const AssayDiffNode *node)
{
    while (node->parent != NULL && node->parent->parent != NULL)
        node = node->parent;
    return node;
}

gboolean assay_diff_is_item(const AssayDiffNode *node)
{
    static const char *const lists[] = {"identifiers", "references", "body",
                                        "flags",       "sources",    "evidence"};
    static const char *const marks[] = {"n", "name", "by", "id", "scheme"};
    if (node->n_alike > 1 || strcmp(node->name, ASSAY_DIFF_TEXT) == 0)
        return TRUE;
    for (guint i = 0; is_deep(node) && i < G_N_ELEMENTS(marks); i++)
        if (has_attribute(node, marks[i]))
            return TRUE;
    const AssayDiffNode *part = part_of(node);
    for (guint i = 0; part != node && i < G_N_ELEMENTS(lists); i++)
        if (strcmp(part->name, lists[i]) == 0)
            return TRUE;
    return FALSE;
}

/* ---- Paths ---- */

const char *assay_diff_path_key(const AssayDiffNode *node)
{
    for (guint i = 0; i < G_N_ELEMENTS(frame_kinds); i++)
        if (strcmp(node->name, frame_kinds[i].element) == 0)
            return frame_kinds[i].attribute;
    for (guint i = 0; i < G_N_ELEMENTS(frame_keys); i++)
        if (strcmp(node->name, frame_keys[i].element) == 0)
            return NULL;
    return is_deep(node) ? "name" : NULL;
}

static void append_step(GString *path, const AssayDiffNode *node, gboolean with_instance)
{
    gboolean is_piece = strcmp(node->name, ASSAY_DIFF_TEXT) == 0;
    const char *key = assay_diff_path_key(node);
    const char *value = key == NULL ? NULL : assay_diff_node_get(node, key);
    g_string_append(path, is_piece ? "text()" : node->name);
    if (value != NULL) {
        char quote = strchr(value, '\'') == NULL ? '\'' : '"';
        g_string_append_printf(path, "[@%s=%c%s%c]", key, quote, value, quote);
    } else if (with_instance && (node->n_alike > 1 || has_attribute(node, "n") || is_piece)) {
        g_string_append_printf(path, "[%u]", node->instance);
    }
}

static char *path_of(const AssayDiffNode *node, const char *attribute, gboolean with_instance)
{
    g_autoptr(GPtrArray) up = g_ptr_array_new();
    for (; node->parent != NULL; node = node->parent)
        g_ptr_array_add(up, (gpointer)(guintptr)node);
    GString *path = g_string_new(NULL);
    for (guint i = up->len; i-- > 0;) {
        append_step(path, g_ptr_array_index(up, i), with_instance);
        if (i > 0 || attribute != NULL)
            g_string_append_c(path, '/');
    }
    if (attribute != NULL)
        g_string_append_printf(path, "@%s", attribute);
    return g_string_free(path, FALSE);
}

char *assay_diff_path(const AssayDiffNode *node, const char *attribute)
{
    return path_of(node, attribute, TRUE);
}

char *assay_diff_field(const AssayDiffNode *node, const char *attribute)
{
    return path_of(node, attribute, FALSE);
}

char *assay_diff_place(const AssayDiffNode *node)
{
    g_autoptr(GArray) up = g_array_new(FALSE, FALSE, sizeof(guint));
    for (; node->parent != NULL; node = node->parent)
        g_array_append_val(up, node->index);
    GString *place = g_string_new(NULL);
    for (guint i = up->len; i-- > 0;)
        g_string_append_printf(place, "%u%s", g_array_index(up, guint, i), i > 0 ? "." : "");
    return g_string_free(place, FALSE);
}

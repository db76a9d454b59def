/* shape.c: see shape.h. Schemas are part of the rule set, not input; still, nesting is bounded. */
#include "record/shape.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"

/* Patterns inside patterns, references included, within one element. */
#define MAX_NESTING 64u

typedef struct {
    const char *name;
    GPtrArray *values; /* owned array of borrowed strings: what the schema lists */
} ShapeAttribute;

struct AssayShapeElement {
    const char *name;
    GPtrArray *children;   /* owned array; of borrowed AssayShapeElement */
    GArray *attributes;    /* owned; of ShapeAttribute */
    GPtrArray *definition; /* owned array; of xmlNode: the schema's element nodes, while loading */
};

struct AssayShape {
    AssayArena *arena;       /* owned; the strings */
    GPtrArray *elements;     /* owned; of owned AssayShapeElement: elements may be recursive */
    GPtrArray *documents;    /* owned; of xmlDoc, while loading */
    GHashTable *defines;     /* name to GPtrArray of xmlNode `define`, while loading */
    GHashTable *by_node;     /* xmlNode `element` to AssayShapeElement, while loading */
    AssayShapeElement *root; /* borrowed */
};

static void element_free(gpointer data)
{
    AssayShapeElement *element = data;
    for (guint i = 0; i < element->attributes->len; i++)
        g_ptr_array_unref(g_array_index(element->attributes, ShapeAttribute, i).values);
    g_array_unref(element->attributes);
    g_ptr_array_unref(element->children);
    g_ptr_array_unref(element->definition);
    g_free(element);
}

static void free_document(gpointer doc)
{
    xmlFreeDoc(doc);
}

void assay_shape_free(AssayShape *shape)
{
    if (shape == NULL)
        return;
    g_ptr_array_unref(shape->elements);
    g_clear_pointer(&shape->documents, g_ptr_array_unref);
    g_clear_pointer(&shape->defines, g_hash_table_unref);
    g_clear_pointer(&shape->by_node, g_hash_table_unref);
    assay_arena_free(shape->arena);
    g_free(shape);
}

static gboolean is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const char *property(AssayShape *shape, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
    const char *kept = value == NULL ? NULL
                                     : assay_arena_strdup(shape->arena, g_strstrip((char *)value));
    xmlFree(value);
    return kept;
}

/* ---- Collecting the definitions of a grammar and of those it includes ---- */

static gboolean collect(AssayShape *shape, const char *file, GHashTable *overridden,
                        xmlNode **ret_start, guint depth, GError **error);

static gboolean collect_include(AssayShape *shape, const char *file, xmlNode *include,
                                xmlNode **ret_start, guint depth, GError **error)
{
    const char *href = property(shape, include, "href");
    if (href == NULL || g_path_is_absolute(href) || strstr(href, "://") != NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:%ld: include needs a relative href to a file beside the schema", file,
                    xmlGetLineNo(include));
        return FALSE;
    }
    g_autoptr(GHashTable) overridden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (xmlNode *node = include->children; node != NULL; node = node->next)
        if (is_named(node, "define") && xmlHasProp(node, (const xmlChar *)"name") != NULL)
            g_hash_table_add(overridden, g_strdup(property(shape, node, "name")));
    g_autofree char *folder = g_path_get_dirname(file);
    g_autofree char *path = g_build_filename(folder, href, NULL);
    return collect(shape, path, overridden, ret_start, depth + 1, error);
}

static void add_define(AssayShape *shape, xmlNode *node, GHashTable *overridden)
{
    const char *name = property(shape, node, "name");
    if (name == NULL || (overridden != NULL && g_hash_table_contains(overridden, name)))
        return;
    GPtrArray *list = g_hash_table_lookup(shape->defines, name);
    if (list == NULL) {
        list = g_ptr_array_new();
        g_hash_table_insert(shape->defines, g_strdup(name), list);
    }
    g_ptr_array_add(list, node);
}

static gboolean collect(AssayShape *shape, const char *file, GHashTable *overridden,
                        xmlNode **ret_start, guint depth, GError **error)
{
    xmlDoc *doc = depth > MAX_NESTING
                      ? NULL
                      : xmlReadFile(file, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *grammar = doc == NULL ? NULL : xmlDocGetRootElement(doc);
    if (doc != NULL)
        g_ptr_array_add(shape->documents, doc);
    if (grammar == NULL || !is_named(grammar, "grammar")) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:1: not a readable RELAX NG grammar; check that the file is there and is "
                    "well-formed",
                    file);
        return FALSE;
    }
    for (xmlNode *node = grammar->children; node != NULL; node = node->next) {
        if (is_named(node, "start"))
            *ret_start = node;
        else if (is_named(node, "define"))
            add_define(shape, node, overridden);
        else if (is_named(node, "include")) {
            if (!collect_include(shape, file, node, ret_start, depth, error))
                return FALSE;
            for (xmlNode *own = node->children; own != NULL; own = own->next)
                if (is_named(own, "define"))
                    add_define(shape, own, overridden);
        }
    }
    return TRUE;
}

/* ---- From definitions to elements ---- */

static AssayShapeElement *element_for(AssayShape *shape, AssayShapeElement *parent, xmlNode *node)
{
    const char *name = property(shape, node, "name");
    if (name == NULL)
        return NULL; /* a name class; no record schema needs one */
    AssayShapeElement *element = g_hash_table_lookup(shape->by_node, node);
    for (guint i = 0; parent != NULL && i < parent->children->len; i++) {
        AssayShapeElement *sibling = g_ptr_array_index(parent->children, i);
        if (strcmp(sibling->name, name) != 0)
            continue;
        if (element == NULL) { /* a second definition of the same child: united with the first */
            g_ptr_array_add(sibling->definition, node);
            g_hash_table_insert(shape->by_node, node, sibling);
        }
        return NULL;
    }
    if (element == NULL) {
        element = g_new0(AssayShapeElement, 1);
        element->name = name;
        element->children = g_ptr_array_new();
        element->attributes = g_array_new(FALSE, TRUE, sizeof(ShapeAttribute));
        element->definition = g_ptr_array_new();
        g_ptr_array_add(element->definition, node);
        g_ptr_array_add(shape->elements, element);
        g_hash_table_insert(shape->by_node, node, element);
    }
    return element;
}

static void collect_values(AssayShape *shape, xmlNode *node, GPtrArray *values, guint depth)
{
    for (; node != NULL && depth < MAX_NESTING; node = node->next) {
        if (is_named(node, "value")) {
            xmlChar *text = xmlNodeGetContent(node);
            g_ptr_array_add(values, assay_arena_strdup(shape->arena, g_strstrip((char *)text)));
            xmlFree(text);
        } else if (node->type == XML_ELEMENT_NODE) {
            collect_values(shape, node->children, values, depth + 1);
        }
    }
}

static void add_attribute(AssayShape *shape, AssayShapeElement *element, xmlNode *node)
{
    ShapeAttribute attribute = {.name = property(shape, node, "name")};
    if (attribute.name == NULL || assay_shape_attribute(element, attribute.name, NULL))
        return;
    attribute.values = g_ptr_array_new();
    collect_values(shape, node->children, attribute.values, 0);
    g_array_append_val(element->attributes, attribute);
}

/* Add what the patterns @node and its siblings allow to @element, in their order. */
static void add_patterns(AssayShape *shape, AssayShapeElement *element, xmlNode *node, guint depth)
{
    for (; node != NULL && depth < MAX_NESTING; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (is_named(node, "attribute")) {
            add_attribute(shape, element, node);
        } else if (is_named(node, "element")) {
            AssayShapeElement *child = element_for(shape, element, node);
            if (child != NULL)
                g_ptr_array_add(element->children, child);
        } else if (is_named(node, "ref")) {
            const char *name = property(shape, node, "name");
            GPtrArray *list = name == NULL ? NULL : g_hash_table_lookup(shape->defines, name);
            for (guint i = 0; list != NULL && i < list->len; i++) {
                const xmlNode *define = g_ptr_array_index(list, i);
                add_patterns(shape, element, define->children, depth + 1);
            }
        } else {
            add_patterns(shape, element, node->children, depth + 1);
        }
    }
}

AssayShape *assay_shape_load(const char *file, GError **error)
{
    g_autoptr(AssayShape) shape = g_new0(AssayShape, 1);
    shape->arena = assay_arena_new();
    shape->elements = g_ptr_array_new_with_free_func(element_free);
    shape->documents = g_ptr_array_new_with_free_func(free_document);
    shape->defines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify)g_ptr_array_unref);
    shape->by_node = g_hash_table_new(NULL, NULL);
    xmlNode *start = NULL;
    if (!collect(shape, file, NULL, &start, 0, error))
        return NULL;
    xmlNode *root = start == NULL ? NULL : xmlFirstElementChild(start);
    if (root != NULL && is_named(root, "element"))
        shape->root = element_for(shape, NULL, root);
    if (shape->root == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:1: the schema's start is not one element; include frame.rng", file);
        return NULL;
    }
    /* Elements are appended while the list is walked, each is expanded once: recursion ends. */
    for (guint i = 0; i < shape->elements->len; i++) {
        AssayShapeElement *element = g_ptr_array_index(shape->elements, i);
        for (guint j = 0; j < element->definition->len; j++) {
            const xmlNode *node = g_ptr_array_index(element->definition, j);
            add_patterns(shape, element, node->children, 0);
        }
    }
    g_clear_pointer(&shape->by_node, g_hash_table_unref);
    g_clear_pointer(&shape->defines, g_hash_table_unref);
    g_clear_pointer(&shape->documents, g_ptr_array_unref);
    return g_steal_pointer(&shape);
}

/* ---- Asking ---- */

const AssayShapeElement *assay_shape_root(const AssayShape *shape)
{
    return shape->root;
}

const AssayShapeElement *assay_shape_child(const AssayShapeElement *element, const char *name,
                                           guint *ret_order)
{
    for (guint i = 0; element != NULL && i < element->children->len; i++) {
        const AssayShapeElement *child = g_ptr_array_index(element->children, i);
        if (strcmp(child->name, name) != 0)
            continue;
        if (ret_order != NULL)
            *ret_order = i;
        return child;
    }
    return NULL;
}

gboolean assay_shape_attribute(const AssayShapeElement *element, const char *name, guint *ret_order)
{
    for (guint i = 0; element != NULL && i < element->attributes->len; i++) {
        if (strcmp(g_array_index(element->attributes, ShapeAttribute, i).name, name) != 0)
            continue;
        if (ret_order != NULL)
            *ret_order = i;
        return TRUE;
    }
    return FALSE;
}

guint assay_shape_value_order(const AssayShapeElement *element, const char *attribute,
                              const char *value)
{
    guint order = 0;
    if (!assay_shape_attribute(element, attribute, &order))
        return G_MAXUINT;
    const GPtrArray *values = g_array_index(element->attributes, ShapeAttribute, order).values;
    for (guint i = 0; i < values->len; i++)
        if (strcmp(g_ptr_array_index(values, i), value) == 0)
            return i;
    return G_MAXUINT;
}

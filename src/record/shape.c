/* shape.c: see shape.h. Schemas are part of the rule set, not input; still, nesting is bounded. */
#include "record/shape.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "record/element.h"

/* Patterns inside patterns, references included, within one element. */
#define MAX_NESTING 64u

typedef struct {
    const char *name;
    GPtrArray *values; /* owned array of borrowed strings: what the schema lists */
    gboolean is_free;  /* any text will do */
} ShapeAttribute;

typedef struct {
    AssayShapeElement *element; /* borrowed */
    gboolean repeats;
} ShapeChild;

struct AssayShapeElement {
    const char *name;
    GArray *children;       /* owned; of ShapeChild */
    GArray *attributes;     /* owned; of ShapeAttribute */
    GPtrArray *definition;  /* owned array; of xmlNode: the schema's element nodes, while loading */
    gboolean has_text;      /* a pattern allows any text */
    gboolean is_particular; /* what fits it depends on more than is kept here */
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
    g_array_unref(element->children);
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

static const char *property(AssayShape *shape, const xmlNode *node, const char *name)
{
    g_autofree char *value = assay_element_attribute(node, name);
    return value == NULL ? NULL : assay_arena_strdup(shape->arena, g_strstrip(value));
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
        if (assay_element_is(node, "define") && xmlHasProp(node, (const xmlChar *)"name") != NULL)
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
    if (grammar == NULL || !assay_element_is(grammar, "grammar")) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:1: not a readable RELAX NG grammar; check that the file is there and is "
                    "well-formed",
                    file);
        return FALSE;
    }
    for (xmlNode *node = grammar->children; node != NULL; node = node->next) {
        if (assay_element_is(node, "start"))
            *ret_start = node;
        else if (assay_element_is(node, "define"))
            add_define(shape, node, overridden);
        else if (assay_element_is(node, "include")) {
            if (!collect_include(shape, file, node, ret_start, depth, error))
                return FALSE;
            for (xmlNode *own = node->children; own != NULL; own = own->next)
                if (assay_element_is(own, "define"))
                    add_define(shape, own, overridden);
        }
    }
    return TRUE;
}

/* ---- From definitions to elements ---- */

static AssayShapeElement *element_new(AssayShape *shape, xmlNode *node, const char *name)
{
    AssayShapeElement *element = g_new0(AssayShapeElement, 1);
    element->name = name;
    element->children = g_array_new(FALSE, TRUE, sizeof(ShapeChild));
    element->attributes = g_array_new(FALSE, TRUE, sizeof(ShapeAttribute));
    element->definition = g_ptr_array_new();
    g_ptr_array_add(element->definition, node);
    g_ptr_array_add(shape->elements, element);
    g_hash_table_insert(shape->by_node, node, element);
    return element;
}

/* @loops: the pattern stands alone in one that repeats. */
static void add_child(AssayShape *shape, AssayShapeElement *parent, xmlNode *node, gboolean loops)
{
    const char *name = property(shape, node, "name");
    if (name == NULL) { /* a class of names; no record schema needs one */
        parent->is_particular = TRUE;
        return;
    }
    AssayShapeElement *element = g_hash_table_lookup(shape->by_node, node);
    for (guint i = 0; i < parent->children->len; i++) {
        ShapeChild *sibling = &g_array_index(parent->children, ShapeChild, i);
        if (strcmp(sibling->element->name, name) != 0)
            continue;
        sibling->repeats = FALSE; /* it stands in two places */
        if (element != sibling->element)
            sibling->element->is_particular = TRUE;
        if (element == NULL) { /* a second definition of the same child: united with the first */
            g_ptr_array_add(sibling->element->definition, node);
            g_hash_table_insert(shape->by_node, node, sibling->element);
        }
        return;
    }
    ShapeChild child = {element != NULL ? element : element_new(shape, node, name), loops};
    g_array_append_val(parent->children, child);
}

static void collect_values(AssayShape *shape, xmlNode *node, GPtrArray *values, guint depth)
{
    for (; node != NULL && depth < MAX_NESTING; node = node->next) {
        if (assay_element_is(node, "value")) {
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
    guint order;
    if (attribute.name == NULL) {
        element->is_particular = TRUE;
        return;
    }
    if (assay_shape_attribute(element, attribute.name, &order)) {
        g_array_index(element->attributes, ShapeAttribute, order).is_free = FALSE;
        return;
    }
    unsigned long n_patterns = xmlChildElementCount(node);
    attribute.is_free = n_patterns == 0 ||
                        (n_patterns == 1 && assay_element_is(xmlFirstElementChild(node), "text"));
    attribute.values = g_ptr_array_new();
    collect_values(shape, node->children, attribute.values, 0);
    g_array_append_val(element->attributes, attribute);
}

/* Whether what stands in @node, which is in a pattern that @loops or is none, stands alone in one
 * that repeats. */
static gboolean loops_within(xmlNode *node, gboolean loops)
{
    if (assay_element_is(node, "choice"))
        return loops;
    return xmlChildElementCount(node) == 1 &&
           (assay_element_is(node, "zeroOrMore") || assay_element_is(node, "oneOrMore") ||
            (loops && (assay_element_is(node, "define") || assay_element_is(node, "group"))));
}

/* Patterns that say nothing of names and texts themselves. */
static gboolean is_grouping(const xmlNode *node)
{
    static const char *const names[] = {"choice", "group",     "interleave", "mixed", "optional",
                                        "text",   "oneOrMore", "zeroOrMore", "empty"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (assay_element_is(node, names[i]))
            return TRUE;
    return FALSE;
}

/* Add what the patterns @node and its siblings allow to @element, in their order. */
static void add_patterns(AssayShape *shape, AssayShapeElement *element, xmlNode *node,
                         gboolean loops, guint depth)
{
    if (depth >= MAX_NESTING)
        element->is_particular = TRUE;
    for (; node != NULL && depth < MAX_NESTING; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (assay_element_is(node, "attribute")) {
            add_attribute(shape, element, node);
        } else if (assay_element_is(node, "element")) {
            add_child(shape, element, node, loops);
        } else if (assay_element_is(node, "ref")) {
            const char *name = property(shape, node, "name");
            GPtrArray *list = name == NULL ? NULL : g_hash_table_lookup(shape->defines, name);
            element->is_particular = element->is_particular || list == NULL;
            for (guint i = 0; list != NULL && i < list->len; i++) {
                xmlNode *define = g_ptr_array_index(list, i);
                add_patterns(shape, element, define->children,
                             list->len == 1 && loops_within(define, loops), depth + 1);
            }
        } else {
            element->has_text = element->has_text || assay_element_is(node, "text");
            element->is_particular = element->is_particular || !is_grouping(node);
            add_patterns(shape, element, node->children, loops_within(node, loops), depth + 1);
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
    const char *root_name = root != NULL && assay_element_is(root, "element")
                                ? property(shape, root, "name")
                                : NULL;
    if (root_name != NULL)
        shape->root = element_new(shape, root, root_name);
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
            add_patterns(shape, element, node->children, FALSE, 0);
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
        const AssayShapeElement *child = g_array_index(element->children, ShapeChild, i).element;
        if (strcmp(child->name, name) != 0)
            continue;
        if (ret_order != NULL)
            *ret_order = i;
        return child;
    }
    return NULL;
}

const AssayShapeElement *assay_shape_plain_child(const AssayShapeElement *element, const char *name,
                                                 gboolean *ret_repeats)
{
    guint order;
    const AssayShapeElement *child = assay_shape_child(element, name, &order);
    if (child == NULL || element->is_particular)
        return NULL;
    *ret_repeats = g_array_index(element->children, ShapeChild, order).repeats;
    return child;
}

gboolean assay_shape_is_free_text(const AssayShapeElement *element)
{
    return element != NULL && element->has_text && !element->is_particular &&
           element->children->len == 0;
}

gboolean assay_shape_is_free_attribute(const AssayShapeElement *element, const char *name)
{
    guint order;
    return assay_shape_attribute(element, name, &order) && !element->is_particular &&
           g_array_index(element->attributes, ShapeAttribute, order).is_free;
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

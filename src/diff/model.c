/* model.c: see model.h. Walks keep their own lists: a record may be nested as deep as libxml2
 * allows. */
#include "diff/model.h"

#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

/* An element and what is made of it. */
typedef struct {
    const xmlNode *from;
    AssayDiffNode *node;
} Pair;

static const char *folded(AssayArena *arena, const char *text)
{
    g_autofree char *normal = assay_text_normalise(assay_slice_from(text));
    return assay_arena_strdup(arena, normal);
}

static int compare_attributes(const void *a, const void *b)
{
    return strcmp(((const AssayDiffAttribute *)a)->name, ((const AssayDiffAttribute *)b)->name);
}

static void take_attributes(const xmlNode *from, AssayDiffNode *node, AssayArena *arena)
{
    for (const xmlAttr *attribute = from->properties; attribute != NULL;
         attribute = attribute->next)
        node->n_attributes++;
    node->attributes = assay_arena_new0(arena, AssayDiffAttribute, MAX(node->n_attributes, 1));
    guint n = 0;
    for (const xmlAttr *attribute = from->properties; attribute != NULL;
         attribute = attribute->next) {
        const xmlNode *text = attribute->children;
        node->attributes[n].name = assay_arena_strdup(arena, (const char *)attribute->name);
        node->attributes[n++].value = folded(
            arena, text == NULL || text->content == NULL ? "" : (const char *)text->content);
    }
    qsort(node->attributes, n, sizeof *node->attributes, compare_attributes);
}

static gboolean is_left_out(const xmlNode *from, gboolean with_evidence)
{
    return !with_evidence && from->parent == xmlDocGetRootElement(from->doc) &&
           (strcmp((const char *)from->name, "sources") == 0 ||
            strcmp((const char *)from->name, "evidence") == 0);
}

/* Text so far belongs to the node itself, or follows an element. */
static void end_text(GString *text, AssayDiffNode *node, GPtrArray *children, AssayArena *arena)
{
    const char *value = folded(arena, text->str);
    g_string_truncate(text, 0);
    if (*value == '\0')
        return;
    if (children->len == 0) {
        node->text = value;
        return;
    }
    AssayDiffNode *piece = assay_arena_new0(arena, AssayDiffNode, 1);
    piece->name = ASSAY_DIFF_TEXT;
    piece->text = value;
    g_ptr_array_add(children, piece);
}

static void take_content(const xmlNode *from, AssayDiffNode *node, gboolean with_evidence,
                         GArray *pairs, AssayArena *arena)
{
    g_autoptr(GPtrArray) children = g_ptr_array_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (const xmlNode *child = from->children; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE && child->content != NULL)
            g_string_append(text, (const char *)child->content);
        if (child->type != XML_ELEMENT_NODE || is_left_out(child, with_evidence))
            continue;
        end_text(text, node, children, arena);
        AssayDiffNode *below = assay_arena_new0(arena, AssayDiffNode, 1);
        Pair pair = {child, below};
        g_array_append_val(pairs, pair);
        g_ptr_array_add(children, below);
    }
    end_text(text, node, children, arena);
    node->n_children = children->len;
    node->children = assay_arena_new0(arena, AssayDiffNode *, MAX(children->len, 1));
    for (guint i = 0; i < children->len; i++)
        node->children[i] = g_ptr_array_index(children, i);
}

void assay_diff_model_number(AssayDiffNode *node, AssayArena *arena)
{
    (void)arena;
    g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < node->n_children; i++) {
        AssayDiffNode *child = node->children[i];
        child->parent = node;
        child->index = i;
        child->instance = GPOINTER_TO_UINT(g_hash_table_lookup(counts, child->name)) + 1;
        g_hash_table_insert(counts, (gpointer)(guintptr)child->name,
                            GUINT_TO_POINTER(child->instance));
    }
    for (guint i = 0; i < node->n_children; i++) {
        AssayDiffNode *child = node->children[i];
        child->n_alike = GPOINTER_TO_UINT(g_hash_table_lookup(counts, child->name));
        for (guint j = 0; j < child->n_attributes; j++) {
            char place[16];
            g_snprintf(place, sizeof place, "%u", child->instance);
            if (strcmp(child->attributes[j].name, "n") == 0 &&
                g_strcmp0(child->attributes[j].value, place) == 0)
                child->attributes[j].value = NULL;
        }
    }
}

static guint64 mix(guint64 hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (guchar)*text) * G_GUINT64_CONSTANT(0x100000001b3);
    return (hash ^ 0x1ff) * G_GUINT64_CONSTANT(0x100000001b3);
}

static void set_hash(AssayDiffNode *node)
{
    guint64 hash = mix(G_GUINT64_CONSTANT(0xcbf29ce484222325), node->name);
    for (guint i = 0; i < node->n_attributes; i++) {
        hash = mix(hash, node->attributes[i].name);
        hash = mix(hash, node->attributes[i].value == NULL ? "\x01" : node->attributes[i].value);
    }
    hash = mix(hash, node->text);
    for (guint i = 0; i < node->n_children; i++)
        hash = (hash ^ node->children[i]->hash) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    node->hash = hash;
}

static AssayDiffNode *build(const xmlNode *root, gboolean with_evidence, AssayArena *arena)
{
    g_autoptr(GArray) pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    Pair first = {root, assay_arena_new0(arena, AssayDiffNode, 1)};
    first.node->instance = first.node->n_alike = 1;
    g_array_append_val(pairs, first);
    for (guint i = 0; i < pairs->len; i++) { /* grows as it goes: parents before children */
        Pair pair = g_array_index(pairs, Pair, i);
        pair.node->name = assay_arena_strdup(arena, (const char *)pair.from->name);
        pair.node->text = "";
        take_attributes(pair.from, pair.node, arena);
        take_content(pair.from, pair.node, with_evidence, pairs, arena);
    }
    for (guint i = 0; i < pairs->len; i++)
        assay_diff_model_number(g_array_index(pairs, Pair, i).node, arena);
    for (guint i = pairs->len; i-- > 0;) {
        AssayDiffNode *node = g_array_index(pairs, Pair, i).node;
        for (guint j = 0; j < node->n_children; j++)
            if (strcmp(node->children[j]->name, ASSAY_DIFF_TEXT) == 0)
                set_hash(node->children[j]);
        set_hash(node);
    }
    return first.node;
}

AssayDiffNode *assay_diff_model(const AssayRecord *record, gboolean with_evidence,
                                AssayArena *arena)
{
    return build(xmlDocGetRootElement(assay_record_doc(record)), with_evidence, arena);
}

AssayDiffNode *assay_diff_model_parse(const char *xml, AssayArena *arena)
{
    gsize length = strlen(xml);
    if (length > G_MAXINT)
        return NULL;
    xmlDoc *doc = xmlReadMemory(xml, (int)length, "change", NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    AssayDiffNode *node = NULL;
    if (doc != NULL && xmlDocGetRootElement(doc) != NULL)
        node = build(xmlDocGetRootElement(doc), TRUE, arena);
    xmlFreeDoc(doc);
    return node;
}

/* ---- Looking at it ---- */

/* The node after @node in document order below @top, or NULL. */
static const AssayDiffNode *node_after(const AssayDiffNode *top, const AssayDiffNode *node)
{
    if (node->n_children > 0)
        return node->children[0];
    while (node != top && node->index + 1 >= node->parent->n_children)
        node = node->parent;
    return node == top ? NULL : node->parent->children[node->index + 1];
}

const char *assay_diff_node_get(const AssayDiffNode *node, const char *name)
{
    for (guint i = 0; i < node->n_attributes; i++)
        if (strcmp(node->attributes[i].name, name) == 0)
            return node->attributes[i].value;
    return NULL;
}

const char *assay_diff_attribute_value(const AssayDiffNode *node,
                                       const AssayDiffAttribute *attribute, char buffer[16])
{
    if (attribute->value != NULL)
        return attribute->value;
    g_snprintf(buffer, 16, "%u", node->instance);
    return buffer;
}

static void append_escaped(GString *xml, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '&')
            g_string_append(xml, "&amp;");
        else if (*text == '<')
            g_string_append(xml, "&lt;");
        else if (*text == '>')
            g_string_append(xml, "&gt;");
        else if (*text == '"')
            g_string_append(xml, "&quot;");
        else
            g_string_append_c(xml, *text);
    }
}

static void open_element(const AssayDiffNode *node, GString *xml)
{
    g_string_append_printf(xml, "<%s", node->name);
    if (node->parent == NULL && strcmp(node->name, "record") == 0)
        g_string_append(xml, " xmlns=\"" ASSAY_RECORD_NAMESPACE "\"");
    for (guint i = 0; i < node->n_attributes; i++) {
        char buffer[16];
        g_string_append_printf(xml, " %s=\"", node->attributes[i].name);
        append_escaped(xml, assay_diff_attribute_value(node, &node->attributes[i], buffer));
        g_string_append_c(xml, '"');
    }
    g_string_append_c(xml, '>');
}

static gboolean is_piece(const AssayDiffNode *node)
{
    return strcmp(node->name, ASSAY_DIFF_TEXT) == 0;
}

static void close_up(const AssayDiffNode *top, const AssayDiffNode *from, const AssayDiffNode *to,
                     GString *xml)
{
    const AssayDiffNode *stop = to == NULL ? top->parent : to->parent;
    for (const AssayDiffNode *node = from; node != stop; node = node->parent)
        if (!is_piece(node))
            g_string_append_printf(xml, "</%s>", node->name);
}

void assay_diff_node_write(const AssayDiffNode *node, gboolean deep, GString *xml)
{
    if (!deep) {
        open_element(node, xml);
        g_string_append_printf(xml, "</%s>", node->name);
        return;
    }
    for (const AssayDiffNode *at = node; at != NULL;) {
        if (!is_piece(at))
            open_element(at, xml);
        append_escaped(xml, at->text);
        const AssayDiffNode *next = node_after(node, at);
        if (next == NULL || next->parent != at)
            close_up(node, at, next, xml);
        at = next;
    }
}

char *assay_diff_node_text(const AssayDiffNode *node)
{
    GString *text = g_string_new(NULL);
    for (const AssayDiffNode *at = node; at != NULL; at = node_after(node, at))
        if (*at->text != '\0')
            g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", at->text);
    return g_string_free(text, FALSE);
}

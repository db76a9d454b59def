/* node.c: see node.h. */
#include "record/node.h"

#include <libxml/parserInternals.h>
#include <string.h>

static gboolean is_clean(const char *text, gsize length)
{
    gsize start = assay_ascii_words(text, length);
    gboolean is_ascii = TRUE;
    for (gsize i = start; i < length; i++) {
        guchar c = (guchar)text[i];
        is_ascii = is_ascii && c < 0x80;
        if (c < 0x20 && c != '\n' && c != '\t')
            return FALSE;
        if (c == 0xEF && i + 2 < length && (guchar)text[i + 1] == 0xBF &&
            (guchar)text[i + 2] >= 0xBE)
            return FALSE; /* U+FFFE, U+FFFF */
    }
    return is_ascii || g_utf8_validate(text + start, (gssize)(length - start), NULL);
}

/* @text as XML can hold it: itself, or a cleaned copy put into @ret_owned. */
static const char *clean(const char *text, char **ret_owned)
{
    gsize length = strlen(text);
    if (is_clean(text, length))
        return text;
    char *valid = g_utf8_make_valid(text, (gssize)length);
    char *to = valid;
    for (const char *from = valid; *from != '\0';) {
        const char *next = assay_utf8_next(from);
        gunichar c = g_utf8_get_char(from);
        if ((c >= 0x20 || c == '\n' || c == '\t') && c != 0xFFFE && c != 0xFFFF) {
            memmove(to, from, (gsize)(next - from));
            to += next - from;
        }
        from = next;
    }
    *to = '\0';
    *ret_owned = valid;
    return valid;
}

/* ---- Making nodes ---- */

xmlNode *assay_node_new(AssayArena *arena, const char *name)
{
    xmlNode *node = assay_arena_new0(arena, xmlNode, 1);
    node->_private = arena;
    node->type = XML_ELEMENT_NODE;
    node->name = (const xmlChar *)name;
    return node;
}

xmlNode *assay_node_add(xmlNode *parent, const char *name)
{
    xmlNode *node = assay_node_new(parent->_private, name);
    assay_node_insert(parent, NULL, node);
    return node;
}

/* A text node with @content, which lives in @arena. */
static void init_text(xmlNode *text, xmlNode *parent, AssayArena *arena, char *content)
{
    text->_private = arena;
    text->type = XML_TEXT_NODE;
    text->name = xmlStringText;
    text->content = (xmlChar *)content;
    text->parent = parent;
    text->doc = parent->doc;
}

static void add_attribute(xmlNode *node, const char *name, char *value)
{
    struct Pair {
        xmlAttr attribute;
        xmlNode text;
    } *pair = assay_arena_new0(node->_private, struct Pair, 1);
    xmlAttr *attribute = &pair->attribute;
    attribute->type = XML_ATTRIBUTE_NODE;
    attribute->name = (const xmlChar *)name;
    attribute->parent = node;
    attribute->doc = node->doc;
    attribute->children = attribute->last = &pair->text;
    init_text(&pair->text, (xmlNode *)attribute, node->_private, value);
    xmlAttr *last = node->properties;
    while (last != NULL && last->next != NULL)
        last = last->next;
    attribute->prev = last;
    if (last == NULL)
        node->properties = attribute;
    else
        last->next = attribute;
}

/* @text in @arena, as XML can hold it. */
static char *keep_clean(AssayArena *arena, const char *text)
{
    g_autofree char *owned = NULL;
    return assay_arena_strdup(arena, clean(text, &owned));
}

void assay_node_set(xmlNode *node, const char *name, const char *value)
{
    if (value != NULL)
        add_attribute(node, name, keep_clean(node->_private, value));
}

void assay_node_set_number(xmlNode *node, const char *name, guint value)
{
    char digits[12];
    guint at = sizeof digits;
    digits[--at] = '\0';
    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    add_attribute(node, name, assay_arena_strdup(node->_private, digits + at));
}

void assay_node_replace(xmlNode *node, const char *name, const char *value)
{
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0) {
            attribute->children->content = (xmlChar *)keep_clean(node->_private, value);
            return;
        }
    assay_node_set(node, name, value);
}

/* Appends @content, which lives in the node's arena. */
static void append_text(xmlNode *node, char *content)
{
    xmlNode *last = node->last;
    if (last != NULL && last->type == XML_TEXT_NODE) {
        g_autofree char *both = g_strconcat((const char *)last->content, content, NULL);
        last->content = (xmlChar *)assay_arena_strdup(node->_private, both);
        return;
    }
    xmlNode *text = assay_arena_new0(node->_private, xmlNode, 1);
    init_text(text, node, node->_private, content);
    text->prev = last;
    *(last == NULL ? &node->children : &last->next) = text;
    node->last = text;
}

void assay_node_append_text(xmlNode *node, const char *text)
{
    append_text(node, keep_clean(node->_private, text));
}

void assay_node_append_normal(xmlNode *node, AssaySlice text)
{
    char *content = assay_text_normalise_into(node->_private, text); /* clean, too */
    if (*content != '\0')
        append_text(node, content);
}

/* ---- The tree ---- */

void assay_node_insert(xmlNode *parent, xmlNode *next, xmlNode *node)
{
    xmlNode *before = next == NULL ? parent->last : next->prev;
    node->parent = parent;
    node->doc = parent->doc;
    node->prev = before;
    node->next = next;
    *(before == NULL ? &parent->children : &before->next) = node;
    *(next == NULL ? &parent->last : &next->prev) = node;
}

void assay_node_unlink(xmlNode *node)
{
    xmlNode *parent = node->parent;
    *(node->prev == NULL ? &parent->children : &node->prev->next) = node->next;
    *(node->next == NULL ? &parent->last : &node->next->prev) = node->prev;
    node->parent = node->prev = node->next = NULL;
}

/* What is in @from itself: its name and attributes. */
static xmlNode *copy_element(AssayArena *arena, const xmlNode *from)
{
    xmlNode *node = assay_node_new(arena, assay_arena_strdup(arena, (const char *)from->name));
    for (const xmlAttr *attribute = from->properties; attribute != NULL;
         attribute = attribute->next) {
        const char *value = attribute->children == NULL
                                ? ""
                                : (const char *)attribute->children->content;
        add_attribute(node, assay_arena_strdup(arena, (const char *)attribute->name),
                      assay_arena_strdup(arena, value));
    }
    return node;
}

xmlNode *assay_node_copy(AssayArena *arena, xmlNode *tree)
{
    xmlNode *copy = copy_element(arena, tree);
    xmlNode *parent = copy; /* of the next node */
    const xmlNode *above = tree;
    for (xmlNode *node = assay_node_next(tree, tree, FALSE); node != NULL;
         node = assay_node_next(tree, node, FALSE)) {
        for (; node->parent != above; above = above->parent)
            parent = parent->parent;
        if (node->type == XML_TEXT_NODE && node->content != NULL)
            append_text(parent, assay_arena_strdup(arena, (const char *)node->content));
        if (node->type != XML_ELEMENT_NODE)
            continue;
        xmlNode *element = copy_element(arena, node);
        assay_node_insert(parent, NULL, element);
        if (node->children != NULL) {
            parent = element;
            above = node;
        }
    }
    return copy;
}

/* ---- Reading ---- */

xmlNode *assay_node_next(const xmlNode *top, xmlNode *node, gboolean skip)
{
    if (!skip && node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != top && node->next == NULL)
        node = node->parent;
    return node == top ? NULL : node->next;
}

static gboolean is_blank_text(const xmlNode *node)
{
    if (node->type != XML_TEXT_NODE)
        return FALSE;
    const char *text = (const char *)node->content;
    return text == NULL || (*text <= ' ' && text[strspn(text, " \t\r\n")] == '\0');
}

gboolean assay_node_is_spread(const xmlNode *node)
{
    gboolean has_elements = FALSE;
    for (const xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            has_elements = TRUE;
        else if (!is_blank_text(child))
            return FALSE;
    }
    return has_elements;
}

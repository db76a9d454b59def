/* node.c: see node.h. */
#include "record/node.h"

#include <string.h>

#include "base/slice.h"

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

xmlNode *assay_node_add(xmlNode *parent, const char *name)
{
    xmlNode *node = xmlNewDocNode(parent->doc, NULL, (const xmlChar *)name, NULL);
    return xmlAddChild(parent, node);
}

void assay_node_set(xmlNode *node, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_autofree char *owned = NULL;
    xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)clean(value, &owned));
}

void assay_node_set_number(xmlNode *node, const char *name, guint value)
{
    char buffer[16];
    g_snprintf(buffer, sizeof buffer, "%u", value);
    assay_node_set(node, name, buffer);
}

void assay_node_append_text(xmlNode *node, const char *text)
{
    g_autofree char *owned = NULL;
    xmlAddChild(node, xmlNewDocText(node->doc, (const xmlChar *)clean(text, &owned)));
}

const char *assay_node_get(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children == NULL ? "" : (const char *)attribute->children->content;
    return NULL;
}

gboolean assay_node_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

xmlNode *assay_node_child(const xmlNode *parent, const char *name)
{
    for (xmlNode *child = parent == NULL ? NULL : parent->children; child != NULL;
         child = child->next)
        if (assay_node_is(child, name))
            return child;
    return NULL;
}

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
    return node->type == XML_TEXT_NODE &&
           (node->content == NULL ||
            node->content[strspn((const char *)node->content, " \t\r\n")] == '\0');
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

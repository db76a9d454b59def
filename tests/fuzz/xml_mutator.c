/* xml_mutator.c: changes an input as an XML tree, so that what comes out is still well-formed and
 * often still what the schema wants. Only for libFuzzer; bytes that are no XML, and one input in
 * four, are changed as bytes. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "fuzz.h"

#define MAX_NODES 4096u
#define MAX_TEXT  512u

size_t LLVMFuzzerMutate(guint8 *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(guint8 *data, size_t size, size_t max_size, unsigned seed);

/* All elements of a tree, in its order, without recursion. Returns: (owned) of borrowed. */
static GPtrArray *elements_of(xmlDoc *doc)
{
    GPtrArray *elements = g_ptr_array_new();
    xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = root; node != NULL && elements->len < MAX_NODES;) {
        if (node->type == XML_ELEMENT_NODE)
            g_ptr_array_add(elements, node);
        if (node->children != NULL && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        while (node != NULL && node != root && node->next == NULL)
            node = node->parent;
        node = node == NULL || node == root ? NULL : node->next;
    }
    return elements;
}

static xmlNode *any_of(GRand *random, GPtrArray *elements)
{
    return g_ptr_array_index(elements, g_rand_int_range(random, 0, (gint32)elements->len));
}

static char *mutated(const xmlChar *old)
{
    guint8 text[MAX_TEXT];
    gsize length = old == NULL ? 0 : MIN(strlen((const char *)old), MAX_TEXT / 2);
    if (length > 0)
        memcpy(text, old, length);
    length = LLVMFuzzerMutate(text, length, MAX_TEXT);
    g_autofree char *valid = g_utf8_make_valid((const char *)text, (gssize)length);
    return assay_text_normalise(assay_slice_from(valid));
}

static void change_text(xmlNode *node)
{
    xmlNode *at = node->children;
    while (at != NULL && at->type != XML_TEXT_NODE)
        at = at->next;
    g_autofree char *text = mutated(at != NULL ? at->content : NULL);
    if (at == NULL)
        xmlNodeAddContent(node, (const xmlChar *)text);
    else {
        xmlNodeSetContent(at, NULL);
        xmlNodeAddContent(at, (const xmlChar *)text);
    }
}

/* An attribute of @from, as it is or changed, on @node. */
static void change_attribute(GRand *random, xmlNode *node, const xmlNode *from)
{
    guint n = 0;
    for (const xmlAttr *attribute = from->properties; attribute != NULL;
         attribute = attribute->next)
        n++;
    if (n == 0)
        return;
    const xmlAttr *chosen = from->properties;
    for (gint32 i = g_rand_int_range(random, 0, (gint32)n); i > 0; i--)
        chosen = chosen->next;
    xmlChar *value = xmlNodeListGetString(from->doc, chosen->children, 1);
    g_autofree char *changed = g_rand_boolean(random) ? mutated(value) : NULL;
    g_autofree char *name = g_strdup((const char *)chosen->name);
    xmlSetProp(node, (const xmlChar *)name, changed != NULL ? (const xmlChar *)changed : value);
    xmlFree(value);
}

static gboolean is_below(const xmlNode *node, const xmlNode *above)
{
    for (; node != NULL; node = node->parent)
        if (node == above)
            return TRUE;
    return FALSE;
}

static void change_once(GRand *random, xmlDoc *doc)
{
    g_autoptr(GPtrArray) elements = elements_of(doc);
    xmlNode *node = any_of(random, elements), *other = any_of(random, elements);
    gboolean is_root = node->parent == NULL || node->parent->type != XML_ELEMENT_NODE;
    switch (g_rand_int_range(random, 0, 8)) {
    case 0:
    case 1:
        change_text(node);
        break;
    case 2:
        change_attribute(random, node, node);
        break;
    case 3:
        change_attribute(random, node, other);
        break;
    case 4:
        if (node->properties != NULL)
            xmlRemoveProp(node->properties);
        break;
    case 5:
        if (!is_root && !is_below(other, node)) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
        break;
    case 6: /* a copy beside one of its like, or anywhere */
        if (!is_root && !is_below(other, node))
            xmlAddNextSibling(node, xmlCopyNode(other, 1));
        break;
    default:
        if (!is_below(other, node))
            xmlAddChild(other, xmlCopyNode(node, 1));
        break;
    }
}

size_t LLVMFuzzerCustomMutator(guint8 *data, size_t size, size_t max_size, unsigned seed)
{
    xmlDoc *doc = seed % 4 == 0
                      ? NULL
                      : xmlReadMemory((const char *)data, (int)size, "fuzz", NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
        xmlFreeDoc(doc);
        return LLVMFuzzerMutate(data, size, max_size);
    }
    GRand *random = g_rand_new_with_seed(seed);
    for (gint32 i = g_rand_int_range(random, 1, 4); i > 0; i--)
        change_once(random, doc);
    g_rand_free(random);
    xmlChar *text = NULL;
    int length = 0;
    xmlDocDumpMemory(doc, &text, &length);
    if (length > 0 && (gsize)length <= max_size) {
        memcpy(data, text, (gsize)length);
        size = (gsize)length;
    }
    xmlFree(text);
    xmlFreeDoc(doc);
    return size;
}

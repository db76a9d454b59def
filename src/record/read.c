/* read.c: reads a record back (record.h). The bytes may be anybody's: no network, no DTD, no
 * entities but XML's own five, libxml2's limits on depth (256) and sizes kept. */
#include <string.h>

#include "base/error.h"
#include "base/name.h"
#include "record/node.h"
#include "record/parse.h"

/* A record with the longest body allowed; libxml2 itself stops at 10 MB a text node. */
#define MAX_RECORD_BYTES ((gsize)256 * 1024 * 1024)

static gboolean refuse(GError **error, const char *name, long line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static gboolean refuse(GError **error, const char *name, long line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s:%ld: not a record: %s", name, line,
                message);
    return FALSE;
}

static xmlDoc *parse(const char *data, gsize size_bytes, const char *name, GError **error)
{
    /* Canonical XML has no declaration with "<!": a text holds that as "&lt;!". */
    if (size_bytes > MAX_RECORD_BYTES || memmem(data, size_bytes, "<!", 2) != NULL) {
        refuse(error, name, 1, "document types, comments and CDATA are not allowed");
        return NULL;
    }
    xmlParserCtxt *context = xmlNewParserCtxt();
    xmlDoc *doc = context == NULL ? NULL
                                  : assay_xml_parse(context, data, size_bytes, name,
                                                    XML_PARSE_NONET | XML_PARSE_NOERROR |
                                                        XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (doc == NULL) {
        const xmlError *reason = context == NULL ? NULL : xmlCtxtGetLastError(context);
        g_autofree char *message = g_strdup(
            reason == NULL || reason->message == NULL ? "not well-formed" : reason->message);
        refuse(error, name, reason == NULL ? 1 : reason->line, "%s", g_strchomp(message));
    } else if (doc->intSubset != NULL || doc->extSubset != NULL) {
        refuse(error, name, 1, "document types are not allowed");
        g_clear_pointer(&doc, xmlFreeDoc);
    }
    xmlFreeParserCtxt(context);
    return doc;
}

static gboolean is_ours(const xmlNode *node)
{
    return node->ns != NULL && strcmp((const char *)node->ns->href, ASSAY_RECORD_NAMESPACE) == 0;
}

/* One element: its name, and attributes with one plain text each. */
static gboolean check_element(const xmlNode *node, const char *name, GError **error)
{
    if (!is_ours(node))
        return refuse(error, name, xmlGetLineNo(node), "element %s is not in %s", node->name,
                      ASSAY_RECORD_NAMESPACE);
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next) {
        const xmlNode *text = attribute->children;
        if (attribute->ns != NULL ||
            (text != NULL && (text->type != XML_TEXT_NODE || text->next != NULL)))
            return refuse(error, name, xmlGetLineNo(node), "attribute %s of %s is not plain",
                          attribute->name, node->name);
    }
    return TRUE;
}

/* White space that only indents goes; so does all that is neither element nor text. */
static void drop_indentation(xmlNode *parent)
{
    gboolean spread = assay_node_is_spread(parent);
    for (xmlNode *child = parent->children, *next; child != NULL; child = next) {
        next = child->next;
        if (child->type == XML_ELEMENT_NODE || (child->type == XML_TEXT_NODE && !spread))
            continue;
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
}

static gboolean check_tree(xmlNode *root, const char *name, GError **error)
{
    if (!assay_element_is(root, "record"))
        return refuse(error, name, 1, "the root element is %s", root->name);
    for (xmlNode *node = root; node != NULL; node = assay_node_next(root, node, FALSE)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (!check_element(node, name, error))
            return FALSE;
        drop_indentation(node);
    }
    const char *id = assay_element_get(root, "id");
    if (id == NULL || !assay_name_is_id(id) || assay_element_get(root, "profile") == NULL)
        return refuse(error, name, 1, "the record has no profile or no id of [A-Za-z0-9-]");
    return TRUE;
}

AssayRecord *assay_record_read(const char *data, gsize size_bytes, const char *name, GError **error)
{
    xmlDoc *doc = parse(data, size_bytes, name, error);
    if (doc == NULL)
        return NULL;
    xmlNode *root = xmlDocGetRootElement(doc);
    AssayRecord *record = NULL;
    if (check_tree(root, name, error)) {
        AssayArena *arena = assay_arena_new();
        record = assay_record_new(arena, assay_node_copy(arena, root));
    }
    xmlFreeDoc(doc);
    return record;
}

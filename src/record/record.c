/* record.c: the record as an object: its id, its tree, values by path (record.h). */
#include "record/record.h"

#include <libxml/xpath.h>

#include "record/node.h"

static void set_doc(xmlNode *tree, xmlDoc *doc)
{
    for (xmlNode *node = tree; node != NULL; node = assay_node_next(tree, node, FALSE)) {
        node->doc = doc;
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (xmlAttr *attribute = node->properties; attribute != NULL;
             attribute = attribute->next) {
            attribute->doc = doc;
            if (attribute->children != NULL)
                attribute->children->doc = doc;
        }
    }
}

AssayRecord *assay_record_new(AssayArena *arena, xmlNode *root)
{
    AssayRecord *record = g_new0(AssayRecord, 1);
    record->arena = arena;
    record->doc = xmlNewDoc((const xmlChar *)"1.0");
    record->doc->children = record->doc->last = root;
    root->parent = (xmlNode *)record->doc;
    set_doc(root, record->doc);
    record->id = g_strdup(assay_element_get(root, "id"));
    record->profile = g_strdup(assay_element_get(root, "profile"));
    return record;
}

void assay_record_lend(AssayRecord *record, xmlNode *body, AssayArena *lender)
{
    xmlNode *root = xmlDocGetRootElement(record->doc);
    g_assert(record->lent == NULL);
    if (body->parent != NULL) {
        body = assay_node_copy(record->arena, body);
    } else {
        record->lent = body;
        record->lender = assay_arena_share(lender);
    }
    assay_node_insert(root, NULL, body);
    set_doc(body, record->doc);
}

void assay_record_free(AssayRecord *record)
{
    if (record == NULL)
        return;
    if (record->lent != NULL && record->lent->parent != NULL)
        assay_node_unlink(record->lent);
    record->doc->children = record->doc->last = NULL; /* they go with the arena */
    xmlFreeDoc(record->doc);
    assay_arena_free(record->lender);
    assay_arena_free(record->arena);
    g_free(record->id);
    g_free(record->profile);
    g_free(record);
}

const char *assay_record_id(const AssayRecord *record)
{
    return record->id;
}

const char *assay_record_profile(const AssayRecord *record)
{
    return record->profile;
}

void assay_record_set_id(AssayRecord *record, const char *id)
{
    assay_node_replace(xmlDocGetRootElement(record->doc), "id", id);
    g_free(record->id);
    record->id = g_strdup(id);
}

xmlDoc *assay_record_doc(const AssayRecord *record)
{
    return record->doc;
}

char *assay_record_value(const AssayRecord *record, const char *path)
{
    xmlXPathContext *context = xmlXPathNewContext(record->doc);
    if (context == NULL)
        return NULL;
    context->node = xmlDocGetRootElement(record->doc);
    xmlXPathObject *result = xmlXPathEval((const xmlChar *)path, context);
    char *value = NULL;
    if (result != NULL && result->type == XPATH_NODESET) {
        if (result->nodesetval != NULL && result->nodesetval->nodeNr > 0) {
            xmlChar *text = xmlXPathCastNodeToString(result->nodesetval->nodeTab[0]);
            value = g_strdup((const char *)text);
            xmlFree(text);
        }
    } else if (result != NULL) {
        xmlChar *text = xmlXPathCastToString(result);
        value = g_strdup((const char *)text);
        xmlFree(text);
    }
    xmlXPathFreeObject(result);
    xmlXPathFreeContext(context);
    return value;
}

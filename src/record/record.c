/* record.c: the record as an object: its id, its tree, values by path (record.h). */
#include "record/record.h"

#include <libxml/xpath.h>

#include "record/node.h"

AssayRecord *assay_record_new(xmlDoc *doc)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    AssayRecord *record = g_new0(AssayRecord, 1);
    record->doc = doc;
    record->id = g_strdup(assay_node_get(root, "id"));
    record->profile = g_strdup(assay_node_get(root, "profile"));
    return record;
}

void assay_record_free(AssayRecord *record)
{
    if (record == NULL)
        return;
    xmlFreeDoc(record->doc);
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
    xmlSetProp(xmlDocGetRootElement(record->doc), (const xmlChar *)"id", (const xmlChar *)id);
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

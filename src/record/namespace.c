/* namespace.c: see namespace.h. Only pointers are set: no node is made or freed but one xmlNs. */
#include "record/namespace.h"

#include "record/node.h"

static void set_all(xmlNode *root, xmlNs *ns)
{
    for (xmlNode *node = root; node != NULL; node = assay_node_next(root, node, FALSE))
        if (node->type == XML_ELEMENT_NODE)
            node->ns = ns;
}

void assay_namespace_put_on(xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    set_all(root, xmlNewNs(root, (const xmlChar *)ASSAY_RECORD_NAMESPACE, NULL));
}

void assay_namespace_take_off(xmlDoc *doc)
{
    xmlNode *root = xmlDocGetRootElement(doc);
    set_all(root, NULL);
    for (xmlNode *node = root; node != NULL; node = assay_node_next(root, node, FALSE)) {
        if (node->type != XML_ELEMENT_NODE || node->nsDef == NULL)
            continue;
        xmlFreeNsList(node->nsDef);
        node->nsDef = NULL;
    }
}

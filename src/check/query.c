/* query.c: see query.h. */
#include "check/query.h"

#include <libxml/xpathInternals.h>

#include "base/slice.h"
#include "check/kind.h"
#include "check/steps.h"

struct _AssayQuery {
    AssaySteps *steps;          /* owned; or NULL: not that plain */
    xmlXPathCompExpr *compiled; /* owned; or NULL */
};

/* In brackets: libxml2 searches a bare path like title or claims/claim through the whole record, as
 * if it were read from a stream; as a part of an expression it is followed. */
AssayQuery *assay_query_new(const char *expression, const xmlNode *node, GError **error)
{
    AssaySteps *steps = assay_steps_parse(expression);
    xmlXPathCompExpr *compiled = NULL;
    if (steps == NULL) {
        g_autofree char *whole = g_strdup_printf("(%s)", expression);
        compiled = assay_check_compile(whole, node, error);
        if (compiled == NULL)
            return NULL;
    }
    AssayQuery *query = g_new(AssayQuery, 1);
    *query = (AssayQuery){steps, compiled};
    return query;
}

void assay_query_free(AssayQuery *query)
{
    if (query == NULL)
        return;
    assay_steps_free(query->steps);
    if (query->compiled != NULL)
        xmlXPathFreeCompExpr(query->compiled);
    g_free(query);
}

xmlXPathObject *assay_query_value(const AssayQuery *query, xmlXPathContext *xpath)
{
    if (query->steps == NULL)
        return xmlXPathCompiledEval(query->compiled, xpath);
    xmlXPathObject *nodes = xmlXPathNewNodeSet(NULL);
    assay_steps_follow(query->steps, xpath->node, nodes->nodesetval);
    return nodes;
}

gboolean assay_query_holds(const AssayQuery *query, xmlXPathContext *xpath)
{
    return query->steps != NULL ? assay_steps_follow(query->steps, xpath->node, NULL)
                                : xmlXPathCompiledEvalToBoolean(query->compiled, xpath) == 1;
}

/* The text of @node if it holds nothing but one, as most nodes of a record. */
static const char *only_text(const xmlNode *node)
{
    gboolean may_hold = node->type == XML_ATTRIBUTE_NODE || node->type == XML_ELEMENT_NODE;
    return may_hold && node->children != NULL && node->children->next == NULL
               ? assay_element_text(node)
               : NULL;
}

static char *text_of(const xmlXPathObject *value)
{
    const xmlNodeSet *nodes = value->type == XPATH_NODESET ? value->nodesetval : NULL;
    const char *plain = nodes != NULL && nodes->nodeNr == 1 ? only_text(nodes->nodeTab[0]) : NULL;
    if (plain != NULL)
        return assay_text_normalise(assay_slice_from(plain));
    xmlChar *raw = xmlXPathCastToString((xmlXPathObject *)(gsize)value);
    char *text = assay_text_normalise(assay_slice_from((const char *)raw));
    xmlFree(raw);
    return text;
}

char *assay_query_text(const AssayQuery *query, xmlXPathContext *xpath)
{
    xmlXPathObject *value = assay_query_value(query, xpath);
    if (value == NULL)
        return NULL;
    char *text = text_of(value);
    xmlXPathFreeObject(value);
    if (*text == '\0')
        g_clear_pointer(&text, g_free);
    return text;
}

/* presence.c: whether a path selects anything, for `needs`. Most paths there are names of elements,
 * perhaps with an attribute's at the end, and are asked of every record: those are followed here,
 * at a tenth of what an XPath evaluation costs. Any other is left to libxml2. */
#include <string.h>

#include "check/kind.h"

struct AssayPresence {
    char **steps;           /* owned; or NULL: not that simple */
    xmlXPathCompExpr *path; /* owned; or NULL */
};

static gboolean is_name(const char *text)
{
    if (!g_ascii_isalpha(*text))
        return FALSE;
    while (g_ascii_isalnum(*text) || *text == '-' || *text == '_')
        text++;
    return *text == '\0';
}

/* The steps of @path: names, of which the last may be an attribute's. Returns: (owned) or NULL. */
static char **split(const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    for (guint i = 0; steps[i] != NULL; i++) {
        gboolean is_attribute = steps[i][0] == '@' && steps[i + 1] == NULL;
        if (!is_name(steps[i] + (is_attribute ? 1 : 0)))
            return NULL;
    }
    return steps[0] == NULL ? NULL : g_steal_pointer(&steps);
}

AssayPresence *assay_presence_compile(const char *path, const xmlNode *node, GError **error)
{
    char **steps = split(path);
    xmlXPathCompExpr *compiled = NULL;
    if (steps == NULL) {
        compiled = assay_check_compile_within("boolean", path, node, error);
        if (compiled == NULL)
            return NULL;
    }
    AssayPresence *presence = g_new(AssayPresence, 1);
    *presence = (AssayPresence){steps, compiled};
    return presence;
}

void assay_presence_free(AssayPresence *presence)
{
    if (presence == NULL)
        return;
    g_strfreev(presence->steps);
    if (presence->path != NULL)
        xmlXPathFreeCompExpr(presence->path);
    g_free(presence);
}

/* Recurs once for each step of the rule's path. */
static gboolean selects(const xmlNode *node, char *const *steps)
{
    if (*steps == NULL)
        return TRUE;
    if (**steps == '@')
        return node->type == XML_ELEMENT_NODE && assay_element_get(node, *steps + 1) != NULL;
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
        if (assay_element_is(child, *steps) && selects(child, steps + 1))
            return TRUE;
    return FALSE;
}

gboolean assay_presence_holds(const AssayPresence *presence, xmlXPathContext *xpath)
{
    return presence->steps != NULL ? selects(xpath->node, presence->steps)
                                   : xmlXPathCompiledEvalToBoolean(presence->path, xpath) == 1;
}

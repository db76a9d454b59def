/* presence.c: whether a path selects anything, for `needs`. */
#include "check/kind.h"
#include "check/steps.h"

struct AssayPresence {
    AssaySteps *steps;      /* owned; or NULL: not that plain */
    xmlXPathCompExpr *path; /* owned; or NULL */
};

AssayPresence *assay_presence_compile(const char *path, const xmlNode *node, GError **error)
{
    AssaySteps *steps = assay_steps_parse(path);
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
    assay_steps_free(presence->steps);
    if (presence->path != NULL)
        xmlXPathFreeCompExpr(presence->path);
    g_free(presence);
}

gboolean assay_presence_holds(const AssayPresence *presence, xmlXPathContext *xpath)
{
    return presence->steps != NULL ? assay_steps_follow(presence->steps, xpath->node, NULL)
                                   : xmlXPathCompiledEvalToBoolean(presence->path, xpath) == 1;
}

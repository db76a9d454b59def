/* steps.c: see steps.h. */
#include "check/steps.h"

#include <libxml/xpathInternals.h>
#include <string.h>

#include "check/kind.h"

#define NAME "[A-Za-z][A-Za-z0-9_-]*"

typedef struct {
    gboolean is_attribute;
    char *name;              /* owned */
    char *attribute, *value; /* owned; the element has this attribute with this value, or NULL */
} Step;

struct _AssaySteps {
    GArray *all; /* Step */
};

static void step_clear(gpointer data)
{
    Step *step = data;
    g_free(step->name);
    g_free(step->attribute);
    g_free(step->value);
}

/* One pattern for all paths of all rule sets. */
static const GRegex *plain_step(void)
{
    static gsize is_made;
    static GRegex *plain;
    if (g_once_init_enter(&is_made)) {
        plain = g_regex_new("^(?:(@)(" NAME ")|(" NAME ")(?:\\[@(" NAME ")='([^']*)'\\])?)$", 0, 0,
                            NULL);
        g_once_init_leave(&is_made, 1);
    }
    return plain;
}

AssaySteps *assay_steps_parse(const char *path)
{
    const GRegex *plain = plain_step();
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    AssaySteps *steps = g_new(AssaySteps, 1);
    steps->all = g_array_new(FALSE, TRUE, sizeof(Step));
    g_array_set_clear_func(steps->all, step_clear);
    gboolean is_plain = parts[0] != NULL;
    for (guint i = 0; parts[i] != NULL && is_plain; i++) {
        g_autoptr(GMatchInfo) match = NULL;
        is_plain = g_regex_match(plain, parts[i], 0, &match);
        if (!is_plain)
            break;
        Step step = {.is_attribute = parts[i][0] == '@'};
        step.name = g_match_info_fetch(match, step.is_attribute ? 2 : 3);
        if (g_match_info_get_match_count(match) > 4) {
            step.attribute = g_match_info_fetch(match, 4);
            step.value = g_match_info_fetch(match, 5);
        }
        g_array_append_val(steps->all, step);
        is_plain = !step.is_attribute || parts[i + 1] == NULL;
    }
    if (!is_plain)
        g_clear_pointer(&steps, assay_steps_free);
    return steps;
}

void assay_steps_free(AssaySteps *steps)
{
    if (steps == NULL)
        return;
    g_array_unref(steps->all);
    g_free(steps);
}

static gboolean is_step(const xmlNode *node, const Step *step)
{
    if (!assay_element_is(node, step->name))
        return FALSE;
    if (step->attribute == NULL)
        return TRUE;
    const char *value = assay_element_get(node, step->attribute);
    return value != NULL && strcmp(value, step->value) == 0;
}

/* What step @at of @steps leads to. Recurs once for each step of the rule's path. */
static gboolean follow(const AssaySteps *steps, guint at, xmlNode *node, xmlNodeSet *found)
{
    if (at == steps->all->len) {
        if (found != NULL)
            xmlXPathNodeSetAddUnique(found, node);
        return TRUE;
    }
    const Step *step = &g_array_index(steps->all, Step, at);
    gboolean any = FALSE;
    if (step->is_attribute) {
        xmlAttr *own = node->type == XML_ELEMENT_NODE
                           ? xmlHasNsProp(node, (const xmlChar *)step->name, NULL)
                           : NULL;
        return own != NULL && follow(steps, at + 1, (xmlNode *)own, found);
    }
    for (xmlNode *child = node->children; child != NULL && !(any && found == NULL);
         child = child->next)
        if (is_step(child, step) && follow(steps, at + 1, child, found))
            any = TRUE;
    return any;
}

gboolean assay_steps_follow(const AssaySteps *steps, xmlNode *node, xmlNodeSet *found)
{
    return follow(steps, 0, node, found);
}

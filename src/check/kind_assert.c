/* kind_assert.c: the plain kind: XPath assertions; one that does not hold raises the flag.
 * Schematron's `assert`, without its phases. */
#include "check/kind.h"

typedef struct {
    GPtrArray *each;       /* owned: of xmlXPathCompExpr (owned), one for each <assert> */
    xmlXPathCompExpr *all; /* owned: their conjunction, which mostly is all that is asked */
} Asserts;

static void compiled_free(gpointer compiled)
{
    xmlXPathFreeCompExpr(compiled);
}

static void unload(gpointer state)
{
    Asserts *asserts = state;
    g_ptr_array_unref(asserts->each);
    if (asserts->all != NULL)
        xmlXPathFreeCompExpr(asserts->all);
    g_free(asserts);
}

static gboolean load(const AssayCheck *check, gpointer *ret_state, GError **error)
{
    Asserts *asserts = g_new0(Asserts, 1);
    *ret_state = asserts;
    asserts->each = g_ptr_array_new_with_free_func(compiled_free);
    g_autoptr(GString) all = g_string_new(NULL);
    for (xmlNode *child = check->node->children; child != NULL; child = child->next) {
        if (!assay_element_is(child, "assert"))
            continue;
        g_autofree char *text = assay_check_content(child);
        xmlXPathCompExpr *compiled = assay_check_compile(text, child, error);
        if (compiled == NULL)
            return FALSE;
        g_ptr_array_add(asserts->each, compiled);
        g_string_append_printf(all, "%s(%s)", all->len > 0 ? " and " : "", text);
    }
    if (asserts->each->len == 0)
        return assay_check_error(check->node, error, "check %s has no <assert>; add one",
                                 check->id);
    asserts->all = assay_check_compile(all->str, check->node, error);
    return asserts->all != NULL;
}

/* Does one of them not hold? One that cannot be evaluated decides nothing. */
static gboolean any_fails(const Asserts *asserts, xmlXPathContext *xpath)
{
    int holds = xmlXPathCompiledEvalToBoolean(asserts->all, xpath);
    for (guint i = 0; i < asserts->each->len && holds == -1; i++)
        if (xmlXPathCompiledEvalToBoolean(g_ptr_array_index(asserts->each, i), xpath) == 0)
            holds = 0;
    return holds == 0;
}

static void run(const AssayCheckRun *run)
{
    if (any_fails(run->check->state, run->xpath))
        assay_check_raise(run, NULL, NULL, NULL, 0);
}

extern const AssayCheckKind assay_kind_assert;
const AssayCheckKind assay_kind_assert = {
    .name = "assert", .load = load, .unload = unload, .run = run};

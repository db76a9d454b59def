/* kind_assert.c: the plain kind: XPath assertions; the first that does not hold raises the flag.
 * Schematron's `assert`, without its phases. */
#include "check/kind.h"

static gboolean load(const AssayCheck *check, gpointer *ret_state, GError **error)
{
    (void)ret_state;
    if (check->asserts->len == 0)
        return assay_check_error(check->node, error, "check %s has no <assert>; add one",
                                 check->id);
    return TRUE;
}

static void run(const AssayCheckRun *run)
{
    for (guint i = 0; i < run->check->asserts->len; i++) {
        /* 0: false; 1: true; -1: cannot be evaluated, hence not decided. */
        if (xmlXPathCompiledEvalToBoolean(g_ptr_array_index(run->check->asserts, i), run->xpath) ==
            0) {
            assay_check_raise(run, NULL, NULL, NULL, 0);
            return;
        }
    }
}

extern const AssayCheckKind assay_kind_assert;
const AssayCheckKind assay_kind_assert = {.name = "assert", .load = load, .run = run};

/* kind_names.c: do two texts name different benchmarks, models or methods? What a name is and when
 * two texts differ is named_terms.c's.
 *
 *   <param name="left">title[not(@cut)]</param> <param name="right">question</param>   paths
 *
 * The flag shows the names that only the left and only the right text has. */
#include <string.h>

#include "check/kind.h"
#include "check/named_terms.h"

typedef struct {
    AssayQuery *left, *right; /* owned */
} Names;

static void unload(gpointer state)
{
    Names *names = state;
    assay_query_free(names->left);
    assay_query_free(names->right);
    g_free(names);
}

static gboolean load(const AssayCheck *check, gpointer *ret_state, GError **error)
{
    Names *names = g_new0(Names, 1);
    *ret_state = names;
    names->left = assay_check_param_path(check, "left", error);
    if (names->left == NULL)
        return FALSE;
    names->right = assay_check_param_path(check, "right", error);
    return names->right != NULL;
}

static void add_names(GArray *values, const char *of, char *const *names)
{
    for (char *const *name = names; name != NULL && *name != NULL; name++) {
        AssayFlagValue value = {of, *name};
        g_array_append_val(values, value);
    }
}

static void run(const AssayCheckRun *run)
{
    const Names *names = run->check->state;
    g_autofree char *left = assay_query_text(names->left, run->xpath);
    g_autofree char *right = assay_query_text(names->right, run->xpath);
    if (left == NULL || right == NULL)
        return;
    AssayNamedDifference difference;
    assay_named_compare(run->services->stems, left, strlen(left), right, strlen(right),
                        &difference);
    if (difference.differ) {
        g_autoptr(GArray) values = g_array_new(FALSE, TRUE, sizeof(AssayFlagValue));
        add_names(values, "only-left", difference.only_title);
        add_names(values, "only-right", difference.only_question);
        assay_check_raise(run, NULL, NULL, (const AssayFlagValue *)(gpointer)values->data,
                          values->len);
    }
    assay_named_difference_clear(&difference);
}

extern const AssayCheckKind assay_kind_names;
const AssayCheckKind assay_kind_names = {
    .name = "names", .load = load, .unload = unload, .run = run};

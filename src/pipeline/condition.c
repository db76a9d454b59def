/* condition.c: what a run may be asked to fail on; see assay.h. */
#include "base/sort.h"
#include "check/check.h"
#include "document/document.h"
#include "pipeline/engine.h"

static const char *const words[] = {"unread",  "vanished", "alarm", "error",
                                    "warning", "info",     "flag",  NULL};

static void add_name(GPtrArray *names, const char *name)
{
    if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (gpointer)(guintptr)name);
}

/* Names of flags, each once, in order. Borrowed. */
static GPtrArray *flag_names(const AssayEngine *engine)
{
    GPtrArray *names = g_ptr_array_new();
    for (const char *const *defect = assay_document_defects; *defect != NULL; defect++)
        add_name(names, *defect);
    for (guint i = 0; i < assay_rules_n_sets(engine->rules); i++) {
        const AssayChecks *checks = assay_rule_set_checks(assay_rules_set(engine->rules, i));
        for (guint j = 0; j < assay_checks_count(checks); j++)
            add_name(names, assay_checks_id(checks, j));
    }
    g_ptr_array_sort(names, assay_sort_strings);
    return names;
}

gboolean assay_condition_check(const AssayEngine *engine, const char *condition, GError **error)
{
    if (g_strv_contains(words, condition))
        return TRUE;
    g_autoptr(GPtrArray) names = flag_names(engine);
    if (g_ptr_array_find_with_equal_func(names, condition, g_str_equal, NULL))
        return TRUE;
    g_autofree char *some = g_strjoinv(", ", (char **)(guintptr)words);
    GString *message = g_string_new(NULL);
    g_string_printf(message, "--fail-on %s: name %s or a check:", condition, some);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(message, "%s %s", i > 0 ? "," : "",
                               (const char *)g_ptr_array_index(names, i));
    g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, message->str);
    g_string_free(message, TRUE);
    return FALSE;
}

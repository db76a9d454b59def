/* engine.c: loads rule sets and what checks need. See engine.h. */
#include "pipeline/engine.h"

#include <libxml/parser.h>

#include "base/slice.h"
#include "check/check.h"

const char *assay_version(void)
{
    return ASSAY_VERSION;
}

char *assay_printable(const char *text)
{
    return assay_text_printable(text);
}

/* The program may be installed, or run from the tree that it was built in. */
static const char *default_rules_folder(void)
{
    const char *named = g_getenv("ASSAY_RULES");
    if (named != NULL && *named != '\0')
        return named;
    if (g_file_test(ASSAY_RULES_INSTALLED, G_FILE_TEST_IS_DIR))
        return ASSAY_RULES_INSTALLED;
    return ASSAY_RULES_SOURCE;
}

/* The term table lies beside the rule sets: `<rules>/data/`. Rules of one's own need not bring one;
 * without it drift is not scored. */
static gboolean load_drift(AssayEngine *engine, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "data", "terms.tsv", NULL);
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    engine->drift = assay_drift_model_load(path, error);
    return engine->drift != NULL;
}

static void free_checks(gpointer checks)
{
    assay_checks_free(checks);
}

static gboolean load_checks(AssayEngine *engine, GError **error)
{
    const AssayCheckServices services = {.drift = engine->drift, .stems = engine->stems};
    for (guint i = 0; i < assay_rules_n_sets(engine->rules); i++) {
        AssayRuleSet *set = assay_rules_set_mutable(engine->rules, i);
        AssayChecks *checks = assay_checks_load(assay_rule_set_files(set), &services, error);
        if (checks == NULL)
            return FALSE;
        assay_rule_set_attach_checks(set, checks, free_checks);
    }
    return TRUE;
}

AssayEngine *assay_engine_new(const char *rules_folder, GError **error)
{
    const char *folder = rules_folder != NULL ? rules_folder : default_rules_folder();
    g_autoptr(AssayEngine) engine = g_new0(AssayEngine, 1);
    xmlInitParser();
    engine->stems = assay_stems_new();
    engine->kept = assay_extract_keep();
    engine->rules = assay_rules_load(folder, error);
    if (engine->rules == NULL || !load_drift(engine, folder, error) || !load_checks(engine, error))
        return NULL;
    return g_steal_pointer(&engine);
}

void assay_engine_free(AssayEngine *engine)
{
    if (engine == NULL)
        return;
    g_clear_pointer(&engine->rules, assay_rules_free);
    g_clear_pointer(&engine->drift, assay_drift_model_free);
    g_clear_pointer(&engine->stems, assay_stems_free);
    g_clear_pointer(&engine->kept, assay_extract_kept_free);
    g_free(engine);
}

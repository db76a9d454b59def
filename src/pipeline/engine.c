/* engine.c: loads rule sets and what checks need. See engine.h. */
#include "pipeline/engine.h"

#include <libxml/parser.h>

const char *assay_version(void)
{
    return ASSAY_VERSION;
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

AssayEngine *assay_engine_new(const char *rules_folder, GError **error)
{
    g_autoptr(AssayEngine) engine = g_new0(AssayEngine, 1);
    xmlInitParser();
    engine->rules =
        assay_rules_load(rules_folder != NULL ? rules_folder : default_rules_folder(), error);
    if (engine->rules == NULL)
        return NULL;
    return g_steal_pointer(&engine);
}

void assay_engine_free(AssayEngine *engine)
{
    if (engine == NULL)
        return;
    g_clear_pointer(&engine->rules, assay_rules_free);
    g_free(engine);
}

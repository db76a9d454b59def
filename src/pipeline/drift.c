/* drift.c: one pair of the drift table. See assay.h. */
#include "assay.h"

#include "check/drift.h"
#include "pipeline/engine.h"

#include <string.h>

static void append_result(GString *text, const AssayDriftResult *result)
{
    if (!result->has_score) {
        g_string_append(text, "-\tnone\t");
        return;
    }
    char score[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(text, "%s\t%s\t",
                           g_ascii_formatd(score, sizeof score, "%.4f", result->score),
                           assay_drift_outcome_name(result->outcome));
    for (guint i = 0; i < result->n_missing; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", result->missing[i]);
}

gboolean assay_drift_line(const AssayEngine *engine, const char *line, char **ret_result,
                          GError **error)
{
    if (*line == '\0' || *line == '#') {
        *ret_result = NULL;
        return TRUE;
    }
    g_auto(GStrv) fields = g_strsplit(line, "\t", -1);
    guint n_fields = g_strv_length(fields);
    if (n_fields != 2 && n_fields != 3) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%u fields; write question TAB abstract, or label TAB question TAB abstract",
                    n_fields);
        return FALSE;
    }
    const char *question = fields[n_fields - 2], *abstract = fields[n_fields - 1];
    if (engine->drift == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s/data/terms.tsv: not there, and drift cannot be scored without it",
                    assay_rules_folder(engine->rules));
        return FALSE;
    }
    const AssayDriftOptions options = {.partly = ASSAY_DRIFT_DEFAULT_PARTLY,
                                       .other = ASSAY_DRIFT_DEFAULT_OTHER,
                                       .stems = engine->stems};
    AssayDriftResult result = {0};
    assay_drift_score(engine->drift, &options, question, strlen(question), abstract,
                      strlen(abstract), &result);
    g_autoptr(GString) text = g_string_new(NULL);
    if (n_fields == 3)
        g_string_append_printf(text, "%s\t", fields[0]);
    append_result(text, &result);
    assay_drift_result_clear(&result);
    *ret_result = g_strdup(text->str);
    return TRUE;
}

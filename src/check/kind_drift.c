/* kind_drift.c: is one text about what another asks? Scoring is drift.c's.
 *
 *   <param name="question">question</param> <param name="abstract">abstract</param>   paths
 *   <param name="partly">0.75</param> <param name="other">0.88</param>                 thresholds
 *   <param name="ignore">pattern</param>*      fixed sentences that do not count
 *
 * Other topic: the declared severity. Partly: info. Same topic, or nothing to compare: no flag. */
#include <string.h>

#include "check/drift.h"
#include "check/kind.h"

typedef struct {
    AssayQuery *question, *abstract; /* owned */
    AssayDriftIgnore *ignore;        /* owned */
    double partly, other;
} Drift;

static void unload(gpointer state)
{
    Drift *drift = state;
    assay_query_free(drift->question);
    assay_query_free(drift->abstract);
    assay_drift_ignore_free(drift->ignore);
    g_free(drift);
}

static double number_param(const AssayCheck *check, const char *name, double fallback)
{
    g_autofree char *text = assay_check_param(check, name);
    return text != NULL ? g_ascii_strtod(text, NULL) : fallback;
}

static gboolean load(const AssayCheck *check, gpointer *ret_state, GError **error)
{
    Drift *drift = g_new0(Drift, 1);
    *ret_state = drift;
    drift->question = assay_check_param_path(check, "question", error);
    if (drift->question == NULL)
        return FALSE;
    drift->abstract = assay_check_param_path(check, "abstract", error);
    if (drift->abstract == NULL)
        return FALSE;
    g_auto(GStrv) ignore = assay_check_params(check, "ignore");
    g_autoptr(GError) pattern_error = NULL;
    drift->ignore = assay_drift_ignore_new((const char *const *)(gpointer)ignore, &pattern_error);
    if (drift->ignore == NULL)
        return assay_check_error(check->node, error, "check %s: %s", check->id,
                                 pattern_error->message);
    drift->partly = number_param(check, "partly", ASSAY_DRIFT_DEFAULT_PARTLY);
    drift->other = number_param(check, "other", ASSAY_DRIFT_DEFAULT_OTHER);
    if (!(drift->partly > 0 && drift->partly <= drift->other && drift->other <= 1))
        return assay_check_error(
            check->node, error, "check %s: thresholds must be 0 < partly <= other <= 1", check->id);
    return TRUE;
}

static void raise_flag(const AssayCheckRun *run, const AssayDriftResult *result)
{
    char score[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(score, sizeof score, "%.4f", result->score);
    AssayFlagValue missing[ASSAY_DRIFT_MAX_MISSING];
    for (guint i = 0; i < result->n_missing; i++)
        missing[i] = (AssayFlagValue){"missing-term", result->missing[i]};
    assay_check_raise(run, result->outcome == ASSAY_DRIFT_OTHER ? NULL : "info", score, missing,
                      result->n_missing);
}

static void run(const AssayCheckRun *run)
{
    const Drift *drift = run->check->state;
    if (run->services->drift == NULL)
        return;
    g_autofree char *question = assay_query_text(drift->question, run->xpath);
    g_autofree char *abstract = assay_query_text(drift->abstract, run->xpath);
    if (question == NULL || abstract == NULL)
        return;
    AssayDriftOptions options = {drift->partly, drift->other, drift->ignore, run->services->stems,
                                 .only_apart = TRUE};
    AssayDriftResult result;
    assay_drift_score(run->services->drift, &options, question, strlen(question), abstract,
                      strlen(abstract), &result);
    if (result.has_score && result.outcome != ASSAY_DRIFT_SAME)
        raise_flag(run, &result);
    assay_drift_result_clear(&result);
}

extern const AssayCheckKind assay_kind_drift;
const AssayCheckKind assay_kind_drift = {
    .name = "drift", .load = load, .unload = unload, .run = run};

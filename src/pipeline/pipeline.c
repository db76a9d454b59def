/* pipeline.c: the only file that knows the order of the stages. See pipeline.h. */
#include "pipeline/pipeline.h"

#include <string.h>

#include "base/hash.h"
#include "check/check.h"
#include "record/body.h"

/* What the capture is, before anything is found in it. */
static AssayCapture *new_capture(const AssayInput *input, const AssayDocument *document,
                                 const AssayReadOptions *options)
{
    AssayCapture *capture = assay_capture_new();
    g_autofree char *sha256 = options->sha256 == NULL ? assay_hash_sha256(input->bytes, input->size)
                                                      : NULL;
    capture->uri = assay_arena_strdup(capture->arena, input->uri);
    capture->media = assay_arena_strdup(capture->arena, document->media);
    capture->sha256 = assay_arena_strdup(capture->arena, sha256 != NULL ? sha256 : options->sha256);
    capture->captured = assay_arena_strdup(capture->arena, options->captured);
    for (guint i = 0; i < document->defects->len; i++) {
        const AssayDefect *defect = &g_array_index(document->defects, AssayDefect, i);
        AssayCaptureDefect copy = {
            .id = assay_arena_strdup(capture->arena, defect->id),
            .message = assay_arena_strdup(capture->arena, defect->message),
            .span = defect->span,
        };
        g_array_append_val(capture->defects, copy);
    }
    return capture;
}

/* The capture's title: its best-ranked finding for that place. */
static const char *title_of(const AssayCapture *capture)
{
    const AssayFinding *best = NULL;
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        if (strcmp(finding->path, "title") == 0 && (best == NULL || finding->rank < best->rank))
            best = finding;
    }
    return best != NULL ? best->value : NULL;
}

static void enter(const AssayReadOptions *options, AssayStage stage)
{
    if (options->stage != NULL)
        __atomic_store_n(options->stage, stage, __ATOMIC_RELAXED);
}

gboolean assay_pipeline_read_one(const AssayEngine *engine, const AssayInput *input,
                                 const AssayReadOptions *options, AssayCapture **ret_capture,
                                 GError **error)
{
    g_autoptr(AssayDocument) document = NULL;
    enter(options, ASSAY_STAGE_EXTRACT);
    if (!assay_extract(input, &document, error))
        return FALSE;
    enter(options, ASSAY_STAGE_RECOGNISE);
    const AssayRuleSet *set = assay_rules_recognise(engine->rules, document, options->url);
    if (set == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: no profile claims it; let one have a base score", input->uri);
        return FALSE;
    }
    enter(options, ASSAY_STAGE_RULES);
    const char *style = assay_rule_set_layout(set, document);
    AssayCapture *capture = new_capture(input, document, options);
    capture->profile = assay_rule_set_profile(set);
    capture->style = assay_arena_strdup(capture->arena, style != NULL ? style : "other");
    assay_rule_set_apply(set, document, options->url, capture, options->trace);
    enter(options, ASSAY_STAGE_BODY);
    capture->body = assay_body_from_document(document, title_of(capture), capture->arena);
    if (options->ret_document != NULL)
        *options->ret_document = g_steal_pointer(&document);
    if (options->ret_set != NULL)
        *options->ret_set = set;
    *ret_capture = capture;
    return TRUE;
}

gboolean assay_pipeline_finish(const AssayRuleSet *set, const AssayCapture *const *captures,
                               guint n, AssayRecord **ret_record, GError **error)
{
    const AssayPlan *plan = assay_rule_set_plan(set);
    g_autoptr(AssayRecord) record = assay_record_build(plan, captures, n);
    const AssayChecks *checks = assay_rule_set_checks(set);
    if (checks != NULL)
        assay_checks_run(checks, record);
    if (!assay_record_validate(record, plan, error))
        return FALSE;
    *ret_record = g_steal_pointer(&record);
    return TRUE;
}

GBytes *assay_pipeline_single(const AssayRuleSet *set, const AssayCapture *capture)
{
    g_autoptr(AssayRecord) record = NULL;
    if (!assay_pipeline_finish(set, &capture, 1, &record, NULL))
        record = assay_record_build(assay_rule_set_plan(set), &capture, 1);
    return assay_record_write(record);
}

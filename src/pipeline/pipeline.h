/* pipeline.h: the stages in their order. Private to pipeline/.
 *
 * Two halves, so that the first can run in another process: bytes to a capture (parses foreign
 * bytes, depends on nothing but the engine and the input), and captures of one work to the bytes
 * of its record. What passes between them can be written and read back as a record of one capture:
 * assay_pipeline_single and assay_pipeline_capture. */
#ifndef ASSAY_PIPELINE_PIPELINE_H
#define ASSAY_PIPELINE_PIPELINE_H

#include "extract/extract.h"
#include "pipeline/engine.h"

/** How far a document has come, for whoever watches from outside. */
typedef enum {
    ASSAY_STAGE_READ, /* its bytes */
    ASSAY_STAGE_EXTRACT,
    ASSAY_STAGE_RECOGNISE,
    ASSAY_STAGE_RULES,
    ASSAY_STAGE_BODY,
    ASSAY_STAGE_RECORD, /* building, checks, validating */
    ASSAY_N_STAGES
} AssayStage;

/** What the stages may be told and asked beside the capture. All may be NULL. */
typedef struct {
    const char *url;              /* absolute URL it was captured at */
    const char *captured;         /* instant of the capture */
    const char *sha256;           /* of the bytes, 64 hex digits; found out if it is NULL */
    AssayTrace *trace;            /* filled */
    guint32 *stage;               /* set to each AssayStage as it begins; may be shared memory */
    AssayDocument **ret_document; /* (owned) the laid-out document */
    const AssayRuleSet **ret_set; /* (borrowed) the profile that claims it */
} AssayReadOptions;

/** assay_pipeline_read_one: bytes to capture: extract, recognise, lay out, apply rules, body.
 * @ret_capture: (owned). @error: ASSAY_ERROR_INPUT or _LIMIT: nothing can be read. */
gboolean assay_pipeline_read_one(const AssayEngine *engine, const AssayInput *input,
                                 const AssayReadOptions *options, AssayCapture **ret_capture,
                                 GError **error);

/** assay_pipeline_finish: build, check and validate the record of @n captures of one work.
 * @ret_record: (owned). @error: ASSAY_ERROR_INTERNAL. */
gboolean assay_pipeline_finish(const AssayRuleSet *set, const AssayCapture *const *captures,
                               guint n, AssayRecord **ret_record, GError **error);

/** assay_pipeline_single: a capture as the bytes of the record of that capture alone, also where
 * that record is refused (then it is unchecked). Returns: (owned). */
GBytes *assay_pipeline_single(const AssayRuleSet *set, const AssayCapture *capture);

#endif

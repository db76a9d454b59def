/* explain.h: one input read with a trace, sorted by value. Private to pipeline/.
 *
 * explain.c finds out; explain_text.c and explain_json.c lay it out. */
#ifndef ASSAY_PIPELINE_EXPLAIN_H
#define ASSAY_PIPELINE_EXPLAIN_H

#include "pipeline/pipeline.h"

/** One place of the record, instance numbers left out, and what became of it. */
typedef struct {
    char *target;         /* owned: `claims/claim/@verified` */
    GPtrArray *instances; /* of AssayExplainValue, owned; empty when absent */
    GPtrArray *others;    /* of const AssayTraceEntry: what was looked at and gave nothing here */
} AssayExplainPlace;

/** One value with its candidates: the first finding has it. */
typedef struct {
    const char *path;    /* borrowed from the finding */
    GPtrArray *findings; /* of const AssayFinding, best first */
} AssayExplainValue;

/** All that is known. Owned by whoever calls assay_explanation_clear. */
typedef struct {
    const char *uri;
    const guint8 *bytes; /* borrowed: the input */
    gsize size;
    AssayDocument *document;
    AssayCapture *capture;
    AssayTrace *trace;
    GPtrArray *places; /* of AssayExplainPlace, owned, found ones first */
} AssayExplanation;

/** assay_explanation_entry: the trace entry that @finding came from, or NULL. */
const AssayTraceEntry *assay_explanation_entry(const AssayExplanation *explanation,
                                               const AssayFinding *finding);

/** assay_explanation_outcome: a few words for what became of @entry. */
const char *assay_explanation_outcome(const AssayTraceEntry *entry);

char *assay_explain_text(const AssayExplanation *explanation, gboolean colour);
char *assay_explain_json(const AssayExplanation *explanation);

#endif

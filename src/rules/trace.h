/* trace.h: writing the trace of `explain`. Private to src/rules/. All do nothing without a trace.
 */
#ifndef ASSAY_RULES_TRACE_H
#define ASSAY_RULES_TRACE_H

#include "rules/candidate.h"

/** assay_trace_candidate: what became of @candidate. @match: the alternative, or NULL.
 * @why: copied; or NULL. */
void assay_trace_candidate(AssayTrace *trace, const AssayRule *rule, const AssayFrom *from,
                           const AssayMatch *match, const AssayCandidate *candidate,
                           const AssayDocument *document, AssayTraceOutcome outcome,
                           const char *why);

/** assay_trace_nothing: @from had no candidate at all. */
void assay_trace_nothing(AssayTrace *trace, const AssayRule *rule, const AssayFrom *from,
                         const char *why);

#endif

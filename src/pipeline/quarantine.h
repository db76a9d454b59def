/* quarantine.h: inputs that gave no record, each with the reason, in `<out>/quarantine/`. Private
 * to pipeline/.
 *
 *   <quarantined xmlns="urn:assay:quarantine:1" sha256 uri reason [limit] [stage] [signal]>
 *     [<message>what was said last</message>]
 *   </quarantined>
 *
 * reason: `unreadable` (no extractor can read it), `overrun` (it ran into @limit), `died` (its
 * worker did, by @signal), `refused` (it tried what the sandbox forbids), `defect` (its record does
 * not fit the schema: a defect of the program). Canonical XML 1.1; the same input, program and
 * limits give the same bytes. An input that is read later leaves quarantine. */
#ifndef ASSAY_PIPELINE_QUARANTINE_H
#define ASSAY_PIPELINE_QUARANTINE_H

#include "pipeline/ingest.h"
#include "pipeline/pool.h"

/** assay_quarantine_scan: take note of what is in quarantine. */
gboolean assay_quarantine_scan(AssayIngest *ingest, GError **error);

/** assay_quarantine_put: the input @sha256, called @uri, gave no record because of @trouble. Under
 * two names it goes by the smaller. */
gboolean assay_quarantine_put(AssayIngest *ingest, const char *sha256, const char *uri,
                              const AssayTrouble *trouble, GError **error);

/** assay_quarantine_lift: @sha256 was read; if it was in quarantine, it no longer is. */
gboolean assay_quarantine_lift(AssayIngest *ingest, const char *sha256, GError **error);

/** assay_quarantine_line: `uri: overrun (timeout 20 s) in extract: message`. Returns: (owned). */
char *assay_quarantine_line(const char *uri, const AssayTrouble *trouble);

#endif

/* metrics.h: what a run tells a monitor. Private to pipeline/; the format is in report/metrics.h.
 */
#ifndef ASSAY_PIPELINE_METRICS_H
#define ASSAY_PIPELINE_METRICS_H

#include "pipeline/alarm.h"
#include "pipeline/ingest.h"

/** assay_metrics_write: the counts of this run and of the tree as it now is, into file @path.
 * @error: ASSAY_ERROR_IO. */
gboolean assay_metrics_write(const char *path, const AssayIngest *ingest, const AssayAlarm *alarm,
                             GError **error);

#endif

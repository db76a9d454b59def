/* metrics.h: numbers for a monitor, in Prometheus' text exposition format 0.0.4.
 *
 * Job: names, labels and escapes kept right; the file replaced in one step, so that a collector
 * never reads half of it. Not its job: what is counted (pipeline/). */
#ifndef ASSAY_REPORT_METRICS_H
#define ASSAY_REPORT_METRICS_H

#include <glib.h>

typedef struct {
    GString *text; /* owned */
} AssayMetrics;

void assay_metrics_init(AssayMetrics *metrics);
void assay_metrics_clear(AssayMetrics *metrics);

/** assay_metrics_family: what follows is of metric @name, a gauge. @help: one line. */
void assay_metrics_family(AssayMetrics *metrics, const char *name, const char *help);

/** assay_metrics_add: one value. @labels: names and values in turn, NULL-terminated. */
void assay_metrics_add(AssayMetrics *metrics, const char *name, double value,
                       const char *const *labels);

/** assay_metrics_save: replace file @path. @error: ASSAY_ERROR_IO. */
gboolean assay_metrics_save(const AssayMetrics *metrics, const char *path, GError **error);

#endif

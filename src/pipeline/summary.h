/* summary.h: what a run did. Private to pipeline/; opened to callers by assay.h. */
#ifndef ASSAY_PIPELINE_SUMMARY_H
#define ASSAY_PIPELINE_SUMMARY_H

#include "assay.h"
#include "record/record.h"

struct AssaySummary {
    guint n_inputs;  /* that were read */
    guint n_skipped; /* that were as they had been */
    guint n_pruned;
    guint n_new, n_changed, n_unchanged, n_removed; /* records */
    double seconds_opening, seconds_reading, seconds_grouping;
    gboolean is_interrupted; /* the run was asked to stop before the last input */
    gboolean has_failed;     /* a record was refused by its own schema: a defect of the program */
    GPtrArray *unread;       /* of char*, owned: `uri: why` */
    GPtrArray *vanished;     /* of char*, owned: uris */
    GPtrArray *alarms;       /* of char*, owned: rules that fell, and how */
    GHashTable *flags;       /* check (owned) to AssayFlagCount (owned) */
};

typedef struct {
    guint n[4]; /* by severity: error, warning, info, other */
} AssayFlagCount;

AssaySummary *assay_summary_new(void);

/** assay_summary_count: count @flags (as AssayLedgerRecord.flags, or NULL), or take them back if
 * not
 * @add. */
void assay_summary_count(AssaySummary *summary, const char *flags, gboolean add);

/** assay_summary_flags_of: the flags of @record as AssayLedgerRecord.flags. Returns: (owned) */
char *assay_summary_flags_of(const AssayRecord *record);

#endif

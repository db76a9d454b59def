/* diff.h: what changed from one record to another, field by field.
 *
 * Job: a list of changes between two records. Sources and evidence are left out: the same value
 * from another capture is no change. Flags are the same if check and values are. The body is
 * compared as lines of text, wherever they stand.
 * Not its job: finding the records of a tree (store/), laying out the list (pipeline/look.c). */
#ifndef ASSAY_DIFF_DIFF_H
#define ASSAY_DIFF_DIFF_H

#include "record/record.h"

typedef enum { ASSAY_CHANGE_GAINED, ASSAY_CHANGE_LOST, ASSAY_CHANGE_CHANGED } AssayChangeKind;

/** One value that differs. Owns its strings. */
typedef struct {
    AssayChangeKind kind;
    char *path;      /* `review/@score`, `identifiers/identifier[@scheme='doi']` */
    char *old_value; /* NULL when gained */
    char *new_value; /* NULL when lost */
} AssayChange;

void assay_change_free(AssayChange *change);

/** assay_diff_records: changes from @old_record to @new_record: lost and changed ones in the order
 * of the old record, then gained ones in the order of the new.
 * Returns: (owned) GPtrArray of AssayChange; empty when nothing differs. */
GPtrArray *assay_diff_records(const AssayRecord *old_record, const AssayRecord *new_record);

#endif

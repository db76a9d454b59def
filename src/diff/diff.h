/* diff.h: what changed from one record to another, field by field.
 *
 * Job: a complete list of changes between two records, and applying it. Elements of lists (claims,
 * references, flags) are matched by what they say, not by where they stand.
 * Not its job: files and trees (run.h), laying out the list (sheet.h). */
#ifndef ASSAY_DIFF_DIFF_H
#define ASSAY_DIFF_DIFF_H

#include "diff/change.h"
#include "record/record.h"

/** assay_diff_records: changes from @old_record to @new_record, in the order of the records.
 * Nothing is said of white space, the order of attributes, and numbers that only say a place; nor,
 * unless @with_evidence, of sources and evidence.
 * Returns: (owned) GPtrArray of AssayChange; empty when nothing differs. */
GPtrArray *assay_diff_records(const AssayRecord *old_record, const AssayRecord *new_record,
                              gboolean with_evidence);

/** assay_diff_reverse: the change from new to old. Returns: (owned). */
AssayChange *assay_diff_reverse(const AssayChange *change);

/** assay_diff_apply: the record that @changes lead to from @old_record.
 * @with_evidence: as it was for assay_diff_records; if FALSE, sources and evidence stay as they
 * are. @error: ASSAY_ERROR_INPUT: @changes are of another record. Returns: (owned) or NULL. */
AssayRecord *assay_diff_apply(const AssayRecord *old_record, const GPtrArray *changes,
                              gboolean with_evidence, GError **error);

#endif

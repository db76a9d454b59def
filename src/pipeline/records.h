/* records.h: the records of a tree, one after another, for looking at. Private to pipeline/. */
#ifndef ASSAY_PIPELINE_RECORDS_H
#define ASSAY_PIPELINE_RECORDS_H

#include "base/error.h"
#include "record/record.h"

/** assay_records_open: the record in file @path.
 * @error: ASSAY_ERROR_INPUT. Returns: (owned) or NULL. */
AssayRecord *assay_records_open(const char *path, GError **error);

/** assay_records_each: calls @visit for each record of tree @out, in order of file name; what a run
 * takes out meanwhile is passed over. @error: ASSAY_ERROR_USAGE if @out holds no records,
 * ASSAY_ERROR_INPUT at the first that cannot be read. */
gboolean assay_records_each(const char *out,
                            void (*visit)(const AssayRecord *record, gpointer user_data),
                            gpointer user_data, GError **error);

#endif

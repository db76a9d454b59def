/* records.h: the records of a tree, one after another, for looking at. Private to pipeline/. */
#ifndef ASSAY_PIPELINE_RECORDS_H
#define ASSAY_PIPELINE_RECORDS_H

#include "base/error.h"
#include "record/record.h"

/** assay_records_open: the record in file @path.
 * @error: ASSAY_ERROR_INPUT. Returns: (owned) or NULL. */
AssayRecord *assay_records_open(const char *path, GError **error);

/** assay_records_paths: paths of the record files of tree @out, by file name without `.xml`.
 * @error: ASSAY_ERROR_USAGE if @out holds no records. Returns: (owned) map of owned strings. */
GTree *assay_records_paths(const char *out, GError **error);

/** assay_records_each: calls @visit for each record of tree @out, in order of file name. */
gboolean assay_records_each(const char *out,
                            void (*visit)(const AssayRecord *record, gpointer user_data),
                            gpointer user_data, GError **error);

#endif

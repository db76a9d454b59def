/* dry_run.h: comparing a scratch tree with the one it lies over. Private to pipeline/. */
#ifndef ASSAY_PIPELINE_DRY_RUN_H
#define ASSAY_PIPELINE_DRY_RUN_H

#include "assay.h"

/** assay_compare_scratch: as assay_diff, from tree @options->old_path to the scratch tree
 * @options->new_path over it. */
gboolean assay_compare_scratch(const AssayDiffOptions *options, guint *ret_n_differences,
                               guint *ret_n_unread, GError **error);

#endif

/* renamed.h: records that are on one side only, and which of them are the same work under another
 * id: by a source of the same bytes; or, where one of the two ids is made of the text (`w-…`), by
 * the same question or title, of which a cut one may be the start of the other. */
#ifndef ASSAY_DIFF_RENAMED_H
#define ASSAY_DIFF_RENAMED_H

#include "record/record.h"

typedef struct AssayRenamed AssayRenamed;

AssayRenamed *assay_renamed_new(void);
void assay_renamed_free(AssayRenamed *renamed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayRenamed, assay_renamed_free)

/** assay_renamed_add: @record, in file @path, is on one side only.
 * Returns: FALSE if there are too many of them to be remembered. */
gboolean assay_renamed_add(AssayRenamed *renamed, gboolean is_old, const AssayRecord *record,
                           const char *path);

/** assay_renamed_each: calls @visit for each pair with what they have in common, and for each one
 * that has no partner (the other path and @why NULL), in order of path. */
void assay_renamed_each(AssayRenamed *renamed,
                        void (*visit)(const char *old_path, const char *new_path, const char *why,
                                      gpointer user_data),
                        gpointer user_data);

#endif

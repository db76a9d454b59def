/* run.h: a whole comparison: two records, or two trees of them, to a sheet.
 *
 * The one file of this room that knows the order: walk, read, compare, filter, leave out what is
 * accepted, count, lay out. One pair of records is in memory at a time. */
#ifndef ASSAY_DIFF_RUN_H
#define ASSAY_DIFF_RUN_H

#include "diff/accept.h"
#include "diff/sheet.h"

/** What the two paths are. */
typedef enum {
    ASSAY_DIFF_PATHS,   /* two files, or two folders */
    ASSAY_DIFF_LAST,    /* new_path: a tree, against what it held before its last run */
    ASSAY_DIFF_SCRATCH, /* new_path: a tree over tree old_path, in which is only what differs */
} AssayDiffMode;

/** What to compare and how. Borrows all. */
typedef struct {
    AssayDiffMode mode;
    const char *old_path, *new_path;         /* old_path: NULL for LAST */
    const char *const *only, *const *ignore; /* paths, or NULL */
    gboolean with_evidence;
    gboolean stat_only;
    guint limit;                /* changes shown; 0: all */
    AssayAccepted *accepted;    /* left out; or NULL */
    AssayAccepted *accept_into; /* what is reported is put in here; or NULL */
    const char *reason;         /* with accept_into */
    const AssaySheetType *sheet;
    gboolean colour;
    void (*write)(const char *text, gsize length, gpointer user_data);
    /** trouble: a record that cannot be read; @message names its file. */
    void (*trouble)(const char *message, gpointer user_data);
    gpointer user_data;
} AssayDiffRun;

/** assay_diff_run: compare and write the sheet.
 * @ret_n_changes: how many were reported.  @ret_n_unread: how many records could not be read.
 * @error: ASSAY_ERROR_USAGE or _IO: the run itself failed. */
gboolean assay_diff_run(const AssayDiffRun *run, guint *ret_n_changes, guint *ret_n_unread,
                        GError **error);

#endif

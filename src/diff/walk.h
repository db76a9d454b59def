/* walk.h: the record files of two trees, side by side in order of name.
 *
 * A folder at a time, so that memory grows with the largest folder only. Files are compared as
 * bytes, size first; who asks is told only of those that differ.
 * Not its job: what is in the files. */
#ifndef ASSAY_DIFF_WALK_H
#define ASSAY_DIFF_WALK_H

#include <glib.h>

/** Who is told. */
typedef struct {
    /** differs: @old_path or @new_path is NULL for a file that is on one side only. */
    void (*differs)(const char *old_path, const char *new_path, gpointer user_data);
    void (*same)(gpointer user_data);
    /** trouble: @message names a file that cannot be read; the walk goes on. */
    void (*trouble)(const char *message, gpointer user_data);
    gpointer user_data;
} AssayWalkListener;

/** assay_walk_trees: the files `*.xml` of both folders and of the folders in them; of an output
 * tree, those below its `records`. @error: ASSAY_ERROR_IO: one of the two is no folder. */
gboolean assay_walk_trees(const char *old_folder, const char *new_folder,
                          const AssayWalkListener *listener, GError **error);

/** assay_walk_versions: the files that are in @versions against those of the same names in
 * @records; others are not looked at. An empty file in @versions stands for one that is not there.
 * @versions_are_old: whether they are the old side. A @records that is not there holds nothing.
 * @error: ASSAY_ERROR_IO: @versions is no folder. */
gboolean assay_walk_versions(const char *versions, const char *records, gboolean versions_are_old,
                             const AssayWalkListener *listener, GError **error);

#endif

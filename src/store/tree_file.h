/* tree_file.h: files of the output tree: read, listed, and written in atomic batches (tree.c). */
#ifndef ASSAY_STORE_TREE_FILE_H
#define ASSAY_STORE_TREE_FILE_H

#include <glib.h>

/** assay_tree_file_fail: set ASSAY_ERROR_IO: what could not be done, to which file, why and the
 * cure. @what: "write", "read". @code: errno. Returns: FALSE. */
gboolean assay_tree_file_fail(GError **error, const char *what, const char *path, int code);

/** assay_tree_file_read: whole content; NULL without @error when there is no such file. */
GBytes *assay_tree_file_read(const char *path, GError **error);

/** assay_tree_file_list: names in @folder, any order; none when it is not there.
 * Returns: (owned) GPtrArray of owned strings, or NULL with @error. */
GPtrArray *assay_tree_file_list(const char *folder, GError **error);

/** assay_tree_file_clean: remove what a killed run left in @folder: temporary files there and one
 * level below it, and empty folders. */
void assay_tree_file_clean(const char *folder);

/** assay_tree_file_empty: remove the files `*.xml` one level below @folder, and the folders that
 * become empty; nothing if it is not there. */
gboolean assay_tree_file_empty(const char *folder, GError **error);

/** Files written under temporary names, to be renamed together. */
typedef struct AssayTreeBatch AssayTreeBatch;

/** assay_tree_batch_new: @top: (borrowed) a folder above all files of the batch, on their disk,
 * that their paths begin with as it is written. */
AssayTreeBatch *assay_tree_batch_new(const char *top);

/** assay_tree_batch_free: temporary files that were not renamed are removed. */
void assay_tree_batch_free(AssayTreeBatch *batch);

/** assay_tree_batch_write: write @bytes beside @path, its folder made if need be; nothing where a
 * file has these bytes already, so that a run that changes nothing writes nothing.
 * Returns: its number in the batch, or -1 with @error; then nothing is there.
 * assay_tree_batch_write_new: the same without a look at what is at @path. */
int assay_tree_batch_write(AssayTreeBatch *batch, const char *path, GBytes *bytes, GError **error);
int assay_tree_batch_write_new(AssayTreeBatch *batch, const char *path, GBytes *bytes,
                               GError **error);

/** assay_tree_batch_read: what was written as @number. assay_tree_batch_drop: it shall not be. */
GBytes *assay_tree_batch_read(const AssayTreeBatch *batch, int number, GError **error);
void assay_tree_batch_drop(AssayTreeBatch *batch, int number);

/** assay_tree_batch_remove: remove @path when the batch is finished. */
void assay_tree_batch_remove(AssayTreeBatch *batch, const char *path);

/** assay_tree_batch_finish: sync, rename, sync, remove, sync. May be called again after a
 * failure. @ret_same: how many had their bytes already. @ret_removed: how many
 * were removed. */
gboolean assay_tree_batch_finish(AssayTreeBatch *batch, guint *ret_same, guint *ret_removed,
                                 GError **error);

#endif

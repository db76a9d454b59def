/* tree.h: the output tree: one file a record, the single captures of merged works, and what
 * is in quarantine.
 *
 *   <out>/records/<first two characters of id>/<id>.xml
 *   <out>/captures/<first two digits>/<sha256>.xml
 *   <out>/quarantine/<sha256>.xml
 *
 * Changes are collected (put, remove) and done by commit, so that the waits for the disk come in
 * batches: first every new file is written under a temporary name and synced, then all are
 * renamed into place and that is synced, then the old ones are removed. A program
 * killed at any point leaves whole files only; what it had not committed is as before. Temporary
 * names start with "." and end in ".tmp"; the next open of the tree for writing removes them.
 *
 * One process writes a tree at a time; lock.h sees to that.
 * Not its job: what is in the files (record/), what is known about inputs (the ledger). */
#ifndef ASSAY_STORE_TREE_H
#define ASSAY_STORE_TREE_H

#include <glib.h>

typedef struct AssayTree AssayTree;

/** assay_tree_open: the tree in folder @out_dir, made when it is not there.
 * @error: ASSAY_ERROR_IO naming the folder. Returns: (owned) or NULL. */
AssayTree *assay_tree_open(const char *out_dir, GError **error);

/** assay_tree_open_over: a tree in @scratch_dir that shows what tree @base_dir holds, too, and
 * never writes there: what is put is in @scratch_dir alone, where an empty file stands for one that
 * is gone. Same content as below is not put. */
AssayTree *assay_tree_open_over(const char *scratch_dir, const char *base_dir, GError **error);

/** assay_tree_keep_previous: from now on the version of a record that the first change of it
 * replaces is kept as `<out>/previous/<first two characters of id>/<id>.xml`, an empty file where
 * there was none. What earlier runs kept is removed first. @error: ASSAY_ERROR_IO. */
gboolean assay_tree_keep_previous(AssayTree *tree, GError **error);

/** assay_tree_free: what was not committed is forgotten; its temporary files are removed. */
void assay_tree_free(AssayTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayTree, assay_tree_free)

/* ---- Records ---- */

/** assay_tree_record_path: where record @id is or would be. Returns: (owned). */
char *assay_tree_record_path(const AssayTree *tree, const char *id);

/** assay_tree_put: record @id shall have content @bytes (a reference is taken). A later put or
 * remove of the same id before the commit takes its place.
 * @error: ASSAY_ERROR_USAGE for an id that is not valid. */
gboolean assay_tree_put(AssayTree *tree, const char *id, GBytes *bytes, GError **error);

/** assay_tree_put_new: the same for a record that is known not to be there. What is there all the
 * same is written over. */
gboolean assay_tree_put_new(AssayTree *tree, const char *id, GBytes *bytes, GError **error);

/** assay_tree_remove: record @id shall not be there; it need not be now. */
gboolean assay_tree_remove(AssayTree *tree, const char *id, GError **error);

/** assay_tree_get: content of record @id as put, committed or not.
 * Returns: (owned) or NULL: with @error (ASSAY_ERROR_IO) when it cannot be read, without when
 * there is none. */
GBytes *assay_tree_get(const AssayTree *tree, const char *id, GError **error);

/** assay_tree_list: ids of all committed records, sorted. Files that no record would have are
 * left out. Returns: (owned) NULL-terminated, or NULL with @error. */
char **assay_tree_list(const AssayTree *tree, GError **error);

/* ---- Single captures of merged works, by the SHA-256 of their bytes ---- */

gboolean assay_tree_put_capture(AssayTree *tree, const char *sha256, GBytes *bytes, GError **error);
gboolean assay_tree_remove_capture(AssayTree *tree, const char *sha256, GError **error);
GBytes *assay_tree_get_capture(const AssayTree *tree, const char *sha256, GError **error);
char **assay_tree_list_captures(const AssayTree *tree, GError **error);

/* ---- Inputs in quarantine, by the SHA-256 of their bytes ---- */

gboolean assay_tree_put_quarantine(AssayTree *tree, const char *sha256, GBytes *bytes,
                                   GError **error);
gboolean assay_tree_remove_quarantine(AssayTree *tree, const char *sha256, GError **error);
GBytes *assay_tree_get_quarantine(const AssayTree *tree, const char *sha256, GError **error);
char **assay_tree_list_quarantine(const AssayTree *tree, GError **error);

/* ---- Doing it ---- */

/** What a commit did. */
typedef struct {
    guint n_written, n_unchanged, n_removed;
} AssayTreeResult;

/** assay_tree_commit: do everything since the last commit. Files whose bytes are already as they
 * shall be are not written. On failure what could not be done stays to be committed again.
 * @ret_result: may be NULL. @error: ASSAY_ERROR_IO naming the file and the cure. */
gboolean assay_tree_commit(AssayTree *tree, AssayTreeResult *ret_result, GError **error);

#endif

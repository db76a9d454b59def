/* tree.c: see tree.h. What reaches the disk, and in which order, is in tree_file.c. */
#include "store/tree.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/name.h"
#include "base/sort.h"
#include "store/tree_file.h"

/* The kinds of file differ in folder and in what a name may be. */
typedef enum { KIND_RECORD, KIND_CAPTURE, KIND_QUARANTINE, N_KINDS } Kind;

static const char *const folders[N_KINDS] = {"records", "captures", "quarantine"};

/* Beside them: the versions of records that the last run replaced. */
#define PREVIOUS "previous"

/* One change that waits for the commit. */
typedef struct {
    char *path;    /* owned */
    int written;   /* its number in the batch, or -1 */
    GBytes *bytes; /* owned; what is not written yet; NULL: the file shall not be there */
} Change;

struct AssayTree {
    char *out_dir;   /* owned */
    AssayTree *base; /* owned; the tree below this one, only read; or NULL */
    gboolean keeps_previous;
    GHashTable *changes[N_KINDS]; /* owned; name (owned) to Change (owned) */
    AssayTreeBatch *batch;        /* owned; of these changes; NULL: this tree is only read */
};

static void change_free(gpointer data)
{
    Change *change = data;
    g_clear_pointer(&change->bytes, g_bytes_unref);
    g_free(change->path);
    g_free(change);
}

static gboolean check_name(Kind kind, const char *name, GError **error)
{
    if (kind == KIND_RECORD ? assay_name_is_id(name) : assay_name_is_sha256(name))
        return TRUE;
    g_autofree char *shown = g_strescape(name, NULL);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                kind == KIND_RECORD ? "'%s' is no record id: 1 to 64 of A-Z a-z 0-9 -"
                                    : "'%s' is no SHA-256: 64 digits of 0-9 a-f",
                shown);
    return FALSE;
}

/* Names of one letter have a folder of one letter. Quarantine is small, and looked at by people:
 * it has no folders inside. */
static char *path_of(const AssayTree *tree, Kind kind, const char *name)
{
    const char part[] = {name[0], name[1], '\0'};
    if (kind == KIND_QUARANTINE)
        return g_strconcat(tree->out_dir, "/", folders[kind], "/", name, ".xml", NULL);
    return g_strconcat(tree->out_dir, "/", folders[kind], "/", part, "/", name, ".xml", NULL);
}

static AssayTree *new_tree(const char *out_dir)
{
    AssayTree *tree = g_new0(AssayTree, 1);
    tree->out_dir = g_strdup(out_dir);
    for (guint kind = 0; kind < N_KINDS; kind++)
        tree->changes[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, change_free);
    return tree;
}

AssayTree *assay_tree_open(const char *out_dir, GError **error)
{
    if (g_mkdir_with_parents(out_dir, 0777) != 0) {
        assay_tree_file_fail(error, "make folder", out_dir, errno);
        return NULL;
    }
    AssayTree *tree = new_tree(out_dir);
    tree->batch = assay_tree_batch_new(tree->out_dir);
    for (guint kind = 0; kind < N_KINDS; kind++) {
        g_autofree char *folder = g_build_filename(out_dir, folders[kind], NULL);
        assay_tree_file_clean(folder);
    }
    return tree;
}

AssayTree *assay_tree_open_over(const char *scratch_dir, const char *base_dir, GError **error)
{
    AssayTree *tree = assay_tree_open(scratch_dir, error);
    if (tree != NULL)
        tree->base = new_tree(base_dir);
    return tree;
}

gboolean assay_tree_keep_previous(AssayTree *tree, GError **error)
{
    g_autofree char *top = g_build_filename(tree->out_dir, PREVIOUS, NULL);
    tree->keeps_previous = assay_tree_file_empty(top, error);
    return tree->keeps_previous;
}

void assay_tree_free(AssayTree *tree)
{
    if (tree == NULL)
        return;
    assay_tree_free(tree->base);
    for (guint kind = 0; kind < N_KINDS; kind++)
        g_hash_table_unref(tree->changes[kind]);
    if (tree->batch != NULL)
        assay_tree_batch_free(tree->batch);
    g_free(tree->out_dir);
    g_free(tree);
}

char *assay_tree_record_path(const AssayTree *tree, const char *id)
{
    return path_of(tree, KIND_RECORD, id);
}

/* ---- Changing ---- */

typedef int WriteFile(AssayTreeBatch *batch, const char *path, GBytes *bytes, GError **error);

/* What is to be written is written beside its place now, by @write, if nothing else depends on what
 * is there; what cannot be is kept, and the commit says why. */
static gboolean change_by(WriteFile *write, AssayTree *tree, Kind kind, const char *name,
                          GBytes *bytes, GError **error)
{
    if (!check_name(kind, name, error))
        return FALSE;
    const Change *before = g_hash_table_lookup(tree->changes[kind], name);
    if (before != NULL && before->written >= 0)
        assay_tree_batch_drop(tree->batch, before->written);
    Change *item = g_new0(Change, 1);
    item->path = path_of(tree, kind, name);
    item->written = bytes != NULL && tree->base == NULL && !tree->keeps_previous
                        ? write(tree->batch, item->path, bytes, NULL)
                        : -1;
    if (bytes != NULL && item->written < 0)
        item->bytes = g_bytes_new(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_hash_table_replace(tree->changes[kind], g_strdup(name), item);
    return TRUE;
}

static gboolean change(AssayTree *tree, Kind kind, const char *name, GBytes *bytes, GError **error)
{
    return change_by(assay_tree_batch_write, tree, kind, name, bytes, error);
}

gboolean assay_tree_put(AssayTree *tree, const char *id, GBytes *bytes, GError **error)
{
    return change(tree, KIND_RECORD, id, bytes, error);
}

gboolean assay_tree_put_new(AssayTree *tree, const char *id, GBytes *bytes, GError **error)
{
    return change_by(assay_tree_batch_write_new, tree, KIND_RECORD, id, bytes, error);
}

gboolean assay_tree_remove(AssayTree *tree, const char *id, GError **error)
{
    return change(tree, KIND_RECORD, id, NULL, error);
}

gboolean assay_tree_put_capture(AssayTree *tree, const char *sha256, GBytes *bytes, GError **error)
{
    return change(tree, KIND_CAPTURE, sha256, bytes, error);
}

gboolean assay_tree_remove_capture(AssayTree *tree, const char *sha256, GError **error)
{
    return change(tree, KIND_CAPTURE, sha256, NULL, error);
}

gboolean assay_tree_put_quarantine(AssayTree *tree, const char *sha256, GBytes *bytes,
                                   GError **error)
{
    return change(tree, KIND_QUARANTINE, sha256, bytes, error);
}

gboolean assay_tree_remove_quarantine(AssayTree *tree, const char *sha256, GError **error)
{
    return change(tree, KIND_QUARANTINE, sha256, NULL, error);
}

/* ---- Reading ---- */

/* In a tree over another one an empty file says that there is none. */
static gboolean is_tombstone(const AssayTree *tree, GBytes *bytes)
{
    return tree->base != NULL && bytes != NULL && g_bytes_get_size(bytes) == 0;
}

static GBytes *get(const AssayTree *tree, Kind kind, const char *name, GError **error)
{
    if (!check_name(kind, name, error))
        return NULL;
    const Change *waiting = g_hash_table_lookup(tree->changes[kind], name);
    if (waiting != NULL && waiting->written >= 0)
        return assay_tree_batch_read(tree->batch, waiting->written, error);
    if (waiting != NULL)
        return waiting->bytes == NULL ? NULL : g_bytes_ref(waiting->bytes);
    g_autofree char *path = path_of(tree, kind, name);
    g_autoptr(GError) failure = NULL;
    g_autoptr(GBytes) bytes = assay_tree_file_read(path, &failure);
    if (failure != NULL)
        g_propagate_error(error, g_steal_pointer(&failure));
    else if (bytes == NULL && tree->base != NULL)
        return get(tree->base, kind, name, error);
    else if (is_tombstone(tree, bytes))
        return NULL;
    return g_steal_pointer(&bytes);
}

GBytes *assay_tree_get(const AssayTree *tree, const char *id, GError **error)
{
    return get(tree, KIND_RECORD, id, error);
}

GBytes *assay_tree_get_capture(const AssayTree *tree, const char *sha256, GError **error)
{
    return get(tree, KIND_CAPTURE, sha256, error);
}

GBytes *assay_tree_get_quarantine(const AssayTree *tree, const char *sha256, GError **error)
{
    return get(tree, KIND_QUARANTINE, sha256, error);
}

/* Add the names of the files in @folder, which is @part of its kind's (NULL: all of it), that
 * stand where they belong. */
static gboolean list_files(Kind kind, const char *folder, const char *part, GPtrArray *names,
                           GError **error)
{
    g_autoptr(GPtrArray) files = assay_tree_file_list(folder, error);
    if (files == NULL)
        return FALSE;
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        if (!g_str_has_suffix(file, ".xml"))
            continue;
        g_autofree char *name = g_strndup(file, strlen(file) - 4);
        g_autofree char *expected = g_strndup(name, 2);
        if (check_name(kind, name, NULL) && (part == NULL || strcmp(expected, part) == 0))
            g_ptr_array_add(names, g_steal_pointer(&name));
    }
    return TRUE;
}

static gboolean list_parts(Kind kind, const char *top, GPtrArray *names, GError **error)
{
    g_autoptr(GPtrArray) parts = assay_tree_file_list(top, error);
    if (parts == NULL)
        return FALSE;
    for (guint i = 0; i < parts->len; i++) {
        const char *part = g_ptr_array_index(parts, i);
        g_autofree char *folder = g_build_filename(top, part, NULL);
        if (*part != '.' && g_file_test(folder, G_FILE_TEST_IS_DIR) &&
            !list_files(kind, folder, part, names, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean list_kind(const AssayTree *tree, Kind kind, GPtrArray *names, GError **error)
{
    g_autofree char *top = g_build_filename(tree->out_dir, folders[kind], NULL);
    return kind == KIND_QUARANTINE ? list_files(kind, top, NULL, names, error)
                                   : list_parts(kind, top, names, error);
}

/* Names of both trees are there once; those that are gone above are not. */
static void settle_layers(const AssayTree *tree, Kind kind, GPtrArray *names)
{
    for (guint i = names->len; i-- > 0;) {
        const char *name = g_ptr_array_index(names, i);
        gboolean is_twice = i > 0 && strcmp(name, g_ptr_array_index(names, i - 1)) == 0;
        g_autofree char *path = path_of(tree, kind, name);
        g_autoptr(GBytes) bytes = is_twice ? NULL : assay_tree_file_read(path, NULL);
        if (is_twice || is_tombstone(tree, bytes))
            g_ptr_array_remove_index(names, i);
    }
}

static char **list(const AssayTree *tree, Kind kind, GError **error)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    if (!list_kind(tree, kind, names, error) ||
        (tree->base != NULL && !list_kind(tree->base, kind, names, error))) {
        g_ptr_array_unref(names);
        return NULL;
    }
    g_ptr_array_sort(names, assay_sort_strings);
    if (tree->base != NULL)
        settle_layers(tree, kind, names);
    g_ptr_array_add(names, NULL);
    g_ptr_array_set_free_func(names, NULL);
    gpointer *array = g_ptr_array_free(names, FALSE);
    return (char **)array;
}

char **assay_tree_list(const AssayTree *tree, GError **error)
{
    return list(tree, KIND_RECORD, error);
}

char **assay_tree_list_captures(const AssayTree *tree, GError **error)
{
    return list(tree, KIND_CAPTURE, error);
}

char **assay_tree_list_quarantine(const AssayTree *tree, GError **error)
{
    return list(tree, KIND_QUARANTINE, error);
}

/* ---- Committing ---- */

/* The names that wait, sorted, so that the order of work is the same on every run. */
static GPtrArray *waiting_names(const AssayTree *tree, Kind kind)
{
    GPtrArray *names = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name = NULL;
    g_hash_table_iter_init(&iter, tree->changes[kind]);
    while (g_hash_table_iter_next(&iter, &name, NULL))
        g_ptr_array_add(names, name);
    g_ptr_array_sort(names, assay_sort_strings);
    return names;
}

/* The version of record @name that @item replaces, if this run has not replaced one before. */
static gboolean keep_previous(const AssayTree *tree, const char *name, const Change *item,
                              GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/" PREVIOUS "/%.2s/%s.xml", tree->out_dir, name,
                                            name);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_autoptr(GError) failure = NULL;
    g_autoptr(GBytes) old_bytes = assay_tree_file_read(item->path, &failure);
    if (failure != NULL) /* what cannot be read is written over */
        return TRUE;
    if (old_bytes == NULL ? item->bytes == NULL
                          : item->bytes != NULL && g_bytes_equal(old_bytes, item->bytes))
        return TRUE;
    if (old_bytes == NULL)
        old_bytes = g_bytes_new_static("", 0);
    return assay_tree_batch_write(tree->batch, path, old_bytes, error) >= 0;
}

/* What a change of a tree over another one comes to: as below, gone, or as it is. */
static gboolean stage_over(const AssayTree *tree, Kind kind, const char *name, const Change *item,
                           AssayTreeResult *result, GError **error)
{
    g_autoptr(GBytes) below = get(tree->base, kind, name, NULL);
    g_autoptr(GBytes) gone = g_bytes_new_static("", 0);
    if (below == NULL ? item->bytes == NULL
                      : item->bytes != NULL && g_bytes_equal(below, item->bytes)) {
        assay_tree_batch_remove(tree->batch, item->path);
        result->n_unchanged++;
        return TRUE;
    }
    result->n_written++;
    return assay_tree_batch_write(tree->batch, item->path, item->bytes != NULL ? item->bytes : gone,
                                  error) >= 0;
}

static gboolean stage_one(const AssayTree *tree, Kind kind, const char *name,
                          AssayTreeResult *result, GError **error)
{
    Change *item = g_hash_table_lookup(tree->changes[kind], name);
    if (kind == KIND_RECORD && tree->keeps_previous && !keep_previous(tree, name, item, error))
        return FALSE;
    if (tree->base != NULL)
        return stage_over(tree, kind, name, item, result, error);
    if (item->bytes == NULL && item->written < 0) {
        assay_tree_batch_remove(tree->batch, item->path);
        return TRUE;
    }
    result->n_written++;
    return item->written >= 0 ||
           assay_tree_batch_write(tree->batch, item->path, item->bytes, error) >= 0;
}

static gboolean stage(const AssayTree *tree, AssayTreeResult *result, GError **error)
{
    for (guint kind = 0; kind < N_KINDS; kind++) {
        g_autoptr(GPtrArray) names = waiting_names(tree, kind);
        for (guint i = 0; i < names->len; i++)
            if (!stage_one(tree, kind, g_ptr_array_index(names, i), result, error))
                return FALSE;
    }
    return TRUE;
}

/* After a failure what waits is in memory again, so that the next commit begins anew. */
static void take_back(AssayTree *tree)
{
    for (guint kind = 0; kind < N_KINDS; kind++) {
        GHashTableIter iter;
        gpointer value = NULL;
        g_hash_table_iter_init(&iter, tree->changes[kind]);
        while (g_hash_table_iter_next(&iter, NULL, &value)) {
            Change *item = value;
            if (item->written < 0)
                continue;
            item->bytes = assay_tree_batch_read(tree->batch, item->written, NULL);
            item->written = -1;
            if (item->bytes == NULL) /* it is nowhere any more */
                g_hash_table_iter_remove(&iter);
        }
    }
}

gboolean assay_tree_commit(AssayTree *tree, AssayTreeResult *ret_result, GError **error)
{
    AssayTreeResult result = {0, 0, 0};
    guint n_same = 0;
    gboolean done = stage(tree, &result, error) &&
                    assay_tree_batch_finish(tree->batch, &n_same, &result.n_removed, error);
    if (!done)
        take_back(tree);
    assay_tree_batch_free(tree->batch);
    tree->batch = assay_tree_batch_new(tree->out_dir);
    for (guint kind = 0; done && kind < N_KINDS; kind++)
        g_hash_table_remove_all(tree->changes[kind]);
    result.n_written -= n_same;
    result.n_unchanged += n_same;
    if (done && ret_result != NULL)
        *ret_result = result;
    return done;
}

/* tree.c: see tree.h. What reaches the disk, and in which order, is in tree_file.c. */
#include "store/tree.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "store/tree_file.h"

#define MAX_ID_BYTES 64u

/* The kinds of file differ in folder and in what a name may be. */
typedef enum { KIND_RECORD, KIND_CAPTURE, KIND_QUARANTINE, N_KINDS } Kind;

static const char *const folders[N_KINDS] = {"records", "captures", "quarantine"};

/* One change that waits for the commit. */
typedef struct {
    char *path;    /* owned */
    GBytes *bytes; /* owned; NULL: the file shall not be there */
} Change;

struct AssayTree {
    char *out_dir;                /* owned */
    GHashTable *changes[N_KINDS]; /* owned; name (owned) to Change (owned) */
};

static void change_free(gpointer data)
{
    Change *change = data;
    g_clear_pointer(&change->bytes, g_bytes_unref);
    g_free(change->path);
    g_free(change);
}

gboolean assay_tree_id_is_valid(const char *id)
{
    gsize length = strlen(id);
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(id[i]) && id[i] != '-')
            return FALSE;
    return length > 0 && length <= MAX_ID_BYTES && id[0] != '-';
}

static gboolean is_sha256(const char *name)
{
    return strlen(name) == 64 && strspn(name, "0123456789abcdef") == 64;
}

static gboolean check_name(Kind kind, const char *name, GError **error)
{
    if (kind == KIND_RECORD ? assay_tree_id_is_valid(name) : is_sha256(name))
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
    if (kind == KIND_QUARANTINE)
        return g_strdup_printf("%s/%s/%s.xml", tree->out_dir, folders[kind], name);
    return g_strdup_printf("%s/%s/%.2s/%s.xml", tree->out_dir, folders[kind], name, name);
}

AssayTree *assay_tree_open(const char *out_dir, GError **error)
{
    if (g_mkdir_with_parents(out_dir, 0777) != 0) {
        assay_tree_file_fail(error, "make folder", out_dir, errno);
        return NULL;
    }
    AssayTree *tree = g_new0(AssayTree, 1);
    tree->out_dir = g_strdup(out_dir);
    for (guint kind = 0; kind < N_KINDS; kind++) {
        tree->changes[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, change_free);
        g_autofree char *folder = g_build_filename(out_dir, folders[kind], NULL);
        assay_tree_file_clean(folder);
    }
    return tree;
}

void assay_tree_free(AssayTree *tree)
{
    if (tree == NULL)
        return;
    for (guint kind = 0; kind < N_KINDS; kind++)
        g_hash_table_unref(tree->changes[kind]);
    g_free(tree->out_dir);
    g_free(tree);
}

char *assay_tree_record_path(const AssayTree *tree, const char *id)
{
    return path_of(tree, KIND_RECORD, id);
}

/* ---- Changing ---- */

static gboolean change(AssayTree *tree, Kind kind, const char *name, GBytes *bytes, GError **error)
{
    if (!check_name(kind, name, error))
        return FALSE;
    Change *item = g_new0(Change, 1);
    item->path = path_of(tree, kind, name);
    item->bytes = bytes == NULL ? NULL : g_bytes_ref(bytes);
    g_hash_table_replace(tree->changes[kind], g_strdup(name), item);
    return TRUE;
}

gboolean assay_tree_put(AssayTree *tree, const char *id, GBytes *bytes, GError **error)
{
    return change(tree, KIND_RECORD, id, bytes, error);
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

static GBytes *get(const AssayTree *tree, Kind kind, const char *name, GError **error)
{
    if (!check_name(kind, name, error))
        return NULL;
    const Change *waiting = g_hash_table_lookup(tree->changes[kind], name);
    if (waiting != NULL)
        return waiting->bytes == NULL ? NULL : g_bytes_ref(waiting->bytes);
    g_autofree char *path = path_of(tree, kind, name);
    return assay_tree_file_read(path, error);
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

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
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

static char **list(const AssayTree *tree, Kind kind, GError **error)
{
    g_autofree char *top = g_build_filename(tree->out_dir, folders[kind], NULL);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    if (kind == KIND_QUARANTINE ? !list_files(kind, top, NULL, names, error)
                                : !list_parts(kind, top, names, error)) {
        g_ptr_array_unref(names);
        return NULL;
    }
    g_ptr_array_sort(names, compare_names);
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
    g_ptr_array_sort(names, compare_names);
    return names;
}

static gboolean stage(AssayTree *tree, AssayTreeBatch *batch, AssayTreeResult *result,
                      GError **error)
{
    for (guint kind = 0; kind < N_KINDS; kind++) {
        g_autoptr(GPtrArray) names = waiting_names(tree, kind);
        for (guint i = 0; i < names->len; i++) {
            const Change *item = g_hash_table_lookup(tree->changes[kind],
                                                     g_ptr_array_index(names, i));
            if (item->bytes == NULL) {
                assay_tree_batch_remove(batch, item->path);
                continue;
            }
            gboolean same = FALSE;
            if (!assay_tree_batch_write(batch, item->path, item->bytes, &same, error))
                return FALSE;
            if (same)
                result->n_unchanged++;
            else
                result->n_written++;
        }
    }
    return TRUE;
}

gboolean assay_tree_commit(AssayTree *tree, AssayTreeResult *ret_result, GError **error)
{
    AssayTreeResult result = {0, 0, 0};
    AssayTreeBatch *batch = assay_tree_batch_new(tree->out_dir);
    gboolean done = stage(tree, batch, &result, error) &&
                    assay_tree_batch_finish(batch, &result.n_removed, error);
    assay_tree_batch_free(batch);
    if (!done)
        return FALSE;
    for (guint kind = 0; kind < N_KINDS; kind++)
        g_hash_table_remove_all(tree->changes[kind]);
    if (ret_result != NULL)
        *ret_result = result;
    return TRUE;
}

/* tree_file.c: see tree_file.h. POSIX: rename replaces a file in one step; a file's content is on
 * disk after a sync of the file, its name after a sync of the folder. One syncfs for a batch does
 * both for all its files: 256 files took 8 ms where one fsync after another took 50 to 500. */
#include "store/tree_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

typedef struct {
    char *path, *temporary; /* owned; temporary is NULL when it was renamed or dropped */
    gboolean is_same;       /* the bytes are there already: nothing was written */
} Written;

struct AssayTreeBatch {
    const char *top;     /* borrowed; all paths are it, a slash and the rest */
    int disk;            /* top, open since before the first write: a disk's errors are told to
                          * descriptors that were open when they happened */
    GArray *written;     /* owned; of Written */
    GPtrArray *removals; /* owned; of paths */
};

gboolean assay_tree_file_fail(GError **error, const char *what, const char *path, int code)
{
    const char *cure = "check the output folder (--out)";
    if (code == ENOSPC || code == EDQUOT)
        cure = "free space on that disk and run again; nothing that was there is damaged";
    else if (code == EROFS)
        cure = "the disk is read-only: choose another output folder (--out)";
    else if (code == EACCES || code == EPERM)
        cure =
            "you may not write there: choose another output folder (--out) or its owner's account";
    else if (code == EMFILE || code == ENFILE)
        cure = "too many open files: raise `ulimit -n`";
    else if (code == EIO)
        cure = "the disk reports an error: check it before you run again";
    else if (code == ENOTDIR || code == EEXIST || code == EISDIR)
        cure = "something else is in its place: move it away";
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "cannot %s %s: %s; %s", what, path,
                g_strerror(code), cure);
    return FALSE;
}

/* ---- Reading ---- */

GBytes *assay_tree_file_read(const char *path, GError **error)
{
    char *content = NULL;
    gsize size_bytes = 0;
    g_autoptr(GError) failure = NULL;
    if (g_file_get_contents(path, &content, &size_bytes, &failure))
        return g_bytes_new_take(content, size_bytes);
    if (!g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
        !g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s; check the output folder (--out)",
                    failure->message);
    return NULL;
}

GPtrArray *assay_tree_file_list(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        if (errno == ENOENT)
            return g_steal_pointer(&names);
        assay_tree_file_fail(error, "list", folder, errno);
        return NULL;
    }
    const struct dirent *entry;
    while ((errno = 0, entry = readdir(stream)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            g_ptr_array_add(names, g_strdup(entry->d_name));
    int code = errno;
    closedir(stream);
    if (code == 0)
        return g_steal_pointer(&names);
    assay_tree_file_fail(error, "list", folder, code); /* half a list would lose records */
    return NULL;
}

/* Returns: FALSE if @path is no temporary file. */
static gboolean clean_one(const char *name, const char *path)
{
    if (name[0] != '.' || !g_str_has_suffix(name, ".tmp"))
        return FALSE;
    unlink(path);
    return TRUE;
}

void assay_tree_file_clean(const char *folder)
{
    g_autoptr(GPtrArray) parts = assay_tree_file_list(folder, NULL);
    for (guint i = 0; parts != NULL && i < parts->len; i++) {
        g_autofree char *part = g_build_filename(folder, g_ptr_array_index(parts, i), NULL);
        if (clean_one(g_ptr_array_index(parts, i), part) || !g_file_test(part, G_FILE_TEST_IS_DIR))
            continue;
        g_autoptr(GPtrArray) files = assay_tree_file_list(part, NULL);
        guint n_cleaned = 0;
        for (guint j = 0; files != NULL && j < files->len; j++) {
            g_autofree char *path = g_build_filename(part, g_ptr_array_index(files, j), NULL);
            n_cleaned += clean_one(g_ptr_array_index(files, j), path) ? 1 : 0;
        }
        if (files != NULL && files->len == n_cleaned)
            (void)rmdir(part); /* killed between the last file and the folder */
    }
}

gboolean assay_tree_file_empty(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) parts = assay_tree_file_list(folder, error);
    for (guint i = 0; parts != NULL && i < parts->len; i++) {
        g_autofree char *part = g_build_filename(folder, g_ptr_array_index(parts, i), NULL);
        g_autoptr(GPtrArray) files = assay_tree_file_list(part, NULL); /* NULL: no folder */
        for (guint j = 0; files != NULL && j < files->len; j++) {
            g_autofree char *path = g_build_filename(part, g_ptr_array_index(files, j), NULL);
            if (g_str_has_suffix(path, ".xml") && unlink(path) != 0 && errno != ENOENT)
                return assay_tree_file_fail(error, "remove", path, errno);
        }
        (void)rmdir(part);
    }
    return parts != NULL;
}

/* ---- Batches ---- */

AssayTreeBatch *assay_tree_batch_new(const char *top)
{
    AssayTreeBatch *batch = g_new0(AssayTreeBatch, 1);
    batch->top = top;
    batch->disk = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    batch->written = g_array_new(FALSE, TRUE, sizeof(Written));
    batch->removals = g_ptr_array_new_with_free_func(g_free);
    return batch;
}

/* A folder that is empty now was made for it, or nobody needs it any more. */
static void remove_temporary(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    unlink(path);
    (void)rmdir(folder);
}

static Written *find_written(const AssayTreeBatch *batch, int number)
{
    return &g_array_index(batch->written, Written, number);
}

void assay_tree_batch_drop(AssayTreeBatch *batch, int number)
{
    Written *item = find_written(batch, number);
    if (item->temporary != NULL)
        remove_temporary(item->temporary);
    g_clear_pointer(&item->temporary, g_free);
    item->is_same = FALSE;
}

void assay_tree_batch_free(AssayTreeBatch *batch)
{
    for (guint i = 0; i < batch->written->len; i++) {
        assay_tree_batch_drop(batch, (int)i);
        g_free(find_written(batch, (int)i)->path);
    }
    if (batch->disk >= 0)
        close(batch->disk);
    g_array_unref(batch->written);
    g_ptr_array_unref(batch->removals);
    g_free(batch);
}

/* @path from the top of the batch on, to go with its descriptor: the way there is not walked for
 * every file again. */
static const char *below(const AssayTreeBatch *batch, const char *path)
{
    return path + strlen(batch->top) + 1;
}

static gboolean has_bytes(const AssayTreeBatch *batch, const char *path, GBytes *bytes)
{
    struct stat info;
    if (fstatat(batch->disk, below(batch, path), &info, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(info.st_mode) || (gsize)info.st_size != g_bytes_get_size(bytes))
        return FALSE;
    g_autoptr(GBytes) there = assay_tree_file_read(path, NULL);
    return there != NULL && g_bytes_equal(there, bytes);
}

/* Everything that was written so far is on the disk after this. */
static gboolean sync_all(const AssayTreeBatch *batch, GError **error)
{
    return syncfs(batch->disk) == 0 || assay_tree_file_fail(error, "write", batch->top, errno);
}

/* Most folders are there. */
static int create(const AssayTreeBatch *batch, const char *path, const char *temporary,
                  GError **error)
{
    static const int how = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    int file = openat(batch->disk, below(batch, temporary), how, 0666);
    if (file < 0 && errno == ENOENT) {
        g_autofree char *folder = g_path_get_dirname(path);
        if (g_mkdir_with_parents(folder, 0777) != 0) {
            assay_tree_file_fail(error, "make folder", folder, errno);
            return -1;
        }
        file = openat(batch->disk, below(batch, temporary), how, 0666);
    }
    if (file < 0)
        assay_tree_file_fail(error, "write", path, errno);
    return file;
}

int assay_tree_batch_write(AssayTreeBatch *batch, const char *path, GBytes *bytes, GError **error)
{
    if (!has_bytes(batch, path, bytes))
        return assay_tree_batch_write_new(batch, path, bytes, error);
    const Written there = {g_strdup(path), NULL, TRUE};
    g_array_append_val(batch->written, there);
    return (int)batch->written->len - 1;
}

int assay_tree_batch_write_new(AssayTreeBatch *batch, const char *path, GBytes *bytes,
                               GError **error)
{
    const char *name = strrchr(path, '/') + 1;
    g_autofree char *folder = g_strndup(path, (gsize)(name - path));
    g_autofree char *temporary = g_strconcat(folder, ".", name, ".tmp", NULL);
    int file = create(batch, path, temporary, error);
    if (file < 0)
        return -1;
    gsize size;
    gconstpointer data = g_bytes_get_data(bytes, &size);
    int code = assay_file_write(file, data, size) ? 0 : errno;
    if (close(file) != 0 && code == 0)
        code = errno;
    if (code != 0) {
        remove_temporary(temporary);
        assay_tree_file_fail(error, "write", path, code);
        return -1;
    }
    const Written item = {g_strdup(path), g_steal_pointer(&temporary), FALSE};
    g_array_append_val(batch->written, item);
    return (int)batch->written->len - 1;
}

GBytes *assay_tree_batch_read(const AssayTreeBatch *batch, int number, GError **error)
{
    const Written *item = find_written(batch, number);
    return assay_tree_file_read(item->temporary != NULL ? item->temporary : item->path, error);
}

void assay_tree_batch_remove(AssayTreeBatch *batch, const char *path)
{
    g_ptr_array_add(batch->removals, g_strdup(path));
}

/* A folder that becomes empty goes too. */
static gboolean remove_file(const char *path, guint *n_removed, GError **error)
{
    if (unlink(path) != 0) {
        int code = errno;
        return code == ENOENT || code == ENOTDIR ||
               assay_tree_file_fail(error, "remove", path, code);
    }
    *n_removed += 1;
    g_autofree char *folder = g_path_get_dirname(path);
    (void)rmdir(folder);
    return TRUE;
}

/* @ret_same: files that were not to be written. Returns: files that wait to be put in place. */
static guint count_waiting(const AssayTreeBatch *batch, guint *ret_same)
{
    guint n_waiting = 0;
    *ret_same = 0;
    for (guint i = 0; i < batch->written->len; i++) {
        const Written *item = find_written(batch, (int)i);
        n_waiting += item->temporary != NULL ? 1 : 0;
        *ret_same += item->is_same ? 1 : 0;
    }
    return n_waiting;
}

gboolean assay_tree_batch_finish(AssayTreeBatch *batch, guint *ret_same, guint *ret_removed,
                                 GError **error)
{
    guint n_waiting = count_waiting(batch, ret_same);
    if (n_waiting > 0 && !sync_all(batch, error))
        return FALSE;
    for (guint i = 0; i < batch->written->len; i++) {
        Written *item = find_written(batch, (int)i);
        if (item->temporary != NULL && renameat(batch->disk, below(batch, item->temporary),
                                                batch->disk, below(batch, item->path)) != 0)
            return assay_tree_file_fail(error, "write", item->path, errno);
        g_clear_pointer(&item->temporary, g_free);
    }
    /* New names are on disk before old ones go: a record that moves is never nowhere. */
    guint n_removed = 0;
    if (n_waiting > 0 && !sync_all(batch, error))
        return FALSE;
    for (guint i = 0; i < batch->removals->len; i++)
        if (!remove_file(g_ptr_array_index(batch->removals, i), &n_removed, error))
            return FALSE;
    if (n_removed > 0 && !sync_all(batch, error))
        return FALSE;
    *ret_removed = n_removed;
    return TRUE;
}

/* source.c: walking arguments and folders. See source.h. */
#include "source/source.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

/* Folders nested deeper are a loop of mounts, not a collection. */
#define MAX_DEPTH 256u

/* One open folder: its names sorted, those of folders with a final slash. The slash makes the
 * order of a depth-first walk the byte order of whole relative paths ("a-b" before "a/x"). */
typedef struct {
    char *path;   /* owned */
    char *prefix; /* owned: the uri of what is inside; "" or ending in a slash */
    GPtrArray *names;
    guint next;
} Folder;

struct AssaySource {
    const char *const *paths; /* borrowed */
    guint next_path;
    GPtrArray *open; /* of Folder: the stack of the walk */
    gboolean has_skip;
    dev_t skip_device;
    ino_t skip_inode;
};

static void folder_free(Folder *folder)
{
    g_free(folder->path);
    g_free(folder->prefix);
    if (folder->names != NULL)
        g_ptr_array_unref(folder->names);
    g_free(folder);
}

void assay_source_item_free(AssaySourceItem *item)
{
    if (item == NULL)
        return;
    g_free(item->uri);
    g_free(item->path);
    g_clear_pointer(&item->bytes, g_bytes_unref);
    g_free(item->content_type);
    g_free(item->url);
    g_free(item->captured);
    g_free(item);
}

AssaySource *assay_source_open(const char *const *paths, const char *skip_folder, GError **error)
{
    struct stat status;
    for (const char *const *path = paths; *path != NULL; path++) {
        if (strcmp(*path, "-") == 0 || stat(*path, &status) == 0)
            continue;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: %s; name a file, a folder or -",
                    *path, g_strerror(errno));
        return NULL;
    }
    AssaySource *source = g_new0(AssaySource, 1);
    source->paths = paths;
    source->open = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
    if (skip_folder != NULL && stat(skip_folder, &status) == 0) {
        source->has_skip = TRUE;
        source->skip_device = status.st_dev;
        source->skip_inode = status.st_ino;
    }
    return source;
}

void assay_source_free(AssaySource *source)
{
    if (source == NULL)
        return;
    g_ptr_array_unref(source->open);
    g_free(source);
}

static gboolean is_skipped(const AssaySource *source, const struct stat *status)
{
    return source->has_skip && status->st_dev == source->skip_device &&
           status->st_ino == source->skip_inode;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The name as the walk sorts it, or NULL if it is passed over. */
static char *classify(const AssaySource *source, const char *folder, const char *name)
{
    if (name[0] == '.')
        return NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat status;
    if (lstat(path, &status) != 0)
        return NULL; /* went away since the folder was listed */
    if (S_ISREG(status.st_mode))
        return g_strdup(name);
    if (S_ISDIR(status.st_mode) && !is_skipped(source, &status))
        return g_strconcat(name, "/", NULL);
    return NULL;
}

static gboolean push_folder(AssaySource *source, const char *path, const char *prefix,
                            GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (source->open->len >= MAX_DEPTH) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                    "%s: folders are nested deeper than %u; ingest it by itself", path, MAX_DEPTH);
        return FALSE;
    }
    g_autoptr(GDir) folder = g_dir_open(path, 0, &cause);
    if (folder == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: cannot list the folder: %s", path,
                    cause->message);
        return FALSE;
    }
    Folder *entry = g_new0(Folder, 1);
    entry->path = g_strdup(path);
    entry->prefix = g_strdup(prefix);
    entry->names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL) {
        char *sorted = classify(source, path, name);
        if (sorted != NULL)
            g_ptr_array_add(entry->names, sorted);
    }
    g_ptr_array_sort(entry->names, compare_names);
    g_ptr_array_add(source->open, entry);
    return TRUE;
}

AssaySourceItem *assay_source_item_new_file(const char *path)
{
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    if (strcmp(path, "-") == 0) {
        item->uri = g_strdup("-");
        return item;
    }
    item->path = g_strdup(path);
    item->uri = g_path_get_basename(path);
    return item;
}

/* One step inside the innermost open folder: an item, a deeper folder, or its end. */
static gboolean step_folder(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    Folder *folder = g_ptr_array_index(source->open, source->open->len - 1);
    if (folder->next == folder->names->len) {
        g_ptr_array_remove_index(source->open, source->open->len - 1);
        return TRUE;
    }
    const char *name = g_ptr_array_index(folder->names, folder->next++);
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_autofree char *uri = g_strconcat(folder->prefix, name, NULL);
    if (g_str_has_suffix(name, "/"))
        return push_folder(source, path, uri, error);
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    item->path = g_steal_pointer(&path);
    item->uri = g_steal_pointer(&uri);
    *ret_item = item;
    return TRUE;
}

gboolean assay_source_next(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    AssaySourceItem *item = NULL;
    while (item == NULL) {
        if (source->open->len > 0) {
            if (!step_folder(source, &item, error))
                return FALSE;
            continue;
        }
        const char *path = source->paths[source->next_path];
        if (path == NULL)
            break;
        source->next_path++;
        if (strcmp(path, "-") != 0 && g_file_test(path, G_FILE_TEST_IS_DIR)) {
            if (!push_folder(source, path, "", error))
                return FALSE;
        } else {
            item = assay_source_item_new_file(path);
        }
    }
    *ret_item = item;
    return TRUE;
}

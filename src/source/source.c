/* source.c: walking arguments, lists and folders. See source.h. */
#include "source/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sort.h"
#include "source/container.h"
#include "source/list.h"
#include "source/standard_input.h"

/* Folders nested deeper are a loop of mounts, not a collection; each keeps a descriptor open. */
#define MAX_DEPTH 256u

/* One open folder: its names sorted, those of folders with a final slash. The slash makes the
 * order of a depth-first walk the byte order of whole relative paths ("a-b" before "a/x").
 * Names are all that is kept, since a folder may hold 100,000. */
typedef struct {
    char *path;          /* owned */
    char *prefix;        /* owned: the uri of what is inside; "" or ending in a slash */
    int descriptor;      /* owned */
    GStringChunk *texts; /* owned */
    GPtrArray *names;    /* owned; of texts */
    guint next;
} Folder;

struct AssaySource {
    const char *const *paths; /* borrowed */
    guint next_path;
    AssayList *list; /* owned, or NULL */
    gboolean list_is_whole;
    GPtrArray *missing; /* owned; of AssaySourceItem */
    GPtrArray *open;    /* of Folder: the stack of the walk */
    GPtrArray *trees;   /* owned; of paths: folders that were passed over */
    gboolean has_skip;
    dev_t skip_device;
    ino_t skip_inode;
    const AssayContainerHost *host; /* borrowed; NULL: containers are inputs */
    AssaySourceFilter *filter;      /* or NULL */
    gpointer filter_data;
    GQueue candidates;          /* of AssaySourceItem, owned: to be looked into */
    AssaySourceItem *container; /* owned; that the host has open, or NULL */
    GPtrArray *finished;        /* owned; of AssaySourceItem */
    gboolean had_trouble;
};

static void folder_free(Folder *folder)
{
    g_free(folder->path);
    g_free(folder->prefix);
    if (folder->descriptor >= 0)
        close(folder->descriptor);
    g_ptr_array_unref(folder->names);
    g_string_chunk_free(folder->texts);
    g_free(folder);
}

void assay_source_item_free(AssaySourceItem *item)
{
    if (item == NULL)
        return;
    if (item->is_open)
        close(item->file);
    g_free(item->uri);
    g_free(item->path);
    g_free(item->member);
    g_clear_pointer(&item->bytes, g_bytes_unref);
    g_free(item->content_type);
    g_free(item->url);
    g_free(item->captured);
    g_free(item);
}

static gboolean is_skipped(const AssaySource *source, const struct stat *status)
{
    return source->has_skip && status->st_dev == source->skip_device &&
           status->st_ino == source->skip_inode;
}

static gboolean check_named(const AssaySource *source, const char *path, GError **error)
{
    struct stat status;
    if (strcmp(path, "-") == 0)
        return TRUE;
    if (stat(path, &status) != 0)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: %s; name a file, a folder or -",
                    path, g_strerror(errno));
    else if (is_skipped(source, &status))
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: it is the output folder; choose another (--out)", path);
    else
        return TRUE;
    return FALSE;
}

AssaySource *assay_source_open(const char *const *paths, const char *skip_folder, GError **error)
{
    struct stat status;
    g_autoptr(AssaySource) source = g_new0(AssaySource, 1);
    source->paths = paths;
    source->open = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
    source->finished = g_ptr_array_new_with_free_func((GDestroyNotify)assay_source_item_free);
    source->trees = g_ptr_array_new_with_free_func(g_free);
    source->missing = g_ptr_array_new_with_free_func((GDestroyNotify)assay_source_item_free);
    g_queue_init(&source->candidates);
    if (skip_folder != NULL && stat(skip_folder, &status) == 0) {
        source->has_skip = TRUE;
        source->skip_device = status.st_dev;
        source->skip_inode = status.st_ino;
    }
    for (const char *const *path = paths; *path != NULL; path++)
        if (!check_named(source, *path, error))
            return NULL;
    return g_steal_pointer(&source);
}

void assay_source_free(AssaySource *source)
{
    if (source == NULL)
        return;
    g_ptr_array_unref(source->open);
    g_ptr_array_unref(source->finished);
    g_ptr_array_unref(source->missing);
    g_ptr_array_unref(source->trees);
    assay_list_free(source->list);
    g_queue_clear_full(&source->candidates, (GDestroyNotify)assay_source_item_free);
    assay_source_item_free(source->container);
    g_free(source);
}

gboolean assay_source_add_list(AssaySource *source, const char *list, gboolean is_nul,
                               GError **error)
{
    source->list = assay_list_open(list, is_nul, error);
    source->list_is_whole = source->list != NULL;
    return source->list != NULL;
}

void assay_source_open_containers(AssaySource *source, const AssayContainerHost *host,
                                  AssaySourceFilter *filter, gpointer user_data)
{
    source->host = host;
    source->filter = filter;
    source->filter_data = user_data;
}

/* ---- Folders ---- */

/* Adds the name as the walk sorts it, unless it is passed over. Of files the system mostly says
 * what they are without being asked twice. What cannot be asked about is no less there: taking it
 * says why. */
static void add_name(const AssaySource *source, Folder *folder, const struct dirent *entry)
{
    struct stat status;
    unsigned char type = entry->d_type;
    if (entry->d_name[0] == '.')
        return;
    if (type == DT_UNKNOWN || type == DT_DIR) {
        if (fstatat(folder->descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
            type = S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_UNKNOWN;
            if (type == DT_DIR && is_skipped(source, &status))
                return;
        } else if (errno == ENOENT) {
            return; /* went away since the folder was listed */
        } else if (type == DT_UNKNOWN) {
            type = DT_REG;
        }
    }
    if (type == DT_REG) {
        g_ptr_array_add(folder->names, g_string_chunk_insert(folder->texts, entry->d_name));
    } else if (type == DT_DIR) {
        g_autofree char *name = g_strconcat(entry->d_name, "/", NULL);
        g_ptr_array_add(folder->names, g_string_chunk_insert(folder->texts, name));
    }
}

/* Returns: FALSE with errno set. */
static gboolean add_names(const AssaySource *source, Folder *folder)
{
    int copy = dup(folder->descriptor);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (stream == NULL) {
        if (copy >= 0)
            close(copy);
        return FALSE;
    }
    const struct dirent *entry;
    while ((errno = 0, entry = readdir(stream)) != NULL)
        add_name(source, folder, entry);
    int code = errno;
    closedir(stream);
    errno = code;
    return code == 0;
}

/* Half a list will not do: what is not in it would be taken to be gone. */
static gboolean list_folder(const AssaySource *source, Folder *folder, GError **error)
{
    folder->descriptor = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->descriptor < 0 || !add_names(source, folder)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: cannot list the folder: %s",
                    folder->path, g_strerror(errno));
        return FALSE;
    }
    g_ptr_array_sort(folder->names, assay_sort_strings);
    return TRUE;
}

static gboolean has_name(const Folder *folder, const char *name)
{
    return folder->names->len > 0 && bsearch(&name, folder->names->pdata, folder->names->len,
                                             sizeof name, assay_sort_strings) != NULL;
}

/* What an output tree always has once there is a record in it; store/tree.h, store/ledger.h. */
static gboolean is_output_tree(const Folder *folder)
{
    return has_name(folder, "ledger.sqlite") && has_name(folder, "records/");
}

static gboolean push_folder(AssaySource *source, const char *path, const char *prefix,
                            GError **error)
{
    if (source->open->len >= MAX_DEPTH) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                    "%s: folders are nested deeper than %u; ingest it by itself", path, MAX_DEPTH);
        return FALSE;
    }
    Folder *folder = g_new0(Folder, 1);
    folder->path = g_strdup(path);
    folder->prefix = g_strdup(prefix);
    folder->names = g_ptr_array_new();
    folder->texts = g_string_chunk_new(4096);
    if (!list_folder(source, folder, error)) {
        folder_free(folder);
        return FALSE;
    }
    if (is_output_tree(folder)) {
        g_ptr_array_add(source->trees, g_strdup(path));
        folder_free(folder);
    } else {
        g_ptr_array_add(source->open, folder);
    }
    return TRUE;
}

/* ---- Files ---- */

static gint64 mtime_ns_of(const struct stat *status)
{
    return status->st_mtim.tv_sec * (gint64)1000000000 + status->st_mtim.tv_nsec;
}

static AssaySourceItem *new_item(const char *path, const char *uri, const struct stat *status)
{
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    item->path = g_strdup(path);
    item->uri = g_strdup(uri);
    item->size_bytes = item->mtime_ns = -1;
    if (status != NULL && S_ISREG(status->st_mode)) {
        item->size_bytes = status->st_size;
        item->mtime_ns = mtime_ns_of(status);
    }
    return item;
}

AssaySourceItem *assay_source_item_new_file(const char *path)
{
    if (strcmp(path, "-") == 0)
        return new_item(NULL, "-", NULL);
    g_autofree char *uri = g_path_get_basename(path);
    return new_item(path, uri, NULL);
}

/* A file as it was found: @name in the open folder @folder, or named itself (AT_FDCWD). */
typedef struct {
    int folder;
    const char *name, *path, *uri;
    struct stat status;
} Found;

/* Returns: a descriptor, or -1 if it cannot be opened or is something else by now. */
static int open_found(const Found *found)
{
    struct stat status;
    int link = found->folder == AT_FDCWD ? 0 : O_NOFOLLOW;
    int file = openat(found->folder, found->name,
                      O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | link);
    if (file < 0 || (fstat(file, &status) == 0 && S_ISREG(status.st_mode)))
        return file;
    close(file);
    return -1;
}

void assay_source_look_into(AssaySource *source, AssaySourceItem *item)
{
    g_queue_push_tail(&source->candidates, item);
}

/* The host looks at the next of them. */
static gboolean take_candidate(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    gboolean is_container = FALSE;
    g_autoptr(AssaySourceItem) item = g_queue_pop_head(&source->candidates);
    item->is_open = item->may_hold = FALSE; /* the file is the host's from now on */
    if (!source->host->open(source->host->self, item->file, item, &is_container, error))
        return FALSE;
    *(is_container ? &source->container : ret_item) = g_steal_pointer(&item);
    return TRUE;
}

/* One file: asked about, then opened. */
static void take_file(const AssaySource *source, const Found *found, AssaySourceItem **ret_item)
{
    const struct stat *status = &found->status;
    const AssaySourceFile about = {found->path, found->uri, status->st_size, mtime_ns_of(status)};
    gboolean is_looked_at = S_ISREG(status->st_mode) && source->host != NULL;
    if (is_looked_at && source->filter != NULL && source->filter(&about, source->filter_data))
        return;
    AssaySourceItem *item = new_item(found->path, found->uri, status);
    item->file = is_looked_at ? open_found(found) : -1;
    item->is_open = item->may_hold = item->file >= 0;
    *ret_item = item;
}

static gboolean fail_to_read(const char *path, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: cannot be read: %s", path,
                g_strerror(errno));
    return FALSE;
}

/* One step inside the innermost open folder: an item, a container, a deeper folder, or its end. */
static gboolean step_folder(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    Folder *folder = g_ptr_array_index(source->open, source->open->len - 1);
    if (folder->next == folder->names->len) {
        g_ptr_array_remove_index(source->open, source->open->len - 1);
        return TRUE;
    }
    const char *name = g_ptr_array_index(folder->names, folder->next++);
    g_autofree char *path = g_strconcat(folder->path,
                                        g_str_has_suffix(folder->path, "/") ? "" : "/", name, NULL);
    g_autofree char *uri = g_strconcat(folder->prefix, name, NULL);
    if (g_str_has_suffix(name, "/")) {
        path[strlen(path) - 1] = '\0';
        return push_folder(source, path, uri, error);
    }
    Found found = {.folder = folder->descriptor, .name = name, .path = path, .uri = uri};
    if (fstatat(found.folder, name, &found.status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || fail_to_read(path, error); /* it may have gone away */
    if (S_ISREG(found.status.st_mode))
        take_file(source, &found, ret_item);
    return TRUE;
}

/* What is named itself: a file or a folder. @uri: NULL for its base name. */
static gboolean take_named(AssaySource *source, const char *path, const char *uri,
                           AssaySourceItem **ret_item, GError **error)
{
    Found found = {.folder = AT_FDCWD, .name = path, .path = path};
    if (stat(path, &found.status) != 0)
        return fail_to_read(path, error);
    if (S_ISDIR(found.status.st_mode)) {
        g_autofree char *prefix = uri == NULL ? g_strdup("") : g_strconcat(uri, "/", NULL);
        return push_folder(source, path, prefix, error);
    }
    g_autofree char *base = g_path_get_basename(path);
    found.uri = uri != NULL ? uri : base;
    take_file(source, &found, ret_item);
    return TRUE;
}

static gboolean take_standard_input(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    gboolean is_container = FALSE;
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file("-");
    if (source->host != NULL &&
        !assay_standard_input_open(source->host, item, &is_container, error))
        return FALSE;
    *(is_container ? &source->container : ret_item) = g_steal_pointer(&item);
    return TRUE;
}

static gboolean step_container(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    gboolean is_lost = FALSE;
    if (!source->host->next(source->host->self, ret_item, &is_lost, error))
        return FALSE;
    if (*ret_item == NULL) {
        source->had_trouble = source->had_trouble || is_lost;
        if (source->container->path != NULL && !is_lost)
            g_ptr_array_add(source->finished, g_steal_pointer(&source->container));
        g_clear_pointer(&source->container, assay_source_item_free);
        return TRUE;
    }
    (*ret_item)->size_bytes = source->container->size_bytes;
    (*ret_item)->mtime_ns = source->container->mtime_ns;
    return TRUE;
}

static gboolean climbs(const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, "/", -1);
    return g_strv_contains((const char *const *)steps, "..");
}

/* A name in a list that is relative and does not climb is a place below where the list is read. */
static gboolean step_list(AssaySource *source, AssaySourceItem **ret_item, gboolean *ret_end,
                          GError **error)
{
    g_autofree char *name = NULL;
    if (!assay_list_next(source->list, &name, error)) {
        source->list_is_whole = FALSE;
        return FALSE;
    }
    *ret_end = name == NULL;
    if (name == NULL)
        return TRUE;
    const char *uri = name;
    while (g_str_has_prefix(uri, "./"))
        uri += 2;
    if (*uri == '/' || *uri == '\0' || g_str_has_suffix(uri, "/") || climbs(uri))
        uri = NULL;
    if (take_named(source, name, uri, ret_item, error))
        return TRUE;
    if (access(name, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
        g_ptr_array_add(source->missing, new_item(name, uri != NULL ? uri : name, NULL));
    return FALSE;
}

gboolean assay_source_next(AssaySource *source, AssaySourceItem **ret_item, GError **error)
{
    AssaySourceItem *item = NULL;
    gboolean at_end = FALSE, done = TRUE;
    while (item == NULL && !at_end && done) {
        const char *path = source->paths[source->next_path];
        if (source->container != NULL) {
            done = step_container(source, &item, error);
        } else if (!g_queue_is_empty(&source->candidates)) {
            done = take_candidate(source, &item, error);
        } else if (source->open->len > 0) {
            done = step_folder(source, &item, error);
        } else if (path != NULL) {
            source->next_path++;
            if (strcmp(path, "-") == 0)
                done = take_standard_input(source, &item, error);
            else
                done = take_named(source, path, NULL, &item, error);
        } else if (source->list != NULL) {
            done = step_list(source, &item, &at_end, error);
        } else {
            at_end = TRUE;
        }
    }
    source->had_trouble = source->had_trouble || !done;
    if (done)
        *ret_item = item;
    return done;
}

const GPtrArray *assay_source_finished(const AssaySource *source)
{
    return source->finished;
}

const GPtrArray *assay_source_missing(const AssaySource *source, gboolean *ret_is_whole)
{
    *ret_is_whole = source->list_is_whole;
    return source->missing;
}

const GPtrArray *assay_source_trees(const AssaySource *source)
{
    return source->trees;
}

gboolean assay_source_had_trouble(const AssaySource *source)
{
    return source->had_trouble;
}

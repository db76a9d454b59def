/* walk.c: see walk.h. Plain system calls: this is what the time of comparing two trees goes to. */
#include "diff/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define BUFFER_BYTES (64u * 1024)

/* Names in one folder, packed: a folder may hold every record there is. */
typedef struct {
    GString *bytes;  /* names, each NUL-terminated */
    GArray *offsets; /* of guint, sorted by name */
} Names;

/* The two folders at hand; -1 for one that is not there. */
typedef struct {
    int old_fd, new_fd;
    const char *old_path, *new_path; /* borrowed */
    const AssayWalkListener *listener;
    char *buffers; /* two of BUFFER_BYTES, borrowed */
    gboolean versions_are_old;
} Walk;

typedef enum { FILES, FOLDERS } Sort;

static void tell_trouble(const Walk *walk, gboolean is_old, const char *name, int code)
{
    g_autofree char *message = g_strdup_printf("%s%s%s: %s",
                                               is_old ? walk->old_path : walk->new_path,
                                               *name != '\0' ? "/" : "", name, g_strerror(code));
    walk->listener->trouble(message, walk->listener->user_data);
}

/* ---- Names of a folder ---- */

static void names_clear(Names *names)
{
    g_string_free(names->bytes, TRUE);
    g_array_unref(names->offsets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static int compare_names(gconstpointer a, gconstpointer b, gpointer bytes)
{
    const char *base = bytes;
    return strcmp(base + *(const guint *)a, base + *(const guint *)b);
}

static gboolean is_wanted(int folder, const struct dirent *entry, Sort sort)
{
    if (entry->d_name[0] == '.')
        return FALSE;
    if (sort == FILES)
        return g_str_has_suffix(entry->d_name, ".xml");
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    struct stat info;
    return fstatat(folder, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode);
}

/* Sorted names in the folder @fd (-1: none), which stays open. */
static void list(const Walk *walk, gboolean is_old, Sort sort, Names *ret_names)
{
    int fd = is_old ? walk->old_fd : walk->new_fd;
    ret_names->bytes = g_string_new(NULL);
    ret_names->offsets = g_array_new(FALSE, FALSE, sizeof(guint));
    if (fd < 0)
        return;
    int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    if (folder == NULL) {
        tell_trouble(walk, is_old, "", errno);
        if (copy >= 0)
            close(copy);
        return;
    }
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL; errno = 0) {
        if (!is_wanted(fd, entry, sort) || ret_names->bytes->len > G_MAXUINT - 512)
            continue;
        guint offset = (guint)ret_names->bytes->len;
        g_array_append_val(ret_names->offsets, offset);
        g_string_append_len(ret_names->bytes, entry->d_name, (gssize)strlen(entry->d_name) + 1);
    }
    if (errno != 0)
        tell_trouble(walk, is_old, "", errno);
    closedir(folder);
    g_array_sort_with_data(ret_names->offsets, compare_names, ret_names->bytes->str);
}

/* The smaller of the next names of both lists; @i and @j go on past it. */
static const char *next_name(const Names *old_names, guint *i, const Names *new_names, guint *j,
                             gboolean *ret_in_old, gboolean *ret_in_new)
{
    const char *a = *i < old_names->offsets->len
                        ? old_names->bytes->str + g_array_index(old_names->offsets, guint, *i)
                        : NULL;
    const char *b = *j < new_names->offsets->len
                        ? new_names->bytes->str + g_array_index(new_names->offsets, guint, *j)
                        : NULL;
    int order = a == NULL ? 1 : b == NULL ? -1 : strcmp(a, b);
    if (a == NULL && b == NULL)
        return NULL;
    *ret_in_old = order <= 0;
    *ret_in_new = order >= 0;
    *i += order <= 0 ? 1 : 0;
    *j += order >= 0 ? 1 : 0;
    return order <= 0 ? a : b;
}

/* ---- Two files ---- */

static int open_file(const Walk *walk, gboolean is_old, const char *name, struct stat *ret_info)
{
    int fd = openat(is_old ? walk->old_fd : walk->new_fd, name,
                    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(fd, ret_info) == 0 && S_ISREG(ret_info->st_mode))
        return fd;
    tell_trouble(walk, is_old, name, fd < 0 ? errno : EINVAL);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Same bytes. What cannot be read is taken as different: who reads it then says why. */
static gboolean have_same_bytes(const Walk *walk, int old_fd, int new_fd, gsize size_bytes)
{
    char *old_bytes = walk->buffers, *new_bytes = walk->buffers + BUFFER_BYTES;
    for (gsize done = 0, n; done < size_bytes; done += n) {
        n = MIN(size_bytes - done, BUFFER_BYTES);
        if (assay_file_read(old_fd, old_bytes, n) != (gssize)n ||
            assay_file_read(new_fd, new_bytes, n) != (gssize)n ||
            memcmp(old_bytes, new_bytes, n) != 0)
            return FALSE;
    }
    return TRUE;
}

static void compare_files(const Walk *walk, const char *name)
{
    struct stat old_info, new_info;
    int old_fd = open_file(walk, TRUE, name, &old_info);
    int new_fd = open_file(walk, FALSE, name, &new_info);
    if (old_fd >= 0 && new_fd >= 0) {
        gboolean is_one = old_info.st_dev == new_info.st_dev && old_info.st_ino == new_info.st_ino;
        if (is_one || (old_info.st_size == new_info.st_size &&
                       have_same_bytes(walk, old_fd, new_fd, (gsize)old_info.st_size))) {
            walk->listener->same(walk->listener->user_data);
        } else {
            g_autofree char *old_path = g_strconcat(walk->old_path, "/", name, NULL);
            g_autofree char *new_path = g_strconcat(walk->new_path, "/", name, NULL);
            walk->listener->differs(old_path, new_path, walk->listener->user_data);
        }
    }
    if (old_fd >= 0)
        close(old_fd);
    if (new_fd >= 0)
        close(new_fd);
}

/* ---- Folders ---- */

static void tell_single(const Walk *walk, const char *name, gboolean is_old)
{
    g_autofree char *path = g_strconcat(is_old ? walk->old_path : walk->new_path, "/", name, NULL);
    walk->listener->differs(is_old ? path : NULL, is_old ? NULL : path, walk->listener->user_data);
}

static void walk_files(const Walk *walk)
{
    g_auto(Names) old_names = {0}, new_names = {0};
    list(walk, TRUE, FILES, &old_names);
    list(walk, FALSE, FILES, &new_names);
    gboolean in_old = FALSE, in_new = FALSE;
    const char *name = NULL;
    for (guint i = 0, j = 0;
         (name = next_name(&old_names, &i, &new_names, &j, &in_old, &in_new)) != NULL;) {
        if (in_old && in_new)
            compare_files(walk, name);
        else
            tell_single(walk, name, in_old);
    }
}

static int open_folder(const Walk *walk, gboolean is_old, gboolean is_there, const char *name)
{
    if (!is_there)
        return -1;
    int fd = openat(is_old ? walk->old_fd : walk->new_fd, name,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        tell_trouble(walk, is_old, name, errno);
    return fd;
}

static void close_folders(const Walk *walk)
{
    if (walk->old_fd >= 0)
        close(walk->old_fd);
    if (walk->new_fd >= 0)
        close(walk->new_fd);
}

static void walk_folders(const Walk *walk, void (*visit)(const Walk *walk))
{
    g_auto(Names) old_names = {0}, new_names = {0};
    list(walk, TRUE, FOLDERS, &old_names);
    list(walk, FALSE, FOLDERS, &new_names);
    gboolean in_old = FALSE, in_new = FALSE;
    const char *name = NULL;
    for (guint i = 0, j = 0;
         (name = next_name(&old_names, &i, &new_names, &j, &in_old, &in_new)) != NULL;) {
        g_autofree char *old_path = g_strconcat(walk->old_path, "/", name, NULL);
        g_autofree char *new_path = g_strconcat(walk->new_path, "/", name, NULL);
        Walk below = *walk;
        below.old_path = old_path;
        below.new_path = new_path;
        below.old_fd = open_folder(walk, TRUE, in_old, name);
        below.new_fd = open_folder(walk, FALSE, in_new, name);
        visit(&below);
        close_folders(&below);
    }
}

/* The folder to walk: `records` of an output tree, else the folder itself. */
static char *records_of(const char *folder)
{
    g_autofree char *records = g_build_filename(folder, "records", NULL);
    return g_file_test(records, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&records) : g_strdup(folder);
}

static int open_top(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: %s", path, g_strerror(errno));
    return fd;
}

gboolean assay_walk_trees(const char *old_folder, const char *new_folder,
                          const AssayWalkListener *listener, GError **error)
{
    g_autofree char *old_path = records_of(old_folder), *new_path = records_of(new_folder);
    g_autofree char *buffers = g_malloc(2 * BUFFER_BYTES);
    Walk walk = {-1, -1, old_path, new_path, listener, buffers, FALSE};
    walk.old_fd = open_top(old_path, error);
    walk.new_fd = walk.old_fd < 0 ? -1 : open_top(new_path, error);
    gboolean done = walk.old_fd >= 0 && walk.new_fd >= 0;
    if (done) {
        walk_files(&walk);
        walk_folders(&walk, walk_files);
    }
    close_folders(&walk);
    return done;
}

/* ---- Some files, and what they stand for ---- */

static gboolean is_empty_file(int folder, const char *name)
{
    struct stat info;
    return fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_size == 0;
}

static void compare_versions(const Walk *walk)
{
    gboolean is_old = walk->versions_are_old;
    int versions = is_old ? walk->old_fd : walk->new_fd;
    int records = is_old ? walk->new_fd : walk->old_fd;
    g_auto(Names) names = {0};
    list(walk, is_old, FILES, &names);
    for (guint i = 0; i < names.offsets->len; i++) {
        const char *name = names.bytes->str + g_array_index(names.offsets, guint, i);
        gboolean has_version = !is_empty_file(versions, name);
        gboolean has_record = records >= 0 && faccessat(records, name, F_OK, 0) == 0;
        if (has_version && has_record)
            compare_files(walk, name);
        else if (has_version || has_record)
            tell_single(walk, name, has_version ? is_old : !is_old);
    }
}

/* Folders that hold no version are passed over. */
static void visit_versions(const Walk *walk)
{
    if ((walk->versions_are_old ? walk->old_fd : walk->new_fd) >= 0)
        compare_versions(walk);
}

gboolean assay_walk_versions(const char *versions, const char *records, gboolean versions_are_old,
                             const AssayWalkListener *listener, GError **error)
{
    g_autofree char *buffers = g_malloc(2 * BUFFER_BYTES);
    int versions_fd = open_top(versions, error);
    if (versions_fd < 0)
        return FALSE;
    int records_fd = open_top(records, NULL);
    const Walk walk = {
        .old_fd = versions_are_old ? versions_fd : records_fd,
        .new_fd = versions_are_old ? records_fd : versions_fd,
        .old_path = versions_are_old ? versions : records,
        .new_path = versions_are_old ? records : versions,
        .versions_are_old = versions_are_old,
        .listener = listener,
        .buffers = buffers,
    };
    walk_folders(&walk, visit_versions);
    close_folders(&walk);
    return TRUE;
}

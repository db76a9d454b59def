/* container.c: telling containers from other files, and what is the same for all kinds. See
 * container.h. */
#include "source/container.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sort.h"
#include "source/stream.h"

extern const AssayContainer *const assay_container_table[]; /* written by CMakeLists.txt */

struct AssayContainerReader {
    const AssayContainer *kind;
    gpointer state;          /* owned, by kind->close */
    AssayContainerFile file; /* owned contents */
    GTree *names; /* owned; of char*, owned: members so far, and how often there was each */
    guint n_members;
    guint n_failed; /* members that could not be had */
    gboolean has_ended;
};

/* ---- Telling what a file is ---- */

static gboolean is_gzip(const guint8 *head, gsize size)
{
    return size >= 2 && head[0] == 0x1f && head[1] == 0x8b;
}

/* By the mark of a compression other than gzip. */
static gboolean is_packed(const guint8 *head, gsize size)
{
    static const struct {
        const char *bytes;
        gsize size;
    } marks[] = {
        {"BZh", 3}, /* bzip2 */
        {"\xfd"
         "7zXZ\0",
         6},                     /* xz */
        {"\x28\xb5\x2f\xfd", 4}, /* zstd: RFC 8878 */
        {"\x04\x22\x4d\x18", 4}, /* lz4 */
        {"LZIP", 4},
        {"\x1f\x9d", 2}, /* compress */
    };
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (size >= marks[i].size && memcmp(head, marks[i].bytes, marks[i].size) == 0)
            return TRUE;
    return FALSE;
}

static const AssayContainer *claimant(const AssayContainerHead *about)
{
    for (const AssayContainer *const *kind = assay_container_table; *kind != NULL; kind++)
        if ((*kind)->claims(about))
            return *kind;
    return NULL;
}

gboolean assay_container_may_be(const char *name, const guint8 *head, gsize size)
{
    size = MIN(size, ASSAY_CONTAINER_HEAD_BYTES);
    const AssayContainerHead about = {
        .name = name, .head = head, .head_size = size, .unpacked = head, .unpacked_size = size};
    return is_gzip(head, size) || is_packed(head, size) || claimant(&about) != NULL;
}

/* The kind that claims what begins like @head, or NULL. @name: or NULL. */
static const AssayContainer *find_kind(const char *name, const guint8 *head, gsize size)
{
    AssayContainerHead about = {
        .name = name, .head = head, .head_size = MIN(size, ASSAY_CONTAINER_HEAD_BYTES)};
    gboolean complete = FALSE;
    g_autoptr(GByteArray) unpacked = NULL;
    if (is_gzip(head, size))
        unpacked = assay_stream_inflate(head, about.head_size, ASSAY_LIMIT_PACK_FREE_BYTES,
                                        &complete);
    about.unpacked = unpacked != NULL ? unpacked->data : head;
    about.unpacked_size = unpacked != NULL ? unpacked->len : about.head_size;
    return claimant(&about);
}

/* The kind of what @descriptor has packed, which is left at the start; or NULL. */
static const AssayContainer *find_packed(int descriptor)
{
    const AssayContainer *found = NULL;
    for (const AssayContainer *const *kind = assay_container_table; *kind != NULL; kind++)
        if (found == NULL && (*kind)->finds != NULL && lseek(descriptor, 0, SEEK_SET) == 0 &&
            (*kind)->finds(descriptor))
            found = *kind;
    return lseek(descriptor, 0, SEEK_SET) == 0 ? found : NULL;
}

/* Returns: how many bytes @descriptor begins with; 0 if it is no regular file. */
static gsize read_head(int descriptor, guint8 head[ASSAY_CONTAINER_HEAD_BYTES])
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    gssize size = assay_file_read_at(descriptor, head, ASSAY_CONTAINER_HEAD_BYTES, 0);
    return (gsize)MAX(size, 0);
}

gboolean assay_container_is_candidate(int file, const char *path)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    gsize size = read_head(file, head);
    g_autofree char *name = g_path_get_basename(path);
    return size > 0 && assay_container_may_be(name, head, size);
}

/* ---- Reading ---- */

AssaySourceItem *assay_container_member(const AssayContainerFile *file, const char *member,
                                        const char *uri, GBytes *bytes)
{
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    item->path = g_strdup(file->path);
    item->member = g_utf8_make_valid(member, -1);
    item->uri = uri != NULL ? g_utf8_make_valid(uri, -1)
                            : g_strconcat(file->uri, "!/", item->member, NULL);
    item->bytes = bytes;
    return item;
}

/* A name that was met before, as of a file that was put into a tar again, gets a number. */
static void tell_apart(AssayContainerReader *reader, AssaySourceItem *item)
{
    guint n = GPOINTER_TO_UINT(g_tree_lookup(reader->names, item->member)) + 1;
    g_tree_insert(reader->names, g_strdup(item->member), GUINT_TO_POINTER(n));
    if (n == 1)
        return;
    char *member = g_strdup_printf("%s (%u)", item->member, n);
    g_free(item->member);
    item->member = member;
}

gboolean assay_container_open(int descriptor, const char *path, const char *uri,
                              AssayContainerReader **ret_reader, GError **error)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    *ret_reader = NULL;
    gsize size = read_head(descriptor, head);
    g_autofree char *name = path != NULL ? g_path_get_basename(path) : NULL;
    const AssayContainer *kind = size > 0 ? find_kind(name, head, size) : NULL;
    if (kind == NULL && is_packed(head, size))
        kind = find_packed(descriptor);
    if (kind == NULL) {
        close(descriptor);
        return TRUE;
    }
    AssayContainerReader *reader = g_new0(AssayContainerReader, 1);
    reader->kind = kind;
    reader->names = g_tree_new_full(assay_sort_keys, NULL, g_free, NULL);
    reader->file.path = g_strdup(path);
    reader->file.uri = g_strdup(uri);
    reader->state = kind->open(descriptor, &reader->file, error);
    if (reader->state == NULL) {
        assay_container_close(reader);
        return FALSE;
    }
    *ret_reader = reader;
    return TRUE;
}

void assay_container_close(AssayContainerReader *reader)
{
    if (reader == NULL)
        return;
    if (reader->state != NULL)
        reader->kind->close(reader->state);
    g_tree_unref(reader->names);
    g_free(reader->file.uri);
    g_free(reader->file.path);
    g_free(reader);
}

/* The next member, or why it cannot be had. */
static gboolean step(AssayContainerReader *reader, AssaySourceItem **ret_item, GError **error)
{
    g_autoptr(AssaySourceItem) item = NULL;
    if (reader->has_ended)
        return TRUE;
    if (reader->n_members++ >= ASSAY_LIMIT_MEMBERS) {
        reader->has_ended = TRUE;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: more than %u members; what follows is not read", reader->file.uri,
                    ASSAY_LIMIT_MEMBERS);
        return FALSE;
    }
    if (!reader->kind->next(reader->state, &reader->file, &item, error))
        return FALSE;
    if (item == NULL) {
        reader->has_ended = TRUE;
        return TRUE;
    }
    if (item->content_type != NULL && strlen(item->content_type) > ASSAY_LIMIT_ADDRESS_BYTES)
        g_clear_pointer(&item->content_type, g_free);
    if (MAX(strlen(item->uri), strlen(item->member)) > ASSAY_LIMIT_ADDRESS_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: a member's name or address is longer than %u bytes", reader->file.uri,
                    ASSAY_LIMIT_ADDRESS_BYTES);
        return FALSE;
    }
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(item->bytes, &size);
    if (find_kind(item->uri, bytes, size) != NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: an archive inside an archive is not opened; unpack the outer one",
                    item->uri);
        return FALSE;
    }
    tell_apart(reader, item);
    *ret_item = g_steal_pointer(&item);
    return TRUE;
}

/* A small archive may hold millions of members that cannot be had; each by name is of no use. */
gboolean assay_container_next(AssayContainerReader *reader, AssaySourceItem **ret_item,
                              GError **error)
{
    g_autoptr(GError) cause = NULL;
    *ret_item = NULL;
    while (!step(reader, ret_item, &cause)) {
        if (reader->n_failed++ < ASSAY_LIMIT_FAILED_MEMBERS || reader->has_ended) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        g_clear_error(&cause);
    }
    if (*ret_item != NULL || reader->n_failed <= ASSAY_LIMIT_FAILED_MEMBERS)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT, "%s: so it is with %u more of its members",
                reader->file.uri, reader->n_failed - ASSAY_LIMIT_FAILED_MEMBERS);
    reader->n_failed = 0;
    return FALSE;
}

/* container.c: telling containers from other files, and what is the same for all kinds. See
 * container.h. */
#include "source/container.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/stream.h"

extern const AssayContainer *const assay_container_table[]; /* written by CMakeLists.txt */

struct AssayContainerReader {
    const AssayContainer *kind;
    gpointer state;          /* owned, by kind->close */
    AssayContainerFile file; /* owned contents */
    guint n_members;
    gboolean has_ended;
};

const AssayContainer *assay_container_find(const char *name, const guint8 *head, gsize size)
{
    AssayContainerHead about = {
        .name = name, .head = head, .head_size = MIN(size, ASSAY_CONTAINER_HEAD_BYTES)};
    gboolean complete = FALSE;
    g_autoptr(GByteArray) unpacked = NULL;
    if (size >= 2 && head[0] == 0x1f && head[1] == 0x8b)
        unpacked = assay_stream_inflate(head, about.head_size, ASSAY_LIMIT_PACK_FREE_BYTES,
                                        &complete);
    about.unpacked = unpacked != NULL ? unpacked->data : head;
    about.unpacked_size = unpacked != NULL ? unpacked->len : about.head_size;
    for (const AssayContainer *const *kind = assay_container_table; *kind != NULL; kind++)
        if ((*kind)->claims(&about))
            return *kind;
    return NULL;
}

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

gboolean assay_container_open(const char *path, const char *uri, AssayContainerReader **ret_reader,
                              GError **error)
{
    /* Not waiting for a writer: a named pipe is no container, and its reader opens it again. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *ret_reader = NULL;
    return descriptor < 0 || assay_container_open_file(descriptor, path, uri, ret_reader, error);
}

gboolean assay_container_open_file(int descriptor, const char *path, const char *uri,
                                   AssayContainerReader **ret_reader, GError **error)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    struct stat status;
    *ret_reader = NULL;
    ssize_t size = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)
                       ? pread(descriptor, head, sizeof head, 0)
                       : 0;
    g_autofree char *name = path != NULL ? g_path_get_basename(path) : NULL;
    const AssayContainer *kind = size > 0 ? assay_container_find(name, head, (gsize)size) : NULL;
    if (kind == NULL) {
        close(descriptor);
        return TRUE;
    }
    AssayContainerReader *reader = g_new0(AssayContainerReader, 1);
    reader->kind = kind;
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
    g_free(reader->file.uri);
    g_free(reader->file.path);
    g_free(reader);
}

const AssayContainerFile *assay_container_file(const AssayContainerReader *reader)
{
    return &reader->file;
}

gboolean assay_container_next(AssayContainerReader *reader, AssaySourceItem **ret_item,
                              GError **error)
{
    g_autoptr(AssaySourceItem) item = NULL;
    *ret_item = NULL;
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
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(item->bytes, &size);
    if (assay_container_find(item->uri, bytes, size) != NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: an archive inside an archive is not opened; unpack the outer one",
                    item->uri);
        return FALSE;
    }
    *ret_item = g_steal_pointer(&item);
    return TRUE;
}

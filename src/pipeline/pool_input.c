/* pool_input.c: the bytes of an input as an open file. See pool_parts.h.
 *
 * A worker opens nothing, so the pool opens for it. A plain file is handed over as it is and never
 * read here; what comes through a pipe or out of a container is put into a file in memory that
 * nobody can change any more. */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "pipeline/pool_parts.h"

#define CHUNK_BYTES      (64u * 1024)
/* Of a file that waits for its turn: all of most. */
#define READ_AHEAD_BYTES (1024 * 1024)

static gboolean fail(GError **error, const AssaySourceItem *item, int code)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: cannot be read: %s", item->uri,
                g_strerror(code));
    return FALSE;
}

/* From a pipe, until it ends or is too much. */
static gboolean copy_stream(int from, int to, const AssaySourceItem *item, GError **error)
{
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    for (gsize total = 0;;) {
        gssize got = assay_file_read(from, chunk, CHUNK_BYTES);
        if (got == 0)
            return TRUE;
        if (got < 0 || !assay_file_write(to, chunk, (gsize)got))
            return fail(error, item, errno);
        total += (gsize)got;
        if (total <= ASSAY_LIMIT_INPUT_BYTES)
            continue;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: more than the %u MiB that are read of one input; split it", item->uri,
                    ASSAY_LIMIT_INPUT_BYTES / (1024 * 1024));
        return FALSE;
    }
}

/* @from: -1: the bytes that the item has. */
static int put_into_memory(const AssaySourceItem *item, int from, GError **error)
{
    int file = memfd_create("assay-input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    gsize size = 0;
    const guint8 *bytes = item->bytes != NULL ? g_bytes_get_data(item->bytes, &size) : NULL;
    gboolean done = file >= 0;
    if (!done)
        fail(error, item, errno);
    else if (from >= 0)
        done = copy_stream(from, file, item, error);
    else if (!assay_file_write(file, bytes, size))
        done = fail(error, item, errno);
    if (done)
        (void)fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    if (done || file < 0)
        return done ? file : -1;
    close(file);
    return -1;
}

/* A worker comes to it later: the disk can begin now. */
static int read_ahead(int file)
{
    (void)posix_fadvise(file, 0, READ_AHEAD_BYTES, POSIX_FADV_WILLNEED);
    return file;
}

int assay_pool_open(AssaySourceItem *item, GError **error)
{
    if (item->is_open) {
        item->is_open = FALSE;
        return read_ahead(item->file);
    }
    if (item->bytes != NULL)
        return put_into_memory(item, -1, error);
    int file = item->path == NULL ? dup(STDIN_FILENO)
                                  : open(item->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) {
        fail(error, item, errno);
        return -1;
    }
    if (S_ISREG(status.st_mode) && item->path != NULL)
        return read_ahead(file);
    int copy = put_into_memory(item, file, error);
    close(file);
    return copy;
}

char *assay_pool_hash(int file)
{
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (guint64 at = 0;;) {
        gssize got = assay_file_read_at(file, chunk, CHUNK_BYTES, at);
        if (got < 0)
            return NULL;
        g_checksum_update(checksum, chunk, got);
        if (got < (gssize)CHUNK_BYTES)
            return g_strdup(g_checksum_get_string(checksum));
        at += (guint64)got;
    }
}

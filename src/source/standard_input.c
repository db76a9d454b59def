/* standard_input.c: see standard_input.h. */
#include "source/standard_input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/read.h"

#define CHUNK_BYTES (64u * 1024)
#define NAME        "-"

static gboolean fail(const char *what, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, NAME ": %s: %s", what, g_strerror(errno));
    return FALSE;
}

/* Up to @wanted bytes; less only at the end. Returns: how many, or -1 with errno. */
static gssize read_full(guint8 *bytes, gsize wanted)
{
    gsize used = 0;
    while (used < wanted) {
        ssize_t got = read(STDIN_FILENO, bytes + used, wanted - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (gsize)got;
    }
    return (gssize)used;
}

static gboolean write_full(int file, const guint8 *bytes, gsize size)
{
    while (size > 0) {
        ssize_t n = write(file, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FALSE;
        bytes += n;
        size -= (gsize)n;
    }
    return TRUE;
}

/* @head and all that follows, into @file. */
static gboolean copy_all(int file, const guint8 *head, gsize size, GError **error)
{
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    guint64 total = size;
    if (!write_full(file, head, size))
        return fail("cannot be copied", error);
    for (;;) {
        gssize got = read_full(chunk, CHUNK_BYTES);
        if (got < 0)
            return fail("cannot be read", error);
        if (got == 0)
            return lseek(file, 0, SEEK_SET) == 0 || fail("cannot be copied", error);
        total += (guint64)got;
        if (total > ASSAY_LIMIT_ARCHIVE_BYTES) {
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                        NAME ": an archive of more than the %u GiB that are read of one; split it",
                        (guint)(ASSAY_LIMIT_ARCHIVE_BYTES >> 30));
            return FALSE;
        }
        if (!write_full(file, chunk, (gsize)got))
            return fail("cannot be copied", error);
    }
}

/* A file without a name that begins with @head. Returns: its descriptor, or -1. */
static int spool(const guint8 *head, gsize size, GError **error)
{
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("assay-XXXXXX", &path, NULL);
    if (file < 0) {
        fail("cannot be copied", error);
        return -1;
    }
    (void)unlink(path);
    (void)fcntl(file, F_SETFD, FD_CLOEXEC);
    if (copy_all(file, head, size, error))
        return file;
    close(file);
    return -1;
}

/* What cannot be read twice. */
static gboolean open_stream(AssayContainerReader **ret_reader, AssaySourceItem **ret_item,
                            GError **error)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    gssize size = read_full(head, sizeof head);
    if (size < 0)
        return fail("cannot be read", error);
    if (size > 0 && assay_container_find(NULL, head, (gsize)size) != NULL) {
        int file = spool(head, (gsize)size, error);
        return file >= 0 && assay_container_open_file(file, NULL, NAME, ret_reader, error);
    }
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file(NAME);
    GByteArray *bytes = g_byte_array_append(g_byte_array_new(), head, (guint)size);
    if (!assay_read_on(item, STDIN_FILENO, bytes, error))
        return FALSE;
    *ret_item = g_steal_pointer(&item);
    return TRUE;
}

gboolean assay_standard_input_open(AssayContainerReader **ret_reader, AssaySourceItem **ret_item,
                                   GError **error)
{
    struct stat status;
    *ret_reader = NULL;
    *ret_item = NULL;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode) ||
        lseek(STDIN_FILENO, 0, SEEK_CUR) != 0)
        return open_stream(ret_reader, ret_item, error);
    int copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return fail("cannot be read", error);
    if (!assay_container_open_file(copy, NULL, NAME, ret_reader, error))
        return FALSE;
    if (*ret_reader == NULL)
        *ret_item = assay_source_item_new_file(NAME);
    return TRUE;
}

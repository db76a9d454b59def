/* standard_input.c: see standard_input.h. */
#include "source/standard_input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "source/read.h"

#define CHUNK_BYTES (64u * 1024)
#define NAME        "-"

static gboolean fail(const char *what, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, NAME ": %s: %s", what, g_strerror(errno));
    return FALSE;
}

/* @head and all that follows, into @file. */
static gboolean copy_all(int file, const guint8 *head, gsize size, GError **error)
{
    g_autofree guint8 *chunk = g_malloc(CHUNK_BYTES);
    guint64 total = size;
    if (!assay_file_write(file, head, size))
        return fail("cannot be copied", error);
    for (;;) {
        gssize got = assay_file_read(STDIN_FILENO, chunk, CHUNK_BYTES);
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
        if (!assay_file_write(file, chunk, (gsize)got))
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
    gssize size = assay_file_read(STDIN_FILENO, head, sizeof head);
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

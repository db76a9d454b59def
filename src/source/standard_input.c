/* standard_input.c: see standard_input.h. */
#include "source/standard_input.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "source/container.h"
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
            return TRUE;
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

/* A file without a name that begins with @head. Returns: its descriptor, which cannot be written
 * through, or -1. */
static int spool(const guint8 *head, gsize size, GError **error)
{
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("assay-XXXXXX", &path, NULL);
    int readable = file >= 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    gboolean done = readable >= 0 || fail("cannot be copied", error);
    if (path != NULL)
        (void)unlink(path);
    done = done && copy_all(file, head, size, error);
    if (file >= 0)
        close(file);
    if (!done && readable >= 0)
        close(readable);
    return done ? readable : -1;
}

/* What may be a container. Whoever reads @file moves it for all that have it open. */
static gboolean open_file(const AssayContainerHost *host, int file, const AssaySourceItem *item,
                          gboolean *ret_is_container, GError **error)
{
    int copy = fcntl(file, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return fail("cannot be read", error);
    if (!host->open(host->self, copy, item, ret_is_container, error))
        return FALSE;
    return *ret_is_container || lseek(file, 0, SEEK_SET) == 0 || fail("cannot be read", error);
}

/* What cannot be read twice. */
static gboolean open_stream(const AssayContainerHost *host, AssaySourceItem *item,
                            gboolean *ret_is_container, GError **error)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    gssize size = assay_file_read(STDIN_FILENO, head, sizeof head);
    if (size < 0)
        return fail("cannot be read", error);
    if (!assay_container_may_be(NULL, head, (gsize)size)) {
        GByteArray *bytes = g_byte_array_append(g_byte_array_new(), head, (guint)size);
        return assay_read_on(item, STDIN_FILENO, bytes, error);
    }
    int file = spool(head, (gsize)size, error);
    if (file < 0)
        return FALSE;
    gboolean done = open_file(host, file, item, ret_is_container, error) &&
                    (*ret_is_container || assay_read_on(item, file, g_byte_array_new(), error));
    close(file);
    return done;
}

gboolean assay_standard_input_open(const AssayContainerHost *host, AssaySourceItem *item,
                                   gboolean *ret_is_container, GError **error)
{
    guint8 head[ASSAY_CONTAINER_HEAD_BYTES];
    struct stat status;
    *ret_is_container = FALSE;
    if (fstat(STDIN_FILENO, &status) != 0 || !S_ISREG(status.st_mode) ||
        lseek(STDIN_FILENO, 0, SEEK_CUR) != 0)
        return open_stream(host, item, ret_is_container, error);
    gssize size = assay_file_read_at(STDIN_FILENO, head, sizeof head, 0);
    if (size <= 0 || !assay_container_may_be(NULL, head, (gsize)size))
        return TRUE; /* reading it says what is wrong with it */
    return open_file(host, STDIN_FILENO, item, ret_is_container, error);
}

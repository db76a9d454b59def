/* read.c: the bytes of one input, within the limit. See source.h. */
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/read.h"

#define CHUNK_BYTES (64u * 1024)

/* The name that whoever named it knows it by. */
static const char *name_of(const AssaySourceItem *item)
{
    return item->path != NULL ? item->path : item->uri;
}

static void set_read_error(const AssaySourceItem *item, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: cannot be read: %s", name_of(item),
                g_strerror(errno));
}

static void set_limit_error(const AssaySourceItem *item, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                "%s: more than the %u MiB that are read of one input; split it", name_of(item),
                ASSAY_LIMIT_INPUT_BYTES / (1024 * 1024));
}

/* Reads to the end; the size a file states is a hint only, since a file may grow while it is read
 * and a pipe states none. */
static gboolean read_all(const AssaySourceItem *item, int descriptor, GByteArray *bytes,
                         GError **error)
{
    for (;;) {
        guint used = bytes->len;
        if (used > ASSAY_LIMIT_INPUT_BYTES) {
            set_limit_error(item, error);
            return FALSE;
        }
        g_byte_array_set_size(bytes, used + CHUNK_BYTES);
        ssize_t got = read(descriptor, bytes->data + used, CHUNK_BYTES);
        g_byte_array_set_size(bytes, used + (got > 0 ? (guint)got : 0));
        if (got == 0)
            return TRUE;
        if (got < 0 && errno != EINTR) {
            set_read_error(item, error);
            return FALSE;
        }
    }
}

static int open_item(const AssaySourceItem *item, GError **error)
{
    struct stat status;
    int descriptor = item->path == NULL ? dup(STDIN_FILENO)
                                        : open(item->path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        set_read_error(item, error);
        return -1;
    }
    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > (off_t)ASSAY_LIMIT_INPUT_BYTES) {
        set_limit_error(item, error);
        close(descriptor);
        return -1;
    }
    return descriptor;
}

gboolean assay_read_on(AssaySourceItem *item, int descriptor, GByteArray *bytes, GError **error)
{
    if (!read_all(item, descriptor, bytes, error)) {
        g_byte_array_unref(bytes);
        return FALSE;
    }
    item->bytes = g_byte_array_free_to_bytes(bytes);
    return TRUE;
}

gboolean assay_source_read(AssaySourceItem *item, GError **error)
{
    if (item->bytes != NULL)
        return TRUE;
    int descriptor = open_item(item, error);
    if (descriptor < 0)
        return FALSE;
    gboolean done = assay_read_on(item, descriptor, g_byte_array_new(), error);
    close(descriptor);
    return done;
}

/* file.c: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <unistd.h>

gboolean assay_file_write(int file, gconstpointer bytes, gsize size)
{
    const guint8 *at = bytes;
    while (size > 0) {
        ssize_t n = write(file, at, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return FALSE;
        at += n;
        size -= (gsize)n;
    }
    return TRUE;
}

/* @start: a byte of the file, or NULL: where it stands. */
static gssize read_from(int file, gpointer bytes, gsize size, const guint64 *start)
{
    gsize done = 0;
    while (done < size) {
        guint8 *to = (guint8 *)bytes + done;
        ssize_t got = start == NULL ? read(file, to, size - done)
                                    : pread(file, to, size - done, (off_t)(*start + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (gsize)got;
    }
    return (gssize)done;
}

gssize assay_file_read(int file, gpointer bytes, gsize size)
{
    return read_from(file, bytes, size, NULL);
}

gssize assay_file_read_at(int file, gpointer bytes, gsize size, guint64 start)
{
    return read_from(file, bytes, size, &start);
}

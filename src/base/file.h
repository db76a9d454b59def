/* file.h: whole buffers to and from open files, however the system cuts them up: a call may take
 * or give fewer bytes than it was asked to, or be interrupted. */
#ifndef ASSAY_BASE_FILE_H
#define ASSAY_BASE_FILE_H

#include <glib.h>

/** assay_file_write: all @size bytes, where @file stands. Returns: FALSE with errno set; then some
 * of them may have been written. */
gboolean assay_file_write(int file, gconstpointer bytes, gsize size);

/** assay_file_read: @size bytes from where @file stands, fewer only at its end.
 * Returns: how many, or -1 with errno set. */
gssize assay_file_read(int file, gpointer bytes, gsize size);

/** assay_file_read_at: the same from byte @start on; @file stays where it stands. */
gssize assay_file_read_at(int file, gpointer bytes, gsize size, guint64 start);

#endif

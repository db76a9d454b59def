/* lock.h: one run at a time on an output tree.
 *
 * The lock is the kernel's, on `<out>/.lock`, so a process that dies, however it dies, lets go of
 * it; what the file says is only for people. The file goes when the run ends. */
#ifndef ASSAY_STORE_LOCK_H
#define ASSAY_STORE_LOCK_H

#include <glib.h>

typedef struct AssayLock AssayLock;

/** assay_lock_take: lock the tree @out_dir, whose folder is made if it is not there.
 * @wait: while another run holds it, wait. @stop: (nullable) the wait ends, with an error, when
 * this is no longer 0.
 * @error: ASSAY_ERROR_IO: it is held, by whom and since when; or the folder cannot be written.
 * Returns: (owned) or NULL. */
AssayLock *assay_lock_take(const char *out_dir, gboolean wait, const volatile gint *stop,
                           GError **error);

/** assay_lock_release: lets go, and frees. */
void assay_lock_release(AssayLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayLock, assay_lock_release)

#endif

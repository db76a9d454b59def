/* sandbox.h: what a worker process may still do. Private to pipeline/.
 *
 * Three layers, each of use without the others: no new privileges (and no limits raised again);
 * Landlock, where the kernel has it: no file may be written, and read only what poppler, fontconfig
 * and the C library need; seccomp: no sockets, no programs, no processes, no file opened for
 * writing. What the worker needs beyond that it is given: a socket, shared memory, its input.
 *
 * A call that a library may make in good faith fails with EPERM. Starting a process or a program
 * and looking into another process end the worker at once: nothing here does that unless it has
 * been taken over. */
#ifndef ASSAY_PIPELINE_SANDBOX_H
#define ASSAY_PIPELINE_SANDBOX_H

#include <glib.h>

/** Layers as bits. */
enum {
    ASSAY_SANDBOX_NO_NEW_PRIVILEGES = 1u << 0,
    ASSAY_SANDBOX_LANDLOCK = 1u << 1,
    ASSAY_SANDBOX_SECCOMP = 1u << 2,
    ASSAY_SANDBOX_ALL = (1u << 3) - 1
};

/** assay_sandbox_enter: shut the calling process, which has one thread, in. There is no way back.
 * Returns: the layers that hold. */
guint assay_sandbox_enter(void);

/** assay_sandbox_names: the layers of @layers in words, `Landlock, seccomp`. Returns: (owned). */
char *assay_sandbox_names(guint layers);

#endif

/* worker.h: the process that reads foreign bytes: requests in, results out. Private to pipeline/.
 *
 * Job: bytes to capture to the record of that capture alone, one document after another, until the
 * socket closes; captures of one cluster to the records of their works; a container to its members.
 * Not its job: files (the pool opens them), its own limits (pool_spawn.c sets them before it
 * starts). */
#ifndef ASSAY_PIPELINE_WORKER_H
#define ASSAY_PIPELINE_WORKER_H

#include "pipeline/engine.h"

/** What a worker has from the pool. */
typedef struct {
    const AssayEngine *engine;
    int socket;     /* SOCK_SEQPACKET */
    guint8 *region; /* ASSAY_WIRE_REGION_BYTES of shared memory */
    guint32 layers; /* of the sandbox, for the first message */
} AssayWorker;

/** assay_worker_run: serves @worker until its socket closes. Never returns. */
G_NORETURN void assay_worker_run(const AssayWorker *worker);

/** assay_worker_group: the works of the @n captures in @file (worker_wire.h has its form).
 * @head: their texts are appended. @ret_records, @ret_singles: (owned) the parts.
 * @error: ASSAY_ERROR_INTERNAL: something in it cannot be read or is refused, so that nothing is
 * done; _LIMIT: it does not fit. */
gboolean assay_worker_group(const AssayEngine *engine, int file, guint n, GString *head,
                            GBytes **ret_records, GBytes **ret_singles, GError **error);

#endif

/* worker.h: the process that reads foreign bytes: requests in, results out. Private to pipeline/.
 *
 * Job: bytes to capture to the record of that capture alone, one document after another, until the
 * socket closes. Not its job: files (the pool opens them), merging, its own limits (pool_spawn.c
 * sets them before it starts). */
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

#endif

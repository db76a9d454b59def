/* pool.h: documents read by worker processes, many at once. Private to pipeline/.
 *
 * Job: hand inputs and clusters to workers (worker.h), watch their time and memory from outside,
 * hand results back as they come, in any order. A worker that dies or overruns costs one document:
 * that is tried once more in a fresh worker, then given up with what is known of it (AssayTrouble).
 * Not its job: what becomes of results.
 *
 * The calling process must have one thread: workers are forked off it, with the rule sets as they
 * are then. */
#ifndef ASSAY_PIPELINE_POOL_H
#define ASSAY_PIPELINE_POOL_H

#include "pipeline/engine.h"
#include "source/source.h"

typedef struct {
    guint n_jobs;          /* workers; 0: as many as there are cores */
    guint timeout_ms;      /* wall time of one document; 0: the default */
    guint64 memory_bytes;  /* address space of a worker; 0: the default */
    gboolean need_sandbox; /* refuse where a layer is missing */
} AssayPoolOptions;

/** What became of an input. */
typedef enum {
    ASSAY_POOL_DONE,       /* read and finished */
    ASSAY_POOL_UNFINISHED, /* read; its record is refused: error says why */
    ASSAY_POOL_FAILED,     /* not read: trouble says why */
    ASSAY_POOL_MAY_HOLD    /* not read: its item, open as it came, may be a container */
} AssayPoolOutcome;

/** Why an input did not become a record. Nothing here depends on the clock or on process numbers,
 * since it is written down. */
typedef struct {
    const char *reason; /* `unreadable`, `overrun`, `died`, `refused` or `defect` */
    char *limit;        /* (owned) `timeout 20 s`, `memory 1024 MiB`; NULL: no limit */
    const char *stage;  /* how far it came, or NULL */
    char *signal;       /* (owned) `SIGSEGV`, or NULL */
    char *message;      /* (owned) last message, one line, or NULL */
} AssayTrouble;

/** A work that captures of a cluster are of. */
typedef struct {
    char *id, *flags;    /* owned; flags as AssayLedgerRecord.flags */
    GArray *members;     /* owned; of guint, rising: numbers of captures */
    guint64 start, size; /* private: its record in the result */
} AssayPoolWork;

typedef struct AssayPool AssayPool;
typedef struct AssayPoolSlot AssayPoolSlot;

/** One input, or cluster, with its result. All owned but texts, keys and rules, which are part of
 * it. */
typedef struct {
    AssaySourceItem *item;
    AssayPoolOutcome outcome;
    const char *sha256; /* 64 hex digits, or NULL: the input could not even be read */
    const char *profile, *id, *media, *style;
    const guint32 *rules; /* ranks of the rules that took something */
    const guint64 *keys;  /* identity keys, as the index has them */
    guint n_rules, n_keys;
    const char *flags; /* of the finished record, as AssayLedgerRecord.flags */
    GBytes *cluster;   /* what assay_pool_put_cluster was given; NULL: it is of an input */
    GArray *works;     /* of AssayPoolWork; NULL: it is of an input */
    GArray *singles;   /* private */
    AssayTrouble trouble;
    AssayPoolSlot *slot;    /* private: where the bytes are */
    GBytes *head;           /* private: has the keys, the rules and the texts, or NULL */
    GStringChunk *repaired; /* private: texts that are not in the head as they are, or NULL */
} AssayPoolResult;

/** assay_pool_new: no worker is started yet but one, to see that it works.
 * @engine: borrowed. @ret_missing: (owned) layers of the sandbox that this kernel denies, in
 * words, or NULL.
 * @error: ASSAY_ERROR_IO: no process can be started, or need_sandbox is not met. Returns: (owned)
 * or NULL. */
AssayPool *assay_pool_new(const AssayEngine *engine, const AssayPoolOptions *options,
                          char **ret_missing, GError **error);

/** assay_pool_stop: ends the workers at once, whatever they do; they go while the caller goes on.
 * After this the pool can only be freed. */
void assay_pool_stop(AssayPool *pool);

/** assay_pool_free: that, and waits for their end. */
void assay_pool_free(AssayPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayPool, assay_pool_free)

/** assay_pool_has_room: whether another input can be put. */
gboolean assay_pool_has_room(const AssayPool *pool);

/** assay_pool_put: @item, unread, which is taken over, to the next worker. */
void assay_pool_put(AssayPool *pool, AssaySourceItem *item);

/** assay_pool_put_cluster: related captures, to be grouped into works by the next worker.
 * @hashes: (a reference is taken) 32 bytes each, rising. @file: (taken) as worker_wire.h says. */
void assay_pool_put_cluster(AssayPool *pool, GBytes *hashes, int file);

/** assay_pool_container_host: has containers opened by one worker more, which is started when the
 * first is met, and which has the time of one document for each member and a second for each MiB
 * of the container besides. A container that costs two workers is lost: what was read of it stands,
 * and assay_pool_next gives it as an input that failed. */
AssayContainerHost assay_pool_container_host(AssayPool *pool);

/** assay_pool_next: waits for the next result.
 * @ret_result: (owned) NULL when nothing is in hand. @error: ASSAY_ERROR_IO: no worker can be
 * started. */
gboolean assay_pool_next(AssayPool *pool, AssayPoolResult **ret_result, GError **error);

/* Bytes below are good as long as their result is, and until then a worker that has been taken over
 * may still write to them: they are written down as they are; what is parsed is a copy. */

/** assay_pool_result_record: the bytes of the record of an input that was read; it is no more than
 * a capture that others may be merged with if it is unfinished. Returns: (owned). */
GBytes *assay_pool_result_record(const AssayPoolResult *result);

/** assay_pool_result_work: the record of @work of a cluster. assay_pool_result_member: capture
 * @number of it as a record of its own. Returns: (owned) or NULL if that was not wanted, or it is
 * all of a work. */
GBytes *assay_pool_result_work(const AssayPoolResult *result, const AssayPoolWork *work);
GBytes *assay_pool_result_member(const AssayPoolResult *result, guint number);

void assay_pool_result_free(AssayPoolResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayPoolResult, assay_pool_result_free)

#endif

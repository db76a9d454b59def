/* pool_parts.h: what the files of the pool share. Private to pool*.c.
 *
 * pool.c hands out and waits; pool_reply.c takes what workers send, and their end; pool_spawn.c
 * starts and ends them; pool_input.c opens inputs;
 * pool_container.c has containers opened; pool_result.c takes replies apart, pool_cluster.c those
 * about clusters; pool_trouble.c tells why a worker died. */
#ifndef ASSAY_PIPELINE_POOL_PARTS_H
#define ASSAY_PIPELINE_POOL_PARTS_H

#include <sys/resource.h>
#include <sys/types.h>

#include "pipeline/pool.h"
#include "pipeline/worker_wire.h"

/* Processor time beyond the wall time: the wall's limit comes first, unless the pool itself is
 * held up. */
#define ASSAY_POOL_CPU_MARGIN_S  2u
/* A worker that has not sent its first message within this works no more than a dead one. */
#define ASSAY_POOL_HELLO_MS      10000u
/* A worker is replaced after so many documents or containers, or once it has held so much memory:
 * libraries leak, and what was freed is not given back whole. */
#define ASSAY_POOL_MAX_DOCUMENTS 5000u
#define ASSAY_POOL_MAX_RSS       ((guint64)256 * 1024 * 1024)

/** An input or a cluster in hand. */
typedef struct {
    AssaySourceItem *item; /* owned; NULL: it is a cluster */
    GBytes *cluster;       /* owned; hashes; NULL: it is an input */
    int file;              /* its bytes; read by offset */
    gint64 weight;         /* what it will take, as bytes to read */
    guint32 number;        /* counted by its worker */
    guint n_deaths;        /* workers that it cost */
    char *first_message;   /* (owned) last message of the first of them, or NULL */
} AssayPoolJob;

/** Memory shared with one worker; outlives it while results are unread. The worker may write to
 * it at any time: what is looked at is copied first. */
typedef struct {
    int file;
    const guint8 *memory; /* of the file, which cannot shrink; ASSAY_WIRE_REGION_BYTES */
    guint n_references;
} AssayPoolRegion;

typedef struct {
    pid_t process; /* 0: none; then all else is empty */
    int socket, messages;
    AssayPoolRegion *region;
    GQueue jobs;                         /* of AssayPoolJob, in order: the first is in hand */
    gint64 weight;                       /* of those */
    guint n_unread;                      /* results that somebody still reads from the region */
    guint32 n_sent;                      /* jobs since it started */
    guint n_done;                        /* results of them */
    gint64 begun_us, deadline_us;        /* of the first job; deadline 0: none */
    gint64 limited_us;                   /* until then its limit of processor time will do */
    guint64 limited_ms;                  /* for jobs that may take so long */
    gboolean is_overdue;                 /* killed for that */
    gboolean is_insane;                  /* killed for an answer that makes no sense */
    gboolean is_retired;                 /* gets no more jobs */
    gboolean has_greeted;                /* its first message has come: it works */
    gboolean is_mute;                    /* has closed its standard error */
    GString *said;                       /* the end of its standard error since the last mark, */
    guint32 saying;                      /* which is of this job */
    gboolean is_short[ASSAY_WIRE_DEPTH]; /* said to be out of memory; by job % DEPTH */
} AssayPoolWorker;

struct AssayPoolSlot {
    AssayPoolRegion *region; /* a reference */
    AssayPool *pool;
    guint worker;  /* index, */
    pid_t process; /* and whether it is still the same */
    guint64 start[ASSAY_WIRE_N_PARTS], size[ASSAY_WIRE_N_PARTS];
};

/** The container at hand. Its members are asked for one after another, each before it is wanted;
 * opening it is step 0. */
typedef struct {
    AssaySourceItem *item; /* owned; NULL: there is none */
    int file;              /* owned */
    GPtrArray *texts;      /* owned; of char*, owned: of the last reply */
    guint n_wanted;        /* steps that were taken and are not taken again, */
    guint n_read;          /* and those that the worker has come to */
    guint32 asked;         /* number of the job that the worker has, */
    gboolean is_asked;     /* if it has one, */
    gboolean is_awaited;   /* and somebody waits for that */
    gint64 asked_us;       /* when it was given */
    gint64 spare_ms;       /* what its steps may still take beyond the time of one document */
    gboolean is_lost;      /* cannot be read on */
    guint n_deaths;        /* workers that it cost */
    char *first_message;   /* (owned) last message of the first of them, or NULL */
} AssayPoolContainer;

struct AssayPool {
    const AssayEngine *engine; /* borrowed */
    AssayPoolOptions options;
    AssayPoolWorker *workers; /* options.n_jobs of them, and one that opens containers */
    AssayPoolContainer container;
    guint capacity; /* jobs and results that it has at most */
    gint64 job_us;  /* what a job took lately */
    GQueue waiting; /* of AssayPoolJob: not with a worker */
    gint64 waiting_weight;
    GQueue retries;  /* of AssayPoolJob: want a fresh worker */
    GQueue ready;    /* of AssayPoolResult */
    GError *failure; /* owned: a worker ended before its first message; NULL: none did */
};

/** assay_pool_spawn: start worker @index.
 * @ret_layers: of its sandbox, as its first message says, which is waited for; NULL: it comes in
 * its own time, before any other. @error: ASSAY_ERROR_IO. */
gboolean assay_pool_spawn(AssayPool *pool, guint index, guint32 *ret_layers, GError **error);

/** assay_pool_fail_spawn: the error of @worker, which was reaped before its first message.
 * Returns: FALSE. */
gboolean assay_pool_fail_spawn(const AssayPoolWorker *worker, GError **error);

/** assay_pool_reap: @worker is dead or shall be: wait for that and for its last words.
 * @ret_status, @ret_usage: as of wait4(2). */
void assay_pool_reap(AssayPoolWorker *worker, int *ret_status, struct rusage *ret_usage);

/** assay_pool_forget: what is left of @worker, which was reaped and has no jobs. */
void assay_pool_forget(AssayPoolWorker *worker);

/** assay_pool_listen: take in some of what @worker has said on its standard error.
 * Returns: FALSE when there was nothing. */
gboolean assay_pool_listen(AssayPoolWorker *worker);

/** assay_pool_send: a request; @texts: or NULL each; @file: or -1. Fills request->length. */
gboolean assay_pool_send(const AssayPoolWorker *worker, AssayWireRequest *request,
                         const char *const texts[ASSAY_WIRE_N_TEXTS], int file);

/** assay_pool_start_clock: what @worker does from now on may take so long. */
void assay_pool_start_clock(AssayPoolWorker *worker, guint64 limit_ms);

/** assay_pool_begin_job: the first job of @worker, if it has any, is in hand from now on. */
void assay_pool_begin_job(const AssayPool *pool, AssayPoolWorker *worker);

/** assay_pool_take_replies: all that worker @index has sent, also if it has died since. */
void assay_pool_take_replies(AssayPool *pool, guint index);

/** assay_pool_wait: let all workers go on until one of them, or a signal, has something to say. */
void assay_pool_wait(AssayPool *pool);

/** assay_pool_put_back: @job, which no worker has any more, before all others that wait. */
void assay_pool_put_back(AssayPool *pool, AssayPoolJob *job);

/** assay_pool_end_worker: @worker, which has no jobs, ends and is forgotten. */
void assay_pool_end_worker(AssayPoolWorker *worker);

/** assay_pool_clear_container: whatever is of the container at hand. */
void assay_pool_clear_container(AssayPool *pool);

/** assay_pool_region_unref: closes it with the last reference. */
void assay_pool_region_unref(AssayPoolRegion *region);

/** assay_pool_open: the bytes of @item as a descriptor (owned) that can be read by offset.
 * @error: ASSAY_ERROR_INPUT or _LIMIT. Returns: -1 on failure. */
int assay_pool_open(AssaySourceItem *item, GError **error);

/** assay_pool_decode_cluster: the texts of a head from @at to @end, all but the first, into
 * @result, which has its slot. Returns: FALSE if they make no sense. */
gboolean assay_pool_decode_cluster(AssayPoolResult *result, const char *at, const char *end);

/** assay_pool_take_text: the text at @at, which goes behind it. Returns: (owned) or NULL: it does
 * not end before @end. */
char *assay_pool_take_text(const char **at, const char *end);

/** assay_pool_read_slot: a copy of @size bytes of the region from @start on.
 * Returns: (owned) or NULL with ASSAY_ERROR_IO.
 * assay_pool_lend_slot: them where they are, so that they may change while they are looked at.
 * Returns: (owned), good as long as the region. */
GBytes *assay_pool_read_slot(const AssayPoolSlot *slot, guint64 start, guint64 size,
                             GError **error);
GBytes *assay_pool_lend_slot(const AssayPoolSlot *slot, guint64 start, guint64 size);

/** assay_pool_hash: SHA-256 of all that @file holds. Returns: (owned) or NULL. */
char *assay_pool_hash(int file);

/** assay_pool_result_new: the result of a job that ended with @reply, or NULL if that makes no
 * sense. Takes @job when it does. */
AssayPoolResult *assay_pool_result_new(AssayPool *pool, guint index, AssayPoolJob *job,
                                       const AssayWireReply *reply);

/** assay_pool_result_failed: of a job that did not come to a result. Takes @job and the contents
 * of @trouble. */
AssayPoolResult *assay_pool_result_failed(AssayPoolJob *job, const AssayTrouble *trouble);

void assay_pool_job_free(AssayPoolJob *job);

/** assay_trouble_of_error: of an input that was read and gave nothing. @uri: is not repeated in
 * the message. */
void assay_trouble_of_error(AssayTrouble *trouble, const char *uri, int code, const char *message);

/** assay_trouble_of_death: of a worker that ended with @status. */
void assay_trouble_of_death(AssayTrouble *trouble, const AssayPool *pool,
                            const AssayPoolWorker *worker, int status, const struct rusage *usage);

/** assay_trouble_of_memory: of one that went on where it was refused memory. */
void assay_trouble_of_memory(AssayTrouble *trouble, const AssayPool *pool);

/** assay_trouble_of_size: a result that does not fit. */
void assay_trouble_of_size(AssayTrouble *trouble);

void assay_trouble_clear(AssayTrouble *trouble);

#endif

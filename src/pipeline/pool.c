/* pool.c: see pool.h: handing out, waiting, time. */
#include "pipeline/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "pipeline/pool_parts.h"
#include "pipeline/sandbox.h"

/* Signals that the caller waits for are noticed within this. */
#define MAX_WAIT_MS   1000
/* A limit on processor time is set anew after this. */
#define LIMIT_LASTS_S 1
/* A job weighs as much as it has to read, and something besides. What a worker has in hand keeps it
 * busy during a commit, no longer; and no more than its share of what waits, so that at the end
 * all workers have something to do, but always as much as covers the way there and back. */
#define MAX_WEIGHT    (1280 * 1024)
#define MIN_WEIGHT    (256 * 1024)
#define JOB_WEIGHT    (32 * 1024)
/* Jobs that a worker is left with while the pool naps, and how long it naps at most. */
#define ENOUGH_JOBS   6
#define MAX_NAP_US    10000

/* ---- Handing out ---- */

gboolean assay_pool_send(const AssayPoolWorker *worker, AssayWireRequest *request,
                         const char *const texts[ASSAY_WIRE_N_TEXTS], int file)
{
    struct iovec parts[1 + ASSAY_WIRE_N_TEXTS] = {{request, sizeof *request}};
    gsize size = sizeof *request;
    for (guint i = 0; i < ASSAY_WIRE_N_TEXTS; i++) {
        request->length[i] = texts[i] != NULL ? (guint32)strlen(texts[i]) + 1 : 0;
        parts[1 + i] = (struct iovec){(gpointer)(gsize)texts[i], request->length[i]};
        size += request->length[i];
    }
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = G_N_ELEMENTS(parts)};
    if (file >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        *header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
        memcpy(CMSG_DATA(header), &file, sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(worker->socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)size;
}

static gboolean send_job(const AssayPoolWorker *worker, const AssayPoolJob *job)
{
    static const AssaySourceItem none;
    const AssaySourceItem *item = job->item != NULL ? job->item : &none;
    const char *const texts[ASSAY_WIRE_N_TEXTS] = {
        [ASSAY_WIRE_URI] = item->uri,
        [ASSAY_WIRE_TYPE] = item->content_type,
        [ASSAY_WIRE_URL] = item->url,
        [ASSAY_WIRE_CAPTURED] = item->captured,
    };
    AssayWireRequest request = {.job = job->number, .task = ASSAY_WIRE_INPUT};
    if (item->may_hold)
        request.task = ASSAY_WIRE_FILE;
    if (job->cluster != NULL) {
        request.task = ASSAY_WIRE_CLUSTER;
        request.n_captures = (guint32)(g_bytes_get_size(job->cluster) / 32);
    }
    return assay_pool_send(worker, &request, texts, job->file);
}

/* Processor time is limited from outside as well, so that the worker needs no right to set limits.
 * A worker has one thread, so it uses no more than passes: a limit that has that much more than a
 * job may take lasts as long. */
static void limit_processor_time(AssayPoolWorker *worker, guint64 limit_ms)
{
    clockid_t clock;
    struct timespec used;
    struct rlimit limit;
    if (worker->begun_us < worker->limited_us && limit_ms <= worker->limited_ms)
        return;
    worker->limited_us = worker->begun_us + (gint64)LIMIT_LASTS_S * G_USEC_PER_SEC;
    worker->limited_ms = limit_ms;
    if (clock_getcpuclockid(worker->process, &clock) != 0 || clock_gettime(clock, &used) != 0 ||
        prlimit(worker->process, RLIMIT_CPU, NULL, &limit) != 0)
        return; /* it is gone, or not to be limited: then the wall's limit is all */
    limit.rlim_cur = (rlim_t)used.tv_sec + 1 + limit_ms / 1000 + ASSAY_POOL_CPU_MARGIN_S +
                     LIMIT_LASTS_S;
    if (limit.rlim_cur <= limit.rlim_max)
        (void)prlimit(worker->process, RLIMIT_CPU, &limit, NULL);
}

void assay_pool_start_clock(AssayPoolWorker *worker, guint64 limit_ms)
{
    worker->begun_us = g_get_monotonic_time();
    worker->deadline_us = worker->begun_us + (gint64)limit_ms * 1000;
    limit_processor_time(worker, limit_ms);
}

void assay_pool_begin_job(const AssayPool *pool, AssayPoolWorker *worker)
{
    worker->deadline_us = 0;
    if (!g_queue_is_empty(&worker->jobs))
        assay_pool_start_clock(worker, worker->has_greeted ? pool->options.timeout_ms
                                                           : ASSAY_POOL_HELLO_MS);
}

/* A worker that cannot be sent to is dead; the wait will find that out. */
static void give(const AssayPool *pool, AssayPoolWorker *worker, AssayPoolJob *job)
{
    job->number = worker->n_sent++;
    g_queue_push_tail(&worker->jobs, job);
    worker->weight += job->weight;
    if (g_queue_get_length(&worker->jobs) == 1)
        assay_pool_begin_job(pool, worker);
    (void)send_job(worker, job);
}

void assay_pool_end_worker(AssayPoolWorker *worker)
{
    int status;
    struct rusage usage;
    assay_pool_reap(worker, &status, &usage);
    assay_pool_forget(worker);
}

/* The worker with the least to do that may be given a job, or G_MAXUINT. One that is idle comes
 * before one that has yet to be started, and that before one that has something to do. */
static guint find_worker(const AssayPool *pool)
{
    guint best = G_MAXUINT;
    gint64 least = CLAMP(pool->waiting_weight / pool->options.n_jobs, MIN_WEIGHT, MAX_WEIGHT);
    for (guint i = 0; i < pool->options.n_jobs; i++) {
        const AssayPoolWorker *worker = &pool->workers[i];
        gint64 weight = worker->process != 0 ? worker->weight : 1;
        if (worker->is_retired || weight >= least ||
            worker->jobs.length + worker->n_unread >= ASSAY_WIRE_DEPTH)
            continue;
        best = i;
        least = weight;
    }
    return best;
}

static gboolean hand_out(AssayPool *pool, GError **error)
{
    if (pool->failure != NULL) {
        g_propagate_error(error, g_error_copy(pool->failure));
        return FALSE;
    }
    for (guint i = 0; i < pool->options.n_jobs; i++) {
        AssayPoolWorker *worker = &pool->workers[i];
        if (worker->is_retired && g_queue_is_empty(&worker->jobs))
            assay_pool_end_worker(worker);
        if (worker->process != 0 || g_queue_is_empty(&pool->retries))
            continue;
        if (!assay_pool_spawn(pool, i, NULL, error))
            return FALSE;
        give(pool, worker, g_queue_pop_head(&pool->retries));
    }
    while (!g_queue_is_empty(&pool->waiting)) {
        guint index = find_worker(pool);
        if (index == G_MAXUINT)
            return TRUE;
        if (pool->workers[index].process == 0 && !assay_pool_spawn(pool, index, NULL, error))
            return FALSE;
        AssayPoolJob *job = g_queue_pop_head(&pool->waiting);
        pool->waiting_weight -= job->weight;
        give(pool, &pool->workers[index], job);
    }
    return TRUE;
}

/* ---- Waiting ---- */

/* The worker that opens containers comes last, while its answer is waited for. */
static guint n_watched(const AssayPool *pool)
{
    return pool->options.n_jobs + (pool->container.is_awaited ? 1 : 0);
}

static int wait_ms(const AssayPool *pool)
{
    gint64 now_us = g_get_monotonic_time(), wait_us = MAX_WAIT_MS * 1000;
    for (guint i = 0; i < n_watched(pool); i++) {
        gint64 deadline_us = pool->workers[i].deadline_us;
        if (deadline_us != 0)
            wait_us = MIN(wait_us, MAX(deadline_us - now_us, 0));
    }
    return (int)((wait_us + 999) / 1000);
}

/* Being woken costs as much as most of what is done then: while every worker has enough to go on
 * with, by how long jobs took lately and since when it has had them, a few replies are let come
 * together. What is left is half, since jobs may take less. */
static void nap(const AssayPool *pool)
{
    gint64 now_us = g_get_monotonic_time(), nap_us = MAX_NAP_US;
    for (guint i = 0; i < pool->options.n_jobs; i++) {
        const AssayPoolWorker *worker = &pool->workers[i];
        gint64 jobs = worker->jobs.length, spare = jobs - MAX(jobs / 2, ENOUGH_JOBS);
        nap_us = MIN(nap_us, spare * pool->job_us - (now_us - worker->begun_us));
    }
    const struct timespec time = {0, nap_us * 1000};
    if (nap_us > 0)
        (void)nanosleep(&time, NULL);
}

/* What was said belongs to the job before the reply that may come with it. */
static void wait_once(AssayPool *pool)
{
    guint n = n_watched(pool);
    g_autofree struct pollfd *waits = g_new0(struct pollfd, 2 * n);
    nap(pool);
    for (guint i = 0; i < n; i++) {
        const AssayPoolWorker *worker = &pool->workers[i];
        gboolean runs = worker->process != 0;
        waits[2 * i] = (struct pollfd){runs && !worker->is_mute ? worker->messages : -1, POLLIN, 0};
        waits[2 * i + 1] = (struct pollfd){runs ? worker->socket : -1, POLLIN, 0};
    }
    if (poll(waits, 2 * n, wait_ms(pool)) < 0)
        return; /* a signal: the caller may want to know */
    for (guint i = 0; i < n; i++) {
        AssayPoolWorker *worker = &pool->workers[i];
        if (waits[2 * i].revents != 0 && !assay_pool_listen(worker))
            worker->is_mute = TRUE;
        if (waits[2 * i + 1].revents != 0 && i < pool->options.n_jobs)
            assay_pool_take_replies(pool, i);
    }
    gint64 now_us = g_get_monotonic_time();
    for (guint i = 0; i < n; i++) {
        AssayPoolWorker *worker = &pool->workers[i];
        if (worker->process == 0 || worker->deadline_us == 0 || now_us < worker->deadline_us)
            continue;
        worker->is_overdue = TRUE;
        worker->deadline_us = 0;
        (void)kill(worker->process, SIGKILL); /* the end of its socket will show */
    }
}

void assay_pool_wait(AssayPool *pool)
{
    (void)hand_out(pool, NULL); /* if that fails, assay_pool_next says so */
    wait_once(pool);
}

static guint n_in_hand(const AssayPool *pool)
{
    guint n = pool->waiting.length + pool->retries.length;
    for (guint i = 0; i < pool->options.n_jobs; i++)
        n += pool->workers[i].jobs.length;
    return n;
}

gboolean assay_pool_next(AssayPool *pool, AssayPoolResult **ret_result, GError **error)
{
    for (;;) {
        if (!hand_out(pool, error))
            return FALSE;
        if (!g_queue_is_empty(&pool->ready) || n_in_hand(pool) == 0)
            break;
        wait_once(pool);
    }
    *ret_result = g_queue_pop_head(&pool->ready);
    return TRUE;
}

/* For every job that a worker has, another one waits. */
gboolean assay_pool_has_room(const AssayPool *pool)
{
    gint64 weight = pool->waiting_weight;
    for (guint i = 0; i < pool->options.n_jobs; i++)
        weight += pool->workers[i].weight;
    return n_in_hand(pool) + pool->ready.length < pool->capacity &&
           weight < (gint64)pool->options.n_jobs * 2 * MAX_WEIGHT;
}

/* Who has nothing to do begins at once; if that fails, assay_pool_next says so. */
static void put(AssayPool *pool, AssayPoolJob *job)
{
    g_queue_push_tail(&pool->waiting, job);
    pool->waiting_weight += job->weight;
    (void)hand_out(pool, NULL);
}

void assay_pool_put_back(AssayPool *pool, AssayPoolJob *job)
{
    g_queue_push_head(&pool->waiting, job);
    pool->waiting_weight += job->weight;
}

/* What @item has to read, as far as is known: of what came out of a container its own bytes, not
 * those of the file at its path. */
static gint64 weigh(const AssaySourceItem *item)
{
    return item->bytes != NULL ? (gint64)g_bytes_get_size(item->bytes) : MAX(item->size_bytes, 0);
}

void assay_pool_put(AssayPool *pool, AssaySourceItem *item)
{
    g_autoptr(GError) cause = NULL;
    AssayPoolJob *job = g_new0(AssayPoolJob, 1);
    job->item = item;
    job->weight = JOB_WEIGHT + weigh(item);
    job->file = assay_pool_open(item, &cause);
    g_clear_pointer(&item->bytes, g_bytes_unref); /* the worker's from now on */
    if (job->file >= 0) {
        put(pool, job);
        return;
    }
    AssayTrouble trouble = {.reason = NULL};
    assay_trouble_of_error(&trouble, item->uri, cause->code, cause->message);
    g_queue_push_tail(&pool->ready, assay_pool_result_failed(job, &trouble));
}

void assay_pool_put_cluster(AssayPool *pool, GBytes *hashes, int file)
{
    struct stat status;
    AssayPoolJob *job = g_new0(AssayPoolJob, 1);
    job->cluster = g_bytes_ref(hashes);
    job->weight = JOB_WEIGHT + (fstat(file, &status) == 0 ? status.st_size : 0);
    job->file = file;
    put(pool, job);
}

/* ---- Beginning and end ---- */

static gboolean check_sandbox(const AssayPool *pool, guint32 layers, char **ret_missing,
                              GError **error)
{
    guint missing = ASSAY_SANDBOX_ALL & ~layers;
    *ret_missing = missing != 0 ? assay_sandbox_names(missing) : NULL;
    if (missing == 0 || !pool->options.need_sandbox)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "this kernel denies a layer of the sandbox (%s), and it is required; run on "
                "another one or without --require-sandbox",
                *ret_missing);
    g_clear_pointer(ret_missing, g_free);
    return FALSE;
}

/* Jobs are open files: as many as workers may have, and as many again, unless the system sets less.
 */
static guint find_capacity(guint n_jobs)
{
    struct rlimit files;
    rlim_t wanted = (rlim_t)n_jobs * 2 * ASSAY_WIRE_DEPTH;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return n_jobs;
    if (files.rlim_cur / 2 < wanted) {
        files.rlim_cur = MIN(2 * wanted, files.rlim_max);
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    return (guint)MIN(wanted, files.rlim_cur / 2);
}

AssayPool *assay_pool_new(const AssayEngine *engine, const AssayPoolOptions *options,
                          char **ret_missing, GError **error)
{
    g_autoptr(AssayPool) pool = g_new0(AssayPool, 1);
    guint32 layers = 0;
    pool->engine = engine;
    pool->options = *options;
    if (pool->options.n_jobs == 0)
        pool->options.n_jobs = MAX(g_get_num_processors(), 1);
    if (pool->options.timeout_ms == 0)
        pool->options.timeout_ms = ASSAY_LIMIT_TIMEOUT_MS;
    if (pool->options.memory_bytes == 0)
        pool->options.memory_bytes = ASSAY_LIMIT_MEMORY_BYTES;
    pool->capacity = find_capacity(pool->options.n_jobs);
    pool->workers = g_new0(AssayPoolWorker, pool->options.n_jobs + 1);
    pool->container.file = -1;
    g_queue_init(&pool->waiting);
    g_queue_init(&pool->retries);
    g_queue_init(&pool->ready);
    if (!assay_pool_spawn(pool, 0, &layers, error) ||
        !check_sandbox(pool, layers, ret_missing, error))
        return NULL;
    return g_steal_pointer(&pool);
}

static void free_job(gpointer job)
{
    assay_pool_job_free(job);
}

static void free_result(gpointer result)
{
    assay_pool_result_free(result);
}

void assay_pool_stop(AssayPool *pool)
{
    for (guint i = 0; i <= pool->options.n_jobs; i++)
        if (pool->workers[i].process != 0)
            (void)kill(pool->workers[i].process, SIGKILL);
}

void assay_pool_free(AssayPool *pool)
{
    if (pool == NULL)
        return;
    g_queue_clear_full(&pool->ready, free_result);
    assay_pool_clear_container(pool);
    assay_pool_stop(pool);
    for (guint i = 0; i <= pool->options.n_jobs; i++) {
        AssayPoolWorker *worker = &pool->workers[i];
        if (worker->process == 0)
            continue;
        g_queue_clear_full(&worker->jobs, free_job);
        assay_pool_end_worker(worker);
    }
    g_queue_clear_full(&pool->waiting, free_job);
    g_queue_clear_full(&pool->retries, free_job);
    g_clear_error(&pool->failure);
    g_free(pool->workers);
    g_free(pool);
}

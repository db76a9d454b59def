/* pool_reply.c: what workers send: their results, or their end. See pool_parts.h. */
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "pipeline/pool_parts.h"

/* Once more in a fresh worker; a second time it is the document's. What two deaths say differently
 * depends on chance and is not written down. @trouble: its contents are taken. */
static void give_up(AssayPool *pool, AssayPoolJob *job, AssayTrouble *trouble)
{
    if (job->n_deaths++ == 0) {
        job->first_message = g_steal_pointer(&trouble->message);
        assay_trouble_clear(trouble);
        g_queue_push_tail(&pool->retries, job);
        return;
    }
    if (g_strcmp0(job->first_message, trouble->message) != 0)
        g_clear_pointer(&trouble->message, g_free);
    g_queue_push_tail(&pool->ready, assay_pool_result_failed(job, trouble));
}

static void bury(AssayPool *pool, AssayPoolWorker *worker)
{
    int status;
    struct rusage usage;
    assay_pool_reap(worker, &status, &usage);
    if (!worker->has_greeted && pool->failure == NULL)
        assay_pool_fail_spawn(worker, &pool->failure);
    AssayPoolJob *job = worker->has_greeted ? g_queue_pop_head(&worker->jobs) : NULL;
    if (job != NULL) {
        AssayTrouble trouble = {.reason = NULL};
        assay_trouble_of_death(&trouble, pool, worker, status, &usage);
        give_up(pool, job, &trouble);
    }
    while ((job = g_queue_pop_tail(&worker->jobs)) != NULL)
        assay_pool_put_back(pool, job);
    assay_pool_forget(worker);
}

/* It went on, but what it made of the document is not whole, and might be with more memory: that
 * is an overrun as much as a death is. A worker that has held much has less left to give. */
static void take_short(AssayPool *pool, AssayPoolWorker *worker, AssayPoolJob *job)
{
    AssayTrouble trouble = {.reason = NULL};
    assay_trouble_of_memory(&trouble, pool);
    give_up(pool, job, &trouble);
    worker->is_retired = TRUE;
}

/* Returns: FALSE if the reply makes no sense. */
static gboolean take_reply(AssayPool *pool, guint index, const AssayWireReply *reply)
{
    AssayPoolWorker *worker = &pool->workers[index];
    AssayPoolJob *job = g_queue_peek_head(&worker->jobs);
    gint64 weight = job != NULL ? job->weight : 0;
    if (!worker->has_greeted)
        return worker->has_greeted = reply->outcome == ASSAY_WIRE_HELLO;
    if (job != NULL && reply->job == job->number &&
        worker->is_short[job->number % ASSAY_WIRE_DEPTH]) {
        g_queue_pop_head(&worker->jobs);
        take_short(pool, worker, job);
    } else {
        AssayPoolResult *result = job != NULL ? assay_pool_result_new(pool, index, job, reply)
                                              : NULL;
        if (result == NULL)
            return FALSE;
        g_queue_pop_head(&worker->jobs);
        g_queue_push_tail(&pool->ready, result);
    }
    worker->weight -= weight;
    worker->n_done++;
    worker->is_overdue = FALSE; /* it was this job that was late, and only just */
    if (worker->n_done >= ASSAY_POOL_MAX_DOCUMENTS || reply->max_rss_bytes > ASSAY_POOL_MAX_RSS)
        worker->is_retired = TRUE;
    return TRUE;
}

/* Replies that wait, @ret_sizes bytes each: 0 is the end. Returns: how many, or -1. */
static int receive(const AssayPoolWorker *worker, AssayWireReply *replies, guint *ret_sizes)
{
    struct mmsghdr messages[ASSAY_WIRE_DEPTH] = {0};
    struct iovec parts[ASSAY_WIRE_DEPTH];
    for (guint i = 0; i < ASSAY_WIRE_DEPTH; i++) {
        parts[i] = (struct iovec){&replies[i], sizeof replies[i]};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    int n = recvmmsg(worker->socket, messages, ASSAY_WIRE_DEPTH, MSG_DONTWAIT, NULL);
    for (int i = 0; i < n; i++)
        ret_sizes[i] = messages[i].msg_len;
    return n;
}

/* Only the job that it has not answered has to do with a worker's death. What it said of a job it
 * said before it answered. */
void assay_pool_take_replies(AssayPool *pool, guint index)
{
    AssayPoolWorker *worker = &pool->workers[index];
    AssayWireReply replies[ASSAY_WIRE_DEPTH];
    guint sizes[ASSAY_WIRE_DEPTH];
    int n;
    /* ECONNRESET is told once, before what was sent: it died with requests unread. */
    while ((n = receive(worker, replies, sizes)) > 0 || errno == EINTR || errno == ECONNRESET) {
        while (assay_pool_listen(worker))
            continue;
        for (int i = 0; i < n; i++) {
            if (sizes[i] == sizeof replies[i] && take_reply(pool, index, &replies[i]))
                continue;
            worker->is_insane = sizes[i] != 0;
            if (worker->is_insane)
                (void)kill(worker->process, SIGKILL);
            bury(pool, worker);
            return;
        }
        if (n > 0) {
            gint64 job_us = (g_get_monotonic_time() - worker->begun_us) / n;
            pool->job_us += (job_us - pool->job_us) / 4;
            assay_pool_begin_job(pool, worker);
        }
    }
}

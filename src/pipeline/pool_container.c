/* pool_container.c: containers opened and read by a worker of their own. See pool.h, pool_parts.h.
 *
 * What unpacks archives is as open to attack as what parses documents, and shut in like it. The
 * worker has one container at a time and reads a member ahead, while the others parse those before.
 * If it dies, a fresh one reads up to the same place, once; what it gives on the way is passed
 * over. Its answers are taken apart as if an enemy had written them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "pipeline/pool_parts.h"

/* Where a large member was is given back to the system. */
#define KEEP_BYTES   (1024u * 1024)
/* An instant, with fractions of seconds. */
#define MAX_INSTANT  40u
#define BYTES_PER_MS (1024 * 1024 / 1000)

/* Texts of a member; worker_wire.h. */
enum { URI, MEMBER, TYPE, URL, CAPTURED, N_TEXTS };

static AssayPoolWorker *worker_of(AssayPool *pool)
{
    return &pool->workers[pool->options.n_jobs];
}

void assay_pool_clear_container(AssayPool *pool)
{
    AssayPoolContainer *container = &pool->container;
    assay_source_item_free(container->item);
    if (container->file >= 0)
        close(container->file);
    g_clear_pointer(&container->texts, g_ptr_array_unref);
    g_free(container->first_message);
    *container = (AssayPoolContainer){.file = -1};
}

/* ---- Asking ---- */

/* Opening the container, or its next member. A worker that cannot be sent to is dead, which
 * waiting for it will find out. */
static gboolean ask(AssayPool *pool, GError **error)
{
    AssayPoolContainer *container = &pool->container;
    AssayPoolWorker *worker = worker_of(pool);
    gboolean is_first = container->n_read == 0;
    const char *const texts[ASSAY_WIRE_N_TEXTS] = {
        [ASSAY_WIRE_URI] = is_first ? container->item->uri : NULL,
        [ASSAY_WIRE_URL] = is_first ? container->item->path : NULL,
    };
    guint32 layers;
    if (worker->process == 0 && !assay_pool_spawn(pool, pool->options.n_jobs, &layers, error))
        return FALSE;
    if (is_first)
        (void)lseek(container->file, 0, SEEK_SET); /* where the last worker left it is chance */
    AssayWireRequest request = {.job = worker->n_sent++,
                                .task = is_first ? ASSAY_WIRE_OPEN : ASSAY_WIRE_MEMBER};
    container->asked = request.job;
    container->asked_us = g_get_monotonic_time();
    container->is_asked = TRUE;
    assay_pool_start_clock(worker, pool->options.timeout_ms + (guint64)container->spare_ms);
    (void)assay_pool_send(worker, &request, texts, is_first ? container->file : -1);
    return TRUE;
}

/* ---- Answers ---- */

/* Those of the head into container->texts. Returns: FALSE if they make no sense. */
static gboolean take_texts(AssayPool *pool, const AssayPoolSlot *slot, guint64 size)
{
    AssayPoolContainer *container = &pool->container;
    g_autoptr(GBytes) head = assay_pool_read_slot(slot, slot->start[ASSAY_WIRE_HEAD], size, NULL);
    g_clear_pointer(&container->texts, g_ptr_array_unref);
    container->texts = g_ptr_array_new_with_free_func(g_free);
    if (head == NULL)
        return FALSE;
    const char *at = g_bytes_get_data(head, NULL), *end = at + size;
    while (at < end && container->texts->len <= N_TEXTS) {
        char *text = assay_pool_take_text(&at, end);
        if (text == NULL)
            return FALSE;
        g_ptr_array_add(container->texts, text);
    }
    return at == end;
}

static gboolean is_member(const GPtrArray *texts)
{
    static const gsize most[N_TEXTS] = {ASSAY_LIMIT_ADDRESS_BYTES, ASSAY_LIMIT_ADDRESS_BYTES,
                                        ASSAY_LIMIT_ADDRESS_BYTES, ASSAY_LIMIT_ADDRESS_BYTES,
                                        MAX_INSTANT};
    if (texts->len != N_TEXTS)
        return FALSE;
    for (guint i = 0; i < N_TEXTS; i++) {
        const char *text = g_ptr_array_index(texts, i);
        gboolean is_optional = i >= TYPE;
        gsize length = strlen(text);
        if ((is_optional ? length > 0 && *text != '=' : length == 0) ||
            length > most[i] + (is_optional ? 1 : 0))
            return FALSE;
    }
    return TRUE;
}

static AssayPoolSlot slot_of(AssayPool *pool, guint32 job, gboolean is_first)
{
    guint64 at = ASSAY_WIRE_PAGE_BYTES;
    if (is_first) /* its answer lies where those of other jobs do */
        at += (job % ASSAY_WIRE_DEPTH) * ASSAY_WIRE_SLOT_BYTES;
    return (AssayPoolSlot){.region = worker_of(pool)->region, .start[ASSAY_WIRE_HEAD] = at};
}

/* Whether it may be the answer to what was asked; its texts are taken. */
static gboolean is_answer(AssayPool *pool, const AssayWireReply *reply)
{
    AssayPoolContainer *container = &pool->container;
    gboolean is_first = container->n_read == 0;
    const AssayPoolSlot slot = slot_of(pool, reply->job, is_first);
    guint64 head = reply->size[ASSAY_WIRE_HEAD], size = reply->size[ASSAY_WIRE_RECORD];
    if (!container->is_asked || reply->job != container->asked || head > ASSAY_WIRE_HEAD_BYTES ||
        size > ASSAY_LIMIT_INPUT_BYTES || !take_texts(pool, &slot, head))
        return FALSE;
    if (reply->outcome == ASSAY_WIRE_FAILED)
        return container->texts->len == 1;
    if (reply->outcome == ASSAY_WIRE_NONE)
        return TRUE;
    return reply->outcome == ASSAY_WIRE_DONE && (is_first || is_member(container->texts));
}

/* Time beyond that of one document is taken off what the container has of it. */
static void settle_time(AssayPool *pool, gboolean had_to_wait)
{
    AssayPoolContainer *container = &pool->container;
    gint64 took_ms = (g_get_monotonic_time() - container->asked_us) / 1000;
    gint64 over_ms = had_to_wait ? MAX(0, took_ms - pool->options.timeout_ms) : 0;
    container->spare_ms = MAX(0, container->spare_ms - over_ms);
    container->is_asked = FALSE;
    worker_of(pool)->deadline_us = 0;
}

/* Waits for the answer, and for its end when the worker is overdue. Returns: FALSE when the worker
 * has died or says what makes no sense. */
static gboolean await(AssayPool *pool, AssayWireReply *ret_reply)
{
    AssayPoolContainer *container = &pool->container;
    AssayPoolWorker *worker = worker_of(pool);
    gboolean had_to_wait = FALSE;
    for (;;) {
        ssize_t got = recv(worker->socket, ret_reply, sizeof *ret_reply, MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == ECONNRESET))
            continue;
        if (got < 0 && errno == EAGAIN) {
            container->is_awaited = had_to_wait = TRUE;
            assay_pool_wait(pool);
            container->is_awaited = FALSE;
            continue;
        }
        if (got == sizeof *ret_reply && is_answer(pool, ret_reply)) {
            settle_time(pool, had_to_wait);
            worker->is_retired = worker->is_retired ||
                                 ret_reply->max_rss_bytes > ASSAY_POOL_MAX_RSS;
            return TRUE;
        }
        worker->is_insane = got != 0;
        if (worker->is_insane)
            (void)kill(worker->process, SIGKILL);
        return FALSE;
    }
}

/* ---- Deaths ---- */

/* As an input that failed. @trouble: its contents are taken. */
static void lose(AssayPool *pool, AssayTrouble *trouble)
{
    AssayPoolContainer *container = &pool->container;
    AssayPoolJob *job = g_new0(AssayPoolJob, 1);
    guint n_members = container->n_wanted > 0 ? container->n_wanted - 1 : 0;
    GString *message = g_string_new(NULL);
    if (n_members > 0)
        g_string_printf(message, "what comes after member %u is not read", n_members);
    else
        g_string_assign(message, "nothing in it is read");
    if (trouble->message != NULL)
        g_string_append_printf(message, ": %s", trouble->message);
    g_free(trouble->message);
    trouble->message = g_string_free(message, FALSE);
    job->item = g_steal_pointer(&container->item);
    job->file = container->file;
    container->file = -1;
    container->is_lost = TRUE;
    g_queue_push_tail(&pool->ready, assay_pool_result_failed(job, trouble));
}

/* Returns: FALSE if it was not the first, so that the container is lost. What two deaths say
 * differently depends on chance and is not written down. */
static gboolean survive(AssayPool *pool)
{
    AssayPoolContainer *container = &pool->container;
    AssayPoolWorker *worker = worker_of(pool);
    AssayTrouble trouble = {.reason = NULL};
    int status;
    struct rusage usage;
    assay_pool_reap(worker, &status, &usage);
    assay_trouble_of_death(&trouble, pool, worker, status, &usage);
    assay_pool_forget(worker);
    container->is_asked = FALSE;
    container->n_read = 0;
    if (container->n_deaths++ == 0) {
        container->first_message = g_steal_pointer(&trouble.message);
        assay_trouble_clear(&trouble);
        return TRUE;
    }
    if (g_strcmp0(container->first_message, trouble.message) != 0)
        g_clear_pointer(&trouble.message, g_free);
    lose(pool, &trouble);
    return FALSE;
}

/* The answer to the step that is wanted next, by whatever worker. Returns: FALSE if the container
 * is lost, or with @error if no worker can be had. */
static gboolean step(AssayPool *pool, AssayWireReply *ret_reply, GError **error)
{
    AssayPoolContainer *container = &pool->container;
    do {
        if (!container->is_asked && !ask(pool, error)) {
            container->is_lost = TRUE;
            return FALSE;
        }
        if (await(pool, ret_reply))
            container->n_read++;
        else if (!survive(pool))
            return FALSE;
    } while (container->n_read <= container->n_wanted);
    container->n_wanted++;
    return TRUE;
}

/* ---- The host ---- */

static gboolean fail(const AssayPool *pool, const AssayWireReply *reply, GError **error)
{
    AssayErrorCode code = reply->error_code == ASSAY_ERROR_LIMIT ? ASSAY_ERROR_LIMIT
                                                                 : ASSAY_ERROR_INPUT;
    g_set_error_literal(error, ASSAY_ERROR, (gint)code,
                        g_ptr_array_index(pool->container.texts, 0));
    return FALSE;
}

/* The worker that is there, unless it has done enough or has not ended with the last container. */
static void begin(AssayPool *pool, int file, const AssaySourceItem *item)
{
    AssayPoolContainer *container = &pool->container;
    AssayPoolWorker *worker = worker_of(pool);
    if (worker->process != 0 && (worker->is_retired || container->is_asked ||
                                 ++worker->n_done >= ASSAY_POOL_MAX_DOCUMENTS)) {
        (void)kill(worker->process, SIGKILL);
        assay_pool_end_worker(worker);
    }
    assay_pool_clear_container(pool);
    off_t size = lseek(file, 0, SEEK_END);
    container->file = file;
    container->spare_ms = MAX(0, size) / BYTES_PER_MS;
    container->item = assay_source_item_new_file(item->path != NULL ? item->path : "-");
    g_free(container->item->uri);
    container->item->uri = g_strdup(item->uri);
    container->item->size_bytes = item->size_bytes;
    container->item->mtime_ns = item->mtime_ns;
}

/* One that is lost where it is opened is lost as a container. */
static gboolean open_container(gpointer self, int file, const AssaySourceItem *item,
                               gboolean *ret_is_one, GError **error)
{
    AssayPool *pool = self;
    AssayWireReply reply;
    g_autoptr(GError) cause = NULL;
    begin(pool, file, item);
    gboolean answers = step(pool, &reply, &cause);
    *ret_is_one = !answers || reply.outcome == ASSAY_WIRE_DONE;
    if (cause != NULL) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    gboolean done = !answers || reply.outcome != ASSAY_WIRE_FAILED || fail(pool, &reply, error);
    if (answers && reply.outcome != ASSAY_WIRE_DONE)
        assay_pool_clear_container(pool);
    return done;
}

static char *optional(const AssayPoolContainer *container, guint i)
{
    const char *text = g_ptr_array_index(container->texts, i);
    return *text == '=' ? g_strdup(text + 1) : NULL;
}

static AssaySourceItem *take_member(AssayPool *pool, const AssayWireReply *reply, GError **error)
{
    const AssayPoolContainer *container = &pool->container;
    const AssayPoolSlot slot = slot_of(pool, reply->job, FALSE);
    guint64 start = slot.start[ASSAY_WIRE_HEAD] + reply->size[ASSAY_WIRE_HEAD];
    guint64 size = reply->size[ASSAY_WIRE_RECORD];
    GBytes *bytes = assay_pool_read_slot(&slot, start, size, error);
    if (size > KEEP_BYTES)
        (void)fallocate(slot.region->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)start,
                        (off_t)size);
    if (bytes == NULL)
        return NULL;
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    item->path = g_strdup(container->item->path);
    item->uri = g_strdup(g_ptr_array_index(container->texts, URI));
    item->member = g_strdup(g_ptr_array_index(container->texts, MEMBER));
    item->content_type = optional(container, TYPE);
    item->url = optional(container, URL);
    item->captured = optional(container, CAPTURED);
    item->bytes = bytes;
    return item;
}

static gboolean next_member(gpointer self, AssaySourceItem **ret_item, gboolean *ret_is_lost,
                            GError **error)
{
    AssayPool *pool = self;
    AssayPoolContainer *container = &pool->container;
    AssayWireReply reply;
    g_autoptr(GError) cause = NULL;
    *ret_item = NULL;
    if (container->is_lost || !step(pool, &reply, &cause)) {
        *ret_is_lost = cause == NULL;
        if (cause != NULL)
            g_propagate_error(error, g_steal_pointer(&cause));
        return *ret_is_lost;
    }
    if (reply.outcome == ASSAY_WIRE_NONE) {
        assay_pool_clear_container(pool);
        return TRUE;
    }
    if (reply.outcome == ASSAY_WIRE_DONE)
        *ret_item = take_member(pool, &reply, error);
    else
        (void)fail(pool, &reply, error);
    gboolean done = *ret_item != NULL;
    if (!ask(pool, &cause)) { /* for the one after it */
        g_clear_error(&cause);
        container->is_asked = FALSE;
    }
    return done;
}

AssayContainerHost assay_pool_container_host(AssayPool *pool)
{
    return (AssayContainerHost){.open = open_container, .next = next_member, .self = pool};
}

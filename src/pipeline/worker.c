/* worker.c: see worker.h and worker_wire.h. Runs inside the sandbox: nothing here opens a file. */
#include "pipeline/worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "pipeline/index.h"
#include "pipeline/pipeline.h"
#include "pipeline/summary.h"
#include "pipeline/worker_wire.h"
#include "source/container.h"

/* One job, from the request to the reply. */
typedef struct {
    const AssayWorker *worker;
    AssayWireRequest request;
    const char *texts[ASSAY_WIRE_N_TEXTS]; /* borrowed from the request, or NULL */
    guint8 *bytes;                         /* owned: the input */
    gsize size;
    GString *head;                     /* owned: the texts of the result */
    GBytes *parts[ASSAY_WIRE_N_PARTS]; /* owned; NULL: empty */
    AssayContainerReader **container;  /* that the worker has open, or NULL */
    AssayWireReply reply;
} Job;

static guint32 *stage_of(const AssayWorker *worker)
{
    gpointer page = worker->region; /* the region starts on a page */
    return &((AssayWirePage *)page)->stage;
}

/* ---- Messages ---- */

static void send_reply(const AssayWorker *worker, const AssayWireReply *reply)
{
    ssize_t sent;
    do
        sent = send(worker->socket, reply, sizeof *reply, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent != sizeof *reply)
        _exit(EXIT_FAILURE); /* nobody is there to tell */
}

/* Returns: how many bytes; 0 when the pool has closed its end. @ret_file: open, or -1. */
static gsize receive(const AssayWorker *worker, char *buffer, gsize size, int *ret_file)
{
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {{0}};
    struct iovec part = {buffer, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t got;
    do
        got = recvmsg(worker->socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    const struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *ret_file = -1;
    if (header != NULL && header->cmsg_type == SCM_RIGHTS)
        memcpy(ret_file, CMSG_DATA(header), sizeof(int));
    return (gsize)MAX(got, 0);
}

/* The texts behind the head of a request. The pool is trusted; wrong lengths are its defect. */
static void split_request(Job *job, const char *buffer, gsize size)
{
    g_assert(size >= sizeof job->request);
    memcpy(&job->request, buffer, sizeof job->request);
    gsize at = sizeof job->request;
    for (guint i = 0; i < ASSAY_WIRE_N_TEXTS; i++) {
        guint32 length = job->request.length[i];
        g_assert(length <= size - at && (length == 0 || buffer[at + length - 1] == '\0'));
        job->texts[i] = length == 0 ? NULL : buffer + at;
        at += length;
    }
}

/* ---- The input ---- */

/* The size may be wrong by now, so it is a hint; reading goes by offset, since a second worker
 * may have to read the same open file again. */
static gboolean read_file(Job *job, int file, GError **error)
{
    gsize room = 64 * 1024;
    job->bytes = g_malloc(room);
    for (;;) {
        gssize got = assay_file_read_at(file, job->bytes + job->size, room - job->size, job->size);
        if (got < 0) {
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: cannot be read: %s",
                        job->texts[ASSAY_WIRE_URI], g_strerror(errno));
            return FALSE;
        }
        job->size += (gsize)got;
        if (job->size > ASSAY_LIMIT_INPUT_BYTES) {
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                        "%s: more than the %u MiB that are read of one input; split it",
                        job->texts[ASSAY_WIRE_URI], ASSAY_LIMIT_INPUT_BYTES / (1024 * 1024));
            return FALSE;
        }
        if (job->size < room)
            return TRUE;
        job->bytes = g_realloc(job->bytes, room *= 2);
    }
}

/* ---- The result ---- */

static void add_text(Job *job, const char *text)
{
    g_string_append_len(job->head, text != NULL ? text : "",
                        (gssize)(text != NULL ? strlen(text) + 1 : 1));
}

static GBytes *bytes_of(GArray *items)
{
    gsize size = (gsize)items->len * g_array_get_element_size(items);
    return g_bytes_new_take(g_array_free(items, FALSE), size);
}

/* Each rule once: what the layout alarm counts. */
static GArray *rules_of(const AssayRuleSet *set, const AssayCapture *capture)
{
    GArray *ranks = g_array_new(FALSE, FALSE, sizeof(guint32));
    guint n_rules = assay_rule_set_n_rules(set);
    g_autofree gboolean *is_seen = g_new0(gboolean, n_rules + 1);
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        if (finding->rule == NULL || finding->rank >= n_rules || is_seen[finding->rank])
            continue;
        is_seen[finding->rank] = TRUE;
        g_array_append_val(ranks, finding->rank);
    }
    return ranks;
}

static void describe(Job *job, const AssayCapture *capture)
{
    const AssayWorker *worker = job->worker;
    const AssayRuleSet *set = assay_rules_find(worker->engine->rules, capture->profile);
    const AssayPlan *plan = assay_rule_set_plan(set);
    g_autoptr(AssayRecord) record = NULL;
    g_autoptr(GError) cause = NULL;
    __atomic_store_n(stage_of(worker), ASSAY_STAGE_RECORD, __ATOMIC_RELAXED);
    gboolean finished = assay_pipeline_finish(set, &capture, 1, &record, &cause);
    add_text(job, capture->profile);
    add_text(job, finished ? assay_record_id(record) : NULL);
    add_text(job, finished ? NULL : cause->message);
    add_text(job, capture->media);
    add_text(job, capture->style);
    g_autofree char *flags = finished ? assay_summary_flags_of(record) : NULL;
    add_text(job, flags);
    job->parts[ASSAY_WIRE_KEYS] = bytes_of(assay_index_keys_of(plan, capture));
    job->parts[ASSAY_WIRE_RULES] = bytes_of(rules_of(set, capture));
    job->reply.outcome = finished ? ASSAY_WIRE_DONE : ASSAY_WIRE_UNFINISHED;
    job->reply.error_code = finished ? 0 : cause->code;
    if (!finished)
        record = assay_record_build(plan, &capture, 1); /* to be merged with others, perhaps */
    job->parts[ASSAY_WIRE_RECORD] = assay_record_write(record);
}

static void describe_failure(Job *job, const GError *cause)
{
    for (guint i = ASSAY_WIRE_PROFILE; i < ASSAY_WIRE_N_FIXED; i++)
        add_text(job, i == ASSAY_WIRE_MESSAGE ? cause->message : NULL);
    job->reply.outcome = ASSAY_WIRE_FAILED;
    job->reply.error_code = cause->code;
}

/* Only a file that was read whole has a hash. */
static void do_input(Job *job, int file)
{
    g_autoptr(AssayCapture) capture = NULL;
    g_autoptr(GError) cause = NULL;
    __atomic_store_n(stage_of(job->worker), ASSAY_STAGE_READ, __ATOMIC_RELAXED);
    gboolean may_hold = job->request.task == ASSAY_WIRE_FILE &&
                        assay_container_is_candidate(file, job->texts[ASSAY_WIRE_URI]);
    gboolean done = !may_hold && read_file(job, file, &cause);
    close(file); /* what parses finds none open */
    if (may_hold) {
        job->reply.outcome = ASSAY_WIRE_MAY_HOLD;
        add_text(job, NULL);
        return;
    }
    g_autofree char *sha256 = done ? assay_hash_sha256(job->bytes, job->size) : NULL;
    add_text(job, sha256);
    const AssayReadOptions options = {.url = job->texts[ASSAY_WIRE_URL],
                                      .captured = job->texts[ASSAY_WIRE_CAPTURED],
                                      .sha256 = sha256,
                                      .stage = stage_of(job->worker)};
    const AssayInput input = {.uri = job->texts[ASSAY_WIRE_URI],
                              .bytes = job->bytes,
                              .size = job->size,
                              .content_type = job->texts[ASSAY_WIRE_TYPE]};
    done = done && assay_pipeline_read_one(job->worker->engine, &input, &options, &capture, &cause);
    if (done)
        describe(job, capture);
    else
        describe_failure(job, cause);
}

static void do_cluster(Job *job, int file)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GString) texts = g_string_new(NULL);
    __atomic_store_n(stage_of(job->worker), ASSAY_STAGE_RECORD, __ATOMIC_RELAXED);
    job->reply.outcome = ASSAY_WIRE_DONE;
    add_text(job, NULL);
    if (assay_worker_group(job->worker->engine, file, job->request.n_captures, texts,
                           &job->parts[ASSAY_WIRE_RECORD], &job->parts[ASSAY_WIRE_SINGLE], &cause))
        g_string_append_len(job->head, texts->str, (gssize)texts->len);
    else
        describe_failure(job, cause);
    close(file);
}

/* ---- Containers ---- */

static void add_optional(Job *job, const char *text)
{
    g_autofree char *marked = text != NULL ? g_strconcat("=", text, NULL) : NULL;
    add_text(job, marked);
}

static gboolean open_container(Job *job, int file, GError **error)
{
    g_clear_pointer(job->container, assay_container_close);
    if (!assay_container_open(file, job->texts[ASSAY_WIRE_URL], job->texts[ASSAY_WIRE_URI],
                              job->container, error))
        return FALSE;
    job->reply.outcome = *job->container != NULL ? ASSAY_WIRE_DONE : ASSAY_WIRE_NONE;
    return TRUE;
}

static gboolean next_member(Job *job, GError **error)
{
    g_autoptr(AssaySourceItem) item = NULL;
    if (*job->container != NULL && !assay_container_next(*job->container, &item, error))
        return FALSE;
    job->reply.outcome = item != NULL ? ASSAY_WIRE_DONE : ASSAY_WIRE_NONE;
    if (item == NULL)
        return TRUE;
    add_text(job, item->uri);
    add_text(job, item->member);
    add_optional(job, item->content_type);
    add_optional(job, item->url);
    add_optional(job, item->captured);
    job->parts[ASSAY_WIRE_RECORD] = g_bytes_ref(item->bytes);
    return TRUE;
}

static void do_container(Job *job, int file)
{
    g_autoptr(GError) cause = NULL;
    __atomic_store_n(stage_of(job->worker), ASSAY_STAGE_READ, __ATOMIC_RELAXED);
    if (job->request.task == ASSAY_WIRE_OPEN ? open_container(job, file, &cause)
                                             : next_member(job, &cause))
        return;
    add_text(job, cause->message);
    job->reply.outcome = ASSAY_WIRE_FAILED;
    job->reply.error_code = cause->code;
}

/* ---- The job ---- */

static void do_job(Job *job, int file)
{
    char mark[ASSAY_WIRE_MARK_BYTES + 1];
    g_snprintf(mark, sizeof mark, "%c%08x", ASSAY_WIRE_MARK, job->request.job);
    ssize_t written = write(STDERR_FILENO, mark, ASSAY_WIRE_MARK_BYTES);
    (void)written; /* a full pipe blurs whose message it was, no more */
    if (job->request.task == ASSAY_WIRE_CLUSTER)
        do_cluster(job, file);
    else if (job->request.task == ASSAY_WIRE_INPUT || job->request.task == ASSAY_WIRE_FILE)
        do_input(job, file);
    else
        do_container(job, file);
}

/* What does not fit is left out, but for the hash, which comes first. */
static void hand_over(Job *job)
{
    AssayWireReply *reply = &job->reply;
    gboolean is_member = job->request.task == ASSAY_WIRE_MEMBER;
    job->parts[ASSAY_WIRE_HEAD] = g_string_free_to_bytes(g_steal_pointer(&job->head));
    for (guint i = 0; i < ASSAY_WIRE_N_PARTS; i++)
        reply->size[i] = job->parts[i] != NULL ? g_bytes_get_size(job->parts[i]) : 0;
    if (!assay_wire_fits(reply, is_member ? ASSAY_LIMIT_INPUT_BYTES : ASSAY_WIRE_PARTS_BYTES)) {
        reply->outcome = ASSAY_WIRE_TOO_LARGE;
        memset(reply->size, 0, sizeof reply->size);
        reply->size[ASSAY_WIRE_HEAD] = strlen(g_bytes_get_data(job->parts[ASSAY_WIRE_HEAD], NULL)) +
                                       1;
    }
    guint8 *slot = job->worker->region + ASSAY_WIRE_PAGE_BYTES;
    if (!is_member)
        slot += (reply->job % ASSAY_WIRE_DEPTH) * ASSAY_WIRE_SLOT_BYTES;
    for (guint i = 0; i < ASSAY_WIRE_N_PARTS; i++) {
        if (reply->size[i] > 0)
            memcpy(slot, g_bytes_get_data(job->parts[i], NULL), reply->size[i]);
        slot += reply->size[i];
        g_clear_pointer(&job->parts[i], g_bytes_unref);
    }
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        reply->max_rss_bytes = (guint64)usage.ru_maxrss * 1024;
    send_reply(job->worker, reply);
}

void assay_worker_run(const AssayWorker *worker)
{
    g_autofree char *buffer = g_malloc(ASSAY_WIRE_REQUEST_BYTES);
    AssayContainerReader *container = NULL;
    const AssayWireReply hello = {.outcome = ASSAY_WIRE_HELLO, .layers = worker->layers};
    send_reply(worker, &hello);
    for (;;) {
        int file = -1;
        Job job = {.worker = worker, .container = &container};
        gsize size = receive(worker, buffer, ASSAY_WIRE_REQUEST_BYTES, &file);
        if (size == 0)
            _exit(EXIT_SUCCESS);
        split_request(&job, buffer, size);
        job.reply.job = job.request.job;
        job.head = g_string_new(NULL);
        do_job(&job, file);
        g_free(job.bytes);
        hand_over(&job);
    }
}

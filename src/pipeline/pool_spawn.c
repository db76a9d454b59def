/* pool_spawn.c: starts and ends worker processes. See pool_parts.h. What a worker does with itself
 * before it begins is in child.c; time is the pool's to watch (pool.c). */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "pipeline/child.h"
#include "pipeline/pool_parts.h"
#include "pipeline/sandbox.h"
#include "pipeline/worker.h"

/* Copies of a member while it is read: read ahead, out of its HTTP message, unpacked; arrays grow
 * by doubling. */
#define MEMBER_COPIES 4u

/* ---- In the worker ---- */

static guint64 memory_of(const AssayPool *pool, gboolean opens_containers)
{
    return pool->options.memory_bytes + ASSAY_WIRE_REGION_BYTES +
           (opens_containers ? MEMBER_COPIES * (guint64)ASSAY_LIMIT_INPUT_BYTES : 0);
}

/* Processor time is limited from outside for each document (pool.c). */
G_NORETURN static void run_child(const AssayPool *pool, guint index, pid_t parent, int socket,
                                 int messages, int region)
{
    assay_child_begin(parent);
    AssayWorker worker = {.engine = pool->engine, .socket = 3};
    gpointer memory = mmap(NULL, ASSAY_WIRE_REGION_BYTES, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_NORESERVE, region, 0);
    if (memory == MAP_FAILED)
        _exit(EXIT_FAILURE);
    worker.region = memory;
    const int descriptors[] = {-1, messages, messages, socket};
    assay_child_arrange(descriptors, G_N_ELEMENTS(descriptors));
    assay_child_limit(memory_of(pool, index == pool->options.n_jobs));
    worker.layers = assay_sandbox_enter();
    assay_worker_run(&worker);
}

/* ---- In the pool ---- */

void assay_pool_region_unref(AssayPoolRegion *region)
{
    if (--region->n_references > 0)
        return;
    (void)munmap((gpointer)(guintptr)region->memory, ASSAY_WIRE_REGION_BYTES);
    close(region->file);
    g_free(region);
}

static gboolean await_hello(const AssayPoolWorker *worker, guint32 *ret_layers)
{
    AssayWireReply hello;
    struct pollfd wait = {.fd = worker->socket, .events = POLLIN};
    int ready;
    do
        ready = poll(&wait, 1, ASSAY_POOL_HELLO_MS);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0 || recv(worker->socket, &hello, sizeof hello, MSG_DONTWAIT) != sizeof hello ||
        hello.outcome != ASSAY_WIRE_HELLO)
        return FALSE;
    *ret_layers = hello.layers;
    return TRUE;
}

static gboolean fail_spawn(GError **error, const char *what, const char *why)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "cannot start a worker process: %s: %s; raise --memory and limits (ulimit -a), or "
                "lower --jobs and free memory",
                what, why);
    return FALSE;
}

gboolean assay_pool_fail_spawn(const AssayPoolWorker *worker, GError **error)
{
    return fail_spawn(error, "it does not answer", g_strstrip(worker->said->str));
}

/* For reading. Other workers do not inherit it. Returns: MAP_FAILED with errno set. */
static gpointer map_region(int file)
{
    gpointer memory = mmap(NULL, ASSAY_WIRE_REGION_BYTES, PROT_READ, MAP_SHARED | MAP_NORESERVE,
                           file, 0);
    if (memory == MAP_FAILED || madvise(memory, ASSAY_WIRE_REGION_BYTES, MADV_DONTFORK) == 0)
        return memory;
    (void)munmap(memory, ASSAY_WIRE_REGION_BYTES);
    return MAP_FAILED;
}

/* Everything both sides need, or nothing. @ret_ends: socket and pipe of the worker. */
static gboolean make_channels(AssayPoolWorker *worker, int ret_ends[2], GError **error)
{
    int sockets[2] = {-1, -1}, pipes[2] = {-1, -1};
    int file = memfd_create("assay-results", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    gpointer memory = MAP_FAILED;
    if (file < 0 || ftruncate(file, (off_t)ASSAY_WIRE_REGION_BYTES) != 0 ||
        fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 ||
        (memory = map_region(file)) == MAP_FAILED ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0 ||
        pipe2(pipes, O_CLOEXEC | O_NONBLOCK) != 0) {
        int code = errno;
        for (guint i = 0; i < 2 && sockets[i] >= 0; i++)
            close(sockets[i]);
        if (memory != MAP_FAILED)
            (void)munmap(memory, ASSAY_WIRE_REGION_BYTES);
        if (file >= 0)
            close(file);
        return fail_spawn(error, "its channels", g_strerror(code));
    }
    worker->socket = sockets[0];
    worker->messages = pipes[0];
    worker->region = g_new0(AssayPoolRegion, 1);
    *worker->region = (AssayPoolRegion){.file = file, .memory = memory, .n_references = 1};
    ret_ends[0] = sockets[1];
    ret_ends[1] = pipes[1];
    return TRUE;
}

gboolean assay_pool_spawn(AssayPool *pool, guint index, guint32 *ret_layers, GError **error)
{
    AssayPoolWorker *worker = &pool->workers[index];
    int ends[2];
    *worker = (AssayPoolWorker){.n_unread = 0};
    g_queue_init(&worker->jobs);
    if (!make_channels(worker, ends, error))
        return FALSE;
    pid_t parent = getpid();
    worker->process = fork();
    int code = errno;
    if (worker->process == 0)
        run_child(pool, index, parent, ends[0], ends[1], worker->region->file);
    close(ends[0]);
    close(ends[1]);
    worker->said = g_string_new(NULL);
    if (worker->process > 0 && ret_layers == NULL)
        return TRUE;
    worker->has_greeted = worker->process > 0 && await_hello(worker, ret_layers);
    if (worker->has_greeted)
        return TRUE;
    int status;
    struct rusage usage;
    assay_pool_reap(worker, &status, &usage);
    if (worker->process > 0)
        assay_pool_fail_spawn(worker, error);
    else
        fail_spawn(error, "fork", g_strerror(code));
    assay_pool_forget(worker);
    return FALSE;
}

/* From mark to mark. */
static void sort_out(AssayPoolWorker *worker)
{
    GString *said = worker->said;
    for (;;) {
        char *mark = strchr(said->str, ASSAY_WIRE_MARK);
        if (mark != NULL)
            *mark = '\0';
        if (assay_child_says_memory(said->str))
            worker->is_short[worker->saying % ASSAY_WIRE_DEPTH] = TRUE;
        if (mark == NULL)
            return;
        *mark = ASSAY_WIRE_MARK;
        g_string_erase(said, 0, mark - said->str);
        if (said->len < ASSAY_WIRE_MARK_BYTES)
            return; /* the rest is on its way */
        g_autofree char *number = g_strndup(said->str + 1, ASSAY_WIRE_MARK_BYTES - 1);
        worker->saying = (guint32)g_ascii_strtoull(number, NULL, 16);
        worker->is_short[worker->saying % ASSAY_WIRE_DEPTH] = FALSE;
        g_string_erase(said, 0, ASSAY_WIRE_MARK_BYTES);
    }
}

/* Of what is said of one job, only the end is kept. */
gboolean assay_pool_listen(AssayPoolWorker *worker)
{
    char chunk[4096];
    ssize_t got = read(worker->messages, chunk, sizeof chunk);
    if (got <= 0)
        return FALSE;
    for (ssize_t i = 0; i < got; i++)
        if (chunk[i] == '\0')
            chunk[i] = ' ';
    g_string_append_len(worker->said, chunk, got);
    sort_out(worker);
    if (worker->said->len > ASSAY_CHILD_MESSAGE_BYTES)
        g_string_erase(worker->said, 0, (gssize)(worker->said->len - ASSAY_CHILD_MESSAGE_BYTES));
    return TRUE;
}

void assay_pool_reap(AssayPoolWorker *worker, int *ret_status, struct rusage *ret_usage)
{
    *ret_status = 0;
    memset(ret_usage, 0, sizeof *ret_usage);
    close(worker->socket);
    if (worker->process > 0)
        assay_child_await(worker->process, ret_status, ret_usage);
    while (assay_pool_listen(worker))
        continue; /* a pipe holds little, and nobody writes to it any more */
}

void assay_pool_forget(AssayPoolWorker *worker)
{
    close(worker->messages);
    assay_pool_region_unref(worker->region);
    g_string_free(worker->said, TRUE);
    *worker = (AssayPoolWorker){.process = 0};
    g_queue_init(&worker->jobs);
}

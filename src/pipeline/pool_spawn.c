/* pool_spawn.c: starts and ends worker processes. See pool_parts.h.
 *
 * Limits that the kernel keeps are set here, by the worker on itself before it shuts itself in;
 * wall time is the pool's to watch. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "pipeline/pool_parts.h"
#include "pipeline/sandbox.h"
#include "pipeline/worker.h"

/* Between the end of its socket and its own end a process needs no longer. */
#define DYING_MS       200u
/* Descriptors of a worker: its socket, its input, fonts and character maps. */
#define MAX_OPEN_FILES 64u
/* Copies of a member while it is read: read ahead, out of its HTTP message, unpacked; arrays grow
 * by doubling. */
#define MEMBER_COPIES  4u

/* ---- In the worker ---- */

/* Where a library of GLib's says something: no time and no process number, so that what is written
 * down of it is the same on every run. */
static void say(const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
    (void)user_data;
    char line[ASSAY_POOL_MESSAGE_BYTES];
    if ((level & G_LOG_LEVEL_MASK) >= G_LOG_LEVEL_INFO)
        return;
    int size = g_snprintf(line, sizeof line, "%s: %s\n", domain != NULL ? domain : "", message);
    g_strdelimit(line, (const char[]){ASSAY_WIRE_MARK, '\0'}, ' ');
    ssize_t written = write(STDERR_FILENO, line, (gsize)MIN(size, (int)sizeof line - 1));
    (void)written; /* a full pipe loses messages, never a document */
}

static void set_limit(__rlimit_resource_t resource, rlim_t limit)
{
    const struct rlimit both = {limit, limit};
    (void)setrlimit(resource, &both);
}

/* CPU time is set from outside for each document (pool.c). */
static void set_limits(const AssayPool *pool, gboolean opens_containers)
{
#ifndef __SANITIZE_ADDRESS__ /* which reserves more than any limit */
    guint64 memory_bytes = pool->options.memory_bytes + ASSAY_WIRE_REGION_BYTES;
    if (opens_containers)
        memory_bytes += MEMBER_COPIES * (guint64)ASSAY_LIMIT_INPUT_BYTES;
    set_limit(RLIMIT_AS, memory_bytes);
#else
    (void)pool;
    (void)opens_containers;
#endif
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, 0);
    set_limit(RLIMIT_NOFILE, MAX_OPEN_FILES);
    set_limit(RLIMIT_NPROC, 0);
}

/* A signal to the whole group (Ctrl-C, a service that is stopped) is the pool's to answer. */
static void set_signals(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1, SIGUSR2};
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU};
    for (guint i = 0; i < G_N_ELEMENTS(ignored); i++)
        (void)signal(ignored[i], SIG_IGN);
#ifndef __SANITIZE_ADDRESS__
    for (guint i = 0; i < G_N_ELEMENTS(fatal); i++)
        (void)signal(fatal[i], SIG_DFL);
#else
    (void)fatal;
#endif
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* If memory runs out, it is the worker that goes. */
static void offer_to_oom_killer(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ssize_t written = write(file, "500", 3);
    (void)written;
    close(file);
}

/* Descriptors: nothing to read, the pipe to say something, the socket; none of the pool's. */
static void arrange_descriptors(int socket, int messages)
{
    int nothing = open("/dev/null", O_RDONLY);
    /* All clear of 0 to 3 first, so that none overwrites another. */
    int from[] = {fcntl(nothing, F_DUPFD, 10), fcntl(messages, F_DUPFD, 10),
                  fcntl(messages, F_DUPFD, 10), fcntl(socket, F_DUPFD, 10)};
    for (int to = 0; to < (int)G_N_ELEMENTS(from); to++)
        if (from[to] < 0 || dup2(from[to], to) < 0)
            _exit(EXIT_FAILURE);
    closefrom((int)G_N_ELEMENTS(from));
}

G_NORETURN static void run_child(const AssayPool *pool, guint index, pid_t parent, int socket,
                                 int messages, int region)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE); /* it died before that line */
    set_signals();
    g_log_set_default_handler(say, NULL);
    AssayWorker worker = {.engine = pool->engine, .socket = 3};
    gpointer memory = mmap(NULL, ASSAY_WIRE_REGION_BYTES, PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_NORESERVE, region, 0);
    if (memory == MAP_FAILED)
        _exit(EXIT_FAILURE);
    worker.region = memory;
    offer_to_oom_killer();
    arrange_descriptors(socket, messages);
    set_limits(pool, index == pool->options.n_jobs);
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
        if (assay_trouble_says_memory(said->str))
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
    if (worker->said->len > ASSAY_POOL_MESSAGE_BYTES)
        g_string_erase(worker->said, 0, (gssize)(worker->said->len - ASSAY_POOL_MESSAGE_BYTES));
    return TRUE;
}

/* It may have closed its socket and live on: then it is helped along. */
static void await_end(pid_t process, int *ret_status, struct rusage *ret_usage)
{
    for (guint waited_ms = 0; waited_ms < DYING_MS; waited_ms++) {
        if (wait4(process, ret_status, WNOHANG, ret_usage) != 0)
            return;
        g_usleep(1000);
    }
    (void)kill(process, SIGKILL);
    while (wait4(process, ret_status, 0, ret_usage) < 0 && errno == EINTR)
        continue;
}

void assay_pool_reap(AssayPoolWorker *worker, int *ret_status, struct rusage *ret_usage)
{
    *ret_status = 0;
    memset(ret_usage, 0, sizeof *ret_usage);
    close(worker->socket);
    if (worker->process > 0)
        await_end(worker->process, ret_status, ret_usage);
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

/* enclose.c: see enclose.h. The process says what came of it through a pipe: a head, then the text;
 * what libraries say goes through another and is kept for the case that it dies. */
#include "pipeline/enclose.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "pipeline/child.h"
#include "pipeline/sandbox.h"

/* Of a result. What explains a document of the largest text is a tenth of this. */
#define MAX_TEXT_BYTES ((gsize)1024 * 1024 * 1024)
#define CHUNK_BYTES    (64u * 1024)
#define RESULT         3 /* descriptor of the process */

/** Before the text, which is the error's message if there is none. */
typedef struct {
    gint32 error_code; /* AssayErrorCode, or -1: there is none */
    guint64 length;    /* of the text, bytes */
} Head;

typedef struct {
    const char *name;
    guint timeout_ms;
    guint64 memory_bytes;
    pid_t process;
    int result, messages; /* descriptors; -1 once it has ended */
    gint64 deadline_us;
    gboolean is_overdue;
    GByteArray *got;
    GString *said;
} Enclosure;

/* ---- In the process ---- */

G_NORETURN static void run_child(AssayWork *work, gpointer user_data, pid_t parent,
                                 const Enclosure *enclosure, gsize size_bytes)
{
    assay_child_begin(parent);
    const int descriptors[] = {-1, enclosure->messages, enclosure->messages, enclosure->result};
    assay_child_arrange(descriptors, G_N_ELEMENTS(descriptors));
    assay_child_limit(enclosure->memory_bytes + size_bytes);
    (void)assay_sandbox_enter();
    GError *error = NULL;
    const char *text = work(user_data, &error);
    if (text == NULL)
        text = error->message;
    const Head head = {error != NULL ? error->code : -1, strlen(text)};
    gboolean done = assay_file_write(RESULT, &head, sizeof head) &&
                    assay_file_write(RESULT, text, head.length);
    _exit(done ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* ---- In the caller ---- */

static gboolean fail_io(GError **error, const char *what)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "cannot start a process to read it in: %s: %s; raise limits (ulimit -a) or free "
                "memory",
                what, g_strerror(errno));
    return FALSE;
}

static gboolean start(Enclosure *enclosure, AssayWork *work, gpointer user_data, gsize size_bytes,
                      GError **error)
{
    int results[2], messages[2];
    if (pipe2(results, O_CLOEXEC) != 0)
        return fail_io(error, "pipe");
    if (pipe2(messages, O_CLOEXEC | O_NONBLOCK) != 0) {
        fail_io(error, "pipe");
        close(results[0]);
        close(results[1]);
        return FALSE;
    }
    pid_t parent = getpid();
    enclosure->result = results[1];
    enclosure->messages = messages[1];
    enclosure->process = fork();
    if (enclosure->process == 0)
        run_child(work, user_data, parent, enclosure, size_bytes);
    if (enclosure->process < 0)
        fail_io(error, "fork");
    close(results[1]);
    close(messages[1]);
    enclosure->result = results[0];
    enclosure->messages = messages[0];
    return enclosure->process > 0;
}

static void listen_to(Enclosure *enclosure)
{
    char chunk[ASSAY_CHILD_MESSAGE_BYTES];
    gssize got;
    while ((got = read(enclosure->messages, chunk, sizeof chunk)) > 0) {
        for (gssize i = 0; i < got; i++)
            if (chunk[i] == '\0')
                chunk[i] = ' ';
        g_string_append_len(enclosure->said, chunk, got);
        if (enclosure->said->len > ASSAY_CHILD_MESSAGE_BYTES)
            g_string_erase(enclosure->said, 0,
                           (gssize)(enclosure->said->len - ASSAY_CHILD_MESSAGE_BYTES));
    }
    if (got == 0) { /* nobody has the other end any more */
        close(enclosure->messages);
        enclosure->messages = -1;
    }
}

/* Returns: FALSE at the end of what it has to say, or of what it may say. */
static gboolean take(Enclosure *enclosure)
{
    guint8 chunk[CHUNK_BYTES];
    gssize got = read(enclosure->result, chunk, sizeof chunk);
    if (got < 0)
        return errno == EINTR;
    g_byte_array_append(enclosure->got, chunk, (guint)got);
    return got > 0 && enclosure->got->len <= MAX_TEXT_BYTES + sizeof(Head);
}

static void hear_out(Enclosure *enclosure)
{
    for (gboolean goes_on = TRUE; goes_on;) {
        gint64 left_us = enclosure->deadline_us - g_get_monotonic_time();
        struct pollfd waits[] = {{enclosure->result, POLLIN, 0}, {enclosure->messages, POLLIN, 0}};
        enclosure->is_overdue = left_us <= 0;
        if (enclosure->is_overdue)
            break;
        if (poll(waits, G_N_ELEMENTS(waits), (int)((left_us + 999) / 1000)) < 0 && errno != EINTR)
            break;
        if (waits[1].revents != 0)
            listen_to(enclosure);
        goes_on = waits[0].revents == 0 || take(enclosure);
    }
    if (enclosure->is_overdue)
        (void)kill(enclosure->process, SIGKILL);
    close(enclosure->result);
}

/* Returns: FALSE if it did not say all of it. */
static gboolean read_head(const Enclosure *enclosure, Head *ret_head)
{
    if (enclosure->got->len < sizeof *ret_head)
        return FALSE;
    memcpy(ret_head, enclosure->got->data, sizeof *ret_head);
    return ret_head->length == enclosure->got->len - sizeof *ret_head &&
           ret_head->error_code >= -1 && ret_head->error_code <= ASSAY_ERROR_INTERNAL;
}

static char *fail_death(const Enclosure *enclosure, int status, const struct rusage *usage,
                        GError **error)
{
    int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    guint64 most_bytes = (guint64)usage->ru_maxrss * 1024;
    if (enclosure->is_overdue) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: it takes longer than the %u s that it may; raise --timeout",
                    enclosure->name, enclosure->timeout_ms / 1000);
    } else if (assay_child_says_memory(enclosure->said->str) ||
               (signal_number == SIGSEGV && most_bytes > enclosure->memory_bytes / 2)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: it takes more than the %u MiB of memory that it may; raise --memory",
                    enclosure->name, (guint)(enclosure->memory_bytes / (1024 * 1024)));
    } else {
        g_autofree char *line = assay_child_last_line(enclosure->said->str);
        g_autofree char *cause = signal_number != 0
                                     ? g_strdup_printf("SIG%s", sigabbrev_np(signal_number))
                                     : g_strdup_printf("exit code %d", WEXITSTATUS(status));
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: the process that read it died (%s%s%s); assay ingest leaves such a file "
                    "in quarantine and goes on",
                    enclosure->name, cause, line != NULL ? ": " : "", line != NULL ? line : "");
    }
    return NULL;
}

static char *result_of(const Enclosure *enclosure, int status, const struct rusage *usage,
                       GError **error)
{
    Head head;
    /* It may have gone on where it was refused memory, with part of the document. */
    if (!read_head(enclosure, &head) || assay_child_says_memory(enclosure->said->str))
        return fail_death(enclosure, status, usage, error);
    char *text = g_strndup((const char *)enclosure->got->data + sizeof head, head.length);
    if (head.error_code < 0)
        return text;
    g_set_error_literal(error, ASSAY_ERROR, head.error_code, text);
    g_free(text);
    return NULL;
}

char *assay_enclose(AssayWork *work, gpointer user_data, const char *name, gsize size_bytes,
                    const AssayLimits *limits, GError **error)
{
#ifdef __SANITIZE_ADDRESS__ /* which looks for leaks where a program ends by itself */
    (void)run_child;
    (void)name;
    (void)size_bytes;
    (void)limits;
    return work(user_data, error);
#endif
    Enclosure enclosure = {.name = name,
                           .timeout_ms = limits != NULL ? limits->timeout_ms : 0,
                           .memory_bytes = limits != NULL ? limits->memory_bytes : 0};
    if (enclosure.timeout_ms == 0)
        enclosure.timeout_ms = ASSAY_LIMIT_TIMEOUT_MS;
    if (enclosure.memory_bytes == 0)
        enclosure.memory_bytes = ASSAY_LIMIT_MEMORY_BYTES;
    enclosure.deadline_us = g_get_monotonic_time() + (gint64)enclosure.timeout_ms * 1000;
    if (!start(&enclosure, work, user_data, size_bytes, error))
        return NULL;
    g_autoptr(GByteArray) got = g_byte_array_new();
    g_autoptr(GString) said = g_string_new(NULL);
    enclosure.got = got;
    enclosure.said = said;
    hear_out(&enclosure);
    int status = 0;
    struct rusage usage = {0};
    assay_child_await(enclosure.process, &status, &usage);
    if (enclosure.messages >= 0)
        listen_to(&enclosure); /* its last words */
    if (enclosure.messages >= 0)
        close(enclosure.messages);
    return result_of(&enclosure, status, &usage, error);
}

/* child.c: see child.h. */
#include "pipeline/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/slice.h"
#include "pipeline/worker_wire.h"

#define MAX_DESCRIPTORS 8u
/* Between the end of its channels and its own end a process needs no longer. */
#define DYING_MS        200u
/* Of the process: a socket or pipes, its input, fonts and character maps. */
#define MAX_OPEN_FILES  64u

/* ---- Before it begins ---- */

/* Where a library of GLib's says something: no time and no process number, so that what is written
 * down of it is the same on every run. */
static void say(const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
    (void)user_data;
    char line[ASSAY_CHILD_MESSAGE_BYTES];
    if ((level & G_LOG_LEVEL_MASK) >= G_LOG_LEVEL_INFO)
        return;
    int size = g_snprintf(line, sizeof line, "%s: %s\n", domain != NULL ? domain : "", message);
    g_strdelimit(line, (const char[]){ASSAY_WIRE_MARK, '\0'}, ' ');
    ssize_t written = write(STDERR_FILENO, line, (gsize)MIN(size, (int)sizeof line - 1));
    (void)written; /* a full pipe loses messages, never a document */
}

/* A signal to the whole group (Ctrl-C, a service that is stopped) is the parent's to answer. */
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

/* If memory runs out, it is this process that goes. */
static void offer_to_oom_killer(void)
{
    int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    ssize_t written = write(file, "500", 3);
    (void)written;
    close(file);
}

void assay_child_begin(pid_t parent)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE); /* it died before that line */
    set_signals();
    g_log_set_default_handler(say, NULL);
    offer_to_oom_killer();
}

void assay_child_arrange(const int *descriptors, guint n)
{
    int nothing = open("/dev/null", O_RDONLY), from[MAX_DESCRIPTORS];
    g_assert(n <= MAX_DESCRIPTORS);
    /* All clear of the first few, so that none overwrites another. */
    for (guint i = 0; i < n; i++)
        from[i] = fcntl(descriptors[i] >= 0 ? descriptors[i] : nothing, F_DUPFD,
                        (int)MAX_DESCRIPTORS);
    for (int to = 0; to < (int)n; to++)
        if (from[to] < 0 || dup2(from[to], to) < 0)
            _exit(EXIT_FAILURE);
    closefrom((int)n);
}

static void set_limit(__rlimit_resource_t resource, rlim_t limit)
{
    const struct rlimit both = {limit, limit};
    (void)setrlimit(resource, &both);
}

void assay_child_limit(guint64 memory_bytes)
{
#ifndef __SANITIZE_ADDRESS__ /* which reserves more than any limit */
    set_limit(RLIMIT_AS, memory_bytes);
#else
    (void)memory_bytes;
#endif
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_FSIZE, 0);
    set_limit(RLIMIT_NOFILE, MAX_OPEN_FILES);
    set_limit(RLIMIT_NPROC, 0);
}

/* ---- Its end ---- */

void assay_child_await(pid_t process, int *ret_status, struct rusage *ret_usage)
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

char *assay_child_tidy(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (char *c = valid; *c != '\0'; c++)
        if ((guchar)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    char *folded = assay_text_normalise(assay_slice_from(valid));
    if (*folded != '\0')
        return folded;
    g_free(folded);
    return NULL;
}

/* The first line may have lost its beginning. */
char *assay_child_last_line(const char *said)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    for (guint i = g_strv_length(lines); i > 0; i--) {
        char *line = assay_child_tidy(lines[i - 1]);
        if (line != NULL)
            return line;
    }
    return NULL;
}

/* GLib, poppler, C++. */
gboolean assay_child_says_memory(const char *said)
{
    static const char *const words[] = {"failed to allocate", "Out of memory", "out of memory",
                                        "std::bad_alloc", "std::length_error"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(said, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

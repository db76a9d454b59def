/* deeds.c: see deeds.h. */
#include "deeds.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns FALSE with errno set when it was refused. */
typedef gboolean Deed(const char *argument);

/* ---- The network ---- */

static gboolean open_socket(const char *argument)
{
    (void)argument;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static gboolean open_local_socket(const char *argument)
{
    (void)argument;
    return socket(AF_UNIX, SOCK_DGRAM, 0) >= 0;
}

/* ---- Files ---- */

static gboolean create_file(const char *argument)
{
    return open(argument, O_WRONLY | O_CREAT, 0666) >= 0;
}

static gboolean change_file(const char *argument)
{
    return open(argument, O_RDWR) >= 0 || truncate(argument, 0) == 0;
}

static gboolean remove_file(const char *argument)
{
    return unlink(argument) == 0 || rename(argument, "/tmp/elsewhere") == 0;
}

static gboolean make_folder(const char *argument)
{
    return mkdir(argument, 0777) == 0 || symlink("/etc", argument) == 0;
}

static gboolean read_file(const char *argument)
{
    return open(argument, O_RDONLY) >= 0;
}

/* Its input, a pipe, its socket: nothing else is open, and none of it can be written as a file. */
static gboolean find_descriptors(const char *argument)
{
    (void)argument;
    for (int i = 4; i < 1024; i++)
        if (fcntl(i, F_GETFD) >= 0)
            return TRUE;
    errno = EBADF;
    return FALSE;
}

/* ---- Processes ---- */

static gboolean run_program(const char *argument)
{
    return execl("/bin/touch", "touch", argument, NULL) == 0;
}

static gboolean run_shell(const char *argument)
{
    g_autofree char *command = g_strdup_printf("touch '%s'", argument);
    return system(command) == 0;
}

static gboolean fork_without_end(const char *argument)
{
    (void)argument;
    for (;;)
        if (fork() < 0 && errno != EAGAIN)
            return FALSE;
    return TRUE;
}

static void *idle(void *nothing)
{
    pause();
    return nothing;
}

static gboolean start_thread(const char *argument)
{
    pthread_t thread;
    (void)argument;
    errno = pthread_create(&thread, NULL, idle, NULL);
    return errno == 0;
}

static gboolean kill_pool(const char *argument)
{
    (void)argument;
    return kill(getppid(), SIGKILL) == 0;
}

static gboolean trace_pool(const char *argument)
{
    (void)argument;
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static gboolean raise_limit(const char *argument)
{
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    (void)argument;
    return setrlimit(RLIMIT_CPU, &limit) == 0;
}

/* ---- Its own work ---- */

static gboolean eat_memory(const char *argument)
{
    (void)argument;
    for (;;)
        memset(g_malloc(1024 * 1024), 1, 1024 * 1024);
    return TRUE;
}

/* As a library that never looks at what malloc gives. */
static gboolean eat_memory_blindly(const char *argument)
{
    (void)argument;
    for (;;) {
        volatile char *memory = malloc(1024 * 1024);
        for (gsize i = 0; i < 1024 * 1024; i += 4096)
            memory[i] = 1;
    }
    return TRUE;
}

/* As poppler, which goes on without what it could not have. */
static gboolean go_short(const char *argument)
{
    (void)argument;
    g_autofree char *memory = malloc((gsize)1 << 40);
    if (memory == NULL)
        (void)fputs("Out of memory\n", stderr);
    return TRUE;
}

static gboolean never_return(const char *argument)
{
    (void)argument;
    for (volatile guint i = 0;; i++)
        continue;
    return TRUE;
}

static gboolean sleep_without_end(const char *argument)
{
    (void)argument;
    for (;;)
        pause();
    return TRUE;
}

static gboolean crash(const char *argument)
{
    (void)argument;
    raise(SIGSEGV);
    return TRUE;
}

static gboolean die_talking(const char *argument)
{
    g_error("%s", argument);
    return TRUE;
}

static gboolean leave(const char *argument)
{
    (void)argument;
    _exit(0);
    return TRUE;
}

/* Half a megabyte, then an ordinary document: messages are bounded and reach nobody's terminal. */
static gboolean talk(const char *argument)
{
    (void)argument;
    for (guint i = 0; i < 5000; i++) {
        fprintf(stderr, "%s\n",
                "this must not reach the terminal, this must not reach the terminal");
        printf("nor must this, nor must this, nor must this, nor must this, nor must this\n");
    }
    return TRUE;
}

static gboolean talk_nonsense(const char *argument)
{
    (void)argument;
    static const char nonsense[500] = {1, 2, 3};
    return send(3, nonsense, sizeof nonsense, 0) > 0;
}

static gboolean hang_up(const char *argument)
{
    (void)argument;
    for (int i = 0; i < 4; i++)
        close(i);
    for (;;)
        pause();
    return TRUE;
}

static const struct {
    const char *name;
    Deed *deed;
} deeds[] = {{"socket", open_socket},
             {"local-socket", open_local_socket},
             {"create", create_file},
             {"change", change_file},
             {"remove", remove_file},
             {"folder", make_folder},
             {"read", read_file},
             {"descriptors", find_descriptors},
             {"exec", run_program},
             {"shell", run_shell},
             {"fork", fork_without_end},
             {"thread", start_thread},
             {"kill", kill_pool},
             {"ptrace", trace_pool},
             {"limit", raise_limit},
             {"memory", eat_memory},
             {"memory-blind", eat_memory_blindly},
             {"memory-short", go_short},
             {"forever", never_return},
             {"sleep", sleep_without_end},
             {"crash", crash},
             {"error", die_talking},
             {"exit", leave},
             {"talk", talk},
             {"nonsense", talk_nonsense},
             {"hang-up", hang_up}};

gboolean hostile_do(const char *text, char **ret_name)
{
    g_autofree char *line = g_strchomp(g_strdup(text));
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    const char *argument = words[1] != NULL && words[2] != NULL ? words[2] : "";
    *ret_name = g_strdup(words[1]);
    for (guint i = 0; words[1] != NULL && i < G_N_ELEMENTS(deeds); i++) {
        if (strcmp(deeds[i].name, words[1]) != 0)
            continue;
        errno = 0;
        return deeds[i].deed(argument);
    }
    return TRUE;
}

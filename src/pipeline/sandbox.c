/* sandbox.c: seccomp, and the layers in their order. See sandbox.h; seccomp(2), libseccomp's
 * seccomp_rule_add(3). Landlock is in sandbox_landlock.c. */
#include "pipeline/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "pipeline/sandbox_landlock.h"

/* What reading, parsing and answering take. Everything else fails with EPERM. A name that this
 * machine does not have is passed over. */
static const char *const allowed[] = {
    /* memory */
    "brk", "mmap", "munmap", "mprotect", "mremap", "madvise", "mincore", "membarrier",
    /* descriptors it has, and files it may open for reading (openat: below) */
    "read", "readv", "pread64", "preadv", "write", "writev", "close", "close_range", "lseek",
    "fstat", "newfstatat", "stat", "lstat", "statx", "access", "faccessat", "faccessat2",
    "readlink", "readlinkat", "getdents64", "getcwd", "statfs", "fstatfs", "fadvise64", "dup",
    "eventfd2", "poll", "ppoll", "select", "pselect6",
    /* its socket */
    "recvmsg", "recvfrom", "sendmsg", "sendto",
    /* time, itself, waiting */
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
    "times", "getrusage", "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid",
    "getpgrp", "uname", "sysinfo", "sched_yield", "sched_getaffinity", "futex", "set_robust_list",
    "rseq", "getrandom", "restart_syscall",
    /* signals of its own, and the end */
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "exit", "exit_group"};

/* Nothing in a worker does this in good faith. */
static const char *const deadly[] = {
    "execve", "execveat", "fork", "vfork", "process_vm_readv", "ptrace", "process_vm_writev"};

#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))

static gboolean allow_by_name(scmp_filter_ctx filter)
{
    int failed = 0;
    for (guint i = 0; i < G_N_ELEMENTS(allowed); i++) {
        int number = seccomp_syscall_resolve_name(allowed[i]);
        if (number != __NR_SCMP_ERROR)
            failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
    }
    for (guint i = 0; i < G_N_ELEMENTS(deadly); i++) {
        int number = seccomp_syscall_resolve_name(deadly[i]);
        if (number != __NR_SCMP_ERROR)
            failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, number, 0);
    }
    return failed == 0;
}

/* Calls that are harmless with some arguments only. */
static gboolean allow_by_argument(scmp_filter_ctx filter)
{
    int failed = 0;
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                               SCMP_A1(SCMP_CMP_MASKED_EQ, WRITING, 0));
    /* A signal to itself, as abort() sends it; to nobody else, the pool least of all. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                               SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    /* Limits are looked at, never set. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                               SCMP_A2(SCMP_CMP_EQ, 0, 0));
    /* fcntl can also make a descriptor send signals. */
    static const int commands[] = {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC};
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                   SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)commands[i], 0));
        /* A thread is refused, a process is not even tried twice. Sanitizers start one to name the
         * place of what they found, which shall be told and not killed. */
#ifndef __SANITIZE_ADDRESS__
    failed |= seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 1,
                               SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
#endif
    /* Its arguments lie in memory, where no filter can see them; the C library then takes clone. */
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(openat2), 0);
    return failed == 0;
}

static gboolean enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return FALSE;
    /* A binary tree of comparisons instead of a list: some calls are made very often. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    gboolean done = allow_by_name(filter) && allow_by_argument(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

guint assay_sandbox_enter(void)
{
    guint layers = 0;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        layers |= ASSAY_SANDBOX_NO_NEW_PRIVILEGES;
    if (assay_sandbox_landlock())
        layers |= ASSAY_SANDBOX_LANDLOCK;
    if (enter_seccomp())
        layers |= ASSAY_SANDBOX_SECCOMP;
    return layers;
}

char *assay_sandbox_names(guint layers)
{
    static const char *const names[] = {"no new privileges", "Landlock", "seccomp"};
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if ((layers & (1u << i)) != 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", names[i]);
    return g_string_free(text, FALSE);
}

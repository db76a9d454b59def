/* deny SYSCALL PROGRAM [ARGUMENT...]: runs PROGRAM on a kernel that, as far as it can tell, does
 * not have SYSCALL. For tests of what is done without a layer of the sandbox. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int call = argc > 2 ? seccomp_syscall_resolve_name(argv[1]) : __NR_SCMP_ERROR;
    if (call == __NR_SCMP_ERROR || filter == NULL ||
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0) != 0 ||
        seccomp_load(filter) != 0) {
        (void)fprintf(stderr, "deny: cannot deny %s\n", argc > 1 ? argv[1] : "nothing");
        return 2;
    }
    seccomp_release(filter);
    execvp(argv[2], argv + 2);
    (void)fprintf(stderr, "deny: %s: %s\n", argv[2], strerror(errno));
    return 2;
}

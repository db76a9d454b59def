/* sandbox_landlock.c: see sandbox_landlock.h; landlock(7). The C library has no functions for it.
 */
#include "pipeline/sandbox_landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Read by libraries while a document is parsed: fonts and character maps of poppler, fontconfig's
 * settings and caches, the C library's converters, which it loads when they are first asked for.
 * No home folder: what a document gives shall not depend on who runs this. */
static const char *const readable[] = {"/usr/share",       "/usr/lib",
                                       "/usr/lib64",       "/lib",
                                       "/lib64",           "/usr/local/lib",
                                       "/usr/local/share", "/etc/fonts",
                                       "/etc/ld.so.cache", "/var/cache/fontconfig",
                                       "/dev/null",        "/dev/urandom"};

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Kinds of access each version of Landlock knows; what it does not know it cannot deny. */
static guint64 known_access(long version)
{
    guint64 access = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* version 1: the first 13 */
    if (version >= 2)
        access |= 1ULL << 13; /* refer */
    if (version >= 3)
        access |= 1ULL << 14; /* truncate */
    if (version >= 5)
        access |= 1ULL << 15; /* ioctl of devices */
    return access;
}

static void allow_reading(int rules, const char *path)
{
    int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0)
        return; /* not on this machine */
    gboolean is_folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    const struct landlock_path_beneath_attr rule = {
        .allowed_access = is_folder ? READING : LANDLOCK_ACCESS_FS_READ_FILE,
        .parent_fd = place,
    };
    (void)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0u);
    close(place);
}

gboolean assay_sandbox_landlock(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0ul, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return FALSE;
    const struct landlock_ruleset_attr handled = {.handled_access_fs = known_access(version)};
    /* The first member only: later ones, of newer headers, are not for older kernels. */
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled,
                             sizeof handled.handled_access_fs, 0u);
    if (rules < 0)
        return FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(readable); i++)
        allow_reading(rules, readable[i]);
#ifdef __SANITIZE_ADDRESS__
    allow_reading(rules, "/proc"); /* it looks at its own map to say where */
#endif
    gboolean done = syscall(SYS_landlock_restrict_self, rules, 0u) == 0;
    close(rules);
    return done;
}

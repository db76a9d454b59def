/* lock.c: see lock.h; flock(2). A child inherits the lock with the descriptor: whoever forks has
 * it closed there (the descriptor is also closed on exec). */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "store/tree_file.h"

#define WAIT_STEP_US     (200 * 1000)
#define MAX_HOLDER_BYTES 200u

struct AssayLock {
    char *path; /* owned */
    int file;
};

/* The file may have been removed by its last holder between the opening and the locking; then what
 * was locked is no longer what others will find there. */
static gboolean is_still_there(int file, const char *path)
{
    struct stat mine, there;
    return fstat(file, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
           mine.st_ino == there.st_ino;
}

static void fail_held(GError **error, const char *out_dir, int file)
{
    char holder[MAX_HOLDER_BYTES + 1];
    ssize_t size = pread(file, holder, MAX_HOLDER_BYTES, 0);
    g_autofree char *line = g_utf8_make_valid(holder, MAX(size, 0));
    g_strdelimit(g_strstrip(line), "\n\r\t", ' ');
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "%s is in use by %s; wait for it with --wait, or choose another output folder "
                "(--out)",
                out_dir, *line != '\0' ? line : "another run");
}

/* Who holds it. A disk that is too full for one line still holds a lock. */
static void sign(int file)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *since = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *line = g_strdup_printf("process %d since %s\n", (int)getpid(), since);
    if (ftruncate(file, 0) == 0) {
        ssize_t written = pwrite(file, line, strlen(line), 0);
        (void)written;
    }
}

/* Returns: 1 locked, 0 held by another, -1 failed. @ret_file: to be closed by the caller. */
static int try_lock(const char *path, int *ret_file, GError **error)
{
    for (;;) {
        int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file < 0) {
            assay_tree_file_fail(error, "write", path, errno);
            return -1;
        }
        *ret_file = file;
        if (flock(file, LOCK_EX | LOCK_NB) == 0) {
            if (is_still_there(file, path))
                return 1;
        } else if (errno == EWOULDBLOCK) {
            return 0;
        } else if (errno != EINTR) {
            assay_tree_file_fail(error, "lock", path, errno);
            close(file);
            return -1;
        }
        close(file);
    }
}

AssayLock *assay_lock_take(const char *out_dir, gboolean wait, const volatile gint *stop,
                           GError **error)
{
    if (g_mkdir_with_parents(out_dir, 0777) != 0) {
        assay_tree_file_fail(error, "make folder", out_dir, errno);
        return NULL;
    }
    g_autofree char *path = g_build_filename(out_dir, ".lock", NULL);
    for (;;) {
        int file = -1;
        int got = try_lock(path, &file, error);
        if (got < 0)
            return NULL;
        if (got > 0) {
            AssayLock *lock = g_new0(AssayLock, 1);
            lock->path = g_steal_pointer(&path);
            lock->file = file;
            sign(file);
            return lock;
        }
        gboolean is_stopped = stop != NULL && *stop != 0;
        if (!wait || is_stopped) {
            fail_held(error, out_dir, file);
            close(file);
            return NULL;
        }
        close(file);
        g_usleep(WAIT_STEP_US);
    }
}

void assay_lock_release(AssayLock *lock)
{
    if (lock == NULL)
        return;
    (void)unlink(lock->path); /* while it is held: see is_still_there */
    close(lock->file);
    g_free(lock->path);
    g_free(lock);
}

/* test_lock.c: one run at a time; what dies lets go; what is released leaves nothing. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/lock.h"

static char *new_folder(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("assay-lock-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

static void remove_folder(const char *folder)
{
    g_autofree char *path = g_build_filename(folder, ".lock", NULL);
    (void)g_unlink(path);
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static void test_held(void)
{
    g_autofree char *folder = new_folder();
    g_autoptr(GError) error = NULL;
    AssayLock *first = assay_lock_take(folder, FALSE, NULL, &error);
    g_assert_no_error(error);
    g_assert_null(assay_lock_take(folder, FALSE, NULL, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_autofree char *holder = g_strdup_printf("in use by process %d since 2", (int)getpid());
    g_assert_nonnull(strstr(error->message, holder));
    g_clear_error(&error);
    assay_lock_release(first);
    AssayLock *second = assay_lock_take(folder, FALSE, NULL, &error);
    g_assert_no_error(error);
    assay_lock_release(second);
    g_autofree char *path = g_build_filename(folder, ".lock", NULL);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    remove_folder(folder);
}

/* A process that is killed while it holds the lock. */
static void test_dead_holder(void)
{
    g_autofree char *folder = new_folder();
    g_autoptr(GError) error = NULL;
    int ready[2];
    g_assert_cmpint(pipe(ready), ==, 0);
    pid_t holder = fork();
    if (holder == 0) {
        AssayLock *lock = assay_lock_take(folder, FALSE, NULL, NULL);
        char answer = lock != NULL ? 'y' : 'n';
        if (write(ready[1], &answer, 1) == 1)
            pause();
        _exit(1);
    }
    char answer = '?';
    g_assert_cmpint(read(ready[0], &answer, 1), ==, 1);
    g_assert_cmpint(answer, ==, 'y');
    g_assert_null(assay_lock_take(folder, FALSE, NULL, NULL));
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    AssayLock *lock = assay_lock_take(folder, FALSE, NULL, &error);
    g_assert_no_error(error);
    assay_lock_release(lock);
    close(ready[0]);
    close(ready[1]);
    remove_folder(folder);
}

static void test_wait_is_stopped(void)
{
    g_autofree char *folder = new_folder();
    g_autoptr(GError) error = NULL;
    AssayLock *first = assay_lock_take(folder, FALSE, NULL, &error);
    const volatile gint stop = 1;
    g_assert_null(assay_lock_take(folder, TRUE, &stop, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    assay_lock_release(first);
    remove_folder(folder);
}

static void test_not_writable(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_lock_take("/proc/self/no-such-place", FALSE, NULL, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_assert_nonnull(strstr(error->message, "/proc/self/no-such-place"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lock/held", test_held);
    g_test_add_func("/lock/dead-holder", test_dead_holder);
    g_test_add_func("/lock/wait-is-stopped", test_wait_is_stopped);
    g_test_add_func("/lock/not-writable", test_not_writable);
    return g_test_run();
}

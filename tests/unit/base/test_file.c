/* test_file.c: whole buffers over pipes that take and give little at a time, and interruptions. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Many times what a pipe holds. */
#define SIZE ((gsize)1000000)

static guint8 *make_bytes(void)
{
    guint8 *bytes = g_malloc(SIZE);
    for (gsize i = 0; i < SIZE; i++)
        bytes[i] = (guint8)(i * 31 + i / 251);
    return bytes;
}

static guint n_interruptions;

static void count(int number)
{
    (void)number;
    n_interruptions++;
}

/* A signal every half millisecond whose handler does not have calls restarted. */
static void interrupt(gboolean on)
{
    const struct sigaction action = {.sa_handler = count};
    const struct itimerval often = {{0, on ? 500 : 0}, {0, on ? 500 : 0}};
    g_assert_cmpint(sigaction(SIGALRM, &action, NULL), ==, 0);
    g_assert_cmpint(setitimer(ITIMER_REAL, &often, NULL), ==, 0);
}

/* The process at the other end of the pipe takes its time, and dribbles. */
static pid_t fork_other(const int ends[2], const guint8 *bytes, gboolean is_writer)
{
    guint8 chunk[3001];
    gsize at = 0;
    pid_t process = fork();
    if (process != 0)
        return process;
    close(ends[is_writer ? 0 : 1]);
    while (at < SIZE) {
        if (at % 5 == 0)
            g_usleep(1000);
        gsize size = MIN(sizeof chunk - at % 7, SIZE - at);
        ssize_t n = is_writer ? write(ends[1], bytes + at, size) : read(ends[0], chunk, size);
        if (n <= 0 || (!is_writer && memcmp(chunk, bytes + at, (gsize)n) != 0))
            _exit(EXIT_FAILURE);
        at += (gsize)n;
    }
    _exit(EXIT_SUCCESS);
}

static void assert_ends_well(pid_t process)
{
    int status = -1;
    g_assert_cmpint(waitpid(process, &status, 0), ==, process);
    g_assert_cmpint(status, ==, 0);
}

static void test_write_pipe(void)
{
    g_autofree guint8 *bytes = make_bytes();
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t other = fork_other(ends, bytes, FALSE);
    close(ends[0]);
    n_interruptions = 0;
    interrupt(TRUE);
    gboolean done = assay_file_write(ends[1], bytes, SIZE);
    interrupt(FALSE);
    g_assert_true(done);
    g_assert_cmpuint(n_interruptions, >, 0);
    close(ends[1]);
    assert_ends_well(other);
}

static void test_read_pipe(void)
{
    g_autofree guint8 *bytes = make_bytes(), *got = g_malloc0(SIZE + 10);
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t other = fork_other(ends, bytes, TRUE);
    close(ends[1]);
    n_interruptions = 0;
    interrupt(TRUE);
    gssize size = assay_file_read(ends[0], got, SIZE - 5);
    gssize rest = assay_file_read(ends[0], got + SIZE - 5, 15); /* the end comes first */
    gssize none = assay_file_read(ends[0], got, 1);
    interrupt(FALSE);
    g_assert_cmpint(size, ==, (gssize)SIZE - 5);
    g_assert_cmpint(rest, ==, 5);
    g_assert_cmpint(none, ==, 0);
    g_assert_cmpuint(n_interruptions, >, 0);
    g_assert_true(memcmp(got, bytes, SIZE) == 0);
    close(ends[0]);
    assert_ends_well(other);
}

static void test_read_at(void)
{
    g_autofree guint8 *bytes = make_bytes(), *got = g_malloc0(SIZE);
    int file = memfd_create("test", MFD_CLOEXEC);
    g_assert_true(assay_file_write(file, bytes, SIZE));
    g_assert_cmpint(assay_file_read_at(file, got, 1000, 77777), ==, 1000);
    g_assert_true(memcmp(got, bytes + 77777, 1000) == 0);
    g_assert_cmpint(assay_file_read_at(file, got, 1000, SIZE - 10), ==, 10);
    g_assert_true(memcmp(got, bytes + SIZE - 10, 10) == 0);
    g_assert_cmpint(assay_file_read_at(file, got, 1000, SIZE), ==, 0);
    g_assert_cmpint(lseek(file, 0, SEEK_CUR), ==, (gssize)SIZE); /* it has not moved */
    close(file);
}

static void test_failure(void)
{
    guint8 byte = 0;
    int file = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    g_assert_cmpint(fcntl(file, F_ADD_SEALS, F_SEAL_GROW), ==, 0);
    g_assert_false(assay_file_write(file, &byte, 1));
    g_assert_cmpint(errno, ==, EPERM);
    g_assert_true(assay_file_write(file, &byte, 0));
    close(file);
    g_assert_cmpint(assay_file_read(-1, &byte, 1), ==, -1);
    g_assert_cmpint(errno, ==, EBADF);
    g_assert_cmpint(assay_file_read_at(-1, &byte, 1, 0), ==, -1);
    g_assert_cmpint(errno, ==, EBADF);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/file/write-pipe", test_write_pipe);
    g_test_add_func("/file/read-pipe", test_read_pipe);
    g_test_add_func("/file/read-at", test_read_at);
    g_test_add_func("/file/failure", test_failure);
    return g_test_run();
}

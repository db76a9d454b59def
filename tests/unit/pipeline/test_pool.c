/* test_pool.c: results of the pool: what is read, what is not, what names are worth. Deaths and
 * the sandbox are the business of tests/hostile. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "pipeline/pool_parts.h"

static AssayEngine *engine;

static AssayPool *new_pool(guint n_jobs)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *missing = NULL;
    const AssayPoolOptions options = {.n_jobs = n_jobs, .timeout_ms = 60000};
    AssayPool *pool = assay_pool_new(engine, &options, &missing, &error);
    g_assert_no_error(error);
    return pool;
}

static AssaySourceItem *new_item(const char *uri, const char *bytes)
{
    AssaySourceItem *item = g_new0(AssaySourceItem, 1);
    item->uri = g_strdup(uri);
    item->bytes = g_bytes_new(bytes, strlen(bytes));
    return item;
}

static AssayPoolResult *next(AssayPool *pool)
{
    g_autoptr(GError) error = NULL;
    AssayPoolResult *result = NULL;
    assay_pool_next(pool, &result, &error);
    g_assert_no_error(error);
    return result;
}

static void test_read(void)
{
    g_autoptr(AssayPool) pool = new_pool(1);
    assay_pool_put(pool, new_item("a.md", "# On pools\n\nThey hold water.\n"));
    g_autoptr(AssayPoolResult) result = next(pool);
    g_assert_cmpint(result->outcome, ==, ASSAY_POOL_DONE);
    g_assert_cmpstr(result->profile, ==, "generic");
    g_assert_cmpuint(strlen(result->sha256), ==, 64);
    g_autoptr(GBytes) record = assay_pool_result_record(result);
    g_assert_nonnull(g_strstr_len(g_bytes_get_data(record, NULL), (gssize)g_bytes_get_size(record),
                                  "<title>On pools</title>"));
    g_assert_null(next(pool));
}

static void test_unreadable(void)
{
    g_autoptr(AssayPool) pool = new_pool(1);
    assay_pool_put(pool, new_item("b.bin", "\1\2\3\4\5\6\7"));
    g_autoptr(AssayPoolResult) result = next(pool);
    g_assert_cmpint(result->outcome, ==, ASSAY_POOL_FAILED);
    g_assert_cmpstr(result->trouble.reason, ==, "unreadable");
    g_assert_cmpstr(result->trouble.message, ==, "neither PDF nor HTML nor text (7 bytes)");
    g_assert_nonnull(result->sha256);
}

/* No such file: there are no bytes to have a hash of. */
static void test_missing(void)
{
    g_autoptr(AssayPool) pool = new_pool(1);
    assay_pool_put(pool, assay_source_item_new_file("/proc/self/no-such-file"));
    g_autoptr(AssayPoolResult) result = next(pool);
    g_assert_cmpint(result->outcome, ==, ASSAY_POOL_FAILED);
    g_assert_cmpstr(result->trouble.reason, ==, "unreadable");
    g_assert_null(result->sha256);
}

static AssaySourceItem *new_large_item(guint number, gsize size)
{
    AssaySourceItem *item = new_item("", "");
    g_autofree char *text = g_strnfill(size, 'x');
    g_free(item->uri);
    item->uri = g_strdup_printf("%u.txt", number);
    g_clear_pointer(&item->bytes, g_bytes_unref);
    item->bytes = g_bytes_new(text, size);
    return item;
}

/* What takes long is not heaped up with one worker while another runs dry: until replies are
 * taken, the pool has only what the jobs weigh to go by. */
static void test_shares(void)
{
    g_autoptr(AssayPool) pool = new_pool(2);
    guint n = 0;
    while (assay_pool_has_room(pool)) {
        assay_pool_put(pool, new_large_item(n++, 1000 * 1000));
        for (guint i = 0; i < 2; i++) {
            g_assert_cmpuint(pool->workers[i].jobs.length, >=, n > i ? 1 : 0);
            g_assert_cmpuint(pool->workers[i].jobs.length, <=, n < 5 ? 1 : 2);
        }
        g_assert_cmpuint(n, <, 10);
    }
    g_assert_cmpuint(n, >, 4);
    while (n-- > 0)
        assay_pool_result_free(next(pool));
    g_assert_null(next(pool));
    g_assert_cmpint(pool->waiting_weight, ==, 0);
    /* Of short ones both get as many. */
    for (guint i = 0; i < 20; i++)
        assay_pool_put(pool, new_large_item(i, 10));
    g_assert_cmpuint(pool->workers[0].jobs.length, >, 4);
    g_assert_cmpuint(pool->workers[0].jobs.length, ==, pool->workers[1].jobs.length);
    for (guint i = 0; i < 20; i++)
        assay_pool_result_free(next(pool));
    for (guint i = 0; i < 2; i++)
        g_assert_cmpint(pool->workers[i].weight, ==, 0);
}

/* More inputs than there is room for, more results unread than slots: none is mixed up. */
static void test_many(void)
{
    g_autoptr(AssayPool) pool = new_pool(2);
    g_autoptr(GPtrArray)
        held = g_ptr_array_new_with_free_func((GDestroyNotify)assay_pool_result_free);
    guint n_put = 0, n_got = 0;
    while (n_got < 300) {
        while (n_put < 300 && assay_pool_has_room(pool)) {
            g_autofree char *uri = g_strdup_printf("%u.md", n_put);
            g_autofree char *text = g_strdup_printf("# Title %u\n\nText.\n", n_put++);
            assay_pool_put(pool, new_item(uri, text));
        }
        AssayPoolResult *result = next(pool);
        g_ptr_array_add(held, result);
        n_got++;
        if (held->len < 3 && n_got < 300)
            continue;
        for (guint i = 0; i < held->len; i++) {
            const AssayPoolResult *one = g_ptr_array_index(held, i);
            g_autoptr(GBytes) record = assay_pool_result_record(one);
            g_autofree char *title = g_strdup_printf("<title>Title %d</title>",
                                                     atoi(one->item->uri));
            g_assert_nonnull(g_strstr_len(g_bytes_get_data(record, NULL),
                                          (gssize)g_bytes_get_size(record), title));
        }
        g_ptr_array_set_size(held, 0);
    }
    g_assert_null(next(pool));
}

/* What ends before its first message costs no document: the pool says that it cannot go on. */
static void test_no_greeting(void)
{
    g_autoptr(AssayPool) pool = new_pool(1);
    g_autoptr(GError) error = NULL;
    AssayPoolResult *result = NULL;
    pool->workers[0].has_greeted = FALSE;
    kill(pool->workers[0].process, SIGKILL);
    assay_pool_put(pool, new_item("a.md", "# On pools\n\nThey hold water.\n"));
    g_assert_false(assay_pool_next(pool, &result, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_assert_null(result);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_test_init(&argc, &argv, NULL);
    engine = assay_engine_new(ASSAY_SOURCE_DIR "/rules", &error);
    g_assert_no_error(error);
    g_test_add_func("/pool/read", test_read);
    g_test_add_func("/pool/unreadable", test_unreadable);
    g_test_add_func("/pool/missing", test_missing);
    g_test_add_func("/pool/many", test_many);
    g_test_add_func("/pool/shares", test_shares);
    g_test_add_func("/pool/no-greeting", test_no_greeting);
    int failed = g_test_run();
    assay_engine_free(engine);
    return failed;
}

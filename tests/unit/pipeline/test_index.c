/* test_index.c: the index of captures: finding, keys, clusters, moving. */
#include "pipeline/index.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"

static AssayLedger *open_ledger(void)
{
    g_autofree char *folder = g_dir_make_tmp("assay-index-XXXXXX", NULL);
    g_autofree char *message = NULL;
    AssayLedger *ledger = assay_ledger_open(folder, &message, NULL);
    g_assert_nonnull(ledger);
    for (guint i = 0; i < 3; i++) { /* it stays usable until it is closed */
        static const char *const endings[] = {"", "-wal", "-shm"};
        g_autofree char *path = g_strconcat(folder, "/" ASSAY_LEDGER_NAME, endings[i], NULL);
        remove(path);
    }
    g_rmdir(folder);
    return ledger;
}

static guint add(AssayIndex *index, const char *content, const char *first, const char *second)
{
    g_autofree char *sha256 = assay_hash_sha256(content, strlen(content));
    const guint64 keys[] = {assay_index_key(first), second != NULL ? assay_index_key(second) : 0};
    guint number = assay_index_add(index, sha256);
    assay_index_capture(index, number)->kept = ASSAY_KEPT_BESIDE;
    assay_index_set_keys(index, number, keys, second != NULL ? 2 : 1);
    return number;
}

static void test_find(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 1);
    g_autofree char *absent = assay_hash_sha256("absent", 6);
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *content = g_strdup_printf("%u", i);
        add(index, content, content, NULL);
    }
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *content = g_strdup_printf("%u", i);
        g_autofree char *sha256 = assay_hash_sha256(content, strlen(content));
        g_autofree char *back = assay_index_sha256(index, i);
        g_assert_cmpuint(assay_index_find(index, sha256), ==, i);
        g_assert_cmpstr(back, ==, sha256);
        g_assert_true(assay_index_is_alone(index, i));
    }
    g_assert_cmpuint(assay_index_find(index, absent), ==, ASSAY_INDEX_NONE);
}

static gboolean holds(const GArray *cluster, guint number)
{
    for (guint i = 0; i < cluster->len; i++)
        if (g_array_index(cluster, guint, i) == number)
            return TRUE;
    return FALSE;
}

static void test_cluster(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 1);
    guint a = add(index, "a", "one", "two"), b = add(index, "b", "two", "three");
    guint c = add(index, "c", "three", NULL), d = add(index, "d", "four", NULL);
    guint gone = add(index, "e", "one", NULL);
    assay_index_capture(index, gone)->kept = ASSAY_KEPT_NOWHERE;
    g_assert_false(assay_index_is_alone(index, a));
    g_assert_true(assay_index_is_alone(index, d));
    g_autoptr(GArray) cluster = assay_index_cluster(index, a);
    g_assert_cmpuint(cluster->len, ==, 3);
    g_assert_true(holds(cluster, a) && holds(cluster, b) && holds(cluster, c));
    for (guint i = 1; i < cluster->len; i++)
        g_assert_cmpint(
            memcmp(assay_index_capture(index, g_array_index(cluster, guint, i - 1))->sha256,
                   assay_index_capture(index, g_array_index(cluster, guint, i))->sha256, 32),
            <, 0);
    g_autoptr(GArray) again = assay_index_cluster(index, b);
    g_assert_cmpuint(again->len, ==, 3); /* the same, from wherever it is asked */
}

/* What seeks and what is found; those on one side have nothing to do with each other. */
static void test_sides(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 1);
    guint a = add(index, "a", ">start", NULL);
    add(index, "b", ">start", NULL);
    g_assert_true(assay_index_is_alone(index, a));
    add(index, "c", "<start", NULL);
    guint d = add(index, "d", "<other", NULL);
    g_assert_false(assay_index_is_alone(index, a));
    g_assert_true(assay_index_is_alone(index, d));
    assay_index_evict(index); /* the ledger knows the sides too */
    for (guint i = 0; i < 3; i++) {
        g_autofree char *sha256 = assay_hash_sha256(&"abc"[i], 1);
        g_autoptr(GArray) cluster = assay_index_cluster(index, assay_index_find(index, sha256));
        g_assert_cmpuint(cluster->len, ==, 3);
    }
    g_autofree char *seeker = assay_hash_sha256("c", 1);
    assay_index_forget(index, assay_index_find(index, seeker));
    g_autofree char *found = assay_hash_sha256("a", 1);
    a = assay_index_find(index, found);
    g_assert_true(assay_index_capture(index, a)->is_dirty);
    g_assert_true(assay_index_is_alone(index, a));
}

/* A capture that changes its keys may part what it held together. */
static void test_new_keys(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 1);
    guint a = add(index, "a", "one", NULL), b = add(index, "b", "one", "two");
    guint c = add(index, "c", "two", NULL), d = add(index, "d", "four", NULL);
    const guint64 two = assay_index_key("two");
    assay_index_set_keys(index, b, &two, 1);
    g_assert_true(assay_index_capture(index, a)->is_dirty);
    g_assert_true(assay_index_capture(index, c)->is_dirty);
    g_assert_false(assay_index_capture(index, d)->is_dirty);
    g_assert_true(assay_index_is_alone(index, a));
    g_assert_false(assay_index_is_alone(index, c));
}

static void test_move(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 1);
    guint a = add(index, "a", "one", NULL), b = add(index, "b", "two", NULL);
    guint first = assay_index_record(index, "AAAA0001");
    guint second = assay_index_record(index, "AAAA0002");
    g_assert_cmpuint(assay_index_record(index, "AAAA0001"), ==, first);
    assay_index_move(index, a, first);
    assay_index_move(index, b, first);
    g_assert_cmpuint(assay_index_get_record(index, first)->n_captures, ==, 2);
    g_assert_false(assay_index_is_alone(index, a)); /* by its record */
    assay_index_move(index, a, second);
    assay_index_move(index, b, ASSAY_INDEX_NONE);
    g_assert_cmpuint(assay_index_get_record(index, first)->n_captures, ==, 0);
    g_assert_cmpuint(assay_index_get_record(index, second)->n_captures, ==, 1);
    g_assert_cmpuint(assay_index_n_records(index), ==, 2);
}

/* What is let go comes back when it is asked for, with its keys and its record. */
static void test_evict(void)
{
    g_autoptr(AssayLedger) ledger = open_ledger();
    g_autoptr(AssayIndex) index = assay_index_new(ledger, 7);
    g_autofree char *sha256 = assay_hash_sha256("a", 1);
    guint a = add(index, "a", "one", "two"), b = add(index, "b", "two", NULL);
    guint record = assay_index_record(index, "AAAA0001");
    assay_index_move(index, a, record);
    assay_index_move(index, b, record);
    assay_index_get_record(index, record)->has_file = TRUE;
    assay_index_capture(index, a)->is_dirty = TRUE;
    assay_index_evict(index);
    g_assert_cmpuint(assay_index_n_captures(index), ==, 0);
    a = assay_index_find(index, sha256);
    g_assert_cmpuint(a, !=, ASSAY_INDEX_NONE);
    g_assert_true(assay_index_capture(index, a)->is_dirty);
    g_autoptr(GArray) cluster = assay_index_cluster(index, a);
    g_assert_cmpuint(cluster->len, ==, 2);
    guint again = assay_index_capture(index, a)->record;
    g_assert_cmpuint(assay_index_get_record(index, again)->n_captures, ==, 2);
    g_assert_false(assay_index_get_record(index, again)->existed);
    assay_index_forget(index, a);
    assay_index_evict(index);
    g_assert_cmpuint(assay_index_find(index, sha256), ==, ASSAY_INDEX_NONE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pipeline/index/find", test_find);
    g_test_add_func("/pipeline/index/cluster", test_cluster);
    g_test_add_func("/pipeline/index/sides", test_sides);
    g_test_add_func("/pipeline/index/new-keys", test_new_keys);
    g_test_add_func("/pipeline/index/move", test_move);
    g_test_add_func("/pipeline/index/evict", test_evict);
    return g_test_run();
}

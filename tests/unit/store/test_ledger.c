/* test_ledger.c: rows in and out, what is forgotten without a commit, damage, agreement with the
 * tree. */
#include <glib/gstdio.h>
#include <string.h>

#include "store/ledger.h"

#define HASH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HASH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

typedef struct {
    char *out;
    AssayLedger *ledger;
} Fixture;

static void reopen(Fixture *f)
{
    g_autofree char *message = NULL;
    g_autoptr(GError) error = NULL;
    assay_ledger_free(f->ledger);
    f->ledger = assay_ledger_open(f->out, &message, &error);
    g_assert_no_error(error);
    g_assert_null(message);
}

static void set_up(Fixture *f, gconstpointer data)
{
    (void)data;
    f->out = g_dir_make_tmp("assay-ledger-XXXXXX", NULL);
    f->ledger = NULL;
    reopen(f);
}

static void tear_down(Fixture *f, gconstpointer data)
{
    (void)data;
    assay_ledger_free(f->ledger);
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->out);
    g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    g_free(f->out);
}

static void commit(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    gboolean done = assay_ledger_commit(f->ledger, &error);
    g_assert_no_error(error);
    g_assert_true(done);
}

static gint64 put(Fixture *f, const char *path, const char *member, const char *uri,
                  const char *hash)
{
    const AssayLedgerInput input = {.path = path,
                                    .member = member,
                                    .uri = uri,
                                    .size_bytes = 7,
                                    .mtime_ns = 1234567890123456789,
                                    .sha256 = hash,
                                    .capture = hash,
                                    .reader = 3,
                                    .outcome = "record"};
    return assay_ledger_put_input(f->ledger, &input);
}

static void test_inputs(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(64);
    AssayLedgerInput found;
    gint64 row = put(f, "/in/b", "", "b", HASH_A);
    put(f, "/in/a", "", "a", HASH_A);
    g_assert_cmpint(put(f, "/in/b", "", "b", HASH_A), ==, row);
    commit(f);
    put(f, "/in/lost", "", "lost", HASH_B);
    reopen(f);
    g_assert_true(assay_ledger_find_input(f->ledger, "/in/b", "", chunk, &found));
    g_assert_cmpint(found.row, ==, row);
    g_assert_cmpint(found.mtime_ns, ==, 1234567890123456789);
    g_assert_cmpstr(found.capture, ==, HASH_A);
    g_assert_null(found.message);
    g_assert_false(assay_ledger_find_input(f->ledger, "/in/lost", "", chunk, &found));
    g_autofree char *uri = assay_ledger_uri_of(f->ledger, HASH_A);
    g_assert_cmpstr(uri, ==, "a");
    g_assert_null(assay_ledger_uri_of(f->ledger, HASH_B));
}

static gboolean add_uri(const AssayLedgerInput *input, gpointer text)
{
    g_string_append_printf(text, "%s ", input->uri);
    return TRUE;
}

static gboolean is_wanted(gint64 row, gpointer text)
{
    (void)text;
    return row != 2;
}

/* Below a folder is what begins with its name and a slash, and no neighbour. */
static void test_below(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autoptr(GString) all = g_string_new(NULL), members = g_string_new(NULL);
    put(f, "/in/x", "", "x", NULL);
    put(f, "/in/x/1", "", "1", NULL);
    put(f, "/in/x/t.zip", "", "t", NULL);
    put(f, "/in/x/t.zip", "m", "t!/m", NULL);
    put(f, "/in/x-2/1", "", "no", NULL);
    put(f, "/in/x0", "", "no", NULL);
    assay_ledger_each_below(f->ledger, "/in/x", is_wanted, add_uri, all);
    g_assert_cmpstr(all->str, ==, "x t t!/m "); /* the second row was not wanted */
    assay_ledger_each_member(f->ledger, "/in/x/t.zip", add_uri, members);
    g_assert_cmpstr(members->str, ==, "t!/m ");
}

static void test_orphans(Fixture *f, gconstpointer data)
{
    (void)data;
    char hash[65];
    assay_ledger_put_orphan(f->ledger, "one", HASH_A);
    assay_ledger_put_orphan(f->ledger, "two", HASH_A);
    assay_ledger_put_orphan(f->ledger, "two", HASH_B);
    g_assert_true(assay_ledger_take_orphan(f->ledger, "one", HASH_B, hash));
    g_assert_cmpstr(hash, ==, HASH_A);
    g_assert_false(assay_ledger_take_orphan(f->ledger, "one", HASH_B, hash));
    /* Which of two it was nobody can say, unless it is one of them still. */
    g_assert_false(assay_ledger_take_orphan(
        f->ledger, "two", "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
        hash));
    g_assert_true(assay_ledger_take_orphan(f->ledger, "two", HASH_B, hash));
    g_assert_cmpstr(hash, ==, HASH_B);
}

static void test_damage(Fixture *f, gconstpointer data)
{
    (void)data;
    static const char *const contents[] = {"no database at all, but long enough to look like one",
                                           "SQLite format 3"};
    g_autofree char *path = g_build_filename(f->out, ASSAY_LEDGER_NAME, NULL);
    g_autofree char *aside = g_strconcat(path, ".damaged", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *message = NULL;
        g_clear_pointer(&f->ledger, assay_ledger_free);
        g_assert_true(g_file_set_contents(path, contents[i], -1, NULL));
        f->ledger = assay_ledger_open(f->out, &message, NULL);
        g_assert_nonnull(f->ledger);
        g_assert_nonnull(message);
        g_assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
        g_remove(aside);
        put(f, "/in/a", "", "a", NULL);
        commit(f);
    }
}

static void test_runs(Fixture *f, gconstpointer data)
{
    (void)data;
    gboolean clean = FALSE;
    guint n = 0;
    for (gint64 run = 1; run <= 3; run++) {
        g_assert_cmpint(assay_ledger_begin_run(f->ledger, 1000 + run, &clean), ==, run);
        g_assert_true(clean);
        const AssayLedgerHits hits = {run, "p", "s", "rule", (guint)run * 10, 40};
        assay_ledger_put_hits(f->ledger, &hits);
        const AssayLedgerRun done = {.run = run, .ended_s = 2000 + run, .outcome = "done"};
        assay_ledger_end_run(f->ledger, &done);
    }
    const AssayLedgerHits of = {4, "p", "s", "rule", 0, 0};
    g_assert_cmpfloat_with_epsilon(assay_ledger_mean_rate(f->ledger, &of, 2, 40, &n), 0.625, 1e-9);
    g_assert_cmpuint(n, ==, 2);
    assay_ledger_mean_rate(f->ledger, &of, 2, 41, &n);
    g_assert_cmpuint(n, ==, 0);
    g_assert_cmpint(assay_ledger_begin_run(f->ledger, 1004, &clean), ==, 4);
    g_assert_cmpint(assay_ledger_begin_run(f->ledger, 1005, &clean), ==, 5);
    g_assert_false(clean);
    g_autoptr(GArray) runs = assay_ledger_runs(f->ledger, 2);
    g_assert_cmpuint(runs->len, ==, 2);
    g_assert_cmpstr(g_array_index(runs, AssayLedgerRun, 1).outcome, ==, "killed");
    g_assert_cmpint(assay_ledger_last_success(f->ledger), ==, 2003);
}

/* Files that somebody removed or brought are noticed by name. */
static void test_matches(Fixture *f, gconstpointer data)
{
    (void)data;
    g_autofree char *folder = g_build_filename(f->out, "records", "AA", NULL);
    g_autofree char *file = g_build_filename(folder, "AA01.xml", NULL);
    const AssayLedgerRecord record = {.n_captures = 1, .first_run = 1};
    g_assert_true(assay_ledger_matches(f->ledger, f->out));
    assay_ledger_put_record(f->ledger, "AA01", &record);
    g_assert_false(assay_ledger_matches(f->ledger, f->out));
    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    g_assert_true(assay_ledger_matches(f->ledger, f->out));
    assay_ledger_remove_record(f->ledger, "AA01");
    g_assert_false(assay_ledger_matches(f->ledger, f->out));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add(name, Fixture, NULL, set_up, function, tear_down)
    ADD("/store/ledger/inputs", test_inputs);
    ADD("/store/ledger/below", test_below);
    ADD("/store/ledger/orphans", test_orphans);
    ADD("/store/ledger/damage", test_damage);
    ADD("/store/ledger/runs", test_runs);
    ADD("/store/ledger/matches", test_matches);
    return g_test_run();
}

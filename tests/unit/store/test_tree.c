/* The output tree: atomic, tidy, and closed to names that lead out of it. */
#include <signal.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/tree.h"

static char *make_folder(void)
{
    GError *error = NULL;
    char *folder = g_dir_make_tmp("assay-tree-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

static void remove_folder(char *folder)
{
    char *arguments[] = {g_strdup("rm"), g_strdup("-rf"), folder, NULL};
    g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(arguments[0]);
    g_free(arguments[1]);
    g_free(folder);
}

static void put(AssayTree *tree, const char *id, const char *text)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    assay_tree_put(tree, id, bytes, &error);
    g_assert_no_error(error);
}

static void commit(AssayTree *tree, guint n_written, guint n_unchanged, guint n_removed)
{
    GError *error = NULL;
    AssayTreeResult result = {0, 0, 0};
    assay_tree_commit(tree, &result, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(result.n_written, ==, n_written);
    g_assert_cmpuint(result.n_unchanged, ==, n_unchanged);
    g_assert_cmpuint(result.n_removed, ==, n_removed);
}

static void expect_list(AssayTree *tree, const char *joined)
{
    g_auto(GStrv) ids = assay_tree_list(tree, NULL);
    g_autofree char *found = g_strjoinv(" ", ids);
    g_assert_cmpstr(found, ==, joined);
}

static void expect_content(AssayTree *tree, const char *id, const char *text)
{
    GError *error = NULL;
    g_autoptr(GBytes) bytes = assay_tree_get(tree, id, &error);
    g_assert_no_error(error);
    if (text == NULL) {
        g_assert_null(bytes);
        return;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *found = g_strndup(data, size);
    g_assert_cmpstr(found, ==, text);
}

static void test_life(void)
{
    char *folder = make_folder();
    g_autofree char *out = g_build_filename(folder, "new", "out", NULL);
    g_autoptr(AssayTree) tree = assay_tree_open(out, NULL);
    expect_list(tree, "");
    put(tree, "C458A3FB", "one");
    put(tree, "w-0123", "two");
    put(tree, "a", "three");
    expect_list(tree, "");
    expect_content(tree, "C458A3FB", "one"); /* what waits can be read */
    commit(tree, 3, 0, 0);
    expect_list(tree, "C458A3FB a w-0123");
    g_autofree char *path = assay_tree_record_path(tree, "C458A3FB");
    g_autofree char *expected = g_build_filename(out, "records/C4/C458A3FB.xml", NULL);
    g_assert_cmpstr(path, ==, expected);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));

    GStatBuf before, after;
    g_assert_cmpint(g_stat(path, &before), ==, 0);
    put(tree, "C458A3FB", "one");
    put(tree, "w-0123", "changed");
    commit(tree, 1, 1, 0);
    g_assert_cmpint(g_stat(path, &after), ==, 0);
    g_assert_true(before.st_ino == after.st_ino);
    expect_content(tree, "w-0123", "changed");

    g_assert_true(assay_tree_remove(tree, "C458A3FB", NULL));
    g_assert_true(assay_tree_remove(tree, "never", NULL));
    expect_content(tree, "C458A3FB", NULL);
    commit(tree, 0, 0, 1);
    expect_list(tree, "a w-0123");
    g_autofree char *part = g_path_get_dirname(path);
    g_assert_false(g_file_test(part, G_FILE_TEST_EXISTS));
    commit(tree, 0, 0, 0);
    remove_folder(folder);
}

static void test_names(void)
{
    char *folder = make_folder();
    g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
    g_autoptr(GBytes) bytes = g_bytes_new("x", 1);
    static const char *const bad[] = {"",    "..",  "../x",     "a/b", "a.b",
                                      "a b", "-rf", "\xC3\xA4", "a\n"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        GError *error = NULL;
        g_assert_false(assay_tree_put(tree, bad[i], bytes, &error));
        g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE);
        g_clear_error(&error);
        g_assert_false(assay_tree_remove(tree, bad[i], NULL));
        g_assert_false(assay_tree_put_capture(tree, bad[i], bytes, NULL));
    }
    g_autofree char *stray = g_build_filename(folder, "records", "zz", NULL);
    g_mkdir_with_parents(stray, 0777);
    static const char *const names[] = {"zz1.xml~", "other.xml", ".zz2.xml.tmp", "z z.xml"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(stray, names[i], NULL);
        g_file_set_contents(path, "x", 1, NULL);
    }
    expect_list(tree, "");
    remove_folder(folder);
}

static void test_captures(void)
{
    char *folder = make_folder();
    g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
    g_autofree char *sha256 = g_strnfill(64, 'a');
    g_autoptr(GBytes) bytes = g_bytes_new("capture", 7);
    g_assert_true(assay_tree_put_capture(tree, sha256, bytes, NULL));
    commit(tree, 1, 0, 0);
    g_auto(GStrv) names = assay_tree_list_captures(tree, NULL);
    g_assert_cmpuint(g_strv_length(names), ==, 1);
    g_assert_cmpstr(names[0], ==, sha256);
    g_autoptr(GBytes) back = assay_tree_get_capture(tree, sha256, NULL);
    g_assert_true(g_bytes_equal(bytes, back));
    expect_list(tree, "");
    g_assert_true(assay_tree_remove_capture(tree, sha256, NULL));
    commit(tree, 0, 0, 1);
    g_assert_null(assay_tree_get_capture(tree, sha256, NULL));
    remove_folder(folder);
}

/* A batch larger than the number of files that are kept open. */
static void test_many(void)
{
    char *folder = make_folder();
    g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
    for (guint i = 0; i < 600; i++) {
        g_autofree char *id = g_strdup_printf("w-%04u", i);
        put(tree, id, id);
    }
    commit(tree, 600, 0, 0);
    g_auto(GStrv) ids = assay_tree_list(tree, NULL);
    g_assert_cmpuint(g_strv_length(ids), ==, 600);
    remove_folder(folder);
}

/* A writer killed at any moment leaves whole files under the names of records. */
static void test_kill(void)
{
    char *folder = make_folder();
    g_autofree char *text = g_strnfill(100000, 'x');
    for (guint round = 0; round < 10; round++) {
        pid_t child = fork();
        if (child == 0) {
            AssayTree *tree = assay_tree_open(folder, NULL);
            for (guint i = 0;; i++) {
                g_autofree char *id = g_strdup_printf("w-%u", i % 50);
                text[0] = (char)('a' + i % 26);
                put(tree, id, text);
                if (i % 10 == 9)
                    assay_tree_commit(tree, NULL, NULL);
            }
        }
        g_usleep(5000 + 7000 * round);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
        g_auto(GStrv) ids = assay_tree_list(tree, NULL);
        for (char **id = ids; *id != NULL; id++) {
            g_autoptr(GBytes) bytes = assay_tree_get(tree, *id, NULL);
            g_assert_cmpuint(g_bytes_get_size(bytes), ==, 100000);
        }
        g_autofree char *part = g_build_filename(folder, "records", "w-", NULL);
        GDir *dir = g_dir_open(part, 0, NULL);
        for (const char *name = dir == NULL ? NULL : g_dir_read_name(dir); name != NULL;
             name = g_dir_read_name(dir))
            g_assert_true(g_str_has_suffix(name, ".xml")); /* open cleaned up */
        g_clear_pointer(&dir, g_dir_close);
    }
    remove_folder(folder);
}

/* What cannot be written is named, with what to do; it is tried again by the next commit. */
static void test_failure(void)
{
    char *folder = make_folder();
    g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
    g_autofree char *obstacle = g_build_filename(folder, "records", NULL);
    g_file_set_contents(obstacle, "x", 1, NULL);
    put(tree, "AB12", "text");
    GError *error = NULL;
    g_assert_false(assay_tree_commit(tree, NULL, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_assert_nonnull(strstr(error->message, "records/AB"));
    g_clear_error(&error);
    g_unlink(obstacle);
    commit(tree, 1, 0, 0);
    g_assert_null(assay_tree_open("/proc/version/out", &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_clear_error(&error);
    remove_folder(folder);
}

static void expect_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *content = NULL;
    g_file_get_contents(path, &content, NULL, NULL);
    g_assert_cmpstr(content, ==, text);
}

/* The version before the first change of a run is kept, and no longer than to the next run. */
static void test_previous(void)
{
    char *folder = make_folder();
    g_autoptr(AssayTree) tree = assay_tree_open(folder, NULL);
    g_assert_true(assay_tree_keep_previous(tree, NULL));
    put(tree, "AA01", "one");
    commit(tree, 1, 0, 0);
    expect_file(folder, "previous/AA/AA01.xml", "");
    g_assert_true(assay_tree_keep_previous(tree, NULL));
    expect_file(folder, "previous/AA/AA01.xml", NULL);
    put(tree, "AA01", "one");
    commit(tree, 0, 1, 0);
    expect_file(folder, "previous/AA/AA01.xml", NULL);
    put(tree, "AA01", "two");
    commit(tree, 1, 0, 0);
    put(tree, "AA01", "three");
    commit(tree, 1, 0, 0);
    expect_file(folder, "previous/AA/AA01.xml", "one");
    g_assert_true(assay_tree_keep_previous(tree, NULL));
    assay_tree_remove(tree, "AA01", NULL);
    commit(tree, 0, 0, 1);
    expect_file(folder, "previous/AA/AA01.xml", "three");
    expect_list(tree, "");
    remove_folder(folder);
}

/* A tree over another one: what is below shows through and is never written. */
static void test_over(void)
{
    char *below = make_folder(), *above = make_folder();
    g_autoptr(AssayTree) base = assay_tree_open(below, NULL);
    put(base, "AA01", "one");
    put(base, "AB02", "two");
    commit(base, 2, 0, 0);
    g_autoptr(AssayTree) tree = assay_tree_open_over(above, below, NULL);
    expect_list(tree, "AA01 AB02");
    expect_content(tree, "AA01", "one");
    put(tree, "AA01", "changed");
    put(tree, "AB02", "two");
    put(tree, "AC03", "three");
    commit(tree, 2, 1, 0);
    expect_file(above, "records/AB/AB02.xml", NULL);
    expect_content(tree, "AA01", "changed");
    assay_tree_remove(tree, "AB02", NULL);
    commit(tree, 1, 0, 0);
    expect_list(tree, "AA01 AC03");
    expect_content(tree, "AB02", NULL);
    expect_list(base, "AA01 AB02");
    put(tree, "AA01", "one"); /* as below again */
    assay_tree_remove(tree, "AC03", NULL);
    commit(tree, 0, 2, 2);
    expect_file(above, "records/AA/AA01.xml", NULL);
    expect_file(above, "records/AC/AC03.xml", NULL);
    expect_list(tree, "AA01");
    expect_file(below, "records/AA/AA01.xml", "one");
    remove_folder(below);
    remove_folder(above);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tree/life", test_life);
    g_test_add_func("/tree/names", test_names);
    g_test_add_func("/tree/captures", test_captures);
    g_test_add_func("/tree/many", test_many);
    g_test_add_func("/tree/previous", test_previous);
    g_test_add_func("/tree/over", test_over);
    g_test_add_func("/tree/kill", test_kill);
    g_test_add_func("/tree/failure", test_failure);
    return g_test_run();
}

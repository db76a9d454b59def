/* test_source.c: the order of inputs, what is passed over, limits of reading. */
#include "source/source.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

static char *make_folder(void)
{
    char *folder = g_dir_make_tmp("assay-source-XXXXXX", NULL);
    g_assert_nonnull(folder);
    return folder;
}

static void write_file(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(parent, 0755), ==, 0);
    g_assert_true(g_file_set_contents(path, name, -1, NULL));
}

/* The uris of all inputs, blank-separated. */
static char *walk(const char *folder, const char *skip)
{
    const char *const paths[] = {folder, NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(AssaySource) source = assay_source_open(paths, skip, &error);
    g_assert_no_error(error);
    g_autoptr(GString) uris = g_string_new(NULL);
    for (;;) {
        g_autoptr(AssaySourceItem) item = NULL;
        g_assert_true(assay_source_next(source, &item, &error));
        if (item == NULL)
            return g_strdup(uris->str);
        g_assert_true(assay_source_read(item, &error));
        g_string_append_printf(uris, "%s%s", uris->len > 0 ? " " : "", item->uri);
    }
}

static void remove_folder(const char *folder)
{
    const char *const command[] = {"rm", "-rf", folder, NULL};
    g_assert_true(g_spawn_sync(NULL, (char **)(gpointer)(guintptr)command, NULL,
                               G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

/* By the bytes of the whole relative path: "a-b" comes before "a/x". */
static void test_order(void)
{
    g_autofree char *folder = make_folder();
    const char *const names[] = {"b", "a/x", "a-b", "a.txt", "a/B", "Z", "\xc3\xa4"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        write_file(folder, names[i]);
    g_autofree char *uris = walk(folder, NULL);
    g_assert_cmpstr(uris, ==, "Z a-b a.txt a/B a/x b \xc3\xa4");
    remove_folder(folder);
}

static void test_passed_over(void)
{
    g_autofree char *folder = make_folder();
    write_file(folder, "in");
    write_file(folder, ".hidden");
    write_file(folder, ".folder/file");
    write_file(folder, "out/record");
    g_autofree char *link = g_build_filename(folder, "link", NULL);
    g_autofree char *out = g_build_filename(folder, "out", NULL);
    g_assert_cmpint(symlink("in", link), ==, 0);
    g_autofree char *all = walk(folder, NULL);
    g_autofree char *without_output = walk(folder, out);
    g_assert_cmpstr(all, ==, "in out/record");
    g_assert_cmpstr(without_output, ==, "in");
    g_autofree char *named = walk(link, NULL); /* what is named itself is taken */
    g_assert_cmpstr(named, ==, "link");
    remove_folder(folder);
}

/* Outputs of this program hold no captures, wherever they are found. */
static void test_output_trees(void)
{
    g_autofree char *folder = make_folder();
    write_file(folder, "in");
    write_file(folder, "a/old/ledger.sqlite");
    write_file(folder, "a/old/records/w-/w-1.xml");
    write_file(folder, "a/old/notes");
    write_file(folder, "ledger-only/ledger.sqlite");
    write_file(folder, "records-only/records/page");
    g_autofree char *all = walk(folder, NULL);
    g_assert_cmpstr(all, ==, "in ledger-only/ledger.sqlite records-only/records/page");
    g_autofree char *old = g_build_filename(folder, "a/old", NULL);
    g_autofree char *named = walk(old, NULL);
    g_assert_cmpstr(named, ==, "");
    const char *const paths[] = {old, NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_source_open(paths, old, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE);
    g_autoptr(AssaySource) source = assay_source_open(paths, folder, NULL);
    AssaySourceItem *item = NULL;
    g_assert_true(assay_source_next(source, &item, NULL));
    g_assert_null(item);
    g_assert_cmpuint(assay_source_trees(source)->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(assay_source_trees(source), 0), ==, old);
    remove_folder(folder);
}

/* The uris of what the list of @size bytes names, or what is wrong with it, blank-separated. */
static char *walk_list(const char *folder, const char *names, gssize size, gboolean is_nul)
{
    g_autofree char *list = g_build_filename(folder, "list", NULL);
    g_assert_true(g_file_set_contents(list, names, size, NULL));
    const char *const paths[] = {NULL};
    g_autoptr(AssaySource) source = assay_source_open(paths, NULL, NULL);
    g_assert_true(assay_source_add_list(source, list, is_nul, NULL));
    g_autoptr(GString) uris = g_string_new(NULL);
    for (;;) {
        g_autoptr(AssaySourceItem) item = NULL;
        g_autoptr(GError) error = NULL;
        gboolean done = assay_source_next(source, &item, &error);
        if (done && item == NULL)
            return g_strdup(uris->str);
        g_string_append_printf(uris, "%s%s", uris->len > 0 ? " " : "",
                               done ? item->uri : strrchr(error->message, ';'));
    }
}

/* Names that do not climb are places, whatever dots are in them. */
static void test_list(void)
{
    static const char nul_names[] = "a/../b\0v1..v2/p";
    g_autofree char *folder = make_folder();
    g_autofree char *old = g_get_current_dir();
    write_file(folder, "a/x");
    write_file(folder, "b");
    write_file(folder, "v1..v2/p");
    g_assert_cmpint(g_chdir(folder), ==, 0);
    g_autofree char *lines = walk_list(folder, "./b\r\n\nv1..v2/p\na/../b\n", -1, FALSE);
    g_autofree char *nuls = walk_list(folder, nul_names, sizeof nul_names, TRUE);
    g_autofree char *wrong = walk_list(folder, nul_names, sizeof nul_names, FALSE);
    g_assert_cmpint(g_chdir(old), ==, 0);
    g_assert_cmpstr(lines, ==, "b v1..v2/p b");
    g_assert_cmpstr(nuls, ==, "b v1..v2/p");
    g_assert_cmpstr(wrong, ==, "; do its names end with NUL (-0)?");
    const char *const paths[] = {NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(AssaySource) source = assay_source_open(paths, NULL, NULL);
    g_assert_false(assay_source_add_list(source, folder, FALSE, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE);
    remove_folder(folder);
}

/* A folder that may be listed but not entered: what is in it is not gone. */
static void test_closed_folder(void)
{
    if (geteuid() == 0) {
        g_test_skip("root may enter any folder");
        return;
    }
    g_autofree char *folder = make_folder();
    const char *const paths[] = {folder, NULL};
    AssaySourceItem *item = NULL;
    g_autoptr(GError) error = NULL;
    write_file(folder, "a");
    g_autoptr(AssaySource) source = assay_source_open(paths, NULL, NULL);
    g_assert_cmpint(g_chmod(folder, 0444), ==, 0);
    gboolean done = assay_source_next(source, &item, &error);
    g_assert_cmpint(g_chmod(folder, 0755), ==, 0);
    g_assert_false(done);
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
    g_assert_true(assay_source_had_trouble(source));
    remove_folder(folder);
}

static void test_errors(void)
{
    const char *const paths[] = {"/nonexistent/input", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_source_open(paths, NULL, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE);
    g_clear_error(&error);
    g_autoptr(AssaySourceItem) endless = assay_source_item_new_file("/dev/zero");
    g_assert_false(assay_source_read(endless, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT);
    g_clear_error(&error);
    g_autoptr(AssaySourceItem) folder = assay_source_item_new_file("/");
    g_assert_false(assay_source_read(folder, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source/order", test_order);
    g_test_add_func("/source/passed-over", test_passed_over);
    g_test_add_func("/source/output-trees", test_output_trees);
    g_test_add_func("/source/list", test_list);
    g_test_add_func("/source/closed-folder", test_closed_folder);
    g_test_add_func("/source/errors", test_errors);
    return g_test_run();
}

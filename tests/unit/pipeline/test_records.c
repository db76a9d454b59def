/* test_records.c: looking at the records of a tree, beside a run that changes it. */
#include "pipeline/records.h"

#include <glib/gstdio.h>

#include "base/error.h"

static const char *const ids[] = {"AA1", "AA2", "AA3"};

typedef struct {
    char *out; /* owned */
    GString *seen;
} Tree;

static char *path_of(const Tree *tree, const char *id)
{
    return g_strdup_printf("%s/records/AA/%s.xml", tree->out, id);
}

static void write_record(const Tree *tree, const char *id, const char *text)
{
    g_autofree char *path = path_of(tree, id), *folder = g_path_get_dirname(path);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void make_tree(Tree *tree)
{
    tree->out = g_dir_make_tmp("assay-records-XXXXXX", NULL);
    tree->seen = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *text = g_strdup_printf(
            "<record xmlns=\"urn:assay:record:1\" id=\"%s\" profile=\"x\"/>", ids[i]);
        write_record(tree, ids[i], text);
    }
}

static void remove_tree(Tree *tree)
{
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_autofree char *path = path_of(tree, ids[i]);
        g_unlink(path);
    }
    g_autofree char *part = g_build_filename(tree->out, "records", "AA", NULL);
    g_autofree char *top = g_path_get_dirname(part);
    g_rmdir(part);
    g_rmdir(top);
    g_rmdir(tree->out);
    g_string_free(tree->seen, TRUE);
    g_free(tree->out);
}

static void note(const AssayRecord *record, gpointer user_data)
{
    Tree *tree = user_data;
    g_string_append_printf(tree->seen, "%s ", assay_record_id(record));
}

static void note_and_take_out(const AssayRecord *record, gpointer user_data)
{
    Tree *tree = user_data;
    g_autofree char *path = path_of(tree, "AA2");
    note(record, user_data);
    g_unlink(path);
}

static void test_each(void)
{
    Tree tree;
    g_autoptr(GError) error = NULL;
    make_tree(&tree);
    g_assert_true(assay_records_each(tree.out, note, &tree, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(tree.seen->str, ==, "AA1 AA2 AA3 ");
    remove_tree(&tree);
}

/* A run takes a record out after it was listed: it is not there, and that is all. */
static void test_taken_out(void)
{
    Tree tree;
    g_autoptr(GError) error = NULL;
    make_tree(&tree);
    g_assert_true(assay_records_each(tree.out, note_and_take_out, &tree, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(tree.seen->str, ==, "AA1 AA3 ");
    remove_tree(&tree);
}

static void test_unreadable(void)
{
    Tree tree;
    g_autoptr(GError) error = NULL;
    make_tree(&tree);
    write_record(&tree, "AA2", "this is no record");
    g_assert_false(assay_records_each(tree.out, note, &tree, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
    remove_tree(&tree);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pipeline/records/each", test_each);
    g_test_add_func("/pipeline/records/taken-out", test_taken_out);
    g_test_add_func("/pipeline/records/unreadable", test_unreadable);
    return g_test_run();
}

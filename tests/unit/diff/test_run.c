/* test_run.c: trees of records: same, changed, added, removed, renamed, damaged. */
#include "diff/run.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <string.h>

#include "base/error.h"

typedef struct {
    char *top;               /* folder with the trees */
    GString *text, *trouble; /* what a run wrote */
    guint n_changes, n_unread;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->top = g_dir_make_tmp("assay-diff-XXXXXX", NULL);
    fixture->text = g_string_new(NULL);
    fixture->trouble = g_string_new(NULL);
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_all(below);
    }
    g_remove(path);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    remove_all(fixture->top);
    g_free(fixture->top);
    g_string_free(fixture->text, TRUE);
    g_string_free(fixture->trouble, TRUE);
}

static void put(const Fixture *fixture, const char *tree, const char *part, const char *id,
                const char *content)
{
    g_autofree char *folder = g_strdup_printf("%s/%s/%s/%.2s", fixture->top, tree, part, id);
    g_autofree char *path = g_strdup_printf("%s/%s.xml", folder, id);
    g_mkdir_with_parents(folder, 0777);
    g_assert_true(g_file_set_contents(path, content, -1, NULL));
}

static void put_record(const Fixture *fixture, const char *tree, const char *id, const char *body)
{
    g_autofree char *xml = g_strdup_printf(
        "<record xmlns=\"urn:assay:record:1\" id=\"%s\" profile=\"p\">%s</record>\n", id, body);
    put(fixture, tree, "records", id, xml);
}

static void take(const char *text, gsize length, gpointer user_data)
{
    Fixture *fixture = user_data;
    g_string_append_len(fixture->text, text, (gssize)length);
}

static void take_trouble(const char *message, gpointer user_data)
{
    Fixture *fixture = user_data;
    const char *name = g_str_has_prefix(message, fixture->top) ? message + strlen(fixture->top) + 1
                                                               : message;
    g_string_append_printf(fixture->trouble, "%s\n", name);
}

static gboolean compare(Fixture *fixture, const char *old_tree, const char *new_tree,
                        AssayDiffRun run, GError **error)
{
    g_autofree char *old_path = old_tree == NULL ? NULL
                                                 : g_build_filename(fixture->top, old_tree, NULL);
    g_autofree char *new_path = g_build_filename(fixture->top, new_tree, NULL);
    run.mode = old_tree == NULL ? ASSAY_DIFF_LAST : run.mode;
    run.old_path = old_path;
    run.new_path = new_path;
    run.write = take;
    run.trouble = take_trouble;
    run.user_data = fixture;
    if (run.sheet == NULL)
        run.sheet = &assay_sheet_text;
    g_string_truncate(fixture->text, 0);
    g_string_truncate(fixture->trouble, 0);
    return assay_diff_run(&run, &fixture->n_changes, &fixture->n_unread, error);
}

/* What is said of records, without the summary. */
static void expect(Fixture *fixture, const char *old_tree, const char *new_tree,
                   const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(compare(fixture, old_tree, new_tree, (AssayDiffRun){0}, &error));
    g_assert_no_error(error);
    char *summary = strstr(fixture->text->str, "\nRecords that\n");
    if (summary != NULL)
        *summary = '\0';
    g_assert_cmpstr(fixture->text->str, ==, expected);
}

static void fill(const Fixture *fixture)
{
    put_record(fixture, "old", "AA000001", "<title>Same</title>");
    put_record(fixture, "new", "AA000001", "<title>Same</title>");
    put_record(fixture, "old", "AA000002", "<title>Two</title>");
    put_record(fixture, "new", "AA000002", " <title>Two</title>"); /* other bytes, same record */
    put_record(fixture, "old", "AB000003", "<title>Three</title>");
    put_record(fixture, "new", "AB000003", "<title>Four</title>");
    put_record(fixture, "old", "AC000005", "<title>Gone</title>");
    put_record(fixture, "new", "AD000006", "<title>Come</title>");
}

static void test_trees(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    expect(fixture, "old", "new",
           "~ record AB000003: Four\n  ~ title: Three → Four\n\n"
           "- record AC000005: Gone\n\n+ record AD000006: Come\n");
    g_assert_cmpuint(fixture->n_changes, ==, 3);
    expect(fixture, "old", "old", "");
    g_assert_cmpuint(fixture->n_changes, ==, 0);
    expect(fixture, "old/records/AA", "old/records/AA", "");
}

static void test_summary(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    g_autoptr(GError) error = NULL;
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.stat_only = TRUE}, &error));
    g_assert_cmpstr(fixture->text->str, ==,
                    "Records that\n"
                    "  gained    lost changed   moved  field, and the rules that gave the old and "
                    "the new value\n"
                    "       1       1       .       .  record\n"
                    "       .       .       1       .  title\n\n"
                    "records: 1 changed, 1 added, 1 removed, 2 the same; changes: 3\n");
    /* A limit shows less and counts all. */
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.limit = 1}, &error));
    g_assert_null(strstr(fixture->text->str, "AC000005"));
    g_assert_nonnull(strstr(fixture->text->str, "changes: 3 (2 not shown)"));
    const char *const title[] = {"title", NULL};
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.only = title}, &error));
    g_assert_cmpuint(fixture->n_changes, ==, 1);
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.ignore = title}, &error));
    g_assert_cmpuint(fixture->n_changes, ==, 2);
}

static void test_renamed(Fixture *fixture, gconstpointer data)
{
    (void)data;
    put_record(fixture, "old", "w-1", "<title>x</title><sources><source sha256=\"1\"/></sources>");
    put_record(fixture, "new", "BB000001",
               "<title>y</title><sources><source sha256=\"1\"/></sources>");
    put_record(fixture, "old", "w-2", "<question>Does width help at any depth?</question>");
    put_record(fixture, "new", "BB000002", "<question>does width help, at any depth</question>");
    put_record(fixture, "old", "w-3", "<title cut=\"true\">Routing of experts in sparse</title>");
    put_record(fixture, "new", "w-4",
               "<title>Routing of Experts in sparse models of language</title>");
    /* Other questions, or two ids that a site gave: other works. */
    put_record(fixture, "old", "w-5", "<title>t</title><question>one thing</question>");
    put_record(fixture, "new", "BB000005", "<title>t</title><question>another</question>");
    put_record(fixture, "old", "CC000006", "<title>six</title>");
    put_record(fixture, "new", "DD000006", "<title>six</title>");
    expect(fixture, "old", "new",
           "- record CC000006: six\n\n- record w-5: t\n\n"
           "> record w-1 → BB000001 (same source): y\n  ~ title: x → y\n\n"
           "> record w-2 → BB000002 (same question)\n"
           "  ~ question: [-Does-] {+does+} width [-help-] {+help,+} at any [-depth?-] {+depth+}\n"
           "\n+ record BB000005: t\n\n+ record DD000006: six\n\n"
           "> record w-3 → w-4 (same title): Routing of Experts in sparse models of language\n"
           "  - title/@cut: true\n"
           "  ~ title: Routing of [-experts-] {+Experts+} in sparse {+models of language+}\n");
}

static void test_damaged(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    put(fixture, "new", "records", "AA000001", "<record");
    put(fixture, "new", "records", "AE000007", "");
    g_autofree char *folder = g_build_filename(fixture->top, "new/records/AF/AF000008.xml", NULL);
    g_mkdir_with_parents(folder, 0777);
    expect(fixture, "old", "new",
           "~ record AB000003: Four\n  ~ title: Three → Four\n\n"
           "- record AC000005: Gone\n\n+ record AD000006: Come\n");
    g_assert_cmpuint(fixture->n_unread, ==, 3);
    g_auto(GStrv) lines = g_strsplit(fixture->trouble->str, "\n", -1);
    g_assert_true(g_str_has_prefix(lines[0], "new/records/AA/AA000001.xml:1: not a record"));
    g_assert_true(g_str_has_prefix(lines[1], "new/records/AE/AE000007.xml:"));
    g_assert_cmpstr(lines[2], ==, "new/records/AF/AF000008.xml: not a regular file");
}

static void test_wrong_use(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    g_autoptr(GError) mixed = NULL, missing = NULL, no_last = NULL;
    g_assert_false(
        compare(fixture, "old", "new/records/AA/AA000001.xml", (AssayDiffRun){0}, &mixed));
    g_assert_error(mixed, ASSAY_ERROR, ASSAY_ERROR_USAGE);
    g_assert_false(compare(fixture, "nowhere", "new", (AssayDiffRun){0}, &missing));
    g_assert_error(missing, ASSAY_ERROR, ASSAY_ERROR_USAGE);
    g_assert_false(compare(fixture, NULL, "new", (AssayDiffRun){0}, &no_last));
    g_assert_error(no_last, ASSAY_ERROR, ASSAY_ERROR_USAGE);
}

static void test_last(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    put(fixture, "new", "previous", "AB000003",
        "<record xmlns=\"urn:assay:record:1\" id=\"AB000003\" profile=\"p\">"
        "<title>Before</title></record>");
    put(fixture, "new", "previous", "AD000006", ""); /* it was not there */
    put(fixture, "new", "previous", "AZ000009",
        "<record xmlns=\"urn:assay:record:1\" id=\"AZ000009\" profile=\"p\"></record>");
    expect(fixture, NULL, "new",
           "~ record AB000003: Four\n  ~ title: Before → Four\n\n"
           "- record AZ000009\n\n+ record AD000006: Come\n");
}

/* What a run that wrote nothing would change: only the files of the scratch tree are looked at. */
static void test_scratch(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    put_record(fixture, "scratch", "AB000003", "<title>Five</title>");
    put(fixture, "scratch", "records", "AC000005", ""); /* it would go */
    put_record(fixture, "scratch", "AD000009", "<title>Nine</title>");
    g_autoptr(GError) error = NULL;
    const AssayDiffRun run = {.mode = ASSAY_DIFF_SCRATCH};
    g_assert_true(compare(fixture, "old", "scratch", run, &error));
    g_assert_true(g_str_has_prefix(fixture->text->str,
                                   "~ record AB000003: Five\n  ~ title: Three → Five\n\n"
                                   "- record AC000005: Gone\n\n+ record AD000009: Nine\n"));
}

static void test_accepted(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fill(fixture);
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayAccepted) accepted = assay_accepted_new();
    g_assert_true(compare(fixture, "old", "new",
                          (AssayDiffRun){.accept_into = accepted, .reason = "so it is"}, &error));
    g_assert_cmpuint(fixture->n_changes, ==, 3);
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.accepted = accepted}, &error));
    g_assert_cmpuint(fixture->n_changes, ==, 0);
    put_record(fixture, "new", "AB000003", "<title>Five</title>");
    g_assert_true(compare(fixture, "old", "new", (AssayDiffRun){.accepted = accepted}, &error));
    g_assert_cmpuint(fixture->n_changes, ==, 1);
}

/* Hostile words stay words in every form. */
static void test_forms(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    put_record(fixture, "old", "AA000001", "<title>a</title>");
    put_record(fixture, "new", "AA000001",
               "<title>&lt;script&gt;alert(\"1\")&lt;/script&gt; &amp; ]]&gt;</title>"
               "<claims><claim n=\"1\">c &lt; d</claim></claims>");
    g_assert_true(
        compare(fixture, "old", "new", (AssayDiffRun){.sheet = &assay_sheet_xml}, &error));
    xmlDoc *doc = xmlReadMemory(fixture->text->str, (int)fixture->text->len, "diff.xml", NULL,
                                XML_PARSE_NONET);
    g_assert_nonnull(doc);
    xmlFreeDoc(doc);
    g_assert_true(
        compare(fixture, "old", "new", (AssayDiffRun){.sheet = &assay_sheet_html}, &error));
    g_assert_null(strstr(fixture->text->str, "<script>alert"));
    g_assert_nonnull(strstr(fixture->text->str, "&lt;script&gt;alert"));
    g_assert_null(strstr(fixture->text->str, "http://"));
    g_assert_null(strstr(fixture->text->str, "https://"));
    g_assert_true(
        compare(fixture, "old", "new", (AssayDiffRun){.sheet = &assay_sheet_json}, &error));
    g_assert_true(g_str_has_prefix(fixture->text->str, "{\"old\": "));
    g_assert_true(g_str_has_suffix(fixture->text->str, "}}\n"));
}

#define ADD(path, test) g_test_add(path, Fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/diff/run/trees", test_trees);
    ADD("/diff/run/summary", test_summary);
    ADD("/diff/run/renamed", test_renamed);
    ADD("/diff/run/damaged", test_damaged);
    ADD("/diff/run/wrong-use", test_wrong_use);
    ADD("/diff/run/last", test_last);
    ADD("/diff/run/scratch", test_scratch);
    ADD("/diff/run/accepted", test_accepted);
    ADD("/diff/run/forms", test_forms);
    return g_test_run();
}

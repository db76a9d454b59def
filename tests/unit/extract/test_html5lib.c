/* The html5lib cases for tree construction and encodings, where they are at hand (../shared beside
 * the checkout; else they are skipped).
 *
 * The tree is dumped from the parser library itself, run as html/tree.c runs it: the array of
 * html/tree.h leaves out what the extractor has no use for (comments, doctypes, what is in
 * scripts), and a newline is appended there. So this shows what tree the array is made from.
 * Cases with fragments, and those that ask for scripting, are none of ours. Those known to fail
 * are named in tests/html5lib/known.txt; a case that is not there and fails, or is and passes, is
 * a failure of this test. */
#include <glib.h>
#include <myhtml/api.h>
#include <string.h>

#include "extract/extract.h"

#define CORPUS ASSAY_SOURCE_DIR "/../shared/corpora/html5lib"
#define KNOWN  ASSAY_SOURCE_DIR "/tests/html5lib/known.txt"

/* A byte that no UTF-8 text has, for the NUL bytes of cases while they are strings. */
#define STAND_IN '\xFF'

/* ---- Dumps ---- */

static void indent(GString *out, guint depth)
{
    g_string_append(out, "| ");
    for (guint i = 0; i < depth; i++)
        g_string_append(out, "  ");
}

static const char *prefix_of(myhtml_namespace_t space)
{
    switch (space) {
    case MyHTML_NAMESPACE_SVG:
        return "svg ";
    case MyHTML_NAMESPACE_MATHML:
        return "math ";
    case MyHTML_NAMESPACE_XLINK:
        return "xlink ";
    case MyHTML_NAMESPACE_XML:
        return "xml ";
    case MyHTML_NAMESPACE_XMLNS:
        return "xmlns ";
    default:
        return "";
    }
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void dump_attributes(GString *out, myhtml_tree_node_t *node, guint depth)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (myhtml_tree_attr_t *at = myhtml_node_attribute_first(node); at != NULL;
         at = myhtml_attribute_next(at)) {
        const char *key = myhtml_attribute_key(at, NULL);
        const char *value = myhtml_attribute_value(at, NULL);
        const char *space = prefix_of(myhtml_attribute_namespace(at));
        const char *colon = *space == '\0' ? NULL : strchr(key, ':');
        g_ptr_array_add(lines,
                        g_strdup_printf("%s%s=\"%s\"\n", space, colon == NULL ? key : colon + 1,
                                        value == NULL ? "" : value));
    }
    g_ptr_array_sort(lines, by_name);
    for (guint i = 0; i < lines->len; i++) {
        indent(out, depth);
        g_string_append(out, g_ptr_array_index(lines, i));
    }
}

static void dump_doctype(GString *out, myhtml_tree_node_t *node)
{
    myhtml_tree_attr_t *at = myhtml_node_attribute_first(node);
    const char *name = at == NULL ? NULL : myhtml_attribute_key(at, NULL);
    const char *ids[2] = {NULL, NULL};
    /* Then the keyword, as it is written, and what it announces. */
    at = at == NULL ? NULL : myhtml_attribute_next(at);
    const char *keyword = at == NULL ? NULL : myhtml_attribute_value(at, NULL);
    gboolean is_public = keyword != NULL && g_ascii_strcasecmp(keyword, "public") == 0;
    gboolean is_system = keyword != NULL && g_ascii_strcasecmp(keyword, "system") == 0;
    if (is_public || is_system) {
        guint n = is_system ? 1 : 0;
        for (at = myhtml_attribute_next(at); at != NULL && n < 2; at = myhtml_attribute_next(at))
            ids[n++] = myhtml_attribute_value(at, NULL);
    }
    g_string_append_printf(out, "| <!DOCTYPE %s", name == NULL ? "" : name);
    if ((ids[0] != NULL && *ids[0] != '\0') || (ids[1] != NULL && *ids[1] != '\0'))
        g_string_append_printf(out, " \"%s\" \"%s\"", ids[0] == NULL ? "" : ids[0],
                               ids[1] == NULL ? "" : ids[1]);
    g_string_append(out, ">\n");
}

/* Returns: the depth of its children. */
static guint dump_node(GString *out, myhtml_tree_t *tree, myhtml_tree_node_t *node, guint depth)
{
    myhtml_tag_id_t id = myhtml_node_tag_id(node);
    /* What the library drops from a text (NUL bytes) stands behind its end. */
    gsize length = 0;
    const char *text = myhtml_node_text(node, &length);
    if (id == MyHTML_TAG__DOCTYPE) {
        dump_doctype(out, node);
    } else if (id == MyHTML_TAG__TEXT || id == MyHTML_TAG__COMMENT) {
        indent(out, depth);
        g_string_append(out, id == MyHTML_TAG__TEXT ? "\"" : "<!-- ");
        g_string_append_len(out, text == NULL ? "" : text, (gssize)length);
        g_string_append(out, id == MyHTML_TAG__TEXT ? "\"\n" : " -->\n");
    } else {
        indent(out, depth);
        g_string_append_printf(out, "<%s%s>\n", prefix_of(myhtml_node_namespace(node)),
                               myhtml_tag_name_by_id(tree, id, NULL));
        dump_attributes(out, node, depth + 1);
        if (id == MyHTML_TAG_TEMPLATE && myhtml_node_namespace(node) == MyHTML_NAMESPACE_HTML) {
            indent(out, depth + 1);
            g_string_append(out, "content\n");
            return depth + 2;
        }
    }
    return depth + 1;
}

static char *dump(myhtml_tree_t *tree)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GArray) depths = g_array_new(FALSE, FALSE, sizeof(guint));
    myhtml_tree_node_t *root = myhtml_tree_get_document(tree);
    myhtml_tree_node_t *at = myhtml_node_child(root);
    guint depth = 0;
    while (at != NULL) {
        guint below = dump_node(out, tree, at, depth);
        if (myhtml_node_child(at) != NULL) {
            g_array_append_val(depths, depth);
            depth = below;
            at = myhtml_node_child(at);
            continue;
        }
        while (at != root && myhtml_node_next(at) == NULL) {
            at = myhtml_node_parent(at);
            if (at != root) {
                depth = g_array_index(depths, guint, depths->len - 1);
                g_array_set_size(depths, depths->len - 1);
            }
        }
        at = at == root ? NULL : myhtml_node_next(at);
    }
    return g_string_free(out, FALSE);
}

static char *tree_of(const char *data, gsize length)
{
    myhtml_t *myhtml = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    g_assert_cmpint(myhtml_init(myhtml, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0), ==,
                    MyHTML_STATUS_OK);
    g_assert_cmpint(myhtml_tree_init(tree, myhtml), ==, MyHTML_STATUS_OK);
    myhtml_parse(tree, MyENCODING_UTF_8, data, length);
    char *text = dump(tree);
    myhtml_tree_destroy(tree);
    myhtml_destroy(myhtml);
    return text;
}

/* ---- Cases ---- */

typedef struct {
    GHashTable *known; /* of names, owned; those that failed as they should are removed */
    guint n_cases, n_passed;
    guint n_surprises;
} Run;

/* The part of @test under the line @head, up to the next line that is a head of a case. */
static char *part_of(const char *test, const char *head)
{
    g_autofree char *line = g_strdup_printf("\n%s\n", head);
    const char *at = strstr(test, line);
    if (at == NULL)
        return NULL;
    at += strlen(line);
    static const char *const heads[] = {
        "\n#errors",     "\n#new-errors", "\n#document", "\n#document-fragment",
        "\n#script-off", "\n#script-on",  "\n#encoding"};
    const char *end = at + strlen(at);
    for (gsize i = 0; i < G_N_ELEMENTS(heads); i++) {
        const char *found = strstr(at - 1, heads[i]);
        while (found != NULL && found < end) {
            char after = found[strlen(heads[i])];
            if (after == '\n' || after == '\0')
                end = found;
            found = strstr(found + 1, heads[i]);
        }
    }
    return g_strndup(at, end > at ? (gsize)(end - at) : 0);
}

static void check_case(Run *run, const char *name, gboolean passed)
{
    gboolean is_known = g_hash_table_remove(run->known, name);
    run->n_cases++;
    run->n_passed += passed ? 1 : 0;
    if (passed == is_known) {
        run->n_surprises++;
        g_test_message("%s %s", name, passed ? "passes, and is known to fail" : "fails");
    }
}

static void run_tree_case(Run *run, const char *name, const char *test)
{
    g_autofree char *data = part_of(test, "#data");
    g_autofree char *expected = part_of(test, "#document");
    if (data == NULL || expected == NULL || strstr(test, "\n#document-fragment\n") != NULL ||
        strstr(test, "\n#script-on\n") != NULL)
        return;
    g_autofree char *wanted = g_strchomp(g_strdup(expected));
    gsize length = strlen(data);
    for (gsize i = 0; i < length; i++)
        data[i] = data[i] == STAND_IN ? '\0' : data[i];
    g_autofree char *got = g_strchomp(tree_of(data, length));
    gboolean passed = strcmp(got, wanted) == 0;
    check_case(run, name, passed);
    if (!passed && g_test_verbose())
        g_test_message("%s\n%s\n-- expected\n%s\n-- got\n%s", name, data, wanted, got);
}

static char *charset_of(const char *page)
{
    AssayInput input = {.bytes = (const guint8 *)page, .size = strlen(page), .uri = "test"};
    g_autoptr(AssayDecoded) decoded = assay_decode(&input, TRUE);
    return g_strdup(decoded->charset);
}

/* The standard leaves open what a page is that says nothing, and ASCII is valid UTF-8, which this
 * program then believes. Letters that are none show what it would fall back to; they come first,
 * for some cases end inside a tag. */
static void run_encoding_case(Run *run, const char *name, const char *test)
{
    g_autofree char *data = part_of(test, "#data");
    g_autofree char *expected = part_of(test, "#encoding");
    if (data == NULL || expected == NULL)
        return;
    g_autofree char *page = g_strconcat("<p>d\xE9j\xE0 vu, \xE9t\xE9, na\xEFve</p>", data, NULL);
    g_autofree char *wanted = g_ascii_strdown(g_strstrip(expected), -1);
    g_autofree char *plain = charset_of(data);
    g_autofree char *marked = charset_of(page);
    gboolean passed = strcmp(plain, wanted) == 0 ||
                      (strcmp(plain, "utf-8") == 0 && strcmp(marked, wanted) == 0);
    check_case(run, name, passed);
    if (!passed)
        g_test_message("%s: %s, not %s", name, plain, wanted);
}

/* @text: the file; cases begin with "#data" behind an empty line. */
static void run_file(Run *run, const char *file, const char *text,
                     void (*run_case)(Run *, const char *, const char *))
{
    g_autofree char *whole = g_strconcat("\n\n", text, NULL);
    g_auto(GStrv) tests = g_strsplit(whole, "\n#data\n", -1);
    for (guint i = 1; tests[i] != NULL; i++) {
        g_autofree char *test = g_strconcat("\n#data\n", tests[i], NULL);
        g_autofree char *name = g_strdup_printf("%s %u", file, i);
        run_case(run, name, test);
    }
}

static gboolean read_known(Run *run)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(KNOWN, &text, NULL, NULL))
        return FALSE;
    run->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0' && *lines[i] != '#')
            g_hash_table_add(run->known, g_strndup(lines[i], strcspn(lines[i], "\t")));
    return TRUE;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Runs all files of a folder of the corpus. Returns: FALSE if it is not there. */
static gboolean run_folder(Run *run, const char *folder,
                           void (*run_case)(Run *, const char *, const char *))
{
    g_autofree char *path = g_build_filename(CORPUS, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    if (dir == NULL || !read_known(run)) {
        g_test_skip("no html5lib cases beside the checkout");
        return FALSE;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
        if (g_str_has_suffix(name, ".dat"))
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *file = g_build_filename(path, g_ptr_array_index(names, i), NULL);
        g_autofree char *text = NULL;
        gsize length = 0;
        g_assert_true(g_file_get_contents(file, &text, &length, NULL));
        for (gsize k = 0; k < length; k++)
            text[k] = text[k] == '\0' ? STAND_IN : text[k];
        g_autofree char *title = g_strconcat(folder, "/", g_ptr_array_index(names, i), NULL);
        run_file(run, title, text, run_case);
    }
    g_test_message("%s: %u of %u cases pass", folder, run->n_passed, run->n_cases);
    g_hash_table_unref(run->known);
    return TRUE;
}

static void test_trees(void)
{
    Run run = {0};
    if (!run_folder(&run, "tree-construction", run_tree_case))
        return;
    g_assert_cmpuint(run.n_passed * 1000, >=, run.n_cases * 969);
    g_assert_cmpuint(run.n_surprises, ==, 0);
}

static void test_encodings(void)
{
    Run run = {0};
    if (run_folder(&run, "encoding", run_encoding_case))
        g_assert_cmpuint(run.n_surprises, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html5lib/tree-construction", test_trees);
    g_test_add_func("/html5lib/encoding", test_encodings);
    return g_test_run();
}

/* Leaving out what a schema cannot tell apart: the tree comes back as it was, every fault is still
 * found, and what a schema counts or reads is not left out. */
#include <glib/gstdio.h>

#include "harness.h"
#include "record/alike.h"
#include "record/namespace.h"
#include "record/node.h"
#include "record/plan.h"

static guint count_elements(xmlNode *top)
{
    guint n = 0;
    for (xmlNode *node = top; node != NULL; node = assay_node_next(top, node, FALSE))
        n += node->type == XML_ELEMENT_NODE ? 1 : 0;
    return n;
}

static xmlNode *element_at(xmlNode *top, guint index)
{
    xmlNode *node = top;
    for (;; node = assay_node_next(top, node, FALSE))
        if (node->type == XML_ELEMENT_NODE && index-- == 0)
            return node;
}

static void add_table(xmlNode *parent, const char *caption)
{
    xmlNode *table = assay_node_add(parent, "table");
    if (caption != NULL)
        assay_node_append_text(assay_node_add(table, "caption"), caption);
    for (guint r = 0; r < 5; r++) {
        xmlNode *row = assay_node_add(table, "row");
        for (guint c = 0; c < 4; c++) {
            xmlNode *cell = assay_node_add(row, "cell");
            if (r == 0)
                assay_node_set(cell, "head", "true");
            if (r == 3)
                assay_node_set_number(cell, "colspan", 1 + c / 2);
            if (c != 2)
                assay_node_append_text(cell, r == 0 ? "Head" : "Value");
        }
    }
}

static xmlNode *add_section(xmlNode *parent, const char *title)
{
    xmlNode *section = assay_node_add(parent, "section");
    assay_node_set(section, "title", title);
    for (guint i = 0; i < 4; i++)
        assay_node_append_text(assay_node_add(section, "p"), i % 2 == 0 ? "Words." : title);
    add_table(section, NULL);
    xmlNode *list = assay_node_add(section, "list");
    for (guint i = 0; i < 6; i++) {
        xmlNode *item = assay_node_add(list, "item");
        if (i == 2 || i == 3)
            assay_node_set_number(item, "level", i);
        assay_node_append_text(item, "Item");
    }
    return section;
}

/* A record with a body of all that a body has, most of it over and over. */
static AssayRecord *make_record(const AssayPlan *plan)
{
    AssayCapture *page = harness_capture("html", 'a');
    harness_add(page, "title", "A page");
    page->body = assay_node_new(page->arena, "body");
    for (guint i = 0; i < 3; i++)
        assay_node_append_text(assay_node_add(page->body, "p"), "Before");
    xmlNode *code = assay_node_add(page->body, "code");
    for (guint i = 0; i < 4; i++)
        assay_node_set_number(assay_node_add(code, "line"), "indent", 4);
    add_table(page->body, "A caption");
    add_section(add_section(page->body, "One"), "Inner");
    for (guint i = 0; i < 3; i++)
        add_section(page->body, i < 2 ? "Two" : "Three");
    AssayRecord *record = harness_build(plan, &page, 1);
    assay_capture_free(page);
    return record;
}

static xmlNode *body_of(const AssayRecord *record)
{
    return assay_element_child(xmlDocGetRootElement(assay_record_doc(record)), "body");
}

static const AssayShapeElement *body_shape(const AssayPlan *plan)
{
    return assay_shape_child(assay_shape_root(plan->shape), "body", NULL);
}

static void check_links(xmlNode *top)
{
    for (xmlNode *node = top; node != NULL; node = assay_node_next(top, node, FALSE)) {
        if (node->type != XML_ELEMENT_NODE || node->children == NULL)
            continue;
        g_assert_null(node->children->prev);
        g_assert_null(node->last->next);
        for (const xmlNode *child = node->children; child != NULL; child = child->next) {
            g_assert_true(child->parent == node);
            g_assert_true(child->next != NULL ? child->next->prev == child : child == node->last);
        }
    }
}

static void test_put_back(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayRecord) record = make_record(plan);
    g_autofree char *before = harness_text(plan, record);
    xmlNode *body = body_of(record);
    guint n = count_elements(body);
    AssayAlike *alike = assay_alike_leave_out(body, body_shape(plan));
    check_links(body);
    /* Of a table: itself and four kinds of row, one of them with two kinds of cell. Of a section:
     * itself, a paragraph, a table, and a list with items of levels 1, 2, 3 and 1. One section with
     * another in it is left, and one without. */
    guint n_table = 1 + 2 + 2 + 3 + 2, n_section = 1 + 1 + n_table + 1 + 4;
    g_assert_cmpuint(count_elements(body), ==, 1 + 1 + 2 + (n_table + 1) + 3 * n_section);
    assay_alike_put_back(alike);
    check_links(body);
    g_assert_cmpuint(count_elements(body), ==, n);
    g_autofree char *after = harness_text(plan, record);
    g_assert_cmpstr(before, ==, after);
}

static void say_nothing(void *data, xmlErrorPtr complaint)
{
    (void)data;
    (void)complaint;
}

/* By libxml2 alone, over the whole tree. */
static gboolean is_valid_in_full(const AssayPlan *plan, AssayRecord *record)
{
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(plan->schema);
    xmlRelaxNGSetValidStructuredErrors(context, say_nothing, NULL);
    assay_namespace_put_on(assay_record_doc(record));
    int result = xmlRelaxNGValidateDoc(context, assay_record_doc(record));
    assay_namespace_take_off(assay_record_doc(record));
    xmlRelaxNGFreeValidCtxt(context);
    return result == 0;
}

static const char *const changes[] = {"text", "element", "empty",   "attribute", "level",
                                      "head", "colspan", "section", "title",     "cell"};

/* One of the changes, most of which are faults in most places. */
static void change(xmlNode *node, const char *what)
{
    if (strcmp(what, "text") == 0)
        assay_node_append_text(node, "No text here");
    else if (strcmp(what, "element") == 0)
        assay_node_add(node, "strange");
    else if (strcmp(what, "section") == 0)
        assay_node_set(assay_node_add(node, "section"), "title", "A section");
    else if (strcmp(what, "cell") == 0)
        assay_node_insert(node, node->children, assay_node_new(node->_private, "cell"));
    else if (strcmp(what, "empty") == 0)
        node->children = node->last = NULL;
    else if (strcmp(what, "title") == 0)
        assay_node_replace(node, "title", "Another");
    else if (strcmp(what, "attribute") == 0)
        assay_node_set(node, "strange", "1");
    else
        assay_node_replace(node, what, "many");
}

static void test_faults(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayRecord) whole = make_record(plan);
    guint n = count_elements(body_of(whole)), n_faults = 0, n_fine = 0;
    for (guint i = 0; i < n; i++)
        for (guint k = 0; k < G_N_ELEMENTS(changes); k++) {
            g_autoptr(AssayRecord) record = make_record(plan);
            change(element_at(body_of(record), i), changes[k]);
            g_autoptr(GBytes) before = assay_record_write(record);
            gboolean is_valid = assay_record_validate(record, plan, NULL);
            g_autoptr(GBytes) after = assay_record_write(record);
            g_assert_true(g_bytes_equal(before, after));
            if (is_valid != is_valid_in_full(plan, record))
                g_error("%s at element %u: valid %d", changes[k], i, is_valid);
            *(is_valid ? &n_fine : &n_faults) += 1;
        }
    g_assert_cmpuint(n_faults, >, 5 * n);
    g_assert_cmpuint(n_fine, >, n);
}

/* ---- Other schemas ---- */

#define X "<ref name='x'/>"
#define Y "<ref name='y'/>"

static AssayShape *shape_of_patterns(const char *patterns)
{
    g_autofree char *folder = g_dir_make_tmp("alike-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "record.rng", NULL);
    g_autofree char *grammar = g_strdup_printf(
        "<grammar xmlns='http://relaxng.org/ns/structure/1.0'><start><element name='r'>%s</element>"
        "</start><define name='x'><element name='x'><text/></element></define>"
        "<define name='y'><element name='y'><text/></element></define>"
        "<define name='deep'><element name='x'><zeroOrMore><choice><ref name='deep'/>" Y
        "</choice></zeroOrMore></element></define></grammar>",
        patterns);
    g_assert_true(g_file_set_contents(file, grammar, -1, NULL));
    GError *error = NULL;
    AssayShape *shape = assay_shape_load(file, &error);
    g_assert_no_error(error);
    g_unlink(file);
    g_rmdir(folder);
    return shape;
}

/* How many elements are left of the tree in @text. */
static guint left_of(const char *patterns, const char *text)
{
    g_autoptr(AssayShape) shape = shape_of_patterns(patterns);
    g_autoptr(AssayArena) arena = assay_arena_new();
    xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), "test.xml", NULL, 0);
    xmlNode *top = assay_node_copy(arena, xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    AssayAlike *alike = assay_alike_leave_out(top, assay_shape_root(shape));
    guint n = count_elements(top);
    assay_alike_put_back(alike);
    check_links(top);
    return n;
}

static void test_repeats(void)
{
    static const char four[] = "<r><x>a</x><x>b</x><x/><x>c</x></r>";
    static const struct {
        const char *patterns;
        guint n_left;
    } cases[] = {
        {"<zeroOrMore>" X "</zeroOrMore>", 2},
        {"<oneOrMore><choice>" Y X "</choice></oneOrMore>", 2},
        {"<optional>" Y "</optional><zeroOrMore><group>" X "</group></zeroOrMore>", 2},
        {"<mixed><zeroOrMore>" X "</zeroOrMore></mixed>", 2},
        /* What is counted. */
        {X X X X, 5},
        {"<optional>" X "</optional>", 5},
        {"<zeroOrMore>" X X "</zeroOrMore>", 5},
        {"<oneOrMore><group>" X "<optional>" Y "</optional></group></oneOrMore>", 5},
        {X "<zeroOrMore>" X "</zeroOrMore>", 5},
        {"<zeroOrMore>" X "</zeroOrMore><element name='x'><empty/></element>", 5},
        {"<zeroOrMore>" X "</zeroOrMore><element><anyName/><text/></element>", 5},
        /* Texts that are looked at. */
        {"<zeroOrMore><element name='x'><data type='token'/></element></zeroOrMore>", 5},
        {"<zeroOrMore><element name='x'><choice><value>a</value><text/></choice></element>"
         "</zeroOrMore>",
         5},
        {"<zeroOrMore><element name='x'><list><oneOrMore><value>a</value></oneOrMore></list>"
         "</element></zeroOrMore>",
         5},
        /* What the schema does not know. */
        {"<zeroOrMore>" Y "</zeroOrMore>", 5},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        if (left_of(cases[i].patterns, four) != cases[i].n_left)
            g_error("%s: %u left", cases[i].patterns, left_of(cases[i].patterns, four));
}

static void test_differences(void)
{
    static const char patterns[] =
        "<zeroOrMore><element name='x'><optional><attribute name='free'/></optional>"
        "<optional><attribute name='n'><data type='token'/></attribute></optional>"
        "<zeroOrMore>" Y "</zeroOrMore></element></zeroOrMore>";
    static const struct {
        const char *text;
        guint n_left;
    } cases[] = {
        {"<r><x free='a'/><x free='b'/></r>", 2},
        {"<r><x free='a'/><x/></r>", 3},
        {"<r><x n='a'/><x n='b'/></r>", 3},
        {"<r><x n='a'/><x n='a'/></r>", 2},
        {"<r><x/>text<x/></r>", 3},
        {"<r><x/><x>text</x></r>", 3},
        {"<r><x><y>a</y><y>b</y></x><x><y>c</y></x></r>", 3},
        {"<r><x><y>a</y></x><x><y>b</y>text</x></r>", 5},
        {"<r><x><y>a</y></x><x><y><y/></y></x></r>", 6},
        {"<r><x><y/></x><x/><x><y/></x></r>", 6},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        if (left_of(patterns, cases[i].text) != cases[i].n_left)
            g_error("%s: %u left", cases[i].text, left_of(patterns, cases[i].text));
}

/* Deeper than is looked at: nothing is left out there, and nothing recurs. */
static void test_deep(void)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < 200; i++)
        g_string_append(text, "<x>");
    g_string_append(text, "<y/><y/>");
    for (guint i = 0; i < 200; i++)
        g_string_append(text, "</x>");
    g_autofree char *deep = g_string_free(text, FALSE);
    g_autofree char *twice = g_strdup_printf("<r>%s%s<x><y/><y/></x></r>", deep, deep);
    g_assert_cmpuint(left_of("<zeroOrMore><ref name='deep'/></zeroOrMore>", twice), ==, 407);
    g_assert_cmpuint(
        left_of("<zeroOrMore><ref name='deep'/></zeroOrMore>", "<r><x><x/><x/></x><x><x/></x></r>"),
        ==, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record/alike/put-back", test_put_back);
    g_test_add_func("/record/alike/faults", test_faults);
    g_test_add_func("/record/alike/repeats", test_repeats);
    g_test_add_func("/record/alike/differences", test_differences);
    g_test_add_func("/record/alike/deep", test_deep);
    return g_test_run();
}

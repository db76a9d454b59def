/* test_instance.c: rules that look into the instances of another: what they see, what they add. */
#include "harness.h"

#define LIST                                                                                       \
    "<layout><section name=\"list\"><heading>List</heading></section></layout>"                    \
    "<rule id=\"entry\" repeat=\"list/entry\"><from section=\"list\" block=\"item\"/>"             \
    "<match><pattern>(?s)^(?'text'.*?(?:doi:(?'id'\\S+))?)$</pattern>"                             \
    "<set target=\".\" group=\"text\"/><set target=\"@id\" group=\"id\"/></match></rule>"
#define INTO(id, pattern, target)                                                                  \
    "<rule id=\"" id "\" repeat=\"list/entry\"><from each=\"instance\"/><match><pattern>" pattern  \
    "</pattern><set target=\"" target "\" group=\"" id "\"/></match></rule>"

static AssayDocument *list_of(const char *first, const char *second)
{
    AssayDocument *document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "List");
    harness_block(document, ASSAY_BLOCK_LIST_ITEM, 1, first);
    harness_block(document, ASSAY_BLOCK_LIST_ITEM, 1, second);
    return document;
}

static void assert_at(const AssayCapture *capture, const char *path, const char *value, gsize start)
{
    const AssayFinding *finding = harness_find(capture, path);
    g_assert_nonnull(finding);
    g_assert_cmpstr(finding->value, ==, value);
    g_assert_cmpuint(finding->span.start_byte, ==, start);
    g_assert_cmpuint(finding->span.end_byte, ==, start + strlen(value));
}

/* Each rule sees what is left, and its values have their own places in the document. */
static void test_marks(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        LIST INTO("year", "\\((?'year'\\d{4})\\)", "@year")
            INTO("title", "\\(⟨year⟩\\)\\. (?'title'[^⟨⟩.]+)\\. doi:⟨id⟩", "@title"));
    g_autoptr(AssayDocument) document = list_of("Doe (2020). On  the\nmoths. doi:10.1/a",
                                                "Roe, no year. Lamps. doi:10.1/b");
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    const char *text = document->text->str;
    assert_at(capture, "list/entry[1]/@year", "2020", (gsize)(strstr(text, "2020") - text));
    const AssayFinding *title = harness_find(capture, "list/entry[1]/@title");
    g_assert_nonnull(title);
    g_assert_cmpstr(title->value, ==, "On the moths");
    gsize at = (gsize)(strstr(text, "On  the") - text);
    g_assert_cmpuint(title->span.start_byte, ==, at);
    g_assert_cmpuint(title->span.end_byte, ==, at + strlen("On  the\nmoths"));
    g_assert_cmpstr(harness_value(capture, "list/entry[2]/@id"), ==, "10.1/b");
    g_assert_null(harness_find(capture, "list/entry[2]/@year"));
    g_assert_null(harness_find(capture, "list/entry[2]/@title"));
}

/* The first rule has the target; a group that reaches over a mark is refused. */
static void test_first_has_it(void)
{
    g_autoptr(AssayRules) rules = harness_rules(LIST INTO("a", "(?'a'\\d{4})", "@year") INTO(
        "b", "(?'b'\\d+)$", "@year") INTO("c", "^(?'c'.*)$", "@title"));
    g_autoptr(AssayDocument) document = list_of("Doe 2020, 17", "Roe");
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    g_assert_cmpstr(harness_value(capture, "list/entry[1]/@year"), ==, "2020");
    g_assert_null(harness_find(capture, "list/entry[1]/@title"));
    g_assert_cmpstr(harness_value(capture, "list/entry[2]/@title"), ==, "Roe");
    for (guint i = 0; i < capture->findings->len; i++)
        g_assert_cmpstr(g_array_index(capture->findings, AssayFinding, i).value, !=, "17");
}

/* What stands in the text between marks keeps its place, whatever was taken before and behind. */
static void test_places(void)
{
    g_autoptr(AssayRules) rules = harness_rules(LIST INTO("b", "(?'b'bb)", "@b") INTO(
        "d", "(?'d'd)", "@d") INTO("a", "(?'a'aaa)", "@a") INTO("c", "⟨b⟩-(?'c'c+)-⟨d⟩", "@c"));
    g_autoptr(AssayDocument) document = list_of("aaa-bb-cccc-d-e", "");
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    const char *text = document->text->str;
    assert_at(capture, "list/entry[1]/@a", "aaa", (gsize)(strstr(text, "aaa") - text));
    assert_at(capture, "list/entry[1]/@b", "bb", (gsize)(strstr(text, "bb") - text));
    assert_at(capture, "list/entry[1]/@c", "cccc", (gsize)(strstr(text, "cccc") - text));
    assert_at(capture, "list/entry[1]/@d", "d", (gsize)(strstr(text, "-d-") + 1 - text));
}

/* Normalising composed a letter: the text is another than the document's, so the entry's place is
 * all that is known. */
static void test_composed(void)
{
    g_autoptr(AssayRules) rules = harness_rules(LIST INTO("year", "(?'year'\\d{4})", "@year"));
    g_autoptr(AssayDocument) document = list_of("Mu\xCC\x88ller 2020", "");
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    const AssayFinding *entry = harness_find(capture, "list/entry[1]");
    const AssayFinding *year = harness_find(capture, "list/entry[1]/@year");
    g_assert_nonnull(year);
    g_assert_cmpstr(year->value, ==, "2020");
    g_assert_cmpuint(year->span.start_byte, ==, entry->span.start_byte);
    g_assert_cmpuint(year->span.end_byte, ==, entry->span.end_byte);
}

static void test_refused(void)
{
    static const char *const wrong[] = {
        "<rule id=\"r\"><from each=\"instance\"/><match><set target=\"x\" "
        "value=\"1\"/></match></rule>",
        "<rule id=\"r\" repeat=\"a/b\"><from each=\"instance\"/><from each=\"pair\"/><match><set "
        "target=\"@x\" group=\"value\"/></match></rule>",
        "<rule id=\"r\" repeat=\"a/b\"><from each=\"instance\"/><match all=\"yes\"><set "
        "target=\"@x\" group=\"value\"/></match></rule>"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(harness_try(wrong[i], &error));
        g_assert_nonnull(strstr(error->message, "profile.xml:1: "));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/instance/marks", test_marks);
    g_test_add_func("/rules/instance/first-has-it", test_first_has_it);
    g_test_add_func("/rules/instance/places", test_places);
    g_test_add_func("/rules/instance/composed", test_composed);
    g_test_add_func("/rules/instance/refused", test_refused);
    return g_test_run();
}

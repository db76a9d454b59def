/* test_from.c: Every kind of `from`: what the candidates are, and where they stand. */
#include "harness.h"

#define LAYOUT                                                                                     \
    "<layout><section name=\"a\"><heading>Alpha</heading></section>"                               \
    "<section name=\"b\"><heading>Beta</heading></section></layout>"
#define ALL(from)                                                                                  \
    LAYOUT "<rule id=\"r\" repeat=\"x\"><from " from "/><match><set target=\".\" "                 \
           "group=\"value\"/></match></rule>"

/* Two sections, with a heading, paragraphs, an item, code, a caption, tables, links. */
static AssayDocument *sample(void)
{
    AssayDocument *document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_HEADING, 1, "Title");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Alpha");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "first text");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "hidden text")->place = ASSAY_PLACE_HIDDEN;
    harness_block(document, ASSAY_BLOCK_LIST_ITEM, 1, "an item");
    harness_table(document, "Status|open|\nEmpty||\nCount:|5|", FALSE);
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Beta");
    harness_block(document, ASSAY_BLOCK_CODE, 0, "code");
    harness_block(document, ASSAY_BLOCK_CAPTION, 0, "caption");
    harness_table(document, "Status|shut", TRUE);
    harness_table(document, "Mark|Note|Claim\nyes|n|It works\nno||It does not", TRUE);
    harness_table(document, "third|yes", FALSE);
    AssaySpan none = {.kind = ASSAY_SPAN_NONE};
    AssayRange link = assay_document_block(document, 4)->text;
    assay_document_add_link(document, link, "https://example.org/1", 21, none);
    link = assay_document_block(document, 3)->text;
    assay_document_add_link(document, link, "https://example.org/hidden", 26, none);
    assay_document_add_property(document, "meta.key", "one", 3, assay_span_bytes(5, 8));
    assay_document_add_property(document, "meta.key", "two", 3, none);
    assay_document_add_property(document, "link.canonical", "https://example.org/c", 21, none);
    return document;
}

/* All values at @path of the sample under @rules, parted by " / ". */
static char *values_of(const char *content)
{
    g_autoptr(AssayRules) rules = harness_rules(content);
    g_autoptr(AssayDocument) document = sample();
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, "https://u/", NULL);
    GString *values = g_string_new(NULL);
    for (guint i = 0; i < capture->findings->len; i++)
        g_string_append_printf(values, "%s%s", i > 0 ? " / " : "",
                               g_array_index(capture->findings, AssayFinding, i).value);
    return g_string_free(values, FALSE);
}

static void assert_values(const char *content, const char *expected)
{
    g_autofree char *values = values_of(content);
    g_assert_cmpstr(values, ==, expected);
}

static void test_after_heading(void)
{
    assert_values(
        ALL("block=\"any\" after=\"heading\" section=\"b\""),
        "code / caption / Status / shut / Mark / Note / Claim / yes / n / It works / no / "
        "It does not / third / yes");
    assert_values(ALL("block=\"paragraph item\" after=\"heading\" section=\"a\""),
                  "first text / an item");
    /* The title is followed by a heading at once. */
    assert_values(ALL("block=\"paragraph\" after=\"heading\""), "");
}

static void test_kinds(void)
{
    assert_values(ALL("label=\"status\""), "open / shut");
    assert_values(ALL("label=\"Status:\" section=\"b\""), "shut");
    assert_values(ALL("label=\"Count\""), "5");
    assert_values(ALL("block=\"heading\""), "Title / Alpha / Beta");
    assert_values(ALL("block=\"heading\" section=\"a b\""), "");
    assert_values(ALL("block=\"paragraph item\""), "first text / an item");
    assert_values(ALL("block=\"code caption\""), "code / caption");
    assert_values(ALL("block=\"cell\" section=\"a\""), "Status / open / Empty / Count: / 5");
    assert_values(ALL("block=\"any\" section=\"front\""), "Title");
    assert_values(ALL("property=\"meta.key\""), "one / two");
    assert_values(ALL("url=\"capture\""), "https://u/ / https://example.org/c");
    assert_values(ALL("link=\"any\""), "https://example.org/1");
    assert_values(ALL("link=\"any\" section=\"b\""), "");
    assert_values(ALL("text=\"section\" section=\"front\""), "Title");
}

static void test_pairs(void)
{
    assert_values(LAYOUT "<rule id=\"r\" repeat=\"x\"><from each=\"pair\" section=\"a\"/><match>"
                         "<set target=\"@l\" group=\"label\"/><set target=\"@v\" "
                         "group=\"value\"/></match></rule>",
                  "Status / open / Count: / 5");
    assert_values(LAYOUT "<rule id=\"r\" repeat=\"x\"><from each=\"pair\"/><match>"
                         "<pattern>^Status\\t(?'s'.*)</pattern><set target=\"@s\" group=\"s\"/>"
                         "<set target=\"@l\" group=\"label\"/></match></rule>",
                  "open / Status / shut / Status");
}

#define COLUMNS(match)                                                                             \
    LAYOUT "<rule id=\"r\" repeat=\"x\"><from><column name=\"c\">claim</column>"                   \
           "<column name=\"m\">Verified</column><column name=\"m\">Mark</column></from>" match     \
           "</rule>"

static void test_columns(void)
{
    /* The first table has a third, empty column and no head: its two columns serve. */
    assert_values(COLUMNS("<match><pattern>works|third</pattern><set target=\"@m\" group=\"m\"/>"
                          "<set target=\".\" group=\"c\"/></match>"),
                  "yes / It works / yes / third");
    assert_values(COLUMNS("<match><set target=\"@m\" group=\"m\" type=\"integer\"/></match>"), "5");
}

static void test_text(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        LAYOUT "<rule id=\"r\"><from text=\"section\" section=\"a\"/><match>"
               "<pattern>(?s)(?'t'text\\nan.*item)</pattern><set target=\"t\" group=\"t\"/></match>"
               "</rule><rule id=\"d\"><from text=\"document\"/><match>"
               "<pattern>code\\n(?'t'caption)</pattern><set target=\"d\" group=\"t\"/></match>"
               "</rule>");
    g_autoptr(AssayDocument) document = sample();
    gsize text_start = assay_document_block(document, 2)->text.start + 6;
    gsize item_end = assay_document_block(document, 4)->text.end;
    AssayRange caption = assay_document_block(document, 8)->text;
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    const AssayFinding *text = harness_find(capture, "t");
    g_assert_cmpstr(text->value, ==, "text an item");
    g_assert_cmpstr(text->raw, ==, NULL); /* a line break is a space */
    g_assert_cmpuint(text->span.start_byte, ==, text_start);
    g_assert_cmpuint(text->span.end_byte, ==, item_end);
    const AssayFinding *whole = harness_find(capture, "d");
    g_assert_cmpuint(whole->span.start_byte, ==, caption.start);
    g_assert_cmpuint(whole->span.end_byte, ==, caption.end);
}

static void test_property_span(void)
{
    g_autoptr(AssayRules) rules = harness_rules(ALL("property=\"meta.key\""));
    g_autoptr(AssayDocument) document = sample();
    g_autoptr(AssayCapture) capture = harness_apply(rules, document, NULL, NULL);
    g_assert_cmpuint(harness_find(capture, "x[1]")->span.start_byte, ==, 5);
}

static void test_styles(void)
{
    const char *set = "<styles><style name=\"p\" media=\"text/plain\"/><style name=\"h\"/></styles>"
                      "<rule id=\"r\"><from block=\"any\" styles=\"p\"/><match>"
                      "<set target=\"t\" group=\"value\"/></match></rule>";
    g_autoptr(AssayRules) rules = harness_rules(set);
    g_autoptr(AssayDocument) document = sample();
    g_autoptr(AssayCapture) other = harness_apply(rules, document, NULL, NULL);
    g_assert_null(harness_value(other, "t"));
    document->media = "text/plain";
    g_autoptr(AssayCapture) plain = harness_apply(rules, document, NULL, NULL);
    g_assert_cmpstr(harness_value(plain, "t"), ==, "Title");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/from/after-heading", test_after_heading);
    g_test_add_func("/rules/from/kinds", test_kinds);
    g_test_add_func("/rules/from/pairs", test_pairs);
    g_test_add_func("/rules/from/columns", test_columns);
    g_test_add_func("/rules/from/text", test_text);
    g_test_add_func("/rules/from/property-span", test_property_span);
    g_test_add_func("/rules/from/styles", test_styles);
    return g_test_run();
}

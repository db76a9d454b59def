/* test_examples.c: Lint and the examples of rules. */
#include "harness.h"

#include "rules/nested.h"

static void assert_complaint(GPtrArray *complaints, const char *place, const char *what)
{
    for (guint i = 0; i < complaints->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(complaints, i);
        if (strcmp(complaint->place, place) == 0 && strstr(complaint->message, what) != NULL)
            return;
    }
    for (guint i = 0; i < complaints->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(complaints, i);
        g_test_message("%s: %s", complaint->place, complaint->message);
    }
    g_error("no complaint at %s with \"%s\"", place, what);
}

static void test_examples(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        "<rule id=\"r\" repeat=\"x\"><from block=\"any\"/><match all=\"yes\">"
        "<pattern>(?'v'[a-z])</pattern><set target=\".\" group=\"v\"/></match>\n"
        "<example><text>1a2b</text><gives target=\".\">a</gives>"
        "<gives target=\".\" instance=\"2\">b</gives></example>\n"
        "<example><text>a</text><gives target=\".\">b</gives></example>\n"
        "<example><text>1</text><gives target=\".\">b</gives></example>\n"
        "<reject>12</reject>\n<reject>1a</reject></rule>");
    guint n_run = 0;
    g_autoptr(GPtrArray) complaints = assay_rules_test(rules, &n_run);
    g_assert_cmpuint(n_run, ==, 5);
    g_assert_cmpuint(complaints->len, ==, 3);
    assert_complaint(complaints, "t/profile.xml:3", "gives \"a\" for ., not \"b\"");
    assert_complaint(complaints, "t/profile.xml:4", "gives nothing for .");
    assert_complaint(complaints, "t/profile.xml:6", "must reject");
}

static void test_rows(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        "<rule id=\"r\" repeat=\"x\"><from><column name=\"a\">A</column><column name=\"b\">B"
        "</column></from><match><set target=\"@a\" group=\"a\" type=\"integer\"/>"
        "<set target=\"@b\" group=\"b\"/></match>"
        "<example><group name=\"b\">x</group><group name=\"a\">1</group>"
        "<gives target=\"@a\">1</gives><gives target=\"@b\">x</gives></example>"
        "<example><text>2&#9;y</text><gives target=\"@b\">y</gives></example>"
        "<reject>z&#9;y</reject></rule>");
    g_autoptr(GPtrArray) complaints = assay_rules_test(rules, NULL);
    g_assert_cmpuint(complaints->len, ==, 0);
}

static void test_lint(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        "<layout><section name=\"s\"/></layout>\n"
        "<rule id=\"r\"><from section=\"s\" block=\"any\"/>\n<from section=\"u\" block=\"any\"/>\n"
        "<match><pattern>(?'v'(a+)+)</pattern><set target=\"t\" group=\"v\"/></match></rule>\n"
        "<rule id=\"r\"><from block=\"any\"/><match>\n"
        "<set target=\"t\" group=\"value\" type=\"enum\"/></match>"
        "<example><text>x</text>\n<gives target=\"u\">x</gives></example></rule>\n"
        "<define name=\"d\">(x*)*</define>");
    g_autoptr(GPtrArray) complaints = assay_rules_lint(rules);
    assert_complaint(complaints, "t/profile.xml:1", "no <record>");
    assert_complaint(complaints, "t/profile.xml:1", "no <recognise>");
    assert_complaint(complaints, "t/profile.xml:3", "no layout has a section `u`");
    assert_complaint(complaints, "t/profile.xml:2", "no <example>");
    assert_complaint(complaints, "t/profile.xml:4", "(a+)+");
    assert_complaint(complaints, "t/profile.xml:5", "called r already");
    assert_complaint(complaints, "t/profile.xml:6", "needs `labels`");
    assert_complaint(complaints, "t/profile.xml:7", "no <set> has the target u");
    assert_complaint(complaints, "t/profile.xml:8", "(x*)*");
    g_assert_cmpuint(complaints->len, ==, 9);
}

static void test_nested(void)
{
    static const char *const bad[] = {"(a+)+",      "(?:.*)*",       "((a*))+",
                                      "(a+b?)*",    "x(?'n'[^)]+)*", "(?:a|b+)+",
                                      "(\\d+\\b)*", "((a+)?)+",      "(?:[]a]*){2,}"};
    static const char *const good[] = {
        "(a)+",     "(ab+)+", "(?:\\s+\\w+)+",  "(a+)?",     "(a+){1,3}",
        "(?>a+)+",  "(a++)+", "(a+)++",         "[(+)*]+",   "\\(a+\\)+",
        "(?=a+)+b", "(?i)a+", "(?:[^)\\]]x+)*", "(?&name)+", "\\p{L}+(?:-\\p{L}+)*"};
    for (guint i = 0; i < G_N_ELEMENTS(bad) + G_N_ELEMENTS(good); i++) {
        gboolean expected = i < G_N_ELEMENTS(bad);
        const char *pattern = expected ? bad[i] : good[i - G_N_ELEMENTS(bad)];
        const char *piece = NULL;
        gsize length = 0;
        if (assay_pattern_nests(pattern, &piece, &length) != expected)
            g_error("%s: expected %s", pattern, expected ? "a complaint" : "none");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/examples/run", test_examples);
    g_test_add_func("/rules/examples/rows", test_rows);
    g_test_add_func("/rules/lint/set", test_lint);
    g_test_add_func("/rules/lint/nested", test_nested);
    return g_test_run();
}

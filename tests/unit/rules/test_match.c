/* test_match.c: Matching: alternatives, refusals, repeats, open ends, cuts, limits, traces. */
#include "harness.h"

#include "base/limits.h"

#define ONE(match)  "<rule id=\"r\"><from block=\"paragraph\"/>" match "</rule>"
#define MANY(match) "<rule id=\"r\" repeat=\"x\"><from block=\"paragraph\"/>" match "</rule>"

/* Applies @content to paragraphs that are the lines of @text; the last is @open. */
static AssayCapture *apply(const char *content, const char *text, gboolean open, AssayTrace *trace)
{
    g_autoptr(AssayRules) rules = harness_rules(content);
    g_autoptr(AssayDocument) document = assay_document_new();
    document->media = "text/plain";
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    AssayBlock *block = NULL;
    for (guint i = 0; lines[i] != NULL; i++)
        block = harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, lines[i]);
    block->open_end = open;
    AssayCapture *capture = harness_apply(rules, document, NULL, trace);
    /* Paths, values and rules may be the set's, which goes. */
    for (guint i = 0; i < capture->findings->len; i++) {
        AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        finding->path = assay_arena_strdup(capture->arena, finding->path);
        finding->value = assay_arena_strdup(capture->arena, finding->value);
        finding->rule = assay_arena_strdup(capture->arena, finding->rule);
    }
    return capture;
}

static void test_alternatives(void)
{
    g_autoptr(AssayCapture) capture = apply(
        ONE("<match name=\"n\"><pattern>(?'v'\\S+)$</pattern>"
            "<set target=\"n\" group=\"v\" type=\"integer\"/></match>"
            "<match name=\"t\"><pattern>^b(?'v'.*)</pattern><set target=\"t\" group=\"v\"/>"
            "<set target=\"@k\" value=\"const\"/></match>"),
        "about x\nbut y\nand 5", FALSE, NULL);
    /* No integer ends the first line, and it starts with no `b`: the second alternative takes the
     * second line, before the third is looked at. */
    g_assert_cmpuint(capture->findings->len, ==, 2);
    g_assert_cmpstr(harness_value(capture, "t"), ==, "ut y");
    g_assert_cmpstr(harness_value(capture, "@k"), ==, "const");
    g_assert_cmpstr(harness_find(capture, "t")->rule, ==, "r.t");
}

static void test_types(void)
{
    const char *rule = ONE("<match><pattern>(?'a'\\S+) (?'b'\\S+)</pattern>"
                           "<set target=\"@a\" group=\"a\"/>"
                           "<set target=\"@b\" group=\"b\" type=\"integer\"/></match>");
    g_autoptr(AssayCapture) capture = apply(rule, "one two\nthree 3", FALSE, NULL);
    g_assert_cmpstr(harness_value(capture, "@a"), ==, "three");
    g_autoptr(AssayCapture) optional = apply(
        ONE("<match><pattern>(?'a'\\S+) (?'b'\\S+)</pattern><set target=\"@a\" group=\"a\"/>"
            "<set target=\"@b\" group=\"b\" type=\"integer\" optional=\"yes\"/></match>"),
        "one two\nthree 3", FALSE, NULL);
    g_assert_cmpstr(harness_value(optional, "@a"), ==, "one");
    g_assert_null(harness_value(optional, "@b"));
    g_autoptr(AssayCapture)
        date = apply(ONE("<match><set target=\"d\" group=\"value\" type=\"date\"/></match>"),
                     " 29 May 2026 ", FALSE, NULL);
    g_assert_cmpstr(harness_value(date, "d"), ==, "2026-05-29");
    g_assert_cmpstr(harness_find(date, "d")->raw, ==, "29 May 2026");
    g_assert_cmpuint(harness_find(date, "d")->span.start_byte, ==, 1);
}

static void test_repeat(void)
{
    g_autoptr(AssayCapture) capture = apply(
        "<rule id=\"r\" repeat=\"x\" unique=\"yes\"><from block=\"paragraph\"/>"
        "<match all=\"yes\"><pattern>(?'v'[a-z])(?'n'\\d)?</pattern>"
        "<set target=\".\" group=\"v\"/><set target=\"@n\" group=\"n\"/></match></rule>"
        "<rule id=\"late\" repeat=\"x\"><from block=\"paragraph\"/>"
        "<match><set target=\".\" group=\"value\"/></match></rule>",
        "a1 b\nb\nc2", FALSE, NULL);
    g_assert_cmpuint(capture->findings->len, ==, 5);
    g_assert_cmpstr(harness_value(capture, "x[1]"), ==, "a");
    g_assert_cmpstr(harness_value(capture, "x[1]/@n"), ==, "1");
    g_assert_null(harness_value(capture, "x[2]/@n"));
    g_assert_cmpstr(harness_value(capture, "x[3]"), ==, "c");
}

static void test_rules_agree(void)
{
    g_autoptr(AssayCapture) capture = apply(
        "<rule id=\"one\"><from block=\"paragraph\"/><match name=\"m\"><set target=\"t\" "
        "group=\"value\"/></match></rule><rule id=\"two\"><from block=\"paragraph\"/><match>"
        "<set target=\"t\" group=\"value\"/></match></rule>",
        "text", FALSE, NULL);
    g_assert_cmpuint(capture->findings->len, ==, 2);
    g_assert_cmpstr(g_array_index(capture->findings, AssayFinding, 0).rule, ==, "one.m");
    g_assert_cmpuint(g_array_index(capture->findings, AssayFinding, 1).rank, ==, 1);
}

static void test_open_end(void)
{
    const char *rule = ONE("<match><pattern>(?'n'\\d+) (?'t'.*)$|(?'n'\\d+)$</pattern>"
                           "<set target=\"@n\" group=\"n\" type=\"integer\"/>"
                           "<set target=\"t\" group=\"t\"/></match>");
    g_autoptr(AssayCapture) number = apply(rule, "15", TRUE, NULL);
    g_assert_cmpuint(number->findings->len, ==, 0);
    g_autoptr(AssayCapture)
        point = apply(ONE("<match><pattern>(?'n'\\d+(?:\\.\\d+)?)</pattern>"
                          "<set target=\"@n\" group=\"n\" type=\"decimal\"/></match>"),
                      "score 4.", TRUE, NULL);
    g_assert_cmpuint(point->findings->len, ==, 0);
    g_autoptr(AssayCapture) closed = apply(rule, "15", FALSE, NULL);
    g_assert_cmpstr(harness_value(closed, "@n"), ==, "15");
    g_autoptr(AssayCapture) text = apply(rule, "15 some wor", TRUE, NULL);
    g_assert_cmpstr(harness_value(text, "@n"), ==, "15");
    g_assert_true(harness_find(text, "t")->cut);
    g_autoptr(AssayCapture)
        sentence = apply(rule, "15 \xE2\x80\x9CIt ends.\xE2\x80\x9D", TRUE, NULL);
    g_assert_false(harness_find(sentence, "t")->cut);
    g_autoptr(AssayCapture) attribute = apply(
        ONE("<match><set target=\"@t\" group=\"value\"/></match>"), "wor", TRUE, NULL);
    g_assert_cmpuint(attribute->findings->len, ==, 0);
}

static void test_whole(void)
{
    const char *rule = ONE("<match whole=\"\\d;$\"><pattern>(?'n'\\d+) (?'t'.*)$</pattern>"
                           "<set target=\"@n\" group=\"n\" type=\"integer\"/>"
                           "<set target=\"t\" group=\"t\"/></match>");
    g_autoptr(AssayCapture) whole = apply(rule, "15 b 3;", TRUE, NULL);
    g_assert_false(harness_find(whole, "t")->cut);
    g_assert_false(whole->cut);
    g_autoptr(AssayCapture) partial = apply(rule, "15 b 3", TRUE, NULL);
    g_assert_true(harness_find(partial, "t")->cut);
    g_assert_true(partial->cut);
    /* An attribute's value stays too. */
    const char *attribute = ONE("<match whole=\"l$\"><set target=\"@t\" group=\"value\"/></match>");
    g_autoptr(AssayCapture) kept = apply(attribute, "a.html", TRUE, NULL);
    g_assert_cmpstr(harness_value(kept, "@t"), ==, "a.html");
    g_autoptr(AssayCapture) dropped = apply(attribute, "a.htm", TRUE, NULL);
    g_assert_cmpuint(dropped->findings->len, ==, 0);
    g_assert_true(dropped->cut);
}

static void test_last_section(void)
{
    const char *set = "<styles><style name=\"s\" last-section=\"end\"/></styles>"
                      "<layout><section name=\"end\"><heading>End</heading></section></layout>" ONE(
                          "<match><pattern>(?'t'\\d+\\.)$</pattern>"
                          "<set target=\"t\" group=\"t\"/></match>");
    g_autoptr(AssayCapture) absent = apply(set, "x", TRUE, NULL);
    g_assert_true(absent->cut);
    g_autoptr(AssayCapture) untaken = apply(set, "x\nEnd\n1.\n2", TRUE, NULL);
    g_assert_true(untaken->cut);
    g_autoptr(AssayCapture) closed = apply(set, "x\nEnd\n1.\n2", FALSE, NULL);
    g_assert_false(closed->cut);
}

static void test_last(void)
{
    const char *set = "<styles><style name=\"s\" last=\"end\"/></styles>" ONE(
        "<match><pattern>^End:(?'t'.*)</pattern><set target=\"end\" group=\"t\"/></match>");
    g_autoptr(AssayCapture) whole = apply(set, "x\nEnd: it ends.", TRUE, NULL);
    g_assert_false(whole->cut);
    g_autoptr(AssayCapture) partial = apply(set, "x\nEnd: it e", TRUE, NULL);
    g_assert_true(partial->cut);
    g_autoptr(AssayCapture) absent = apply(set, "x", FALSE, NULL);
    g_assert_true(absent->cut);
}

static void test_cut(void)
{
#define TWO                                                                                        \
    "<rule id=\"a\"><from block=\"paragraph\"/><match><pattern>^A (?'t'.*)</pattern>"              \
    "<set target=\"a\" group=\"t\"/></match></rule><rule id=\"b\"><from block=\"paragraph\"/>"     \
    "<match><pattern>^B (?'t'.*)</pattern><set target=\"b\" group=\"t\"/></match></rule>"
    const char *begins = TWO "<cut target=\"a\"><begins target=\"b\"/></cut>";
    g_autoptr(AssayCapture) short_one = apply(begins, "A How does\nB How does it?", FALSE, NULL);
    g_assert_true(harness_find(short_one, "a")->cut);
    g_autoptr(AssayCapture) marked = apply(begins, "A How does it\nB How does it?", FALSE, NULL);
    g_assert_false(harness_find(marked, "a")->cut);
    g_autoptr(AssayCapture) other_case = apply(begins, "A HOW does\nB How does it?", FALSE, NULL);
    g_assert_true(harness_find(other_case, "a")->cut);
    g_autoptr(AssayCapture) other_letter = apply(begins, "A Now does\nB How does it?", FALSE, NULL);
    g_assert_false(harness_find(other_letter, "a")->cut);
    g_autoptr(AssayCapture) quoted = apply(begins, "A \"How does\nB How does it?", FALSE, NULL);
    g_assert_true(harness_find(quoted, "a")->cut);
    const char *length = TWO "<cut target=\"a\"><length min=\"5\" max=\"5\" uncounted=\"\\\\\" "
                             "unless=\"\\.$\" without=\"b\"/></cut>";
    g_autoptr(AssayCapture) five = apply(length, "A ab\\c\xC3\xA9\xC3\xA9", FALSE, NULL);
    g_assert_true(harness_find(five, "a")->cut);
    g_autoptr(AssayCapture) unless = apply(length, "A abcd.", FALSE, NULL);
    g_assert_false(harness_find(unless, "a")->cut);
    g_autoptr(AssayCapture) without = apply(length, "A abcde\nB x", FALSE, NULL);
    g_assert_false(harness_find(without, "a")->cut);
    const char *ending = TWO "<cut target=\"a\"><unless-ending>[.?!]</unless-ending></cut>";
    g_autoptr(AssayCapture) open = apply(ending, "A e.g. this", FALSE, NULL);
    g_assert_true(harness_find(open, "a")->cut);
    g_autoptr(AssayCapture) ended = apply(ending, "A this.", FALSE, NULL);
    g_assert_false(harness_find(ended, "a")->cut);
}

static const AssayCaptureDefect *only_defect(const AssayCapture *capture)
{
    g_assert_cmpuint(capture->defects->len, ==, 1);
    return &g_array_index(capture->defects, AssayCaptureDefect, 0);
}

static void test_pattern_limit(void)
{
    g_autofree char *text = g_strnfill(4000, 'a');
    g_autoptr(AssayCapture) capture = apply(
        "<rule id=\"slow\"><from block=\"paragraph\"/><match><pattern>^(a|aa)+$(?&lt;=b)</pattern>"
        "<set target=\"t\" group=\"value\"/></match></rule>",
        text, FALSE, NULL);
    g_assert_cmpstr(only_defect(capture)->id, ==, "pattern-limit");
    g_assert_nonnull(strstr(only_defect(capture)->message, "slow"));
}

static void test_findings_limit(void)
{
    g_autofree char *text = g_strnfill(ASSAY_LIMIT_FINDINGS_PER_RULE + 5, 'a');
    g_autoptr(AssayCapture) capture = apply(
        MANY("<match all=\"yes\"><pattern>(?'v'a)</pattern><set target=\".\" group=\"v\"/>"
             "</match>"),
        text, FALSE, NULL);
    g_assert_cmpuint(capture->findings->len, ==, ASSAY_LIMIT_FINDINGS_PER_RULE);
    g_assert_cmpstr(only_defect(capture)->id, ==, "findings-limit");
}

static void test_empty_matches(void)
{
    g_autoptr(AssayCapture) capture = apply(
        MANY("<match all=\"yes\"><pattern>(?'v'b*)</pattern><set target=\".\" group=\"v\"/>"
             "</match>"),
        "\xC3\xA9"
        "bb\xC3\xA9",
        FALSE, NULL);
    g_assert_cmpstr(harness_value(capture, "x[1]"), ==, "bb");
    g_assert_cmpuint(capture->findings->len, ==, 1);
}

static void test_trace(void)
{
    g_autoptr(AssayTrace) trace = assay_trace_new();
    g_autoptr(AssayCapture)
        capture = apply("<styles><style name=\"s\" media=\"text/html\"/></styles>"
                        "<rule id=\"r\"><from section=\"nowhere\" label=\"L\"/>"
                        "<from block=\"paragraph\" styles=\"s\"/><from block=\"paragraph\"/>"
                        "<match name=\"m\"><pattern>^n (?'v'.*)</pattern>"
                        "<set target=\"n\" group=\"v\" type=\"integer\"/></match></rule>",
                        "no\nn x\nn 1\nn 2", FALSE, trace);
    static const AssayTraceOutcome outcomes[] = {ASSAY_TRACE_NOTHING,  ASSAY_TRACE_NOTHING,
                                                 ASSAY_TRACE_NO_MATCH, ASSAY_TRACE_REFUSED,
                                                 ASSAY_TRACE_TOOK,     ASSAY_TRACE_LATE};
    g_assert_cmpuint(trace->entries->len, ==, G_N_ELEMENTS(outcomes));
    for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
        g_assert_cmpint(g_array_index(trace->entries, AssayTraceEntry, i).outcome, ==, outcomes[i]);
    const AssayTraceEntry *took = &g_array_index(trace->entries, AssayTraceEntry, 4);
    g_assert_cmpstr(took->rule, ==, "r.m");
    g_assert_cmpstr(took->file, ==, "t/profile.xml");
    g_assert_cmpstr(took->targets, ==, "n");
    g_assert_cmpstr(took->text, ==, "n 1");
    g_assert_cmpuint(took->span.start_byte, ==, 7);
    const AssayTraceEntry *nothing = &g_array_index(trace->entries, AssayTraceEntry, 0);
    g_assert_cmpstr(nothing->where, ==, "label \"L\" in section nowhere");
    g_assert_cmpstr(nothing->why, ==, "the document has no section nowhere");
    g_assert_cmpstr(harness_value(capture, "n"), ==, "1");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/match/alternatives", test_alternatives);
    g_test_add_func("/rules/match/types", test_types);
    g_test_add_func("/rules/match/repeat", test_repeat);
    g_test_add_func("/rules/match/rules-agree", test_rules_agree);
    g_test_add_func("/rules/match/open-end", test_open_end);
    g_test_add_func("/rules/match/whole", test_whole);
    g_test_add_func("/rules/match/last-section", test_last_section);
    g_test_add_func("/rules/match/last", test_last);
    g_test_add_func("/rules/match/cut", test_cut);
    g_test_add_func("/rules/match/pattern-limit", test_pattern_limit);
    g_test_add_func("/rules/match/findings-limit", test_findings_limit);
    g_test_add_func("/rules/match/empty-matches", test_empty_matches);
    g_test_add_func("/rules/match/trace", test_trace);
    return g_test_run();
}

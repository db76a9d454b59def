/* test_sieve.c: what a rule's sieve lets through, and that rules find the same with it and without:
 * a trace shows every candidate, so nothing is passed over then. */
#include "harness.h"
#include "rules/set.h"
#include "rules/sieve.h"

static const AssayRule *rule_of(const AssayRules *rules)
{
    return &g_array_index(assay_rules_set(rules, 0)->rules, AssayRule, 0);
}

#define RULE(matches) "<rule id=\"r\" repeat=\"x\"><from block=\"any\"/>" matches "</rule>"
#define MATCH(pattern)                                                                             \
    "<match><pattern>" pattern "</pattern><set target=\".\" group=\"value\"/></match>"

static void test_holds(void)
{
    AssaySlice text = ASSAY_SLICE("nothing | id=7 | here | id=8 | 9");
    g_autoptr(AssayRules) rules = harness_rules(RULE(MATCH("id=(?'value'\\d)")));
    AssaySieve sieve;
    assay_sieve_close(&sieve, rule_of(rules), text);
    g_assert_false(assay_sieve_holds(&sieve, (AssayRange){0, 7}));
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){10, 14}));
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){10, 14})); /* once more */
    g_assert_false(assay_sieve_holds(&sieve, (AssayRange){17, 21}));
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){0, 7})); /* not searched again */
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){24, 28}));
    g_assert_false(assay_sieve_holds(&sieve, (AssayRange){31, 32}));
    g_assert_true(assay_sieve_allows(&sieve, ASSAY_SLICE("is 9")));
    g_assert_false(assay_sieve_allows(&sieve, ASSAY_SLICE("id=")));
    assay_sieve_open(&sieve);
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){0, 7}));
    g_assert_true(assay_sieve_allows(&sieve, ASSAY_SLICE("")));
}

/* One match is enough; one that looks for nothing known lets everything through. */
static void test_alternatives(void)
{
    AssaySlice text = ASSAY_SLICE("nothing | b | a");
    g_autoptr(AssayRules) both = harness_rules(RULE(MATCH("a") MATCH("b")));
    AssaySieve sieve;
    assay_sieve_close(&sieve, rule_of(both), text);
    g_assert_false(assay_sieve_holds(&sieve, (AssayRange){0, 7}));
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){10, 11}));
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){14, 15}));
    g_autoptr(AssayRules) any = harness_rules(RULE(MATCH("a") MATCH("\\W?")));
    assay_sieve_close(&sieve, rule_of(any), text);
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){0, 7}));
    g_autoptr(AssayRules) plain = harness_rules(
        RULE(MATCH("a") "<match><set target=\".\" group=\"value\"/></match>"));
    assay_sieve_close(&sieve, rule_of(plain), text);
    g_assert_true(assay_sieve_holds(&sieve, (AssayRange){0, 7}));
    g_assert_true(assay_sieve_allows(&sieve, ASSAY_SLICE("n")));
}

static const char *random_words(GString *text)
{
    static const char *const words[] = {"id",    "Id=4", "no 12",     "a/b",  "10.5", "By",
                                        "By\nX", ",",    "\xC3\x84x", "Key:", ""};
    g_string_truncate(text, 0);
    for (gint n = g_test_rand_int_range(0, 4); n > 0; n--)
        g_string_append_printf(text, "%s ", words[g_test_rand_int_range(0, G_N_ELEMENTS(words))]);
    return text->str;
}

/* Blocks of all kinds; a table's caption stands before or behind its cells. */
static AssayDocument *random_document(void)
{
    AssayDocument *document = assay_document_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (gint n = g_test_rand_int_range(1, 12); n > 0; n--) {
        gint kind = g_test_rand_int_range(0, 6);
        if (kind > 3) {
            g_autofree char *caption = g_strdup(random_words(text));
            gsize start = document->text->len;
            if (kind == 4)
                assay_document_separate(document, caption);
            g_autofree char *rows = g_strdup_printf("%s|%s\nid 3|x", "10.1/a", random_words(text));
            AssayTable *table = harness_table(document, rows, FALSE);
            if (kind == 5) {
                start = document->text->len;
                assay_document_separate(document, caption);
            }
            table->caption = (AssayRange){start, start + strlen(caption)};
        } else {
            static const AssayBlockKind kinds[] = {ASSAY_BLOCK_HEADING, ASSAY_BLOCK_PARAGRAPH,
                                                   ASSAY_BLOCK_LIST_ITEM, ASSAY_BLOCK_CODE};
            harness_block(document, kinds[kind], 1, random_words(text));
        }
    }
    return document;
}

static char *findings_of(const AssayRules *rules, const AssayDocument *document, AssayTrace *trace)
{
    g_autoptr(AssayCapture) capture = assay_capture_new();
    assay_rule_set_apply(assay_rules_set(rules, 0), document, NULL, capture, trace);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        g_string_append_printf(text, "%s %s=%s\n", finding->rule, finding->path, finding->value);
    }
    return g_string_free(text, FALSE);
}

static void test_same(void)
{
    static const char *const rules_of[] = {
        RULE(MATCH("id ?=?(?'value'\\d)")),
        RULE(MATCH("^(?:By|no)\\s+(?'value'\\S+)") MATCH("(?'value'\\d+)/\\w")),
        RULE("<match "
             "all=\"yes\"><pattern>(?:^(?i:key|by)|(?&lt;!^)\\G\\s*,)\\s*(?'value'\\w)</pattern>"
             "<set target=\".\" group=\"value\"/></match>"),
        "<rule id=\"r\"><from block=\"cell caption\"/>" MATCH("(?'value'[\\d.]+)$") "</rule>",
        "<rule id=\"r\"><from text=\"document\"/>" MATCH(
            "a/(?'value'b)") "</rule>"
                             "<rule id=\"s\"><from block=\"paragraph\" first=\"yes\"/>" MATCH(
                                 "(?'value'\\d)") "</rule>"};
    guint n_found = 0;
    for (guint i = 0; i < G_N_ELEMENTS(rules_of); i++) {
        g_autofree char *content = g_strdup(rules_of[i]);
        if (strstr(content, "repeat") == NULL) { /* a target of its own */
            g_auto(GStrv) parts = g_strsplit(content, "target=\".\"", -1);
            g_free(content);
            content = g_strjoinv("target=\"x\"", parts);
        }
        g_autoptr(AssayRules) rules = harness_rules(content);
        for (guint round = 0; round < 300; round++) {
            g_autoptr(AssayDocument) document = random_document();
            g_autoptr(AssayTrace) trace = assay_trace_new();
            g_autofree char *all = findings_of(rules, document, trace);
            g_autofree char *sifted = findings_of(rules, document, NULL);
            g_assert_cmpstr(sifted, ==, all);
            n_found += all[0] != '\0';
        }
    }
    g_assert_cmpuint(n_found, >, 300);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sieve/holds", test_holds);
    g_test_add_func("/sieve/alternatives", test_alternatives);
    g_test_add_func("/sieve/same", test_same);
    return g_test_run();
}

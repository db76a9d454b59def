/* test_readme.c: rules/README.md is the specification: its XML examples, taken together, are a rule
 * set that is valid, compiles, and whose examples come out. */
#include "../fenced_xml.h"
#include "harness.h"

static void test_readme(void)
{
    guint n_blocks = 0, n_run = 0;
    g_autofree char *xml = fenced_xml("rules/README.md", &n_blocks);
    g_assert_cmpuint(n_blocks, >=, 7);
    g_autoptr(AssayRules) rules = harness_rules(xml);
    g_autoptr(GPtrArray) failed = assay_rules_test(rules, &n_run);
    for (guint i = 0; i < failed->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(failed, i);
        g_test_message("%s: %s", complaint->place, complaint->message);
    }
    g_assert_cmpuint(failed->len, ==, 0);
    g_assert_cmpuint(n_run, >=, 8);
    g_autoptr(GPtrArray) lint = assay_rules_lint(rules);
    for (guint i = 0; i < lint->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(lint, i);
        /* The README's <record> is documented elsewhere. */
        g_assert_nonnull(strstr(complaint->message, "no <record>"));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/readme", test_readme);
    return g_test_run();
}

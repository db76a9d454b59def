/* test_load.c: Loading: what is wrong with a rule set is said with file and line. */
#include "harness.h"

#include "base/error.h"

static void assert_refused(const char *content, const char *place, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules) rules = harness_try(content, &error);
    g_assert_null(rules);
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES);
    if (strstr(error->message, place) == NULL || strstr(error->message, what) == NULL)
        g_error("expected %s and \"%s\" in: %s", place, what, error->message);
}

#define RULE(match) "\n<rule id=\"r\">\n<from block=\"any\"/>\n<match>\n" match "</match></rule>"

static void test_problems(void)
{
    assert_refused("\n<rule", "t/profile.xml:2", "not well-formed");
    assert_refused("\n<wrong/>", "t/profile.xml:2", "wrong");
    assert_refused("\n<rule id=\"r\">\n<match/></rule>", "t/profile.xml:", "");
    assert_refused(RULE("<pattern>(a</pattern><set target=\"x\" group=\"value\"/>"),
                   "t/profile.xml:5", "does not compile: at byte 2");
    assert_refused(RULE("<pattern>a</pattern>\n<set target=\"x\" group=\"b\"/>"), "t/profile.xml:6",
                   "no group `b`");
    assert_refused(RULE("<set target=\"x\" group=\"value\" type=\"colour\"/>"), "t/profile.xml:5",
                   "no value type is called `colour`");
    assert_refused(RULE("<set target=\"x\" group=\"value\" type=\"enum\" labels=\"l\"/>"),
                   "t/profile.xml:5", "no <labels> are called `l`");
    assert_refused(RULE("<set target=\".\" group=\"value\"/>"), "t/profile.xml:5", "repeat");
    assert_refused(RULE("<pattern>(?&amp;no)</pattern><set target=\"x\" group=\"value\"/>"),
                   "t/profile.xml:5", "does not compile");
    assert_refused("\n<layout styles=\"s\"/>", "t/profile.xml:2", "no style is called `s`");
    assert_refused("<define name=\"d\">a</define>\n<define name=\"d\">b</define>",
                   "t/profile.xml:2", "already");
}

static void test_all_at_once(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules)
        rules = harness_try("\n<cut target=\"a\"><unless-ending>(</unless-ending></cut>\n"
                            "<cut target=\"b\"><unless-ending>)</unless-ending></cut>",
                            &error);
    g_assert_null(rules);
    g_assert_nonnull(strstr(error->message, "profile.xml:2"));
    g_assert_nonnull(strstr(error->message, "profile.xml:3"));
}

static void test_folder(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules) none = assay_rules_load("/nonexistent", &error);
    g_assert_null(none);
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES);
    g_assert_nonnull(strstr(error->message, "--rules"));
}

static void test_other_profile(void)
{
    g_autofree char *folder = harness_folder();
    g_autofree char *path = g_build_filename(folder, "t", "profile.xml", NULL);
    g_assert_true(g_file_set_contents(path, "<ruleset xmlns=\"urn:assay:rules:1\" profile=\"u\"/>",
                                      -1, NULL));
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules) rules = assay_rules_load(folder, &error);
    g_assert_null(rules);
    g_assert_nonnull(strstr(error->message, "must be the folder's name, `t`"));
    harness_remove(folder);
}

static void test_files_and_hash(void)
{
    const char *rule = "<rule id=\"r\"><from block=\"any\"/><match><set target=\"x\" "
                       "group=\"value\" type=\"enum\" labels=\"late\"/></match></rule>";
    const char *labels = "<labels name=\"late\"><label is=\"A\">a</label></labels>";
    g_autofree char *folder = harness_folder();
    harness_write(folder, "profile.xml", rule);
    harness_write(folder, "z.xml", labels);
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules) one = assay_rules_load(folder, &error);
    g_assert_no_error(error);
    g_autoptr(AssayRules) same = assay_rules_load(folder, &error);
    harness_write(folder, "z.xml", "<labels name=\"late\"><label is=\"B\">a</label></labels>");
    g_autoptr(AssayRules) other = assay_rules_load(folder, &error);
    g_autofree char *frame = g_build_filename(folder, "frame.rng", NULL);
    g_assert_true(g_file_set_contents(frame, "<grammar/>", -1, NULL));
    g_autoptr(AssayRules) framed = assay_rules_load(folder, &error);
    g_assert_no_error(error);
    const AssayRuleSet *set = assay_rules_find(one, "t");
    g_assert_nonnull(set);
    g_assert_null(assay_rules_find(one, "u"));
    g_assert_cmpuint(assay_rule_set_files(set)->len, ==, 2);
    g_assert_cmpuint(strlen(assay_rule_set_hash(set)), ==, 64);
    g_assert_cmpstr(assay_rule_set_hash(set), ==, assay_rule_set_hash(assay_rules_set(same, 0)));
    g_assert_cmpstr(assay_rule_set_hash(set), !=, assay_rule_set_hash(assay_rules_set(other, 0)));
    g_assert_cmpstr(assay_rule_set_hash(assay_rules_set(framed, 0)), !=,
                    assay_rule_set_hash(assay_rules_set(other, 0)));
    harness_remove(folder);
}

static void test_attach(void)
{
    g_autoptr(AssayRules) rules = harness_rules("");
    AssayRuleSet *set = assay_rules_set_mutable(rules, 0);
    g_assert_null(assay_rule_set_checks(set));
    assay_rule_set_attach_checks(set, g_strdup("one"), g_free);
    assay_rule_set_attach_checks(set, g_strdup("two"), g_free);
    g_assert_cmpstr(assay_rule_set_checks(set), ==, "two");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/load/problems", test_problems);
    g_test_add_func("/rules/load/all-at-once", test_all_at_once);
    g_test_add_func("/rules/load/folder", test_folder);
    g_test_add_func("/rules/load/other-profile", test_other_profile);
    g_test_add_func("/rules/load/files-and-hash", test_files_and_hash);
    g_test_add_func("/rules/load/attach", test_attach);
    return g_test_run();
}

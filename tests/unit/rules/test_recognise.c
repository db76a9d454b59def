/* test_recognise.c: Recognising profiles and styles: scores, URLs, properties. */
#include "harness.h"

static const char *const profile =
    "<recognise enough=\"3\"><clue weight=\"2\">(?m)^Known Heading$</clue>"
    "<clue weight=\"3\" in=\"url\">//example\\.org/</clue>"
    "<clue weight=\"1\" property=\"meta.generator\">Maker</clue></recognise>"
    "<styles><style name=\"page\" media=\"text/html\"/>"
    "<style name=\"lined\" media=\"text/plain\"><has>(?m)^Lined:</has><lacks>never</lacks></style>"
    "<style name=\"other\" media=\"text/plain\"/></styles>";

static AssayDocument *document_of(const char *text)
{
    AssayDocument *document = assay_document_new();
    document->media = "text/plain";
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, text);
    return document;
}

static void test_scores(void)
{
    g_autoptr(AssayRules) rules = harness_rules(profile);
    g_autoptr(AssayDocument) document = document_of("Before\nKnown Heading\nAfter");
    g_assert_null(assay_rules_recognise(rules, document, NULL));
    AssaySpan none = {.kind = ASSAY_SPAN_NONE};
    assay_document_add_property(document, "meta.generator", "Maker 2", 7, none);
    g_assert_nonnull(assay_rules_recognise(rules, document, NULL));
    g_autoptr(AssayDocument) other = document_of("Nothing");
    g_assert_nonnull(assay_rules_recognise(rules, other, "https://example.org/1"));
    g_assert_null(assay_rules_recognise(rules, other, "https://example.com/1"));
    assay_document_add_property(other, "link.canonical", "https://example.org/2", 21, none);
    g_assert_nonnull(assay_rules_recognise(rules, other, NULL));
}

static void test_best(void)
{
    g_autofree char *folder = harness_folder();
    harness_write(folder, "profile.xml",
                  "<recognise enough=\"2\"><clue weight=\"2\">special</clue></recognise>");
    g_autofree char *base = g_build_filename(folder, "a", NULL);
    g_assert_cmpint(g_mkdir(base, 0700), ==, 0);
    g_autofree char *path = g_build_filename(base, "profile.xml", NULL);
    g_assert_true(g_file_set_contents(path,
                                      "<ruleset xmlns=\"urn:assay:rules:1\" profile=\"a\">"
                                      "<recognise base=\"1\" enough=\"1\"/></ruleset>",
                                      -1, NULL));
    g_autoptr(AssayRules) rules = assay_rules_load(folder, NULL);
    g_assert_nonnull(rules);
    g_autoptr(AssayDocument) plain = document_of("plain");
    g_autoptr(AssayDocument) special = document_of("special");
    g_assert_cmpstr(assay_rule_set_profile(assay_rules_recognise(rules, plain, NULL)), ==, "a");
    g_assert_cmpstr(assay_rule_set_profile(assay_rules_recognise(rules, special, NULL)), ==, "t");
    g_unlink(path);
    g_rmdir(base);
    harness_remove(folder);
}

/* The profile that claims @document among `t`, with @own clues, and a later one with @later. */
static char *claimed_by(const char *own, const char *later, const AssayDocument *document)
{
    g_autofree char *folder = harness_folder();
    harness_write(folder, "profile.xml", own);
    g_autofree char *other = g_build_filename(folder, "u", NULL);
    g_assert_cmpint(g_mkdir(other, 0700), ==, 0);
    g_autofree char *path = g_build_filename(other, "profile.xml", NULL);
    g_autofree char *content = g_strdup_printf(
        "<ruleset xmlns=\"urn:assay:rules:1\" profile=\"u\">%s</ruleset>", later);
    g_assert_true(g_file_set_contents(path, content, -1, NULL));
    g_autoptr(AssayRules) rules = assay_rules_load(folder, NULL);
    g_assert_nonnull(rules);
    char *name = g_strdup(assay_rule_set_profile(assay_rules_recognise(rules, document, NULL)));
    g_unlink(path);
    g_rmdir(other);
    harness_remove(folder);
    return name;
}

/* Not all clues are asked for; who wins is the same. */
static void test_rivals(void)
{
    g_autoptr(AssayDocument) document = document_of("one two three");
    const char *own = "<recognise enough=\"2\"><clue weight=\"2\">one</clue>"
                      "<clue weight=\"2\">two</clue></recognise>";
    const char *most = "<recognise enough=\"1\"><clue weight=\"5\">three</clue></recognise>";
    const char *least = "<recognise enough=\"1\"><clue weight=\"3\">three</clue></recognise>";
    const char *equal =
        "<recognise base=\"1\" enough=\"1\"><clue weight=\"3\">three</clue></recognise>";
    g_autofree char *first = claimed_by(own, most, document);
    g_assert_cmpstr(first, ==, "u");
    g_autofree char *second = claimed_by(own, least, document);
    g_assert_cmpstr(second, ==, "t");
    g_autofree char *third = claimed_by(own, equal, document);
    g_assert_cmpstr(third, ==, "t");
}

static const char *style_of(const AssayRules *rules, const char *text, const char *media)
{
    g_autoptr(AssayDocument) document = document_of(text);
    document->media = media;
    return assay_rule_set_layout(assay_rules_set(rules, 0), document);
}

static void test_styles(void)
{
    g_autoptr(AssayRules) rules = harness_rules(profile);
    g_assert_cmpstr(style_of(rules, "x", "text/html"), ==, "page");
    g_assert_cmpstr(style_of(rules, "Lined: x", "text/plain"), ==, "lined");
    g_assert_cmpstr(style_of(rules, "Lined: never", "text/plain"), ==, "other");
    g_assert_null(style_of(rules, "x", "application/pdf"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/recognise/scores", test_scores);
    g_test_add_func("/rules/recognise/best", test_best);
    g_test_add_func("/rules/recognise/rivals", test_rivals);
    g_test_add_func("/rules/recognise/styles", test_styles);
    return g_test_run();
}

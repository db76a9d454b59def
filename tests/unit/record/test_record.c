/* Building, writing, reading and validating records of one capture. */
#include <libxml/c14n.h>

#include "base/error.h"
#include "harness.h"
#include "record/node.h"

static AssayCapture *make_page(char digit)
{
    AssayCapture *page = harness_capture("html", digit);
    harness_add(page, "title", "Sparse & dense <routing>");
    harness_add(page, "identifiers/identifier[@scheme='doi']", "10.5281/zenodo.77");
    harness_add(page, "identifiers/identifier[@scheme='srch']", "ABCD1234");
    harness_add(page, "submitted", "2026-05-29");
    harness_add(page, "abstract/@kind", "source");
    harness_add_cut(page, "abstract", "Experts were routed and the");
    harness_add(page, "question", "How does routing \"work\"?");
    harness_add(page, "review/@score", "4.67")->raw = "Review score: 4.67/10";
    harness_add(page, "review/@score", "4.67");
    harness_add(page, "review/@scale", "10");
    harness_add(page, "dimensions/dimension[1]/@name", "uncertainty_disclosure");
    harness_add(page, "dimensions/dimension[1]/@level", "LOW");
    harness_add(page, "dimensions/dimension[2]/@name", "evidence_strength");
    harness_add(page, "dimensions/dimension[2]/@level", "MEDIUM");
    harness_add(page, "claims/claim[2]", "First claim");
    harness_add(page, "claims/claim[2]/@verified", "false");
    harness_add(page, "claims/claim[10]", "Second claim");
    harness_add_cut(page, "verification/@label", "Source-gro");
    AssayCaptureDefect defect = {"charset-guess", "Its charset was guessed.",
                                 assay_span_bytes(3, 9)};
    g_array_append_val(page->defects, defect);
    page->body = assay_node_new(page->arena, "body");
    assay_node_append_text(assay_node_add(page->body, "p"), "A & B");
    return page;
}

static void test_build(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    harness_check(plan, record);
    g_assert_cmpstr(assay_record_id(record), ==, "ABCD1234");
    harness_expect(record, "identifiers/identifier[1]/@scheme", "doi");
    harness_expect(record, "abstract/@cut", "true");
    harness_expect(record, "verification/@cut", "true");
    harness_expect(record, "dimensions/dimension[1]/@name", "evidence_strength");
    harness_expect(record, "claims/claim[1]", "First claim");
    harness_expect(record, "claims/claim[1]/@n", "1");
    harness_expect(record, "claims/claim[2]", "Second claim");
    harness_expect(record, "count(evidence/e)", "18");
    harness_expect(record, "count(evidence/e[@path='review/@score'])", "2");
    harness_expect(record,
                   "evidence/e[@path=\"dimensions/dimension[@name='evidence_strength']"
                   "/@level\"]/@at",
                   "bytes 130-136");
    harness_expect(record, "count(evidence/e/@value)", "0");
    harness_expect(record, "flags/flag[@check='charset-guess']/value[@of='at']", "bytes 3-9");
}

/* The bytes of the record @text are those that libxml2's own Canonical XML 1.1 gives. */
static void check_canonical(const char *text)
{
    xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), "written", NULL, XML_PARSE_NONET);
    g_assert_nonnull(doc);
    xmlChar *canonical = NULL;
    int length = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_1, NULL, 0, &canonical);
    g_assert_cmpint(length, ==, (int)strlen(text) - 1); /* our one trailing newline */
    g_assert_cmpint(memcmp(canonical, text, (gsize)length), ==, 0);
    g_assert_true(g_str_has_suffix(text, "</record>\n"));
    xmlFree(canonical);
    xmlFreeDoc(doc);
}

static void test_canonical(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    harness_add(page, "publisher", "tab\there, line\nthere, return\r, bell\a, \"<>&'");
    harness_add(page, "review/@method", "tab\there, line\nthere, return\r, bell\a, \"<>&'");
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    g_autofree char *text = harness_text(plan, record);
    check_canonical(text);
    g_assert_nonnull(strstr(text, "\n  <title>Sparse &amp; dense &lt;routing&gt;</title>\n"));
    g_assert_nonnull(strstr(text, ">Its charset was guessed.<value of=\"at\">bytes 3-9</value>"));
}

/* What needs a reference, at every place in texts of all lengths. */
static void test_references(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    static const char special[] = "&<>\"'";
    for (gsize length = 1; length <= 40; length++)
        for (gsize i = 0; i < length; i++) {
            char text[48] = {0};
            memset(text, 'x', length);
            text[i] = special[(length + i) % (sizeof special - 1)];
            assay_node_append_normal(assay_node_add(page->body, "p"), (AssaySlice){text, length});
            assay_node_set(assay_node_add(page->body, "section"), "title", text);
        }
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    g_autofree char *text = harness_text(plan, record);
    check_canonical(text);
    g_autoptr(AssayRecord) again = assay_record_read(text, strlen(text), "test", NULL);
    g_autofree char *same = harness_text(plan, again);
    g_assert_cmpstr(text, ==, same);
}

static void test_read(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    g_autofree char *text = harness_text(plan, record);
    GError *error = NULL;
    g_autoptr(AssayRecord) again = assay_record_read(text, strlen(text), "a.xml", &error);
    g_assert_no_error(error);
    g_autofree char *twice = harness_text(plan, again);
    g_assert_cmpstr(text, ==, twice);
    g_assert_cmpstr(assay_record_id(again), ==, "ABCD1234");
    harness_expect(again, "claims/claim[2]", "Second claim");
}

static void test_captures(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    page->cut = TRUE;
    page->captured = "2026-06-17T04:08:33.238647Z";
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    g_autofree char *text = harness_text(plan, record);
    g_autoptr(AssayRecord) read = assay_record_read(text, strlen(text), "a.xml", NULL);
    GError *error = NULL;
    g_autoptr(GPtrArray) captures = assay_record_captures(read, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(captures->len, ==, 1);
    AssayCapture *back = g_ptr_array_index(captures, 0);
    g_autoptr(AssayRecord) again = harness_build(plan, &back, 1);
    g_autofree char *twice = harness_text(plan, again);
    g_assert_cmpstr(text, ==, twice);
}

static void test_flags(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    const AssayFlagValue values[] = {{"review/@score", "4.67"}};
    assay_record_add_flag(record, "tier-odd", "error", NULL, "B", values, 1);
    assay_record_add_flag(record, "aaa", "info", "0.5", "Z", NULL, 0);
    assay_record_add_flag(record, "tier-odd", "error", NULL, "A", NULL, 0);
    assay_record_add_flag(record, "tier-odd", "error", NULL, "B", values, 1);
    harness_check(plan, record);
    harness_expect(record, "count(flags/flag)", "4");
    harness_expect(record, "flags/flag[1]/@check", "aaa");
    harness_expect(record, "flags/flag[3]", "A");
    harness_expect(record, "name(flags/following-sibling::*[1])", "sources");
    assay_record_clear_flags(record);
    harness_expect(record, "count(flags/flag)", "1");
}

static void test_invalid(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    harness_add(page, "tier/@name", "GOLDEN");
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    GError *error = NULL;
    g_assert_false(assay_record_validate(record, plan, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INTERNAL);
    g_assert_nonnull(strstr(error->message, "ABCD1234"));
    g_error_free(error);
}

static void test_hostile(void)
{
    static const char *const texts[] = {
        "",
        "<record",
        "<record xmlns='urn:assay:record:1' id='A' profile='x'><!-- c --></record>",
        "<!DOCTYPE r [<!ENTITY a 'b'>]><record xmlns='urn:assay:record:1' id='A' profile='x'/>",
        "<record xmlns='urn:assay:record:1' id='A' profile='x'>&undefined;</record>",
        "<record id='A' profile='x'/>",
        "<record xmlns='urn:assay:record:1' id='../../etc/x' profile='x'/>",
        "<record xmlns='urn:assay:record:1' id='A'/>",
        "<record xmlns='urn:assay:record:1' xmlns:o='o' id='A' profile='x'><o:x/></record>",
        "<record xmlns='urn:assay:record:1' id='A' profile='x' xml:lang='en'/>",
        "<page xmlns='urn:assay:record:1' id='A' profile='x'/>",
        "<record xmlns='urn:assay:record:1' id='A' profile='x'>\xFF\xFE</record>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        GError *error = NULL;
        AssayRecord *record = assay_record_read(texts[i], strlen(texts[i]), "bad.xml", &error);
        g_assert_null(record);
        g_assert_nonnull(strstr(error->message, "bad.xml:"));
        g_clear_error(&error);
    }
    g_autoptr(GString) deep = g_string_new("<record xmlns='urn:assay:record:1' id='A' "
                                           "profile='x'>");
    for (guint i = 0; i < 100000; i++)
        g_string_append(deep, "<p>");
    g_assert_null(assay_record_read(deep->str, deep->len, "deep.xml", NULL));
}

static void count_message(void *context, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void count_message(void *context, const char *format, ...)
{
    guint *n_messages = context;
    (void)format;
    (*n_messages)++;
}

/* libxml2 complains of bytes that the declared encoding does not have, whatever its options. */
static void test_quiet(void)
{
    static const char text[] =
        "<?xml version=\"1.0\" encoding=\"EUC-JP\"?><record xmlns=\"urn:assay:record:1\" "
        "id=\"a\" profile=\"p\"><title>\xFF\xFF\xFF\xFF</title></record>";
    guint n_messages = 0;
    g_autoptr(GError) error = NULL;
    xmlSetGenericErrorFunc(&n_messages, count_message);
    g_assert_null(assay_record_read(text, sizeof text - 1, "a.xml", &error));
    g_assert_true(xmlGenericErrorContext == &n_messages);
    xmlSetGenericErrorFunc(NULL, NULL);
    g_assert_nonnull(error);
    g_assert_cmpuint(n_messages, ==, 0);
}

/* What libxml2 would refuse never reaches it: names of files may be any bytes. */
static void test_dirty(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) page = make_page('a');
    page->uri = "caf\xE9\x01.html";
    harness_add(page, "publisher",
                "a\x02"
                "b\xEF\xBF\xBF\xC3");
    g_autoptr(AssayRecord) record = harness_build(plan, &page, 1);
    g_autofree char *text = harness_text(plan, record);
    g_autoptr(AssayRecord) again = assay_record_read(text, strlen(text), "a.xml", NULL);
    g_assert_nonnull(again);
    harness_expect(again, "publisher", "ab\xEF\xBF\xBD");
}

static void test_targets(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    static const char *const good[] = {"title",
                                       "review/@score",
                                       "claims/claim/@verified",
                                       "claims/claim[2]",
                                       "gate/red-team/attack/@by",
                                       "identifiers/identifier[@scheme='srch']",
                                       "references/reference[]/@url",
                                       "synthesis/examines"};
    static const char *const bad[] = {
        "",    "titel", "review/@points", "claims/@verified", "review/score", "/title", "title/",
        "@id", "a b"};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(assay_plan_has_target(plan, good[i]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(assay_plan_has_target(plan, bad[i]));
}

static void test_unnamed(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) bare = harness_capture("piped", 'b');
    g_autoptr(AssayRecord) record = harness_build(plan, &bare, 1);
    harness_check(plan, record);
    g_assert_cmpstr(assay_record_id(record), ==, "w-bbbbbbbbbbbb");
    harness_add(bare, "title", "The Title, cut");
    g_autoptr(AssayRecord) titled = harness_build(plan, &bare, 1);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "thetitlecut", -1);
    g_assert_cmpstr(assay_record_id(titled) + 2, ==, strndupa(hash, 12));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/record/build", test_build);
    g_test_add_func("/record/canonical", test_canonical);
    g_test_add_func("/record/references", test_references);
    g_test_add_func("/record/read", test_read);
    g_test_add_func("/record/captures", test_captures);
    g_test_add_func("/record/flags", test_flags);
    g_test_add_func("/record/invalid", test_invalid);
    g_test_add_func("/record/hostile", test_hostile);
    g_test_add_func("/record/quiet", test_quiet);
    g_test_add_func("/record/dirty", test_dirty);
    g_test_add_func("/record/targets", test_targets);
    g_test_add_func("/record/unnamed", test_unnamed);
    return g_test_run();
}

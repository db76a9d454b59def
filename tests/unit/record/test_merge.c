/* Merging: several captures of one work, one record, whatever their order. */
#include "harness.h"
#include "record/node.h"

static const guint orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                   {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

static AssayCapture *make_html(void)
{
    AssayCapture *page = harness_capture("html", 'c');
    harness_add_cut(page, "title", "How does sparse routing of experts affect acc");
    harness_add(page, "identifiers/identifier[@scheme='srch']", "ABCD1234");
    harness_add(page, "submitted", "2026-05-29");
    harness_add_cut(page, "abstract", "Experts were routed");
    harness_add(page, "question", "How does sparse routing of experts affect accuracy?");
    harness_add(page, "review/@score", "4.67");
    harness_add(page, "dimensions/dimension[1]/@name", "evidence_strength");
    harness_add(page, "dimensions/dimension[1]/@level", "LOW");
    harness_add(page, "dimensions/dimension[2]/@name", "uncertainty_disclosure");
    harness_add(page, "dimensions/dimension[2]/@level", "MEDIUM");
    page->body = assay_node_new(page->arena, "body");
    assay_node_append_text(assay_node_add(page->body, "p"), "of the page");
    return page;
}

static AssayCapture *make_report(void)
{
    AssayCapture *report = harness_capture("report", 'a');
    harness_add(report, "title", "How does sparse routing of experts affect accuracy");
    harness_add_cut(report, "abstract", "Experts were routed and then some");
    harness_add(report, "review/@score", "4.7");
    harness_add(report, "submitted", "2026-05-30");
    harness_add(report, "synthesis/@papers", "13");
    harness_add(report, "claims/claim[1]", "One");
    harness_add(report, "claims/claim[1]/@confidence", "0.1");
    harness_add(report, "claims/claim[2]", "Two");
    return report;
}

static AssayCapture *make_piped(void)
{
    AssayCapture *piped = harness_capture("piped", 'b');
    harness_add(piped, "dimensions/dimension[1]/@name", "citation_grounding");
    harness_add(piped, "dimensions/dimension[1]/@level", "HIGH");
    harness_add(piped, "dimensions/dimension[2]/@name", "uncertainty_disclosure");
    harness_add(piped, "dimensions/dimension[2]/@level", "HIGH");
    harness_add(piped, "claims/claim[1]", "Another");
    harness_add(piped, "synthesis/@papers", "12");
    harness_add(piped, "identifiers/identifier[@scheme='srch']", "FFFF0000");
    return piped;
}

static void free_all(AssayCapture **captures, guint n)
{
    for (guint i = 0; i < n; i++)
        assay_capture_free(captures[i]);
}

static void test_values(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *captures[] = {make_html(), make_report(), make_piped()};
    g_autoptr(AssayRecord) record = harness_build(plan, captures, 3);
    harness_check(plan, record);
    /* Uncut over cut; the longer of two cut ones; the more precise; then the preferred style. */
    harness_expect(record, "title", "How does sparse routing of experts affect accuracy");
    harness_expect(record, "count(title/@cut)", "0");
    harness_expect(record, "abstract", "Experts were routed and then some");
    harness_expect(record, "abstract/@cut", "true");
    harness_expect(record, "review/@score", "4.67");
    harness_expect(record, "submitted", "2026-05-29");
    harness_expect(record, "synthesis/@papers", "13");
    harness_expect(record, "identifiers/identifier", "ABCD1234");
    harness_expect(record, "count(identifiers/identifier)", "1");
    harness_expect(record, "body/p", "of the page");
    /* One group from one capture, what the others say kept beside it. */
    harness_expect(record, "count(claims/claim)", "2");
    harness_expect(record, "claims/claim[1]", "One");
    harness_expect(record, "evidence/e[@source='2'][@path='claims/claim[1]']/@value", "Another");
    harness_expect(record, "evidence/e[@path='review/@score'][@source='1']/@value", "4.7");
    harness_expect(record, "evidence/e[@path='submitted'][@value]/@value", "2026-05-30");
    /* United by key, in the schema's order. */
    harness_expect(record, "count(dimensions/dimension)", "3");
    harness_expect(record, "dimensions/dimension[2]/@name", "citation_grounding");
    harness_expect(record, "dimensions/dimension[3]/@level", "MEDIUM");
    harness_expect(record, "sources/source[1]/@style", "report");
    free_all(captures, 3);
}

static void test_orders(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *captures[] = {make_html(), make_report(), make_piped()};
    g_autofree char *first = NULL;
    for (guint i = 0; i < 6; i++) {
        AssayCapture *order[] = {captures[orders[i][0]], captures[orders[i][1]],
                                 captures[orders[i][2]]};
        g_autoptr(AssayRecord) record = harness_build(plan, order, 3);
        g_autofree char *text = harness_text(plan, record);
        if (first == NULL)
            first = g_strdup(text);
        g_assert_cmpstr(first, ==, text);
    }
    free_all(captures, 3);
}

/* The record built anew of the captures it gives back is the same but for its body; also when
 * each capture went through a record of its own, as the store keeps them. */
static void test_round_trip(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *captures[] = {make_html(), make_report(), make_piped()};
    g_autoptr(AssayRecord) record = harness_build(plan, captures, 3);
    g_autofree char *text = harness_text(plan, record);
    AssayCapture *kept[3];
    GPtrArray *owners[3];
    for (guint i = 0; i < 3; i++) {
        g_autoptr(AssayRecord) single = harness_build(plan, &captures[i], 1);
        owners[i] = assay_record_captures(single, NULL);
        kept[i] = g_ptr_array_index(owners[i], 0);
    }
    g_autoptr(AssayRecord) again = harness_build(plan, kept, 3);
    g_autofree char *twice = harness_text(plan, again);
    g_assert_cmpstr(text, ==, twice);
    for (guint i = 0; i < 3; i++)
        g_ptr_array_unref(owners[i]);

    g_autoptr(GPtrArray) all = assay_record_captures(record, NULL);
    g_autoptr(AssayRecord)
        third = assay_record_build(plan, (const AssayCapture *const *)all->pdata, all->len);
    xmlNode *body = xmlFirstElementChild(xmlDocGetRootElement(assay_record_doc(record)));
    while (xmlStrcmp(body->name, (const xmlChar *)"body") != 0)
        body = body->next;
    assay_node_unlink(body);
    g_autofree char *bodiless = harness_text(plan, record);
    g_autofree char *thrice = harness_text(plan, third);
    g_assert_cmpstr(bodiless, ==, thrice);
    free_all(captures, 3);
}

/* The same bytes from two places are one source of values, and are listed twice. */
static void test_same_bytes(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *captures[] = {make_html(), make_html(), make_html(), make_report()};
    captures[1]->uri = "copies/c.txt";
    harness_add(captures[1], "identifiers/identifier[@scheme='uuid']", "of-the-address");
    g_autoptr(AssayRecord) record = harness_build(plan, captures, 4);
    harness_check(plan, record);
    harness_expect(record, "count(sources/source)", "3");
    harness_expect(record, "sources/source[@uri='copies/c.txt']/@n", "3");
    harness_expect(record, "sources/source[@uri='copies/c.txt']/@same", "2");
    harness_expect(record, "identifiers/identifier[@scheme='uuid']", "of-the-address");
    harness_expect(record, "count(evidence/e[@path='question'])", "1");
    harness_expect(record, "count(evidence/e[@source='3'])", "0");
    g_autoptr(AssayRecord) two = harness_build(plan, captures, 2);
    g_autofree char *two_text = harness_text(plan, two);
    g_autoptr(GPtrArray) back = assay_record_captures(two, NULL);
    g_autoptr(AssayRecord)
        again = assay_record_build(plan, (const AssayCapture *const *)back->pdata, back->len);
    g_autofree char *again_text = harness_text(plan, again);
    g_assert_cmpstr(two_text, ==, again_text);
    free_all(captures, 4);
}

/* A rounding counts against the value that style prefers only if it really is its rounding, and
 * no cycle of preferences makes the order matter. */
static void test_precision(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *captures[] = {harness_capture("html", '1'), harness_capture("glued", '2'),
                                harness_capture("report", '3')};
    harness_add(captures[0], "review/@score", "4.7");
    harness_add(captures[1], "review/@score", "3.0");
    harness_add(captures[2], "review/@score", "4.67");
    for (guint i = 0; i < 6; i++) {
        AssayCapture *order[] = {captures[orders[i][0]], captures[orders[i][1]],
                                 captures[orders[i][2]]};
        g_autoptr(AssayRecord) record = harness_build(plan, order, 3);
        harness_expect(record, "review/@score", "4.67");
        harness_expect(record, "count(evidence/e/@value)", "2");
    }
    free_all(captures, 3);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/merge/values", test_values);
    g_test_add_func("/merge/orders", test_orders);
    g_test_add_func("/merge/round-trip", test_round_trip);
    g_test_add_func("/merge/same-bytes", test_same_bytes);
    g_test_add_func("/merge/precision", test_precision);
    return g_test_run();
}

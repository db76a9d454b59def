/* harness.h: invented captures for the tests of records. */
#ifndef TEST_RECORD_HARNESS_H
#define TEST_RECORD_HARNESS_H

#include <libxml/parser.h>
#include <string.h>

#include "record/record.h"

static const char plan_xml[] =
    "<record schema='record.rng'><identity>"
    "<id scheme='srch'/><id of='question'/><id of='title'/>"
    "<same scheme='srch'/><same scheme='uuid'/><same target='question'/><same target='title'/>"
    "<apart scheme='srch'/><apart target='question'/></identity>"
    "<merge prefer='html glued piped report'>"
    "<whole target='claims' prefer='report html glued piped'/>"
    "<whole target='references' prefer='report html glued piped'/>"
    "<value target='synthesis/@papers' prefer='report html glued piped'/>"
    "<keyed target='dimensions/dimension' key='name'/></merge></record>";

static inline AssayPlan *harness_plan(void)
{
    xmlDoc *doc = xmlReadMemory(plan_xml, (int)strlen(plan_xml), "rules.xml", NULL, 0);
    GError *error = NULL;
    AssayPlan *plan = assay_plan_load("assignee", ASSAY_SOURCE_DIR "/rules/assignee",
                                      xmlDocGetRootElement(doc), &error);
    g_assert_no_error(error);
    xmlFreeDoc(doc);
    return plan;
}

/* A capture whose 64 digits of hash are all @digit. */
static inline AssayCapture *harness_capture(const char *style, char digit)
{
    AssayCapture *capture = assay_capture_new();
    char sha256[65] = {0};
    memset(sha256, digit, 64);
    capture->profile = "assignee";
    capture->style = assay_arena_strdup(capture->arena, style);
    g_autofree char *uri = g_strdup_printf("captures/%c.txt", digit);
    capture->uri = assay_arena_strdup(capture->arena, uri);
    capture->media = "text/plain";
    capture->sha256 = assay_arena_strdup(capture->arena, sha256);
    return capture;
}

static inline AssayFinding *harness_add(AssayCapture *capture, const char *path, const char *value)
{
    guint n = capture->findings->len;
    AssayFinding finding = {.path = assay_arena_strdup(capture->arena, path),
                            .value = assay_arena_strdup(capture->arena, value),
                            .rule = "a-rule",
                            .rank = n,
                            .span = assay_span_bytes(n * 10, n * 10 + strlen(value))};
    g_array_append_val(capture->findings, finding);
    return &g_array_index(capture->findings, AssayFinding, n);
}

static inline void harness_add_cut(AssayCapture *capture, const char *path, const char *value)
{
    harness_add(capture, path, value)->cut = TRUE;
}

static inline AssayRecord *harness_build(const AssayPlan *plan, AssayCapture **captures, guint n)
{
    const AssayCapture *borrowed[16];
    for (guint i = 0; i < n; i++)
        borrowed[i] = captures[i];
    return assay_record_build(plan, borrowed, n);
}

/* Written, valid, and owned. */
static inline char *harness_text(const AssayPlan *plan, const AssayRecord *record)
{
    GError *error = NULL;
    assay_record_validate(record, plan, &error);
    g_assert_no_error(error);
    g_autoptr(GBytes) bytes = assay_record_write(record);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return g_strndup(data, size);
}

static inline void harness_check(const AssayPlan *plan, const AssayRecord *record)
{
    g_autofree char *text = harness_text(plan, record);
    g_assert_true(g_str_has_prefix(text, "<record "));
}

static inline void harness_expect(const AssayRecord *record, const char *path, const char *value)
{
    g_autofree char *found = assay_record_value(record, path);
    if (g_strcmp0(found, value) != 0)
        g_error("%s is '%s', not '%s'", path, found, value);
}

#endif

/* test_diff.c: changes between two records, field by field. */
#include "diff/diff.h"

#include <string.h>

#define RECORD(body)                                                                               \
    "<record xmlns=\"urn:assay:record:1\" id=\"AAAA0001\" profile=\"p\">" body                     \
    "<sources><source n=\"1\" sha256=\"0\"/></sources></record>"

static AssayRecord *record_of(const char *xml)
{
    g_autoptr(GError) error = NULL;
    AssayRecord *record = assay_record_read(xml, strlen(xml), "test", &error);
    g_assert_no_error(error);
    return record;
}

/* The changes as one line: `-path=old`, `+path=new`, `~path=old>new`, separated by `; `. */
static char *changes_of(const char *old_xml, const char *new_xml)
{
    g_autoptr(AssayRecord) old_record = record_of(old_xml);
    g_autoptr(AssayRecord) new_record = record_of(new_xml);
    g_autoptr(GPtrArray) changes = assay_diff_records(old_record, new_record);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        g_string_append_printf(text, "%s%c%s=%s%s%s", i > 0 ? "; " : "", "+-~"[change->kind],
                               change -> path,
                               change -> old_value != NULL ? change -> old_value : "",
                               change->kind == ASSAY_CHANGE_CHANGED ? ">" : "",
                               change->new_value != NULL ? change->new_value : "");
    }
    return g_strdup(text->str);
}

static void check(const char *old_xml, const char *new_xml, const char *expected)
{
    g_autofree char *changes = changes_of(old_xml, new_xml);
    g_assert_cmpstr(changes, ==, expected);
}

static void test_values(void)
{
    const char *old_xml = RECORD("<title>A</title><review score=\"4.67\"/>");
    check(old_xml, old_xml, "");
    check(old_xml, RECORD("<title>A</title><review score=\"4.70\"/>"), "~review/@score=4.67>4.70");
    check(old_xml, RECORD("<title cut=\"true\">A</title>"),
          "-review/@score=4.67; +title/@cut=true");
}

static void test_instances(void)
{
    check(RECORD("<identifiers><identifier scheme=\"doi\">1</identifier></identifiers>"),
          RECORD("<identifiers><identifier scheme=\"srch\">2</identifier>"
                 "<identifier scheme=\"doi\">1</identifier></identifiers>"),
          "+identifiers/identifier[@scheme='srch']=2");
    check(RECORD("<claims><claim>a</claim></claims>"),
          RECORD("<claims><claim>a</claim><claim>b</claim></claims>"),
          "-claims/claim=a; +claims/claim[1]=a; +claims/claim[2]=b");
}

static void test_flags(void)
{
    check(RECORD("<flags><flag check=\"c\" severity=\"error\">Other words."
                 "<value of=\"x\">1</value></flag></flags>"),
          "<record xmlns=\"urn:assay:record:1\" id=\"AAAA0001\" profile=\"p\"><flags>"
          "<flag check=\"c\" severity=\"error\">Words.<value of=\"x\">1</value></flag></flags>"
          "<sources><source n=\"1\" sha256=\"1\"/></sources></record>",
          "");
    check(
        RECORD(
            "<flags><flag check=\"c\" severity=\"error\"><value of=\"x\">1</value></flag></flags>"),
        RECORD(
            "<flags><flag check=\"c\" severity=\"error\"><value of=\"x\">2</value></flag></flags>"),
        "-flags/flag[@check='c']{x=1}=error; +flags/flag[@check='c']{x=2}=error");
}

/* A section that is inserted changes nothing that follows it. */
static void test_body(void)
{
    check(RECORD("<body><section title=\"B\"><p>b</p></section></body>"),
          RECORD("<body><section title=\"A\"><p>a</p></section>"
                 "<section title=\"B\"><p>b</p></section></body>"),
          "+body/section=A; +body=a");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/values", test_values);
    g_test_add_func("/diff/instances", test_instances);
    g_test_add_func("/diff/flags", test_flags);
    g_test_add_func("/diff/body", test_body);
    return g_test_run();
}

/* test_diff.c: planted changes are reported as what they are, and nothing else is. */
#include "../processor_time.h"
#include "harness.h"

static void check(const char *old_xml, const char *new_xml, const char *expected)
{
    g_autoptr(AssayRecord) old_record = harness_record(old_xml);
    g_autoptr(AssayRecord) new_record = harness_record(new_xml);
    g_autofree char *changes = harness_changes(old_record, new_record);
    g_assert_cmpstr(changes, ==, expected);
}

#define CLAIM(n, confidence, text)                                                                 \
    "<claim n=\"" n "\" verified=\"true\" confidence=\"" confidence "\">" text "</claim>"
#define CLAIMS(body) RECORD("<claims>" body "</claims>")
#define A(n)         CLAIM(n, "0.12", "Experts are routed by a learned gate.")
#define B(n)         CLAIM(n, "0.50", "The loss falls with the number of tokens seen.")
#define C(n)         CLAIM(n, "0.70", "No effect of width was found at any depth.")

static void test_nothing(void)
{
    const char *xml = RECORD("<title>A title</title><review score=\"4.67\" scale=\"10\"/>");
    check(xml, xml, "");
    /* White space and the order of attributes. */
    check(
        xml,
        RECORD("\n  <title> A\n title </title>\n  <review scale=\"10\" score=\"4.67\"></review>\n"),
        "");
    /* Sources, and where evidence stands. */
    check(RECORD("<title>t</title><sources><source n=\"1\" sha256=\"0\"/></sources>"
                 "<evidence><e at=\"bytes 1-2\" path=\"title\" rule=\"r\"/></evidence>"),
          RECORD("<title>t</title><sources><source n=\"1\" sha256=\"1\"/></sources>"
                 "<evidence><e at=\"bytes 7-8\" path=\"title\" rule=\"s\"/></evidence>"),
          "");
}

static void test_values(void)
{
    const char *old_xml = RECORD("<title>A</title><review score=\"4.67\" scale=\"10\"/>");
    check(old_xml, RECORD("<title>A</title><review score=\"4.70\" scale=\"10\"/>"),
          "~ review/@score: 4.67 > 4.70");
    check(old_xml, RECORD("<title>A</title><review scale=\"10\"/>"), "- review/@score: 4.67");
    /* An element around values is not said by itself. */
    check(old_xml, RECORD("<title>A</title>"),
          "[- review: (@scale=10 @score=4.67)]; - review/@scale: 10; - review/@score: 4.67");
    /* A name of what there is one of is a value. */
    check(RECORD("<tier name=\"WATCHLIST\"/>"), RECORD("<tier name=\"DOI_GRADE\"/>"),
          "~ tier/@name: WATCHLIST > DOI_GRADE");
    check(RECORD(""), RECORD("<tier name=\"WATCHLIST\"/>"),
          "[+ tier: (@name=WATCHLIST)]; + tier/@name: WATCHLIST");
    check(RECORD("<dimensions><dimension name=\"a\" level=\"LOW\"/></dimensions>"),
          RECORD("<dimensions><dimension name=\"a\" level=\"HIGH\"/>"
                 "<dimension name=\"b\" level=\"LOW\"/></dimensions>"),
          "~ dimensions/dimension[@name='a']/@level: LOW > HIGH; "
          "+ dimensions/dimension[@name='b']: (@level=LOW)");
    check(RECORD(""), RECORD("<gate><reason>Why.</reason></gate>"),
          "[+ gate: Why.]; [+ gate/reason: Why.]; + gate/reason: Why.");
}

static void test_title_completed(void)
{
    check(RECORD("<title cut=\"true\">Routing of experts</title>"),
          RECORD("<title>Routing of experts in sparse models</title>"),
          "[- title/@cut: true]; "
          "~ title: Routing of experts > Routing of experts in sparse models");
    /* Another title, and that it is cut, are two things. */
    check(RECORD("<title>Routing of experts</title>"), RECORD("<title cut=\"true\">Width</title>"),
          "+ title/@cut: true; ~ title: Routing of experts > Width");
}

static void test_claims(void)
{
    check(CLAIMS(A("1") B("2") C("3")), CLAIMS(C("1") A("2") B("3")),
          "> claims/claim[3] > claims/claim[1]");
    check(CLAIMS(A("1") B("2") C("3")), CLAIMS(A("1") C("2")),
          "- claims/claim[2]: The loss falls with the number of tokens seen. "
          "(@confidence=0.50 @verified=true)");
    check(CLAIMS(A("1") B("2")),
          CLAIMS(A("1") CLAIM("2", "0.51", "The loss falls with the number of tokens seen.")),
          "~ claims/claim[2]/@confidence: 0.50 > 0.51");
    /* Moved and changed: both. */
    check(CLAIMS(A("1") B("2") C("3")),
          CLAIMS(CLAIM("1", "0.70", "No effect of width was found at any scale.") A("2") B("3")),
          "> claims/claim[3] > claims/claim[1]; "
          "~ claims/claim[1]: No effect of width was found at any depth. > "
          "No effect of width was found at any scale.");
    /* A claim in place of another one is no change of its words. */
    check(CLAIMS(A("1")), CLAIMS(B("1")),
          "- claims/claim[1]: Experts are routed by a learned gate. "
          "(@confidence=0.12 @verified=true); "
          "+ claims/claim[1]: The loss falls with the number of tokens seen. "
          "(@confidence=0.50 @verified=true)");
    /* A number that is not its place counts. */
    check(CLAIMS(A("1") B("2")), CLAIMS(A("1") B("7")), "~ claims/claim[2]/@n: 2 > 7");
}

static void test_references(void)
{
#define REFERENCE(n, id, v)                                                                        \
    "<reference n=\"" n "\" scheme=\"arxiv\" id=\"" id "\" version=\"" v                           \
    "\" url=\"http://arxiv.org/abs/" id "v" v "\">arXiv:" id "v" v "</reference>"
    check(RECORD("<references>" REFERENCE("1", "2501.1", "1")
                     REFERENCE("2", "2501.2", "1") "</references>"),
          RECORD("<references>" REFERENCE("1", "2501.1", "1")
                     REFERENCE("2", "2501.2", "3") "</references>"),
          "[~ references/reference[2]/@url: http://arxiv.org/abs/2501.2v1 > "
          "http://arxiv.org/abs/2501.2v3]; ~ references/reference[2]/@version: 1 > 3; "
          "[~ references/reference[2]: arXiv:2501.2v1 > arXiv:2501.2v3]");
    /* Of two, one is gone: the other only got another number. */
    check(RECORD("<references>" REFERENCE("1", "2501.1", "1")
                     REFERENCE("2", "2501.2", "1") "</references>"),
          RECORD("<references>" REFERENCE("1", "2501.2", "1") "</references>"),
          "- references/reference[1]: arXiv:2501.1v1 (@id=2501.1 @scheme=arxiv "
          "@url=http://arxiv.org/abs/2501.1v1 @version=1)");
}

static void test_flags(void)
{
#define FLAG(check, text, value)                                                                   \
    "<flag check=\"" check "\" severity=\"error\">" text "<value of=\"x\">" value "</value></"     \
    "flag>"
    check(RECORD("<flags>" FLAG("b", "Words.", "1") "</flags>"),
          RECORD("<flags>" FLAG("a", "Words.", "1") FLAG("b", "Words.", "1") "</flags>"),
          "+ flags/flag[@check='a']: Words. 1 (@severity=error)");
    check(RECORD("<flags>" FLAG("a", "Some.", "1") FLAG("b", "Words.", "1") "</flags>"),
          RECORD("<flags>" FLAG("a", "Others.", "1") FLAG("b", "Words.", "2") "</flags>"),
          "~ flags/flag[@check='a']: Some. > Others.; "
          "~ flags/flag[@check='b']/value[@of='x']: 1 > 2");
}

static void test_identifiers(void)
{
    check(RECORD("<identifiers><identifier scheme=\"doi\">10.1/a</identifier></identifiers>"),
          RECORD("<identifiers><identifier scheme=\"srch\">2</identifier>"
                 "<identifier scheme=\"doi\">10.1/b</identifier></identifiers>"),
          "+ identifiers/identifier[@scheme='srch']: 2; "
          "~ identifiers/identifier[@scheme='doi']: 10.1/a > 10.1/b");
}

/* A section that is inserted changes nothing that follows it; of rows alike the right one goes. */
static void test_body(void)
{
    check(RECORD("<body><section title=\"B\"><p>b</p></section></body>"),
          RECORD("<body><section title=\"A\"><p>a</p></section>"
                 "<section title=\"B\"><p>b</p></section></body>"),
          "+ body/section[1]: a (@title=A)");
    check(RECORD("<body><p>x</p><p>y</p><p>x</p></body>"), RECORD("<body><p>y</p><p>x</p></body>"),
          "- body/p[1]: x");
}

static const AssayChange *find(const GPtrArray *changes, const char *path)
{
    for (guint i = 0; i < changes->len; i++)
        if (strcmp(((const AssayChange *)g_ptr_array_index(changes, i))->path, path) == 0)
            return g_ptr_array_index(changes, i);
    g_error("no change of %s", path);
}

static void test_rules(void)
{
    g_autoptr(AssayRecord) old_record = harness_record(
        RECORD("<title>a</title><claims><claim n=\"1\">c d e f</claim></claims><evidence>"
               "<e path=\"title\" rule=\"guess\" value=\"z\"/><e path=\"title\" rule=\"page\"/>"
               "<e path=\"claims/claim[1]\" rule=\"table\"/></evidence>"));
    g_autoptr(AssayRecord) new_record = harness_record(
        RECORD("<title>b</title><evidence><e path=\"title\" rule=\"report\"/></evidence>"));
    g_autoptr(GPtrArray) changes = assay_diff_records(old_record, new_record, FALSE);
    const AssayChange *title = find(changes, "title");
    g_assert_cmpstr(title->old_rule, ==, "page");
    g_assert_cmpstr(title->new_rule, ==, "report");
    const AssayChange *claim = find(changes, "claims/claim[1]");
    g_assert_cmpstr(claim->old_rule, ==, "table");
    g_assert_cmpstr(claim->new_rule, ==, NULL);
}

static void check_note(const char *old_value, const char *new_value, const char *expected)
{
    g_autofree char *old_text = g_strdup(old_value), *new_text = g_strdup(new_value);
    AssayChange change = {.kind = ASSAY_CHANGE_CHANGED,
                          .part = ASSAY_CHANGE_TEXT,
                          .old_value = old_text,
                          .new_value = new_text};
    g_autofree char *note = assay_change_note(&change);
    g_assert_cmpstr(note, ==, expected);
}

static void test_notes(void)
{
    check_note("4.67", "4.7", "+0.03");
    check_note("10", "9", "-1");
    check_note("0.5", "0.50", "same number");
    check_note("0.1", "0.10000000001", "+0.00000000001");
    check_note("2601.15021123456789", "2601.15021123456780", NULL); /* no double holds these */
    check_note("a", "a b", "completed");
    check_note("a b", "a", "shortened");
    check_note("a", "b", NULL);
}

/* Lists as long as a rule may make them, all changed: minutes if anything is quadratic. */
static void test_long_lists(void)
{
    GString *texts[2] = {g_string_new(NULL), g_string_new(NULL)};
    AssayRecord *records[2];
    for (guint side = 0; side < 2; side++) {
        for (guint i = 0; i < 20000; i++)
            g_string_append_printf(texts[side], "<claim n=\"%u\">w%u x%u y%u</claim>", i + 1,
                                   i + side * 50000, i, i * (side + 3));
        g_autofree char *xml = g_strconcat(
            "<record xmlns=\"urn:assay:record:1\" id=\"A\" profile=\"p\"><claims>",
            texts[side]->str, "</claims></record>", NULL);
        records[side] = harness_record(xml);
    }
    double start = processor_seconds();
    g_autoptr(GPtrArray) changes = assay_diff_records(records[0], records[1], FALSE);
    g_assert_cmpuint(changes->len, >=, 20000);
    g_assert_cmpfloat(processor_seconds() - start, <, 20);
    for (guint side = 0; side < 2; side++) {
        assay_record_free(records[side]);
        g_string_free(texts[side], TRUE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/nothing", test_nothing);
    g_test_add_func("/diff/values", test_values);
    g_test_add_func("/diff/title-completed", test_title_completed);
    g_test_add_func("/diff/claims", test_claims);
    g_test_add_func("/diff/references", test_references);
    g_test_add_func("/diff/flags", test_flags);
    g_test_add_func("/diff/identifiers", test_identifiers);
    g_test_add_func("/diff/body", test_body);
    g_test_add_func("/diff/rules", test_rules);
    g_test_add_func("/diff/notes", test_notes);
    g_test_add_func("/diff/long-lists", test_long_lists);
    return g_test_run();
}

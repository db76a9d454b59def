/* test_check.c: checks as data: loading and its errors, the extension functions, what is raised. */
#include <string.h>

#include <libxml/parser.h>

#include "../fenced_xml.h"
#include "base/error.h"
#include "check/check.h"

#define RULES_START "<ruleset xmlns='urn:assay:rules:1' profile='p'>"

static GPtrArray *files_of(const char *checks)
{
    g_autofree char *text = g_strconcat(RULES_START, checks, "</ruleset>", NULL);
    xmlDoc *doc = xmlReadMemory(text, (int)strlen(text), "rules/p/checks.xml", NULL, 0);
    g_assert_nonnull(doc);
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)xmlFreeDoc);
    g_ptr_array_add(files, doc);
    return files;
}

static AssayChecks *load(GPtrArray *files)
{
    AssayCheckServices services = {.drift = NULL};
    GError *error = NULL;
    AssayChecks *checks = assay_checks_load(files, &services, &error);
    g_assert_no_error(error);
    return checks;
}

static AssayRecord *record_of(const char *content)
{
    g_autofree char *text = g_strconcat("<record xmlns='" ASSAY_RECORD_NAMESPACE
                                        "' id='A1' profile='p'>",
                                        content, "</record>\n", NULL);
    GError *error = NULL;
    AssayRecord *record = assay_record_read(text, strlen(text), "test", &error);
    g_assert_no_error(error);
    return record;
}

/* The messages of the flags that @checks raise over @content, joined by "|". */
static char *raised(const char *checks_text, const char *content)
{
    g_autoptr(GPtrArray) files = files_of(checks_text);
    g_autoptr(AssayChecks) checks = load(files);
    g_autoptr(AssayRecord) record = record_of(content);
    assay_checks_run(checks, record);
    GString *all = g_string_new(NULL);
    for (guint i = 1;; i++) {
        g_autofree char *path = g_strdup_printf("flags/flag[%u]/text()", i);
        g_autofree char *message = assay_record_value(record, path);
        if (message == NULL)
            return g_string_free(all, FALSE);
        g_string_append_printf(all, "%s%s", i > 1 ? "|" : "", message);
    }
}

/* Whether the XPath @assertion holds over @content. */
static gboolean holds(const char *assertion, const char *content)
{
    g_autofree char *check = g_strconcat("<check id='c' severity='error'><assert>", assertion,
                                         "</assert><message>no</message></check>", NULL);
    g_autofree char *flags = raised(check, content);
    return *flags == '\0';
}

static void test_load_errors(void)
{
    static const struct {
        const char *check, *says;
    } cases[] = {
        {"\n<check id='c' severity='error'><assert>1 +</assert><message>m</message></check>",
         "p/checks.xml:2: "},
        {"<check id='c' severity='error'><assert>1</assert></check>", "<message>"},
        {"<check id='c' severity='error'><message>m</message></check>", "<assert>"},
        {"<check id='c' severity='error'><assert>1</assert><message>{a</message></check>", "{"},
        {"<check id='c' severity='error' kind='x'><message>m</message></check>", "`x`"},
        {"<check id='c' severity='error' needs='a b['><assert>1</assert><message>m</message>"
         "</check>",
         "b["},
        {"<check id='c' severity='error' kind='drift'><message>m</message></check>", "question"},
        {"<check id='c' severity='error' kind='drift'><param name='question'>q</param>"
         "<param name='abstract'>a</param><param name='ignore'>(</param><message>m</message>"
         "</check>",
         "pattern"},
        {"<check id='c' severity='error' kind='names'><message>m</message></check>", "left"},
        {"<check id='c' severity='error' kind='always'><message>m</message></check>", "<style>"},
        {"<let name='a' value='x'/>\n<let name='a' value='y'/>", "p/checks.xml:2: `a`"},
        {"<let name='a' value='x'/><let name='b' value='$a/y'/>", "\"b\""},
        {"<let name='a' value='x['/>", "x["},
        {"\n<check id='c' severity='error'><assert>$a = '$b'</assert><message>m</message></check>",
         "p/checks.xml:2: $a: "},
        {"<check id='c' severity='error'><assert>1</assert><message>{$a}</message></check>",
         "$a: "},
    };
    AssayCheckServices services = {.drift = NULL};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) files = files_of(cases[i].check);
        g_autoptr(GError) error = NULL;
        g_assert_null(assay_checks_load(files, &services, &error));
        g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES);
        g_assert_nonnull(strstr(error->message, cases[i].says));
    }
}

static void test_numbers(void)
{
    g_assert_true(holds("a:rounds('4.67', '4.7')", ""));
    g_assert_true(holds("a:rounds('4.7', '4.67')", ""));
    g_assert_true(holds("a:rounds('4.65', '4.6') and a:rounds('4.65', '4.7')", ""));
    g_assert_false(holds("a:rounds('4.67', '4.6')", ""));
    g_assert_false(holds("a:rounds('4.67', '4.68')", ""));
    g_assert_true(holds("a:rounds('n/a', 'n/a')", ""));
    g_assert_true(holds("a:near(1.05, 1, 0.05) and not(a:near(1.06, 1, 0.05))", ""));
    g_assert_true(holds("a:mean(x/@n) = 2", "<x n='1'/><x n='3'/>"));
    g_assert_true(holds("not(a:mean(y/@n) = 2)", "<x n='1'/>"));
}

static void test_texts(void)
{
    g_assert_true(holds("a:same('Sparse  routing?', 'sparse Routing')", ""));
    g_assert_false(holds("a:same('Sparse routing', 'Sparse')", ""));
    g_assert_true(holds("a:begins('Sparse routing in practice', 'Sparse rou')", ""));
    g_assert_false(holds("a:begins('Sparse', '')", ""));
    g_assert_true(holds("a:matches('Gate 3 says', '\\bGate \\d')", ""));
    g_assert_false(holds("a:matches('Gates', '^\\d')", ""));
}

static void test_undecided(void)
{
    /* A pattern that does not compile, a wrong number of arguments: not decided, no flag. */
    g_assert_true(holds("a:matches('x', '(')", ""));
    g_assert_true(holds("a:same('x')", ""));
    g_autofree char *flags = raised("<check id='c' severity='error' needs='x/@a x/@b'>"
                                    "<assert>false()</assert><message>m</message></check>",
                                    "<x a='1'/>");
    g_assert_cmpstr(flags, ==, "");
}

static const char *const STATED =
    "<t>Sparse routing in practice</t>"
    "<evidence><e path='t' source='1'/><e path='t' source='2' value='Sparse rou' cut='true'/>"
    "<e path='s' source='1' value='4.67'/><e path='s' source='2' value='4.7'/>"
    "<e path='s' source='2' value='4.1'/><e path='d' source='1' value='a'/>"
    "<e path='d' source='2' value='b'/></evidence>";

static void test_lets(void)
{
    static const char *const check =
        "<let name='score' value='review/@score'/>"
        "<let name='doi' value=\"ids/id[@scheme='doi']\"/>"
        "<let name='last' value='ids/id[last()]'/>"
        "<check id='c' severity='error' each='claim'>"
        "<assert>$score &gt; 5 or $doi = 'b' or @n = $last</assert>"
        "<assert>not($missing) and count($doi) &lt; 3</assert>"
        "<message>{@n} {$score} {count($doi)} {$doi/@n}</message></check>"
        "<let name='missing' value='review/@none'/>";
    static const struct {
        const char *record, *flags;
    } cases[] = {
        {"<review score='6'/><claim n='1'/>", ""},
        {"<review score='5'/><claim n='1'/><claim n='2'/>", "1 5 0|2 5 0"},
        {"<review score='5'/><ids><id scheme='doi'>b</id></ids><claim n='1'/>", ""},
        {"<ids><id scheme='doi' n='9'>a</id><id>2</id></ids><claim n='1'/><claim n='2'/>", "1 1 9"},
        {"<review score='6'/><ids><id scheme='doi'/><id scheme='doi'/><id scheme='doi'/></ids>"
         "<claim n='1'/>",
         "1 6 3"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *flags = raised(check, cases[i].record);
        g_assert_cmpstr(flags, ==, cases[i].flags);
    }
}

/* Paths that are followed by ourselves select what XPath selects. */
static void test_steps(void)
{
    static const char *const paths[] = {
        "a/b", "a/b/@n", "a/b[@n='2']", "a/b[@n='2']/@n", "a[@n='']", "a/b[@m='1']/@n",
        "@id", "a/@n/b", "a//b",        "a/b[2]",         "b",        "a/b/text()"};
    static const char *const records[] = {
        "",
        "<a/>",
        "<a n=''><b n='1'/></a>",
        "<a><b n='1'/><b n='2'>x</b></a><a><b n='2'/></a>",
        "<a><b m='1' n='3'/><c><b n='2'/></c></a>",
    };
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        for (guint k = 0; k < G_N_ELEMENTS(records); k++) {
            g_autofree char *check = g_strdup_printf(
                "<let name='own' value=\"%s\"/><check id='c' severity='error'>"
                "<assert>count($own) = count(%s) and count($own | %s) = count(%s)</assert>"
                "<message>no</message></check>",
                paths[i], paths[i], paths[i], paths[i]);
            g_autofree char *flags = raised(check, records[k]);
            g_assert_cmpstr(flags, ==, "");
        }
    }
}

static void test_stated(void)
{
    g_assert_false(holds("a:apart('t')", STATED)); /* one is the other cut off */
    g_assert_true(holds("a:apart('s')", STATED));
    g_assert_true(holds("a:apart-within('s')", STATED)); /* 4.7 and 4.1 in source 2 */
    g_assert_true(holds("a:apart('d') and not(a:apart-within('d'))", STATED));
    g_assert_true(
        holds("count(a:stated('t')) = 2 and a:stated('t')[1] = 't' or a:stated('t')", STATED));
    g_assert_true(holds("not(a:apart('nowhere'))", STATED));
}

static void test_raising(void)
{
    g_autofree char *each = raised(
        "<check id='c' severity='info' each='x[@n &gt; 1]'><assert>@n &lt; 3</assert>"
        "<message>{@n} of  {count(../x)}.</message></check>",
        "<x n='1'/><x n='3'/><x n='4'/>");
    g_assert_cmpstr(each, ==, "3 of 3.|4 of 3.");
    g_autoptr(GPtrArray)
        files = files_of("<check id='c' severity='warning'><assert>false()</assert>"
                         "<message>m</message><show of='x' value='x/@n'/></check>");
    g_autoptr(AssayChecks) checks = load(files);
    g_autoptr(AssayRecord) record = record_of("<x n='1'/><x n='2'/>");
    assay_checks_run(checks, record);
    assay_checks_run(checks, record); /* the first run's flags go */
    g_autofree char *second = assay_record_value(record, "flags/flag[2]");
    g_assert_null(second);
    g_autofree char *shown = assay_record_value(record, "flags/flag/value[@of='x'][2]");
    g_assert_cmpstr(shown, ==, "2");
    g_autofree char *severity = assay_record_value(record, "flags/flag/@severity");
    g_assert_cmpstr(severity, ==, "warning");
}

static void test_always(void)
{
    static const char *const check =
        "<check id='c' severity='warning' kind='always'><style name='s'><field target='a'/>"
        "<field target='b'/><field target='c'/></style><message>m</message></check>";
    g_autofree char *whole = raised(check, "<sources><source n='1' style='s'/></sources>"
                                           "<evidence><e path='a' source='1'/></evidence>");
    g_assert_cmpstr(whole, ==, "m");
    g_autofree char *cut = raised(check, "<sources><source n='1' style='s' cut='true'/></sources>"
                                         "<evidence><e path='a' source='1'/></evidence>");
    g_assert_cmpstr(cut, ==, "");
    g_autofree char *gap = raised(check, "<sources><source n='1' style='s' cut='true'/></sources>"
                                         "<evidence><e path='b' source='1'/></evidence>");
    g_assert_cmpstr(gap, ==, "m");
    g_autofree char *other = raised(check, "<sources><source n='1' style='t'/></sources>");
    g_assert_cmpstr(other, ==, "");
}

static void test_examples(void)
{
    g_autoptr(GPtrArray) files = files_of(
        "<check id='good' severity='error'><assert>x/@n = 1</assert><message>m</message>"
        "<hit><x n='2'/></hit><near><x n='1'/></near></check>"
        "<check id='bad' severity='error'><assert>x/@n = 1</assert><message>m</message>"
        "<hit><x n='1'/></hit></check>");
    g_autoptr(AssayChecks) checks = load(files);
    guint n_run = 0;
    g_autoptr(GPtrArray) complaints = assay_checks_test(checks, &n_run);
    g_assert_cmpuint(n_run, ==, 3);
    g_assert_cmpuint(complaints->len, ==, 2); /* the hit that raises nothing, no near miss */
    g_assert_cmpuint(assay_checks_count(checks), ==, 2);
    g_assert_cmpstr(assay_checks_id(checks, 1), ==, "bad");
}

/* The examples of README.md beside the sources. */
static void test_readme(void)
{
    guint n_blocks = 0, n_run = 0;
    g_autofree char *xml = fenced_xml("src/check/README.md", &n_blocks);
    g_autoptr(GPtrArray) files = files_of(xml);
    g_autoptr(AssayChecks) checks = load(files);
    g_autoptr(GPtrArray) complaints = assay_checks_test(checks, &n_run);
    g_assert_cmpuint(n_blocks, ==, 2);
    g_assert_cmpuint(n_run, ==, 4);
    g_assert_cmpuint(complaints->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/check/load-errors", test_load_errors);
    g_test_add_func("/check/functions/numbers", test_numbers);
    g_test_add_func("/check/functions/texts", test_texts);
    g_test_add_func("/check/functions/stated", test_stated);
    g_test_add_func("/check/lets", test_lets);
    g_test_add_func("/check/steps", test_steps);
    g_test_add_func("/check/undecided", test_undecided);
    g_test_add_func("/check/raising", test_raising);
    g_test_add_func("/check/always", test_always);
    g_test_add_func("/check/examples", test_examples);
    g_test_add_func("/check/readme", test_readme);
    return g_test_run();
}

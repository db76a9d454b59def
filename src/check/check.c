/* check.c: loading and running of checks; see check.h. */
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "check/kind.h"
#include "check/lets.h"

#define RULES_NAMESPACE "urn:assay:rules:1"
/* Nodes that one `show` lists; a flag is one sentence, not a dump. */
#define MAX_SHOWN       20
/* Nodes that one `each` visits: the rows of a table at its limit would flood a record. */
#define MAX_EACH        500

extern const AssayCheckKind *const assay_kind_table[]; /* written by CMakeLists.txt */

struct AssayChecks {
    GPtrArray *checks; /* of AssayCheck */
    AssayCheckServices services;
    xmlXPathContext *xpath; /* owned; of the record that is checked */
    AssayLets *lets;        /* owned; what is asked of more than once in it */
};

/* `profile/file.xml:line`. Returns: (owned). */
static char *place_of(const xmlNode *node)
{
    const char *url = node->doc != NULL ? (const char *)node->doc->URL : NULL;
    g_autofree char *folder = url != NULL ? g_path_get_dirname(url) : g_strdup("");
    g_autofree char *profile = g_path_get_basename(folder);
    g_autofree char *file = url != NULL ? g_path_get_basename(url) : g_strdup("rules");
    return g_strdup_printf("%s/%s:%ld", profile, file, xmlGetLineNo(node));
}

gboolean assay_check_error(const xmlNode *node, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *place = place_of(node);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s: %s", place, message);
    return FALSE;
}

static void ignore_xpath_error(void *data, xmlErrorPtr error)
{
    /* Nothing is printed. At load the caller says what is wrong and where; an expression that
     * fails at run time (a wrong argument type) counts as not decided, and `rules test` shows it,
     * since its hit then raises nothing. */
    (void)data;
    (void)error;
}

xmlXPathCompExpr *assay_check_compile(const char *expression, const xmlNode *node, GError **error)
{
    g_autofree char *folded = assay_text_normalise(assay_slice_from(expression));
    xmlXPathContext *quiet = xmlXPathNewContext(NULL);
    quiet->error = ignore_xpath_error;
    xmlXPathCompExpr *compiled = xmlXPathCtxtCompile(quiet, (const xmlChar *)folded);
    xmlXPathFreeContext(quiet);
    if (compiled == NULL) {
        assay_check_error(node, error, "`%s` is no XPath 1.0 expression", folded);
        return NULL;
    }
    g_autofree char *undeclared = assay_lets_undeclared(folded, node);
    if (undeclared != NULL) {
        assay_check_error(node, error, "$%s: this file has no <let name=\"%s\" value=\"…\"/>",
                          undeclared, undeclared);
        g_clear_pointer(&compiled, xmlXPathFreeCompExpr);
    }
    return compiled;
}

static gboolean is_element(const xmlNode *node, const char *name)
{
    return assay_element_is(node, name) && node->ns != NULL &&
           strcmp((const char *)node->ns->href, RULES_NAMESPACE) == 0;
}

char *assay_check_content(const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    char *text = g_strstrip(g_strdup((const char *)content));
    xmlFree(content);
    return text;
}

char **assay_check_params(const AssayCheck *check, const char *name)
{
    GPtrArray *found = g_ptr_array_new();
    for (xmlNode *child = check->node->children; child != NULL; child = child->next) {
        if (!is_element(child, "param"))
            continue;
        g_autofree char *its_name = assay_element_attribute(child, "name");
        if (g_strcmp0(its_name, name) == 0)
            g_ptr_array_add(found, assay_check_content(child));
    }
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(found, FALSE);
}

char *assay_check_param(const AssayCheck *check, const char *name)
{
    g_auto(GStrv) all = assay_check_params(check, name);
    return g_strdup(all[0]);
}

AssayQuery *assay_check_param_path(const AssayCheck *check, const char *name, GError **error)
{
    g_autofree char *path = assay_check_param(check, name);
    if (path != NULL)
        return assay_query_new(path, check->node, error);
    assay_check_error(check->node, error, "check %s needs <param name=\"%s\">", check->id, name);
    return NULL;
}

static void show_free(gpointer data)
{
    AssayShow *show = data;
    g_free(show->of);
    assay_query_free(show->value);
    g_free(show);
}

static void check_free(gpointer data)
{
    AssayCheck *check = data;
    if (check->kind != NULL && check->kind->unload != NULL && check->state != NULL)
        check->kind->unload(check->state);
    g_free(check->id);
    g_free(check->severity);
    g_ptr_array_unref(check->needs);
    g_ptr_array_unref(check->shows);
    assay_query_free(check->each);
    assay_template_free(check->message);
    g_free(check);
}

static void query_free(gpointer data)
{
    assay_query_free(data);
}

static gboolean load_child(AssayCheck *check, xmlNode *child, GError **error)
{
    g_autofree char *text = assay_check_content(child);
    if (is_element(child, "message")) {
        check->message = assay_template_compile(text, child, error);
        return check->message != NULL;
    } else if (is_element(child, "show")) {
        AssayShow *show = g_new0(AssayShow, 1);
        g_ptr_array_add(check->shows, show);
        show->of = assay_element_attribute(child, "of");
        g_autofree char *value = assay_element_attribute(child, "value");
        show->value = assay_query_new(value != NULL ? value : show->of, child, error);
        return show->value != NULL;
    }
    return TRUE;
}

static const AssayCheckKind *find_kind(const char *name)
{
    for (const AssayCheckKind *const *kind = assay_kind_table; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}

static gboolean load_paths(AssayCheck *check, GError **error)
{
    g_autofree char *needs = assay_element_attribute(check->node, "needs");
    g_auto(GStrv) paths = g_strsplit_set(needs != NULL ? needs : "", " \t\n", -1);
    for (char **path = paths; *path != NULL; path++) {
        if (**path == '\0')
            continue;
        AssayQuery *need = assay_query_new(*path, check->node, error);
        if (need == NULL)
            return FALSE;
        g_ptr_array_add(check->needs, need);
    }
    g_autofree char *each = assay_element_attribute(check->node, "each");
    if (each == NULL)
        return TRUE;
    check->each = assay_query_new(each, check->node, error);
    return check->each != NULL;
}

static gboolean load_check(AssayChecks *checks, xmlNode *node, GError **error)
{
    AssayCheck *check = g_new0(AssayCheck, 1);
    g_ptr_array_add(checks->checks, check);
    check->node = node;
    check->id = assay_element_attribute(node, "id");
    check->severity = assay_element_attribute(node, "severity");
    check->needs = g_ptr_array_new_with_free_func(query_free);
    check->shows = g_ptr_array_new_with_free_func(show_free);
    if (!load_paths(check, error))
        return FALSE;
    for (xmlNode *child = node->children; child != NULL; child = child->next)
        if (!load_child(check, child, error))
            return FALSE;
    if (check->message == NULL)
        return assay_check_error(node, error, "check %s has no <message>; add one", check->id);
    g_autofree char *kind = assay_element_attribute(node, "kind");
    check->kind = find_kind(kind != NULL ? kind : "assert");
    if (check->kind == NULL)
        return assay_check_error(node, error, "no kind of check is called `%s`", kind);
    return check->kind->load == NULL || check->kind->load(check, &check->state, error);
}

AssayChecks *assay_checks_load(GPtrArray *files, const AssayCheckServices *services, GError **error)
{
    g_autoptr(AssayChecks) checks = g_new0(AssayChecks, 1);
    checks->checks = g_ptr_array_new_with_free_func(check_free);
    checks->services = *services;
    checks->xpath = assay_check_context_new();
    checks->xpath->error = ignore_xpath_error;
    checks->lets = assay_lets_new(checks->xpath);
    for (guint i = 0; i < files->len; i++) {
        xmlNode *root = xmlDocGetRootElement(g_ptr_array_index(files, i));
        for (xmlNode *node = root->children; node != NULL; node = node->next)
            if ((is_element(node, "let") && !assay_lets_add(checks->lets, node, error)) ||
                (is_element(node, "check") && !load_check(checks, node, error)))
                return NULL;
    }
    return g_steal_pointer(&checks);
}

void assay_checks_free(AssayChecks *checks)
{
    if (checks == NULL)
        return;
    g_ptr_array_unref(checks->checks);
    assay_lets_free(checks->lets);
    assay_check_context_free(checks->xpath);
    g_free(checks);
}

guint assay_checks_count(const AssayChecks *checks)
{
    return checks->checks->len;
}

const char *assay_checks_id(const AssayChecks *checks, guint index)
{
    return ((const AssayCheck *)g_ptr_array_index(checks->checks, index))->id;
}

static void add_shown(const AssayShow *show, xmlXPathContext *xpath, GArray *values)
{
    xmlXPathObject *found = assay_query_value(show->value, xpath);
    if (found == NULL)
        return;
    int n = found->type == XPATH_NODESET && found->nodesetval != NULL ? found->nodesetval->nodeNr
                                                                      : 0;
    for (int i = 0; i < MIN(n, MAX_SHOWN); i++) {
        xmlChar *text = xmlXPathCastNodeToString(found->nodesetval->nodeTab[i]);
        AssayFlagValue value = {show->of, assay_text_normalise(assay_slice_from((char *)text))};
        g_array_append_val(values, value);
        xmlFree(text);
    }
    if (found->type != XPATH_NODESET) {
        xmlChar *text = xmlXPathCastToString(found);
        AssayFlagValue value = {show->of, assay_text_normalise(assay_slice_from((char *)text))};
        g_array_append_val(values, value);
        xmlFree(text);
    }
    xmlXPathFreeObject(found);
}

void assay_check_raise(const AssayCheckRun *run, const char *severity, const char *score,
                       const AssayFlagValue *extra, guint n_extra)
{
    const AssayCheck *check = run->check;
    g_autofree char *message = assay_template_fill(check->message, run->xpath);
    g_autoptr(GArray) values = g_array_new(FALSE, TRUE, sizeof(AssayFlagValue));
    for (guint i = 0; i < check->shows->len; i++)
        add_shown(g_ptr_array_index(check->shows, i), run->xpath, values);
    guint n_owned = values->len;
    if (n_extra > 0)
        g_array_append_vals(values, extra, n_extra);
    assay_record_add_flag(run->record, check->id, severity != NULL ? severity : check->severity,
                          score, message, (const AssayFlagValue *)(gpointer)values->data,
                          values->len);
    for (guint i = 0; i < n_owned; i++) {
        gconstpointer text = g_array_index(values, AssayFlagValue, i).text;
        g_free((gpointer)(guintptr)text);
    }
}

static gboolean has_needs(const AssayCheck *check, xmlXPathContext *xpath)
{
    for (guint i = 0; i < check->needs->len; i++)
        if (!assay_query_holds(g_ptr_array_index(check->needs, i), xpath))
            return FALSE;
    return TRUE;
}

static void run_at(const AssayCheckRun *run, xmlNode *node)
{
    run->xpath->node = node;
    if (has_needs(run->check, run->xpath))
        run->check->kind->run(run);
}

static void run_check(const AssayCheckRun *run)
{
    xmlNode *root = xmlDocGetRootElement(run->xpath->doc);
    if (run->check->each == NULL) {
        run_at(run, root);
        return;
    }
    run->xpath->node = root;
    xmlXPathObject *nodes = assay_query_value(run->check->each, run->xpath);
    if (nodes == NULL)
        return;
    int n = nodes->type == XPATH_NODESET && nodes->nodesetval != NULL ? nodes->nodesetval->nodeNr
                                                                      : 0;
    for (int i = 0; i < MIN(n, MAX_EACH); i++)
        run_at(run, nodes->nodesetval->nodeTab[i]);
    xmlXPathFreeObject(nodes);
}

static void run_over(const AssayChecks *checks, const AssayCheck *check, AssayRecord *record)
{
    AssayCheckRun run = {check, &checks->services, record, checks->xpath};
    checks->xpath->doc = assay_record_doc(record);
    run_check(&run);
    checks->xpath->doc = NULL;
    checks->xpath->node = NULL;
}

/* What was kept between the checks of one record. */
static void forget_record(const AssayChecks *checks)
{
    assay_lets_forget(checks->lets);
    assay_check_context_forget(checks->xpath);
}

void assay_checks_run(const AssayChecks *checks, AssayRecord *record)
{
    assay_record_clear_flags(record);
    for (guint i = 0; i < checks->checks->len; i++)
        run_over(checks, g_ptr_array_index(checks->checks, i), record);
    forget_record(checks);
}

/* ---- Examples ---- */

static void complaint_free(gpointer data)
{
    AssayCheckComplaint *complaint = data;
    g_free(complaint->place);
    g_free(complaint->message);
    g_free(complaint);
}

static void complain(GPtrArray *complaints, const xmlNode *node, char *message)
{
    AssayCheckComplaint *complaint = g_new0(AssayCheckComplaint, 1);
    complaint->place = place_of(node);
    complaint->message = message;
    g_ptr_array_add(complaints, complaint);
}

/* The record that an example means: its children under a `record` in the record's namespace. */
static AssayRecord *example_record(const xmlNode *example, GError **error)
{
    g_autoptr(GString) text = g_string_new("<record xmlns=\"" ASSAY_RECORD_NAMESPACE
                                           "\" id=\"EXAMPLE\" profile=\"example\">");
    xmlBuffer *buffer = xmlBufferCreate();
    for (xmlNode *child = example->children; child != NULL; child = child->next) {
        if (child->type != XML_ELEMENT_NODE)
            continue;
        xmlNode *copy = xmlCopyNode(child, 1);
        xmlNodeDump(buffer, NULL, copy, 0, 0);
        xmlFreeNode(copy);
    }
    /* The children inherit the rule file's namespace; the record's takes its place. */
    g_auto(GStrv) parts = g_strsplit((const char *)xmlBufferContent(buffer),
                                     " xmlns=\"" RULES_NAMESPACE "\"", -1);
    g_autofree char *inner = g_strjoinv("", parts);
    xmlBufferFree(buffer);
    g_string_append_printf(text, "%s</record>\n", inner);
    g_autofree char *place = place_of(example);
    return assay_record_read(text->str, text->len, place, error);
}

static void test_example(const AssayChecks *checks, const AssayCheck *check, const xmlNode *example,
                         gboolean is_hit, GPtrArray *complaints)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRecord) record = example_record(example, &error);
    if (record == NULL) {
        complain(complaints, example, g_strdup(error->message));
        return;
    }
    run_over(checks, check, record);
    forget_record(checks);
    g_autofree char *flag = assay_record_value(record, "flags/flag/@check");
    if (is_hit && flag == NULL)
        complain(complaints, example,
                 g_strdup_printf("check %s is not raised by this hit", check->id));
    if (!is_hit && flag != NULL)
        complain(complaints, example,
                 g_strdup_printf("check %s is raised by this near miss", check->id));
}

GPtrArray *assay_checks_test(const AssayChecks *checks, guint *ret_n_run)
{
    GPtrArray *complaints = g_ptr_array_new_with_free_func(complaint_free);
    guint n_run = 0;
    for (guint i = 0; i < checks->checks->len; i++) {
        const AssayCheck *check = g_ptr_array_index(checks->checks, i);
        guint n_hits = 0, n_near = 0;
        for (xmlNode *child = check->node->children; child != NULL; child = child->next) {
            gboolean is_hit = is_element(child, "hit");
            if (!is_hit && !is_element(child, "near"))
                continue;
            n_hits += is_hit ? 1 : 0;
            n_near += is_hit ? 0 : 1;
            n_run++;
            test_example(checks, check, child, is_hit, complaints);
        }
        if (n_hits == 0 || n_near == 0)
            complain(complaints, check->node,
                     g_strdup_printf("check %s has no <%s>; add one", check->id,
                                     n_hits == 0 ? "hit" : "near"));
    }
    *ret_n_run = n_run;
    return complaints;
}

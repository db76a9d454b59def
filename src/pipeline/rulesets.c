/* rulesets.c: lint, test and list rule sets, checks included, as text. See assay.h. */
#include "assay.h"

#include "base/json.h"
#include "check/check.h"
#include "pipeline/engine.h"
#include "record/element.h"

#include <string.h>

/* Complaints of one task, laid out as they come. */
typedef struct {
    AssayFormat format;
    GString *text;
    AssayJson json;
    guint n_complaints;
} Complaints;

static void begin(Complaints *complaints, AssayFormat format)
{
    *complaints = (Complaints){.format = format, .text = g_string_new(NULL)};
    assay_json_init(&complaints->json);
    assay_json_open(&complaints->json, NULL, '{');
    assay_json_open(&complaints->json, "complaints", '[');
}

static void complain(Complaints *complaints, const char *place, const char *message)
{
    complaints->n_complaints++;
    g_string_append_printf(complaints->text, "%s: %s\n", place, message);
    assay_json_open(&complaints->json, NULL, '{');
    assay_json_string(&complaints->json, "place", place);
    assay_json_string(&complaints->json, "message", message);
    assay_json_close(&complaints->json, '}');
}

/* @n_done and @what: the line of counts, `412 examples`. Takes the contents. */
static char *end(Complaints *complaints, guint n_done, const char *what)
{
    assay_json_close(&complaints->json, ']');
    assay_json_integer(&complaints->json, what, n_done);
    assay_json_close(&complaints->json, '}');
    g_autofree char *json = assay_json_finish(&complaints->json);
    g_string_append_printf(complaints->text, "%u %s, %u complaints\n", n_done, what,
                           complaints->n_complaints);
    char *text = g_string_free(complaints->text, FALSE);
    if (complaints->format != ASSAY_FORMAT_JSON)
        return text;
    g_free(text);
    return g_steal_pointer(&json);
}

static void complain_all(Complaints *complaints, GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(list, i);
        complain(complaints, complaint->place, complaint->message);
    }
}

char *assay_lint(const AssayEngine *engine, AssayFormat format, guint *ret_n_complaints)
{
    Complaints complaints;
    begin(&complaints, format);
    g_autoptr(GPtrArray) list = assay_rules_lint(engine->rules);
    complain_all(&complaints, list);
    *ret_n_complaints = complaints.n_complaints;
    return end(&complaints, assay_rules_n_sets(engine->rules), "rule sets");
}

char *assay_test(const AssayEngine *engine, AssayFormat format, guint *ret_n_complaints)
{
    Complaints complaints;
    guint n_run = 0;
    begin(&complaints, format);
    g_autoptr(GPtrArray) list = assay_rules_test(engine->rules, &n_run);
    complain_all(&complaints, list);
    for (guint i = 0; i < assay_rules_n_sets(engine->rules); i++) {
        const AssayChecks *checks = assay_rule_set_checks(assay_rules_set(engine->rules, i));
        guint n_checked = 0;
        g_autoptr(GPtrArray) failed = assay_checks_test(checks, &n_checked);
        n_run += n_checked;
        for (guint j = 0; j < failed->len; j++) {
            const AssayCheckComplaint *complaint = g_ptr_array_index(failed, j);
            complain(&complaints, complaint->place, complaint->message);
        }
    }
    *ret_n_complaints = complaints.n_complaints;
    return end(&complaints, n_run, "examples");
}

/* The targets that a rule sets, as its file writes them, each once. */
static char *targets_of(xmlNode *rule)
{
    g_autofree char *repeat = assay_element_attribute(rule, "repeat");
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(g_free);
    for (xmlNode *match = rule->children; match != NULL; match = match->next)
        for (xmlNode *set = match->type == XML_ELEMENT_NODE ? match->children : NULL; set != NULL;
             set = set->next) {
            if (!assay_element_is(set, "set"))
                continue;
            char *target = assay_element_attribute(set, "target");
            if (target == NULL ||
                g_ptr_array_find_with_equal_func(targets, target, g_str_equal, NULL))
                g_free(target);
            else
                g_ptr_array_add(targets, target);
        }
    g_ptr_array_add(targets, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)targets->pdata);
    return repeat == NULL ? g_steal_pointer(&joined) : g_strdup_printf("%s: %s", repeat, joined);
}

static void list_node(AssayFormat format, GString *text, AssayJson *json, xmlNode *node)
{
    gboolean is_rule = assay_element_is(node, "rule");
    if (!is_rule && !assay_element_is(node, "check"))
        return;
    g_autofree char *id = assay_element_attribute(node, "id");
    g_autofree char *says = is_rule ? targets_of(node) : assay_element_attribute(node, "severity");
    g_autofree char *file = g_path_get_basename((const char *)node->doc->URL);
    if (format != ASSAY_FORMAT_JSON) {
        g_string_append_printf(text, "  %-5s %-28s %s:%ld  %s\n", (const char *)node->name, id,
                               file, xmlGetLineNo(node), says);
        return;
    }
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "kind", (const char *)node->name);
    assay_json_string(json, "id", id);
    assay_json_string(json, "file", file);
    assay_json_integer(json, "line", xmlGetLineNo(node));
    assay_json_string(json, is_rule ? "sets" : "severity", says);
    assay_json_close(json, '}');
}

char *assay_list(const AssayEngine *engine, AssayFormat format)
{
    g_autoptr(GString) text = g_string_new(NULL);
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    for (guint i = 0; i < assay_rules_n_sets(engine->rules); i++) {
        const AssayRuleSet *set = assay_rules_set(engine->rules, i);
        GPtrArray *files = assay_rule_set_files(set);
        g_string_append_printf(text, "%s\n", assay_rule_set_profile(set));
        assay_json_open(&json, assay_rule_set_profile(set), '[');
        for (guint f = 0; f < files->len; f++)
            for (xmlNode *node = xmlDocGetRootElement(g_ptr_array_index(files, f))->children;
                 node != NULL; node = node->next)
                list_node(format, text, &json, node);
        assay_json_close(&json, ']');
    }
    assay_json_close(&json, '}');
    g_autofree char *as_json = assay_json_finish(&json);
    return format == ASSAY_FORMAT_JSON ? g_steal_pointer(&as_json) : g_strdup(text->str);
}

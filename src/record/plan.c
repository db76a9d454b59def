/* plan.c: reads the `<record>` element of a rule set (record.h, plan.h). Its grammar is part of
 * rules/rules.rng; what is checked here is what that schema cannot say. */
#include "record/plan.h"

#include <string.h>

#include "base/error.h"
#include "record/element.h"

static gboolean fail(GError **error, const xmlNode *node, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static gboolean fail(GError **error, const xmlNode *node, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const xmlDoc *doc = node->doc;
    const char *file = doc == NULL || doc->URL == NULL ? "rules.xml" : (const char *)doc->URL;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:%ld: %s", file, xmlGetLineNo(node),
                message);
    return FALSE;
}

static const char *property(const AssayPlan *plan, const xmlNode *node, const char *name)
{
    return assay_element_attribute_into(plan->arena, node, name);
}

static const char *const *split_styles(AssayPlan *plan, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text == NULL ? "" : text, " \t\r\n", -1);
    const char **styles = assay_arena_new0(plan->arena, const char *, g_strv_length(words) + 1);
    guint n_styles = 0;
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            styles[n_styles++] = assay_arena_strdup(plan->arena, *word);
    return styles;
}

static gboolean check_target(AssayPlan *plan, const xmlNode *node, const char *target,
                             GError **error)
{
    if (target == NULL)
        return fail(error, node, "<%s> needs a target", node->name);
    if (!assay_plan_has_target(plan, target))
        return fail(error, node, "the schema %s has no place for '%s'", plan->schema_file, target);
    return TRUE;
}

static gboolean read_key(AssayPlan *plan, const xmlNode *node, GArray *keys, GError **error)
{
    AssayPlanKey key = {.scheme = property(plan, node, "scheme"),
                        .target = property(plan, node, "of")};
    if (key.target == NULL)
        key.target = property(plan, node, "target");
    if ((key.scheme == NULL) == (key.target == NULL))
        return fail(error, node, "<%s> needs either a scheme or a target", node->name);
    if (key.scheme != NULL) {
        g_autofree char *path = g_strdup_printf("identifiers/identifier[@scheme='%s']", key.scheme);
        key.path = assay_arena_strdup(plan->arena, path);
    } else {
        if (!check_target(plan, node, key.target, error))
            return FALSE;
        key.path = key.target;
    }
    g_array_append_val(keys, key);
    return TRUE;
}

static gboolean read_prefer(AssayPlan *plan, const xmlNode *node, GArray *list, GError **error)
{
    AssayPlanPrefer prefer = {.target = property(plan, node, "target")};
    if (!check_target(plan, node, prefer.target, error))
        return FALSE;
    const char *styles = property(plan, node, "prefer");
    prefer.styles = styles == NULL ? plan->styles : split_styles(plan, styles);
    g_array_append_val(list, prefer);
    return TRUE;
}

static gboolean read_keyed(AssayPlan *plan, const xmlNode *node, GError **error)
{
    AssayPlanKeyed keyed = {.target = property(plan, node, "target"),
                            .key = property(plan, node, "key")};
    if (!check_target(plan, node, keyed.target, error))
        return FALSE;
    g_autofree char *path = g_strdup_printf("%s/@%s", keyed.target,
                                            keyed.key == NULL ? "" : keyed.key);
    if (keyed.key == NULL || !assay_plan_has_target(plan, path))
        return fail(error, node, "<keyed> needs key: an attribute of %s", keyed.target);
    g_array_append_val(plan->keyed, keyed);
    return TRUE;
}

/* One child of `<identity>` or `<merge>`. */
static gboolean read_item(AssayPlan *plan, const xmlNode *node, GError **error)
{
    const char *name = (const char *)node->name;
    if (strcmp(name, "id") == 0)
        return read_key(plan, node, plan->ids, error);
    if (strcmp(name, "same") == 0)
        return read_key(plan, node, plan->same, error);
    if (strcmp(name, "apart") == 0)
        return read_key(plan, node, plan->apart, error);
    if (strcmp(name, "whole") == 0)
        return read_prefer(plan, node, plan->wholes, error);
    if (strcmp(name, "value") == 0)
        return read_prefer(plan, node, plan->values, error);
    if (strcmp(name, "keyed") == 0)
        return read_keyed(plan, node, error);
    return fail(error, node, "<%s> is not known here", name);
}

static gboolean read_parts(AssayPlan *plan, xmlNode *record, GError **error)
{
    for (xmlNode *part = xmlFirstElementChild(record); part != NULL;
         part = xmlNextElementSibling(part)) {
        const char *name = (const char *)part->name;
        if (strcmp(name, "merge") == 0)
            plan->styles = split_styles(plan, property(plan, part, "prefer"));
        else if (strcmp(name, "identity") != 0)
            return fail(error, part, "<%s> is not known here", name);
        for (xmlNode *item = xmlFirstElementChild(part); item != NULL;
             item = xmlNextElementSibling(item))
            if (!read_item(plan, item, error))
                return FALSE;
    }
    return TRUE;
}

static void keep_first_complaint(void *data, xmlErrorPtr complaint)
{
    char **message = data;
    if (*message == NULL && complaint->message != NULL)
        *message = g_strdup_printf("%s:%d: %s", complaint->file == NULL ? "?" : complaint->file,
                                   complaint->line, g_strchomp(complaint->message));
}

static gboolean load_schema(AssayPlan *plan, GError **error)
{
    plan->shape = assay_shape_load(plan->schema_file, error);
    if (plan->shape == NULL)
        return FALSE;
    xmlRelaxNGParserCtxt *parser = xmlRelaxNGNewParserCtxt(plan->schema_file);
    g_autofree char *complaint = NULL;
    if (parser != NULL) {
        xmlRelaxNGSetParserStructuredErrors(parser, keep_first_complaint, &complaint);
        plan->schema = xmlRelaxNGParse(parser);
        xmlRelaxNGFreeParserCtxt(parser);
    }
    if (plan->schema != NULL)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s: not a RELAX NG schema: %s",
                plan->schema_file, complaint == NULL ? "cannot be read" : complaint);
    return FALSE;
}

AssayPlan *assay_plan_load(const char *profile, const char *folder, xmlNode *node, GError **error)
{
    g_autoptr(AssayPlan) plan = g_new0(AssayPlan, 1);
    plan->arena = assay_arena_new();
    plan->profile = assay_arena_strdup(plan->arena, profile);
    plan->ids = g_array_new(FALSE, TRUE, sizeof(AssayPlanKey));
    plan->same = g_array_new(FALSE, TRUE, sizeof(AssayPlanKey));
    plan->apart = g_array_new(FALSE, TRUE, sizeof(AssayPlanKey));
    plan->wholes = g_array_new(FALSE, TRUE, sizeof(AssayPlanPrefer));
    plan->values = g_array_new(FALSE, TRUE, sizeof(AssayPlanPrefer));
    plan->keyed = g_array_new(FALSE, TRUE, sizeof(AssayPlanKeyed));
    plan->styles = split_styles(plan, NULL);
    const char *schema = property(plan, node, "schema");
    if (schema == NULL || strchr(schema, '/') != NULL) {
        fail(error, node, "<record> needs schema: a file beside the rule set");
        return NULL;
    }
    g_autofree char *file = g_build_filename(folder, schema, NULL);
    plan->schema_file = assay_arena_strdup(plan->arena, file);
    if (!load_schema(plan, error) || !read_parts(plan, node, error))
        return NULL;
    return g_steal_pointer(&plan);
}

void assay_plan_free(AssayPlan *plan)
{
    if (plan == NULL)
        return;
    assay_shape_free(plan->shape);
    xmlRelaxNGFree(plan->schema);
    GArray *const lists[] = {plan->ids,    plan->same,   plan->apart,
                             plan->wholes, plan->values, plan->keyed};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_array_unref(lists[i]);
    assay_arena_free(plan->arena);
    g_free(plan);
}

gboolean assay_plan_has_target(const AssayPlan *plan, const char *path)
{
    /* `claims/claim[]` and `[*]` are how a rule may write "the next instance". */
    g_autofree char *plain = g_strdup(path);
    char *to = plain;
    gboolean inside = FALSE;
    for (const char *from = plain; *from != '\0'; from++) {
        inside = inside || *from == '[';
        if (!inside)
            *to++ = *from;
        inside = inside && *from != ']';
    }
    *to = '\0';
    g_autoptr(AssayArena) arena = assay_arena_new();
    const AssayPath *parsed = assay_path_parse(plan->shape, plain, arena);
    if (parsed == NULL || (parsed->attribute != NULL && parsed->attribute_order == G_MAXUINT))
        return FALSE;
    for (guint i = 0; i < parsed->n_steps; i++)
        if (parsed->steps[i].order == G_MAXUINT)
            return FALSE;
    return TRUE;
}

static guint place_of(const char *const *styles, const char *style)
{
    guint place = 0;
    while (styles[place] != NULL && g_strcmp0(styles[place], style) != 0)
        place++;
    return place;
}

guint assay_plan_prefer(const AssayPlan *plan, const AssayPath *path, const char *style)
{
    GArray *const lists[] = {plan->values, plan->wholes};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; j < lists[i]->len; j++) {
            const AssayPlanPrefer *prefer = &g_array_index(lists[i], AssayPlanPrefer, j);
            if (assay_path_is_below(path, prefer->target))
                return place_of(prefer->styles, style);
        }
    return place_of(plan->styles, style);
}

guint assay_plan_prefer_whole(const AssayPlan *plan, const char *target, const char *style)
{
    for (guint i = 0; i < plan->wholes->len; i++) {
        const AssayPlanPrefer *prefer = &g_array_index(plan->wholes, AssayPlanPrefer, i);
        if (strcmp(prefer->target, target) == 0)
            return place_of(prefer->styles, style);
    }
    return place_of(plan->styles, style);
}

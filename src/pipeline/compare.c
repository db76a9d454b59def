/* compare.c: records against records (`assay diff`) and against their checks (`assay check`). See
 * assay.h. */
#include "assay.h"

#include <string.h>

#include "base/json.h"
#include "check/check.h"
#include "diff/diff.h"
#include "pipeline/engine.h"
#include "pipeline/records.h"

/* Values longer than this stand on lines of their own. */
#define LONG_BYTES 50u

/* A list of changes in the making. */
typedef struct {
    AssayFormat format;
    GString *text;
    AssayJson json;
    guint n_changes;
} Sheet;

static const char *const signs[] = {"+", "-", "~"};
static const char *const words[] = {"gained", "lost", "changed"};

static void begin(Sheet *sheet, AssayFormat format)
{
    *sheet = (Sheet){.format = format, .text = g_string_new(NULL)};
    assay_json_init(&sheet->json);
    assay_json_open(&sheet->json, NULL, '[');
}

static char *end(Sheet *sheet)
{
    assay_json_close(&sheet->json, ']');
    g_autofree char *json = assay_json_finish(&sheet->json);
    char *text = g_string_free(sheet->text, FALSE);
    if (sheet->format != ASSAY_FORMAT_JSON)
        return text;
    g_free(text);
    return g_steal_pointer(&json);
}

static void add_change(Sheet *sheet, const char *record, const AssayChange *change)
{
    static const char *const colours[] = {"\033[32m", "\033[31m", "\033[33m"};
    gboolean colour = sheet->format == ASSAY_FORMAT_COLOUR;
    const char *start = colour ? colours[change->kind] : "", *stop = colour ? "\033[0m" : "";
    const char *old_value = change->old_value, *new_value = change->new_value;
    sheet->n_changes++;
    g_string_append_printf(sheet->text, "  %s%s%s %s", start, signs[change->kind], stop,
                           change->path);
    if (change->kind != ASSAY_CHANGE_CHANGED)
        g_string_append_printf(sheet->text, ": %s\n", old_value != NULL ? old_value : new_value);
    else if (strlen(old_value) + strlen(new_value) <= LONG_BYTES)
        g_string_append_printf(sheet->text, ": %s → %s\n", old_value, new_value);
    else
        g_string_append_printf(sheet->text, ":\n      - %s\n      + %s\n", old_value, new_value);
    assay_json_open(&sheet->json, NULL, '{');
    assay_json_string(&sheet->json, "record", record);
    assay_json_string(&sheet->json, "change", words[change->kind]);
    assay_json_string(&sheet->json, "path", change->path);
    if (old_value != NULL)
        assay_json_string(&sheet->json, "old", old_value);
    if (new_value != NULL)
        assay_json_string(&sheet->json, "new", new_value);
    assay_json_close(&sheet->json, '}');
}

/* A whole record that is on one side only. */
static gboolean add_whole(Sheet *sheet, AssayChangeKind kind, const char *path, GError **error)
{
    g_autoptr(AssayRecord) record = assay_records_open(path, error);
    if (record == NULL)
        return FALSE;
    g_autofree char *title = assay_record_value(record, "title");
    const char *id = assay_record_id(record);
    sheet->n_changes++;
    g_string_append_printf(sheet->text, "%s record %s%s%s\n", signs[kind], id,
                           title != NULL ? ": " : "", title != NULL ? title : "");
    assay_json_open(&sheet->json, NULL, '{');
    assay_json_string(&sheet->json, "record", id);
    assay_json_string(&sheet->json, "change", words[kind]);
    assay_json_string(&sheet->json, "title", title);
    assay_json_close(&sheet->json, '}');
    return TRUE;
}

static gboolean add_pair(Sheet *sheet, const char *old_path, const char *new_path, GError **error)
{
    g_autoptr(AssayRecord) old_record = assay_records_open(old_path, error);
    g_autoptr(AssayRecord) new_record = old_record != NULL ? assay_records_open(new_path, error)
                                                           : NULL;
    if (new_record == NULL)
        return FALSE;
    const char *id = assay_record_id(new_record);
    g_autoptr(GPtrArray) changes = assay_diff_records(old_record, new_record);
    if (changes->len > 0)
        g_string_append_printf(sheet->text, "~ record %s\n", id);
    for (guint i = 0; i < changes->len; i++)
        add_change(sheet, id, g_ptr_array_index(changes, i));
    return TRUE;
}

/* Both trees side by side, in order of name; one pair of records in memory at a time. */
static gboolean add_trees(Sheet *sheet, GTree *old_paths, GTree *new_paths, GError **error)
{
    GTreeNode *old_node = g_tree_node_first(old_paths), *new_node = g_tree_node_first(new_paths);
    while (old_node != NULL || new_node != NULL) {
        int order = old_node == NULL ? 1
                    : new_node == NULL
                        ? -1
                        : strcmp(g_tree_node_key(old_node), g_tree_node_key(new_node));
        gboolean done;
        if (order < 0)
            done = add_whole(sheet, ASSAY_CHANGE_LOST, g_tree_node_value(old_node), error);
        else if (order > 0)
            done = add_whole(sheet, ASSAY_CHANGE_GAINED, g_tree_node_value(new_node), error);
        else
            done = add_pair(sheet, g_tree_node_value(old_node), g_tree_node_value(new_node), error);
        if (!done)
            return FALSE;
        if (order <= 0)
            old_node = g_tree_node_next(old_node);
        if (order >= 0)
            new_node = g_tree_node_next(new_node);
    }
    return TRUE;
}

static gboolean add_folders(Sheet *sheet, const char *old_path, const char *new_path,
                            GError **error)
{
    g_autoptr(GTree) old_paths = assay_records_paths(old_path, error);
    g_autoptr(GTree) new_paths = old_paths != NULL ? assay_records_paths(new_path, error) : NULL;
    return new_paths != NULL && add_trees(sheet, old_paths, new_paths, error);
}

char *assay_diff(const char *old_path, const char *new_path, AssayFormat format,
                 guint *ret_n_differences, GError **error)
{
    gboolean old_is_tree = g_file_test(old_path, G_FILE_TEST_IS_DIR);
    gboolean new_is_tree = g_file_test(new_path, G_FILE_TEST_IS_DIR);
    if (old_is_tree != new_is_tree) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s and %s: one is a folder, the other is not; name two records or two folders",
                    old_path, new_path);
        return NULL;
    }
    Sheet sheet;
    begin(&sheet, format);
    gboolean done = old_is_tree ? add_folders(&sheet, old_path, new_path, error)
                                : add_pair(&sheet, old_path, new_path, error);
    g_autofree char *text = end(&sheet);
    if (!done)
        return NULL;
    *ret_n_differences = sheet.n_changes;
    return g_steal_pointer(&text);
}

/* ---- A record against its schema and checks ---- */

static char *format_check(const char *path, const GPtrArray *changes, const char *refusal,
                          AssayFormat format, guint *ret_n_differences)
{
    GString *text = g_string_new(NULL);
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    assay_json_string(&json, "file", path);
    if (refusal != NULL) {
        g_string_append_printf(text, "%s: schema: %s\n", path, refusal);
        assay_json_string(&json, "schema", refusal);
    }
    guint n_differences = refusal != NULL ? 1 : 0;
    assay_json_open(&json, "flags", '[');
    for (guint i = 0; i < changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        if (!g_str_has_prefix(change->path, "flags/"))
            continue;
        n_differences++;
        g_string_append_printf(text, "%s: %s %s (%s)\n", path, signs[change->kind],
                               change->path + strlen("flags/"),
                               change->new_value != NULL ? change->new_value : change->old_value);
        assay_json_open(&json, NULL, '{');
        assay_json_string(&json, "change", words[change->kind]);
        assay_json_string(&json, "flag", change->path + strlen("flags/"));
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    g_autofree char *as_json = assay_json_finish(&json);
    *ret_n_differences = n_differences;
    if (format != ASSAY_FORMAT_JSON)
        return g_string_free(text, FALSE);
    g_string_free(text, TRUE);
    return g_steal_pointer(&as_json);
}

gboolean assay_check(const AssayEngine *engine, const char *path, AssayFormat format,
                     char **ret_report, guint *ret_n_differences, GError **error)
{
    g_autoptr(AssayRecord) stands = assay_records_open(path, error);
    g_autoptr(AssayRecord) record = stands != NULL ? assay_records_open(path, error) : NULL;
    if (record == NULL)
        return FALSE;
    const char *profile = assay_record_profile(record);
    const AssayRuleSet *set = profile != NULL ? assay_rules_find(engine->rules, profile) : NULL;
    if (set == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: no rule set for its profile %s; name their folder with --rules", path,
                    profile != NULL ? profile : "");
        return FALSE;
    }
    g_autoptr(GError) refusal = NULL;
    assay_record_validate(record, assay_rule_set_plan(set), &refusal);
    assay_record_clear_flags(record);
    if (assay_rule_set_checks(set) != NULL)
        assay_checks_run(assay_rule_set_checks(set), record);
    g_autoptr(GPtrArray) changes = assay_diff_records(stands, record);
    *ret_report = format_check(path, changes, refusal != NULL ? refusal->message : NULL, format,
                               ret_n_differences);
    return TRUE;
}

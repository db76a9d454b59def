/* compare.c: records against records (`assay diff`) and against their checks (`assay check`). See
 * assay.h. */
#include "assay.h"

#include <string.h>

#include "base/json.h"
#include "check/check.h"
#include "diff/diff.h"
#include "diff/run.h"
#include "pipeline/dry_run.h"
#include "pipeline/engine.h"
#include "pipeline/records.h"

/* ---- Records against records ---- */

static const AssaySheetType *sheet_of(AssayFormat format)
{
    switch (format) {
    case ASSAY_FORMAT_JSON:
        return &assay_sheet_json;
    case ASSAY_FORMAT_XML:
        return &assay_sheet_xml;
    case ASSAY_FORMAT_HTML:
        return &assay_sheet_html;
    default:
        return &assay_sheet_text;
    }
}

/* Files of accepted differences, all in one. */
static gboolean read_accepted(const AssayDiffOptions *options, AssayAccepted *accepted,
                              AssayAccepted *accept_into, GError **error)
{
    for (guint i = 0; options->accepted != NULL && options->accepted[i] != NULL; i++)
        if (!assay_accepted_read(accepted, options->accepted[i], FALSE, error))
            return FALSE;
    /* What is in the file already keeps its reason. */
    return options->accept == NULL ||
           (assay_accepted_read(accepted, options->accept, TRUE, error) &&
            assay_accepted_read(accept_into, options->accept, TRUE, error));
}

static gboolean diff(const AssayDiffOptions *options, AssayDiffMode mode, guint *ret_n_differences,
                     guint *ret_n_unread, GError **error)
{
    g_autoptr(AssayAccepted) accepted = assay_accepted_new(), accept_into = assay_accepted_new();
    if (!read_accepted(options, accepted, accept_into, error))
        return FALSE;
    const AssayDiffRun run = {
        .mode = mode,
        .old_path = options->old_path,
        .new_path = options->new_path,
        .only = options->only,
        .ignore = options->ignore,
        .with_evidence = options->with_evidence,
        .stat_only = options->stat_only,
        .limit = options->limit,
        .accepted = accepted,
        .accept_into = options->accept != NULL ? accept_into : NULL,
        .reason = options->reason,
        .sheet = sheet_of(options->format),
        .colour = options->format == ASSAY_FORMAT_COLOUR,
        .write = options->write,
        .trouble = options->trouble,
        .user_data = options->user_data,
    };
    return assay_diff_run(&run, ret_n_differences, ret_n_unread, error) &&
           (options->accept == NULL || assay_accepted_write(accept_into, options->accept, error));
}

gboolean assay_diff(const AssayDiffOptions *options, guint *ret_n_differences, guint *ret_n_unread,
                    GError **error)
{
    return diff(options, options->old_path != NULL ? ASSAY_DIFF_PATHS : ASSAY_DIFF_LAST,
                ret_n_differences, ret_n_unread, error);
}

gboolean assay_compare_scratch(const AssayDiffOptions *options, guint *ret_n_differences,
                               guint *ret_n_unread, GError **error)
{
    return diff(options, ASSAY_DIFF_SCRATCH, ret_n_differences, ret_n_unread, error);
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
        if (change->follows || !g_str_has_prefix(change->path, "flags/"))
            continue;
        n_differences++;
        const char *flag = change->path + strlen("flags/");
        const char *value = change->new_value != NULL ? change->new_value : change->old_value;
        const char *word = assay_change_word(change->kind);
        g_string_append_printf(text, "%s: %s %s (%s)\n", path, word, flag, value);
        assay_json_open(&json, NULL, '{');
        assay_json_string(&json, "change", word);
        assay_json_string(&json, "flag", flag);
        assay_json_string(&json, "value", value);
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
    g_autoptr(GPtrArray) changes = assay_diff_records(stands, record, FALSE);
    *ret_report = format_check(path, changes, refusal != NULL ? refusal->message : NULL, format,
                               ret_n_differences);
    return TRUE;
}

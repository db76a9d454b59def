/* sheet_json.c: a comparison as one JSON object (sheet.h):
 * {"old", "new", "records": [{"kind", "id", …, "changes": [{…}]}], "summary": {…}}. */
#include "diff/sheet.h"

static void begin(AssaySheet *sheet)
{
    assay_json_init(&sheet->json);
    g_string_free(sheet->json.text, TRUE);
    sheet->json.text = sheet->text; /* what the caller takes and empties */
    assay_json_open(&sheet->json, NULL, '{');
    assay_json_string(&sheet->json, "old", sheet->old_name);
    assay_json_string(&sheet->json, "new", sheet->new_name);
    assay_json_open(&sheet->json, "records", '[');
}

static void add_if(AssayJson *json, const char *name, const char *value)
{
    if (value != NULL)
        assay_json_string(json, name, value);
}

static void add_change(AssayJson *json, const AssayChange *change)
{
    static const char *const parts[] = {"element", "attribute", "text"};
    g_autofree char *note = assay_change_note(change);
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "kind", assay_change_word(change->kind));
    assay_json_string(json, "part", parts[change->part]);
    assay_json_string(json, "path", change->path);
    add_if(json, "old_path", change->old_path);
    assay_json_string(json, "field", change->field);
    add_if(json, "old", change->old_value);
    add_if(json, "new", change->new_value);
    add_if(json, "note", note);
    add_if(json, "old_rule", change->old_rule);
    add_if(json, "new_rule", change->new_rule);
    add_if(json, "old_place", change->old_place);
    add_if(json, "new_place", change->new_place);
    add_if(json, "old_xml", change->old_xml);
    add_if(json, "new_xml", change->new_xml);
    if (change->follows)
        assay_json_boolean(json, "follows", TRUE);
    assay_json_close(json, '}');
}

static void record(AssaySheet *sheet, const AssayDiffRecord *record)
{
    AssayJson *json = &sheet->json;
    if (sheet->stat_only || record->n_show == 0)
        return;
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "kind",
                      record->kind == ASSAY_CHANGE_MOVED ? "renamed"
                                                         : assay_change_word(record->kind));
    assay_json_string(json, "id", record->id);
    add_if(json, "old_id", record->old_id);
    add_if(json, "same", record->why);
    add_if(json, "title", record->title);
    assay_json_open(json, "changes", '[');
    g_autoptr(GPtrArray) shown = assay_sheet_shown(record);
    for (guint i = 0; i < shown->len; i++)
        add_change(json, g_ptr_array_index(shown, i));
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

static void add_count(AssayJson *json, const AssayStatCount *count)
{
    assay_json_integer(json, "gained", count->n[ASSAY_CHANGE_ADDED]);
    assay_json_integer(json, "lost", count->n[ASSAY_CHANGE_REMOVED]);
    assay_json_integer(json, "changed", count->n[ASSAY_CHANGE_CHANGED]);
    assay_json_integer(json, "moved", count->n[ASSAY_CHANGE_MOVED]);
}

static void add_field(AssayJson *json, const AssayStatField *field)
{
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "field", field->field);
    assay_json_integer(json, "records", field->n_records);
    add_count(json, &field->count);
    assay_json_open(json, "rules", '[');
    for (guint i = 0; i < field->rules->len; i++) {
        const AssayStatRule *rule = g_ptr_array_index(field->rules, i);
        assay_json_open(json, NULL, '{');
        assay_json_string(json, "old", *rule->old_rule != '\0' ? rule->old_rule : NULL);
        assay_json_string(json, "new", *rule->new_rule != '\0' ? rule->new_rule : NULL);
        add_count(json, &rule->count);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

static void end(AssaySheet *sheet, AssayStat *stat)
{
    AssayJson *json = &sheet->json;
    assay_json_close(json, ']');
    assay_json_open(json, "summary", '{');
    assay_json_integer(json, "same", stat->n_same);
    assay_json_integer(json, "changed", stat->n_changed);
    assay_json_integer(json, "added", stat->n_added);
    assay_json_integer(json, "removed", stat->n_removed);
    assay_json_integer(json, "renamed", stat->n_renamed);
    assay_json_integer(json, "unread", stat->n_unread);
    assay_json_integer(json, "changes", stat->n_changes);
    assay_json_integer(json, "omitted", stat->n_omitted);
    assay_json_integer(json, "accepted", stat->n_accepted);
    assay_json_open(json, "fields", '[');
    g_autoptr(GPtrArray) fields = assay_stat_fields(stat);
    for (guint i = 0; i < fields->len; i++)
        add_field(json, g_ptr_array_index(fields, i));
    assay_json_close(json, ']');
    assay_json_close(json, '}');
    assay_json_close(json, '}');
    g_string_append_c(sheet->text, '\n');
}

const AssaySheetType assay_sheet_json = {begin, record, end};

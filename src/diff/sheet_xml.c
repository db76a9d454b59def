/* sheet_xml.c: a comparison as XML in urn:assay:diff:1 (sheet.h):
 *
 *   diff @old @new
 *     record @kind @id [@old-id] [@same] / title, change @kind @part @path …/ old, new
 *     summary @same @changed … / field @path @gained @lost @changed @moved / rule @old @new …
 *
 * In old and new of an element that came or went stands the element itself, as the record has it.
 */
#include "diff/sheet.h"

#include <string.h>

#include "record/record.h"

static void add_attribute(GString *text, const char *name, const char *value)
{
    if (value == NULL)
        return;
    g_string_append_printf(text, " %s=\"", name);
    assay_sheet_escape(text, value);
    g_string_append_c(text, '"');
}

static void add_number(GString *text, const char *name, guint value)
{
    g_string_append_printf(text, " %s=\"%u\"", name, value);
}

static void begin(AssaySheet *sheet)
{
    g_string_append(sheet->text, "<diff xmlns=\"" ASSAY_DIFF_NAMESPACE "\"");
    add_attribute(sheet->text, "old", sheet->old_name);
    add_attribute(sheet->text, "new", sheet->new_name);
    g_string_append(sheet->text, ">\n");
}

/* The element's name is followed by the namespace of records: what is below inherits it. */
static void add_element(GString *text, const char *xml)
{
    gsize name_length = strcspn(xml + 1, " />");
    g_string_append_printf(text, "%.*s xmlns=\"" ASSAY_RECORD_NAMESPACE "\"%s",
                           (int)name_length + 1, xml, xml + 1 + name_length);
}

static void add_side(GString *text, const char *name, const char *xml, const char *value)
{
    if (value == NULL)
        return;
    g_string_append_printf(text, "      <%s>", name);
    if (xml != NULL)
        add_element(text, xml);
    else
        assay_sheet_escape(text, value);
    g_string_append_printf(text, "</%s>\n", name);
}

static void add_change(GString *text, const AssayChange *change)
{
    static const char *const parts[] = {"element", "attribute", "text"};
    g_autofree char *note = assay_change_note(change);
    g_string_append(text, "    <change");
    add_attribute(text, "kind", assay_change_word(change->kind));
    add_attribute(text, "part", parts[change->part]);
    add_attribute(text, "path", change->path);
    add_attribute(text, "old-path", change->old_path);
    add_attribute(text, "field", change->field);
    add_attribute(text, "old-rule", change->old_rule);
    add_attribute(text, "new-rule", change->new_rule);
    add_attribute(text, "old-place", change->old_place);
    add_attribute(text, "new-place", change->new_place);
    add_attribute(text, "note", note);
    add_attribute(text, "follows", change->follows ? "true" : NULL);
    g_string_append(text, ">\n");
    add_side(text, "old", change->old_xml, change->old_value);
    add_side(text, "new", change->new_xml, change->new_value);
    g_string_append(text, "    </change>\n");
}

static void record(AssaySheet *sheet, const AssayDiffRecord *record)
{
    GString *text = sheet->text;
    if (sheet->stat_only || record->n_show == 0)
        return;
    g_string_append(text, "  <record");
    add_attribute(text, "kind",
                  record->kind == ASSAY_CHANGE_MOVED ? "renamed" : assay_change_word(record->kind));
    add_attribute(text, "id", record->id);
    add_attribute(text, "old-id", record->old_id);
    add_attribute(text, "same", record->why);
    g_string_append(text, ">\n");
    if (record->title != NULL) {
        g_string_append(text, "    <title>");
        assay_sheet_escape(text, record->title);
        g_string_append(text, "</title>\n");
    }
    g_autoptr(GPtrArray) shown = assay_sheet_shown(record);
    for (guint i = 0; i < shown->len; i++)
        add_change(text, g_ptr_array_index(shown, i));
    g_string_append(text, "  </record>\n");
}

static void add_count(GString *text, const AssayStatCount *count)
{
    add_number(text, "gained", count->n[ASSAY_CHANGE_ADDED]);
    add_number(text, "lost", count->n[ASSAY_CHANGE_REMOVED]);
    add_number(text, "changed", count->n[ASSAY_CHANGE_CHANGED]);
    add_number(text, "moved", count->n[ASSAY_CHANGE_MOVED]);
}

static void add_field(GString *text, const AssayStatField *field)
{
    g_string_append(text, "    <field");
    add_attribute(text, "path", field->field);
    add_number(text, "records", field->n_records);
    add_count(text, &field->count);
    g_string_append(text, ">\n");
    for (guint i = 0; i < field->rules->len; i++) {
        const AssayStatRule *rule = g_ptr_array_index(field->rules, i);
        g_string_append(text, "      <rule");
        add_attribute(text, "old", *rule->old_rule != '\0' ? rule->old_rule : NULL);
        add_attribute(text, "new", *rule->new_rule != '\0' ? rule->new_rule : NULL);
        add_count(text, &rule->count);
        g_string_append(text, "/>\n");
    }
    g_string_append(text, "    </field>\n");
}

static void end(AssaySheet *sheet, AssayStat *stat)
{
    GString *text = sheet->text;
    g_string_append(text, "  <summary");
    add_number(text, "same", stat->n_same);
    add_number(text, "changed", stat->n_changed);
    add_number(text, "added", stat->n_added);
    add_number(text, "removed", stat->n_removed);
    add_number(text, "renamed", stat->n_renamed);
    add_number(text, "unread", stat->n_unread);
    add_number(text, "changes", stat->n_changes);
    add_number(text, "omitted", stat->n_omitted);
    add_number(text, "accepted", stat->n_accepted);
    g_string_append(text, ">\n");
    g_autoptr(GPtrArray) fields = assay_stat_fields(stat);
    for (guint i = 0; i < fields->len; i++)
        add_field(text, g_ptr_array_index(fields, i));
    g_string_append(text, "  </summary>\n</diff>\n");
}

const AssaySheetType assay_sheet_xml = {begin, record, end};

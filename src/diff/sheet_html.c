/* sheet_html.c: a comparison as one page that needs nothing else (sheet.h): readable as it is, with
 * filters by field, rule, kind and text where scripts run. Looks and keys are in page.c. */
#include "diff/sheet.h"

#include <string.h>

#include "diff/page.h"
#include "diff/words.h"

static void add(AssaySheet *sheet, const char *html)
{
    g_string_append(sheet->text, html);
}

static void add_text(AssaySheet *sheet, const char *text)
{
    assay_sheet_escape(sheet->text, text);
}

static void add_attribute(AssaySheet *sheet, const char *name, const char *value)
{
    if (value == NULL || *value == '\0')
        return;
    g_string_append_printf(sheet->text, " %s=\"", name);
    add_text(sheet, value);
    g_string_append_c(sheet->text, '"');
}

static void add_in(AssaySheet *sheet, const char *tag, const char *text)
{
    g_string_append_printf(sheet->text, "<%s>", tag);
    add_text(sheet, text);
    g_string_append_printf(sheet->text, "</%s>", tag);
}

static void begin(AssaySheet *sheet)
{
    add(sheet, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
               "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
               "<title>");
    add_text(sheet, sheet->old_name);
    add(sheet, " → ");
    add_text(sheet, sheet->new_name);
    add(sheet, "</title>\n<style>\n");
    add(sheet, assay_page_style);
    add(sheet, "</style>\n</head>\n<body>\n<header>\n<h1>What changed in the records</h1>\n<p>"
               "from ");
    add_in(sheet, "code", sheet->old_name);
    add(sheet, " to ");
    add_in(sheet, "code", sheet->new_name);
    add(sheet, " · <a href=\"#summary\">summary</a></p>\n</header>\n");
    add(sheet, assay_page_controls);
    add(sheet, "<main>\n");
}

/* ---- Changes ---- */

static void add_words(AssaySheet *sheet, const char *old_value, const char *new_value)
{
    static const char *const tags[] = {NULL, "del", "ins"};
    g_autoptr(GArray) runs = assay_words_compare(old_value, new_value);
    for (guint i = 0; i < runs->len; i++) {
        const AssayWordRun *run = &g_array_index(runs, AssayWordRun, i);
        g_autofree char *text = g_strndup(run->text, run->length);
        if (tags[run->side] == NULL)
            add_text(sheet, text);
        else
            add_in(sheet, tags[run->side], text);
        if (run->space || run->side == ASSAY_WORDS_OLD)
            add(sheet, " ");
    }
}

static void add_values(AssaySheet *sheet, const AssayChange *change)
{
    const char *old_value = change->old_value, *new_value = change->new_value;
    add(sheet, "<span class=\"value\">");
    if (change->kind == ASSAY_CHANGE_MOVED) {
        add_text(sheet, new_value);
    } else if (change->kind == ASSAY_CHANGE_CHANGED && assay_words_is_prose(old_value, new_value)) {
        add_words(sheet, old_value, new_value);
    } else {
        if (old_value != NULL)
            add_in(sheet, "del", old_value);
        if (old_value != NULL && new_value != NULL)
            add(sheet, " → ");
        if (new_value != NULL)
            add_in(sheet, "ins", new_value);
    }
    g_autofree char *note = assay_change_note(change);
    if (note != NULL) {
        add(sheet, " <span class=\"note\">(");
        add_text(sheet, note);
        add(sheet, ")</span>");
    }
    add(sheet, "</span>");
}

static void add_change(AssaySheet *sheet, const GPtrArray *changes, guint i)
{
    const AssayChange *change = g_ptr_array_index(changes, i);
    const char *word = assay_change_word(change->kind);
    g_autofree char *rules = assay_sheet_rules(change->old_rule, change->new_rule);
    g_autofree char *also = assay_sheet_also(changes, i);
    g_string_append_printf(sheet->text, "<li tabindex=\"-1\" class=\"%s\" data-k=\"%s\"", word,
                           word);
    add_attribute(sheet, "data-f", change->field);
    add_attribute(sheet, "data-o", change->old_rule);
    add_attribute(sheet, "data-n", change->new_rule);
    add(sheet, ">");
    if (rules != NULL) {
        add(sheet, "<span class=\"rule\">");
        add_text(sheet, rules);
        add(sheet, "</span>");
    }
    g_string_append_printf(sheet->text, "<span class=\"kind\">%s</span>", word);
    if (change->kind == ASSAY_CHANGE_MOVED && change->old_path != NULL) {
        add_in(sheet, "code", change->old_path);
        add(sheet, " → ");
    }
    add_in(sheet, "code", change->path);
    if (also != NULL) {
        add(sheet, " <span class=\"note\">with ");
        add_text(sheet, also);
        add(sheet, "</span>");
    }
    add_values(sheet, change);
    add(sheet, "</li>\n");
}

static void record(AssaySheet *sheet, const AssayDiffRecord *record)
{
    if (sheet->stat_only || record->n_show == 0)
        return;
    add(sheet, "<section class=\"record\"><h2 tabindex=\"-1\">");
    if (record->old_id != NULL) {
        add(sheet, "<span class=\"id\">");
        add_text(sheet, record->old_id);
        add(sheet, "</span> → ");
    }
    add(sheet, "<span class=\"id\">");
    add_text(sheet, record->id);
    add(sheet, "</span> <span class=\"title\">");
    add_text(sheet, record->title != NULL ? record->title : "");
    if (record->why != NULL)
        g_string_append_printf(sheet->text, " (%s)", record->why);
    add(sheet, "</span></h2>\n<ul>\n");
    guint n_left = record->n_show;
    for (guint i = 0; i < record->changes->len && n_left > 0; i++) {
        const AssayChange *change = g_ptr_array_index(record->changes, i);
        if (change->follows)
            continue;
        add_change(sheet, record->changes, i);
        n_left--;
    }
    add(sheet, "</ul></section>\n");
}

/* ---- Summary ---- */

static void add_counts(AssaySheet *sheet, const AssayStatCount *count)
{
    for (guint kind = 0; kind < ASSAY_N_CHANGE_KINDS; kind++) {
        if (count->n[kind] > 0)
            g_string_append_printf(sheet->text, "<td>%u</td>", count->n[kind]);
        else
            add(sheet, "<td>·</td>");
    }
    add(sheet, "</tr>\n");
}

/* A cell that filters by what it says. */
static void add_button(AssaySheet *sheet, const char *data, const char *value)
{
    add(sheet, "<button type=\"button\"");
    add_attribute(sheet, data, value);
    add(sheet, ">");
    add_text(sheet, value);
    add(sheet, "</button>");
}

static void add_rule(AssaySheet *sheet, const char *rule)
{
    if (*rule == '\0')
        add(sheet, "(none)");
    else
        add_button(sheet, "data-r", rule);
}

static void add_field(AssaySheet *sheet, const AssayStatField *field)
{
    add(sheet, "<tr><td>");
    add_button(sheet, "data-f", field->field);
    add(sheet, "</td>");
    add_counts(sheet, &field->count);
    /* Of a flag the field says it already. */
    guint n_rules = g_str_has_prefix(field->field, "flags/") ? 0 : field->rules->len;
    for (guint i = 0; i < n_rules; i++) {
        const AssayStatRule *rule = g_ptr_array_index(field->rules, i);
        add(sheet, "<tr class=\"by\"><td>");
        add_rule(sheet, rule->old_rule);
        if (strcmp(rule->old_rule, rule->new_rule) != 0) {
            add(sheet, " → ");
            add_rule(sheet, rule->new_rule);
        }
        add(sheet, "</td>");
        add_counts(sheet, &rule->count);
    }
}

static void end(AssaySheet *sheet, AssayStat *stat)
{
    g_autofree char *line = assay_stat_line(stat);
    add(sheet, "</main>\n<section id=\"summary\">\n<h2>Summary</h2>\n");
    add_in(sheet, "p", line);
    add(sheet,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Fields and rules\">"
        "<table>\n<thead><tr><th scope=\"col\">Records that … this field; by rules, old → new"
        "</th><th scope=\"col\">gained</th><th "
        "scope=\"col\">lost</th><th scope=\"col\">changed</th><th scope=\"col\">moved</th>"
        "</tr></thead>\n<tbody>\n");
    g_autoptr(GPtrArray) fields = assay_stat_fields(stat);
    for (guint i = 0; i < fields->len; i++)
        add_field(sheet, g_ptr_array_index(fields, i));
    add(sheet, "</tbody></table></div>\n</section>\n<script>\n");
    add(sheet, assay_page_script);
    add(sheet, "</script>\n</body>\n</html>\n");
}

const AssaySheetType assay_sheet_html = {begin, record, end};

/* sheet_text.c: a comparison to be read, in colour or not (sheet.h).
 *
 * A line a change: + added, - removed, ~ changed, > moved. Prose shows what changed and a few words
 * around it. Then how many records gained, lost, changed or moved what, and by which rules. */
#include "diff/sheet.h"

#include <string.h>

#include "diff/words.h"

#define TITLE_CHARACTERS 72u
/* A whole element or value that stands on one side only. */
#define VALUE_CHARACTERS 200u
/* Longer values stand on lines of their own. */
#define SHORT_BYTES      60u
/* Words shown before and after a change. */
#define CONTEXT_WORDS    6u

static const char *const signs[] = {"+", "-", "~", ">"};
static const char *const colours[] = {"\033[32m", "\033[31m", "\033[33m", "\033[36m"};

static const char *paint(const AssaySheet *sheet, const char *code)
{
    return sheet->colour ? code : "";
}

/* Terminals obey control characters; records of others may hold them in C1. */
static void append_plain(AssaySheet *sheet, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
        gunichar c = g_utf8_get_char(at);
        g_string_append_unichar(sheet->text, c < 0x20 || (c >= 0x7F && c < 0xA0) ? 0xFFFD : c);
    }
}

static void begin(AssaySheet *sheet)
{
    (void)sheet;
}

/* ---- Values ---- */

/* @text without its middle words, where it is long: @head or @tail of them are kept. */
static void append_context(AssaySheet *sheet, const AssayWordRun *run, gboolean head, gboolean tail)
{
    g_autofree char *text = g_strndup(run->text, run->length);
    const char *head_end = text, *tail_start = text + run->length;
    for (guint n = 0; n < CONTEXT_WORDS && head_end != NULL; n++) {
        head_end = strchr(head_end + (n > 0 ? 1 : 0), ' ');
        while (tail_start > text && tail_start[-1] != ' ')
            tail_start--;
        if (n + 1 < CONTEXT_WORDS && tail_start > text)
            tail_start--;
    }
    if (head_end == NULL || head_end >= tail_start || (head && tail && tail_start - head_end < 8)) {
        append_plain(sheet, text);
        return;
    }
    g_autofree char *first = g_strndup(text, (gsize)(head_end - text));
    if (head)
        append_plain(sheet, first);
    g_string_append(sheet->text, head ? " … " : "… ");
    if (tail)
        append_plain(sheet, tail_start);
}

static void append_words(AssaySheet *sheet, const char *old_value, const char *new_value)
{
    g_autoptr(GArray) runs = assay_words_compare(old_value, new_value);
    static const char *const open[] = {"", "[-", "{+"}, *const close[] = {"", "-]", "+}"};
    for (guint i = 0; i < runs->len; i++) {
        const AssayWordRun *run = &g_array_index(runs, AssayWordRun, i);
        if (run->side == ASSAY_WORDS_BOTH) {
            append_context(sheet, run, i > 0, i + 1 < runs->len);
        } else {
            g_autofree char *text = g_strndup(run->text, run->length);
            g_autofree char *clipped = assay_sheet_clip(text, 4 * VALUE_CHARACTERS);
            g_string_append(sheet->text,
                            paint(sheet, run->side == ASSAY_WORDS_OLD ? "\033[31m" : "\033[32m"));
            g_string_append(sheet->text, open[run->side]);
            append_plain(sheet, clipped);
            g_string_append(sheet->text, close[run->side]);
            g_string_append(sheet->text, paint(sheet, "\033[0m"));
        }
        if (i + 1 < runs->len && (run->space || run->side == ASSAY_WORDS_OLD))
            g_string_append_c(sheet->text, ' ');
    }
}

static void append_clipped(AssaySheet *sheet, const char *value)
{
    g_autofree char *clipped = assay_sheet_clip(value == NULL ? "" : value, VALUE_CHARACTERS);
    append_plain(sheet, clipped);
}

static void append_values(AssaySheet *sheet, const AssayChange *change)
{
    const char *old_value = change->old_value, *new_value = change->new_value;
    if (change->kind == ASSAY_CHANGE_MOVED) {
        g_string_append(sheet->text, ": ");
        append_clipped(sheet, new_value);
    } else if (change->kind != ASSAY_CHANGE_CHANGED) {
        const char *value = new_value != NULL ? new_value : old_value;
        g_string_append(sheet->text, value != NULL && *value != '\0' ? ": " : "");
        append_clipped(sheet, value);
    } else if (assay_words_is_prose(old_value, new_value)) {
        g_string_append(sheet->text, ": ");
        append_words(sheet, old_value, new_value);
    } else if (strlen(old_value) + strlen(new_value) <= SHORT_BYTES) {
        g_string_append(sheet->text, ": ");
        append_plain(sheet, old_value);
        g_string_append(sheet->text, " → ");
        append_plain(sheet, new_value);
    } else {
        g_string_append(sheet->text, ":\n      - ");
        append_clipped(sheet, old_value);
        g_string_append(sheet->text, "\n      + ");
        append_clipped(sheet, new_value);
    }
}

static void append_change(AssaySheet *sheet, const GPtrArray *changes, guint i)
{
    const AssayChange *change = g_ptr_array_index(changes, i);
    g_string_append_printf(sheet->text, "  %s%s%s ", paint(sheet, colours[change->kind]),
                           signs[change->kind], paint(sheet, "\033[0m"));
    if (change->kind == ASSAY_CHANGE_MOVED && change->old_path != NULL) {
        append_plain(sheet, change->old_path);
        g_string_append(sheet->text, " → ");
    }
    append_plain(sheet, change->path);
    append_values(sheet, change);
    g_autofree char *note = assay_change_note(change);
    g_autofree char *also = assay_sheet_also(changes, i);
    g_autofree char *rules = assay_sheet_rules(change->old_rule, change->new_rule);
    if (note != NULL || also != NULL)
        g_string_append_printf(sheet->text, " (%s%s%s%s)", note != NULL ? note : "",
                               note != NULL && also != NULL ? "; " : "",
                               also != NULL ? "with " : "", also != NULL ? also : "");
    /* Of a flag the path says it already. */
    if (rules != NULL && !g_str_has_prefix(change->field, "flags/")) {
        g_string_append(sheet->text, paint(sheet, "\033[2m"));
        g_string_append(sheet->text, "  [");
        append_plain(sheet, rules);
        g_string_append_printf(sheet->text, "]%s", paint(sheet, "\033[0m"));
    }
    g_string_append_c(sheet->text, '\n');
}

static void record(AssaySheet *sheet, const AssayDiffRecord *record)
{
    if (sheet->stat_only || record->n_show == 0)
        return;
    g_string_append_printf(sheet->text, "%s%s", sheet->n_records++ > 0 ? "\n" : "",
                           paint(sheet, "\033[1m"));
    g_string_append_printf(sheet->text, "%s record ", signs[record->kind]);
    if (record->old_id != NULL) {
        append_plain(sheet, record->old_id);
        g_string_append(sheet->text, " → ");
    }
    append_plain(sheet, record->id);
    g_string_append(sheet->text, paint(sheet, "\033[0m"));
    if (record->why != NULL)
        g_string_append_printf(sheet->text, " (%s)", record->why);
    if (record->title != NULL) {
        g_autofree char *title = assay_sheet_clip(record->title, TITLE_CHARACTERS);
        g_string_append(sheet->text, ": ");
        append_plain(sheet, title);
    }
    g_string_append_c(sheet->text, '\n');
    guint n_left = record->n_show;
    for (guint i = 0; i < record->changes->len && n_left > 0; i++) {
        const AssayChange *change = g_ptr_array_index(record->changes, i);
        if (change->follows || strcmp(change->field, "record") == 0)
            continue;
        append_change(sheet, record->changes, i);
        n_left--;
    }
}

/* ---- Summary ---- */

static void append_counts(AssaySheet *sheet, const AssayStatCount *count)
{
    static const AssayChangeKind order[] = {ASSAY_CHANGE_ADDED, ASSAY_CHANGE_REMOVED,
                                            ASSAY_CHANGE_CHANGED, ASSAY_CHANGE_MOVED};
    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        if (count->n[order[i]] > 0)
            g_string_append_printf(sheet->text, "%8u", count->n[order[i]]);
        else
            g_string_append(sheet->text, "       .");
    }
}

static void append_field(AssaySheet *sheet, const AssayStatField *field)
{
    append_counts(sheet, &field->count);
    g_string_append(sheet->text, "  ");
    append_plain(sheet, field->field);
    g_string_append_c(sheet->text, '\n');
    gboolean is_flag = g_str_has_prefix(field->field, "flags/");
    for (guint i = 0; i < field->rules->len && !is_flag; i++) {
        const AssayStatRule *rule = g_ptr_array_index(field->rules, i);
        g_string_append(sheet->text, paint(sheet, "\033[2m"));
        append_counts(sheet, &rule->count);
        g_string_append(sheet->text, "      ");
        append_plain(sheet, *rule->old_rule != '\0' ? rule->old_rule : "(none)");
        if (strcmp(rule->old_rule, rule->new_rule) != 0) {
            g_string_append(sheet->text, " → ");
            append_plain(sheet, *rule->new_rule != '\0' ? rule->new_rule : "(none)");
        }
        g_string_append_printf(sheet->text, "%s\n", paint(sheet, "\033[0m"));
    }
}

static void end(AssaySheet *sheet, AssayStat *stat)
{
    g_autoptr(GPtrArray) fields = assay_stat_fields(stat);
    gboolean is_all_same = fields->len == 0 && stat->n_unread == 0 && stat->n_accepted == 0;
    if (is_all_same && !sheet->stat_only)
        return;
    if (fields->len > 0)
        g_string_append_printf(sheet->text,
                               "%sRecords that\n  gained    lost changed   moved  field, and the "
                               "rules that gave the old and the new value\n",
                               sheet->n_records > 0 ? "\n" : "");
    for (guint i = 0; i < fields->len; i++)
        append_field(sheet, g_ptr_array_index(fields, i));
    g_autofree char *line = assay_stat_line(stat);
    g_string_append_printf(sheet->text, "%s%s\n", fields->len > 0 ? "\n" : "", line);
}

const AssaySheetType assay_sheet_text = {begin, record, end};

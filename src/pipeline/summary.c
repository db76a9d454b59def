/* summary.c: see summary.h and assay.h. */
#include "pipeline/summary.h"

#include <string.h>

#include "base/json.h"
#include "base/slice.h"
#include "base/sort.h"
#include "record/element.h"
#include "report/flags.h"

static const char *const severities[] = {"error", "warning", "info", "other"};

AssaySummary *assay_summary_new(void)
{
    AssaySummary *summary = g_new0(AssaySummary, 1);
    summary->unread = g_ptr_array_new_with_free_func(g_free);
    summary->vanished = g_ptr_array_new_with_free_func(g_free);
    summary->alarms = g_ptr_array_new_with_free_func(g_free);
    summary->flags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return summary;
}

void assay_summary_free(AssaySummary *summary)
{
    if (summary == NULL)
        return;
    g_ptr_array_unref(summary->unread);
    g_ptr_array_unref(summary->vanished);
    g_ptr_array_unref(summary->alarms);
    g_hash_table_unref(summary->flags);
    g_free(summary);
}

void assay_summary_count(AssaySummary *summary, const char *flags, gboolean add)
{
    g_autofree char *kinds = g_strdup(flags != NULL ? flags : "");
    char *next = kinds;
    for (char *severity = strsep(&next, ";"); severity != NULL; severity = strsep(&next, ";")) {
        char *check = strchr(severity, ' ');
        char *number = check != NULL ? strchr(check + 1, ' ') : NULL;
        if (number == NULL)
            continue;
        *check++ = *number++ = '\0';
        AssayFlagCount *count = g_hash_table_lookup(summary->flags, check);
        if (count == NULL) {
            count = g_new0(AssayFlagCount, 1);
            g_hash_table_insert(summary->flags, g_strdup(check), count);
        }
        guint n = (guint)g_ascii_strtoull(number, NULL, 10);
        count->n[assay_flag_rank(severity)] += add ? n : -n; /* wraps, and back again */
    }
}

static void add_flag_text(xmlNode *flag, gpointer user_data)
{
    g_autofree char *check = assay_element_attribute(flag, "check");
    g_autofree char *severity = assay_element_attribute(flag, "severity");
    if (check != NULL && severity != NULL)
        g_ptr_array_add(user_data, g_strconcat(severity, " ", check, NULL));
}

char *assay_summary_flags_of(const AssayRecord *record)
{
    GString *text = g_string_new(NULL);
    g_autoptr(GPtrArray) flags = g_ptr_array_new_with_free_func(g_free);
    assay_flags_each(record, add_flag_text, flags);
    g_ptr_array_sort(flags, assay_sort_strings);
    for (guint i = 0; i < flags->len;) {
        const char *flag = g_ptr_array_index(flags, i);
        guint n = 0;
        for (; i < flags->len && strcmp(g_ptr_array_index(flags, i), flag) == 0; i++)
            n++;
        g_string_append_printf(text, "%s%s %u", text->len > 0 ? ";" : "", flag, n);
    }
    return g_string_free(text, FALSE);
}

static guint count_of(const AssayFlagCount *count)
{
    return count->n[0] + count->n[1] + count->n[2] + count->n[3];
}

/* Checks that raised something, in order of name. */
static GPtrArray *sorted_checks(const AssaySummary *summary)
{
    GPtrArray *checks = g_ptr_array_new();
    GHashTableIter iter;
    gpointer check, count;
    g_hash_table_iter_init(&iter, summary->flags);
    while (g_hash_table_iter_next(&iter, &check, &count))
        if (count_of(count) > 0)
            g_ptr_array_add(checks, check);
    g_ptr_array_sort(checks, assay_sort_strings);
    return checks;
}

gboolean assay_summary_has(const AssaySummary *summary, const char *condition)
{
    if (strcmp(condition, "unread") == 0)
        return summary->unread->len > 0;
    if (strcmp(condition, "interrupted") == 0)
        return summary->is_interrupted;
    if (strcmp(condition, "alarm") == 0)
        return summary->alarms->len > 0;
    if (strcmp(condition, "vanished") == 0)
        return summary->vanished->len > 0;
    if (strcmp(condition, "failed") == 0)
        return summary->has_failed;
    guint gravest_accepted = 0;
    gboolean is_severity = FALSE;
    for (guint rank = 0; rank < G_N_ELEMENTS(severities) - 1; rank++)
        if (strcmp(condition, severities[rank]) == 0) {
            is_severity = TRUE;
            gravest_accepted = rank;
        }
    if (strcmp(condition, "flag") == 0) {
        is_severity = TRUE;
        gravest_accepted = G_N_ELEMENTS(severities) - 1;
    }
    GHashTableIter iter;
    gpointer check, count;
    g_hash_table_iter_init(&iter, summary->flags);
    while (g_hash_table_iter_next(&iter, &check, &count)) {
        if (!is_severity && strcmp(check, condition) == 0 && count_of(count) > 0)
            return TRUE;
        for (guint rank = 0; is_severity && rank <= gravest_accepted; rank++)
            if (((const AssayFlagCount *)count)->n[rank] > 0)
                return TRUE;
    }
    return FALSE;
}

/* One line of counts for one severity, if anything has it. */
static void append_flags(GString *text, const AssaySummary *summary, guint rank)
{
    g_autoptr(GPtrArray) checks = sorted_checks(summary);
    const char *before = ": ";
    for (guint i = 0; i < checks->len; i++) {
        const char *check = g_ptr_array_index(checks, i);
        const AssayFlagCount *count = g_hash_table_lookup(summary->flags, check);
        if (count->n[rank] == 0)
            continue;
        if (*before == ':')
            g_string_append(text, severities[rank]);
        g_string_append_printf(text, "%s%s %u", before, check, count->n[rank]);
        before = ", ";
    }
    if (*before == ',')
        g_string_append_c(text, '\n');
}

static void append_lines(GString *text, const char *before, const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *line = assay_text_printable(g_ptr_array_index(lines, i));
        g_string_append_printf(text, "%s%s\n", before, line);
    }
}

static void add_list(AssayJson *json, const char *name, const GPtrArray *list)
{
    assay_json_open(json, name, '[');
    for (guint i = 0; i < list->len; i++)
        assay_json_string(json, NULL, g_ptr_array_index(list, i));
    assay_json_close(json, ']');
}

static char *format_text(const AssaySummary *summary, double seconds)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    GString *text = g_string_new(NULL);
    append_lines(text, "unread: ", summary->unread);
    append_lines(text, "vanished: ", summary->vanished);
    append_lines(text, "alarm: ", summary->alarms);
    g_string_append_printf(text, "%u inputs, ", summary->n_inputs + summary->n_skipped);
    if (summary->n_skipped > 0)
        g_string_append_printf(text, "%u as before, ", summary->n_skipped);
    g_string_append_printf(text, "%u records (%u new, %u changed, %u unchanged)",
                           summary->n_new + summary->n_changed + summary->n_unchanged,
                           summary->n_new, summary->n_changed, summary->n_unchanged);
    if (summary->n_removed > 0)
        g_string_append_printf(text, ", %u gone (taken out, merged into others or renamed)",
                               summary->n_removed);
    g_string_append_printf(text, ", %u unread, %s seconds\n", summary->unread->len,
                           g_ascii_formatd(number, sizeof number, "%.1f", seconds));
    if (summary->is_interrupted)
        g_string_append(text, "interrupted: not all inputs were read; run again to go on\n");
    for (guint rank = 0; rank < G_N_ELEMENTS(severities); rank++)
        append_flags(text, summary, rank);
    return g_string_free(text, FALSE);
}

static char *format_json(const AssaySummary *summary, double seconds)
{
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    assay_json_integer(&json, "inputs", summary->n_inputs + summary->n_skipped);
    assay_json_integer(&json, "skipped", summary->n_skipped);
    assay_json_integer(&json, "records",
                       summary->n_new + summary->n_changed + summary->n_unchanged);
    assay_json_integer(&json, "new", summary->n_new);
    assay_json_integer(&json, "changed", summary->n_changed);
    assay_json_integer(&json, "unchanged", summary->n_unchanged);
    assay_json_integer(&json, "removed", summary->n_removed);
    assay_json_boolean(&json, "interrupted", summary->is_interrupted);
    add_list(&json, "unread", summary->unread);
    add_list(&json, "vanished", summary->vanished);
    assay_json_integer(&json, "pruned", summary->n_pruned);
    add_list(&json, "alarms", summary->alarms);
    assay_json_open(&json, "flags", '{');
    g_autoptr(GPtrArray) checks = sorted_checks(summary);
    for (guint i = 0; i < checks->len; i++) {
        const char *check = g_ptr_array_index(checks, i);
        const AssayFlagCount *count = g_hash_table_lookup(summary->flags, check);
        assay_json_open(&json, check, '{');
        for (guint rank = 0; rank < G_N_ELEMENTS(severities); rank++)
            if (count->n[rank] > 0)
                assay_json_integer(&json, severities[rank], count->n[rank]);
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, '}');
    assay_json_decimal(&json, "seconds", seconds, 3);
    assay_json_close(&json, '}');
    return assay_json_finish(&json);
}

char *assay_summary_format(const AssaySummary *summary, double seconds, AssayFormat format)
{
    return format == ASSAY_FORMAT_JSON ? format_json(summary, seconds)
                                       : format_text(summary, seconds);
}

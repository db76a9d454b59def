/* flags.c: see flags.h. */
#include "report/flags.h"

#include <string.h>

#include "base/json.h"
#include "record/element.h"

/* One flag of one record. Owns its strings. */
typedef struct {
    char *check, *severity, *score, *record, *message;
    GPtrArray *values; /* of char*: of, text, of, text … */
} Row;

struct AssayFlags {
    GPtrArray *rows; /* of Row */
    guint n_records;
    gboolean is_sorted;
};

static void row_free(gpointer data)
{
    Row *row = data;
    g_free(row->check);
    g_free(row->severity);
    g_free(row->score);
    g_free(row->record);
    g_free(row->message);
    g_ptr_array_unref(row->values);
    g_free(row);
}

AssayFlags *assay_flags_new(void)
{
    AssayFlags *flags = g_new0(AssayFlags, 1);
    flags->rows = g_ptr_array_new_with_free_func(row_free);
    return flags;
}

void assay_flags_free(AssayFlags *flags)
{
    if (flags == NULL)
        return;
    g_ptr_array_unref(flags->rows);
    g_free(flags);
}

void assay_flags_each(const AssayRecord *record, void (*visit)(xmlNode *flag, gpointer user_data),
                      gpointer user_data)
{
    xmlNode *flags = assay_element_child(xmlDocGetRootElement(assay_record_doc(record)), "flags");
    if (flags == NULL)
        return;
    for (xmlNode *flag = flags->children; flag != NULL; flag = flag->next)
        if (assay_element_is(flag, "flag"))
            visit(flag, user_data);
}

/* The sentence of a flag: its text, wherever it stands, without that of its values. */
static char *message_of(xmlNode *flag)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (xmlNode *child = flag->children; child != NULL; child = child->next) {
        if (assay_element_is(child, "value"))
            continue;
        xmlChar *content = xmlNodeGetContent(child);
        g_string_append(text, (const char *)content);
        xmlFree(content);
    }
    return g_strdup(g_strstrip(text->str));
}

typedef struct {
    AssayFlags *flags;
    const AssayRecord *record;
} Adding;

static void add_row(xmlNode *flag, gpointer user_data)
{
    const Adding *adding = user_data;
    Row *row = g_new0(Row, 1);
    row->check = assay_element_attribute(flag, "check");
    row->severity = assay_element_attribute(flag, "severity");
    row->score = assay_element_attribute(flag, "score");
    row->record = g_strdup(assay_record_id(adding->record));
    row->message = message_of(flag);
    row->values = g_ptr_array_new_with_free_func(g_free);
    for (xmlNode *child = flag->children; child != NULL; child = child->next) {
        if (!assay_element_is(child, "value"))
            continue;
        xmlChar *content = xmlNodeGetContent(child);
        char *of = assay_element_attribute(child, "of");
        g_ptr_array_add(row->values, of != NULL ? of : g_strdup(""));
        g_ptr_array_add(row->values, g_strstrip(g_strdup((const char *)content)));
        xmlFree(content);
    }
    g_ptr_array_add(adding->flags->rows, row);
}

void assay_flags_add(AssayFlags *flags, const AssayRecord *record)
{
    Adding adding = {flags, record};
    flags->is_sorted = FALSE;
    flags->n_records++;
    assay_flags_each(record, add_row, &adding);
}

guint assay_flag_rank(const char *severity)
{
    static const char *const severities[] = {"error", "warning", "info"};
    for (guint i = 0; i < G_N_ELEMENTS(severities); i++)
        if (g_strcmp0(severity, severities[i]) == 0)
            return i;
    return G_N_ELEMENTS(severities);
}

static int compare_rows(gconstpointer a, gconstpointer b)
{
    const Row *x = *(const Row *const *)a, *y = *(const Row *const *)b;
    guint x_rank = assay_flag_rank(x->severity), y_rank = assay_flag_rank(y->severity);
    if (x_rank != y_rank)
        return x_rank < y_rank ? -1 : 1;
    int order = g_strcmp0(x->check, y->check);
    if (order == 0)
        order = strcmp(x->record, y->record);
    return order != 0 ? order : strcmp(x->message, y->message);
}

static void sort_rows(AssayFlags *flags)
{
    if (!flags->is_sorted)
        g_ptr_array_sort(flags->rows, compare_rows);
    flags->is_sorted = TRUE;
}

static gboolean begins_group(const AssayFlags *flags, guint i)
{
    const Row *row = g_ptr_array_index(flags->rows, i);
    const Row *before = i > 0 ? g_ptr_array_index(flags->rows, i - 1) : NULL;
    return before == NULL || g_strcmp0(before->check, row->check) != 0 ||
           g_strcmp0(before->severity, row->severity) != 0;
}

char *assay_flags_text(AssayFlags *flags)
{
    GString *text = g_string_new(NULL);
    sort_rows(flags);
    for (guint i = 0; i < flags->rows->len; i++) {
        const Row *row = g_ptr_array_index(flags->rows, i);
        if (begins_group(flags, i))
            g_string_append_printf(text, "%s%s (%s)\n", i > 0 ? "\n" : "", row->check,
                                   row->severity);
        g_string_append_printf(text, "  %s  %s%s%s\n", row->record,
                               row->score != NULL ? row->score : "", row->score != NULL ? "  " : "",
                               row->message);
        for (guint v = 0; v + 1 < row->values->len; v += 2)
            g_string_append_printf(text, "      %s: %s\n",
                                   (char *)g_ptr_array_index(row->values, v),
                                   (char *)g_ptr_array_index(row->values, v + 1));
    }
    g_string_append_printf(text, "%s%u flags in %u records\n", flags->rows->len > 0 ? "\n" : "",
                           flags->rows->len, flags->n_records);
    return g_string_free(text, FALSE);
}

/* A field of a table: tabs and line breaks would end it. */
static void append_tsv_field(GString *text, const char *field, gboolean is_last)
{
    gsize start = text->len;
    g_string_append(text, field != NULL ? field : "");
    for (gsize i = start; i < text->len; i++)
        if (strchr("\t\r\n", text->str[i]) != NULL)
            text->str[i] = ' ';
    g_string_append_c(text, is_last ? '\n' : '\t');
}

char *assay_flags_tsv(AssayFlags *flags)
{
    GString *text = g_string_new("check\tseverity\trecord\tscore\tvalues\tmessage\n");
    sort_rows(flags);
    for (guint i = 0; i < flags->rows->len; i++) {
        const Row *row = g_ptr_array_index(flags->rows, i);
        g_autoptr(GString) values = g_string_new(NULL);
        for (guint v = 0; v + 1 < row->values->len; v += 2)
            g_string_append_printf(values, "%s%s=%s", v > 0 ? "; " : "",
                                   (char *)g_ptr_array_index(row->values, v),
                                   (char *)g_ptr_array_index(row->values, v + 1));
        append_tsv_field(text, row->check, FALSE);
        append_tsv_field(text, row->severity, FALSE);
        append_tsv_field(text, row->record, FALSE);
        append_tsv_field(text, row->score, FALSE);
        append_tsv_field(text, values->str, FALSE);
        append_tsv_field(text, row->message, TRUE);
    }
    return g_string_free(text, FALSE);
}

char *assay_flags_json(AssayFlags *flags)
{
    AssayJson json;
    assay_json_init(&json);
    sort_rows(flags);
    assay_json_open(&json, NULL, '{');
    assay_json_integer(&json, "records", flags->n_records);
    assay_json_open(&json, "flags", '[');
    for (guint i = 0; i < flags->rows->len; i++) {
        const Row *row = g_ptr_array_index(flags->rows, i);
        assay_json_open(&json, NULL, '{');
        assay_json_string(&json, "check", row->check);
        assay_json_string(&json, "severity", row->severity);
        assay_json_string(&json, "record", row->record);
        if (row->score != NULL)
            assay_json_string(&json, "score", row->score);
        assay_json_string(&json, "message", row->message);
        assay_json_open(&json, "values", '[');
        for (guint v = 0; v + 1 < row->values->len; v += 2) {
            assay_json_open(&json, NULL, '{');
            assay_json_string(&json, "of", g_ptr_array_index(row->values, v));
            assay_json_string(&json, "text", g_ptr_array_index(row->values, v + 1));
            assay_json_close(&json, '}');
        }
        assay_json_close(&json, ']');
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    return assay_json_finish(&json);
}

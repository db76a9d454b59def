/* stat.c: see stat.h. */
#include "diff/stat.h"

#include <string.h>

/* Fields told apart; records have a few hundred. More come from damaged or hostile records. */
#define MAX_FIELDS 5000u
#define MAX_RULES  1000u

static void rule_free(gpointer data)
{
    AssayStatRule *rule = data;
    g_free(rule->old_rule);
    g_free(rule->new_rule);
    g_free(rule);
}

static void field_free(gpointer data)
{
    AssayStatField *field = data;
    g_free(field->field);
    g_ptr_array_unref(field->rules);
    g_free(field);
}

void assay_stat_init(AssayStat *stat)
{
    *stat = (AssayStat){0};
    stat->fields = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, field_free);
}

void assay_stat_clear(AssayStat *stat)
{
    g_clear_pointer(&stat->fields, g_hash_table_unref);
}

static AssayStatField *find_field(AssayStat *stat, const char *name)
{
    AssayStatField *field = g_hash_table_lookup(stat->fields, name);
    if (field == NULL && g_hash_table_size(stat->fields) >= MAX_FIELDS) {
        name = "(other fields)";
        field = g_hash_table_lookup(stat->fields, name);
    }
    if (field != NULL)
        return field;
    field = g_new0(AssayStatField, 1);
    field->field = g_strdup(name);
    field->rules = g_ptr_array_new_with_free_func(rule_free);
    g_hash_table_insert(stat->fields, field->field, field);
    return field;
}

static AssayStatRule *find_rule(AssayStatField *field, const char *old_rule, const char *new_rule)
{
    for (guint i = 0; i < field->rules->len; i++) {
        AssayStatRule *rule = g_ptr_array_index(field->rules, i);
        if (i + 1 == MAX_RULES ||
            (strcmp(rule->old_rule, old_rule) == 0 && strcmp(rule->new_rule, new_rule) == 0))
            return rule;
    }
    AssayStatRule *rule = g_new0(AssayStatRule, 1);
    rule->old_rule = g_strdup(old_rule);
    rule->new_rule = g_strdup(new_rule);
    g_ptr_array_add(field->rules, rule);
    return rule;
}

static void count(AssayStatCount *counts, AssayChangeKind kind, guint record)
{
    counts->n[kind] += counts->last[kind] != record ? 1 : 0;
    counts->last[kind] = record;
}

void assay_stat_add(AssayStat *stat, guint record, const AssayChange *change)
{
    AssayStatField *field = find_field(stat, change->field);
    stat->n_changes++;
    field->n_records += field->last != record ? 1 : 0;
    field->last = record;
    count(&field->count, change->kind, record);
    const char *old_rule = change->old_rule != NULL ? change->old_rule : "";
    const char *new_rule = change->new_rule != NULL ? change->new_rule : "";
    if (*old_rule != '\0' || *new_rule != '\0')
        count(&find_rule(field, old_rule, new_rule)->count, change->kind, record);
}

static int compare_fields(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const AssayStatField *const *)a)->field,
                  (*(const AssayStatField *const *)b)->field);
}

static int compare_rules(gconstpointer a, gconstpointer b)
{
    const AssayStatRule *x = *(const AssayStatRule *const *)a;
    const AssayStatRule *y = *(const AssayStatRule *const *)b;
    int order = strcmp(x->old_rule, y->old_rule);
    return order != 0 ? order : strcmp(x->new_rule, y->new_rule);
}

GPtrArray *assay_stat_fields(AssayStat *stat)
{
    GPtrArray *fields = g_ptr_array_new();
    GHashTableIter iter;
    gpointer field = NULL;
    g_hash_table_iter_init(&iter, stat->fields);
    while (g_hash_table_iter_next(&iter, NULL, &field)) {
        g_ptr_array_sort(((AssayStatField *)field)->rules, compare_rules);
        g_ptr_array_add(fields, field);
    }
    g_ptr_array_sort(fields, compare_fields);
    return fields;
}

char *assay_stat_line(const AssayStat *stat)
{
    const struct {
        guint n;
        const char *words;
    } parts[] = {{stat->n_changed, "changed"}, {stat->n_added, "added"},
                 {stat->n_removed, "removed"}, {stat->n_renamed, "renamed"},
                 {stat->n_same, "the same"},   {stat->n_unread, "not read"}};
    GString *line = g_string_new("records: ");
    gsize start = line->len;
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i].n > 0)
            g_string_append_printf(line, "%s%u %s", line->len > start ? ", " : "", parts[i].n,
                                   parts[i].words);
    if (line->len == start)
        g_string_append(line, "none");
    g_string_append_printf(line, "; changes: %u", stat->n_changes);
    if (stat->n_omitted > 0)
        g_string_append_printf(line, " (%u not shown)", stat->n_omitted);
    if (stat->n_accepted > 0)
        g_string_append_printf(line, "; accepted and left out: %u", stat->n_accepted);
    return g_string_free(line, FALSE);
}

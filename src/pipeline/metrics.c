/* metrics.c: see metrics.h. */
#include "pipeline/metrics.h"

#include <string.h>

#include "report/metrics.h"

static void add_one(AssayMetrics *metrics, const char *name, const char *help, double value)
{
    assay_metrics_family(metrics, name, help);
    assay_metrics_add(metrics, name, value, NULL);
}

static void add_labelled(AssayMetrics *metrics, const char *name, const char *label, const char *of,
                         double value)
{
    const char *const labels[] = {label, of, NULL};
    assay_metrics_add(metrics, name, value, labels);
}

static void add_run(AssayMetrics *metrics, const AssaySummary *summary)
{
    static const char documents[] = "assay_run_documents", records[] = "assay_run_records";
    static const char seconds[] = "assay_run_seconds";
    assay_metrics_family(metrics, documents, "Inputs of the last run, by what became of them.");
    add_labelled(metrics, documents, "outcome", "read", summary->n_inputs);
    add_labelled(metrics, documents, "outcome", "skipped", summary->n_skipped);
    add_labelled(metrics, documents, "outcome", "unread", summary->unread->len);
    add_labelled(metrics, documents, "outcome", "vanished", summary->vanished->len);
    assay_metrics_family(metrics, records, "Records that the last run met, by what it did.");
    add_labelled(metrics, records, "outcome", "new", summary->n_new);
    add_labelled(metrics, records, "outcome", "changed", summary->n_changed);
    add_labelled(metrics, records, "outcome", "unchanged", summary->n_unchanged);
    add_labelled(metrics, records, "outcome", "removed", summary->n_removed);
    assay_metrics_family(metrics, seconds, "Wall time of the last run, by stage.");
    add_labelled(metrics, seconds, "stage", "open", summary->seconds_opening);
    add_labelled(metrics, seconds, "stage", "read", summary->seconds_reading);
    add_labelled(metrics, seconds, "stage", "group", summary->seconds_grouping);
    add_one(metrics, "assay_run_alarms", "Rules whose hit rate fell in the last run.",
            summary->alarms->len);
}

/* ---- The tree ---- */

typedef struct {
    guint n_records;
    GHashTable *flags; /* `severity check` (owned) to count */
} Tree;

static void count_record(const char *id, const AssayLedgerRecord *record, gpointer user_data)
{
    Tree *tree = user_data;
    (void)id;
    tree->n_records++;
    g_auto(GStrv) flags = g_strsplit(record->flags != NULL ? record->flags : "", ";", -1);
    for (char **flag = flags; *flag != NULL; flag++) {
        char *count = strrchr(*flag, ' ');
        if (count == NULL)
            continue;
        *count = '\0';
        guint before = GPOINTER_TO_UINT(g_hash_table_lookup(tree->flags, *flag));
        guint n = before + (guint)g_ascii_strtoull(count + 1, NULL, 10);
        g_hash_table_replace(tree->flags, g_strdup(*flag), GUINT_TO_POINTER(n));
    }
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static void add_tree(AssayMetrics *metrics, const AssayIngest *ingest)
{
    static const char name[] = "assay_flags";
    Tree tree = {0, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    assay_ledger_each_record(ingest->ledger, count_record, &tree);
    add_one(metrics, "assay_records", "Records in the tree.", tree.n_records);
    add_one(metrics, "assay_quarantine", "Inputs in quarantine.",
            g_hash_table_size(ingest->quarantined));
    assay_metrics_family(metrics, name, "Flags of the records in the tree.");
    g_autoptr(GList) flags = g_list_sort(g_hash_table_get_keys(tree.flags), compare_names);
    for (const GList *node = flags; node != NULL; node = node->next) {
        const char *flag = node->data, *check = strchr(flag, ' ') + 1;
        g_autofree char *severity = g_strndup(flag, (gsize)(check - 1 - flag));
        const char *const labels[] = {"check", check, "severity", severity, NULL};
        assay_metrics_add(metrics, name, GPOINTER_TO_UINT(g_hash_table_lookup(tree.flags, flag)),
                          labels);
    }
    g_hash_table_unref(tree.flags);
}

/* ---- Rules ---- */

static void add_rate(const AssayLedgerHits *hits, gpointer metrics)
{
    const char *const labels[] = {
        "profile", hits->profile, "style", *hits->style != '\0' ? hits->style : "(all)",
        "rule",    hits->rule,    NULL};
    if (hits->n_documents > 0)
        assay_metrics_add(metrics, "assay_rule_hit_ratio", (double)hits->n_hits / hits->n_documents,
                          labels);
}

static void add_documents(const AssayLedgerHits *hits, gpointer metrics)
{
    const char *const labels[] = {
        "profile", hits->profile, "style", *hits->style != '\0' ? hits->style : "(all)",
        "rule",    hits->rule,    NULL};
    assay_metrics_add(metrics, "assay_rule_documents", hits->n_documents, labels);
}

gboolean assay_metrics_write(const char *path, const AssayIngest *ingest, const AssayAlarm *alarm,
                             GError **error)
{
    AssayMetrics metrics;
    assay_metrics_init(&metrics);
    add_run(&metrics, ingest->summary);
    add_tree(&metrics, ingest);
    assay_metrics_family(&metrics, "assay_rule_hit_ratio",
                         "Share of the documents read that a rule took something from.");
    assay_alarm_each(alarm, add_rate, &metrics);
    assay_metrics_family(&metrics, "assay_rule_documents", "Documents that the share is of.");
    assay_alarm_each(alarm, add_documents, &metrics);
    gboolean is_success = !ingest->summary->is_interrupted && !ingest->summary->has_failed;
    gint64 success_s = is_success ? g_get_real_time() / G_USEC_PER_SEC
                                  : assay_ledger_last_success(ingest->ledger);
    add_one(&metrics, "assay_last_success_timestamp_seconds",
            "When the last run ended that was neither interrupted nor failed.", (double)success_s);
    gboolean done = assay_metrics_save(&metrics, path, error);
    assay_metrics_clear(&metrics);
    return done;
}

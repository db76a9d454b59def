/* look.c: a tree of records as flags or counts, for `assay report` and `assay status`. See
 * assay.h. */
#include "assay.h"

#include <string.h>

#include "base/json.h"
#include "pipeline/records.h"
#include "report/flags.h"

static void add_flags(const AssayRecord *record, gpointer flags)
{
    assay_flags_add(flags, record);
}

char *assay_report(const char *out, AssayFormat format, GError **error)
{
    g_autoptr(AssayFlags) flags = assay_flags_new();
    if (!assay_records_each(out, add_flags, flags, error))
        return NULL;
    if (format == ASSAY_FORMAT_TSV)
        return assay_flags_tsv(flags);
    return format == ASSAY_FORMAT_JSON ? assay_flags_json(flags) : assay_flags_text(flags);
}

/* Counts of one profile. */
typedef struct {
    guint n_records, n_captures, n_cut, n_flagged;
    guint n_flags[4]; /* by severity, as assay_flag_rank */
} Counts;

static void count_flag(xmlNode *flag, gpointer user_data)
{
    Counts *counts = user_data;
    g_autofree char *severity = assay_flag_attribute(flag, "severity");
    counts->n_flags[assay_flag_rank(severity)]++;
}

static void count_record(const AssayRecord *record, gpointer user_data)
{
    GTree *profiles = user_data;
    const char *profile = assay_record_profile(record);
    Counts *counts = g_tree_lookup(profiles, profile);
    if (counts == NULL) {
        counts = g_new0(Counts, 1);
        g_tree_insert(profiles, g_strdup(profile), counts);
    }
    guint n_before = counts->n_flags[0] + counts->n_flags[1];
    assay_flags_each(record, count_flag, counts);
    counts->n_records++;
    counts->n_flagged += counts->n_flags[0] + counts->n_flags[1] > n_before ? 1 : 0;
    g_autofree char *captures = assay_record_value(record, "count(sources/source)");
    g_autofree char *cut = assay_record_value(record, "count(sources/source[@cut='true'])");
    counts->n_captures += captures != NULL ? (guint)g_ascii_strtoull(captures, NULL, 10) : 0;
    counts->n_cut += cut != NULL ? (guint)g_ascii_strtoull(cut, NULL, 10) : 0;
}

static gboolean append_profile(gpointer profile, gpointer value, gpointer text)
{
    const Counts *counts = value;
    g_string_append_printf(
        text,
        "%s: %u records of %u captures (%u cut off)\n"
        "  flags: %u errors, %u warnings, %u infos; %u records with an error or warning\n",
        (const char *)profile, counts->n_records, counts->n_captures, counts->n_cut,
        counts->n_flags[0], counts->n_flags[1], counts->n_flags[2], counts->n_flagged);
    return FALSE;
}

static gboolean add_profile(gpointer profile, gpointer value, gpointer user_data)
{
    const Counts *counts = value;
    AssayJson *json = user_data;
    assay_json_open(json, profile, '{');
    assay_json_integer(json, "records", counts->n_records);
    assay_json_integer(json, "captures", counts->n_captures);
    assay_json_integer(json, "cut_captures", counts->n_cut);
    assay_json_integer(json, "errors", counts->n_flags[0]);
    assay_json_integer(json, "warnings", counts->n_flags[1]);
    assay_json_integer(json, "infos", counts->n_flags[2]);
    assay_json_integer(json, "flagged_records", counts->n_flagged);
    assay_json_close(json, '}');
    return FALSE;
}

static int compare_names(gconstpointer a, gconstpointer b, gpointer user_data)
{
    (void)user_data;
    return strcmp(a, b);
}

char *assay_status(const char *out, AssayFormat format, GError **error)
{
    g_autoptr(GTree) profiles = g_tree_new_full(compare_names, NULL, g_free, g_free);
    if (!assay_records_each(out, count_record, profiles, error))
        return NULL;
    if (format == ASSAY_FORMAT_JSON) {
        AssayJson json;
        assay_json_init(&json);
        assay_json_open(&json, NULL, '{');
        g_tree_foreach(profiles, add_profile, &json);
        assay_json_close(&json, '}');
        return assay_json_finish(&json);
    }
    GString *text = g_string_new(NULL);
    g_tree_foreach(profiles, append_profile, text);
    if (text->len == 0)
        g_string_append(text, "no records\n");
    return g_string_free(text, FALSE);
}

/* status.c: how an output tree is: its records, its last runs, what is wrong. See assay.h.
 *
 * Looks only: the records and quarantine tell most; the ledger, if there is one, tells of runs and
 * of inputs that are gone. */
#include "assay.h"

#include <libxml/parser.h>
#include <string.h>

#include "base/json.h"
#include "base/slice.h"
#include "base/sort.h"
#include "pipeline/quarantine.h"
#include "pipeline/records.h"
#include "record/element.h"
#include "report/flags.h"
#include "store/ledger.h"

#define N_RUNS 5u

/* Counts of one profile. */
typedef struct {
    guint n_records, n_captures, n_cut, n_flagged;
    guint n_flags[4]; /* by severity, as assay_flag_rank */
} Counts;

static void count_flag(xmlNode *flag, gpointer user_data)
{
    Counts *counts = user_data;
    g_autofree char *severity = assay_element_attribute(flag, "severity");
    counts->n_flags[assay_flag_rank(severity)]++;
}

/* What is told of one tree. */
typedef struct {
    GTree *profiles;     /* name (owned) to Counts (owned) */
    GPtrArray *troubled; /* of Troubled, owned: records with an error */
} Tree;

typedef struct {
    char *id, *title, *checks; /* owned; title may be NULL */
} Troubled;

static void troubled_free(gpointer data)
{
    Troubled *troubled = data;
    g_free(troubled->id);
    g_free(troubled->title);
    g_free(troubled->checks);
    g_free(troubled);
}

static void add_error(xmlNode *flag, gpointer user_data)
{
    GString *checks = user_data;
    g_autofree char *severity = assay_element_attribute(flag, "severity");
    g_autofree char *check = assay_element_attribute(flag, "check");
    if (g_strcmp0(severity, "error") == 0)
        g_string_append_printf(checks, "%s%s", checks->len > 0 ? ", " : "", check);
}

static void note_errors(const AssayRecord *record, Tree *tree)
{
    g_autoptr(GString) checks = g_string_new(NULL);
    assay_flags_each(record, add_error, checks);
    if (checks->len == 0)
        return;
    Troubled *troubled = g_new0(Troubled, 1);
    troubled->id = g_strdup(assay_record_id(record));
    troubled->title = assay_record_value(record, "title");
    troubled->checks = g_strdup(checks->str);
    g_ptr_array_add(tree->troubled, troubled);
}

static void count_record(const AssayRecord *record, gpointer user_data)
{
    Tree *tree = user_data;
    GTree *profiles = tree->profiles;
    note_errors(record, tree);
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

/* ---- Quarantine ---- */

/* The entry in file @path as one line. Returns: (owned) or NULL if it is none. */
static char *read_entry(const char *path)
{
    xmlDoc *doc = xmlReadFile(path, NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    char *line = NULL;
    if (root != NULL && assay_element_is(root, "quarantined")) {
        g_autofree char *uri = assay_element_attribute(root, "uri"),
                        *reason = assay_element_attribute(root, "reason");
        xmlChar *text = xmlNodeGetContent(root);
        g_autofree char *limit = assay_element_attribute(root, "limit"),
                        *stage = assay_element_attribute(root, "stage");
        g_autofree char *signal = assay_element_attribute(root, "signal");
        g_autofree char *message = g_strstrip(g_strdup((const char *)text));
        const AssayTrouble trouble = {.reason = reason != NULL ? reason : "",
                                      .limit = limit,
                                      .stage = stage,
                                      .signal = signal,
                                      .message = *message != '\0' ? message : NULL};
        xmlFree(text);
        line = assay_quarantine_line(uri != NULL ? uri : "", &trouble);
    }
    xmlFreeDoc(doc);
    return line;
}

static GPtrArray *list_quarantine(const char *out)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *top = g_build_filename(out, "quarantine", NULL);
    const char *const folders[] = {top, NULL};
    g_autoptr(AssaySource) source = assay_source_open(folders, NULL, NULL);
    while (source != NULL) {
        g_autoptr(AssaySourceItem) item = NULL;
        if (!assay_source_next(source, &item, NULL) || item == NULL)
            break;
        char *line = g_str_has_suffix(item->uri, ".xml") ? read_entry(item->path) : NULL;
        if (line != NULL)
            g_ptr_array_add(lines, line);
    }
    g_ptr_array_sort(lines, assay_sort_strings);
    return lines;
}

/* ---- The ledger ---- */

/* Inputs that are not there, as lines; owned. */
typedef struct {
    GPtrArray *vanished, *missing;
} Absent;

static gboolean add_absent(const AssayLedgerInput *input, gpointer user_data)
{
    const Absent *absent = user_data;
    if (strcmp(input->outcome, "vanished") == 0)
        g_ptr_array_add(absent->vanished, g_strdup(input->uri));
    else if (strcmp(input->outcome, "missing") == 0)
        g_ptr_array_add(absent->missing, g_strconcat(input->uri, ": ", input->message, NULL));
    return TRUE;
}

static char *instant(gint64 seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
    return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("?");
}

static void append_run(GString *text, const AssayLedgerRun *run)
{
    g_autofree char *started = instant(run->started_s);
    g_string_append_printf(
        text,
        "run %" G_GINT64_FORMAT ", %s, %s: %u inputs, %u as before, %u new records, %u changed, "
        "%u unread, %u vanished, %u alarms\n",
        run->run, started, run->outcome, run->n_inputs, run->n_skipped, run->n_new, run->n_changed,
        run->n_unread, run->n_vanished, run->n_alarms);
}

static void add_run(AssayJson *json, const AssayLedgerRun *run)
{
    g_autofree char *started = instant(run->started_s);
    g_autofree char *ended = run->ended_s != 0 ? instant(run->ended_s) : NULL;
    assay_json_open(json, NULL, '{');
    assay_json_integer(json, "run", run->run);
    assay_json_string(json, "started", started);
    assay_json_string(json, "ended", ended);
    assay_json_string(json, "outcome", run->outcome);
    assay_json_integer(json, "inputs", run->n_inputs);
    assay_json_integer(json, "skipped", run->n_skipped);
    assay_json_integer(json, "unread", run->n_unread);
    assay_json_integer(json, "vanished", run->n_vanished);
    assay_json_integer(json, "new", run->n_new);
    assay_json_integer(json, "changed", run->n_changed);
    assay_json_integer(json, "unchanged", run->n_unchanged);
    assay_json_integer(json, "removed", run->n_removed);
    assay_json_integer(json, "alarms", run->n_alarms);
    assay_json_close(json, '}');
}

/* ---- Both forms ---- */

typedef struct {
    Tree tree;
    GArray *runs;          /* owned; of AssayLedgerRun, newest first; or NULL */
    GPtrArray *quarantine; /* owned; of char* */
    Absent absent;
} Status;

static void append_list(GString *text, const char *what, const GPtrArray *lines)
{
    if (lines->len > 0)
        g_string_append_printf(text, "%s: %u\n", what, lines->len);
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *line = assay_text_printable(g_ptr_array_index(lines, i));
        g_string_append_printf(text, "  %s\n", line);
    }
}

static char *format_text(const Status *status)
{
    GString *text = g_string_new(NULL);
    g_tree_foreach(status->tree.profiles, append_profile, text);
    if (text->len == 0)
        g_string_append(text, "no records\n");
    for (guint i = 0; status->runs != NULL && i < status->runs->len; i++)
        append_run(text, &g_array_index(status->runs, AssayLedgerRun, i));
    append_list(text, "in quarantine", status->quarantine);
    append_list(text, "vanished inputs, records kept", status->absent.vanished);
    append_list(text, "missing inputs that a list names", status->absent.missing);
    if (status->tree.troubled->len > 0)
        g_string_append_printf(text, "records with errors: %u\n", status->tree.troubled->len);
    for (guint i = 0; i < status->tree.troubled->len; i++) {
        const Troubled *troubled = g_ptr_array_index(status->tree.troubled, i);
        g_string_append_printf(text, "  %s: %s%s%s\n", troubled->id, troubled->checks,
                               troubled->title != NULL ? ": " : "",
                               troubled->title != NULL ? troubled->title : "");
    }
    return g_string_free(text, FALSE);
}

static void add_list(AssayJson *json, const char *name, const GPtrArray *lines)
{
    assay_json_open(json, name, '[');
    for (guint i = 0; i < lines->len; i++)
        assay_json_string(json, NULL, g_ptr_array_index(lines, i));
    assay_json_close(json, ']');
}

static char *format_json(const Status *status)
{
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    assay_json_open(&json, "profiles", '{');
    g_tree_foreach(status->tree.profiles, add_profile, &json);
    assay_json_close(&json, '}');
    assay_json_open(&json, "runs", '[');
    for (guint i = 0; status->runs != NULL && i < status->runs->len; i++)
        add_run(&json, &g_array_index(status->runs, AssayLedgerRun, i));
    assay_json_close(&json, ']');
    add_list(&json, "quarantine", status->quarantine);
    add_list(&json, "vanished", status->absent.vanished);
    add_list(&json, "missing", status->absent.missing);
    assay_json_open(&json, "errors", '[');
    for (guint i = 0; i < status->tree.troubled->len; i++) {
        const Troubled *troubled = g_ptr_array_index(status->tree.troubled, i);
        assay_json_open(&json, NULL, '{');
        assay_json_string(&json, "record", troubled->id);
        assay_json_string(&json, "checks", troubled->checks);
        assay_json_string(&json, "title", troubled->title);
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    return assay_json_finish(&json);
}

char *assay_status(const char *out, AssayFormat format, GError **error)
{
    g_autoptr(GTree) profiles = g_tree_new_full(assay_sort_keys, NULL, g_free, g_free);
    g_autoptr(GPtrArray) troubled = g_ptr_array_new_with_free_func(troubled_free);
    g_autoptr(GPtrArray) vanished = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
    Status status = {.tree = {profiles, troubled}, .absent = {vanished, missing}};
    if (g_file_test(out, G_FILE_TEST_IS_DIR)) {
        g_autofree char *records = g_build_filename(out, "records", NULL);
        g_autoptr(AssayLedger) ledger = assay_ledger_open_read(out);
        g_autoptr(GArray) runs = ledger != NULL ? assay_ledger_runs(ledger, N_RUNS) : NULL;
        g_autoptr(GPtrArray) quarantine = list_quarantine(out);
        status.runs = runs;
        status.quarantine = quarantine;
        if (ledger != NULL)
            assay_ledger_each_unread(ledger, add_absent, &status.absent);
        /* A tree in which nothing became a record has no such folder, but a story to tell. */
        if ((ledger == NULL || g_file_test(records, G_FILE_TEST_IS_DIR)) &&
            !assay_records_each(out, count_record, &status.tree, error))
            return NULL;
        return format == ASSAY_FORMAT_JSON ? format_json(&status) : format_text(&status);
    }
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                "%s: holds no records; name a folder that assay ingest wrote", out);
    return NULL;
}

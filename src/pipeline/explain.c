/* explain.c: where each value of one input comes from. See explain.h and assay.h. */
#include "pipeline/explain.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/enclose.h"
#include "source/source.h"

static void value_free(gpointer data)
{
    AssayExplainValue *value = data;
    g_ptr_array_unref(value->findings);
    g_free(value);
}

static void place_free(gpointer data)
{
    AssayExplainPlace *place = data;
    g_free(place->target);
    g_ptr_array_unref(place->instances);
    g_ptr_array_unref(place->others);
    g_free(place);
}

static void explanation_clear(AssayExplanation *explanation)
{
    g_clear_pointer(&explanation->places, g_ptr_array_unref);
    g_clear_pointer(&explanation->trace, assay_trace_free);
    g_clear_pointer(&explanation->capture, assay_capture_free);
    g_clear_pointer(&explanation->document, assay_document_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AssayExplanation, explanation_clear)

/* @path without instance numbers: `claims/claim[2]` to `claims/claim`. */
static char *drop_instances(const char *path)
{
    GString *target = g_string_new(NULL);
    while (*path != '\0') {
        if (*path == '[' && g_ascii_isdigit(path[1])) {
            path += strcspn(path, "]");
            path += *path == ']' ? 1 : 0;
        } else {
            g_string_append_c(target, *path++);
        }
    }
    return g_string_free(target, FALSE);
}

/* Whether @path (or its target) is asked for by @wanted: it, or something below it. */
static gboolean is_wanted(const char *path, const char *wanted)
{
    if (wanted == NULL)
        return TRUE;
    gsize length = strlen(wanted);
    return strncmp(path, wanted, length) == 0 &&
           (path[length] == '\0' || path[length] == '/' || path[length] == '[');
}

static AssayExplainPlace *find_place(AssayExplanation *explanation, GHashTable *by_target,
                                     const char *target)
{
    AssayExplainPlace *place = g_hash_table_lookup(by_target, target);
    if (place == NULL) {
        place = g_new0(AssayExplainPlace, 1);
        place->target = g_strdup(target);
        place->instances = g_ptr_array_new_with_free_func(value_free);
        place->others = g_ptr_array_new();
        g_ptr_array_add(explanation->places, place);
        g_hash_table_insert(by_target, place->target, place);
    }
    return place;
}

/* Best first: lower rank wins, then what was found first; the array is in order of finding. */
static void add_finding(AssayExplainValue *value, const AssayFinding *finding)
{
    guint at = 0;
    while (at < value->findings->len &&
           ((const AssayFinding *)g_ptr_array_index(value->findings, at))->rank <= finding->rank)
        at++;
    g_ptr_array_insert(value->findings, (int)at, (gpointer)(guintptr)finding);
}

static void sort_findings(AssayExplanation *explanation, GHashTable *by_target, const char *wanted)
{
    g_autoptr(GHashTable) by_path = g_hash_table_new(g_str_hash, g_str_equal);
    const GArray *findings = explanation->capture->findings;
    for (guint i = 0; i < findings->len; i++) {
        const AssayFinding *finding = &g_array_index(findings, AssayFinding, i);
        g_autofree char *target = drop_instances(finding->path);
        if (!is_wanted(finding->path, wanted) && !is_wanted(target, wanted))
            continue;
        AssayExplainPlace *place = find_place(explanation, by_target, target);
        AssayExplainValue *value = g_hash_table_lookup(by_path, finding->path);
        if (value == NULL) {
            value = g_new0(AssayExplainValue, 1);
            value->path = finding->path;
            value->findings = g_ptr_array_new();
            g_ptr_array_add(place->instances, value);
            g_hash_table_insert(by_path, (gpointer)(guintptr)finding->path, value);
        }
        add_finding(value, finding);
    }
}

static void sort_entries(AssayExplanation *explanation, GHashTable *by_target, const char *wanted)
{
    for (guint i = 0; i < explanation->trace->entries->len; i++) {
        const AssayTraceEntry *entry = &g_array_index(explanation->trace->entries, AssayTraceEntry,
                                                      i);
        g_auto(GStrv) targets = g_strsplit(entry->targets != NULL ? entry->targets : "", " ", -1);
        for (char **t = targets; *t != NULL; t++) {
            g_autofree char *target = drop_instances(*t);
            if (*target == '\0' || !is_wanted(target, wanted))
                continue;
            AssayExplainPlace *place = find_place(explanation, by_target, target);
            if (entry->outcome != ASSAY_TRACE_TOOK)
                g_ptr_array_add(place->others, (gpointer)(guintptr)entry);
        }
    }
}

const AssayTraceEntry *assay_explanation_entry(const AssayExplanation *explanation,
                                               const AssayFinding *finding)
{
    /* The trace may name the rule alone where the finding names its alternative too. */
    const AssayTraceEntry *found = NULL;
    gsize length = strcspn(finding->rule, ".");
    for (guint i = 0; i < explanation->trace->entries->len; i++) {
        const AssayTraceEntry *entry = &g_array_index(explanation->trace->entries, AssayTraceEntry,
                                                      i);
        if (strcmp(entry->rule, finding->rule) == 0 && entry->outcome == ASSAY_TRACE_TOOK)
            return entry;
        if (found == NULL && strncmp(entry->rule, finding->rule, length) == 0 &&
            (entry->rule[length] == '\0' || entry->rule[length] == '.'))
            found = entry;
    }
    return found;
}

const char *assay_explanation_outcome(const AssayTraceEntry *entry)
{
    switch (entry->outcome) {
    case ASSAY_TRACE_TOOK:
        return "took";
    case ASSAY_TRACE_NO_MATCH:
        return "does not match";
    case ASSAY_TRACE_REFUSED:
        return "refused";
    case ASSAY_TRACE_LATE:
        return "came late";
    case ASSAY_TRACE_NOTHING:
        return "nothing there";
    }
    return "";
}

/* Found places keep their order; absent ones follow. */
static void put_found_first(AssayExplanation *explanation)
{
    g_autoptr(GPtrArray) absent = g_ptr_array_new();
    guint kept = 0;
    for (guint i = 0; i < explanation->places->len; i++) {
        AssayExplainPlace *place = g_ptr_array_index(explanation->places, i);
        if (place->instances->len > 0)
            g_ptr_array_index(explanation->places, kept++) = place;
        else
            g_ptr_array_add(absent, place);
    }
    for (guint i = 0; i < absent->len; i++)
        g_ptr_array_index(explanation->places, kept++) = g_ptr_array_index(absent, i);
}

static gboolean read_with_trace(const AssayEngine *engine, const AssaySourceItem *item,
                                AssayExplanation *explanation, GError **error)
{
    explanation->bytes = g_bytes_get_data(item->bytes, &explanation->size);
    explanation->uri = item->uri;
    explanation->trace = assay_trace_new();
    const AssayInput input = {.bytes = explanation->bytes,
                              .size = explanation->size,
                              .uri = item->uri,
                              .content_type = item->content_type};
    const AssayReadOptions options = {.url = item->url,
                                      .captured = item->captured,
                                      .trace = explanation->trace,
                                      .ret_document = &explanation->document};
    return assay_pipeline_read_one(engine, &input, &options, &explanation->capture, error);
}

/** What is asked of one input. */
typedef struct {
    const AssayEngine *engine;
    const AssaySourceItem *item;
    const char *target;
    AssayFormat format;
} Question;

static char *answer(gpointer user_data, GError **error)
{
    const Question *question = user_data;
    const char *target = question->target;
    g_auto(AssayExplanation) explanation = {0};
    if (!read_with_trace(question->engine, question->item, &explanation, error))
        return NULL;
    explanation.places = g_ptr_array_new_with_free_func(place_free);
    g_autoptr(GHashTable) by_target = g_hash_table_new(g_str_hash, g_str_equal);
    sort_findings(&explanation, by_target, target);
    sort_entries(&explanation, by_target, target);
    if (target != NULL && explanation.places->len == 0) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: no rule of profile %s sets it; assay rules list names what can be set",
                    target, explanation.capture->profile);
        return NULL;
    }
    put_found_first(&explanation);
    return question->format == ASSAY_FORMAT_JSON
               ? assay_explain_json(&explanation)
               : assay_explain_text(&explanation, question->format == ASSAY_FORMAT_COLOUR);
}

char *assay_explain(const AssayEngine *engine, const char *path, const char *target,
                    AssayFormat format, const AssayLimits *limits, GError **error)
{
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file(path);
    if (!assay_source_read(item, error))
        return NULL;
    Question question = {engine, item, target, format};
    return assay_enclose(answer, &question, path, g_bytes_get_size(item->bytes), limits, error);
}

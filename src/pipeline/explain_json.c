/* explain_json.c: an explanation for programs. See explain.h. */
#include "pipeline/explain.h"

#include "base/json.h"

static void add_finding(AssayJson *json, const AssayExplanation *explanation,
                        const AssayFinding *finding)
{
    const AssayTraceEntry *entry = assay_explanation_entry(explanation, finding);
    g_autofree char *at = assay_span_format(&finding->span);
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "value", finding->value);
    if (finding->raw != NULL)
        assay_json_string(json, "raw", finding->raw);
    assay_json_boolean(json, "cut", finding->cut);
    assay_json_string(json, "rule", finding->rule);
    if (entry != NULL) {
        assay_json_string(json, "file", entry->file);
        assay_json_integer(json, "line", entry->line);
    }
    assay_json_string(json, "at", at);
    assay_json_close(json, '}');
}

static void add_entry(AssayJson *json, const AssayTraceEntry *entry)
{
    g_autofree char *at = assay_span_format(&entry->span);
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "outcome", assay_explanation_outcome(entry));
    if (entry->why != NULL)
        assay_json_string(json, "why", entry->why);
    assay_json_string(json, "rule", entry->rule);
    assay_json_string(json, "file", entry->file);
    assay_json_integer(json, "line", entry->line);
    assay_json_string(json, "where", entry->where);
    if (entry->text != NULL)
        assay_json_string(json, "text", entry->text);
    assay_json_string(json, "at", at);
    assay_json_close(json, '}');
}

static void add_place(AssayJson *json, const AssayExplanation *explanation,
                      const AssayExplainPlace *place)
{
    assay_json_open(json, NULL, '{');
    assay_json_string(json, "target", place->target);
    assay_json_open(json, "values", '[');
    for (guint i = 0; i < place->instances->len; i++) {
        const AssayExplainValue *value = g_ptr_array_index(place->instances, i);
        assay_json_open(json, NULL, '{');
        assay_json_string(json, "path", value->path);
        assay_json_open(json, "candidates", '[');
        for (guint j = 0; j < value->findings->len; j++)
            add_finding(json, explanation, g_ptr_array_index(value->findings, j));
        assay_json_close(json, ']');
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
    assay_json_open(json, "tried", '[');
    for (guint i = 0; i < place->others->len; i++)
        add_entry(json, g_ptr_array_index(place->others, i));
    assay_json_close(json, ']');
    assay_json_close(json, '}');
}

char *assay_explain_json(const AssayExplanation *explanation)
{
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    assay_json_string(&json, "uri", explanation->uri);
    assay_json_string(&json, "profile", explanation->capture->profile);
    assay_json_string(&json, "style", explanation->capture->style);
    assay_json_string(&json, "media", explanation->capture->media);
    assay_json_boolean(&json, "cut", explanation->capture->cut);
    assay_json_open(&json, "places", '[');
    for (guint i = 0; i < explanation->places->len; i++)
        add_place(&json, explanation, g_ptr_array_index(explanation->places, i));
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    return assay_json_finish(&json);
}

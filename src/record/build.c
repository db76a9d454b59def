/* build.c: makes one record of the captures of one work (record.h).
 *
 * Findings become candidates sorted in record order (collect.c); one pass over them opens the
 * elements their paths name, puts in the winner of each place (merge.c), and remembers which
 * value that was for the evidence. */
#include <string.h>

#include "record/collect.h"
#include "record/ids.h"
#include "record/node.h"

typedef struct {
    const AssayPlan *plan;
    AssayArena *arena;      /* the record's, to be; paths too, whose names its elements share */
    GArray *sources;        /* owned; of AssaySource */
    GArray *candidates;     /* owned; of AssayCandidate */
    const char **in_record; /* in arena; by candidate: the value the record has at its path */
    xmlNode *root;
    /* The elements that are open, one a step of the path `open`. */
    const AssayPath *open;
    xmlNode *nodes[ASSAY_PATH_MAX_STEPS];
    const AssayShapeElement *shapes[ASSAY_PATH_MAX_STEPS];
} Build;

/* ---- Values in their places ---- */

/* The element at @path, made with those above it if it is not open yet. */
static xmlNode *open_element(Build *build, const AssayPath *path)
{
    guint k = 0;
    while (build->open != NULL && k < build->open->n_steps && k < path->n_steps &&
           assay_path_compare_steps(&build->open->steps[k], &path->steps[k]) == 0)
        k++;
    for (; k < path->n_steps; k++) {
        const AssayPathStep *step = &path->steps[k];
        const AssayShapeElement *above = k == 0 ? assay_shape_root(build->plan->shape)
                                                : build->shapes[k - 1];
        build->shapes[k] = assay_shape_child(above, step->name, NULL);
        build->nodes[k] = assay_node_add(k == 0 ? build->root : build->nodes[k - 1], step->name);
        if (step->instance > 0 && assay_shape_attribute(build->shapes[k], "n", NULL))
            assay_node_set_number(build->nodes[k], "n", step->instance);
        if (step->key != NULL)
            assay_node_set(build->nodes[k], step->key, step->key_value);
    }
    build->open = path;
    return build->nodes[path->n_steps - 1];
}

static void put_value(Build *build, const AssayCandidate *winner)
{
    const AssayPath *path = winner->path;
    const AssayFinding *finding = winner->finding;
    xmlNode *node = open_element(build, path);
    if (path->attribute == NULL)
        assay_node_append_text(node, finding->value);
    else if (assay_element_get(node, path->attribute) == NULL)
        assay_node_set(node, path->attribute, finding->value);
    /* An attribute cannot be marked; its element is, where the schema has room for it. */
    const AssayShapeElement *shape = build->shapes[path->n_steps - 1];
    if (finding->cut && assay_element_get(node, "cut") == NULL &&
        (path->attribute == NULL || assay_shape_attribute(shape, "cut", NULL)))
        assay_node_set(node, "cut", "true");
}

static void put_values(Build *build)
{
    const GArray *all = build->candidates;
    build->in_record = assay_arena_new0(build->arena, const char *, all->len + 1);
    for (guint start = 0, end; start < all->len; start = end) {
        const AssayCandidate *first = &g_array_index(all, AssayCandidate, start);
        for (end = start + 1; end < all->len; end++)
            if (assay_path_compare(first->path, g_array_index(all, AssayCandidate, end).path) != 0)
                break;
        const AssayCandidate *winner = assay_merge_choose(first, end - start);
        if (winner == NULL)
            continue;
        put_value(build, winner);
        for (guint i = start; i < end; i++)
            build->in_record[i] = winner->finding->value;
    }
}

/* ---- Body, flags of defects, sources, evidence ---- */

static void put_body(Build *build, AssayRecord *record)
{
    const AssaySource *best = NULL;
    guint best_prefer = 0;
    for (guint i = 0; i < build->sources->len; i++) {
        const AssaySource *source = &g_array_index(build->sources, AssaySource, i);
        if (source->capture->body == NULL)
            continue;
        guint prefer = assay_plan_prefer_whole(build->plan, "body", source->capture->style);
        /* Ties go to the uncut one, then to the smaller hash: sources are sorted by it. */
        if (best == NULL || prefer < best_prefer ||
            (prefer == best_prefer && best->capture->cut && !source->capture->cut)) {
            best = source;
            best_prefer = prefer;
        }
    }
    if (best != NULL)
        assay_record_lend(record, best->capture->body, best->capture->arena);
}

static void put_defects(Build *build, AssayRecord *record)
{
    for (guint i = 0; i < build->sources->len; i++) {
        const AssaySource *source = &g_array_index(build->sources, AssaySource, i);
        const GArray *defects = source->capture->defects;
        g_autofree char *n = g_strdup_printf("%u", source->same == 0 ? source->n : source->same);
        for (guint j = 0; j < defects->len; j++) {
            const AssayCaptureDefect *defect = &g_array_index(defects, AssayCaptureDefect, j);
            g_autofree char *at = assay_span_format(&defect->span);
            const AssayFlagValue values[] = {{"at", at}, {"source", n}};
            assay_record_add_flag(record, defect->id, "warning", NULL, defect->message, values,
                                  G_N_ELEMENTS(values));
        }
    }
}

static void put_sources(Build *build)
{
    xmlNode *sources = assay_node_add(build->root, "sources");
    for (guint i = 0; i < build->sources->len; i++) {
        const AssaySource *source = &g_array_index(build->sources, AssaySource, i);
        const AssayCapture *capture = source->capture;
        xmlNode *node = assay_node_add(sources, "source");
        assay_node_set_number(node, "n", source->n);
        assay_node_set(node, "uri", capture->uri == NULL ? "" : capture->uri);
        assay_node_set(node, "media", capture->media == NULL ? "" : capture->media);
        assay_node_set(node, "sha256", capture->sha256);
        assay_node_set(node, "captured", capture->captured);
        assay_node_set(node, "style", capture->style);
        if (source->same > 0)
            assay_node_set_number(node, "same", source->same);
        if (capture->cut)
            assay_node_set(node, "cut", "true");
    }
}

static void put_evidence(Build *build)
{
    if (build->candidates->len == 0)
        return;
    xmlNode *evidence = assay_node_add(build->root, "evidence");
    for (guint i = 0; i < build->candidates->len; i++) {
        const AssayCandidate *row = &g_array_index(build->candidates, AssayCandidate, i);
        const AssayFinding *finding = row->finding;
        g_autofree char *at = assay_span_format(&finding->span);
        xmlNode *e = assay_node_add(evidence, "e");
        assay_node_set(e, "path", row->path->text);
        assay_node_set_number(e, "source", row->source);
        assay_node_set(e, "rule", finding->rule == NULL ? "" : finding->rule);
        assay_node_set(e, "at", at);
        assay_node_set(e, "raw", finding->raw);
        if (g_strcmp0(build->in_record[i], finding->value) != 0)
            assay_node_set(e, "value", finding->value);
        if (finding->cut)
            assay_node_set(e, "cut", "true");
    }
}

AssayRecord *assay_record_build(const AssayPlan *plan, const AssayCapture *const *captures,
                                guint n_captures)
{
    g_assert(n_captures > 0);
    Build build = {.plan = plan, .arena = assay_arena_new()};
    build.sources = assay_collect_sources(captures, n_captures);
    build.candidates = assay_collect_candidates(plan, build.sources, build.arena);
    guint n_sources = build.sources->len;
    if (n_sources > 1 && plan->wholes->len > 0) {
        const AssayCapture **by_source = assay_arena_new0(build.arena, const AssayCapture *,
                                                          n_sources);
        for (guint i = 0; i < n_sources; i++)
            by_source[i] = g_array_index(build.sources, AssaySource, i).capture;
        assay_merge_wholes(plan, build.candidates, by_source, n_sources);
    }
    build.root = assay_node_new(build.arena, "record");
    assay_node_set(build.root, "id", "unnamed");
    assay_node_set(build.root, "profile", plan->profile);
    AssayRecord *record = assay_record_new(build.arena, build.root);
    put_values(&build);
    put_body(&build, record);
    put_defects(&build, record);
    put_sources(&build);
    put_evidence(&build);
    g_autofree char *id = assay_ids_of(plan, record);
    assay_record_set_id(record, id);
    g_array_unref(build.candidates);
    g_array_unref(build.sources);
    return record;
}

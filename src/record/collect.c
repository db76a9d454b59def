/* collect.c: see collect.h. */
#include "record/collect.h"

#include <string.h>

/* Candidates of one path in one capture that are compared all with all to drop identical ones;
 * beyond that only neighbours are. */
#define MAX_COMPARED 64u

/* ---- Sources ---- */

static int compare_captures(gconstpointer a, gconstpointer b)
{
    const AssayCapture *left = ((const AssaySource *)a)->capture;
    const AssayCapture *right = ((const AssaySource *)b)->capture;
    int order = g_strcmp0(left->sha256, right->sha256);
    if (order == 0)
        order = g_strcmp0(left->uri, right->uri);
    if (order == 0)
        order = g_strcmp0(left->captured, right->captured);
    if (order == 0)
        order = g_strcmp0(left->media, right->media);
    if (order == 0)
        order = g_strcmp0(left->style, right->style);
    if (order == 0)
        order = (left->cut != 0) - (right->cut != 0);
    /* Twins with fewer findings (their first has them) go last, so that it is the one kept. */
    if (order == 0 && left->findings->len != right->findings->len)
        order = left->findings->len > right->findings->len ? -1 : 1;
    return order;
}

static gboolean is_twin(const AssayCapture *a, const AssayCapture *b)
{
    return g_strcmp0(a->sha256, b->sha256) == 0 && g_strcmp0(a->uri, b->uri) == 0 &&
           g_strcmp0(a->captured, b->captured) == 0 && g_strcmp0(a->media, b->media) == 0 &&
           g_strcmp0(a->style, b->style) == 0 && a->cut == b->cut;
}

GArray *assay_collect_sources(const AssayCapture *const *captures, guint n_captures)
{
    GArray *sources = g_array_sized_new(FALSE, TRUE, sizeof(AssaySource), n_captures);
    for (guint i = 0; i < n_captures; i++) {
        AssaySource source = {.capture = captures[i]};
        g_array_append_val(sources, source);
    }
    g_array_sort(sources, compare_captures);
    guint n_kept = 0;
    for (guint i = 0; i < sources->len; i++) {
        AssaySource *source = &g_array_index(sources, AssaySource, i);
        const AssaySource *last = n_kept == 0 ? NULL
                                              : &g_array_index(sources, AssaySource, n_kept - 1);
        if (last != NULL && is_twin(last->capture, source->capture))
            continue;
        source->n = n_kept + 1;
        if (last != NULL && g_strcmp0(last->capture->sha256, source->capture->sha256) == 0)
            source->same = last->same == 0 ? last->n : last->same;
        g_array_index(sources, AssaySource, n_kept++) = *source;
    }
    g_array_set_size(sources, n_kept);
    return sources;
}

/* ---- Paths of one capture ---- */

static gboolean is_frame(const char *name)
{
    static const char *const names[] = {"body", "flags", "sources", "evidence"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(names[i], name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_wanted(const AssayPath *path)
{
    const AssayPathStep *last = &path->steps[path->n_steps - 1];
    return !is_frame(path->steps[0].name) &&
           !(path->attribute != NULL && strcmp(path->attribute, "n") == 0 && last->instance > 0);
}

/* Place of the step that ends @target in @path, or G_MAXUINT if @path is not at or below it. */
static guint keyed_step(const AssayPath *path, const char *target)
{
    guint last = 0;
    for (const char *c = target; *c != '\0'; c++)
        last += *c == '/';
    return path->n_steps > last && assay_path_is_below(path, target) &&
                   path->steps[last].instance > 0
               ? last
               : G_MAXUINT;
}

/* Name the instances of @keyed by their key attribute instead of by number. */
static void name_instances(const AssayPlanKeyed *keyed, const AssayShape *shape, GArray *candidates,
                           guint first, AssayArena *arena)
{
    g_autoptr(GHashTable) keys = g_hash_table_new(NULL, NULL); /* instance to value */
    for (guint i = first; i < candidates->len; i++) {
        const AssayCandidate *candidate = &g_array_index(candidates, AssayCandidate, i);
        guint step = keyed_step(candidate->path, keyed->target);
        if (step != G_MAXUINT && candidate->path->n_steps == step + 1 &&
            g_strcmp0(candidate->path->attribute, keyed->key) == 0)
            g_hash_table_insert(keys, GUINT_TO_POINTER(candidate->path->steps[step].instance),
                                assay_arena_strdup(arena, candidate->finding->value));
    }
    for (guint i = first; i < candidates->len && g_hash_table_size(keys) > 0; i++) {
        AssayCandidate *candidate = &g_array_index(candidates, AssayCandidate, i);
        guint at = keyed_step(candidate->path, keyed->target);
        if (at == G_MAXUINT)
            continue;
        AssayPathStep *step = &candidate->path->steps[at];
        const char *value = g_hash_table_lookup(keys, GUINT_TO_POINTER(step->instance));
        if (value == NULL || (strchr(value, '\'') != NULL && strchr(value, '"') != NULL))
            continue; /* no key, or one that no predicate can hold: stays a number */
        step->instance = 0;
        step->key = keyed->key;
        step->key_value = value;
        assay_path_update(candidate->path, arena);
        candidate->path = assay_path_parse(shape, candidate->path->text, arena);
    }
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
    return assay_path_compare(((const AssayCandidate *)a)->path, ((const AssayCandidate *)b)->path);
}

/* Number the instances of one capture's candidates from 1 without gaps: in record order an
 * instance is the one before it, or the next, or the first below another parent. */
static void close_gaps(GArray *candidates, guint first, AssayArena *arena)
{
    const guint n = candidates->len - first;
    AssayCandidate *own = &g_array_index(candidates, AssayCandidate, first);
    qsort(own, n, sizeof(AssayCandidate), compare_paths);
    AssayPathStep before[ASSAY_PATH_MAX_STEPS]; /* as given */
    guint numbers[ASSAY_PATH_MAX_STEPS] = {0}, n_before = 0;
    for (guint i = 0; i < n; i++) {
        AssayPath *path = own[i].path;
        guint k = 0;
        while (k < n_before && k < path->n_steps &&
               assay_path_compare_steps(&before[k], &path->steps[k]) == 0)
            k++;
        gboolean changed = FALSE;
        for (guint s = 0; s < path->n_steps; s++) {
            AssayPathStep *step = &path->steps[s];
            if (s == k && k < n_before && before[k].instance > 0 &&
                strcmp(before[k].name, step->name) == 0)
                numbers[s]++;
            else if (s >= k)
                numbers[s] = 1;
            before[s] = *step;
            if (step->instance > 0 && step->instance != numbers[s]) {
                step->instance = numbers[s];
                changed = TRUE;
            }
        }
        n_before = path->n_steps;
        if (changed)
            assay_path_update(path, arena);
    }
}

/* ---- All candidates ---- */

static int compare_rows(const AssayFinding *a, const AssayFinding *b)
{
    int order = (a->cut != 0) - (b->cut != 0);
    if (order != 0)
        return order;
    gsize a_length = strlen(a->value), b_length = strlen(b->value);
    if (a_length != b_length)
        return a_length > b_length ? -1 : 1;
    order = strcmp(a->value, b->value);
    if (order == 0)
        order = g_strcmp0(a->rule, b->rule);
    if (order == 0)
        order = g_strcmp0(a->raw, b->raw);
    if (order == 0) {
        g_autofree char *a_at = assay_span_format(&a->span);
        g_autofree char *b_at = assay_span_format(&b->span);
        order = strcmp(a_at, b_at);
    }
    return order;
}

static int compare_candidates(gconstpointer a, gconstpointer b)
{
    const AssayCandidate *left = a, *right = b;
    int order = assay_path_compare(left->path, right->path);
    if (order != 0)
        return order;
    if (left->source != right->source)
        return left->source < right->source ? -1 : 1;
    if (left->finding->rank != right->finding->rank)
        return left->finding->rank < right->finding->rank ? -1 : 1;
    return compare_rows(left->finding, right->finding);
}

/* Drop identical rows, and number what is left within its path and source. */
static void number_rows(GArray *candidates)
{
    guint n_kept = 0, start = 0; /* start: of the rows kept of this path and source */
    for (guint i = 0; i < candidates->len; i++) {
        AssayCandidate *row = &g_array_index(candidates, AssayCandidate, i);
        const AssayCandidate *head = &g_array_index(candidates, AssayCandidate, start);
        if (n_kept == start || head->source != row->source ||
            assay_path_compare(head->path, row->path) != 0)
            start = n_kept;
        gboolean known = FALSE;
        guint from = n_kept - start > MAX_COMPARED ? n_kept - 1 : start;
        for (guint j = from; j < n_kept && !known; j++)
            known = compare_rows(g_array_index(candidates, AssayCandidate, j).finding,
                                 row->finding) == 0;
        if (known)
            continue;
        row->ordinal = n_kept - start;
        g_array_index(candidates, AssayCandidate, n_kept++) = *row;
    }
    g_array_set_size(candidates, n_kept);
}

static void collect_source(const AssayPlan *plan, const AssaySource *source, GArray *candidates,
                           AssayArena *arena)
{
    guint first = candidates->len;
    gboolean has_instances = FALSE;
    for (guint i = 0; i < source->capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(source->capture->findings, AssayFinding, i);
        AssayPath *path = finding->value == NULL
                              ? NULL
                              : assay_path_parse(plan->shape, finding->path, arena);
        if (path == NULL || !is_wanted(path))
            continue;
        for (guint s = 0; s < path->n_steps; s++)
            has_instances = has_instances || path->steps[s].instance > 0;
        AssayCandidate candidate = {.path = path,
                                    .finding = finding,
                                    .source = source->same == 0 ? source->n : source->same};
        g_array_append_val(candidates, candidate);
    }
    if (!has_instances)
        return;
    for (guint i = 0; i < plan->keyed->len; i++)
        name_instances(&g_array_index(plan->keyed, AssayPlanKeyed, i), plan->shape, candidates,
                       first, arena);
    close_gaps(candidates, first, arena);
}

GArray *assay_collect_candidates(const AssayPlan *plan, const GArray *sources, AssayArena *arena)
{
    GArray *candidates = g_array_sized_new(FALSE, TRUE, sizeof(AssayCandidate), 128);
    for (guint i = 0; i < sources->len; i++)
        collect_source(plan, &g_array_index(sources, AssaySource, i), candidates, arena);
    if (candidates->len == 0)
        return candidates;
    g_array_sort(candidates, compare_candidates);
    number_rows(candidates);
    for (guint i = 0; i < candidates->len; i++) {
        AssayCandidate *candidate = &g_array_index(candidates, AssayCandidate, i);
        const AssayCapture *capture =
            g_array_index(sources, AssaySource, candidate->source - 1).capture;
        candidate->prefer = assay_plan_prefer(plan, candidate->path, capture->style);
    }
    return candidates;
}

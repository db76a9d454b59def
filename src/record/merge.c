/* merge.c: see merge.h. Specification: README.md, "Merging". */
#include "record/merge.h"

#include <string.h>

#include "record/number.h"

static int compare_uint(guint a, guint b)
{
    return a < b ? -1 : a > b;
}

/* Negative when @a is to be preferred, values alone; ties are the same value and cut. */
static int compare_candidates(const AssayCandidate *a, const AssayCandidate *b)
{
    int order = (a->finding->cut != 0) - (b->finding->cut != 0);
    if (order == 0)
        order = compare_uint(a->prefer, b->prefer);
    if (order == 0)
        order = compare_uint(a->ordinal, b->ordinal);
    if (order != 0)
        return order;
    gsize a_length = strlen(a->finding->value), b_length = strlen(b->finding->value);
    if (a_length != b_length)
        return a_length > b_length ? -1 : 1;
    return strcmp(a->finding->value, b->finding->value);
}

/* @fine says the same as @coarse, and more of it. */
static gboolean refines(const AssayFinding *fine, const AssayFinding *coarse)
{
    if (fine->cut != coarse->cut)
        return FALSE;
    if (!coarse->cut)
        return assay_number_refines(fine->value, coarse->value);
    gsize length = strlen(coarse->value);
    return strlen(fine->value) > length && strncmp(fine->value, coarse->value, length) == 0;
}

const AssayCandidate *assay_merge_choose(const AssayCandidate *candidates, guint n)
{
    const AssayCandidate *first = NULL;
    for (guint i = 0; i < n; i++)
        if (!candidates[i].loses &&
            (first == NULL || compare_candidates(&candidates[i], first) < 0))
            first = &candidates[i];
    const AssayCandidate *best = first;
    for (guint i = 0; first != NULL && i < n; i++) {
        const AssayCandidate *other = &candidates[i];
        if (other->loses || !refines(other->finding, first->finding))
            continue;
        gsize length = strlen(other->finding->value), best_length = strlen(best->finding->value);
        if (best == first || length > best_length ||
            (length == best_length && compare_candidates(other, best) < 0))
            best = other;
    }
    return best;
}

/* ---- Groups taken whole ---- */

typedef struct {
    guint prefer, n_findings;
    gboolean cut;
    GString *text; /* owned; paths and values in record order, to settle a tie */
} Group;

static int compare_groups(const Group *a, const Group *b)
{
    int order = compare_uint(a->prefer, b->prefer);
    if (order == 0)
        order = (a->cut != 0) - (b->cut != 0);
    if (order == 0)
        order = compare_uint(b->n_findings, a->n_findings);
    return order != 0 ? order : strcmp(a->text->str, b->text->str);
}

static int compare_for_text(gconstpointer a, gconstpointer b)
{
    const AssayCandidate *left = *(const AssayCandidate *const *)a;
    const AssayCandidate *right = *(const AssayCandidate *const *)b;
    int order = assay_path_compare(left->path, right->path);
    if (order == 0)
        order = compare_uint(left->finding->rank, right->finding->rank);
    return order != 0 ? order : strcmp(left->finding->value, right->finding->value);
}

/* What each capture has of @target, by source number - 1. */
static Group *make_groups(const AssayPlan *plan, const char *target, GPtrArray *members,
                          const AssayCapture *const *captures, guint n_captures)
{
    Group *groups = g_new0(Group, n_captures);
    for (guint i = 0; i < n_captures; i++) {
        groups[i].prefer = assay_plan_prefer_whole(plan, target, captures[i]->style);
        groups[i].cut = captures[i]->cut;
        groups[i].text = g_string_new(NULL);
    }
    g_ptr_array_sort(members, compare_for_text);
    for (guint i = 0; i < members->len; i++) {
        const AssayCandidate *candidate = g_ptr_array_index(members, i);
        Group *group = &groups[candidate->source - 1];
        group->n_findings++;
        g_string_append_printf(group->text, "%s=%s\n", candidate->path->text,
                               candidate->finding->value);
    }
    return groups;
}

static void take_whole(const AssayPlan *plan, const char *target, GPtrArray *members,
                       const AssayCapture *const *captures, guint n_captures)
{
    Group *groups = make_groups(plan, target, members, captures, n_captures);
    guint best = G_MAXUINT;
    for (guint i = 0; i < n_captures; i++)
        if (groups[i].n_findings > 0 &&
            (best == G_MAXUINT || compare_groups(&groups[i], &groups[best]) < 0))
            best = i;
    for (guint i = 0; i < members->len; i++) {
        AssayCandidate *candidate = g_ptr_array_index(members, i);
        candidate->loses = candidate->source != best + 1;
    }
    for (guint i = 0; i < n_captures; i++)
        g_string_free(groups[i].text, TRUE);
    g_free(groups);
}

void assay_merge_wholes(const AssayPlan *plan, GArray *candidates,
                        const AssayCapture *const *captures, guint n_captures)
{
    for (guint i = 0; i < plan->wholes->len; i++) {
        const char *target = g_array_index(plan->wholes, AssayPlanPrefer, i).target;
        g_autoptr(GPtrArray) members = g_ptr_array_new();
        for (guint j = 0; j < candidates->len; j++) {
            AssayCandidate *candidate = &g_array_index(candidates, AssayCandidate, j);
            if (assay_path_is_below(candidate->path, target))
                g_ptr_array_add(members, candidate);
        }
        if (members->len > 0)
            take_whole(plan, target, members, captures, n_captures);
    }
}

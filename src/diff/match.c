/* match.c: see match.h. Both sides are put in an order that does not depend on their names first:
 * then the matching of new to old is that of old to new, whatever breaks ties. */
#include "diff/match.h"

#include <string.h>

#include "diff/key.h"
#include "diff/similar.h"

/* Pairs of leftover elements compared word by word; beyond, only those at about the same place. A
 * changed record leaves a handful. */
#define MAX_COMPARISONS 40000u
#define BAND            16u

typedef struct {
    const AssayDiffNode *first, *second; /* the parents, ordered */
    guint *second_of_first, *first_of_second;
} Matching;

typedef char *Key(const AssayDiffNode *node);

static void join(Matching *matching, guint i, guint j)
{
    matching->second_of_first[i] = j;
    matching->first_of_second[j] = i;
}

/* ---- What both begin and end with: so that of several equal ones the right one is missing ---- */

static gboolean is_same(const AssayDiffNode *a, const AssayDiffNode *b)
{
    return a->hash == b->hash && strcmp(a->name, b->name) == 0;
}

static void match_ends(Matching *matching)
{
    const AssayDiffNode *first = matching->first, *second = matching->second;
    guint n = MIN(first->n_children, second->n_children), start = 0;
    for (; start < n && is_same(first->children[start], second->children[start]); start++)
        join(matching, start, start);
    for (guint end = 1; end <= n - start; end++) {
        guint i = first->n_children - end, j = second->n_children - end;
        if (!is_same(first->children[i], second->children[j]))
            break;
        join(matching, i, j);
    }
}

/* ---- Equal keys, in order ---- */

static char *same_key(const AssayDiffNode *node)
{
    return g_strdup_printf("%016" G_GINT64_MODIFIER "x", node->hash);
}

/* What is left in the end: its kind; or the only one of its name that nothing else tells apart. */
static char *last_key(const AssayDiffNode *node)
{
    char *kind = assay_diff_kind(node);
    if (kind != NULL || node->n_alike > 1 || assay_diff_key_is_strict(node))
        return kind;
    for (guint i = 0; i < node->n_attributes; i++)
        if (strcmp(node->attributes[i].name, "n") == 0)
            return NULL;
    return g_strdup("");
}

static char *with_name(const AssayDiffNode *node, Key *key)
{
    g_autofree char *own = key(node);
    return own == NULL ? NULL : g_strconcat(node->name, "\n", own, NULL);
}

static void match_by_key(Matching *matching, Key *key)
{
    g_autoptr(GHashTable)
        open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_queue_free);
    for (guint i = 0; i < matching->first->n_children; i++) {
        if (matching->second_of_first[i] != ASSAY_MATCH_NONE)
            continue;
        char *name = with_name(matching->first->children[i], key);
        if (name == NULL)
            continue;
        GQueue *queue = g_hash_table_lookup(open, name);
        if (queue == NULL) {
            queue = g_queue_new();
            g_hash_table_insert(open, name, queue);
        } else {
            g_free(name);
        }
        g_queue_push_tail(queue, GUINT_TO_POINTER(i));
    }
    for (guint j = 0; j < matching->second->n_children; j++) {
        if (matching->first_of_second[j] != ASSAY_MATCH_NONE)
            continue;
        g_autofree char *name = with_name(matching->second->children[j], key);
        GQueue *queue = name == NULL ? NULL : g_hash_table_lookup(open, name);
        if (queue != NULL && !g_queue_is_empty(queue))
            join(matching, GPOINTER_TO_UINT(g_queue_pop_head(queue)), j);
    }
}

/* ---- Likeness ---- */

typedef struct {
    const AssayDiffNode *node;
    AssayWordBag bag;
    char *kind; /* owned */
    gboolean is_strict;
} Left;

typedef struct {
    guint score, first, second; /* indexes among the children */
} Candidate;

static void left_clear(gpointer data)
{
    Left *left = data;
    assay_word_bag_clear(&left->bag);
    g_free(left->kind);
}

static GArray *leftovers(const AssayDiffNode *parent, const guint *partner)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(Left));
    g_array_set_clear_func(all, left_clear);
    for (guint i = 0; i < parent->n_children; i++) {
        if (partner[i] != ASSAY_MATCH_NONE)
            continue;
        Left left = {.node = parent->children[i]};
        assay_word_bag_init(&left.bag, assay_diff_node_text(left.node));
        left.kind = assay_diff_kind(left.node);
        left.is_strict = assay_diff_key_is_strict(left.node);
        g_array_append_val(all, left);
    }
    return all;
}

static int compare_candidates(gconstpointer a, gconstpointer b)
{
    const Candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    guint x_apart = MAX(x->first, x->second) - MIN(x->first, x->second);
    guint y_apart = MAX(y->first, y->second) - MIN(y->first, y->second);
    if (x_apart != y_apart)
        return x_apart < y_apart ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

static void add_candidate(GArray *candidates, const Left *a, const Left *b)
{
    if (strcmp(a->node->name, b->node->name) != 0 || g_strcmp0(a->kind, b->kind) != 0 ||
        (a->is_strict && b->is_strict))
        return;
    Candidate candidate = {assay_similar(&a->bag, &b->bag), a->node->index, b->node->index};
    if (candidate.score >= ASSAY_SIMILAR_ENOUGH)
        g_array_append_val(candidates, candidate);
}

static void match_by_likeness(Matching *matching)
{
    g_autoptr(GArray) firsts = leftovers(matching->first, matching->second_of_first);
    g_autoptr(GArray) seconds = leftovers(matching->second, matching->first_of_second);
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    gboolean all = (guint64)firsts->len * seconds->len <= MAX_COMPARISONS;
    for (guint i = 0; i < firsts->len; i++) {
        guint from = all || i < BAND ? 0 : i - BAND;
        guint to = all ? seconds->len : MIN(i + BAND, seconds->len);
        for (guint j = from; j < to; j++)
            add_candidate(candidates, &g_array_index(firsts, Left, i),
                          &g_array_index(seconds, Left, j));
    }
    g_array_sort(candidates, compare_candidates);
    for (guint i = 0; i < candidates->len; i++) {
        const Candidate *candidate = &g_array_index(candidates, Candidate, i);
        if (matching->second_of_first[candidate->first] == ASSAY_MATCH_NONE &&
            matching->first_of_second[candidate->second] == ASSAY_MATCH_NONE)
            join(matching, candidate->first, candidate->second);
    }
}

/* ---- What moved: all that is not on the longest rising run ---- */

static void mark_moved(const Matching *matching, gboolean *second_is_moved)
{
    guint n = matching->first->n_children;
    g_autofree guint *ends = g_new(guint, n + 1);   /* first index that ends the best run so long */
    g_autofree guint *before = g_new(guint, n + 1); /* on the run of each first index */
    guint longest = 0;
    for (guint i = 0; i < n; i++) {
        guint j = matching->second_of_first[i];
        if (j == ASSAY_MATCH_NONE)
            continue;
        second_is_moved[j] = TRUE;
        guint low = 0, high = longest;
        while (low < high) {
            guint middle = (low + high) / 2;
            if (matching->second_of_first[ends[middle]] < j)
                low = middle + 1;
            else
                high = middle;
        }
        before[i] = low > 0 ? ends[low - 1] : ASSAY_MATCH_NONE;
        ends[low] = i;
        longest = MAX(longest, low + 1);
    }
    guint at = longest > 0 ? ends[longest - 1] : ASSAY_MATCH_NONE;
    for (; at != ASSAY_MATCH_NONE; at = before[at])
        second_is_moved[matching->second_of_first[at]] = FALSE;
}

/* ---- Both sides ---- */

/* An order of two lists of children by content. Of equal ones nothing moves. */
static int compare_lists(const AssayDiffNode *a, const AssayDiffNode *b)
{
    for (guint i = 0; i < MIN(a->n_children, b->n_children); i++)
        if (a->children[i]->hash != b->children[i]->hash)
            return a->children[i]->hash < b->children[i]->hash ? -1 : 1;
    return (a->n_children > b->n_children) - (a->n_children < b->n_children);
}

static guint *no_partners(guint n)
{
    guint *partners = g_new(guint, n + 1);
    for (guint i = 0; i < n; i++)
        partners[i] = ASSAY_MATCH_NONE;
    return partners;
}

static gboolean is_complete(const Matching *matching)
{
    guint n_open = 0;
    for (guint i = 0; i < matching->first->n_children; i++)
        n_open += matching->second_of_first[i] == ASSAY_MATCH_NONE ? 1 : 0;
    return n_open == 0;
}

void assay_match_init(AssayMatch *match, const AssayDiffNode *old_parent,
                      const AssayDiffNode *new_parent)
{
    gboolean is_swapped = compare_lists(old_parent, new_parent) > 0;
    Matching matching = {.first = is_swapped ? new_parent : old_parent,
                         .second = is_swapped ? old_parent : new_parent};
    matching.second_of_first = no_partners(matching.first->n_children);
    matching.first_of_second = no_partners(matching.second->n_children);
    match_ends(&matching);
    if (!is_complete(&matching))
        match_by_key(&matching, same_key);
    if (!is_complete(&matching)) {
        match_by_key(&matching, assay_diff_key);
        match_by_likeness(&matching);
        match_by_key(&matching, last_key);
    }
    g_autofree gboolean *second_is_moved = g_new0(gboolean, matching.second->n_children + 1);
    mark_moved(&matching, second_is_moved);
    match->new_of_old = is_swapped ? matching.first_of_second : matching.second_of_first;
    match->old_of_new = is_swapped ? matching.second_of_first : matching.first_of_second;
    match->is_moved = g_new0(gboolean, new_parent->n_children + 1);
    for (guint j = 0; j < matching.second->n_children; j++) {
        guint i = matching.first_of_second[j];
        if (i != ASSAY_MATCH_NONE && second_is_moved[j])
            match->is_moved[is_swapped ? i : j] = TRUE;
    }
}

void assay_match_clear(AssayMatch *match)
{
    g_clear_pointer(&match->new_of_old, g_free);
    g_clear_pointer(&match->old_of_new, g_free);
    g_clear_pointer(&match->is_moved, g_free);
}

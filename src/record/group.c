/* group.c: which captures are of one work: the levels of links (identity.h says how and why). */
#include <string.h>

#include "record/cluster.h"

/* Clusters with the same text that are held apart somehow and still compared one with another;
 * more works of one title than this are told apart by nothing but their own identifiers. */
#define MAX_CONTESTED  1024u
/* Full texts looked at that a cut one begins; more make it ambiguous. */
#define MAX_CANDIDATES 4096u

typedef struct {
    const AssayPlan *plan;
    const AssayIdentity *const *identities;
    guint n;
    AssayClusters *clusters;
} Grouping;

/* The distinct roots of captures @members, in place. */
static void to_roots(Grouping *grouping, GArray *members)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    guint n_kept = 0;
    for (guint i = 0; i < members->len; i++) {
        guint root = assay_clusters_root(grouping->clusters, g_array_index(members, guint, i));
        if (g_hash_table_add(seen, GUINT_TO_POINTER(root + 1)))
            g_array_index(members, guint, n_kept++) = root;
    }
    g_array_set_size(members, n_kept);
}

static void link_all(Grouping *grouping, const guint *roots, guint n)
{
    for (guint i = 1; i < n; i++)
        assay_clusters_link(grouping->clusters, roots[0], roots[i]);
}

/* Clusters of equal text, some of them apart: those that are compatible with the very same others
 * belong together. */
static void link_contested(Grouping *grouping, const guint *roots, guint n, gboolean schemes_only)
{
    if (n > MAX_CONTESTED)
        return;
    g_autoptr(GHashTable) by_row = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < n; i++) {
        char *row = g_malloc(n + 1);
        row[n] = '\0';
        for (guint j = 0; j < n; j++) {
            const guint pair[] = {roots[i], roots[j]};
            row[j] = assay_clusters_compatible(grouping->clusters, pair, 2, schemes_only) ? '1'
                                                                                          : '0';
        }
        guint first = GPOINTER_TO_UINT(g_hash_table_lookup(by_row, row));
        if (first > 0)
            assay_clusters_link(grouping->clusters, first - 1, roots[i]);
        else
            g_hash_table_insert(by_row, g_strdup(row), GUINT_TO_POINTER(roots[i] + 1));
        g_free(row);
    }
}

static void free_array(gpointer array)
{
    g_array_unref(array);
}

/* One level of links: captures with equal uncut text at @slot, or equal bytes (G_MAXUINT). */
static void link_equal(Grouping *grouping, guint slot, gboolean schemes_only)
{
    g_autoptr(GHashTable)
        buckets = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_array);
    for (guint i = 0; i < grouping->n; i++) {
        const AssayIdentity *identity = grouping->identities[i];
        gboolean usable = slot == G_MAXUINT ||
                          (identity->slots[slot].text != NULL && !identity->slots[slot].cut);
        if (!usable)
            continue;
        char *text = slot == G_MAXUINT ? identity->sha256 : identity->slots[slot].text;
        GArray *members = g_hash_table_lookup(buckets, text);
        if (members == NULL) {
            members = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(buckets, text, members);
        }
        g_array_append_val(members, i);
    }
    GHashTableIter iter;
    gpointer value = NULL;
    g_hash_table_iter_init(&iter, buckets);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        GArray *members = value;
        to_roots(grouping, members);
        const guint *roots = &g_array_index(members, guint, 0);
        if (members->len < 2)
            continue;
        if (assay_clusters_compatible(grouping->clusters, roots, members->len, schemes_only))
            link_all(grouping, roots, members->len);
        else
            link_contested(grouping, roots, members->len, schemes_only);
    }
    assay_clusters_apply(grouping->clusters, schemes_only);
}

/* ---- Cut texts ---- */

typedef struct {
    const char *text;
    guint capture;
} FullText;

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(((const FullText *)a)->text, ((const FullText *)b)->text);
}

/* All uncut texts of the plan's `<same target>`s, sorted. Returns: (owned). */
static GArray *full_texts(const Grouping *grouping)
{
    GArray *texts = g_array_new(FALSE, FALSE, sizeof(FullText));
    for (guint k = 0; k < grouping->plan->same->len; k++) {
        if (g_array_index(grouping->plan->same, AssayPlanKey, k).target == NULL)
            continue;
        for (guint i = 0; i < grouping->n; i++) {
            const AssayIdentitySlot *slot = &grouping->identities[i]->slots[k];
            FullText full = {slot->text, i};
            if (slot->text != NULL && !slot->cut)
                g_array_append_val(texts, full);
        }
    }
    g_array_sort(texts, compare_texts);
    return texts;
}

static guint lower_bound(const GArray *texts, const char *text)
{
    guint low = 0, high = texts->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (strcmp(g_array_index(texts, FullText, middle).text, text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The one cluster that @root can belong to, since @cut begins a text of it; G_MAXUINT when there
 * is none, or more than one. */
static guint only_candidate(Grouping *grouping, const GArray *texts, guint root, const char *cut)
{
    guint found = G_MAXUINT, first = lower_bound(texts, cut);
    for (guint i = first; i < texts->len; i++) {
        const FullText *full = &g_array_index(texts, FullText, i);
        if (!g_str_has_prefix(full->text, cut))
            break;
        if (i - first == MAX_CANDIDATES)
            return G_MAXUINT;
        const guint pair[] = {root, assay_clusters_root(grouping->clusters, full->capture)};
        if (pair[1] == root || pair[1] == found ||
            !assay_clusters_compatible(grouping->clusters, pair, 2, FALSE))
            continue;
        if (found != G_MAXUINT)
            return G_MAXUINT;
        found = pair[1];
    }
    return found;
}

static void link_cut(Grouping *grouping, guint slot)
{
    g_autoptr(GArray) texts = full_texts(grouping);
    for (guint i = 0; i < grouping->n; i++) {
        const AssayIdentitySlot *cut = &grouping->identities[i]->slots[slot];
        if (cut->text == NULL || !cut->cut ||
            g_utf8_strlen(cut->text, -1) < (glong)ASSAY_IDENTITY_PREFIX)
            continue;
        guint root = assay_clusters_root(grouping->clusters, i);
        guint other = only_candidate(grouping, texts, root, cut->text);
        if (other != G_MAXUINT)
            assay_clusters_link(grouping->clusters, root, other);
    }
    assay_clusters_apply(grouping->clusters, FALSE);
}

/* ---- All levels, and numbers for what comes out ---- */

typedef struct {
    const AssayIdentity *identity;
    guint capture;
} Ordered;

static int compare_ordered(gconstpointer a, gconstpointer b)
{
    const AssayIdentity *left = ((const Ordered *)a)->identity;
    const AssayIdentity *right = ((const Ordered *)b)->identity;
    int order = strcmp(left->sha256, right->sha256);
    for (guint i = 0; order == 0 && i < left->n_same + left->n_apart; i++)
        order = g_strcmp0(left->slots[i].text, right->slots[i].text);
    return order;
}

static void number_groups(Grouping *grouping, guint *ret_groups)
{
    g_autofree Ordered *ordered = g_new(Ordered, grouping->n + 1);
    g_autofree guint *numbers = g_new0(guint, grouping->n + 1);
    for (guint i = 0; i < grouping->n; i++)
        ordered[i] = (Ordered){grouping->identities[i], i};
    qsort(ordered, grouping->n, sizeof(Ordered), compare_ordered);
    guint n_groups = 0;
    for (guint i = 0; i < grouping->n; i++) {
        guint root = assay_clusters_root(grouping->clusters, ordered[i].capture);
        if (numbers[root] == 0)
            numbers[root] = ++n_groups;
        ret_groups[ordered[i].capture] = numbers[root] - 1;
    }
}

void assay_identity_group(const AssayPlan *plan, const AssayIdentity *const *identities, guint n,
                          guint *ret_groups)
{
    Grouping grouping = {plan, identities, n, assay_clusters_new(plan, identities, n)};
    link_equal(&grouping, G_MAXUINT, TRUE);
    for (guint pass = 0; pass < 3; pass++)
        for (guint k = 0; k < plan->same->len; k++) {
            gboolean is_scheme = g_array_index(plan->same, AssayPlanKey, k).scheme != NULL;
            if (pass < 2 && is_scheme == (pass == 0))
                link_equal(&grouping, k, is_scheme);
            else if (pass == 2 && !is_scheme)
                link_cut(&grouping, k);
        }
    number_groups(&grouping, ret_groups);
    assay_clusters_free(grouping.clusters);
}

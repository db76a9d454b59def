/* cluster.c: see cluster.h. Union-find twice: over captures, and over the links of one level. */
#include "record/cluster.h"

#include <string.h>

struct AssayClusters {
    guint n, n_apart;
    gboolean *is_scheme; /* by apart key */
    guint *parent;       /* by capture; a root is its own */
    guint *link;         /* the same for the links proposed at this level */
    GArray **values;     /* n * n_apart; sorted guint: interned values of a root's apart keys, or
                          * NULL when it has none */
};

static guint find(guint *parent, guint i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* The smaller number becomes the root: fewer surprises when debugging, and no result hangs on it.
 */
static guint join(guint *parent, guint a, guint b)
{
    a = find(parent, a);
    b = find(parent, b);
    parent[MAX(a, b)] = MIN(a, b);
    return MIN(a, b);
}

AssayClusters *assay_clusters_new(const AssayPlan *plan, const AssayIdentity *const *identities,
                                  guint n)
{
    AssayClusters *clusters = g_new0(AssayClusters, 1);
    clusters->n = n;
    clusters->n_apart = plan->apart->len;
    clusters->is_scheme = g_new0(gboolean, clusters->n_apart + 1);
    clusters->parent = g_new(guint, n + 1);
    clusters->link = g_new(guint, n + 1);
    clusters->values = g_new0(GArray *, (gsize)n * clusters->n_apart + 1);
    for (guint i = 0; i < n; i++)
        clusters->parent[i] = clusters->link[i] = i;
    for (guint k = 0; k < clusters->n_apart; k++) {
        clusters->is_scheme[k] = g_array_index(plan->apart, AssayPlanKey, k).scheme != NULL;
        g_autoptr(GHashTable) numbers = g_hash_table_new(g_str_hash, g_str_equal);
        for (guint i = 0; i < n; i++) {
            const AssayIdentitySlot *slot = &identities[i]->slots[identities[i]->n_same + k];
            if (slot->text == NULL || slot->cut)
                continue;
            guint number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, slot->text));
            if (number == 0) {
                number = g_hash_table_size(numbers) + 1;
                g_hash_table_insert(numbers, slot->text, GUINT_TO_POINTER(number));
            }
            GArray *values = g_array_new(FALSE, FALSE, sizeof(guint));
            g_array_append_val(values, number);
            clusters->values[(gsize)i * clusters->n_apart + k] = values;
        }
    }
    return clusters;
}

void assay_clusters_free(AssayClusters *clusters)
{
    for (gsize i = 0; i < (gsize)clusters->n * clusters->n_apart; i++)
        g_clear_pointer(&clusters->values[i], g_array_unref);
    g_free(clusters->values);
    g_free(clusters->is_scheme);
    g_free(clusters->parent);
    g_free(clusters->link);
    g_free(clusters);
}

guint assay_clusters_root(AssayClusters *clusters, guint capture)
{
    return find(clusters->parent, capture);
}

/* ---- Sets of apart values ---- */

static GArray *combine(const GArray *a, const GArray *b, gboolean both)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(guint));
    guint i = 0, j = 0;
    while (i < a->len || j < b->len) {
        guint left = i < a->len ? g_array_index(a, guint, i) : G_MAXUINT;
        guint right = j < b->len ? g_array_index(b, guint, j) : G_MAXUINT;
        guint value = MIN(left, right);
        if (!both || left == right)
            g_array_append_val(out, value);
        i += left == value;
        j += right == value;
    }
    return out;
}

static gboolean have_common_value(const AssayClusters *clusters, const guint *roots, guint n,
                                  guint key)
{
    GArray *common = NULL;
    for (guint i = 0; i < n; i++) {
        GArray *values = clusters->values[(gsize)roots[i] * clusters->n_apart + key];
        if (values == NULL)
            continue;
        GArray *rest = common == NULL ? g_array_ref(values) : combine(common, values, TRUE);
        g_clear_pointer(&common, g_array_unref);
        common = rest;
        if (common->len == 0)
            break;
    }
    gboolean has = common == NULL || common->len > 0;
    g_clear_pointer(&common, g_array_unref);
    return has;
}

gboolean assay_clusters_compatible(const AssayClusters *clusters, const guint *roots, guint n,
                                   gboolean schemes_only)
{
    for (guint k = 0; k < clusters->n_apart; k++)
        if ((clusters->is_scheme[k] || !schemes_only) && !have_common_value(clusters, roots, n, k))
            return FALSE;
    return TRUE;
}

/* ---- Links of one level ---- */

void assay_clusters_link(AssayClusters *clusters, guint a, guint b)
{
    join(clusters->link, a, b);
}

static void unite(AssayClusters *clusters, guint a, guint b)
{
    guint root = join(clusters->parent, a, b);
    guint other = root == a ? b : a;
    for (guint k = 0; k < clusters->n_apart && a != b; k++) {
        GArray **into = &clusters->values[(gsize)root * clusters->n_apart + k];
        GArray **from = &clusters->values[(gsize)other * clusters->n_apart + k];
        if (*into != NULL && *from != NULL) {
            GArray *all = combine(*into, *from, FALSE);
            g_array_unref(*into);
            *into = all;
        } else if (*into == NULL) {
            *into = g_steal_pointer(from);
        }
        g_clear_pointer(from, g_array_unref);
    }
}

void assay_clusters_apply(AssayClusters *clusters, gboolean schemes_only)
{
    GPtrArray **sets = g_new0(GPtrArray *, clusters->n + 1);
    for (guint i = 0; i < clusters->n; i++) {
        if (clusters->parent[i] != i)
            continue;
        guint set = find(clusters->link, i);
        if (sets[set] == NULL)
            sets[set] = g_ptr_array_new();
        g_ptr_array_add(sets[set], GUINT_TO_POINTER(i));
    }
    for (guint i = 0; i < clusters->n; i++) {
        if (sets[i] == NULL)
            continue;
        guint n = sets[i]->len;
        guint *roots = g_new(guint, n);
        for (guint j = 0; j < n; j++)
            roots[j] = GPOINTER_TO_UINT(g_ptr_array_index(sets[i], j));
        if (assay_clusters_compatible(clusters, roots, n, schemes_only))
            for (guint j = 1; j < n; j++)
                unite(clusters, find(clusters->parent, roots[0]), roots[j]);
        g_free(roots);
        g_ptr_array_unref(sets[i]);
    }
    g_free(sets);
    for (guint i = 0; i < clusters->n; i++)
        clusters->link[i] = i;
}

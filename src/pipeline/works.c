/* works.c: see works.h. */
#include "pipeline/works.h"

#include <string.h>

#include "pipeline/summary.h"
#include "record/identity.h"

/* Captures of a cluster that are kept in memory while its works are found and built. Most works
 * have two or three captures; a capture takes some 100 KB. */
#define MAX_SHELVED 32u

/* One work: which captures are of it. */
typedef struct {
    const AssayRuleSet *set;
    GArray *members;  /* owned; of guint, rising */
    gboolean renamed; /* another work of the cluster has its plain id */
} Work;

/* A cluster in hand. */
typedef struct {
    const AssayCluster *cluster;
    AssayCapture **shelf; /* owned; by number, what was read; NULL: too many to keep any */
    GPtrArray *works;     /* owned; of Work */
} Grouping;

static void work_free(gpointer data)
{
    Work *work = data;
    g_array_unref(work->members);
    g_free(work);
}

static void free_identity(gpointer identity)
{
    assay_identity_free(identity);
}

static void free_capture(gpointer capture)
{
    assay_capture_free(capture);
}

/* ---- Reading back ---- */

GPtrArray *assay_works_parse(const AssayRules *rules, GBytes *bytes, const char *name,
                             char **ret_flags, GError **error)
{
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(AssayRecord) record = assay_record_read(data, size, name, error);
    if (record == NULL)
        return NULL;
    const char *profile = assay_record_profile(record);
    if (profile == NULL || assay_rules_find(rules, profile) == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "record %s: no rule set for its profile %s; it is left as it is", name,
                    profile != NULL ? profile : "");
        return NULL;
    }
    if (ret_flags != NULL)
        *ret_flags = assay_summary_flags_of(record);
    return assay_record_captures(record, error);
}

AssayCapture *assay_works_pick(GPtrArray *captures, const char *sha256)
{
    for (guint i = 0; captures != NULL && i < captures->len; i++) {
        const AssayCapture *capture = g_ptr_array_index(captures, i);
        if (g_strcmp0(capture->sha256, sha256) == 0)
            return g_ptr_array_steal_index(captures, i);
    }
    return NULL;
}

/* ---- Finding works ---- */

/* Works of the captures of one profile. */
static void group_profile(const Grouping *grouping, const AssayRuleSet *set, GPtrArray *identities,
                          const GArray *numbers)
{
    GPtrArray *works = grouping->works;
    guint first = works->len;
    g_autofree guint *groups = g_new(guint, numbers->len);
    assay_identity_group(assay_rule_set_plan(set), (const AssayIdentity *const *)identities->pdata,
                         numbers->len, groups);
    for (guint i = 0; i < numbers->len; i++) {
        while (works->len <= first + groups[i]) {
            Work *work = g_new0(Work, 1);
            work->set = set;
            work->members = g_array_new(FALSE, FALSE, sizeof(guint));
            g_ptr_array_add(works, work);
        }
        const Work *work = g_ptr_array_index(works, first + groups[i]);
        g_array_append_val(work->members, g_array_index(numbers, guint, i));
    }
}

/* Captures are read one at a time and, unless they go on the shelf, only what identifies them is
 * kept. What cannot be read is left where it is. */
static void find_works(const Grouping *grouping)
{
    const AssayCluster *cluster = grouping->cluster;
    g_autofree const AssayRuleSet **sets = g_new0(const AssayRuleSet *, cluster->n);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(free_identity);
    for (guint i = 0; i < cluster->n; i++) {
        g_autoptr(GError) cause = NULL;
        g_autoptr(AssayCapture) capture = cluster->load(i, cluster->user_data, &cause);
        if (capture == NULL)
            cluster->unread(i, cause, cluster->user_data);
        else
            sets[i] = assay_rules_find(cluster->rules, capture->profile);
        g_ptr_array_add(
            all, sets[i] != NULL ? assay_identity_of(assay_rule_set_plan(sets[i]), capture) : NULL);
        if (grouping->shelf != NULL)
            grouping->shelf[i] = g_steal_pointer(&capture);
    }
    for (guint s = 0; s < assay_rules_n_sets(cluster->rules); s++) {
        const AssayRuleSet *set = assay_rules_set(cluster->rules, s);
        g_autoptr(GPtrArray) identities = g_ptr_array_new();
        g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint i = 0; i < cluster->n; i++) {
            if (sets[i] != set)
                continue;
            g_ptr_array_add(identities, g_ptr_array_index(all, i));
            g_array_append_val(numbers, i);
        }
        if (numbers->len > 0)
            group_profile(grouping, set, identities, numbers);
    }
}

/* ---- Building records ---- */

/* Returns: (owned) the captures, which are the shelf's if there is one. */
static GPtrArray *load_work(const Grouping *grouping, const Work *work, GError **error)
{
    gboolean is_shelved = grouping->shelf != NULL;
    g_autoptr(GPtrArray)
        captures = g_ptr_array_new_with_free_func(is_shelved ? NULL : free_capture);
    for (guint i = 0; i < work->members->len; i++) {
        guint number = g_array_index(work->members, guint, i);
        AssayCapture *capture = is_shelved ? grouping->shelf[number]
                                           : grouping->cluster->load(
                                                 number, grouping->cluster->user_data, error);
        if (capture == NULL)
            return NULL;
        g_ptr_array_add(captures, capture);
    }
    return g_steal_pointer(&captures);
}

/* Works that would have the same id: the one with the smallest source hash keeps it (captures are
 * in order of hash). Only ids are kept, since a cluster may be large. */
static gboolean settle_ids(const Grouping *grouping, GError **error)
{
    GPtrArray *works = grouping->works;
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; works->len > 1 && i < works->len; i++) {
        Work *work = g_ptr_array_index(works, i);
        g_autoptr(GPtrArray) captures = load_work(grouping, work, error);
        if (captures == NULL)
            return FALSE;
        g_autoptr(AssayRecord) record = assay_record_build(
            assay_rule_set_plan(work->set), (const AssayCapture *const *)captures->pdata,
            captures->len);
        Work *owner = g_hash_table_lookup(owners, assay_record_id(record));
        gboolean is_first = owner == NULL || g_array_index(work->members, guint, 0) <
                                                 g_array_index(owner->members, guint, 0);
        work->renamed = !is_first;
        if (owner != NULL && is_first)
            owner->renamed = TRUE;
        if (is_first)
            g_hash_table_replace(owners, g_strdup(assay_record_id(record)), work);
    }
    return TRUE;
}

static gboolean build(const Grouping *grouping, const Work *work, GError **error)
{
    const AssayCluster *cluster = grouping->cluster;
    g_autoptr(GError) cause = NULL;
    g_autoptr(AssayRecord) record = NULL;
    g_autoptr(GPtrArray) captures = load_work(grouping, work, error);
    if (captures == NULL)
        return FALSE;
    if (assay_pipeline_finish(work->set, (const AssayCapture *const *)captures->pdata,
                              captures->len, &record, &cause) &&
        work->renamed) {
        g_autofree char *id = assay_identity_collision_id(record);
        assay_record_set_id(record, id);
    }
    return cluster->work(work->members, captures, record, cause, cluster->user_data, error);
}

gboolean assay_works_each(const AssayCluster *cluster, GError **error)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(work_free);
    Grouping grouping = {.cluster = cluster, .works = works};
    if (cluster->n <= MAX_SHELVED)
        grouping.shelf = g_new0(AssayCapture *, cluster->n + 1);
    find_works(&grouping);
    gboolean done = settle_ids(&grouping, error);
    for (guint i = 0; done && i < works->len; i++)
        done = build(&grouping, g_ptr_array_index(works, i), error);
    for (guint i = 0; grouping.shelf != NULL && i < cluster->n; i++)
        assay_capture_free(grouping.shelf[i]);
    g_free(grouping.shelf);
    return done;
}

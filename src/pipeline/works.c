/* works.c: see works.h. */
#include "pipeline/works.h"

#include <string.h>

#include "pipeline/summary.h"
#include "record/identity.h"

/* A cluster in hand. */
typedef struct {
    const AssayCluster *cluster;
    AssayCapture **shelf; /* owned; by number, what was read; NULL: too many to keep any */
} Grouping;

AssayWork *assay_work_new(void)
{
    AssayWork *work = g_new0(AssayWork, 1);
    work->members = g_array_new(FALSE, FALSE, sizeof(guint));
    return work;
}

void assay_work_free(gpointer data)
{
    AssayWork *work = data;
    g_array_unref(work->members);
    g_free(work->id);
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

/* ---- Captures ---- */

/* Returns: (owned, unless there is a shelf: then it is the shelf's). */
static AssayCapture *load(const Grouping *grouping, guint number, GError **error)
{
    const AssayCluster *cluster = grouping->cluster;
    if (grouping->shelf == NULL)
        return cluster->load(number, cluster->user_data, error);
    if (grouping->shelf[number] == NULL)
        grouping->shelf[number] = cluster->load(number, cluster->user_data, error);
    return grouping->shelf[number];
}

/* Returns: (owned) the captures, which are the shelf's if there is one. */
static GPtrArray *load_work(const Grouping *grouping, const AssayWork *work, GError **error)
{
    g_autoptr(GPtrArray)
        captures = g_ptr_array_new_with_free_func(grouping->shelf != NULL ? NULL : free_capture);
    for (guint i = 0; i < work->members->len; i++) {
        AssayCapture *capture = load(grouping, g_array_index(work->members, guint, i), error);
        if (capture == NULL)
            return NULL;
        g_ptr_array_add(captures, capture);
    }
    return g_steal_pointer(&captures);
}

static const AssayRuleSet *set_of(const Grouping *grouping, const GPtrArray *captures)
{
    const AssayCapture *first = g_ptr_array_index(captures, 0);
    return assay_rules_find(grouping->cluster->rules, first->profile);
}

/* ---- Finding works ---- */

/* What decides the works of a cluster, by number of the capture; NULL: it could not be read. */
typedef struct {
    const AssayRuleSet **sets; /* owned */
    GPtrArray *identities;     /* owned; of AssayIdentity */
} Evidence;

/* Captures are read one at a time and, unless they go on the shelf, only what identifies them is
 * kept. What cannot be read is left where it is. */
static void gather(const Grouping *grouping, Evidence *evidence)
{
    const AssayCluster *cluster = grouping->cluster;
    evidence->sets = g_new0(const AssayRuleSet *, cluster->n + 1);
    evidence->identities = g_ptr_array_new_with_free_func(free_identity);
    for (guint i = 0; i < cluster->n; i++) {
        g_autoptr(GError) cause = NULL;
        AssayCapture *capture = load(grouping, i, &cause);
        AssayIdentity *identity = NULL;
        if (capture == NULL) {
            cluster->unread(i, cause, cluster->user_data);
        } else {
            evidence->sets[i] = assay_rules_find(cluster->rules, capture->profile);
            identity = assay_identity_of(assay_rule_set_plan(evidence->sets[i]), capture);
        }
        g_ptr_array_add(evidence->identities, identity);
        if (grouping->shelf == NULL)
            assay_capture_free(capture);
    }
}

static void evidence_clear(Evidence *evidence)
{
    g_free(evidence->sets);
    g_ptr_array_unref(evidence->identities);
}

static GPtrArray *pick_identities(const Evidence *evidence, const GArray *numbers)
{
    GPtrArray *picked = g_ptr_array_sized_new(numbers->len);
    for (guint i = 0; i < numbers->len; i++)
        g_ptr_array_add(picked,
                        g_ptr_array_index(evidence->identities, g_array_index(numbers, guint, i)));
    return picked;
}

/* Works of the captures @numbers, which are of one profile. */
static void group_profile(const Evidence *evidence, const AssayRuleSet *set, const GArray *numbers,
                          GPtrArray *works)
{
    guint first = works->len;
    g_autofree guint *groups = g_new(guint, numbers->len);
    g_autoptr(GPtrArray) identities = pick_identities(evidence, numbers);
    assay_identity_group(assay_rule_set_plan(set), (const AssayIdentity *const *)identities->pdata,
                         numbers->len, groups);
    for (guint i = 0; i < numbers->len; i++) {
        while (works->len <= first + groups[i])
            g_ptr_array_add(works, assay_work_new());
        const AssayWork *work = g_ptr_array_index(works, first + groups[i]);
        g_array_append_val(work->members, g_array_index(numbers, guint, i));
    }
}

static char *id_of(const Grouping *grouping, const Evidence *evidence, const AssayWork *work,
                   GError **error)
{
    const AssayRuleSet *set = evidence->sets[g_array_index(work->members, guint, 0)];
    const AssayPlan *plan = assay_rule_set_plan(set);
    g_autoptr(GPtrArray) identities = pick_identities(evidence, work->members);
    char *id = assay_identity_id(plan, (const AssayIdentity *const *)identities->pdata,
                                 identities->len);
    if (id != NULL)
        return id;
    g_autoptr(GPtrArray) captures = load_work(grouping, work, error);
    if (captures == NULL)
        return NULL;
    g_autoptr(AssayRecord) record = assay_record_build(
        plan, (const AssayCapture *const *)captures->pdata, captures->len);
    return g_strdup(assay_record_id(record));
}

/* Works that would have the same id: the one with the smallest source hash keeps it (captures are
 * in order of hash). Only ids are kept, since a cluster may be large. */
static gboolean settle_ids(const Grouping *grouping, const Evidence *evidence,
                           const GPtrArray *works, GError **error)
{
    g_autoptr(GHashTable) owners = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; works->len > 1 && i < works->len; i++) {
        AssayWork *work = g_ptr_array_index(works, i);
        work->id = id_of(grouping, evidence, work, error);
        if (work->id == NULL)
            return FALSE;
        AssayWork *owner = g_hash_table_lookup(owners, work->id);
        gboolean is_first = owner == NULL || g_array_index(work->members, guint, 0) <
                                                 g_array_index(owner->members, guint, 0);
        work->renamed = !is_first;
        if (owner != NULL && is_first)
            owner->renamed = TRUE;
        if (is_first)
            g_hash_table_replace(owners, work->id, work);
    }
    return TRUE;
}

static GPtrArray *find(const Grouping *grouping, GError **error)
{
    const AssayCluster *cluster = grouping->cluster;
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(assay_work_free);
    Evidence evidence;
    gather(grouping, &evidence);
    for (guint s = 0; s < assay_rules_n_sets(cluster->rules); s++) {
        const AssayRuleSet *set = assay_rules_set(cluster->rules, s);
        g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint i = 0; i < cluster->n; i++)
            if (evidence.sets[i] == set)
                g_array_append_val(numbers, i);
        if (numbers->len > 0)
            group_profile(&evidence, set, numbers, works);
    }
    gboolean done = settle_ids(grouping, &evidence, works, error);
    evidence_clear(&evidence);
    return done ? g_steal_pointer(&works) : NULL;
}

GPtrArray *assay_works_find(const AssayCluster *cluster, GError **error)
{
    const Grouping grouping = {.cluster = cluster};
    return find(&grouping, error);
}

/* ---- Building records ---- */

static gboolean build(const Grouping *grouping, const AssayWork *work, GError **error)
{
    const AssayCluster *cluster = grouping->cluster;
    g_autoptr(GError) cause = NULL;
    g_autoptr(AssayRecord) record = NULL;
    g_autoptr(GPtrArray) captures = load_work(grouping, work, &cause);
    if (captures == NULL) {
        cluster->unread(g_array_index(work->members, guint, 0), cause, cluster->user_data);
        return TRUE;
    }
    if (assay_pipeline_finish(set_of(grouping, captures),
                              (const AssayCapture *const *)captures->pdata, captures->len, &record,
                              &cause) &&
        work->renamed) {
        g_autofree char *id = assay_identity_collision_id(record);
        assay_record_set_id(record, id);
    }
    return cluster->work(work->members, captures, record, cause, cluster->user_data, error);
}

gboolean assay_works_each(const AssayCluster *cluster, const GPtrArray *works, GError **error)
{
    Grouping grouping = {.cluster = cluster};
    if (cluster->n <= ASSAY_WORKS_SHELVED)
        grouping.shelf = g_new0(AssayCapture *, cluster->n + 1);
    g_autoptr(GPtrArray) found = works == NULL ? find(&grouping, error) : NULL;
    const GPtrArray *all = works != NULL ? works : found;
    gboolean done = all != NULL;
    for (guint i = 0; done && i < all->len; i++)
        done = build(&grouping, g_ptr_array_index(all, i), error);
    for (guint i = 0; grouping.shelf != NULL && i < cluster->n; i++)
        assay_capture_free(grouping.shelf[i]);
    g_free(grouping.shelf);
    return done;
}

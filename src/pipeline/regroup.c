/* regroup.c: from clusters of related captures to works and their records. See ingest.h.
 *
 * Order of writing, so that a run killed at any point loses nothing: first captures beside the
 * records, then the records made of them, then what is stale goes. */
#include "pipeline/ingest.h"

#include <string.h>

#include "record/identity.h"

/* ---- Writing one work ---- */

static gboolean is_of_work(const AssayWork *work, guint number)
{
    for (guint i = 0; i < work->numbers->len; i++)
        if (g_array_index(work->numbers, guint, i) == number)
            return TRUE;
    return FALSE;
}

/* The flags of a record that this run counted and that is about to go. @bytes: as it was. */
static void uncount(AssayIngest *ingest, const AssayIndexRecord *entry, GBytes *bytes)
{
    if (!entry->touched || bytes == NULL)
        return;
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(AssayRecord) record = assay_record_read(data, size, entry->id, NULL);
    if (record != NULL)
        assay_summary_count(ingest->summary, record, FALSE);
}

/* Puts @bytes where the tree has the record, unless they are there already. */
static gboolean put_bytes(AssayIngest *ingest, AssayIndexRecord *entry, GBytes *bytes,
                          GError **error)
{
    g_autoptr(GError) unreadable = NULL; /* what cannot be read is written over */
    g_autoptr(GBytes) old_bytes = assay_tree_get(ingest->tree, entry->id, &unreadable);
    uncount(ingest, entry, old_bytes);
    entry->has_file = TRUE;
    entry->touched = TRUE;
    if (old_bytes != NULL && g_bytes_equal(old_bytes, bytes))
        return TRUE;
    entry->written = TRUE;
    return assay_tree_put(ingest->tree, entry->id, bytes, error) &&
           assay_ingest_put(ingest, g_bytes_get_size(bytes), error);
}

/* Before record @target is written over: the captures that only it holds, unless they are of
 * @work, which replaces it. */
static gboolean rescue_others(AssayIngest *ingest, const AssayWork *work, guint target,
                              const GArray *cluster, GError **error)
{
    for (guint i = 0; cluster != NULL && i < cluster->len; i++) {
        guint number = g_array_index(cluster, guint, i);
        const AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
        if (entry->record != target || entry->kept != ASSAY_KEPT_IN_RECORD ||
            is_of_work(work, number))
            continue;
        g_autoptr(AssayCapture) capture = assay_kept_load(ingest, number, error);
        if (capture == NULL || !assay_kept_put_beside(ingest, number, capture, error))
            return FALSE;
    }
    return TRUE;
}

/* A merged record does not hold its captures whole; they are kept beside it. */
static gboolean keep_beside(AssayIngest *ingest, const AssayWork *work,
                            const AssayCapture *const *captures, GError **error)
{
    for (guint i = 0; work->numbers->len > 1 && i < work->numbers->len; i++) {
        guint number = g_array_index(work->numbers, guint, i);
        if (assay_index_capture(ingest->index, number)->kept != ASSAY_KEPT_BESIDE &&
            !assay_kept_put_beside(ingest, number, captures[i], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean move_captures(AssayIngest *ingest, const AssayWork *work, guint target,
                              GError **error)
{
    for (guint i = 0; i < work->numbers->len; i++) {
        guint number = g_array_index(work->numbers, guint, i);
        AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
        assay_index_move(ingest->index, number, target);
        entry->is_dirty = FALSE;
        if (work->numbers->len > 1)
            continue;
        gboolean was_beside = entry->kept == ASSAY_KEPT_BESIDE;
        entry->kept = ASSAY_KEPT_IN_RECORD;
        g_autofree char *sha256 = assay_index_sha256(ingest->index, number);
        if (was_beside && (!assay_tree_remove_capture(ingest->tree, sha256, error) ||
                           !assay_ingest_put(ingest, 0, error)))
            return FALSE;
    }
    return TRUE;
}

gboolean assay_regroup_write(AssayIngest *ingest, const AssayWork *work,
                             const AssayCapture *const *captures, const GArray *cluster,
                             GError **error)
{
    g_autoptr(AssayRecord) record = NULL;
    if (!assay_pipeline_finish(work->set, captures, work->numbers->len, &record, error))
        return FALSE;
    if (work->renamed) {
        g_autofree char *id = assay_identity_collision_id(record);
        assay_record_set_id(record, id);
    }
    guint target = assay_index_record(ingest->index, assay_record_id(record));
    if (!rescue_others(ingest, work, target, cluster, error) ||
        !keep_beside(ingest, work, captures, error))
        return FALSE;
    g_autoptr(GBytes) bytes = assay_record_write(record);
    if (!put_bytes(ingest, assay_index_get_record(ingest->index, target), bytes, error) ||
        !move_captures(ingest, work, target, error))
        return FALSE;
    assay_summary_count(ingest->summary, record, TRUE);
    assay_index_set_flags(ingest->index, target, assay_summary_flags_of(record));
    return TRUE;
}

static char *flags_text(const GArray *flags)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < flags->len; i++) {
        const AssayPoolFlag *flag = &g_array_index(flags, AssayPoolFlag, i);
        g_ptr_array_add(texts, g_strconcat(flag->severity, " ", flag->check, NULL));
    }
    return assay_summary_flags_text(texts);
}

gboolean assay_regroup_put_alone(AssayIngest *ingest, guint number, const char *id, GBytes *bytes,
                                 const GArray *flags, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(numbers, number);
    const AssayWork work = {.numbers = numbers};
    guint target = assay_index_record(ingest->index, id);
    if (!put_bytes(ingest, assay_index_get_record(ingest->index, target), bytes, error) ||
        !move_captures(ingest, &work, target, error))
        return FALSE;
    for (guint i = 0; i < flags->len; i++) {
        const AssayPoolFlag *flag = &g_array_index(flags, AssayPoolFlag, i);
        assay_summary_count_flag(ingest->summary, flag->check, flag->severity);
    }
    assay_index_set_flags(ingest->index, target, flags_text(flags));
    return TRUE;
}

/* ---- Clusters ---- */

/* Captures of a cluster that are kept in memory while its works are found and written. Most works
 * have two or three captures; a capture takes some 100 KB. */
#define MAX_SHELVED 32u

static void free_capture(gpointer capture)
{
    assay_capture_free(capture);
}

static void work_free(gpointer data)
{
    AssayWork *work = data;
    g_array_unref(work->numbers);
    g_free(work);
}

static void identity_free(gpointer identity)
{
    assay_identity_free(identity);
}

/* Works of the captures of one profile, appended to @works. */
static void group_profile(const AssayRuleSet *set, GPtrArray *identities, const GArray *numbers,
                          GPtrArray *works)
{
    guint first = works->len;
    g_autofree guint *groups = g_new(guint, numbers->len);
    assay_identity_group(assay_rule_set_plan(set), (const AssayIdentity *const *)identities->pdata,
                         numbers->len, groups);
    for (guint i = 0; i < numbers->len; i++) {
        while (works->len <= first + groups[i]) {
            AssayWork *work = g_new0(AssayWork, 1);
            work->set = set;
            work->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
            g_ptr_array_add(works, work);
        }
        AssayWork *work = g_ptr_array_index(works, first + groups[i]);
        g_array_append_val(work->numbers, g_array_index(numbers, guint, i));
    }
}

/* Captures that were read once and are wanted again: number to AssayCapture (owned). Of a large
 * cluster none is kept. */
static GHashTable *new_shelf(const GArray *cluster)
{
    return cluster->len <= MAX_SHELVED ? g_hash_table_new_full(NULL, NULL, NULL, free_capture)
                                       : NULL;
}

/* The works that the captures of @cluster are of. Captures are read one at a time and, unless they
 * go on the @shelf, only what identifies them is kept. What cannot be read back is left where it
 * is. */
static GPtrArray *find_works(AssayIngest *ingest, const GArray *cluster, GHashTable *shelf)
{
    const AssayRules *rules = ingest->engine->rules;
    guint n_sets = assay_rules_n_sets(rules);
    GPtrArray *works = g_ptr_array_new_with_free_func(work_free);
    g_autoptr(GArray) sets = g_array_new(FALSE, FALSE, sizeof(const AssayRuleSet *));
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(identity_free);
    for (guint i = 0; i < cluster->len; i++) {
        g_autoptr(GError) cause = NULL;
        guint number = g_array_index(cluster, guint, i);
        g_autoptr(AssayCapture) capture = assay_kept_load(ingest, number, &cause);
        const AssayRuleSet *set = capture != NULL ? assay_rules_find(rules, capture->profile)
                                                  : NULL;
        if (capture == NULL)
            g_ptr_array_add(ingest->summary->unread, g_strdup(cause->message));
        g_array_append_val(sets, set);
        g_ptr_array_add(all,
                        set != NULL ? assay_identity_of(assay_rule_set_plan(set), capture) : NULL);
        if (shelf != NULL && capture != NULL)
            g_hash_table_insert(shelf, GUINT_TO_POINTER(number), g_steal_pointer(&capture));
    }
    for (guint s = 0; s < n_sets; s++) {
        const AssayRuleSet *set = assay_rules_set(rules, s);
        g_autoptr(GPtrArray) identities = g_ptr_array_new();
        g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
        for (guint i = 0; i < cluster->len; i++) {
            if (g_array_index(sets, const AssayRuleSet *, i) != set)
                continue;
            g_ptr_array_add(identities, g_ptr_array_index(all, i));
            g_array_append_val(numbers, g_array_index(cluster, guint, i));
        }
        if (numbers->len > 0)
            group_profile(set, identities, numbers, works);
    }
    return works;
}

/* Returns: (owned) the captures, which are the shelf's if there is one. */
static GPtrArray *load_work(const AssayIngest *ingest, const AssayWork *work, GHashTable *shelf,
                            GError **error)
{
    GPtrArray *captures = g_ptr_array_new_with_free_func(shelf == NULL ? free_capture : NULL);
    for (guint i = 0; i < work->numbers->len; i++) {
        guint number = g_array_index(work->numbers, guint, i);
        AssayCapture *capture = shelf != NULL ? g_hash_table_lookup(shelf, GUINT_TO_POINTER(number))
                                              : assay_kept_load(ingest, number, error);
        if (capture == NULL) {
            g_ptr_array_unref(captures);
            return NULL;
        }
        g_ptr_array_add(captures, capture);
    }
    return captures;
}

/* Works that would have the same id: the one with the smallest source hash keeps it (numbers are in
 * order of hash). Only ids are kept, since a cluster may be large. */
static gboolean settle_ids(const AssayIngest *ingest, GPtrArray *works, GHashTable *shelf,
                           GError **error)
{
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; works->len > 1 && i < works->len; i++) {
        AssayWork *work = g_ptr_array_index(works, i);
        g_autoptr(GPtrArray) captures = load_work(ingest, work, shelf, error);
        if (captures == NULL)
            return FALSE;
        g_autoptr(AssayRecord) record = assay_record_build(
            assay_rule_set_plan(work->set), (const AssayCapture *const *)captures->pdata,
            captures->len);
        AssayWork *owner = g_hash_table_lookup(owners, assay_record_id(record));
        const guint8 *mine =
            assay_index_capture(ingest->index, g_array_index(work->numbers, guint, 0))->sha256;
        gboolean is_first =
            owner == NULL ||
            memcmp(
                mine,
                assay_index_capture(ingest->index, g_array_index(owner->numbers, guint, 0))->sha256,
                32) < 0;
        work->renamed = !is_first;
        if (owner != NULL && is_first)
            owner->renamed = TRUE;
        if (is_first)
            g_hash_table_replace(owners, g_strdup(assay_record_id(record)), work);
    }
    return TRUE;
}

static gboolean regroup_cluster(AssayIngest *ingest, const GArray *cluster, GError **error)
{
    g_autoptr(GHashTable) shelf = new_shelf(cluster);
    g_autoptr(GPtrArray) works = find_works(ingest, cluster, shelf);
    if (!settle_ids(ingest, works, shelf, error))
        return FALSE;
    for (guint i = 0; i < works->len; i++) {
        const AssayWork *work = g_ptr_array_index(works, i);
        g_autoptr(GError) cause = NULL;
        g_autoptr(GPtrArray) captures = load_work(ingest, work, shelf, error);
        if (captures == NULL)
            return FALSE;
        if (assay_regroup_write(ingest, work, (const AssayCapture *const *)captures->pdata, cluster,
                                &cause))
            continue;
        if (!g_error_matches(cause, ASSAY_ERROR, ASSAY_ERROR_INTERNAL)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        /* A defect of the program with one work: it stays as it was, the others go on. */
        ingest->summary->has_failed = TRUE;
        g_ptr_array_add(ingest->summary->unread, g_strdup(cause->message));
    }
    return TRUE;
}

/* Records that nothing is in any more. */
static gboolean remove_stale(AssayIngest *ingest, GError **error)
{
    assay_index_evict(ingest->index);
    g_autoptr(GPtrArray) ids = assay_ledger_empty_records(ingest->ledger);
    for (guint i = 0; i < ids->len; i++) {
        guint number = assay_index_record(ingest->index, g_ptr_array_index(ids, i));
        AssayIndexRecord *entry = assay_index_get_record(ingest->index, number);
        g_autoptr(GBytes) bytes = assay_tree_get(ingest->tree, entry->id, NULL);
        uncount(ingest, entry, bytes);
        ingest->summary->n_removed += entry->existed ? 1 : 0;
        entry->has_file = FALSE;
        if (!assay_tree_remove(ingest->tree, entry->id, error) ||
            !assay_ingest_put(ingest, 0, error))
            return FALSE;
    }
    return TRUE;
}

/* In order of hash, so that one that stays dirty, since its work is refused, is not met again. */
gboolean assay_regroup_all(AssayIngest *ingest, GError **error)
{
    guint8 hash[32] = {0};
    assay_index_evict(ingest->index);
    while (assay_ledger_next_dirty(ingest->ledger, hash, hash)) {
        guint number = assay_index_load(ingest->index, hash);
        g_autoptr(GArray) cluster = assay_index_cluster(ingest->index, number);
        if (!regroup_cluster(ingest, cluster, error))
            return FALSE;
        assay_index_evict(ingest->index);
    }
    return remove_stale(ingest, error);
}

/* ---- Captures whose inputs change ---- */

gboolean assay_regroup_release(AssayIngest *ingest, const char *sha256, GError **error)
{
    guint number = assay_index_find(ingest->index, sha256);
    if (number == ASSAY_INDEX_NONE)
        return TRUE;
    gboolean was_beside = assay_index_capture(ingest->index, number)->kept == ASSAY_KEPT_BESIDE;
    assay_index_forget(ingest->index, number);
    return !was_beside || (assay_tree_remove_capture(ingest->tree, sha256, error) &&
                           assay_ingest_put(ingest, 0, error));
}

gboolean assay_regroup_rename(AssayIngest *ingest, const char *sha256, const char *uri,
                              GError **error)
{
    guint number = assay_index_find(ingest->index, sha256);
    g_autoptr(AssayCapture)
        capture = number != ASSAY_INDEX_NONE ? assay_kept_load(ingest, number, NULL) : NULL;
    if (capture == NULL || g_strcmp0(capture->uri, uri) == 0)
        return TRUE; /* what is lost is read again when its input is */
    capture->uri = assay_arena_strdup(capture->arena, uri);
    assay_index_capture(ingest->index, number)->is_dirty = TRUE;
    return assay_kept_put_beside(ingest, number, capture, error);
}

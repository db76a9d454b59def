/* place.c: finished records into the tree, and captures to the records that they are in. See
 * ingest.h.
 *
 * Order of writing, so that a run killed at any point loses nothing: first captures beside the
 * records, then the records made of them, then what is stale goes. */
#include <string.h>

#include "pipeline/ingest.h"

static guint number_of(const AssayPlaced *placed, guint member)
{
    return g_array_index(placed->cluster, guint, member);
}

static gboolean is_of_work(const AssayPlaced *placed, guint member)
{
    for (guint i = 0; i < placed->members->len; i++)
        if (g_array_index(placed->members, guint, i) == member)
            return TRUE;
    return FALSE;
}

/* Puts @bytes where the tree has the record, unless they are there already. Flags that this run
 * counted of what was there are taken back. */
static gboolean put_bytes(AssayIngest *ingest, AssayIndexRecord *entry, GBytes *bytes,
                          GError **error)
{
    g_autoptr(GError) unreadable = NULL; /* what cannot be read is written over */
    g_autoptr(GBytes)
        old_bytes = entry->has_file ? assay_tree_get(ingest->tree, entry->id, &unreadable) : NULL;
    gboolean is_new = !entry->has_file;
    if (entry->touched)
        assay_summary_count(ingest->summary, entry->flags, FALSE);
    entry->has_file = TRUE;
    entry->touched = TRUE;
    if (old_bytes != NULL && g_bytes_equal(old_bytes, bytes))
        return TRUE;
    entry->written = TRUE;
    return (is_new ? assay_tree_put_new : assay_tree_put)(ingest->tree, entry->id, bytes, error) &&
           assay_ingest_put(ingest, g_bytes_get_size(bytes), error);
}

/* Writes capture @member to `<out>/captures/`. */
static gboolean put_beside(AssayIngest *ingest, const AssayPlaced *placed, guint member,
                           GError **error)
{
    guint number = number_of(placed, member);
    g_autoptr(GBytes)
        single = placed->result != NULL ? assay_pool_result_member(placed->result, member) : NULL;
    if (single != NULL)
        return assay_kept_put_bytes(ingest, number, single, error);
    g_autoptr(AssayCapture) capture = assay_kept_load(ingest, number, error);
    return capture != NULL && assay_kept_put_beside(ingest, number, capture, error);
}

/* Before record @target is written over: the captures that only it holds, unless they are of the
 * work that replaces it. */
static gboolean rescue_others(AssayIngest *ingest, const AssayPlaced *placed, guint target,
                              GError **error)
{
    for (guint i = 0; i < placed->cluster->len; i++) {
        const AssayIndexCapture *entry = assay_index_capture(ingest->index, number_of(placed, i));
        if (entry->record == target && entry->kept == ASSAY_KEPT_IN_RECORD &&
            !is_of_work(placed, i) && !put_beside(ingest, placed, i, error))
            return FALSE;
    }
    return TRUE;
}

/* A merged record does not hold its captures whole; they are kept beside it. */
static gboolean keep_beside(AssayIngest *ingest, const AssayPlaced *placed, GError **error)
{
    for (guint i = 0; placed->members->len > 1 && i < placed->members->len; i++) {
        guint member = g_array_index(placed->members, guint, i);
        const AssayIndexCapture *entry = assay_index_capture(ingest->index,
                                                             number_of(placed, member));
        if (entry->kept != ASSAY_KEPT_BESIDE && !put_beside(ingest, placed, member, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean move_captures(AssayIngest *ingest, const AssayPlaced *placed, guint target,
                              GError **error)
{
    for (guint i = 0; i < placed->members->len; i++) {
        guint number = number_of(placed, g_array_index(placed->members, guint, i));
        AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
        assay_index_move(ingest->index, number, target);
        entry->is_dirty = FALSE;
        if (placed->members->len > 1)
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

gboolean assay_place_work(AssayIngest *ingest, const AssayPlaced *placed, GError **error)
{
    guint target = assay_index_record(ingest->index, placed->id);
    if (!rescue_others(ingest, placed, target, error) || !keep_beside(ingest, placed, error) ||
        !put_bytes(ingest, assay_index_get_record(ingest->index, target), placed->bytes, error) ||
        !move_captures(ingest, placed, target, error))
        return FALSE;
    assay_summary_count(ingest->summary, placed->flags, TRUE);
    assay_index_set_flags(ingest->index, target, g_strdup(placed->flags));
    return TRUE;
}

gboolean assay_place_alone(AssayIngest *ingest, guint number, const char *id, GBytes *bytes,
                           const char *flags, GError **error)
{
    guint member = 0;
    g_autoptr(GArray) cluster = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(cluster, number);
    g_array_append_val(members, member);
    const AssayPlaced placed = {
        .id = id, .bytes = bytes, .flags = flags, .cluster = cluster, .members = members};
    return assay_place_work(ingest, &placed, error);
}

gboolean assay_place_remove_stale(AssayIngest *ingest, GError **error)
{
    assay_index_evict(ingest->index);
    g_autoptr(GPtrArray) ids = assay_ledger_empty_records(ingest->ledger);
    for (guint i = 0; i < ids->len; i++) {
        guint number = assay_index_record(ingest->index, g_ptr_array_index(ids, i));
        AssayIndexRecord *entry = assay_index_get_record(ingest->index, number);
        if (entry->touched)
            assay_summary_count(ingest->summary, entry->flags, FALSE);
        ingest->summary->n_removed += entry->existed ? 1 : 0;
        entry->has_file = FALSE;
        if (!assay_tree_remove(ingest->tree, entry->id, error) ||
            !assay_ingest_put(ingest, 0, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- Captures whose inputs change ---- */

gboolean assay_place_release(AssayIngest *ingest, const char *sha256, GError **error)
{
    guint number = assay_index_find(ingest->index, sha256);
    if (number == ASSAY_INDEX_NONE)
        return TRUE;
    gboolean was_beside = assay_index_capture(ingest->index, number)->kept == ASSAY_KEPT_BESIDE;
    assay_index_forget(ingest->index, number);
    return !was_beside || (assay_tree_remove_capture(ingest->tree, sha256, error) &&
                           assay_ingest_put(ingest, 0, error));
}

gboolean assay_place_rename(AssayIngest *ingest, const char *sha256, const char *uri,
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

/* take.c: what the pool made of one input, into the output tree. See ingest.h.
 *
 * In the usual case, an input that nothing is related to, the worker has done all: its bytes are
 * put into the tree as they are. */
#include <string.h>

#include "pipeline/ingest.h"
#include "pipeline/quarantine.h"
#include "pipeline/works.h"

/* One input that did not become a record; the run goes on. */
static gboolean give_up(AssayIngest *ingest, const AssayPoolResult *result,
                        const AssayTrouble *trouble, GError **error)
{
    const char *uri = result->item->uri;
    if (strcmp(trouble->reason, "defect") == 0)
        ingest->summary->has_failed = TRUE;
    g_ptr_array_add(ingest->summary->unread, assay_quarantine_line(uri, trouble));
    return result->sha256 == NULL || /* its bytes could not be had: there is nothing to keep */
           assay_quarantine_put(ingest, result->sha256, uri, trouble, error);
}

/* Whether what is known of the same bytes goes before @item: by name, then by the instant of the
 * capture. */
static gboolean goes_before(const AssayCapture *old, const AssaySourceItem *item)
{
    int order = old->uri != NULL ? strcmp(old->uri, item->uri) : 1;
    return order < 0 || (order == 0 && g_strcmp0(old->captured, item->captured) < 0);
}

/* Put by this run, so by the rules as they are now. */
static gboolean is_fresh(const AssayIngest *ingest, guint number)
{
    const AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
    return entry->is_dirty || (entry->record != ASSAY_INDEX_NONE &&
                               assay_index_get_record(ingest->index, entry->record)->touched);
}

/* The same bytes under two names are one capture; it goes by the smaller name, whichever came
 * first, and what depends on the name or the instant is of that one too.
 * @ret_renamed: (owned) the capture under the name it has already, or NULL if it is to go by its
 * new one. @ret_stays: the capture is right as it is. */
static gboolean settle_name(const AssayIngest *ingest, guint number, const AssayPoolResult *result,
                            GBytes *record, AssayCapture **ret_renamed, gboolean *ret_stays,
                            GError **error)
{
    g_autoptr(AssayCapture) old = assay_kept_load(ingest, number, NULL);
    if (old == NULL || !goes_before(old, result->item))
        return TRUE;
    *ret_stays = is_fresh(ingest, number);
    if (*ret_stays)
        return TRUE;
    g_autoptr(GBytes) copy = g_bytes_new(g_bytes_get_data(record, NULL), g_bytes_get_size(record));
    g_autoptr(GPtrArray)
        captures = assay_works_parse(ingest->engine->rules, copy, result->item->uri, NULL, error);
    if (captures == NULL || captures->len != 1)
        return FALSE;
    AssayCapture *capture = g_ptr_array_steal_index(captures, 0);
    capture->uri = assay_arena_strdup(capture->arena, old->uri);
    capture->captured = assay_arena_strdup(capture->arena, old->captured);
    *ret_renamed = capture;
    return TRUE;
}

/* Nothing to do but to know that it was there. */
static gboolean is_as_before(const AssayIngest *ingest, guint number, const AssayPoolResult *result,
                             GBytes *bytes)
{
    const AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
    if (entry->kept != ASSAY_KEPT_IN_RECORD || entry->record == ASSAY_INDEX_NONE ||
        strcmp(assay_index_get_record(ingest->index, entry->record)->id, result->id) != 0 ||
        !assay_index_is_alone(ingest->index, number))
        return FALSE;
    g_autoptr(GBytes) there = assay_tree_get(ingest->tree, result->id, NULL);
    return there != NULL && g_bytes_equal(there, bytes);
}

static gboolean write_alone(AssayIngest *ingest, guint number, const AssayCapture *capture,
                            GError **error)
{
    g_autoptr(AssayRecord) record = NULL;
    const AssayRuleSet *set = assay_rules_find(ingest->engine->rules, capture->profile);
    if (!assay_pipeline_finish(set, &capture, 1, &record, error))
        return FALSE;
    g_autoptr(GBytes) bytes = assay_record_write(record);
    g_autofree char *flags = assay_summary_flags_of(record);
    return assay_place_alone(ingest, number, assay_record_id(record), bytes, flags, error);
}

/* @record: of the result. @renamed: the capture to write in place of the result, or NULL. */
static gboolean place(AssayIngest *ingest, guint number, const AssayPoolResult *result,
                      GBytes *record, const AssayCapture *renamed, GError **error)
{
    assay_index_set_keys(ingest->index, number, result->keys, result->n_keys);
    gboolean alone = assay_index_is_alone(ingest->index, number);
    if (!alone)
        assay_index_capture(ingest->index, number)->is_dirty = TRUE;
    if (renamed != NULL)
        return alone ? write_alone(ingest, number, renamed, error)
                     : assay_kept_put_beside(ingest, number, renamed, error);
    if (!alone)
        return assay_kept_put_bytes(ingest, number, record, error);
    if (result->outcome == ASSAY_POOL_UNFINISHED)
        return give_up(ingest, result, &result->trouble, error);
    return assay_place_alone(ingest, number, result->id, record, result->flags, error);
}

gboolean assay_take_result(AssayIngest *ingest, const AssayPoolResult *result, GError **error)
{
    if (result->outcome == ASSAY_POOL_FAILED)
        return give_up(ingest, result, &result->trouble, error);
    g_autoptr(GBytes) record = assay_pool_result_record(result);
    if (!assay_quarantine_lift(ingest, result->sha256, error))
        return FALSE;
    guint number = assay_index_find(ingest->index, result->sha256);
    gboolean is_known = number != ASSAY_INDEX_NONE &&
                        assay_index_capture(ingest->index, number)->kept != ASSAY_KEPT_NOWHERE;
    if (number == ASSAY_INDEX_NONE)
        number = assay_index_add(ingest->index, result->sha256);
    if (is_known && result->outcome == ASSAY_POOL_DONE &&
        is_as_before(ingest, number, result, record))
        return assay_place_alone(ingest, number, result->id, record, result->flags, error);
    g_autoptr(AssayCapture) renamed = NULL;
    gboolean stays = FALSE;
    if (is_known && !settle_name(ingest, number, result, record, &renamed, &stays, error))
        return FALSE;
    return stays || place(ingest, number, result, record, renamed, error);
}

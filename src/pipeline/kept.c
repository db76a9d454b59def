/* kept.c: captures that an output tree holds: finding them at the start, reading them back. See
 * ingest.h. */
#include "pipeline/ingest.h"

#include <string.h>

#include "base/hash.h"
#include "base/name.h"
#include "pipeline/works.h"

/* The identity keys of @capture, which is @number, into the index. */
static void index_keys(AssayIngest *ingest, guint number, const AssayCapture *capture)
{
    const AssayRuleSet *set = assay_rules_find(ingest->engine->rules, capture->profile);
    g_autoptr(GArray) keys = assay_index_keys_of(assay_rule_set_plan(set), capture);
    assay_index_set_keys(ingest->index, number, &g_array_index(keys, guint64, 0), keys->len);
}

gboolean assay_kept_put_beside(AssayIngest *ingest, guint number, const AssayCapture *capture,
                               GError **error)
{
    const AssayRuleSet *set = assay_rules_find(ingest->engine->rules, capture->profile);
    g_autoptr(GBytes) bytes = assay_pipeline_single(set, capture);
    return assay_kept_put_bytes(ingest, number, bytes, error);
}

gboolean assay_kept_put_bytes(AssayIngest *ingest, guint number, GBytes *bytes, GError **error)
{
    g_autofree char *sha256 = assay_index_sha256(ingest->index, number);
    if (!assay_tree_put_capture(ingest->tree, sha256, bytes, error))
        return FALSE;
    assay_index_capture(ingest->index, number)->kept = ASSAY_KEPT_BESIDE;
    return assay_ingest_put(ingest, g_bytes_get_size(bytes), error);
}

/* ---- Reading back ---- */

typedef GBytes *Get(const AssayTree *tree, const char *name, GError **error);

/* Captures of the file called @name that @get reads. */
static GPtrArray *load_captures(const AssayIngest *ingest, Get *get, const char *name,
                                char **ret_flags, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GBytes) bytes = get(ingest->tree, name, &cause);
    if (bytes != NULL)
        return assay_works_parse(ingest->engine->rules, bytes, name, ret_flags, error);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s",
                cause != NULL ? cause->message : "its file is gone");
    return NULL;
}

GBytes *assay_kept_record(const AssayIngest *ingest, guint number)
{
    const AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
    g_autofree char *sha256 = assay_index_sha256(ingest->index, number);
    GBytes *bytes = entry->kept == ASSAY_KEPT_BESIDE
                        ? assay_tree_get_capture(ingest->tree, sha256, NULL)
                        : NULL;
    if (bytes == NULL && entry->record != ASSAY_INDEX_NONE)
        bytes = assay_tree_get(ingest->tree,
                               assay_index_get_record(ingest->index, entry->record)->id, NULL);
    return bytes;
}

AssayCapture *assay_kept_load(const AssayIngest *ingest, guint number, GError **error)
{
    const AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
    g_autofree char *sha256 = assay_index_sha256(ingest->index, number);
    AssayCapture *capture = NULL;
    g_autoptr(GError) cause = NULL;
    if (entry->kept == ASSAY_KEPT_BESIDE) {
        g_autoptr(GPtrArray)
            beside = load_captures(ingest, assay_tree_get_capture, sha256, NULL, &cause);
        capture = assay_works_pick(beside, sha256);
    }
    /* Somebody removed what lay beside: the merged record still has all but the body. */
    if (capture == NULL && entry->record != ASSAY_INDEX_NONE) {
        g_clear_error(&cause);
        g_autoptr(GPtrArray) merged = load_captures(
            ingest, assay_tree_get, assay_index_get_record(ingest->index, entry->record)->id, NULL,
            &cause);
        capture = assay_works_pick(merged, sha256);
    }
    if (capture == NULL)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "capture %.12s…: its content is lost (%s); ingest it again", sha256,
                    cause != NULL ? cause->message : "no longer in its record");
    return capture;
}

/* ---- What is there at the start ---- */

/* Whether @capture is what an input gave before it changed, or went: the run that was to take it
 * out of the records was killed. What the killed run wrote of an input of which the ledger has
 * something else is not known to be what that input is now either; it is read again. */
static gboolean is_stale(const AssayIngest *ingest, const AssayCapture *capture)
{
    guint8 sha256[ASSAY_HASH_BYTES];
    if (!assay_hash_from_hex(capture->sha256, sha256))
        return FALSE;
    AssayLedgerPast past = assay_ledger_past(ingest->ledger, sha256);
    gboolean is_left = past == ASSAY_LEDGER_UNKNOWN && ingest->is_after_kill &&
                       capture->uri != NULL && strcmp(capture->uri, "-") != 0 &&
                       assay_ledger_has_uri(ingest->ledger, capture->uri);
    if (is_left)
        assay_ledger_put_released(ingest->ledger, sha256);
    return is_left || past == ASSAY_LEDGER_RELEASED;
}

/* Where it came from is all that tells the input of a capture until that is read again. An address
 * is captured more than once, and standard input is never the same: they tell nothing. */
static void note_found(AssayIngest *ingest, guint number, const AssayCapture *capture)
{
    AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
    if (assay_ledger_past(ingest->ledger, entry->sha256) == ASSAY_LEDGER_DIRTY)
        entry->is_dirty = TRUE;
    if (capture->uri != NULL && strstr(capture->uri, "://") == NULL &&
        strcmp(capture->uri, "-") != 0)
        assay_ledger_put_orphan(ingest->ledger, capture->uri, capture->sha256);
}

/* One capture of a record found in the tree. Returns: FALSE if another record has it already or it
 * is stale, as a run that was killed may leave it. */
static gboolean add_found(AssayIngest *ingest, guint record, const AssayCapture *capture,
                          gboolean alone)
{
    guint number = assay_index_find(ingest->index, capture->sha256);
    if (number != ASSAY_INDEX_NONE) {
        AssayIndexCapture *entry = assay_index_capture(ingest->index, number);
        entry->is_dirty = TRUE;
        if (alone && entry->kept != ASSAY_KEPT_IN_RECORD) { /* whole, as in no merged record */
            entry->kept = ASSAY_KEPT_IN_RECORD;
            assay_index_move(ingest->index, number, record);
        }
        return FALSE;
    }
    if (is_stale(ingest, capture))
        return FALSE;
    number = assay_index_add(ingest->index, capture->sha256);
    assay_index_capture(ingest->index, number)->kept = alone ? ASSAY_KEPT_IN_RECORD
                                                             : ASSAY_KEPT_BESIDE;
    assay_index_move(ingest->index, number, record);
    index_keys(ingest, number, capture);
    note_found(ingest, number, capture);
    return TRUE;
}

static void scan_record(AssayIngest *ingest, const char *id)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *flags = NULL;
    g_autoptr(GPtrArray) captures = load_captures(ingest, assay_tree_get, id, &flags, &cause);
    if (captures == NULL) {
        g_ptr_array_add(ingest->summary->unread, g_strdup(cause->message));
        return;
    }
    guint record = assay_index_record(ingest->index, id);
    gboolean is_clean = TRUE;
    for (guint i = 0; i < captures->len; i++) {
        const AssayCapture *capture = g_ptr_array_index(captures, i);
        if (assay_name_is_sha256(capture->sha256) &&
            !add_found(ingest, record, capture, captures->len == 1))
            is_clean = FALSE;
    }
    for (guint i = 0; !is_clean && i < captures->len; i++) {
        const AssayCapture *capture = g_ptr_array_index(captures, i);
        guint number = assay_name_is_sha256(capture->sha256)
                           ? assay_index_find(ingest->index, capture->sha256)
                           : ASSAY_INDEX_NONE;
        if (number != ASSAY_INDEX_NONE)
            assay_index_capture(ingest->index, number)->is_dirty = TRUE;
    }
    AssayIndexRecord *entry = assay_index_get_record(ingest->index, record);
    entry->existed = TRUE;
    entry->has_file = TRUE;
    assay_index_set_flags(ingest->index, record, g_steal_pointer(&flags));
}

/* What lies beside belongs to a merged record, or a run was killed before it got that far; then it
 * is newer than what its record says. */
static gboolean scan_beside(AssayIngest *ingest, const char *sha256, GError **error)
{
    guint number = assay_name_is_sha256(sha256) ? assay_index_find(ingest->index, sha256)
                                                : ASSAY_INDEX_NONE;
    if (!assay_name_is_sha256(sha256) ||
        (number != ASSAY_INDEX_NONE &&
         assay_index_capture(ingest->index, number)->kept == ASSAY_KEPT_BESIDE))
        return TRUE;
    g_autoptr(GPtrArray)
        captures = load_captures(ingest, assay_tree_get_capture, sha256, NULL, NULL);
    g_autoptr(AssayCapture) capture = assay_works_pick(captures, sha256);
    if (capture == NULL)
        return TRUE;
    if (number == ASSAY_INDEX_NONE && is_stale(ingest, capture))
        return assay_tree_remove_capture(ingest->tree, sha256, error) &&
               assay_ingest_put(ingest, 0, error);
    if (number == ASSAY_INDEX_NONE)
        number = assay_index_add(ingest->index, sha256);
    assay_index_capture(ingest->index, number)->kept = ASSAY_KEPT_BESIDE;
    assay_index_capture(ingest->index, number)->is_dirty = TRUE;
    index_keys(ingest, number, capture);
    note_found(ingest, number, capture);
    return TRUE;
}

gboolean assay_kept_scan(AssayIngest *ingest, GError **error)
{
    g_auto(GStrv) records = assay_tree_list(ingest->tree, error);
    if (records == NULL)
        return FALSE;
    for (char **id = records; *id != NULL; id++) {
        scan_record(ingest, *id);
        assay_ingest_settle(ingest);
    }
    g_auto(GStrv) beside = assay_tree_list_captures(ingest->tree, error);
    if (beside == NULL)
        return FALSE;
    for (char **sha256 = beside; *sha256 != NULL; sha256++) {
        if (!scan_beside(ingest, *sha256, error))
            return FALSE;
        assay_ingest_settle(ingest);
    }
    assay_index_evict(ingest->index);
    return TRUE;
}

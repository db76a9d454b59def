/* pool_result.c: replies of workers as results. See pool_parts.h; the form is in worker_wire.h.
 *
 * What a worker says is taken apart as if an enemy had written it: a worker may be in the hands of
 * a document. A reply that makes no sense counts as the worker's death. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/name.h"
#include "pipeline/pool_parts.h"

/* A slot that held more than this is given back to the system when it has been read. */
#define KEEP_SLOT_BYTES (512u * 1024)

void assay_pool_job_free(AssayPoolJob *job)
{
    assay_source_item_free(job->item);
    g_clear_pointer(&job->cluster, g_bytes_unref);
    if (job->file >= 0)
        close(job->file);
    g_free(job->first_message);
    g_free(job);
}

static AssayPoolResult *new_result(AssayPoolOutcome outcome)
{
    AssayPoolResult *result = g_new0(AssayPoolResult, 1);
    result->outcome = outcome;
    return result;
}

/* Only now may the worker write over what the result was read from. */
static void slot_free(AssayPoolSlot *slot)
{
    guint64 end = slot->start[ASSAY_WIRE_N_PARTS - 1] + slot->size[ASSAY_WIRE_N_PARTS - 1];
    if (end - slot->start[0] > KEEP_SLOT_BYTES)
        (void)fallocate(slot->region->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                        (off_t)slot->start[0], (off_t)(end - slot->start[0]));
    AssayPoolWorker *worker = &slot->pool->workers[slot->worker];
    if (worker->process == slot->process)
        worker->n_unread--;
    assay_pool_region_unref(slot->region);
    g_free(slot);
}

void assay_pool_result_free(AssayPoolResult *result)
{
    if (result == NULL)
        return;
    if (result->slot != NULL)
        slot_free(result->slot);
    assay_source_item_free(result->item);
    g_clear_pointer(&result->head, g_bytes_unref);
    g_clear_pointer(&result->repaired, g_string_chunk_free);
    g_clear_pointer(&result->cluster, g_bytes_unref);
    g_clear_pointer(&result->works, g_array_unref);
    g_clear_pointer(&result->singles, g_array_unref);
    assay_trouble_clear(&result->trouble);
    g_free(result);
}

/* ---- Reading the region ---- */

GBytes *assay_pool_lend_slot(const AssayPoolSlot *slot, guint64 start, guint64 size)
{
    return g_bytes_new_static(slot->region->memory + start, size);
}

GBytes *assay_pool_read_slot(const AssayPoolSlot *slot, guint64 start, guint64 size, GError **error)
{
    guint8 *bytes = g_malloc(size + 1);
    gssize got = assay_file_read_at(slot->region->file, bytes, size, start);
    if (got == (gssize)size)
        return g_bytes_new_take(bytes, size);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "a worker's result cannot be read: %s",
                got < 0 ? g_strerror(errno) : "it ends early");
    g_free(bytes);
    return NULL;
}

GBytes *assay_pool_result_record(const AssayPoolResult *result)
{
    const AssayPoolSlot *slot = result->slot;
    return assay_pool_lend_slot(slot, slot->start[ASSAY_WIRE_RECORD],
                                slot->size[ASSAY_WIRE_RECORD]);
}

/* ---- Taking a reply apart ---- */

static gboolean is_plausible(const AssayWireReply *reply, const AssayPoolJob *job)
{
    gboolean may_hold = job->item != NULL && job->item->may_hold;
    if (reply->job != job->number || reply->outcome == ASSAY_WIRE_HELLO ||
        reply->outcome > (may_hold ? ASSAY_WIRE_MAY_HOLD : ASSAY_WIRE_TOO_LARGE))
        return FALSE;
    return reply->size[ASSAY_WIRE_HEAD] > 0 && assay_wire_fits(reply, ASSAY_WIRE_PARTS_BYTES);
}

static AssayPoolSlot *new_slot(AssayPool *pool, guint index, const AssayWireReply *reply)
{
    AssayPoolWorker *worker = &pool->workers[index];
    AssayPoolSlot *slot = g_new0(AssayPoolSlot, 1);
    *slot = (AssayPoolSlot){
        .region = worker->region, .pool = pool, .worker = index, .process = worker->process};
    slot->region->n_references++;
    worker->n_unread++;
    guint64 at = ASSAY_WIRE_PAGE_BYTES + (reply->job % ASSAY_WIRE_DEPTH) * ASSAY_WIRE_SLOT_BYTES;
    for (guint i = 0; i < ASSAY_WIRE_N_PARTS; i++) {
        slot->start[i] = at;
        slot->size[i] = reply->size[i];
        at += reply->size[i];
    }
    return slot;
}

char *assay_pool_take_text(const char **at, const char *end)
{
    const char *stop = *at < end ? memchr(*at, '\0', (gsize)(end - *at)) : NULL;
    if (stop == NULL)
        return NULL;
    char *text = g_utf8_make_valid(*at, stop - *at);
    *at = stop + 1;
    return text;
}

/* The same as a text of the head itself, unless it has to be made UTF-8. */
static const char *borrow_text(AssayPoolResult *result, const char **at, const char *end)
{
    const char *text = *at;
    const char *stop = text < end ? memchr(text, '\0', (gsize)(end - text)) : NULL;
    if (stop == NULL)
        return NULL;
    *at = stop + 1;
    if (g_utf8_validate_len(text, (gsize)(stop - text), NULL))
        return text;
    g_autofree char *valid = g_utf8_make_valid(text, stop - text);
    if (result->repaired == NULL)
        result->repaired = g_string_chunk_new(256);
    return g_string_chunk_insert(result->repaired, valid);
}

/* @parts: keys, then rules, of the sizes of the result's slot. */
static gboolean borrow_lists(AssayPoolResult *result, gconstpointer parts, const AssayRuleSet *set)
{
    const guint64 *size = result->slot->size;
    result->keys = parts;
    result->n_keys = (guint)(size[ASSAY_WIRE_KEYS] / sizeof(guint64));
    result->rules = (gconstpointer)(result->keys + result->n_keys);
    result->n_rules = (guint)(size[ASSAY_WIRE_RULES] / sizeof(guint32));
    for (guint i = 0; i < result->n_rules; i++)
        if (result->rules[i] >= assay_rule_set_n_rules(set))
            return FALSE;
    return size[ASSAY_WIRE_KEYS] % sizeof(guint64) == 0 &&
           size[ASSAY_WIRE_RULES] % sizeof(guint32) == 0;
}

/* @texts: the first few. */
static gboolean fill(AssayPoolResult *result, const char *const *texts, const char *uri,
                     const AssayWireReply *reply)
{
    if (assay_name_is_sha256(texts[ASSAY_WIRE_SHA256]))
        result->sha256 = texts[ASSAY_WIRE_SHA256];
    if (reply->outcome == ASSAY_WIRE_TOO_LARGE)
        assay_trouble_of_size(&result->trouble);
    else if (reply->outcome != ASSAY_WIRE_DONE)
        assay_trouble_of_error(&result->trouble, uri, reply->error_code, texts[ASSAY_WIRE_MESSAGE]);
    if (result->outcome == ASSAY_POOL_FAILED)
        return TRUE;
    const AssayRules *rules = result->slot->pool->engine->rules;
    const AssayRuleSet *set = assay_rules_find(rules, texts[ASSAY_WIRE_PROFILE]);
    if (result->sha256 == NULL || set == NULL ||
        !borrow_lists(result, g_bytes_get_data(result->head, NULL), set) ||
        (result->outcome == ASSAY_POOL_DONE && !assay_name_is_id(texts[ASSAY_WIRE_ID])))
        return FALSE;
    result->profile = texts[ASSAY_WIRE_PROFILE];
    result->id = texts[ASSAY_WIRE_ID];
    result->media = texts[ASSAY_WIRE_MEDIA];
    result->style = texts[ASSAY_WIRE_STYLE];
    result->flags = texts[ASSAY_WIRE_FLAGS];
    return TRUE;
}

static gboolean decode(AssayPoolResult *result, const char *uri, const AssayWireReply *reply)
{
    const AssayPoolSlot *slot = result->slot;
    guint64 start = slot->start[0], head = slot->start[ASSAY_WIRE_HEAD];
    guint64 size = slot->size[ASSAY_WIRE_HEAD];
    result->head = g_bytes_new(slot->region->memory + start, head + size - start);
    const char *at = (const char *)g_bytes_get_data(result->head, NULL) + (head - start);
    const char *end = at + size;
    if (result->cluster != NULL && result->outcome == ASSAY_POOL_DONE)
        return assay_pool_decode_cluster(result, at + 1, end);
    if (result->outcome == ASSAY_POOL_MAY_HOLD)
        return TRUE;
    const char *texts[ASSAY_WIRE_N_FIXED + 1] = {NULL};
    guint n = reply->outcome == ASSAY_WIRE_TOO_LARGE ? 1 : ASSAY_WIRE_N_FIXED;
    for (guint i = 0; i < n; i++)
        if ((texts[i] = borrow_text(result, &at, end)) == NULL)
            return FALSE;
    return fill(result, texts, uri, reply);
}

static AssayPoolOutcome outcome_of(const AssayWireReply *reply)
{
    if (reply->outcome == ASSAY_WIRE_DONE)
        return ASSAY_POOL_DONE;
    if (reply->outcome == ASSAY_WIRE_UNFINISHED)
        return ASSAY_POOL_UNFINISHED;
    return reply->outcome == ASSAY_WIRE_MAY_HOLD ? ASSAY_POOL_MAY_HOLD : ASSAY_POOL_FAILED;
}

AssayPoolResult *assay_pool_result_new(AssayPool *pool, guint index, AssayPoolJob *job,
                                       const AssayWireReply *reply)
{
    if (!is_plausible(reply, job))
        return NULL;
    AssayPoolResult *result = new_result(outcome_of(reply));
    result->slot = new_slot(pool, index, reply);
    result->cluster = job->cluster != NULL ? g_bytes_ref(job->cluster) : NULL;
    if (!decode(result, job->item != NULL ? job->item->uri : "", reply)) {
        assay_pool_result_free(result);
        return NULL;
    }
    result->item = g_steal_pointer(&job->item);
    if (result->outcome == ASSAY_POOL_MAY_HOLD) { /* as it came */
        result->item->file = job->file;
        result->item->is_open = TRUE;
        job->file = -1;
    }
    assay_pool_job_free(job);
    return result;
}

AssayPoolResult *assay_pool_result_failed(AssayPoolJob *job, const AssayTrouble *trouble)
{
    AssayPoolResult *result = new_result(ASSAY_POOL_FAILED);
    result->trouble = *trouble;
    g_autofree char *sha256 = job->file >= 0 && job->item != NULL ? assay_pool_hash(job->file)
                                                                  : NULL;
    if (sha256 != NULL) {
        result->repaired = g_string_chunk_new(256);
        result->sha256 = g_string_chunk_insert(result->repaired, sha256);
    }
    result->cluster = g_steal_pointer(&job->cluster);
    result->item = g_steal_pointer(&job->item);
    assay_pool_job_free(job);
    return result;
}

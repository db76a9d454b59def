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
#include "base/limits.h"
#include "pipeline/pool_parts.h"
#include "store/tree.h"

/* A slot that held more than this is given back to the system when it has been read. */
#define KEEP_SLOT_BYTES (1024u * 1024)
/* A record that is held in memory with the result. */
#define MAX_ALONG_BYTES (256u * 1024)

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
    result->keys = g_ptr_array_new_with_free_func(g_free);
    result->rules = g_ptr_array_new_with_free_func(g_free);
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
    g_free(result->sha256);
    g_free(result->profile);
    g_free(result->id);
    g_free(result->media);
    g_free(result->style);
    g_ptr_array_unref(result->rules);
    g_ptr_array_unref(result->keys);
    g_free(result->flags);
    g_clear_pointer(&result->cluster, g_bytes_unref);
    g_clear_pointer(&result->works, g_array_unref);
    g_clear_pointer(&result->singles, g_array_unref);
    g_clear_pointer(&result->record, g_bytes_unref);
    assay_trouble_clear(&result->trouble);
    g_free(result);
}

/* ---- Reading the region ---- */

GBytes *assay_pool_read_slot(const AssayPoolSlot *slot, guint64 start, guint64 size, GError **error)
{
    guint8 *bytes = g_malloc(size + 1);
    gssize got = assay_file_read_at(slot->region->file, bytes, size, start);
    if (got != (gssize)size) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "a worker's result cannot be read: %s",
                    got < 0 ? g_strerror(errno) : "it ends early");
        g_free(bytes);
        return NULL;
    }
    bytes[size] = '\0';
    return g_bytes_new_take(bytes, size);
}

static GBytes *read_part(const AssayPoolSlot *slot, guint part, GError **error)
{
    return assay_pool_read_slot(slot, slot->start[part], slot->size[part], error);
}

GBytes *assay_pool_result_record(const AssayPoolResult *result, GError **error)
{
    if (result->record != NULL)
        return g_bytes_ref(result->record);
    return read_part(result->slot, ASSAY_WIRE_RECORD, error);
}

GBytes *assay_pool_result_single(const AssayPoolResult *result, GError **error)
{
    return read_part(result->slot, ASSAY_WIRE_SINGLE, error);
}

/* A small record, which will most likely be wanted, comes in the same call. */
static GBytes *read_head(AssayPoolResult *result, GError **error)
{
    const AssayPoolSlot *slot = result->slot;
    guint64 head_size = slot->size[ASSAY_WIRE_HEAD], size = slot->size[ASSAY_WIRE_RECORD];
    if (result->cluster != NULL || size == 0 || size > MAX_ALONG_BYTES)
        return read_part(slot, ASSAY_WIRE_HEAD, error);
    g_autoptr(GBytes)
        both = assay_pool_read_slot(slot, slot->start[ASSAY_WIRE_HEAD], head_size + size, error);
    if (both == NULL)
        return NULL;
    result->record = g_bytes_new_from_bytes(both, head_size, size);
    return g_bytes_new_from_bytes(both, 0, head_size);
}

/* ---- Taking a reply apart ---- */

static gboolean is_plausible(const AssayWireReply *reply, const AssayPoolJob *job)
{
    if (reply->job != job->number || reply->outcome == ASSAY_WIRE_HELLO ||
        reply->outcome > ASSAY_WIRE_TOO_LARGE)
        return FALSE;
    return reply->size[ASSAY_WIRE_HEAD] > 0 &&
           reply->size[ASSAY_WIRE_HEAD] <= ASSAY_WIRE_HEAD_BYTES &&
           reply->size[ASSAY_WIRE_RECORD] <= ASSAY_LIMIT_RECORD_BYTES &&
           reply->size[ASSAY_WIRE_SINGLE] <= ASSAY_LIMIT_RECORD_BYTES;
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

/* Identity keys and rules, to the end. */
static gboolean take_lists(AssayPoolResult *result, const char *at, const char *end)
{
    while (at < end) {
        g_autofree char *kind = assay_pool_take_text(&at, end);
        char *text = kind != NULL ? assay_pool_take_text(&at, end) : NULL;
        if (text == NULL)
            return FALSE;
        g_ptr_array_add(*kind == 'r' ? result->rules : result->keys, text);
    }
    g_ptr_array_add(result->keys, NULL);
    return TRUE;
}

static gboolean is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

/* @texts: the first few, taken over. */
static gboolean fill(AssayPoolResult *result, char **texts, const char *uri,
                     const AssayWireReply *reply)
{
    if (is_sha256(texts[ASSAY_WIRE_SHA256]))
        result->sha256 = g_steal_pointer(&texts[ASSAY_WIRE_SHA256]);
    if (reply->outcome == ASSAY_WIRE_TOO_LARGE)
        assay_trouble_of_size(&result->trouble);
    else if (reply->outcome != ASSAY_WIRE_DONE)
        assay_trouble_of_error(&result->trouble, uri, reply->error_code, texts[ASSAY_WIRE_MESSAGE]);
    if (result->outcome == ASSAY_POOL_FAILED)
        return TRUE;
    const AssayRules *rules = result->slot->pool->engine->rules;
    if (result->sha256 == NULL || assay_rules_find(rules, texts[ASSAY_WIRE_PROFILE]) == NULL ||
        (result->outcome == ASSAY_POOL_DONE && !assay_tree_id_is_valid(texts[ASSAY_WIRE_ID])))
        return FALSE;
    result->profile = g_steal_pointer(&texts[ASSAY_WIRE_PROFILE]);
    result->id = g_steal_pointer(&texts[ASSAY_WIRE_ID]);
    result->media = g_steal_pointer(&texts[ASSAY_WIRE_MEDIA]);
    result->style = g_steal_pointer(&texts[ASSAY_WIRE_STYLE]);
    result->flags = g_steal_pointer(&texts[ASSAY_WIRE_FLAGS]);
    return TRUE;
}

static gboolean decode(AssayPoolResult *result, const char *uri, const AssayWireReply *reply)
{
    g_autoptr(GBytes) head = read_head(result, NULL);
    if (head == NULL)
        return FALSE;
    gsize size = 0;
    const char *at = g_bytes_get_data(head, &size);
    const char *end = size > 0 ? at + size : at;
    if (result->cluster != NULL && result->outcome == ASSAY_POOL_DONE)
        return size > 0 && assay_pool_decode_cluster(result, at + 1, end);
    char *texts[ASSAY_WIRE_N_FIXED + 1] = {NULL};
    guint n = reply->outcome == ASSAY_WIRE_TOO_LARGE ? 1 : ASSAY_WIRE_N_FIXED;
    gboolean done = size > 0;
    for (guint i = 0; done && i < n; i++)
        done = (texts[i] = assay_pool_take_text(&at, end)) != NULL;
    done = done && fill(result, texts, uri, reply) && take_lists(result, at, end);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    return done;
}

AssayPoolResult *assay_pool_result_new(AssayPool *pool, guint index, AssayPoolJob *job,
                                       const AssayWireReply *reply)
{
    if (!is_plausible(reply, job))
        return NULL;
    AssayPoolResult *result = new_result(reply->outcome == ASSAY_WIRE_DONE ? ASSAY_POOL_DONE
                                         : reply->outcome == ASSAY_WIRE_UNFINISHED
                                             ? ASSAY_POOL_UNFINISHED
                                             : ASSAY_POOL_FAILED);
    result->slot = new_slot(pool, index, reply);
    result->cluster = job->cluster != NULL ? g_bytes_ref(job->cluster) : NULL;
    if (!decode(result, job->item != NULL ? job->item->uri : "", reply)) {
        assay_pool_result_free(result);
        return NULL;
    }
    result->item = g_steal_pointer(&job->item);
    assay_pool_job_free(job);
    return result;
}

AssayPoolResult *assay_pool_result_failed(AssayPoolJob *job, const AssayTrouble *trouble)
{
    AssayPoolResult *result = new_result(ASSAY_POOL_FAILED);
    result->trouble = *trouble;
    result->sha256 = job->file >= 0 && job->item != NULL ? assay_pool_hash(job->file) : NULL;
    result->cluster = g_steal_pointer(&job->cluster);
    result->item = g_steal_pointer(&job->item);
    g_ptr_array_add(result->keys, NULL);
    assay_pool_job_free(job);
    return result;
}

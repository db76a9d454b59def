/* regroup.c: clusters of related captures to workers, and their works into the tree. See ingest.h.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "pipeline/quarantine.h"
#include "pipeline/regroup.h"
#include "pipeline/worker_wire.h"

/* A larger one is not put into memory whole, and is grouped here. */
#define MAX_CLUSTER_BYTES ((gsize)ASSAY_LIMIT_RECORD_BYTES)

/* Of more captures than this the owner finds the works itself, so that only those that changed are
 * built again. */
#define MAX_CLUSTER_CAPTURES 256u

/* Clusters on their way. They have nothing to do with each other, so the order does not matter. */
typedef struct {
    AssayIngest *ingest; /* borrowed */
    GHashTable *in_hand; /* set of hashes (GBytes, owned) of captures in waiting and sent */
    GQueue *waiting;     /* owned; of AssayRegroupJob */
    GHashTable *sent;    /* of AssayRegroupJob (owned), by hashes */
    guint8 last[32];     /* dirty captures up to here were met */
} Regrouping;

/* ---- Jobs ---- */

AssayRegroupJob *assay_regroup_job_new(const AssayIngest *ingest, const GArray *numbers,
                                       GPtrArray *works)
{
    g_autoptr(GByteArray) hashes = g_byte_array_sized_new(numbers->len * 32);
    for (guint i = 0; i < numbers->len; i++)
        g_byte_array_append(
            hashes, assay_index_capture(ingest->index, g_array_index(numbers, guint, i))->sha256,
            32);
    AssayRegroupJob *job = g_new0(AssayRegroupJob, 1);
    job->hashes = g_byte_array_free_to_bytes(g_steal_pointer(&hashes));
    job->works = works;
    return job;
}

void assay_regroup_job_free(gpointer data)
{
    AssayRegroupJob *job = data;
    g_bytes_unref(job->hashes);
    g_clear_pointer(&job->works, g_ptr_array_unref);
    g_free(job);
}

GArray *assay_regroup_numbers(AssayIngest *ingest, GBytes *hashes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(hashes, &size);
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    for (gsize at = 0; at < size; at += 32) {
        guint number = assay_index_load(ingest->index, data + at);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

static void take_in_hand(Regrouping *regrouping, const guint8 *hashes, gsize size)
{
    for (gsize at = 0; at < size; at += 32)
        g_hash_table_add(regrouping->in_hand, g_bytes_new(hashes + at, 32));
}

static void put_out_of_hand(Regrouping *regrouping, GBytes *hashes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(hashes, &size);
    for (gsize at = 0; at < size; at += 32) {
        g_autoptr(GBytes) hash = g_bytes_new(data + at, 32);
        g_hash_table_remove(regrouping->in_hand, hash);
    }
}

/* ---- To a worker ---- */

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

static void note_works(const GPtrArray *works, AssayWireCapture *captures)
{
    for (guint w = 0; works != NULL && w < works->len; w++) {
        const AssayWork *work = g_ptr_array_index(works, w);
        for (guint i = 0; i < work->members->len; i++) {
            AssayWireCapture *capture = &captures[g_array_index(work->members, guint, i)];
            capture->work = w + 1;
            capture->renamed = work->renamed ? 1 : 0;
        }
    }
}

/* The file of a cluster (worker_wire.h). Returns: -1 if it cannot be made: something is missing or
 * too large, or there is no memory. */
static int write_cluster(const AssayIngest *ingest, const GArray *numbers, const GPtrArray *works)
{
    g_autofree AssayWireCapture *captures = g_new0(AssayWireCapture, numbers->len);
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(unref_bytes);
    gsize total = 0;
    note_works(works, captures);
    for (guint i = 0; i < numbers->len; i++) {
        guint number = g_array_index(numbers, guint, i);
        GBytes *record = assay_kept_record(ingest, number);
        if (record == NULL)
            return -1;
        g_ptr_array_add(records, record);
        g_autofree char *sha256 = assay_index_sha256(ingest->index, number);
        g_strlcpy(captures[i].sha256, sha256, sizeof captures[i].sha256);
        captures[i].wants_single = assay_index_capture(ingest->index, number)->kept !=
                                   ASSAY_KEPT_BESIDE;
        captures[i].size = g_bytes_get_size(record);
        total += captures[i].size;
        if (total > MAX_CLUSTER_BYTES)
            return -1;
    }
    int file = memfd_create("assay-cluster", MFD_CLOEXEC);
    gboolean done = file >= 0 && assay_file_write(file, captures, numbers->len * sizeof *captures);
    for (guint i = 0; done && i < records->len; i++)
        done = assay_file_write(file, g_bytes_get_data(g_ptr_array_index(records, i), NULL),
                                captures[i].size);
    if (done || file < 0)
        return file;
    close(file);
    return -1;
}

/* To a worker if that can be, else here. @job: taken. */
static gboolean send(Regrouping *regrouping, AssayRegroupJob *job, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    g_autoptr(GArray) numbers = assay_regroup_numbers(ingest, job->hashes);
    int file = write_cluster(ingest, numbers, job->works);
    if (file >= 0) {
        assay_pool_put_cluster(ingest->pool, job->hashes, file);
        g_hash_table_insert(regrouping->sent, job->hashes, job);
        return TRUE;
    }
    gboolean done = assay_regroup_here(ingest, numbers, job->works, error);
    put_out_of_hand(regrouping, job->hashes);
    assay_regroup_job_free(job);
    return done;
}

/* The captures @numbers as one job, or as several. */
static gboolean add_jobs(Regrouping *regrouping, const GArray *numbers, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    g_autoptr(GByteArray) unread = g_byte_array_new();
    if (numbers->len <= MAX_CLUSTER_CAPTURES)
        g_queue_push_tail(regrouping->waiting, assay_regroup_job_new(ingest, numbers, NULL));
    else if (!assay_regroup_split(ingest, numbers, regrouping->waiting, unread, error))
        return FALSE;
    for (const GList *link = regrouping->waiting->head; link != NULL; link = link->next) {
        const AssayRegroupJob *job = link->data;
        gsize size = 0;
        const guint8 *hashes = g_bytes_get_data(job->hashes, &size);
        take_in_hand(regrouping, hashes, size);
    }
    take_in_hand(regrouping, unread->data, unread->len); /* for good: they stay dirty */
    return TRUE;
}

/* The next cluster with something dirty in it. What the ledger says of captures that are in memory
 * may be out of date. Returns: FALSE when there is none. */
static gboolean next_cluster(Regrouping *regrouping, GArray **ret_numbers)
{
    AssayIngest *ingest = regrouping->ingest;
    while (assay_ledger_next_dirty(ingest->ledger, regrouping->last, regrouping->last)) {
        g_autoptr(GBytes) hash = g_bytes_new(regrouping->last, 32);
        guint number = assay_index_load(ingest->index, regrouping->last);
        if (!assay_index_capture(ingest->index, number)->is_dirty ||
            g_hash_table_contains(regrouping->in_hand, hash))
            continue;
        *ret_numbers = assay_index_cluster(ingest->index, number);
        return TRUE;
    }
    return FALSE;
}

/* ---- From a worker ---- */

/* What the worker says it could not do, or took too much to do, is done here; what it died of is
 * not tried in this process. */
static gboolean take_failure(AssayIngest *ingest, const AssayPoolResult *result,
                             const GArray *numbers, const GPtrArray *works, GError **error)
{
    if (strcmp(result->trouble.reason, "died") != 0 &&
        strcmp(result->trouble.reason, "refused") != 0)
        return assay_regroup_here(ingest, numbers, works, error);
    g_autofree char *sha256 = assay_index_sha256(ingest->index, g_array_index(numbers, guint, 0));
    g_autofree char *uri = g_strdup_printf("captures related to %.12s…", sha256);
    ingest->summary->has_failed = TRUE;
    g_ptr_array_add(ingest->summary->unread, assay_quarantine_line(uri, &result->trouble));
    return TRUE;
}

static gboolean take_works(AssayIngest *ingest, const AssayPoolResult *result,
                           const GArray *numbers, GError **error)
{
    for (guint i = 0; i < result->works->len; i++) {
        const AssayPoolWork *work = &g_array_index(result->works, AssayPoolWork, i);
        g_autoptr(GBytes) bytes = assay_pool_result_work(result, work);
        const AssayPlaced placed = {.id = work->id,
                                    .bytes = bytes,
                                    .flags = work->flags,
                                    .cluster = numbers,
                                    .members = work->members,
                                    .result = result};
        if (!assay_place_work(ingest, &placed, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean take_cluster(Regrouping *regrouping, const AssayPoolResult *result, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    g_autoptr(GArray) numbers = assay_regroup_numbers(ingest, result->cluster);
    const AssayRegroupJob *job = g_hash_table_lookup(regrouping->sent, result->cluster);
    gboolean done = result->outcome == ASSAY_POOL_DONE
                        ? take_works(ingest, result, numbers, error)
                        : take_failure(ingest, result, numbers, job->works, error);
    put_out_of_hand(regrouping, result->cluster);
    g_hash_table_remove(regrouping->sent, result->cluster);
    return done;
}

/* ---- All of them ---- */

static gboolean fill_pool(Regrouping *regrouping, gboolean *has_more, GError **error)
{
    while ((*has_more || regrouping->waiting->length > 0) &&
           assay_pool_has_room(regrouping->ingest->pool)) {
        g_autoptr(GArray) numbers = NULL;
        if (regrouping->waiting->length > 0) {
            if (!send(regrouping, g_queue_pop_head(regrouping->waiting), error))
                return FALSE;
        } else {
            *has_more = next_cluster(regrouping, &numbers);
            if (*has_more && !add_jobs(regrouping, numbers, error))
                return FALSE;
        }
        assay_ingest_settle(regrouping->ingest);
    }
    return TRUE;
}

static gboolean commit_waiting(AssayIngest *ingest, GError **error)
{
    return ingest->n_waiting == 0 || assay_ingest_commit(ingest, error);
}

/* What waits is put into place while the workers are busy, not after them: when they have been
 * handed the first clusters and when they have been handed the last. */
static gboolean run(Regrouping *regrouping, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    gboolean has_more = TRUE;
    assay_index_evict(ingest->index);
    if (!fill_pool(regrouping, &has_more, error) || !commit_waiting(ingest, error))
        return FALSE;
    for (;;) {
        g_autoptr(AssayPoolResult) result = NULL;
        gboolean had_more = has_more;
        if (!fill_pool(regrouping, &has_more, error) ||
            (had_more && !has_more && !commit_waiting(ingest, error)) ||
            !assay_pool_next(ingest->pool, &result, error))
            return FALSE;
        if (result != NULL && !take_cluster(regrouping, result, error))
            return FALSE;
        if (result == NULL && !has_more && regrouping->waiting->length == 0)
            return assay_place_remove_stale(ingest, error);
        assay_ingest_settle(ingest);
    }
}

/* Clusters are met in order of hash, so that one that stays dirty, since its work is refused, is
 * not met again. */
gboolean assay_regroup_all(AssayIngest *ingest, GError **error)
{
    Regrouping regrouping = {
        .ingest = ingest,
        .in_hand = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, unref_bytes, NULL),
        .waiting = g_queue_new(),
        .sent = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL, assay_regroup_job_free)};
    gboolean done = run(&regrouping, error);
    g_hash_table_unref(regrouping.in_hand);
    g_queue_free_full(regrouping.waiting, assay_regroup_job_free);
    g_hash_table_unref(regrouping.sent);
    return done;
}

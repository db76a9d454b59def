/* regroup.c: clusters of related captures to workers, and their works into the tree. See ingest.h.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "pipeline/ingest.h"
#include "pipeline/quarantine.h"
#include "pipeline/worker_wire.h"
#include "pipeline/works.h"

/* A larger one is not put into memory whole, and is grouped here. */
#define MAX_CLUSTER_BYTES ((gsize)ASSAY_LIMIT_RECORD_BYTES)

/* Clusters on their way. They have nothing to do with each other, so their order is of no matter.
 * Numbers of the index do not outlive the next one: what is on its way goes by hashes. */
typedef struct {
    AssayIngest *ingest; /* borrowed */
    GHashTable *in_hand; /* set of hashes (GBytes, owned) of captures that workers have */
    guint8 last[32];     /* dirty captures up to here were met */
} Regrouping;

/* ---- Here ---- */

typedef struct {
    AssayIngest *ingest;
    const GArray *numbers;
} Here;

static AssayCapture *load(guint i, gpointer user_data, GError **error)
{
    const Here *here = user_data;
    return assay_kept_load(here->ingest, g_array_index(here->numbers, guint, i), error);
}

static void note_unread(guint i, const GError *cause, gpointer user_data)
{
    const Here *here = user_data;
    (void)i;
    g_ptr_array_add(here->ingest->summary->unread, g_strdup(cause->message));
}

static gboolean place(const GArray *members, const GPtrArray *captures, const AssayRecord *record,
                      const GError *cause, gpointer user_data, GError **error)
{
    const Here *here = user_data;
    (void)captures;
    if (record == NULL) {
        /* A defect of the program with one work: it stays as it was, the others go on. */
        here->ingest->summary->has_failed = TRUE;
        g_ptr_array_add(here->ingest->summary->unread, g_strdup(cause->message));
        return TRUE;
    }
    g_autoptr(GBytes) bytes = assay_record_write(record);
    g_autofree char *flags = assay_summary_flags_of(record);
    const AssayPlaced placed = {.id = assay_record_id(record),
                                .bytes = bytes,
                                .flags = flags,
                                .cluster = here->numbers,
                                .members = members};
    return assay_place_work(here->ingest, &placed, error);
}

static gboolean regroup_here(AssayIngest *ingest, const GArray *numbers, GError **error)
{
    Here here = {ingest, numbers};
    const AssayCluster cluster = {.rules = ingest->engine->rules,
                                  .n = numbers->len,
                                  .load = load,
                                  .unread = note_unread,
                                  .work = place,
                                  .user_data = &here};
    return assay_works_each(&cluster, error);
}

/* ---- To a worker ---- */

static void unref_bytes(gpointer bytes)
{
    g_bytes_unref(bytes);
}

/* The file of a cluster (worker_wire.h). Returns: -1 if it cannot be made: something is missing or
 * too large, or there is no memory. */
static int write_cluster(const AssayIngest *ingest, const GArray *numbers)
{
    g_autofree AssayWireCapture *captures = g_new0(AssayWireCapture, numbers->len);
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(unref_bytes);
    gsize total = 0;
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

/* To a worker if that can be, else here. */
static gboolean send(Regrouping *regrouping, const GArray *numbers, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    int file = write_cluster(ingest, numbers);
    if (file < 0)
        return regroup_here(ingest, numbers, error);
    g_autoptr(GByteArray) hashes = g_byte_array_new();
    for (guint i = 0; i < numbers->len; i++) {
        const guint8 *hash =
            assay_index_capture(ingest->index, g_array_index(numbers, guint, i))->sha256;
        g_byte_array_append(hashes, hash, 32);
        g_hash_table_add(regrouping->in_hand, g_bytes_new(hash, 32));
    }
    g_autoptr(GBytes) cluster = g_byte_array_free_to_bytes(g_steal_pointer(&hashes));
    assay_pool_put_cluster(ingest->pool, cluster, file);
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

/* Numbers of the captures again, which are in hand no more. */
static GArray *take_back(Regrouping *regrouping, GBytes *hashes)
{
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(hashes, &size);
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    for (gsize at = 0; at < size; at += 32) {
        guint number = assay_index_load(regrouping->ingest->index, data + at);
        g_autoptr(GBytes) hash = g_bytes_new(data + at, 32);
        g_hash_table_remove(regrouping->in_hand, hash);
        g_array_append_val(numbers, number);
    }
    return numbers;
}

/* What the worker says it could not do, or took too much to do, is done here; what it died of is
 * not tried in this process. */
static gboolean take_failure(AssayIngest *ingest, const AssayPoolResult *result,
                             const GArray *numbers, GError **error)
{
    if (strcmp(result->trouble.reason, "died") != 0 &&
        strcmp(result->trouble.reason, "refused") != 0)
        return regroup_here(ingest, numbers, error);
    g_autofree char *sha256 = assay_index_sha256(ingest->index, g_array_index(numbers, guint, 0));
    g_autofree char *uri = g_strdup_printf("captures related to %.12s…", sha256);
    ingest->summary->has_failed = TRUE;
    g_ptr_array_add(ingest->summary->unread, assay_quarantine_line(uri, &result->trouble));
    return TRUE;
}

static gboolean take_cluster(Regrouping *regrouping, const AssayPoolResult *result, GError **error)
{
    AssayIngest *ingest = regrouping->ingest;
    g_autoptr(GArray) numbers = take_back(regrouping, result->cluster);
    if (result->outcome != ASSAY_POOL_DONE)
        return take_failure(ingest, result, numbers, error);
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

/* ---- All of them ---- */

static gboolean fill_pool(Regrouping *regrouping, gboolean *has_more, GError **error)
{
    while (*has_more && assay_pool_has_room(regrouping->ingest->pool)) {
        g_autoptr(GArray) numbers = NULL;
        *has_more = next_cluster(regrouping, &numbers);
        if (*has_more && !send(regrouping, numbers, error))
            return FALSE;
        assay_ingest_settle(regrouping->ingest);
    }
    return TRUE;
}

static gboolean commit_waiting(AssayIngest *ingest, GError **error)
{
    return ingest->n_waiting == 0 || assay_ingest_commit(ingest, error);
}

/* Clusters are met in order of hash, so that one that stays dirty, since its work is refused, is
 * not met again. */
gboolean assay_regroup_all(AssayIngest *ingest, GError **error)
{
    g_autoptr(GHashTable)
        in_hand = g_hash_table_new_full(g_bytes_hash, g_bytes_equal, unref_bytes, NULL);
    Regrouping regrouping = {.ingest = ingest, .in_hand = in_hand};
    gboolean has_more = TRUE;
    assay_index_evict(ingest->index);
    /* What waits is put into place while the workers are busy, not after them: when they have been
     * handed the first clusters and when they have been handed the last. */
    if (!fill_pool(&regrouping, &has_more, error) || !commit_waiting(ingest, error))
        return FALSE;
    for (;;) {
        g_autoptr(AssayPoolResult) result = NULL;
        gboolean had_more = has_more;
        if (!fill_pool(&regrouping, &has_more, error) ||
            (had_more && !has_more && !commit_waiting(ingest, error)) ||
            !assay_pool_next(ingest->pool, &result, error))
            return FALSE;
        if (result != NULL && !take_cluster(&regrouping, result, error))
            return FALSE;
        if (result == NULL && !has_more)
            return assay_place_remove_stale(ingest, error);
        assay_ingest_settle(ingest);
    }
}

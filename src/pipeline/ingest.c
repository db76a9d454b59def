/* ingest.c: inputs one after another into an output tree. See ingest.h and assay.h. */
#include "pipeline/ingest.h"

#include <string.h>

#include "pipeline/pool.h"
#include "pipeline/quarantine.h"
#include "source/source.h"
#include "store/lock.h"

/* What waits to be written is in memory; what is written costs a wait for the disk. */
#define BATCH_CHANGES 256u
#define BATCH_BYTES   (8u * 1024 * 1024)

gboolean assay_ingest_put(AssayIngest *ingest, gsize size_bytes, GError **error)
{
    ingest->n_waiting++;
    ingest->waiting_bytes += size_bytes;
    if (ingest->n_waiting < BATCH_CHANGES && ingest->waiting_bytes < BATCH_BYTES)
        return TRUE;
    ingest->n_waiting = 0;
    ingest->waiting_bytes = 0;
    return assay_tree_commit(ingest->tree, NULL, error);
}

/* One input that did not become a record; the run goes on. */
static void note_unread(AssayIngest *ingest, const GError *cause)
{
    if (g_error_matches(cause, ASSAY_ERROR, ASSAY_ERROR_INTERNAL))
        ingest->summary->has_failed = TRUE;
    g_ptr_array_add(ingest->summary->unread, g_strdup(cause->message));
}

/* Whether the run can go on after @cause: trouble with one input, or with the tree. */
static gboolean is_of_one_input(const GError *cause)
{
    return g_error_matches(cause, ASSAY_ERROR, ASSAY_ERROR_INPUT) ||
           g_error_matches(cause, ASSAY_ERROR, ASSAY_ERROR_LIMIT) ||
           g_error_matches(cause, ASSAY_ERROR, ASSAY_ERROR_INTERNAL);
}

static gboolean is_stopped(const AssayIngestOptions *options)
{
    return options->stop != NULL && *options->stop != 0;
}

/* As many inputs as the pool has room for. Returns: FALSE at the end of the inputs. */
static gboolean fill_pool(AssayIngest *ingest, AssaySource *source, AssayPool *pool,
                          const AssayIngestOptions *options)
{
    while (assay_pool_has_room(pool)) {
        AssaySourceItem *item = NULL;
        g_autoptr(GError) cause = NULL;
        if (is_stopped(options)) {
            ingest->summary->is_interrupted = TRUE;
            return FALSE;
        }
        if (!assay_source_next(source, &item, &cause)) {
            note_unread(ingest, cause);
            continue;
        }
        if (item == NULL)
            return FALSE;
        assay_pool_put(pool, item);
    }
    return TRUE;
}

static gboolean take_one(AssayIngest *ingest, const AssayPoolResult *result,
                         const AssayIngestOptions *options, GError **error)
{
    g_autoptr(GError) cause = NULL;
    ingest->summary->n_inputs++;
    if (!assay_take_result(ingest, result, &cause)) {
        if (!is_of_one_input(cause)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        note_unread(ingest, cause);
    }
    if (options->progress != NULL) {
        const AssayProgress progress = {ingest->summary->n_inputs, result->item->uri};
        options->progress(&progress, options->user_data);
    }
    return TRUE;
}

/* Results come in any order; what is made of them does not depend on it. */
static gboolean take_all(AssayIngest *ingest, AssaySource *source, AssayPool *pool,
                         const AssayIngestOptions *options, GError **error)
{
    gboolean has_more = TRUE;
    for (;;) {
        has_more = has_more && fill_pool(ingest, source, pool, options);
        g_autoptr(AssayPoolResult) result = NULL;
        if (!assay_pool_next(pool, &result, error))
            return FALSE;
        if (result != NULL && !take_one(ingest, result, options, error))
            return FALSE;
        if (result == NULL && !has_more)
            return TRUE;
    }
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static AssayPool *start_pool(const AssayEngine *engine, const AssayIngestOptions *options,
                             GError **error)
{
    const AssayPoolOptions pool_options = {
        .n_jobs = options->n_jobs,
        .timeout_ms = options->timeout_ms,
        .memory_bytes = options->memory_bytes,
        .need_sandbox = options->need_sandbox,
    };
    g_autofree char *missing = NULL;
    AssayPool *pool = assay_pool_new(engine, &pool_options, &missing, error);
    if (missing != NULL && options->warn != NULL) {
        g_autofree char *message = g_strdup_printf(
            "this kernel denies %s: documents are read with less protection", missing);
        options->warn(message, options->user_data);
    }
    return pool;
}

static void count_records(const AssayIngest *ingest)
{
    AssaySummary *summary = ingest->summary;
    for (guint i = 0; i < assay_index_n_records(ingest->index); i++) {
        const AssayIndexRecord *record = assay_index_get_record(ingest->index, i);
        if (record->n_captures == 0)
            summary->n_removed += record->existed ? 1 : 0;
        else if (!record->touched)
            continue;
        else if (!record->existed)
            summary->n_new++;
        else if (record->written)
            summary->n_changed++;
        else
            summary->n_unchanged++;
    }
}

gboolean assay_ingest(const AssayEngine *engine, const AssayIngestOptions *options,
                      AssaySummary **ret_summary, GError **error)
{
    g_autoptr(AssayLock) lock = assay_lock_take(options->out, options->wait, options->stop, error);
    g_autoptr(AssayTree) tree = lock != NULL ? assay_tree_open(options->out, error) : NULL;
    if (tree == NULL)
        return FALSE;
    g_autoptr(AssaySource) source = assay_source_open(options->paths, options->out, error);
    if (source == NULL)
        return FALSE;
    assay_source_open_containers(source, NULL, NULL);
    g_autoptr(AssayPool) pool = start_pool(engine, options, error);
    if (pool == NULL)
        return FALSE;
    g_autoptr(AssayIndex) index = assay_index_new();
    g_autoptr(AssaySummary) summary = assay_summary_new();
    g_autoptr(GHashTable)
        quarantined = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    AssayIngest ingest = {.engine = engine,
                          .tree = tree,
                          .index = index,
                          .summary = summary,
                          .quarantined = quarantined};
    if (!assay_kept_scan(&ingest, error) || !assay_quarantine_scan(&ingest, error) ||
        !take_all(&ingest, source, pool, options, error) || !assay_regroup_all(&ingest, error) ||
        !assay_tree_commit(tree, NULL, error))
        return FALSE;
    g_ptr_array_sort(summary->unread, compare_texts);
    count_records(&ingest);
    *ret_summary = g_steal_pointer(&summary);
    return TRUE;
}

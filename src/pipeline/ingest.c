/* ingest.c: inputs one after another into an output tree. See ingest.h and assay.h. */
#include "pipeline/ingest.h"

#include <string.h>

#include "base/slice.h"
#include "base/sort.h"
#include "pipeline/books_parts.h"
#include "pipeline/metrics.h"
#include "pipeline/pool.h"
#include "pipeline/quarantine.h"
#include "source/source.h"
#include "store/lock.h"

/* A commit costs a wait for the disk; what is not committed is done again by a run after one that
 * was killed. The ledger is told in between, so that a commit does not take long. */
#define BATCH_CHANGES  1024u
#define BATCH_BYTES    (32u * 1024 * 1024)
#define BATCH_US       (10 * (gint64)G_USEC_PER_SEC)
#define FLUSH_CHANGES  64u
/* Captures of the index that stay in memory. */
#define INDEX_CAPTURES 1024u

gboolean assay_ingest_put(AssayIngest *ingest, gsize size_bytes, GError **error)
{
    ingest->n_waiting++;
    ingest->waiting_bytes += size_bytes;
    if (ingest->n_waiting >= BATCH_CHANGES || ingest->waiting_bytes >= BATCH_BYTES ||
        g_get_monotonic_time() - ingest->committed_us >= BATCH_US)
        return assay_ingest_commit(ingest, error);
    if (ingest->n_waiting % FLUSH_CHANGES == 0)
        assay_index_flush(ingest->index);
    return TRUE;
}

/* First the files, then what the ledger knows of them: killed between the two, the run is seen not
 * to have ended, and the next one looks at the files. */
gboolean assay_ingest_commit(AssayIngest *ingest, GError **error)
{
    ingest->n_waiting = 0;
    ingest->waiting_bytes = 0;
    if (!assay_tree_commit(ingest->tree, NULL, error))
        return FALSE;
    assay_index_flush(ingest->index);
    ingest->committed_us = g_get_monotonic_time();
    return assay_ledger_commit(ingest->ledger, error);
}

void assay_ingest_settle(AssayIngest *ingest)
{
    if (assay_index_n_captures(ingest->index) >= INDEX_CAPTURES)
        assay_index_evict(ingest->index);
}

void assay_ingest_progress(const AssayIngest *ingest, const char *uri)
{
    const AssayIngestOptions *options = ingest->options;
    if (options->progress == NULL)
        return;
    g_autofree char *name = assay_text_printable(uri);
    const AssayProgress progress = {ingest->summary->n_inputs + ingest->summary->n_skipped,
                                    ingest->n_expected, name};
    options->progress(&progress, options->user_data);
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
static gboolean fill_pool(AssayIngest *ingest, AssayBooks *books, AssaySource *source)
{
    while (assay_pool_has_room(ingest->pool)) {
        AssaySourceItem *item = NULL;
        g_autoptr(GError) cause = NULL;
        if (is_stopped(ingest->options)) {
            ingest->summary->is_interrupted = TRUE;
            return FALSE;
        }
        if (!assay_source_next(source, &item, &cause)) {
            note_unread(ingest, cause);
            continue;
        }
        if (item == NULL)
            return FALSE;
        if (assay_books_knows_member(books, item))
            assay_source_item_free(item);
        else
            assay_pool_put(ingest->pool, item);
    }
    return TRUE;
}

/* What is no input but may hold some goes back to where it came from. */
static gboolean give_back(AssaySource *source, AssayPoolResult *result)
{
    if (result == NULL || result->outcome != ASSAY_POOL_MAY_HOLD)
        return FALSE;
    assay_source_look_into(source, g_steal_pointer(&result->item));
    return TRUE;
}

static gboolean take_one(AssayIngest *ingest, AssayBooks *books, const AssayPoolResult *result,
                         GError **error)
{
    g_autoptr(GError) cause = NULL;
    ingest->summary->n_inputs++;
    if (!assay_books_enter(books, result, &cause) || !assay_take_result(ingest, result, &cause)) {
        if (!is_of_one_input(cause)) {
            g_propagate_error(error, g_steal_pointer(&cause));
            return FALSE;
        }
        note_unread(ingest, cause);
    }
    assay_books_settle(books, result, cause);
    assay_ingest_settle(ingest);
    assay_ingest_progress(ingest, result->item->uri);
    return !assay_books_is_batch(books) || assay_ingest_commit(ingest, error);
}

/* Results come in any order; what is made of them does not depend on it. */
static gboolean take_all(AssayIngest *ingest, AssayBooks *books, AssaySource *source,
                         GError **error)
{
    gboolean has_more = TRUE;
    for (;;) {
        has_more = has_more && fill_pool(ingest, books, source);
        g_autoptr(AssayPoolResult) result = NULL;
        if (!assay_pool_next(ingest->pool, &result, error))
            return FALSE;
        if (give_back(source, result))
            has_more = !ingest->summary->is_interrupted;
        else if (result != NULL && !take_one(ingest, books, result, error))
            return FALSE;
        else if (result == NULL && !has_more)
            return TRUE;
    }
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

static void tell_trees(const AssayIngest *ingest, const AssaySource *source)
{
    const GPtrArray *trees = assay_source_trees(source);
    for (guint i = 0; ingest->options->warn != NULL && i < trees->len; i++) {
        g_autofree char *path = assay_text_printable(g_ptr_array_index(trees, i));
        g_autofree char *message = g_strdup_printf(
            "%s: passed over: it is an output folder of assay, not captures", path);
        ingest->options->warn(message, ingest->options->user_data);
    }
}

/* Everything after the inputs: groups, what vanished, counts. */
static gboolean finish(AssayIngest *ingest, AssayBooks *books, const AssaySource *source,
                       GError **error)
{
    AssaySummary *summary = ingest->summary;
    gint64 start_us = g_get_monotonic_time();
    tell_trees(ingest, source);
    if (!assay_books_close(books, source, error) || !assay_regroup_all(ingest, error))
        return FALSE;
    assay_pool_stop(ingest->pool);
    if (!assay_ingest_commit(ingest, error))
        return FALSE;
    summary->seconds_grouping = (double)(g_get_monotonic_time() - start_us) / G_USEC_PER_SEC;
    assay_ledger_count_records(ingest->ledger, books->run, &summary->n_new, &summary->n_changed,
                               &summary->n_unchanged);
    g_ptr_array_sort(summary->unread, assay_sort_strings);
    assay_books_end_run(books, summary->is_interrupted ? "interrupted" : "done");
    return assay_ledger_commit(ingest->ledger, error);
}

static gboolean run(AssayIngest *ingest, AssaySource *source, GError **error)
{
    const AssayIngestOptions *options = ingest->options;
    gint64 start_us = g_get_monotonic_time();
    g_autoptr(AssayBooks) books = assay_books_open(ingest, options, error);
    if (books == NULL)
        return FALSE;
    gint64 opened_us = g_get_monotonic_time();
    const AssayContainerHost host = assay_pool_container_host(ingest->pool);
    assay_source_open_containers(source, &host, assay_books_knows_file, books);
    if (!assay_quarantine_scan(ingest, error) || !take_all(ingest, books, source, error))
        return FALSE;
    ingest->summary->seconds_opening = (double)(opened_us - start_us) / G_USEC_PER_SEC;
    ingest->summary->seconds_reading = (double)(g_get_monotonic_time() - opened_us) /
                                       G_USEC_PER_SEC;
    return finish(ingest, books, source, error) &&
           (options->metrics == NULL ||
            assay_metrics_write(options->metrics, ingest, assay_books_alarm(books), error));
}

static AssayTree *open_tree(const AssayIngestOptions *options, GError **error)
{
    g_autoptr(AssayTree) tree = options->against != NULL
                                    ? assay_tree_open_over(options->out, options->against, error)
                                    : assay_tree_open(options->out, error);
    if (tree == NULL || (options->keep_previous && !assay_tree_keep_previous(tree, error)))
        return NULL;
    return g_steal_pointer(&tree);
}

static AssaySource *open_source(const AssayIngestOptions *options, GError **error)
{
    const char *tree = options->against != NULL ? options->against : options->out;
    g_autoptr(AssaySource) source = assay_source_open(options->paths, tree, error);
    if (source == NULL ||
        (options->files_from != NULL &&
         !assay_source_add_list(source, options->files_from, options->is_nul, error)))
        return NULL;
    return g_steal_pointer(&source);
}

static AssayLedger *open_ledger(const AssayIngestOptions *options, GError **error)
{
    g_autofree char *message = NULL;
    AssayLedger *ledger = assay_ledger_open(options->out, &message, error);
    if (ledger != NULL && message != NULL && options->warn != NULL)
        options->warn(message, options->user_data);
    return ledger;
}

gboolean assay_ingest(const AssayEngine *engine, const AssayIngestOptions *options,
                      AssaySummary **ret_summary, GError **error)
{
    g_autoptr(AssayLock) lock = assay_lock_take(options->out, options->wait, options->stop, error);
    g_autoptr(AssayTree) tree = lock != NULL ? open_tree(options, error) : NULL;
    g_autoptr(AssaySource) source = tree != NULL ? open_source(options, error) : NULL;
    g_autoptr(AssayPool) pool = source != NULL ? start_pool(engine, options, error) : NULL;
    g_autoptr(AssayLedger) ledger = pool != NULL ? open_ledger(options, error) : NULL;
    if (ledger == NULL)
        return FALSE;
    g_autoptr(AssaySummary) summary = assay_summary_new();
    g_autoptr(GHashTable)
        quarantined = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    AssayIngest ingest = {.engine = engine,
                          .options = options,
                          .tree = tree,
                          .ledger = ledger,
                          .pool = pool,
                          .summary = summary,
                          .committed_us = g_get_monotonic_time(),
                          .quarantined = quarantined};
    gboolean done = run(&ingest, source, error);
    assay_index_free(ingest.index);
    if (done)
        *ret_summary = g_steal_pointer(&summary);
    return done;
}

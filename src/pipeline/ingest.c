/* ingest.c: inputs one after another into an output tree. See ingest.h and assay.h. */
#include "pipeline/ingest.h"

#include <string.h>

#include "source/source.h"

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

/* The same bytes under two names are one capture; it goes by the smaller name, whichever came
 * first. */
static void settle_uri(const AssayIngest *ingest, guint number, AssayCapture *capture)
{
    g_autoptr(AssayCapture) old = assay_kept_load(ingest, number, NULL);
    if (old != NULL && old->uri != NULL && strcmp(old->uri, capture->uri) < 0)
        capture->uri = assay_arena_strdup(capture->arena, old->uri);
}

static gboolean write_alone(AssayIngest *ingest, guint number, const AssayCapture *capture,
                            GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(numbers, number);
    const AssayWork work = {.set = assay_rules_find(ingest->engine->rules, capture->profile),
                            .numbers = numbers};
    return assay_regroup_write(ingest, &work, &capture, NULL, error);
}

/* What was read goes into the tree: at once where nothing is related to it. */
static gboolean accept_capture(AssayIngest *ingest, AssayCapture *capture, GError **error)
{
    guint number = assay_index_find(ingest->index, capture->sha256);
    if (number == ASSAY_INDEX_NONE)
        number = assay_index_add(ingest->index, capture->sha256);
    else if (assay_index_capture(ingest->index, number)->kept != ASSAY_KEPT_NOWHERE)
        settle_uri(ingest, number, capture);
    assay_kept_index(ingest, number, capture);
    if (assay_index_is_alone(ingest->index, number))
        return write_alone(ingest, number, capture, error);
    assay_index_capture(ingest->index, number)->is_dirty = TRUE;
    return assay_kept_put_beside(ingest, number, capture, error);
}

static gboolean take_item(AssayIngest *ingest, AssaySourceItem *item, GError **error)
{
    g_autoptr(AssayCapture) capture = NULL;
    if (!assay_source_read(item, error))
        return FALSE;
    AssayInput input = {.uri = item->uri, .content_type = item->content_type};
    input.bytes = g_bytes_get_data(item->bytes, &input.size);
    const AssayReadOptions options = {.url = item->url, .captured = item->captured};
    return assay_pipeline_read_one(ingest->engine, &input, &options, &capture, error) &&
           accept_capture(ingest, capture, error);
}

static gboolean take_all(AssayIngest *ingest, AssaySource *source,
                         const AssayIngestOptions *options, GError **error)
{
    for (;;) {
        g_autoptr(AssaySourceItem) item = NULL;
        g_autoptr(GError) cause = NULL;
        if (!assay_source_next(source, &item, &cause)) {
            note_unread(ingest, cause);
            continue;
        }
        if (item == NULL)
            return TRUE;
        ingest->summary->n_inputs++;
        if (!take_item(ingest, item, &cause)) {
            if (!is_of_one_input(cause)) {
                g_propagate_error(error, g_steal_pointer(&cause));
                return FALSE;
            }
            note_unread(ingest, cause);
        }
        if (options->progress != NULL) {
            const AssayProgress progress = {ingest->summary->n_inputs, item->uri};
            options->progress(&progress, options->user_data);
        }
    }
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
    g_autoptr(AssayTree) tree = assay_tree_open(options->out, error);
    if (tree == NULL)
        return FALSE;
    g_autoptr(AssaySource) source = assay_source_open(options->paths, options->out, error);
    if (source == NULL)
        return FALSE;
    assay_source_open_containers(source, NULL, NULL);
    g_autoptr(AssayIndex) index = assay_index_new();
    g_autoptr(AssaySummary) summary = assay_summary_new();
    AssayIngest ingest = {.engine = engine, .tree = tree, .index = index, .summary = summary};
    if (!assay_kept_scan(&ingest, error) || !take_all(&ingest, source, options, error) ||
        !assay_regroup_all(&ingest, error) || !assay_tree_commit(tree, NULL, error))
        return FALSE;
    count_records(&ingest);
    *ret_summary = g_steal_pointer(&summary);
    return TRUE;
}

/* regroup_split.c: a large cluster as jobs of whole works. See regroup.h.
 *
 * Where thousands of captures hang together, over titles that many works have, one more of them
 * changes one work or two: the others are found to be as they were and left alone. */
#include "pipeline/regroup.h"

typedef struct {
    AssayIngest *ingest;
    const GArray *numbers;  /* of the cluster */
    const GPtrArray *works; /* of AssayWork */
} Split;

static AssayIndexCapture *capture_of(const Split *split, const AssayWork *work, guint i)
{
    guint member = g_array_index(work->members, guint, i);
    return assay_index_capture(split->ingest->index, g_array_index(split->numbers, guint, member));
}

/* Whether the tree has the record of @work already: of these captures, none of which changed, and
 * under the id that it would get again. */
static gboolean is_there(const Split *split, const AssayWork *work)
{
    guint record = capture_of(split, work, 0)->record;
    for (guint i = 0; i < work->members->len; i++)
        if (capture_of(split, work, i)->is_dirty || capture_of(split, work, i)->record != record)
            return FALSE;
    if (record == ASSAY_INDEX_NONE || work->id == NULL)
        return FALSE;
    const AssayIndexRecord *entry = assay_index_get_record(split->ingest->index, record);
    gboolean has_plain_id = g_str_equal(entry->id, work->id);
    return entry->has_file && entry->n_captures == work->members->len &&
           has_plain_id == !work->renamed;
}

/* Jobs are done in any order: what only the record of another work holds is taken out of it
 * first. */
static gboolean rescue(const Split *split, GHashTable *by_id, const AssayWork *work, GError **error)
{
    AssayIngest *ingest = split->ingest;
    for (guint i = 0; i < work->members->len; i++) {
        const AssayIndexCapture *entry = capture_of(split, work, i);
        if (entry->kept != ASSAY_KEPT_IN_RECORD || entry->record == ASSAY_INDEX_NONE)
            continue;
        const AssayWork *owner = g_hash_table_lookup(
            by_id, assay_index_get_record(ingest->index, entry->record)->id);
        if (owner == NULL || owner == work)
            continue;
        guint number = g_array_index(split->numbers, guint, g_array_index(work->members, guint, i));
        g_autoptr(AssayCapture) capture = assay_kept_load(ingest, number, error);
        if (capture == NULL || !assay_kept_put_beside(ingest, number, capture, error))
            return FALSE;
    }
    return TRUE;
}

static int compare_members(gconstpointer a, gconstpointer b)
{
    const guint *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* A job of the captures that @works are of. @works: taken. */
static AssayRegroupJob *make_job(const Split *split, GPtrArray *works)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < works->len; i++) {
        const GArray *members = ((const AssayWork *)g_ptr_array_index(works, i))->members;
        g_array_append_vals(all, members->data, members->len);
    }
    g_array_sort(all, compare_members);
    for (guint i = 0; i < all->len; i++)
        g_array_append_val(numbers,
                           g_array_index(split->numbers, guint, g_array_index(all, guint, i)));
    for (guint i = 0; i < works->len; i++) {
        GArray *members = ((const AssayWork *)g_ptr_array_index(works, i))->members;
        for (guint j = 0; j < members->len; j++) {
            guint place = 0;
            g_array_binary_search(all, &g_array_index(members, guint, j), compare_members, &place);
            g_array_index(members, guint, j) = place;
        }
    }
    return assay_regroup_job_new(split->ingest, numbers, works);
}

static AssayWork *copy_work(const AssayWork *work)
{
    AssayWork *copy = assay_work_new();
    g_array_append_vals(copy->members, work->members->data, work->members->len);
    copy->renamed = work->renamed;
    return copy;
}

/* As many works to a job as a worker keeps in memory at once. */
static void add_jobs(const Split *split, GQueue *jobs)
{
    GPtrArray *part = NULL;
    guint n = 0;
    for (guint i = 0; i < split->works->len; i++) {
        const AssayWork *work = g_ptr_array_index(split->works, i);
        if (is_there(split, work))
            continue;
        if (part != NULL && n + work->members->len > ASSAY_WORKS_SHELVED) {
            g_queue_push_tail(jobs, make_job(split, g_steal_pointer(&part)));
            n = 0;
        }
        if (part == NULL)
            part = g_ptr_array_new_with_free_func(assay_work_free);
        g_ptr_array_add(part, copy_work(work));
        n += work->members->len;
    }
    if (part != NULL)
        g_queue_push_tail(jobs, make_job(split, part));
}

gboolean assay_regroup_split(AssayIngest *ingest, const GArray *numbers, GQueue *jobs,
                             GByteArray *unread, GError **error)
{
    g_autoptr(GPtrArray) works = assay_regroup_find(ingest, numbers, unread, error);
    if (works == NULL)
        return FALSE;
    const Split split = {ingest, numbers, works};
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < works->len; i++) {
        AssayWork *work = g_ptr_array_index(works, i);
        if (work->id != NULL && !work->renamed)
            g_hash_table_insert(by_id, work->id, work);
    }
    for (guint i = 0; i < works->len; i++)
        if (!rescue(&split, by_id, g_ptr_array_index(works, i), error))
            return FALSE;
    add_jobs(&split, jobs);
    return TRUE;
}

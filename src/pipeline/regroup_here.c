/* regroup_here.c: works of a cluster in this process. See regroup.h. */
#include "pipeline/regroup.h"

typedef struct {
    AssayIngest *ingest;
    const GArray *numbers;
    GByteArray *unread; /* or NULL */
} Here;

static AssayCapture *load(guint i, gpointer user_data, GError **error)
{
    const Here *here = user_data;
    return assay_kept_load(here->ingest, g_array_index(here->numbers, guint, i), error);
}

static void note_unread(guint i, const GError *cause, gpointer user_data)
{
    const Here *here = user_data;
    guint number = g_array_index(here->numbers, guint, i);
    g_ptr_array_add(here->ingest->summary->unread, g_strdup(cause->message));
    if (here->unread != NULL)
        g_byte_array_append(here->unread, assay_index_capture(here->ingest->index, number)->sha256,
                            32);
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

static AssayCluster cluster_of(Here *here)
{
    return (AssayCluster){.rules = here->ingest->engine->rules,
                          .n = here->numbers->len,
                          .load = load,
                          .unread = note_unread,
                          .work = place,
                          .user_data = here};
}

gboolean assay_regroup_here(AssayIngest *ingest, const GArray *numbers, const GPtrArray *works,
                            GError **error)
{
    Here here = {.ingest = ingest, .numbers = numbers};
    const AssayCluster cluster = cluster_of(&here);
    return assay_works_each(&cluster, works, error);
}

GPtrArray *assay_regroup_find(AssayIngest *ingest, const GArray *numbers, GByteArray *unread,
                              GError **error)
{
    Here here = {.ingest = ingest, .numbers = numbers, .unread = unread};
    const AssayCluster cluster = cluster_of(&here);
    return assay_works_find(&cluster, error);
}

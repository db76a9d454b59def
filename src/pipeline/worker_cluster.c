/* worker_cluster.c: grouping in a worker: from the captures of a cluster to their works. See
 * worker.h; the forms are in worker_wire.h, what is done is in works.c. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "pipeline/summary.h"
#include "pipeline/worker.h"
#include "pipeline/worker_wire.h"
#include "pipeline/works.h"

typedef struct {
    const AssayEngine *engine;
    int file;
    guint n;
    AssayWireCapture *captures;    /* owned */
    guint64 *starts;               /* owned; of their records in the file */
    GString *head;                 /* borrowed */
    GByteArray *records, *singles; /* owned */
    gboolean has_unread;
} Cluster;

static gboolean read_all(int file, gpointer bytes, gsize size, guint64 start, GError **error)
{
    gssize got = assay_file_read_at(file, bytes, size, start);
    if (got == (gssize)size)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INTERNAL, "a cluster cannot be read: %s",
                got < 0 ? g_strerror(errno) : "it ends early");
    return FALSE;
}

static void add_text(Cluster *cluster, const char *text)
{
    g_string_append_len(cluster->head, text, (gssize)strlen(text) + 1);
}

static void add_number(Cluster *cluster, guint64 number)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, number);
    add_text(cluster, text);
}

static gboolean add_bytes(GByteArray *part, GBytes *bytes, GError **error)
{
    gsize size;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    if (size > ASSAY_LIMIT_RECORD_BYTES || part->len + size > ASSAY_LIMIT_RECORD_BYTES) {
        g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT, "the cluster is too large");
        return FALSE;
    }
    g_byte_array_append(part, data, (guint)size);
    return TRUE;
}

/* A capture that is not kept beside its record has to be, once it is not all of that record. */
static gboolean add_single(Cluster *cluster, guint i, const AssayCapture *capture, GError **error)
{
    if (cluster->captures[i].wants_single == 0)
        return TRUE;
    const AssayRuleSet *set = assay_rules_find(cluster->engine->rules, capture->profile);
    g_autoptr(GBytes) bytes = assay_pipeline_single(set, capture);
    add_text(cluster, "s");
    add_number(cluster, i);
    add_number(cluster, g_bytes_get_size(bytes));
    return add_bytes(cluster->singles, bytes, error);
}

static AssayCapture *load(guint i, gpointer user_data, GError **error)
{
    Cluster *cluster = user_data;
    const AssayWireCapture *entry = &cluster->captures[i];
    guint8 *data = g_malloc(entry->size + 1);
    g_autoptr(GBytes) bytes = g_bytes_new_take(data, entry->size);
    if (!read_all(cluster->file, data, entry->size, cluster->starts[i], error))
        return NULL;
    g_autoptr(GPtrArray)
        captures = assay_works_parse(cluster->engine->rules, bytes, entry->sha256, NULL, error);
    g_autoptr(AssayCapture) capture = assay_works_pick(captures, entry->sha256);
    if (capture == NULL && captures != NULL)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s is not in its record",
                    entry->sha256);
    return g_steal_pointer(&capture);
}

/* What is not read is in no work; then nothing is done here at all. */
static void unread(guint i, const GError *cause, gpointer user_data)
{
    (void)i;
    (void)cause;
    Cluster *cluster = user_data;
    cluster->has_unread = TRUE;
}

static gboolean work(const GArray *members, const GPtrArray *captures, const AssayRecord *record,
                     const GError *cause, gpointer user_data, GError **error)
{
    Cluster *cluster = user_data;
    if (record == NULL) {
        g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_INTERNAL, cause->message);
        return FALSE;
    }
    g_autoptr(GBytes) bytes = assay_record_write(record);
    g_autofree char *flags = assay_summary_flags_of(record);
    add_text(cluster, "w");
    add_text(cluster, assay_record_id(record));
    add_text(cluster, flags);
    add_number(cluster, g_bytes_get_size(bytes));
    add_number(cluster, members->len);
    for (guint i = 0; i < members->len; i++)
        add_number(cluster, g_array_index(members, guint, i));
    gboolean done = add_bytes(cluster->records, bytes, error);
    for (guint i = 0; done && members->len > 1 && i < members->len; i++)
        done = add_single(cluster, g_array_index(members, guint, i), g_ptr_array_index(captures, i),
                          error);
    return done;
}

/* Works that were found before. Returns: (owned) or NULL: they are to be found. */
static GPtrArray *given_works(const Cluster *cluster)
{
    g_autoptr(GPtrArray) works = g_ptr_array_new_with_free_func(assay_work_free);
    for (guint i = 0; i < cluster->n; i++) {
        const AssayWireCapture *entry = &cluster->captures[i];
        while (works->len < MIN(entry->work, cluster->n))
            g_ptr_array_add(works, assay_work_new());
        if (entry->work == 0 || entry->work > cluster->n)
            return NULL;
        AssayWork *work = g_ptr_array_index(works, entry->work - 1);
        work->renamed = entry->renamed != 0;
        g_array_append_val(work->members, i);
    }
    return g_steal_pointer(&works);
}

static gboolean group(Cluster *cluster, GError **error)
{
    gsize size = cluster->n * sizeof(AssayWireCapture);
    if (!read_all(cluster->file, cluster->captures, size, 0, error))
        return FALSE;
    guint64 start = size;
    for (guint i = 0; i < cluster->n; i++) {
        cluster->starts[i] = start;
        start += cluster->captures[i].size;
    }
    const AssayCluster all = {.rules = cluster->engine->rules,
                              .n = cluster->n,
                              .load = load,
                              .unread = unread,
                              .work = work,
                              .user_data = cluster};
    g_autoptr(GPtrArray) given = given_works(cluster);
    if (!assay_works_each(&all, given, error))
        return FALSE;
    if (!cluster->has_unread)
        return TRUE;
    g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_INTERNAL, "a capture cannot be read");
    return FALSE;
}

gboolean assay_worker_group(const AssayEngine *engine, int file, guint n, GString *head,
                            GBytes **ret_records, GBytes **ret_singles, GError **error)
{
    Cluster cluster = {.engine = engine,
                       .file = file,
                       .n = n,
                       .captures = g_new0(AssayWireCapture, n),
                       .starts = g_new0(guint64, n),
                       .head = head,
                       .records = g_byte_array_new(),
                       .singles = g_byte_array_new()};
    gboolean done = group(&cluster, error);
    g_free(cluster.captures);
    g_free(cluster.starts);
    GBytes *records = g_byte_array_free_to_bytes(cluster.records);
    GBytes *singles = g_byte_array_free_to_bytes(cluster.singles);
    if (done) {
        *ret_records = records;
        *ret_singles = singles;
        return TRUE;
    }
    g_bytes_unref(records);
    g_bytes_unref(singles);
    return FALSE;
}

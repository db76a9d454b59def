/* pool_cluster.c: replies about clusters as results. See pool_parts.h; the form is in
 * worker_wire.h. As in pool_result.c, an enemy may have written them. */
#include <string.h>

#include "base/name.h"
#include "pipeline/pool_parts.h"

/* A capture as a record of its own. */
typedef struct {
    guint number;
    guint64 start, size;
} Single;

/* How far the texts of a head have told what is in the parts. */
typedef struct {
    AssayPoolResult *result;
    const char *at, *end;
    guint n;              /* captures of the cluster */
    guint n_in_works;     /* of them so far */
    gboolean *is_in_work; /* owned; by number */
    guint64 next[ASSAY_WIRE_N_PARTS], left[ASSAY_WIRE_N_PARTS];
} Decoding;

static void work_clear(gpointer data)
{
    AssayPoolWork *work = data;
    g_free(work->id);
    g_free(work->flags);
    g_clear_pointer(&work->members, g_array_unref);
}

/* Returns: FALSE if there is none, or it is more than @most. */
static gboolean take_number(Decoding *decoding, guint64 most, guint64 *ret_number)
{
    g_autofree char *text = assay_pool_take_text(&decoding->at, decoding->end);
    return text != NULL && g_ascii_string_to_unsigned(text, 10, 0, most, ret_number, NULL);
}

/* The next @size bytes of @part. */
static gboolean take_bytes(Decoding *decoding, guint part, guint64 *ret_start, guint64 *ret_size)
{
    if (!take_number(decoding, decoding->left[part], ret_size))
        return FALSE;
    *ret_start = decoding->next[part];
    decoding->next[part] += *ret_size;
    decoding->left[part] -= *ret_size;
    return TRUE;
}

static gboolean take_members(Decoding *decoding, GArray *members)
{
    guint64 n = 0, number = 0;
    if (!take_number(decoding, decoding->n, &n))
        return FALSE;
    for (guint64 i = 0; i < n; i++) {
        guint last = (guint)number;
        if (!take_number(decoding, decoding->n - 1, &number) || decoding->is_in_work[number] ||
            (i > 0 && number <= last))
            return FALSE;
        guint member = (guint)number;
        decoding->is_in_work[member] = TRUE;
        decoding->n_in_works++;
        g_array_append_val(members, member);
    }
    return n > 0;
}

static gboolean take_work(Decoding *decoding)
{
    GArray *works = decoding->result->works;
    g_array_set_size(works, works->len + 1);
    AssayPoolWork *work = &g_array_index(works, AssayPoolWork, works->len - 1);
    work->members = g_array_new(FALSE, FALSE, sizeof(guint));
    work->id = assay_pool_take_text(&decoding->at, decoding->end);
    work->flags = assay_pool_take_text(&decoding->at, decoding->end);
    return work->id != NULL && work->flags != NULL && assay_name_is_id(work->id) &&
           take_bytes(decoding, ASSAY_WIRE_RECORD, &work->start, &work->size) &&
           take_members(decoding, work->members);
}

static gboolean take_single(Decoding *decoding)
{
    guint64 number;
    Single single;
    if (!take_number(decoding, decoding->n - 1, &number) ||
        !take_bytes(decoding, ASSAY_WIRE_SINGLE, &single.start, &single.size))
        return FALSE;
    single.number = (guint)number;
    g_array_append_val(decoding->result->singles, single);
    return TRUE;
}

/* Every capture is of one work: what a worker cannot do whole it does not do. */
gboolean assay_pool_decode_cluster(AssayPoolResult *result, const char *at, const char *end)
{
    const AssayPoolSlot *slot = result->slot;
    guint n = (guint)(g_bytes_get_size(result->cluster) / 32);
    g_autofree gboolean *is_in_work = g_new0(gboolean, n + 1);
    Decoding decoding = {.result = result, .at = at, .end = end, .n = n, .is_in_work = is_in_work};
    memcpy(decoding.next, slot->start, sizeof decoding.next);
    memcpy(decoding.left, slot->size, sizeof decoding.left);
    result->works = g_array_new(FALSE, TRUE, sizeof(AssayPoolWork));
    g_array_set_clear_func(result->works, work_clear);
    result->singles = g_array_new(FALSE, FALSE, sizeof(Single));
    gboolean done = TRUE;
    while (done && decoding.at < end) {
        g_autofree char *kind = assay_pool_take_text(&decoding.at, end);
        done = kind != NULL && (*kind == 'w' ? take_work(&decoding) : take_single(&decoding));
    }
    return done && decoding.n_in_works == n;
}

GBytes *assay_pool_result_work(const AssayPoolResult *result, const AssayPoolWork *work)
{
    return assay_pool_lend_slot(result->slot, work->start, work->size);
}

GBytes *assay_pool_result_member(const AssayPoolResult *result, guint number)
{
    for (guint i = 0; i < result->singles->len; i++) {
        const Single *single = &g_array_index(result->singles, Single, i);
        if (single->number == number)
            return assay_pool_lend_slot(result->slot, single->start, single->size);
    }
    return NULL;
}

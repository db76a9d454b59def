/* index.c: see index.h.
 *
 * Keys are kept as 64 bits of a hash. Two keys that fall together only make a cluster larger than
 * it need be; identity.c decides on the real ones. */
#include "pipeline/index.h"

#include <string.h>

/* One key of one capture, in two lists: the capture's keys and the captures of the key. */
typedef struct {
    guint64 key;
    guint capture;
    guint next_of_capture, next_of_key; /* slots, or NONE */
} Slot;

struct AssayIndex {
    GArray *captures;      /* of AssayIndexCapture */
    GArray *records;       /* of AssayIndexRecord */
    GArray *slots;         /* of Slot; dropped ones have capture NONE */
    GHashTable *by_sha256; /* first 8 bytes of the hash to capture + 1: see find */
    GHashTable *by_key;    /* key to slot + 1 */
    GHashTable *by_id;     /* id to record + 1; keys borrowed from the records */
};

static void record_clear(gpointer record)
{
    g_free(((AssayIndexRecord *)record)->id);
}

AssayIndex *assay_index_new(void)
{
    AssayIndex *index = g_new0(AssayIndex, 1);
    index->captures = g_array_new(FALSE, TRUE, sizeof(AssayIndexCapture));
    index->records = g_array_new(FALSE, TRUE, sizeof(AssayIndexRecord));
    g_array_set_clear_func(index->records, record_clear);
    index->slots = g_array_new(FALSE, TRUE, sizeof(Slot));
    index->by_sha256 = g_hash_table_new(NULL, NULL);
    index->by_key = g_hash_table_new(NULL, NULL);
    index->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    return index;
}

void assay_index_free(AssayIndex *index)
{
    if (index == NULL)
        return;
    g_hash_table_unref(index->by_sha256);
    g_hash_table_unref(index->by_key);
    g_hash_table_unref(index->by_id);
    g_array_unref(index->captures);
    g_array_unref(index->records);
    g_array_unref(index->slots);
    g_free(index);
}

static void parse_sha256(const char *hex, guint8 *bytes)
{
    for (guint i = 0; i < 32; i++) {
        int high = g_ascii_xdigit_value(hex[2 * i]);
        int low = high < 0 ? -1 : g_ascii_xdigit_value(hex[2 * i + 1]);
        g_assert(high >= 0 && low >= 0); /* made by hash.c, or validated when read */
        bytes[i] = (guint8)(high * 16 + low);
    }
}

/* A pointer-sized part of the hash; what falls together is probed by counting up. */
static gsize sha256_head(const guint8 *sha256)
{
    gsize head;
    memcpy(&head, sha256, sizeof head);
    return head;
}

guint assay_index_find(const AssayIndex *index, const char *sha256)
{
    guint8 bytes[32];
    parse_sha256(sha256, bytes);
    for (gsize head = sha256_head(bytes);; head++) {
        guint found = GPOINTER_TO_UINT(
            g_hash_table_lookup(index->by_sha256, GSIZE_TO_POINTER(head)));
        if (found == 0)
            return ASSAY_INDEX_NONE;
        if (memcmp(assay_index_capture(index, found - 1)->sha256, bytes, 32) == 0)
            return found - 1;
    }
}

guint assay_index_add(AssayIndex *index, const char *sha256)
{
    AssayIndexCapture capture = {.record = ASSAY_INDEX_NONE, .first_slot = ASSAY_INDEX_NONE};
    parse_sha256(sha256, capture.sha256);
    gsize head = sha256_head(capture.sha256);
    while (g_hash_table_contains(index->by_sha256, GSIZE_TO_POINTER(head)))
        head++;
    g_array_append_val(index->captures, capture);
    g_hash_table_insert(index->by_sha256, GSIZE_TO_POINTER(head),
                        GUINT_TO_POINTER(index->captures->len));
    return index->captures->len - 1;
}

guint assay_index_n_captures(const AssayIndex *index)
{
    return index->captures->len;
}

AssayIndexCapture *assay_index_capture(const AssayIndex *index, guint capture)
{
    return &g_array_index(index->captures, AssayIndexCapture, capture);
}

char *assay_index_sha256(const AssayIndex *index, guint capture)
{
    const guint8 *bytes = assay_index_capture(index, capture)->sha256;
    char *hex = g_malloc(65);
    for (guint i = 0; i < 32; i++)
        g_snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return hex;
}

static Slot *get_slot(const AssayIndex *index, guint slot)
{
    return &g_array_index(index->slots, Slot, slot);
}

/* FNV-1a, 64 bits. */
static guint64 hash_key(const char *key)
{
    guint64 hash = 0xcbf29ce484222325u;
    for (const char *c = key; *c != '\0'; c++)
        hash = (hash ^ (guchar)*c) * 0x100000001b3u;
    return hash;
}

static guint first_of_key(const AssayIndex *index, guint64 key)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(index->by_key, GSIZE_TO_POINTER((gsize)key))) - 1;
}

/* What was one work with @capture may be none without it, or another. */
static void drop_keys(AssayIndex *index, guint capture)
{
    AssayIndexCapture *entry = assay_index_capture(index, capture);
    for (guint s = entry->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture) {
        get_slot(index, s)->capture = ASSAY_INDEX_NONE;
        for (guint t = first_of_key(index, get_slot(index, s)->key); t != ASSAY_INDEX_NONE;
             t = get_slot(index, t)->next_of_key)
            if (get_slot(index, t)->capture != ASSAY_INDEX_NONE)
                assay_index_capture(index, get_slot(index, t)->capture)->is_dirty = TRUE;
    }
    entry->first_slot = ASSAY_INDEX_NONE;
}

void assay_index_set_keys(AssayIndex *index, guint capture, const char *const *keys)
{
    drop_keys(index, capture);
    AssayIndexCapture *entry = assay_index_capture(index, capture);
    for (; *keys != NULL; keys++) {
        guint64 key = hash_key(*keys);
        gpointer pointer = GSIZE_TO_POINTER((gsize)key);
        guint first = GPOINTER_TO_UINT(g_hash_table_lookup(index->by_key, pointer));
        Slot slot = {.key = key,
                     .capture = capture,
                     .next_of_capture = entry->first_slot,
                     .next_of_key = first == 0 ? ASSAY_INDEX_NONE : first - 1};
        g_array_append_val(index->slots, slot);
        entry->first_slot = index->slots->len - 1;
        g_hash_table_insert(index->by_key, pointer, GUINT_TO_POINTER(index->slots->len));
    }
}

guint assay_index_find_record(const AssayIndex *index, const char *id)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(index->by_id, id)) - 1;
}

guint assay_index_record(AssayIndex *index, const char *id)
{
    guint found = assay_index_find_record(index, id);
    if (found != ASSAY_INDEX_NONE)
        return found;
    AssayIndexRecord record = {.id = g_strdup(id)};
    g_array_append_val(index->records, record);
    g_hash_table_insert(index->by_id, record.id, GUINT_TO_POINTER(index->records->len));
    return index->records->len - 1;
}

guint assay_index_n_records(const AssayIndex *index)
{
    return index->records->len;
}

AssayIndexRecord *assay_index_get_record(const AssayIndex *index, guint record)
{
    return &g_array_index(index->records, AssayIndexRecord, record);
}

void assay_index_move(AssayIndex *index, guint capture, guint record)
{
    AssayIndexCapture *entry = assay_index_capture(index, capture);
    if (entry->record != ASSAY_INDEX_NONE)
        assay_index_get_record(index, entry->record)->n_captures--;
    entry->record = record;
    if (record != ASSAY_INDEX_NONE)
        assay_index_get_record(index, record)->n_captures++;
}

static gboolean is_kept(const AssayIndex *index, guint capture)
{
    return assay_index_capture(index, capture)->kept != ASSAY_KEPT_NOWHERE;
}

gboolean assay_index_is_alone(const AssayIndex *index, guint capture)
{
    const AssayIndexCapture *entry = assay_index_capture(index, capture);
    if (entry->record != ASSAY_INDEX_NONE &&
        assay_index_get_record(index, entry->record)->n_captures > 1)
        return FALSE;
    for (guint s = entry->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture)
        for (guint t = first_of_key(index, get_slot(index, s)->key); t != ASSAY_INDEX_NONE;
             t = get_slot(index, t)->next_of_key) {
            guint other = get_slot(index, t)->capture;
            if (other != ASSAY_INDEX_NONE && other != capture && is_kept(index, other))
                return FALSE;
        }
    return TRUE;
}

static void see(AssayIndex *index, guint capture, GArray *cluster)
{
    AssayIndexCapture *entry = assay_index_capture(index, capture);
    if (entry->is_seen || entry->kept == ASSAY_KEPT_NOWHERE)
        return;
    entry->is_seen = TRUE;
    g_array_append_val(cluster, capture);
}

static int compare_captures(gconstpointer a, gconstpointer b, gpointer user_data)
{
    const AssayIndex *index = user_data;
    return memcmp(assay_index_capture(index, *(const guint *)a)->sha256,
                  assay_index_capture(index, *(const guint *)b)->sha256, 32);
}

GArray *assay_index_cluster(AssayIndex *index, guint capture)
{
    GArray *cluster = g_array_new(FALSE, FALSE, sizeof(guint));
    see(index, capture, cluster);
    for (guint i = 0; i < cluster->len; i++) {
        const AssayIndexCapture *entry = assay_index_capture(index,
                                                             g_array_index(cluster, guint, i));
        for (guint s = entry->first_slot; s != ASSAY_INDEX_NONE;
             s = get_slot(index, s)->next_of_capture)
            for (guint t = first_of_key(index, get_slot(index, s)->key); t != ASSAY_INDEX_NONE;
                 t = get_slot(index, t)->next_of_key)
                if (get_slot(index, t)->capture != ASSAY_INDEX_NONE)
                    see(index, get_slot(index, t)->capture, cluster);
    }
    g_array_sort_with_data(cluster, compare_captures, index);
    return cluster;
}

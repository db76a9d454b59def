/* index.c: see index.h.
 *
 * Keys are kept as 64 bits of a hash. Two keys that fall together only make a cluster larger than
 * it need be; identity.c decides on the real ones. */
#include "pipeline/index.h"

#include <string.h>

#include "base/hash.h"
#include "record/identity.h"

enum { SIDE_NONE, SIDE_SEEKS, SIDE_IS_FOUND, SIDE_MASK };

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
    GHashTable *whole;     /* set of keys all captures of which are in memory */
    AssayLedger *ledger;   /* borrowed */
    gint64 run;
};

static void record_clear(gpointer record)
{
    g_free(((AssayIndexRecord *)record)->id);
    g_free(((AssayIndexRecord *)record)->flags);
}

static void make_empty(AssayIndex *index)
{
    index->captures = g_array_new(FALSE, TRUE, sizeof(AssayIndexCapture));
    index->records = g_array_new(FALSE, TRUE, sizeof(AssayIndexRecord));
    g_array_set_clear_func(index->records, record_clear);
    index->slots = g_array_new(FALSE, TRUE, sizeof(Slot));
    index->by_sha256 = g_hash_table_new(NULL, NULL);
    index->by_key = g_hash_table_new(NULL, NULL);
    index->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    index->whole = g_hash_table_new(NULL, NULL);
}

static void clear(AssayIndex *index)
{
    g_hash_table_unref(index->by_sha256);
    g_hash_table_unref(index->by_key);
    g_hash_table_unref(index->by_id);
    g_hash_table_unref(index->whole);
    g_array_unref(index->captures);
    g_array_unref(index->records);
    g_array_unref(index->slots);
}

AssayIndex *assay_index_new(AssayLedger *ledger, gint64 run)
{
    AssayIndex *index = g_new0(AssayIndex, 1);
    index->ledger = ledger;
    index->run = run;
    make_empty(index);
    return index;
}

void assay_index_free(AssayIndex *index)
{
    if (index == NULL)
        return;
    clear(index);
    g_free(index);
}

/* A pointer-sized part of the hash; what falls together is probed by counting up. */
static gsize sha256_head(const guint8 *sha256)
{
    gsize head;
    memcpy(&head, sha256, sizeof head);
    return head;
}

static guint find_in_memory(const AssayIndex *index, const guint8 *sha256)
{
    for (gsize head = sha256_head(sha256);; head++) {
        guint found = GPOINTER_TO_UINT(
            g_hash_table_lookup(index->by_sha256, GSIZE_TO_POINTER(head)));
        if (found == 0)
            return ASSAY_INDEX_NONE;
        if (memcmp(assay_index_capture(index, found - 1)->sha256, sha256, 32) == 0)
            return found - 1;
    }
}

static guint add_capture(AssayIndex *index, const guint8 *sha256)
{
    AssayIndexCapture capture = {.record = ASSAY_INDEX_NONE, .first_slot = ASSAY_INDEX_NONE};
    memcpy(capture.sha256, sha256, 32);
    gsize head = sha256_head(sha256);
    while (g_hash_table_contains(index->by_sha256, GSIZE_TO_POINTER(head)))
        head++;
    g_array_append_val(index->captures, capture);
    g_hash_table_insert(index->by_sha256, GSIZE_TO_POINTER(head),
                        GUINT_TO_POINTER(index->captures->len));
    return index->captures->len - 1;
}

/* Made by hash.c, or validated when it was read. */
static void parse(const char *sha256, guint8 *ret_bytes)
{
    if (!assay_hash_from_hex(sha256, ret_bytes))
        g_assert_not_reached();
}

guint assay_index_add(AssayIndex *index, const char *sha256)
{
    guint8 bytes[ASSAY_HASH_BYTES];
    parse(sha256, bytes);
    return add_capture(index, bytes);
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
    char *hex = g_malloc(ASSAY_HASH_HEX_SIZE);
    assay_hash_to_hex(assay_index_capture(index, capture)->sha256, hex);
    return hex;
}

static Slot *get_slot(const AssayIndex *index, guint slot)
{
    return &g_array_index(index->slots, Slot, slot);
}

/* FNV-1a, 64 bits; the lowest two say which side of a pair the key is. */
guint64 assay_index_key(const char *key)
{
    guint64 side = *key == '<' ? SIDE_SEEKS : *key == '>' ? SIDE_IS_FOUND : SIDE_NONE;
    guint64 hash = 0xcbf29ce484222325u;
    for (const char *c = side == SIDE_NONE ? key : key + 1; *c != '\0'; c++)
        hash = (hash ^ (guchar)*c) * 0x100000001b3u;
    return (hash & ~(guint64)SIDE_MASK) | side;
}

GArray *assay_index_keys_of(const AssayPlan *plan, const AssayCapture *capture)
{
    g_autoptr(AssayIdentity) identity = assay_identity_of(plan, capture);
    GArray *keys = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (const char *const *text = assay_identity_keys(identity); *text != NULL; text++) {
        guint64 key = assay_index_key(*text);
        if (!g_str_has_prefix(*text, "sha256:"))
            g_array_append_val(keys, key);
    }
    return keys;
}

/* The key that those related over @key have. */
static guint64 partner_of(guint64 key)
{
    return (key & SIDE_MASK) == SIDE_NONE ? key : key ^ (SIDE_SEEKS | SIDE_IS_FOUND);
}

/* Slots of those related over @key, from the first on. */
static guint first_partner(const AssayIndex *index, guint64 key)
{
    key = partner_of(key);
    return GPOINTER_TO_UINT(g_hash_table_lookup(index->by_key, GSIZE_TO_POINTER((gsize)key))) - 1;
}

static void add_slot(AssayIndex *index, guint capture, guint64 key)
{
    AssayIndexCapture *entry = assay_index_capture(index, capture);
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

/* ---- Loading ---- */

static guint load_capture(AssayIndex *index, const guint8 *sha256)
{
    AssayLedgerCapture saved = {0};
    gint64 row = 0;
    g_autoptr(GArray) keys = NULL;
    if (!assay_ledger_find_capture(index->ledger, sha256, &saved, &row, &keys))
        return ASSAY_INDEX_NONE;
    guint number = add_capture(index, sha256);
    guint record = *saved.record != '\0' ? assay_index_record(index, saved.record)
                                         : ASSAY_INDEX_NONE;
    AssayIndexCapture *entry = assay_index_capture(index, number);
    entry->record = record; /* which counts it already */
    entry->kept = (AssayKept)saved.kept;
    entry->is_dirty = saved.is_dirty;
    entry->row = row;
    entry->saved = saved;
    for (guint i = 0; i < keys->len; i++)
        add_slot(index, number, g_array_index(keys, guint64, i));
    return number;
}

guint assay_index_load(AssayIndex *index, const guint8 *hash)
{
    guint found = find_in_memory(index, hash);
    return found != ASSAY_INDEX_NONE ? found : load_capture(index, hash);
}

guint assay_index_find(AssayIndex *index, const char *sha256)
{
    guint8 bytes[ASSAY_HASH_BYTES];
    parse(sha256, bytes);
    return assay_index_load(index, bytes);
}

/* All captures with @key into memory. Those that are there are as they are now, whatever the
 * ledger says. */
static void load_key(AssayIndex *index, guint64 key)
{
    if (!g_hash_table_add(index->whole, GSIZE_TO_POINTER((gsize)key)))
        return;
    guint8 sha256[ASSAY_HASH_BYTES];
    for (guint at = 0; assay_ledger_next_with(index->ledger, key, &at, sha256);)
        if (find_in_memory(index, sha256) == ASSAY_INDEX_NONE)
            load_capture(index, sha256);
}

static void load_keys_of(AssayIndex *index, guint capture)
{
    for (guint s = assay_index_capture(index, capture)->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture)
        load_key(index, partner_of(get_slot(index, s)->key));
}

/* ---- Keys ---- */

/* What was one work with @capture may be none without it, or another. */
static void drop_keys(AssayIndex *index, guint capture)
{
    load_keys_of(index, capture);
    AssayIndexCapture *entry = assay_index_capture(index, capture);
    for (guint s = entry->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture) {
        get_slot(index, s)->capture = ASSAY_INDEX_NONE;
        for (guint t = first_partner(index, get_slot(index, s)->key); t != ASSAY_INDEX_NONE;
             t = get_slot(index, t)->next_of_key)
            if (get_slot(index, t)->capture != ASSAY_INDEX_NONE &&
                get_slot(index, t)->capture != capture)
                assay_index_capture(index, get_slot(index, t)->capture)->is_dirty = TRUE;
    }
    entry->first_slot = ASSAY_INDEX_NONE;
    entry->has_new_keys = TRUE;
}

/* Most of the time a capture that is read again has the keys it had. */
static gboolean has_keys(const AssayIndex *index, guint capture, const guint64 *keys, guint n_keys)
{
    guint n_slots = 0;
    for (guint s = assay_index_capture(index, capture)->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture, n_slots++) {
        gboolean found = FALSE;
        for (guint i = 0; i < n_keys && !found; i++)
            found = keys[i] == get_slot(index, s)->key;
        if (!found)
            return FALSE;
    }
    return n_slots == n_keys;
}

void assay_index_set_keys(AssayIndex *index, guint capture, const guint64 *keys, guint n_keys)
{
    if (has_keys(index, capture, keys, n_keys))
        return;
    drop_keys(index, capture);
    for (guint i = 0; i < n_keys; i++)
        add_slot(index, capture, keys[i]);
}

void assay_index_forget(AssayIndex *index, guint capture)
{
    drop_keys(index, capture);
    assay_index_move(index, capture, ASSAY_INDEX_NONE);
    assay_index_capture(index, capture)->kept = ASSAY_KEPT_NOWHERE;
    assay_index_capture(index, capture)->is_dirty = FALSE;
}

/* ---- Records ---- */

guint assay_index_record(AssayIndex *index, const char *id)
{
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(index->by_id, id));
    if (found != 0)
        return found - 1;
    AssayIndexRecord record = {.id = g_strdup(id)};
    AssayLedgerRecord saved = {0};
    if (assay_ledger_find_record(index->ledger, id, &saved)) {
        record.n_captures = saved.n_captures;
        record.existed = saved.first_run < index->run;
        record.touched = saved.touched_run == index->run;
        record.written = saved.written_run == index->run;
        record.flags = saved.flags;
        record.has_file = record.in_ledger = TRUE;
        record.saved = saved;
    }
    g_array_append_val(index->records, record);
    g_hash_table_insert(index->by_id, record.id, GUINT_TO_POINTER(index->records->len));
    return index->records->len - 1;
}

void assay_index_set_flags(AssayIndex *index, guint record, char *flags)
{
    AssayIndexRecord *entry = assay_index_get_record(index, record);
    g_free(entry->flags);
    entry->flags = flags;
    entry->has_new_flags = TRUE;
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

/* Of those in memory. */
static gboolean has_partner(const AssayIndex *index, guint capture, guint64 key)
{
    for (guint s = first_partner(index, key); s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_key) {
        guint other = get_slot(index, s)->capture;
        if (other != ASSAY_INDEX_NONE && other != capture &&
            assay_index_capture(index, other)->kept != ASSAY_KEPT_NOWHERE)
            return TRUE;
    }
    return FALSE;
}

/* Of those that are in the ledger only; which of them is of no matter, so it is not loaded. */
static gboolean has_saved_partner(const AssayIndex *index, guint64 key)
{
    guint8 sha256[ASSAY_HASH_BYTES];
    key = partner_of(key);
    if (g_hash_table_contains(index->whole, GSIZE_TO_POINTER((gsize)key)))
        return FALSE;
    for (guint at = 0; assay_ledger_next_with(index->ledger, key, &at, sha256);)
        if (find_in_memory(index, sha256) == ASSAY_INDEX_NONE)
            return TRUE;
    return FALSE;
}

gboolean assay_index_is_alone(const AssayIndex *index, guint capture)
{
    const AssayIndexCapture *entry = assay_index_capture(index, capture);
    if (entry->record != ASSAY_INDEX_NONE &&
        assay_index_get_record(index, entry->record)->n_captures > 1)
        return FALSE;
    for (guint s = entry->first_slot; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture)
        if (has_partner(index, capture, get_slot(index, s)->key) ||
            has_saved_partner(index, get_slot(index, s)->key))
            return FALSE;
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
        guint member = g_array_index(cluster, guint, i);
        load_keys_of(index, member);
        for (guint s = assay_index_capture(index, member)->first_slot; s != ASSAY_INDEX_NONE;
             s = get_slot(index, s)->next_of_capture)
            for (guint t = first_partner(index, get_slot(index, s)->key); t != ASSAY_INDEX_NONE;
                 t = get_slot(index, t)->next_of_key)
                if (get_slot(index, t)->capture != ASSAY_INDEX_NONE)
                    see(index, get_slot(index, t)->capture, cluster);
    }
    for (guint i = 0; i < cluster->len; i++)
        assay_index_capture(index, g_array_index(cluster, guint, i))->is_seen = FALSE;
    g_array_sort_with_data(cluster, compare_captures, index);
    return cluster;
}

/* ---- Writing back ---- */

static void flush_capture(AssayIndex *index, guint number)
{
    AssayIndexCapture *entry = assay_index_capture(index, number);
    if (entry->kept == ASSAY_KEPT_NOWHERE) {
        if (entry->row != 0)
            assay_ledger_remove_capture(index->ledger, entry->sha256);
        entry->row = 0;
        return;
    }
    const char *record = entry->record != ASSAY_INDEX_NONE
                             ? assay_index_get_record(index, entry->record)->id
                             : "";
    gboolean has_keys = entry->has_new_keys || entry->row == 0;
    if (!has_keys && entry->kept == entry->saved.kept && entry->is_dirty == entry->saved.is_dirty &&
        strcmp(record, entry->saved.record) == 0)
        return;
    AssayLedgerCapture now = {.kept = entry->kept, .is_dirty = entry->is_dirty};
    memcpy(now.sha256, entry->sha256, sizeof now.sha256);
    g_strlcpy(now.record, record, sizeof now.record);
    g_autoptr(GArray) keys = has_keys ? g_array_new(FALSE, FALSE, sizeof(guint64)) : NULL;
    for (guint s = has_keys ? entry->first_slot : ASSAY_INDEX_NONE; s != ASSAY_INDEX_NONE;
         s = get_slot(index, s)->next_of_capture)
        g_array_append_val(keys, get_slot(index, s)->key);
    entry->row = assay_ledger_put_capture(index->ledger, &now, keys);
    entry->saved = now;
    entry->has_new_keys = FALSE;
}

static void flush_record(AssayIndex *index, AssayIndexRecord *entry)
{
    if (!entry->has_file) {
        if (entry->in_ledger)
            assay_ledger_remove_record(index->ledger, entry->id);
        entry->in_ledger = FALSE;
        return;
    }
    const AssayLedgerRecord now = {
        .n_captures = entry->n_captures,
        .first_run = entry->existed ? 0 : index->run,
        .touched_run = entry->touched ? index->run : entry->saved.touched_run,
        .written_run = entry->written ? index->run : entry->saved.written_run,
        .flags = entry->flags,
    };
    if (entry->in_ledger && !entry->has_new_flags && now.n_captures == entry->saved.n_captures &&
        now.touched_run == entry->saved.touched_run && now.written_run == entry->saved.written_run)
        return;
    assay_ledger_put_record(index->ledger, entry->id, &now);
    entry->in_ledger = TRUE;
    entry->has_new_flags = FALSE;
    entry->saved = now;
}

void assay_index_flush(AssayIndex *index)
{
    for (guint i = 0; i < index->captures->len; i++)
        flush_capture(index, i);
    for (guint i = 0; i < index->records->len; i++)
        flush_record(index, assay_index_get_record(index, i));
}

void assay_index_evict(AssayIndex *index)
{
    assay_index_flush(index);
    clear(index);
    make_empty(index);
}

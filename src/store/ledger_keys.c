/* ledger_keys.c: which captures have an identity key. See ledger.h and ledger_sql.h.
 *
 * Keys lie with their captures in the ledger. The other way round they are in memory, in 8 bytes
 * each, from when they are first asked for: a table for it was half of what writing a document's
 * rows took. A run that finds every input as it was asks for none. */
#include <string.h>

#include "base/hash.h"
#include "store/ledger_sql.h"

/* By the highest bits of the key. */
#define N_PARTS    4096u
#define PART_SHIFT 52

/* The low half of each key and the row of its capture, in any order. */
typedef struct {
    struct {
        guint32 key, row;
    } * entries; /* owned */
    guint n, n_room;
} Part;

struct AssayLedgerKeys {
    Part parts[N_PARTS];
};

static void add(AssayLedgerKeys *index, guint64 key, gint64 row)
{
    Part *part = &index->parts[key >> PART_SHIFT];
    if (part->n == part->n_room) {
        part->n_room += part->n_room / 2 + 4;
        part->entries = g_realloc_n(part->entries, part->n_room, sizeof *part->entries);
    }
    part->entries[part->n].key = (guint32)key;
    part->entries[part->n++].row = (guint32)row;
}

static void drop(AssayLedgerKeys *index, guint64 key, gint64 row)
{
    Part *part = &index->parts[key >> PART_SHIFT];
    for (guint i = part->n; i-- > 0;)
        if (part->entries[i].key == (guint32)key && part->entries[i].row == (guint32)row)
            part->entries[i] = part->entries[--part->n];
}

/* From what the captures have. */
static AssayLedgerKeys *make(AssayLedger *ledger)
{
    AssayLedgerKeys *index = g_new0(AssayLedgerKeys, 1);
    sqlite3_stmt *found = assay_ledger_sql(ledger, "SELECT capture, keys FROM captures", "");
    while (assay_ledger_step(ledger, found)) {
        g_autoptr(GArray) keys = assay_ledger_read_keys(found, 1);
        for (guint i = 0; i < keys->len; i++)
            add(index, g_array_index(keys, guint64, i), sqlite3_column_int64(found, 0));
    }
    return index;
}

void assay_ledger_keys_free(AssayLedgerKeys *index)
{
    for (guint i = 0; index != NULL && i < N_PARTS; i++)
        g_free(index->parts[i].entries);
    g_free(index);
}

GArray *assay_ledger_read_keys(sqlite3_stmt *statement, int column)
{
    const guint8 *bytes = sqlite3_column_blob(statement, column);
    guint n = (guint)sqlite3_column_bytes(statement, column) / sizeof(guint64);
    GArray *keys = g_array_sized_new(FALSE, FALSE, sizeof(guint64), n);
    for (guint i = 0; i < n; i++) {
        guint64 key;
        memcpy(&key, bytes + i * sizeof key, sizeof key);
        key = GUINT64_FROM_LE(key);
        g_array_append_val(keys, key);
    }
    return keys;
}

void assay_ledger_move_keys(AssayLedger *ledger, gint64 row, const GArray *from, const GArray *to)
{
    if (ledger->keys == NULL)
        return; /* made of what the captures have when it is asked for */
    for (guint i = 0; from != NULL && i < from->len; i++)
        drop(ledger->keys, g_array_index(from, guint64, i), row);
    for (guint i = 0; to != NULL && i < to->len; i++)
        add(ledger->keys, g_array_index(to, guint64, i), row);
}

gboolean assay_ledger_next_with(AssayLedger *ledger, guint64 key, guint *at, guint8 *ret_sha256)
{
    if (ledger->keys == NULL)
        ledger->keys = make(ledger);
    const Part *part = &ledger->keys->parts[key >> PART_SHIFT];
    gboolean found = FALSE;
    while (!found && *at < part->n) {
        guint i = (*at)++;
        if (part->entries[i].key != (guint32)key)
            continue;
        sqlite3_stmt *capture = assay_ledger_sql(ledger,
                                                 "SELECT sha256 FROM captures WHERE capture = ?",
                                                 "i", (gint64)part->entries[i].row);
        while (assay_ledger_step(ledger, capture)) {
            memcpy(ret_sha256, sqlite3_column_blob(capture, 0), ASSAY_HASH_BYTES);
            found = TRUE;
        }
    }
    return found;
}

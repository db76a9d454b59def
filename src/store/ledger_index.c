/* ledger_index.c: captures, keys, records. See ledger.h. */
#include <string.h>

#include "store/ledger_sql.h"

gboolean assay_ledger_find_capture(AssayLedger *ledger, const guint8 *sha256,
                                   AssayLedgerCapture *ret_capture, gint64 *ret_row,
                                   GArray **ret_keys)
{
    if (assay_ledger_lacks(ledger, 'c', sha256, 32))
        return FALSE;
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT capture, record, kept, dirty, keys FROM captures WHERE sha256 = ?", "h",
        sha256);
    if (!assay_ledger_step(ledger, found))
        return FALSE;
    memcpy(ret_capture->sha256, sha256, 32);
    *ret_row = sqlite3_column_int64(found, 0);
    g_strlcpy(ret_capture->record, assay_ledger_text(found, 1), sizeof ret_capture->record);
    ret_capture->kept = (guint)sqlite3_column_int(found, 2);
    ret_capture->is_dirty = sqlite3_column_int(found, 3) != 0;
    *ret_keys = assay_ledger_read_keys(found, 4);
    assay_ledger_stop(found);
    return TRUE;
}

/* If capture @sha256 is there, it has no keys. */
static void drop_keys(AssayLedger *ledger, const guint8 *sha256)
{
    AssayLedgerCapture capture;
    gint64 row = 0;
    g_autoptr(GArray) keys = NULL;
    if (assay_ledger_find_capture(ledger, sha256, &capture, &row, &keys))
        assay_ledger_move_keys(ledger, row, keys, NULL);
}

#define PUT "INSERT INTO captures(sha256, record, kept, dirty, keys) VALUES(?, ?, ?, ?, ?)"
#define REPLACE                                                                                    \
    PUT " ON CONFLICT(sha256) DO UPDATE SET record = excluded.record, kept = excluded.kept,"       \
        " dirty = excluded.dirty"

gint64 assay_ledger_put_capture(AssayLedger *ledger, const AssayLedgerCapture *capture,
                                const GArray *keys)
{
    static const char insert[] = PUT;
    static const char replace[] = REPLACE " RETURNING capture";
    static const char replace_keys[] = REPLACE ", keys = excluded.keys RETURNING capture";
    gboolean is_new = assay_ledger_lacks(ledger, 'c', capture->sha256, 32);
    if (!is_new && keys != NULL)
        drop_keys(ledger, capture->sha256);
    gsize size = keys != NULL ? keys->len * sizeof(guint64) : 0;
    g_autofree guint64 *bytes = g_malloc(size + 1);
    for (guint i = 0; keys != NULL && i < keys->len; i++)
        bytes[i] = GUINT64_TO_LE(g_array_index(keys, guint64, i));
    sqlite3_stmt *put = assay_ledger_sql(ledger,
                                         is_new         ? insert
                                         : keys != NULL ? replace_keys
                                                        : replace,
                                         "hsii", capture->sha256, capture->record,
                                         (gint64)capture->kept,
                                         (gint64)(capture->is_dirty ? 1 : 0));
    if (put != NULL)
        sqlite3_bind_blob(put, 5, bytes, (int)size, SQLITE_STATIC);
    assay_ledger_note(ledger, 'c', capture->sha256, 32);
    gint64 row = assay_ledger_put_row(ledger, put);
    assay_ledger_move_keys(ledger, row, NULL, keys);
    return row;
}

void assay_ledger_remove_capture(AssayLedger *ledger, const guint8 *sha256)
{
    drop_keys(ledger, sha256);
    assay_ledger_do(ledger, "DELETE FROM captures WHERE sha256 = ?", "h", sha256);
    assay_ledger_put_released(ledger, sha256);
}

gboolean assay_ledger_next_dirty(AssayLedger *ledger, const guint8 *after, guint8 *ret_sha256)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT sha256 FROM captures WHERE dirty AND sha256 > ? ORDER BY sha256 LIMIT 1",
        "h", after);
    if (!assay_ledger_step(ledger, found))
        return FALSE;
    memcpy(ret_sha256, sqlite3_column_blob(found, 0), 32);
    assay_ledger_stop(found);
    return TRUE;
}

/* ---- Records ---- */

static void read_record(sqlite3_stmt *found, AssayLedgerRecord *record)
{
    record->n_captures = (guint)sqlite3_column_int(found, 1);
    record->first_run = sqlite3_column_int64(found, 2);
    record->touched_run = sqlite3_column_int64(found, 3);
    record->written_run = sqlite3_column_int64(found, 4);
    record->flags = g_strdup((const char *)sqlite3_column_text(found, 5));
}

gboolean assay_ledger_find_record(AssayLedger *ledger, const char *id,
                                  AssayLedgerRecord *ret_record)
{
    if (assay_ledger_lacks(ledger, 'r', id, strlen(id)))
        return FALSE;
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT id, captures, first_run, touched_run, written_run, flags FROM records"
        " WHERE id = ?",
        "s", id);
    if (!assay_ledger_step(ledger, found))
        return FALSE;
    read_record(found, ret_record);
    assay_ledger_stop(found);
    return TRUE;
}

void assay_ledger_put_record(AssayLedger *ledger, const char *id, const AssayLedgerRecord *record)
{
    gboolean is_new = assay_ledger_lacks(ledger, 'r', id, strlen(id));
    assay_ledger_do(ledger,
                    is_new ? "INSERT INTO records VALUES(?, ?, ?, ?, ?, ?)"
                           : "INSERT OR REPLACE INTO records VALUES(?, ?, ?, ?, ?, ?)",
                    "siiiis", id, (gint64)record->n_captures, record->first_run,
                    record->touched_run, record->written_run, record->flags);
    assay_ledger_note(ledger, 'r', id, strlen(id));
}

void assay_ledger_remove_record(AssayLedger *ledger, const char *id)
{
    assay_ledger_do(ledger, "DELETE FROM records WHERE id = ?", "s", id);
}

void assay_ledger_each_record(AssayLedger *ledger,
                              void (*visit)(const char *id, const AssayLedgerRecord *record,
                                            gpointer user_data),
                              gpointer user_data)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT id, captures, first_run, touched_run, written_run, flags FROM records ORDER BY id",
        "");
    while (assay_ledger_step(ledger, found)) {
        AssayLedgerRecord record = {0};
        read_record(found, &record);
        visit(assay_ledger_text(found, 0), &record, user_data);
        g_free(record.flags);
    }
}

GPtrArray *assay_ledger_empty_records(AssayLedger *ledger)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT id FROM records WHERE captures = 0 ORDER BY id", "");
    while (assay_ledger_step(ledger, found))
        g_ptr_array_add(ids, g_strdup(assay_ledger_text(found, 0)));
    return ids;
}

void assay_ledger_count_records(AssayLedger *ledger, gint64 run, guint *ret_new, guint *ret_changed,
                                guint *ret_unchanged)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT sum(first_run = ?1), sum(first_run < ?1 AND written_run = ?1),"
        " sum(first_run < ?1 AND written_run < ?1) FROM records WHERE touched_run = ?1",
        "i", run);
    *ret_new = *ret_changed = *ret_unchanged = 0;
    if (!assay_ledger_step(ledger, found))
        return;
    *ret_new = (guint)sqlite3_column_int(found, 0);
    *ret_changed = (guint)sqlite3_column_int(found, 1);
    *ret_unchanged = (guint)sqlite3_column_int(found, 2);
    assay_ledger_stop(found);
}

/* ---- Starting over ---- */

void assay_ledger_forget_index(AssayLedger *ledger)
{
    assay_ledger_do(ledger,
                    "INSERT OR REPLACE INTO past SELECT sha256, iif(dirty, ?, ?) FROM captures",
                    "ii", (gint64)ASSAY_LEDGER_DIRTY, (gint64)ASSAY_LEDGER_CLEAN);
    assay_ledger_do(ledger, "DELETE FROM captures", "");
    g_clear_pointer(&ledger->keys, assay_ledger_keys_free);
    assay_ledger_do(ledger, "DELETE FROM records", "");
    assay_ledger_do(ledger, "DELETE FROM orphans", "");
}

AssayLedgerPast assay_ledger_past(AssayLedger *ledger, const guint8 *sha256)
{
    AssayLedgerPast past = ASSAY_LEDGER_UNKNOWN;
    sqlite3_stmt *found = assay_ledger_sql(ledger, "SELECT state FROM past WHERE sha256 = ?", "h",
                                           sha256);
    while (assay_ledger_step(ledger, found))
        past = (AssayLedgerPast)sqlite3_column_int(found, 0);
    return past;
}

void assay_ledger_put_released(AssayLedger *ledger, const guint8 *sha256)
{
    assay_ledger_do(ledger, "INSERT OR REPLACE INTO past VALUES(?, ?)", "hi", sha256,
                    (gint64)ASSAY_LEDGER_RELEASED);
}

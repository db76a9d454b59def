/* ledger_inputs.c: inputs, and what read them. See ledger.h. */
#include <string.h>

#include "base/hash.h"
#include "store/ledger_sql.h"

/* Columns of a whole row, in the order that read_input takes them. */
#define COLUMNS                                                                                    \
    "input, path, member, uri, size, mtime_ns, sha256, capture, reader, outcome, message"

/* @hex: two rooms for a hash. Strings are borrowed until the next step. */
static void read_input(sqlite3_stmt *found, char hex[2][ASSAY_HASH_HEX_SIZE],
                       AssayLedgerInput *input)
{
    *input = (AssayLedgerInput){
        .row = sqlite3_column_int64(found, 0),
        .path = assay_ledger_text(found, 1),
        .member = assay_ledger_text(found, 2),
        .uri = assay_ledger_text(found, 3),
        .size_bytes = sqlite3_column_int64(found, 4),
        .mtime_ns = sqlite3_column_int64(found, 5),
        .sha256 = assay_ledger_hex(found, 6, hex[0]) ? hex[0] : NULL,
        .capture = assay_ledger_hex(found, 7, hex[1]) ? hex[1] : NULL,
        .reader = sqlite3_column_int64(found, 8),
        .outcome = assay_ledger_text(found, 9),
        .message = (const char *)sqlite3_column_text(found, 10),
    };
}

static const char *keep(GStringChunk *chunk, const char *text)
{
    return text == NULL ? NULL : g_string_chunk_insert(chunk, text);
}

gboolean assay_ledger_find_input(AssayLedger *ledger, const char *path, const char *member,
                                 GStringChunk *chunk, AssayLedgerInput *ret_input)
{
    char hex[2][ASSAY_HASH_HEX_SIZE];
    if (assay_ledger_lacks(ledger, 'i', path, strlen(path)))
        return FALSE;
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT " COLUMNS " FROM inputs WHERE path = ? AND member = ?", "ss", path, member);
    if (!assay_ledger_step(ledger, found))
        return FALSE;
    read_input(found, hex, ret_input);
    ret_input->path = keep(chunk, ret_input->path);
    ret_input->member = keep(chunk, ret_input->member);
    ret_input->uri = keep(chunk, ret_input->uri);
    ret_input->sha256 = keep(chunk, ret_input->sha256);
    ret_input->capture = keep(chunk, ret_input->capture);
    ret_input->outcome = keep(chunk, ret_input->outcome);
    ret_input->message = keep(chunk, ret_input->message);
    assay_ledger_stop(found);
    return TRUE;
}

static AssayLedgerState state_of(const char *outcome)
{
    if (strcmp(outcome, "unreadable") == 0 || strcmp(outcome, "vanished") == 0)
        return ASSAY_LEDGER_TO_DO;
    if (strcmp(outcome, "container") == 0)
        return ASSAY_LEDGER_CONTAINER;
    return strcmp(outcome, "quarantined") == 0 ? ASSAY_LEDGER_QUARANTINED : ASSAY_LEDGER_DONE;
}

gboolean assay_ledger_stat_input(AssayLedger *ledger, const char *path, const char *member,
                                 AssayLedgerInput *ret_input, AssayLedgerState *ret_state)
{
    if (assay_ledger_lacks(ledger, 'i', path, strlen(path)))
        return FALSE;
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT input, size, mtime_ns, reader, outcome FROM inputs WHERE path = ? AND member = ?",
        "ss", path, member);
    if (!assay_ledger_step(ledger, found))
        return FALSE;
    *ret_state = state_of(assay_ledger_text(found, 4));
    *ret_input = (AssayLedgerInput){
        .row = sqlite3_column_int64(found, 0),
        .size_bytes = sqlite3_column_int64(found, 1),
        .mtime_ns = sqlite3_column_int64(found, 2),
        .reader = sqlite3_column_int64(found, 3),
    };
    assay_ledger_stop(found);
    return TRUE;
}

#define PUT                                                                                        \
    "INSERT INTO inputs(path, member, uri, size, mtime_ns, sha256, capture, reader, outcome,"      \
    " message) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

gint64 assay_ledger_put_input(AssayLedger *ledger, const AssayLedgerInput *input)
{
    static const char insert[] = PUT;
    static const char replace[] = PUT
        " ON CONFLICT(path, member) DO UPDATE SET"
        " uri = excluded.uri, size = excluded.size, mtime_ns = excluded.mtime_ns,"
        " sha256 = excluded.sha256, capture = excluded.capture, reader = excluded.reader,"
        " outcome = excluded.outcome, message = excluded.message RETURNING input";
    gboolean is_new = assay_ledger_lacks(ledger, 'i', input->path, strlen(input->path));
    sqlite3_stmt *put = assay_ledger_sql(ledger, is_new ? insert : replace, "sssiixxiss",
                                         input->path, input->member, input->uri, input->size_bytes,
                                         input->mtime_ns, input->sha256, input->capture,
                                         input->reader, input->outcome, input->message);
    assay_ledger_note(ledger, 'i', input->path, strlen(input->path));
    return assay_ledger_put_row(ledger, put);
}

void assay_ledger_set_outcome(AssayLedger *ledger, gint64 row, const char *outcome,
                              const char *message)
{
    assay_ledger_do(ledger, "UPDATE inputs SET outcome = ?, message = ? WHERE input = ?", "ssi",
                    outcome, message, row);
}

void assay_ledger_touch_input(AssayLedger *ledger, gint64 row, gint64 size_bytes, gint64 mtime_ns)
{
    assay_ledger_do(ledger, "UPDATE inputs SET size = ?, mtime_ns = ? WHERE input = ?", "iii",
                    size_bytes, mtime_ns, row);
}

void assay_ledger_remove_input(AssayLedger *ledger, gint64 row)
{
    assay_ledger_do(ledger, "DELETE FROM inputs WHERE input = ?", "i", row);
}

/* Which inputs a capture stands for is asked where inputs change. Until then nothing has to be kept
 * up to date for it. */
static void need_capture_index(AssayLedger *ledger)
{
    if (!ledger->has_capture_index)
        assay_ledger_execute(ledger,
                             "CREATE INDEX IF NOT EXISTS inputs_capture ON inputs(capture, uri)");
    ledger->has_capture_index = TRUE;
}

char *assay_ledger_uri_of(AssayLedger *ledger, const char *sha256)
{
    need_capture_index(ledger);
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT uri FROM inputs WHERE capture = ? ORDER BY uri LIMIT 1", "x", sha256);
    if (!assay_ledger_step(ledger, found))
        return NULL;
    char *uri = g_strdup(assay_ledger_text(found, 0));
    assay_ledger_stop(found);
    return uri;
}

/* Returns: FALSE if @visit wants no more. */
static gboolean visit_all(AssayLedger *ledger, sqlite3_stmt *found, AssayLedgerVisit *visit,
                          gpointer user_data)
{
    char hex[2][ASSAY_HASH_HEX_SIZE];
    AssayLedgerInput input;
    while (assay_ledger_step(ledger, found)) {
        read_input(found, hex, &input);
        if (visit(&input, user_data))
            continue;
        assay_ledger_stop(found);
        return FALSE;
    }
    return TRUE;
}

/* @rows: of what may be visited; the index has all that is asked of them. */
static gboolean visit_wanted(AssayLedger *ledger, sqlite3_stmt *rows, AssayLedgerWants *wants,
                             AssayLedgerVisit *visit, gpointer user_data)
{
    while (assay_ledger_step(ledger, rows)) {
        gint64 row = sqlite3_column_int64(rows, 0);
        if (!wants(row, user_data))
            continue;
        sqlite3_stmt *found = assay_ledger_sql(
            ledger, "SELECT " COLUMNS " FROM inputs WHERE input = ?", "i", row);
        if (visit_all(ledger, found, visit, user_data))
            continue;
        assay_ledger_stop(rows);
        return FALSE;
    }
    return TRUE;
}

void assay_ledger_each_below(AssayLedger *ledger, const char *path, AssayLedgerWants *wants,
                             AssayLedgerVisit *visit, gpointer user_data)
{
    /* The file itself, then what is below: one question with OR would be sorted in memory. */
    sqlite3_stmt *rows = assay_ledger_sql(
        ledger, "SELECT input FROM inputs WHERE path = ? ORDER BY member", "s", path);
    if (!visit_wanted(ledger, rows, wants, visit, user_data))
        return;
    /* '0' follows '/': everything that begins with `path/` lies between. */
    g_autofree char *first = g_strconcat(path, g_str_has_suffix(path, "/") ? "" : "/", NULL);
    g_autofree char *end = g_strdup(first);
    end[strlen(end) - 1] = '0';
    rows = assay_ledger_sql(
        ledger, "SELECT input FROM inputs WHERE path >= ? AND path < ? ORDER BY path, member", "ss",
        first, end);
    (void)visit_wanted(ledger, rows, wants, visit, user_data);
}

void assay_ledger_each_member(AssayLedger *ledger, const char *path, AssayLedgerVisit *visit,
                              gpointer user_data)
{
    (void)visit_all(ledger,
                    assay_ledger_sql(ledger,
                                     "SELECT " COLUMNS " FROM inputs WHERE path = ?"
                                     " AND member <> '' ORDER BY path, member",
                                     "s", path),
                    visit, user_data);
}

void assay_ledger_each_unread(AssayLedger *ledger, AssayLedgerVisit *visit, gpointer user_data)
{
    (void)visit_all(ledger,
                    assay_ledger_sql(ledger,
                                     "SELECT " COLUMNS
                                     " FROM inputs WHERE outcome NOT IN ('record', 'container')"
                                     " ORDER BY path, member",
                                     ""),
                    visit, user_data);
}

void assay_ledger_drop_lost(AssayLedger *ledger)
{
    assay_ledger_do(ledger,
                    "DELETE FROM inputs WHERE capture IS NOT NULL AND capture NOT IN"
                    " (SELECT sha256 FROM captures)",
                    "");
}

/* Asked only after a run was killed, of what it left. */
gboolean assay_ledger_has_uri(AssayLedger *ledger, const char *uri)
{
    if (!ledger->has_uri_index)
        assay_ledger_execute(ledger, "CREATE INDEX IF NOT EXISTS inputs_uri ON inputs(uri)");
    ledger->has_uri_index = TRUE;
    sqlite3_stmt *found = assay_ledger_sql(ledger, "SELECT 1 FROM inputs WHERE uri = ? LIMIT 1",
                                           "s", uri);
    gboolean has = FALSE;
    while (assay_ledger_step(ledger, found))
        has = TRUE;
    return has;
}

/* ---- Captures whose input is not known ---- */

void assay_ledger_put_orphan(AssayLedger *ledger, const char *uri, const char *sha256)
{
    need_capture_index(ledger);
    assay_ledger_do(ledger,
                    "INSERT OR IGNORE INTO orphans SELECT ?1, ?2 WHERE NOT EXISTS"
                    " (SELECT 1 FROM inputs WHERE capture = ?2)",
                    "sx", uri, sha256);
    assay_ledger_note(ledger, 'o', uri, strlen(uri));
}

gboolean assay_ledger_take_orphan(AssayLedger *ledger, const char *uri, const char *sha256,
                                  char *ret_sha256)
{
    guint n = 0;
    gboolean is_same = FALSE;
    if (assay_ledger_lacks(ledger, 'o', uri, strlen(uri)))
        return FALSE;
    sqlite3_stmt *found = assay_ledger_sql(ledger, "SELECT sha256 FROM orphans WHERE uri = ?", "s",
                                           uri);
    while (assay_ledger_step(ledger, found)) {
        char hex[65];
        if (!assay_ledger_hex(found, 0, hex))
            continue;
        n++;
        is_same = is_same || g_strcmp0(hex, sha256) == 0;
        memcpy(ret_sha256, hex, sizeof hex);
    }
    if (is_same)
        memcpy(ret_sha256, sha256, 65);
    if (n != 1 && !is_same)
        return FALSE;
    assay_ledger_do(ledger, "DELETE FROM orphans WHERE uri = ? AND sha256 = ?", "sx", uri,
                    ret_sha256);
    return TRUE;
}

/* ---- What reads ---- */

gint64 assay_ledger_reader(AssayLedger *ledger, const char *extractor, const char *profile,
                           const char *rules)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT reader FROM readers WHERE extractor = ? AND profile = ? AND rules = ?",
        "sss", extractor, profile, rules);
    gint64 reader = 0;
    if (assay_ledger_step(ledger, found)) {
        reader = sqlite3_column_int64(found, 0);
        assay_ledger_stop(found);
        return reader;
    }
    sqlite3_stmt *put = assay_ledger_sql(
        ledger, "INSERT INTO readers(extractor, profile, rules) VALUES(?, ?, ?) RETURNING reader",
        "sss", extractor, profile, rules);
    while (assay_ledger_step(ledger, put))
        reader = sqlite3_column_int64(put, 0);
    return reader;
}

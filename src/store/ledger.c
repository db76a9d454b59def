/* ledger.c: opening, schema, statements, transactions. See ledger.h and ledger_sql.h. */
#include "store/ledger_sql.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/hash.h"

/* Raised whenever the schema changes, or what keys are made of: an older ledger is then made anew,
 * which costs time only. */
#define VERSION 5

/* Of what was put into a new ledger: 100,000 documents leave some nine tenths of them clear. */
#define NOTED_BITS ((guint64)16 * 1024 * 1024)

static const char schema[] =
    "CREATE TABLE captures(capture INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE,"
    " record TEXT NOT NULL, kept INTEGER NOT NULL, dirty INTEGER NOT NULL, keys BLOB NOT NULL);"
    "CREATE INDEX captures_dirty ON captures(sha256) WHERE dirty;"
    "CREATE TABLE past(sha256 BLOB PRIMARY KEY, state INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE records(id TEXT PRIMARY KEY, captures INTEGER NOT NULL, first_run INTEGER,"
    " touched_run INTEGER, written_run INTEGER, flags TEXT) WITHOUT ROWID;"
    "CREATE INDEX records_empty ON records(id) WHERE captures = 0;"
    "CREATE TABLE inputs(input INTEGER PRIMARY KEY, path TEXT NOT NULL, member TEXT NOT NULL,"
    " uri TEXT NOT NULL, size INTEGER, mtime_ns INTEGER, sha256 BLOB, capture BLOB,"
    " reader INTEGER NOT NULL, outcome TEXT NOT NULL, message TEXT, UNIQUE(path, member));"
    "CREATE INDEX inputs_unread ON inputs(path, member)"
    " WHERE outcome NOT IN ('record', 'container');"
    "CREATE TABLE orphans(uri TEXT NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY(uri, sha256))"
    " WITHOUT ROWID;"
    "CREATE TABLE readers(reader INTEGER PRIMARY KEY, extractor TEXT NOT NULL,"
    " profile TEXT NOT NULL, rules TEXT NOT NULL, UNIQUE(extractor, profile, rules));"
    "CREATE TABLE runs(run INTEGER PRIMARY KEY, started INTEGER NOT NULL, ended INTEGER NOT NULL,"
    " outcome TEXT NOT NULL, inputs INTEGER, skipped INTEGER, unread INTEGER, vanished INTEGER,"
    " new INTEGER, changed INTEGER, unchanged INTEGER, removed INTEGER, alarms INTEGER);"
    "CREATE TABLE rule_hits(profile TEXT NOT NULL, style TEXT NOT NULL, rule TEXT NOT NULL,"
    " run INTEGER NOT NULL, hits INTEGER NOT NULL, documents INTEGER NOT NULL,"
    " PRIMARY KEY(profile, style, rule, run)) WITHOUT ROWID;";

/* ---- Failures ---- */

static void note_failure(AssayLedger *ledger)
{
    if (ledger->failure == NULL)
        ledger->failure = g_strdup(sqlite3_errmsg(ledger->database));
}

gboolean assay_ledger_execute(AssayLedger *ledger, const char *sql)
{
    if (ledger->failure != NULL)
        return FALSE;
    if (sqlite3_exec(ledger->database, sql, NULL, NULL, NULL) == SQLITE_OK)
        return TRUE;
    note_failure(ledger);
    return FALSE;
}

/* ---- Opening ---- */

static AssayLedger *ledger_new(const char *out)
{
    AssayLedger *ledger = g_new0(AssayLedger, 1);
    /* Nobody asks how much memory SQLite uses; counting takes a lock each time. This says no where
     * SQLite is in use already, and then it counts. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    ledger->path = g_build_filename(out, ASSAY_LEDGER_NAME, NULL);
    return ledger;
}

static gint64 read_number(AssayLedger *ledger, const char *pragma)
{
    sqlite3_stmt *statement = assay_ledger_sql(ledger, pragma, "");
    gint64 number = -1;
    if (assay_ledger_step(ledger, statement))
        number = sqlite3_column_int64(statement, 0);
    assay_ledger_stop(statement);
    assay_ledger_commit(ledger, NULL);
    return number;
}

/* Pages are checked for what a cut or overwritten file shows first; the whole is not read, since
 * that would take longer than a run with nothing to do. */
static gboolean open_database(AssayLedger *ledger)
{
    if (sqlite3_open_v2(ledger->path, &ledger->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        note_failure(ledger);
        return FALSE;
    }
    sqlite3_busy_timeout(ledger->database, 5000); /* ms: `assay status` reads meanwhile */
    /* Full sync: a batch that is reported done is on disk. */
    if (!assay_ledger_execute(
            ledger, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192;"
                    "PRAGMA temp_store=MEMORY;"))
        return FALSE;
    gint64 version = read_number(ledger, "PRAGMA user_version");
    gint64 n_tables = read_number(ledger, "SELECT count(*) FROM sqlite_schema");
    if (n_tables == 0 && version == 0) {
        ledger->noted = g_malloc0(NOTED_BITS / 8);
        g_autofree char *sql = g_strdup_printf(
            "BEGIN IMMEDIATE; %s PRAGMA user_version=%d; COMMIT;", schema, VERSION);
        return assay_ledger_execute(ledger, sql);
    }
    if (ledger->failure == NULL && version != VERSION)
        ledger->failure = g_strdup("it is of another version of the program");
    if (ledger->failure == NULL)
        read_number(ledger, "SELECT (SELECT max(run) FROM runs) + (SELECT count(*) FROM readers)");
    return ledger->failure == NULL;
}

static void close_database(AssayLedger *ledger)
{
    for (guint i = 0; i < ASSAY_LEDGER_MAX_STATEMENTS; i++) {
        sqlite3_finalize(ledger->cache[i].statement);
        ledger->cache[i].statement = NULL;
        ledger->cache[i].sql = NULL;
    }
    sqlite3_close(ledger->database);
    ledger->database = NULL;
    ledger->in_transaction = FALSE;
}

/* What SQLite finds wrong with the file itself, not with getting at it. */
static gboolean is_damage(const AssayLedger *ledger)
{
    int code = ledger->database == NULL ? SQLITE_OK : sqlite3_errcode(ledger->database);
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_OK ||
           code == SQLITE_ERROR || code == SQLITE_DONE || code == SQLITE_ROW;
}

static gboolean set_aside(AssayLedger *ledger, char **ret_message)
{
    g_autofree char *aside = g_strconcat(ledger->path, ".damaged", NULL);
    g_autofree char *wal = g_strconcat(ledger->path, "-wal", NULL);
    g_autofree char *shared = g_strconcat(ledger->path, "-shm", NULL);
    close_database(ledger);
    if (rename(ledger->path, aside) != 0)
        return FALSE;
    unlink(wal);
    unlink(shared);
    g_free(*ret_message);
    *ret_message = g_strdup_printf("%s cannot be used (%s): moved to %s and made anew from the "
                                   "records; this run reads every input again",
                                   ledger->path, ledger->failure, aside);
    g_clear_pointer(&ledger->failure, g_free);
    return TRUE;
}

AssayLedger *assay_ledger_open(const char *out, char **ret_message, GError **error)
{
    g_autoptr(AssayLedger) ledger = ledger_new(out);
    *ret_message = NULL;
    if (open_database(ledger) ||
        (is_damage(ledger) && set_aside(ledger, ret_message) && open_database(ledger)))
        return g_steal_pointer(&ledger);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "%s: %s; check the output folder (--out), or delete the file: that costs time only",
                ledger->path, ledger->failure != NULL ? ledger->failure : g_strerror(errno));
    return NULL;
}

AssayLedger *assay_ledger_open_read(const char *out)
{
    g_autoptr(AssayLedger) ledger = ledger_new(out);
    if (sqlite3_open_v2(ledger->path, &ledger->database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        return NULL;
    sqlite3_busy_timeout(ledger->database, 5000);
    return read_number(ledger, "PRAGMA user_version") == VERSION ? g_steal_pointer(&ledger) : NULL;
}

void assay_ledger_free(AssayLedger *ledger)
{
    if (ledger == NULL)
        return;
    close_database(ledger);
    g_free(ledger->noted);
    assay_ledger_keys_free(ledger->keys);
    g_free(ledger->path);
    g_free(ledger->failure);
    g_free(ledger);
}

/* ---- Statements ---- */

static sqlite3_stmt *prepare(AssayLedger *ledger, const char *sql)
{
    for (guint i = 0; i < ASSAY_LEDGER_MAX_STATEMENTS; i++) {
        if (ledger->cache[i].sql == sql)
            return ledger->cache[i].statement;
        if (ledger->cache[i].sql != NULL)
            continue;
        if (sqlite3_prepare_v3(ledger->database, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &ledger->cache[i].statement, NULL) != SQLITE_OK) {
            note_failure(ledger);
            return NULL;
        }
        ledger->cache[i].sql = sql;
        return ledger->cache[i].statement;
    }
    g_assert_not_reached(); /* more statements than MAX_STATEMENTS */
}

static void bind_hex(sqlite3_stmt *statement, int column, const char *hex)
{
    guint8 bytes[ASSAY_HASH_BYTES];
    if (hex != NULL && assay_hash_from_hex(hex, bytes))
        sqlite3_bind_blob(statement, column, bytes, sizeof bytes, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, column);
}

sqlite3_stmt *assay_ledger_sql(AssayLedger *ledger, const char *sql, const char *types, ...)
{
    if (ledger->failure != NULL)
        return NULL;
    sqlite3_stmt *statement = prepare(ledger, sql);
    if (statement == NULL)
        return NULL;
    if (!ledger->in_transaction) {
        if (!assay_ledger_execute(ledger, "BEGIN"))
            return NULL;
        ledger->in_transaction = TRUE;
    }
    va_list values;
    va_start(values, types);
    for (int i = 1; types[i - 1] != '\0'; i++) {
        if (types[i - 1] == 'i')
            sqlite3_bind_int64(statement, i, va_arg(values, gint64));
        else if (types[i - 1] == 's')
            sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
        else if (types[i - 1] == 'h')
            sqlite3_bind_blob(statement, i, va_arg(values, const guint8 *), 32, SQLITE_STATIC);
        else
            bind_hex(statement, i, va_arg(values, const char *));
    }
    va_end(values);
    return statement;
}

gboolean assay_ledger_step(AssayLedger *ledger, sqlite3_stmt *statement)
{
    if (statement == NULL)
        return FALSE;
    int outcome = sqlite3_step(statement);
    if (outcome == SQLITE_ROW)
        return TRUE;
    if (outcome != SQLITE_DONE)
        note_failure(ledger);
    sqlite3_reset(statement);
    return FALSE;
}

gint64 assay_ledger_put_row(AssayLedger *ledger, sqlite3_stmt *statement)
{
    gint64 row = 0;
    while (assay_ledger_step(ledger, statement))
        row = sqlite3_column_int64(statement, 0);
    return row != 0 || ledger->failure != NULL ? row : sqlite3_last_insert_rowid(ledger->database);
}

void assay_ledger_stop(sqlite3_stmt *statement)
{
    if (statement != NULL)
        sqlite3_reset(statement);
}

const char *assay_ledger_text(sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);
    return text != NULL ? (const char *)text : "";
}

gboolean assay_ledger_hex(sqlite3_stmt *statement, int column, char *ret_hex)
{
    const guint8 *bytes = sqlite3_column_blob(statement, column);
    if (bytes == NULL || sqlite3_column_bytes(statement, column) != (int)ASSAY_HASH_BYTES)
        return FALSE;
    assay_hash_to_hex(bytes, ret_hex);
    return TRUE;
}

/* ---- What is not there ---- */

/* FNV-1a, 64 bits. It says which word of a filter (Bloom 1970), and which two bits of it (Putze,
 * Sanders and Singler 2007): what is asked for is in one place of the memory. */
static guint64 hash_of(char kind, gconstpointer bytes, gsize size)
{
    guint64 hash = (0xcbf29ce484222325u ^ (guchar)kind) * 0x100000001b3u;
    for (gsize i = 0; i < size; i++)
        hash = (hash ^ ((const guint8 *)bytes)[i]) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

static guint64 *word_of(const AssayLedger *ledger, guint64 hash)
{
    return &ledger->noted[hash % (NOTED_BITS / 64)];
}

static guint64 bits_of(guint64 hash)
{
    return (guint64)1 << (hash >> 58) | (guint64)1 << (hash >> 52 & 63);
}

void assay_ledger_note(AssayLedger *ledger, char kind, gconstpointer bytes, gsize size)
{
    guint64 hash = ledger->noted != NULL ? hash_of(kind, bytes, size) : 0;
    if (ledger->noted != NULL)
        *word_of(ledger, hash) |= bits_of(hash);
}

gboolean assay_ledger_lacks(const AssayLedger *ledger, char kind, gconstpointer bytes, gsize size)
{
    guint64 hash = ledger->noted != NULL ? hash_of(kind, bytes, size) : 0;
    return ledger->noted != NULL && (~*word_of(ledger, hash) & bits_of(hash)) != 0;
}

gboolean assay_ledger_commit(AssayLedger *ledger, GError **error)
{
    if (ledger->in_transaction && assay_ledger_execute(ledger, "COMMIT"))
        ledger->in_transaction = FALSE;
    if (ledger->failure == NULL)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO,
                "%s: %s; free space or delete the file (that costs time only) and run again",
                ledger->path, ledger->failure);
    return FALSE;
}

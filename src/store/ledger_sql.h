/* ledger_sql.h: statements of the ledger, prepared once. Private to ledger*.c. */
#ifndef ASSAY_STORE_LEDGER_SQL_H
#define ASSAY_STORE_LEDGER_SQL_H

#include <sqlite3.h>

#include "store/ledger.h"

#define ASSAY_LEDGER_MAX_STATEMENTS 64u

typedef struct AssayLedgerKeys AssayLedgerKeys;

struct AssayLedger {
    sqlite3 *database; /* owned */
    char *path;        /* owned */
    char *failure;     /* owned; the first failure, or NULL */
    gboolean in_transaction;
    guint64 *noted; /* owned; bits for what is there; NULL: it had something when it was opened */
    AssayLedgerKeys *keys;                     /* owned; or NULL: not asked for yet */
    gboolean has_capture_index, has_uri_index; /* of the inputs */
    struct {
        const char *sql;
        sqlite3_stmt *statement;          /* owned */
    } cache[ASSAY_LEDGER_MAX_STATEMENTS]; /* by address of the text: statements are literals */
};

/** assay_ledger_sql: statement @sql (a literal) with values bound by @types: `i` gint64, `s` text
 * or NULL, `h` 32 bytes of hash, `x` 64 hex digits or NULL as 32 bytes. It begins a
 * transaction, up to the next commit. Texts and hashes must stay as they are until the last step.
 * Returns: (borrowed) to step until it is done, or NULL after a failure. */
sqlite3_stmt *assay_ledger_sql(AssayLedger *ledger, const char *sql, const char *types, ...);

/** assay_ledger_step: the next row of @statement (NULL: none). FALSE at the end; then it is reset.
 */
gboolean assay_ledger_step(AssayLedger *ledger, sqlite3_stmt *statement);

/** assay_ledger_put_row: does @statement, an INSERT. Returns: the row, as it returns it or, if it
 * returns nothing, as the last that was made. */
gint64 assay_ledger_put_row(AssayLedger *ledger, sqlite3_stmt *statement);

/** assay_ledger_do: assay_ledger_sql that gives no rows, done. */
#define assay_ledger_do(ledger, ...)                                                               \
    assay_ledger_step((ledger), assay_ledger_sql((ledger), __VA_ARGS__))

/** assay_ledger_execute: @sql, which may be made up and gives no rows. */
gboolean assay_ledger_execute(AssayLedger *ledger, const char *sql);

/** assay_ledger_stop: reset @statement before its end. */
void assay_ledger_stop(sqlite3_stmt *statement);

/** Text of column @column, borrowed until the next step; "" for NULL. */
const char *assay_ledger_text(sqlite3_stmt *statement, int column);
/** Hash in column @column as 64 hex digits and NUL. FALSE if there is none. */
gboolean assay_ledger_hex(sqlite3_stmt *statement, int column, char *ret_hex);

/** assay_ledger_read_keys: those in column @column. Returns: (owned) of guint64.
 * assay_ledger_move_keys: the capture of row @row has the keys @to, no longer @from; either may be
 * NULL. */
GArray *assay_ledger_read_keys(sqlite3_stmt *statement, int column);
void assay_ledger_move_keys(AssayLedger *ledger, gint64 row, const GArray *from, const GArray *to);
void assay_ledger_keys_free(AssayLedgerKeys *keys);

/** assay_ledger_note, _lacks: most questions to a new ledger are about what it does not have, and
 * are answered without SQL. Whatever puts a row that others look for by @bytes notes them under the
 * same @kind. Returns: TRUE if nothing of the kind was noted; FALSE says nothing. */
void assay_ledger_note(AssayLedger *ledger, char kind, gconstpointer bytes, gsize size);
gboolean assay_ledger_lacks(const AssayLedger *ledger, char kind, gconstpointer bytes, gsize size);

#endif

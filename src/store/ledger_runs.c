/* ledger_runs.c: runs, and what each rule found in them. See ledger.h. */
#include <string.h>

#include "store/ledger_sql.h"

gint64 assay_ledger_begin_run(AssayLedger *ledger, gint64 now_s, gboolean *ret_clean)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT count(*) FROM runs WHERE outcome = 'running'", "");
    *ret_clean = !assay_ledger_step(ledger, found) || sqlite3_column_int(found, 0) == 0;
    assay_ledger_stop(found);
    assay_ledger_do(ledger, "UPDATE runs SET outcome = 'killed' WHERE outcome = 'running'", "");
    sqlite3_stmt *put = assay_ledger_sql(
        ledger,
        "INSERT INTO runs(started, ended, outcome, inputs, skipped, unread, vanished, new, changed,"
        " unchanged, removed, alarms) VALUES(?, 0, 'running', 0, 0, 0, 0, 0, 0, 0, 0, 0)"
        " RETURNING run",
        "i", now_s);
    gint64 run = 0;
    while (assay_ledger_step(ledger, put))
        run = sqlite3_column_int64(put, 0);
    return run;
}

void assay_ledger_end_run(AssayLedger *ledger, const AssayLedgerRun *run)
{
    assay_ledger_do(ledger,
                    "UPDATE runs SET ended = ?, outcome = ?, inputs = ?, skipped = ?, unread = ?,"
                    " vanished = ?, new = ?, changed = ?, unchanged = ?, removed = ?, alarms = ?"
                    " WHERE run = ?",
                    "isiiiiiiiiii", run->ended_s, run->outcome, (gint64)run->n_inputs,
                    (gint64)run->n_skipped, (gint64)run->n_unread, (gint64)run->n_vanished,
                    (gint64)run->n_new, (gint64)run->n_changed, (gint64)run->n_unchanged,
                    (gint64)run->n_removed, (gint64)run->n_alarms, run->run);
    assay_ledger_do(ledger, "DELETE FROM past", "");
}

GArray *assay_ledger_runs(AssayLedger *ledger, guint n)
{
    GArray *runs = g_array_new(FALSE, TRUE, sizeof(AssayLedgerRun));
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT run, started, ended, outcome, inputs, skipped, unread, vanished, new, changed,"
        " unchanged, removed, alarms FROM runs ORDER BY run DESC LIMIT ?",
        "i", (gint64)n);
    while (assay_ledger_step(ledger, found)) {
        AssayLedgerRun run = {
            .run = sqlite3_column_int64(found, 0),
            .started_s = sqlite3_column_int64(found, 1),
            .ended_s = sqlite3_column_int64(found, 2),
            .n_inputs = (guint)sqlite3_column_int(found, 4),
            .n_skipped = (guint)sqlite3_column_int(found, 5),
            .n_unread = (guint)sqlite3_column_int(found, 6),
            .n_vanished = (guint)sqlite3_column_int(found, 7),
            .n_new = (guint)sqlite3_column_int(found, 8),
            .n_changed = (guint)sqlite3_column_int(found, 9),
            .n_unchanged = (guint)sqlite3_column_int(found, 10),
            .n_removed = (guint)sqlite3_column_int(found, 11),
            .n_alarms = (guint)sqlite3_column_int(found, 12),
        };
        g_strlcpy(run.outcome, assay_ledger_text(found, 3), sizeof run.outcome);
        g_array_append_val(runs, run);
    }
    return runs;
}

gint64 assay_ledger_last_success(AssayLedger *ledger)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger, "SELECT max(ended) FROM runs WHERE outcome = 'done'", "");
    gint64 when = assay_ledger_step(ledger, found) ? sqlite3_column_int64(found, 0) : 0;
    assay_ledger_stop(found);
    return when;
}

void assay_ledger_put_hits(AssayLedger *ledger, const AssayLedgerHits *hits)
{
    assay_ledger_do(ledger, "INSERT OR REPLACE INTO rule_hits VALUES(?, ?, ?, ?, ?, ?)", "sssiii",
                    hits->profile, hits->style, hits->rule, hits->run, (gint64)hits->n_hits,
                    (gint64)hits->n_documents);
}

double assay_ledger_mean_rate(AssayLedger *ledger, const AssayLedgerHits *of, guint n_runs,
                              guint n_documents, guint *ret_n)
{
    sqlite3_stmt *found = assay_ledger_sql(
        ledger,
        "SELECT hits, documents FROM rule_hits WHERE profile = ? AND style = ? AND rule = ?"
        " AND run < ? AND documents >= ? ORDER BY run DESC LIMIT ?",
        "sssiii", of->profile, of->style, of->rule, of->run, (gint64)MAX(n_documents, 1),
        (gint64)n_runs);
    double sum = 0;
    guint n = 0;
    for (; assay_ledger_step(ledger, found); n++)
        sum += sqlite3_column_double(found, 0) / sqlite3_column_double(found, 1);
    *ret_n = n;
    return n > 0 ? sum / n : 0;
}

/* ledger.h: what is known of inputs, captures, records and runs, so that a run need not find it out
 * again: `<out>/ledger.sqlite`.
 *
 * Job: keep rows and look them up. Not its job: what they mean (pipeline/). All of it can be found
 * out again from the records and the inputs: losing the ledger costs time.
 *
 * Changes become visible to reads of this ledger at once and durable with assay_ledger_commit,
 * which the caller does right after the tree's commit. The first failure sticks: what follows does
 * nothing and finds nothing, and the next commit reports it. Source: sqlite.org, "WAL mode". */
#ifndef ASSAY_STORE_LEDGER_H
#define ASSAY_STORE_LEDGER_H

#include <glib.h>

#define ASSAY_LEDGER_NAME "ledger.sqlite"

typedef struct AssayLedger AssayLedger;

/** assay_ledger_open: the ledger of tree @out, which exists; made if it is not there. One that is
 * damaged, or of another version, is moved aside (`ledger.sqlite.damaged`) and made anew.
 * @ret_message: (owned) what was done about a damaged one, or NULL.
 * @error: ASSAY_ERROR_IO. Returns: (owned) or NULL. */
AssayLedger *assay_ledger_open(const char *out, char **ret_message, GError **error);

/** assay_ledger_open_read: to look at only. Returns: (owned), or NULL if there is none that can be
 * read. */
AssayLedger *assay_ledger_open_read(const char *out);

/** assay_ledger_free: what was not committed is forgotten. */
void assay_ledger_free(AssayLedger *ledger);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayLedger, assay_ledger_free)

/** assay_ledger_commit: make everything since the last commit durable.
 * @error: ASSAY_ERROR_IO, also for what failed before. */
gboolean assay_ledger_commit(AssayLedger *ledger, GError **error);

/** assay_ledger_matches: the files of tree @out are those that the ledger knows, by name. */
gboolean assay_ledger_matches(AssayLedger *ledger, const char *out);

/* ---- Captures, their identity keys, records (ledger_index.c) ---- */

typedef struct {
    guint8 sha256[32];
    char record[65]; /* id of the record it is in, or "" */
    guint kept;      /* as pipeline/index.h */
    gboolean is_dirty;
} AssayLedgerCapture;

/** @ret_row: its row. @ret_keys: (owned) of guint64. */
gboolean assay_ledger_find_capture(AssayLedger *ledger, const guint8 *sha256,
                                   AssayLedgerCapture *ret_capture, gint64 *ret_row,
                                   GArray **ret_keys);
/** assay_ledger_put_capture: add or replace. @keys: of guint64; NULL: as they are, of one that is
 * there. Returns: its row. */
gint64 assay_ledger_put_capture(AssayLedger *ledger, const AssayLedgerCapture *capture,
                                const GArray *keys);
/** assay_ledger_remove_capture: with its keys. */
void assay_ledger_remove_capture(AssayLedger *ledger, const guint8 *sha256);
/** assay_ledger_next_dirty: the first dirty capture whose hash is above @after.
 * @ret_sha256: 32 bytes, may be @after. */
gboolean assay_ledger_next_dirty(AssayLedger *ledger, const guint8 *after, guint8 *ret_sha256);

/** assay_ledger_next_with: the next capture that has @key, in no order.
 * @at: how far the search is; 0 at first, void once a capture is put or removed.
 * @ret_sha256: 32 bytes. */
gboolean assay_ledger_next_with(AssayLedger *ledger, guint64 key, guint *at, guint8 *ret_sha256);

typedef struct {
    guint n_captures;
    gint64 first_run, touched_run, written_run; /* 0: none */
    char *flags; /* `severity check n` for each, by `;`, or NULL: not known. Owned by the caller */
} AssayLedgerRecord;

gboolean assay_ledger_find_record(AssayLedger *ledger, const char *id,
                                  AssayLedgerRecord *ret_record);
void assay_ledger_put_record(AssayLedger *ledger, const char *id, const AssayLedgerRecord *record);
void assay_ledger_remove_record(AssayLedger *ledger, const char *id);
/** assay_ledger_each_record: in order of id. @visit must not change the ledger. */
void assay_ledger_each_record(AssayLedger *ledger,
                              void (*visit)(const char *id, const AssayLedgerRecord *record,
                                            gpointer user_data),
                              gpointer user_data);
/** assay_ledger_empty_records: ids of records that nothing is in. Returns: (owned) of char*. */
GPtrArray *assay_ledger_empty_records(AssayLedger *ledger);

/** assay_ledger_count_records: how many records run @run made, changed, and found as they were. */
void assay_ledger_count_records(AssayLedger *ledger, gint64 run, guint *ret_new, guint *ret_changed,
                                guint *ret_unchanged);

/** What the ledger knew of a capture before assay_ledger_forget_index. */
typedef enum {
    ASSAY_LEDGER_UNKNOWN,
    ASSAY_LEDGER_CLEAN,
    ASSAY_LEDGER_DIRTY,
    ASSAY_LEDGER_RELEASED /* it was removed, since a run last ended as it should */
} AssayLedgerPast;

/** assay_ledger_forget_index: drop all captures, keys and records. */
void assay_ledger_forget_index(AssayLedger *ledger);
/** assay_ledger_past: of the capture with the 32 bytes @sha256, until assay_ledger_end_run. */
AssayLedgerPast assay_ledger_past(AssayLedger *ledger, const guint8 *sha256);
/** assay_ledger_put_released: that the capture is to be known as removed, though it was unknown. */
void assay_ledger_put_released(AssayLedger *ledger, const guint8 *sha256);

/* ---- Inputs (ledger_inputs.c) ---- */

/** One input: a file, or a member of a container. Strings borrowed when put, of the caller's arena
 * or owned as said when found. */
typedef struct {
    gint64 row;                      /* 0: not in the ledger */
    const char *path, *member, *uri; /* member: "" for a file */
    gint64 size_bytes, mtime_ns;
    const char *sha256;  /* of its bytes, 64 hex digits, or NULL */
    const char *capture; /* hash of the capture that stands for it, or NULL */
    gint64 reader;       /* what read it; 0: none */
    const char *outcome; /* `record`, `unread`, `unreadable`, `quarantined`, `container`,
                          * `vanished`, `missing`: only a list says that it is there */
    const char *message; /* why it became no record, or NULL */
} AssayLedgerInput;

/** assay_ledger_find_input: @chunk: where strings of @ret_input go. */
gboolean assay_ledger_find_input(AssayLedger *ledger, const char *path, const char *member,
                                 GStringChunk *chunk, AssayLedgerInput *ret_input);

/** What an outcome says of an input that is as it was. */
typedef enum {
    ASSAY_LEDGER_DONE,
    ASSAY_LEDGER_CONTAINER,   /* its members are done or not */
    ASSAY_LEDGER_QUARANTINED, /* done, and may have members: a container that was read in part */
    ASSAY_LEDGER_TO_DO        /* of a passing nature: `unreadable`, `vanished` */
} AssayLedgerState;

/** assay_ledger_stat_input: what a run asks of each unchanged file: its row, size, time and
 * reader, no strings, and what its outcome says. */
gboolean assay_ledger_stat_input(AssayLedger *ledger, const char *path, const char *member,
                                 AssayLedgerInput *ret_input, AssayLedgerState *ret_state);

/** assay_ledger_put_input: add or replace the row of (path, member). Returns: its row. */
gint64 assay_ledger_put_input(AssayLedger *ledger, const AssayLedgerInput *input);
void assay_ledger_set_outcome(AssayLedger *ledger, gint64 row, const char *outcome,
                              const char *message);
void assay_ledger_touch_input(AssayLedger *ledger, gint64 row, gint64 size_bytes, gint64 mtime_ns);
void assay_ledger_remove_input(AssayLedger *ledger, gint64 row);

/** assay_ledger_uri_of: the smallest uri among inputs that capture @sha256 (hex) stands for.
 * Returns: (owned) or NULL if there is no such input. */
char *assay_ledger_uri_of(AssayLedger *ledger, const char *sha256);

/** assay_ledger_each_below: inputs that are @path or below it, in order of path and member.
 * @wants: by row, which to visit: the others cost next to nothing. @visit must not change the
 * ledger and stops by returning FALSE. */
typedef gboolean AssayLedgerVisit(const AssayLedgerInput *input, gpointer user_data);
typedef gboolean AssayLedgerWants(gint64 row, gpointer user_data);
void assay_ledger_each_below(AssayLedger *ledger, const char *path, AssayLedgerWants *wants,
                             AssayLedgerVisit *visit, gpointer user_data);
/** assay_ledger_each_member: the members of container @path, in order. */
void assay_ledger_each_member(AssayLedger *ledger, const char *path, AssayLedgerVisit *visit,
                              gpointer user_data);
/** assay_ledger_each_unread: inputs that became no record, in order of path and member. */
void assay_ledger_each_unread(AssayLedger *ledger, AssayLedgerVisit *visit, gpointer user_data);

/** assay_ledger_drop_lost: forget inputs whose capture is no longer in the index, so that they are
 * read again. */
void assay_ledger_drop_lost(AssayLedger *ledger);

/** assay_ledger_has_uri: whether an input has the address @uri. */
gboolean assay_ledger_has_uri(AssayLedger *ledger, const char *uri);

/** assay_ledger_put_orphan: capture @sha256 (hex) says it came from @uri; no input is known.
 * assay_ledger_take_orphan: the one capture that says so, if it is one. @ret_sha256: 65 bytes. */
void assay_ledger_put_orphan(AssayLedger *ledger, const char *uri, const char *sha256);
gboolean assay_ledger_take_orphan(AssayLedger *ledger, const char *uri, const char *sha256,
                                  char *ret_sha256);

/** assay_ledger_reader: the number of what reads documents of @profile ("" if none claims it):
 * extractors, rule set, program; added if it is new. */
gint64 assay_ledger_reader(AssayLedger *ledger, const char *extractor, const char *profile,
                           const char *rules);

/* ---- Runs (ledger_runs.c) ---- */

typedef struct {
    gint64 run;
    gint64 started_s, ended_s; /* UNIX time; ended 0: still running, or killed */
    char outcome[16];          /* `running`, `done`, `interrupted`, `failed` */
    guint n_inputs, n_skipped, n_unread, n_vanished;
    guint n_new, n_changed, n_unchanged, n_removed;
    guint n_alarms;
} AssayLedgerRun;

/** assay_ledger_begin_run: Returns: its number, from 1. @ret_clean: every run before it ended. */
gint64 assay_ledger_begin_run(AssayLedger *ledger, gint64 now_s, gboolean *ret_clean);
void assay_ledger_end_run(AssayLedger *ledger, const AssayLedgerRun *run);
/** assay_ledger_runs: the last @n runs, newest first. Returns: (owned) of AssayLedgerRun. */
GArray *assay_ledger_runs(AssayLedger *ledger, guint n);

/** assay_ledger_last_success: UNIX time when the last run ended that was done; 0: never. */
gint64 assay_ledger_last_success(AssayLedger *ledger);

/** How often a rule took something, among documents of one profile and style in one run. */
typedef struct {
    gint64 run;
    const char *profile, *style, *rule; /* borrowed */
    guint n_hits, n_documents;
} AssayLedgerHits;

void assay_ledger_put_hits(AssayLedger *ledger, const AssayLedgerHits *hits);

/** assay_ledger_mean_rate: the mean hit rate of (profile, style, rule) over the last @n_runs runs
 * before @run that had @n_documents or more such documents. @ret_n: over how many. */
double assay_ledger_mean_rate(AssayLedger *ledger, const AssayLedgerHits *of, guint n_runs,
                              guint n_documents, guint *ret_n);

#endif

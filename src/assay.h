/* assay.h: the public header of the library: everything the command line calls.
 *
 * Job: name what can be asked of Assay, with plain types only; an embedding program needs this
 * header and GLib. Not its job: how it is done (pipeline/).
 * The library never prints, never exits, reads no clock into its results and has no global state:
 * what a program wants to show comes back as text that it owns. */
#ifndef ASSAY_H
#define ASSAY_H

#include <glib.h>

#include "base/error.h"

/** Version of the program, e.g. `0.1.0`. */
const char *assay_version(void);

/** assay_printable: @text, such as a message with names of files in it, as one line for a terminal:
 * what moves its cursor or breaks the line becomes U+FFFD. Returns: (owned). */
char *assay_printable(const char *text);

/** How a result is to be laid out. Not every result has every form. */
typedef enum {
    ASSAY_FORMAT_TEXT,
    ASSAY_FORMAT_COLOUR,
    ASSAY_FORMAT_TSV,
    ASSAY_FORMAT_JSON,
    ASSAY_FORMAT_XML,
    ASSAY_FORMAT_HTML
} AssayFormat;

/* ---- The engine: rule sets, compiled checks and tables, loaded once ---- */

/** Immutable after loading. */
typedef struct AssayEngine AssayEngine;

/** assay_engine_new: load every profile below @rules_folder.
 * @rules_folder: NULL for the default: $ASSAY_RULES, else the folder that was installed, else the
 * one of the source tree the program was built from.
 * @error: ASSAY_ERROR_RULES, message `file:line: what; cure`. Returns: (owned) or NULL. */
AssayEngine *assay_engine_new(const char *rules_folder, GError **error);
void assay_engine_free(AssayEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayEngine, assay_engine_free)

/* ---- Ingesting ---- */

typedef struct {
    guint n_inputs;   /* done, those passed over included */
    guint n_expected; /* as many as the last run had; 0: not known */
    const char *uri;  /* of the input just done; borrowed for the call */
} AssayProgress;

typedef struct {
    const char *const *paths; /* files, folders, `-`; NULL-terminated */
    const char *out;          /* the output tree; made if it is not there */
    void (*progress)(const AssayProgress *progress, gpointer user_data); /* or NULL */
    /* What whoever runs this should know and that stops nothing; or NULL. */
    void (*warn)(const char *message, gpointer user_data);
    gpointer user_data;
    guint n_jobs;              /* documents read at once; 0: as many as there are cores */
    guint timeout_ms;          /* wall time of one document; 0: 20 s */
    guint64 memory_bytes;      /* address space of a worker process; 0: 1 GiB */
    gboolean need_sandbox;     /* refuse where the kernel denies a layer of the sandbox */
    gboolean wait;             /* for another run on the same output to end */
    const volatile gint *stop; /* not 0: finish the documents in hand and end; or NULL */
    const char *files_from;    /* file that names more inputs (`-`: standard input), or NULL */
    gboolean is_nul;           /* its names end with NUL bytes, not newlines */
    gboolean again;            /* read every input, changed or not */
    gboolean rehash;           /* read unchanged files too, to see that they are */
    gboolean prune;            /* inputs that are gone take what they gave with them */
    double alarm_drop;         /* share by which a rule's rate may fall; 0: 0.3 */
    guint alarm_documents;     /* fewer of a style are not judged; 0: 20 */
    gboolean keep_previous;    /* the versions of records that this run replaces */
    const char *against;       /* of assay_ingest_dry: the tree to compare with; else NULL */
    const char *metrics;       /* file for the counts, in Prometheus' text format; or NULL */
} AssayIngestOptions;

/** What a run did. */
typedef struct AssaySummary AssaySummary;

/** assay_ingest: read every input, write or update the records of their works.
 * The tree below @options->out afterwards is a function of the set of captures it was ever given,
 * not of their order or of how many runs they came in. An input that is as it was in an earlier
 * run, by size and time, is passed over, unless what reads it has changed; one whose bytes changed
 * takes the place of what it gave before.
 * Documents are read by worker processes that are forked off the calling process, which must have
 * one thread then. An input that gives no record is put into quarantine, with its reason.
 * @ret_summary: (owned).  @error: ASSAY_ERROR_USAGE, _IO or _INTERNAL: the run itself failed; an
 * input that cannot be read is no such failure but listed in the summary. */
gboolean assay_ingest(const AssayEngine *engine, const AssayIngestOptions *options,
                      AssaySummary **ret_summary, GError **error);
void assay_summary_free(AssaySummary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssaySummary, assay_summary_free)

/** assay_summary_format: a line for each input that did not become a record, then the counts.
 * @seconds: how long it took, by the caller's clock. @format: TEXT or JSON. Returns: (owned). */
char *assay_summary_format(const AssaySummary *summary, double seconds, AssayFormat format);

/** assay_summary_has: whether the run met @condition: `unread` (an input did not become a
 * record), `error`, `warning`, `info` (a flag of that severity or a graver one), `flag` (any), or
 * the name of a check. Records that this run wrote or found unchanged are looked at. */
gboolean assay_summary_has(const AssaySummary *summary, const char *condition);

/** assay_condition_check: whether @condition is one that assay_summary_has may be asked for: one of
 * those words, `vanished` or `alarm`, or the name of a flag that a check of @engine's rule sets or
 * a defect of an input may raise.
 * @error: ASSAY_ERROR_USAGE, with all that it may be. */
gboolean assay_condition_check(const AssayEngine *engine, const char *condition, GError **error);

/* ---- Looking at one input ---- */

/** What one input may take. 0: as usual, 20 s and 1 GiB. */
typedef struct {
    guint timeout_ms;     /* wall time */
    guint64 memory_bytes; /* address space */
} AssayLimits;

/* These read foreign bytes in a process of its own, like a worker of assay_ingest. @limits: NULL:
 * the usual ones. What runs into them is an ASSAY_ERROR_LIMIT. */

/** assay_extract_print: the document that is read from @path (`-`: standard input).
 * @engine: NULL to show it as extracted; else after the layout of the profile that claims it.
 * @tables: where tables stand in a PDF, each as `page 2 72.0,96.5 310.2,208.0` (points from the top
 * left, as the XML form prints it), NULL-terminated; or NULL. Their text is read as a table,
 * whatever it looks like.
 * @format: TEXT or XML. Returns: (owned) or NULL with ASSAY_ERROR_INPUT, _LIMIT or _USAGE. */
char *assay_extract_print(const AssayEngine *engine, const char *path, const char *const *tables,
                          AssayFormat format, const AssayLimits *limits, GError **error);

/** assay_extract_account: what became of the text of @path: characters kept, dropped by place, and
 * in no block. @engine: as above. Returns: (owned) or NULL with ASSAY_ERROR_INPUT or _LIMIT. */
char *assay_extract_account(const AssayEngine *engine, const char *path, const AssayLimits *limits,
                            GError **error);

/** assay_explain: where each value of the record of @path comes from: rule, place of the rule,
 * source text; what lost and why; what was tried for values that are absent.
 * @target: NULL for all, or a path of the record (`review/@score`, `claims`).
 * @format: TEXT, COLOUR or JSON. Returns: (owned) or NULL with ASSAY_ERROR_INPUT, _LIMIT, or
 * _USAGE if no rule sets @target. */
char *assay_explain(const AssayEngine *engine, const char *path, const char *target,
                    AssayFormat format, const AssayLimits *limits, GError **error);

/* ---- Rule sets ---- */

/** assay_lint, assay_test: complaints about the rule sets, one a line (`file:line: message`), and
 * a line of counts. @ret_n_complaints: how many. @format: TEXT or JSON. Returns: (owned). */
char *assay_lint(const AssayEngine *engine, AssayFormat format, guint *ret_n_complaints);
char *assay_test(const AssayEngine *engine, AssayFormat format, guint *ret_n_complaints);

/** assay_list: the profiles with their rules. @format: TEXT or JSON. Returns: (owned). */
char *assay_list(const AssayEngine *engine, AssayFormat format);

/* ---- Records and trees of records ---- */

/** assay_check: re-run schema and checks on the record in file @path as it stands.
 * @ret_report: (owned) what differs: flags that would be raised and do not stand there, flags that
 * stand there and would not be raised, what the schema refuses.
 * @ret_n_differences: 0 if the record says what the checks say now.
 * @format: TEXT or JSON.  @error: ASSAY_ERROR_INPUT: @path is no record of a known profile. */
gboolean assay_check(const AssayEngine *engine, const char *path, AssayFormat format,
                     char **ret_report, guint *ret_n_differences, GError **error);

/** What to compare, and how to show it. Borrows all. */
typedef struct {
    const char *old_path; /* a record or a tree; NULL: what tree new_path held before the last
                           * run that kept previous versions */
    const char *new_path;
    const char *const *only;     /* paths of records, NULL-terminated; NULL: all */
    const char *const *ignore;   /* likewise; NULL: none */
    gboolean with_evidence;      /* sources and evidence too */
    gboolean stat_only;          /* the summary alone */
    guint limit;                 /* changes shown; 0: all */
    const char *const *accepted; /* files of accepted differences, which are left out; or NULL */
    const char *accept;          /* file that takes what differs, instead of a result; or NULL */
    const char *reason;          /* with accept: why it is intended */
    AssayFormat format;          /* TEXT, COLOUR, JSON, XML or HTML */
    void (*write)(const char *text, gsize length, gpointer user_data); /* takes the result */
    void (*trouble)(const char *message, gpointer user_data); /* a record that cannot be read */
    gpointer user_data;
} AssayDiffOptions;

/** assay_diff: what differs between two records or two trees of records, field by field: claims,
 * references and flags are matched by what they say. The result is written as it comes.
 * @ret_n_differences: 0 for the same.  @ret_n_unread: records that could not be read.
 * @error: ASSAY_ERROR_IO or _USAGE (a record against a tree). */
gboolean assay_diff(const AssayDiffOptions *options, guint *ret_n_differences, guint *ret_n_unread,
                    GError **error);

/** assay_ingest_dry: what assay_ingest with @options would change in tree @options->against, which
 * is only read: the same diff as between that tree and what would become of it. Inputs that the
 * tree's ledger knows to be unchanged, and read by rules that are, are passed over; the summary
 * says how many were read. Not while a run works on that tree.
 * @options->out is not looked at; nor are paths of @diff.
 * @ret_summary: (owned).  @error: as assay_ingest and assay_diff. */
gboolean assay_ingest_dry(const AssayEngine *engine, const AssayIngestOptions *options,
                          const AssayDiffOptions *diff, AssaySummary **ret_summary,
                          guint *ret_n_differences, guint *ret_n_unread, GError **error);

/** assay_report: every flag of the records in tree @out, by check, then by record.
 * @format: TEXT, TSV or JSON. @error: ASSAY_ERROR_IO. Returns: (owned). */
char *assay_report(const char *out, AssayFormat format, GError **error);

/** assay_status: how many records, captures and flags tree @out holds, by profile and severity;
 * its last runs, what is in quarantine and why, inputs that are gone, records with an error.
 * @format: TEXT or JSON. @error: ASSAY_ERROR_IO. Returns: (owned). */
char *assay_status(const char *out, AssayFormat format, GError **error);

/* ---- Topic drift of a pair ---- */

/** assay_drift_line: score one line of the drift table: `question TAB abstract`, or
 * `label TAB question TAB abstract`.
 * @ret_result: (owned) `[label TAB] score TAB outcome TAB terms`, blank-separated terms that the
 * abstract lacks, no newline; NULL for an empty line or a comment (`#`). Where nothing can be
 * said the score is `-`.
 * @error: ASSAY_ERROR_INPUT: not such a line. */
gboolean assay_drift_line(const AssayEngine *engine, const char *line, char **ret_result,
                          GError **error);

#endif

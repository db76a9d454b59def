/* ingest.h: one run over an output tree. Private to pipeline/.
 *
 * ingest.c hands inputs to the pool and takes results; take.c puts them into the tree; kept.c reads
 * captures back from the tree; regroup.c has clusters of related captures turned into works and
 * their records (regroup.h, works.h); place.c knows in which order records and captures are
 * written.
 *
 * A capture that nothing is related to becomes its record at once. One that is related to others is
 * put beside the records (`<out>/captures/`) and its cluster is regrouped at the end of the run:
 * what comes out depends on which captures there are, not on their order. */
#ifndef ASSAY_PIPELINE_INGEST_H
#define ASSAY_PIPELINE_INGEST_H

#include "pipeline/index.h"
#include "pipeline/pipeline.h"
#include "pipeline/pool.h"
#include "pipeline/summary.h"
#include "store/tree.h"

typedef struct {
    const AssayEngine *engine;
    const AssayIngestOptions *options;
    AssayTree *tree;
    AssayLedger *ledger;
    AssayPool *pool;
    AssayIndex *index;
    AssaySummary *summary;
    GHashTable *quarantined; /* set of SHA-256 (owned): inputs that are in quarantine */
    gboolean is_after_kill;  /* the run before did not end */
    guint n_expected;        /* inputs, as of the last run; 0: not known */
    guint n_waiting;         /* changes since the last commit */
    gsize waiting_bytes;     /* of them */
    gint64 committed_us;     /* when that was */
} AssayIngest;

/** assay_ingest_put: note that @size_bytes more wait to be written, and write all that waits when
 * that is a batch. */
gboolean assay_ingest_put(AssayIngest *ingest, gsize size_bytes, GError **error);

/** assay_ingest_commit: write all that waits, then let the ledger know of it. */
gboolean assay_ingest_commit(AssayIngest *ingest, GError **error);

/** assay_ingest_progress: show how far it is. */
void assay_ingest_progress(const AssayIngest *ingest, const char *uri);

/** assay_ingest_settle: to be called where no number of the index is held: keeps memory small. */
void assay_ingest_settle(AssayIngest *ingest);

/** assay_kept_scan: fill the index with the captures that the tree holds, when the ledger does not
 * know them. What a killed run left beside the records is taken in as new. */
gboolean assay_kept_scan(AssayIngest *ingest, GError **error);

/** assay_kept_load: the content of capture @number, from wherever it is kept.
 * Returns: (owned) or NULL with @error. */
AssayCapture *assay_kept_load(const AssayIngest *ingest, guint number, GError **error);

/** assay_kept_put_beside: write @capture, which is @number, to `<out>/captures/`. */
gboolean assay_kept_put_beside(AssayIngest *ingest, guint number, const AssayCapture *capture,
                               GError **error);

/** assay_kept_put_bytes: the same for a capture that is written already. */
gboolean assay_kept_put_bytes(AssayIngest *ingest, guint number, GBytes *bytes, GError **error);

/** assay_kept_record: the bytes of a record that capture @number can be read back from.
 * Returns: (owned) or NULL: its file is gone. */
GBytes *assay_kept_record(const AssayIngest *ingest, guint number);

/** The record of one work. All borrowed. */
typedef struct {
    const char *id, *flags; /* flags as AssayLedgerRecord.flags */
    GBytes *bytes;
    const GArray *cluster;         /* of guint: captures related to each other, in order of hash */
    const GArray *members;         /* of guint, rising: which of them are of the work */
    const AssayPoolResult *result; /* that the work is of, or NULL */
} AssayPlaced;

/** assay_place_work: @placed is written and its captures are moved to it. */
gboolean assay_place_work(AssayIngest *ingest, const AssayPlaced *placed, GError **error);

/** assay_place_alone: capture @number, to which nothing is related, is all of record @id. */
gboolean assay_place_alone(AssayIngest *ingest, guint number, const char *id, GBytes *bytes,
                           const char *flags, GError **error);

/** assay_place_remove_stale: records that nothing is in any more go. */
gboolean assay_place_remove_stale(AssayIngest *ingest, GError **error);

/** assay_place_release: capture @sha256 (hex) is of no input any more: out of its record, which
 * goes too if nothing else is in it.
 * assay_place_rename: it goes by the name @uri from now on. */
gboolean assay_place_release(AssayIngest *ingest, const char *sha256, GError **error);
gboolean assay_place_rename(AssayIngest *ingest, const char *sha256, const char *uri,
                            GError **error);

/** assay_take_result: what the pool made of one input goes into the tree: a record, a capture
 * beside the records, or an entry in quarantine.
 * @error: as assay_ingest: the run cannot go on. */
gboolean assay_take_result(AssayIngest *ingest, const AssayPoolResult *result, GError **error);

/** assay_regroup_all: bring every cluster with something dirty in it up to date, by workers, and
 * remove the records that nothing is in any more. */
gboolean assay_regroup_all(AssayIngest *ingest, GError **error);

#endif

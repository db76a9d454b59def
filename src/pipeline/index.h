/* index.h: which captures an output tree holds, and which of them may be of one work. Private to
 * pipeline/.
 *
 * The whole of it is in the ledger; in memory is what this stretch of a run has touched, so that it
 * does not grow with the tree, but for some ten bytes a key (store/ledger_keys.c): captures,
 * records and keys are loaded when they are asked for, written back by assay_index_flush and let go
 * by assay_index_evict. Captures that share a key are related; a key `<x` is shared with those that
 * have `>x`, not with others that have `<x`. Captures that are related, directly or over others,
 * are one cluster: nothing outside a cluster can change which works it falls into. */
#ifndef ASSAY_PIPELINE_INDEX_H
#define ASSAY_PIPELINE_INDEX_H

#include <glib.h>

#include "record/plan.h"
#include "record/finding.h"
#include "store/ledger.h"

#define ASSAY_INDEX_NONE G_MAXUINT

/** Where a capture's content can be read back from. */
typedef enum {
    ASSAY_KEPT_NOWHERE,   /* replaced or gone */
    ASSAY_KEPT_IN_RECORD, /* its record is of this capture alone */
    ASSAY_KEPT_BESIDE     /* `<out>/captures/`, as a record of its own */
} AssayKept;

typedef struct {
    guint8 sha256[32];
    guint record;     /* index of its record, or NONE while it is in none */
    guint first_slot; /* private: list of its keys */
    AssayKept kept;
    gboolean is_dirty; /* new or changed since its cluster was last grouped */
    gboolean is_seen;  /* private: of one walk over a cluster */
    gint64 row;        /* private: in the ledger; 0: not there */
    gboolean has_new_keys;
    AssayLedgerCapture saved; /* private: as the ledger has it */
} AssayIndexCapture;

typedef struct {
    char *id;         /* owned */
    guint n_captures; /* that are in it now; 0: its file is to be removed */
    gboolean existed; /* before this run */
    gboolean written; /* by this run, with other bytes */
    gboolean touched; /* by this run */
    gboolean has_file;
    char *flags;             /* owned; as AssayLedgerRecord.flags */
    gboolean in_ledger;      /* private */
    AssayLedgerRecord saved; /* private: as the ledger has it, but for flags */
    gboolean has_new_flags;
} AssayIndexRecord;

typedef struct AssayIndex AssayIndex;

/** assay_index_new: of what @ledger (borrowed) holds. @run: number of this run. */
AssayIndex *assay_index_new(AssayLedger *ledger, gint64 run);
void assay_index_free(AssayIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayIndex, assay_index_free)

/** assay_index_find: the capture with @sha256 (64 hex digits), or NONE. */
guint assay_index_find(AssayIndex *index, const char *sha256);
/** assay_index_load: the capture with the 32 bytes @hash, which the ledger has. */
guint assay_index_load(AssayIndex *index, const guint8 *hash);
/** assay_index_add: a capture that is not in the index, without keys. Returns: its number. */
guint assay_index_add(AssayIndex *index, const char *sha256);
/** assay_index_n_captures: how many are in memory. */
guint assay_index_n_captures(const AssayIndex *index);
/** assay_index_capture: (borrowed) until the next call that may load others: all but _sha256,
 * _get_record and _move. */
AssayIndexCapture *assay_index_capture(const AssayIndex *index, guint capture);
/** assay_index_sha256: 64 hex digits. Returns: (owned). */
char *assay_index_sha256(const AssayIndex *index, guint capture);

/** assay_index_keys_of: the identity keys of @capture as the index has them, but for its hash,
 * which the index knows it by anyway. Returns: (owned) of guint64. */
GArray *assay_index_keys_of(const AssayPlan *plan, const AssayCapture *capture);

/** assay_index_key: an identity key (record/identity.h) as the index has it. */
guint64 assay_index_key(const char *key);

/** assay_index_set_keys: replace the keys of @capture; those that it was related to so far become
 * dirty. */
void assay_index_set_keys(AssayIndex *index, guint capture, const guint64 *keys, guint n_keys);

/** assay_index_record: number of the record called @id, added if it is not there. */
guint assay_index_record(AssayIndex *index, const char *id);
guint assay_index_n_records(const AssayIndex *index);
AssayIndexRecord *assay_index_get_record(const AssayIndex *index, guint record);
/** assay_index_move: put @capture into @record (or NONE), counts kept right. */
void assay_index_move(AssayIndex *index, guint capture, guint record);

/** assay_index_is_alone: no other capture that is kept anywhere is related to @capture or in its
 * record. */
gboolean assay_index_is_alone(const AssayIndex *index, guint capture);

/** assay_index_cluster: @capture and all that are related to it, in order of hash.
 * Returns: (owned) GArray of guint. */
GArray *assay_index_cluster(AssayIndex *index, guint capture);

/** assay_index_forget: @capture is no longer kept anywhere: taken out of its record, its keys
 * dropped, those that shared one dirty. */
void assay_index_forget(AssayIndex *index, guint capture);

/** assay_index_set_flags: what record @record is flagged with (taken). */
void assay_index_set_flags(AssayIndex *index, guint record, char *flags);

/** assay_index_flush: bring the ledger up to date, to be committed by the caller.
 * assay_index_evict: that, and keep nothing in memory; numbers of captures and records are void. */
void assay_index_flush(AssayIndex *index);
void assay_index_evict(AssayIndex *index);

#endif

/* index.h: which captures an output tree holds, and which of them may be of one work. Private to
 * pipeline/.
 *
 * Small on purpose, since it stays in memory over a whole tree: for each capture its hash, the
 * record it is in, and the hashes of its identity keys. Captures that share a key, directly or over
 * others, are one cluster: nothing outside a cluster can change which works it falls into. */
#ifndef ASSAY_PIPELINE_INDEX_H
#define ASSAY_PIPELINE_INDEX_H

#include <glib.h>

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
} AssayIndexCapture;

typedef struct {
    char *id;         /* owned */
    guint n_captures; /* that are in it now; 0: its file is to be removed */
    gboolean existed; /* before this run */
    gboolean written; /* by this run, with other bytes */
    gboolean touched; /* by this run */
    gboolean has_file;
} AssayIndexRecord;

typedef struct AssayIndex AssayIndex;

AssayIndex *assay_index_new(void);
void assay_index_free(AssayIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayIndex, assay_index_free)

/** assay_index_find: the capture with @sha256 (64 hex digits), or NONE. */
guint assay_index_find(const AssayIndex *index, const char *sha256);
/** assay_index_add: a capture that is not in the index, without keys. Returns: its number. */
guint assay_index_add(AssayIndex *index, const char *sha256);
guint assay_index_n_captures(const AssayIndex *index);
/** assay_index_capture: (borrowed) until the next assay_index_add. */
AssayIndexCapture *assay_index_capture(const AssayIndex *index, guint capture);
/** assay_index_sha256: 64 hex digits. Returns: (owned). */
char *assay_index_sha256(const AssayIndex *index, guint capture);

/** assay_index_set_keys: replace the keys of @capture; those that it shared a key with so far
 * become dirty. */
void assay_index_set_keys(AssayIndex *index, guint capture, const char *const *keys);

/** assay_index_record: number of the record called @id, added if it is
 * not there. */
guint assay_index_record(AssayIndex *index, const char *id);
guint assay_index_find_record(const AssayIndex *index, const char *id);
guint assay_index_n_records(const AssayIndex *index);
AssayIndexRecord *assay_index_get_record(const AssayIndex *index, guint record);
/** assay_index_move: put @capture into @record (or NONE), counts kept
 * right. */
void assay_index_move(AssayIndex *index, guint capture, guint record);

/** assay_index_is_alone: no other capture that is kept anywhere shares a
 * key or a record with
 * @capture. */
gboolean assay_index_is_alone(const AssayIndex *index, guint capture);

/** assay_index_cluster: @capture and all that are related to it over
 * keys, in order of hash. Captures of a cluster walked before are left
 * out. Returns: (owned) GArray of guint. */
GArray *assay_index_cluster(AssayIndex *index, guint capture);

#endif

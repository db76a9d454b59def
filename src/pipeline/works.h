/* works.h: from related captures to works and their records. Private to pipeline/.
 *
 * A pure function of the captures: it runs in a worker (worker_cluster.c) and, for what a worker
 * cannot do, in the process that writes (regroup.c). Not its job: where captures are kept, what
 * becomes of records. */
#ifndef ASSAY_PIPELINE_WORKS_H
#define ASSAY_PIPELINE_WORKS_H

#include "pipeline/pipeline.h"

/** Related captures, in order of their hashes, and who wants to know what comes out. */
typedef struct {
    const AssayRules *rules;
    guint n;
    /** load: capture @i. It may be asked for more than once. Returns: (owned) or NULL with @error.
     */
    AssayCapture *(*load)(guint i, gpointer user_data, GError **error);
    /** unread: capture @i could not be loaded, and is in no work; or the work that it is of is not
     * built, since one of its captures could not. */
    void (*unread)(guint i, const GError *cause, gpointer user_data);
    /** work: @members (of guint, rising) are of one work, @captures (of AssayCapture) are they, and
     * @record is its record, or NULL with the @cause why it is refused. Returns: FALSE to stop,
     * with @error. */
    gboolean (*work)(const GArray *members, const GPtrArray *captures, const AssayRecord *record,
                     const GError *cause, gpointer user_data, GError **error);
    gpointer user_data;
} AssayCluster;

/* Captures of a cluster that are kept in memory while its works are found and built. Most works
 * have two or three captures; a capture takes some 100 KB. */
#define ASSAY_WORKS_SHELVED 32u

/** Which captures of a cluster are of one work. */
typedef struct {
    GArray *members;  /* owned; of guint, rising */
    char *id;         /* owned; what it is called by itself; NULL: it is the only one */
    gboolean renamed; /* another work of the cluster has that id */
} AssayWork;

/** assay_work_new: of no capture. Returns: (owned); assay_work_free frees it (a gpointer, for
 * lists).
 */
AssayWork *assay_work_new(void);
void assay_work_free(gpointer work);

/** assay_works_find: the works of @cluster, their ids settled; its work is not called.
 * Returns: (owned) of AssayWork, or NULL with the @error of load, when it failed as the ids were
 * settled.
 */
GPtrArray *assay_works_find(const AssayCluster *cluster, GError **error);

/** assay_works_each: builds the records of works of @cluster.
 * @works: of AssayWork, as assay_works_find found them, possibly among more captures than these;
 * NULL: they are to be found.
 * @error: of load, when it failed as the ids were settled, or of work. */
gboolean assay_works_each(const AssayCluster *cluster, const GPtrArray *works, GError **error);

/** assay_works_parse: the captures that record @name, given as @bytes, holds.
 * @ret_flags: (owned) its flags as AssayLedgerRecord.flags, or NULL for not wanted.
 * Returns: (owned) or NULL with ASSAY_ERROR_INPUT. */
GPtrArray *assay_works_parse(const AssayRules *rules, GBytes *bytes, const char *name,
                             char **ret_flags, GError **error);

/** assay_works_pick: takes the capture with @sha256 out of @captures (may be NULL), or NULL. */
AssayCapture *assay_works_pick(GPtrArray *captures, const char *sha256);

#endif

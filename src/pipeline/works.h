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
    /** unread: capture @i could not be loaded, and is in no work. */
    void (*unread)(guint i, const GError *cause, gpointer user_data);
    /** work: @members (of guint, rising) are of one work, @captures (of AssayCapture) are they, and
     * @record is its record, or NULL with the @cause why it is refused. Returns: FALSE to stop,
     * with @error. */
    gboolean (*work)(const GArray *members, const GPtrArray *captures, const AssayRecord *record,
                     const GError *cause, gpointer user_data, GError **error);
    gpointer user_data;
} AssayCluster;

/** assay_works_each: finds the works of @cluster, settles their ids and builds their records.
 * @error: of load, when it failed the second time, or of work. */
gboolean assay_works_each(const AssayCluster *cluster, GError **error);

/** assay_works_parse: the captures that record @name, given as @bytes, holds.
 * @ret_flags: (owned) its flags as AssayLedgerRecord.flags, or NULL for not wanted.
 * Returns: (owned) or NULL with ASSAY_ERROR_INPUT. */
GPtrArray *assay_works_parse(const AssayRules *rules, GBytes *bytes, const char *name,
                             char **ret_flags, GError **error);

/** assay_works_pick: takes the capture with @sha256 out of @captures (may be NULL), or NULL. */
AssayCapture *assay_works_pick(GPtrArray *captures, const char *sha256);

#endif

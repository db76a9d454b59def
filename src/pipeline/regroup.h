/* regroup.h: the parts of regrouping. Private to regroup*.c.
 *
 * regroup.c hands clusters to workers and puts what comes back into the tree; regroup_here.c does
 * one in this process, which holds it in memory one work at a time; regroup_split.c makes jobs of
 * the works of a large cluster, and none of those that are in the tree already. */
#ifndef ASSAY_PIPELINE_REGROUP_H
#define ASSAY_PIPELINE_REGROUP_H

#include "pipeline/ingest.h"
#include "pipeline/works.h"

/** What a worker is to do: related captures. They go by hashes, since numbers of the index do not
 * outlive the next job. */
typedef struct {
    GBytes *hashes;   /* owned; 32 bytes each, rising */
    GPtrArray *works; /* owned; of AssayWork, by number among hashes; NULL: they are to be found */
} AssayRegroupJob;

/** assay_regroup_job_new: of the captures @numbers of the index. @works: taken.
 * Returns: (owned); freed by assay_regroup_job_free (a gpointer, for lists). */
AssayRegroupJob *assay_regroup_job_new(const AssayIngest *ingest, const GArray *numbers,
                                       GPtrArray *works);
void assay_regroup_job_free(gpointer job);

/** assay_regroup_numbers: captures of @hashes (32 bytes each) in the index.
 * Returns: (owned) of guint. */
GArray *assay_regroup_numbers(AssayIngest *ingest, GBytes *hashes);

/** assay_regroup_here: builds works of the captures @numbers and puts them into the tree.
 * @works: of AssayWork, or NULL: they are to be found. */
gboolean assay_regroup_here(AssayIngest *ingest, const GArray *numbers, const GPtrArray *works,
                            GError **error);

/** assay_regroup_find: the works of the captures @numbers, a whole cluster.
 * @unread: hashes (32 bytes each) of captures that could not be read are added.
 * Returns: (owned) of AssayWork, or NULL with @error. */
GPtrArray *assay_regroup_find(AssayIngest *ingest, const GArray *numbers, GByteArray *unread,
                              GError **error);

/** assay_regroup_split: jobs for the works of the large cluster @numbers that are not in the tree
 * as they are now are added to @jobs. Captures that only a record holds that one of these jobs may
 * write over are put beside the records.
 * @unread: as assay_regroup_find. */
gboolean assay_regroup_split(AssayIngest *ingest, const GArray *numbers, GQueue *jobs,
                             GByteArray *unread, GError **error);

#endif

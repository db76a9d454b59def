/* merge.h: of several candidates for one place of a record, the one it takes. For this room.
 *
 * A function of the set of candidates, never of their order. */
#ifndef ASSAY_RECORD_MERGE_H
#define ASSAY_RECORD_MERGE_H

#include "record/plan.h"

/** One finding in its place, as one capture gives it. All borrowed. */
typedef struct {
    AssayPath *path;
    const AssayFinding *finding;
    guint source;   /* number of its capture, from 1 */
    guint ordinal;  /* place among the candidates of its path and capture, best first; all that is
                     * left of finding->rank, since an order is what evidence can give back */
    guint prefer;   /* place of its capture's style among those preferred for the path */
    gboolean loses; /* belongs to a group that is taken whole from another capture */
} AssayCandidate;

/** assay_merge_choose: the winner of @n candidates of one path. In order: uncut over cut; the
 * preferred style; the better rule; the longer; bytewise the smaller. Then what refines that
 * choice: a more precise number that rounds to it, or for a cut value a longer cut one that
 * begins with it. Returns: (borrowed) or NULL when all lose. */
const AssayCandidate *assay_merge_choose(const AssayCandidate *candidates, guint n);

/** assay_merge_wholes: mark the candidates that lose because their group is taken whole from
 * another capture. @candidates: of AssayCandidate in any order.
 * @captures: by source number - 1. */
void assay_merge_wholes(const AssayPlan *plan, GArray *candidates,
                        const AssayCapture *const *captures, guint n_captures);

#endif

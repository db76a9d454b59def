/* collect.h: the findings of captures as candidates: paths made canonical, numbered, sorted.
 * For this room. */
#ifndef ASSAY_RECORD_COLLECT_H
#define ASSAY_RECORD_COLLECT_H

#include "record/merge.h"

/** One `source` element: a capture, and which earlier one has the same bytes. */
typedef struct {
    const AssayCapture *capture; /* borrowed */
    guint n;                     /* from 1 */
    guint same;                  /* n of the first source with the same bytes, or 0 */
} AssaySource;

/** assay_collect_sources: @captures in their canonical order (hash, then address), complete
 * duplicates once. Returns: (owned) GArray of AssaySource. */
GArray *assay_collect_sources(const AssayCapture *const *captures, guint n_captures);

/** assay_collect_candidates: every finding of @sources with its canonical path: instances of
 * keyed targets named by their key, other instances numbered from 1 without gaps within their
 * capture; sorted by record order of the path, source, rank; identical ones once; findings with
 * no readable path, and numbers the engine sets itself (`@n`), left out.
 * @arena: paths are made in it. Returns: (owned) GArray of AssayCandidate. */
GArray *assay_collect_candidates(const AssayPlan *plan, const GArray *sources, AssayArena *arena);

#endif

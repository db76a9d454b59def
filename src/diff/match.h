/* match.h: which children of an element are which children of its other version, and which of
 * them changed places.
 *
 * By content, in this order: the same through and through; the same key; alike texts; the same kind
 * (a flag's check, an identifier's scheme, the only element of its name). The result does not
 * depend on which side is called old. */
#ifndef ASSAY_DIFF_MATCH_H
#define ASSAY_DIFF_MATCH_H

#include "diff/model.h"

#define ASSAY_MATCH_NONE G_MAXUINT

typedef struct {
    guint *new_of_old;  /* owned; for each old child the index of the new one, or NONE */
    guint *old_of_new;  /* owned; the inverse */
    gboolean *is_moved; /* owned; for each new child: matched, and not in its place among the
                         * others. As few as can be */
} AssayMatch;

void assay_match_init(AssayMatch *match, const AssayDiffNode *old_parent,
                      const AssayDiffNode *new_parent);
void assay_match_clear(AssayMatch *match);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AssayMatch, assay_match_clear)

#endif

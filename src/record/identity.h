/* identity.h: which captures are of one work, and what a work is called.
 *
 * The result is a function of the set of captures, never of their order. */
#ifndef ASSAY_RECORD_IDENTITY_H
#define ASSAY_RECORD_IDENTITY_H

#include "record/record.h"

/** What of a capture or record decides its identity; small, so that an index over 100,000 works
 * fits. Owned by whoever made it. */
typedef struct AssayIdentity AssayIdentity;

/** assay_identity_of: from one capture. Returns: (owned). */
AssayIdentity *assay_identity_of(const AssayPlan *plan, const AssayCapture *capture);
void assay_identity_free(AssayIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayIdentity, assay_identity_free)

/** assay_identity_keys: strings such that two captures that can be of one work, or that can hold
 * another two apart, share at least one (buckets of an index; sharing one proves nothing).
 * Returns: (borrowed) NULL-terminated. */
const char *const *assay_identity_keys(const AssayIdentity *identity);

/** assay_identity_group: groups @n identities into works.
 * @ret_groups: caller's array of @n; equal numbers mean one work; numbered from 0 in the order of
 * each group's smallest member by source hash. */
void assay_identity_group(const AssayPlan *plan, const AssayIdentity *const *identities, guint n,
                          guint *ret_groups);

#endif

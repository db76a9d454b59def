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
 * another two apart, share at least one, or are joined by a chain of captures that do (buckets
 * of an index, to be followed until nothing new comes; sharing one proves nothing). A key `<x` is
 * shared with `>x` only: a cut text seeks the full ones that may have its start, and full texts
 * with one start have nothing to do with each other.
 * Returns: (borrowed) NULL-terminated. */
const char *const *assay_identity_keys(AssayIdentity *identity);

/* How captures are grouped. Links are taken level by level, strongest first, in the plan's order:
 *
 *   1. the same bytes; then each `<same scheme>`: equal identifiers.
 *   2. each `<same target>`: equal texts (assay_text_fold_key), neither cut.
 *   3. each `<same target>`: a cut text that begins a full text of any of these targets, if the
 *      works that it can lead to are exactly one.
 *
 * An identifier unites also what texts would hold apart (the record then has a contradiction to
 * flag); nothing unites two values of an `<apart scheme>`, and no text unites two uncut values of
 * an `<apart target>`. At each level the clusters of the level before are looked at all at once:
 * of clusters with equal texts, those are united that are compatible with the very same others;
 * one that fits two that are apart fits neither surely, and stays by itself. A set of links that
 * would in a roundabout way join what is apart is not used at all. So the outcome is a function
 * of the set of captures. */

/** assay_identity_group: groups @n identities into works.
 * @ret_groups: caller's array of @n; equal numbers mean one work; numbered from 0 in the order of
 * each group's smallest member by source hash. */
void assay_identity_group(const AssayPlan *plan, const AssayIdentity *const *identities, guint n,
                          guint *ret_groups);

/** assay_identity_id: what the record of one work is called by itself, as far as that follows from
 * the @n identities of its captures alone; @plan: of all of them.
 * Returns: (owned) or NULL: it has to be built to tell. */
char *assay_identity_id(const AssayPlan *plan, const AssayIdentity *const *identities, guint n);

/** assay_identity_collision_id: what a work is called whose plain id another work of the set has
 * (the same title, held apart, no question): `w-` and 12 hex digits of the SHA-256 of its folded
 * title (else its plain id), "\n" and its smallest source's SHA-256. The works of one
 * assay_identity_group call are a sufficient set: works that can collide share a key.
 * Returns: (owned). */
char *assay_identity_collision_id(const AssayRecord *record);

#endif

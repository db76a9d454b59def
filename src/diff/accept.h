/* accept.h: differences that are intended: a file made to be reviewed and committed.
 *
 * One change a line, five fields and a reason, separated by tabs, sorted by bytes:
 *
 *   record  kind  field  old  new  reason
 *
 *   record  id of the new record (of the old one if it is gone), or * for every record
 *   kind    added, removed, changed, moved; of whole records also renamed
 *   field   path without instance numbers: review/@score, claims/claim; record for whole records
 *   old     the value, - for none, or * for any; of what moved `[place] text`
 *   new     likewise
 *   reason  why it is intended
 *
 * Tab, newline and backslash in a value are \t, \n, \\; a value that is just - or * is \- or \*. A
 * value longer than 160 bytes is its first 120 or so, `…`, and `#` with 16 hex digits of its
 * SHA-256. Lines that are empty or begin with # are comments; they are kept at the top.
 * Lines with * are written by hand; the rest is what `assay diff --accept FILE` writes. */
#ifndef ASSAY_DIFF_ACCEPT_H
#define ASSAY_DIFF_ACCEPT_H

#include "diff/change.h"

typedef struct AssayAccepted AssayAccepted;

AssayAccepted *assay_accepted_new(void);
void assay_accepted_free(AssayAccepted *accepted);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayAccepted, assay_accepted_free)

/** assay_accepted_read: add what @file says.
 * @missing_is_empty: a file that is not there says nothing.
 * @error: ASSAY_ERROR_IO; _USAGE `file:line: what`. */
gboolean assay_accepted_read(AssayAccepted *accepted, const char *file, gboolean missing_is_empty,
                             GError **error);

/** assay_accepted_has: @change of record @id is in it. */
gboolean assay_accepted_has(const AssayAccepted *accepted, const char *id,
                            const AssayChange *change);

/** assay_accepted_add: put it in, with @reason. */
void assay_accepted_add(AssayAccepted *accepted, const char *id, const AssayChange *change,
                        const char *reason);

/** assay_accepted_write: to @file, whole or not at all. @error: ASSAY_ERROR_IO. */
gboolean assay_accepted_write(const AssayAccepted *accepted, const char *file, GError **error);

#endif

/* ids.h: what a work is called. For this room; the collision rule is in identity.h. */
#ifndef ASSAY_RECORD_IDS_H
#define ASSAY_RECORD_IDS_H

#include "record/record.h"

/** assay_ids_of: by the plan's `<id>` list: the first identifier there is, or `w-` and 12 hex
 * digits of the SHA-256 of the first text there is (assay_text_fold_key); of a record with
 * neither, `w-` and the first 12 digits of its smallest source's own SHA-256.
 * Returns: (owned). */
char *assay_ids_of(const AssayPlan *plan, const AssayRecord *record);

/** assay_ids_hash: the id made of @text, as assay_text_fold_key gives it. Returns: (owned). */
char *assay_ids_hash(const char *text);

/** assay_ids_place: the node a path (path.h) names in @record, an element or an attribute.
 * Returns: (borrowed) its text, or NULL when it is not there. */
const char *assay_ids_place(const AssayRecord *record, const char *path);

#endif

/* key.h: what tells elements of one name apart, and how they are called in paths.
 *
 * The vocabulary of the frame (identifiers, references, flags, sources, evidence, sections) has its
 * keys in a table; of a profile's own elements @name, @by and @id say who they are, but for those
 * right below the record, of which there is one each. */
#ifndef ASSAY_DIFF_KEY_H
#define ASSAY_DIFF_KEY_H

#include "diff/model.h"

/** assay_diff_key: what makes @node this one and no other: equal keys are matched.
 * Returns: (owned) or NULL: only likeness can tell. */
char *assay_diff_key(const AssayDiffNode *node);

/** assay_diff_key_is_strict: an element with such a key and another key is another thing, however
 * alike the rest. */
gboolean assay_diff_key_is_strict(const AssayDiffNode *node);

/** assay_diff_kind: what elements must share to be the same thing changed: an identifier's scheme,
 * a flag's check. Returns: (owned) or NULL: none. */
char *assay_diff_kind(const AssayDiffNode *node);

/** assay_diff_is_item: @node is one of a list: it is added and removed as a whole. Other elements
 * come and go value by value. */
gboolean assay_diff_is_item(const AssayDiffNode *node);

/** assay_diff_path_key: the attribute that paths name @node by, as evidence does: `name`, a flag's
 * `check`. Returns: (static) or NULL. */
const char *assay_diff_path_key(const AssayDiffNode *node);

/** assay_diff_path: where @node is: `claims/claim[2]`, `identifiers/identifier[@scheme='doi']`, as
 * evidence writes it; "" for the record. @attribute: NULL or of which. Returns: (owned). */
char *assay_diff_path(const AssayDiffNode *node, const char *attribute);

/** assay_diff_field: the same without what differs from record to record (`claims/claim`).
 * Returns: (owned). */
char *assay_diff_field(const AssayDiffNode *node, const char *attribute);

/** assay_diff_place: child indexes from the record down to @node: `12.0.3`. Returns: (owned). */
char *assay_diff_place(const AssayDiffNode *node);

#endif

/* text_key.h: the key under which headings, labels and column heads are compared. */
#ifndef ASSAY_RULES_TEXT_KEY_H
#define ASSAY_RULES_TEXT_KEY_H

#include "base/slice.h"

/** assay_text_key: @text white-space folded, case folded, without a final `:` or `.`.
 * Returns: (owned). */
char *assay_text_key(AssaySlice text);

/** assay_text_has_key: @key is what assay_text_key makes of @text. */
gboolean assay_text_has_key(AssaySlice text, const char *key);

/** assay_text_key_hash: assay_hash_quick of it. */
guint32 assay_text_key_hash(AssaySlice text);

/** assay_column_key: @text, the head of a table's column, case folded, letters and digits only:
 * narrow columns break their heads within words. Without any it is as assay_text_key.
 * Returns: (owned). */
char *assay_column_key(AssaySlice text);

#endif

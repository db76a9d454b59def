/* text_key.h: the key under which headings, labels and column heads are compared. */
#ifndef ASSAY_RULES_TEXT_KEY_H
#define ASSAY_RULES_TEXT_KEY_H

#include "base/slice.h"

/** assay_text_key: @text white-space folded, case folded, without a final `:` or `.`.
 * Returns: (owned). */
char *assay_text_key(AssaySlice text);

/** assay_heading_key: the same without the number that opens a heading. Returns: (owned). */
char *assay_heading_key(AssaySlice text);

#endif

/* labels.h: looking up the source's word in the labels a rule lists; for enum and flag. */
#ifndef ASSAY_RECORD_LABELS_H
#define ASSAY_RECORD_LABELS_H

#include "record/value.h"

/** assay_labels_find: the value of the label that is @text: byte for byte, else but for case.
 * Two labels that differ in case only and mean different values match exactly or not at all.
 * Returns: (borrowed from @options) or NULL, with @ret_why set. */
const char *assay_labels_find(const AssayValueOptions *options, AssaySlice text,
                              const char **ret_why);

#endif

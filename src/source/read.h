/* read.h: the bytes of an input that is open already. For this room. */
#ifndef ASSAY_SOURCE_READ_H
#define ASSAY_SOURCE_READ_H

#include "source/source.h"

/** assay_read_on: fill @item->bytes with what @descriptor still has behind @bytes, which are taken.
 * @error: as assay_source_read. */
gboolean assay_read_on(AssaySourceItem *item, int descriptor, GByteArray *bytes, GError **error);

#endif

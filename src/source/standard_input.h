/* standard_input.h: standard input as an archive or one input. For this room. */
#ifndef ASSAY_SOURCE_STANDARD_INPUT_H
#define ASSAY_SOURCE_STANDARD_INPUT_H

#include "source/container.h"

/** assay_standard_input_open: look how standard input begins, from where it stands.
 * @ret_reader: (owned) if it is a container, without a path and called `-`; one that comes through
 * a pipe is copied into a temporary file first, since a zip is read from its end.
 * @ret_item: (owned) otherwise: it as one input, read already if it came through a pipe.
 * @error: ASSAY_ERROR_INPUT (cannot be read or copied), ASSAY_ERROR_LIMIT (too large). */
gboolean assay_standard_input_open(AssayContainerReader **ret_reader, AssaySourceItem **ret_item,
                                   GError **error);

#endif

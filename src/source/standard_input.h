/* standard_input.h: standard input as an archive or one input. For this room. */
#ifndef ASSAY_SOURCE_STANDARD_INPUT_H
#define ASSAY_SOURCE_STANDARD_INPUT_H

#include "source/source.h"

/** assay_standard_input_open: look how standard input begins, from where it stands, and have @host
 * open it if it may be a container; one that comes through a pipe is copied into a temporary file
 * first, since a zip is read from its end.
 * @item: it as one input. @ret_is_container: FALSE: it is that, and read already if it came
 * through a pipe.
 * @error: ASSAY_ERROR_INPUT (cannot be read or copied), ASSAY_ERROR_LIMIT (too large). */
gboolean assay_standard_input_open(const AssayContainerHost *host, AssaySourceItem *item,
                                   gboolean *ret_is_container, GError **error);

#endif

/* enclose.h: one piece of work on one input in a process of its own. Private to pipeline/.
 *
 * For verbs that look at a single input: what the bytes do to the process that reads them does
 * nothing to the one that was asked. It has the rights of a worker (sandbox.h), as much time and
 * memory as it is given, and hands back a text. */
#ifndef ASSAY_PIPELINE_ENCLOSE_H
#define ASSAY_PIPELINE_ENCLOSE_H

#include "assay.h"

/** What is to be done. It may open nothing: what it works on is in memory already.
 * Returns: (owned) text or NULL with @error of ASSAY_ERROR. */
typedef char *AssayWork(gpointer user_data, GError **error);

/** assay_enclose: what @work makes of @user_data.
 * @name: of the input, for messages. @size_bytes: of what is in memory of it, which is not counted
 * against its limit. @limits: NULL: the usual ones.
 * Returns: (owned) text or NULL with the error of @work; or ASSAY_ERROR_LIMIT: it took too long or
 * too much; _INPUT: it ended otherwise; _IO: there is no process to be had. */
char *assay_enclose(AssayWork *work, gpointer user_data, const char *name, gsize size_bytes,
                    const AssayLimits *limits, GError **error);

#endif

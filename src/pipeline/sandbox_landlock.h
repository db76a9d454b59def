/* sandbox_landlock.h: the Landlock layer of the sandbox. Private to sandbox.c. */
#ifndef ASSAY_PIPELINE_SANDBOX_LANDLOCK_H
#define ASSAY_PIPELINE_SANDBOX_LANDLOCK_H

#include <glib.h>

/** assay_sandbox_landlock: from now on the calling process may read below the folders that its
 * libraries need and do nothing else with files. Returns: FALSE where the kernel has no Landlock
 * or refuses it. */
gboolean assay_sandbox_landlock(void);

#endif

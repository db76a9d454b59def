/* flags.h: telling the flags of defects from those of checks; for this room. */
#ifndef ASSAY_RECORD_FLAGS_H
#define ASSAY_RECORD_FLAGS_H

#include "record/record.h"

/** assay_flag_defect_value: the `value` element called @of (`source`, `at`) of a flag that stands
 * for a defect of a source. Returns: (borrowed) or NULL when @flag is no such flag. */
const xmlNode *assay_flag_defect_value(const xmlNode *flag, const char *of);

#endif

/* complaint.h: lists of complaints, for lint.c and examples.c. Private to src/rules/. */
#ifndef ASSAY_RULES_COMPLAINT_H
#define ASSAY_RULES_COMPLAINT_H

#include "rules/rules.h"

/** assay_complaints_new: Returns: (owned) GPtrArray that owns its AssayComplaint. */
GPtrArray *assay_complaints_new(void);

void assay_complain(GPtrArray *complaints, const char *file, guint line, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

#endif

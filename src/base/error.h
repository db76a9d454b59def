/* error.h: the one error domain of the library.
 *
 * Job: name the kinds of operational failure. A defect of a document is no error but a defect
 * entry of that document (document.h), and on it goes.
 * Messages say what, where (file:line:column or place) and what to do. */
#ifndef ASSAY_BASE_ERROR_H
#define ASSAY_BASE_ERROR_H

#include <glib.h>

/** The domain of every GError that the library sets itself. */
#define ASSAY_ERROR (assay_error_quark())

typedef enum {
    ASSAY_ERROR_USAGE,   /* a wrong call or option: exit code 2 */
    ASSAY_ERROR_RULES,   /* a rule set or its schema is wrong: exit code 2 */
    ASSAY_ERROR_IO,      /* reading, writing, store: exit code 3 */
    ASSAY_ERROR_INPUT,   /* one input cannot be read at all: that input is listed */
    ASSAY_ERROR_LIMIT,   /* one input ran into a limit of base/limits.h */
    ASSAY_ERROR_INTERNAL /* a defect of the program, e.g. a record its schema refuses: 3 */
} AssayErrorCode;

GQuark assay_error_quark(void);

#endif

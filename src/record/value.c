/* value.c: the table of value types by name. Not its job: any one type (value_<name>.c). */
#include "record/value.h"

#include <string.h>

/* Written by the build from the file names; see CMakeLists.txt. */
extern const AssayValueType *const assay_value_table[];

const AssayValueType *assay_value_type(const char *name)
{
    for (const AssayValueType *const *type = assay_value_table; *type != NULL; type++)
        if (strcmp((*type)->name, name) == 0)
            return *type;
    return NULL;
}

/* error.c: see error.h. */
#include "base/error.h"

GQuark assay_error_quark(void)
{
    return g_quark_from_static_string("assay-error-quark");
}

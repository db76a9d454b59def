/* number.h: numbers as text: their grammar, and when one is the rounding of another. Never
 * through floating point: a record keeps the digits of its source. */
#ifndef ASSAY_RECORD_NUMBER_H
#define ASSAY_RECORD_NUMBER_H

#include "base/arena.h"
#include "base/slice.h"

/** assay_number_parse: an optional sign, digits, and where @decimal a fraction and an exponent
 * (`2.5e-05`, as programs print). A minus sign U+2212 becomes "-", a plus sign goes.
 * Returns: (borrowed, in @arena) or NULL with @ret_why set. */
const char *assay_number_parse(AssaySlice text, gboolean decimal, AssayArena *arena,
                               const char **ret_why);

/** assay_number_refines: @fine has more decimals than @coarse, and rounds to it (half up or half
 * to even: 4.65 refines both 4.7 and 4.6). Both NUL-terminated; FALSE for what is no plain
 * decimal. */
gboolean assay_number_refines(const char *fine, const char *coarse);

#endif

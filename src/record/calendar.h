/* calendar.h: dates of the proleptic Gregorian calendar as plain numbers. */
#ifndef ASSAY_RECORD_CALENDAR_H
#define ASSAY_RECORD_CALENDAR_H

#include "base/slice.h"

typedef struct {
    int year, month, day; /* 1..9999, 1..12, 1.. */
} AssayDay;

/** assay_day_is_valid: such a day exists. */
gboolean assay_day_is_valid(AssayDay day);

/** assay_day_shift: the day @n_days (-1, 0 or 1) later. */
AssayDay assay_day_shift(AssayDay day, int n_days);

/** assay_digits_read: exactly @n_digits ASCII digits at @at.
 * Returns: FALSE if they are not there, with @ret_value untouched. */
gboolean assay_digits_read(AssaySlice text, gsize at, gsize n_digits, int *ret_value);

/** assay_day_read_iso: `2026-05-29` at @at. Returns: FALSE with @ret_day untouched. */
gboolean assay_day_read_iso(AssaySlice text, gsize at, AssayDay *ret_day);

#endif

/* calendar.c: see calendar.h. */
#include "record/calendar.h"

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

gboolean assay_day_is_valid(AssayDay day)
{
    return day.year >= 1 && day.year <= 9999 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
           day.day <= days_of_month(day.year, day.month);
}

AssayDay assay_day_shift(AssayDay day, int n_days)
{
    day.day += n_days;
    if (day.day < 1) {
        if (--day.month < 1) {
            day.month = 12;
            day.year--;
        }
        day.day = days_of_month(day.year, day.month);
    } else if (day.day > days_of_month(day.year, day.month)) {
        day.day = 1;
        if (++day.month > 12) {
            day.month = 1;
            day.year++;
        }
    }
    return day;
}

gboolean assay_digits_read(AssaySlice text, gsize at, gsize n_digits, int *ret_value)
{
    if (at > text.length || n_digits > text.length - at)
        return FALSE;
    int value = 0;
    for (gsize i = at; i < at + n_digits; i++) {
        if (!g_ascii_isdigit(text.data[i]))
            return FALSE;
        value = value * 10 + (text.data[i] - '0');
    }
    *ret_value = value;
    return TRUE;
}

gboolean assay_day_read_iso(AssaySlice text, gsize at, AssayDay *ret_day)
{
    AssayDay day;
    if (at + 10 > text.length || text.data[at + 4] != '-' || text.data[at + 7] != '-' ||
        !assay_digits_read(text, at, 4, &day.year) ||
        !assay_digits_read(text, at + 5, 2, &day.month) ||
        !assay_digits_read(text, at + 8, 2, &day.day) || !assay_day_is_valid(day))
        return FALSE;
    *ret_day = day;
    return TRUE;
}

/* value_instant.c: a point in time, ISO 8601 with its offset (RFC 3339), to UTC with `Z`.
 *
 * Fractions of a second stay digit for digit. Without an offset it is nobody's point in time,
 * and no value. An offset of hours alone (`+05`) is refused: it may be `+05:30` cut off. */
#include <string.h>

#include "record/calendar.h"
#include "record/value.h"

extern const AssayValueType assay_value_instant;

/* Nanoseconds have 9 digits; nobody states more than twice that. */
#define MAX_FRACTION_BYTES 18u

/* The offset at @at in minutes. Returns: FALSE if there is none that ends the text. */
static gboolean read_offset(AssaySlice text, gsize at, int *ret_minutes)
{
    AssaySlice rest = assay_slice_sub(text, at, text.length);
    if (rest.length == 1 && (rest.data[0] == 'Z' || rest.data[0] == 'z')) {
        *ret_minutes = 0;
        return TRUE;
    }
    int hours = 0, minutes = 0;
    gsize colon = rest.length == 6 && rest.data[3] == ':' ? 1 : 0;
    if (rest.length != 5 + colon || (rest.data[0] != '+' && rest.data[0] != '-') ||
        !assay_digits_read(rest, 1, 2, &hours) ||
        !assay_digits_read(rest, 3 + colon, 2, &minutes) || hours > 23 || minutes > 59)
        return FALSE;
    *ret_minutes = (hours * 60 + minutes) * (rest.data[0] == '-' ? -1 : 1);
    return TRUE;
}

/* `06:30:49` at 11. */
static gboolean read_time(AssaySlice text, int *ret_minute, int *ret_second)
{
    int hour = 0, minute = 0, second = 0;
    if (text.length < 19 || strchr("Tt ", text.data[10]) == NULL || text.data[13] != ':' ||
        text.data[16] != ':' || !assay_digits_read(text, 11, 2, &hour) ||
        !assay_digits_read(text, 14, 2, &minute) || !assay_digits_read(text, 17, 2, &second) ||
        hour > 23 || minute > 59 || second > 59)
        return FALSE;
    *ret_minute = hour * 60 + minute;
    *ret_second = second;
    return TRUE;
}

static gboolean parse_parts(AssaySlice text, AssayDay *day, int *minute, int *second,
                            AssaySlice *fraction)
{
    if (!assay_day_read_iso(text, 0, day) || !read_time(text, minute, second))
        return FALSE;
    gsize at = 19;
    if (at < text.length && text.data[at] == '.') {
        gsize end = at + 1;
        while (end < text.length && g_ascii_isdigit(text.data[end]))
            end++;
        if (end == at + 1 || end - at > MAX_FRACTION_BYTES)
            return FALSE;
        *fraction = assay_slice_sub(text, at, end);
        at = end;
    }
    int offset = 0;
    if (!read_offset(text, at, &offset))
        return FALSE;
    *minute -= offset;
    int days = *minute < 0 ? -1 : *minute >= 24 * 60 ? 1 : 0;
    *minute -= days * 24 * 60;
    *day = assay_day_shift(*day, days);
    return day->year >= 1 && day->year <= 9999;
}

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)options;
    text = assay_slice_trim(text);
    AssayDay day = {0, 0, 0};
    int minute = 0, second = 0;
    AssaySlice fraction = {"", 0};
    if (!parse_parts(text, &day, &minute, &second, &fraction)) {
        *ret_why = "not an ISO 8601 date, time and offset from UTC";
        return NULL;
    }
    char buffer[64];
    g_snprintf(buffer, sizeof buffer, "%04d-%02d-%02dT%02d:%02d:%02d%.*sZ", day.year, day.month,
               day.day, minute / 60, minute % 60, second, (int)fraction.length, fraction.data);
    return assay_arena_strdup(arena, buffer);
}

const AssayValueType assay_value_instant = {.name = "instant", .parse = parse};

/* value_date.c: a day, written `2026-05-29`, `29 May 2026` or `May 29, 2026`.
 *
 * Month names are English, whole or abbreviated, since what the source means must be certain;
 * for the same reason `29/05/2026` is refused (which half is the month?), while the year-first
 * `2026/05/29` of bibliographic metadata is not ambiguous. A full ISO date-time gives the day
 * that it states, in its own time zone. */
#include <string.h>

#include "record/calendar.h"
#include "record/value.h"

extern const AssayValueType assay_value_date;

/* A date has three words; a few more bytes than "30 September 2026," are allowed for. */
#define MAX_DATE_BYTES 40u

static int month_of(AssaySlice word)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    if (word.length > 0 && word.data[word.length - 1] == '.')
        word.length--;
    if (word.length < 3)
        return 0;
    for (int i = 0; i < 12; i++) {
        gsize length = strlen(names[i]);
        gboolean whole = word.length == length;
        gboolean abbreviated = word.length == 3 || (word.length == 4 && i == 8);
        if ((whole || abbreviated) && g_ascii_strncasecmp(word.data, names[i], word.length) == 0)
            return i + 1;
    }
    return 0;
}

/* The number of a day of the month: `29`, `9`, `29th`; 0 when @word is none. */
static int day_of(AssaySlice word)
{
    gsize n_digits = 0;
    while (n_digits < word.length && n_digits < 2 && g_ascii_isdigit(word.data[n_digits]))
        n_digits++;
    int day = 0;
    if (n_digits == 0 || !assay_digits_read(word, 0, n_digits, &day))
        return 0;
    if (n_digits == word.length)
        return day;
    static const char *const endings[] = {"th", "st", "nd", "rd"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
        if (word.length == n_digits + 2 &&
            g_ascii_strncasecmp(word.data + n_digits, endings[i], 2) == 0)
            return day;
    return 0;
}

/* Exactly three words, one comma allowed behind each but the last. */
static gboolean split_words(AssaySlice text, AssaySlice ret_words[3])
{
    guint n_words = 0;
    gsize start = 0;
    for (gsize i = 0; i <= text.length; i++) {
        if (i < text.length && text.data[i] != ' ')
            continue;
        if (n_words == 3 || i == start)
            return FALSE;
        AssaySlice word = assay_slice_sub(text, start, i);
        if (i < text.length && word.data[word.length - 1] == ',')
            word.length--;
        ret_words[n_words++] = word;
        start = i + 1;
    }
    return n_words == 3;
}

static gboolean parse_words(AssaySlice text, AssayDay *ret_day)
{
    AssaySlice words[3];
    if (!split_words(text, words) || words[2].length != 4 ||
        !assay_digits_read(words[2], 0, 4, &ret_day->year))
        return FALSE;
    ret_day->month = month_of(words[0]);
    ret_day->day = day_of(words[1]);
    if (ret_day->month == 0) {
        ret_day->day = day_of(words[0]);
        ret_day->month = month_of(words[1]);
    }
    return assay_day_is_valid(*ret_day);
}

static gboolean parse_numbers(AssaySlice text, AssayDay *ret_day)
{
    if (assay_day_read_iso(text, 0, ret_day))
        return text.length == 10 || text.data[10] == 'T';
    return text.length == 10 && text.data[4] == '/' && text.data[7] == '/' &&
           assay_digits_read(text, 0, 4, &ret_day->year) &&
           assay_digits_read(text, 5, 2, &ret_day->month) &&
           assay_digits_read(text, 8, 2, &ret_day->day) && assay_day_is_valid(*ret_day);
}

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)options;
    text = assay_slice_trim(text);
    AssayDay day = {0, 0, 0};
    if (text.length > MAX_DATE_BYTES || !(parse_numbers(text, &day) || parse_words(text, &day))) {
        *ret_why = memchr(text.data == NULL ? "" : text.data, '/', text.length) != NULL
                       ? "a date with slashes may mean two days"
                       : "not a whole date with a known month";
        return NULL;
    }
    char buffer[16];
    g_snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", day.year, day.month, day.day);
    return assay_arena_strdup(arena, buffer);
}

const AssayValueType assay_value_date = {.name = "date", .parse = parse};

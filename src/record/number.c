/* number.c: see number.h. */
#include "record/number.h"

#include <string.h>

/* The longest number a source states is a raw double, 24 characters; more is no number. */
#define MAX_NUMBER_BYTES 64u

static gsize skip_digits(AssaySlice text, gsize at)
{
    while (at < text.length && g_ascii_isdigit(text.data[at]))
        at++;
    return at;
}

/* End of a fraction or an exponent at @at, or @at itself when there is none or it lacks digits. */
static gsize skip_tail(AssaySlice text, gsize at, char mark, gboolean signed_tail)
{
    if (at >= text.length || g_ascii_tolower(text.data[at]) != mark)
        return at;
    gsize digits = at + 1;
    if (signed_tail && digits < text.length &&
        (text.data[digits] == '-' || text.data[digits] == '+'))
        digits++;
    gsize end = skip_digits(text, digits);
    return end == digits ? at : end;
}

const char *assay_number_parse(AssaySlice text, gboolean decimal, AssayArena *arena,
                               const char **ret_why)
{
    text = assay_slice_trim(text);
    gboolean negative = FALSE;
    if (assay_slice_has_prefix(text, ASSAY_SLICE("\xE2\x88\x92"))) {
        negative = TRUE;
        text = assay_slice_sub(text, 3, text.length);
    } else if (text.length > 0 && (text.data[0] == '-' || text.data[0] == '+')) {
        negative = text.data[0] == '-';
        text = assay_slice_sub(text, 1, text.length);
    }
    gsize end = skip_digits(text, 0);
    if (end > 0 && decimal)
        end = skip_tail(text, skip_tail(text, end, '.', FALSE), 'e', TRUE);
    if (end == 0 || end != text.length || end > MAX_NUMBER_BYTES) {
        *ret_why = memchr(text.data == NULL ? "" : text.data, ',', text.length) != NULL
                       ? "a comma may part thousands or decimals"
                       : "not a number alone";
        return NULL;
    }
    char buffer[MAX_NUMBER_BYTES + 2];
    gsize length = 0;
    if (negative)
        buffer[length++] = '-';
    memcpy(buffer + length, text.data, text.length);
    return assay_arena_strndup(arena, buffer, length + text.length);
}

/* A plain decimal split: digits before and behind the point. */
typedef struct {
    gboolean negative;
    const char *whole, *fraction;
    gsize n_whole, n_fraction;
} Parts;

static gboolean split(const char *text, Parts *ret_parts)
{
    Parts parts = {.negative = *text == '-'};
    parts.whole = text + (parts.negative ? 1 : 0);
    while (*parts.whole == '0' && g_ascii_isdigit(parts.whole[1]))
        parts.whole++;
    parts.n_whole = strspn(parts.whole, "0123456789");
    const char *end = parts.whole + parts.n_whole;
    if (*end == '.') {
        parts.fraction = end + 1;
        parts.n_fraction = strspn(parts.fraction, "0123456789");
        end = parts.fraction + parts.n_fraction;
    }
    if (parts.n_whole == 0 || *end != '\0' || parts.n_whole + parts.n_fraction > MAX_NUMBER_BYTES)
        return FALSE;
    *ret_parts = parts;
    return TRUE;
}

/* @digits + 1 in place; a leading zero has been put before them, so it cannot run over. */
static void increment(char *digits, gsize n_digits)
{
    for (gsize i = n_digits; i-- > 0;) {
        if (digits[i] != '9') {
            digits[i]++;
            return;
        }
        digits[i] = '0';
    }
}

gboolean assay_number_refines(const char *fine, const char *coarse)
{
    Parts a, b;
    if (!split(fine, &a) || !split(coarse, &b) || a.n_fraction <= b.n_fraction ||
        a.negative != b.negative)
        return FALSE;
    /* Both as whole numbers of units of the coarser one's last place, with a zero before. */
    gsize n_kept = 1 + a.n_whole + b.n_fraction, n_coarse = b.n_whole + b.n_fraction;
    if (n_coarse > n_kept)
        return FALSE;
    char down[MAX_NUMBER_BYTES + 2], up[MAX_NUMBER_BYTES + 2], wanted[MAX_NUMBER_BYTES + 2];
    down[0] = '0';
    memcpy(down + 1, a.whole, a.n_whole);
    if (b.n_fraction > 0)
        memcpy(down + 1 + a.n_whole, a.fraction, b.n_fraction);
    memcpy(up, down, n_kept);
    increment(up, n_kept);
    memset(wanted, '0', n_kept);
    memcpy(wanted + (n_kept - n_coarse), b.whole, b.n_whole);
    if (b.n_fraction > 0)
        memcpy(wanted + (n_kept - b.n_fraction), b.fraction, b.n_fraction);
    const char *rest = a.fraction + b.n_fraction;
    gsize n_rest = a.n_fraction - b.n_fraction;
    gboolean half = rest[0] == '5' && strspn(rest + 1, "0") >= n_rest - 1;
    if ((rest[0] < '5' || half) && memcmp(down, wanted, n_kept) == 0)
        return TRUE;
    return rest[0] >= '5' && memcmp(up, wanted, n_kept) == 0;
}

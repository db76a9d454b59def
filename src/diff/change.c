/* change.c: see change.h. */
#include "diff/change.h"

#include <string.h>

/* A number longer than this is an identifier, and a double could not hold it. */
#define MAX_DIGITS 15u

void assay_change_free(AssayChange *change)
{
    char *const strings[] = {change->path,      change->old_path,  change->field,
                             change->attribute, change->old_place, change->new_place,
                             change->old_value, change->new_value, change->old_xml,
                             change->new_xml,   change->old_rule,  change->new_rule};
    for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
        g_free(strings[i]);
    g_free(change);
}

const char *assay_change_word(AssayChangeKind kind)
{
    static const char *const words[] = {"added", "removed", "changed", "moved"};
    return words[kind];
}

/* @text is a plain decimal: @ret_decimals digits after its point. */
static gboolean is_number(const char *text, guint *ret_decimals)
{
    const char *at = *text == '-' ? text + 1 : text;
    gsize whole = strspn(at, "0123456789");
    gsize decimals = at[whole] == '.' ? strspn(at + whole + 1, "0123456789") : 0;
    if (whole == 0 || (at[whole] == '.' && decimals == 0) || whole + decimals > MAX_DIGITS ||
        at[whole + (decimals > 0 ? decimals + 1 : 0)] != '\0')
        return FALSE;
    *ret_decimals = (guint)decimals;
    return TRUE;
}

static char *number_note(const char *old_value, const char *new_value, guint decimals)
{
    double difference = g_ascii_strtod(new_value, NULL) - g_ascii_strtod(old_value, NULL);
    double half_a_digit = 0.5;
    for (guint i = 0; i < decimals; i++)
        half_a_digit /= 10;
    if (difference > -half_a_digit && difference < half_a_digit)
        return g_strdup("same number");
    char format[16], digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_snprintf(format, sizeof format, "%%.%uf", decimals);
    g_ascii_formatd(digits, sizeof digits, format, difference);
    return g_strconcat(difference > 0 ? "+" : "", digits, NULL);
}

char *assay_change_note(const AssayChange *change)
{
    if (change->kind != ASSAY_CHANGE_CHANGED || change->old_value == NULL ||
        change->new_value == NULL)
        return NULL;
    guint old_decimals = 0, new_decimals = 0;
    if (is_number(change->old_value, &old_decimals) && is_number(change->new_value, &new_decimals))
        return number_note(change->old_value, change->new_value, MAX(old_decimals, new_decimals));
    if (change->part != ASSAY_CHANGE_TEXT)
        return NULL;
    if (g_str_has_prefix(change->new_value, change->old_value))
        return g_strdup("completed");
    return g_str_has_prefix(change->old_value, change->new_value) ? g_strdup("shortened") : NULL;
}

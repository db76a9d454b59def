/* sheet.c: what the forms of sheet.h share. */
#include "diff/sheet.h"

#include <string.h>

#include "base/slice.h"

GPtrArray *assay_sheet_shown(const AssayDiffRecord *record)
{
    GPtrArray *shown = g_ptr_array_new();
    guint n_left = record->n_show;
    for (guint i = 0; i < record->changes->len; i++) {
        AssayChange *change = g_ptr_array_index(record->changes, i);
        if (!change->follows && n_left == 0)
            break;
        n_left -= change->follows ? 0 : 1;
        if (g_strcmp0(change->field, "record") != 0)
            g_ptr_array_add(shown, change);
    }
    return shown;
}

char *assay_sheet_also(const GPtrArray *changes, guint i)
{
    const AssayChange *leader = g_ptr_array_index(changes, i);
    g_autoptr(GString) also = g_string_new(NULL);
    for (guint j = 0; leader->part != ASSAY_CHANGE_ELEMENT && j < changes->len; j++) {
        const AssayChange *change = g_ptr_array_index(changes, j);
        if (!change->follows || change->part == ASSAY_CHANGE_ELEMENT ||
            g_strcmp0(change->old_place, leader->old_place) != 0 ||
            g_strcmp0(change->new_place, leader->new_place) != 0)
            continue;
        /* @cut follows the text, all else the version. */
        gboolean of_text = g_strcmp0(change->attribute, "cut") == 0;
        gboolean leads = of_text ? leader->part == ASSAY_CHANGE_TEXT
                                 : g_strcmp0(leader->attribute, "version") == 0;
        if (leads)
            g_string_append_printf(also, "%s%s%s", also->len > 0 ? ", " : "",
                                   change->attribute != NULL ? "@" : "",
                                   change->attribute != NULL ? change->attribute : "text");
    }
    return also->len > 0 ? g_strdup(also->str) : NULL;
}

char *assay_sheet_rules(const char *old_rule, const char *new_rule)
{
    const char *from = old_rule != NULL ? old_rule : "", *to = new_rule != NULL ? new_rule : "";
    if (*from == '\0' && *to == '\0')
        return NULL;
    if (strcmp(from, to) == 0 || *from == '\0' || *to == '\0')
        return g_strdup(*from != '\0' ? from : to);
    return g_strconcat(from, " → ", to, NULL);
}

char *assay_sheet_clip(const char *text, guint max)
{
    const char *end = text;
    for (guint n = 0; n < max && *end != '\0'; n++)
        end = assay_utf8_next(end);
    return *end == '\0' ? g_strdup(text) : g_strdup_printf("%.*s…", (int)(end - text), text);
}

void assay_sheet_escape(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    for (const char *at = valid; *at != '\0'; at++) {
        switch (*at) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        default:
            if ((guchar)*at < 0x20 && *at != '\n' && *at != '\t')
                g_string_append(out, "\xEF\xBF\xBD");
            else
                g_string_append_c(out, *at);
        }
    }
}

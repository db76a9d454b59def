/* json.c: see json.h. Specification: RFC 8259. */
#include "base/json.h"

void assay_json_init(AssayJson *json)
{
    json->text = g_string_new(NULL);
    json->need_comma = FALSE;
}

char *assay_json_finish(AssayJson *json)
{
    g_string_append_c(json->text, '\n');
    return g_string_free(g_steal_pointer(&json->text), FALSE);
}

static void append_quoted(GString *text, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    g_string_append_c(text, '"');
    for (const char *c = valid; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_printf(text, "\\%c", *c);
        else if (*c == '\n')
            g_string_append(text, "\\n");
        else if (*c == '\t')
            g_string_append(text, "\\t");
        else if ((guchar)*c < 0x20 || *c == 0x7f)
            g_string_append_printf(text, "\\u%04x", (guint)(guchar)*c);
        else
            g_string_append_c(text, *c);
    }
    g_string_append_c(text, '"');
}

/* What stands before every member and element: a comma where due, and the name. */
static void begin(AssayJson *json, const char *name)
{
    if (json->need_comma)
        g_string_append(json->text, ", ");
    json->need_comma = TRUE;
    if (name != NULL) {
        append_quoted(json->text, name);
        g_string_append(json->text, ": ");
    }
}

void assay_json_open(AssayJson *json, const char *name, char bracket)
{
    begin(json, name);
    g_string_append_c(json->text, bracket);
    json->need_comma = FALSE;
}

void assay_json_close(AssayJson *json, char bracket)
{
    g_string_append_c(json->text, bracket);
    json->need_comma = TRUE;
}

void assay_json_string(AssayJson *json, const char *name, const char *value)
{
    begin(json, name);
    if (value == NULL)
        g_string_append(json->text, "null");
    else
        append_quoted(json->text, value);
}

void assay_json_integer(AssayJson *json, const char *name, gint64 value)
{
    begin(json, name);
    g_string_append_printf(json->text, "%" G_GINT64_FORMAT, value);
}

void assay_json_decimal(AssayJson *json, const char *name, double value, guint n_digits)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE], format[16];
    g_snprintf(format, sizeof format, "%%.%uf", MIN(n_digits, 9));
    begin(json, name);
    g_string_append(json->text, g_ascii_formatd(digits, sizeof digits, format, value));
}

void assay_json_boolean(AssayJson *json, const char *name, gboolean value)
{
    begin(json, name);
    g_string_append(json->text, value ? "true" : "false");
}

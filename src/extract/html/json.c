/* json.c: see json.h. */
#include "extract/html/json.h"

#include <string.h>

static gboolean in_object(const HtmlJson *json)
{
    return json->depth > 0 && (json->is_object >> (json->depth - 1) & 1) != 0;
}

static HtmlJsonToken stop(HtmlJson *json)
{
    json->at = json->text.length;
    return (HtmlJsonToken){HTML_JSON_END, json->at, json->at};
}

static HtmlJsonToken open_level(HtmlJson *json, gboolean is_object)
{
    if (json->depth == HTML_JSON_DEPTH)
        return stop(json);
    guint64 bit = (guint64)1 << json->depth;
    json->is_object = is_object ? json->is_object | bit : json->is_object & ~bit;
    json->depth++;
    json->expects_key = is_object;
    HtmlJsonKind kind = is_object ? HTML_JSON_OPEN_OBJECT : HTML_JSON_OPEN_ARRAY;
    HtmlJsonToken token = {kind, json->at, json->at + 1};
    json->at++;
    return token;
}

static HtmlJsonToken close_level(HtmlJson *json)
{
    if (json->depth == 0)
        return stop(json);
    json->depth--;
    json->expects_key = FALSE;
    HtmlJsonToken token = {HTML_JSON_CLOSE, json->at, json->at + 1};
    json->at++;
    return token;
}

static HtmlJsonToken read_string(HtmlJson *json)
{
    gsize begin = json->at + 1, at = begin;
    while (at < json->text.length && json->text.data[at] != '"')
        at += json->text.data[at] == '\\' ? 2 : 1;
    if (at >= json->text.length)
        return stop(json);
    json->at = at + 1;
    HtmlJsonKind kind = in_object(json) && json->expects_key ? HTML_JSON_KEY : HTML_JSON_STRING;
    json->expects_key = FALSE;
    return (HtmlJsonToken){kind, begin, at};
}

static HtmlJsonToken read_word(HtmlJson *json)
{
    gsize begin = json->at;
    while (json->at < json->text.length &&
           (g_ascii_isalnum(json->text.data[json->at]) ||
            strchr("+-.", json->text.data[json->at]) != NULL) &&
           json->text.data[json->at] != '\0')
        json->at++;
    /* One that the end of the text ends may have been longer. */
    if (json->at == begin || json->at == json->text.length)
        return stop(json);
    return (HtmlJsonToken){HTML_JSON_WORD, begin, json->at};
}

HtmlJsonToken html_json_next(HtmlJson *json)
{
    for (; json->at < json->text.length; json->at++) {
        switch (json->text.data[json->at]) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case ':':
            continue;
        case ',':
            json->expects_key = in_object(json);
            continue;
        case '{':
            return open_level(json, TRUE);
        case '[':
            return open_level(json, FALSE);
        case '}':
        case ']':
            return close_level(json);
        case '"':
            return read_string(json);
        default:
            return read_word(json);
        }
    }
    return stop(json);
}

/* ---- Strings ---- */

/* The code unit of `uXXXX` at @at. Returns: FALSE if it is none. */
static gboolean read_unit(AssaySlice raw, gsize at, gunichar *ret_unit)
{
    if (at + 5 > raw.length || raw.data[at] != 'u')
        return FALSE;
    gunichar unit = 0;
    for (gsize i = at + 1; i < at + 5; i++) {
        if (!g_ascii_isxdigit(raw.data[i]))
            return FALSE;
        unit = unit * 16 + (gunichar)g_ascii_xdigit_value(raw.data[i]);
    }
    *ret_unit = unit;
    return TRUE;
}

/* The escape behind the backslash before @at. Returns: the bytes it takes. */
static gsize append_escape(GString *out, AssaySlice raw, gsize at)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    gunichar unit = 0, low = 0;
    if (read_unit(raw, at, &unit)) {
        gsize used = 5;
        if (unit >= 0xD800 && unit < 0xDC00 && at + 5 < raw.length && raw.data[at + 5] == '\\' &&
            read_unit(raw, at + 6, &low) && low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            used = 11;
        }
        g_string_append_unichar(out,
                                (unit >= 0xD800 && unit < 0xE000) || unit == 0 ? 0xFFFD : unit);
        return used;
    }
    const char *name = strchr(names, raw.data[at]);
    g_string_append_c(out, name == NULL || *name == '\0' ? raw.data[at] : values[name - names]);
    return 1;
}

char *html_json_string(AssaySlice raw)
{
    GString *out = g_string_sized_new(raw.length);
    for (gsize i = 0; i < raw.length;) {
        if (raw.data[i] == '\\' && i + 1 < raw.length) {
            i += 1 + append_escape(out, raw, i + 1);
        } else {
            g_string_append_c(out, raw.data[i]);
            i++;
        }
    }
    return g_string_free(out, FALSE);
}

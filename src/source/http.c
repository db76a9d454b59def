/* http.c: see http.h. */
#include "source/http.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "source/stream.h"

/* ---- Heads ---- */

/* End of the line that begins at @start (place of its newline, or @size). */
static gsize line_end(const char *head, gsize start, gsize size)
{
    const char *newline = memchr(head + start, '\n', size - start);
    return newline == NULL ? size : (gsize)(newline - head);
}

char *assay_http_head_value(const char *head, gsize size, const char *name)
{
    gsize name_length = strlen(name);
    for (gsize start = 0; start < size;) {
        gsize end = line_end(head, start, size);
        if (end - start > name_length && head[start + name_length] == ':' &&
            g_ascii_strncasecmp(head + start, name, name_length) == 0) {
            gsize value_start = start + name_length + 1;
            /* A line that begins with white space goes on with the one before. */
            while (end + 1 < size && (head[end + 1] == ' ' || head[end + 1] == '\t'))
                end = line_end(head, end + 1, size);
            char *value = g_strndup(head + value_start, end - value_start);
            for (char *c = value; *c != '\0'; c++)
                if (*c == '\r' || *c == '\n' || *c == '\t')
                    *c = ' ';
            return g_strstrip(value);
        }
        start = end + 1;
    }
    return NULL;
}

/* Bytes of the head with the empty line that ends it, or 0 if there is no such line. */
static gsize head_size(const guint8 *data, gsize size)
{
    const char *text = (const char *)data;
    gsize limit = MIN(size, ASSAY_LIMIT_HEAD_BYTES);
    for (gsize start = 0; start < limit;) {
        gsize end = line_end(text, start, limit);
        if (end == limit)
            return 0;
        if (end == start || (end == start + 1 && text[start] == '\r'))
            return end + 1;
        start = end + 1;
    }
    return 0;
}

void assay_http_response_clear(AssayHttpResponse *response)
{
    g_clear_pointer(&response->content_type, g_free);
    g_clear_pointer(&response->body, g_bytes_unref);
}

/* ---- Codings ---- */

/* The size line at @at. Returns: FALSE if there is none. */
static gboolean chunk_size(const guint8 *data, gsize size, gsize at, gsize *ret_size,
                           gsize *ret_start)
{
    gsize n = 0, digits = 0;
    for (; at < size && digits < 8 && g_ascii_isxdigit((char)data[at]); at++, digits++)
        n = n * 16 + (gsize)g_ascii_xdigit_value((char)data[at]);
    if (digits == 0)
        return FALSE;
    while (at < size && (data[at] == ' ' || data[at] == '\t'))
        at++;
    if (at < size && data[at] == ';') /* an extension, to the end of the line */
        while (at < size && data[at] != '\n' && data[at] != '\r')
            at++;
    if (at < size && data[at] == '\r')
        at++;
    if (at >= size || data[at] != '\n')
        return FALSE;
    *ret_size = n;
    *ret_start = at + 1;
    return TRUE;
}

/* Chunks joined. Where the data is not chunked though its head says so, it is taken as it is; where
 * it stops being so, the rest is. */
static GByteArray *join_chunks(const guint8 *data, gsize size)
{
    GByteArray *body = g_byte_array_new();
    gsize at = 0, chunk = 0, start = 0;
    while (at < size && chunk_size(data, size, at, &chunk, &start)) {
        if (chunk == 0)
            return body;
        gsize there = MIN(chunk, size - start);
        g_byte_array_append(body, data + start, (guint)there);
        at = start + there;
        if (at < size && data[at] == '\r')
            at++;
        if (at < size && data[at] == '\n')
            at++;
    }
    if (at < size)
        g_byte_array_append(body, data + at, (guint)(size - at));
    return body;
}

/* A coding that is declared and not there is a server's or an archive's mistake: the body is taken
 * as it is. */
static gboolean undo_coding(const char *coding, GByteArray **body, const char **ret_why)
{
    if (coding == NULL || *coding == '\0' || g_ascii_strcasecmp(coding, "identity") == 0)
        return TRUE;
    if (g_ascii_strcasecmp(coding, "gzip") != 0 && g_ascii_strcasecmp(coding, "x-gzip") != 0 &&
        g_ascii_strcasecmp(coding, "deflate") != 0) {
        *ret_why = "its body is packed in a way that is not read (gzip and deflate are)";
        return FALSE;
    }
    gboolean complete = FALSE;
    GByteArray *out = assay_stream_inflate((*body)->data, (*body)->len, ASSAY_LIMIT_INPUT_BYTES,
                                           &complete);
    if (out == NULL) {
        gboolean is_gzip = (*body)->len >= 2 && (*body)->data[0] == 0x1f &&
                           (*body)->data[1] == 0x8b;
        *ret_why = "its packed body cannot be unpacked, or is larger than is read of one input";
        return !is_gzip;
    }
    g_byte_array_unref(*body);
    *body = out;
    return TRUE;
}

static gboolean parse_status(const char *head, gsize size, guint *ret_status)
{
    gsize end = line_end(head, 0, size);
    g_autofree char *line = g_strndup(head, end);
    const char *blank = strchr(line, ' ');
    if (!g_str_has_prefix(line, "HTTP/") || blank == NULL)
        return FALSE;
    *ret_status = (guint)g_ascii_strtoull(blank + 1, NULL, 10);
    return TRUE;
}

gboolean assay_http_parse(const guint8 *data, gsize size, AssayHttpResponse *ret_response,
                          const char **ret_why)
{
    const char *head = (const char *)data;
    gsize length = head_size(data, size);
    guint status = 0;
    if (length == 0 || size > ASSAY_LIMIT_INPUT_BYTES || !parse_status(head, length, &status)) {
        *ret_why = "it holds no HTTP response";
        return FALSE;
    }
    g_autofree char *transfer = assay_http_head_value(head, length, "Transfer-Encoding");
    g_autofree char *coding = assay_http_head_value(head, length, "Content-Encoding");
    GByteArray *body;
    if (transfer != NULL && g_ascii_strcasecmp(transfer, "chunked") == 0)
        body = join_chunks(data + length, size - length);
    else
        body = g_byte_array_append(g_byte_array_new(), data + length, (guint)(size - length));
    if (!undo_coding(coding, &body, ret_why)) {
        g_byte_array_unref(body);
        return FALSE;
    }
    ret_response->status = status;
    ret_response->content_type = assay_http_head_value(head, length, "Content-Type");
    ret_response->body = g_byte_array_free_to_bytes(body);
    return TRUE;
}

/* ---- Instants ---- */

/* @text has digits where @form has 'd', else the very characters. */
static gboolean has_form(const char *text, const char *form)
{
    for (; *form != '\0'; form++, text++)
        if (*form == 'd' ? !g_ascii_isdigit(*text) : *form != *text)
            return FALSE;
    return TRUE;
}

static gboolean is_sane(const char *instant)
{
    int month = atoi(instant + 5), day = atoi(instant + 8), hour = atoi(instant + 11);
    int minute = atoi(instant + 14), second = atoi(instant + 17);
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= g_date_get_days_in_month((GDateMonth)month, (GDateYear)MAX(1, atoi(instant))) &&
           hour <= 23 && minute <= 59 && second <= 59;
}

char *assay_http_instant(const char *text)
{
    g_autofree char *instant = NULL;
    gsize length = strlen(text);
    if (length == 14 && has_form(text, "dddddddddddddd")) {
        instant = g_strdup_printf("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6,
                                  text + 8, text + 10, text + 12);
    } else if (length >= 20 && length <= 30 && has_form(text, "dddd-dd-ddTdd:dd:dd")) {
        gsize at = 19;
        if (text[at] == '.')
            at += 1 + strspn(text + 20, "0123456789");
        if (at != 20 && strcmp(text + at, "Z") == 0)
            instant = g_strdup(text);
    }
    return instant != NULL && is_sane(instant) ? g_steal_pointer(&instant) : NULL;
}

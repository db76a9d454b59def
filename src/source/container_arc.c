/* container_arc.c: records of an ARC file (the format before WARC), plain or gzipped.
 *
 * A record is one line `URL IP date media length` and so many bytes, an HTTP response for web
 * addresses. A URL may hold blanks, so the line is read from its right end; version 2 has more
 * fields, and length is last in both. Source: "Arc File Format", Internet Archive, 1996. */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/container.h"
#include "source/http.h"
#include "source/stream.h"

extern const AssayContainer assay_container_arc;

static gboolean claims(const AssayContainerHead *head)
{
    return head->unpacked_size > 11 && memcmp(head->unpacked, "filedesc://", 11) == 0;
}

static gpointer open_arc(int descriptor, const AssayContainerFile *file, GError **error)
{
    (void)file;
    (void)error;
    return assay_stream_open(descriptor);
}

static void close_arc(gpointer state)
{
    assay_stream_free(state);
}

static gboolean fail(const AssayContainerFile *file, const char *line, const char *what,
                     GError **error)
{
    g_autofree char *shown = g_utf8_make_valid(line, -1);
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s: ARC record '%.120s': %s", file->uri,
                shown, what);
    return FALSE;
}

/* The file is damaged here; it goes on behind the damage, so that this is said once. */
static gboolean fail_damaged(AssayStream *stream, const AssayContainerFile *file, const char *line,
                             GError **error)
{
    const char *what = assay_stream_damage(stream);
    assay_stream_resume(stream);
    return fail(file, line, what, error);
}

/* The next line that is not empty, without its end. Returns: (owned) NULL at the end. */
static char *next_line(AssayStream *stream)
{
    for (;;) {
        gsize size = 0;
        const guint8 *data = assay_stream_peek(stream, ASSAY_LIMIT_HEAD_BYTES, &size);
        if (size == 0)
            return NULL;
        const guint8 *newline = memchr(data, '\n', size);
        gsize length = newline == NULL ? size : (gsize)(newline - data);
        char *line = g_strchomp(g_strndup((const char *)data, length));
        assay_stream_skip(stream, MIN(length + 1, size));
        if (*line != '\0')
            return line;
        g_free(line);
    }
}

/* Cuts the last blank-separated word off @line. */
static char *cut_last(char *line)
{
    char *blank = strrchr(line, ' ');
    if (blank == NULL)
        return NULL;
    *blank = '\0';
    return blank + 1;
}

static gboolean make_item(const AssayContainerFile *file, const char *url, const char *media,
                          const char *date, const guint8 *data, gsize size,
                          AssaySourceItem **ret_item, GError **error)
{
    AssayHttpResponse response = {.status = 200};
    const char *why = NULL;
    if (!g_str_has_prefix(url, "http")) {
        response.body = g_bytes_new(data, size);
        response.content_type = g_strdup(media);
    } else if (!assay_http_parse(data, size, &response, &why)) {
        return fail(file, url, why, error);
    }
    if (response.status / 100 == 2) {
        g_autofree char *member = g_strdup_printf("%s %s", date, url);
        *ret_item = assay_container_member(file, member, url, g_steal_pointer(&response.body));
        (*ret_item)->content_type = g_steal_pointer(&response.content_type);
        (*ret_item)->url = g_strdup((*ret_item)->uri);
        (*ret_item)->captured = assay_http_instant(date);
    }
    assay_http_response_clear(&response);
    return TRUE;
}

static gboolean read_record(AssayStream *stream, const AssayContainerFile *file, char *line,
                            AssaySourceItem **ret_item, GError **error)
{
    g_autofree char *whole = g_strdup(line);
    guint64 length = 0;
    const char *last = cut_last(line);
    if (last == NULL || !g_ascii_string_to_unsigned(last, 10, 0, G_MAXINT64, &length, NULL))
        return fail(file, whole, "no length ends its line; passed over", error);
    const char *media = cut_last(line), *date = cut_last(line), *address = cut_last(line);
    if (address == NULL) /* of a version-2 line more is left of the date; its URL is not needed */
        return fail(file, whole, "its line has too few fields; passed over", error);
    if (g_str_has_prefix(line, "filedesc:")) {
        assay_stream_skip(stream, length);
        return TRUE;
    }
    if (length > ASSAY_LIMIT_INPUT_BYTES) {
        assay_stream_skip(stream, length);
        return fail(file, whole, "larger than is read of one input", error);
    }
    gsize size = 0;
    const guint8 *data = assay_stream_peek(stream, (gsize)length, &size);
    if (size < length && assay_stream_damage(stream) != NULL)
        return fail_damaged(stream, file, whole, error);
    gboolean done = make_item(file, line, media, date, data, size, ret_item, error);
    assay_stream_skip(stream, size);
    return done;
}

static gboolean next_arc(gpointer state, const AssayContainerFile *file, AssaySourceItem **ret_item,
                         GError **error)
{
    AssayStream *stream = state;
    while (*ret_item == NULL) {
        g_autofree char *line = next_line(stream);
        if (line == NULL && assay_stream_damage(stream) != NULL)
            return fail_damaged(stream, file, "", error);
        if (line == NULL)
            return TRUE;
        if (!read_record(stream, file, line, ret_item, error))
            return FALSE;
    }
    return TRUE;
}

const AssayContainer assay_container_arc = {
    .name = "arc",
    .claims = claims,
    .open = open_arc,
    .next = next_arc,
    .close = close_arc,
};

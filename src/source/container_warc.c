/* container_warc.c: records of a WARC file, 0.17 to 1.1, plain or gzipped member by member.
 *
 * Inputs are the bodies of `response` records that say HTTP 2xx (the rest are redirects and error
 * pages, no captures), of `resource` and of `conversion` records. Everything else is passed over.
 * Source: ISO 28500:2017; the 0.18 draft differs in nothing that is read here. */
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "source/container.h"
#include "source/http.h"
#include "source/stream.h"

extern const AssayContainer assay_container_warc;

#define LINE_BYTES 8192u

/* One record's head. Strings owned. */
typedef struct {
    char *type, *uri, *date, *id, *media;
    guint64 offset; /* of the record in the unpacked file */
    guint64 length; /* of its block */
} Head;

static void head_clear(Head *head)
{
    g_free(head->type);
    g_free(head->uri);
    g_free(head->date);
    g_free(head->id);
    g_free(head->media);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Head, head_clear)

static gboolean claims(const AssayContainerHead *head)
{
    return head->unpacked_size > 5 && memcmp(head->unpacked, "WARC/", 5) == 0;
}

static gpointer open_warc(int descriptor, const AssayContainerFile *file, GError **error)
{
    (void)file;
    (void)error;
    return assay_stream_open(descriptor);
}

static void close_warc(gpointer state)
{
    assay_stream_free(state);
}

static gboolean fail(const AssayContainerFile *file, const Head *head, const char *what,
                     GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "%s!/%s: %s", file->uri,
                head->uri != NULL ? head->uri : "", what);
    if (head->uri == NULL) {
        g_clear_error(error);
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: record at byte %" G_GUINT64_FORMAT ": %s", file->uri, head->offset, what);
    }
    return FALSE;
}

/* The file is damaged here; it goes on behind the damage, so that this is said once. */
static gboolean fail_damaged(AssayStream *stream, const AssayContainerFile *file, const Head *head,
                             GError **error)
{
    const char *what = assay_stream_damage(stream);
    assay_stream_resume(stream);
    return fail(file, head, what, error);
}

/* Moves to the next line that begins `WARC/`. Returns: whether there is one; @ret_passed: whether
 * anything but empty lines lay before it. */
static gboolean find_record(AssayStream *stream, gboolean *ret_passed)
{
    gboolean at_line_start = TRUE;
    *ret_passed = FALSE;
    for (;;) {
        gsize size = 0;
        const guint8 *data = assay_stream_peek(stream, LINE_BYTES, &size);
        if (size == 0)
            return FALSE;
        if (at_line_start && size >= 5 && memcmp(data, "WARC/", 5) == 0)
            return TRUE;
        const guint8 *newline = memchr(data, '\n', size);
        gsize length = newline == NULL ? size : (gsize)(newline - data) + 1;
        if (!(newline != NULL && (length == 1 || (length == 2 && data[0] == '\r'))))
            *ret_passed = TRUE;
        at_line_start = newline != NULL;
        assay_stream_skip(stream, length);
    }
}

/* `<…>` around a URI is a mistake that a well-known archiver made for years. */
static char *clean_uri(char *uri)
{
    gsize length = uri == NULL ? 0 : strlen(uri);
    if (length > 2 && uri[0] == '<' && uri[length - 1] == '>') {
        memmove(uri, uri + 1, length - 2);
        uri[length - 2] = '\0';
    }
    return uri;
}

/* Reads the head and moves behind it. Returns: NULL, or what is wrong with it. */
static const char *read_head(AssayStream *stream, Head *head)
{
    gsize size = 0;
    head->offset = assay_stream_offset(stream);
    const char *data = (const char *)assay_stream_peek(stream, ASSAY_LIMIT_HEAD_BYTES, &size);
    const char *end = memmem(data, size, "\r\n\r\n", 4);
    const char *loose_end = memmem(data, size, "\n\n", 2);
    gsize length = 0;
    if (end != NULL)
        length = (gsize)(end - data) + 4;
    if (loose_end != NULL && (end == NULL || loose_end < end))
        length = (gsize)(loose_end - data) + 2;
    if (length == 0) {
        assay_stream_skip(stream, 5);
        return "its head has no end";
    }
    head->type = assay_http_head_value(data, length, "WARC-Type");
    head->uri = clean_uri(assay_http_head_value(data, length, "WARC-Target-URI"));
    head->date = assay_http_head_value(data, length, "WARC-Date");
    head->id = assay_http_head_value(data, length, "WARC-Record-ID");
    head->media = assay_http_head_value(data, length, "Content-Type");
    g_autofree char *block = assay_http_head_value(data, length, "Content-Length");
    assay_stream_skip(stream, length);
    if (head->type == NULL)
        return "its head has no WARC-Type";
    if (block == NULL || !g_ascii_string_to_unsigned(block, 10, 0, G_MAXINT64, &head->length, NULL))
        return "its head has no Content-Length";
    return NULL;
}

static gboolean is_wanted(const Head *head)
{
    return strcmp(head->type, "response") == 0 || strcmp(head->type, "resource") == 0 ||
           strcmp(head->type, "conversion") == 0;
}

static gboolean is_http(const Head *head)
{
    return strcmp(head->type, "response") == 0 &&
           (head->media == NULL || g_ascii_strncasecmp(head->media, "application/http", 16) == 0);
}

/* The member's name for good: its record id without the brackets, else its place. */
static char *member_name(const Head *head)
{
    if (head->id == NULL || *head->id == '\0')
        return g_strdup_printf("%" G_GUINT64_FORMAT, head->offset);
    return clean_uri(g_strdup(head->id));
}

/* A block as an item; none if it is a response that is no capture. */
static gboolean make_item(const AssayContainerFile *file, const Head *head, const guint8 *block,
                          gsize size, AssaySourceItem **ret_item, GError **error)
{
    AssayHttpResponse response = {.status = 200};
    const char *why = NULL;
    if (!is_http(head)) {
        response.body = g_bytes_new(block, size);
        response.content_type = g_strdup(head->media);
    } else if (!assay_http_parse(block, size, &response, &why)) {
        return fail(file, head, why, error);
    }
    if (response.status / 100 == 2) {
        g_autofree char *member = member_name(head);
        AssaySourceItem *item = assay_container_member(file, member, head->uri,
                                                       g_steal_pointer(&response.body));
        item->content_type = g_steal_pointer(&response.content_type);
        item->url = head->uri != NULL ? g_strdup(item->uri) : NULL;
        item->captured = head->date != NULL ? assay_http_instant(head->date) : NULL;
        *ret_item = item;
    }
    assay_http_response_clear(&response);
    return TRUE;
}

/* The block of a wanted record. One that the end of the file cuts is taken as far as it goes. */
static gboolean read_block(AssayStream *stream, const AssayContainerFile *file, const Head *head,
                           AssaySourceItem **ret_item, GError **error)
{
    if (head->length > ASSAY_LIMIT_INPUT_BYTES) {
        assay_stream_skip(stream, head->length);
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s!/%s: more than the %u MiB that are read of one input", file->uri,
                    head->uri != NULL ? head->uri : "", ASSAY_LIMIT_INPUT_BYTES / (1024 * 1024));
        return FALSE;
    }
    gsize size = 0;
    const guint8 *block = assay_stream_peek(stream, (gsize)head->length, &size);
    if (size < head->length && assay_stream_damage(stream) != NULL)
        return fail_damaged(stream, file, head, error);
    if (size == 0 && head->length > 0)
        return fail(file, head, "the file ends before it", error);
    gboolean done = make_item(file, head, block, size, ret_item, error);
    assay_stream_skip(stream, size);
    return done;
}

static gboolean next_warc(gpointer state, const AssayContainerFile *file,
                          AssaySourceItem **ret_item, GError **error)
{
    AssayStream *stream = state;
    while (*ret_item == NULL) {
        g_auto(Head) head = {0};
        gboolean passed = FALSE;
        head.offset = assay_stream_offset(stream);
        gboolean found = find_record(stream, &passed);
        if (!found && assay_stream_damage(stream) != NULL)
            return fail_damaged(stream, file, &head, error);
        if (passed)
            return fail(file, &head, "bytes that are no record are passed over", error);
        if (!found)
            return TRUE;
        const char *what = read_head(stream, &head);
        if (what != NULL && assay_stream_damage(stream) != NULL)
            return fail_damaged(stream, file, &head, error);
        if (what != NULL)
            return fail(file, &head, what, error);
        if (!is_wanted(&head))
            assay_stream_skip(stream, head.length);
        else if (!read_block(stream, file, &head, ret_item, error))
            return FALSE;
    }
    return TRUE;
}

const AssayContainer assay_container_warc = {
    .name = "warc",
    .claims = claims,
    .open = open_warc,
    .next = next_warc,
    .close = close_warc,
};

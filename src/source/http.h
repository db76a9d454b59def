/* http.h: an HTTP response as an archive keeps it: head off, transfer and content coding undone.
 * Source: RFC 9110, RFC 9112. */
#ifndef ASSAY_SOURCE_HTTP_H
#define ASSAY_SOURCE_HTTP_H

#include <glib.h>

/** assay_http_head_value: the value of field @name in the lines @head (up to @size bytes), white
 * space trimmed, lines folded; the first of several. Also reads WARC heads.
 * Returns: (owned) or NULL. */
char *assay_http_head_value(const char *head, gsize size, const char *name);

typedef struct {
    guint status;       /* 200 */
    char *content_type; /* owned, or NULL */
    GBytes *body;       /* owned */
} AssayHttpResponse;

void assay_http_response_clear(AssayHttpResponse *response);

/** assay_http_parse: @data as a response. Chunks are undone if declared and really there; gzip
 * and deflate likewise; what stops early is taken as far as it goes.
 * @ret_response: (owned contents). @ret_why: static text if FALSE: it is none, or its coding
 * cannot be undone. */
gboolean assay_http_parse(const guint8 *data, gsize size, AssayHttpResponse *ret_response,
                          const char **ret_why);

/** assay_http_instant: a WARC-Date (`2017-03-06T04:02:06Z`, fractions allowed) or ARC date
 * (`20140216050221`) as an instant. Returns: (owned) or NULL if it is no full one. */
char *assay_http_instant(const char *text);

#endif

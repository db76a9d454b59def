/* json.h: JSON as pages embed it, one token after another, each with its place.
 *
 * Job: reading what is there. It is lenient, as pages are: raw line breaks in strings, trailing
 * commas, and whatever stands before an error is kept. A library that builds a tree (json-glib)
 * would lose the places, and recurses on the depth of what it reads.
 * Not its job: what keys mean (jsonld.c).
 * Source: RFC 8259. */
#ifndef ASSAY_EXTRACT_HTML_JSON_H
#define ASSAY_EXTRACT_HTML_JSON_H

#include "base/slice.h"

/* Objects and arrays inside one another; real ones have fewer than ten. */
#define HTML_JSON_DEPTH 64u

typedef enum {
    HTML_JSON_END, /* or an error */
    HTML_JSON_OPEN_OBJECT,
    HTML_JSON_OPEN_ARRAY,
    HTML_JSON_CLOSE,
    HTML_JSON_KEY,
    HTML_JSON_STRING,
    HTML_JSON_WORD /* number, true, false, null */
} HtmlJsonKind;

typedef struct {
    AssaySlice text; /* borrowed */
    gsize at;
    guint depth;          /* open objects and arrays */
    guint64 is_object;    /* bit by depth, from 1 */
    gboolean expects_key; /* in an object, before the colon */
} HtmlJson;

typedef struct {
    HtmlJsonKind kind;
    gsize begin, end; /* in the text; of a string without its quotes */
} HtmlJsonToken;

/** html_json_next: the next token, or END for ever. */
HtmlJsonToken html_json_next(HtmlJson *json);

/** html_json_string: string @raw (as between its quotes) with its escapes decoded; half a
 * surrogate pair becomes U+FFFD. Returns: (owned). */
char *html_json_string(AssaySlice raw);

#endif

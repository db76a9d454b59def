/* charset_label.h: the Encoding Standard's encodings and the labels that pages know them by.
 *
 * Job: label to encoding, and which converter decodes it.
 * Not its job: finding labels (charset_meta.h), decoding (charset_convert.h). */
#ifndef ASSAY_EXTRACT_CHARSET_LABEL_H
#define ASSAY_EXTRACT_CHARSET_LABEL_H

#include <glib.h>

typedef enum {
    ASSAY_CHARSET_UTF8,
    ASSAY_CHARSET_UTF16LE,
    ASSAY_CHARSET_UTF16BE,
    ASSAY_CHARSET_UTF32LE,    /* only by its byte-order mark; not in the standard */
    ASSAY_CHARSET_UTF32BE,    /* likewise */
    ASSAY_CHARSET_SINGLE,     /* one byte, one character */
    ASSAY_CHARSET_MULTI,      /* several bytes, each character on its own */
    ASSAY_CHARSET_STATEFUL,   /* escape sequences */
    ASSAY_CHARSET_REPLACEMENT /* refused for safety: all of it is one U+FFFD */
} AssayCharsetKind;

typedef struct {
    const char *name;  /* lower case */
    const char *iconv; /* glibc's name; NULL where we decode ourselves */
    AssayCharsetKind kind;
} AssayCharset;

/** assay_charset_by_label: the standard's "get an encoding": white space around @label and its
 * case do not count.
 * Returns: (borrowed, static) NULL for an unknown label.
 * Source: Encoding Standard, 4.2 "Names and labels". */
const AssayCharset *assay_charset_by_label(const char *label, gsize length);

/** assay_charset_by_name: one of the names in the table, e.g. "utf-8"; asserts that it is there.
 * Returns: (borrowed, static). */
const AssayCharset *assay_charset_by_name(const char *name);

#endif

/* charset_convert.h: bytes of a known encoding to UTF-8, with the way back.
 *
 * Job: conversion, repair, the offset map. Not its job: finding out which encoding it is. */
#ifndef ASSAY_EXTRACT_CHARSET_CONVERT_H
#define ASSAY_EXTRACT_CHARSET_CONVERT_H

#include "extract/charset_label.h"

/** A run of the text in which every @text_unit bytes came from @source_unit bytes. The map is an
 * array of these, rising in both offsets; a run ends where the next begins. Offsets fit: input
 * is limited to 256 MiB, and text grows to three times that at most. */
typedef struct {
    guint32 text, source;
    guint8 text_unit, source_unit;
} AssayCharsetRun;

typedef struct {
    GString *text; /* owned; valid UTF-8 without NUL bytes */
    GArray *map;   /* owned; of AssayCharsetRun; NULL when offsets are the same but for @skip */
    gboolean had_errors;
} AssayConverted;

/** assay_charset_convert: decode @bytes from offset @skip (a byte-order mark's length) on.
 * Invalid sequences become U+FFFD one for each maximal subpart, NUL bytes too; a character that
 * the end of the input cuts off is left out without being an error, for captures are cut
 * anywhere. Source: Encoding Standard; Unicode 15, 3.9 "U+FFFD substitution". */
AssayConverted assay_charset_convert(const AssayCharset *charset, const guint8 *bytes, gsize size,
                                     gsize skip);

/** assay_charset_utf8_counts: how many multi-byte characters of UTF-8 and how many invalid
 * sequences there are; a last character cut off by the end is neither. */
void assay_charset_utf8_counts(const guint8 *bytes, gsize size, gsize *ret_n_valid,
                               gsize *ret_n_invalid);

#endif

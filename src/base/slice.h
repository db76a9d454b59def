/* slice.h: text as pointer and length, and the few operations on it that every room needs.
 *
 * Text is UTF-8 unless a function says "bytes"; it is never assumed NUL-terminated. White space
 * means Unicode White_Space, so that no-break spaces of captured pages fold like any other. */
#ifndef ASSAY_BASE_SLICE_H
#define ASSAY_BASE_SLICE_H

#include <glib.h>

#include "base/arena.h"

typedef struct {
    const char *data; /* borrowed; may be NULL when length is 0 */
    gsize length;     /* bytes */
} AssaySlice;

/** assay_utf8_next: the next character of valid UTF-8; g_utf8_next_char without its cast that
 * drops const. */
static inline const char *assay_utf8_next(const char *at)
{
    return at + g_utf8_skip[*(const guchar *)at];
}

/** assay_ascii_words: how many bytes at the start of @text, in whole words of 16, are printable
 * ASCII (0x20 to 0x7E). For the quick way through text that needs nothing done. */
gsize assay_ascii_words(const char *text, gsize length);

#define ASSAY_SLICE(text) ((AssaySlice){(text), sizeof(text) - 1})

/** assay_slice_from: the slice over NUL-terminated @text (NULL: the empty slice). */
AssaySlice assay_slice_from(const char *text);

/** assay_slice_sub: bytes @start to @end (clamped) of @slice. */
AssaySlice assay_slice_sub(AssaySlice slice, gsize start, gsize end);

/** assay_slice_equal: same bytes. */
gboolean assay_slice_equal(AssaySlice a, AssaySlice b);

/** assay_slice_has_prefix: @slice starts with @prefix. */
gboolean assay_slice_has_prefix(AssaySlice slice, AssaySlice prefix);

/** assay_slice_trim: @slice without white space at both ends. */
AssaySlice assay_slice_trim(AssaySlice slice);

/** assay_slice_find: first offset of @needle at or after @from, or -1. */
gssize assay_slice_find(AssaySlice slice, AssaySlice needle, gsize from);

/** assay_slice_has_letter: a letter of any script is in @slice, which is valid UTF-8. */
gboolean assay_slice_has_letter(AssaySlice slice);

/** assay_text_is_space: @character has the Unicode property White_Space. */
gboolean assay_text_is_space(gunichar character);

/** assay_text_normalise: the form of every text value in a record: NFC, white space runs folded
 * to one space, none at the ends; control characters that XML 1.0 cannot hold are dropped.
 * Nothing else changes. Invalid UTF-8 becomes U+FFFD.
 * Returns: (owned) NUL-terminated; idempotent. */
char *assay_text_normalise(AssaySlice text);

/** assay_text_normalise_into: the same in @arena. Returns: (borrowed) lives as long as @arena. */
char *assay_text_normalise_into(AssayArena *arena, AssaySlice text);

/** assay_text_printable: @text as one line of a terminal, or a value in XML: names and messages may
 * hold what moves a cursor or breaks a line. Control characters, what XML 1.0 cannot hold and
 * invalid UTF-8 become U+FFFD. Returns: (owned). */
char *assay_text_printable(const char *text);

/** assay_text_fold_key: a key for "the same text but for case, white space and punctuation":
 * NFKC, case folded, only letters, digits and marks kept. Returns: (owned). */
char *assay_text_fold_key(AssaySlice text);

#endif

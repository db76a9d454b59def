/* pattern_need.h: what a text must hold for a pattern to match it, read off the pattern.
 *
 * Job: spare the search. Most patterns are asked of hundreds of blocks and match one; looking for
 * one literal is many times cheaper than trying the pattern at every place. Not its job: being
 * complete. Whatever it does not know makes it say nothing, and then PCRE2 looks. */
#ifndef ASSAY_RULES_PATTERN_NEED_H
#define ASSAY_RULES_PATTERN_NEED_H

#include "base/slice.h"

#define ASSAY_NEED_LITERAL_BYTES 16u
#define ASSAY_NEED_RANGES        2u
#define ASSAY_NEED_UNBOUNDED     G_MAXUINT

/** A set of bytes. */
typedef struct {
    guint64 words[4];
} AssayByteSet;

static inline gboolean assay_byte_set_has(const AssayByteSet *set, guint8 byte)
{
    return (set->words[byte / 64] >> (byte % 64) & 1) != 0;
}

/** What every match holds. */
typedef struct {
    gboolean is_anchored; /* a match can begin only where the search does */
    guint shortest;       /* characters of a match, at least */
    guint longest;        /* at most; ASSAY_NEED_UNBOUNDED */
    gboolean ends_text;   /* a match goes to the end of the text */
    guint
        text_longest; /* characters of a text from where a match begins on, at most; 0: no bound */
    gboolean has_first; /* a match begins with one of `first` */
    AssayByteSet first;
    guint n_literal; /* bytes of `literal`; 0: none is known */
    guint rarest;    /* the byte of `literal` to look for first */
    char literal[ASSAY_NEED_LITERAL_BYTES];
    gboolean has_bytes; /* one of `bytes` is in every match */
    AssayByteSet bytes;
    gboolean has_ranges; /* `bytes` once more: the bytes `lowest` to `lowest` + `width` of each */
    guint8 lowest[ASSAY_NEED_RANGES], width[ASSAY_NEED_RANGES];
} AssayNeed;

/** assay_need_find: what @pattern needs.
 * @define: the text of the shared part called @name (@length bytes), or NULL. */
AssayNeed assay_need_find(const char *pattern,
                          const char *(*define)(const char *name, gsize length, gpointer user_data),
                          gpointer user_data);

/** assay_need_fit: @need of a search that is anchored to both or one of the ends of the text, or to
 * neither. */
void assay_need_fit(AssayNeed *need, gboolean at_start, gboolean at_end);

/** assay_need_allows: FALSE if no match can be in @text, as its length and first byte tell. */
static inline gboolean assay_need_allows(const AssayNeed *need, AssaySlice text)
{
    return text.length >= need->shortest &&
           (need->text_longest == 0 ||
            text.length / 4 <= need->text_longest) && /* UTF-8: 4 bytes a character at most */
           (!need->has_first || assay_byte_set_has(&need->first, (guint8)text.data[0]));
}

/** assay_need_next: where at or after byte @start of @text the literal stands that every match
 * holds. Returns: @start if none is known; the length of @text if it stands nowhere. */
gsize assay_need_next(const AssayNeed *need, AssaySlice text, gsize start);

/** assay_need_has_byte: FALSE if @text has none of the bytes of which every match holds one. */
gboolean assay_need_has_byte(const AssayNeed *need, AssaySlice text);

/** assay_need_is_met: FALSE if no match can be in @text, as far as is quicker seen than tried. */
gboolean assay_need_is_met(const AssayNeed *need, AssaySlice text);

#endif

/* pattern_need.h: what a text must hold for a pattern to match it, read off the pattern.
 *
 * Job: spare the search. Most patterns are asked of hundreds of blocks and match one; looking for
 * one literal is many times cheaper than trying the pattern at every place. Not its job: being
 * complete. Whatever it does not know makes it say nothing, and then PCRE2 looks. */
#ifndef ASSAY_RULES_PATTERN_NEED_H
#define ASSAY_RULES_PATTERN_NEED_H

#include "base/slice.h"

#define ASSAY_NEED_LITERAL_BYTES 16u
#define ASSAY_NEED_RANGES        3u

/** What every match holds. */
typedef struct {
    gboolean is_anchored; /* a match can begin only where the search does */
    guint shortest;       /* characters of a match, at least */
    guint longest;        /* at most; 0: no bound is known */
    gboolean has_first;   /* a match begins with one of `first` */
    guint8 first[256];    /* by byte: 1 if it is one */
    guint n_literal;      /* bytes of `literal`; 0: none is known */
    guint rarest;         /* the byte of `literal` to look for first */
    char literal[ASSAY_NEED_LITERAL_BYTES];
    gboolean has_bytes; /* one of `bytes` is in every match */
    guint8 bytes[256];  /* by byte: 1 if it is one */
    guint n_ranges;     /* `bytes` once more, as ranges; 0: they are too many */
    guint8 lowest[ASSAY_NEED_RANGES], width[ASSAY_NEED_RANGES]; /* width: highest less lowest */
} AssayNeed;

/** assay_need_find: what @pattern needs.
 * @define: the text of the shared part called @name (@length bytes), or NULL. */
AssayNeed assay_need_find(const char *pattern,
                          const char *(*define)(const char *name, gsize length, gpointer user_data),
                          gpointer user_data);

/** assay_need_fit: leave of @need what helps a search that is anchored to both or one of the ends
 * of the text. What is tried at one place only is tried sooner than looked for. */
void assay_need_fit(AssayNeed *need, gboolean at_start, gboolean at_end);

/** assay_need_allows: FALSE if no match can be in @text, as its length and first byte tell. */
static inline gboolean assay_need_allows(const AssayNeed *need, AssaySlice text)
{
    return text.length >= need->shortest &&
           (need->longest == 0 || text.length / 4 <= need->longest) && /* UTF-8: 4 bytes at most */
           (!need->has_first || need->first[(guchar)text.data[0]] != 0);
}

/** assay_need_is_met: FALSE if no match can be in @text. */
gboolean assay_need_is_met(const AssayNeed *need, AssaySlice text);

/** assay_need_next: where at or after byte @start of @text something stands that every match holds:
 * a stretch of @text that holds no such place holds no match. Returns: @start if nothing is known
 * to look for; the length of @text if there is no such place. */
gsize assay_need_next(const AssayNeed *need, AssaySlice text, gsize start);

#endif

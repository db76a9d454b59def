/* pattern_need.h: what a text must hold for a pattern to match it, read off the pattern.
 *
 * Job: spare the search. Most patterns are asked of hundreds of blocks and match one; looking for
 * one literal is many times cheaper than trying the pattern at every place. Not its job: being
 * complete. Whatever it does not know makes it say nothing, and then PCRE2 looks. */
#ifndef ASSAY_RULES_PATTERN_NEED_H
#define ASSAY_RULES_PATTERN_NEED_H

#include "base/slice.h"

#define ASSAY_NEED_LITERAL_BYTES 16u

/** What every match holds. */
typedef struct {
    gboolean is_anchored; /* a match can begin only where the search does */
    guint n_literal;      /* bytes of `literal`; 0: none is known */
    guint rarest;         /* the byte of `literal` to look for first */
    char literal[ASSAY_NEED_LITERAL_BYTES];
    gboolean has_bytes; /* one of `bytes` is in every match */
    guint8 bytes[256];  /* by byte: 1 if it is one */
} AssayNeed;

/** assay_need_find: what @pattern needs.
 * @define: the text of the shared part called @name (@length bytes), or NULL. */
AssayNeed assay_need_find(const char *pattern,
                          const char *(*define)(const char *name, gsize length, gpointer user_data),
                          gpointer user_data);

/** assay_need_is_met: FALSE if no match can be in @text. */
gboolean assay_need_is_met(const AssayNeed *need, AssaySlice text);

#endif

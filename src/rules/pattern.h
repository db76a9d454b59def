/* pattern.h: PCRE2 patterns as rule sets use them: UTF, Unicode properties, JIT, bounded.
 *
 * Job: compile with the set's shared sub-patterns, match within limits, say when a limit was hit.
 * Not its job: knowing what a pattern is for. Source: pcre2api(3), pcre2jit(3). */
#ifndef ASSAY_RULES_PATTERN_H
#define ASSAY_RULES_PATTERN_H

#include "base/slice.h"

/** A compiled pattern. Immutable: may be shared by threads. */
typedef struct AssayPattern AssayPattern;

/** Shared sub-patterns, `(?&name)`, in order of definition. */
typedef struct AssayDefines AssayDefines;

/** What a match needs and changes: one for each thread of work. */
typedef struct AssayMatcher AssayMatcher;

typedef enum {
    ASSAY_PATTERN_SEARCH = 0,        /* anywhere in the text */
    ASSAY_PATTERN_AT_START = 1 << 0, /* from the start of the text */
    ASSAY_PATTERN_AT_END = 1 << 1    /* up to the end of the text */
} AssayPatternAnchor;

typedef enum {
    ASSAY_PATTERN_LIMIT = -1, /* gave up: a match, depth or stack limit; nothing is known */
    ASSAY_PATTERN_NO = 0,
    ASSAY_PATTERN_YES = 1
} AssayPatternResult;

AssayDefines *assay_defines_new(void);
void assay_defines_free(AssayDefines *defines);
/** assay_defines_add: Returns: FALSE if there is one of that name already. */
gboolean assay_defines_add(AssayDefines *defines, const char *name, const char *text);

/** assay_pattern_new: compile @text, preceded by those of @defines that it uses.
 * @anchor: AssayPatternAnchor bits.
 * @ret_message: (owned) what is wrong, with the offset in @text, if NULL is returned.
 * Returns: (owned) or NULL. */
AssayPattern *assay_pattern_new(const char *text, const AssayDefines *defines, guint anchor,
                                char **ret_message);
void assay_pattern_free(AssayPattern *pattern);

/** assay_pattern_text: as written, without the shared parts. */
const char *assay_pattern_text(const AssayPattern *pattern);

/** assay_pattern_n_groups: capturing groups, shared parts included. */
guint assay_pattern_n_groups(const AssayPattern *pattern);

/** assay_pattern_groups: numbers of the groups called @name; there may be several, in alternatives.
 * @ret_numbers: caller's array of @capacity. Returns: how many there are (at most @capacity). */
guint assay_pattern_groups(const AssayPattern *pattern, const char *name, guint *ret_numbers,
                           guint capacity);

/** assay_matcher_new: for patterns of at most @n_groups groups. Returns: (owned). */
AssayMatcher *assay_matcher_new(guint n_groups);
void assay_matcher_free(AssayMatcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayMatcher, assay_matcher_free)

/** assay_pattern_next: where at or after byte @start of @text the literal stands that every match
 * holds: a stretch of @text in which it does not begin holds no match.
 * Returns: @start if no such literal is known; the length of @text if it stands nowhere. */
gsize assay_pattern_next(const AssayPattern *pattern, AssaySlice text, gsize start);

/** assay_pattern_allows: FALSE if no match can be in @text, as its length, its first byte or, where
 * no literal is known, its bytes tell. Cheaper than trying. */
gboolean assay_pattern_allows(const AssayPattern *pattern, AssaySlice text);

/** assay_pattern_match: the first match at or after byte @start of @text.
 * @text: must be valid UTF-8 (assay_text_is_valid); it is not looked at again here. */
AssayPatternResult assay_pattern_match(const AssayPattern *pattern, AssayMatcher *matcher,
                                       AssaySlice text, gsize start);

/** assay_matcher_range: where group @number (0: the whole match) of the last match stands.
 * Returns: FALSE if it took no part. */
gboolean assay_matcher_range(const AssayMatcher *matcher, guint number, gsize *ret_start,
                             gsize *ret_end);

/** assay_text_is_valid: @text is UTF-8; quick where it is ASCII. */
gboolean assay_text_is_valid(AssaySlice text);

#endif

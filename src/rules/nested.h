/* nested.h: finds patterns that can take exponential time: (a+)+, (.*)*, (\s*x?)+ ...
 *
 * A scanner, no proof. It knows groups, classes, escapes, quantifiers, alternatives. A group that
 * is itself repeated without bound is complained of if one of its alternatives can be nothing but
 * an unbounded repetition and what may be absent: then a text can be cut into repeats in very many
 * ways. `(?:\s+\w+)+` is not complained of (two parts that must be there keep repeats apart);
 * `(?:a+b*)+` is. It does not look into (?&shared) parts (each is scanned by itself), does not see
 * overlap between neighbours (`\w+\w+`), nor that alternatives overlap (`(a|a)+`). The match limit
 * is what holds at run time. */
#ifndef ASSAY_RULES_NESTED_H
#define ASSAY_RULES_NESTED_H

#include <glib.h>

/** assay_pattern_nests: @ret_piece, @ret_length: the group that is repeated (in @pattern). */
gboolean assay_pattern_nests(const char *pattern, const char **ret_piece, gsize *ret_length);

#endif

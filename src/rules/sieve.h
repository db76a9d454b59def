/* sieve.h: which stretches of a document a rule's patterns need not be tried on. Private to
 * src/rules/.
 *
 * Job: spare trying. A rule is asked of every block or cell of a section, and most hold nothing
 * that a match of it holds; looking for that in the whole buffer is many times cheaper. Not its
 * job: being complete. What it lets through is tried. */
#ifndef ASSAY_RULES_SIEVE_H
#define ASSAY_RULES_SIEVE_H

#include "rules/set.h"

/* Matches of a rule, at most, that are sieved for. */
#define ASSAY_SIEVE_MATCHES 8u

typedef struct {
    const AssayPattern *pattern;
    gboolean is_searched;
    gsize start, next; /* from `start` to `next` the buffer has not the literal that it needs */
} AssaySieveMatch;

typedef struct {
    AssaySlice buffer; /* of the document */
    AssaySieveMatch matches[ASSAY_SIEVE_MATCHES];
    guint n_matches; /* 0: lets everything through */
} AssaySieve;

/** assay_sieve_open: let everything through. */
void assay_sieve_open(AssaySieve *sieve);

/** assay_sieve_close: let through what one of @rule's matches may be found in. @buffer: (borrowed)
 * the document's text. */
void assay_sieve_close(AssaySieve *sieve, const AssayRule *rule, AssaySlice buffer);

/** assay_sieve_holds: FALSE if no match can be in @range of the buffer. It is searched once, from
 * its start to its end: of a range behind which it was looked already nothing is said. */
gboolean assay_sieve_holds(AssaySieve *sieve, AssayRange range);

/** assay_sieve_allows: FALSE if @text, all of a candidate, is of a length or begins with a byte
 * that no match has. */
gboolean assay_sieve_allows(const AssaySieve *sieve, AssaySlice text);

#endif

/* drift_grams.h: terms as sets of letters in a row, which tell that hyperglycemia and hyperglycemic
 * are nearly one word. */
#ifndef ASSAY_CHECK_DRIFT_GRAMS_H
#define ASSAY_CHECK_DRIFT_GRAMS_H

#include <glib.h>

/* Bytes of a gram, and grams of one term that are read. */
#define ASSAY_GRAM_BYTES     4u
#define ASSAY_MAX_TERM_GRAMS 64u

/** assay_term_grams: the 4-grams of ^term$, four bytes in a number, which is never 0; a shorter
 * term is one. @ret_grams: room for ASSAY_MAX_TERM_GRAMS. Returns: how many. */
guint assay_term_grams(const char *term, guint32 *ret_grams);

/** The grams of one term, each once. */
typedef struct {
    const guint32 *grams; /* borrowed; sorted */
    guint n, n_marks;
    guint64 marks; /* one of 64 for each, which others may share */
} AssayGramSet;

/** assay_gram_set: of @term; empty if it is shorter than a gram.
 * @room: for ASSAY_MAX_TERM_GRAMS; outlives the set. */
AssayGramSet assay_gram_set(const char *term, guint32 *room);

/** assay_gram_may_be_alike: FALSE if their likeness is certainly less than @least, as of most
 * words: there are no more common grams than common marks and grams that share theirs. */
static inline gboolean assay_gram_may_be_alike(const AssayGramSet *a, const AssayGramSet *b,
                                               double least)
{
    guint64 common = a->marks & b->marks;
    guint most = (guint)__builtin_popcountll(common) + a->n - a->n_marks;
    return common != 0 && 2.0 * most / (a->n + b->n) >= least;
}

/** assay_gram_likeness: Dice's coefficient, 0 to 1; or 0 if it is less than @least. */
double assay_gram_likeness(const AssayGramSet *a, const AssayGramSet *b, double least);

#endif

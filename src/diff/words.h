/* words.h: prose compared by word. */
#ifndef ASSAY_DIFF_WORDS_H
#define ASSAY_DIFF_WORDS_H

#include <glib.h>

typedef enum { ASSAY_WORDS_BOTH, ASSAY_WORDS_OLD, ASSAY_WORDS_NEW } AssayWordsSide;

/** A run of words that both texts have, or one. */
typedef struct {
    AssayWordsSide side;
    const char *text; /* borrowed from the text (of BOTH: from the new one) */
    gsize length;     /* bytes; a space that follows the run is not part of it */
    gboolean space;   /* a space follows */
} AssayWordRun;

/** assay_words_compare: runs that make both texts, old ones before new ones where they differ.
 * Characters of scripts that do not separate words by spaces count as words.
 * Returns: (owned) GArray of AssayWordRun. */
GArray *assay_words_compare(const char *old_text, const char *new_text);

/** assay_words_is_prose: both have several words, so that comparing them by word says more than
 * the two as they are. */
gboolean assay_words_is_prose(const char *old_text, const char *new_text);

#endif

/* stems.h: stems of words, by the Snowball English stemmer ("Porter 2"), remembered.
 *
 * Job: the stem of a word, and not to ask the stemmer again for a word that came a moment ago: the
 * records of one site share most of their words. Not its job: what is a word (terms.h). Memory is
 * a table of fixed size in which a word takes the place of an earlier one; what is forgotten only
 * costs time. No locale is asked. */
#ifndef ASSAY_CHECK_STEMS_H
#define ASSAY_CHECK_STEMS_H

#include <glib.h>

/** Not to be used by two threads at once. */
typedef struct _AssayStems AssayStems;

/** assay_stems_new: a stemmer that remembers nothing yet. Returns: (owned). */
AssayStems *assay_stems_new(void);
void assay_stems_free(AssayStems *stems);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayStems, assay_stems_free)

/** assay_stems_find: the stem of one lower-case word; of a word without one, the word itself.
 * @word: @length bytes of UTF-8.
 * @ret_length: bytes of the stem.
 * Returns: (borrowed) until the next call; not NUL-terminated. */
const char *assay_stems_find(AssayStems *stems, const char *word, gsize length, gsize *ret_length);

#endif

/* vocabulary.h: terms as numbers. One vocabulary serves all texts that are to be compared: equal
 * terms have equal ids. */
#ifndef ASSAY_CHECK_VOCABULARY_H
#define ASSAY_CHECK_VOCABULARY_H

#include <glib.h>

#include "check/stems.h"

typedef struct _AssayVocabulary AssayVocabulary;

/** assay_vocabulary_new: an empty vocabulary.
 * @stems: (borrowed) outlives it; or NULL: it has its own.
 * Returns: (owned). */
AssayVocabulary *assay_vocabulary_new(AssayStems *stems);

void assay_vocabulary_free(AssayVocabulary *vocabulary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayVocabulary, assay_vocabulary_free)

/** assay_vocabulary_count: number of ids given out; ids are 0 … count - 1. */
guint assay_vocabulary_count(const AssayVocabulary *vocabulary);

/** assay_vocabulary_text: the term of id @term. Returns: (borrowed) NUL-terminated. */
const char *assay_vocabulary_text(const AssayVocabulary *vocabulary, guint term);

/** assay_vocabulary_add: the id of the term @text, new or known. */
guint assay_vocabulary_add(AssayVocabulary *vocabulary, const char *text, gsize length);

/** assay_vocabulary_add_stem: the same for the stem of @word. */
guint assay_vocabulary_add_stem(AssayVocabulary *vocabulary, const char *word, gsize length);

/** assay_vocabulary_stem: the id of one lower-case word's stem.
 * @word: NUL-terminated, folded as assay_terms_new folds. */
guint assay_vocabulary_stem(AssayVocabulary *vocabulary, const char *word);

/** assay_vocabulary_keep: a copy of @text that is no term, for as long as @vocabulary lives.
 * Returns: (borrowed). */
char *assay_vocabulary_keep(AssayVocabulary *vocabulary, const char *text);

#endif

/* words.h: what is known of English words and their parts, to tell a divided word from a
 * compound at the end of a line. All texts are in lower case. */
#ifndef ASSAY_EXTRACT_PDF_WORDS_H
#define ASSAY_EXTRACT_PDF_WORDS_H

#include <glib.h>

/** pdf_is_joining_prefix: @left keeps its hyphen more often than not. */
gboolean pdf_is_joining_prefix(const char *left);

/** pdf_is_joining_suffix: @right is a word that often ends a compound. */
gboolean pdf_is_joining_suffix(const char *right);

/** pdf_is_ending: @right is no word, and so the rest of a divided one. */
gboolean pdf_is_ending(const char *right);

/** pdf_is_rest_of_word: an ending that no word of its own looks like. */
gboolean pdf_is_rest_of_word(const char *right);

/** pdf_is_closed_compound: @word, though made of two, is written as one. */
gboolean pdf_is_closed_compound(const char *word);

/** pdf_is_no_word: @left cannot stand by itself before a hyphen. */
gboolean pdf_is_no_word(const char *left);

#endif

/* terms_acronym.h: does a text spell out an acronym? "mixture of experts" is MoE, "retrieval-
 * augmented generation" is RAG. Initials only: no list of acronyms, no definition in brackets
 * needed. Not its job: finding acronyms (terms.h). */
#ifndef ASSAY_CHECK_TERMS_ACRONYM_H
#define ASSAY_CHECK_TERMS_ACRONYM_H

#include "check/terms.h"

/** assay_terms_find_spelled_out: the first words of @text whose initials are @acronym.
 * Function words may count (mixture of experts) or be passed over (state of the art: SOTA needs
 * them, RLHF does not), but not begin it.
 * @acronym: lower-case ASCII.
 * @n_tokens: tokens of @text to look at.
 * @ret_start, @ret_end: the tokens' range; untouched when there is none.
 * Returns: TRUE if found. Time: linear in @n_tokens. */
gboolean assay_terms_find_spelled_out(const AssayVocabulary *vocabulary, const AssayTerms *text,
                                      guint n_tokens, const char *acronym, guint *ret_start,
                                      guint *ret_end);

#endif

/* terms.h: a text as a sequence of comparable terms.
 *
 * Job: cut text into words, words into parts, parts into stems, so that CIFAR10 and CIFAR-10,
 * MoE-VLMs and MoE, fine-tuning and finetuning meet. Not its job: what a term weighs
 * (drift_model.h), what a missing one means (drift.h), stemming (stems.h). */
#ifndef ASSAY_CHECK_TERMS_H
#define ASSAY_CHECK_TERMS_H

#include <glib.h>

#include "check/prefixes.h"
#include "check/vocabulary.h"

/* Bytes of a text that are read: forty times the longest abstract seen; the rest is not looked at.
 */
#define ASSAY_TERMS_MAX_TEXT_BYTES 65536u
/* Acronyms of one text that are looked for in the other. */
#define ASSAY_TERMS_MAX_ACRONYMS   32u
/* Letters of an acronym: two match by chance too often, long ones are names. */
#define ASSAY_TERMS_MIN_ACRONYM    3u
#define ASSAY_TERMS_MAX_ACRONYM    6u

/** One part of a word. */
typedef struct {
    guint32 term;       /* id in the vocabulary */
    guint32 start_byte; /* of the whole word (compound) in the text */
    guint32 n_bytes;    /* of the whole word */
    gunichar initial;   /* first letter as lower case, for acronyms */
    gboolean is_name;   /* written as a name: HumanEval, GPT-4, VQA, pass@1 */
} AssayTermToken;

/** "time series", which may stand as timeseries elsewhere. */
typedef struct {
    guint32 start, n_first, n_bytes; /* of the two in `words`, and of the first */
} AssayTermPair;

/** A text's terms. Owned by its maker; strings belong to the vocabulary. */
typedef struct {
    GArray *tokens;      /* AssayTermToken, in order */
    GArray *joined;      /* guint32, term ids: compounds as one word, and parts of CamelCase; an id
                          * may stand there more than once */
    GPtrArray *acronyms; /* const char *, lower case, distinct */
    GString *words;      /* the words of one part, folded, without anything between them */
    GArray *pairs;       /* AssayTermPair: two of them side by side in the text */
} AssayTerms;

/** assay_terms_new: the terms of a text.
 * @vocabulary: (borrowed) grows by the new terms.
 * @text: any bytes; what is no UTF-8 separates words. Only the first
 *     ASSAY_TERMS_MAX_TEXT_BYTES are read.
 * Returns: (owned) never NULL; no token when the text has no word. */
AssayTerms *assay_terms_new(AssayVocabulary *vocabulary, const char *text, gsize length);

/** assay_terms_join_pairs: adds pairs of words to @terms->joined, each as one word.
 * @known, @more: (nullable) only those of which either may hold the first word and two letters of
 *     the second: no word of theirs is met by the others. Both NULL: all. */
void assay_terms_join_pairs(AssayVocabulary *vocabulary, AssayTerms *terms,
                            const AssayPrefixes *known, const AssayPrefixes *more);

void assay_terms_free(AssayTerms *terms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayTerms, assay_terms_free)

/** assay_terms_token: token @index of @terms, which must exist. Returns: (borrowed). */
static inline const AssayTermToken *assay_terms_token(const AssayTerms *terms, guint index)
{
    g_assert(index < terms->tokens->len);
    return &g_array_index(terms->tokens, AssayTermToken, index);
}

#endif

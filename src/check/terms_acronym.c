/* terms_acronym.c: see terms_acronym.h. */
#include "check/terms_acronym.h"

#include <string.h>

static gboolean is_small_word(const AssayVocabulary *vocabulary, const AssayTermToken *token)
{
    static const char *const small[] = {"a",  "an", "and", "by",  "for", "from", "in",
                                        "of", "on", "or",  "the", "to",  "with"};
    const char *text = assay_vocabulary_text(vocabulary, token->term);
    for (gsize i = 0; i < G_N_ELEMENTS(small); i++)
        if (strcmp(text, small[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Do the tokens from @at on spell out @acronym? Returns: their end, or 0. */
static guint spelled_out(const AssayVocabulary *vocabulary, const AssayTerms *text, guint n_tokens,
                         guint at, const char *acronym, gboolean pass_small)
{
    for (; at < n_tokens && *acronym != '\0'; at++) {
        const AssayTermToken *token = assay_terms_token(text, at);
        gboolean fits = token->initial == (gunichar)*acronym;
        if ((!fits || pass_small) && is_small_word(vocabulary, token))
            continue;
        if (!fits)
            return 0;
        acronym++;
    }
    return *acronym == '\0' ? at : 0;
}

gboolean assay_terms_find_spelled_out(const AssayVocabulary *vocabulary, const AssayTerms *text,
                                      guint n_tokens, const char *acronym, guint *ret_start,
                                      guint *ret_end)
{
    n_tokens = MIN(n_tokens, text->tokens->len);
    for (guint i = 0; i < n_tokens; i++) {
        const AssayTermToken *token = assay_terms_token(text, i);
        if (token->initial != (gunichar)*acronym || is_small_word(vocabulary, token) ||
            strcmp(assay_vocabulary_text(vocabulary, token->term), acronym) == 0)
            continue;
        guint end = spelled_out(vocabulary, text, n_tokens, i, acronym, FALSE);
        if (end == 0)
            end = spelled_out(vocabulary, text, n_tokens, i, acronym, TRUE);
        if (end > 0) {
            *ret_start = i;
            *ret_end = end;
            return TRUE;
        }
    }
    return FALSE;
}

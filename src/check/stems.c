/* stems.c: see stems.h. */
#include "check/stems.h"

#include <libstemmer.h>
#include <string.h>

#include "base/hash.h"

/* Words that are remembered, half a megabyte of them: an abstract has some hundred. */
#define N_REMEMBERED 8192u
/* Longer words are rare, and stemmed each time. */
#define WORD_BYTES   29u

/* One line of a processor's cache. */
typedef struct {
    guint32 hash;
    guint8 n_word, n_stem; /* bytes; n_word 0: empty */
    char word[WORD_BYTES], stem[WORD_BYTES];
} Remembered;

G_STATIC_ASSERT(sizeof(Remembered) == 64);

struct _AssayStems {
    struct sb_stemmer *stemmer; /* owned */
    Remembered *words;          /* owned; N_REMEMBERED, each at its hash */
};

AssayStems *assay_stems_new(void)
{
    AssayStems *stems = g_new0(AssayStems, 1);
    stems->stemmer = sb_stemmer_new("english", "UTF_8");
    g_assert(stems->stemmer != NULL);
    stems->words = g_aligned_alloc0(N_REMEMBERED, sizeof(Remembered), sizeof(Remembered));
    return stems;
}

void assay_stems_free(AssayStems *stems)
{
    if (stems == NULL)
        return;
    sb_stemmer_delete(stems->stemmer);
    g_aligned_free(stems->words);
    g_free(stems);
}

static const char *ask_stemmer(AssayStems *stems, const char *word, gsize length, gsize *ret_length)
{
    const sb_symbol *stem = sb_stemmer_stem(stems->stemmer, (const sb_symbol *)word, (int)length);
    *ret_length = stem == NULL ? 0 : (gsize)sb_stemmer_length(stems->stemmer);
    if (*ret_length > 0)
        return (const char *)stem;
    *ret_length = length;
    return word;
}

const char *assay_stems_find(AssayStems *stems, const char *word, gsize length, gsize *ret_length)
{
    if (length == 0 || length > WORD_BYTES)
        return ask_stemmer(stems, word, length, ret_length);
    guint32 hash = assay_hash_quick(word, length);
    Remembered *place = &stems->words[hash % N_REMEMBERED];
    if (place->hash != hash || place->n_word != length || memcmp(place->word, word, length) != 0) {
        gsize n_stem;
        const char *stem = ask_stemmer(stems, word, length, &n_stem);
        if (n_stem > WORD_BYTES) {
            *ret_length = n_stem;
            return stem;
        }
        place->hash = hash;
        place->n_word = (guint8)length;
        place->n_stem = (guint8)n_stem;
        memcpy(place->word, word, length);
        memcpy(place->stem, stem, n_stem);
    }
    *ret_length = place->n_stem;
    return place->stem;
}

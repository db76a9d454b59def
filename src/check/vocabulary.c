/* vocabulary.c: see vocabulary.h. */
#include "check/vocabulary.h"

#include <string.h>

#include "base/hash.h"

/* Room for two short texts. */
#define FIRST_SLOTS 1024u

typedef struct {
    const char *text; /* in the vocabulary's strings */
    guint32 length, hash;
} Term;

struct _AssayVocabulary {
    AssayStems *stems;     /* borrowed */
    AssayStems *own_stems; /* owned, or NULL */
    GStringChunk *strings; /* owns every term */
    GArray *by_id;         /* Term */
    guint32 *slots;        /* owned: id + 1 of the term at its hash or behind it; 0: free */
    guint32 mask;          /* number of slots, a power of two, less one */
};

AssayVocabulary *assay_vocabulary_new(AssayStems *stems)
{
    AssayVocabulary *vocabulary = g_new0(AssayVocabulary, 1);
    vocabulary->own_stems = stems == NULL ? assay_stems_new() : NULL;
    vocabulary->stems = stems == NULL ? vocabulary->own_stems : stems;
    vocabulary->strings = g_string_chunk_new(4096);
    vocabulary->by_id = g_array_sized_new(FALSE, FALSE, sizeof(Term), FIRST_SLOTS / 2);
    vocabulary->slots = g_new0(guint32, FIRST_SLOTS);
    vocabulary->mask = FIRST_SLOTS - 1;
    return vocabulary;
}

void assay_vocabulary_free(AssayVocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    assay_stems_free(vocabulary->own_stems);
    g_free(vocabulary->slots);
    g_array_unref(vocabulary->by_id);
    g_string_chunk_free(vocabulary->strings);
    g_free(vocabulary);
}

guint assay_vocabulary_count(const AssayVocabulary *vocabulary)
{
    return vocabulary->by_id->len;
}

const char *assay_vocabulary_text(const AssayVocabulary *vocabulary, guint term)
{
    g_assert(term < vocabulary->by_id->len);
    return g_array_index(vocabulary->by_id, Term, term).text;
}

static void put_in_slot(AssayVocabulary *vocabulary, guint32 hash, guint id)
{
    guint32 at = hash & vocabulary->mask;
    while (vocabulary->slots[at] != 0)
        at = (at + 1) & vocabulary->mask;
    vocabulary->slots[at] = id + 1;
}

static void double_slots(AssayVocabulary *vocabulary)
{
    vocabulary->mask = 2 * vocabulary->mask + 1;
    g_free(vocabulary->slots);
    vocabulary->slots = g_new0(guint32, (gsize)vocabulary->mask + 1);
    for (guint id = 0; id < vocabulary->by_id->len; id++)
        put_in_slot(vocabulary, g_array_index(vocabulary->by_id, Term, id).hash, id);
}

guint assay_vocabulary_add(AssayVocabulary *vocabulary, const char *text, gsize length)
{
    guint32 hash = assay_hash_quick(text, length);
    guint id = vocabulary->by_id->len;
    for (guint32 at = hash & vocabulary->mask; vocabulary->slots[at] != 0;
         at = (at + 1) & vocabulary->mask) {
        guint known = vocabulary->slots[at] - 1;
        const Term *term = &g_array_index(vocabulary->by_id, Term, known);
        if (term->hash == hash && term->length == length && memcmp(term->text, text, length) == 0)
            return known;
    }
    Term term = {g_string_chunk_insert_len(vocabulary->strings, text, (gssize)length),
                 (guint32)length, hash};
    if (2 * id > vocabulary->mask)
        double_slots(vocabulary);
    g_array_append_val(vocabulary->by_id, term);
    put_in_slot(vocabulary, hash, id);
    return id;
}

guint assay_vocabulary_add_stem(AssayVocabulary *vocabulary, const char *word, gsize length)
{
    gsize n_stem;
    const char *stem = assay_stems_find(vocabulary->stems, word, length, &n_stem);
    return assay_vocabulary_add(vocabulary, stem, n_stem);
}

guint assay_vocabulary_stem(AssayVocabulary *vocabulary, const char *word)
{
    return assay_vocabulary_add_stem(vocabulary, word, strlen(word));
}

char *assay_vocabulary_keep(AssayVocabulary *vocabulary, const char *text)
{
    return g_string_chunk_insert(vocabulary->strings, text);
}

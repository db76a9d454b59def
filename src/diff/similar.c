/* similar.c: see similar.h. */
#include "diff/similar.h"

#include <stdlib.h>
#include <string.h>

/* Words of a text that are looked at; a claim has some 30, a long paragraph 300. */
#define MAX_WORDS       1000u
/* A start shorter than this says little about what it is the start of. */
#define MIN_START_BYTES 20u
#define LIKE_A_START    900u

static int compare_hashes(const void *a, const void *b)
{
    guint x = *(const guint *)a, y = *(const guint *)b;
    return (x > y) - (x < y);
}

void assay_word_bag_init(AssayWordBag *bag, char *text)
{
    g_autoptr(GArray) hashes = g_array_new(FALSE, FALSE, sizeof(guint));
    for (const char *at = text; *at != '\0' && hashes->len < MAX_WORDS;) {
        gsize length = strcspn(at, " ");
        guint hash = 5381;
        for (gsize i = 0; i < length; i++)
            hash = hash * 33 + (guchar)at[i];
        if (length > 0)
            g_array_append_val(hashes, hash);
        at += length + strspn(at + length, " ");
    }
    bag->text = text;
    bag->length = strlen(text);
    bag->n_words = hashes->len;
    bag->hashes = g_new(guint, MAX(hashes->len, 1));
    if (hashes->len > 0)
        memcpy(bag->hashes, hashes->data, hashes->len * sizeof(guint));
    qsort(bag->hashes, bag->n_words, sizeof(guint), compare_hashes);
}

void assay_word_bag_clear(AssayWordBag *bag)
{
    g_clear_pointer(&bag->text, g_free);
    g_clear_pointer(&bag->hashes, g_free);
}

guint assay_similar(const AssayWordBag *a, const AssayWordBag *b)
{
    gsize shorter = MIN(a->length, b->length);
    if (shorter >= MIN_START_BYTES && memcmp(a->text, b->text, shorter) == 0)
        return LIKE_A_START;
    guint n_common = 0;
    for (guint i = 0, j = 0; i < a->n_words && j < b->n_words;) {
        if (a->hashes[i] == b->hashes[j]) {
            n_common++;
            i++;
            j++;
        } else if (a->hashes[i] < b->hashes[j]) {
            i++;
        } else {
            j++;
        }
    }
    guint n_all = a->n_words + b->n_words;
    return n_all == 0 ? 0 : 2000 * n_common / n_all;
}

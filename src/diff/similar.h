/* similar.h: how alike two texts are, by their words. */
#ifndef ASSAY_DIFF_SIMILAR_H
#define ASSAY_DIFF_SIMILAR_H

#include <glib.h>

/** Alike enough to be one text changed, in thousandths. */
#define ASSAY_SIMILAR_ENOUGH 500u

/** The words of a text, ready to be compared often. Owns all. */
typedef struct {
    char *text;
    gsize length;  /* bytes */
    guint *hashes; /* of its words, sorted */
    guint n_words;
} AssayWordBag;

/** assay_word_bag_init: takes @text. Of a very long text only the start is looked at. */
void assay_word_bag_init(AssayWordBag *bag, char *text);
void assay_word_bag_clear(AssayWordBag *bag);

/** assay_similar: 0 to 1000: the share of words that both have (twice the common ones over all);
 * a text that the other begins with counts as alike, since sources cut texts off. Symmetric. */
guint assay_similar(const AssayWordBag *a, const AssayWordBag *b);

#endif

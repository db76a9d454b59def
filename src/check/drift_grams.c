/* drift_grams.c: see drift_grams.h. */
#include "check/drift_grams.h"

#include <string.h>

guint assay_term_grams(const char *term, guint32 *ret_grams)
{
    guint32 gram = '^';
    guint n = 0;
    guint n_bytes = 1;
    for (const char *at = term; n < ASSAY_MAX_TERM_GRAMS; at++) {
        gram = gram << 8 | (guchar)(*at == '\0' ? '$' : *at);
        if (++n_bytes >= ASSAY_GRAM_BYTES)
            ret_grams[n++] = gram;
        if (*at == '\0')
            break;
    }
    if (n == 0)
        ret_grams[n++] = gram;
    return n;
}

static guint64 mark_of(guint32 gram)
{
    return G_GUINT64_CONSTANT(1) << ((gram * 2654435761u) >> 26); /* the golden ratio's hash */
}

AssayGramSet assay_gram_set(const char *term, guint32 *room)
{
    AssayGramSet set = {.grams = room};
    guint n = strlen(term) < ASSAY_GRAM_BYTES ? 0 : assay_term_grams(term, room);
    for (guint i = 1; i < n; i++) { /* a handful: by insertion */
        guint32 gram = room[i];
        guint at = i;
        for (; at > 0 && room[at - 1] > gram; at--)
            room[at] = room[at - 1];
        room[at] = gram;
    }
    for (guint i = 0; i < n; i++) {
        if (set.n > 0 && room[set.n - 1] == room[i])
            continue;
        set.marks |= mark_of(room[i]);
        room[set.n++] = room[i];
    }
    set.n_marks = (guint)__builtin_popcountll(set.marks);
    return set;
}

double assay_gram_likeness(const AssayGramSet *a, const AssayGramSet *b, double least)
{
    guint common = 0;
    if (!assay_gram_may_be_alike(a, b, least))
        return 0;
    for (guint i = 0, j = 0; i < a->n && j < b->n;) {
        if (a->grams[i] == b->grams[j]) {
            common++;
            i++;
            j++;
        } else if (a->grams[i] < b->grams[j]) {
            i++;
        } else {
            j++;
        }
    }
    double likeness = 2.0 * common / (a->n + b->n);
    return likeness < least ? 0 : likeness;
}

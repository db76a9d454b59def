/* prefixes.c: see prefixes.h. */
#include "check/prefixes.h"

#include "base/hash.h"

#define N_BITS (64u * G_N_ELEMENTS(((AssayPrefixes *)NULL)->bits))

static guint bit_of(guint32 hash)
{
    return (hash ^ hash >> 15) % N_BITS;
}

void assay_prefixes_add(AssayPrefixes *prefixes, const char *word)
{
    guint32 hash = ASSAY_HASH_START;
    for (; *word != '\0'; word++) {
        hash = assay_hash_step(hash, *word);
        prefixes->bits[bit_of(hash) / 64] |= G_GUINT64_CONSTANT(1) << bit_of(hash) % 64;
    }
}

gboolean assay_prefixes_may_have(const AssayPrefixes *prefixes, const char *beginning, gsize length)
{
    guint32 hash = ASSAY_HASH_START;
    for (gsize i = 0; i < length; i++)
        hash = assay_hash_step(hash, beginning[i]);
    return (prefixes->bits[bit_of(hash) / 64] >> bit_of(hash) % 64 & 1) != 0;
}

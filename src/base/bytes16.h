/* bytes16.h: sixteen bytes of text looked at together, by the vector types of gcc and clang.
 *
 * Job: loops over all bytes of a page, which are what reading it costs.
 * A comparison of AssayBytes16 gives 0xFF in each byte where it holds and 0 elsewhere; cast it back
 * to AssayBytes16. */
#ifndef ASSAY_BASE_BYTES16_H
#define ASSAY_BASE_BYTES16_H

#include <glib.h>
#include <string.h>

#define ASSAY_BYTES16 ((gsize)16)

typedef guint8 AssayBytes16 __attribute__((vector_size(16)));

/** assay_bytes16: the 16 bytes at @at, of any alignment. */
static inline AssayBytes16 assay_bytes16(const char *at)
{
    AssayBytes16 bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/** assay_bytes16_rest: the bytes of @text from @at on, fewer than 16, with spaces before or behind
 * them. */
static inline AssayBytes16 assay_bytes16_rest(const char *text, gsize length, gsize at)
{
    if (length >= ASSAY_BYTES16) {
        const AssayBytes16 index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        AssayBytes16 is_rest = (AssayBytes16)(index >= (guint8)(ASSAY_BYTES16 - (length - at)));
        return (assay_bytes16(text + length - ASSAY_BYTES16) & is_rest) | (~is_rest & ' ');
    }
    char bytes[ASSAY_BYTES16];
    memset(bytes, ' ', sizeof bytes);
    if (length > at)
        memcpy(bytes, text + at, length - at);
    return assay_bytes16(bytes);
}

/** assay_bytes16_any: @is holds for a byte. @is: a comparison. */
static inline gboolean assay_bytes16_any(AssayBytes16 is)
{
    guint64 halves[2];
    memcpy(halves, &is, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/** assay_bytes16_count: for how many bytes @is holds. @is: a comparison. */
static inline guint assay_bytes16_count(AssayBytes16 is)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    guint64 halves[2];
    memcpy(halves, &is, sizeof halves);
    return (guint)((((halves[0] & ones) + (halves[1] & ones)) * ones) >> 56);
}

#endif

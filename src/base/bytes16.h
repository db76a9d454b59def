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

/** assay_bytes16_start: the @n bytes at @at, fewer than 16, with spaces behind them; all 16 can be
 * read. */
static inline AssayBytes16 assay_bytes16_start(const char *at, gsize n)
{
    const AssayBytes16 index = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    AssayBytes16 is_start = (AssayBytes16)(index < (guint8)n);
    return (assay_bytes16(at) & is_start) | (~is_start & ' ');
}

/** assay_bytes16_any: @is holds for a byte. @is: a comparison. */
static inline gboolean assay_bytes16_any(AssayBytes16 is)
{
    guint64 halves[2];
    memcpy(halves, &is, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/** assay_bytes16_first: index of the first byte for which @is holds, or 16. @is: a comparison. */
static inline guint assay_bytes16_first(AssayBytes16 is)
{
    guint64 halves[2];
    memcpy(halves, &is, sizeof halves);
    if (halves[0] != 0)
        return (guint)__builtin_ctzll(GUINT64_FROM_LE(halves[0])) / 8;
    return halves[1] != 0 ? 8 + (guint)__builtin_ctzll(GUINT64_FROM_LE(halves[1])) / 8 : 16;
}

/** assay_bytes16_count: for how many bytes @is holds. @is: a comparison. */
static inline guint assay_bytes16_count(AssayBytes16 is)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    guint64 halves[2];
    memcpy(halves, &is, sizeof halves);
    return (guint)((((halves[0] & ones) + (halves[1] & ones)) * ones) >> 56);
}

/** assay_bytes16_sum: of the bytes, as numbers. */
static inline guint assay_bytes16_sum(AssayBytes16 bytes)
{
    const guint64 evens = G_GUINT64_CONSTANT(0x00FF00FF00FF00FF);
    guint64 halves[2];
    memcpy(halves, &bytes, sizeof halves);
    guint64 pairs = (halves[0] & evens) + (halves[0] >> 8 & evens) + (halves[1] & evens) +
                    (halves[1] >> 8 & evens);
    return (guint)(pairs * G_GUINT64_CONSTANT(0x0001000100010001) >> 48);
}

#endif

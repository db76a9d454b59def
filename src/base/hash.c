/* hash.c: see hash.h.
 *
 * Every capture and every record is hashed, and GLib's portable SHA-256 takes most of the time
 * that a bare parse of the same page takes. So the block function is done by the processor's own
 * instructions where it has them; everywhere else GLib does it all. Specification: FIPS 180-4;
 * Intel SHA extensions. */
#include "base/hash.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#include <string.h>

#define BLOCK_BYTES  ((gsize)64)
#define LENGTH_BYTES ((gsize)8) /* of the message's length in bits, at the end of the last block   \
                                 */
#define N_WORDS      8u

static const guint32 round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static gboolean has_sha_instructions(void)
{
    guint a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) != 0 &&
           __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}

/* @state: two vectors as the instructions want them, ABEF and CDGH. */
__attribute__((target("sha,sse4.1,ssse3"))) static void
add_blocks(__m128i state[2], const guint8 *data, gsize n_blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    for (; n_blocks > 0; n_blocks--, data += BLOCK_BYTES) {
        __m128i abef = state[0], cdgh = state[1], words[4];
        for (guint i = 0; i < 4; i++) {
            memcpy(&words[i], data + 16 * i, sizeof words[i]);
            words[i] = _mm_shuffle_epi8(words[i], big_endian);
        }
        for (guint i = 0; i < 16; i++) { /* four rounds each */
            __m128i constants, now = words[i % 4];
            memcpy(&constants, round_constants + 4 * i, sizeof constants);
            __m128i sum = _mm_add_epi32(now, constants);
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
            /* The words of four groups on: w[t] from w[t-16], w[t-15], w[t-7] and w[t-2]. */
            __m128i last = words[(i + 3) % 4];
            __m128i next = _mm_sha256msg1_epu32(now, words[(i + 1) % 4]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
            words[i % 4] = _mm_sha256msg2_epu32(next, last);
        }
        state[0] = _mm_add_epi32(state[0], abef);
        state[1] = _mm_add_epi32(state[1], cdgh);
    }
}

__attribute__((target("sha,sse4.1,ssse3"))) static char *hash_by_processor(const guint8 *data,
                                                                           gsize size_bytes)
{
    __m128i state[2] = {_mm_set_epi32(0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
                        _mm_set_epi32(0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19)};
    gsize n_whole = size_bytes / BLOCK_BYTES, rest = size_bytes % BLOCK_BYTES;
    add_blocks(state, data, n_whole);
    guint8 tail[2 * 64] = {0};
    if (rest > 0)
        memcpy(tail, data + n_whole * BLOCK_BYTES, rest);
    tail[rest] = 0x80;
    gsize n_tail = rest + 1 + LENGTH_BYTES <= BLOCK_BYTES ? 1 : 2;
    guint64 n_bits = GUINT64_TO_BE((guint64)size_bytes * 8);
    memcpy(tail + n_tail * BLOCK_BYTES - LENGTH_BYTES, &n_bits, sizeof n_bits);
    add_blocks(state, tail, n_tail);
    guint32 abef[4], cdgh[4]; /* lowest word first: F, E, B, A */
    memcpy(abef, &state[0], sizeof abef);
    memcpy(cdgh, &state[1], sizeof cdgh);
    const guint32 hash[N_WORDS] = {abef[3], abef[2], cdgh[3], cdgh[2],
                                   abef[1], abef[0], cdgh[1], cdgh[0]};
    char *hex = g_malloc(8 * N_WORDS + 1);
    for (guint i = 0; i < 8 * N_WORDS; i++)
        hex[i] = "0123456789abcdef"[hash[i / 8] >> (28 - 4 * (i % 8)) & 0xF];
    hex[8 * N_WORDS] = '\0';
    return hex;
}
#endif

char *assay_hash_sha256(const void *data, gsize size_bytes)
{
#if defined(__x86_64__)
    if (has_sha_instructions())
        return hash_by_processor(data, size_bytes);
#endif
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size_bytes);
}

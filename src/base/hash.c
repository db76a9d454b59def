/* hash.c: see hash.h. By nettle, which uses the processor's SHA instructions where it has them:
 * every capture and every record is hashed, and GLib's portable code took 0.7 of a bare parse. */
#include "base/hash.h"

#include <nettle/sha2.h>

void assay_hash_to_hex(const guint8 bytes[ASSAY_HASH_BYTES], char ret_hex[ASSAY_HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (guint i = 0; i < ASSAY_HASH_BYTES; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_hex[2 * ASSAY_HASH_BYTES] = '\0';
}

static guint digit_of(char c)
{
    return c >= '0' && c <= '9'   ? (guint)(c - '0')
           : c >= 'a' && c <= 'f' ? (guint)(c - 'a') + 10
                                  : 16;
}

gboolean assay_hash_from_hex(const char *hex, guint8 ret_bytes[ASSAY_HASH_BYTES])
{
    for (guint i = 0; i < ASSAY_HASH_BYTES; i++) {
        guint high = digit_of(hex[2 * i]), low = high > 15 ? 16 : digit_of(hex[2 * i + 1]);
        if (low > 15)
            return FALSE;
        ret_bytes[i] = (guint8)(high << 4 | low);
    }
    return hex[2 * ASSAY_HASH_BYTES] == '\0';
}

char *assay_hash_sha256(const void *data, gsize size_bytes)
{
    struct sha256_ctx context;
    guint8 digest[ASSAY_HASH_BYTES];
    sha256_init(&context);
    sha256_update(&context, size_bytes, data);
    sha256_digest(&context, sizeof digest, digest);
    char *hex = g_malloc(ASSAY_HASH_HEX_SIZE);
    assay_hash_to_hex(digest, hex);
    return hex;
}

/* hash.c: see hash.h. By nettle, which uses the processor's SHA instructions where it has them:
 * every capture and every record is hashed, and GLib's portable code took 0.7 of a bare parse. */
#include "base/hash.h"

#include <nettle/sha2.h>

char *assay_hash_sha256(const void *data, gsize size_bytes)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256_ctx context;
    guint8 digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size_bytes, data);
    sha256_digest(&context, sizeof digest, digest);
    char *hex = g_malloc(2 * sizeof digest + 1);
    for (gsize i = 0; i < sizeof digest; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[2 * sizeof digest] = '\0';
    return hex;
}

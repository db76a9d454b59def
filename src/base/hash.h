/* hash.h: SHA-256 as lower-case hex; and a quick hash for tables in memory. */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <glib.h>

/** assay_hash_sha256: 64 hex digits of the SHA-256 of @size bytes at @data. Returns: (owned). */
char *assay_hash_sha256(const void *data, gsize size_bytes);

#define ASSAY_HASH_BYTES    32u
#define ASSAY_HASH_HEX_SIZE 65u /* with its NUL */

/** assay_hash_to_hex: the bytes of a SHA-256 as assay_hash_sha256 writes them.
 * assay_hash_from_hex: the way back. Returns: FALSE if @hex is not 64 lower-case hex digits; then
 * @ret_bytes has no meaning. */
void assay_hash_to_hex(const guint8 bytes[ASSAY_HASH_BYTES], char ret_hex[ASSAY_HASH_HEX_SIZE]);
gboolean assay_hash_from_hex(const char *hex, guint8 ret_bytes[ASSAY_HASH_BYTES]);

/** assay_hash_step: a hash of short texts, a byte at a time from ASSAY_HASH_START on.
 * Source: FNV-1a, 32 bits. */
#define ASSAY_HASH_START 2166136261u
static inline guint32 assay_hash_step(guint32 hash, char byte)
{
    return (hash ^ (guchar)byte) * 16777619u;
}

/** assay_hash_quick: a hash for tables in memory, of short texts. Never kept: it may change with
 * any version. Its last step spreads it over the low bits. */
static inline guint32 assay_hash_quick(const char *data, gsize size_bytes)
{
    guint32 hash = ASSAY_HASH_START;
    for (gsize i = 0; i < size_bytes; i++)
        hash = assay_hash_step(hash, data[i]);
    return hash ^ hash >> 15;
}

/** assay_hash_wide: 64 bits, in which no two words of a language meet. Never kept.
 * Source: FNV-1a, and the last step of MurmurHash3. */
static inline guint64 assay_hash_wide(const char *data, gsize size_bytes)
{
    guint64 hash = G_GUINT64_CONSTANT(14695981039346656037);
    for (gsize i = 0; i < size_bytes; i++)
        hash = (hash ^ (guchar)data[i]) * G_GUINT64_CONSTANT(1099511628211);
    hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * G_GUINT64_CONSTANT(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 33;
}

#endif

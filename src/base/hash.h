/* hash.h: SHA-256 as lower-case hex; and a quick hash for tables in memory. */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <glib.h>

/** assay_hash_sha256: 64 hex digits of the SHA-256 of @size bytes at @data. Returns: (owned). */
char *assay_hash_sha256(const void *data, gsize size_bytes);

/** assay_hash_quick: a hash for tables in memory, of short texts. Never kept: it may change with
 * any version. Source: FNV-1a, 32 bits, and a last step that spreads it over the low bits. */
static inline guint32 assay_hash_quick(const char *data, gsize size_bytes)
{
    guint32 hash = 2166136261u;
    for (gsize i = 0; i < size_bytes; i++)
        hash = (hash ^ (guchar)data[i]) * 16777619u;
    return hash ^ hash >> 15;
}

#endif

/* hash.h: SHA-256 as lower-case hex. */
#ifndef ASSAY_BASE_HASH_H
#define ASSAY_BASE_HASH_H

#include <glib.h>

/** assay_hash_sha256: 64 hex digits of the SHA-256 of @size bytes at @data. Returns: (owned). */
char *assay_hash_sha256(const void *data, gsize size_bytes);

#endif

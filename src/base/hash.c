/* hash.c: see hash.h. */
#include "base/hash.h"

char *assay_hash_sha256(const void *data, gsize size_bytes)
{
    return g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, size_bytes);
}

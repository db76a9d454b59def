/* name.h: what may be a name of files in an output tree; no such name leads out of it. */
#ifndef ASSAY_BASE_NAME_H
#define ASSAY_BASE_NAME_H

#include <glib.h>
#include <string.h>

/** assay_name_is_id: the id of a record: 1 to 64 of [A-Za-z0-9-], no "-" first. */
static inline gboolean assay_name_is_id(const char *name)
{
    gsize length = strspn(name, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
    return length > 0 && length <= 64 && name[length] == '\0' && name[0] != '-';
}

/** assay_name_is_sha256: 64 hex digits, as assay_hash_sha256 writes them. */
static inline gboolean assay_name_is_sha256(const char *name)
{
    return strlen(name) == 64 && strspn(name, "0123456789abcdef") == 64;
}

#endif

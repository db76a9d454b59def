/* prefixes.h: do known words begin like this? A filter to spare work that would come to nothing.
 *
 * Source: Bloom, "Space/time trade-offs in hash coding with allowable errors" (1970), with one hash
 * function: of two thousand beginnings one question in eight is said yes to in error. */
#ifndef ASSAY_CHECK_PREFIXES_H
#define ASSAY_CHECK_PREFIXES_H

#include <glib.h>

/** A set of beginnings. Zeroed it is empty. */
typedef struct {
    guint64 bits[256];
} AssayPrefixes;

/** assay_prefixes_add: every beginning of @word, and all of it, joins the set. */
void assay_prefixes_add(AssayPrefixes *prefixes, const char *word);

/** assay_prefixes_may_have: FALSE if no word that was added begins with the @length bytes. */
gboolean assay_prefixes_may_have(const AssayPrefixes *prefixes, const char *beginning,
                                 gsize length);

#endif

/* deeds.h: what is done by who has taken over a parser, or what unpacks archives. For the program
 * `assay-hostile` of the tests only. */
#ifndef ASSAY_HOSTILE_DEEDS_H
#define ASSAY_HOSTILE_DEEDS_H

#include <glib.h>

/** hostile_do: the deed that the second word of @text names; what follows that is its argument.
 * @ret_name: (owned) that word, or NULL. Returns: FALSE with errno set when it was refused; many a
 * deed does not return. */
gboolean hostile_do(const char *text, char **ret_name);

#endif

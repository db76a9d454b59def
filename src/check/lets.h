/* lets.h: names for paths that many checks read. Schematron's `let`.
 *
 *   <let name="score" value="review/@score"/>      then `$score` in the checks of the same file
 *
 * A value is looked up once for each record, whoever asks. */
#ifndef ASSAY_CHECK_LETS_H
#define ASSAY_CHECK_LETS_H

#include <libxml/xpath.h>

#include <glib.h>

typedef struct _AssayLets AssayLets;

/** assay_lets_new: no names yet; @xpath (borrowed, outlives it) asks here for its variables.
 * Returns: (owned). */
AssayLets *assay_lets_new(xmlXPathContext *xpath);

void assay_lets_free(AssayLets *lets);

/** assay_lets_add: one `<let>` element. @error: ASSAY_ERROR_RULES with file:line. */
gboolean assay_lets_add(AssayLets *lets, const xmlNode *node, GError **error);

/** assay_lets_forget: drop the values of the record that was checked, before it goes. */
void assay_lets_forget(AssayLets *lets);

/** assay_lets_undeclared: the first variable in @expression that no `<let>` of the file of @node
 * declares. Returns: (owned) its name, or NULL. */
char *assay_lets_undeclared(const char *expression, const xmlNode *node);

#endif

/* query.h: an expression of a rule file, asked of one record after another.
 *
 * Job: the plainest paths are followed step by step (steps.h), all else is XPath; whoever asks need
 * not know. Not its job: what is asked (check.c, lets.c, the kinds). */
#ifndef ASSAY_CHECK_QUERY_H
#define ASSAY_CHECK_QUERY_H

#include <libxml/xpath.h>

#include <glib.h>

typedef struct _AssayQuery AssayQuery;

/** assay_query_new: of an expression of the rule file that @node stands in.
 * Returns: (owned), or NULL with the error of assay_check_compile. */
AssayQuery *assay_query_new(const char *expression, const xmlNode *node, GError **error);
void assay_query_free(AssayQuery *query);

/** assay_query_value: what it comes to, seen from the node of @xpath; nodes in document order.
 * Returns: (owned), or NULL if it cannot be evaluated. */
xmlXPathObject *assay_query_value(const AssayQuery *query, xmlXPathContext *xpath);

/** assay_query_holds: is it true, or does it select anything? */
gboolean assay_query_holds(const AssayQuery *query, xmlXPathContext *xpath);

/** assay_query_text: its string value, trimmed and folded.
 * Returns: (owned) or NULL when it selects nothing or is empty. */
char *assay_query_text(const AssayQuery *query, xmlXPathContext *xpath);

#endif

/* steps.h: the plainest paths, followed without XPath.
 *
 * Most paths that checks ask of every record are names of elements, perhaps with one attribute's
 * value, perhaps with an attribute's name at the end: `identifiers/identifier[@scheme='doi']`,
 * `review/@score`. Those are followed here at a twentieth of what evaluating them costs; the others
 * are libxml2's. */
#ifndef ASSAY_CHECK_STEPS_H
#define ASSAY_CHECK_STEPS_H

#include <libxml/xpath.h>

#include <glib.h>

typedef struct _AssaySteps AssaySteps;

/** assay_steps_parse: the steps of @path. Returns: (owned), or NULL if it is not that plain. */
AssaySteps *assay_steps_parse(const char *path);
void assay_steps_free(AssaySteps *steps);

/** assay_steps_follow: do @steps lead from @node to something?
 * @found: (nullable) gets every node they lead to, in document order. */
gboolean assay_steps_follow(const AssaySteps *steps, xmlNode *node, xmlNodeSet *found);

#endif

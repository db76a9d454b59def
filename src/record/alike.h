/* alike.h: children of a record's elements that a schema cannot tell apart.
 *
 * A page is thousands of paragraphs, rows and cells of which most differ in their text alone, and
 * validating an element costs more than making and writing it. Where the schema allows a child any
 * number of times, one after the other, a row of children that are alike fits it if and only if
 * the first of them does. So the others may be left out while the record is validated. What is
 * allowed, and which texts matter, is asked of the schema (shape.h): a schema that counts its
 * children, or looks at their text, gets to see them. */
#ifndef ASSAY_RECORD_ALIKE_H
#define ASSAY_RECORD_ALIKE_H

#include <libxml/tree.h>

#include "record/shape.h"

/** What was left out of a tree. */
typedef struct AssayAlike AssayAlike;

/** assay_alike_leave_out: take every child below @top that is like the one before it out of the
 * tree. In time linear in the size of the tree, for each level of it.
 * @shape: of @top; NULL: nothing is left out.
 * Returns: (owned) what goes back with assay_alike_put_back before anything else changes the tree
 * or frees it. */
AssayAlike *assay_alike_leave_out(xmlNode *top, const AssayShapeElement *shape);

/** assay_alike_put_back: the tree is as it was. @alike: taken; may be NULL. */
void assay_alike_put_back(AssayAlike *alike);

#endif

/* shape.h: what elements and attributes a record schema allows, and in which order.
 *
 * libxml2 keeps its compiled schemas to itself, so the schema's XML is walked once. Only what a
 * record schema uses is understood: element, attribute, ref, define, include with overrides,
 * value, and the patterns that group them. */
#ifndef ASSAY_RECORD_SHAPE_H
#define ASSAY_RECORD_SHAPE_H

#include <glib.h>

typedef struct AssayShape AssayShape;
typedef struct AssayShapeElement AssayShapeElement;

/** assay_shape_load: of the RELAX NG schema in @file (XML syntax).
 * @error: ASSAY_ERROR_RULES with file:line. Returns: (owned) or NULL. */
AssayShape *assay_shape_load(const char *file, GError **error);
void assay_shape_free(AssayShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayShape, assay_shape_free)

/** assay_shape_root: the element a record starts with. Returns: (borrowed). */
const AssayShapeElement *assay_shape_root(const AssayShape *shape);

/** assay_shape_child: the child called @name of @element (NULL has no children).
 * @ret_order: (may be NULL) its place among the children, from 0.
 * Returns: (borrowed) or NULL with @ret_order untouched. */
const AssayShapeElement *assay_shape_child(const AssayShapeElement *element, const char *name,
                                           guint *ret_order);

/** assay_shape_plain_child: the same, if all that may stand in @element is known by the names of
 * elements and attributes, each defined once; else NULL.
 * @ret_repeats: all of the schema that is about this child in @element is one pattern, which stands
 * alone in a oneOrMore or zeroOrMore, or is a choice in one: then any number of such children in a
 * row is as good as one. */
const AssayShapeElement *assay_shape_plain_child(const AssayShapeElement *element, const char *name,
                                                 gboolean *ret_repeats);

/** assay_shape_is_free_text: @element (NULL: no) holds text only, and any text. */
gboolean assay_shape_is_free_text(const AssayShapeElement *element);

/** assay_shape_is_free_attribute: any text will do for attribute @name of @element (NULL: no). */
gboolean assay_shape_is_free_attribute(const AssayShapeElement *element, const char *name);

/** assay_shape_attribute: @element may carry attribute @name; @ret_order as above. */
gboolean assay_shape_attribute(const AssayShapeElement *element, const char *name,
                               guint *ret_order);

/** assay_shape_value_order: place of @value among the values the schema lists for @attribute of
 * @element; G_MAXUINT when it lists none, or not this one. */
guint assay_shape_value_order(const AssayShapeElement *element, const char *attribute,
                              const char *value);

#endif

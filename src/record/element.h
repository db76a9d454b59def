/* element.h: looking at the elements of XML trees: of a record, a rule file, an entry of
 * quarantine. Names are local names, whatever the namespace. */
#ifndef ASSAY_RECORD_ELEMENT_H
#define ASSAY_RECORD_ELEMENT_H

#include <libxml/tree.h>
#include <string.h>

#include "base/arena.h"

/** assay_element_is: @node is an element called @name. */
static inline gboolean assay_element_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && (char)*node->name == *name &&
           strcmp((const char *)node->name, name) == 0;
}

/** assay_element_child: first child element @name of @parent, which may be NULL.
 * Returns: (borrowed) or NULL. */
xmlNode *assay_element_child(const xmlNode *parent, const char *name);

/** assay_element_get: attribute @name of @element of a record, in its place: attributes have one
 * text there, as assay_record_read sees to. Returns: (borrowed) or NULL. */
const char *assay_element_get(const xmlNode *element, const char *name);

/** assay_element_text: the text that @element of a record, or an attribute, begins with, in its
 * place. Returns: (borrowed) or NULL if it begins with none. */
const char *assay_element_text(const xmlNode *element);

/** assay_element_attribute: a copy of attribute @name of an element of any file.
 * Returns: (owned) or NULL. */
char *assay_element_attribute(const xmlNode *element, const char *name);

/** assay_element_attribute_into: the same in @arena. Returns: (borrowed) or NULL. */
const char *assay_element_attribute_into(AssayArena *arena, const xmlNode *element,
                                         const char *name);

#endif

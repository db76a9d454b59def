/* node.h: putting values into the record's tree; for this room.
 *
 * What goes in is defended here once: libxml2 takes only valid UTF-8 of XML's characters. */
#ifndef ASSAY_RECORD_NODE_H
#define ASSAY_RECORD_NODE_H

#include <libxml/tree.h>

#include "record/record.h"

struct AssayRecord {
    xmlDoc *doc;        /* owned */
    char *id, *profile; /* owned; as the root's attributes say */
};

/** assay_record_new: @doc must have a root element with @id and @profile. Takes @doc. */
AssayRecord *assay_record_new(xmlDoc *doc);

/** assay_node_add: append an element @name to @parent. Returns: (borrowed). */
xmlNode *assay_node_add(xmlNode *parent, const char *name);

/** assay_node_set: set attribute @name, which @node has not yet; NULL sets nothing. */
void assay_node_set(xmlNode *node, const char *name, const char *value);

/** assay_node_set_number: the same for a number. */
void assay_node_set_number(xmlNode *node, const char *name, guint value);

/** assay_node_append_text: append @text to @node's content. */
void assay_node_append_text(xmlNode *node, const char *text);

/** assay_node_get: attribute @name of @node. Returns: (borrowed) or NULL. */
const char *assay_node_get(const xmlNode *node, const char *name);

/** assay_node_is: @node is an element called @name. */
gboolean assay_node_is(const xmlNode *node, const char *name);

/** assay_node_child: first child element @name of @parent, or NULL. */
xmlNode *assay_node_child(const xmlNode *parent, const char *name);

/** assay_node_next: the node after @node in document order below @top, or NULL; children of
 * @node are left out when @skip. For walking without recursion. */
xmlNode *assay_node_next(const xmlNode *top, xmlNode *node, gboolean skip);

/** assay_node_is_spread: @node holds child elements and no text but white space. */
gboolean assay_node_is_spread(const xmlNode *node);

#endif

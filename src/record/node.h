/* node.h: the tree of a record; for this room.
 *
 * Its nodes are libxml2's, so that XPath and RELAX NG read them, but they live in an arena (their
 * _private), with all their strings: a page's text is thousands of nodes, and one allocation and
 * one free each was a third of what its record cost. So nothing of such a tree may be given to a
 * function of libxml2 that changes or frees nodes; what a record's tree needs is here.
 *
 * Looking at nodes is element.h's. What goes in is defended here once: libxml2 takes only valid
 * UTF-8 of XML's characters. */
#ifndef ASSAY_RECORD_NODE_H
#define ASSAY_RECORD_NODE_H

#include <libxml/tree.h>

#include "base/slice.h"
#include "record/element.h"
#include "record/record.h"

struct AssayRecord {
    AssayArena *arena;  /* owned; the tree */
    xmlDoc *doc;        /* owned; its nodes are the arena's */
    char *id, *profile; /* owned; as the root's attributes say */
    xmlNode *lent;      /* a capture's body that is in the tree, or NULL */
    AssayArena *lender; /* owned, shared with that capture */
};

/** assay_record_new: a record with @root, which must have @id and @profile, as its tree.
 * @arena: taken; @root lives in it. Returns: (owned). */
AssayRecord *assay_record_new(AssayArena *arena, xmlNode *root);

/** assay_record_lend: append @body, which lives in @lender, to the record's tree. It leaves it
 * when the record is freed; until then a second record takes a copy. */
void assay_record_lend(AssayRecord *record, xmlNode *body, AssayArena *lender);

/** assay_node_new: an element in no tree. @name: lives as long as @arena; a literal, say.
 * Returns: (borrowed from @arena). */
xmlNode *assay_node_new(AssayArena *arena, const char *name);

/** assay_node_copy: a copy, in @arena, of the element @tree with its elements, attributes (each of
 * one text) and texts. Namespaces and all else are left out. Returns: (borrowed from @arena). */
xmlNode *assay_node_copy(AssayArena *arena, xmlNode *tree);

/** assay_node_add: append an element @name to @parent. @name: as of assay_node_new.
 * Returns: (borrowed). */
xmlNode *assay_node_add(xmlNode *parent, const char *name);

/** assay_node_set: set attribute @name, which @node has not yet; NULL sets nothing. */
void assay_node_set(xmlNode *node, const char *name, const char *value);

/** assay_node_set_number: the same for a number. */
void assay_node_set_number(xmlNode *node, const char *name, guint value);

/** assay_node_append_text: append @text to @node's content. */
void assay_node_append_text(xmlNode *node, const char *text);

/** assay_node_append_normal: append @text, which may be any bytes, in the one form of all record
 * text (assay_text_normalise); nothing if that is empty. */
void assay_node_append_normal(xmlNode *node, AssaySlice text);

/** assay_node_replace: the same for an attribute that may be there already. */
void assay_node_replace(xmlNode *node, const char *name, const char *value);

/** assay_node_insert: put @node, which is in no tree, before @next among the children of @parent;
 * @next NULL: at the end. */
void assay_node_insert(xmlNode *parent, xmlNode *next, xmlNode *node);

/** assay_node_unlink: take @node out of its tree. */
void assay_node_unlink(xmlNode *node);

/** assay_node_next: the node after @node in document order below @top, or NULL; children of
 * @node are left out when @skip. For walking without recursion. */
xmlNode *assay_node_next(const xmlNode *top, xmlNode *node, gboolean skip);

/** assay_node_is_spread: @node holds child elements and no text but white space. */
gboolean assay_node_is_spread(const xmlNode *node);

#endif

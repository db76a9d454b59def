/* model.h: a record as `diff` sees it: elements, attributes, text; nothing that does not count.
 *
 * White space is folded, attributes are sorted, and a number that only says an element's place
 * among its like (`claim/@n`) is no value of its own: who moves a claim changes its place, not its
 * number. Sources and evidence are left out unless asked for.
 * Not its job: what is the same as what (match.h). */
#ifndef ASSAY_DIFF_MODEL_H
#define ASSAY_DIFF_MODEL_H

#include "base/arena.h"
#include "record/record.h"

/** What stands in for the name of text that follows an element inside mixed content. */
#define ASSAY_DIFF_TEXT "#text"

typedef struct {
    const char *name;
    const char *value; /* NULL: the place of its element among its like */
} AssayDiffAttribute;

typedef struct AssayDiffNode AssayDiffNode;

/** An element, or a later piece of text of mixed content. All lives in one arena. */
struct AssayDiffNode {
    const char *name;
    const char *text;               /* before the first child; "" for none */
    AssayDiffAttribute *attributes; /* n_attributes, in order of name */
    guint n_attributes;
    AssayDiffNode *parent; /* NULL for the record */
    AssayDiffNode **children;
    guint n_children;
    guint index;    /* among the children of its parent, from 0 */
    guint instance; /* among those of its name, from 1 */
    guint n_alike;  /* how many those are */
    guint64 hash;   /* of all below and its own; not of its place. Only a hint: no proof */
};

/** assay_diff_model: @record as nodes. @with_evidence: sources and evidence too.
 * Returns: (borrowed, in @arena) the root. */
AssayDiffNode *assay_diff_model(const AssayRecord *record, gboolean with_evidence,
                                AssayArena *arena);

/** assay_diff_model_parse: the inverse of assay_diff_node_write.
 * Returns: (borrowed, in @arena) or NULL if @xml is none. */
AssayDiffNode *assay_diff_model_parse(const char *xml, AssayArena *arena);

/** assay_diff_model_number: set what follows from the order of @node's children: index, parent,
 * instance, n_alike; attributes `n` that say just that lose their value. */
void assay_diff_model_number(AssayDiffNode *node, AssayArena *arena);

/** assay_diff_node_get: attribute @name of @node. Returns: (borrowed) or NULL if there is none or
 * it only says the place. */
const char *assay_diff_node_get(const AssayDiffNode *node, const char *name);

/** assay_diff_attribute_value: as the record writes it. @buffer: used for a place. */
const char *assay_diff_attribute_value(const AssayDiffNode *node,
                                       const AssayDiffAttribute *attribute, char buffer[16]);

/** assay_diff_node_write: append @node as XML without indentation. @deep: with its text and all
 * below. A record gets the namespace of records. */
void assay_diff_node_write(const AssayDiffNode *node, gboolean deep, GString *xml);

/** assay_diff_node_text: all text of @node and below, pieces separated by a space.
 * Returns: (owned). */
char *assay_diff_node_text(const AssayDiffNode *node);

#endif

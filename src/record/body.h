/* body.h: the document's own text as the `body` element of a record.
 *
 * Elements: nested section @number @title, p, list/item [@level from 2], table [@kind="pairs"]
 * with caption and row/cell [@head @colspan @rowspan], caption, code/line [@indent: leading
 * columns]. Text is in the one form of all record text (assay_text_normalise). */
#ifndef ASSAY_RECORD_BODY_H
#define ASSAY_RECORD_BODY_H

#include <libxml/tree.h>

#include "document/document.h"

/** assay_body_from_document: of the CONTENT blocks of @document.
 * @title: the document's title or NULL: a first heading that says just this opens no section but
 * is a `p`, so that the sections stand side by side in the body.
 * @arena: (borrowed) where its nodes live (node.h).
 * Returns: (borrowed from @arena) `body` without namespace, not in a tree; NULL when there is no
 * content. */
xmlNode *assay_body_from_document(const AssayDocument *document, const char *title,
                                  AssayArena *arena);

#endif

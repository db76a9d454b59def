/* content.h: which parts of a page are its content, and what the others are.
 *
 * Job: set the place of every node: by what elements and attributes say, then by measuring
 * (text and link density, words of class and id). Nothing is removed.
 * Not its job: blocks (blocks.c). */
#ifndef ASSAY_EXTRACT_HTML_CONTENT_H
#define ASSAY_EXTRACT_HTML_CONTENT_H

#include "document/document.h"
#include "extract/html/tree.h"

/** html_content_place: fill place, n_chars and n_link of every node of @tree, whose texts are
 * measured. */
void html_content_place(HtmlTree *tree);

#endif

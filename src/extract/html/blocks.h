/* blocks.h: from a tree whose places are set to the blocks of a document, in reading order. */
#ifndef ASSAY_EXTRACT_HTML_BLOCKS_H
#define ASSAY_EXTRACT_HTML_BLOCKS_H

#include "extract/html/text.h"

/** html_blocks_extract: every text of @tree becomes part of a block of @document, with the place
 * of its element, and so do its links. Sets open_end of the document and of its last block.
 * @decoded: what @tree was parsed from. */
void html_blocks_extract(const HtmlTree *tree, const AssayDecoded *decoded,
                         AssayDocument *document);

#endif

/* markdown_blocks.h: the blocks of markdown.
 *
 * Text is kept RAW: a paragraph's text is the source's characters, emphasis marks, backslashes
 * and entities included. Reports hold LaTeX residue ("\&", "\$k\$", "*any*") that CommonMark
 * would take for its own, and a record keeps the source's characters. Only the markers of
 * headings, lists, quotes and code, and the brackets and targets of links, are left out. */
#ifndef ASSAY_EXTRACT_MARKDOWN_BLOCKS_H
#define ASSAY_EXTRACT_MARKDOWN_BLOCKS_H

#include "extract/lines.h"

/** assay_markdown_blocks_add: the writer's text from @start on as blocks of its document, open
 * end marked. What nests too deep or is too large for cmark is read as plain text. */
void assay_markdown_blocks_add(AssayLineWriter *writer, gsize start);

#endif

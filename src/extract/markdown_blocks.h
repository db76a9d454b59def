/* markdown_blocks.h: the blocks of markdown.
 *
 * Text is kept RAW where the program that made it wrote no markdown inside paragraphs: reports
 * hold LaTeX residue ("\&", "\$k\$", "*any*") that CommonMark would take for its own, and a record
 * keeps the source's characters. What a converter from HTML wrote is read as CommonMark says
 * (markdown_marks.h); the HTML that it left, as HTML (markdown_html.h). */
#ifndef ASSAY_EXTRACT_MARKDOWN_BLOCKS_H
#define ASSAY_EXTRACT_MARKDOWN_BLOCKS_H

#include "extract/lines.h"

/** assay_markdown_blocks_add: the writer's text from @start on as blocks of its document, open
 * end marked. What nests too deep or is too large for cmark is read as plain text. */
void assay_markdown_blocks_add(AssayLineWriter *writer, gsize start);

#endif

/* text_blocks.h: the blocks of plain text.
 *
 * Job: paragraphs, tables, lists, headings and running heads of text that has no markup but its
 * layout. Not its job: labels or headings of any site: rule sets promote those (rules/layout.c). */
#ifndef ASSAY_EXTRACT_TEXT_BLOCKS_H
#define ASSAY_EXTRACT_TEXT_BLOCKS_H

#include "extract/lines.h"

/** Lines without a blank line or page break between them, and what stands around them. */
typedef struct {
    const AssayLine *lines;
    guint n_lines;     /* >= 1 */
    gboolean is_first; /* of the document */
    gboolean begins_page, ends_page;
    gboolean is_end;            /* its last line has no terminator */
    gboolean previous_is_prose; /* the lines before it are long or several */
    guint previous_indent;      /* columns, of the last line before it */
    AssayLine following;        /* the next line that is not blank; empty at the end */
} AssayTextChunk;

/** assay_text_blocks_add: the writer's text from @start on as blocks of its document, open end
 * marked. */
void assay_text_blocks_add(AssayLineWriter *writer, gsize start);

/** assay_text_heading_level: the level of a heading that a one-line chunk is, or 0. Careful: a
 * line is a heading only if its number, its capitals or the indentation around it say so. */
guint assay_text_heading_level(AssaySlice text, const AssayTextChunk *chunk);

/** assay_text_underline_level: 1 for "====", 2 for "----" that underlines @title, else 0. */
guint assay_text_underline_level(AssaySlice text, AssayLine title, AssayLine underline);

/** assay_text_is_rule: a line of nothing but "----", "====", "****" or "____". */
gboolean assay_text_is_rule(AssaySlice text, AssayLine line);

/** assay_text_is_running_head: a one-line chunk that belongs to the page, not to the text. */
gboolean assay_text_is_running_head(AssaySlice text, const AssayTextChunk *chunk);

#endif

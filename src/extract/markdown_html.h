/* markdown_html.h: HTML that stands in markdown.
 *
 * Job: tell tags from text that has a "<" in it, and read blocks of HTML with what reads pages.
 * Not its job: which lines are such a block (cmark), text with tags inside (markdown_marks.h). */
#ifndef ASSAY_EXTRACT_MARKDOWN_HTML_H
#define ASSAY_EXTRACT_MARKDOWN_HTML_H

#include "extract/lines.h"

/** assay_markdown_tag_length: bytes of the tag of HTML that @text begins with; 0: there is none.
 * Only the elements of HTML count, so that "<x>" and "<jats:p>" are text. */
gsize assay_markdown_tag_length(AssaySlice text);

/** assay_markdown_opens_html: @line, trimmed, begins with the whole tag of an element that makes
 * a block. Source: CommonMark 0.30, 4.6, start condition 6. */
gboolean assay_markdown_opens_html(AssaySlice line);

/** The tables of a text: which end tag belongs to which start tag. */
typedef struct {
    GArray *ranges; /* owned; of AssayRange, rising; end: after the end tag, 0 without one */
    gboolean is_known;
    guint n_read; /* blocks that were read; there is a bound */
} AssayMarkdownHtml;

void assay_markdown_html_init(AssayMarkdownHtml *html);
void assay_markdown_html_clear(AssayMarkdownHtml *html);

/** assay_markdown_html_end: where the block of HTML in bytes @start..@end ends. CommonMark ends it
 * at a blank line; a table that was not closed there goes on to its end tag.
 * Returns: @end, or the end of a later line. */
gsize assay_markdown_html_end(AssayMarkdownHtml *html, AssaySlice text, gsize start, gsize end);

/** assay_markdown_html_add: the blocks of the HTML in bytes @start..@end.
 * Returns: FALSE when so many were read that this one is to be taken as text. */
gboolean assay_markdown_html_add(AssayMarkdownHtml *html, AssayLineWriter *writer, gsize start,
                                 gsize end);

#endif

/* text.h: text nodes into the document's buffer, white space folded, every byte with its
 * place.
 *
 * Job: what CSS calls white-space processing (normal and pre), and the alignment of decoded
 * character references with their source.
 * Not its job: where blocks start and end (blocks.c). */
#ifndef ASSAY_EXTRACT_HTML_TEXT_H
#define ASSAY_EXTRACT_HTML_TEXT_H

#include "extract/extract.h"
#include "extract/html/tree.h"

/** Writes one stretch of text after another; between html_writer_begin and _end text is one. */
typedef struct {
    const HtmlTree *tree;        /* borrowed, like the next two */
    const AssayDecoded *decoded; /* the tree's source, with its map to the input */
    AssayDocument *document;
    gsize start;                  /* of the text in the buffer */
    gsize source_end;             /* in the UTF-8 input: after the last character written */
    gsize space_begin, space_end; /* source of white space not yet written; empty: none */
    gsize break_begin, break_end; /* source of a line break not yet written; empty: none */
    gboolean has_break;           /* a line break is due before the next character */
    guint n_breaks;               /* <br> since the last character */
} HtmlWriter;

/** html_writer_begin: a new text starts here. */
void html_writer_begin(HtmlWriter *writer);

/** html_writer_node: text node @index. @verbatim: white space stays as it stands. */
void html_writer_node(HtmlWriter *writer, guint index, gboolean verbatim);

/** html_writer_break: a line break; one "\n" before the next character, whatever their number.
 * @begin, @end: its tag in the source; equal when it comes from a block's edge. */
void html_writer_break(HtmlWriter *writer, gsize begin, gsize end);

/** html_writer_link: what was written since buffer offset @text_start is the text of the link at
 * @index; nothing is noted for a link without text or href. */
void html_writer_link(HtmlWriter *writer, guint index, gsize text_start);

/** html_writer_end: Returns: the text since _begin; what is due is dropped, and white space at
 * its ends is left out. */
AssayRange html_writer_end(HtmlWriter *writer);

/** html_writer_is_empty: nothing was written since _begin. */
static inline gboolean html_writer_is_empty(const HtmlWriter *writer)
{
    return writer->document->text->len == writer->start;
}

/** html_writer_span: bytes @begin..@end of the UTF-8 input as a place in the original. */
AssaySpan html_writer_span(const HtmlWriter *writer, gsize begin, gsize end);

#endif

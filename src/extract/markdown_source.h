/* markdown_source.h: the lines of markdown source, and what of them cmark is shown.
 *
 * Job: cmark tells blocks from one another; it is given a skeleton of the source, of the same
 * length, line by line, in which everything that only matters inside a paragraph is masked. So
 * inline markup costs nothing and can do no harm (cmark 0.30 is quadratic in some of it), no
 * reference definition vanishes, a tag counts only where it opens a block, and text is taken from
 * the source with exact places. Not its job: making blocks (markdown_blocks.c). */
#ifndef ASSAY_EXTRACT_MARKDOWN_SOURCE_H
#define ASSAY_EXTRACT_MARKDOWN_SOURCE_H

#include "extract/lines.h"

typedef struct {
    AssaySlice text; /* borrowed */
    GArray *starts;  /* owned; of guint32: offset of each line; lines end as CommonMark says */
    gsize indent;    /* blanks that all lines begin with: no part of them */
} AssayMarkdownSource;

void assay_markdown_source_init(AssayMarkdownSource *source, AssaySlice text, gsize start);
/** assay_markdown_fence_length: bytes of the code fence that @line begins with, 3 or more of one of
 * "`~"; 0: it is none. @ret_info: what stands behind it. */
gsize assay_markdown_fence_length(AssaySlice line, AssaySlice *ret_info);

/** assay_markdown_unfenced: without the code fence around the whole of @text from *@start on, if
 * it holds nothing else and begins with a heading: what is pasted as an example of markdown.
 * Returns: @text up to where it ends; *@start is moved behind the fence. */
AssaySlice assay_markdown_unfenced(AssaySlice text, gsize *start);

void assay_markdown_source_clear(AssayMarkdownSource *source);

/** assay_markdown_line: line @number, from 1 as cmark counts. @number must be in the source. */
AssayLine assay_markdown_line(const AssayMarkdownSource *source, guint number);

static inline guint assay_markdown_n_lines(const AssayMarkdownSource *source)
{
    return source->starts->len;
}

/** assay_markdown_skeleton: what cmark is to parse: the source from its first line on, masked.
 * @ret_size: bytes. Returns: (owned); NULL when it nests deeper than cmark can be
 * trusted with. */
char *assay_markdown_skeleton(const AssayMarkdownSource *source, gsize *ret_size);

#endif

/* lines.h: decoded text as lines, and lines as text of a document.
 *
 * Job: what plain text and markdown share below the level of blocks: finding lines, folding
 * white space, recognising links, keeping the map to the source.
 * Not its job: blocks (format_*.c) and tables (table_text.h). */
#ifndef ASSAY_EXTRACT_LINES_H
#define ASSAY_EXTRACT_LINES_H

#include "extract/extract.h"

/** A line of the decoded text. Lines end with LF, CR LF, CR or form feed. */
typedef struct {
    gsize start, end;   /* without the terminator */
    gsize next;         /* where the next line begins; == end when the input stops here */
    gboolean ends_page; /* its terminator is a form feed */
} AssayLine;

/** assay_line_at: the line that begins at @at. Returns: FALSE at the end of @text. */
gboolean assay_line_at(AssaySlice text, gsize at, AssayLine *ret_line);

/** assay_line_trim: @line without white space at both ends; next is kept. */
AssayLine assay_line_trim(AssaySlice text, AssayLine line);

/** assay_line_is_blank: nothing but white space. */
gboolean assay_line_is_blank(AssaySlice text, AssayLine line);

/** assay_line_indent: columns of blanks that it begins with; a tab goes to the next eighth. */
guint assay_line_indent(AssaySlice text, AssayLine line);

static inline AssaySlice assay_line_slice(AssaySlice text, AssayLine line)
{
    return (AssaySlice){text.data + line.start, line.end - line.start};
}

/** What of a line's markup is understood. */
typedef enum {
    ASSAY_LINKS_PLAIN,   /* bare URLs, also in angle brackets, which stay in the text */
    ASSAY_LINKS_MARKDOWN /* and `<uri>`, `[text](uri)`, `![text](uri)`, of which text stays */
} AssayLinkStyle;

/** A link found in a line; offsets into the text. Outside text, what is between @start and
 * @end is markup. */
typedef struct {
    gsize start, end;
    gsize text_start, text_end;
    gsize uri_start, uri_end;
} AssayFoundLink;

/** assay_links_find: append the links between @start and @end, in order, to @links (of
 * AssayFoundLink); they do not overlap. @open: scratch (of gsize). Linear. */
void assay_links_find(AssaySlice text, gsize start, gsize end, AssayLinkStyle style, GArray *links,
                      GArray *open);

/** Takes lines over into a document, one block or cell at a time. */
typedef struct {
    const AssayDecoded *decoded; /* borrowed */
    AssayDocument *document;     /* borrowed */
    AssaySlice text;             /* the decoded text */
    AssayLinkStyle style;
    GArray *links, *open;     /* owned; scratch */
    gsize start;              /* of the block or cell, in the buffer */
    gsize gap, gap_end;       /* white space not yet written, in the text */
    struct AssayMarks *marks; /* (borrowed) of the text that is being written, or NULL */
    char gap_mark;            /* what it becomes: ' ' or '\n'; 0: there is none */
} AssayLineWriter;

void assay_line_writer_init(AssayLineWriter *writer, const AssayDecoded *decoded,
                            AssayDocument *document, AssayLinkStyle style);
void assay_line_writer_clear(AssayLineWriter *writer);

/** assay_line_writer_is_full: a limit on text or blocks was met; whoever goes on wastes time. */
gboolean assay_line_writer_is_full(const AssayLineWriter *writer);

/** assay_line_writer_begin: a block begins; it is separated from the one before. */
void assay_line_writer_begin(AssayLineWriter *writer);

/** assay_line_writer_begin_cell: a cell begins, after separator @separator or "". */
void assay_line_writer_begin_cell(AssayLineWriter *writer, const char *separator);

/** assay_line_writer_put: bytes @start to @end of the text, white space folded, links noted. */
void assay_line_writer_put(AssayLineWriter *writer, gsize start, gsize end);

/** assay_line_writer_put_code: the same with nothing folded and no links. */
void assay_line_writer_put_code(AssayLineWriter *writer, gsize start, gsize end);

/** assay_line_writer_break: a line break, from @start to @end of the text, becomes @mark, ' ' or
 * '\n', if more text follows. */
void assay_line_writer_break(AssayLineWriter *writer, gsize start, gsize end, char mark);

/** assay_line_writer_end: the range of the block or cell, without white space at its end. */
AssayRange assay_line_writer_end(AssayLineWriter *writer);

/** assay_line_writer_add_lines: a block of @kind with the trimmed @lines, joined by @mark.
 * Nothing is added when they hold no text. */
void assay_line_writer_add_lines(AssayLineWriter *writer, const AssayLine *lines, guint n_lines,
                                 char mark, const AssayBlock *block);

/** assay_line_writer_finish: when the input stops without a line break, mark the document and,
 * if its last block reaches into the last line, that block and, unless @is_cell_closed, the
 * last filled cell of its last row. */
void assay_line_writer_finish(AssayLineWriter *writer, gboolean is_cell_closed);

#endif

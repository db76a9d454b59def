/* table_text.h: tables written as lines of text: pipe rows and tab-separated rows.
 *
 * Job: tell where such a table begins and ends, and put it into a document. Shared by plain text
 * and markdown. Specification: GitHub Flavored Markdown 0.29, 4.10 "Tables", loosened for
 * scraped pages: no header is needed, the last row may be cut off. */
#ifndef ASSAY_EXTRACT_TABLE_TEXT_H
#define ASSAY_EXTRACT_TABLE_TEXT_H

#include "extract/lines.h"

typedef enum {
    ASSAY_TABLE_TEXT_NONE,
    ASSAY_TABLE_TEXT_PIPES,        /* every unescaped "|" parts cells */
    ASSAY_TABLE_TEXT_SPACED_PIPES, /* only one with blanks around it, for cells hold "P(a|b)" */
    ASSAY_TABLE_TEXT_TABS
} AssayTableTextKind;

typedef struct {
    AssayTableTextKind kind;
    guint n_lines; /* lines it takes, separator lines included; 0: there is none here */
} AssayTableText;

/** assay_table_text_find: the table that begins with the first of @lines.
 * @n_lines: >= 1, none of them blank.
 * @is_end: the last of @lines is the last of the input and has no terminator: it may be cut.
 * Looks at two lines to decide, so that asking at each line is linear. */
AssayTableText assay_table_text_find(AssaySlice text, const AssayLine *lines, guint n_lines,
                                     gboolean is_end);

/** assay_table_text_add: append @found, which begins with the first of @lines, as a block. A
 * last column that is empty in all rows (a spare cell) is left out. */
void assay_table_text_add(AssayLineWriter *writer, const AssayLine *lines, AssayTableText found,
                          const AssayBlock *block);

/** assay_table_text_is_closed: the last row of @found ends with what parts its cells, so that an
 * input that stops there does not cut its last cell. */
gboolean assay_table_text_is_closed(AssaySlice text, const AssayLine *lines, AssayTableText found);

/** assay_table_text_has_header: a first row of names stands above rows that hold numbers or marks.
 * Two columns are label and value at least as often, so they are never taken for a header. */
gboolean assay_table_text_has_header(const AssayDocument *document, const AssayTable *table);

/** assay_line_marker_length: bytes of the list marker that @line, which is trimmed, begins with
 * ("-", "*", "+", "•", "1.", "2)", "[3]"), blanks behind it included; 0 when there is none.
 * @ret_number: 0 for a bullet. */
gsize assay_line_marker_length(AssaySlice text, AssayLine line, guint *ret_number);

#endif

/* markdown_marks.h: which characters of a paragraph of markdown are markup.
 *
 * Job: escapes, emphasis, code marks and tags inside text.
 * Not its job: links (lines_links.c), blocks (markdown_blocks.c).
 *
 * A report that its own program wrote holds residue that CommonMark would take for markup ("\&",
 * "*any*"), and a record keeps it. A converter from HTML has escaped such characters. Which of
 * the two a text is shows in what else is in it. */
#ifndef ASSAY_EXTRACT_MARKDOWN_MARKS_H
#define ASSAY_EXTRACT_MARKDOWN_MARKS_H

#include "extract/lines.h"

typedef enum {
    ASSAY_MARKS_TEXT,      /* all of them are text */
    ASSAY_MARKS_CONVERTED, /* by a converter; what LaTeX escapes as well ("\&") is text */
    ASSAY_MARKS_ESCAPED    /* by one that escapes backslashes too: as CommonMark says */
} AssayMarksStyle;

/** assay_marks_style: how the whole of a text was written. Linear. */
AssayMarksStyle assay_marks_style(AssaySlice text);

typedef struct AssayMarks AssayMarks;

AssayMarks *assay_marks_new(AssayMarksStyle style);
void assay_marks_free(AssayMarks *marks);

/** assay_marks_find: the markup in @lines, which are one text, and no more than that.
 * @lines: rising, as trimmed as they are written. A text that is very long or has very many marks
 * has none: cmark is quadratic in some. */
void assay_marks_find(AssayMarks *marks, AssaySlice text, const AssayLine *lines, guint n_lines);

/** assay_marks_is_fence: @line, trimmed, opens or closes a division of pandoc's (":::"). */
gboolean assay_marks_is_fence(const AssayMarks *marks, AssaySlice line);

/** assay_marks_next: the first stretch of markup found that begins in bytes @start..@end.
 * @ret_is_break: it stands for a line break. Returns: FALSE when there is none. */
gboolean assay_marks_next(AssayMarks *marks, gsize start, gsize end, AssayRange *ret_range,
                          gboolean *ret_is_break);

#endif

/* blocks.h: from lines to headings, paragraphs, list items and references. */
#ifndef ASSAY_EXTRACT_PDF_BLOCKS_H
#define ASSAY_EXTRACT_PDF_BLOCKS_H

#include "extract/pdf/model.h"

/** pdf_headings_mark: set level and continuation of the rows that are headings
 * (heading.c). After pdf_tables_find. */
void pdf_headings_mark(PdfModel *model);

/** pdf_title_mark: the title's rows on the first page become a heading of level 1
 * (title.c). Returns: the row behind them, or 0 when there is no title. */
guint pdf_title_mark(PdfModel *model);

/** pdf_blocks_build: fill @model->blocks. After pdf_headings_mark. */
void pdf_blocks_build(PdfModel *model);

/** pdf_reference_starts: which of the lines @rows (of guint, a whole reference list) begin an
 * entry (reference.c). @starts: as long as @rows; set for each. */
void pdf_reference_starts(const PdfModel *model, const GArray *rows, gboolean *starts);

/** pdf_run_in_words: how many words at the start of @row are a run-in heading (run_in.c): 0
 * when there is none. @bold: bold type alone makes one. @ret_depth: numbers that it opens with;
 * untouched without. */
guint pdf_run_in_words(const PdfModel *model, const PdfRow *row, gboolean bold, guint *ret_depth);

/** pdf_has_run_ins: several lines open with words in bold type that end in a stop. */
gboolean pdf_has_run_ins(const PdfModel *model);

/** pdf_is_front_or_back: @text is the heading of something that stands before the text of a paper
 * or behind it, as the abstract or the acknowledgements. */
gboolean pdf_is_front_or_back(const char *text);

/** pdf_is_reference_head: @text is the heading of a reference list. */
gboolean pdf_is_reference_head(const char *text);

/** pdf_is_caption: @text begins as a caption of a table or figure does (caption.c). */
gboolean pdf_is_caption(const char *text);

/** pdf_opens_caption: @row, whose text is @text, opens a caption: "Table 1. …" does, "Table 1
 * shows …" only where it is set unlike the text (caption.c). */
gboolean pdf_opens_caption(const PdfModel *model, const PdfRow *row, const char *text);

/** pdf_footnotes_mark: the last lines of columns that are footnotes have that place afterwards;
 * each that opens one has `continues` (footnote.c). After pdf_headings_mark. */
void pdf_footnotes_mark(PdfModel *model);

/** pdf_is_bullet: @text is a sign that opens a list item. */
gboolean pdf_is_bullet(AssaySlice text);

#endif

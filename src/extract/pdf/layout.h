/* layout.h: columns, lines and reading order; running heads. */
#ifndef ASSAY_EXTRACT_PDF_LAYOUT_H
#define ASSAY_EXTRACT_PDF_LAYOUT_H

#include "extract/pdf/model.h"

/** pdf_layers_mark: set place HIDDEN on the words that lie under a page's own text and DUPLICATE on
 * those that stand there twice, each run of them a segment of its own (layers.c). First of
 * all, once the pages are read. */
void pdf_layers_mark(PdfModel *model);

/** pdf_running_mark: set place RUNNING_HEAD on the segments that repeat at the edge of pages and
 * on page numbers. Before pdf_layout. */
void pdf_running_mark(PdfModel *model);

/** pdf_page_numbers_mark: set place RUNNING_HEAD on the numbers that count on at one place from
 * page to page (page_numbers.c). After pdf_running_mark has looked at the edges of pages. */
void pdf_page_numbers_mark(PdfModel *model);

/** pdf_line_numbers_mark: set place MARGIN on the numbers of lines in the margin, each a
 * segment of its own (line_numbers.c). After pdf_body_guess, before pdf_running_mark. */
void pdf_line_numbers_mark(PdfModel *model);

/** pdf_body_guess: set body_size and body_bold from all segments. Before pdf_running_mark. */
void pdf_body_guess(PdfModel *model);

/** pdf_body_measure: set body_size and body_bold from the lines that stand in no table. After
 * pdf_tables_find. */
void pdf_body_measure(PdfModel *model);

/** pdf_given_mark: fill @model->given from @tables (PAGE spans), as many as
 * ASSAY_LIMIT_GIVEN_TABLES, and cut the segments at their edges: each is then in one of them or in
 * none (given.c). After all pages are read, before anything else. */
void pdf_given_mark(PdfModel *model, const AssaySpan *tables, guint n_tables);

/** pdf_given_stand_ins: append a segment for each given table of @page to @model->segments and its
 * index to @list: it takes the table's place in the flow. Returns: how many. */
guint pdf_given_stand_ins(PdfModel *model, guint page, guint *list);

/** pdf_segments_sort: the @n segment indices of @list from top to bottom (region.c). */
void pdf_segments_sort(const PdfModel *model, guint *list, guint n);

/** pdf_region_add: a column of @page, or a table that is @given: the @n segments of @list, by
 * height, become its rows; where its full lines begin and end is measured (region.c). */
void pdf_region_add(PdfModel *model, guint page, const guint *list, guint n, gboolean given);

/* Tables looked for on one page before it is cut into columns. */
#define PDF_MAX_WIDE_TABLES 20u

/** pdf_wide_mark: find tables among the @n segments of @list, by height, which regions from
 * @first_region on cut into columns; they become given ones (wide.c). @gutter_x: where columns
 * of this page or one before part, or negative: what keeps to them is in a column.
 * Returns: how many. */
guint pdf_wide_mark(PdfModel *model, guint page, const guint *list, guint n, guint first_region,
                    float gutter_x);

/** pdf_layout: fill rows and regions of all pages, and body_size, from the segments. */
void pdf_layout(PdfModel *model);

#endif

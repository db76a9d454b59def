/* run.h: a run of lines of one column of a page that may be a table.
 *
 * Job: how a run grows and what its columns are. Not its job: whether it is a table (table.c).
 */
#ifndef ASSAY_EXTRACT_PDF_RUN_H
#define ASSAY_EXTRACT_PDF_RUN_H

#include "extract/pdf/spans.h"

/* Gaps in font sizes: between two pieces of a line, and between two columns at least. */
#define PDF_PIECE_GAP  0.8f
#define PDF_COLUMN_GAP 0.45f

typedef struct {
    guint first, end; /* rows; @end is behind the last line that is surely in */
    guint n_multi;    /* lines with several pieces */
    PdfSpans strips;
    PdfSpans heads; /* pieces of the first line, when there are three or more */
} PdfRun;

/** pdf_run_grow: the longest run about row @first, from @start at the earliest, up to @end. */
void pdf_run_grow(const PdfModel *model, PdfRun *run, guint start, guint first, guint end);

/** pdf_run_columns: the strips of @run that no word enters; spanning heads are looked through. */
void pdf_run_columns(const PdfModel *model, const PdfRun *run, PdfSpans *columns);

/** pdf_run_add_heads: take in the lines above @run, down from row @start, that stand over its
 * @columns as heads do (run_more.c). */
void pdf_run_add_heads(const PdfModel *model, PdfRun *run, const PdfSpans *columns, guint start);

/** pdf_run_add_rows: take in the lines below @run, up to row @end, that go on with its @columns,
 * and single lines between them (run_more.c). */
void pdf_run_add_rows(const PdfModel *model, PdfRun *run, const PdfSpans *columns, guint end);

/** pdf_run_is_table: @run with these @columns is a table, not a list, a form or prose with wide
 * gaps (run_judge.c). */
gboolean pdf_run_is_table(const PdfModel *model, const PdfRun *run, const PdfSpans *columns);

/** pdf_run_has_short_cells: no column has running text, one has marks or numbers, and lines of
 * several cells fill the columns: the scales of a diagram do not (run_judge.c). */
gboolean pdf_run_has_short_cells(const PdfModel *model, const PdfRun *run, const PdfSpans *columns);

/** pdf_run_repeats_heads: the first line says the same twice: two tables, or two parts of one,
 * beside one another (run_judge.c). */
gboolean pdf_run_repeats_heads(const PdfModel *model, const PdfRun *run);

/** pdf_run_fits: no piece of @row, parted at @gap sizes, lies over two strips of @run. */
gboolean pdf_run_fits(const PdfModel *model, const PdfRun *run, const PdfRow *row, float gap);

/** pdf_run_continues_cell: line @index, with one piece, goes on with a cell: it stands in one strip
 * and at most @distance sizes below the line above. */
gboolean pdf_run_continues_cell(const PdfModel *model, const PdfRun *run, guint index,
                                float distance);

/** pdf_run_line_reach: how far apart two lines of a cell stand, in sizes, at most. */
float pdf_run_line_reach(const PdfModel *model, const PdfRun *run);

/** pdf_row_is_caption: @row begins as a caption does (run_more.c). */
gboolean pdf_row_is_caption(const PdfModel *model, const PdfRow *row);

/** pdf_row_is_multi: @row has wide gaps. */
gboolean pdf_row_is_multi(const PdfModel *model, const PdfRow *row);

/** pdf_rows_same_style: type of one size. */
gboolean pdf_rows_same_style(const PdfRow *a, const PdfRow *b);

#endif

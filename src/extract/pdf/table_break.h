/* table_break.h: tables that go on over the end of a column or page.
 *
 * Job: what stands at the top of one column is held against the table, or the head of one, that
 * ended the column before. Not its job: tables within a column (table.h). */
#ifndef ASSAY_EXTRACT_PDF_TABLE_BREAK_H
#define ASSAY_EXTRACT_PDF_TABLE_BREAK_H

#include "extract/pdf/run.h"

/** pdf_table_add: the lines of @run, cut into @columns, become a table (table.c). @goes_on: it
 * begins with what a break left of a row above. */
void pdf_table_add(PdfModel *model, const PdfRun *run, const PdfSpans *columns, gboolean goes_on);

/** pdf_table_take_rest: the lines from row @first on, up to @end, as far as they fit the columns of
 * table @above (an index), which ended the column of the page before; @shift: how far to the right
 * this one stands, in points. What is left of a table may be too little to be known as one by
 * itself. Returns: the row behind them; @first when there are none. */
guint pdf_table_take_rest(PdfModel *model, guint above, float shift, guint first, guint end);

/** pdf_table_find_repeated: which of the first lines behind row @first, up to @end, says what the
 * head of table @above (an index) does: the table goes on there, below lines that belong to the
 * page. Returns: its row; @first when there is none. */
guint pdf_table_find_repeated(const PdfModel *model, guint above, guint first, guint end);

/** pdf_table_open_with_head: the last line of a column, row @head, may be the head of a table that
 * begins the next: it is taken as a table of one row. Returns: its index, or G_MAXUINT. */
guint pdf_table_open_with_head(PdfModel *model, guint head);

/** pdf_table_take_body: the lines from row @first on, up to @end, are the rows below table @head
 * (an index), which is nothing but a head, as many columns as it has pieces. Returns: as
 * pdf_table_take_rest. */
guint pdf_table_take_body(PdfModel *model, guint head, guint first, guint end);

/** pdf_table_join_repeated: the first table of the rows @first to @end of a column repeats the head
 * of table @above (an index, or G_MAXUINT), or that of lines that end the column before and were
 * not known as a table: they are one. @shift: as for pdf_table_take_rest. Returns: the index of the
 * table above, @above where nothing was found. */
guint pdf_table_join_repeated(PdfModel *model, guint above, float shift, guint first, guint end);

#endif

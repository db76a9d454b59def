/* table.h: tables: which ones hold data, and their cells.
 *
 * Source: HTML Standard, 4.9.12 "Processing model" (forming a table). */
#ifndef ASSAY_EXTRACT_HTML_TABLE_H
#define ASSAY_EXTRACT_HTML_TABLE_H

#include "extract/html/flow.h"

/** html_table_is_data: the table at @index holds data in rows and columns; else it lays out a
 * page, and what is in its cells are blocks of their own. Needs html_measure. */
gboolean html_table_is_data(const HtmlTree *tree, guint index);

/** html_table_write: the table at @index as one block, which is added to the document unless
 * no cell has text. @hidden: as in html_flow_write.
 * Returns: TRUE if a block was added. */
gboolean html_table_write(HtmlWriter *writer, guint index, GArray *hidden);

#endif

/* table_aligned.h: tables whose columns are parted by nothing but blanks, as terminals show them.
 *
 * Job: find the columns of some lines, and add them as a table.
 * Not its job: pipes and tabs (table_text.h). */
#ifndef ASSAY_EXTRACT_TABLE_ALIGNED_H
#define ASSAY_EXTRACT_TABLE_ALIGNED_H

#include "extract/lines.h"

/** assay_table_aligned_add: all of @lines, with their indentation, as a table in columns: two rows
 * at least, blanks at the same place in each line, and no line that neither fills all columns nor
 * goes on with what had no room in the row before. Rules ("----  ---") are left out.
 * Returns: FALSE, nothing added, when they are no such table. Linear. */
gboolean assay_table_aligned_add(AssayLineWriter *writer, const AssayLine *lines, guint n_lines);

#endif

/* table.h: tables from geometry. */
#ifndef ASSAY_EXTRACT_PDF_TABLE_H
#define ASSAY_EXTRACT_PDF_TABLE_H

#include "extract/pdf/model.h"

/** pdf_tables_find: fill @model->tables; the rows that a table takes get its number. A table that
 * goes on after a column or page break is one table. After pdf_layout. */
void pdf_tables_find(PdfModel *model);

/** pdf_table_cut: the cells of @table from its lines first_row..end_row and its columns
 * (table_rows.c). */
void pdf_table_cut(PdfModel *model, PdfTable *table);

/** pdf_table_head: the head of @table, whose columns are known, becomes its first rows, if it has
 * several lines or spanning cells (table_head.c). Returns: how many lines that are; 0: rows are
 * to be found in all lines. */
guint pdf_table_head(const PdfModel *model, PdfTable *table);

/** pdf_word_is_divided: @word ends in a hyphen. */
gboolean pdf_word_is_divided(const PdfModel *model, const PdfWord *word);

/** pdf_table_groups: names in the first column of @table that stand for a group of rows span them
 * (table_groups.c). */
void pdf_table_groups(const PdfModel *model, PdfTable *table);

/** pdf_table_column: the column of @table that @word stands in, or the nearest. */
guint pdf_table_column(const PdfTable *table, const PdfWord *word);

/** What the words of one column in one line are. */
typedef enum {
    PDF_VALUE_NONE,
    PDF_VALUE_TEXT,
    PDF_VALUE_YEAR,
    PDF_VALUE_DASH, /* and other marks without letters or digits */
    PDF_VALUE_NUMBER
} PdfValue;

/** pdf_word_value: what one word is. */
PdfValue pdf_word_value(AssaySlice text);

/** pdf_table_values: what stands in each column of line @row. @values: one a column of @table
 * (table_values.c). */
void pdf_table_values(const PdfModel *model, const PdfTable *table, guint row, PdfValue *values);

/** One height at which the table has text; lines of different columns that overlap are one. */
typedef struct {
    float y0, y1;
    guint first_row, end_row; /* in PdfModel.rows */
    guint64 filled;           /* a bit a column */
    guint64 numbers;          /* the columns with a number and nothing else */
    guint64 fits;             /* the columns whose first word would fit on the line above it */
    guint band;               /* the row of the table that it went to */
    float text_y, other_y;    /* the middle of what stands in the column of long texts, in others */
} PdfLevel;

/** pdf_table_bands: set the band of each of @levels (of PdfLevel) where gaps or symmetry tell it
 * without contradiction (table_bands.c). @head: how many levels make the head; @widest: the
 * column with the long texts; @goes_on: the first row may be the rest of one; @opens_rest: it
 * surely is. Returns: the number of bands, or 0 with bands in any state. */
guint pdf_table_bands(GArray *levels, guint head, guint widest, gboolean goes_on,
                      gboolean opens_rest);

/** pdf_table_split: set the band of each of @levels, which are of @table, by gaps and by the cells
 * beside long texts (table_split.c). @behind_head: no head is among them. Returns: the number
 * of bands. */
guint pdf_table_split(const PdfModel *model, const PdfTable *table, GArray *levels,
                      gboolean behind_head);

static inline PdfCell *pdf_cell(const PdfTable *table, guint row, guint column)
{
    return &g_array_index(table->cells, PdfCell, (gsize)row * table->n_columns + column);
}

/** pdf_cell_text: the words of @cell with single spaces. Returns: (owned). */
char *pdf_cell_text(const PdfModel *model, const PdfCell *cell);

#endif

/* table_values.c: numbers, years, marks and words in the cells of a table (see table.h). */
#include <string.h>

#include "extract/pdf/table.h"

PdfValue pdf_word_value(AssaySlice text)
{
    gsize digits = 0, letters = 0;
    for (gsize i = 0; i < text.length; i++) {
        digits += g_ascii_isdigit(text.data[i]) ? 1 : 0;
        letters += g_ascii_isalpha(text.data[i]) ? 1 : 0;
    }
    if (letters > 0)
        return PDF_VALUE_TEXT;
    if (digits == 0)
        return text.length <= 3 ? PDF_VALUE_DASH : PDF_VALUE_TEXT;
    gboolean year = digits == 4 && text.length >= 4 && text.length <= 6 &&
                    (memcmp(text.data, "19", 2) == 0 || memcmp(text.data, "20", 2) == 0) &&
                    g_ascii_isdigit(text.data[2]) && g_ascii_isdigit(text.data[3]);
    return year ? PDF_VALUE_YEAR : PDF_VALUE_NUMBER;
}

static PdfValue join_values(PdfValue a, PdfValue b)
{
    if (a == PDF_VALUE_NONE || a == b)
        return b;
    if (a == PDF_VALUE_TEXT || b == PDF_VALUE_TEXT)
        return PDF_VALUE_TEXT;
    return MAX(a, b);
}

void pdf_table_values(const PdfModel *model, const PdfTable *table, guint row, PdfValue *values)
{
    for (guint c = 0; c < table->n_columns; c++)
        values[c] = PDF_VALUE_NONE;
    PdfWords words = pdf_words(model, row, row + 1);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;) {
        guint column = pdf_table_column(table, word);
        values[column] = join_values(values[column], pdf_word_value(pdf_word_text(model, word)));
    }
}

/* table_groups.c: names that stand for several rows of a table (see table.h).
 *
 * Where the second column says the same every few rows ("men", "women", "total"), these rows are a
 * group, and what the first column says in them is the name of all. */
#include <string.h>

#include "extract/pdf/table.h"

/* Rows of a group, at most. */
#define MAX_PERIOD 8u

/* The texts of column 1 in the rows from @first on. Returns: (owned). */
static GPtrArray *second_column(const PdfModel *model, const PdfTable *table, guint first)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    for (guint r = first; r < table->n_rows; r++)
        g_ptr_array_add(texts, pdf_cell_text(model, pdf_cell(table, r, 1)));
    return texts;
}

static gboolean repeats(const GPtrArray *texts, guint period)
{
    if (texts->len % period != 0 || texts->len < 2 * period)
        return FALSE;
    for (guint i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);
        if (*text == '\0' ||
            (i >= period && strcmp(text, g_ptr_array_index(texts, i - period)) != 0))
            return FALSE;
    }
    return strcmp(g_ptr_array_index(texts, 0), g_ptr_array_index(texts, 1)) != 0;
}

/* Every group has a name, most in one line. */
static gboolean have_names(const PdfTable *table, guint first, guint period)
{
    guint n_groups = 0, n_single = 0;
    for (guint group = first; group < table->n_rows; group += period, n_groups++) {
        guint filled = 0;
        for (guint r = group; r < group + period; r++)
            filled += pdf_cell(table, r, 0)->words != NULL ? 1 : 0;
        if (filled == 0)
            return FALSE;
        n_single += filled == 1 ? 1 : 0;
    }
    return n_single * 2 >= n_groups;
}

static void join_names(PdfTable *table, guint first, guint period)
{
    PdfCell *name = pdf_cell(table, first, 0);
    name->row_span = period;
    for (guint r = first + 1; r < first + period; r++) {
        PdfCell *cell = pdf_cell(table, r, 0);
        if (cell->words == NULL)
            continue;
        if (name->words == NULL) {
            name->words = g_steal_pointer(&cell->words);
        } else {
            g_array_append_vals(name->words, cell->words->data, cell->words->len);
            g_clear_pointer(&cell->words, g_array_unref);
        }
    }
}

void pdf_table_groups(const PdfModel *model, PdfTable *table)
{
    guint first = MAX(table->n_head, table->has_header ? 1 : 0);
    if (table->n_columns < 3 || table->n_rows < first + 4)
        return;
    g_autoptr(GPtrArray) texts = second_column(model, table, first);
    for (guint period = 2; period <= MAX_PERIOD; period++) {
        if (!repeats(texts, period) || !have_names(table, first, period))
            continue;
        for (guint row = first; row < table->n_rows; row += period)
            join_names(table, row, period);
        return;
    }
}

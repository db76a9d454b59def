/* model.c: see model.h. */
#include "extract/pdf/model.h"

#include <string.h>

PdfModel *pdf_model_new(void)
{
    PdfModel *model = g_new0(PdfModel, 1);
    model->arena = assay_arena_new();
    model->text = g_string_sized_new(1 << 16);
    model->fonts = g_array_new(FALSE, TRUE, sizeof(PdfFont));
    model->words = g_array_sized_new(FALSE, TRUE, sizeof(PdfWord), 4096);
    model->segments = g_array_sized_new(FALSE, TRUE, sizeof(PdfSegment), 1024);
    model->pages = g_array_new(FALSE, TRUE, sizeof(PdfPage));
    model->links = g_array_new(FALSE, TRUE, sizeof(PdfLink));
    model->rows = g_array_sized_new(FALSE, TRUE, sizeof(PdfRow), 1024);
    model->regions = g_array_new(FALSE, TRUE, sizeof(PdfRegion));
    model->row_segments = g_array_sized_new(FALSE, TRUE, sizeof(guint), 1024);
    model->tables = g_array_new(FALSE, TRUE, sizeof(PdfTable));
    model->blocks = g_array_new(FALSE, TRUE, sizeof(PdfBlock));
    model->given = g_array_new(FALSE, TRUE, sizeof(PdfGiven));
    model->outline = g_array_new(FALSE, TRUE, sizeof(char *));
    model->outline_levels = g_array_new(FALSE, TRUE, sizeof(guint));
    return model;
}

void pdf_table_clear(PdfTable *table)
{
    for (guint i = 0; i < table->cells->len; i++) {
        PdfCell *cell = &g_array_index(table->cells, PdfCell, i);
        if (cell->words != NULL)
            g_array_unref(cell->words);
    }
    g_array_unref(table->cells);
    g_array_unref(table->columns);
}

void pdf_model_free(PdfModel *model)
{
    if (model == NULL)
        return;
    for (guint i = 0; i < model->tables->len; i++)
        pdf_table_clear(&g_array_index(model->tables, PdfTable, i));
    for (guint i = 0; i < model->blocks->len; i++)
        if (pdf_block(model, i)->rows != NULL)
            g_array_unref(pdf_block(model, i)->rows);
    GArray *arrays[] = {model->fonts,         model->words,  model->segments, model->pages,
                        model->links,         model->rows,   model->regions,  model->row_segments,
                        model->tables,        model->blocks, model->given,    model->outline,
                        model->outline_levels};
    for (guint i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    g_string_free(model->text, TRUE);
    assay_arena_free(model->arena);
    g_free(model);
}

PdfBox pdf_box_join(PdfBox a, PdfBox b)
{
    return (PdfBox){MIN(a.x0, b.x0), MIN(a.y0, b.y0), MAX(a.x1, b.x1), MAX(a.y1, b.y1)};
}

int pdf_compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

gboolean pdf_boxes_overlap(PdfBox a, PdfBox b, float part)
{
    float width = MIN(a.x1, b.x1) - MAX(a.x0, b.x0), height = MIN(a.y1, b.y1) - MAX(a.y0, b.y0);
    return width > part * MIN(a.x1 - a.x0, b.x1 - b.x0) &&
           height > part * MIN(pdf_height(a), pdf_height(b));
}

gboolean pdf_space_between(const PdfWord *before, const PdfWord *after)
{
    return after->box.x0 - before->box.x1 > 0.12f * MIN(before->size, after->size);
}

void pdf_row_append_text(const PdfModel *model, const PdfRow *row, GString *text)
{
    const PdfWord *before = NULL;
    gsize length = text->len, room = length;
    PdfWords words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL;)
        room += word->length + 1u;
    g_string_set_size(text, room); /* once: this is asked for every line, several times */
    words = pdf_row_words(model, row);
    for (const PdfWord *word; (word = pdf_words_next(&words)) != NULL; before = word) {
        gboolean opens = words.word == words.first_word;
        if (before != NULL && (opens ? pdf_space_between(before, word) : word->space))
            text->str[length++] = ' ';
        memcpy(text->str + length, model->text->str + word->text, word->length);
        length += word->length;
    }
    g_string_truncate(text, length);
}

char *pdf_block_text(const PdfModel *model, const PdfBlock *block)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; block->rows != NULL && i < block->rows->len; i++) {
        if (i > 0)
            g_string_append_c(text, ' ');
        pdf_row_append_text(model, pdf_row(model, g_array_index(block->rows, guint, i)), text);
    }
    return g_string_free(text, FALSE);
}

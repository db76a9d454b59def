/* field.c: see field.h.
 *
 * Not its job: the printed label beside the field, which is text of the page. Buttons are left out:
 * a mark without a word. Specification: ISO 32000-1, 12.7. */
#include "extract/pdf/field.h"

#include <string.h>

/* Items of a choice that are asked whether they are selected. */
#define MAX_ITEMS       2000
/* Bytes of one field; a page of small print has 10,000. */
#define MAX_FIELD_BYTES (256u * 1024)
/* Size of the letters, of the height of their line; and at most, in points. */
#define SIZE_IN_LINE    0.7
#define MAX_SIZE        12.0
/* Width of a letter, of its size. */
#define LETTER_WIDTH    0.5

static char *chosen_items(PopplerFormField *field)
{
    GString *chosen = g_string_new(NULL);
    int n_items = MIN(poppler_form_field_choice_get_n_items(field), MAX_ITEMS);
    for (int i = 0; i < n_items; i++) {
        if (!poppler_form_field_choice_is_item_selected(field, i))
            continue;
        g_autofree char *item = poppler_form_field_choice_get_item(field, i);
        if (item != NULL)
            g_string_append_printf(chosen, "%s%s", chosen->len > 0 ? "\n" : "", item);
    }
    if (chosen->len > 0)
        return g_string_free(chosen, FALSE);
    g_string_free(chosen, TRUE);
    return poppler_form_field_choice_is_editable(field) ? poppler_form_field_choice_get_text(field)
                                                        : NULL;
}

/* Returns: (owned), or NULL. */
static char *text_of(PopplerFormField *field)
{
    PopplerFormFieldType type = poppler_form_field_get_field_type(field);
    if (type == POPPLER_FORM_FIELD_CHOICE)
        return chosen_items(field);
    if (type == POPPLER_FORM_FIELD_TEXT && !poppler_form_field_text_is_password(field))
        return poppler_form_field_text_get_text(field);
    return NULL;
}

/* @line of @n_chars characters, whose top left is at @x, @y. Returns: behind the rectangles of it
 * and of its end. */
static PopplerRectangle *place_line(PopplerRectangle *to, guint n_chars, PopplerRectangle line,
                                    double size)
{
    double step = MIN(LETTER_WIDTH * size, (line.x2 - line.x1) / MAX(n_chars, 1));
    double top = (line.y1 + line.y2 - size) / 2;
    for (guint i = 0; i <= n_chars; i++)
        *to++ = (PopplerRectangle){line.x1 + i * step, top, line.x1 + (i + 1) * step, top + size};
    return to;
}

/* Every line of the valid text @raw ends with one \n. Returns: (owned). */
static char *plain_lines(const char *raw)
{
    g_autofree char *valid = g_utf8_make_valid(raw, (gssize)strnlen(raw, MAX_FIELD_BYTES));
    GString *plain = g_string_new(NULL);
    for (const char *at = g_strchomp(valid); *at != '\0'; at++)
        if (*at != '\r' && *at != '\f')
            g_string_append_c(plain, *at);
        else if (at[1] != '\n')
            g_string_append_c(plain, '\n');
    g_string_append_c(plain, '\n');
    return g_string_free(plain, FALSE);
}

gboolean pdf_field_read(const PopplerFormFieldMapping *mapping, double height, PdfField *ret_field)
{
    g_autofree char *raw = text_of(mapping->field);
    g_autofree char *text = raw != NULL ? plain_lines(raw) : NULL;
    if (text == NULL || *text == '\n')
        return FALSE;
    guint n_lines = 0, n_chars = (guint)g_utf8_strlen(text, -1);
    for (const char *at = text; *at != '\0'; at++)
        n_lines += *at == '\n' ? 1 : 0;
    double line_height = (mapping->area.y2 - mapping->area.y1) / n_lines;
    PdfField field = {.rectangles = g_new(PopplerRectangle, n_chars),
                      .n_rectangles = n_chars,
                      .size = (float)CLAMP(SIZE_IN_LINE * line_height, 1, MAX_SIZE)};
    PopplerRectangle *to = field.rectangles;
    PopplerRectangle line = mapping->area; /* its origin is the bottom left */
    line.y1 = height - mapping->area.y2;
    for (const char *at = text, *end; *at != '\0'; at = end + 1) {
        end = strchr(at, '\n');
        line.y2 = line.y1 + line_height;
        to = place_line(to, (guint)g_utf8_strlen(at, end - at), line, field.size);
        line.y1 = line.y2;
    }
    g_assert(to == field.rectangles + n_chars);
    field.text = g_steal_pointer(&text);
    *ret_field = field;
    return TRUE;
}

void pdf_field_clear(PdfField *field)
{
    g_clear_pointer(&field->text, g_free);
    g_clear_pointer(&field->rectangles, g_free);
}

/* field.h: what was filled into a form field. */
#ifndef ASSAY_EXTRACT_PDF_FIELD_H
#define ASSAY_EXTRACT_PDF_FIELD_H

#include <poppler.h>

#include "base/slice.h"

/** A text with a place for each of its characters, as poppler gives that of a page. */
typedef struct {
    char *text;                   /* UTF-8, lines end with \n; owned */
    PopplerRectangle *rectangles; /* of each character, origin top left; owned */
    guint n_rectangles;
    float size; /* of its letters, in points; estimated */
} PdfField;

/** pdf_field_read: what a reader sees in the field of @mapping on a page of @height points: its
 * text, or the chosen items. The form does not say where the letters stand: lines share the height
 * of the field evenly. Returns: FALSE where there is no text (buttons, empty fields, passwords);
 * else free with pdf_field_clear. */
gboolean pdf_field_read(const PopplerFormFieldMapping *mapping, double height, PdfField *ret_field);
void pdf_field_clear(PdfField *field);

#endif

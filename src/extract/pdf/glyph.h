/* glyph.h: from what a PDF's font says to what a reader reads. */
#ifndef ASSAY_EXTRACT_PDF_GLYPH_H
#define ASSAY_EXTRACT_PDF_GLYPH_H

#include "extract/pdf/model.h"

/** How the letters of a font without a usable encoding are to be read. */
typedef enum { PDF_MARKS_NONE, PDF_MARKS_DINGBATS, PDF_MARKS_AMS, PDF_MARKS_WINGDINGS } PdfMarks;

/** pdf_font_from_name: weight, slant and kind from a PostScript font name such as
 * `ABCDEF+Times-BoldItalic`. @arena holds the name. */
PdfFont pdf_font_from_name(AssayArena *arena, const char *name);

/** pdf_glyph_append: append to @text what a reader reads for @character of @font: ligatures
 * taken apart, symbols of symbol fonts by their meaning, U+FFFD for a private-use glyph that
 * nobody can name; nothing for characters that show nothing. @width: of its box in font sizes. */
void pdf_glyph_append(GString *text, const PdfFont *font, gunichar character, float width);

#endif

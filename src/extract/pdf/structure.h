/* structure.h: the headings that a PDF states: its outline, else the tagged structure tree. */
#ifndef ASSAY_EXTRACT_PDF_STRUCTURE_H
#define ASSAY_EXTRACT_PDF_STRUCTURE_H

#include <poppler.h>

#include "extract/pdf/model.h"

/** pdf_structure_read: append the headings that @document states, folded, to @model's outline;
 * heading.c holds them against what stands on the pages. A structure tree that cannot be true
 * (no text but headings, far too many of them), or whose headings would take longer to read than
 * the pages did, adds nothing. After the pages are read.
 * @bytes: the file; its number of objects bounds the depth of the tree. */
void pdf_structure_read(PdfModel *model, PopplerDocument *document, const guint8 *bytes,
                        gsize size);

#endif

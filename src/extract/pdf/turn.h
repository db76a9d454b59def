/* turn.h: pages whose text is set sideways, as a landscape table on an upright page. */
#ifndef ASSAY_EXTRACT_PDF_TURN_H
#define ASSAY_EXTRACT_PDF_TURN_H

#include "extract/pdf/model.h"

/** pdf_page_turn: turn @page, the last one read, so that text which runs in @direction runs to the
 * right: its words from @first_word on, its size, its segments. */
void pdf_page_turn(PdfModel *model, PdfPage *page, PdfDirection direction, guint first_word);

/** pdf_box_turn: @box of @page as the file has it, turned as the page was. */
PdfBox pdf_box_turn(const PdfPage *page, PdfBox box);

/** pdf_box_turn_back: @box of the turned @page as the file has it. */
PdfBox pdf_box_turn_back(const PdfPage *page, PdfBox box);

#endif

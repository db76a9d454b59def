/* page.h: the words of one page, with fonts and places, from poppler. */
#ifndef ASSAY_EXTRACT_PDF_PAGE_H
#define ASSAY_EXTRACT_PDF_PAGE_H

#include <poppler.h>

#include "extract/pdf/model.h"

/** pdf_page_is_scan: @page has hardly any text (@n_chars) and is covered by an image. */
gboolean pdf_page_is_scan(PopplerPage *page, gsize n_chars);

/** pdf_page_read: append the words, segments and links of @page to @model. */
void pdf_page_read(PdfModel *model, PopplerPage *page);

#endif

/* emit.h: the blocks of the model become the document. */
#ifndef ASSAY_EXTRACT_PDF_EMIT_H
#define ASSAY_EXTRACT_PDF_EMIT_H

#include "extract/pdf/model.h"

/** pdf_emit: append all blocks of @model to @document, each word with its own span. */
void pdf_emit(const PdfModel *model, AssayDocument *document);

#endif

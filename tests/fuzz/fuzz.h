/* fuzz.h: what the targets of this folder share.
 *
 * A target is one file `fuzz_<name>.c` that defines LLVMFuzzerTestOneInput (README.md). Built for
 * libFuzzer, or with driver.c into a test that reads its corpus. A broken promise is g_assert or
 * a sanitizer's word; inputs that are refused are no fault. */
#ifndef ASSAY_TESTS_FUZZ_H
#define ASSAY_TESTS_FUZZ_H

#include "document/document.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/** fuzz_check_document: blocks rise and lie in the buffer, cells, labels and links in their block
 * or buffer, the text is UTF-8, spans lie inside the @size bytes or the pages of the source;
 * printing, sections and the body come to an end. */
void fuzz_check_document(const AssayDocument *document, gsize size);

/** fuzz_extract: let the extractor @format read @data whether it would claim it or not, and check
 * the document. */
void fuzz_extract(const char *format, const guint8 *data, gsize size);

#endif

/* fuzz_pdf.c: whole files through poppler. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    fuzz_extract("pdf", data, size);
    return 0;
}

/* fuzz_text.c: plain text, decoding and the finding of blocks. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    fuzz_extract("text", data, size);
    return 0;
}

/* fuzz_markdown.c: markdown and its front matter. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    fuzz_extract("markdown", data, size);
    return 0;
}

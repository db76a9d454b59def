/* fuzz_html.c: HTML: MyHTML's tree to blocks. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    fuzz_extract("html", data, size);
    return 0;
}

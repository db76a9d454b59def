/* fuzz_pdf_page.c: the layout of PDF pages. The input is content streams, parted by form feeds,
 * around which a sound file is put: so that what changes is where words stand, which a whole
 * file's bytes seldom change without breaking it. */
#include <string.h>

#include "../unit/extract/test_pdf_writer.h"
#include "fuzz.h"

#define MAX_PAGES 5u

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GPtrArray) pages = new_pages();
    const guint8 *at = data, *end = data + size;
    while (at <= end && pages->len < MAX_PAGES) {
        const guint8 *feed = at < end ? memchr(at, '\f', (gsize)(end - at)) : NULL;
        const guint8 *stop = feed != NULL ? feed : end;
        GString *page = add_page(pages);
        for (; at < stop; at++)
            g_string_append_c(page, *at != 0 ? (char)*at : ' '); /* the writer's are C strings */
        at = stop + 1;
    }
    GString *pdf = write_pdf(pages, "", "/Title (A title)");
    fuzz_extract("pdf", (const guint8 *)pdf->str, pdf->len);
    g_string_free(pdf, TRUE);
    return 0;
}

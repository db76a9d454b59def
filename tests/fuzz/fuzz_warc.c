/* fuzz_warc.c: containers, of whatever kind the bytes claim to be: WARC, ARC, tar, zip. Also their
 * HTTP responses and gzip members. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "fuzz.h"
#include "source/container.h"
#include "source/http.h"

static void check_item(const AssaySourceItem *item)
{
    g_assert(item->uri != NULL && g_utf8_validate(item->uri, -1, NULL));
    g_assert(item->member != NULL && g_utf8_validate(item->member, -1, NULL));
    g_assert(item->bytes != NULL);
}

static void read_container(int descriptor)
{
    g_autoptr(AssayContainerReader) reader = NULL;
    g_autoptr(GError) cannot_open = NULL;
    if (!assay_container_open(descriptor, NULL, "fuzz", &reader, &cannot_open) || reader == NULL)
        return;
    for (;;) {
        g_autoptr(AssaySourceItem) item = NULL;
        g_autoptr(GError) error = NULL;
        if (!assay_container_next(reader, &item, &error)) {
            g_assert(error != NULL && item == NULL);
            continue;
        }
        if (item == NULL)
            break;
        check_item(item);
    }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    const char *why = NULL;
    AssayHttpResponse response = {0};
    if (assay_http_parse(data, size, &response, &why))
        assay_http_response_clear(&response);
    int descriptor = memfd_create("fuzz", MFD_CLOEXEC);
    g_assert(descriptor >= 0 && write(descriptor, data, size) == (ssize_t)size);
    g_assert(lseek(descriptor, 0, SEEK_SET) == 0);
    read_container(descriptor);
    return 0;
}

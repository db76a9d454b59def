/* fuzz_chain.c: any bytes to a checked record, as `assay ingest` goes: what can be read makes a
 * record that its schema accepts, and a single capture that reads back to the same bytes. */
#include "base/error.h"
#include "fuzz.h"
#include "pipeline/pipeline.h"

static AssayEngine *engine;

static void free_capture(gpointer capture)
{
    assay_capture_free(capture);
}

static void check_single(const AssayRuleSet *set, const AssayCapture *capture)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) single = assay_pipeline_single(set, capture);
    gsize length = 0;
    const char *text = g_bytes_get_data(single, &length);
    g_autoptr(AssayRecord) record = assay_record_read(text, length, "single", &error);
    g_assert_no_error(error);
    g_autoptr(GPtrArray) captures = assay_record_captures(record, &error);
    g_assert_no_error(error);
    g_ptr_array_set_free_func(captures, free_capture);
    g_assert(captures->len == 1);
    g_autoptr(GBytes) again = assay_pipeline_single(set, g_ptr_array_index(captures, 0));
    g_assert(g_bytes_equal(single, again));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    if (engine == NULL)
        engine = assay_engine_new(ASSAY_SOURCE_DIR "/rules", NULL);
    g_assert(engine != NULL);
    const AssayInput input = {.bytes = data, .size = size, .uri = "fuzz"};
    const AssayRuleSet *set = NULL;
    const AssayReadOptions options = {.url = "https://example.org/page", .ret_set = &set};
    AssayCapture *capture = NULL;
    if (!assay_pipeline_read_one(engine, &input, &options, &capture, &error)) {
        g_assert(error != NULL);
        return 0;
    }
    g_autoptr(AssayRecord) record = NULL;
    const AssayCapture *const captures[] = {capture};
    assay_pipeline_finish(set, captures, 1, &record, &error);
    g_assert_no_error(error);
    g_bytes_unref(assay_record_write(record));
    check_single(set, capture);
    assay_capture_free(capture);
    return 0;
}

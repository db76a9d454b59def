/* fuzz_record.c: a record read back: what is accepted is written to bytes that read and write the
 * same; checks and captures of it come to an end. */
#include "check/check.h"
#include "fuzz.h"
#include "pipeline/engine.h"
#include "record/record.h"

static AssayEngine *engine;

static void free_capture(gpointer capture)
{
    assay_capture_free(capture);
}

static void use(const char *profile, AssayRecord *record)
{
    const AssayRuleSet *set = assay_rules_find(engine->rules, profile);
    if (set == NULL)
        return;
    g_autoptr(GError) error = NULL;
    gboolean is_valid = assay_record_validate(record, assay_rule_set_plan(set), &error);
    assay_checks_run(assay_rule_set_checks(set), record);
    if (is_valid) /* flags leave it valid */
        g_assert(assay_record_validate(record, assay_rule_set_plan(set), NULL));
    g_autoptr(GPtrArray) captures = assay_record_captures(record, NULL);
    if (captures == NULL)
        return;
    g_ptr_array_set_free_func(captures, free_capture);
    if (captures->len > 0) {
        g_autoptr(AssayRecord) again = assay_record_build(
            assay_rule_set_plan(set), (const AssayCapture *const *)captures->pdata, captures->len);
        g_bytes_unref(assay_record_write(again));
    }
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    if (engine == NULL)
        engine = assay_engine_new(ASSAY_SOURCE_DIR "/rules", NULL);
    g_assert(engine != NULL);
    g_autoptr(AssayRecord) record = assay_record_read((const char *)data, size, "fuzz", &error);
    if (record == NULL) {
        g_assert(error != NULL);
        return 0;
    }
    g_autoptr(GBytes) written = assay_record_write(record);
    gsize length = 0;
    const char *text = g_bytes_get_data(written, &length);
    g_autoptr(AssayRecord) again = assay_record_read(text, length, "fuzz", &error);
    g_assert(again != NULL);
    g_autoptr(GBytes) rewritten = assay_record_write(again);
    g_assert(g_bytes_equal(written, rewritten));
    use(assay_record_profile(record), record);
    return 0;
}

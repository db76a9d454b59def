/* fuzz_rules.c: a rule set of one file: reading, compiling, lint, its own examples, its checks,
 * and its use on a small document. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "extract/extract.h"
#include "fuzz.h"
#include "rules/rules.h"

#define FUZZ_URL "https://example.org/report/7"

static const char page[] = "# A title\n\nAuthor: A. Person\nDate: 2024-05-06\n\n## 1. Methods\n\n"
                           "Score: 71 of 100. See <https://example.org/a>.\n\n"
                           "| Name | Value |\n|------|-------|\n| a    | 1.5   |\n\n- one\n- two\n";

static char *folder, *profile_path, *profile_folder, *schema_path, *record_path;

static void remove_folder(void)
{
    g_unlink(profile_path);
    g_unlink(record_path);
    g_unlink(schema_path);
    g_rmdir(profile_folder);
    g_rmdir(folder);
}

static char *copy_to(const char *source, const char *place, const char *name)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_assert(g_file_get_contents(source, &text, &length, NULL));
    char *path = g_build_filename(place, name, NULL);
    g_assert(g_file_set_contents(path, text, (gssize)length, NULL));
    return path;
}

static void make_folder(void)
{
    folder = g_dir_make_tmp("assay-fuzz-XXXXXX", NULL);
    g_assert(folder != NULL);
    profile_folder = g_build_filename(folder, "t", NULL);
    g_assert(g_mkdir(profile_folder, 0700) == 0);
    profile_path = g_build_filename(profile_folder, "profile.xml", NULL);
    schema_path = copy_to(ASSAY_SOURCE_DIR "/rules/rules.rng", folder, "rules.rng");
    record_path = copy_to(ASSAY_SOURCE_DIR "/rules/generic/record.rng", profile_folder,
                          "record.rng");
    atexit(remove_folder);
}

static void use(const AssayRules *rules)
{
    const AssayInput input = {
        .bytes = (const guint8 *)page, .size = sizeof page - 1, .uri = "fuzz.md"};
    g_autoptr(AssayDocument) document = NULL;
    g_assert(assay_extract(&input, &document, NULL));
    const AssayRuleSet *set = assay_rules_recognise(rules, document, FUZZ_URL);
    if (set == NULL)
        return;
    g_autoptr(AssayTrace) trace = assay_trace_new();
    AssayCapture *capture = assay_capture_new();
    capture->uri = "fuzz.md";
    capture->media = document->media;
    capture->sha256 = "0000000000000000000000000000000000000000000000000000000000000000";
    capture->profile = assay_rule_set_profile(set);
    const char *style = assay_rule_set_layout(set, document);
    capture->style = style != NULL ? style : "other";
    assay_rule_set_apply(set, document, FUZZ_URL, capture, trace);
    fuzz_check_document(document, input.size);
    if (assay_rule_set_plan(set) != NULL) {
        const AssayCapture *const captures[] = {capture};
        g_autoptr(AssayRecord) record = assay_record_build(assay_rule_set_plan(set), captures, 1);
        const AssayCheckServices services = {.drift = NULL};
        g_autoptr(AssayChecks)
            checks = assay_checks_load(assay_rule_set_files(set), &services, NULL);
        if (checks != NULL) {
            guint n_run = 0;
            assay_checks_run(checks, record);
            g_ptr_array_unref(assay_checks_test(checks, &n_run));
        }
        g_bytes_unref(assay_record_write(record));
    }
    assay_capture_free(capture);
}

/* Without the syncing and renaming of g_file_set_contents, which cost more than the rest. */
static void write_profile(const guint8 *data, gsize size)
{
    FILE *file = g_fopen(profile_path, "wb");
    g_assert(file != NULL && (size == 0 || fwrite(data, 1, size, file) == size));
    g_assert(fclose(file) == 0);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
    if (folder == NULL)
        make_folder();
    write_profile(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRules) rules = assay_rules_load(folder, &error);
    if (rules == NULL) {
        g_assert(error != NULL);
        return 0;
    }
    guint n_run = 0;
    g_autoptr(GPtrArray) lint = assay_rules_lint(rules);
    for (guint i = 0; i < lint->len; i++) {
        const AssayComplaint *complaint = g_ptr_array_index(lint, i);
        g_assert(complaint->place != NULL && complaint->message != NULL);
    }
    g_ptr_array_unref(assay_rules_test(rules, &n_run));
    use(rules);
    return 0;
}

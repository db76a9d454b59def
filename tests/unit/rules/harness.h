/* harness.h: rule sets and documents written in a test, without files of the project but
 * rules.rng. The rules' namespace and root element are put around what a test writes. */
#ifndef ASSAY_TESTS_RULES_HARNESS_H
#define ASSAY_TESTS_RULES_HARNESS_H

#include <glib/gstdio.h>
#include <string.h>

#include "rules/rules.h"

/** A rules folder with one profile `t`, in a temporary place. */
static inline char *harness_folder(void)
{
    char *folder = g_dir_make_tmp("assay-rules-XXXXXX", NULL);
    g_autofree char *own = g_build_filename(folder, "t", NULL);
    g_assert_cmpint(g_mkdir(own, 0700), ==, 0);
    g_autofree char *schema = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(ASSAY_SOURCE_DIR "/rules/rules.rng", &schema, &length, NULL));
    g_autofree char *copy = g_build_filename(folder, "rules.rng", NULL);
    g_assert_true(g_file_set_contents(copy, schema, (gssize)length, NULL));
    return folder;
}

/** Writes `t/@name` with @content inside the root element, which is on line 1 with it. */
static inline void harness_write(const char *folder, const char *name, const char *content)
{
    g_autofree char *path = g_build_filename(folder, "t", name, NULL);
    g_autofree char *text = g_strdup_printf(
        "<ruleset xmlns=\"urn:assay:rules:1\" profile=\"t\">%s</ruleset>\n", content);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static inline void harness_remove(const char *folder)
{
    g_autofree char *own = g_build_filename(folder, "t", NULL);
    const char *const folders[] = {own, folder};
    for (guint i = 0; i < 2; i++) {
        GDir *dir = g_dir_open(folders[i], 0, NULL);
        for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
            g_autofree char *path = g_build_filename(folders[i], name, NULL);
            g_unlink(path);
        }
        g_dir_close(dir);
        g_rmdir(folders[i]);
    }
}

static inline AssayRules *harness_try(const char *content, GError **error)
{
    g_autofree char *folder = harness_folder();
    harness_write(folder, "profile.xml", content);
    AssayRules *rules = assay_rules_load(folder, error);
    harness_remove(folder);
    return rules;
}

static inline AssayRules *harness_rules(const char *content)
{
    g_autoptr(GError) error = NULL;
    AssayRules *rules = harness_try(content, &error);
    g_assert_no_error(error);
    g_assert_nonnull(rules);
    return rules;
}

/** Appends a block whose text is byte for byte at the same place in a source. */
static inline AssayBlock *harness_block(AssayDocument *document, AssayBlockKind kind, guint level,
                                        const char *text)
{
    if (document->text->len > 0)
        assay_document_separate(document, "\n");
    gsize start = document->text->len, length = strlen(text);
    assay_document_append(document, text, length, assay_span_bytes(start, start + length), TRUE);
    AssayBlock block = {.kind = kind, .level = level, .text = {start, start + length}};
    assay_document_add_block(document, &block);
    return assay_document_block(document, assay_document_n_blocks(document) - 1);
}

/** Appends a table: cells parted by `|`, rows by a line break. */
static inline AssayTable *harness_table(AssayDocument *document, const char *text, gboolean header)
{
    g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
    g_auto(GStrv) first = g_strsplit(rows[0], "|", -1);
    guint n_columns = g_strv_length(first);
    AssayTable *table = assay_document_new_table(document, g_strv_length(rows), n_columns);
    table->has_header_row = header;
    if (document->text->len > 0)
        assay_document_separate(document, "\n");
    AssayBlock block = {.kind = ASSAY_BLOCK_TABLE, .table = table};
    block.text.start = document->text->len;
    for (guint i = 0; i < table->n_rows; i++) {
        g_auto(GStrv) cells = g_strsplit(rows[i], "|", -1);
        for (guint j = 0; cells[j] != NULL && j < n_columns; j++) {
            gsize start = document->text->len, length = strlen(cells[j]);
            assay_document_append(document, cells[j], length,
                                  assay_span_bytes(start, start + length), TRUE);
            assay_table_cell(table, i, j)->text = (AssayRange){start, start + length};
            assay_document_separate(document, "\t");
        }
    }
    block.text.end = document->text->len;
    assay_document_add_block(document, &block);
    return table;
}

/** Lays out and applies. Returns: (owned). */
static inline AssayCapture *harness_apply(const AssayRules *rules, AssayDocument *document,
                                          const char *url, AssayTrace *trace)
{
    const AssayRuleSet *set = assay_rules_set(rules, 0);
    AssayCapture *capture = assay_capture_new();
    capture->profile = assay_rule_set_profile(set);
    capture->style = assay_rule_set_layout(set, document);
    assay_rule_set_apply(set, document, url, capture, trace);
    return capture;
}

/** The first finding at @path, or NULL. */
static inline const AssayFinding *harness_find(const AssayCapture *capture, const char *path)
{
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        if (strcmp(finding->path, path) == 0)
            return finding;
    }
    return NULL;
}

static inline const char *harness_value(const AssayCapture *capture, const char *path)
{
    const AssayFinding *finding = harness_find(capture, path);
    return finding == NULL ? NULL : finding->value;
}

#endif

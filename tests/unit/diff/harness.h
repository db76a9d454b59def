/* harness.h: records to compare, and their changes as one line each. */
#ifndef TEST_DIFF_HARNESS_H
#define TEST_DIFF_HARNESS_H

#include <string.h>

#include "diff/diff.h"

#define RECORD(body)                                                                               \
    "<record xmlns=\"urn:assay:record:1\" id=\"AAAA0001\" profile=\"p\">" body "</record>"

static inline AssayRecord *harness_record(const char *xml)
{
    g_autoptr(GError) error = NULL;
    AssayRecord *record = assay_record_read(xml, strlen(xml), "test", &error);
    g_assert_no_error(error);
    return record;
}

/* `~ path: old > new`; `> old path > path`; what follows another change is in brackets. */
static inline void harness_append(GString *text, const AssayChange *change)
{
    const char *old_value = change->old_value, *new_value = change->new_value;
    g_string_append_printf(text, "%s%c ", change->follows ? "[" : "", "+-~>"[change->kind]);
    if (change->kind == ASSAY_CHANGE_MOVED)
        g_string_append_printf(text, "%s > %s",
                               change->old_path != NULL ? change->old_path : change->path,
                               change->path);
    else
        g_string_append_printf(text, "%s: %s%s%s", change->path, old_value != NULL ? old_value : "",
                               change->kind == ASSAY_CHANGE_CHANGED ? " > " : "",
                               new_value != NULL ? new_value : "");
    g_string_append(text, change->follows ? "]" : "");
}

/* All changes, separated by `; `. */
static inline char *harness_changes(const AssayRecord *old_record, const AssayRecord *new_record)
{
    g_autoptr(GPtrArray) changes = assay_diff_records(old_record, new_record, FALSE);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        g_string_append(text, i > 0 ? "; " : "");
        harness_append(text, g_ptr_array_index(changes, i));
    }
    return g_string_free(text, FALSE);
}

#endif

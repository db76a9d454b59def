/* value_enum.c: one of the words a rule lists, mapped to the record's word. */
#include "record/labels.h"

extern const AssayValueType assay_value_enum;

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    const char *value = assay_labels_find(options, assay_slice_trim(text), ret_why);
    return value == NULL ? NULL : assay_arena_strdup(arena, value);
}

const AssayValueType assay_value_enum = {.name = "enum", .parse = parse};

/* value_text.c: running text, kept as it is. */
#include "record/value.h"

extern const AssayValueType assay_value_text;

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)options;
    text = assay_slice_trim(text);
    if (text.length == 0) {
        *ret_why = "empty";
        return NULL;
    }
    return assay_arena_strndup(arena, text.data, text.length);
}

const AssayValueType assay_value_text = {
    .name = "text", .open_ended = TRUE, .keeps_cut = TRUE, .parse = parse};

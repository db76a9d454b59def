/* value_flag.c: a mark (a tick, a cross, a word) to `true` or `false`; an unknown mark is no
 * value: fonts lose ticks, and "nothing there" does not mean false. */
#include <string.h>

#include "record/labels.h"

extern const AssayValueType assay_value_flag;

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)arena;
    const char *value = assay_labels_find(options, assay_slice_trim(text), ret_why);
    if (value == NULL)
        return NULL;
    if (strcmp(value, "true") == 0)
        return "true";
    if (strcmp(value, "false") == 0)
        return "false";
    *ret_why = "the rule maps this mark to neither true nor false";
    return NULL;
}

const AssayValueType assay_value_flag = {.name = "flag", .parse = parse};

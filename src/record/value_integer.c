/* value_integer.c: see number.h for the grammar; the digits stay as the source gives them. */
#include "record/number.h"
#include "record/value.h"

extern const AssayValueType assay_value_integer;

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)options;
    return assay_number_parse(text, FALSE, arena, ret_why);
}

const AssayValueType assay_value_integer = {.name = "integer", .open_ended = TRUE, .parse = parse};

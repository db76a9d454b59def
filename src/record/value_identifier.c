/* value_identifier.c: a name without white space, in the letter case its scheme writes. */
#include <string.h>

#include "record/value.h"

extern const AssayValueType assay_value_identifier;

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    text = assay_slice_trim(text);
    if (text.length == 0) {
        *ret_why = "empty";
        return NULL;
    }
    for (gsize i = 0; i < text.length; i++)
        if (g_ascii_isspace(text.data[i])) {
            *ret_why = "white space inside an identifier";
            return NULL;
        }
    const char *letter_case = options == NULL ? NULL : options->letter_case;
    char *value = assay_arena_strndup(arena, text.data, text.length);
    if (letter_case == NULL)
        return value;
    /* ASCII only: identifiers are, and Unicode case changes lengths. */
    gboolean upper = strcmp(letter_case, "upper") == 0;
    for (char *c = value; *c != '\0'; c++)
        *c = upper ? g_ascii_toupper(*c) : g_ascii_tolower(*c);
    return value;
}

const AssayValueType assay_value_identifier = {
    .name = "identifier", .open_ended = TRUE, .parse = parse};

/* value_url.c: an absolute address with the scheme http, https or doi (RFC 3986), as given. */
#include <string.h>

#include "record/value.h"

extern const AssayValueType assay_value_url;

/* Length of the scheme with its mark, or 0. */
static gsize scheme_length(AssaySlice text)
{
    static const char *const schemes[] = {"https://", "http://", "doi:"};
    for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
        gsize length = strlen(schemes[i]);
        if (text.length > length && g_ascii_strncasecmp(text.data, schemes[i], length) == 0)
            return length;
    }
    return 0;
}

static const char *parse(AssaySlice text, const AssayValueOptions *options, AssayArena *arena,
                         const char **ret_why)
{
    (void)options;
    text = assay_slice_trim(text);
    gsize scheme = scheme_length(text);
    if (scheme == 0 || strchr("/?#:", text.data[scheme]) != NULL) {
        *ret_why = "not an absolute http, https or doi address";
        return NULL;
    }
    for (gsize i = 0; i < text.length; i++) {
        guchar c = (guchar)text.data[i];
        if (c <= ' ' || c == 0x7F || strchr("<>\"", c) != NULL) {
            *ret_why = "a character that no address holds";
            return NULL;
        }
    }
    return assay_arena_strndup(arena, text.data, text.length);
}

const AssayValueType assay_value_url = {.name = "url", .open_ended = TRUE, .parse = parse};

/* tags.c: see tags.h. */
#include "extract/html/tags.h"

const guint8 html_tag_flags[HTML_TAG_N] = {
#define X(name, flags) [HTML_TAG_##name] = (flags),
    HTML_TAGS(X)
#undef X
};

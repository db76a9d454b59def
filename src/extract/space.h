/* space.h: white space of formats, as bytes; what white space is in a text, base/slice.h says. */
#ifndef ASSAY_EXTRACT_SPACE_H
#define ASSAY_EXTRACT_SPACE_H

#include <glib.h>

/** assay_is_blank_byte: parts words within a line of markdown or plain text. */
static inline gboolean assay_is_blank_byte(char byte)
{
    return byte == ' ' || byte == '\t';
}

/** assay_is_html_space: HTML Standard, "ASCII whitespace". */
static inline gboolean assay_is_html_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\f' || byte == '\r';
}

#endif

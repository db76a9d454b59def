/* layout_wrap.c: see layout_wrap.h. */
#include "rules/layout_wrap.h"

#include <string.h>

/* Wider than what wraps text: a line this long is one that nobody wrapped. */
#define MAX_WIDTH_CHARS 120u
#define MIN_WIDTH_CHARS 40u
/* So many breaks must look like the width's work; a few long lines of their own do not. */
#define MIN_WRAPPED     4u
/* Indents and columns before the text are gone, so a line may have been wider than it is. */
#define SLACK_DIVISOR   6u

static guint n_chars(AssaySlice text)
{
    return (guint)g_utf8_strlen(text.data, (gssize)text.length);
}

static AssaySlice first_word(AssaySlice text)
{
    const char *end = memchr(text.data, ' ', text.length);
    return (AssaySlice){text.data, end == NULL ? text.length : (gsize)(end - text.data)};
}

/* Rules between rows go on with nothing. */
static gboolean has_letter_or_digit(AssaySlice text)
{
    for (gsize i = 0; i < text.length; i += (gsize)g_utf8_skip[(guchar)text.data[i]])
        if (g_unichar_isalnum(g_utf8_get_char(text.data + i)))
            return TRUE;
    return FALSE;
}

gboolean assay_layout_is_wrapped(AssaySlice line, AssaySlice next, guint width)
{
    return width > 0 && has_letter_or_digit(next) &&
           n_chars(line) + 1 + n_chars(first_word(next)) + width / SLACK_DIVISOR > width;
}

/* The line of @text that begins at @at, trimmed; @at is moved behind it. */
static AssaySlice next_line(AssaySlice text, gsize *at)
{
    const char *line_break = memchr(text.data + *at, '\n', text.length - *at);
    gsize end = line_break == NULL ? text.length : (gsize)(line_break - text.data);
    AssaySlice line = assay_slice_trim(assay_slice_sub(text, *at, end));
    *at = end + 1;
    return line;
}

static gboolean is_paragraph(const AssayBlock *block)
{
    return block->kind == ASSAY_BLOCK_PARAGRAPH && block->place == ASSAY_PLACE_CONTENT;
}

static guint longest_line(const AssayDocument *document)
{
    guint longest = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySlice text = assay_document_slice(document, block->text);
        for (gsize at = 0; is_paragraph(block) && at < text.length;) {
            AssaySlice line = next_line(text, &at);
            if (line.length > (gsize)4 * MAX_WIDTH_CHARS)
                return G_MAXUINT; /* most texts show at their first paragraph that none wrapped them
                                   */
            longest = MAX(longest, n_chars(line));
        }
    }
    return longest;
}

guint assay_layout_wrap_width(const AssayDocument *document)
{
    guint n_wrapped = 0, width = longest_line(document);
    if (width > MAX_WIDTH_CHARS || width < MIN_WIDTH_CHARS)
        return 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySlice text = assay_document_slice(document, block->text);
        AssaySlice line = {NULL, 0};
        for (gsize at = 0; is_paragraph(block) && at < text.length && n_wrapped < MIN_WRAPPED;) {
            AssaySlice next = next_line(text, &at);
            n_wrapped += line.length > 0 && assay_layout_is_wrapped(line, next, width) ? 1 : 0;
            line = next;
        }
    }
    return n_wrapped < MIN_WRAPPED ? 0 : width;
}

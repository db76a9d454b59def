/* text_headings.c: which lines of plain text are headings, and which belong to the page.
 *
 * Too few headings is the lesser evil: rule sets can promote a paragraph that they know, but a
 * value that was taken for a heading tears its section apart. */
#include <string.h>

#include "extract/table_text.h"
#include "extract/text_blocks.h"

/* Headings are short; the longest numbered one in a hundred RFCs has 72 characters. */
#define MAX_HEADING_BYTES 80u
/* A line this long is running text. */
#define MIN_PROSE_BYTES   60u
/* The text under a heading that hangs out to the left is indented so far. */
#define MIN_BODY_INDENT   3u
/* Blanks between the left, middle and right part of a running head. */
#define MIN_GAP_BLANKS    3u

gboolean assay_text_is_rule(AssaySlice text, AssayLine line)
{
    AssayLine trimmed = assay_line_trim(text, line);
    AssaySlice rule = assay_line_slice(text, trimmed);
    if (rule.length < 3 || strchr("-=*_", rule.data[0]) == NULL)
        return FALSE;
    for (gsize i = 1; i < rule.length; i++)
        if (rule.data[i] != rule.data[0])
            return FALSE;
    return TRUE;
}

guint assay_text_underline_level(AssaySlice text, AssayLine title, AssayLine underline)
{
    AssayLine upper = assay_line_trim(text, title), lower = assay_line_trim(text, underline);
    gsize length = upper.end - upper.start;
    if (!assay_text_is_rule(text, underline) || strchr("-=", text.data[lower.start]) == NULL ||
        length > MAX_HEADING_BYTES * 2 || (lower.end - lower.start) * 2 < length ||
        text.data[upper.start] == '|' || assay_text_is_rule(text, title))
        return 0;
    return text.data[lower.start] == '=' ? 1 : 2;
}

/* "2.1" has depth 2; 0: not a number that a heading would have. */
static guint number_depth(AssaySlice number)
{
    guint depth = 0;
    if (number.length == 0)
        return 0;
    if (assay_slice_has_prefix(number, ASSAY_SLICE("Appendix ")))
        return 1;
    if (!g_ascii_isdigit(number.data[0]))
        return 0;
    for (gsize i = 0; i < number.length; i++)
        if (g_ascii_isdigit(number.data[i]) && (i == 0 || number.data[i - 1] == '.'))
            depth++;
    return depth;
}

static gboolean has_digit(AssaySlice text)
{
    for (gsize i = 0; i < text.length; i++)
        if (g_ascii_isdigit(text.data[i]))
            return TRUE;
    return FALSE;
}

static gboolean is_title(AssaySlice title)
{
    if (title.length == 0 || strchr(".,;:?!|", title.data[title.length - 1]) != NULL)
        return FALSE;
    gunichar first = g_utf8_get_char(title.data);
    return g_unichar_isupper(first) || (g_unichar_isalpha(first) && !g_unichar_islower(first));
}

static guint numbered_level(AssaySlice text, AssaySlice line, AssayLine following)
{
    AssayRange number, title;
    assay_heading_split(line, &number, &title);
    guint depth = number_depth(assay_slice_sub(line, number.start, number.end));
    AssaySlice words = assay_slice_sub(line, title.start, title.end);
    if (depth == 0 || !is_title(words))
        return 0;
    /* Without a dot in or behind the number, a year in the title makes it a date: "5 May 2026". */
    if (memchr(line.data, '.', title.start) == NULL && has_digit(words))
        return 0;
    /* "1. x", blank line, "2. y" is a list. */
    guint this_number = 0, next_number = 0;
    AssayLine whole = {(gsize)(line.data - text.data), (gsize)(line.data - text.data) + line.length,
                       0, FALSE};
    if (depth == 1 && assay_line_marker_length(text, whole, &this_number) > 0 &&
        assay_line_marker_length(text, assay_line_trim(text, following), &next_number) > 0 &&
        next_number == this_number + 1)
        return 0;
    return MIN(depth, 6);
}

static gboolean is_capitals(AssaySlice line)
{
    guint n_letters = 0;
    for (const char *p = line.data; p < line.data + line.length; p = assay_utf8_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c)) {
            if (!g_unichar_isupper(c))
                return FALSE;
            n_letters++;
        } else if (c >= 0x80 || strchr(" -&/,'", (int)c) == NULL) {
            return FALSE; /* digits, colons: an identifier or a label */
        }
    }
    return n_letters >= 4;
}

static gboolean is_prose(AssaySlice text, AssayLine line)
{
    AssayLine trimmed = assay_line_trim(text, line);
    return trimmed.end - trimmed.start >= MIN_PROSE_BYTES;
}

guint assay_text_heading_level(AssaySlice text, const AssayTextChunk *chunk)
{
    AssayLine trimmed = assay_line_trim(text, chunk->lines[0]);
    AssaySlice line = assay_line_slice(text, trimmed);
    gboolean is_last = chunk->following.end == chunk->following.start;
    /* The first block may be a title, which no number or capitals make a section; a line at a
     * cut end may be anything. */
    if (chunk->n_lines != 1 || chunk->is_first || is_last || line.length > MAX_HEADING_BYTES)
        return 0;
    guint level = numbered_level(text, line, chunk->following);
    if (level > 0)
        return level;
    if (is_capitals(line) && chunk->previous_is_prose && is_prose(text, chunk->following))
        return 1;
    guint indent = assay_line_indent(text, chunk->lines[0]);
    return indent == 0 && chunk->previous_indent >= MIN_BODY_INDENT && is_title(line) &&
                   assay_line_indent(text, chunk->following) >= MIN_BODY_INDENT
               ? 1
               : 0;
}

static gboolean ends_with_page_number(AssaySlice line)
{
    gsize i = line.length;
    if (i < 8 || line.data[i - 1] != ']')
        return FALSE;
    for (i--; i > 0 && g_ascii_isdigit(line.data[i - 1]);)
        i--;
    return i >= 6 && i + 1 < line.length && memcmp(line.data + i - 6, "[Page ", 6) == 0;
}

static gboolean is_number(AssaySlice line)
{
    gsize n_digits = 0;
    for (gsize i = 0; i < line.length; i++) {
        if (g_ascii_isdigit(line.data[i]))
            n_digits++;
        else if (line.data[i] != '-' && line.data[i] != ' ')
            return FALSE;
    }
    return n_digits > 0 && n_digits <= 5;
}

static gboolean has_wide_gap(AssaySlice line)
{
    gsize n_blanks = 0;
    for (gsize i = 0; i < line.length; i++) {
        n_blanks = line.data[i] == ' ' ? n_blanks + 1 : 0;
        if (n_blanks >= MIN_GAP_BLANKS)
            return TRUE;
    }
    return FALSE;
}

gboolean assay_text_is_running_head(AssaySlice text, const AssayTextChunk *chunk)
{
    if (chunk->n_lines != 1)
        return FALSE;
    AssaySlice line = assay_line_slice(text, assay_line_trim(text, chunk->lines[0]));
    if (ends_with_page_number(line))
        return TRUE;
    return (chunk->begins_page || chunk->ends_page) && (is_number(line) || has_wide_gap(line));
}

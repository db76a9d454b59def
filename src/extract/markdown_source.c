/* markdown_source.c: see markdown_source.h. */
#include "extract/markdown_source.h"
#include "extract/markdown_html.h"
#include "extract/space.h"

#include <string.h>

/* Each blank line costs cmark a step for every open list, so nesting times lines is what hostile
 * input can ask of it. People nest six deep. */
#define MAX_MARKERS_PER_LINE 64u
#define MAX_INDENT_COLUMNS   200u
/* Depth times lines; 20 million such steps take half a second. */
#define MAX_STEPS            ((guint64)20000000)

/* Of the spaces that every line with text begins with. */
static gsize common_indent(const AssayMarkdownSource *source)
{
    gsize least = G_MAXSIZE;
    for (guint number = 1; number <= source->starts->len && least > 0; number++) {
        AssayLine line = assay_markdown_line(source, number);
        gsize n = 0;
        while (line.start + n < line.end && source->text.data[line.start + n] == ' ')
            n++;
        if (line.start + n < line.end)
            least = MIN(least, n);
    }
    return least == G_MAXSIZE ? 0 : least;
}

void assay_markdown_source_init(AssayMarkdownSource *source, AssaySlice text, gsize start)
{
    source->text = text;
    source->indent = 0;
    source->starts = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (gsize at = start; at < text.length; at++) {
        guint32 offset = (guint32)at;
        g_array_append_val(source->starts, offset);
        while (at < text.length && text.data[at] != '\n' && text.data[at] != '\r')
            at++;
        if (at + 1 < text.length && text.data[at] == '\r' && text.data[at + 1] == '\n')
            at++;
    }
    source->indent = common_indent(source);
}

void assay_markdown_source_clear(AssayMarkdownSource *source)
{
    g_array_unref(source->starts);
}

AssayLine assay_markdown_line(const AssayMarkdownSource *source, guint number)
{
    g_assert(number >= 1 && number <= source->starts->len);
    gsize start = g_array_index(source->starts, guint32, number - 1);
    gsize next = number < source->starts->len ? g_array_index(source->starts, guint32, number)
                                              : source->text.length;
    gsize end = next;
    while (end > start && strchr("\r\n", source->text.data[end - 1]) != NULL)
        end--;
    start += MIN(source->indent, end - start);
    return (AssayLine){start, end, next, FALSE};
}

gsize assay_markdown_fence_length(AssaySlice line, AssaySlice *ret_info)
{
    gsize n = 0;
    line = assay_slice_trim(line);
    while (n < line.length && line.data[n] == line.data[0] && strchr("`~", line.data[n]) != NULL)
        n++;
    *ret_info = assay_slice_trim(assay_slice_sub(line, n, line.length));
    return n >= 3 ? n : 0;
}

/* The fence opens and markdown follows. */
static gboolean opens_markdown(AssaySlice text, gsize at, AssaySlice info)
{
    AssayLine line;
    gboolean is_named = info.length == 0 || assay_slice_equal(info, ASSAY_SLICE("markdown")) ||
                        assay_slice_equal(info, ASSAY_SLICE("md")) ||
                        assay_slice_equal(info, ASSAY_SLICE("text"));
    for (; is_named && assay_line_at(text, at, &line); at = line.next) {
        AssaySlice content = assay_line_slice(text, assay_line_trim(text, line));
        if (content.length > 0)
            return assay_slice_has_prefix(content, ASSAY_SLICE("# "));
    }
    return FALSE;
}

AssaySlice assay_markdown_unfenced(AssaySlice text, gsize *start)
{
    AssayLine line = {0};
    AssaySlice info;
    gsize at = *start, fence = 0, close = 0;
    while (assay_line_at(text, at, &line) && assay_line_is_blank(text, line))
        at = line.next;
    if (at >= text.length ||
        (fence = assay_markdown_fence_length(assay_line_slice(text, line), &info)) == 0 ||
        !opens_markdown(text, line.next, info))
        return text;
    gsize inside = at = line.next;
    for (; assay_line_at(text, at, &line); at = line.next) {
        if (assay_line_is_blank(text, line))
            continue;
        if (close > 0)
            return text; /* there is more behind it */
        if (assay_markdown_fence_length(assay_line_slice(text, line), &info) >= fence &&
            info.length == 0)
            close = line.start;
    }
    *start = inside;
    return close > 0 ? assay_slice_sub(text, 0, close) : text;
}

/* Bytes of a list marker or ">" at @line, without the blanks behind it; 0: there is none. */
static gsize container_marker(AssaySlice line)
{
    gsize length = 0;
    if (line.length == 0)
        return 0;
    if (line.data[0] == '>')
        return 1;
    if (strchr("-+*", line.data[0]) != NULL) {
        length = 1;
    } else {
        while (length < line.length && length < 9 && g_ascii_isdigit(line.data[length]))
            length++;
        if (length == 0 || length >= line.length || strchr(".)", line.data[length]) == NULL)
            return 0;
        length++;
    }
    return length == line.length || assay_is_blank_byte(line.data[length]) ? length : 0;
}

/* Where the content begins behind indentation and markers; @ret_n_markers counts those. */
static gsize prefix_length(AssaySlice line, guint *ret_n_markers)
{
    gsize at = 0;
    *ret_n_markers = 0;
    for (;;) {
        while (at < line.length && assay_is_blank_byte(line.data[at]))
            at++;
        gsize marker = container_marker(assay_slice_sub(line, at, line.length));
        if (marker == 0)
            return at;
        at += marker;
        ++*ret_n_markers;
    }
}

static gboolean is_made_of(AssaySlice text, const char *characters)
{
    for (gsize i = 0; i < text.length; i++)
        if (strchr(characters, text.data[i]) == NULL)
            return FALSE;
    return TRUE;
}

/* Mask what is inline markup in @content of length @length. */
static void mask(char *content, gsize length)
{
    char first = length > 0 ? content[0] : '\0';
    gsize i = 0;
    AssaySlice whole = {content, length};
    if (length >= 3 && is_made_of(whole, (const char[]){first, ' ', '\t', '\0'}) &&
        strchr("-_*=", first) != NULL)
        return; /* a break or an underline */
    if (first == '`' || first == '~') {
        while (i < length && content[i] == first)
            i++;
        if (i < 3)
            i = 0; /* no fence */
    }
    gboolean in_fence = i > 0;
    for (; i < length; i++) {
        if (content[i] == '`' && in_fence)
            continue; /* a second one makes it no fence */
        if (content[i] == '\f' || strchr("`[]<!*_\\&", content[i]) != NULL)
            content[i] = 'x';
    }
}

char *assay_markdown_skeleton(const AssayMarkdownSource *source, gsize *ret_size)
{
    g_autoptr(GString) copy = g_string_sized_new(source->text.length + 1);
    guint64 depth = 1;
    for (guint number = 1; number <= source->starts->len; number++) {
        AssayLine line = assay_markdown_line(source, number);
        AssaySlice text = assay_line_slice(source->text, line);
        gsize at = copy->len;
        g_string_append_len(copy, text.data, (gssize)(line.next - line.start));
        guint n_markers = 0;
        gsize prefix = prefix_length(text, &n_markers);
        /* A level of a list takes two columns at least. */
        guint indent = prefix < text.length ? assay_line_indent(source->text, line) : 0;
        depth = MAX(depth, (guint64)n_markers + indent / 2);
        if (n_markers > MAX_MARKERS_PER_LINE || indent > MAX_INDENT_COLUMNS ||
            depth * source->starts->len > MAX_STEPS)
            return NULL;
        if (n_markers == 0 || !is_made_of(text, "-* \t"))
            mask(copy->str + at + prefix, text.length - prefix);
        if (assay_markdown_opens_html(assay_slice_sub(text, prefix, text.length)))
            copy->str[at + prefix] = '<';
    }
    *ret_size = copy->len;
    return g_string_free(g_steal_pointer(&copy), FALSE);
}

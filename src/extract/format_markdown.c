/* format_markdown.c: markdown, told from plain text by its headings, fences and autolinks.
 *
 * Job: recognition and front matter. Blocks: markdown_blocks.c. */
#include "extract/markdown_blocks.h"

#include <string.h>

#include "base/limits.h"
#include "extract/charset_meta.h"
#include "extract/markdown_html.h"
#include "extract/markdown_source.h"
#include "extract/space.h"

#define SAMPLE_BYTES    ((gsize)65536)
/* Surer than text (10); anything with real markup of its own is surer still. */
#define SURENESS        40
/* Headings of markdown around blocks of HTML: surer than that it is a piece of a page (85). */
#define SURENESS_HTML   90
/* Front matter longer than this is a rule across the page, and text. */
#define MAX_FRONT_LINES 200u

/* "# Title" to "###### Title". */
static gboolean is_atx_heading(AssaySlice line)
{
    gsize n = 0;
    while (n < line.length && line.data[n] == '#')
        n++;
    return n >= 1 && n <= 6 && n + 1 < line.length && assay_is_blank_byte(line.data[n]) &&
           !assay_is_blank_byte(line.data[n + 1]);
}

/* "- <http://…": a list of autolinks; "[text](http": a link. */
static gboolean has_link(AssaySlice line)
{
    return assay_slice_has_prefix(line, ASSAY_SLICE("- <http")) ||
           assay_slice_has_prefix(line, ASSAY_SLICE("* <http")) ||
           assay_slice_find(line, ASSAY_SLICE("](http"), 0) >= 0;
}

static gboolean is_underline(AssaySlice line)
{
    gsize n = 0;
    while (n < line.length && line.data[n] == line.data[0] && strchr("=-", line.data[n]) != NULL)
        n++;
    return n >= 3 && n == line.length;
}

/* A heading or paragraph that a page would have: what no converter to markdown leaves. */
static gboolean is_page_line(AssaySlice line)
{
    return line.length > 3 && line.data[0] == '<' &&
           ((g_ascii_tolower(line.data[1]) == 'h' && line.data[2] >= '1' && line.data[2] <= '6') ||
            (g_ascii_tolower(line.data[1]) == 'p' && strchr(" >", line.data[2]) != NULL));
}

typedef struct {
    guint n_headings, n_underlined, n_links, n_html;
    gboolean begins_with_heading, is_page;
} Marks;

/* Bytes that all lines with text begin with: blanks, or the marks of a quotation. */
static gsize sample_indent(AssaySlice text)
{
    AssayLine line;
    gsize least = G_MAXSIZE;
    for (gsize at = 0; least > 0 && assay_line_at(text, at, &line); at = line.next) {
        gsize n = line.start;
        while (n < line.end && n - line.start < 2 && text.data[n] == '>')
            n++;
        while (n < line.end && text.data[n] == ' ')
            n++;
        if (n < line.end)
            least = MIN(least, n - line.start);
    }
    return least == G_MAXSIZE ? 0 : least;
}

static Marks count_marks(AssaySlice text)
{
    Marks marks = {0};
    AssayLine line;
    AssaySlice before = {text.data, 0};
    gboolean is_first = TRUE;
    gsize at = 0, indent = sample_indent(text);
    text = assay_markdown_unfenced(text, &at);
    for (; assay_line_at(text, at, &line); at = line.next) {
        AssaySlice content = assay_line_slice(text, line);
        content = assay_slice_sub(content, MIN(indent, content.length), content.length);
        gboolean is_heading = is_atx_heading(content);
        marks.n_headings += is_heading ? 1 : 0;
        marks.n_links += assay_slice_has_prefix(content, ASSAY_SLICE("```")) || has_link(content)
                             ? 1
                             : 0;
        marks.n_underlined += before.length > 0 && is_underline(content) ? 1 : 0;
        marks.n_html += assay_markdown_opens_html(content) ? 1 : 0;
        marks.is_page |= is_page_line(content);
        marks.begins_with_heading |= is_first && is_heading;
        is_first = is_first && content.length == 0;
        before = content;
    }
    return marks;
}

/* The text at the start of @input; UTF-16 is decoded. @ret_decoded: (owned) what holds it, or NULL.
 */
static AssaySlice sample_of(const AssayInput *input, AssayDecoded **ret_decoded)
{
    AssaySlice text = {(const char *)input->bytes, MIN(input->size, SAMPLE_BYTES)};
    *ret_decoded = NULL;
    if (text.length == 0 || memchr(text.data, '\0', text.length) == NULL)
        return assay_slice_has_prefix(text, ASSAY_SLICE("\xEF\xBB\xBF"))
                   ? assay_slice_sub(text, 3, text.length)
                   : text;
    AssayInput sample = {.bytes = input->bytes, .size = text.length & ~(gsize)3};
    if (!assay_charset_is_wide(input->bytes, sample.size))
        return (AssaySlice){text.data, 0};
    *ret_decoded = assay_decode(&sample, FALSE);
    return (AssaySlice){(*ret_decoded)->text, (*ret_decoded)->length};
}

static int sniff(const AssayInput *input)
{
    g_autoptr(AssayDecoded) decoded = NULL;
    Marks marks = count_marks(sample_of(input, &decoded));
    guint n_headings = marks.n_headings + marks.n_underlined;
    if (marks.n_html > 0 && n_headings > 0 && !marks.is_page)
        return SURENESS_HTML;
    return marks.begins_with_heading || marks.n_headings + marks.n_links >= 2 ? SURENESS : 0;
}

/* `key: value`, with quotation marks around the value left out. */
static void add_front_property(AssayLineWriter *writer, AssayLine key, AssayLine value)
{
    AssaySlice text = writer->text;
    value = assay_line_trim(text, value);
    if (value.end - value.start >= 2 && strchr("\"'", text.data[value.start]) != NULL &&
        text.data[value.start] == text.data[value.end - 1]) {
        value.start++;
        value.end--;
    }
    if (value.end <= value.start)
        return;
    g_autofree char *name = g_strdup_printf("front.%.*s", (int)(key.end - key.start),
                                            text.data + key.start);
    AssaySpan span = assay_span_bytes(assay_decoded_to_source(writer->decoded, value.start),
                                      assay_decoded_to_source(writer->decoded, value.end));
    assay_document_add_property(writer->document, name, text.data + value.start,
                                value.end - value.start, span);
}

static gboolean is_key(AssaySlice key)
{
    for (gsize i = 0; i < key.length; i++)
        if (!g_ascii_isalnum(key.data[i]) && strchr("_-", key.data[i]) == NULL)
            return FALSE;
    return key.length > 0 && key.length <= 64;
}

/* Returns: where the front matter ends; 0 when there is none. */
static gsize front_matter_end(AssaySlice text)
{
    AssayLine line;
    guint n_lines = 0;
    if (!assay_line_at(text, 0, &line) ||
        !assay_slice_equal(assay_line_slice(text, assay_line_trim(text, line)), ASSAY_SLICE("---")))
        return 0;
    while (n_lines++ < MAX_FRONT_LINES && assay_line_at(text, line.next, &line)) {
        AssaySlice content = assay_line_slice(text, assay_line_trim(text, line));
        if (assay_slice_equal(content, ASSAY_SLICE("---")) ||
            assay_slice_equal(content, ASSAY_SLICE("...")))
            return line.next;
        if (line.next == line.end)
            break;
    }
    return 0;
}

/* Top-level `key: value` lines, and `- value` lines of a list under a key; deeper YAML is left
 * out. Source: the part of YAML that front matter is written in. */
static gsize read_front_matter(AssayLineWriter *writer)
{
    AssaySlice text = writer->text;
    gsize end = front_matter_end(text);
    AssayLine line, key = {0, 0, 0, FALSE};
    if (end == 0)
        return 0;
    assay_line_at(text, 0, &line);
    while (line.next < end && assay_line_at(text, line.next, &line)) {
        AssayLine inner = assay_line_trim(text, line);
        AssaySlice content = assay_line_slice(text, inner);
        gssize colon = assay_slice_find(content, ASSAY_SLICE(":"), 0);
        if (key.end > key.start && assay_slice_has_prefix(content, ASSAY_SLICE("- "))) {
            inner.start += 2;
            add_front_property(writer, key, inner);
        } else if (line.start == inner.start && colon > 0 &&
                   is_key(assay_slice_sub(content, 0, (gsize)colon))) {
            key = (AssayLine){inner.start, inner.start + (gsize)colon, 0, FALSE};
            inner.start += (gsize)colon + 1;
            add_front_property(writer, key, inner);
        }
    }
    return end;
}

static gboolean extract(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error)
{
    AssayLineWriter writer;
    (void)input;
    (void)error;
    assay_line_writer_init(&writer, decoded, document, ASSAY_LINKS_MARKDOWN);
    assay_markdown_blocks_add(&writer, read_front_matter(&writer));
    assay_line_writer_clear(&writer);
    return TRUE;
}

extern const AssayExtractor assay_format_markdown;
const AssayExtractor assay_format_markdown = {
    .name = "markdown",
    .media = "text/markdown",
    .version = 2,
    .is_text = TRUE,
    .surest = SURENESS_HTML,
    .sniff = sniff,
    .extract = extract,
};

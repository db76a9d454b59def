/* markdown_html.c: see markdown_html.h. */
#include "extract/markdown_html.h"

#include <string.h>

#include "extract/html/blocks.h"
#include "extract/html/tree.h"
#include "extract/space.h"

/* People's reports have a dozen blocks of HTML; each costs a parser's start. */
#define MAX_BLOCKS    20000u
#define MAX_TAG_BYTES ((gsize)1024)
#define MAX_NAME      16u

/* Elements that make a block, as CommonMark lists them, but those of a whole page. */
static const char *const block_names[] = {
    "address",    "article", "aside",    "blockquote", "caption", "center",  "col",     "colgroup",
    "dd",         "details", "dialog",   "dir",        "div",     "dl",      "dt",      "fieldset",
    "figcaption", "figure",  "footer",   "form",       "h1",      "h2",      "h3",      "h4",
    "h5",         "h6",      "header",   "hr",         "legend",  "li",      "main",    "menu",
    "nav",        "ol",      "optgroup", "option",     "p",       "section", "summary", "table",
    "tbody",      "td",      "tfoot",    "th",         "thead",   "tr",      "ul",
};

static const char *const inline_names[] = {
    "a",     "abbr", "acronym", "b",      "bdi", "bdo", "big",  "br",   "cite", "code", "del",
    "dfn",   "em",   "font",    "i",      "img", "ins", "kbd",  "mark", "q",    "s",    "samp",
    "small", "span", "strike",  "strong", "sub", "sup", "time", "tt",   "u",    "var",  "wbr",
};

static gboolean is_among(const char *const *names, gsize n_names, const char *name)
{
    for (gsize i = 0; i < n_names; i++)
        if (strcmp(names[i], name) == 0)
            return TRUE;
    return FALSE;
}

/* The name of the tag at the start of @text, in lower case; empty: none. Returns: bytes before and
 * of the name. */
static gsize tag_name(AssaySlice text, char ret_name[MAX_NAME])
{
    gsize at = 1, n = 0;
    ret_name[0] = '\0';
    if (text.length < 3 || text.data[0] != '<')
        return 0;
    at += text.data[1] == '/' ? 1 : 0;
    while (at < text.length && n + 1 < MAX_NAME && g_ascii_isalnum(text.data[at]))
        ret_name[n++] = g_ascii_tolower(text.data[at++]);
    ret_name[n] = '\0';
    if (n == 0 || at >= text.length || strchr(" \t\r\n/>", text.data[at]) == NULL ||
        text.data[at] == '\0')
        ret_name[0] = '\0';
    return at;
}

/* Behind a name: attributes, in whose quoted values ">" may stand. */
static gsize tag_end(AssaySlice text, gsize at)
{
    gsize end = MIN(text.length, MAX_TAG_BYTES);
    char quote = '\0';
    for (; at < end; at++) {
        char c = text.data[at];
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '>')
            return at + 1;
        else if (c == '<')
            return 0;
        else if ((c == '"' || c == '\'') && text.data[at - 1] == '=')
            quote = c;
    }
    return 0;
}

gsize assay_markdown_tag_length(AssaySlice text)
{
    char name[MAX_NAME];
    gsize at = tag_name(text, name);
    if (name[0] == '\0' || !(is_among(inline_names, G_N_ELEMENTS(inline_names), name) ||
                             is_among(block_names, G_N_ELEMENTS(block_names), name)))
        return 0;
    return tag_end(text, at);
}

gboolean assay_markdown_opens_html(AssaySlice line)
{
    char name[MAX_NAME];
    gsize at = tag_name(line, name);
    return name[0] != '\0' && is_among(block_names, G_N_ELEMENTS(block_names), name) &&
           tag_end(line, at) > 0;
}

void assay_markdown_html_init(AssayMarkdownHtml *html)
{
    *html = (AssayMarkdownHtml){.ranges = g_array_new(FALSE, FALSE, sizeof(AssayRange))};
}

void assay_markdown_html_clear(AssayMarkdownHtml *html)
{
    g_array_unref(html->ranges);
}

static gboolean is_table_tag(AssaySlice text, gsize at)
{
    char name[MAX_NAME];
    tag_name(assay_slice_sub(text, at, text.length), name);
    return strcmp(name, "table") == 0;
}

/* One pass: an end tag closes the start tag that is open last. */
static void find_tables(AssayMarkdownHtml *html, AssaySlice text)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(guint));
    const char *end = text.data + text.length;
    html->is_known = TRUE;
    for (const char *at = text.data; (at = memchr(at, '<', (gsize)(end - at))) != NULL; at++) {
        gsize offset = (gsize)(at - text.data);
        if (!is_table_tag(text, offset))
            continue;
        if (at[1] != '/') {
            AssayRange range = {offset, 0};
            guint index = html->ranges->len;
            g_array_append_val(html->ranges, range);
            g_array_append_val(open, index);
        } else if (open->len > 0) {
            guint last = g_array_index(open, guint, open->len - 1);
            const char *close = memchr(at, '>', MIN((gsize)(end - at), MAX_TAG_BYTES));
            g_array_index(html->ranges, AssayRange, last).end =
                close == NULL ? offset : (gsize)(close - text.data) + 1;
            g_array_set_size(open, open->len - 1);
        }
    }
}

/* The first table that begins at @start or behind. */
static guint table_at(const AssayMarkdownHtml *html, gsize start)
{
    guint low = 0, high = html->ranges->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(html->ranges, AssayRange, middle).start >= start)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

gsize assay_markdown_html_end(AssayMarkdownHtml *html, AssaySlice text, gsize start, gsize end)
{
    if (!html->is_known)
        find_tables(html, text);
    gsize stop = end;
    for (guint i = table_at(html, start); i < html->ranges->len; i++) {
        AssayRange range = g_array_index(html->ranges, AssayRange, i);
        if (range.start >= end)
            break;
        stop = MAX(stop, range.end);
    }
    while (stop > end && stop < text.length && strchr("\r\n", text.data[stop]) == NULL)
        stop++;
    return stop;
}

/* Nothing but tags, as `<div>` has on a line of its own. */
static gboolean is_bare(AssaySlice text)
{
    for (gsize at = 0; at < text.length;) {
        gsize tag = text.data[at] == '<'
                        ? assay_markdown_tag_length(assay_slice_sub(text, at, text.length))
                        : 0;
        if (tag == 0 && !assay_is_blank_byte(text.data[at]) &&
            strchr("\r\n", text.data[at]) == NULL)
            return FALSE;
        at += MAX(tag, 1);
    }
    return TRUE;
}

/* Where a capture ends is not where a block of it does: the writer knows. */
static void close_ends(AssayDocument *document, guint first_block)
{
    for (guint i = first_block; i < document->blocks->len; i++) {
        AssayBlock *block = assay_document_block(document, i);
        block->open_end = FALSE;
        guint n_cells = block->table == NULL ? 0 : block->table->n_rows * block->table->n_columns;
        for (guint j = 0; j < n_cells; j++)
            block->table->cells[j].open_end = FALSE;
    }
}

gboolean assay_markdown_html_add(AssayMarkdownHtml *html, AssayLineWriter *writer, gsize start,
                                 gsize end)
{
    AssayDocument *document = writer->document;
    if (is_bare(assay_slice_sub(writer->text, start, end)))
        return TRUE;
    if (html->n_read++ >= MAX_BLOCKS)
        return FALSE;
    g_autoptr(AssayDecoded) part = assay_decoded_part(writer->decoded, start, end);
    g_autoptr(HtmlTree) tree = html_tree_parse(part);
    gboolean open_end = document->open_end;
    guint first = document->blocks->len;
    if (document->text->len > 0)
        assay_document_separate(document, "\n");
    html_blocks_extract(tree, part, document);
    document->open_end = open_end;
    close_ends(document, first);
    return TRUE;
}

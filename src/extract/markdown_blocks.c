/* markdown_blocks.c: see markdown_blocks.h.
 *
 * Specification: CommonMark 0.30 for blocks, by cmark; tables as in table_text.h. */
#include "extract/markdown_blocks.h"

#include <cmark.h>
#include <string.h>

#include "extract/markdown_html.h"
#include "extract/markdown_marks.h"
#include "extract/markdown_source.h"
#include "extract/table_aligned.h"
#include "extract/table_text.h"
#include "extract/text_blocks.h"

/* cmark needs up to a hundred bytes for each byte of hostile input; reports have 0.1 MB. */
#define MAX_CMARK_BYTES ((gsize)4 * 1024 * 1024)
/* Tools wrap to 72 to 80 columns, a few to 100 or 120. */
#define MIN_WRAP_CHARS  ((gsize)50)
#define MAX_WRAP_CHARS  ((gsize)130)
#define MIN_FULL_LINES  3u

typedef struct {
    AssayLineWriter *writer;           /* borrowed */
    const AssayMarkdownSource *source; /* borrowed */
    GArray *lines;                     /* owned; of AssayLine; scratch */
    guint list_depth, quote_depth;
    gboolean item_is_new; /* nothing of the list item was added yet */
    gboolean is_cell_closed;
    AssayMarkdownHtml html;
    gsize width;     /* bytes of the longest line that could have been wrapped */
    gsize taken_end; /* nodes that begin before it were read with one before them */
} Builder;

/* Continuation lines stand behind blanks and as many ">" as quotes are open, or fewer. */
static AssayLine strip_prefix(const Builder *builder, AssayLine line)
{
    const char *text = builder->source->text.data;
    for (guint n = 0; n <= builder->quote_depth; n++) {
        gsize at = line.start;
        while (at < line.end && (text[at] == ' ' || text[at] == '\t'))
            at++;
        if (n == builder->quote_depth || at >= line.end || text[at] != '>')
            break;
        line.start = at + 1;
    }
    return line;
}

/* The source lines of @node, without what its containers put before them. */
static void collect_lines(Builder *builder, cmark_node *node)
{
    guint first = (guint)MAX(cmark_node_get_start_line(node), 1);
    guint last = (guint)MAX(cmark_node_get_end_line(node), 1);
    last = MIN(last, assay_markdown_n_lines(builder->source));
    g_array_set_size(builder->lines, 0);
    for (guint number = first; number <= last; number++) {
        AssayLine line = assay_markdown_line(builder->source, number);
        gsize column = (gsize)MAX(cmark_node_get_start_column(node), 1) - 1;
        if (number == first)
            line.start += MIN(column, line.end - line.start);
        else
            line = strip_prefix(builder, line);
        g_array_append_val(builder->lines, line);
    }
}

static const AssayLine *line_at(const Builder *builder, guint index)
{
    return &g_array_index(builder->lines, AssayLine, index);
}

/* The first text of a list item is the item; what follows in it are paragraphs. */
static AssayBlock text_block(Builder *builder)
{
    AssayBlock block = {.kind = ASSAY_BLOCK_PARAGRAPH};
    if (builder->list_depth > 0 && builder->item_is_new)
        block = (AssayBlock){.kind = ASSAY_BLOCK_LIST_ITEM, .level = builder->list_depth};
    builder->item_is_new = FALSE;
    return block;
}

static void add_text(Builder *builder, guint first, guint n_lines)
{
    AssaySlice text = builder->source->text;
    AssayBlock block = text_block(builder);
    AssayLine begin = assay_line_trim(text, *line_at(builder, first));
    AssayLine end = assay_line_trim(text, *line_at(builder, first + n_lines - 1));
    if (assay_slice_has_prefix(assay_line_slice(text, begin), ASSAY_SLICE("<!--")) &&
        end.end >= 3 && memcmp(text.data + end.end - 3, "-->", 3) == 0)
        block.place = ASSAY_PLACE_HIDDEN;
    builder->is_cell_closed = FALSE;
    assay_line_writer_add_lines(builder->writer, line_at(builder, first), n_lines, ' ', &block);
}

static gboolean is_fence(const Builder *builder, guint index)
{
    AssaySlice text = builder->source->text;
    AssayLine line = assay_line_trim(text, *line_at(builder, index));
    return assay_marks_is_fence(builder->writer->marks, assay_line_slice(text, line));
}

static void add_table(Builder *builder, guint first, AssayTableText found)
{
    AssayBlock block = {.kind = ASSAY_BLOCK_TABLE};
    builder->item_is_new = FALSE;
    assay_table_text_add(builder->writer, line_at(builder, first), found, &block);
    builder->is_cell_closed = assay_table_text_is_closed(builder->source->text,
                                                         line_at(builder, first), found);
}

/* A table in columns of blanks. Its first line counts from its indentation on. */
static gboolean add_aligned(Builder *builder, cmark_node *node)
{
    guint number = (guint)MAX(cmark_node_get_start_line(node), 1);
    if (builder->lines->len < 2 || builder->list_depth > 0 || builder->quote_depth > 0)
        return FALSE;
    g_array_index(builder->lines, AssayLine, 0) = assay_markdown_line(builder->source, number);
    if (!assay_table_aligned_add(builder->writer, line_at(builder, 0), builder->lines->len))
        return FALSE;
    builder->item_is_new = builder->is_cell_closed = FALSE;
    return TRUE;
}

static guint n_tabs(const Builder *builder, AssayLine line)
{
    guint n = 0;
    for (gsize at = line.start; at < line.end; at++)
        n += builder->source->text.data[at] == '\t' ? 1 : 0;
    return n;
}

/* A row of tabs may have blank lines between it and the next. */
static void collect_rows(Builder *builder, cmark_node *node)
{
    if (builder->lines->len != 1 || builder->list_depth > 0 || builder->quote_depth > 0)
        return;
    AssayLine row = *line_at(builder, 0);
    guint n = n_tabs(builder, row);
    while (n >= 2 && (node = cmark_node_next(node)) != NULL &&
           cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH) {
        guint number = (guint)MAX(cmark_node_get_start_line(node), 1);
        if (cmark_node_get_end_line(node) != (int)number ||
            number > assay_markdown_n_lines(builder->source))
            return;
        row = assay_markdown_line(builder->source, number);
        if (n_tabs(builder, row) != n)
            return;
        g_array_append_val(builder->lines, row);
        builder->taken_end = row.end;
    }
}

static void add_paragraph(Builder *builder, cmark_node *node)
{
    collect_lines(builder, node);
    guint n_lines = builder->lines->len, first = 0, i = 0;
    if (add_aligned(builder, node))
        return;
    collect_rows(builder, node);
    n_lines = builder->lines->len;
    AssaySlice text = builder->source->text;
    const AssayLine *last = n_lines > 0 ? line_at(builder, n_lines - 1) : NULL;
    while (i < n_lines) {
        AssayTableText found = {0};
        gboolean is_division = is_fence(builder, i);
        if (!is_division)
            found = assay_table_text_find(text, line_at(builder, i), n_lines - i,
                                          last->next == last->end);
        if (found.n_lines == 0 && !is_division) {
            i++;
            continue;
        }
        if (i > first)
            add_text(builder, first, i - first);
        if (found.n_lines > 0)
            add_table(builder, i, found);
        i += is_division ? 1 : found.n_lines;
        first = i;
    }
    if (i > first)
        add_text(builder, first, i - first);
}

/* Without the "#"s before and behind. Returns: FALSE when it is underlined instead. */
static gboolean strip_hashes(AssaySlice text, AssayLine *line)
{
    AssayLine inner = assay_line_trim(text, *line);
    gsize at = inner.start;
    while (at < inner.end && text.data[at] == '#')
        at++;
    if (at == inner.start || at - inner.start > 6 ||
        (at < inner.end && text.data[at] != ' ' && text.data[at] != '\t'))
        return FALSE;
    gsize end = inner.end;
    while (end > at && text.data[end - 1] == '#')
        end--;
    if (end > at && (text.data[end - 1] == ' ' || text.data[end - 1] == '\t'))
        inner.end = end;
    inner.start = at;
    *line = inner;
    return TRUE;
}

static gboolean is_underline(AssaySlice text, AssayLine line)
{
    AssayLine inner = assay_line_trim(text, line);
    gsize at = inner.start;
    while (at < inner.end && text.data[at] == text.data[inner.start])
        at++;
    return at == inner.end && at > inner.start && strchr("=-", text.data[inner.start]) != NULL;
}

/* A line of running text: what cannot be broken may be longer. */
static gboolean is_running(AssaySlice line)
{
    return line.length > 0 && strchr("#|`~>-*+", line.data[0]) == NULL &&
           memchr(line.data, '|', line.length) == NULL &&
           assay_slice_find(line, ASSAY_SLICE("]("), 0) < 0 &&
           assay_slice_find(line, ASSAY_SLICE("://"), 0) < 0;
}

static gsize n_chars(AssaySlice text, gsize start, gsize end)
{
    return (gsize)g_utf8_strlen(text.data + start, (gssize)(end - start));
}

/* The first word of @second had no room behind @first. */
static gboolean is_wrapped(AssaySlice text, gsize width, AssayLine first, AssayLine second)
{
    gsize word = second.start;
    while (word < second.end && text.data[word] != ' ' && text.data[word] != '-')
        word++;
    word += word < second.end && text.data[word] == '-' ? 1 : 0; /* stays on the line */
    return n_chars(text, first.start, first.end) + 1 + n_chars(text, second.start, word) > width;
}

/* The width that a tool wrapped running text to: hardly a line had room for a word of the next.
 * Returns: characters; 0: it did not. */
static gsize find_width(const AssayMarkdownSource *source)
{
    gsize width = 0;
    guint n_lines = assay_markdown_n_lines(source), n_full = 0, n_short = 0;
    AssaySlice text = source->text;
    for (guint number = 1; number <= n_lines; number++) {
        AssayLine line = assay_line_trim(text, assay_markdown_line(source, number));
        if (is_running(assay_line_slice(text, line)))
            width = MAX(width, n_chars(text, line.start, line.end));
    }
    if (width < MIN_WRAP_CHARS || width > MAX_WRAP_CHARS)
        return 0;
    for (guint number = 1; number < n_lines; number++) {
        AssayLine whole = assay_markdown_line(source, number);
        AssayLine line = assay_line_trim(text, whole);
        AssayLine next = assay_line_trim(text, assay_markdown_line(source, number + 1));
        if (!is_running(assay_line_slice(text, line)) ||
            !is_running(assay_line_slice(text, next)) || whole.end - line.end >= 2)
            continue;
        n_full += is_wrapped(text, width, line, next) ? 1 : 0;
        n_short += is_wrapped(text, width, line, next) ? 0 : 1;
    }
    return n_full >= MIN_FULL_LINES && n_short * 4 <= n_full ? width : 0;
}

/* Some tools wrap headings too: the paragraph right behind is the rest of one, if each line but
 * the last is full. Returns: its lines, which are then behind builder->lines; 0: it is none. */
static guint collect_rest(Builder *builder, cmark_node *node)
{
    AssaySlice text = builder->source->text;
    cmark_node *next = cmark_node_next(node);
    guint first = (guint)MAX(cmark_node_get_end_line(node), 1) + 1;
    if (builder->width == 0 || next == NULL || cmark_node_get_type(next) != CMARK_NODE_PARAGRAPH ||
        cmark_node_get_start_line(next) != (int)first)
        return 0;
    guint last = MIN((guint)MAX(cmark_node_get_end_line(next), 0),
                     assay_markdown_n_lines(builder->source));
    guint before = builder->lines->len;
    AssayLine line = assay_line_trim(text, assay_markdown_line(builder->source, first - 1));
    for (guint number = first; number <= last; number++) {
        AssayLine rest = assay_line_trim(text, assay_markdown_line(builder->source, number));
        if (!is_wrapped(text, builder->width, line, rest)) {
            g_array_set_size(builder->lines, before);
            return 0;
        }
        g_array_append_val(builder->lines, rest);
        line = rest;
    }
    return builder->lines->len - before;
}

static void add_heading(Builder *builder, cmark_node *node)
{
    collect_lines(builder, node);
    guint n_lines = builder->lines->len;
    AssayBlock block = {.kind = ASSAY_BLOCK_HEADING,
                        .level = (guint)cmark_node_get_heading_level(node)};
    if (n_lines == 0)
        return;
    AssayLine first = *line_at(builder, 0);
    if (strip_hashes(builder->source->text, &first)) {
        g_array_set_size(builder->lines, 0);
        g_array_append_val(builder->lines, first);
        n_lines = 1 + collect_rest(builder, node);
        if (n_lines > 1)
            builder->taken_end = line_at(builder, n_lines - 1)->end;
    } else {
        /* cmark's last line of an underlined heading may be one too many. */
        for (n_lines = 1; n_lines < builder->lines->len; n_lines++)
            if (is_underline(builder->source->text, *line_at(builder, n_lines)))
                break;
    }
    builder->is_cell_closed = FALSE;
    assay_line_writer_add_lines(builder->writer, line_at(builder, 0), n_lines, ' ', &block);
    builder->item_is_new = FALSE;
}

static gsize fence_at(const Builder *builder, guint index)
{
    AssaySlice info;
    return assay_markdown_fence_length(
        assay_line_slice(builder->source->text, *line_at(builder, index)), &info);
}

static AssayLine strip_indent(AssaySlice text, AssayLine line, gsize n_columns)
{
    for (gsize column = 0; column < n_columns && line.start < line.end; line.start++) {
        if (text.data[line.start] == '\t')
            column += 4 - column % 4;
        else if (text.data[line.start] == ' ')
            column++;
        else
            break;
    }
    return line;
}

static void add_code(Builder *builder, cmark_node *node)
{
    AssaySlice text = builder->source->text;
    collect_lines(builder, node);
    guint first = 0, end = builder->lines->len;
    gsize indent = (gsize)MAX(cmark_node_get_start_column(node), 1) - 1;
    gsize fence = end > 0 ? fence_at(builder, 0) : 0;
    if (fence > 0) {
        first = 1;
        if (end > 1 && fence_at(builder, end - 1) >= fence)
            end--;
    }
    while (end > first && assay_line_is_blank(text, *line_at(builder, end - 1)))
        end--;
    AssayBlock block = {.kind = ASSAY_BLOCK_CODE};
    assay_line_writer_begin(builder->writer);
    gsize start = builder->writer->document->text->len;
    for (guint i = first; i < end; i++) {
        AssayLine line = *line_at(builder, i);
        if (i > 0)
            line = strip_indent(text, line, indent);
        if (i > first)
            assay_document_separate(builder->writer->document, "\n");
        assay_line_writer_put_code(builder->writer, line.start, line.end);
    }
    block.text = (AssayRange){start, builder->writer->document->text->len};
    builder->is_cell_closed = FALSE;
    builder->item_is_new = FALSE;
    if (block.text.end > block.text.start)
        assay_document_add_block(builder->writer->document, &block);
}

/* Inside a quotation, lines begin with its marks: those are text. */
static void add_html(Builder *builder, cmark_node *node)
{
    AssaySlice text = builder->source->text;
    collect_lines(builder, node);
    guint n_lines = builder->lines->len;
    if (n_lines == 0)
        return;
    gsize start = line_at(builder, 0)->start, end = line_at(builder, n_lines - 1)->end;
    gsize stop = assay_markdown_html_end(&builder->html, text, start, end);
    if (builder->quote_depth > 0 || stop <= start ||
        !assay_markdown_html_add(&builder->html, builder->writer, start, stop)) {
        add_text(builder, 0, n_lines);
        return;
    }
    builder->taken_end = stop;
    builder->item_is_new = FALSE;
    builder->is_cell_closed =
        text.data[assay_line_trim(text, (AssayLine){start, stop, stop, FALSE}).end - 1] == '>';
}

/* A block that does not hold others. */
static void add_leaf(Builder *builder, cmark_node *node)
{
    guint number = (guint)MAX(cmark_node_get_start_line(node), 1);
    if (number > assay_markdown_n_lines(builder->source) ||
        assay_markdown_line(builder->source, number).start < builder->taken_end)
        return;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        add_paragraph(builder, node);
        break;
    case CMARK_NODE_HEADING:
        add_heading(builder, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code(builder, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        add_html(builder, node);
        break;
    default: /* inlines are the writer's; breaks are nothing */
        break;
    }
}

static void add_node(Builder *builder, cmark_node *node, gboolean is_enter)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_LIST:
        builder->list_depth = is_enter ? builder->list_depth + 1 : builder->list_depth - 1;
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        builder->quote_depth = is_enter ? builder->quote_depth + 1 : builder->quote_depth - 1;
        break;
    case CMARK_NODE_ITEM:
        builder->item_is_new = is_enter;
        break;
    default:
        if (is_enter)
            add_leaf(builder, node);
        break;
    }
}

static void add_blocks(Builder *builder, const char *skeleton, gsize size)
{
    cmark_node *root = cmark_parse_document(skeleton, size, CMARK_OPT_DEFAULT);
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE &&
           !assay_line_writer_is_full(builder->writer))
        add_node(builder, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    cmark_iter_free(iter);
    cmark_node_free(root);
    assay_line_writer_finish(builder->writer, builder->is_cell_closed);
}

void assay_markdown_blocks_add(AssayLineWriter *writer, gsize start)
{
    AssaySlice text = writer->text;
    if (text.length - start > MAX_CMARK_BYTES) {
        assay_text_blocks_add(writer, start);
        return;
    }
    AssayMarkdownSource source;
    gsize size = 0;
    text = assay_markdown_unfenced(text, &start);
    assay_markdown_source_init(&source, text, start);
    g_autofree char *skeleton = assay_markdown_skeleton(&source, &size);
    if (skeleton == NULL) {
        assay_document_add_defect(
            writer->document, "depth-limit",
            assay_span_bytes(0, assay_decoded_to_source(writer->decoded, text.length)),
            "lists or quotes nest too deep: read as plain text");
        assay_text_blocks_add(writer, start);
    } else {
        Builder builder = {.writer = writer, .source = &source};
        builder.width = find_width(&source);
        writer->marks = assay_marks_new(assay_marks_style(text));
        builder.lines = g_array_new(FALSE, FALSE, sizeof(AssayLine));
        assay_markdown_html_init(&builder.html);
        add_blocks(&builder, skeleton, size);
        assay_markdown_html_clear(&builder.html);
        g_array_unref(builder.lines);
        assay_marks_free(g_steal_pointer(&writer->marks));
    }
    assay_markdown_source_clear(&source);
}

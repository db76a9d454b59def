/* text_blocks.c: see text_blocks.h. Headings are in text_headings.c. */
#include "extract/text_blocks.h"

#include "extract/table_aligned.h"
#include "extract/table_text.h"

/* Lines of one chunk that are held at a time; what is longer is cut into paragraphs there. */
#define MAX_CHUNK_LINES 65536u
/* Nesting of list items that is told apart; deeper ones count as this deep. */
#define MAX_LIST_DEPTH  16u
#define MIN_PROSE_BYTES 60u

typedef struct {
    AssayLineWriter *writer;       /* borrowed */
    guint indents[MAX_LIST_DEPTH]; /* of the markers of the open list items */
    guint n_indents;
    gboolean is_cell_closed; /* the last line added was a closed table row */
} Builder;

static void add_lines(Builder *builder, const AssayLine *lines, guint n_lines, AssayBlockKind kind,
                      AssayPlace place, guint level)
{
    AssayBlock block = {.kind = kind, .place = place, .level = level};
    assay_line_writer_add_lines(builder->writer, lines, n_lines, '\n', &block);
}

static guint list_level(Builder *builder, guint indent)
{
    while (builder->n_indents > 0 && builder->indents[builder->n_indents - 1] >= indent)
        builder->n_indents--;
    if (builder->n_indents < MAX_LIST_DEPTH)
        builder->indents[builder->n_indents++] = indent;
    return builder->n_indents;
}

/* The list item that begins at lines[0]: its marker is left out, lines that are indented further
 * go on with it. Returns: how many lines it takes; 0: it is none. */
static guint add_item(Builder *builder, const AssayLine *lines, guint n_lines, gboolean in_list)
{
    AssaySlice text = builder->writer->text;
    AssayLine first = assay_line_trim(text, lines[0]);
    guint number = 0, n = 1;
    gsize marker = assay_line_marker_length(text, first, &number);
    if (marker == 0 || (!in_list && number > 1))
        return 0; /* "2020. A year …" inside running text */
    guint indent = assay_line_indent(text, lines[0]);
    AssayBlock block = {.kind = ASSAY_BLOCK_LIST_ITEM, .level = list_level(builder, indent)};
    for (; n < n_lines && assay_line_indent(text, lines[n]) > indent; n++) {
        guint ignored = 0;
        if (assay_line_marker_length(text, assay_line_trim(text, lines[n]), &ignored) > 0)
            break;
    }
    assay_line_writer_begin(builder->writer);
    for (guint i = 0; i < n; i++) {
        AssayLine line = assay_line_trim(text, lines[i]);
        if (i > 0)
            assay_line_writer_break(builder->writer, lines[i - 1].end, lines[i - 1].next, '\n');
        assay_line_writer_put(builder->writer, line.start + (i == 0 ? marker : 0), line.end);
    }
    block.text = assay_line_writer_end(builder->writer);
    if (block.text.end > block.text.start)
        assay_document_add_block(builder->writer->document, &block);
    return n;
}

static void add_table(Builder *builder, const AssayLine *lines, AssayTableText found)
{
    AssayBlock block = {.kind = ASSAY_BLOCK_TABLE};
    assay_table_text_add(builder->writer, lines, found, &block);
    builder->is_cell_closed = assay_table_text_is_closed(builder->writer->text, lines, found);
}

/* Lines of text with the tables, lists and rules among them. */
static void add_body(Builder *builder, const AssayTextChunk *chunk, guint from)
{
    AssaySlice text = builder->writer->text;
    guint paragraph = from, i = from;
    gboolean in_list = from == 0; /* the first line may be any item of a list */
    while (i < chunk->n_lines) {
        const AssayLine *lines = chunk->lines + i;
        AssayTableText found = assay_table_text_find(text, lines, chunk->n_lines - i,
                                                     chunk->is_end);
        guint number = 0;
        gboolean is_item = found.n_lines == 0 &&
                           assay_line_marker_length(text, assay_line_trim(text, lines[0]),
                                                    &number) > 0 &&
                           (in_list || number <= 1);
        gboolean is_rule = assay_text_is_rule(text, lines[0]);
        if (found.n_lines == 0 && !is_item && !is_rule) {
            in_list = FALSE;
            i++;
            continue;
        }
        if (i > paragraph)
            add_lines(builder, chunk->lines + paragraph, i - paragraph, ASSAY_BLOCK_PARAGRAPH,
                      ASSAY_PLACE_CONTENT, 0);
        if (found.n_lines > 0)
            add_table(builder, lines, found);
        if (is_item)
            found.n_lines = add_item(builder, lines, chunk->n_lines - i, in_list);
        in_list = is_item;
        i += MAX(found.n_lines, 1);
        paragraph = i;
    }
    if (i > paragraph) {
        builder->is_cell_closed = FALSE;
        add_lines(builder, chunk->lines + paragraph, i - paragraph, ASSAY_BLOCK_PARAGRAPH,
                  ASSAY_PLACE_CONTENT, 0);
    }
}

static void add_chunk(Builder *builder, const AssayTextChunk *chunk)
{
    AssaySlice text = builder->writer->text;
    guint level = 0, number = 0;
    if (assay_text_is_running_head(text, chunk)) {
        add_lines(builder, chunk->lines, 1, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_RUNNING_HEAD, 0);
        return;
    }
    if (assay_table_aligned_add(builder->writer, chunk->lines, chunk->n_lines))
        return;
    AssayLine first = assay_line_trim(text, chunk->lines[0]);
    if (assay_line_indent(text, chunk->lines[0]) == 0 &&
        assay_line_marker_length(text, first, &number) == 0)
        builder->n_indents = 0; /* text at the margin ends all lists */
    if (chunk->n_lines > 1)
        level = assay_text_underline_level(text, chunk->lines[0], chunk->lines[1]);
    if (level > 0) {
        add_lines(builder, chunk->lines, 1, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, level);
        add_body(builder, chunk, 2);
        return;
    }
    level = assay_text_heading_level(text, chunk);
    if (level > 0)
        add_lines(builder, chunk->lines, 1, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, level);
    else
        add_body(builder, chunk, 0);
}

/* Gather lines up to a blank one into @lines. Returns: where to go on. */
static gsize gather(AssaySlice text, gsize at, GArray *lines, AssayTextChunk *chunk)
{
    AssayLine line;
    g_array_set_size(lines, 0);
    chunk->ends_page = FALSE;
    while (lines->len < MAX_CHUNK_LINES && !chunk->ends_page && assay_line_at(text, at, &line)) {
        gboolean is_blank = assay_line_is_blank(text, line);
        if (is_blank && lines->len > 0)
            break;
        at = line.next;
        if (is_blank)
            chunk->begins_page |= line.ends_page;
        else
            g_array_append_val(lines, line);
        chunk->ends_page = line.ends_page && !is_blank;
    }
    chunk->lines = (const AssayLine *)(const void *)lines->data;
    chunk->n_lines = lines->len;
    chunk->is_end = at >= text.length && lines->len > 0 &&
                    chunk->lines[lines->len - 1].next == chunk->lines[lines->len - 1].end;
    /* What follows: a page break may stand behind blank lines. */
    chunk->following = (AssayLine){text.length, text.length, text.length, FALSE};
    for (gsize next = at; assay_line_at(text, next, &line); next = line.next) {
        if (!assay_line_is_blank(text, line)) {
            chunk->following = line;
            break;
        }
        chunk->ends_page |= line.ends_page;
    }
    return at;
}

void assay_text_blocks_add(AssayLineWriter *writer, gsize start)
{
    Builder builder = {.writer = writer};
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(AssayLine));
    AssayTextChunk chunk = {.is_first = TRUE};
    gsize at = start;
    while (at < writer->text.length && !assay_line_writer_is_full(writer)) {
        chunk.begins_page = chunk.ends_page;
        at = gather(writer->text, at, lines, &chunk);
        if (chunk.n_lines == 0)
            break;
        builder.is_cell_closed = FALSE;
        add_chunk(&builder, &chunk);
        const AssayLine *last = &chunk.lines[chunk.n_lines - 1];
        AssayLine trimmed = assay_line_trim(writer->text, *last);
        chunk.is_first = FALSE;
        chunk.previous_indent = assay_line_indent(writer->text, *last);
        chunk.previous_is_prose = chunk.n_lines > 1 ||
                                  trimmed.end - trimmed.start >= MIN_PROSE_BYTES;
    }
    assay_line_writer_finish(writer, builder.is_cell_closed);
}

/* lines.c: see lines.h. Links are in lines_links.c. */
#include "extract/lines.h"

#include <string.h>

#include "base/limits.h"
#include "extract/markdown_marks.h"

#define TAB_COLUMNS 8u

gboolean assay_line_at(AssaySlice text, gsize at, AssayLine *ret_line)
{
    if (at >= text.length)
        return FALSE;
    gsize end = at;
    while (end < text.length && text.data[end] != '\n' && text.data[end] != '\r' &&
           text.data[end] != '\f')
        end++;
    AssayLine line = {at, end, end, FALSE};
    if (end < text.length) {
        line.ends_page = text.data[end] == '\f';
        gboolean is_pair = text.data[end] == '\r' && end + 1 < text.length &&
                           text.data[end + 1] == '\n';
        line.next = end + (is_pair ? 2 : 1);
    }
    *ret_line = line;
    return TRUE;
}

AssayLine assay_line_trim(AssaySlice text, AssayLine line)
{
    AssaySlice trimmed = assay_slice_trim(assay_line_slice(text, line));
    line.start = (gsize)(trimmed.data - text.data);
    line.end = line.start + trimmed.length;
    return line;
}

gboolean assay_line_is_blank(AssaySlice text, AssayLine line)
{
    /* Most lines are not, and show it at once. */
    for (gsize at = line.start; at < line.end;) {
        const char *p = text.data + at;
        if (!assay_text_is_space(g_utf8_get_char(p)))
            return FALSE;
        at += (gsize)(assay_utf8_next(p) - p);
    }
    return TRUE;
}

guint assay_line_indent(AssaySlice text, AssayLine line)
{
    guint columns = 0;
    for (gsize at = line.start; at < line.end && columns < G_MAXUINT / 2; at++) {
        if (text.data[at] == '\t')
            columns += TAB_COLUMNS - columns % TAB_COLUMNS;
        else if (text.data[at] == ' ')
            columns++;
        else
            break;
    }
    return columns;
}

void assay_line_writer_init(AssayLineWriter *writer, const AssayDecoded *decoded,
                            AssayDocument *document, AssayLinkStyle style)
{
    *writer = (AssayLineWriter){.decoded = decoded,
                                .document = document,
                                .text = {decoded->text, decoded->length},
                                .style = style};
    writer->links = g_array_new(FALSE, FALSE, sizeof(AssayFoundLink));
    writer->open = g_array_new(FALSE, FALSE, sizeof(gsize));
}

void assay_line_writer_clear(AssayLineWriter *writer)
{
    g_array_unref(writer->links);
    g_array_unref(writer->open);
}

gboolean assay_line_writer_is_full(const AssayLineWriter *writer)
{
    if (writer->document->blocks->len >= ASSAY_LIMIT_BLOCKS)
        return TRUE;
    return writer->document->text->len >= ASSAY_LIMIT_TEXT_BYTES;
}

void assay_line_writer_begin_cell(AssayLineWriter *writer, const char *separator)
{
    assay_document_separate(writer->document, separator);
    writer->start = writer->document->text->len;
    writer->gap_mark = '\0';
}

void assay_line_writer_begin(AssayLineWriter *writer)
{
    assay_line_writer_begin_cell(writer, writer->document->text->len > 0 ? "\n" : "");
}

static void note_gap(AssayLineWriter *writer, gsize start, gsize end, char mark)
{
    if (writer->gap_mark == '\0') {
        writer->gap = start;
        writer->gap_mark = mark;
    }
    if (mark == '\n')
        writer->gap_mark = mark;
    writer->gap_end = end;
}

static void flush_gap(AssayLineWriter *writer)
{
    char mark = writer->gap_mark;
    writer->gap_mark = '\0';
    if (mark == '\0' || writer->document->text->len == writer->start)
        return;
    if (writer->gap_end - writer->gap == 1 && writer->text.data[writer->gap] == mark) {
        assay_decoded_append(writer->decoded, writer->document, writer->gap, writer->gap_end);
        return;
    }
    AssaySpan span = assay_span_bytes(assay_decoded_to_source(writer->decoded, writer->gap),
                                      assay_decoded_to_source(writer->decoded, writer->gap_end));
    assay_document_append(writer->document, &mark, 1, span, FALSE);
}

/* Bytes @start to @end, in which the only white space is single blanks. */
static void put_run(AssayLineWriter *writer, gsize start, gsize end)
{
    flush_gap(writer);
    assay_decoded_append(writer->decoded, writer->document, start, end);
}

static void put_unmarked(AssayLineWriter *writer, gsize start, gsize end)
{
    gsize run = start; /* what is not yet written and needs no change */
    gsize at = start;
    while (at < end) {
        const char *p = writer->text.data + at;
        gsize length = (gsize)(assay_utf8_next(p) - p);
        if (!assay_text_is_space(g_utf8_get_char(p))) {
            at += length;
            continue;
        }
        if (at > run && *p == ' ' && at + 1 < end && !assay_text_is_space(g_utf8_get_char(p + 1))) {
            at++;
            continue;
        }
        if (at > run)
            put_run(writer, run, at);
        note_gap(writer, at, at + length, ' ');
        at += length;
        run = at;
    }
    if (at > run)
        put_run(writer, run, at);
}

/* Without markup inside the text. */
static void put_folded(AssayLineWriter *writer, gsize start, gsize end)
{
    AssayRange mark;
    gboolean is_break = FALSE;
    while (writer->marks != NULL && start < end &&
           assay_marks_next(writer->marks, start, end, &mark, &is_break)) {
        put_unmarked(writer, start, mark.start);
        if (is_break)
            note_gap(writer, mark.start, mark.end, '\n');
        start = mark.end;
    }
    put_unmarked(writer, start, end);
}

static void put_link(AssayLineWriter *writer, const AssayFoundLink *link)
{
    flush_gap(writer);
    gsize start = writer->document->text->len;
    put_folded(writer, link->text_start, link->text_end);
    AssayRange range = {start, writer->document->text->len};
    if (range.end <= range.start)
        return; /* a link without text has no place */
    assay_document_add_link(writer->document, range, writer->text.data + link->uri_start,
                            link->uri_end - link->uri_start,
                            assay_document_span(writer->document, range));
}

void assay_line_writer_put(AssayLineWriter *writer, gsize start, gsize end)
{
    g_array_set_size(writer->links, 0);
    assay_links_find(writer->text, start, end, writer->style, writer->links, writer->open);
    gsize at = start;
    for (guint i = 0; i < writer->links->len; i++) {
        const AssayFoundLink *link = &g_array_index(writer->links, AssayFoundLink, i);
        put_folded(writer, at, link->start);
        put_link(writer, link);
        at = link->end;
    }
    put_folded(writer, at, end);
}

void assay_line_writer_put_code(AssayLineWriter *writer, gsize start, gsize end)
{
    if (end > start)
        put_run(writer, start, end);
}

void assay_line_writer_break(AssayLineWriter *writer, gsize start, gsize end, char mark)
{
    note_gap(writer, start, end, mark);
}

AssayRange assay_line_writer_end(AssayLineWriter *writer)
{
    writer->gap_mark = '\0';
    AssayRange range = {writer->start, MAX(writer->start, writer->document->text->len)};
    while (range.end > range.start && strchr(" \n", writer->document->text->str[range.end - 1]))
        range.end--; /* the gap before a link without text */
    return range;
}

/* Two blanks before a line break make markdown show it. */
static gboolean is_hard_break(const AssayLineWriter *writer, AssayLine line)
{
    const char *text = writer->text.data;
    return writer->style == ASSAY_LINKS_MARKDOWN && line.end - line.start > 2 &&
           text[line.end - 1] == ' ' && text[line.end - 2] == ' ';
}

/* Tools that wrap text break behind the hyphen of a compound as well as at blanks. "Pre- and
 * post-" may stand at the end of a line too. */
static gboolean is_compound(AssaySlice text, AssayLine first, AssayLine second)
{
    static const char *const conjunctions[] = {"and ", "or ", "to ", "nor ", "und ", "oder "};
    AssaySlice rest = assay_line_slice(text, second);
    if (first.end - first.start < 2 || text.data[first.end - 1] != '-' ||
        !g_ascii_isalnum(text.data[first.end - 2]) || rest.length == 0 ||
        !g_ascii_isalnum(rest.data[0]))
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(conjunctions); i++)
        if (assay_slice_has_prefix(rest, assay_slice_from(conjunctions[i])))
            return FALSE;
    return TRUE;
}

void assay_line_writer_add_lines(AssayLineWriter *writer, const AssayLine *lines, guint n_lines,
                                 char mark, const AssayBlock *block)
{
    AssayBlock added = *block;
    if (writer->marks != NULL)
        assay_marks_find(writer->marks, writer->text, lines, n_lines);
    assay_line_writer_begin(writer);
    for (guint i = 0; i < n_lines; i++) {
        AssayLine line = assay_line_trim(writer->text, lines[i]);
        if (i > 0 && !(mark == ' ' && is_compound(writer->text, lines[i - 1], line)))
            assay_line_writer_break(writer, lines[i - 1].end, lines[i - 1].next,
                                    is_hard_break(writer, lines[i - 1]) ? '\n' : mark);
        assay_line_writer_put(writer, line.start, line.end);
    }
    added.text = assay_line_writer_end(writer);
    if (added.text.end > added.text.start)
        assay_document_add_block(writer->document, &added);
}

static void open_last_cell(AssayTable *table)
{
    /* The last row of a capture may lack its later cells: the last filled one is cut. */
    for (guint column = table->n_columns; table->n_rows > 0 && column > 0; column--) {
        AssayCell *cell = assay_table_cell(table, table->n_rows - 1, column - 1);
        if (cell->text.end > cell->text.start) {
            cell->open_end = TRUE;
            return;
        }
    }
}

/* The input's last line, in which it stops, has text in @block. */
static gboolean reaches_last_line(const AssayLineWriter *writer, const AssayBlock *block)
{
    gsize start = writer->text.length;
    while (start > 0 && strchr("\n\r\f", writer->text.data[start - 1]) == NULL)
        start--;
    AssaySpan span = assay_document_span(writer->document, block->text);
    return span.end_byte > assay_decoded_to_source(writer->decoded, start);
}

/* Markup behind the last text of @block closes it, as the bracket of `<http://example.org/a>`. */
static gboolean is_closed_by_markup(const AssayLineWriter *writer, const AssayBlock *block)
{
    AssaySlice visible = assay_slice_trim(writer->text);
    gsize end = (gsize)(visible.data - writer->text.data) + visible.length;
    AssaySpan span = assay_document_span(writer->document, block->text);
    return block->kind != ASSAY_BLOCK_TABLE && visible.length > 0 &&
           writer->text.data[end - 1] == '>' &&
           span.end_byte < assay_decoded_to_source(writer->decoded, end);
}

void assay_line_writer_finish(AssayLineWriter *writer, gboolean is_cell_closed)
{
    AssaySlice text = writer->text;
    AssayDocument *document = writer->document;
    if (document->blocks->len == 0)
        assay_document_add_defect(document, "no-text", assay_span_bytes(0, 0),
                                  "there is no text in it");
    if (text.length == 0 || strchr("\n\r\f", text.data[text.length - 1]) != NULL)
        return;
    document->open_end = TRUE;
    if (document->blocks->len == 0 || assay_line_writer_is_full(writer))
        return;
    AssayBlock *last = assay_document_block(document, document->blocks->len - 1);
    last->open_end = reaches_last_line(writer, last) && !is_closed_by_markup(writer, last);
    if (last->open_end && last->kind == ASSAY_BLOCK_TABLE && !is_cell_closed)
        open_last_cell(last->table);
}

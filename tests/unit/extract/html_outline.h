/* html_outline.h: an HTML document as one short line a block, and the check that every character
 * of it has its exact place. Shared by test_html*.c. */
#ifndef ASSAY_TESTS_HTML_OUTLINE_H
#define ASSAY_TESTS_HTML_OUTLINE_H

#include <string.h>

#include "extract/extract.h"

extern const AssayExtractor assay_format_html;

static inline gboolean is_blank_byte(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == '\f';
}

/* A character of the text against the source bytes of its span: the same bytes, a reference, a
 * tag (for a line break), or folded white space. */
static inline gboolean is_right_place(AssaySlice text, const char *bytes, AssaySpan span)
{
    gsize length = span.end_byte - span.start_byte;
    const char *source = bytes + span.start_byte;
    if (length == text.length && memcmp(source, text.data, length) == 0)
        return TRUE;
    if (*text.data == ' ' || *text.data == '\n')
        return is_blank_byte(*source) || *source == '<' || *source == '&';
    return *source == '&';
}

static inline void check_places(const AssayDocument *document, const char *bytes, gsize size)
{
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        AssayRange at = assay_document_block(document, i)->text;
        const char *text = document->text->str;
        for (gsize next; at.start < at.end; at.start = next) {
            next = (gsize)(assay_utf8_next(text + at.start) - text);
            AssaySpan span = assay_document_span(document, (AssayRange){at.start, next});
            if (span.kind == ASSAY_SPAN_NONE) {
                g_assert_nonnull(strchr("\n\t", text[at.start]));
                continue;
            }
            g_assert_cmpuint(span.end_byte, <=, size);
            AssaySlice character = {text + at.start, next - at.start};
            if (!is_right_place(character, bytes, span))
                g_error("'%.*s' is not at byte %" G_GSIZE_FORMAT " of %s", (int)character.length,
                        character.data, span.start_byte, bytes);
        }
    }
}

static inline AssayDocument *extract_html(const char *bytes, gsize size)
{
    AssayInput input = {.bytes = (const guint8 *)bytes, .size = size, .uri = "test"};
    g_autoptr(AssayDecoded) decoded = assay_decode(&input, TRUE);
    AssayDocument *document = assay_document_new();
    g_autoptr(GError) error = NULL;
    g_assert_true(assay_format_html.extract(&input, decoded, document, &error));
    gsize last = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        g_assert_cmpuint(block->text.start, >=, last);
        g_assert_cmpuint(block->text.end, >, block->text.start);
        last = block->text.end;
    }
    return document;
}

static inline void append_slice(GString *out, const AssayDocument *document, AssayRange range)
{
    AssaySlice text = assay_document_slice(document, range);
    for (gsize i = 0; i < text.length; i++)
        g_string_append_c(out, text.data[i] == '\n' ? '/' : text.data[i]);
}

static inline void append_cells(GString *out, const AssayDocument *document,
                                const AssayTable *table)
{
    g_string_append_c(out, table->has_header_row ? '#' : ' ');
    if (table->caption.end > table->caption.start) {
        g_string_append_c(out, '"');
        append_slice(out, document, table->caption);
        g_string_append_c(out, '"');
    }
    for (guint row = 0; row < table->n_rows; row++) {
        g_string_append(out, row == 0 ? "" : "|");
        for (guint column = 0; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            g_string_append_c(out, '[');
            if (cell->row_span > 1 || cell->column_span > 1)
                g_string_append_printf(out, "%ux%u:", cell->row_span, cell->column_span);
            append_slice(out, document, cell->text);
            g_string_append(out, cell->open_end ? "...]" : "]");
        }
    }
}

/* Kind (H, P, L, T, D, C, F), level, place ("" n r f o h), text with "/" for a line break, "..."
 * if its end is open; D shows label=value. */
static inline char *html_outline(const AssayDocument *document)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        g_string_append_c(out, "HPLTDCF"[block->kind]);
        if (block->level > 0)
            g_string_append_printf(out, "%u", block->level);
        if (block->place != ASSAY_PLACE_CONTENT)
            g_string_append_c(out, " nrfoh"[block->place]);
        if (block->table != NULL) {
            append_cells(out, document, block->table);
        } else if (block->kind == ASSAY_BLOCK_PAIR) {
            g_string_append_c(out, ' ');
            append_slice(out, document, block->label);
            g_string_append_c(out, '=');
            append_slice(out, document, block->value);
        } else {
            g_string_append_c(out, ' ');
            append_slice(out, document, block->text);
        }
        g_string_append(out, block->open_end ? "...;" : ";");
    }
    return g_string_free(out, FALSE);
}

/* @page is UTF-8; every character's place is checked as well. */
static inline void check_html(const char *page, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    check_places(document, page, strlen(page));
    g_autofree char *got = html_outline(document);
    g_assert_cmpstr(got, ==, expected);
}

#endif

/* outline.h: a document as one short line a block, for tests that compare structure.
 *
 * Job: what test_text.c and test_markdown.c share. */
#ifndef ASSAY_TESTS_OUTLINE_H
#define ASSAY_TESTS_OUTLINE_H

#include <string.h>

#include "extract/extract.h"
#include "../processor_time.h"

extern const AssayExtractor assay_format_text, assay_format_markdown;

/* Extract @size bytes with @extractor and check what must hold for any input: ranges lie in the
 * text, spans in the source, links have text. */
static inline AssayDocument *extract_with(const AssayExtractor *extractor, const char *bytes,
                                          gsize size)
{
    AssayInput input = {.bytes = (const guint8 *)bytes, .size = size, .uri = "test"};
    g_autoptr(AssayDecoded) decoded = assay_decode(&input, FALSE);
    AssayDocument *document = assay_document_new();
    g_autoptr(GError) error = NULL;
    g_assert_true(extractor->extract(&input, decoded, document, &error));
    gsize last = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySpan span = assay_document_span(document, block->text);
        g_assert_cmpuint(block->text.start, >=, last);
        g_assert_cmpuint(block->text.end, >, block->text.start);
        g_assert_cmpuint(block->text.end, <=, document->text->len);
        g_assert_cmpuint(span.start_byte, <, span.end_byte);
        g_assert_cmpuint(span.end_byte, <=, size);
        last = block->text.end;
    }
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        g_assert_cmpuint(link->span.end_byte, <=, size);
        g_assert_cmpuint(link->text.end, >, link->text.start);
    }
    return document;
}

static inline void append_table(GString *out, const AssayDocument *document,
                                const AssayTable *table)
{
    for (guint row = 0; row < table->n_rows; row++) {
        g_string_append_c(out, row == 0 && table->has_header_row ? '#' : '/');
        for (guint column = 0; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            AssaySlice text = assay_document_slice(document, cell->text);
            g_string_append_printf(out, "[%.*s%s]", (int)text.length, text.data,
                                   cell->open_end ? "..." : "");
        }
    }
}

/* Kind (H, P, L, T, C), level, "~" if not content, text, "..." if the end is open. */
static inline char *outline(const AssayDocument *document)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySlice text = assay_document_slice(document, block->text);
        g_string_append_c(out, "HPLT?C?"[block->kind]);
        if (block->level > 0)
            g_string_append_printf(out, "%u", block->level);
        if (block->place != ASSAY_PLACE_CONTENT)
            g_string_append_c(out, '~');
        if (block->table != NULL)
            append_table(out, document, block->table);
        else
            g_string_append_printf(out, " %.*s", (int)text.length, text.data);
        g_string_append(out, block->open_end ? "...;" : ";");
    }
    return g_string_free(out, FALSE);
}

static inline void check_outline(const AssayExtractor *extractor, const char *bytes,
                                 const char *expected)
{
    g_autoptr(AssayDocument) document = extract_with(extractor, bytes, strlen(bytes));
    g_autofree char *got = outline(document);
    g_assert_cmpstr(got, ==, expected);
}

/* The URIs, each with the source bytes of its text. */
static inline void check_links(const AssayExtractor *extractor, const char *bytes,
                               const char *expected)
{
    g_autoptr(AssayDocument) document = extract_with(extractor, bytes, strlen(bytes));
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        g_string_append_printf(got, "%s=%.*s;", link->uri,
                               (int)(link->span.end_byte - link->span.start_byte),
                               bytes + link->span.start_byte);
    }
    g_assert_cmpstr(got->str, ==, expected);
}

/* A megabyte of @pattern must be extracted in a few seconds at most, of the processor, whatever
 * comes out. */
static inline void check_hostile(const AssayExtractor *extractor, const char *pattern)
{
    GString *bytes = g_string_new("x\n\n");
    while (bytes->len < 1000000)
        g_string_append(bytes, pattern);
    double start = processor_seconds();
    assay_document_free(extract_with(extractor, bytes->str, bytes->len));
    double seconds = processor_seconds() - start;
    if (seconds > 10)
        g_error("%.1f s for a megabyte of %.20s", seconds, pattern);
    g_string_free(bytes, TRUE);
}

static inline int sniff(const AssayExtractor *extractor, const char *bytes, gsize size)
{
    AssayInput input = {.bytes = (const guint8 *)bytes, .size = size, .uri = "test"};
    int sureness = extractor->sniff(&input);
    g_assert_cmpint(sureness, <=, extractor->surest);
    return sureness;
}

static const char *const hostile_patterns[] = {
    "|",     "| a ",     "|\n",      ">",       "> ",       "- ",         "* ",   "1. ",
    "[",     "]",        "![[]()",   "[a](",    "](/x",     "<http://",   "<!--", "`",
    "*_",    "\\",       "\t",       "a\tb\n",  "# a\n",    "- a\n",      "\n",   "\f",
    "=\n",   "```\n",    "    ",     "http://", "http://(", "a|b\n-|-\n", "&",    "|--|\n",
    "a\n\n", "\xC2\xA0", "[a]: b\n", "\x01"};

#endif

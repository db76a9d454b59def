/* fuzz.c: see fuzz.h. */
#include "fuzz.h"

#include <string.h>

#include "document/print.h"
#include "extract/extract.h"
#include "record/body.h"

static void check_range(const AssayDocument *document, AssayRange range, AssayRange inside)
{
    g_assert(range.start <= range.end && range.end <= document->text->len);
    if (range.start < range.end)
        g_assert(inside.start <= range.start && range.end <= inside.end);
}

static void check_span(const AssayDocument *document, AssaySpan span, gsize size)
{
    if (span.kind == ASSAY_SPAN_BYTES)
        g_assert(span.start_byte <= span.end_byte && span.end_byte <= size);
    if (span.kind == ASSAY_SPAN_PAGE) {
        g_assert(span.page >= 1 && span.page <= document->n_pages);
        g_assert(span.x0_pt <= span.x1_pt && span.y0_pt <= span.y1_pt);
    }
}

static void check_normal(AssaySlice text)
{
    g_autofree char *once = assay_text_normalise(text);
    g_autofree char *twice = assay_text_normalise(assay_slice_from(once));
    g_assert_cmpstr(once, ==, twice);
}

static void check_table(const AssayDocument *document, const AssayBlock *block, gsize size)
{
    const AssayRange whole = {0, document->text->len};
    const AssayTable *table = block->table;
    g_assert(table != NULL);
    check_range(document, table->caption, whole); /* often a block of its own */
    for (guint row = 0; row < table->n_rows; row++)
        for (guint column = 0; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            check_range(document, cell->text, block->text);
            check_span(document, assay_document_span(document, cell->text), size);
            g_assert(cell->row_span >= 1 && cell->row_span <= table->n_rows - row);
            g_assert(cell->column_span >= 1 && cell->column_span <= table->n_columns - column);
        }
}

static void check_blocks(const AssayDocument *document, gsize size)
{
    const AssayRange whole = {0, document->text->len};
    gsize end = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        check_range(document, block->text, whole);
        g_assert(block->text.start >= end);
        end = block->text.end;
        AssaySlice text = assay_document_slice(document, block->text);
        g_assert(g_utf8_validate(text.data, (gssize)text.length, NULL));
        check_span(document, assay_document_span(document, block->text), size);
        check_normal(text);
        if (block->kind == ASSAY_BLOCK_PAIR) {
            check_range(document, block->label, block->text);
            check_range(document, block->value, block->text);
        }
        if (block->kind == ASSAY_BLOCK_HEADING)
            g_assert(block->level >= 1 && block->level <= 6);
        if (block->kind == ASSAY_BLOCK_TABLE)
            check_table(document, block, size);
    }
}

static void check_rest(const AssayDocument *document, gsize size)
{
    const AssayRange whole = {0, document->text->len};
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        check_range(document, link->text, whole);
        check_span(document, link->span, size);
        g_assert(g_utf8_validate(link->uri, -1, NULL));
    }
    for (guint i = 0; i < document->properties->len; i++) {
        const AssayProperty *property = &g_array_index(document->properties, AssayProperty, i);
        check_span(document, property->span, size);
        g_assert(g_utf8_validate(property->name, -1, NULL));
        g_assert(g_utf8_validate(property->value, -1, NULL));
    }
    for (guint i = 0; i < document->defects->len; i++) {
        const AssayDefect *defect = &g_array_index(document->defects, AssayDefect, i);
        check_span(document, defect->span, size);
        g_assert(g_utf8_validate(defect->message, -1, NULL));
    }
}

void fuzz_check_document(const AssayDocument *document, gsize size)
{
    check_blocks(document, size);
    check_rest(document, size);
    g_autoptr(GString) printed = g_string_new(NULL);
    assay_document_print(document, printed);
    assay_document_print_xml(document, printed);
    g_assert(g_utf8_validate(printed->str, (gssize)printed->len, NULL));
    g_autoptr(GArray) sections = assay_document_sections(document);
    for (guint i = 0; i < sections->len; i++) {
        const AssaySection *section = &g_array_index(sections, AssaySection, i);
        g_assert(section->parent <= i && section->first_block <= section->end_block);
        g_assert(section->end_block <= assay_document_n_blocks(document));
    }
    g_autoptr(AssayArena) arena = assay_arena_new();
    assay_body_from_document(document, NULL, arena);
}

void fuzz_extract(const char *format, const guint8 *data, gsize size)
{
    const AssayInput input = {.bytes = data, .size = size, .uri = "fuzz"};
    const AssayExtractor *const *extractor = assay_extractors();
    while (strcmp((*extractor)->name, format) != 0)
        extractor++;
    g_assert_cmpint((*extractor)->sniff(&input), <=, (*extractor)->surest);
    g_autoptr(AssayDecoded) decoded = NULL;
    if ((*extractor)->is_text)
        decoded = assay_decode(&input, strcmp(format, "html") == 0);
    g_autoptr(AssayDocument) document = assay_document_new();
    document->format = (*extractor)->name;
    document->media = (*extractor)->media;
    g_autoptr(GError) error = NULL;
    if ((*extractor)->extract(&input, decoded, document, &error))
        fuzz_check_document(document, size);
    else
        g_assert(error != NULL);
}

/* print_xml.c: the XML form of a document; see print.h.
 *
 * Specification: XML 1.0, 2.2 "Characters". Written by hand: document knows no library. */
#include "document/print.h"

static gboolean is_xml_character(gunichar c)
{
    return c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

static void put_escaped(GString *out, AssaySlice text, gboolean in_attribute)
{
    for (const char *p = text.data; p < text.data + text.length; p = assay_utf8_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '&')
            g_string_append(out, "&amp;");
        else if (c == '<')
            g_string_append(out, "&lt;");
        else if (c == '>')
            g_string_append(out, "&gt;");
        else if (c == '"' && in_attribute)
            g_string_append(out, "&quot;");
        else if (c == '\r' || (in_attribute && (c == '\t' || c == '\n')))
            g_string_append_printf(out, "&#%u;", (guint)c);
        else if (is_xml_character(c))
            g_string_append_len(out, p, assay_utf8_next(p) - p);
    }
}

static void put_attribute(GString *out, const char *name, const char *value)
{
    g_autofree char *valid = value == NULL ? NULL : g_utf8_make_valid(value, -1);
    if (valid == NULL)
        return;
    g_string_append_printf(out, " %s=\"", name);
    put_escaped(out, assay_slice_from(valid), TRUE);
    g_string_append_c(out, '"');
}

static void put_number(GString *out, const char *name, guint value)
{
    g_string_append_printf(out, " %s=\"%u\"", name, value);
}

static void put_span(GString *out, const AssaySpan *span)
{
    if (span->kind == ASSAY_SPAN_NONE)
        return;
    g_autofree char *at = assay_span_format(span);
    g_string_append_printf(out, " at=\"%s\"", at);
}

/* `at` and `>`, the text of @range, and the end tag. */
static void put_range(GString *out, const AssayDocument *document, AssayRange range,
                      const char *name)
{
    AssaySpan span = assay_document_span(document, range);
    put_span(out, &span);
    g_string_append_c(out, '>');
    put_escaped(out, assay_document_slice(document, range), FALSE);
    g_string_append_printf(out, "</%s>\n", name);
}

static void put_table(GString *out, const AssayDocument *document, const AssayTable *table)
{
    if (table->caption.end > table->caption.start) {
        g_string_append(out, "    <caption");
        put_range(out, document, table->caption, "caption");
    }
    for (guint row = 0; row < table->n_rows; row++) {
        g_string_append(out, "    <row>\n");
        for (guint column = 0; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            g_string_append(out, "      <cell");
            if (cell->row_span > 1)
                put_number(out, "row-span", cell->row_span);
            if (cell->column_span > 1)
                put_number(out, "column-span", cell->column_span);
            if (cell->is_header)
                put_attribute(out, "header", "true");
            if (cell->open_end)
                put_attribute(out, "open-end", "true");
            put_range(out, document, cell->text, "cell");
        }
        g_string_append(out, "    </row>\n");
    }
}

static void put_block(GString *out, const AssayDocument *document, const AssayBlock *block)
{
    const char *name = assay_block_kind_name(block->kind);
    AssaySpan span = assay_document_span(document, block->text);
    g_string_append_printf(out, "  <%s", name);
    if (block->level > 0)
        put_number(out, "level", block->level);
    if (block->place != ASSAY_PLACE_CONTENT)
        put_attribute(out, "place", assay_place_name(block->place));
    put_attribute(out, "section", block->section);
    if (block->open_end)
        put_attribute(out, "open-end", "true");
    if (block->table != NULL) {
        put_number(out, "rows", block->table->n_rows);
        put_number(out, "columns", block->table->n_columns);
        put_attribute(out, "header-row", block->table->has_header_row ? "true" : NULL);
        put_span(out, &span);
        g_string_append(out, ">\n");
        put_table(out, document, block->table);
        g_string_append_printf(out, "  </%s>\n", name);
    } else if (block->kind == ASSAY_BLOCK_PAIR) {
        put_span(out, &span);
        g_string_append(out, ">\n    <label");
        put_range(out, document, block->label, "label");
        g_string_append(out, "    <value");
        put_range(out, document, block->value, "value");
        g_string_append_printf(out, "  </%s>\n", name);
    } else {
        put_range(out, document, block->text, name);
    }
}

static void put_properties(GString *out, const AssayDocument *document)
{
    for (guint i = 0; i < document->properties->len; i++) {
        const AssayProperty *property = &g_array_index(document->properties, AssayProperty, i);
        g_autofree char *value = g_utf8_make_valid(property->value, -1);
        g_string_append(out, "  <property");
        put_attribute(out, "name", property->name);
        put_span(out, &property->span);
        g_string_append_c(out, '>');
        put_escaped(out, assay_slice_from(value), FALSE);
        g_string_append(out, "</property>\n");
    }
    for (guint i = 0; i < document->defects->len; i++) {
        const AssayDefect *defect = &g_array_index(document->defects, AssayDefect, i);
        g_autofree char *message = g_utf8_make_valid(defect->message, -1);
        g_string_append(out, "  <defect");
        put_attribute(out, "id", defect->id);
        put_span(out, &defect->span);
        g_string_append_c(out, '>');
        put_escaped(out, assay_slice_from(message), FALSE);
        g_string_append(out, "</defect>\n");
    }
}

void assay_document_print_xml(const AssayDocument *document, GString *out)
{
    g_string_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                         "<document xmlns=\"urn:assay:document:1\"");
    put_attribute(out, "format", document->format);
    put_attribute(out, "media", document->media);
    put_attribute(out, "charset", document->charset);
    if (document->n_pages > 0)
        put_number(out, "pages", document->n_pages);
    put_attribute(out, "open-end", document->open_end ? "true" : NULL);
    g_string_append(out, ">\n");
    put_properties(out, document);
    for (guint i = 0; i < assay_document_n_blocks(document); i++)
        put_block(out, document, assay_document_block(document, i));
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        g_string_append(out, "  <link");
        put_attribute(out, "uri", link->uri);
        put_span(out, &link->span);
        g_string_append_c(out, '>');
        put_escaped(out, assay_document_slice(document, link->text), FALSE);
        g_string_append(out, "</link>\n");
    }
    g_string_append(out, "</document>\n");
}

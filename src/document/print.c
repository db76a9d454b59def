/* print.c: the readable form; see print.h. The XML form is in print_xml.c. */
#include "document/print.h"

const char *assay_block_kind_name(AssayBlockKind kind)
{
    static const char *const names[] = {
        [ASSAY_BLOCK_HEADING] = "heading", [ASSAY_BLOCK_PARAGRAPH] = "paragraph",
        [ASSAY_BLOCK_LIST_ITEM] = "item",  [ASSAY_BLOCK_TABLE] = "table",
        [ASSAY_BLOCK_PAIR] = "pair",       [ASSAY_BLOCK_CODE] = "code",
        [ASSAY_BLOCK_CAPTION] = "caption",
    };
    g_assert((gsize)kind < G_N_ELEMENTS(names));
    return names[kind];
}

const char *assay_place_name(AssayPlace place)
{
    static const char *const names[] = {
        [ASSAY_PLACE_CONTENT] = "content",
        [ASSAY_PLACE_NAVIGATION] = "navigation",
        [ASSAY_PLACE_RUNNING_HEAD] = "running-head",
        [ASSAY_PLACE_FOOTER] = "footer",
        [ASSAY_PLACE_FOOTNOTE] = "footnote",
        [ASSAY_PLACE_HIDDEN] = "hidden",
        [ASSAY_PLACE_MARGIN] = "margin",
        [ASSAY_PLACE_DUPLICATE] = "duplicate",
    };
    g_assert((gsize)place < G_N_ELEMENTS(names));
    return names[place];
}

/* Text, each of its lines behind @indent; control characters as U+FFFD, so that a terminal does
 * not obey them. */
static void print_text(GString *out, AssaySlice text, const char *indent)
{
    gboolean at_start = TRUE;
    for (const char *p = text.data; p < text.data + text.length; p = assay_utf8_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (at_start && indent != NULL)
            g_string_append(out, indent);
        at_start = FALSE;
        if (c == '\n' || c == '\t') {
            g_string_append_c(out, indent == NULL ? ' ' : (char)c);
            at_start = c == '\n';
        } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            g_string_append(out, "\xEF\xBF\xBD");
        } else {
            g_string_append_len(out, p, assay_utf8_next(p) - p);
        }
    }
}

static void print_span(GString *out, const AssaySpan *span)
{
    g_autofree char *at = assay_span_format(span);
    g_string_append_printf(out, "[%s]", at);
}

static void print_table(const AssayDocument *document, const AssayTable *table, GString *out)
{
    if (table->caption.end > table->caption.start) {
        g_string_append(out, "    caption: ");
        print_text(out, assay_document_slice(document, table->caption), NULL);
        g_string_append_c(out, '\n');
    }
    for (guint row = 0; row < table->n_rows; row++) {
        g_string_append(out, "    |");
        for (guint column = 0; column < table->n_columns; column++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            g_string_append_c(out, ' ');
            print_text(out, assay_document_slice(document, cell->text), NULL);
            g_string_append(out, cell->open_end ? " …" : " |");
        }
        g_string_append_c(out, '\n');
        if (row == 0 && table->has_header_row)
            g_string_append(out, "    |--\n");
    }
}

static void print_block(const AssayDocument *document, const AssayBlock *block, GString *out)
{
    AssaySpan span = assay_document_span(document, block->text);
    g_string_append(out, assay_block_kind_name(block->kind));
    if (block->level > 0)
        g_string_append_printf(out, " %u", block->level);
    if (block->table != NULL)
        g_string_append_printf(out, " %ux%u", block->table->n_rows, block->table->n_columns);
    if (block->place != ASSAY_PLACE_CONTENT)
        g_string_append_printf(out, " (%s)", assay_place_name(block->place));
    if (block->section != NULL)
        g_string_append_printf(out, " in %s", block->section);
    g_string_append_c(out, ' ');
    print_span(out, &span);
    g_string_append(out, block->open_end ? " open end\n" : "\n");
    if (block->table != NULL) {
        print_table(document, block->table, out);
    } else if (block->kind == ASSAY_BLOCK_PAIR) {
        g_string_append(out, "    ");
        print_text(out, assay_document_slice(document, block->label), NULL);
        g_string_append(out, " := ");
        print_text(out, assay_document_slice(document, block->value), NULL);
        g_string_append_c(out, '\n');
    } else {
        print_text(out, assay_document_slice(document, block->text), "    ");
        g_string_append_c(out, '\n');
    }
}

static void print_head(const AssayDocument *document, GString *out)
{
    g_string_append_printf(out, "document %s", document->format == NULL ? "?" : document->format);
    if (document->charset != NULL)
        g_string_append_printf(out, ", %s", document->charset);
    if (document->n_pages > 0)
        g_string_append_printf(out, ", %u pages", document->n_pages);
    g_string_append_printf(out, ", %u blocks%s\n", document->blocks->len,
                           document->open_end ? ", open end" : "");
    for (guint i = 0; i < document->properties->len; i++) {
        const AssayProperty *property = &g_array_index(document->properties, AssayProperty, i);
        g_string_append(out, "property ");
        print_text(out, assay_slice_from(property->name), NULL);
        g_string_append(out, " = ");
        print_text(out, assay_slice_from(property->value), NULL);
        g_string_append_c(out, '\n');
    }
    for (guint i = 0; i < document->defects->len; i++) {
        const AssayDefect *defect = &g_array_index(document->defects, AssayDefect, i);
        g_string_append_printf(out, "defect %s ", defect->id);
        print_span(out, &defect->span);
        g_string_append_c(out, ' ');
        print_text(out, assay_slice_from(defect->message), NULL);
        g_string_append_c(out, '\n');
    }
}

void assay_document_print(const AssayDocument *document, GString *out)
{
    print_head(document, out);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        g_string_append_c(out, '\n');
        print_block(document, assay_document_block(document, i), out);
    }
    if (document->links->len > 0)
        g_string_append_c(out, '\n');
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        g_string_append(out, "link ");
        print_span(out, &link->span);
        g_string_append_c(out, ' ');
        print_text(out, assay_slice_from(link->uri), NULL);
        g_string_append_c(out, '\n');
    }
}

/* document.c: see document.h. Sections are in section.c. */
#include "document/document.h"

#include <stdarg.h>
#include <string.h>

#include "base/limits.h"

/* One stretch of the buffer and where it comes from; pieces rise and do not overlap. */
typedef struct {
    AssayRange text;
    AssaySpan span;
    guint text_unit, source_unit; /* so many bytes of text from so many of the source; 0 and 0:
                                   * the text comes from the span as a whole */
} MapPiece;

struct AssayTextMap {
    MapPiece *pieces; /* owned */
    guint n_pieces, room;
};

AssayDocument *assay_document_new(void)
{
    AssayDocument *document = g_new0(AssayDocument, 1);
    document->arena = assay_arena_new();
    document->text = g_string_sized_new(4096);
    document->blocks = g_array_new(FALSE, TRUE, sizeof(AssayBlock));
    document->links = g_array_new(FALSE, TRUE, sizeof(AssayLink));
    document->properties = g_array_new(FALSE, TRUE, sizeof(AssayProperty));
    document->defects = g_array_new(FALSE, TRUE, sizeof(AssayDefect));
    document->map = g_new0(AssayTextMap, 1);
    return document;
}

static void reserve(GArray **array, guint element_size, guint n)
{
    if ((*array)->len > 0 || n == 0)
        return;
    g_array_unref(*array);
    *array = g_array_sized_new(FALSE, TRUE, element_size, n);
}

void assay_document_reserve(AssayDocument *document, gsize text_bytes, guint n_blocks,
                            guint n_pieces)
{
    gsize length = document->text->len;
    g_string_set_size(document->text, length + MIN(text_bytes, ASSAY_LIMIT_TEXT_BYTES));
    g_string_truncate(document->text, length);
    reserve(&document->blocks, sizeof(AssayBlock), MIN(n_blocks, ASSAY_LIMIT_BLOCKS));
    if (document->map->room < n_pieces) {
        document->map->pieces = g_renew(MapPiece, document->map->pieces, n_pieces);
        document->map->room = n_pieces;
    }
}

void assay_document_free(AssayDocument *document)
{
    if (document == NULL)
        return;
    assay_arena_free(document->arena);
    g_string_free(document->text, TRUE);
    g_array_unref(document->blocks);
    g_array_unref(document->links);
    g_array_unref(document->properties);
    g_array_unref(document->defects);
    g_free(document->map->pieces);
    g_free(document->map);
    g_free(document);
}

/* The same as g_string_append_len, which is called for every word of some documents. */
static inline void append_text(AssayDocument *document, const char *text, gsize length)
{
    GString *buffer = document->text;
    if (buffer->allocated_len - buffer->len <= length) {
        g_string_append_len(buffer, text, (gssize)length);
        return;
    }
    memcpy(buffer->str + buffer->len, text, length);
    buffer->len += length;
    buffer->str[buffer->len] = '\0';
}

static gboolean has_defect(const AssayDocument *document, const char *id)
{
    for (guint i = 0; i < document->defects->len; i++)
        if (strcmp(g_array_index(document->defects, AssayDefect, i).id, id) == 0)
            return TRUE;
    return FALSE;
}

gsize assay_document_append(AssayDocument *document, const char *text, gsize length, AssaySpan span,
                            gboolean linear)
{
    g_assert(!linear || length == 0 ||
             (span.kind == ASSAY_SPAN_BYTES && span.end_byte - span.start_byte == length));
    return assay_document_append_units(document, text, length, span, linear ? 1 : 0,
                                       linear ? 1 : 0);
}

/* Returns: FALSE, with a defect noted once, if @length more bytes are too many. */
static gboolean has_room(AssayDocument *document, gsize length, const AssaySpan *span)
{
    if (length <= ASSAY_LIMIT_TEXT_BYTES && document->text->len <= ASSAY_LIMIT_TEXT_BYTES - length)
        return TRUE;
    if (!has_defect(document, "text-limit"))
        assay_document_add_defect(document, "text-limit", *span,
                                  "the text beyond %u bytes was left out", ASSAY_LIMIT_TEXT_BYTES);
    return FALSE;
}

/* Maps the last @length bytes of the buffer. Text that goes on where the last piece ended is one
 * piece: keeps the map short. */
static void map_text(AssayDocument *document, gsize length, const AssaySpan *span, guint text_unit,
                     guint source_unit)
{
    AssayTextMap *map = document->map;
    gsize end = document->text->len;
    if (text_unit != 0 && map->n_pieces > 0) {
        MapPiece *last = &map->pieces[map->n_pieces - 1];
        if (last->text_unit == text_unit && last->source_unit == source_unit &&
            last->text.end == end - length && last->span.end_byte == span->start_byte) {
            last->text.end = end;
            last->span.end_byte = span->end_byte;
            return;
        }
    }
    if (map->n_pieces == map->room) {
        map->room = MAX(64, 2 * map->room);
        map->pieces = g_renew(MapPiece, map->pieces, map->room);
    }
    map->pieces[map->n_pieces++] = (MapPiece){{end - length, end}, *span, text_unit, source_unit};
}

gsize assay_document_append_units(AssayDocument *document, const char *text, gsize length,
                                  AssaySpan span, guint text_unit, guint source_unit)
{
    gsize start = document->text->len;
    if (!has_room(document, length, &span))
        return start;
    append_text(document, text, length);
    if (length == 0 || span.kind == ASSAY_SPAN_NONE)
        return start;
    if (span.kind != ASSAY_SPAN_BYTES || text_unit == 0 ||
        (span.end_byte - span.start_byte) * text_unit != length * source_unit)
        text_unit = source_unit = 0;
    map_text(document, length, &span, text_unit, source_unit);
    return start;
}

gsize assay_document_append_bytes(AssayDocument *document, const char *text, gsize length,
                                  gsize start_byte)
{
    gsize start = document->text->len;
    AssaySpan span = assay_span_bytes(start_byte, start_byte + length);
    if (!has_room(document, length, &span))
        return start;
    append_text(document, text, length);
    if (length > 0)
        map_text(document, length, &span, 1, 1);
    return start;
}

guint assay_document_n_stretches(const AssayDocument *document)
{
    return document->map->n_pieces;
}

void assay_document_separate(AssayDocument *document, const char *text)
{
    if (document->text->len < ASSAY_LIMIT_TEXT_BYTES)
        append_text(document, text, strlen(text));
}

void assay_document_add_block(AssayDocument *document, const AssayBlock *block)
{
    g_assert(block->text.start <= block->text.end && block->text.end <= document->text->len);
    if (document->blocks->len >= ASSAY_LIMIT_BLOCKS) {
        if (!has_defect(document, "block-limit"))
            assay_document_add_defect(document, "block-limit",
                                      assay_document_span(document, block->text),
                                      "the blocks beyond %u were left out", ASSAY_LIMIT_BLOCKS);
        return;
    }
    g_array_append_val(document->blocks, *block);
}

AssayTable *assay_document_new_table(AssayDocument *document, guint n_rows, guint n_columns)
{
    n_columns = CLAMP(n_columns, 1, ASSAY_LIMIT_TABLE_COLUMNS);
    n_rows = MIN(n_rows, ASSAY_LIMIT_TABLE_CELLS / n_columns);
    AssayTable *table = assay_arena_new0(document->arena, AssayTable, 1);
    table->n_rows = n_rows;
    table->n_columns = n_columns;
    gsize n_cells = (gsize)n_rows * n_columns;
    table->cells = assay_arena_new0(document->arena, AssayCell, MAX(n_cells, 1));
    for (gsize i = 0; i < n_cells; i++)
        table->cells[i].row_span = table->cells[i].column_span = 1;
    return table;
}

void assay_document_add_link(AssayDocument *document, AssayRange text, const char *uri,
                             gsize uri_length, AssaySpan span)
{
    AssayLink link = {text, assay_arena_strndup(document->arena, uri, uri_length), span};
    if (document->links->len < ASSAY_LIMIT_BLOCKS)
        g_array_append_val(document->links, link);
}

void assay_document_add_property(AssayDocument *document, const char *name, const char *value,
                                 gsize value_length, AssaySpan span)
{
    AssayProperty property = {assay_arena_strdup(document->arena, name),
                              assay_arena_strndup(document->arena, value, value_length), span};
    if (document->properties->len < ASSAY_LIMIT_BLOCKS)
        g_array_append_val(document->properties, property);
}

const char *const assay_document_defects[] = {
    "block-limit",   "charset-invalid", "depth-limit", "findings-limit", "no-text",    "page-limit",
    "pattern-limit", "pdf-damaged",     "table-limit", "text-invalid",   "text-limit", NULL,
};

void assay_document_add_defect(AssayDocument *document, const char *id, AssaySpan span,
                               const char *format, ...)
{
    g_assert(g_strv_contains(assay_document_defects, id));
    if (document->defects->len >= ASSAY_LIMIT_DEFECTS)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    AssayDefect defect = {id, assay_arena_strdup(document->arena, message), span};
    g_array_append_val(document->defects, defect);
}

static guint first_piece_ending_after(const AssayDocument *document, gsize offset)
{
    guint low = 0, high = document->map->n_pieces;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (document->map->pieces[middle].text.end > offset)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

AssaySpan assay_document_span(const AssayDocument *document, AssayRange range)
{
    AssaySpan span = {.kind = ASSAY_SPAN_NONE};
    for (guint i = first_piece_ending_after(document, range.start); i < document->map->n_pieces;
         i++) {
        const MapPiece *piece = &document->map->pieces[i];
        if (piece->text.start >= range.end)
            break;
        AssaySpan part = piece->span;
        if (piece->text_unit != 0) {
            gsize from = MAX(range.start, piece->text.start) - piece->text.start;
            gsize to = MIN(range.end, piece->text.end) - piece->text.start;
            gsize first = from / piece->text_unit;
            gsize last = (to + piece->text_unit - 1) / piece->text_unit;
            part = assay_span_bytes(piece->span.start_byte + first * piece->source_unit,
                                    piece->span.start_byte + last * piece->source_unit);
        }
        span = assay_span_join(span, part);
    }
    return span;
}

gboolean assay_document_has_source(const AssayDocument *document, AssayRange range)
{
    guint i = first_piece_ending_after(document, range.start);
    return i < document->map->n_pieces && document->map->pieces[i].text.start < range.end;
}

AssayCell *assay_table_cell(const AssayTable *table, guint row, guint column)
{
    g_assert(row < table->n_rows && column < table->n_columns);
    return &table->cells[(gsize)row * table->n_columns + column];
}

const AssayProperty *assay_document_property(const AssayDocument *document, const char *name)
{
    for (guint i = 0; i < document->properties->len; i++) {
        const AssayProperty *property = &g_array_index(document->properties, AssayProperty, i);
        if (strcmp(property->name, name) == 0)
            return property;
    }
    return NULL;
}

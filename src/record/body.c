/* body.c: see body.h. One pass over the blocks with a stack of open sections; nothing recurs. */
#include "record/body.h"

#include <string.h>

#include "record/node.h"

/* Sections inside sections: h1..h6 give 6; what lies deeper stands in the sixth. Schema
 * validation and XML readers recurse on this, so it is small. */
#define MAX_SECTION_DEPTH 8u

typedef struct {
    const AssayDocument *document;
    const GArray *sections;
    guint next_section;                       /* index of the first that has not begun */
    guint open[MAX_SECTION_DEPTH];            /* index of each open section */
    xmlNode *elements[MAX_SECTION_DEPTH + 1]; /* 0: body; then of each open section */
    guint depth;                              /* sections open */
    xmlNode *group; /* open list or table of pairs, or NULL; closed by any other block */
} Body;

static void set_text(xmlNode *node, const char *name, AssaySlice text)
{
    g_autofree char *value = assay_text_normalise(text);
    assay_node_set(node, name, value);
}

static gboolean has_text(AssaySlice text)
{
    return assay_slice_trim(text).length > 0;
}

/* The list or table of pairs that @block continues, or a new one. */
static xmlNode *open_group(Body *body, const char *name, const char *kind)
{
    if (body->group == NULL || !assay_element_is(body->group, name)) {
        body->group = assay_node_add(body->elements[body->depth], name);
        assay_node_set(body->group, "kind", kind);
    }
    return body->group;
}

static void add_item(Body *body, const AssayBlock *block)
{
    xmlNode *item = assay_node_add(open_group(body, "list", NULL), "item");
    if (block->level > 1)
        assay_node_set_number(item, "level", block->level);
    assay_node_append_normal(item, assay_document_slice(body->document, block->text));
}

static void add_pair(Body *body, const AssayBlock *block)
{
    xmlNode *row = assay_node_add(open_group(body, "table", "pairs"), "row");
    xmlNode *label = assay_node_add(row, "cell");
    assay_node_set(label, "head", "true");
    assay_node_append_normal(label, assay_document_slice(body->document, block->label));
    assay_node_append_normal(assay_node_add(row, "cell"),
                             assay_document_slice(body->document, block->value));
}

static void add_cell(Body *body, xmlNode *row, const AssayCell *cell)
{
    xmlNode *node = assay_node_add(row, "cell");
    if (cell->is_header)
        assay_node_set(node, "head", "true");
    if (cell->column_span > 1)
        assay_node_set_number(node, "colspan", cell->column_span);
    if (cell->row_span > 1)
        assay_node_set_number(node, "rowspan", cell->row_span);
    assay_node_append_normal(node, assay_document_slice(body->document, cell->text));
}

/* Cells that a row span from above covers are empty and stay, those beside a column span go. */
static void add_table(Body *body, const AssayTable *table)
{
    xmlNode *node = assay_node_add(body->elements[body->depth], "table");
    AssaySlice caption = assay_document_slice(body->document, table->caption);
    if (has_text(caption))
        assay_node_append_normal(assay_node_add(node, "caption"), caption);
    for (guint r = 0; r < table->n_rows; r++) {
        xmlNode *row = assay_node_add(node, "row");
        for (guint c = 0; c < table->n_columns;) {
            const AssayCell *cell = assay_table_cell(table, r, c);
            add_cell(body, row, cell);
            c += CLAMP(cell->column_span, 1, table->n_columns - c);
        }
    }
}

static void add_code(Body *body, AssaySlice text)
{
    xmlNode *code = assay_node_add(body->elements[body->depth], "code");
    gsize start = 0;
    while (start < text.length) {
        gssize found = assay_slice_find(text, ASSAY_SLICE("\n"), start);
        gsize end = found < 0 ? text.length : (gsize)found;
        guint indent = 0;
        for (gsize i = start; i < end && (text.data[i] == ' ' || text.data[i] == '\t'); i++)
            indent += text.data[i] == '\t' ? 8 - indent % 8 : 1;
        xmlNode *line = assay_node_add(code, "line");
        AssaySlice content = assay_slice_sub(text, start, end);
        if (indent > 0 && has_text(content))
            assay_node_set_number(line, "indent", indent);
        assay_node_append_normal(line, content);
        start = end + 1;
    }
}

/* ---- Sections ---- */

static const AssaySection *section_at(const Body *body, guint index)
{
    return &g_array_index(body->sections, AssaySection, index);
}

static void begin_section(Body *body, guint index)
{
    const AssaySection *section = section_at(body, index);
    while (body->depth > 0 && body->open[body->depth - 1] != section->parent)
        body->depth--;
    if (body->depth == MAX_SECTION_DEPTH)
        body->depth--; /* beside the deepest one, not below it */
    xmlNode *node = assay_node_add(body->elements[body->depth], "section");
    AssaySlice number = assay_document_slice(body->document, section->number);
    if (has_text(number))
        set_text(node, "number", number);
    set_text(node, "title", assay_document_slice(body->document, section->title));
    body->open[body->depth] = index;
    body->elements[++body->depth] = node;
}

static void add_block(Body *body, const AssayBlock *block)
{
    AssaySlice text = assay_document_slice(body->document, block->text);
    if (block->kind != ASSAY_BLOCK_LIST_ITEM && block->kind != ASSAY_BLOCK_PAIR)
        body->group = NULL;
    switch (block->kind) {
    case ASSAY_BLOCK_LIST_ITEM:
        add_item(body, block);
        break;
    case ASSAY_BLOCK_PAIR:
        add_pair(body, block);
        break;
    case ASSAY_BLOCK_TABLE:
        if (block->table != NULL)
            add_table(body, block->table);
        break;
    case ASSAY_BLOCK_CODE:
        add_code(body, text);
        break;
    case ASSAY_BLOCK_CAPTION:
        assay_node_append_normal(assay_node_add(body->elements[body->depth], "caption"), text);
        break;
    case ASSAY_BLOCK_PARAGRAPH:
    case ASSAY_BLOCK_HEADING:
        if (has_text(text))
            assay_node_append_normal(assay_node_add(body->elements[body->depth], "p"), text);
        break;
    }
}

/* The heading at @block heads the whole document, not a section of it. */
static gboolean is_title(const Body *body, const AssayBlock *block, const char *title_key)
{
    if (title_key == NULL || body->next_section != 1)
        return FALSE;
    g_autofree char *key = assay_text_fold_key(assay_document_slice(body->document, block->text));
    return strcmp(key, title_key) == 0;
}

xmlNode *assay_body_from_document(const AssayDocument *document, const char *title,
                                  AssayArena *arena)
{
    g_autofree char *title_key = title != NULL ? assay_text_fold_key(assay_slice_from(title))
                                               : NULL;
    g_autoptr(GArray) sections = assay_document_sections(document);
    Body body = {.document = document, .sections = sections, .next_section = 1};
    body.elements[0] = assay_node_new(arena, "body");
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (block->place != ASSAY_PLACE_CONTENT)
            continue;
        if (body.next_section < sections->len &&
            section_at(&body, body.next_section)->heading == i) {
            body.group = NULL;
            if (is_title(&body, block, title_key))
                add_block(&body, block);
            else
                begin_section(&body, body.next_section);
            body.next_section++;
        } else {
            add_block(&body, block);
        }
    }
    return body.elements[0]->children == NULL ? NULL : body.elements[0];
}

/* table.c: see table.h. */
#include "extract/html/table.h"

#include "base/limits.h"

/* A cell with more text than this is a column of a page, not a value. */
#define LAYOUT_CELL_CHARS 1500u
/* The same where the whole table is one row. */
#define LAYOUT_ROW_CHARS  400u
/* So many paragraphs in one cell are a page, too. */
#define LAYOUT_PARAGRAPHS 6u
/* Most tables have not more; for larger ones arrays grow. */
#define USUAL_CELLS       64u
#define USUAL_COLUMNS     8u

/* ---- Data or layout ---- */

typedef struct {
    guint n_rows, n_cells, n_columns, row_cells;
    guint longest_chars, nested_chars, n_nested, cell_paragraphs, most_paragraphs;
    gboolean has_header, has_caption, has_heading;
} TableShape;

static void shape_add(TableShape *shape, const HtmlNode *node)
{
    switch (node->tag) {
    case HTML_TAG_TR:
        shape->n_rows++;
        shape->row_cells = 0;
        break;
    case HTML_TAG_TH:
    case HTML_TAG_TD:
        shape->has_header |= node->tag == HTML_TAG_TH && node->n_chars > 0;
        shape->n_cells++;
        shape->row_cells++;
        shape->n_columns = MAX(shape->n_columns, shape->row_cells);
        shape->longest_chars = MAX(shape->longest_chars, node->n_chars);
        shape->cell_paragraphs = 0;
        break;
    case HTML_TAG_THEAD:
    case HTML_TAG_CAPTION:
        shape->has_caption |= node->n_chars > 0;
        break;
    case HTML_TAG_P:
        shape->cell_paragraphs++;
        shape->most_paragraphs = MAX(shape->most_paragraphs, shape->cell_paragraphs);
        break;
    default:
        shape->has_heading |= html_tag_is(node->tag, HTML_HEADING);
    }
}

static TableShape shape_of(const HtmlTree *tree, guint index)
{
    TableShape shape = {0};
    for (guint i = index + 1; i < tree->nodes[index].end;) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag == HTML_TAG_TABLE) {
            shape.n_nested++;
            shape.nested_chars += node->n_chars;
            i = node->end;
            continue;
        }
        shape_add(&shape, node);
        i++;
    }
    return shape;
}

gboolean html_table_is_data(const HtmlTree *tree, guint index)
{
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(tree, index, &storage);
    if (assay_slice_equal(attributes->role, ASSAY_SLICE("presentation")) ||
        assay_slice_equal(attributes->role, ASSAY_SLICE("none")))
        return FALSE;
    TableShape shape = shape_of(tree, index);
    if (shape.n_cells <= 1 || shape.has_heading)
        return FALSE;
    guint own_chars = tree->nodes[index].n_chars - shape.nested_chars;
    if (shape.n_nested > 0 && (!shape.has_header || shape.nested_chars > own_chars))
        return FALSE;
    if (shape.has_header || shape.has_caption)
        return TRUE;
    if (shape.n_columns == 1 || shape.most_paragraphs >= LAYOUT_PARAGRAPHS)
        return FALSE;
    return shape.longest_chars <= (shape.n_rows == 1 ? LAYOUT_ROW_CHARS : LAYOUT_CELL_CHARS);
}

/* ---- Forming the table ---- */

typedef struct {
    guint index, row, column, row_span, column_span;
    gboolean is_header;
} CellPlace;

typedef struct {
    const HtmlTree *tree;
    GArray *cells; /* of CellPlace */
    guint n_rows, n_columns;
    guint column;            /* next in this row */
    gboolean row_has_cells;  /* else the row is counted with its first cell */
    gboolean row_is_header;  /* all its cells are th, or it is in thead */
    gboolean has_header_row; /* the same of the first row */
    gboolean is_cut;         /* a limit was met */
    GArray *busy;            /* of guint, by column: first row not covered by a cell above */
} Grid;

static gboolean is_in_thead(const HtmlTree *tree, guint index)
{
    guint row = tree->nodes[index].parent;
    return tree->nodes[tree->nodes[row].parent].tag == HTML_TAG_THEAD;
}

static void grid_add_row(Grid *grid)
{
    grid->column = 0;
    grid->row_has_cells = FALSE;
}

static void grid_add_cell(Grid *grid, guint index)
{
    const HtmlNode *node = &grid->tree->nodes[index];
    gboolean in_thead = is_in_thead(grid->tree, index);
    if (!grid->row_has_cells) {
        grid->row_has_cells = TRUE;
        grid->row_is_header = TRUE;
        grid->n_rows++;
    }
    guint row = grid->n_rows - 1;
    grid->row_is_header = grid->row_is_header && (node->tag == HTML_TAG_TH || in_thead);
    if (row == 0)
        grid->has_header_row = grid->row_is_header;
    while (grid->column < grid->busy->len && g_array_index(grid->busy, guint, grid->column) > row)
        grid->column++;
    CellPlace place = {.index = index, .row = row, .column = grid->column};
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(grid->tree, index, &storage);
    place.is_header = node->tag == HTML_TAG_TH || in_thead;
    place.row_span = attributes->row_span == 0 ? G_MAXUINT16 : attributes->row_span;
    guint room = ASSAY_LIMIT_TABLE_COLUMNS - grid->column;
    place.column_span = MIN(attributes->column_span, room);
    grid->is_cut |= place.column_span < attributes->column_span;
    if (grid->busy->len < grid->column + place.column_span)
        g_array_set_size(grid->busy, grid->column + place.column_span);
    for (guint i = 0; i < place.column_span; i++)
        g_array_index(grid->busy, guint, grid->column++) = row + place.row_span;
    grid->n_columns = MAX(grid->n_columns, grid->column);
    g_array_append_val(grid->cells, place);
}

/* Rows and cells of this table, not of those nested in it.
 * Returns: index of its caption, or 0. */
static guint grid_collect(Grid *grid, guint index)
{
    const HtmlTree *tree = grid->tree;
    guint caption = 0;
    for (guint i = index + 1; i < tree->nodes[index].end;) {
        guint tag = tree->nodes[i].tag;
        if (tag == HTML_TAG_TR)
            grid_add_row(grid);
        else if (html_tag_is_cell(tag))
            grid_add_cell(grid, i);
        else if (tag == HTML_TAG_CAPTION && caption == 0)
            caption = i;
        gboolean is_leaf = html_tag_is_cell(tag) || tag == HTML_TAG_CAPTION;
        i = is_leaf ? tree->nodes[i].end : i + 1;
    }
    return caption;
}

/* A span of hundreds of columns over empty ones is a layout trick: columns end with the last
 * that a cell begins in, unless rows with other cells need them. */
static void grid_trim(Grid *grid)
{
    guint needed = 1;
    for (guint i = 0; i < grid->cells->len; i++)
        needed = MAX(needed, g_array_index(grid->cells, CellPlace, i).column + 1);
    grid->n_columns = MIN(grid->n_columns, MAX(needed, 1));
}

/* ---- Writing ---- */

static AssayRange write_text(HtmlWriter *writer, guint index, GArray *hidden)
{
    html_writer_begin(writer);
    html_flow_write(writer, index, hidden);
    return html_writer_end(writer);
}

static void set_cell(const Grid *grid, AssayTable *table, const CellPlace *place, AssayRange text)
{
    if (place->row >= table->n_rows || place->column >= table->n_columns)
        return;
    AssayCell *cell = assay_table_cell(table, place->row, place->column);
    cell->text = text;
    cell->is_header = place->is_header;
    cell->row_span = CLAMP(place->row_span, 1, grid->n_rows - place->row);
    cell->column_span = CLAMP(place->column_span, 1, table->n_columns - place->column);
}

static void write_cells(HtmlWriter *writer, const Grid *grid, AssayTable *table, GArray *hidden)
{
    for (guint i = 0; i < grid->cells->len; i++) {
        const CellPlace *place = &g_array_index(grid->cells, CellPlace, i);
        if (i > 0) {
            gboolean same_row = g_array_index(grid->cells, CellPlace, i - 1).row == place->row;
            assay_document_separate(writer->document, same_row ? "\t" : "\n");
        }
        set_cell(grid, table, place, write_text(writer, place->index, hidden));
    }
}

static void note_limit(HtmlWriter *writer, guint index)
{
    const HtmlNode *node = &writer->tree->nodes[index];
    assay_document_add_defect(writer->document, "table-limit",
                              html_writer_span(writer, node->begin, node->begin + node->length),
                              "a table's cells beyond %u columns or %u cells were left out",
                              ASSAY_LIMIT_TABLE_COLUMNS, ASSAY_LIMIT_TABLE_CELLS);
}

gboolean html_table_write(HtmlWriter *writer, guint index, GArray *hidden)
{
    AssayDocument *document = writer->document;
    Grid grid = {.tree = writer->tree};
    grid.cells = g_array_sized_new(FALSE, FALSE, sizeof(CellPlace), USUAL_CELLS);
    grid.busy = g_array_sized_new(FALSE, TRUE, sizeof(guint), USUAL_COLUMNS);
    guint caption = grid_collect(&grid, index);
    grid_trim(&grid);
    AssayBlock block = {.kind = ASSAY_BLOCK_TABLE, .place = writer->tree->nodes[index].place};
    block.table = assay_document_new_table(document, grid.n_rows, grid.n_columns);
    block.table->has_header_row = grid.has_header_row && grid.n_rows > 1;
    if (grid.is_cut || block.table->n_rows < grid.n_rows)
        note_limit(writer, index);
    block.text.start = document->text->len;
    if (caption != 0) {
        block.table->caption = write_text(writer, caption, hidden);
        assay_document_separate(document, "\n");
    }
    write_cells(writer, &grid, block.table, hidden);
    block.text.end = document->text->len;
    gboolean has_text = assay_document_has_source(document, block.text);
    if (has_text)
        assay_document_add_block(document, &block);
    g_array_unref(grid.busy);
    g_array_unref(grid.cells);
    return has_text;
}

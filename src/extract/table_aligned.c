/* table_aligned.c: see table_aligned.h.
 *
 * A river is a stretch of columns that is blank in every line. Prose has rivers one character wide
 * by chance; beside the columns of a table most lines have more blanks, to pad them. */
#include "extract/table_aligned.h"

#include <string.h>

#include "extract/markdown_marks.h"
#include "extract/table_text.h"

#define MAX_LINES       4096u
#define MAX_WIDTH       1000u /* characters */
#define MAX_COLUMNS     12u
/* Justified text has gaps too, but none of so many blanks. */
#define MIN_PADDING     4u
/* What stands before a value is a label; more is text that happens to have a gap. */
#define MAX_LABEL_CHARS 40u
#define UNSET           G_MAXUINT

typedef struct {
    AssayLine line;
    AssayRange cells[MAX_COLUMNS]; /* of the source; empty where there is no text */
    guint n_filled;
    gboolean goes_on; /* with the row before */
} Row;

typedef struct {
    AssaySlice text;
    guint column_starts[MAX_COLUMNS], widths[MAX_COLUMNS]; /* in characters; of the longest text */
    guint width;                                           /* of the longest line, in characters */
    guint n_columns, n_rows;
    GArray *rows; /* borrowed; of Row; one a line */
} Grid;

static gboolean is_rule(AssaySlice line)
{
    gsize n_marks = 0;
    for (gsize i = 0; i < line.length; i++) {
        if (strchr("-=+", line.data[i]) != NULL)
            n_marks++;
        else if (line.data[i] != ' ')
            return FALSE;
    }
    return n_marks >= 3;
}

static guint n_chars(AssaySlice line)
{
    return (guint)g_utf8_strlen(line.data, (gssize)line.length);
}

static gboolean has_padding(AssaySlice line)
{
    return assay_slice_find(assay_slice_trim(line), ASSAY_SLICE("    "), 0) >= 0;
}

/* The lines that are no rules. Returns: FALSE when these lines cannot be a table. */
static gboolean take_lines(Grid *grid, const AssayLine *lines, guint n_lines)
{
    guint number = 0;
    gboolean is_padded = FALSE;
    if (n_lines < 2 || n_lines > MAX_LINES)
        return FALSE;
    for (guint i = 0; i < n_lines; i++) {
        AssaySlice line = assay_line_slice(grid->text, lines[i]);
        if (line.length > (gsize)4 * MAX_WIDTH || memchr(line.data, '\t', line.length) != NULL ||
            memchr(line.data, '|', line.length) != NULL)
            return FALSE;
        if (is_rule(line))
            continue;
        is_padded |= has_padding(line);
        grid->width = MAX(grid->width, n_chars(line));
        if (grid->width > MAX_WIDTH ||
            assay_line_marker_length(grid->text, assay_line_trim(grid->text, lines[i]), &number) >
                0)
            return FALSE;
        Row row = {.line = lines[i]};
        g_array_append_val(grid->rows, row);
    }
    return is_padded && grid->rows->len >= 2;
}

static Row *row_at(const Grid *grid, guint index)
{
    return &g_array_index(grid->rows, Row, index);
}

/* Of the blanks at each place between two words of a line. Heads may stand over the middle of
 * their columns, so the first line counts for less. */
typedef struct {
    guint8 has_text[MAX_WIDTH]; /* in some line */
    guint8 padded[MAX_WIDTH];   /* one of more blanks than justified text has, in some line */
    guint narrow[MAX_WIDTH];    /* lines but the first in which it is the only one there */
    guint wide[MAX_WIDTH];      /* in which it is one of several */
    guint last[MAX_WIDTH];      /* in which it is the last of several */
} Profile;

static void read_gaps(const Grid *grid, guint index, Profile *profile)
{
    AssayLine line = row_at(grid, index)->line;
    const char *end = grid->text.data + line.end;
    guint column = 0, gap = UNSET, n = index > 0 ? 1 : 0;
    for (const char *p = grid->text.data + line.start; p < end; p = assay_utf8_next(p), column++) {
        if (*p == ' ')
            continue;
        profile->has_text[column] = TRUE;
        for (guint i = gap; gap != UNSET && column - gap > 1 && i < column; i++) {
            profile->wide[i] += n;
            profile->padded[i] |= column - gap >= MIN_PADDING;
        }
        if (gap != UNSET && column - gap > 1)
            profile->last[column - 1] += n;
        else if (gap != UNSET && column - gap == 1)
            profile->narrow[gap] += n;
        gap = column + 1;
    }
}

/* The river that ends behind @column parts columns: each line pads it, or the longest texts leave
 * one blank before a column in which all others begin at the same place. */
static gboolean parts_columns(const Profile *profile, guint column)
{
    guint n_narrow = profile->narrow[column], n_wide = profile->wide[column];
    return profile->padded[column] && n_wide > 0 &&
           (n_narrow == 0 || (profile->last[column] == n_wide && n_wide >= n_narrow));
}

static gboolean find_columns(Grid *grid)
{
    Profile profile; /* large: only what is used of it is set */
    gboolean seen_text = FALSE;
    memset(profile.has_text, 0, sizeof *profile.has_text * grid->width);
    memset(profile.padded, 0, sizeof *profile.padded * grid->width);
    memset(profile.narrow, 0, sizeof *profile.narrow * grid->width);
    memset(profile.wide, 0, sizeof *profile.wide * grid->width);
    memset(profile.last, 0, sizeof *profile.last * grid->width);
    for (guint i = 0; i < grid->rows->len; i++)
        read_gaps(grid, i, &profile);
    grid->n_columns = 1;
    for (guint column = 0; column < grid->width; column++) {
        if (seen_text && profile.has_text[column] && !profile.has_text[column - 1] &&
            parts_columns(&profile, column - 1)) {
            if (grid->n_columns == MAX_COLUMNS)
                return FALSE;
            grid->column_starts[grid->n_columns++] = column;
        }
        seen_text |= profile.has_text[column];
    }
    return grid->n_columns >= 2;
}

/* Fills @row's cells: bytes of the text in each column, trimmed. */
static void cut_cells(Grid *grid, Row *row)
{
    const char *p = grid->text.data + row->line.start, *end = grid->text.data + row->line.end;
    guint at = 0;
    for (guint column = 0; column < grid->n_columns; column++) {
        guint stop = column + 1 < grid->n_columns ? grid->column_starts[column + 1] : MAX_WIDTH;
        const char *start = p;
        for (; p < end && at < stop; at++)
            p = assay_utf8_next(p);
        AssayLine cell = {(gsize)(start - grid->text.data), (gsize)(p - grid->text.data), 0, FALSE};
        cell = assay_line_trim(grid->text, cell);
        row->cells[column] = (AssayRange){cell.start, cell.end};
        row->n_filled += cell.end > cell.start ? 1 : 0;
        grid->widths[column] = MAX(grid->widths[column],
                                   n_chars(assay_slice_sub(grid->text, cell.start, cell.end)));
    }
}

/* What @row has in a column had no room behind what the line before has there. */
static gboolean had_no_room(const Grid *grid, const Row *before, const Row *row)
{
    for (guint i = 0; i < grid->n_columns; i++) {
        AssayRange upper = before->cells[i], lower = row->cells[i];
        if (lower.end == lower.start)
            continue;
        AssaySlice rest = assay_slice_sub(grid->text, lower.start, lower.end);
        const char *blank = memchr(rest.data, ' ', rest.length);
        guint word = n_chars(
            (AssaySlice){rest.data, blank == NULL ? rest.length : (gsize)(blank - rest.data)});
        if (upper.end == upper.start ||
            n_chars(assay_slice_sub(grid->text, upper.start, upper.end)) + 1 + word <=
                grid->widths[i])
            return FALSE;
    }
    return TRUE;
}

/* Every line fills all columns or goes on with the one before. */
static gboolean find_rows(Grid *grid)
{
    guint n_full = 0;
    for (guint i = 0; i < grid->rows->len; i++)
        cut_cells(grid, row_at(grid, i));
    if (grid->n_columns == 2 && grid->widths[0] > MAX_LABEL_CHARS)
        return FALSE;
    for (guint i = 0; i < grid->rows->len; i++) {
        Row *row = row_at(grid, i);
        row->goes_on = row->n_filled < grid->n_columns;
        n_full += row->goes_on ? 0 : 1;
        if (row->goes_on && (i == 0 || !had_no_room(grid, row_at(grid, i - 1), row)))
            return FALSE;
    }
    grid->n_rows = n_full;
    return n_full >= 2;
}

/* The text of @column in the row that begins with line @first. */
static void add_cell(AssayLineWriter *writer, const Grid *grid, guint first, guint column,
                     AssayCell *cell)
{
    gsize behind = 0;
    for (guint i = first; i < grid->rows->len && (i == first || row_at(grid, i)->goes_on); i++) {
        AssayRange text = row_at(grid, i)->cells[column];
        AssayLine line = {text.start, text.end, text.end, FALSE};
        if (text.end == text.start)
            continue;
        if (writer->marks != NULL)
            assay_marks_find(writer->marks, writer->text, &line, 1);
        if (i > first)
            assay_line_writer_break(writer, behind, row_at(grid, i)->line.start, ' ');
        assay_line_writer_put(writer, text.start, text.end);
        behind = row_at(grid, i)->line.end;
    }
    cell->text = assay_line_writer_end(writer);
}

static void add_table(AssayLineWriter *writer, const Grid *grid)
{
    AssayTable *table = assay_document_new_table(writer->document, grid->n_rows, grid->n_columns);
    AssayBlock block = {.kind = ASSAY_BLOCK_TABLE, .table = table};
    guint row = 0;
    assay_line_writer_begin(writer);
    gsize start = writer->document->text->len;
    for (guint i = 0; i < grid->rows->len && row < table->n_rows; i++) {
        if (row_at(grid, i)->goes_on)
            continue;
        for (guint column = 0; column < table->n_columns; column++) {
            assay_line_writer_begin_cell(writer, column > 0 ? "\t" : row > 0 ? "\n" : "");
            add_cell(writer, grid, i, column, assay_table_cell(table, row, column));
        }
        row++;
    }
    table->has_header_row = assay_table_text_has_header(writer->document, table);
    for (guint column = 0; table->has_header_row && column < table->n_columns; column++)
        assay_table_cell(table, 0, column)->is_header = TRUE;
    block.text = (AssayRange){start, writer->document->text->len};
    if (block.text.end > block.text.start)
        assay_document_add_block(writer->document, &block);
}

gboolean assay_table_aligned_add(AssayLineWriter *writer, const AssayLine *lines, guint n_lines)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, TRUE, sizeof(Row));
    Grid grid = {.text = writer->text, .rows = rows};
    if (!take_lines(&grid, lines, n_lines) || !find_columns(&grid) || !find_rows(&grid))
        return FALSE;
    add_table(writer, &grid);
    return TRUE;
}

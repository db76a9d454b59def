/* table_text.c: see table_text.h. */
#include "extract/table_text.h"
#include "extract/markdown_marks.h"

#include <string.h>

#include "extract/space.h"

/* A header cell of a tab table is a few words. */
/* Of one row that a tool wrapped. */
#define MAX_ROW_LINES         64u
#define MAX_HEADER_CELL_BYTES 60u

/* Walks over the cells of one row. */
typedef struct {
    AssaySlice text;
    AssayTableTextKind kind;
    gsize at, end;     /* what is left of the row */
    gboolean has_more; /* a cell is left, maybe an empty one */
} Row;

/* A blank, also one that does not break, stands before or behind @at. */
static gboolean is_blank_before(const char *text, gsize at)
{
    return at > 0 && (assay_is_blank_byte(text[at - 1]) ||
                      (at > 1 && memcmp(text + at - 2, "\xC2\xA0", 2) == 0));
}

static gboolean is_blank_behind(const char *text, gsize at, gsize end)
{
    return at + 1 >= end || assay_is_blank_byte(text[at + 1]) ||
           (at + 2 < end && memcmp(text + at + 1, "\xC2\xA0", 2) == 0);
}

static gboolean has_closing_pipe(AssaySlice text, AssayLine line)
{
    AssayLine trimmed = assay_line_trim(text, line);
    gsize length = trimmed.end - trimmed.start;
    return length >= 2 && text.data[trimmed.end - 1] == '|' && text.data[trimmed.end - 2] != '\\';
}

gboolean assay_table_text_is_closed(AssaySlice text, const AssayLine *lines, AssayTableText found)
{
    AssayLine last = lines[found.n_lines - 1];
    if (found.kind != ASSAY_TABLE_TEXT_TABS)
        return has_closing_pipe(text, last);
    return last.end > last.start && text.data[last.end - 1] == '\t';
}

static Row row_open(AssaySlice text, AssayLine line, AssayTableTextKind kind)
{
    if (kind == ASSAY_TABLE_TEXT_TABS)
        return (Row){text, kind, line.start, line.end, TRUE};
    AssayLine trimmed = assay_line_trim(text, line);
    Row row = {text, kind, trimmed.start, trimmed.end, TRUE};
    if (row.at < row.end && text.data[row.at] == '|')
        row.at++;
    if (row.at < row.end && has_closing_pipe(text, line))
        row.end--;
    return row;
}

static gboolean is_delimiter(const Row *row, gsize at)
{
    const char *text = row->text.data;
    if (row->kind == ASSAY_TABLE_TEXT_TABS)
        return text[at] == '\t';
    if (text[at] != '|' || (at > 0 && text[at - 1] == '\\'))
        return FALSE;
    if (row->kind == ASSAY_TABLE_TEXT_PIPES)
        return TRUE;
    /* The row's own closing pipe lies at row->end, outside. */
    return (is_blank_before(text, at) || text[at - 1] == '|') &&
           (is_blank_behind(text, at, row->end) || text[at + 1] == '|');
}

/* The next cell, trimmed. */
static gboolean row_next(Row *row, AssayLine *ret_cell)
{
    if (!row->has_more)
        return FALSE;
    gsize at = row->at;
    while (at < row->end && !is_delimiter(row, at))
        at++;
    AssayLine cell = {row->at, at, at, FALSE};
    *ret_cell = assay_line_trim(row->text, cell);
    row->has_more = at < row->end;
    row->at = at + 1;
    return TRUE;
}

typedef struct {
    guint n_cells;
    guint n_filled; /* up to and with the last that is not empty */
    gboolean is_separator;
    gboolean first_is_empty;
} RowShape;

static gboolean is_separator_cell(AssaySlice text, AssayLine cell)
{
    gsize at = cell.start;
    if (at < cell.end && text.data[at] == ':')
        at++;
    gsize dashes = at;
    while (at < cell.end && text.data[at] == '-')
        at++;
    dashes = at - dashes;
    if (at < cell.end && text.data[at] == ':')
        at++;
    return dashes > 0 && at == cell.end;
}

static RowShape row_measure(AssaySlice text, AssayLine line, AssayTableTextKind kind)
{
    RowShape shape = {.is_separator = kind != ASSAY_TABLE_TEXT_TABS};
    Row row = row_open(text, line, kind);
    AssayLine cell;
    while (row_next(&row, &cell)) {
        shape.n_cells++;
        if (cell.end > cell.start)
            shape.n_filled = shape.n_cells;
        else if (shape.n_cells == 1)
            shape.first_is_empty = TRUE;
        if (!is_separator_cell(text, cell) && (cell.end > cell.start || shape.n_cells == 1))
            shape.is_separator = FALSE;
    }
    return shape;
}

static gboolean begins_with_pipe(AssaySlice text, AssayLine line)
{
    AssayLine trimmed = assay_line_trim(text, line);
    return trimmed.end > trimmed.start && text.data[trimmed.start] == '|';
}

static gboolean holds_byte(AssaySlice text, AssayLine line, char byte)
{
    return memchr(text.data + line.start, byte, line.end - line.start) != NULL;
}

static gboolean has_hard_break(AssaySlice text, AssayLine line)
{
    return line.end - line.start > 2 && text.data[line.end - 1] == ' ' &&
           text.data[line.end - 2] == ' ';
}

/* Tools that wrap their markdown break long rows too, and end every row with a hard break: a row
 * goes on up to there. Returns: how many of @lines the row takes that @lines begins with;
 * @ret_row: all of it. */
static guint row_lines(AssaySlice text, const AssayLine *lines, guint n_lines, gboolean is_wrapped,
                       AssayLine *ret_row)
{
    guint n = 1;
    while (is_wrapped && n < n_lines && n < MAX_ROW_LINES && !has_hard_break(text, lines[n - 1]))
        n++;
    *ret_row = lines[n - 1];
    ret_row->start = lines[0].start;
    return n;
}

static gboolean has_wrapped_rows(AssaySlice text, const AssayLine *lines, guint n_lines)
{
    return n_lines > 2 && has_hard_break(text, lines[0]) && has_hard_break(text, lines[1]);
}

/* Rows that need no leading pipe: "a | b" above "--- | ---". */
static AssayTableText find_bare_pipes(AssaySlice text, const AssayLine *lines, guint n_lines)
{
    AssayTableText found = {ASSAY_TABLE_TEXT_PIPES, 0};
    if (n_lines < 2 || !holds_byte(text, lines[0], '|') || !holds_byte(text, lines[1], '|'))
        return found;
    RowShape rule = row_measure(text, lines[1], found.kind);
    if (!rule.is_separator || row_measure(text, lines[0], found.kind).n_cells != rule.n_cells)
        return found;
    gboolean is_wrapped = has_wrapped_rows(text, lines, n_lines);
    found.n_lines = 2;
    while (found.n_lines < n_lines) {
        AssayLine row;
        guint n = row_lines(text, lines + found.n_lines, n_lines - found.n_lines, is_wrapped, &row);
        if (!holds_byte(text, row, '|'))
            break;
        found.n_lines += n;
    }
    return found;
}

static AssayTableText find_pipes(AssaySlice text, const AssayLine *lines, guint n_lines,
                                 gboolean is_end)
{
    AssayTableText found = {ASSAY_TABLE_TEXT_PIPES, 0};
    AssayLine first = assay_line_trim(text, lines[0]);
    gboolean is_spaced = first.end - first.start >= 2 &&
                         assay_is_blank_byte(text.data[first.start + 1]);
    gboolean next_opens = n_lines > 1 && begins_with_pipe(text, lines[1]);
    gboolean has_rule = next_opens &&
                        row_measure(text, lines[1], ASSAY_TABLE_TEXT_PIPES).is_separator;
    gboolean is_cut = is_end && n_lines == 1 && !has_closing_pipe(text, first);
    if (is_spaced && !has_rule)
        found.kind = ASSAY_TABLE_TEXT_SPACED_PIPES;
    RowShape shape = row_measure(text, first, found.kind);
    if (shape.n_filled == 0 && !has_rule)
        return found;
    if (is_cut ? !is_spaced : !next_opens && !has_closing_pipe(text, first))
        return found; /* "|x| is the norm of x" */
    if (shape.n_cells < 2 && !next_opens && !is_cut)
        return found; /* one cell is no table */
    for (found.n_lines = 1; found.n_lines < n_lines; found.n_lines++)
        if (!begins_with_pipe(text, lines[found.n_lines]))
            break;
    return found;
}

static AssayTableText find_tabs(AssaySlice text, const AssayLine *lines, guint n_lines,
                                gboolean is_end)
{
    AssayTableText found = {ASSAY_TABLE_TEXT_TABS, 0};
    guint number = 0;
    RowShape first = row_measure(text, lines[0], found.kind);
    if (n_lines < 2 || first.n_cells < 2 || first.n_filled < 2 || first.first_is_empty ||
        assay_line_marker_length(text, assay_line_trim(text, lines[0]), &number) > 0)
        return found;
    guint n = 1;
    for (; n < n_lines; n++) {
        gboolean is_cut = is_end && n + 1 == n_lines;
        guint n_cells = row_measure(text, lines[n], found.kind).n_cells;
        /* Two columns could be chance: they must be there in each row. */
        guint fewest = is_cut ? 1 : first.n_cells > 2 ? 2 : first.n_cells;
        if (n_cells < fewest || n_cells > first.n_cells)
            break;
    }
    gboolean is_lone_pair = n == 2 && is_end && n_lines == 2 && first.n_cells == 2 &&
                            !holds_byte(text, lines[1], '\t');
    found.n_lines = n < 2 || is_lone_pair ? 0 : n;
    return found;
}

AssayTableText assay_table_text_find(AssaySlice text, const AssayLine *lines, guint n_lines,
                                     gboolean is_end)
{
    AssayTableText found = {ASSAY_TABLE_TEXT_NONE, 0};
    if (begins_with_pipe(text, lines[0]))
        found = find_pipes(text, lines, n_lines, is_end);
    else if (holds_byte(text, lines[0], '\t'))
        found = find_tabs(text, lines, n_lines, is_end);
    if (found.n_lines == 0)
        found = find_bare_pipes(text, lines, n_lines);
    return found;
}

gboolean assay_table_text_has_header(const AssayDocument *document, const AssayTable *table)
{
    gboolean has_figures = FALSE;
    if (table->n_columns < 3 || table->n_rows < 2)
        return FALSE;
    for (guint column = 0; column < table->n_columns; column++) {
        const AssayCell *head = assay_table_cell(table, 0, column);
        AssaySlice name = assay_document_slice(document, head->text);
        if (name.length > MAX_HEADER_CELL_BYTES || !assay_slice_has_letter(name))
            return FALSE;
        for (gsize i = 0; i < name.length; i++)
            if (g_ascii_isdigit(name.data[i]))
                return FALSE;
        for (guint row = 1; row < table->n_rows && !has_figures; row++) {
            const AssayCell *cell = assay_table_cell(table, row, column);
            AssaySlice value = assay_document_slice(document, cell->text);
            has_figures = value.length > MAX_HEADER_CELL_BYTES ||
                          (value.length > 0 && !assay_slice_has_letter(value));
        }
    }
    const AssayCell *last = assay_table_cell(table, 1, table->n_columns - 1);
    gboolean is_cut = table->n_rows == 2 && last->text.end == last->text.start;
    return has_figures || is_cut; /* one row that the capture cuts off shows nothing yet */
}

static void add_row(AssayLineWriter *writer, AssayLine line, AssayTableTextKind kind,
                    AssayTable *table, guint row_index)
{
    Row row = row_open(writer->text, line, kind);
    AssayLine cell_line;
    for (guint column = 0; column < table->n_columns && row_next(&row, &cell_line); column++) {
        AssayCell *cell = assay_table_cell(table, row_index, column);
        assay_line_writer_begin_cell(writer, column > 0 ? "\t" : row_index > 0 ? "\n" : "");
        if (writer->marks != NULL)
            assay_marks_find(writer->marks, writer->text, &cell_line, 1);
        assay_line_writer_put(writer, cell_line.start, cell_line.end);
        cell->text = assay_line_writer_end(writer);
    }
}

/* Neither a rule nor empty: a capture may stop right behind a row's first pipe. */
static gboolean is_row(RowShape shape)
{
    return !shape.is_separator && shape.n_filled > 0;
}

static gboolean is_wrapped_table(AssaySlice text, const AssayLine *lines, AssayTableText found)
{
    return found.kind == ASSAY_TABLE_TEXT_PIPES && has_wrapped_rows(text, lines, found.n_lines);
}

static AssayTable *make_table(AssayLineWriter *writer, const AssayLine *lines, AssayTableText found)
{
    guint n_rows = 0, n_columns = 1;
    AssayLine line;
    gboolean is_wrapped = is_wrapped_table(writer->text, lines, found);
    for (guint i = 0; i < found.n_lines;) {
        i += row_lines(writer->text, lines + i, found.n_lines - i, is_wrapped, &line);
        RowShape shape = row_measure(writer->text, line, found.kind);
        n_rows += is_row(shape) ? 1 : 0;
        n_columns = MAX(n_columns, shape.is_separator ? 1 : shape.n_filled);
    }
    AssayTable *table = assay_document_new_table(writer->document, n_rows, n_columns);
    if (table->n_rows < n_rows || table->n_columns < n_columns)
        assay_document_add_defect(
            writer->document, "table-limit",
            assay_span_bytes(
                assay_decoded_to_source(writer->decoded, lines[0].start),
                assay_decoded_to_source(writer->decoded, lines[found.n_lines - 1].end)),
            "of a table of %u rows and %u columns %u and %u were kept", n_rows, n_columns,
            table->n_rows, table->n_columns);
    return table;
}

void assay_table_text_add(AssayLineWriter *writer, const AssayLine *lines, AssayTableText found,
                          const AssayBlock *block)
{
    AssayBlock added = *block;
    AssayTable *table = make_table(writer, lines, found);
    guint row = 0;
    assay_line_writer_begin(writer);
    gsize start = writer->document->text->len;
    gboolean is_wrapped = is_wrapped_table(writer->text, lines, found);
    for (guint i = 0; i < found.n_lines && row < table->n_rows;) {
        AssayLine line;
        guint n = row_lines(writer->text, lines + i, found.n_lines - i, is_wrapped, &line);
        RowShape shape = row_measure(writer->text, line, found.kind);
        if (shape.is_separator)
            table->has_header_row |= i == 1 && row == 1;
        else if (is_row(shape))
            add_row(writer, line, found.kind, table, row++);
        i += n;
    }
    if (found.kind == ASSAY_TABLE_TEXT_TABS)
        table->has_header_row = assay_table_text_has_header(writer->document, table);
    for (guint column = 0; table->has_header_row && table->n_rows > 0 && column < table->n_columns;
         column++)
        assay_table_cell(table, 0, column)->is_header = TRUE;
    added.kind = ASSAY_BLOCK_TABLE;
    added.table = table;
    added.text = (AssayRange){start, writer->document->text->len};
    if (added.text.end > added.text.start)
        assay_document_add_block(writer->document, &added);
}

gsize assay_line_marker_length(AssaySlice text, AssayLine line, guint *ret_number)
{
    AssaySlice item = assay_line_slice(text, line);
    gsize length = 0;
    guint number = 0;
    if (item.length > 0 && strchr("-*+", item.data[0]) != NULL) {
        length = 1;
    } else if (assay_slice_has_prefix(item, ASSAY_SLICE("•"))) {
        length = strlen("•");
    } else {
        gboolean is_bracketed = assay_slice_has_prefix(item, ASSAY_SLICE("["));
        gsize digits = length = is_bracketed ? 1 : 0;
        while (length < item.length && length < digits + 4 && g_ascii_isdigit(item.data[length]))
            number = number * 10 + (guint)(item.data[length++] - '0');
        if (length == digits || length >= item.length ||
            strchr(is_bracketed ? "]" : ".)", item.data[length]) == NULL)
            return 0;
        length++;
    }
    gsize blanks = length;
    while (blanks < item.length && assay_is_blank_byte(item.data[blanks]))
        blanks++;
    if (length == 0 || blanks == length || blanks == item.length)
        return 0;
    *ret_number = number;
    return blanks;
}

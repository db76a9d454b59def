/* table_head.c: the head of a table that has several lines (see table.h).
 *
 * The head ends where numbers begin, or bold type ends. Its words are put together to pieces, the
 * pieces that stand closely one under the other to cells; a piece that lies over several columns,
 * or in the middle above several cells, is a cell that spans them. */
#include <math.h>
#include <string.h>

#include "extract/pdf/table.h"

/* Lines of a head; more are no head. */
#define MAX_LINES  16u
/* In font sizes: a gap that parts pieces anywhere, and where a gutter runs through it. */
#define WIDE_GAP   0.8f
#define GUTTER_GAP 0.45f
/* Distance of two lines of one cell, at most. */
#define LINE_STEP  1.45f
/* The same where a word is divided. */
#define WORD_STEP  2.0f
/* How far from the middle of its columns a spanning piece may stand. */
#define OFF_CENTRE 0.6f

/* Words of one line that belong together; columns @first..@last. */
typedef struct {
    PdfBox box;
    guint row;
    guint first_word, n_words; /* in the array of PdfCellWord */
    guint first, last;
    float size;
    gboolean bold;
    guint cell;
} Piece;

typedef struct {
    PdfBox box;
    guint first, last; /* columns */
    guint last_row;    /* the line its last piece is on */
    gboolean divided;  /* the last word of that piece goes on */
    float size;
    gboolean bold;
    guint row; /* of the table's head */
} Cell;

typedef struct {
    const PdfModel *model;
    const PdfTable *table;
    GArray *words;          /* of PdfCellWord; owned */
    GArray *pieces, *cells; /* of Piece, Cell; owned */
} Head;

static PdfSpan column_at(const PdfTable *table, guint column)
{
    return g_array_index(table->columns, PdfSpan, column);
}

static Piece *piece_at(const Head *head, guint i)
{
    return &g_array_index(head->pieces, Piece, i);
}

static Cell *cell_at(const Head *head, guint i)
{
    return &g_array_index(head->cells, Cell, i);
}

/* ---- Where it ends ---- */

/* Whether most of what stands in a column of the body is numbers (years alone do not count); the
 * first third may be head. */
static void find_numeric(const PdfModel *model, const PdfTable *table, gboolean *numeric)
{
    guint n_columns = table->n_columns, n_rows = table->end_row - table->first_row;
    g_autofree PdfValue *values = g_new(PdfValue, n_columns);
    g_autofree guint *counts = g_new0(guint, n_columns * 3);
    for (guint r = table->first_row + MAX(1, n_rows / 3); r < table->end_row; r++) {
        pdf_table_values(model, table, r, values);
        for (guint c = 0; c < n_columns; c++) {
            counts[c * 3] += values[c] != PDF_VALUE_NONE;
            counts[c * 3 + 1] += values[c] >= PDF_VALUE_YEAR;
            counts[c * 3 + 2] += values[c] == PDF_VALUE_NUMBER;
        }
    }
    for (guint c = 0; c < n_columns; c++)
        numeric[c] = counts[c * 3 + 2] > 0 && counts[c * 3 + 1] * 10 >= counts[c * 3] * 7;
}

/* The lines before the first whose columns of numbers have numbers, more of them than words; 0: no
 * such columns. */
static guint lines_above_numbers(const PdfModel *model, const PdfTable *table,
                                 const gboolean *numeric)
{
    g_autofree PdfValue *values = g_new(PdfValue, table->n_columns);
    for (guint r = table->first_row; r < table->end_row; r++) {
        guint n_numbers = 0, n_words = 0;
        pdf_table_values(model, table, r, values);
        for (guint c = 0; c < table->n_columns; c++) {
            n_numbers += numeric[c] && values[c] == PDF_VALUE_NUMBER;
            n_words += numeric[c] && values[c] == PDF_VALUE_TEXT;
        }
        if (n_numbers > n_words)
            return r - table->first_row;
    }
    return 0;
}

static guint bold_lines(const PdfModel *model, const PdfTable *table)
{
    guint r = table->first_row;
    while (r < table->end_row && pdf_row(model, r)->bold)
        r++;
    return r - table->first_row;
}

/* The last line of @n stands in columns of text only, and no closer to the line above than to the
 * one below: the first line of the body. */
static gboolean ends_in_body(const PdfModel *model, const PdfTable *table, const gboolean *numeric,
                             guint n)
{
    g_autofree PdfValue *values = g_new(PdfValue, table->n_columns);
    const PdfRow *row = pdf_row(model, table->first_row + n - 1);
    pdf_table_values(model, table, table->first_row + n - 1, values);
    for (guint c = 0; c < table->n_columns; c++)
        if (numeric[c] && values[c] != PDF_VALUE_NONE)
            return FALSE;
    float above = pdf_middle(row->box) - pdf_middle(row[-1].box);
    float below = pdf_middle(row[1].box) - pdf_middle(row->box);
    return above > 1.3f * row->size || below < 1.15f * above;
}

/* How many lines the head has; 0: unknown. */
static guint count_lines(const PdfModel *model, const PdfTable *table)
{
    g_autofree gboolean *numeric = g_new0(gboolean, table->n_columns);
    guint n_rows = table->end_row - table->first_row;
    find_numeric(model, table, numeric);
    guint n = lines_above_numbers(model, table, numeric), bold = bold_lines(model, table);
    if (bold > 0 && bold < n_rows && (n == 0 || bold < n))
        n = bold;
    if (n > MAX_LINES || n * 3 > n_rows * 2)
        return 0;
    while (n > 1 && bold != n && ends_in_body(model, table, numeric, n))
        n--;
    return n;
}

/* ---- Pieces ---- */

/* A gutter runs between @a and @b. */
static gboolean gutter_between(const PdfTable *table, const PdfWord *a, const PdfWord *b)
{
    guint left = pdf_table_column(table, a), right = pdf_table_column(table, b);
    return left != right && a->box.x1 <= column_at(table, right).x0 + 1 &&
           b->box.x0 >= column_at(table, left).x1 - 1;
}

/* @box begins where @column does, or has its middle there. */
static gboolean stands_over(const PdfTable *table, PdfBox box, guint column)
{
    PdfSpan span = column_at(table, column);
    return fabsf(box.x0 - span.x0) < 1 || fabsf(box.x0 + box.x1 - span.x0 - span.x1) < 2;
}

/* The gutter between @piece and @word, each over its own column. */
static gboolean heads_apart(const PdfTable *table, const Piece *piece, const PdfWord *before,
                            const PdfWord *word)
{
    guint column = pdf_table_column(table, word);
    return fabsf(word->box.x0 - column_at(table, column).x0) < 1 ||
           (stands_over(table, word->box, column) &&
            stands_over(table, piece->box, pdf_table_column(table, before)));
}

static void add_word(Head *head, guint row_index, guint word_index)
{
    const PdfRow *row = pdf_row(head->model, row_index);
    const PdfWord *word = pdf_word(head->model, word_index);
    Piece *last = head->pieces->len > 0 ? piece_at(head, head->pieces->len - 1) : NULL;
    PdfCellWord at = {word_index, row_index};
    g_array_append_val(head->words, at);
    if (last != NULL && last->row == row_index) {
        const PdfWord *before = pdf_word(
            head->model, g_array_index(head->words, PdfCellWord, head->words->len - 2).word);
        float gap = word->box.x0 - last->box.x1;
        gboolean parted = gap > WIDE_GAP * row->size ||
                          (gutter_between(head->table, before, word) &&
                           (gap > GUTTER_GAP * row->size ||
                            heads_apart(head->table, last, before, word)));
        if (!parted) {
            last->box = pdf_box_join(last->box, word->box);
            last->n_words++;
            return;
        }
    }
    Piece piece = {.box = word->box,
                   .row = row_index,
                   .first_word = head->words->len - 1,
                   .n_words = 1,
                   .size = word->size,
                   .bold = g_array_index(head->model->fonts, PdfFont, word->font).bold};
    g_array_append_val(head->pieces, piece);
}

/* The columns that @piece lies over; the nearest if none. */
static void place_piece(const PdfTable *table, Piece *piece)
{
    float best = 1e9f, middle = (piece->box.x0 + piece->box.x1) / 2;
    gboolean any = FALSE;
    for (guint c = 0; c < table->n_columns; c++) {
        PdfSpan column = column_at(table, c);
        if (column.x0 < piece->box.x1 - 0.5f && piece->box.x0 < column.x1 - 0.5f) {
            piece->first = any ? piece->first : c;
            piece->last = c;
            any = TRUE;
        }
        float distance = fabsf((column.x0 + column.x1) / 2 - middle);
        if (!any && distance < best) {
            best = distance;
            piece->first = piece->last = c;
        }
    }
}

/* Pieces of one line in one column are one: justified text has wide gaps. */
static void join_in_columns(Head *head)
{
    guint kept = 0;
    for (guint i = 1; i < head->pieces->len; i++) {
        Piece *last = piece_at(head, kept), *piece = piece_at(head, i);
        if (last->row == piece->row && last->first == piece->first && last->last == piece->last) {
            last->box = pdf_box_join(last->box, piece->box);
            last->n_words += piece->n_words;
        } else {
            *piece_at(head, ++kept) = *piece;
        }
    }
    g_array_set_size(head->pieces, MIN(head->pieces->len, kept + 1));
}

static void find_pieces(Head *head, guint n_lines)
{
    for (guint r = head->table->first_row; r < head->table->first_row + n_lines; r++) {
        PdfWords words = pdf_words(head->model, r, r + 1);
        while (pdf_words_next(&words) != NULL)
            add_word(head, r, words.word);
    }
    for (guint i = 0; i < head->pieces->len; i++)
        place_piece(head->table, piece_at(head, i));
    join_in_columns(head);
}

/* ---- Spans ---- */

/* How far the middle of columns @first..@last is from that of @piece. */
static float off_centre(const PdfTable *table, const Piece *piece, guint first, guint last)
{
    return fabsf(column_at(table, first).x0 + column_at(table, last).x1 - piece->box.x0 -
                 piece->box.x1) /
           2;
}

/* There is text in @column of the head below @piece. */
static gboolean has_below(const Head *head, const Piece *piece, guint column)
{
    for (guint i = 0; i < head->pieces->len; i++) {
        const Piece *other = piece_at(head, i);
        if (other->row > piece->row && other->first <= column && column <= other->last)
            return TRUE;
    }
    return FALSE;
}

/* The widest columns about @piece, free of other pieces of its line (@low..@high) and with heads of
 * their own, whose middle it stands in. */
static void widen(const Head *head, Piece *piece, guint low, guint high)
{
    guint first = piece->first, last = piece->last;
    while (low < first && !has_below(head, piece, low))
        low++;
    while (high > last && !has_below(head, piece, high))
        high--;
    for (guint a = low; a <= piece->first; a++)
        for (guint b = piece->last; b <= high; b++)
            if (b - a > last - first &&
                off_centre(head->table, piece, a, b) < OFF_CENTRE * piece->size) {
                first = a;
                last = b;
            }
    piece->first = first;
    piece->last = last;
}

/* The spans of pieces @start..@end, which are one line. A piece in the middle of one column may
 * span three, or be the first line of a head; it spans them if the pieces of the line then cover
 * all columns behind the first. */
static void widen_line(Head *head, guint start, guint end)
{
    guint n_columns = head->table->n_columns, covered = 0, n_wide = 0;
    guint low = 1; /* the first column has the names of the rows */
    g_autofree Piece *wide = g_new(Piece, end - start);
    for (guint i = start; i < end; i++) {
        Piece piece = *piece_at(head, i);
        guint high = i + 1 < end ? piece_at(head, i + 1)->first : n_columns;
        high = high > piece.last + 1 ? high - 1 : piece.last;
        widen(head, &piece, MIN(low, piece.first), high);
        wide[i - start] = piece;
        low = piece.last + 1;
        covered += piece.first > 0 ? piece.last - piece.first + 1 : 0;
        n_wide += piece.last > piece.first ? 1 : 0;
    }
    gboolean all = n_wide >= 1 && covered + 1 >= n_columns;
    for (guint i = start; i < end; i++) {
        Piece *piece = piece_at(head, i);
        gboolean single = piece->first == piece->last &&
                          off_centre(head->table, piece, piece->first, piece->last) <
                              OFF_CENTRE * piece->size;
        if (all || !single)
            *piece = wide[i - start];
    }
}

/* ---- Cells ---- */

static gboolean columns_meet(guint a0, guint a1, guint b0, guint b1)
{
    return a0 <= b1 && b0 <= a1;
}

/* The cell that piece @index goes on with; G_MAXUINT: none. It must be the only piece of its line
 * under the cell, and the cell the only one above it. */
static guint cell_above(const Head *head, guint index)
{
    const Piece *piece = piece_at(head, index);
    guint found = G_MAXUINT;
    for (guint i = 0; i < head->cells->len; i++) {
        const Cell *cell = cell_at(head, i);
        if (!columns_meet(cell->first, cell->last, piece->first, piece->last))
            continue;
        if (found != G_MAXUINT && cell_at(head, found)->last_row == cell->last_row)
            return G_MAXUINT;
        if (found == G_MAXUINT || cell->last_row > cell_at(head, found)->last_row)
            found = i;
    }
    if (found == G_MAXUINT)
        return G_MAXUINT;
    const Cell *cell = cell_at(head, found);
    float step = pdf_middle(piece->box) - pdf_middle(pdf_row(head->model, cell->last_row)->box);
    if (step > (cell->divided ? WORD_STEP : LINE_STEP) * piece->size ||
        fabsf(cell->size - piece->size) > 0.15f * piece->size || cell->bold != piece->bold ||
        cell->last_row == piece->row)
        return G_MAXUINT;
    for (guint i = 0; i < head->pieces->len; i++) {
        const Piece *other = piece_at(head, i);
        if (i != index && other->row == piece->row &&
            columns_meet(cell->first, cell->last, other->first, other->last))
            return G_MAXUINT;
    }
    return found;
}

static void find_cells(Head *head)
{
    for (guint i = 0; i < head->pieces->len; i++) {
        Piece *piece = piece_at(head, i);
        guint last =
            g_array_index(head->words, PdfCellWord, piece->first_word + piece->n_words - 1).word;
        gboolean divided = pdf_word_is_divided(head->model, pdf_word(head->model, last));
        piece->cell = cell_above(head, i);
        if (piece->cell == G_MAXUINT) {
            Cell cell = {.box = piece->box,
                         .first = piece->first,
                         .last = piece->last,
                         .last_row = piece->row,
                         .divided = divided,
                         .size = piece->size,
                         .bold = piece->bold};
            piece->cell = head->cells->len;
            g_array_append_val(head->cells, cell);
            continue;
        }
        Cell *cell = cell_at(head, piece->cell);
        cell->first = MIN(cell->first, piece->first);
        cell->last = MAX(cell->last, piece->last);
        cell->last_row = piece->row;
        cell->divided = divided;
        cell->box = pdf_box_join(cell->box, piece->box);
    }
}

/* Each cell goes one row below the lowest of those above it. Returns: the number of rows. */
static guint number_rows(Head *head)
{
    guint n_rows = 0;
    for (guint i = 0; i < head->cells->len; i++) {
        Cell *cell = cell_at(head, i);
        cell->row = 0;
        for (guint j = 0; j < i; j++) {
            const Cell *above = cell_at(head, j);
            if (columns_meet(above->first, above->last, cell->first, cell->last))
                cell->row = MAX(cell->row, above->row + 1);
        }
        n_rows = MAX(n_rows, cell->row + 1);
    }
    return n_rows;
}

/* The row behind @cell: that of the first cell below it, or the end of the head. */
static guint end_of_cell(const Head *head, const Cell *cell, guint n_rows)
{
    guint end = n_rows;
    for (guint i = 0; i < head->cells->len; i++) {
        const Cell *below = cell_at(head, i);
        if (below->row > cell->row &&
            columns_meet(below->first, below->last, cell->first, cell->last))
            end = MIN(end, below->row);
    }
    return end;
}

static void write_cells(const Head *head, PdfTable *table, guint n_rows)
{
    table->n_rows = n_rows;
    g_array_set_size(table->cells, n_rows * table->n_columns);
    for (guint i = 0; i < head->pieces->len; i++) {
        const Piece *piece = piece_at(head, i);
        const Cell *cell = cell_at(head, piece->cell);
        PdfCell *to = pdf_cell(table, cell->row, cell->first);
        to->column_span = cell->last - cell->first + 1;
        to->row_span = end_of_cell(head, cell, n_rows) - cell->row;
        if (to->words == NULL)
            to->words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord));
        g_array_append_vals(to->words, &g_array_index(head->words, PdfCellWord, piece->first_word),
                            piece->n_words);
    }
}

guint pdf_table_head(const PdfModel *model, PdfTable *table)
{
    guint n_lines = table->n_columns < 2 ? 0 : count_lines(model, table);
    if (n_lines == 0)
        return 0;
    Head head = {.model = model,
                 .table = table,
                 .words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord)),
                 .pieces = g_array_new(FALSE, FALSE, sizeof(Piece)),
                 .cells = g_array_new(FALSE, FALSE, sizeof(Cell))};
    find_pieces(&head, n_lines);
    for (guint i = 0, j; i < head.pieces->len; i = j) {
        for (j = i; j < head.pieces->len && piece_at(&head, j)->row == piece_at(&head, i)->row; j++)
            ;
        widen_line(&head, i, j);
    }
    gboolean plain = n_lines == 1;
    for (guint i = 0; i < head.pieces->len; i++)
        plain = plain && piece_at(&head, i)->first == piece_at(&head, i)->last;
    if (!plain) {
        find_cells(&head);
        table->n_head = number_rows(&head);
        write_cells(&head, table, table->n_head);
    }
    g_array_unref(head.words);
    g_array_unref(head.pieces);
    g_array_unref(head.cells);
    return plain ? 0 : n_lines;
}

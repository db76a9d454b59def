/* blocks.c: lines become blocks (see blocks.h). */
#include "extract/pdf/blocks.h"

#include <math.h>
#include <string.h>

#include "extract/pdf/paragraph.h"

#define NO_BLOCK G_MAXUINT

typedef struct {
    PdfModel *model;
    guint current;      /* block that the line before belongs to, or NO_BLOCK */
    guint open;         /* last paragraph or list item: may go on behind a break; or NO_BLOCK */
    guint last_row;     /* of the open block */
    gboolean run_ins;   /* the document has run-in headings without numbers */
    gboolean in_text;   /* neither before the text of a paper nor behind it */
    guint level;        /* of the last heading */
    float list_x0;      /* where the items of the running list begin; negative: none */
    GArray *references; /* of guint: lines of the reference list being read, or NULL; owned */
} Builder;

static guint add_block(Builder *builder, AssayBlockKind kind, AssayPlace place, guint level)
{
    PdfBlock block = {.kind = kind,
                      .place = place,
                      .level = level,
                      .rows = g_array_new(FALSE, FALSE, sizeof(guint))};
    g_array_append_val(builder->model->blocks, block);
    return builder->model->blocks->len - 1;
}

static void add_row(Builder *builder, guint block, guint row)
{
    g_array_append_val(pdf_block(builder->model, block)->rows, row);
    builder->current = block;
    AssayBlockKind kind = pdf_block(builder->model, block)->kind;
    if (kind == ASSAY_BLOCK_PARAGRAPH || kind == ASSAY_BLOCK_LIST_ITEM) {
        builder->open = block;
        builder->last_row = row;
    }
}

static char *row_text(const PdfModel *model, guint row)
{
    GString *text = g_string_new(NULL);
    pdf_row_append_text(model, pdf_row(model, row), text);
    return g_string_free(text, FALSE);
}

/* "1.", "(2)", "a)", "(iv)": a label that is a word by itself. */
static gboolean is_item_label(AssaySlice text)
{
    if (text.length < 2 || text.length > 6)
        return FALSE;
    gsize at = text.data[0] == '(' || text.data[0] == '[';
    gsize start = at;
    while (at < text.length && g_ascii_isdigit(text.data[at]))
        at++;
    if (at == start)
        while (at < text.length && strchr("ivxabcdefgh", text.data[at]) != NULL && at - start < 4)
            at++;
    gsize length = at - start;
    gboolean digits = length > 0 && g_ascii_isdigit(text.data[start]);
    if (length == 0 || length > 3 || at + 1 != text.length || (!digits && length > 1 && start == 0))
        return FALSE;
    return text.data[at] == ')' || (text.data[at] == ']' && start == 1) ||
           (text.data[at] == '.' && digits && start == 0);
}

static gboolean is_dash(AssaySlice text)
{
    return assay_slice_equal(text, ASSAY_SLICE("-")) ||
           assay_slice_equal(text, ASSAY_SLICE("\xE2\x80\x93")) ||
           assay_slice_equal(text, ASSAY_SLICE("\xE2\x80\x94"));
}

/* A dash or number that opens line @index may stand within a sentence: the line above is full, is
 * set alike, has not ended one and opens with none itself. */
static gboolean is_within_text(const Builder *builder, guint index)
{
    const PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index), *above = row - 1;
    const PdfRegion *region = pdf_region(model, row->region);
    if (index == region->first_row || above->place != row->place || above->heading != 0 ||
        above->table != 0 || !pdf_rows_same_size(above, row) ||
        fabsf(above->box.x0 - row->box.x0) > 0.5f * row->size)
        return FALSE;
    AssaySlice opening = pdf_word_text(model, pdf_first_word(model, above));
    return pdf_middle(row->box) - pdf_middle(above->box) < 1.2f * region->leading &&
           !pdf_row_ended_early(model, above, row) && !pdf_row_ends_sentence(model, above) &&
           !pdf_is_bullet(opening) && !is_item_label(opening);
}

/* Whether @index opens a list item. */
static gboolean opens_item(const Builder *builder, guint index, gboolean *ret_bullet)
{
    const PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    const PdfSegment *segment = pdf_row_segment(model, row, 0);
    if (segment->n_words < 2 && row->n_segments < 2)
        return FALSE;
    AssaySlice word = pdf_word_text(model, pdf_first_word(model, row));
    *ret_bullet = pdf_is_bullet(word);
    if (*ret_bullet)
        return !is_dash(word) || !is_within_text(builder, index);
    if (!is_item_label(word) || is_within_text(builder, index))
        return FALSE;
    const PdfRegion *region = pdf_region(model, row->region);
    if (row->box.x0 > region->x0 + 0.5f * row->size)
        return TRUE;
    if (builder->list_x0 >= 0 && fabsf(row->box.x0 - builder->list_x0) < 2)
        return TRUE;
    /* A hanging text behind the label. */
    return index + 1 < region->first_row + region->n_rows &&
           row[1].box.x0 > row->box.x0 + 0.8f * row->size;
}

static void flush_references(Builder *builder)
{
    GArray *rows = builder->references;
    builder->references = NULL;
    if (rows == NULL)
        return;
    g_autofree gboolean *starts = g_new0(gboolean, rows->len + 1);
    pdf_reference_starts(builder->model, rows, starts);
    guint block = NO_BLOCK;
    for (guint i = 0; i < rows->len; i++) {
        guint row = g_array_index(rows, guint, i);
        if (starts[i] || block == NO_BLOCK) {
            block = add_block(builder, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT, 1);
            AssaySlice word = pdf_word_text(
                builder->model, pdf_first_word(builder->model, pdf_row(builder->model, row)));
            pdf_block(builder->model, block)->skip = pdf_is_bullet(word) ? 1 : 0;
        }
        g_array_append_val(pdf_block(builder->model, block)->rows, row);
    }
    builder->current = builder->open = NO_BLOCK;
    g_array_unref(rows);
}

static void add_heading(Builder *builder, guint index)
{
    PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    if (row->continues && builder->current != NO_BLOCK &&
        pdf_block(model, builder->current)->kind == ASSAY_BLOCK_HEADING) {
        add_row(builder, builder->current, index);
    } else {
        flush_references(builder);
        add_row(builder, add_block(builder, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, row->heading),
                index);
    }
    builder->open = NO_BLOCK;
    builder->list_x0 = -1;
    /* Only the heading's last line tells what it says. */
    if (index + 1 < model->rows->len && pdf_row(model, index + 1)->continues)
        return;
    g_autofree char *text = pdf_block_text(model, pdf_block(model, builder->current));
    builder->level = row->heading;
    builder->in_text = row->heading > 1 && !pdf_is_front_or_back(text);
    if (pdf_is_reference_head(text))
        builder->references = g_array_new(FALSE, FALSE, sizeof(guint));
}

/* A line of the reference list; FALSE: it is no part of it any more. */
static gboolean add_reference_row(Builder *builder, guint index)
{
    const PdfRow *row = pdf_row(builder->model, index);
    if (builder->references->len > 0) {
        guint first = g_array_index(builder->references, guint, 0);
        const PdfRow *head = pdf_row(builder->model, first);
        if (!pdf_rows_same_size(head, row) && row->n_chars > 20) {
            flush_references(builder);
            return FALSE;
        }
    }
    g_array_append_val(builder->references, index);
    return TRUE;
}

/* A paragraph that opens with a run-in heading: its first words become one of their own. */
static void split_run_in(Builder *builder, guint block)
{
    PdfModel *model = builder->model;
    guint index = g_array_index(pdf_block(model, block)->rows, guint, 0);
    const PdfRow *row = pdf_row(model, index);
    guint depth = 0,
          words = pdf_run_in_words(model, row, builder->run_ins && builder->in_text, &depth);
    if (words == 0)
        return;
    if (depth == 0) /* no number: the abstract's, or one below the heading it stands under */
        depth = builder->in_text ? builder->level : 1;
    PdfBlock head = {.kind = ASSAY_BLOCK_HEADING, .level = MIN(depth + 1, 6), .take = words};
    head.rows = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(head.rows, index);
    pdf_block(model, block)->skip = words;
    g_array_insert_val(model->blocks, block, head);
    builder->current = builder->open = block + 1;
}

static void begin_block(Builder *builder, guint index)
{
    PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    g_autofree char *text = row_text(model, index);
    gboolean bullet = FALSE;
    if (pdf_opens_caption(model, row, text)) {
        add_row(builder, add_block(builder, ASSAY_BLOCK_CAPTION, ASSAY_PLACE_CONTENT, 0), index);
    } else if (opens_item(builder, index, &bullet)) {
        guint level = builder->list_x0 >= 0 && row->box.x0 > builder->list_x0 + row->size ? 2 : 1;
        guint block = add_block(builder, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT, level);
        pdf_block(model, block)->skip = bullet ? 1 : 0;
        add_row(builder, block, index);
        if (level == 1)
            builder->list_x0 = row->box.x0;
    } else {
        builder->list_x0 = -1;
        guint block = add_block(builder, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT, 0);
        add_row(builder, block, index);
        split_run_in(builder, block);
    }
}

static void add_text(Builder *builder, guint index)
{
    PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    if (builder->references != NULL && add_reference_row(builder, index))
        return;
    gboolean bullet;
    if (opens_item(builder, index, &bullet)) {
        begin_block(builder, index);
        return;
    }
    const PdfBlock *block = builder->current != NO_BLOCK ? pdf_block(model, builder->current)
                                                         : NULL;
    if (block != NULL && block->kind != ASSAY_BLOCK_HEADING && block->rows != NULL) {
        const PdfRow *before = pdf_row(model,
                                       g_array_index(block->rows, guint, block->rows->len - 1));
        if (before->region == row->region) {
            if (!pdf_block_ends(model, block, before, row))
                add_row(builder, builder->current, index);
            else if (block->kind == ASSAY_BLOCK_CAPTION && builder->open != NO_BLOCK &&
                     pdf_text_goes_on(model, pdf_row(model, builder->last_row), row))
                add_row(builder, builder->open, index);
            else
                begin_block(builder, index);
            return;
        }
    }
    g_autofree char *text = row_text(model, index);
    if (builder->open != NO_BLOCK && !pdf_is_caption(text) &&
        pdf_text_goes_on(model, pdf_row(model, builder->last_row), row))
        add_row(builder, builder->open, index);
    else
        begin_block(builder, index);
}

/* Running heads, footnotes: blocks of their own that do not part the text around them. */
static void add_aside(Builder *builder, guint index, guint *aside)
{
    PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    gboolean same = *aside != NO_BLOCK && pdf_block(model, *aside)->place == row->place &&
                    row->place == ASSAY_PLACE_FOOTNOTE && row[-1].region == row->region &&
                    row[-1].place == row->place && !row->continues;
    if (!same)
        *aside = add_block(builder, ASSAY_BLOCK_PARAGRAPH, row->place, 0);
    g_array_append_val(pdf_block(model, *aside)->rows, index);
}

static void add_table(Builder *builder, guint index)
{
    PdfModel *model = builder->model;
    guint number = pdf_row(model, index)->table - 1;
    const PdfTable *table = &g_array_index(model->tables, PdfTable, number);
    if (table->is_part || table->first_row != index)
        return;
    PdfBlock block = {.kind = ASSAY_BLOCK_TABLE, .table = number};
    g_array_append_val(model->blocks, block);
    builder->current = NO_BLOCK;
}

void pdf_blocks_build(PdfModel *model)
{
    Builder builder = {.model = model,
                       .current = NO_BLOCK,
                       .open = NO_BLOCK,
                       .list_x0 = -1,
                       .run_ins = pdf_has_run_ins(model)};
    guint aside = NO_BLOCK;
    pdf_footnotes_mark(model);
    for (guint i = 0; i < model->rows->len; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT) {
            add_aside(&builder, i, &aside);
            continue;
        }
        aside = NO_BLOCK;
        if (row->table != 0) {
            flush_references(&builder);
            add_table(&builder, i);
        } else if (row->heading != 0) {
            add_heading(&builder, i);
        } else {
            add_text(&builder, i);
        }
    }
    flush_references(&builder);
}

/* blocks.c: lines become blocks (see blocks.h).
 *
 * A paragraph goes on as long as the next line is set like it and close below it, and its last
 * line is full: where the first word of the next line would still have fitted, the author ended
 * the paragraph. Over a column or page break, and over what floats between, the same holds. */
#include "extract/pdf/blocks.h"

#include <math.h>
#include <string.h>

#include "extract/pdf/table.h"

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

gboolean pdf_is_caption(const char *text)
{
    static const char *const labels[] = {
        "Table",  "TABLE", "Tab.",    "Figure",    "FIGURE", "Fig.",  "FIG.", "Scheme",
        "SCHEME", "Box",   "Listing", "Algorithm", "Chart",  "Plate", "Fig",  NULL};
    for (guint i = 0; labels[i] != NULL; i++) {
        if (!g_str_has_prefix(text, labels[i]))
            continue;
        const char *at = text + strlen(labels[i]);
        while (*at == ' ' || *at == 'S' || *at == '-' || *at == '.')
            at++;
        gsize digits = strspn(at, "0123456789");
        gsize roman = digits == 0 ? strspn(at, "IVX") : 0;
        at += digits + roman;
        if (digits + roman > 0 && digits <= 3 &&
            (*at == '\0' || strchr(".: |)-", *at) != NULL || (guchar)*at >= 0x80 ||
             g_ascii_isalpha(*at)))
            return TRUE;
    }
    return FALSE;
}

static gboolean ends_sentence(const PdfModel *model, const PdfRow *row)
{
    AssaySlice text = pdf_word_text(model, pdf_last_word(model, row));
    return text.length > 0 && strchr(".!?", text.data[text.length - 1]) != NULL;
}

static gboolean opens_lower(const PdfModel *model, const PdfRow *row)
{
    AssaySlice text = pdf_word_text(model, pdf_first_word(model, row));
    return text.length > 0 && g_unichar_islower(g_utf8_get_char(text.data));
}

/* The first word of @b would have fitted on the line @a. */
static gboolean ended_early(const PdfModel *model, const PdfRow *a, const PdfRow *b)
{
    const PdfRegion *region = pdf_region(model, a->region);
    const PdfWord *word = pdf_first_word(model, b);
    AssaySlice last = pdf_word_text(model, pdf_last_word(model, a));
    if (last.length > 1 && last.data[last.length - 1] == '-' && opens_lower(model, b))
        return FALSE; /* half a word */
    float left = a->box.x0 - region->x0, right = a->right - a->box.x1;
    float room = right;
    if (left > 1.5f * a->size && fabsf(left - right) < 0.6f * a->size)
        room = left + right; /* a centred line */
    /* A long line and a sentence that goes on: the setting is ragged. */
    if (right < 0.4f * (a->right - region->x0) && !ends_sentence(model, a) && opens_lower(model, b))
        return FALSE;
    return word->box.x1 - word->box.x0 + 0.28f * a->size < room - 0.25f * a->size;
}

static gboolean same_size(const PdfRow *a, const PdfRow *b)
{
    return fabsf(a->size - b->size) < 0.07f * MAX(a->size, b->size);
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

/* A dash that opens line @index may stand within a sentence: the line above is full, is set
 * alike and has not ended one. */
static gboolean is_dash_in_text(const Builder *builder, guint index)
{
    const PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index), *above = row - 1;
    const PdfRegion *region = pdf_region(model, row->region);
    if (index == region->first_row || above->place != row->place || above->heading != 0 ||
        above->table != 0 || !same_size(above, row) ||
        fabsf(above->box.x0 - row->box.x0) > 0.5f * row->size)
        return FALSE;
    return pdf_middle(row->box) - pdf_middle(above->box) < 1.2f * region->leading &&
           !ended_early(model, above, row) && !ends_sentence(model, above) &&
           !pdf_is_bullet(pdf_word_text(model, pdf_first_word(model, above)));
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
        return !is_dash(word) || !is_dash_in_text(builder, index);
    if (!is_item_label(word))
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

/* The indents of @a and @b, neighbours in one column, part two paragraphs. */
static gboolean indents_part(const Builder *builder, const PdfRow *a, const PdfRow *b)
{
    const PdfModel *model = builder->model;
    const PdfBlock *block = pdf_block(model, builder->current);
    float shift = b->box.x0 - a->box.x0, em = b->size;
    const PdfRegion *region = pdf_region(model, b->region);
    if (a->box.x0 - region->x0 > 1.5f * em &&
        fabsf((region->x1 - a->box.x1) - (a->box.x0 - region->x0)) < em)
        return FALSE; /* centred lines have no indent */
    if (fabsf(shift) < 0.6f * em)
        return FALSE;
    if (shift < 0) /* only a first line is indented */
        return block->rows->len > 1 && block->kind == ASSAY_BLOCK_PARAGRAPH && shift < -1.5f * em;
    if (shift > 5 * em)
        return TRUE;
    /* Deeper than the line before: a new paragraph, or the hanging second line. */
    return block->rows->len > 1 || ended_early(model, a, b) || ends_sentence(model, a);
}

/* @row begins where a word behind the label of a caption's line @first does. */
static gboolean hangs(const PdfModel *model, const PdfRow *first, const PdfRow *row)
{
    PdfWords words = pdf_row_words(model, first);
    const PdfWord *word = pdf_words_next(&words);
    for (guint i = 1; i < 5 && (word = pdf_words_next(&words)) != NULL; i++)
        if (fabsf(word->box.x0 - row->box.x0) < 1.5f)
            return TRUE;
    return FALSE;
}

/* Line @b, just below @a in the same column, begins a new block. */
static gboolean parts_below(const Builder *builder, const PdfRow *a, const PdfRow *b)
{
    const PdfModel *model = builder->model;
    const PdfBlock *block = pdf_block(model, builder->current);
    const PdfRegion *region = pdf_region(model, b->region);
    if (!same_size(a, b) && a->n_chars > 3 && b->n_chars > 3)
        return TRUE;
    float step = pdf_middle(b->box) - pdf_middle(a->box), usual = region->leading;
    if (block->rows->len >= 2) {
        const PdfRow *before = pdf_row(model,
                                       g_array_index(block->rows, guint, block->rows->len - 2));
        float own = pdf_middle(a->box) - pdf_middle(before->box);
        if (before->region == a->region && own > 0.5f * usual)
            usual = MAX(usual, MIN(own, 2.2f * a->size));
    } else if (usual < 1.15f * b->size || usual > 2 * b->size) {
        usual = 1.25f * b->size;
    }
    if (step > 1.32f * usual)
        return TRUE;
    if (block->kind == ASSAY_BLOCK_LIST_ITEM) {
        const PdfRow *first = pdf_row(model, g_array_index(block->rows, guint, 0));
        if (first->region == b->region && b->box.x0 < first->box.x0 - 0.3f * b->size)
            return TRUE;
        if (first->region == b->region && b->box.x0 > first->box.x0 + 0.5f * b->size)
            return FALSE;
    }
    if (block->kind == ASSAY_BLOCK_CAPTION &&
        hangs(model, pdf_row(model, g_array_index(block->rows, guint, 0)), b))
        return FALSE;
    return indents_part(builder, a, b) || ended_early(model, a, b);
}

/* Line @b at the top of a column, or behind something that floats, goes on with the text whose
 * last line is @a. */
static gboolean goes_on(const Builder *builder, const PdfRow *a, const PdfRow *b)
{
    const PdfModel *model = builder->model;
    if (!same_size(a, b) || a->bold != b->bold || ended_early(model, a, b))
        return FALSE;
    if (b->page > a->page + 3)
        return FALSE;
    if (opens_lower(model, b))
        return !(ends_sentence(model, a) && a->page == b->page && a->region == b->region);
    return !ends_sentence(model, a) && b->region != a->region;
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
        if (!same_size(head, row) && row->n_chars > 20) {
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

/* "Table 1. …" is a caption; "Table 1 shows …" only where it is set unlike the text. */
static gboolean is_caption_row(const PdfModel *model, const PdfRow *row, const char *text)
{
    if (!pdf_is_caption(text))
        return FALSE;
    const PdfWord *word = pdf_first_word(model, row);
    const PdfFont *font = &g_array_index(model->fonts, PdfFont, word->font);
    if (row->size < 0.96f * model->body_size || (font->bold && !model->body_bold) ||
        g_ascii_isupper(text[1]))
        return TRUE;
    const char *at = text + strcspn(text, "0123456789IVX");
    at += strspn(at, "0123456789IVX");
    return *at == '\0' || strchr(".:|)", *at) != NULL || g_str_has_prefix(at, " –") ||
           g_str_has_prefix(at, " |");
}

static void begin_block(Builder *builder, guint index)
{
    PdfModel *model = builder->model;
    const PdfRow *row = pdf_row(model, index);
    g_autofree char *text = row_text(model, index);
    gboolean bullet = FALSE;
    if (is_caption_row(model, row, text)) {
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
            if (!parts_below(builder, before, row))
                add_row(builder, builder->current, index);
            else if (block->kind == ASSAY_BLOCK_CAPTION && builder->open != NO_BLOCK &&
                     goes_on(builder, pdf_row(model, builder->last_row), row))
                add_row(builder, builder->open, index);
            else
                begin_block(builder, index);
            return;
        }
    }
    g_autofree char *text = row_text(model, index);
    if (builder->open != NO_BLOCK && !pdf_is_caption(text) &&
        goes_on(builder, pdf_row(model, builder->last_row), row))
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

/* A footnote's first sign: a raised or small number, or one of the usual marks. */
static gboolean opens_footnote(const PdfModel *model, const PdfRow *row)
{
    const PdfWord *word = pdf_first_word(model, row);
    AssaySlice text = pdf_word_text(model, word);
    static const char *const marks[] = {"*", "†", "‡", "§", "¶", "‖", "∗", NULL};
    for (guint i = 0; marks[i] != NULL; i++)
        if (assay_slice_has_prefix(text, assay_slice_from(marks[i])))
            return TRUE;
    return text.length <= 2 && g_ascii_isdigit(text.data[0]) && word->size < 0.85f * row->size;
}

/* The last lines of a column, smaller than the text above them, from the first that opens like a
 * footnote on. */
static void mark_footnotes(PdfModel *model, const PdfRegion *region)
{
    guint end = region->first_row + region->n_rows, first = end;
    const PdfPage *page = &g_array_index(model->pages, PdfPage, region->page);
    while (first > region->first_row) {
        const PdfRow *row = pdf_row(model, first - 1);
        if (row->place != ASSAY_PLACE_CONTENT || row->table != 0 || row->heading != 0 ||
            row->size > 0.94f * model->body_size || row->box.y0 < 0.5f * page->height)
            break;
        first--;
    }
    if (first == region->first_row || first == end)
        return;
    for (gboolean inside = FALSE; first < end; first++) {
        gboolean opens = opens_footnote(model, pdf_row(model, first));
        inside = inside || opens;
        if (inside) {
            pdf_row(model, first)->place = ASSAY_PLACE_FOOTNOTE;
            pdf_row(model, first)->continues = opens;
        }
    }
}

void pdf_blocks_build(PdfModel *model)
{
    Builder builder = {.model = model,
                       .current = NO_BLOCK,
                       .open = NO_BLOCK,
                       .list_x0 = -1,
                       .run_ins = pdf_has_run_ins(model)};
    guint aside = NO_BLOCK;
    for (guint i = 0; i < model->regions->len; i++)
        mark_footnotes(model, pdf_region(model, i));
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

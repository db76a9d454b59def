/* emit.c: see emit.h. */
#include "extract/pdf/emit.h"

#include <string.h>

#include "document/account.h"
#include "extract/pdf/join.h"
#include "extract/pdf/table.h"
#include "extract/pdf/turn.h"

typedef struct {
    const PdfModel *model;   /* borrowed */
    AssayDocument *document; /* borrowed */
    PdfJoiner *joiner;       /* owned */
    GArray *words;           /* owned; PdfCellWord: what is being written */
    guint caption;           /* 1 + index of the document's last block if it is a caption */
    AssayTable *table;       /* the last block if it is a table without a caption */
} Emitter;

static AssaySpan word_span(const PdfModel *model, PdfCellWord at)
{
    guint page = pdf_row(model, at.row)->page;
    PdfBox box = pdf_box_turn_back(&g_array_index(model->pages, PdfPage, page),
                                   pdf_word(model, at.word)->box);
    return assay_span_page(page + 1, (double)box.x0, (double)box.y0, (double)box.x1,
                           (double)box.y1);
}

/* What stands between two words that follow one another. */
static PdfJoin join_words(Emitter *emitter, PdfCellWord a, PdfCellWord b)
{
    const PdfModel *model = emitter->model;
    const PdfWord *before = pdf_word(model, a.word), *after = pdf_word(model, b.word);
    if (a.row == b.row) {
        if (b.word == a.word + 1 && (after->space || after->tight))
            return after->tight ? PDF_JOIN_TIGHT : PDF_JOIN_SPACE;
        return pdf_space_between(before, after) ? PDF_JOIN_SPACE : PDF_JOIN_TIGHT;
    }
    float right = pdf_row(model, a.row)->right;
    return pdf_join(emitter->joiner, before, after, right - before->box.x1);
}

static const char *link_uri(const PdfModel *model, PdfCellWord at)
{
    gint link = pdf_word(model, at.word)->link;
    return link < 0 ? NULL : g_array_index(model->links, PdfLink, link).uri;
}

/* Keeps the link that the words written last belong to. */
typedef struct {
    const char *uri;
    AssayRange text;
    AssaySpan span;
} OpenLink;

static void close_link(Emitter *emitter, OpenLink *link)
{
    if (link->uri != NULL)
        assay_document_add_link(emitter->document, link->text, link->uri, strlen(link->uri),
                                link->span);
    link->uri = NULL;
}

static void extend_link(Emitter *emitter, OpenLink *link, const char *uri, AssayRange text,
                        AssaySpan span)
{
    if (link->uri != NULL && (uri == NULL || strcmp(uri, link->uri) != 0))
        close_link(emitter, link);
    if (uri == NULL)
        return;
    if (link->uri == NULL)
        *link = (OpenLink){uri, text, span};
    link->text.end = text.end;
    link->span = assay_span_join(link->span, span);
}

/* Writes the collected words. Returns: their range in the buffer. */
static AssayRange write_words(Emitter *emitter)
{
    AssayDocument *document = emitter->document;
    AssayRange range = {document->text->len, document->text->len};
    OpenLink link = {.uri = NULL};
    for (guint i = 0; i < emitter->words->len; i++) {
        PdfCellWord at = g_array_index(emitter->words, PdfCellWord, i);
        AssaySlice text = pdf_word_text(emitter->model, pdf_word(emitter->model, at.word));
        PdfJoin join = PDF_JOIN_TIGHT;
        if (i + 1 < emitter->words->len)
            join = join_words(emitter, at, g_array_index(emitter->words, PdfCellWord, i + 1));
        if (join == PDF_JOIN_DROP_HYPHEN) {
            text.length -= text.data[text.length - 1] == '-' ? 1 : 3;
            document->n_dropped[ASSAY_DROPPED_HYPHEN]++;
        }
        AssaySpan span = word_span(emitter->model, at);
        gsize start = assay_document_append(document, text.data, text.length, span, FALSE);
        extend_link(emitter, &link, link_uri(emitter->model, at),
                    (AssayRange){start, document->text->len}, span);
        if (join == PDF_JOIN_SPACE)
            assay_document_separate(document, " ");
    }
    close_link(emitter, &link);
    range.end = document->text->len;
    g_array_set_size(emitter->words, 0);
    return range;
}

static void collect_row(Emitter *emitter, guint index)
{
    PdfWords words = pdf_words(emitter->model, index, index + 1);
    while (pdf_words_next(&words) != NULL) {
        PdfCellWord at = {words.word, index};
        g_array_append_val(emitter->words, at);
    }
}

static AssayRange write_block_text(Emitter *emitter, const PdfBlock *block)
{
    for (guint i = 0; i < block->rows->len; i++)
        collect_row(emitter, g_array_index(block->rows, guint, i));
    guint skip = MIN(block->skip, emitter->words->len);
    for (guint i = 0; i < skip && block->kind == ASSAY_BLOCK_LIST_ITEM; i++) {
        guint word = g_array_index(emitter->words, PdfCellWord, i).word;
        emitter->document->n_dropped[ASSAY_DROPPED_LIST_MARK] += assay_account_chars(
            pdf_word_text(emitter->model, pdf_word(emitter->model, word)));
    }
    g_array_remove_range(emitter->words, 0, skip);
    if (block->take > 0 && emitter->words->len > block->take)
        g_array_set_size(emitter->words, block->take);
    return write_words(emitter);
}

static AssayRange write_table(Emitter *emitter, const PdfTable *from, AssayTable *table)
{
    AssayDocument *document = emitter->document;
    AssayRange range = {document->text->len, document->text->len};
    for (guint r = 0; r < table->n_rows; r++) {
        for (guint c = 0; c < table->n_columns; c++) {
            AssayCell *cell = assay_table_cell(table, r, c);
            const PdfCell *source = pdf_cell(from, r, c);
            if (c > 0)
                assay_document_separate(document, "\t");
            if (source->words != NULL)
                g_array_append_vals(emitter->words, source->words->data, source->words->len);
            cell->text = write_words(emitter);
            cell->is_header = r < MAX(from->n_head, 1) && from->has_header;
            cell->row_span = MAX(source->row_span, 1);
            cell->column_span = MAX(source->column_span, 1);
        }
        range.end = document->text->len;
        if (r + 1 < table->n_rows)
            assay_document_separate(document, "\n");
    }
    return range;
}

static void emit_block(Emitter *emitter, const PdfBlock *from)
{
    AssayDocument *document = emitter->document;
    AssayBlock block = {.kind = from->kind, .place = from->place, .level = from->level};
    if (from->kind == ASSAY_BLOCK_TABLE) {
        const PdfTable *table = &g_array_index(emitter->model->tables, PdfTable, from->table);
        block.table = assay_document_new_table(document, table->n_rows, table->n_columns);
        block.table->has_header_row = table->has_header;
        block.text = write_table(emitter, table, block.table);
        if (emitter->caption > 0)
            block.table->caption = assay_document_block(document, emitter->caption - 1)->text;
        emitter->table = emitter->caption > 0 ? NULL : block.table;
    } else {
        block.text = write_block_text(emitter, from);
        if (from->kind == ASSAY_BLOCK_CAPTION && emitter->table != NULL)
            emitter->table->caption = block.text;
        emitter->table = NULL;
    }
    if (block.text.start == block.text.end)
        return;
    guint n = assay_document_n_blocks(document);
    assay_document_add_block(document, &block);
    gboolean kept = assay_document_n_blocks(document) > n;
    emitter->caption = kept && from->kind == ASSAY_BLOCK_CAPTION ? n + 1 : 0;
    assay_document_separate(document, "\n");
}

void pdf_emit(const PdfModel *model, AssayDocument *document)
{
    Emitter emitter = {.model = model,
                       .document = document,
                       .joiner = pdf_joiner_new(model),
                       .words = g_array_new(FALSE, FALSE, sizeof(PdfCellWord))};
    for (guint i = 0; i < model->blocks->len; i++)
        emit_block(&emitter, pdf_block(model, i));
    document->n_source_chars = model->n_chars;
    for (guint i = 0; i < ASSAY_N_DROPPED; i++)
        document->n_dropped[i] += model->n_dropped[i];
    pdf_joiner_free(emitter.joiner);
    g_array_unref(emitter.words);
}

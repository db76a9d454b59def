/* blocks.c: see blocks.h.
 *
 * One loop over the nodes. Each open element has a context: what kind of block its text makes.
 * A block element's start and end end the block before; inline elements go on with it. */
#include "extract/html/blocks.h"

#include <string.h>

#include "extract/html/table.h"

/* A heading of more than this is prose; so is a sentence of so much, with its full stop. */
#define LONG_HEADING_BYTES 300u
#define SENTENCE_BYTES     80u

/* What the text of an element becomes; the block kinds themselves, and two that make a PAIR. */
enum { KIND_TERM = ASSAY_BLOCK_CAPTION + 1, KIND_DEFINITION };

typedef struct {
    guint kind; /* AssayBlockKind or one of the above */
    guint level;
    guint list_depth;
    guint item; /* depth of the element that gave the kind: its first block has it */
    gboolean verbatim;
    gboolean in_quote; /* a heading element inside a quotation is large print */
    gboolean used;     /* of that element: its first block is written */
} Context;

typedef struct {
    const HtmlTree *tree;
    AssayDocument *document;
    HtmlWriter writer;
    Context *contexts; /* owned; by depth of the element */
    guint last;        /* index of the last node visited: the innermost open one */
    guint link;        /* index of the open link; 0: none */
    gsize link_start;
    GArray *hidden;      /* of guint: elements to write after the block they stand in */
    AssayBlock pair;     /* a term that waits for its definition */
    gboolean has_pair;   /* there is one */
    gsize last_text_end; /* in the source: of the text that a reader sees last */
    guint last_block;    /* index of its block + 1; 0: none */
} Walk;

static Context *context_of(Walk *walk, guint index)
{
    return &walk->contexts[walk->tree->nodes[index].depth];
}

/* ---- Finished blocks ---- */

static void add_block(Walk *walk, const AssayBlock *block)
{
    assay_document_add_block(walk->document, block);
    assay_document_separate(walk->document, "\n");
    if (walk->writer.source_end > walk->last_text_end) {
        walk->last_text_end = walk->writer.source_end;
        walk->last_block = walk->document->blocks->len;
    }
}

static void finish_pair(Walk *walk)
{
    if (walk->has_pair)
        add_block(walk, &walk->pair);
    walk->has_pair = FALSE;
}

static void add_term(Walk *walk, AssayRange text, guint place)
{
    if (!walk->has_pair) {
        AssayBlock pair = {.kind = ASSAY_BLOCK_PAIR, .place = place, .text = text, .label = text};
        walk->pair = pair;
        walk->has_pair = TRUE;
    }
    walk->pair.label.end = walk->pair.text.end = text.end;
    walk->pair.value = (AssayRange){text.end, text.end};
    assay_document_separate(walk->document, "\n");
}

/* The first text of a definition: the value of the term before it, or more of that value.
 * Returns: FALSE if there is no such term. */
static gboolean add_definition(Walk *walk, AssayRange text, guint place)
{
    if (walk->has_pair) {
        walk->pair.value = text;
        walk->pair.text.end = text.end;
        finish_pair(walk);
        return TRUE;
    }
    guint n_blocks = walk->document->blocks->len;
    AssayBlock *last = n_blocks == 0 ? NULL : assay_document_block(walk->document, n_blocks - 1);
    if (last == NULL || last->kind != ASSAY_BLOCK_PAIR || last->place != place)
        return FALSE;
    last->value.end = last->text.end = text.end;
    assay_document_separate(walk->document, "\n");
    walk->last_text_end = MAX(walk->last_text_end, walk->writer.source_end);
    return TRUE;
}

/* Many pages set a lead or a pulled quote as a heading, for its looks: it opens no section. */
static gboolean is_prose(AssaySlice text, const Context *context)
{
    if (context->kind != ASSAY_BLOCK_HEADING || context->level < 2)
        return FALSE;
    if (context->in_quote || text.length > LONG_HEADING_BYTES)
        return TRUE;
    return text.length >= SENTENCE_BYTES && text.data[text.length - 1] == '.' &&
           text.data[text.length - 2] != '.';
}

static void add_text(Walk *walk, AssayRange text, const Context *context, guint place)
{
    Context *item = &walk->contexts[context->item];
    gboolean is_first = !item->used;
    item->used = TRUE;
    if (context->kind == KIND_TERM) {
        add_term(walk, text, place);
        return;
    }
    if (context->kind == KIND_DEFINITION && is_first && add_definition(walk, text, place))
        return;
    finish_pair(walk);
    AssayBlock block = {.kind = (AssayBlockKind)context->kind, .place = place, .text = text};
    block.level = context->level;
    if (is_prose(assay_document_slice(walk->document, text), context)) {
        block.kind = ASSAY_BLOCK_PARAGRAPH;
        block.level = 0;
    }
    if (context->kind == KIND_DEFINITION || (block.kind == ASSAY_BLOCK_LIST_ITEM && !is_first)) {
        block.kind = ASSAY_BLOCK_PARAGRAPH;
        block.level = 0;
    }
    add_block(walk, &block);
}

static gboolean is_blank(AssaySlice text)
{
    return assay_slice_trim(text).length == 0;
}

static void write_hidden(Walk *walk)
{
    for (guint i = 0; i < walk->hidden->len; i++) {
        html_writer_begin(&walk->writer);
        gsize source_end = walk->writer.source_end;
        html_flow_write(&walk->writer, g_array_index(walk->hidden, guint, i), NULL);
        walk->writer.source_end = source_end;
        AssayRange text = html_writer_end(&walk->writer);
        AssayBlock block = {.kind = ASSAY_BLOCK_PARAGRAPH, .place = ASSAY_PLACE_HIDDEN};
        block.text = text;
        if (!is_blank(assay_document_slice(walk->document, text)))
            add_block(walk, &block);
    }
    g_array_set_size(walk->hidden, 0);
    html_writer_begin(&walk->writer);
}

/* Ends the block of element @index, if it has text. A term waits for its definition, so what is
 * hidden beside it waits as well: blocks rise in the buffer. */
static void flush(Walk *walk, guint index)
{
    AssayRange text = html_writer_end(&walk->writer);
    if (!is_blank(assay_document_slice(walk->document, text)))
        add_text(walk, text, context_of(walk, index), walk->tree->nodes[index].place);
    if (walk->hidden->len > 0 && !walk->has_pair)
        write_hidden(walk);
    html_writer_begin(&walk->writer);
}

/* ---- Elements ---- */

static guint list_context(guint tag, Context *context, guint depth)
{
    if (html_tag_is_list(tag)) {
        context->list_depth++;
    } else if (tag == HTML_TAG_LI) {
        context->kind = ASSAY_BLOCK_LIST_ITEM;
        context->level = MAX(context->list_depth, 1);
        return depth;
    } else if (tag == HTML_TAG_DT || tag == HTML_TAG_DD) {
        context->kind = tag == HTML_TAG_DT ? KIND_TERM : KIND_DEFINITION;
        context->level = 0;
        return depth;
    }
    return context->item;
}

static void set_context(Walk *walk, guint index)
{
    const HtmlNode *node = &walk->tree->nodes[index];
    Context context = walk->contexts[node->depth - 1];
    context.used = FALSE;
    context.in_quote |= node->tag == HTML_TAG_BLOCKQUOTE;
    guint level = html_tag_heading_level(node->tag);
    if (level > 0) {
        context.kind = ASSAY_BLOCK_HEADING;
        context.level = level;
        context.item = node->depth;
    } else if (html_tag_is_verbatim(node->tag)) {
        context.kind = ASSAY_BLOCK_CODE;
        context.level = 0;
        context.verbatim = TRUE;
        context.item = node->depth;
    } else if (node->tag == HTML_TAG_FIGCAPTION || node->tag == HTML_TAG_CAPTION) {
        context.kind = ASSAY_BLOCK_CAPTION;
        context.level = 0;
        context.item = node->depth;
    } else if (html_tag_is_cell(node->tag) || node->tag == HTML_TAG_BLOCKQUOTE) {
        context.kind = ASSAY_BLOCK_PARAGRAPH;
        context.level = 0;
        context.item = node->depth;
    } else {
        context.item = list_context(node->tag, &context, node->depth);
    }
    walk->contexts[node->depth] = context;
}

static void close_before(Walk *walk, guint next)
{
    const HtmlTree *tree = walk->tree;
    for (guint i = walk->last; i != 0 && tree->nodes[i].end <= next; i = tree->nodes[i].parent) {
        guint tag = tree->nodes[i].tag;
        if (i == walk->link) {
            html_writer_link(&walk->writer, i, walk->link_start);
            walk->link = 0;
        }
        if (html_tag_is(tag, HTML_BLOCK))
            flush(walk, i);
        if (tag == HTML_TAG_DL)
            finish_pair(walk);
    }
}

/* One break is a new line of the paragraph; two are a new paragraph. */
static void line_break(Walk *walk, guint index)
{
    const HtmlNode *node = &walk->tree->nodes[index];
    html_writer_break(&walk->writer, node->begin, node->begin + node->length);
    if (walk->writer.n_breaks >= 2 && context_of(walk, node->parent)->kind == ASSAY_BLOCK_PARAGRAPH)
        flush(walk, node->parent);
}

static void write_table(Walk *walk, guint index)
{
    guint parent = walk->tree->nodes[index].parent;
    flush(walk, parent);
    finish_pair(walk);
    guint before = walk->document->blocks->len;
    html_table_write(&walk->writer, index, walk->hidden);
    if (walk->document->blocks->len > before && walk->writer.source_end > walk->last_text_end) {
        walk->last_text_end = walk->writer.source_end;
        walk->last_block = walk->document->blocks->len;
    }
    assay_document_separate(walk->document, "\n");
    html_writer_begin(&walk->writer);
    flush(walk, parent);
}

/* Element @index starts.
 * Returns: the index to go on with. */
static guint open_element(Walk *walk, guint index)
{
    const HtmlNode *node = &walk->tree->nodes[index];
    guint tag = node->tag;
    if (tag == HTML_TAG_HEAD || html_tag_is(tag, HTML_OPAQUE))
        return node->end;
    gboolean is_block = html_tag_is(tag, HTML_BLOCK);
    if (!is_block && html_flow_is_hidden(walk->tree, index)) {
        g_array_append_val(walk->hidden, index);
        return node->end;
    }
    if (tag == HTML_TAG_TABLE && html_table_is_data(walk->tree, index)) {
        write_table(walk, index);
        return node->end;
    }
    if (tag == HTML_TAG_BR)
        line_break(walk, index);
    else if (is_block)
        flush(walk, node->parent);
    if (tag == HTML_TAG_A && walk->link == 0) {
        walk->link = index;
        walk->link_start = walk->document->text->len;
    }
    set_context(walk, index);
    walk->last = index;
    return index + 1;
}

static void walk_nodes(Walk *walk)
{
    const HtmlTree *tree = walk->tree;
    for (guint i = 1; i < tree->n_nodes;) {
        close_before(walk, i);
        /* What was closed, or skipped as a whole, is behind: its parent is the open one. */
        guint parent = tree->nodes[i].parent;
        walk->last = parent;
        if (tree->nodes[i].tag == HTML_TAG_TEXT) {
            html_writer_node(&walk->writer, i, context_of(walk, parent)->verbatim);
            i++;
        } else {
            i = open_element(walk, i);
        }
    }
    close_before(walk, tree->n_nodes);
    flush(walk, 0);
    finish_pair(walk);
    flush(walk, 0);
}

/* ---- The end of a capture ---- */

static void open_last_cell(AssayTable *table)
{
    guint n_cells = table->n_rows * table->n_columns;
    AssayCell *last = NULL;
    for (guint i = 0; i < n_cells; i++)
        if (table->cells[i].text.end > table->cells[i].text.start &&
            (last == NULL || table->cells[i].text.start > last->text.start))
            last = &table->cells[i];
    if (last != NULL)
        last->open_end = TRUE;
}

static void set_open_ends(Walk *walk)
{
    const HtmlTree *tree = walk->tree;
    if (tree->is_closed || tree->limit != NULL || walk->last_block == 0)
        return;
    gboolean in_text = walk->last_text_end > tree->last_block_tag;
    walk->document->open_end = in_text || tree->has_unfinished || tree->n_open > 0;
    if (!in_text)
        return;
    AssayBlock *block = assay_document_block(walk->document, walk->last_block - 1);
    block->open_end = TRUE;
    if (block->table != NULL)
        open_last_cell(block->table);
}

void html_blocks_extract(const HtmlTree *tree, const AssayDecoded *decoded, AssayDocument *document)
{
    Walk walk = {.tree = tree, .document = document};
    walk.writer = (HtmlWriter){.tree = tree, .decoded = decoded, .document = document};
    walk.contexts = g_new0(Context, tree->max_depth + 1);
    walk.contexts[0].kind = ASSAY_BLOCK_PARAGRAPH;
    walk.hidden = g_array_new(FALSE, FALSE, sizeof(guint));
    /* Most nodes of most pages are text or inline; a reference divides a text. */
    assay_document_reserve(document, MIN(decoded->length, 2 * document->n_source_chars),
                           tree->n_nodes / 8, tree->n_nodes / 4 * 3);
    html_writer_begin(&walk.writer);
    walk_nodes(&walk);
    set_open_ends(&walk);
    g_array_unref(walk.hidden);
    g_free(walk.contexts);
}

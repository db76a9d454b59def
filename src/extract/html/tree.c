/* tree.c: see tree.h. With token.c the only file that includes MyHTML. What is asked of every token
 * and node is read from their structures: the functions of its API for that are calls into a
 * library.
 *
 * What has to be known of MyHTML (libmodest 0.0~git20210803):
 * - exact positions need one buffer and the single-threaded mode;
 * - its cost is quadratic in the depth of the tree and in the length of text that it joins, so
 *   both are watched while it builds, and the tree is abandoned beyond a bound: the flag
 *   WITHOUT_PROCESS_TOKEN, set from a callback, ends the building but not the tokens;
 * - joined text loses its raw position; the pieces are recorded from the tokens;
 * - a tag that the end of input cuts becomes an element: such are dropped here. */
#include "extract/html/tree.h"

#include <string.h>

#include "base/limits.h"
#include "extract/html/token.h"

/* Bytes copied while joining text, a quarter of a second of work; real pages stay below 10 MB. */
#define LIMIT_JOINED_BYTES ((guint64)1 << 28)
/* Nodes beyond one for each byte of source come from repeated formatting elements. */
#define LIMIT_NODES        4000000u
#define FREE_NODES         1000u
/* A parser that has held more than this is not kept for the next page. */
#define REUSE_BYTES        (4u * 1024 * 1024)

typedef struct HtmlParser {
    myhtml_t *myhtml;
    myhtml_tree_t *tree;
    gboolean in_use;
    HtmlTree *page; /* the page being parsed: target of the callbacks */
    GArray *pieces;
    guint n_nodes;
    guint64 joined_bytes, text_bytes;
    HtmlPiece text; /* the last text token, while no node has come from it */
    gboolean has_text;
    gboolean is_literal; /* that text has nothing to decode */
    gsize tokens_end;    /* of the last token */
    guint n_open[HTML_TAG_N];
} HtmlParser;

static const guint8 tag_of_myhtml[MyHTML_TAG_LAST_ENTRY] = {[MyHTML_TAG__TEXT] = HTML_TAG_TEXT,
#define X(name, flags) [MyHTML_TAG_##name] = HTML_TAG_##name,
                                                            HTML_TAGS(X)
#undef X
};

static HtmlTag tag_from_id(myhtml_tag_id_t id)
{
    guint tag = id < MyHTML_TAG_LAST_ENTRY ? tag_of_myhtml[id] : 0;
    return tag == 0 ? HTML_TAG_OTHER : (HtmlTag)tag;
}

/* ---- While the tree is built ---- */

static void abandon(HtmlParser *parser, const char *reason, gsize at)
{
    if (parser->page->limit == NULL) {
        parser->page->limit = reason;
        parser->page->limit_at = at;
    }
    myhtml_tree_parse_flags_set(parser->tree, MyHTML_TREE_PARSE_FLAGS_WITHOUT_PROCESS_TOKEN);
}

/* A text token from which no node came was joined to an earlier text. */
static void note_joined_text(HtmlParser *parser)
{
    if (parser->page->limit != NULL)
        return;
    g_array_append_val(parser->pieces, parser->text);
    parser->text_bytes += parser->text.length;
    parser->joined_bytes += parser->text_bytes;
    if (parser->joined_bytes > LIMIT_JOINED_BYTES)
        abandon(parser, "text joined over ignored tags", parser->text.begin);
}

/* Text in a table is held back until the next token is known: it was joined to nothing after all.
 */
static void forget_joined_text(HtmlParser *parser, gsize begin)
{
    guint n = parser->pieces->len;
    if (n == 0 || g_array_index(parser->pieces, HtmlPiece, n - 1).begin != begin)
        return;
    parser->joined_bytes -= parser->text_bytes;
    parser->text_bytes -= g_array_index(parser->pieces, HtmlPiece, n - 1).length;
    g_array_set_size(parser->pieces, n - 1);
}

static void note_tag(HtmlParser *parser, myhtml_token_node_t *token, HtmlTag tag)
{
    HtmlTree *page = parser->page;
    gsize begin = token->element_begin, end = begin + token->element_length;
    gboolean is_close = (token->type & MyHTML_TOKEN_TYPE_CLOSE) != 0;
    if (end > page->length || page->source[end - 1] != '>') {
        page->has_unfinished = TRUE;
        /* What an end tag closes was complete, whatever its name was to be. */
        if (is_close)
            page->last_block_tag = begin;
        return;
    }
    if (html_tag_is(tag, HTML_BLOCK))
        page->last_block_tag = begin;
    if (is_close && (tag == HTML_TAG_BODY || tag == HTML_TAG_HTML))
        page->is_closed = TRUE;
    if (!is_close)
        parser->n_open[tag]++;
    else if (parser->n_open[tag] > 0)
        parser->n_open[tag]--;
}

static void *on_token(myhtml_tree_t *tree, myhtml_token_node_t *token, void *context)
{
    HtmlParser *parser = context;
    if (parser->has_text)
        note_joined_text(parser);
    parser->has_text = FALSE;
    if (parser->page->limit == NULL)
        parser->is_literal = html_token_read(tree, token, parser->page->source);
    else
        tree->token_last_done = token; /* no tree is built any more, and `<![CDATA[` waits for it */
    if (token->tag_id == MyHTML_TAG__END_OF_FILE)
        return context; /* it becomes the context of the next call */
    parser->tokens_end = token->element_begin + token->element_length;
    if (token->tag_id == MyHTML_TAG__TEXT) {
        parser->has_text = TRUE;
        parser->text.begin = (guint32)token->element_begin;
        parser->text.length = (guint32)token->element_length;
        parser->text.text_length = (guint32)token->str.length;
    } else if (token->tag_id == MyHTML_TAG__COMMENT || token->tag_id == MyHTML_TAG__DOCTYPE) {
        if (parser->tokens_end > parser->page->length)
            parser->page->has_unfinished = TRUE;
    } else {
        note_tag(parser, token, tag_from_id(token->tag_id));
    }
    return context;
}

static void on_insert(myhtml_tree_t *tree, myhtml_tree_node_t *node, void *context)
{
    (void)tree;
    HtmlParser *parser = context;
    gsize at = node->token == NULL ? 0 : node->token->element_begin;
    parser->n_nodes++;
    if (node->tag_id == MyHTML_TAG__TEXT) {
        parser->has_text = FALSE;
        if (node->token == NULL)
            return;
        /* It may also be an older text that is moved. What the tree builder leaves out of a text,
         * it has taken away by now: white space before the body, the newline that a pre begins
         * with. */
        mycore_string_t *text = &node->token->str;
        if (at == parser->text.begin) {
            forget_joined_text(parser, at);
            node->data = GSIZE_TO_POINTER(text->length << 1 | (parser->is_literal ? 1 : 0));
        }
        /* It moved the start, and goes on to think that as much follows it as before; what is
         * joined to this text would be written over what lies behind. */
        text->size = MIN(text->size, text->length + 1);
        return;
    }
    guint depth = 1 + (node->parent == NULL ? 0 : GPOINTER_TO_UINT(node->parent->data));
    node->data = GUINT_TO_POINTER(depth);
    if (depth > ASSAY_LIMIT_DEPTH)
        abandon(parser, "elements nested too deep", at);
    if (parser->n_nodes > MIN(LIMIT_NODES, FREE_NODES + parser->page->length))
        abandon(parser, "more elements than the source has bytes", at);
}

/* ---- Parsers, reused ---- */

static void parser_free(gpointer data)
{
    HtmlParser *parser = data;
    myhtml_tree_destroy(parser->tree);
    myhtml_destroy(parser->myhtml);
    g_array_unref(parser->pieces);
    g_free(parser);
}

static GPrivate kept_parser = G_PRIVATE_INIT(parser_free);

static HtmlParser *parser_new(void)
{
    HtmlParser *parser = g_new0(HtmlParser, 1);
    parser->myhtml = myhtml_create();
    parser->tree = myhtml_tree_create();
    if (myhtml_init(parser->myhtml, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0) != MyHTML_STATUS_OK ||
        myhtml_tree_init(parser->tree, parser->myhtml) != MyHTML_STATUS_OK)
        g_error("out of memory for the HTML parser");
    myhtml_callback_after_token_done_set(parser->tree, on_token, parser);
    myhtml_callback_tree_node_insert_set(parser->tree, on_insert, parser);
    parser->pieces = g_array_new(FALSE, FALSE, sizeof(HtmlPiece));
    return parser;
}

static HtmlParser *parser_acquire(void)
{
    HtmlParser *parser = g_private_get(&kept_parser);
    if (parser == NULL || parser->in_use)
        parser = parser_new();
    else
        g_private_set(&kept_parser, NULL);
    parser->in_use = TRUE;
    parser->n_nodes = 0;
    parser->joined_bytes = parser->text_bytes = 0;
    parser->has_text = FALSE;
    parser->tokens_end = 0;
    memset(parser->n_open, 0, sizeof parser->n_open);
    g_array_set_size(parser->pieces, 0);
    return parser;
}

static void parser_release(HtmlParser *parser, gsize n_bytes, gboolean is_abandoned)
{
    parser->in_use = FALSE;
    parser->page = NULL;
    if (n_bytes > REUSE_BYTES || is_abandoned || g_private_get(&kept_parser) != NULL)
        parser_free(parser);
    else
        g_private_set(&kept_parser, parser);
}

/* ---- From the library's tree to the array ---- */

/* The text of @handle, or inside it if it is opaque. */
static void set_text(HtmlNode *node, const myhtml_tree_node_t *handle)
{
    if (handle == NULL || handle->tag_id != MyHTML_TAG__TEXT || handle->token == NULL)
        return;
    node->text = handle->token->str.data;
    node->text_length = (guint32)handle->token->str.length;
}

/* Fills @node from @handle, but for its links to others.
 * Returns: FALSE for what is not in the array: comments, and elements that the end cut. */
static gboolean fill_node(const HtmlTree *page, const myhtml_tree_node_t *handle, HtmlNode *node)
{
    static const myhtml_token_node_t nowhere = {0};
    const myhtml_token_node_t *token = handle->token == NULL ? &nowhere : handle->token;
    if (handle->tag_id == MyHTML_TAG__COMMENT || handle->tag_id == MyHTML_TAG__DOCTYPE ||
        handle->tag_id == MyHTML_TAG__END_OF_FILE)
        return FALSE;
    gsize end = token->element_begin + token->element_length;
    node->tag = (guint8)tag_from_id(handle->tag_id);
    node->begin = (guint32)token->element_begin;
    node->length = (guint32)token->element_length;
    if (node->tag == HTML_TAG_TEXT) {
        gsize data = GPOINTER_TO_SIZE(handle->data);
        set_text(node, handle);
        node->own_length = (guint32)(data >> 1);
        if (token->raw_length == 0) {
            node->flags |= HTML_NODE_MERGED;
        } else if ((data & 1) != 0 && node->text_length == node->length) {
            /* What the tree builder took away would show in the length. */
            node->flags |= HTML_NODE_LITERAL;
            node->text = page->source + node->begin;
        }
        return TRUE;
    }
    if (node->length == 0)
        node->flags |= HTML_NODE_IMPLIED;
    if (html_tag_is(node->tag, HTML_OPAQUE))
        set_text(node, handle->child);
    node->attributes = token->attr_first;
    return node->length == 0 || (end <= page->length && page->source[end - 1] == '>');
}

static void close_up_to(HtmlTree *page, guint *parent, guint depth)
{
    while (*parent != 0 && page->nodes[*parent].depth >= depth) {
        HtmlNode *open = &page->nodes[*parent];
        open->end = page->n_nodes;
        *parent = open->parent;
    }
}

/* The order of the tree, without recursion: to the first child, else the next sibling, else up.
 * @page's array has room for every node that was ever inserted. */
static void flatten(HtmlTree *page)
{
    const myhtml_tree_node_t *root = page->parser->tree->document;
    const myhtml_tree_node_t *at = root == NULL ? NULL : root->child;
    guint depth = 1, parent = 0;
    page->nodes[0] = (HtmlNode){.tag = HTML_TAG_DOCUMENT};
    page->n_nodes = 1;
    while (at != NULL) {
        gboolean descend = FALSE;
        HtmlNode *node = &page->nodes[page->n_nodes];
        *node = (HtmlNode){.depth = (guint16)depth, .parent = parent, .end = page->n_nodes + 1};
        if (fill_node(page, at, node)) {
            page->max_depth = MAX(page->max_depth, depth);
            page->n_nodes++;
            descend = !html_tag_is(node->tag, HTML_OPAQUE) && at->child != NULL;
        }
        if (descend) {
            parent = page->n_nodes - 1;
            depth++;
            at = at->child;
            continue;
        }
        while (at != root && at->next == NULL) {
            at = at->parent;
            depth--;
            close_up_to(page, &parent, depth);
        }
        at = at == root ? NULL : at->next;
    }
    page->nodes[0].end = page->n_nodes;
}

/* ---- Interface ---- */

HtmlTree *html_tree_parse(const AssayDecoded *decoded)
{
    HtmlTree *page = g_new0(HtmlTree, 1);
    gsize length = decoded->length;
    page->source = decoded->text;
    page->length = length;
    page->text_end = length;
    if (length > 0 && page->source[length - 1] == '<') {
        page->text_end = length - 1;
        page->has_unfinished = TRUE;
    }
    HtmlParser *parser = parser_acquire();
    parser->page = page;
    page->parser = parser;
    myhtml_tree_parse_flags_set(parser->tree, HTML_PARSE_WITHOUT_STRINGS);
    /* The newline ends a tag that the end of the input cut, so that its place is right. */
    if (myhtml_parse(parser->tree, MyENCODING_UTF_8, page->source, length + 1) != MyHTML_STATUS_OK)
        abandon(parser, "the parser ran out of memory", length);
    /* A tag cut inside a quoted value makes no token at all. */
    if (parser->tokens_end < length)
        page->has_unfinished = TRUE;
    for (guint tag = 0; tag < HTML_TAG_N; tag++)
        if (html_tag_is(tag, HTML_BALANCED))
            page->n_open += parser->n_open[tag];

    page->nodes = g_new(HtmlNode, parser->n_nodes + 2);
    flatten(page);
    page->n_pieces = parser->pieces->len;
    page->pieces = g_memdup2(parser->pieces->data, sizeof(HtmlPiece) * page->n_pieces);
    return page;
}

void html_tree_free(HtmlTree *tree)
{
    if (tree == NULL)
        return;
    parser_release(tree->parser, tree->length, tree->limit != NULL);
    g_free(tree->nodes);
    g_free(tree->blocks);
    g_free(tree->pieces);
    g_free(tree);
}

guint html_tree_blocks_from(const HtmlTree *tree, guint index)
{
    guint low = 0, high = tree->n_blocks;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (tree->blocks[middle] >= index)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static guint parse_span(AssaySlice value, guint least)
{
    guint span = 0;
    gsize i = 0;
    while (i < value.length && value.data[i] == ' ')
        i++;
    if (i == value.length || !g_ascii_isdigit(value.data[i]))
        return 1;
    for (; i < value.length && g_ascii_isdigit(value.data[i]); i++)
        span = MIN(span * 10 + (guint)(value.data[i] - '0'), 65534u);
    return MAX(span, least);
}

static AssayRange attribute_place(const myhtml_tree_attr_t *attribute)
{
    gsize begin = attribute->raw_value_begin;
    return (AssayRange){begin, begin + attribute->raw_value_length};
}

/* By length of the key. */
static const struct {
    AssaySlice key;
    gsize offset; /* of its AssaySlice in HtmlAttributes */
    gsize place;  /* of its AssayRange there, or 0 */
} text_attributes[] = {
    {ASSAY_SLICE("id"), offsetof(HtmlAttributes, id), 0},
    {ASSAY_SLICE("rel"), offsetof(HtmlAttributes, rel), 0},
    {ASSAY_SLICE("href"), offsetof(HtmlAttributes, href), offsetof(HtmlAttributes, href_place)},
    {ASSAY_SLICE("role"), offsetof(HtmlAttributes, role), 0},
    {ASSAY_SLICE("name"), offsetof(HtmlAttributes, name), 0},
    {ASSAY_SLICE("type"), offsetof(HtmlAttributes, type), 0},
    {ASSAY_SLICE("lang"), offsetof(HtmlAttributes, lang), 0},
    {ASSAY_SLICE("class"), offsetof(HtmlAttributes, class_names), 0},
    {ASSAY_SLICE("style"), offsetof(HtmlAttributes, style), 0},
    {ASSAY_SLICE("scope"), offsetof(HtmlAttributes, scope), 0},
    {ASSAY_SLICE("content"), offsetof(HtmlAttributes, content),
     offsetof(HtmlAttributes, content_place)},
    {ASSAY_SLICE("property"), offsetof(HtmlAttributes, property), 0},
    {ASSAY_SLICE("itemprop"), offsetof(HtmlAttributes, itemprop), 0},
    {ASSAY_SLICE("itemtype"), offsetof(HtmlAttributes, itemtype), 0},
    {ASSAY_SLICE("hreflang"), offsetof(HtmlAttributes, hreflang), 0},
    {ASSAY_SLICE("datetime"), offsetof(HtmlAttributes, datetime),
     offsetof(HtmlAttributes, datetime_place)},
};

/* @at: the attribute that has @key and @value.
 * Returns: FALSE if @key is no attribute whose text is kept. */
static gboolean set_text_attribute(HtmlAttributes *attributes, AssaySlice key, AssaySlice value,
                                   const myhtml_tree_attr_t *at)
{
    char *fields = (char *)attributes;
    for (gsize i = 0; i < G_N_ELEMENTS(text_attributes); i++) {
        AssaySlice known = text_attributes[i].key;
        if (known.length > key.length)
            return FALSE;
        if (known.length < key.length || *known.data != *key.data ||
            memcmp(known.data, key.data, key.length) != 0)
            continue;
        *(AssaySlice *)(gpointer)(fields + text_attributes[i].offset) = value;
        if (text_attributes[i].place != 0)
            *(AssayRange *)(gpointer)(fields + text_attributes[i].place) = attribute_place(at);
        return TRUE;
    }
    return FALSE;
}

static void set_other_attribute(HtmlAttributes *attributes, AssaySlice key, AssaySlice value)
{
    if (assay_slice_equal(key, ASSAY_SLICE("hidden")))
        attributes->hidden = TRUE;
    else if (assay_slice_equal(key, ASSAY_SLICE("open")))
        attributes->is_open = TRUE;
    else if (assay_slice_equal(key, ASSAY_SLICE("itemscope")))
        attributes->is_item = TRUE;
    else if (assay_slice_equal(key, ASSAY_SLICE("aria-hidden")))
        attributes->aria_hidden = assay_slice_equal(value, ASSAY_SLICE("true"));
    else if (assay_slice_equal(key, ASSAY_SLICE("rowspan")))
        attributes->row_span = parse_span(value, 0);
    else if (assay_slice_equal(key, ASSAY_SLICE("colspan")))
        attributes->column_span = parse_span(value, 1);
}

const HtmlAttributes *html_tree_attributes(const HtmlTree *tree, guint index,
                                           HtmlAttributes *storage)
{
    static const HtmlAttributes none = {.row_span = 1, .column_span = 1};
    const myhtml_tree_attr_t *at = tree->nodes[index].attributes;
    if (at == NULL)
        return &none;
    *storage = none;
    for (; at != NULL; at = at->next) {
        AssaySlice key = {at->key.data, at->key.length};
        AssaySlice value = {at->value.data, at->value.length};
        if (key.data == NULL || key.length == 0)
            continue;
        if (value.data == NULL)
            value = ASSAY_SLICE("");
        if (!set_text_attribute(storage, key, value, at))
            set_other_attribute(storage, key, value);
    }
    return storage;
}

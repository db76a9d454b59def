/* html_tree.c: see html_tree.h. The only file that includes MyHTML.
 *
 * What has to be known of MyHTML (libmodest 0.0~git20210803):
 * - exact positions need one buffer and the single-threaded mode;
 * - its cost is quadratic in the depth of the tree and in the length of text that it joins, so
 *   both are watched while it builds, and the tree is abandoned beyond a bound: the flag
 *   WITHOUT_BUILD_TREE, set from a callback, ends the building but not the tokens;
 * - joined text loses its raw position; the pieces are recorded from the tokens;
 * - a tag that the end of input cuts becomes an element: such are dropped here. */
#include "extract/html_tree.h"

#include <myhtml/api.h>
#include <string.h>

#include "base/limits.h"

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
    gsize tokens_end; /* of the last token */
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
    myhtml_tree_parse_flags_set(parser->tree, MyHTML_TREE_PARSE_FLAGS_WITHOUT_BUILD_TREE);
}

/* A text token from which no node came was joined to an earlier text. */
static void note_joined_text(HtmlParser *parser)
{
    g_array_append_val(parser->pieces, parser->text);
    parser->text_bytes += parser->text.length;
    parser->joined_bytes += parser->text_bytes;
    if (parser->joined_bytes > LIMIT_JOINED_BYTES)
        abandon(parser, "text joined over ignored tags", parser->text.begin);
}

static void note_tag(HtmlParser *parser, myhtml_token_node_t *token, HtmlTag tag)
{
    HtmlTree *page = parser->page;
    myhtml_position_t place = myhtml_token_node_element_position(token);
    gsize end = place.begin + place.length;
    gboolean is_close = myhtml_token_node_is_close(token);
    if (end > page->length || page->source[end - 1] != '>') {
        page->has_unfinished = TRUE;
        /* What an end tag closes was complete, whatever its name was to be. */
        if (is_close)
            page->last_block_tag = place.begin;
        return;
    }
    if (html_tag_is(tag, HTML_BLOCK))
        page->last_block_tag = place.begin;
    if (is_close && (tag == HTML_TAG_BODY || tag == HTML_TAG_HTML))
        page->is_closed = TRUE;
    if (!is_close)
        parser->n_open[tag]++;
    else if (parser->n_open[tag] > 0)
        parser->n_open[tag]--;
}

static void *on_token(myhtml_tree_t *tree, myhtml_token_node_t *token, void *context)
{
    (void)tree;
    HtmlParser *parser = context;
    if (parser->has_text)
        note_joined_text(parser);
    parser->has_text = FALSE;
    myhtml_tag_id_t id = myhtml_token_node_tag_id(token);
    myhtml_position_t place = myhtml_token_node_element_position(token);
    if (id != MyHTML_TAG__END_OF_FILE)
        parser->tokens_end = place.begin + place.length;
    if (id == MyHTML_TAG__TEXT) {
        size_t text_length = 0;
        myhtml_token_node_text(token, &text_length);
        parser->has_text = TRUE;
        parser->text.begin = (guint32)place.begin;
        parser->text.length = (guint32)place.length;
        parser->text.text_length = (guint32)text_length;
    } else if (id == MyHTML_TAG__COMMENT || id == MyHTML_TAG__DOCTYPE) {
        if (parser->tokens_end > parser->page->length)
            parser->page->has_unfinished = TRUE;
    } else if (id != MyHTML_TAG__END_OF_FILE) {
        note_tag(parser, token, tag_from_id(id));
    }
    return context; /* it becomes the context of the next call */
}

static void on_insert(myhtml_tree_t *tree, myhtml_tree_node_t *node, void *context)
{
    (void)tree;
    HtmlParser *parser = context;
    if (myhtml_node_tag_id(node) == MyHTML_TAG__TEXT) {
        parser->has_text = FALSE;
        /* It may also be an older text that is moved. */
        if (myhtml_node_element_position(node).begin == parser->text.begin)
            myhtml_node_set_data(node, GUINT_TO_POINTER(parser->text.text_length));
        parser->n_nodes++;
        return;
    }
    myhtml_tree_node_t *parent = myhtml_node_parent(node);
    guint depth = 1 + (parent == NULL ? 0 : GPOINTER_TO_UINT(myhtml_node_get_data(parent)));
    myhtml_node_set_data(node, GUINT_TO_POINTER(depth));
    gsize at = myhtml_node_element_position(node).begin;
    if (depth > ASSAY_LIMIT_DEPTH)
        abandon(parser, "elements nested too deep", at);
    if (++parser->n_nodes > MIN(LIMIT_NODES, FREE_NODES + parser->page->length))
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

/* Fills @node from @handle, but for its links to others.
 * Returns: FALSE for what is not in the array: comments, and elements that the end cut. */
static gboolean fill_node(const HtmlTree *page, myhtml_tree_node_t *handle, HtmlNode *node)
{
    myhtml_tag_id_t id = myhtml_node_tag_id(handle);
    if (id == MyHTML_TAG__COMMENT || id == MyHTML_TAG__DOCTYPE || id == MyHTML_TAG__END_OF_FILE)
        return FALSE;
    myhtml_position_t place = myhtml_node_element_position(handle);
    gsize end = place.begin + place.length;
    node->handle = handle;
    node->tag = (guint8)tag_from_id(id);
    node->begin = (guint32)place.begin;
    node->length = (guint32)place.length;
    if (node->tag == HTML_TAG_TEXT) {
        size_t length = 0;
        node->text = myhtml_node_text(handle, &length);
        node->text_length = node->text == NULL ? 0 : (guint32)length;
        if (myhtml_node_raw_position(handle).length == 0)
            node->flags |= HTML_NODE_MERGED;
        node->own_length = GPOINTER_TO_UINT(myhtml_node_get_data(handle));
        return TRUE;
    }
    if (place.length == 0)
        node->flags |= HTML_NODE_IMPLIED;
    return place.length == 0 || (end <= page->length && page->source[end - 1] == '>');
}

static void close_up_to(GArray *nodes, guint *parent, guint depth)
{
    while (*parent != 0 && g_array_index(nodes, HtmlNode, *parent).depth >= depth) {
        HtmlNode *open = &g_array_index(nodes, HtmlNode, *parent);
        open->end = nodes->len;
        *parent = open->parent;
    }
}

/* The order of the tree, without recursion: to the first child, else the next sibling, else up. */
static void flatten(HtmlTree *page, GArray *nodes)
{
    HtmlNode document = {.tag = HTML_TAG_DOCUMENT};
    g_array_append_val(nodes, document);
    myhtml_tree_node_t *root = myhtml_tree_get_document(page->parser->tree);
    myhtml_tree_node_t *at = root == NULL ? NULL : myhtml_node_child(root);
    guint depth = 1, parent = 0;
    while (at != NULL) {
        gboolean descend = FALSE;
        HtmlNode node = {.depth = (guint16)depth, .parent = parent, .end = nodes->len + 1};
        if (fill_node(page, at, &node)) {
            page->max_depth = MAX(page->max_depth, depth);
            g_array_append_val(nodes, node);
            descend = !html_tag_is(node.tag, HTML_OPAQUE) && myhtml_node_child(at) != NULL;
        }
        if (descend) {
            parent = nodes->len - 1;
            depth++;
            at = myhtml_node_child(at);
            continue;
        }
        while (at != root && myhtml_node_next(at) == NULL) {
            at = myhtml_node_parent(at);
            depth--;
            close_up_to(nodes, &parent, depth);
        }
        at = at == root ? NULL : myhtml_node_next(at);
    }
    g_array_index(nodes, HtmlNode, 0).end = nodes->len;
}

/* ---- Interface ---- */

HtmlTree *html_tree_parse(const char *text, gsize length)
{
    HtmlTree *page = g_new0(HtmlTree, 1);
    /* The newline ends a tag that the end of the input cut, so that its place is right. */
    char *source = g_malloc(length + 2);
    memcpy(source, text, length);
    memcpy(source + length, "\n", 2);
    page->source = source;
    page->length = length;
    page->text_end = length;
    if (length > 0 && text[length - 1] == '<') {
        page->text_end = length - 1;
        page->has_unfinished = TRUE;
    }
    HtmlParser *parser = parser_acquire();
    parser->page = page;
    page->parser = parser;
    myhtml_tree_parse_flags_set(parser->tree, MyHTML_TREE_PARSE_FLAGS_CLEAN);
    if (myhtml_parse(parser->tree, MyENCODING_UTF_8, source, length + 1) != MyHTML_STATUS_OK)
        abandon(parser, "the parser ran out of memory", length);
    /* A tag cut inside a quoted value makes no token at all. */
    if (parser->tokens_end < length)
        page->has_unfinished = TRUE;
    for (guint tag = 0; tag < HTML_TAG_N; tag++)
        if (html_tag_is(tag, HTML_BALANCED))
            page->n_open += parser->n_open[tag];

    GArray *nodes = g_array_sized_new(FALSE, FALSE, sizeof(HtmlNode), parser->n_nodes + 1);
    flatten(page, nodes);
    page->n_nodes = nodes->len;
    page->nodes = (HtmlNode *)(gpointer)g_array_free(nodes, FALSE);
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
    g_free(tree->pieces);
    g_free(tree->source);
    g_free(tree);
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

static AssayRange attribute_place(myhtml_tree_attr_t *attribute)
{
    myhtml_position_t place = myhtml_attribute_value_raw_position(attribute);
    return (AssayRange){place.begin, place.begin + place.length};
}

static void set_attribute(HtmlAttributes *attributes, AssaySlice key, AssaySlice value)
{
    const struct {
        AssaySlice key;
        AssaySlice *target;
    } known[] = {
        {ASSAY_SLICE("class"), &attributes->class_names},
        {ASSAY_SLICE("id"), &attributes->id},
        {ASSAY_SLICE("href"), &attributes->href},
        {ASSAY_SLICE("style"), &attributes->style},
        {ASSAY_SLICE("role"), &attributes->role},
        {ASSAY_SLICE("name"), &attributes->name},
        {ASSAY_SLICE("property"), &attributes->property},
        {ASSAY_SLICE("content"), &attributes->content},
        {ASSAY_SLICE("rel"), &attributes->rel},
        {ASSAY_SLICE("type"), &attributes->type},
        {ASSAY_SLICE("lang"), &attributes->lang},
        {ASSAY_SLICE("itemprop"), &attributes->itemprop},
        {ASSAY_SLICE("scope"), &attributes->scope},
        {ASSAY_SLICE("itemtype"), &attributes->itemtype},
        {ASSAY_SLICE("hreflang"), &attributes->hreflang},
        {ASSAY_SLICE("datetime"), &attributes->datetime},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        if (key.data[0] == known[i].key.data[0] && assay_slice_equal(key, known[i].key)) {
            *known[i].target = value;
            return;
        }
    }
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

void html_tree_attributes(const HtmlTree *tree, guint index, HtmlAttributes *ret_attributes)
{
    memset(ret_attributes, 0, sizeof *ret_attributes);
    ret_attributes->row_span = ret_attributes->column_span = 1;
    myhtml_tree_node_t *handle = tree->nodes[index].handle;
    if (handle == NULL)
        return;
    for (myhtml_tree_attr_t *at = myhtml_node_attribute_first(handle); at != NULL;
         at = myhtml_attribute_next(at)) {
        AssaySlice key, value;
        key.data = myhtml_attribute_key(at, &key.length);
        value.data = myhtml_attribute_value(at, &value.length);
        if (key.data == NULL || key.length == 0)
            continue;
        if (value.data == NULL)
            value = ASSAY_SLICE("");
        set_attribute(ret_attributes, key, value);
        if (assay_slice_equal(key, ASSAY_SLICE("href")))
            ret_attributes->href_place = attribute_place(at);
        else if (assay_slice_equal(key, ASSAY_SLICE("content")))
            ret_attributes->content_place = attribute_place(at);
        else if (assay_slice_equal(key, ASSAY_SLICE("datetime")))
            ret_attributes->datetime_place = attribute_place(at);
    }
}

AssaySlice html_tree_raw_text(const HtmlTree *tree, guint index, gsize *ret_begin)
{
    AssaySlice text = {NULL, 0};
    myhtml_tree_node_t *child = myhtml_node_child(tree->nodes[index].handle);
    if (child != NULL && myhtml_node_tag_id(child) == MyHTML_TAG__TEXT) {
        text.data = myhtml_node_text(child, &text.length);
        *ret_begin = myhtml_node_element_position(child).begin;
    }
    return text;
}

/* measure.c: see measure.h. */
#include "extract/html/measure.h"

#include "base/bytes16.h"
#include "document/account.h"

#define NO_HEADING 7

/* Text nodes are counted sixteen bytes at a time. */
typedef struct {
    guint n_chars; /* bytes that are no white space of HTML */
    gboolean is_ascii;
} TextCount;

/* Adds what is in bytes @at..@stop of @text, which are at most 255 times sixteen.
 * @is_padded: 16 bytes more can be read behind @text. */
static void count_stretch(TextCount *count, AssaySlice text, gsize at, gsize stop,
                          gboolean is_padded)
{
    AssayBytes16 counts = {0}; /* by place in the sixteen */
    /* What is no ASCII, and the one other white space that ASCII has. */
    AssayBytes16 others = {0};
    for (; at < stop; at += ASSAY_BYTES16) {
        AssayBytes16 b;
        if (stop - at >= ASSAY_BYTES16)
            b = assay_bytes16(text.data + at);
        else if (is_padded)
            b = assay_bytes16_start(text.data + at, stop - at);
        else
            b = assay_bytes16_rest(text.data, stop, at);
        AssayBytes16 is_tab = (AssayBytes16)((AssayBytes16)(b - '\t') <= '\r' - '\t');
        AssayBytes16 is_vt = (AssayBytes16)(b == '\v');
        counts -= ~((AssayBytes16)(b == ' ') | is_tab) | is_vt;
        others |= (b & 0x80) | is_vt;
    }
    count->n_chars += assay_bytes16_sum(counts);
    count->is_ascii = count->is_ascii && !assay_bytes16_any(others);
}

static TextCount count_text(AssaySlice text, gboolean is_padded)
{
    const gsize most = 255 * ASSAY_BYTES16;
    TextCount count = {0, TRUE};
    for (gsize at = 0; at < text.length; at += most)
        count_stretch(&count, text, at, MIN(text.length, at + most), is_padded);
    return count;
}

gsize html_measure_texts(HtmlTree *tree)
{
    gsize n = 0;
    for (guint i = 1; i < tree->n_nodes; i++) {
        HtmlNode *node = &tree->nodes[i];
        if (node->tag != HTML_TAG_TEXT)
            continue;
        AssaySlice text = {node->text, node->text_length};
        TextCount count = count_text(text, (node->flags & HTML_NODE_LITERAL) != 0);
        node->n_chars = count.n_chars;
        node->top_heading = NO_HEADING;
        n += count.is_ascii ? count.n_chars : assay_account_chars(text);
    }
    return n;
}

/* What is summed up; a text has nothing below it. */
static void clear(HtmlNode *node)
{
    if (node->tag == HTML_TAG_TEXT)
        return;
    node->n_chars = node->n_link = node->n_anchors = 0;
    node->top_heading = NO_HEADING;
    node->holds_block = FALSE;
}

static void add_text(const HtmlNode *text, HtmlNode *parent)
{
    if (parent->place == ASSAY_PLACE_CONTENT)
        parent->n_chars += text->n_chars;
}

static void add_element(const HtmlNode *node, HtmlNode *parent)
{
    parent->n_chars += node->n_chars;
    parent->n_link += node->n_link;
    parent->n_anchors += node->n_anchors;
    parent->top_heading = MIN(parent->top_heading, node->top_heading);
    parent->holds_block |= node->holds_block || html_tag_is(node->tag, HTML_BLOCK);
}

void html_measure(HtmlTree *tree)
{
    if (tree->is_measured)
        return;
    tree->is_measured = TRUE;
    for (guint i = 0; i < tree->n_nodes; i++)
        clear(&tree->nodes[i]);
    /* Backwards, every node comes after all that is below it. */
    for (guint i = tree->n_nodes - 1; i > 0; i--) {
        HtmlNode *node = &tree->nodes[i];
        HtmlNode *parent = &tree->nodes[node->parent];
        if (node->tag == HTML_TAG_TEXT) {
            add_text(node, parent);
            continue;
        }
        guint level = html_tag_heading_level(node->tag);
        if (node->tag == HTML_TAG_A) {
            node->n_link = node->n_chars;
            node->n_anchors++;
        } else if (level > 0 && node->n_chars > 0) {
            node->top_heading = (guint8)MIN(node->top_heading, level);
        }
        add_element(node, parent);
    }
}

void html_mark(HtmlTree *tree, guint first, guint end, AssayPlace place)
{
    for (guint i = first; i < end; i++) {
        if (tree->nodes[i].place != ASSAY_PLACE_CONTENT)
            continue;
        tree->nodes[i].place = (guint8)place;
        tree->is_measured = FALSE;
    }
}

void html_mark_subtree(HtmlTree *tree, guint index, AssayPlace place)
{
    html_mark(tree, index, tree->nodes[index].end, place);
}

/* html_measure.c: see html_measure.h. */
#include "extract/html_measure.h"

#include "base/bytes16.h"

static guint count_visible(AssayBytes16 b)
{
    return assay_bytes16_count(
        (AssayBytes16)((b != ' ') & (b != '\n') & (b != '\t') & (b != '\r') & (b != '\f')));
}

static guint count_chars(const HtmlNode *node)
{
    guint n = 0, at = 0;
    for (; at + ASSAY_BYTES16 <= node->text_length; at += ASSAY_BYTES16)
        n += count_visible(assay_bytes16(node->text + at));
    return n + count_visible(assay_bytes16_rest(node->text + at, node->text_length - at));
}

static void clear(HtmlNode *node, gboolean is_first)
{
    if (node->tag != HTML_TAG_TEXT)
        node->n_chars = 0;
    else if (is_first)
        node->n_chars = count_chars(node);
    node->n_link = node->n_anchors = 0;
    node->top_heading = 7;
    node->holds_block = FALSE;
}

static void add_to_parent(const HtmlNode *node, HtmlNode *parent)
{
    parent->n_chars += node->n_chars;
    parent->n_link += node->n_link;
    parent->n_anchors += node->n_anchors;
    parent->top_heading = MIN(parent->top_heading, node->top_heading);
    parent->holds_block |= node->holds_block || html_tag_is(node->tag, HTML_BLOCK);
}

void html_measure(HtmlTree *tree, gboolean is_first)
{
    for (guint i = 0; i < tree->n_nodes; i++)
        clear(&tree->nodes[i], is_first);
    /* Backwards, every node comes after all that is below it. */
    for (guint i = tree->n_nodes - 1; i > 0; i--) {
        HtmlNode *node = &tree->nodes[i];
        HtmlNode *parent = &tree->nodes[node->parent];
        guint level = html_tag_heading_level(node->tag);
        if (node->tag == HTML_TAG_A) {
            node->n_link = node->n_chars;
            node->n_anchors++;
        } else if (level > 0 && node->n_chars > 0) {
            node->top_heading = (guint8)MIN(node->top_heading, level);
        }
        if (node->tag != HTML_TAG_TEXT || parent->place == ASSAY_PLACE_CONTENT)
            add_to_parent(node, parent);
    }
}

void html_mark(HtmlTree *tree, guint first, guint end, AssayPlace place)
{
    for (guint i = first; i < end; i++)
        if (tree->nodes[i].place == ASSAY_PLACE_CONTENT)
            tree->nodes[i].place = (guint8)place;
}

void html_mark_subtree(HtmlTree *tree, guint index, AssayPlace place)
{
    html_mark(tree, index, tree->nodes[index].end, place);
}

/* flow.c: see flow.h. */
#include "extract/html/flow.h"

gboolean html_flow_is_hidden(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    return node->place == ASSAY_PLACE_HIDDEN &&
           tree->nodes[node->parent].place != ASSAY_PLACE_HIDDEN;
}

typedef struct {
    HtmlWriter *writer;
    guint top;
    guint n_verbatim; /* open elements that keep white space */
    guint link;       /* index of the open link; 0: none */
    gsize link_start;
} Flow;

/* Closes the elements that end before @next, innermost first. */
static void close_before(Flow *flow, guint last, guint next)
{
    const HtmlTree *tree = flow->writer->tree;
    for (guint i = last; i > flow->top && tree->nodes[i].end <= next; i = tree->nodes[i].parent) {
        guint tag = tree->nodes[i].tag;
        if (html_tag_is(tag, HTML_BLOCK))
            html_writer_break(flow->writer, 0, 0);
        if (html_tag_is_verbatim(tag))
            flow->n_verbatim--;
        if (i == flow->link) {
            html_writer_link(flow->writer, i, flow->link_start);
            flow->link = 0;
        }
    }
}

static void open_element(Flow *flow, guint index)
{
    const HtmlNode *node = &flow->writer->tree->nodes[index];
    if (node->tag == HTML_TAG_BR)
        html_writer_break(flow->writer, node->begin, node->begin + node->length);
    else if (html_tag_is(node->tag, HTML_BLOCK))
        html_writer_break(flow->writer, 0, 0);
    if (html_tag_is_verbatim(node->tag))
        flow->n_verbatim++;
    if (node->tag == HTML_TAG_A && flow->link == 0) {
        flow->link = index;
        flow->link_start = flow->writer->document->text->len;
    }
}

void html_flow_write(HtmlWriter *writer, guint index, GArray *hidden)
{
    const HtmlTree *tree = writer->tree;
    Flow flow = {.writer = writer, .top = index};
    guint end = tree->nodes[index].end, last = index;
    for (guint i = index + 1; i < end;) {
        close_before(&flow, last, i);
        last = i;
        if (tree->nodes[i].tag == HTML_TAG_TEXT) {
            html_writer_node(writer, i, flow.n_verbatim > 0);
            i++;
        } else if (hidden != NULL && html_flow_is_hidden(tree, i)) {
            g_array_append_val(hidden, i);
            last = tree->nodes[i].parent;
            i = tree->nodes[i].end;
        } else {
            open_element(&flow, i);
            i++;
        }
    }
    close_before(&flow, last, end);
}

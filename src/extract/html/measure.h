/* measure.h: how much text and how many links each element of a page holds. */
#ifndef ASSAY_EXTRACT_HTML_MEASURE_H
#define ASSAY_EXTRACT_HTML_MEASURE_H

#include "extract/html/tree.h"

/** html_measure_texts: n_chars of every text node, which all else is summed up from.
 * Returns: characters of them all, as the account counts them (document/account.h). */
gsize html_measure_texts(HtmlTree *tree);

/** html_measure: sum up n_chars, n_link, n_anchors, top_heading and holds_block over @tree, if
 * places changed since it last was. Only text whose element is content counts. */
void html_measure(HtmlTree *tree);

/** html_mark: give nodes @first..@end that are content so far the place @place. */
void html_mark(HtmlTree *tree, guint first, guint end, AssayPlace place);

/** html_mark_subtree: the same for @index and all below. */
void html_mark_subtree(HtmlTree *tree, guint index, AssayPlace place);

/** html_is_container: elements whose class and id tell about what is in them. Not cells, rows
 * and definitions: a column called "comments" is data. */
static inline gboolean html_is_container(guint tag)
{
    return html_tag_is(tag, HTML_BLOCK) && !html_tag_is_cell(tag) && tag != HTML_TAG_TR &&
           tag != HTML_TAG_TBODY && tag != HTML_TAG_DD && tag != HTML_TAG_DT &&
           tag != HTML_TAG_BODY && tag != HTML_TAG_HTML && tag != HTML_TAG_MAIN &&
           tag != HTML_TAG_ARTICLE;
}

/** html_is_link_heavy: more than @percent of the text below is in links. */
static inline gboolean html_is_link_heavy(const HtmlNode *node, guint percent)
{
    return (guint64)node->n_link * 100 > (guint64)node->n_chars * percent;
}

/** html_plain_chars: text below that is not in links. */
static inline guint html_plain_chars(const HtmlNode *node)
{
    return node->n_chars - node->n_link;
}

#endif

/* root.c: see root.h. */
#include "extract/html/root.h"

#include "extract/html/measure.h"
#include "extract/html/phrases.h"
#include "extract/html/table.h"
#include "extract/html/words.h"

/* Bounds: see content.c. */

/* <main>, <article> and the body of an article are believed if they hold so much. */
#define MAIN_PERCENT        40u
#define ARTICLE_PERCENT     45u
#define BODY_PERCENT        50u
/* A child is the page's text if it holds so much of its parent's. */
#define DESCEND_PERCENT     85u
/* A table or list with less, or with more links, does not show data. */
#define DATA_CHARS          20u
#define DATA_PERCENT        40u
/* A lead paragraph has at least so much text, and not more links. */
#define LEAD_CHARS          60u
#define LEAD_PERCENT        30u
/* A box with more links than this is no text; nor is a short paragraph that is one. */
#define BOX_PERCENT         65u
#define POINTER_CHARS       120u
#define POINTER_PERCENT     80u
/* What is called a caption and longer is a text. */
#define CAPTION_CHARS       400u
/* A line that announces something else is not longer than this. */
#define PHRASE_CHARS        160u
/* Its heading is not longer than this. */
#define ANNEX_HEADING_CHARS 60u
/* An annex is no larger part of the page's text than this. */
#define ANNEX_PERCENT       40u
/* And so much at most comes after it. */
#define ANNEX_AFTER_PERCENT 15u
/* A heading that is more than this a link is a site's name. */
#define LOGO_PERCENT        60u

/* ---- Finding it ---- */

/* The best of all elements that @fits chooses: most plain text, if that is @percent of what
 * @within has. Returns: @within if there is none. */
static guint largest(const HtmlTree *tree, guint within, guint percent,
                     gboolean (*fits)(const HtmlTree *tree, guint index))
{
    guint best = within, best_chars = 0;
    guint end = html_tree_blocks_from(tree, tree->nodes[within].end);
    for (guint k = html_tree_blocks_from(tree, within + 1); k < end; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (html_plain_chars(node) > best_chars && fits(tree, i)) {
            best = i;
            best_chars = html_plain_chars(node);
        }
    }
    guint64 whole = html_plain_chars(&tree->nodes[within]);
    return (guint64)best_chars * 100 >= whole * percent ? best : within;
}

static gboolean is_main(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    return node->tag == HTML_TAG_MAIN || (node->flags & HTML_NODE_MAIN) != 0;
}

static gboolean is_article(const HtmlTree *tree, guint index)
{
    return tree->nodes[index].tag == HTML_TAG_ARTICLE;
}

static gboolean is_article_body(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    if (!html_is_container(node->tag))
        return FALSE;
    guint both = HTML_WORD_BODY | HTML_WORD_ARTICLE;
    return (node->flags & HTML_NODE_ARTICLE) != 0 || html_words_have(node->class_words, both) ||
           html_words_have(node->id_words, both);
}

/* Elements that hold a page; not paragraphs, lists, quotes. */
static gboolean is_wrapper(guint tag)
{
    switch (tag) {
    case HTML_TAG_P:
    case HTML_TAG_LI:
    case HTML_TAG_DL:
    case HTML_TAG_DD:
    case HTML_TAG_BLOCKQUOTE:
    case HTML_TAG_PRE:
    case HTML_TAG_FIGURE:
        return FALSE;
    default:
        return !html_tag_is_list(tag) && !html_tag_is(tag, HTML_HEADING);
    }
}

/* Down to the child that holds nearly all, as long as there is one. */
static guint descend(const HtmlTree *tree, guint index, guint percent)
{
    for (;;) {
        guint best = 0;
        for (guint i = index + 1; i < tree->nodes[index].end; i = tree->nodes[i].end)
            if (html_tag_is(tree->nodes[i].tag, HTML_BLOCK) &&
                (best == 0 ||
                 html_plain_chars(&tree->nodes[i]) > html_plain_chars(&tree->nodes[best])))
                best = i;
        if (best == 0 || !is_wrapper(tree->nodes[best].tag) ||
            (guint64)html_plain_chars(&tree->nodes[best]) * 100 <
                (guint64)html_plain_chars(&tree->nodes[index]) * percent)
            return index;
        index = best;
    }
}

/* Up to where all tables and definition lists with data are inside. */
static guint around_data(const HtmlTree *tree, guint root)
{
    guint behind = 0; /* data found so far */
    for (guint k = 0; k < tree->n_blocks; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (i < behind)
            continue;
        gboolean is_data = node->tag == HTML_TAG_DL ||
                           (node->tag == HTML_TAG_TABLE && html_table_is_data(tree, i));
        if (node->place != ASSAY_PLACE_CONTENT || !is_data || node->n_chars < DATA_CHARS ||
            html_is_link_heavy(node, DATA_PERCENT))
            continue;
        while (root != 0 && (i < root || i >= tree->nodes[root].end))
            root = tree->nodes[root].parent;
        behind = node->end;
    }
    return root;
}

static guint find_root(const HtmlTree *tree)
{
    guint root = largest(tree, 0, MAIN_PERCENT, is_main);
    root = largest(tree, root, ARTICLE_PERCENT, is_article);
    root = largest(tree, root, BODY_PERCENT, is_article_body);
    return around_data(tree, descend(tree, root, DESCEND_PERCENT));
}

/* ---- Outside it ---- */

/* The title before @root, if that has none: the nearest h1 that is more than a link, or h2. */
static guint find_title(const HtmlTree *tree, guint root)
{
    guint title = 0, title_tag = HTML_TAG_H2;
    if (tree->nodes[root].top_heading == 1)
        return 0;
    guint end = html_tree_blocks_from(tree, root);
    for (guint k = 0; k < end; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag < HTML_TAG_H1 || node->tag > title_tag ||
            node->place != ASSAY_PLACE_CONTENT || node->n_chars == 0 ||
            html_is_link_heavy(node, LOGO_PERCENT))
            continue;
        title = i;
        title_tag = node->tag;
    }
    return title;
}

/* Between title and root the paragraphs stay: they are the lead. */
static void place_before_root(HtmlTree *tree, guint first, guint root)
{
    for (guint i = first; i < root;) {
        HtmlNode *node = &tree->nodes[i];
        gboolean is_lead = html_tag_is(node->tag, HTML_BLOCK) && node->n_chars >= LEAD_CHARS &&
                           !html_is_link_heavy(node, LEAD_PERCENT) && !node->holds_block;
        guint end = is_lead ? node->end : i + 1;
        if (!is_lead)
            html_mark(tree, i, end, ASSAY_PLACE_NAVIGATION);
        i = end;
    }
}

static void place_outside(HtmlTree *tree, guint root)
{
    guint title = find_title(tree, root);
    guint first = title == 0 ? root : title;
    html_mark(tree, 1, first, ASSAY_PLACE_NAVIGATION);
    if (title != 0)
        place_before_root(tree, tree->nodes[title].end, root);
    html_mark(tree, tree->nodes[root].end, tree->n_nodes, ASSAY_PLACE_NAVIGATION);
}

/* ---- Inside it ---- */

/* Lists and boxes of links to other pages. */
static void place_link_boxes(HtmlTree *tree, guint root)
{
    guint end = html_tree_blocks_from(tree, tree->nodes[root].end);
    for (guint k = html_tree_blocks_from(tree, root + 1); k < end; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (node->place != ASSAY_PLACE_CONTENT || !html_is_container(node->tag) ||
            node->tag == HTML_TAG_DL || html_tag_is(node->tag, HTML_HEADING))
            continue;
        if (node->n_chars > 0 && html_is_link_heavy(node, BOX_PERCENT) && node->n_anchors >= 2 &&
            !html_shows_addresses(tree, i))
            html_mark_subtree(tree, i, ASSAY_PLACE_NAVIGATION);
    }
}

/* A caption that numbers its figure belongs to the text; others are credits and bylines. */
static gboolean is_numbered(const HtmlTree *tree, guint index)
{
    AssaySlice text = html_first_text(tree, index);
    gsize at = 0, n_digits = 0;
    while (at < text.length && at < 16 && !g_ascii_isdigit(text.data[at]))
        at++;
    while (at + n_digits < text.length && g_ascii_isdigit(text.data[at + n_digits]))
        n_digits++;
    /* One word may stand before it; a number of four digits is a year. */
    gsize n_spaces = 0;
    for (gsize i = 0; i < at && i < text.length; i++)
        n_spaces += text.data[i] == ' ' ? 1 : 0;
    gboolean is_apart = at == 0 || text.data[at - 1] == ' ' || text.data[at - 1] == '.';
    return n_digits > 0 && n_digits < 4 && n_spaces <= 1 && is_apart;
}

static gboolean is_caption(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    if (node->tag == HTML_TAG_FIGCAPTION)
        return TRUE;
    if (!html_is_container(node->tag) || node->n_chars > CAPTION_CHARS ||
        html_tag_is(node->tag, HTML_HEADING))
        return FALSE;
    return html_words_have(node->class_words, HTML_WORD_CAPTION);
}

/* A paragraph that is but one link to another page. */
static gboolean is_pointer(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    return node->n_chars < POINTER_CHARS && node->n_anchors == 1 &&
           html_is_link_heavy(node, POINTER_PERCENT) && !html_shows_addresses(tree, index);
}

/* What a short element without blocks inside is, by what it says. */
static AssayPlace line_place(const HtmlTree *tree, guint index)
{
    const HtmlNode *node = &tree->nodes[index];
    if (node->tag != HTML_TAG_P && node->tag != HTML_TAG_DIV && node->tag != HTML_TAG_CENTER)
        return ASSAY_PLACE_CONTENT;
    if (node->holds_block || node->n_chars == 0 || node->n_chars > PHRASE_CHARS)
        return ASSAY_PLACE_CONTENT;
    if (is_pointer(tree, index))
        return ASSAY_PLACE_NAVIGATION;
    return html_phrases_place(html_first_text(tree, index));
}

/* Captions without a number, pointers to other pages, credits. */
static void place_small_parts(HtmlTree *tree, guint root)
{
    guint end = html_tree_blocks_from(tree, tree->nodes[root].end);
    for (guint k = html_tree_blocks_from(tree, root + 1); k < end; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (node->place != ASSAY_PLACE_CONTENT || node->n_chars == 0)
            continue;
        AssayPlace place = line_place(tree, i);
        if (place != ASSAY_PLACE_CONTENT)
            html_mark_subtree(tree, i, place);
        else if (is_caption(tree, i) && !is_numbered(tree, i))
            html_mark_subtree(tree, i, ASSAY_PLACE_FOOTNOTE);
    }
}

/* Content characters of all nodes before each. Returns: (owned) n_nodes + 1 of them. */
static guint *chars_before(const HtmlTree *tree)
{
    guint *before = g_new(guint, tree->n_nodes + 1);
    before[0] = 0;
    for (guint i = 0; i < tree->n_nodes; i++) {
        gboolean counts = tree->nodes[i].tag == HTML_TAG_TEXT &&
                          tree->nodes[tree->nodes[i].parent].place == ASSAY_PLACE_CONTENT;
        before[i + 1] = before[i] + (counts ? tree->nodes[i].n_chars : 0);
    }
    return before;
}

/* Where the annex that heading @index announces ends: at the next heading of its level or above,
 * behind what is furniture already, or with what it stands in. */
static guint annex_end(const HtmlTree *tree, guint index)
{
    guint level = html_tag_heading_level(tree->nodes[index].tag);
    guint stop = tree->nodes[tree->nodes[index].parent].end;
    guint end = tree->nodes[index].end;
    while (end < stop && tree->nodes[end].top_heading > level) {
        gboolean is_known = html_node_is_element(&tree->nodes[end]) &&
                            tree->nodes[end].place == ASSAY_PLACE_NAVIGATION;
        end = tree->nodes[end].end;
        if (is_known)
            break;
    }
    return end;
}

/* Annexes that a heading announces, if they end the text: a manual may have a chapter on
 * comments. Backwards, so that one annex may follow another. */
static void place_annexes(HtmlTree *tree, guint root)
{
    g_autofree guint *before = NULL;
    guint64 total = tree->nodes[root].n_chars;
    guint dropped = 0, first = html_tree_blocks_from(tree, root + 1);
    for (guint k = html_tree_blocks_from(tree, tree->nodes[root].end); k > first; k--) {
        guint i = tree->blocks[k - 1];
        const HtmlNode *node = &tree->nodes[i];
        if (html_tag_heading_level(node->tag) < 2 || node->place != ASSAY_PLACE_CONTENT ||
            node->n_chars > ANNEX_HEADING_CHARS ||
            !html_phrases_open_annex(html_first_text(tree, i)))
            continue;
        if (before == NULL)
            before = chars_before(tree);
        guint end = annex_end(tree, i), last = before[tree->nodes[root].end];
        guint64 after = last - before[end] > dropped ? last - before[end] - dropped : 0;
        guint64 own = before[end] - before[i];
        if (own * 100 > total * ANNEX_PERCENT || after * 100 > total * ANNEX_AFTER_PERCENT)
            continue;
        html_mark(tree, i, end, ASSAY_PLACE_NAVIGATION);
        dropped += (guint)own;
    }
}

/* A heading with nothing left under it went with what it announced. */
static void place_orphan_headings(HtmlTree *tree, guint root, gboolean even_last)
{
    guint heading = 0;
    gboolean has_text = FALSE, has_dropped = FALSE;
    for (guint i = root + 1; i <= tree->nodes[root].end; i++) {
        gboolean at_end = i == tree->nodes[root].end;
        guint level = at_end ? 1 : html_tag_heading_level(tree->nodes[i].tag);
        if (level > 0) {
            if (heading != 0 && !has_text && (has_dropped || (at_end && even_last)) &&
                (at_end || level <= html_tag_heading_level(tree->nodes[heading].tag)))
                html_mark_subtree(tree, heading, ASSAY_PLACE_NAVIGATION);
            if (at_end)
                break;
            gboolean counts = tree->nodes[i].place == ASSAY_PLACE_CONTENT && level > 1;
            heading = counts ? i : 0;
            has_text = has_dropped = FALSE;
            i = tree->nodes[i].end - 1;
        } else if (tree->nodes[i].tag == HTML_TAG_TEXT && tree->nodes[i].n_chars > 0) {
            guint place = tree->nodes[tree->nodes[i].parent].place;
            has_text |= place == ASSAY_PLACE_CONTENT;
            has_dropped |= place != ASSAY_PLACE_CONTENT;
        }
    }
}

void html_root_place(HtmlTree *tree, gboolean is_plain)
{
    guint root = 0;
    if (!is_plain) {
        root = find_root(tree);
        place_outside(tree, root);
        place_link_boxes(tree, root);
        place_annexes(tree, root);
        place_small_parts(tree, root);
    }
    place_orphan_headings(tree, root, !is_plain);
}

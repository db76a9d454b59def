/* html_content.c: see html_content.h.
 *
 * Three steps. What elements and attributes state always holds. Then furniture is found by the
 * words of class and id and by the share of links. Then, on pages that have much beside their
 * text, the element that holds the text is looked for, and what stands outside is furniture.
 * A small page of plain markup goes through unharmed: there the steps find nothing. */
#include "extract/html_content.h"

#include <string.h>

#include "extract/html_table.h"
#include "extract/html_words.h"

/* Bounds, tried on pages of many kinds; the result hardly moves when they do. Characters are
 * bytes of UTF-8 without white space; percentages are shares of them. */

/* A navigation line is not longer than this, and mostly links. */
#define LINE_CHARS      400u
#define LINE_PERCENT    55u
/* A form with less text is a search, a login, a comment form; some pages are one form. */
#define FORM_CHARS      600u
/* What holds more of the page is a wrapper, whatever it is called. */
#define WRAPPER_PERCENT 60u
/* Where class or id are doubtful, so many links decide. */
#define DOUBT_PERCENT   30u
/* Pages with less text, or with few elements and links, are taken as they are. */
#define PLAIN_CHARS     1500u
#define PLAIN_NODES     600u
#define PLAIN_PERCENT   5u
/* <main>, <article> and the body of an article are believed if they hold so much. */
#define MAIN_PERCENT    40u
#define ARTICLE_PERCENT 45u
#define BODY_PERCENT    50u
/* A child is the page's text if it holds so much of its parent's. */
#define DESCEND_PERCENT 85u
/* A table or list with less, or with more links, does not show data. */
#define DATA_CHARS      20u
#define DATA_PERCENT    40u
/* A lead paragraph has at least so much text, and not more links. */
#define LEAD_CHARS      60u
#define LEAD_PERCENT    30u
/* A box with more links than this is no text; nor is a short paragraph that is one. */
#define BOX_PERCENT     65u
#define POINTER_CHARS   120u
#define POINTER_PERCENT 80u
/* A heading that is more than this a link is a site's name. */
#define LOGO_PERCENT    60u
/* If less is left, everything is kept, unless it is a quarter of the page anyway. */
#define LEAST_CHARS     300u

static gboolean is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r' || byte == '\f';
}

/* ---- What elements and attributes say ---- */

static const struct {
    AssaySlice role;
    AssayPlace place;
} role_places[] = {
    {ASSAY_SLICE("navigation"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("banner"), ASSAY_PLACE_RUNNING_HEAD},
    {ASSAY_SLICE("contentinfo"), ASSAY_PLACE_FOOTER},
    {ASSAY_SLICE("complementary"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("search"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("menu"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("menubar"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("toolbar"), ASSAY_PLACE_NAVIGATION},
    {ASSAY_SLICE("dialog"), ASSAY_PLACE_HIDDEN},
    {ASSAY_SLICE("alertdialog"), ASSAY_PLACE_HIDDEN},
};

/* An inline style that says `display: none` or `visibility: hidden`. */
static gboolean style_hides(AssaySlice style)
{
    char folded[256];
    gsize n = 0;
    for (gsize i = 0; i < style.length && n + 1 < sizeof folded; i++)
        if (!is_space(style.data[i]))
            folded[n++] = g_ascii_tolower(style.data[i]);
    folded[n] = '\0';
    return strstr(folded, "display:none") != NULL || strstr(folded, "visibility:hidden") != NULL;
}

static AssayPlace stated_place(guint tag, const HtmlAttributes *attributes)
{
    if (attributes->hidden || attributes->aria_hidden ||
        (attributes->style.length > 0 && style_hides(attributes->style)) ||
        html_tag_is(tag, HTML_CONTROL) || (tag == HTML_TAG_DIALOG && !attributes->is_open))
        return ASSAY_PLACE_HIDDEN;
    for (gsize i = 0; attributes->role.length > 0 && i < G_N_ELEMENTS(role_places); i++)
        if (assay_slice_equal(attributes->role, role_places[i].role))
            return role_places[i].place;
    if (tag == HTML_TAG_NAV || tag == HTML_TAG_ASIDE)
        return ASSAY_PLACE_NAVIGATION;
    return tag == HTML_TAG_FOOTER ? ASSAY_PLACE_FOOTER : ASSAY_PLACE_CONTENT;
}

static void place_stated(HtmlTree *tree)
{
    HtmlAttributes attributes;
    for (guint i = 1; i < tree->n_nodes; i++) {
        HtmlNode *node = &tree->nodes[i];
        node->place = tree->nodes[node->parent].place;
        if (node->tag == HTML_TAG_TEXT || node->place == ASSAY_PLACE_HIDDEN)
            continue;
        html_tree_attributes(tree, i, &attributes);
        AssayPlace own = stated_place(node->tag, &attributes);
        if (own == ASSAY_PLACE_HIDDEN || node->place == ASSAY_PLACE_CONTENT)
            node->place = (guint8)own;
    }
}

/* ---- Measuring ---- */

static guint count_chars(const HtmlNode *node)
{
    guint n = 0;
    for (guint i = 0; i < node->text_length; i++)
        n += !is_space(node->text[i]);
    return n;
}

/* Sums up the tree: only what is content so far counts. */
static void measure(HtmlTree *tree, gboolean is_first)
{
    for (guint i = 0; i < tree->n_nodes; i++) {
        HtmlNode *node = &tree->nodes[i];
        node->n_link = 0;
        if (node->tag != HTML_TAG_TEXT)
            node->n_chars = 0;
        else if (is_first)
            node->n_chars = count_chars(node);
    }
    for (guint i = tree->n_nodes - 1; i > 0; i--) {
        HtmlNode *node = &tree->nodes[i];
        HtmlNode *parent = &tree->nodes[node->parent];
        if (node->tag == HTML_TAG_A)
            node->n_link = node->n_chars;
        if (node->tag == HTML_TAG_TEXT && parent->place != ASSAY_PLACE_CONTENT)
            continue;
        parent->n_chars += node->n_chars;
        parent->n_link += node->n_link;
    }
}

static guint plain_chars(const HtmlNode *node)
{
    return node->n_chars - node->n_link;
}

static gboolean is_link_heavy(const HtmlNode *node, guint percent)
{
    return (guint64)node->n_link * 100 > (guint64)node->n_chars * percent;
}

static void mark(HtmlTree *tree, guint first, guint end, AssayPlace place)
{
    for (guint i = first; i < end; i++)
        if (tree->nodes[i].place == ASSAY_PLACE_CONTENT)
            tree->nodes[i].place = (guint8)place;
}

static guint count_tag(const HtmlTree *tree, guint index, guint tag)
{
    guint n = 0;
    for (guint i = index + 1; i < tree->nodes[index].end; i++)
        n += tree->nodes[i].tag == tag;
    return n;
}

static gboolean holds_heading(const HtmlTree *tree, guint index, guint least, guint most)
{
    for (guint i = index; i < tree->nodes[index].end; i++) {
        guint level = html_tag_heading_level(tree->nodes[i].tag);
        if (level >= least && level <= most && tree->nodes[i].n_chars > 0)
            return TRUE;
    }
    return FALSE;
}

/* ---- Navigation lines ---- */

/* A line or list of links before the first heading, as pages without any classes have it. */
static void place_navigation_lines(HtmlTree *tree)
{
    for (guint i = 1; i < tree->n_nodes; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (html_tag_is(node->tag, HTML_HEADING) && node->n_chars > 0)
            return;
        gboolean is_line = node->tag == HTML_TAG_P || node->tag == HTML_TAG_DIV ||
                           node->tag == HTML_TAG_TABLE || html_tag_is_list(node->tag);
        if (!is_line || node->place != ASSAY_PLACE_CONTENT || node->n_chars > LINE_CHARS)
            continue;
        if (is_link_heavy(node, LINE_PERCENT) && count_tag(tree, i, HTML_TAG_A) >= 2 &&
            !holds_heading(tree, i, 1, 6))
            mark(tree, i, node->end, ASSAY_PLACE_NAVIGATION);
    }
}

/* ---- Furniture ---- */

/* Elements whose class and id are looked at. Not cells, rows, definitions: a column called
 * "comments" is data. */
static gboolean is_container(guint tag)
{
    return html_tag_is(tag, HTML_BLOCK) && !html_tag_is_cell(tag) && tag != HTML_TAG_TR &&
           tag != HTML_TAG_TBODY && tag != HTML_TAG_DD && tag != HTML_TAG_DT &&
           tag != HTML_TAG_BODY && tag != HTML_TAG_HTML && tag != HTML_TAG_MAIN &&
           tag != HTML_TAG_ARTICLE;
}

static guint words_of(const HtmlTree *tree, guint index)
{
    HtmlAttributes attributes;
    html_tree_attributes(tree, index, &attributes);
    return html_words_of(attributes.class_names) | html_words_of(attributes.id);
}

static gboolean has_all(guint flags, guint wanted)
{
    return (flags & wanted) == wanted;
}

/* Whether container @index is furniture. @total: characters of the page. */
static gboolean is_furniture(const HtmlTree *tree, guint index, guint total)
{
    const HtmlNode *node = &tree->nodes[index];
    /* What holds most of the page, or its title, is a wrapper, whatever it is called. */
    if (node->n_chars == 0 || (guint64)node->n_chars * 100 > (guint64)total * WRAPPER_PERCENT)
        return FALSE;
    guint flags = words_of(tree, index);
    if ((flags & (HTML_WORD_FURNITURE | HTML_WORD_DOUBTFUL)) != 0 &&
        holds_heading(tree, index, 1, 1))
        return FALSE;
    if ((flags & HTML_WORD_FURNITURE) != 0 || has_all(flags, HTML_WORD_ANNEX | HTML_WORD_SERIES) ||
        has_all(flags, HTML_WORD_AUTHOR | HTML_WORD_CARD))
        return TRUE;
    if ((flags & HTML_WORD_DOUBTFUL) != 0)
        return is_link_heavy(node, DOUBT_PERCENT);
    if (node->tag == HTML_TAG_FORM)
        return node->n_chars < FORM_CHARS;
    return FALSE;
}

static void place_furniture(HtmlTree *tree)
{
    guint total = tree->nodes[0].n_chars;
    for (guint i = 1; i < tree->n_nodes; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->place == ASSAY_PLACE_CONTENT && is_container(node->tag) &&
            is_furniture(tree, i, total))
            mark(tree, i, node->end, ASSAY_PLACE_NAVIGATION);
    }
}

/* ---- The element that holds the text ---- */

/* The best of all elements that @fits chooses: most plain text, if that is @percent of what
 * @within has. Returns: @within if there is none. */
static guint largest(const HtmlTree *tree, guint within, guint percent,
                     gboolean (*fits)(const HtmlTree *tree, guint index))
{
    guint best = within, best_chars = 0;
    for (guint i = within + 1; i < tree->nodes[within].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (plain_chars(node) > best_chars && html_tag_is(node->tag, HTML_BLOCK) && fits(tree, i)) {
            best = i;
            best_chars = plain_chars(node);
        }
    }
    guint64 whole = plain_chars(&tree->nodes[within]);
    return (guint64)best_chars * 100 >= whole * percent ? best : within;
}

static gboolean is_main(const HtmlTree *tree, guint index)
{
    HtmlAttributes attributes;
    if (tree->nodes[index].tag == HTML_TAG_MAIN)
        return TRUE;
    html_tree_attributes(tree, index, &attributes);
    return assay_slice_equal(attributes.role, ASSAY_SLICE("main"));
}

static gboolean is_article(const HtmlTree *tree, guint index)
{
    return tree->nodes[index].tag == HTML_TAG_ARTICLE;
}

static gboolean is_article_body(const HtmlTree *tree, guint index)
{
    HtmlAttributes attributes;
    if (!is_container(tree->nodes[index].tag))
        return FALSE;
    html_tree_attributes(tree, index, &attributes);
    if (assay_slice_equal(attributes.itemprop, ASSAY_SLICE("articleBody")))
        return TRUE;
    guint both = HTML_WORD_BODY | HTML_WORD_ARTICLE;
    return has_all(html_words_of(attributes.class_names), both) ||
           has_all(html_words_of(attributes.id), both);
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
                (best == 0 || plain_chars(&tree->nodes[i]) > plain_chars(&tree->nodes[best])))
                best = i;
        if (best == 0 || !is_wrapper(tree->nodes[best].tag) ||
            (guint64)plain_chars(&tree->nodes[best]) * 100 <
                (guint64)plain_chars(&tree->nodes[index]) * percent)
            return index;
        index = best;
    }
}

/* Up to where all tables and definition lists with data are inside. */
static guint around_data(const HtmlTree *tree, guint root)
{
    for (guint i = 1; i < tree->n_nodes; i++) {
        const HtmlNode *node = &tree->nodes[i];
        gboolean is_data = node->tag == HTML_TAG_DL ||
                           (node->tag == HTML_TAG_TABLE && html_table_is_data(tree, i));
        if (node->place != ASSAY_PLACE_CONTENT || !is_data || node->n_chars < DATA_CHARS ||
            is_link_heavy(node, DATA_PERCENT))
            continue;
        while (root != 0 && (i < root || i >= tree->nodes[root].end))
            root = tree->nodes[root].parent;
        i = node->end - 1;
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

/* The title before @root, if that has none: the nearest h1 that is more than a link, or h2. */
static guint find_title(const HtmlTree *tree, guint root)
{
    guint title = 0, title_tag = HTML_TAG_H2;
    if (holds_heading(tree, root, 1, 1))
        return 0;
    for (guint i = 1; i < root; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag < HTML_TAG_H1 || node->tag > title_tag ||
            node->place != ASSAY_PLACE_CONTENT || node->n_chars == 0 ||
            is_link_heavy(node, LOGO_PERCENT))
            continue;
        title = i;
        title_tag = node->tag;
    }
    return title;
}

static gboolean holds_block(const HtmlTree *tree, guint index)
{
    for (guint i = index + 1; i < tree->nodes[index].end; i++)
        if (html_tag_is(tree->nodes[i].tag, HTML_BLOCK))
            return TRUE;
    return FALSE;
}

/* Between title and root the paragraphs stay: they are the lead. */
static void place_before_root(HtmlTree *tree, guint first, guint root)
{
    for (guint i = first; i < root;) {
        HtmlNode *node = &tree->nodes[i];
        gboolean is_lead = html_tag_is(node->tag, HTML_BLOCK) && node->n_chars >= LEAD_CHARS &&
                           !is_link_heavy(node, LEAD_PERCENT) && !holds_block(tree, i);
        guint end = is_lead ? node->end : i + 1;
        if (!is_lead)
            mark(tree, i, end, ASSAY_PLACE_NAVIGATION);
        i = end;
    }
}

static void place_outside(HtmlTree *tree, guint root)
{
    guint title = find_title(tree, root);
    guint first = title == 0 ? root : title;
    mark(tree, 1, first, ASSAY_PLACE_NAVIGATION);
    if (title != 0)
        place_before_root(tree, tree->nodes[title].end, root);
    mark(tree, tree->nodes[root].end, tree->n_nodes, ASSAY_PLACE_NAVIGATION);
}

/* ---- Inside it ---- */

/* Whether the first link below @index shows an address or identifier: references do. */
static gboolean shows_addresses(const HtmlTree *tree, guint index)
{
    static const char *const starts[] = {"http", "www.", "10.", "doi", "arxiv"};
    gboolean in_link = FALSE;
    for (guint i = index; i < tree->nodes[index].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        in_link = in_link || node->tag == HTML_TAG_A;
        if (!in_link || node->tag != HTML_TAG_TEXT || node->n_chars == 0)
            continue;
        AssaySlice text = assay_slice_trim((AssaySlice){node->text, node->text_length});
        for (gsize k = 0; k < G_N_ELEMENTS(starts); k++)
            if (text.length >= strlen(starts[k]) &&
                g_ascii_strncasecmp(text.data, starts[k], strlen(starts[k])) == 0)
                return TRUE;
        return FALSE;
    }
    return FALSE;
}

/* Lists and boxes of links to other pages. */
static void place_link_boxes(HtmlTree *tree, guint root)
{
    for (guint i = root + 1; i < tree->nodes[root].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->place != ASSAY_PLACE_CONTENT || !is_container(node->tag) ||
            html_tag_is(node->tag, HTML_HEADING))
            continue;
        if (node->n_chars > 0 && is_link_heavy(node, BOX_PERCENT) &&
            count_tag(tree, i, HTML_TAG_A) >= 2 && !shows_addresses(tree, i))
            mark(tree, i, node->end, ASSAY_PLACE_NAVIGATION);
    }
}

/* A caption that numbers its figure belongs to the text; others are credits and bylines. */
static gboolean is_numbered(const HtmlTree *tree, guint index)
{
    for (guint i = index + 1; i < tree->nodes[index].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag != HTML_TAG_TEXT || node->n_chars == 0)
            continue;
        for (guint k = 0; k < MIN(node->text_length, 16); k++)
            if (g_ascii_isdigit(node->text[k]))
                return TRUE;
        return FALSE;
    }
    return FALSE;
}

/* Captions without a number and paragraphs that are but a link to another page. */
static void place_small_parts(HtmlTree *tree, guint root)
{
    for (guint i = root + 1; i < tree->nodes[root].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->place != ASSAY_PLACE_CONTENT)
            continue;
        if (node->tag == HTML_TAG_FIGCAPTION && !is_numbered(tree, i))
            mark(tree, i, node->end, ASSAY_PLACE_FOOTNOTE);
        else if ((node->tag == HTML_TAG_P || node->tag == HTML_TAG_DIV) &&
                 node->n_chars < POINTER_CHARS && is_link_heavy(node, POINTER_PERCENT) &&
                 !holds_block(tree, i) && !shows_addresses(tree, i))
            mark(tree, i, node->end, ASSAY_PLACE_NAVIGATION);
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
                mark(tree, heading, tree->nodes[heading].end, ASSAY_PLACE_NAVIGATION);
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

/* ---- All of it ---- */

/* A page with little but its text: nothing is to be looked for. */
static gboolean is_plain_page(const HtmlTree *tree)
{
    guint64 n_chars = 0, n_link = 0;
    guint link_end = 0;
    for (guint i = 1; i < tree->n_nodes; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag == HTML_TAG_A) {
            link_end = node->end;
        } else if (node->tag == HTML_TAG_TEXT) {
            n_chars += node->n_chars;
            n_link += i < link_end ? node->n_chars : 0;
        }
    }
    gboolean is_small = tree->n_nodes < PLAIN_NODES && n_link * 100 < n_chars * PLAIN_PERCENT;
    return n_chars < PLAIN_CHARS || is_small;
}

static void place_measured(HtmlTree *tree)
{
    guint root = 0;
    gboolean is_plain = is_plain_page(tree);
    place_furniture(tree);
    measure(tree, FALSE);
    if (!is_plain) {
        root = find_root(tree);
        place_outside(tree, root);
        place_link_boxes(tree, root);
        place_small_parts(tree, root);
    }
    place_orphan_headings(tree, root, !is_plain);
    measure(tree, FALSE);
}

void html_content_place(HtmlTree *tree)
{
    place_stated(tree);
    measure(tree, TRUE);
    place_navigation_lines(tree);
    measure(tree, FALSE);
    guint before = tree->nodes[0].n_chars;
    g_autofree guint8 *places = g_new(guint8, tree->n_nodes);
    for (guint i = 0; i < tree->n_nodes; i++)
        places[i] = tree->nodes[i].place;
    place_measured(tree);
    if (tree->nodes[0].n_chars >= LEAST_CHARS || tree->nodes[0].n_chars >= before / 4)
        return;
    for (guint i = 0; i < tree->n_nodes; i++)
        tree->nodes[i].place = places[i];
    measure(tree, FALSE);
}

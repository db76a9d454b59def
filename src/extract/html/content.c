/* content.c: see content.h.
 *
 * Three steps. What elements and attributes state always holds. Then furniture is found by the
 * words of class and id and by the share of links. Then, on pages that have much beside their
 * text, the element that holds the text is looked for, and what stands outside is furniture.
 * A small page of plain markup goes through unharmed: there the steps find nothing. */
#include "extract/html/content.h"

#include <string.h>

#include "extract/html/measure.h"
#include "extract/html/phrases.h"
#include "extract/html/root.h"
#include "extract/html/words.h"
#include "extract/space.h"

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
/* If less is left, everything is kept, unless it is a quarter of the page anyway. */
#define LEAST_CHARS     300u

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
        if (!assay_is_html_space(style.data[i]))
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

/* The source of the last <noscript> seen. Browsers run scripts and take what is in it for raw
 * text; the parser builds its elements, and a <p> left open in it takes the rest of the page with
 * it. So what is hidden is told by place in the source, not by the tree. */
typedef struct {
    gsize begin, end;
    AssayPlace around; /* place of what goes on behind it */
} NoScript;

static void noscript_find(const HtmlTree *tree, guint index, NoScript *noscript)
{
    static const AssaySlice end_tag = ASSAY_SLICE("</noscript");
    gsize at = (gsize)tree->nodes[index].begin + tree->nodes[index].length;
    noscript->begin = tree->nodes[index].begin;
    noscript->around = tree->nodes[index].place;
    /* One end tag serves all that begin before it: so all the searches read the page once. */
    if (at <= noscript->end)
        return;
    noscript->end = tree->length;
    while (at < tree->length) {
        const char *found = memchr(tree->source + at, '<', tree->length - at);
        if (found == NULL)
            return;
        at = (gsize)(found - tree->source);
        if (g_ascii_strncasecmp(found, end_tag.data, end_tag.length) == 0) {
            noscript->end = at;
            return;
        }
        at++;
    }
}

static gboolean noscript_holds(const NoScript *noscript, const HtmlNode *node)
{
    return (node->flags & HTML_NODE_IMPLIED) == 0 && node->begin >= noscript->begin &&
           node->begin < noscript->end;
}

/* Whether what is behind its end tag is in the element at @index as well. */
static gboolean noscript_leaks(const HtmlTree *tree, guint index, const NoScript *noscript)
{
    const HtmlNode *node = &tree->nodes[index];
    return node->end > index + 1 && tree->nodes[node->end - 1].begin >= noscript->end;
}

static AssayPlace inherited_place(const HtmlTree *tree, const HtmlNode *node,
                                  const NoScript *noscript)
{
    const HtmlNode *parent = &tree->nodes[node->parent];
    if (noscript->end == 0)
        return parent->place;
    if (noscript_holds(noscript, node))
        return ASSAY_PLACE_HIDDEN;
    return noscript_holds(noscript, parent) ? noscript->around : parent->place;
}

/* What else is asked of attributes later, so that they are read once. */
static void note_attributes(HtmlTree *tree, HtmlNode *node, const HtmlAttributes *attributes)
{
    tree->has_items |= attributes->is_item;
    if (html_is_container(node->tag)) {
        node->class_words = (guint16)html_words_of(attributes->class_names);
        node->id_words = (guint16)html_words_of(attributes->id);
    }
    if (assay_slice_equal(attributes->role, ASSAY_SLICE("main")))
        node->flags |= HTML_NODE_MAIN;
    if (assay_slice_equal(attributes->itemprop, ASSAY_SLICE("articleBody")))
        node->flags |= HTML_NODE_ARTICLE;
}

/* Rows and cells are as many as all others and no furniture. */
static gboolean is_listed(const HtmlNode *node)
{
    if (html_tag_is_cell(node->tag) || node->tag == HTML_TAG_TR || node->tag == HTML_TAG_TBODY)
        return (node->flags & HTML_NODE_MAIN) != 0;
    return html_tag_is(node->tag, HTML_BLOCK);
}

static void place_stated(HtmlTree *tree)
{
    HtmlAttributes storage;
    NoScript noscript = {0};
    tree->blocks = g_new(guint, tree->n_nodes);
    for (guint i = 1; i < tree->n_nodes; i++) {
        HtmlNode *node = &tree->nodes[i];
        node->place = (guint8)inherited_place(tree, node, &noscript);
        if (node->tag == HTML_TAG_NOSCRIPT) {
            node->place = tree->nodes[node->parent].place;
            noscript_find(tree, i, &noscript);
            if (!noscript_leaks(tree, i, &noscript))
                node->place = ASSAY_PLACE_HIDDEN;
        }
        if (node->tag == HTML_TAG_TEXT)
            continue;
        const HtmlAttributes *attributes = html_tree_attributes(tree, i, &storage);
        if (node->attributes != NULL)
            note_attributes(tree, node, attributes);
        if (is_listed(node))
            tree->blocks[tree->n_blocks++] = i;
        if (node->place == ASSAY_PLACE_HIDDEN)
            continue;
        AssayPlace own = stated_place(node->tag, attributes);
        if (own == ASSAY_PLACE_HIDDEN || node->place == ASSAY_PLACE_CONTENT)
            node->place = (guint8)own;
    }
}

/* ---- Navigation lines ---- */

/* A line or list of links before the first heading, as pages without any classes have it. */
static void place_navigation_lines(HtmlTree *tree)
{
    for (guint k = 0; k < tree->n_blocks; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (html_tag_is(node->tag, HTML_HEADING) && node->n_chars > 0)
            break;
        gboolean is_line = node->tag == HTML_TAG_P || node->tag == HTML_TAG_DIV ||
                           node->tag == HTML_TAG_TABLE || html_tag_is_list(node->tag);
        if (!is_line || node->place != ASSAY_PLACE_CONTENT || node->n_chars > LINE_CHARS)
            continue;
        if (html_is_link_heavy(node, LINE_PERCENT) && node->n_anchors >= 2 && node->top_heading > 6)
            html_mark_subtree(tree, i, ASSAY_PLACE_NAVIGATION);
    }
}

/* ---- Furniture ---- */

/* Whether container @index is furniture. @total: characters of the page. */
static gboolean is_furniture(const HtmlTree *tree, guint index, guint total)
{
    const HtmlNode *node = &tree->nodes[index];
    /* What holds most of the page, or its title, is a wrapper, whatever it is called. */
    if (node->n_chars == 0 || (guint64)node->n_chars * 100 > (guint64)total * WRAPPER_PERCENT)
        return FALSE;
    /* The id of a section is made of its title: "cookies" may be what it is about. */
    guint flags = node->class_words | (node->tag != HTML_TAG_SECTION ? node->id_words : 0u);
    if ((flags & (HTML_WORD_FURNITURE | HTML_WORD_DOUBTFUL)) != 0 && node->top_heading == 1)
        return FALSE;
    if ((flags & HTML_WORD_FURNITURE) != 0 ||
        html_words_have(flags, HTML_WORD_ANNEX | HTML_WORD_SERIES) ||
        html_words_have(flags, HTML_WORD_AUTHOR | HTML_WORD_CARD))
        return TRUE;
    if ((flags & HTML_WORD_DOUBTFUL) != 0)
        return html_is_link_heavy(node, DOUBT_PERCENT) && !html_shows_addresses(tree, index);
    if (node->tag == HTML_TAG_FORM)
        return node->n_chars < FORM_CHARS;
    return FALSE;
}

static void place_furniture(HtmlTree *tree)
{
    guint total = tree->nodes[0].n_chars;
    for (guint k = 0; k < tree->n_blocks; k++) {
        guint i = tree->blocks[k];
        const HtmlNode *node = &tree->nodes[i];
        if (node->place == ASSAY_PLACE_CONTENT && html_is_container(node->tag) &&
            is_furniture(tree, i, total))
            html_mark_subtree(tree, i, ASSAY_PLACE_NAVIGATION);
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
    gboolean is_plain = is_plain_page(tree);
    place_furniture(tree);
    html_measure(tree);
    html_root_place(tree, is_plain);
    html_measure(tree);
}

void html_content_place(HtmlTree *tree)
{
    place_stated(tree);
    html_measure(tree);
    place_navigation_lines(tree);
    html_measure(tree);
    guint before = tree->nodes[0].n_chars;
    g_autofree guint8 *places = g_new0(guint8, tree->n_nodes);
    for (guint i = 0; i < tree->n_nodes; i++)
        places[i] = tree->nodes[i].place;
    place_measured(tree);
    if (tree->nodes[0].n_chars >= LEAST_CHARS || tree->nodes[0].n_chars >= before / 4)
        return;
    for (guint i = 0; i < tree->n_nodes; i++)
        tree->nodes[i].place = places[i];
    tree->is_measured = FALSE;
    html_measure(tree);
}

/* html_content.c: see html_content.h. */
#include "extract/html_content.h"

#include <string.h>

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

static void measure(HtmlTree *tree)
{
    for (guint i = tree->n_nodes - 1; i > 0; i--) {
        HtmlNode *node = &tree->nodes[i];
        if (node->tag == HTML_TAG_TEXT)
            node->n_chars = node->place == ASSAY_PLACE_HIDDEN ? 0 : count_chars(node);
        else if (node->tag == HTML_TAG_A)
            node->n_link = node->n_chars;
        tree->nodes[node->parent].n_chars += node->n_chars;
        tree->nodes[node->parent].n_link += node->n_link;
    }
}

void html_content_place(HtmlTree *tree)
{
    place_stated(tree);
    measure(tree);
}

/* meta.c: see meta.h.
 * Source: HTML Standard, 4.2 "Document metadata"; ogp.me for og:url. */
#include "extract/html/meta.h"

#include <string.h>

#include "extract/html/jsonld.h"
#include "extract/html/microdata.h"

/* Names longer than this are no names. */
#define NAME_BYTES 200u

/* Statements of one page: far more than any page for readers has. */
#define MOST_PROPERTIES 2000u

typedef struct {
    HtmlProperties properties;
    const HtmlTree *tree;
    gboolean has_title;
    char *canonical, *og_url; /* owned */
    AssaySpan canonical_span, og_span;
} Meta;

static void add(Meta *meta, const char *name, AssaySlice value, AssayRange place)
{
    html_property_add(&meta->properties, name, value, place);
}

static void add_meta(Meta *meta, guint index)
{
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(meta->tree, index, &storage);
    AssaySlice keys[] = {attributes->name, attributes->property, attributes->itemprop};
    AssaySlice content = attributes->content;
    if (content.data == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        AssaySlice key = assay_slice_trim(keys[i]);
        if (key.length == 0 || key.length > NAME_BYTES)
            continue;
        g_autofree char *lower = g_ascii_strdown(key.data, (gssize)key.length);
        g_autofree char *name = g_strconcat("meta.", lower, NULL);
        add(meta, name, content, attributes->content_place);
        if (strcmp(lower, "og:url") == 0 && meta->og_url == NULL) {
            meta->og_url = assay_text_normalise(content);
            meta->og_span = html_property_span(&meta->properties, attributes->content_place);
        }
    }
}

static gboolean is_word(AssaySlice value, const char *word)
{
    return value.length == strlen(word) && g_ascii_strncasecmp(value.data, word, value.length) == 0;
}

/* `link.alternate.<language>`: the same page in another. */
static void add_alternate(Meta *meta, const HtmlAttributes *attributes)
{
    AssaySlice language = assay_slice_trim(attributes->hreflang);
    if (language.length == 0 || language.length > NAME_BYTES)
        return;
    g_autofree char *lower = g_ascii_strdown(language.data, (gssize)language.length);
    g_autofree char *name = g_strconcat("link.alternate.", lower, NULL);
    add(meta, name, attributes->href, attributes->href_place);
}

/* Links whose relation tells about the page itself.
 * Source: HTML Standard, 4.6.7 "Link types"; RFC 8574 for cite-as. */
static void add_link(Meta *meta, guint index)
{
    static const char *const relations[] = {"canonical", "cite-as",     "license",   "author",
                                            "shortlink", "describedby", "collection"};
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(meta->tree, index, &storage);
    AssaySlice rel = assay_slice_trim(attributes->rel);
    if (attributes->href.data == NULL)
        return;
    if (is_word(rel, "alternate"))
        add_alternate(meta, attributes);
    for (gsize i = 0; i < G_N_ELEMENTS(relations); i++) {
        if (!is_word(rel, relations[i]))
            continue;
        g_autofree char *name = g_strconcat("link.", relations[i], NULL);
        add(meta, name, attributes->href, attributes->href_place);
    }
    if (is_word(rel, "canonical") && meta->canonical == NULL) {
        meta->canonical = assay_text_normalise(attributes->href);
        meta->canonical_span = html_property_span(&meta->properties, attributes->href_place);
    }
}

static void add_script(Meta *meta, guint index)
{
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(meta->tree, index, &storage);
    if (is_word(assay_slice_trim(attributes->type), "application/ld+json"))
        html_jsonld_extract(&meta->properties, index);
}

/* `time.datetime`: moments that the page gives for machines as well. */
static void add_time(Meta *meta, guint index)
{
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(meta->tree, index, &storage);
    if (meta->tree->nodes[index].place == ASSAY_PLACE_CONTENT && attributes->datetime.length > 0)
        add(meta, "time.datetime", attributes->datetime, attributes->datetime_place);
}

static void add_title(Meta *meta, guint index)
{
    const HtmlNode *node = &meta->tree->nodes[index];
    AssaySlice title = {node->text, node->text_length};
    gsize begin = (gsize)node->begin + node->length;
    if (title.length == 0 || meta->has_title)
        return;
    meta->has_title = TRUE;
    /* Up to the end tag; the text itself may be shorter or longer where it has references. */
    const char *end = memchr(meta->tree->source + begin, '<', meta->tree->length - begin);
    gsize stop = end == NULL ? meta->tree->length : (gsize)(end - meta->tree->source);
    add(meta, "html.title", title, (AssayRange){begin, stop});
}

static void add_lang(Meta *meta, guint index)
{
    const HtmlNode *node = &meta->tree->nodes[index];
    HtmlAttributes storage;
    const HtmlAttributes *attributes = html_tree_attributes(meta->tree, index, &storage);
    if (attributes->lang.length > 0)
        add(meta, "html.lang", attributes->lang,
            (AssayRange){node->begin, (gsize)node->begin + node->length});
}

void html_meta_extract(const HtmlTree *tree, const AssayDecoded *decoded, AssayDocument *document)
{
    Meta meta = {.tree = tree};
    meta.properties = (HtmlProperties){tree, decoded, document, MOST_PROPERTIES};
    for (guint i = 1; i < tree->n_nodes; i++) {
        switch (tree->nodes[i].tag) {
        case HTML_TAG_HTML:
            add_lang(&meta, i);
            break;
        case HTML_TAG_TITLE:
            add_title(&meta, i);
            break;
        case HTML_TAG_META:
            add_meta(&meta, i);
            break;
        case HTML_TAG_LINK:
            add_link(&meta, i);
            break;
        case HTML_TAG_SCRIPT:
            add_script(&meta, i);
            break;
        case HTML_TAG_TIME:
            add_time(&meta, i);
            break;
        default:
            break;
        }
    }
    html_microdata_extract(&meta.properties);
    if (meta.canonical != NULL && *meta.canonical != '\0')
        assay_document_add_property(document, "url", meta.canonical, strlen(meta.canonical),
                                    meta.canonical_span);
    else if (meta.og_url != NULL && *meta.og_url != '\0')
        assay_document_add_property(document, "url", meta.og_url, strlen(meta.og_url),
                                    meta.og_span);
    g_free(meta.canonical);
    g_free(meta.og_url);
}

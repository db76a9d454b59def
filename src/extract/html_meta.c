/* html_meta.c: see html_meta.h.
 * Source: HTML Standard, 4.2 "Document metadata"; ogp.me for og:url. */
#include "extract/html_meta.h"

#include <string.h>

/* Names longer than this are no names. */
#define NAME_BYTES 200u

typedef struct {
    const HtmlTree *tree;
    const AssayDecoded *decoded;
    AssayDocument *document;
    gboolean has_title;
    char *canonical, *og_url; /* owned */
    AssaySpan canonical_span, og_span;
} Meta;

static AssaySpan span_of(const Meta *meta, AssayRange place)
{
    return assay_span_bytes(assay_decoded_to_source(meta->decoded, place.start),
                            assay_decoded_to_source(meta->decoded, place.end));
}

static void add(const Meta *meta, const char *name, AssaySlice value, AssayRange place)
{
    g_autofree char *text = assay_text_normalise(value);
    if (*text != '\0')
        assay_document_add_property(meta->document, name, text, strlen(text), span_of(meta, place));
}

static void add_meta(Meta *meta, guint index)
{
    HtmlAttributes attributes;
    html_tree_attributes(meta->tree, index, &attributes);
    AssaySlice keys[] = {attributes.name, attributes.property, attributes.itemprop};
    AssaySlice content = attributes.content;
    if (content.data == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        AssaySlice key = assay_slice_trim(keys[i]);
        if (key.length == 0 || key.length > NAME_BYTES)
            continue;
        g_autofree char *lower = g_ascii_strdown(key.data, (gssize)key.length);
        g_autofree char *name = g_strconcat("meta.", lower, NULL);
        add(meta, name, content, attributes.content_place);
        if (strcmp(lower, "og:url") == 0 && meta->og_url == NULL) {
            meta->og_url = assay_text_normalise(content);
            meta->og_span = span_of(meta, attributes.content_place);
        }
    }
}

static void add_link(Meta *meta, guint index)
{
    HtmlAttributes attributes;
    html_tree_attributes(meta->tree, index, &attributes);
    AssaySlice rel = assay_slice_trim(attributes.rel);
    if (rel.length != strlen("canonical") || attributes.href.data == NULL ||
        g_ascii_strncasecmp(rel.data, "canonical", rel.length) != 0)
        return;
    add(meta, "link.canonical", attributes.href, attributes.href_place);
    if (meta->canonical == NULL) {
        meta->canonical = assay_text_normalise(attributes.href);
        meta->canonical_span = span_of(meta, attributes.href_place);
    }
}

static void add_title(Meta *meta, guint index)
{
    gsize begin = 0;
    AssaySlice title = html_tree_raw_text(meta->tree, index, &begin);
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
    HtmlAttributes attributes;
    html_tree_attributes(meta->tree, index, &attributes);
    if (attributes.lang.length > 0)
        add(meta, "html.lang", attributes.lang,
            (AssayRange){node->begin, (gsize)node->begin + node->length});
}

void html_meta_extract(const HtmlTree *tree, const AssayDecoded *decoded, AssayDocument *document)
{
    Meta meta = {.tree = tree, .decoded = decoded, .document = document};
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
        default:
            break;
        }
    }
    if (meta.canonical != NULL && *meta.canonical != '\0')
        assay_document_add_property(document, "url", meta.canonical, strlen(meta.canonical),
                                    meta.canonical_span);
    else if (meta.og_url != NULL && *meta.og_url != '\0')
        assay_document_add_property(document, "url", meta.og_url, strlen(meta.og_url),
                                    meta.og_span);
    g_free(meta.canonical);
    g_free(meta.og_url);
}

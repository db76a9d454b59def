/* microdata.c: see microdata.h. One loop over the nodes, with a stack of open items. */
#include "extract/html/microdata.h"

#include <string.h>

/* Items inside one another; a deeper one counts as part of the item it is in. */
#define ITEM_DEPTH  16u
#define PATH_BYTES  160u
/* Text of an element that is longer is the page's text, no statement about it. */
#define VALUE_BYTES 4000u

typedef struct {
    guint end;    /* of its nodes */
    gsize length; /* of its path */
} Item;

typedef struct {
    HtmlProperties *properties;
    Item items[ITEM_DEPTH];
    guint n_items; /* open */
    GString *path;
} Microdata;

static void close_items(Microdata *microdata, guint index)
{
    while (microdata->n_items > 0 && microdata->items[microdata->n_items - 1].end <= index)
        microdata->n_items--;
    gsize length = microdata->n_items == 0 ? 0 : microdata->items[microdata->n_items - 1].length;
    g_string_truncate(microdata->path, length);
}

/* The text below @index; spaces where elements part it. @ret_place: of all of it. */
static char *text_below(const HtmlTree *tree, guint index, AssayRange *ret_place)
{
    GString *text = g_string_new(NULL);
    *ret_place = (AssayRange){0, 0};
    for (guint i = index + 1; i < tree->nodes[index].end && text->len <= VALUE_BYTES; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (html_tag_is(node->tag, HTML_BLOCK))
            g_string_append_c(text, ' ');
        if (node->tag != HTML_TAG_TEXT || node->text_length == 0)
            continue;
        g_string_append_len(text, node->text, (gssize)node->text_length);
        gsize end = (gsize)node->begin + node->length;
        ret_place->start = ret_place->end == 0 ? node->begin : MIN(ret_place->start, node->begin);
        ret_place->end = MAX(ret_place->end, end);
    }
    return g_string_free(text, FALSE);
}

static void add_value(Microdata *microdata, guint index, const HtmlAttributes *attributes)
{
    const HtmlTree *tree = microdata->properties->tree;
    const char *name = microdata->path->str;
    guint tag = tree->nodes[index].tag;
    if (attributes->content.data != NULL) {
        html_property_add(microdata->properties, name, attributes->content,
                          attributes->content_place);
    } else if (attributes->datetime.length > 0) {
        html_property_add(microdata->properties, name, attributes->datetime,
                          attributes->datetime_place);
    } else if ((tag == HTML_TAG_A || tag == HTML_TAG_LINK) && attributes->href.length > 0) {
        html_property_add(microdata->properties, name, attributes->href, attributes->href_place);
    } else {
        AssayRange place;
        g_autofree char *text = text_below(tree, index, &place);
        if (strlen(text) <= VALUE_BYTES)
            html_property_add(microdata->properties, name, assay_slice_from(text), place);
    }
}

static void open_item(Microdata *microdata, guint index, const HtmlAttributes *attributes)
{
    AssaySlice type = html_schema_type(attributes->itemtype);
    if (microdata->n_items == ITEM_DEPTH)
        return;
    if (microdata->path->len == 0) {
        g_string_assign(microdata->path, "microdata");
        if (!html_schema_is_work(type) && type.length > 0 && type.length < PATH_BYTES / 2) {
            g_string_append_c(microdata->path, '.');
            g_string_append_len(microdata->path, type.data, (gssize)type.length);
        }
    }
    Item item = {microdata->properties->tree->nodes[index].end, microdata->path->len};
    microdata->items[microdata->n_items++] = item;
}

/* Each name in the itemprop of element @index. */
static void read_names(Microdata *microdata, guint index, const HtmlAttributes *attributes)
{
    gsize length = microdata->path->len;
    g_autofree char *names = g_strndup(attributes->itemprop.data, attributes->itemprop.length);
    char *rest = NULL;
    for (char *name = strtok_r(names, " \t\n\r\f", &rest); name != NULL;
         name = strtok_r(NULL, " \t\n\r\f", &rest)) {
        g_string_truncate(microdata->path, length);
        if (length + strlen(name) > PATH_BYTES)
            return;
        g_string_append_printf(microdata->path, ".%s", name);
        if (attributes->is_item)
            return;
        add_value(microdata, index, attributes);
    }
}

void html_microdata_extract(HtmlProperties *properties)
{
    const HtmlTree *tree = properties->tree;
    if (!tree->has_items)
        return;
    Microdata microdata = {.properties = properties, .path = g_string_new(NULL)};
    for (guint i = 1; i < tree->n_nodes && properties->n_left > 0; i++) {
        if (tree->nodes[i].tag == HTML_TAG_TEXT)
            continue;
        close_items(&microdata, i);
        HtmlAttributes storage;
        const HtmlAttributes *attributes = html_tree_attributes(tree, i, &storage);
        if (attributes->itemprop.length > 0 && microdata.n_items > 0)
            read_names(&microdata, i, attributes);
        if (attributes->is_item)
            open_item(&microdata, i, attributes);
    }
    g_string_free(microdata.path, TRUE);
}

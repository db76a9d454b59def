/* jsonld.c: see jsonld.h.
 * Source: JSON-LD 1.1 (W3C), as search engines read it: keys are taken as they stand. */
#include "extract/html/jsonld.h"

#include <string.h>

#include "extract/html/json.h"

/* A path of more bytes is no name that a rule would ask for. */
#define PATH_BYTES 160u

/* What an object says of a person's name. */
typedef struct {
    gboolean is_whole;        /* in one */
    AssayRange given, family; /* in the JSON; empty: not said */
} Name;

typedef struct {
    HtmlProperties *properties;
    HtmlJson json;
    gsize begin;                      /* of the text in the source */
    GString *path;                    /* of the value to come */
    gsize bases[HTML_JSON_DEPTH + 1]; /* length of the path around each depth */
    Name names[HTML_JSON_DEPTH + 1];  /* of the object at each depth */
    GString *outer;                   /* path of the thing that holds `@graph` */
    guint graph_depth;                /* of the array `@graph`; 0: none open */
    gboolean in_graph_key;
} Reader;

static AssaySlice token_text(const HtmlJson *json, const HtmlJsonToken *token)
{
    return assay_slice_sub(json->text, token->begin, token->end);
}

/* The first `@type` of the object just opened. @json is a copy. */
static AssaySlice find_type(HtmlJson json)
{
    guint depth = json.depth;
    gboolean is_type = FALSE;
    for (;;) {
        HtmlJsonToken token = html_json_next(&json);
        if (token.kind == HTML_JSON_END || json.depth < depth)
            return ASSAY_SLICE("Thing");
        if (token.kind == HTML_JSON_KEY)
            is_type = json.depth == depth &&
                      assay_slice_equal(token_text(&json, &token), ASSAY_SLICE("@type"));
        else if (token.kind == HTML_JSON_STRING && is_type)
            return html_schema_type(token_text(&json, &token));
    }
}

/* Things stand at the top, in an array there, or in `@graph`. */
static gboolean is_top(const Reader *reader)
{
    guint depth = reader->json.depth;
    return depth == 1 || (depth == 2 && (reader->json.is_object & 1) == 0) ||
           (reader->graph_depth > 0 && depth == reader->graph_depth + 1);
}

static void open_level(Reader *reader, HtmlJsonKind kind)
{
    guint depth = reader->json.depth;
    if (kind == HTML_JSON_OPEN_ARRAY && reader->in_graph_key && reader->graph_depth == 0)
        reader->graph_depth = depth;
    reader->in_graph_key = FALSE;
    if (kind == HTML_JSON_OPEN_OBJECT && is_top(reader)) {
        AssaySlice type = find_type(reader->json);
        g_string_assign(reader->path, "jsonld");
        if (!html_schema_is_work(type) && type.length < PATH_BYTES / 2) {
            g_string_append_c(reader->path, '.');
            g_string_append_len(reader->path, type.data, (gssize)type.length);
        }
    }
    reader->bases[depth] = reader->path->len;
    reader->names[depth] = (Name){0};
    if (depth == 1)
        g_string_assign(reader->outer, reader->path->str);
}

static void read_key(Reader *reader, const HtmlJsonToken *token)
{
    AssaySlice key = token_text(&reader->json, token);
    g_string_truncate(reader->path, reader->bases[reader->json.depth]);
    if (reader->json.depth == 1)
        g_string_assign(reader->path, reader->outer->str);
    reader->in_graph_key = assay_slice_equal(key, ASSAY_SLICE("@graph"));
    if (reader->in_graph_key || reader->path->len > PATH_BYTES)
        return;
    g_string_append_c(reader->path, '.');
    g_string_append_len(reader->path, key.data, (gssize)MIN(key.length, PATH_BYTES));
}

/* `@context` and `@type` say what the keys mean, nothing about the work. */
static gboolean is_statement(const Reader *reader)
{
    const char *path = reader->path->str;
    return reader->path->len > strlen("jsonld.") && strstr(path, ".@context") == NULL &&
           !g_str_has_suffix(path, ".@type") && reader->path->len <= PATH_BYTES;
}

static void note_name(Reader *reader, const HtmlJsonToken *token)
{
    Name *name = &reader->names[reader->json.depth];
    AssayRange place = {token->begin, token->end};
    const char *key = strrchr(reader->path->str, '.') + 1;
    if (strcmp(key, "name") == 0)
        name->is_whole = TRUE;
    else if (strcmp(key, "givenName") == 0)
        name->given = place;
    else if (strcmp(key, "familyName") == 0)
        name->family = place;
}

/* A person whose name stands in two parts has it whole as well. The object at @depth has ended, and
 * the path is its own. */
static void join_name(Reader *reader, guint depth)
{
    const Name *name = &reader->names[depth];
    if (name->is_whole || name->given.end == 0 || name->family.end == 0 ||
        reader->path->len > PATH_BYTES)
        return;
    g_autofree char *given = html_json_string(
        assay_slice_sub(reader->json.text, name->given.start, name->given.end));
    g_autofree char *family = html_json_string(
        assay_slice_sub(reader->json.text, name->family.start, name->family.end));
    g_autofree char *path = g_strconcat(reader->path->str, ".name", NULL);
    g_autofree char *whole = g_strjoin(" ", given, family, NULL);
    AssayRange place = {reader->begin + MIN(name->given.start, name->family.start),
                        reader->begin + MAX(name->given.end, name->family.end)};
    html_property_add(reader->properties, path, (AssaySlice){whole, strlen(whole)}, place);
}

static void read_value(Reader *reader, const HtmlJsonToken *token)
{
    AssaySlice raw = token_text(&reader->json, token);
    if (!is_statement(reader) || assay_slice_equal(raw, ASSAY_SLICE("null")))
        return;
    note_name(reader, token);
    AssayRange place = {reader->begin + token->begin, reader->begin + token->end};
    g_autofree char *value = html_json_string(raw);
    html_property_add(reader->properties, reader->path->str, (AssaySlice){value, strlen(value)},
                      place);
}

static void read_all(Reader *reader)
{
    while (reader->properties->n_left > 0) {
        HtmlJsonToken token = html_json_next(&reader->json);
        switch (token.kind) {
        case HTML_JSON_END:
            return;
        case HTML_JSON_OPEN_OBJECT:
        case HTML_JSON_OPEN_ARRAY:
            open_level(reader, token.kind);
            break;
        case HTML_JSON_CLOSE:
            if (reader->json.depth < reader->graph_depth)
                reader->graph_depth = 0;
            g_string_truncate(reader->path,
                              MIN(reader->path->len, reader->bases[reader->json.depth + 1]));
            join_name(reader, reader->json.depth + 1);
            break;
        case HTML_JSON_KEY:
            read_key(reader, &token);
            break;
        default:
            read_value(reader, &token);
        }
    }
}

/* What is raw text in the source ends at the first end tag of its element. */
static gsize script_end(const HtmlTree *tree, gsize at)
{
    static const AssaySlice end_tag = ASSAY_SLICE("</script");
    while (at < tree->length) {
        const char *found = memchr(tree->source + at, '<', tree->length - at);
        if (found == NULL)
            break;
        at = (gsize)(found - tree->source);
        if (at + end_tag.length <= tree->length &&
            g_ascii_strncasecmp(found, end_tag.data, end_tag.length) == 0)
            return at;
        at++;
    }
    return tree->length;
}

void html_jsonld_extract(HtmlProperties *properties, guint index)
{
    const HtmlTree *tree = properties->tree;
    const HtmlNode *node = &tree->nodes[index];
    gsize begin = (gsize)node->begin + node->length;
    Reader reader = {.properties = properties, .begin = begin};
    reader.json.text = (AssaySlice){tree->source + begin, script_end(tree, begin) - begin};
    reader.path = g_string_new("jsonld");
    reader.outer = g_string_new(NULL);
    read_all(&reader);
    g_string_free(reader.outer, TRUE);
    g_string_free(reader.path, TRUE);
}

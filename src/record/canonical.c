/* canonical.c: writes a record as Canonical XML 1.1 (W3C, 2 May 2008), indented.
 *
 * A record has no comments, no processing instructions, one namespace and no xml: attributes.
 * For such a tree Canonical XML is a few lines, written here straight into one buffer: libxml2's
 * general writer costs several times as much. The tests hold each output against libxml2's
 * xmlC14NDocDumpMemory, byte for byte.
 *
 * An element with child elements and no text of its own is spread over lines, two spaces a
 * level; any other is written as it is, so that no white space comes into a text. */
#include <string.h>

#include "record/node.h"

/* A record's elements have at most 12 attributes; a hostile one read back may have more, and
 * loses none: only the order of those beyond this is not sorted. */
#define MAX_SORTED 64u

/* What is written instead of each byte: 0 the byte, 1 nothing, else an index of `references`. */
static const char *const references[] = {"",      "",       "&amp;", "&lt;", "&gt;",
                                         "&#xD;", "&quot;", "&#x9;", "&#xA;"};

static guint reference_of(guchar c, gboolean in_attribute)
{
    switch (c) {
    case '&':
        return 2;
    case '<':
        return 3;
    case '>':
        return in_attribute ? 0 : 4;
    case '\r':
        return 5;
    case '"':
        return in_attribute ? 6 : 0;
    case '\t':
        return in_attribute ? 7 : 0;
    case '\n':
        return in_attribute ? 8 : 0;
    default:
        return c < 0x20 ? 1 : 0; /* no such character in XML; never written */
    }
}

static void append_escaped(GString *out, const char *text, gboolean in_attribute)
{
    const char *start = text;
    const char *at = text;
    for (; *at != '\0'; at++) {
        guchar c = (guchar)*at;
        if (c > '>' || (c >= 0x20 && c != '&' && c != '<' && c != '>' && c != '"'))
            continue;
        guint reference = reference_of(c, in_attribute);
        if (reference == 0)
            continue;
        g_string_append_len(out, start, at - start);
        g_string_append(out, references[reference]);
        start = at + 1;
    }
    g_string_append_len(out, start, at - start);
}

static void append_attributes(GString *out, const xmlNode *node)
{
    const xmlAttr *sorted[MAX_SORTED];
    guint n = 0;
    for (const xmlAttr *attribute = node->properties; attribute != NULL && n < MAX_SORTED;
         attribute = attribute->next) {
        guint at = n++;
        while (at > 0 && xmlStrcmp(sorted[at - 1]->name, attribute->name) > 0) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = attribute;
    }
    for (guint i = 0; i < n; i++) {
        g_string_append_c(out, ' ');
        g_string_append(out, (const char *)sorted[i]->name);
        g_string_append_len(out, "=\"", 2);
        if (sorted[i]->children != NULL)
            append_escaped(out, (const char *)sorted[i]->children->content, TRUE);
        g_string_append_c(out, '"');
    }
}

static void append_indent(GString *out, guint depth)
{
    static const char spaces[] = "\n                                ";
    g_string_append_len(out, spaces, 1 + (gssize)MIN(2 * depth, 32u));
    for (guint i = 16; i < depth; i++)
        g_string_append_len(out, "  ", 2);
}

typedef struct {
    GString *out;
    const xmlNode *root;
    guint depth;     /* of the node at hand, below the root */
    guint inline_at; /* depth of the outermost element written as it is; G_MAXUINT: none open */
} Writer;

static void begin_element(Writer *writer, const xmlNode *node)
{
    GString *out = writer->out;
    if (node != writer->root && writer->depth <= writer->inline_at)
        append_indent(out, writer->depth);
    g_string_append_c(out, '<');
    g_string_append(out, (const char *)node->name);
    if (node == writer->root)
        g_string_append(out, " xmlns=\"" ASSAY_RECORD_NAMESPACE "\"");
    append_attributes(out, node);
    g_string_append_c(out, '>');
    if (writer->inline_at == G_MAXUINT && !assay_node_is_spread(node))
        writer->inline_at = writer->depth;
}

static void end_element(Writer *writer, const xmlNode *node)
{
    GString *out = writer->out;
    if (writer->depth < writer->inline_at)
        append_indent(out, writer->depth);
    g_string_append_len(out, "</", 2);
    g_string_append(out, (const char *)node->name);
    g_string_append_c(out, '>');
    if (writer->inline_at == writer->depth)
        writer->inline_at = G_MAXUINT;
}

GBytes *assay_record_write(const AssayRecord *record)
{
    Writer writer = {.out = g_string_sized_new(16384),
                     .root = xmlDocGetRootElement(record->doc),
                     .inline_at = G_MAXUINT};
    for (const xmlNode *node = writer.root; node != NULL;) {
        if (node->type == XML_ELEMENT_NODE) {
            begin_element(&writer, node);
            if (node->children != NULL) {
                node = node->children;
                writer.depth++;
                continue;
            }
            end_element(&writer, node);
        } else if (node->type == XML_TEXT_NODE && writer.depth > writer.inline_at &&
                   node->content != NULL) {
            append_escaped(writer.out, (const char *)node->content, FALSE);
        }
        while (node != writer.root && node->next == NULL) {
            node = node->parent;
            writer.depth--;
            end_element(&writer, node);
        }
        node = node == writer.root ? NULL : node->next;
    }
    g_string_append_c(writer.out, '\n');
    return g_string_free_to_bytes(writer.out);
}

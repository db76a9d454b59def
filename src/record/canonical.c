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

static const char *reference_of(guchar c, gboolean in_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return in_attribute ? NULL : "&gt;";
    case '\r':
        return "&#xD;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\t':
        return in_attribute ? "&#x9;" : NULL;
    case '\n':
        return in_attribute ? "&#xA;" : NULL;
    default:
        return c < 0x20 ? "" : NULL; /* no such character in XML; never written */
    }
}

/* g_string_append_len() without a call for what fits: most pieces are a few bytes. */
static void append(GString *out, const char *text, gsize length)
{
    if (out->len + length >= out->allocated_len) {
        g_string_append_len(out, text, (gssize)length);
        return;
    }
    memcpy(out->str + out->len, text, length);
    out->len += length;
    out->str[out->len] = '\0';
}

#define APPEND(out, literal) append((out), (literal), sizeof(literal) - 1)

static void append_string(GString *out, const char *text)
{
    append(out, text, strlen(text));
}

/* How many bytes at the start of @text, in whole words of 8, need no reference anywhere: a bit 0x80
 * is left in each byte of a word that may. */
static gsize plain_words(const char *text, gsize length)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    const guint64 highs = G_GUINT64_CONSTANT(0x8080808080808080);
    gsize i = 0;
    for (guint64 word; i + sizeof word <= length; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        guint64 amp = word ^ (ones * '&'), quote = word ^ (ones * '"');
        guint64 angle = (word | ones * 2) ^ (ones * '>'); /* < and > differ in that bit alone */
        guint64 found = (word - ones * 0x20) | (amp - ones) | (quote - ones) | (angle - ones);
        if ((found & ~word & highs) != 0)
            break;
    }
    return i;
}

static void append_escaped(GString *out, const char *text, gboolean in_attribute)
{
    gsize length = strlen(text);
    gsize start = 0;
    for (gsize i = 0; i < length;) {
        i += plain_words(text + i, length - i);
        for (gsize end = MIN(i + 8, length); i < end; i++) { /* the word that stopped it */
            const char *reference = reference_of((guchar)text[i], in_attribute);
            if (reference == NULL)
                continue;
            append(out, text + start, i - start);
            append_string(out, reference);
            start = i + 1;
        }
    }
    append(out, text + start, length - start);
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
        APPEND(out, " ");
        append_string(out, (const char *)sorted[i]->name);
        APPEND(out, "=\"");
        if (sorted[i]->children != NULL)
            append_escaped(out, (const char *)sorted[i]->children->content, TRUE);
        APPEND(out, "\"");
    }
}

static void append_indent(GString *out, guint depth)
{
    static const char spaces[] = "\n                                ";
    append(out, spaces, 1 + MIN(2 * depth, 32u));
    for (guint i = 16; i < depth; i++)
        APPEND(out, "  ");
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
    APPEND(out, "<");
    append_string(out, (const char *)node->name);
    if (node == writer->root)
        APPEND(out, " xmlns=\"" ASSAY_RECORD_NAMESPACE "\"");
    append_attributes(out, node);
    APPEND(out, ">");
    if (writer->inline_at == G_MAXUINT && !assay_node_is_spread(node))
        writer->inline_at = writer->depth;
}

static void end_element(Writer *writer, const xmlNode *node)
{
    GString *out = writer->out;
    if (writer->depth < writer->inline_at)
        append_indent(out, writer->depth);
    APPEND(out, "</");
    append_string(out, (const char *)node->name);
    APPEND(out, ">");
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

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

#include "base/bytes16.h"
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

/* Room for @length bytes, which are to be written there: the string has them already. It is not
 * terminated, for nothing looks at it before its end. */
static char *room(GString *out, gsize length)
{
    gsize start = out->len;
    if (start + length < out->allocated_len)
        out->len += length;
    else
        g_string_set_size(out, start + length);
    return out->str + start;
}

static void append(GString *out, const char *text, gsize length)
{
    memcpy(room(out, length), text, length);
}

#define APPEND(out, literal) append((out), (literal), sizeof(literal) - 1)

static gboolean may_need_references(AssayBytes16 bytes)
{
    return assay_bytes16_any((AssayBytes16)((bytes < 0x20) | (bytes == '&') | (bytes == '"') |
                                            (bytes == '<') | (bytes == '>')));
}

static void append_escaped(GString *out, const char *text, gboolean in_attribute)
{
    gsize length = strlen(text);
    gsize start = 0;
    for (gsize i = 0, end; i < length; i = end) {
        end = MIN(i + ASSAY_BYTES16, length);
        if (!may_need_references(i + ASSAY_BYTES16 <= length ? assay_bytes16(text + i)
                                                             : assay_bytes16_rest(text, length, i)))
            continue;
        for (; i < end; i++) {
            const char *reference = reference_of((guchar)text[i], in_attribute);
            if (reference == NULL)
                continue;
            append(out, text + start, i - start);
            append(out, reference, strlen(reference));
            start = i + 1;
        }
    }
    append(out, text + start, length - start);
}

/* Returns: where what follows goes. */
static inline char *put(char *to, const char *bytes, gsize size)
{
    memcpy(to, bytes, size);
    return to + size;
}

/* @name between @before and @after, of one or two bytes each. @n_indent: bytes of
 * the new line it stands on, with its spaces; or 0. */
static inline void append_name(GString *out, gsize n_indent, const char *before, const char *name,
                               const char *after)
{
    gsize n_before = strlen(before), n_name = strlen(name), n_after = strlen(after);
    char *to = room(out, n_indent + n_before + n_name + n_after);
    if (n_indent > 0) {
        memset(to, ' ', n_indent);
        *to = '\n';
        to += n_indent;
    }
    to = put(to, before, n_before);
    to = put(to, name, n_name);
    (void)put(to, after, n_after);
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
        append_name(out, 0, " ", (const char *)sorted[i]->name, "=\"");
        if (sorted[i]->children != NULL)
            append_escaped(out, (const char *)sorted[i]->children->content, TRUE);
        APPEND(out, "\"");
    }
}

typedef struct {
    GString *out;
    const xmlNode *root;
    guint depth;     /* of the node at hand, below the root */
    guint inline_at; /* depth of the outermost element written as it is; G_MAXUINT: none open */
} Writer;

/* Bytes of the new line before the node at hand. */
static gsize indent_of(const Writer *writer)
{
    return 1 + 2 * (gsize)writer->depth;
}

static void begin_element(Writer *writer, const xmlNode *node)
{
    GString *out = writer->out;
    gboolean on_line = node != writer->root && writer->depth <= writer->inline_at;
    append_name(out, on_line ? indent_of(writer) : 0, "<", (const char *)node->name, "");
    if (node == writer->root)
        APPEND(out, " xmlns=\"" ASSAY_RECORD_NAMESPACE "\"");
    if (node->properties != NULL)
        append_attributes(out, node);
    APPEND(out, ">");
    if (writer->inline_at == G_MAXUINT && !assay_node_is_spread(node))
        writer->inline_at = writer->depth;
}

static void end_element(Writer *writer, const xmlNode *node)
{
    gboolean on_line = writer->depth < writer->inline_at;
    append_name(writer->out, on_line ? indent_of(writer) : 0, "</", (const char *)node->name, ">");
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

/* charset_meta.c: see charset_meta.h. The functions follow the standard's steps one by one. */
#include "extract/charset_meta.h"
#include "extract/space.h"

#include <string.h>

typedef struct {
    const char *data;
    gsize length;
    gsize at;
    gboolean as_parser; /* what stands in scripts and the like is not markup */
} Scan;

/* Attribute names longer than any we look for need not be told apart. */
#define MAX_NAME_BYTES   16u
#define MAX_VALUE_BYTES  1024u
/* Enough of an input to tell UTF-16 by. */
#define NUL_SAMPLE_BYTES ((gsize)4096)

typedef struct {
    char name[MAX_NAME_BYTES + 1]; /* lower case, cut */
    char value[MAX_VALUE_BYTES + 1];
    gsize value_length;
} Attribute;

static void skip_space(Scan *scan)
{
    while (scan->at < scan->length && assay_is_html_space(scan->data[scan->at]))
        scan->at++;
}

static gboolean has_at(const Scan *scan, const char *lower)
{
    gsize length = strlen(lower);
    return scan->length - scan->at >= length &&
           g_ascii_strncasecmp(scan->data + scan->at, lower, length) == 0;
}

/* An XML declaration that can be read as bytes cannot be UTF-16: it is UTF-8 then. */
static const AssayCharset *as_declared(const AssayCharset *charset)
{
    if (charset == NULL)
        return NULL;
    if (charset->kind == ASSAY_CHARSET_UTF16LE || charset->kind == ASSAY_CHARSET_UTF16BE)
        return assay_charset_by_name("utf-8");
    if (strcmp(charset->name, "x-user-defined") == 0)
        return assay_charset_by_name("windows-1252");
    return charset;
}

static void put_value(Attribute *attribute, char c)
{
    if (attribute->value_length < MAX_VALUE_BYTES)
        attribute->value[attribute->value_length++] = g_ascii_tolower(c);
}

static gboolean read_quoted(Scan *scan, Attribute *attribute)
{
    char quote = scan->data[scan->at++];
    for (; scan->at < scan->length; scan->at++) {
        if (scan->data[scan->at] == quote) {
            scan->at++;
            return TRUE;
        }
        put_value(attribute, scan->data[scan->at]);
    }
    return FALSE;
}

static gboolean read_value(Scan *scan, Attribute *attribute)
{
    skip_space(scan);
    if (scan->at >= scan->length)
        return FALSE;
    if (scan->data[scan->at] == '"' || scan->data[scan->at] == '\'')
        return read_quoted(scan, attribute);
    for (; scan->at < scan->length; scan->at++) {
        if (assay_is_html_space(scan->data[scan->at]) || scan->data[scan->at] == '>')
            return TRUE;
        put_value(attribute, scan->data[scan->at]);
    }
    return FALSE;
}

typedef enum { ATTRIBUTE_FOUND, ATTRIBUTE_NONE, ATTRIBUTE_OUT_OF_BYTES } AttributeResult;

/* "Get an attribute". */
static AttributeResult read_attribute(Scan *scan, Attribute *attribute)
{
    gsize name_length = 0;
    attribute->value_length = 0;
    while (scan->at < scan->length &&
           (assay_is_html_space(scan->data[scan->at]) || scan->data[scan->at] == '/'))
        scan->at++;
    if (scan->at >= scan->length)
        return ATTRIBUTE_OUT_OF_BYTES;
    if (scan->data[scan->at] == '>')
        return ATTRIBUTE_NONE;
    for (; scan->at < scan->length; scan->at++) {
        char c = scan->data[scan->at];
        if ((c == '=' && name_length > 0) || assay_is_html_space(c) || c == '/' || c == '>')
            break;
        if (name_length < MAX_NAME_BYTES)
            attribute->name[name_length++] = g_ascii_tolower(c);
    }
    attribute->name[name_length] = '\0';
    if (scan->at < scan->length && assay_is_html_space(scan->data[scan->at]))
        skip_space(scan);
    if (scan->at >= scan->length)
        return ATTRIBUTE_OUT_OF_BYTES;
    if (scan->data[scan->at] != '=')
        return ATTRIBUTE_FOUND;
    scan->at++;
    return read_value(scan, attribute) ? ATTRIBUTE_FOUND : ATTRIBUTE_OUT_OF_BYTES;
}

/* "Extracting a character encoding from a meta element". */
static const AssayCharset *charset_in_content(const char *content, gsize length)
{
    Scan scan = {content, length, 0, FALSE};
    for (; scan.at < length; scan.at++) {
        if (!has_at(&scan, "charset"))
            continue;
        scan.at += strlen("charset");
        skip_space(&scan);
        if (scan.at < length && content[scan.at] == '=')
            break;
        scan.at--;
    }
    if (scan.at >= length)
        return NULL;
    scan.at++;
    skip_space(&scan);
    if (scan.at >= length)
        return NULL;
    gsize start = scan.at, end = start;
    if (content[start] == '"' || content[start] == '\'') {
        const char *close = memchr(content + start + 1, content[start], length - start - 1);
        if (close == NULL)
            return NULL;
        start++;
        end = (gsize)(close - content);
    } else {
        while (end < length && !assay_is_html_space(content[end]) && content[end] != ';')
            end++;
    }
    return assay_charset_by_label(content + start, end - start);
}

typedef struct {
    gboolean has_http_equiv, has_content, has_charset; /* the first of each name counts */
    gboolean got_pragma;
    enum { NEED_UNKNOWN, NEED_PRAGMA, NEED_NOTHING } need;
    gboolean charset_set;
    const AssayCharset *charset;
} Meta;

static void take_attribute(Meta *meta, const Attribute *attribute)
{
    if (strcmp(attribute->name, "http-equiv") == 0 && !meta->has_http_equiv) {
        meta->has_http_equiv = TRUE;
        meta->got_pragma = attribute->value_length == strlen("content-type") &&
                           memcmp(attribute->value, "content-type", attribute->value_length) == 0;
    } else if (strcmp(attribute->name, "content") == 0 && !meta->has_content) {
        meta->has_content = TRUE;
        const AssayCharset *charset = charset_in_content(attribute->value, attribute->value_length);
        if (charset != NULL && !meta->charset_set) {
            meta->charset = charset;
            meta->charset_set = TRUE;
            meta->need = NEED_PRAGMA;
        }
    } else if (strcmp(attribute->name, "charset") == 0 && !meta->has_charset) {
        meta->has_charset = TRUE;
        meta->charset = assay_charset_by_label(attribute->value, attribute->value_length);
        meta->charset_set = TRUE;
        meta->need = NEED_NOTHING;
    }
}

/* Returns: FALSE when the bytes ran out. */
static gboolean read_meta(Scan *scan, const AssayCharset **ret_charset)
{
    Meta meta = {0};
    Attribute attribute;
    AttributeResult result;
    while ((result = read_attribute(scan, &attribute)) == ATTRIBUTE_FOUND)
        take_attribute(&meta, &attribute);
    if (result == ATTRIBUTE_OUT_OF_BYTES)
        return FALSE;
    if (meta.need == NEED_NOTHING || (meta.need == NEED_PRAGMA && meta.got_pragma))
        *ret_charset = as_declared(meta.charset);
    return TRUE;
}

static gboolean skip_to(Scan *scan, const char *needle)
{
    const char *found = memmem(scan->data + scan->at, scan->length - scan->at, needle,
                               strlen(needle));
    if (found == NULL)
        return FALSE;
    scan->at = (gsize)(found - scan->data) + strlen(needle) - 1;
    return TRUE;
}

/* Elements whose content a parser takes as text up to their end tag. */
static const char *const raw_elements[] = {"script", "style",    "title",   "textarea", "xmp",
                                           "iframe", "noscript", "noembed", "noframes"};

/* @tag: the "<" of a start tag that ends at scan->at. */
static void skip_raw_text(Scan *scan, const char *tag)
{
    for (gsize i = 0; i < G_N_ELEMENTS(raw_elements); i++) {
        gsize length = strlen(raw_elements[i]);
        const char *after = tag + 1 + length;
        if (after >= scan->data + scan->length || after > scan->data + scan->at ||
            g_ascii_isalpha(*after) || g_ascii_strncasecmp(tag + 1, raw_elements[i], length) != 0)
            continue;
        for (; scan->at < scan->length; scan->at++) {
            if (scan->length - scan->at < length + 2 || scan->data[scan->at] != '<' ||
                scan->data[scan->at + 1] != '/')
                continue;
            if (g_ascii_strncasecmp(scan->data + scan->at + 2, raw_elements[i], length) == 0) {
                scan->at--; /* the loop's next step is at this end tag */
                return;
            }
        }
    }
}

/* One step of the loop at a "<". Returns: FALSE when the bytes ran out. */
static gboolean scan_markup(Scan *scan, const AssayCharset **ret_charset)
{
    gsize left = scan->length - scan->at;
    const char *p = scan->data + scan->at;
    if (has_at(scan, "<!--")) {
        scan->at += 2; /* "<!-->" is a whole comment: its dashes count twice */
        return skip_to(scan, "-->");
    }
    if (has_at(scan, "<meta") && left > 5 && (assay_is_html_space(p[5]) || p[5] == '/')) {
        scan->at += 5;
        return read_meta(scan, ret_charset);
    }
    gsize name = left > 1 && p[1] == '/' ? 2 : 1;
    if (left > name && g_ascii_isalpha(p[name])) {
        while (scan->at < scan->length && !assay_is_html_space(scan->data[scan->at]) &&
               scan->data[scan->at] != '>')
            scan->at++;
        Attribute attribute;
        AttributeResult result;
        do
            result = read_attribute(scan, &attribute);
        while (result == ATTRIBUTE_FOUND);
        if (scan->as_parser && name == 1 && result == ATTRIBUTE_NONE)
            skip_raw_text(scan, p);
        return result == ATTRIBUTE_NONE;
    }
    if (left > 1 && (p[1] == '!' || p[1] == '/' || p[1] == '?'))
        return skip_to(scan, ">");
    return TRUE;
}

/* "Get an XML encoding": `<?xml … encoding="…"`. */
static const AssayCharset *xml_encoding(const char *data, gsize length)
{
    Scan scan = {data, length, 0, FALSE};
    if (length < 5 || memcmp(data, "<?xml", 5) != 0)
        return NULL;
    const char *end = memchr(data, '>', length);
    const char *found = memmem(data, length, "encoding", 8);
    if (end == NULL || found == NULL || found > end)
        return NULL;
    scan.length = (gsize)(end - data);
    scan.at = (gsize)(found - data) + 8;
    while (scan.at < scan.length && (guint8)data[scan.at] <= 0x20)
        scan.at++;
    if (scan.at >= scan.length || data[scan.at] != '=')
        return NULL;
    scan.at++;
    while (scan.at < scan.length && (guint8)data[scan.at] <= 0x20)
        scan.at++;
    if (scan.at >= scan.length || (data[scan.at] != '"' && data[scan.at] != '\''))
        return NULL;
    const char *value = data + scan.at + 1;
    const char *close = memchr(value, data[scan.at], (gsize)(end - value));
    if (close == NULL)
        return NULL;
    for (const char *c = value; c < close; c++)
        if ((guint8)*c <= 0x20)
            return NULL;
    return as_declared(assay_charset_by_label(value, (gsize)(close - value)));
}

static const AssayCharset *scan_for_meta(const guint8 *bytes, gsize size, gboolean as_parser)
{
    Scan scan = {(const char *)bytes, size, 0, as_parser};
    for (; scan.at < size; scan.at++) {
        const AssayCharset *charset = NULL;
        if (bytes[scan.at] != '<')
            continue;
        if (!scan_markup(&scan, &charset))
            break;
        if (charset != NULL)
            return charset;
    }
    return NULL;
}

const AssayCharset *assay_charset_late_meta(const guint8 *bytes, gsize size)
{
    return scan_for_meta(bytes, size, TRUE);
}

const AssayCharset *assay_charset_prescan(const guint8 *bytes, gsize size)
{
    if (size >= 6 && memcmp(bytes, "<\0?\0x\0", 6) == 0)
        return assay_charset_by_name("utf-16le");
    if (size >= 6 && memcmp(bytes, "\0<\0?\0x", 6) == 0)
        return assay_charset_by_name("utf-16be");
    const AssayCharset *charset = scan_for_meta(bytes, size, FALSE);
    if (charset != NULL)
        return charset;
    return xml_encoding((const char *)bytes, size);
}

const AssayCharset *assay_charset_by_nuls(const guint8 *bytes, gsize size)
{
    gsize n = MIN(size, NUL_SAMPLE_BYTES) & ~(gsize)1;
    gsize n_nuls[2] = {0, 0};
    for (gsize i = 0; i < n; i++)
        if (bytes[i] == 0)
            n_nuls[i & 1]++;
    for (gsize side = 0; side < 2; side++)
        if (n_nuls[side] >= 4 && n_nuls[side] * 5 > n && n_nuls[1 - side] * 20 < n)
            return assay_charset_by_name(side == 1 ? "utf-16le" : "utf-16be");
    return NULL;
}

gboolean assay_charset_is_wide(const guint8 *bytes, gsize size)
{
    if (size >= 2 &&
        ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        return TRUE;
    return assay_charset_by_nuls(bytes, size) != NULL;
}

const AssayCharset *assay_charset_from_http(const char *content_type)
{
    const char *parameters = content_type == NULL ? NULL : strchr(content_type, ';');
    return parameters == NULL ? NULL : charset_in_content(parameters, strlen(parameters));
}

/* format_html.c: HTML and XHTML pages.
 *
 * Job: recognise them, and run the html_*.c files one after another.
 * Source: HTML Standard; MIME Sniffing, 7.1 for what opens a page. */
#include <string.h>

#include "extract/charset_meta.h"
#include "extract/extract.h"
#include "extract/html/blocks.h"
#include "extract/html/content.h"
#include "extract/html/measure.h"
#include "extract/html/meta.h"
#include "extract/html/tree.h"

#define SNIFF_BYTES       4096u
/* Most pages say within so much that they are one. */
#define DECLARATION_BYTES 64u
#define SURENESS_DECLARED 95

/* ---- Sniffing ---- */

/* The ASCII characters of the first @n_bytes, in lower case; UTF-16's zero bytes drop out. */
static void first_characters(const AssayInput *input, gsize n_bytes, char *ret_text)
{
    gsize n = 0;
    const guint8 *bytes = input->bytes;
    gboolean wide = input->size >= 2 && (bytes[0] == 0 || bytes[1] == 0 || bytes[0] >= 0xFE) &&
                    assay_charset_is_wide(bytes, input->size);
    gsize most = MIN(input->size, wide ? 2 * n_bytes : n_bytes);
    for (gsize i = 0; i < most && n < n_bytes; i++)
        if (bytes[i] != 0 || !wide)
            ret_text[n++] = bytes[i] == 0 ? ' ' : g_ascii_tolower((char)bytes[i]);
    ret_text[n] = '\0';
}

/* Past byte-order mark, white space, an XML declaration and comments. */
static const char *skip_prologue(const char *at)
{
    if (strncmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    else if (strncmp(at, "\xFF\xFE", 2) == 0 || strncmp(at, "\xFE\xFF", 2) == 0)
        at += 2;
    for (;;) {
        at += strspn(at, " \t\r\n\f");
        const char *end = NULL;
        if (strncmp(at, "<?xml", 5) == 0 && (end = strstr(at, "?>")) != NULL)
            at = end + 2;
        else if (strncmp(at, "<!--", 4) == 0 && (end = strstr(at, "-->")) != NULL)
            at = end + 3;
        else
            return at;
    }
}

static gboolean is_tag(const char *at, const char *name)
{
    gsize length = strlen(name);
    return at[0] == '<' && strncmp(at + 1, name, length) == 0 &&
           strchr(" \t\r\n\f/>", at[1 + length]) != NULL && at[1 + length] != '\0';
}

/* Tags that no other text format shows in their number; an autolink or a stray `<` is none. */
static const char *const typical_tags[] = {
    "html",   "head",  "body",   "title",  "meta", "link", "script", "style",   "div",
    "span",   "table", "tbody",  "tr",     "td",   "th",   "p",      "h1",      "h2",
    "h3",     "h4",    "ul",     "ol",     "li",   "dl",   "dt",     "dd",      "nav",
    "main",   "form",  "footer", "a",      "img",  "br",   "hr",     "article", "section",
    "header", "b",     "em",     "strong", "pre",  "i",
};

static guint count_tags(const char *text)
{
    guint n = 0;
    for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at + 1, '<'))
        for (gsize i = 0; i < G_N_ELEMENTS(typical_tags); i++)
            if (is_tag(at, typical_tags[i]))
                n++;
    return n;
}

/* A tag that opens a page or a fragment of one. */
static gboolean starts_with_tag(const char *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(typical_tags); i++)
        if (is_tag(text, typical_tags[i]))
            return TRUE;
    return FALSE;
}

static gboolean is_declared(const char *start)
{
    return strncmp(start, "<!doctype html", 14) == 0 || is_tag(start, "html");
}

static int sniff(const AssayInput *input)
{
    char text[SNIFF_BYTES + 1];
    first_characters(input, DECLARATION_BYTES, text);
    if (is_declared(skip_prologue(text)))
        return SURENESS_DECLARED;
    first_characters(input, SNIFF_BYTES, text);
    const char *start = skip_prologue(text);
    if (is_declared(start))
        return SURENESS_DECLARED;
    if (strncmp(start, "%pdf-", 5) == 0)
        return 0;
    if (starts_with_tag(start))
        return count_tags(start) >= 2 || strstr(start, "</") != NULL ? 85 : 55;
    if (is_tag(start, "?xml") || *start == '\0')
        return 0;
    if (input->content_type != NULL &&
        (g_ascii_strncasecmp(input->content_type, "text/html", 9) == 0 ||
         g_ascii_strncasecmp(input->content_type, "application/xhtml", 17) == 0))
        return 70;
    /* Markup further in: text before the first tag is common in scraped fragments, but prose
     * about HTML has tags as well: so it must have many for its length. */
    guint n_tags = count_tags(start);
    return n_tags >= 10 && n_tags * 200 > strlen(start) ? 60 : 0;
}

/* ---- Extracting ---- */

static gboolean extract(const AssayInput *input, const AssayDecoded *decoded,
                        AssayDocument *document, GError **error)
{
    (void)input;
    (void)error;
    g_autoptr(HtmlTree) tree = html_tree_parse(decoded);
    document->n_source_chars = html_measure_texts(tree);
    html_content_place(tree);
    html_meta_extract(tree, decoded, document);
    html_blocks_extract(tree, decoded, document);
    if (tree->limit != NULL) {
        gsize at = assay_decoded_to_source(decoded, MIN(tree->limit_at, decoded->length));
        assay_document_add_defect(document, "depth-limit", assay_span_bytes(at, at),
                                  "the page was read only up to here: %s", tree->limit);
    }
    return TRUE;
}

const AssayExtractor assay_format_html = {
    .name = "html",
    .media = "text/html",
    .version = 2,
    .is_text = TRUE,
    .surest = SURENESS_DECLARED,
    .sniff = sniff,
    .extract = extract,
};

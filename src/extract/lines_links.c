/* lines_links.c: the links in a line of plain text or markdown.
 *
 * A URL in running text ends before punctuation that belongs to the sentence. Every scan forward
 * stops at a character that could begin the next candidate, so all of it is linear. */
#include <string.h>

#include "extract/lines.h"

static gboolean has_prefix_at(AssaySlice text, gsize at, gsize end, const char *prefix)
{
    gsize length = strlen(prefix);
    return end - at >= length && g_ascii_strncasecmp(text.data + at, prefix, length) == 0;
}

/* Length of "http://" or "https://" at @at, else 0. */
static gsize web_scheme(AssaySlice text, gsize at, gsize end)
{
    if (has_prefix_at(text, at, end, "http://"))
        return 7;
    return has_prefix_at(text, at, end, "https://") ? 8 : 0;
}

static gboolean is_url_character(AssaySlice text, gsize at, AssayLinkStyle style)
{
    unsigned char c = (unsigned char)text.data[at];
    if (c >= 0x80) {
        gunichar wide = g_utf8_get_char(text.data + at);
        return g_unichar_isalnum(wide) || g_unichar_ismark(wide);
    }
    if (c <= ' ' || c == 0x7F || strchr("<>\"`{}|\\^", c) != NULL)
        return FALSE;
    return style != ASSAY_LINKS_MARKDOWN || (c != '[' && c != ']');
}

/* Drop what the sentence, not the URL, ends with. */
static gsize trim_url(AssaySlice text, gsize start, gsize end)
{
    gsize n_open[2] = {0, 0}, n_close[2] = {0, 0};
    for (gsize i = start; i < end; i++) {
        n_open[0] += text.data[i] == '(' ? 1 : 0;
        n_close[0] += text.data[i] == ')' ? 1 : 0;
        n_open[1] += text.data[i] == '[' ? 1 : 0;
        n_close[1] += text.data[i] == ']' ? 1 : 0;
    }
    for (; end > start; end--) {
        char c = text.data[end - 1];
        gsize bracket = c == ']' ? 1 : 0;
        if (c == ')' || c == ']') {
            if (n_close[bracket] <= n_open[bracket])
                break;
            n_close[bracket]--;
        } else if (strchr(".,;:!?'*_~", c) == NULL) {
            break;
        }
    }
    return end;
}

static gsize find_bare(AssaySlice text, gsize at, gsize end, AssayLinkStyle style, GArray *links)
{
    gsize scheme = web_scheme(text, at, end), stop = at + scheme;
    if (scheme == 0)
        return at + 1;
    while (stop < end && is_url_character(text, stop, style))
        stop += (gsize)(assay_utf8_next(text.data + stop) - (text.data + stop));
    gsize url_end = trim_url(text, at + scheme, stop);
    if (url_end > at + scheme) {
        AssayFoundLink link = {at, url_end, at, url_end, at, url_end};
        g_array_append_val(links, link);
    }
    return stop;
}

/* `<http://…>`; angle brackets around anything else stay text, for formulas have them too.
 * Returns: where to go on. Source: CommonMark 0.30, 6.5 "Autolinks". */
static gsize find_autolink(AssaySlice text, gsize at, gsize end, GArray *links)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://", "mailto:", "doi:"};
    gsize i = at + 1, scheme = 0;
    for (gsize s = 0; s < G_N_ELEMENTS(schemes) && scheme == 0; s++)
        if (has_prefix_at(text, i, end, schemes[s]))
            scheme = strlen(schemes[s]);
    if (scheme == 0)
        return at + 1;
    while (i < end && (unsigned char)text.data[i] > ' ' && text.data[i] != '<' &&
           text.data[i] != '>')
        i++;
    /* A capture cut inside its last link has no ">". */
    gboolean is_cut = i == text.length;
    if (!is_cut && (i >= end || text.data[i] != '>'))
        return at + 1;
    AssayFoundLink link = {at, is_cut ? i : i + 1, at + 1, i, at + 1, i};
    g_array_append_val(links, link);
    return link.end;
}

static gboolean looks_like_target(AssaySlice text, gsize start, gsize end)
{
    /* Formulas have "[0,1](x)" as well: only what can be an address makes a link. */
    static const char *const beginnings[] = {
        "http://", "https://", "ftp://", "mailto:", "doi:", "/", "#", "./", "../", "www."};
    for (gsize i = 0; i < G_N_ELEMENTS(beginnings); i++)
        if (has_prefix_at(text, start, end, beginnings[i]))
            return TRUE;
    return FALSE;
}

/* At the "]" of `[text](target "title")`. Returns: where to go on. */
static gsize find_target(AssaySlice text, gsize at, gsize end, GArray *links, gsize opened)
{
    gsize start = at + 2, i = start, depth = 0;
    if (i > end || text.data[at + 1] != '(')
        return at + 1;
    gboolean is_angled = i < end && text.data[i] == '<';
    start = i += is_angled ? 1 : 0;
    for (; i < end && (unsigned char)text.data[i] > ' ' && strchr("[]<>", text.data[i]) == NULL;
         i++) {
        if (text.data[i] == '(')
            depth++;
        else if (text.data[i] == ')' && depth-- == 0)
            break;
    }
    gsize target_end = i;
    if (is_angled && (i >= end || text.data[i++] != '>'))
        return at + 1;
    while (i < end && text.data[i] != ')' && text.data[i] != '[' && text.data[i] != ']')
        i++; /* a title */
    if (i >= end || text.data[i] != ')' || !looks_like_target(text, start, target_end))
        return at + 1;
    gboolean is_image = opened > 0 && text.data[opened - 1] == '!';
    AssayFoundLink link = {opened - (is_image ? 1 : 0), i + 1, opened + 1, at, start, target_end};
    while (links->len > 0 &&
           g_array_index(links, AssayFoundLink, links->len - 1).start >= link.start)
        g_array_set_size(links, links->len - 1); /* links do not hold links: the outer stays */
    g_array_append_val(links, link);
    return link.end;
}

void assay_links_find(AssaySlice text, gsize start, gsize end, AssayLinkStyle style, GArray *links,
                      GArray *open)
{
    gboolean is_markdown = style == ASSAY_LINKS_MARKDOWN;
    g_array_set_size(open, 0);
    for (gsize at = start; at < end;) {
        char c = text.data[at];
        if (c == '\\' && is_markdown && at + 1 < end && strchr("[]<", text.data[at + 1]) != NULL) {
            at += 2;
        } else if ((c == 'h' || c == 'H') && (at == start || !g_ascii_isalnum(text.data[at - 1]))) {
            at = find_bare(text, at, end, style, links);
        } else if (c == '<' && is_markdown) {
            at = find_autolink(text, at, end, links);
        } else if (c == '[' && is_markdown) {
            g_array_append_val(open, at);
            at++;
        } else if (c == ']' && is_markdown && open->len > 0) {
            gsize opened = g_array_index(open, gsize, open->len - 1);
            g_array_set_size(open, open->len - 1);
            at = at + 1 < end ? find_target(text, at, end, links, opened) : at + 1;
        } else {
            at++;
        }
    }
}

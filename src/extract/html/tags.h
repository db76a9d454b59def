/* tags.h: the elements the extractor tells apart, and what each is to a reader.
 *
 * Job: one list, from which tree.c also makes its table from the parser's tag numbers.
 * Source: HTML Standard, 15.3 "Non-replaced elements" (display) and 4 (elements). */
#ifndef ASSAY_EXTRACT_HTML_TAGS_H
#define ASSAY_EXTRACT_HTML_TAGS_H

#include <glib.h>

typedef enum {
    HTML_BLOCK = 1,    /* starts and ends a block of text */
    HTML_OPAQUE = 2,   /* nothing inside is text of the page: not descended into */
    HTML_CONTROL = 4,  /* a form control: its text is no content */
    HTML_HEADING = 8,  /* h1 to h6 */
    HTML_BALANCED = 16 /* authors always close it: left open at the end, the capture was cut */
} HtmlTagFlags;

/* clang-format off */
#define HTML_TAGS(X)                                                                               \
    X(A, 0) X(ADDRESS, HTML_BLOCK) X(ANNOTATION_XML, HTML_OPAQUE) X(APPLET, HTML_OPAQUE)           \
    X(ARTICLE, HTML_BLOCK | HTML_BALANCED) X(ASIDE, HTML_BLOCK | HTML_BALANCED)                    \
    X(AUDIO, HTML_OPAQUE) X(BASE, HTML_OPAQUE) X(BLOCKQUOTE, HTML_BLOCK | HTML_BALANCED)           \
    X(BODY, HTML_BLOCK) X(BR, 0) X(BUTTON, HTML_CONTROL) X(CANVAS, HTML_OPAQUE)                    \
    X(CAPTION, HTML_BLOCK) X(CENTER, HTML_BLOCK) X(CODE, 0) X(COL, HTML_OPAQUE)                    \
    X(COLGROUP, HTML_OPAQUE) X(DATALIST, HTML_OPAQUE) X(DD, HTML_BLOCK) X(DETAILS, HTML_BLOCK)     \
    X(DIALOG, HTML_BLOCK) X(DIR, HTML_BLOCK | HTML_BALANCED) X(DIV, HTML_BLOCK | HTML_BALANCED)    \
    X(DL, HTML_BLOCK | HTML_BALANCED) X(DT, HTML_BLOCK) X(EMBED, HTML_OPAQUE)                      \
    X(FIELDSET, HTML_BLOCK | HTML_BALANCED) X(FIGCAPTION, HTML_BLOCK)                              \
    X(FIGURE, HTML_BLOCK | HTML_BALANCED) X(FOOTER, HTML_BLOCK | HTML_BALANCED)                    \
    X(FORM, HTML_BLOCK | HTML_BALANCED) X(FRAME, HTML_OPAQUE) X(FRAMESET, HTML_BLOCK)              \
    X(H1, HTML_BLOCK | HTML_HEADING) X(H2, HTML_BLOCK | HTML_HEADING)                              \
    X(H3, HTML_BLOCK | HTML_HEADING) X(H4, HTML_BLOCK | HTML_HEADING)                              \
    X(H5, HTML_BLOCK | HTML_HEADING) X(H6, HTML_BLOCK | HTML_HEADING)                              \
    X(HEAD, HTML_BLOCK) X(HEADER, HTML_BLOCK | HTML_BALANCED) X(HGROUP, HTML_BLOCK)                \
    X(HR, HTML_BLOCK) X(HTML, HTML_BLOCK) X(IFRAME, HTML_OPAQUE) X(IMG, HTML_OPAQUE)               \
    X(INPUT, HTML_OPAQUE) X(LABEL, 0) X(LEGEND, HTML_BLOCK) X(LI, HTML_BLOCK)                      \
    X(LINK, HTML_OPAQUE) X(LISTING, HTML_BLOCK) X(MAIN, HTML_BLOCK | HTML_BALANCED)                \
    X(MENU, HTML_BLOCK | HTML_BALANCED) X(META, HTML_OPAQUE)                                       \
    X(NAV, HTML_BLOCK | HTML_BALANCED) X(NOEMBED, HTML_OPAQUE) X(NOFRAMES, HTML_OPAQUE)            \
    X(NOSCRIPT, 0) X(OBJECT, HTML_OPAQUE) X(OL, HTML_BLOCK | HTML_BALANCED)              \
    X(OPTGROUP, HTML_CONTROL) X(OPTION, HTML_CONTROL) X(P, HTML_BLOCK)                             \
    X(PLAINTEXT, HTML_BLOCK) X(PRE, HTML_BLOCK) X(RP, HTML_OPAQUE) X(SCRIPT, HTML_OPAQUE)          \
    X(SECTION, HTML_BLOCK | HTML_BALANCED) X(SELECT, HTML_CONTROL) X(STYLE, HTML_OPAQUE)           \
    X(SUMMARY, HTML_BLOCK) X(SVG, HTML_OPAQUE) X(TABLE, HTML_BLOCK | HTML_BALANCED)                \
    X(TBODY, HTML_BLOCK) X(TD, HTML_BLOCK) X(TEMPLATE, HTML_OPAQUE) X(TEXTAREA, HTML_CONTROL)      \
    X(TFOOT, HTML_BLOCK) X(TH, HTML_BLOCK) X(THEAD, HTML_BLOCK) X(TIME, 0)                         \
    X(TITLE, HTML_OPAQUE) X(TR, HTML_BLOCK) X(UL, HTML_BLOCK | HTML_BALANCED)                      \
    X(VIDEO, HTML_OPAQUE) X(XMP, HTML_BLOCK)
/* clang-format on */

typedef enum {
    HTML_TAG_DOCUMENT,
    HTML_TAG_TEXT,
    HTML_TAG_OTHER, /* an inline element, or one that HTML does not know */
#define X(name, flags) HTML_TAG_##name,
    HTML_TAGS(X)
#undef X
        HTML_TAG_N
} HtmlTag;

extern const guint8 html_tag_flags[HTML_TAG_N]; /* of HtmlTagFlags */

static inline gboolean html_tag_is(guint tag, HtmlTagFlags flag)
{
    return (html_tag_flags[tag] & flag) != 0;
}

/** html_tag_heading_level: 1..6, or 0 for another tag. */
static inline guint html_tag_heading_level(guint tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6 ? tag - HTML_TAG_H1 + 1 : 0;
}

static inline gboolean html_tag_is_cell(guint tag)
{
    return tag == HTML_TAG_TD || tag == HTML_TAG_TH;
}

static inline gboolean html_tag_is_list(guint tag)
{
    return tag == HTML_TAG_UL || tag == HTML_TAG_OL || tag == HTML_TAG_MENU || tag == HTML_TAG_DIR;
}

/** html_tag_is_verbatim: white space inside is shown as it stands. */
static inline gboolean html_tag_is_verbatim(guint tag)
{
    return tag == HTML_TAG_PRE || tag == HTML_TAG_LISTING || tag == HTML_TAG_XMP ||
           tag == HTML_TAG_PLAINTEXT;
}

#endif

/* tree.h: an HTML page as a flat array of nodes in document order.
 *
 * Job: the tree that browsers build (HTML Standard, 13.2), with the place of every text in the
 * UTF-8 input, within bounds. Its implementation is the only file that knows the parser library;
 * lexbor could take MyHTML's place there.
 * Not its job: what a node means (blocks.c, content.c).
 *
 * The array makes every walk over a page a loop: a node's subtree is the index range
 * (index, nodes[index].end). What no reader sees as text (scripts, styles, templates, drawings)
 * has its element in the array but nothing below it. */
#ifndef ASSAY_EXTRACT_HTML_TREE_H
#define ASSAY_EXTRACT_HTML_TREE_H

#include "extract/extract.h"
#include "extract/html/tags.h"

typedef enum {
    HTML_NODE_MERGED = 1,  /* text joined from several places: its own and some of the pieces */
    HTML_NODE_IMPLIED = 2, /* element that the parser put in: it has no place */
    HTML_NODE_MAIN = 4,    /* it says that it holds the text of the page (content.c) */
    HTML_NODE_ARTICLE = 8, /* that it holds the text of an article, by microdata */
    HTML_NODE_LITERAL = 16 /* text that is its source, nothing decoded */
} HtmlNodeFlags;

/** One node. Offsets are bytes of the UTF-8 input. */
typedef struct {
    const void *attributes; /* the first, in the parser's words; NULL: none */
    const char *text;       /* of a text, or inside a title, script or style: character references
                             * decoded; borrowed from the tree */
    guint32 text_length;    /* bytes of it */
    guint32 own_length;     /* of these, from begin..length; the others were joined to it */
    guint32 parent;         /* index; 0 is the document itself, its own parent */
    guint32 end;            /* index after the last descendant */
    guint32 begin;          /* of the text, or of the start tag's `<` */
    guint32 length;         /* bytes of the source text, or of the start tag */
    guint32 n_chars;        /* bytes of text below, white space not counted (measure.c) */
    guint32 n_link;         /* of these, inside links */
    guint32 n_anchors;      /* links below, itself included */
    guint16 depth;          /* of the document: 0 */
    guint16 class_words;    /* of a container: HtmlWordFlags of its class (content.c) */
    guint16 id_words;       /* and of its id */
    guint8 tag;             /* HtmlTag */
    guint8 flags;           /* HtmlNodeFlags */
    guint8 place;           /* AssayPlace (content.c) */
    guint8 top_heading;     /* highest heading with text, itself included: 1..6, or 7 for none */
    guint8 holds_block;     /* a block element is below */
} HtmlNode;

/** The attributes the extractor looks at; data is NULL where one is absent. Values have their
 * character references decoded. */
typedef struct {
    AssaySlice id, class_names, style, role, href, name, property, content, rel, type, lang,
        itemprop, itemtype, hreflang, datetime;
    AssaySlice scope;
    AssayRange href_place, content_place, datetime_place; /* in the source, as written */
    guint row_span, column_span; /* 1 where absent or wrong; 0 means "to the end" for rows */
    gboolean hidden, aria_hidden, is_open, is_item;
} HtmlAttributes;

/** A stretch of the source whose text became part of a merged text node. */
typedef struct {
    guint32 begin, length;
    guint32 text_length; /* bytes when decoded */
} HtmlPiece;

typedef struct {
    HtmlNode *nodes; /* owned */
    guint n_nodes;
    guint *blocks; /* owned; indices, rising, of block elements but rows and cells (content.c) */
    guint n_blocks;
    const char *source; /* borrowed: the decoded input, one newline behind it */
    gsize length;       /* of the input */
    gsize text_end;     /* where its text ends: before a `<` that the cut left alone */
    guint max_depth;    /* of a node */
    HtmlPiece *pieces;  /* owned; of all merged texts, rising */
    guint n_pieces;
    gsize last_block_tag;    /* place of the last start or end tag of a block element */
    guint n_open;            /* sectioning elements, lists and tables not closed at the end */
    gboolean is_closed;      /* `</body>` or `</html>` is there */
    gboolean has_unfinished; /* the input stops inside a tag or comment */
    gboolean has_items;      /* of microdata (content.c) */
    gboolean is_measured;    /* places have not changed since (measure.c) */
    const char *limit;       /* why the tree was abandoned part-way, or NULL; static */
    gsize limit_at;          /* and where */
    struct HtmlParser *parser;
} HtmlTree;

/** html_tree_parse: the tree of @decoded, which must outlive it.
 * Returns: (owned) never NULL; beyond a bound (depth, nodes, work) the tree stops there, and
 * @limit says so. */
HtmlTree *html_tree_parse(const AssayDecoded *decoded);
void html_tree_free(HtmlTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlTree, html_tree_free)

/** html_tree_blocks_from: how many of @tree's blocks have an index below @index. */
guint html_tree_blocks_from(const HtmlTree *tree, guint index);

/** html_tree_attributes: those of element @index, read into @storage if it has any.
 * Returns: (borrowed) @storage, or a constant without any; slices are borrowed from @tree. */
const HtmlAttributes *html_tree_attributes(const HtmlTree *tree, guint index,
                                           HtmlAttributes *storage);

/** html_node_is_element: not text and not the document. */
static inline gboolean html_node_is_element(const HtmlNode *node)
{
    return node->tag != HTML_TAG_TEXT && node->tag != HTML_TAG_DOCUMENT;
}

#endif

/* document.h: the document model: what every extractor produces and every rule looks at.
 *
 * One UTF-8 text buffer; blocks in reading order, each a range of that buffer; a map from ranges
 * of the buffer back to places in the source. Blocks never overlap and rise in the buffer.
 * Between two blocks, rows or cells stand separators ("\n", "\t") that belong to none of them.
 * Block text is white-space folded by the extractor (runs of white space are one space); only a
 * line break that the source shows to a reader (`<br>`, a line of a plain-text paragraph) stays,
 * as one "\n". It is not NFC-normalised: values are (assay_text_normalise).
 *
 * Job: hold and navigate. Not its job: knowing formats (extract/) or sites (rules/). */
#ifndef ASSAY_DOCUMENT_DOCUMENT_H
#define ASSAY_DOCUMENT_DOCUMENT_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/span.h"

/** A half-open range of bytes in the text buffer. */
typedef struct {
    gsize start, end;
} AssayRange;

typedef enum {
    ASSAY_BLOCK_HEADING,   /* level 1..6 */
    ASSAY_BLOCK_PARAGRAPH, /* may hold "\n" */
    ASSAY_BLOCK_LIST_ITEM, /* level: nesting depth from 1 */
    ASSAY_BLOCK_TABLE,     /* table is set; the range covers all its cells */
    ASSAY_BLOCK_PAIR,      /* label and value are set (definition lists; layout rules make more) */
    ASSAY_BLOCK_CODE,      /* line breaks kept */
    ASSAY_BLOCK_CAPTION    /* of a table or figure */
} AssayBlockKind;

/** Where a block stands on the page. Only CONTENT is matched by rules and put into a body; the
 * rest is kept so that every character is accounted for. */
typedef enum {
    ASSAY_PLACE_CONTENT,
    ASSAY_PLACE_NAVIGATION,
    ASSAY_PLACE_RUNNING_HEAD, /* and foot, and page numbers */
    ASSAY_PLACE_FOOTER,       /* of a web page */
    ASSAY_PLACE_FOOTNOTE,
    ASSAY_PLACE_HIDDEN,    /* not shown to a reader */
    ASSAY_PLACE_MARGIN,    /* beside the text: line numbers, a stamp set upright */
    ASSAY_PLACE_DUPLICATE, /* shown once, in the file twice: a shadow, a fake bold */
} AssayPlace;

/** Characters that are in the source and, for a reason, in no block. */
typedef enum {
    ASSAY_DROPPED_HYPHEN,    /* put there by a line break only */
    ASSAY_DROPPED_LIST_MARK, /* the bullet of a list item */
    ASSAY_DROPPED_REPEATED,  /* head of a table, once more on its next page */
    ASSAY_DROPPED_BLANK,     /* shows nothing: a control character, a mark of direction */
    ASSAY_N_DROPPED
} AssayDropped;

typedef struct {
    AssayRange text;
    guint row_span, column_span; /* >= 1 */
    gboolean is_header;
    gboolean open_end; /* the capture stops inside this cell */
} AssayCell;

/** Cells by row; a cell covered by another's span has an empty range and spans of 1. */
typedef struct {
    guint n_rows, n_columns;
    gboolean has_header_row;
    AssayRange caption; /* empty when there is none */
    AssayCell *cells;   /* n_rows * n_columns, in the document's arena */
} AssayTable;

typedef struct {
    AssayBlockKind kind;
    AssayPlace place;
    guint level;
    AssayRange text;
    AssayRange label, value; /* PAIR only; inside text */
    AssayTable *table;       /* TABLE only; in the document's arena */
    const char *section;     /* profile's name of the section it stands in, or NULL (set by
                              * rules/layout.c; interned there, borrowed here) */
    gboolean open_end;       /* the capture stops inside this block */
} AssayBlock;

typedef struct {
    AssayRange text;
    const char *uri; /* in the arena */
    AssaySpan span;
} AssayLink;

/** What the file states about itself outside its text: `html.title`, `meta.<name>`,
 * `link.canonical`, `pdf.title`, `pdf.author`, `url` (where it was captured) … */
typedef struct {
    const char *name, *value; /* in the arena */
    AssaySpan span;
} AssayProperty;

/** A defect of the source: data, not an error. */
typedef struct {
    const char *id;      /* from the closed list in extract/extract.h */
    const char *message; /* one sentence, in the arena */
    AssaySpan span;
} AssayDefect;

/** A node of the section tree: its heading and the blocks under it, subsections included. */
typedef struct {
    guint heading;                /* block index; G_MAXUINT for the text before any heading */
    guint level;                  /* nesting from 1; 0 for the root */
    AssayRange number, title;     /* "2.1" and the rest of the heading */
    guint first_block, end_block; /* half open, without the heading */
    guint parent;                 /* index of the parent section; the root's is itself */
} AssaySection;

typedef struct AssayTextMap AssayTextMap;

typedef struct AssayDocument {
    AssayArena *arena;    /* owned; holds tables, strings */
    GString *text;        /* owned; the buffer */
    GArray *blocks;       /* of AssayBlock */
    GArray *links;        /* of AssayLink */
    GArray *properties;   /* of AssayProperty */
    GArray *defects;      /* of AssayDefect */
    AssayTextMap *map;    /* owned; private to document.c */
    const char *format;   /* extractor's name; static */
    const char *media;    /* e.g. "text/html"; static */
    const char *charset;  /* what it was decoded from, in the arena, or NULL */
    guint n_pages;        /* 0 where there are none */
    gsize n_source_chars; /* text the parser saw, white space not counted (account.h), or 0 */
    gsize n_dropped[ASSAY_N_DROPPED]; /* of them, by reason; white space not counted */
    gboolean open_end; /* the source stops without a terminator: no final newline, no </html> */
} AssayDocument;

AssayDocument *assay_document_new(void);
void assay_document_free(AssayDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayDocument, assay_document_free)

/* ---- Building (extractors) ---- */

/** assay_document_reserve: room for about so much text, so many blocks and stretches of text that
 * come from places apart. A hint: everything grows by itself, but copies what it has then. */
void assay_document_reserve(AssayDocument *document, gsize text_bytes, guint n_blocks,
                            guint n_pieces);

/** assay_document_append: append @length bytes of UTF-8 to the buffer.
 * @span: where they come from. @linear: byte i of the text is byte i of the span (BYTES only);
 * else the text as a whole maps to the span as a whole (an entity, a folded space, a word).
 * Returns: offset of the first byte appended. Beyond ASSAY_LIMIT_TEXT_BYTES nothing is appended
 * and a defect `text-limit` is noted once. */
gsize assay_document_append(AssayDocument *document, const char *text, gsize length, AssaySpan span,
                            gboolean linear);

/** assay_document_append_units: the same for text of which every @text_unit bytes come from
 * @source_unit bytes of a BYTES span, as in a run of two-byte letters of a one-byte encoding;
 * @length is a multiple of @text_unit (else the text maps as a whole). */
gsize assay_document_append_units(AssayDocument *document, const char *text, gsize length,
                                  AssaySpan span, guint text_unit, guint source_unit);

/** assay_document_append_bytes: the same for text that is its source: byte i of it is byte
 * @start_byte + i. */
gsize assay_document_append_bytes(AssayDocument *document, const char *text, gsize length,
                                  gsize start_byte);

/** assay_document_n_stretches: in how many stretches the buffer comes from its source. */
guint assay_document_n_stretches(const AssayDocument *document);

/** assay_document_separate: append separator @text ("\n", "\t") that comes from nowhere. */
void assay_document_separate(AssayDocument *document, const char *text);

/** assay_document_add_block: append a copy of @block. Its range must be in the buffer. */
void assay_document_add_block(AssayDocument *document, const AssayBlock *block);

/** assay_document_new_table: a table of empty cells in the arena, cell counts clamped to the
 * limits. Returns: (borrowed). */
AssayTable *assay_document_new_table(AssayDocument *document, guint n_rows, guint n_columns);

void assay_document_add_link(AssayDocument *document, AssayRange text, const char *uri,
                             gsize uri_length, AssaySpan span);
void assay_document_add_property(AssayDocument *document, const char *name, const char *value,
                                 gsize value_length, AssaySpan span);
/** assay_document_defects: the names that defects have, in order, NULL-terminated. */
extern const char *const assay_document_defects[];
/** @id: one of assay_document_defects. */
void assay_document_add_defect(AssayDocument *document, const char *id, AssaySpan span,
                               const char *format, ...) G_GNUC_PRINTF(4, 5);

/* ---- Reading ---- */

static inline AssaySlice assay_document_slice(const AssayDocument *document, AssayRange range)
{
    return (AssaySlice){document->text->str + range.start, range.end - range.start};
}

static inline guint assay_document_n_blocks(const AssayDocument *document)
{
    return document->blocks->len;
}

static inline AssayBlock *assay_document_block(const AssayDocument *document, guint index)
{
    return &g_array_index(document->blocks, AssayBlock, index);
}

/** assay_document_span: the source place of a text range; NONE for pure separators. */
AssaySpan assay_document_span(const AssayDocument *document, AssayRange range);

/** assay_document_has_source: something of @range comes from the source: it is not all separators.
 */
gboolean assay_document_has_source(const AssayDocument *document, AssayRange range);

/** assay_table_cell: the cell at @row, @column (both from 0, inside the table). */
AssayCell *assay_table_cell(const AssayTable *table, guint row, guint column);

/** assay_document_property: first property called @name, or NULL. */
const AssayProperty *assay_document_property(const AssayDocument *document, const char *name);

/** assay_document_sections: the section tree of the CONTENT blocks, depth first; element 0 is the
 * root. Nesting follows heading levels, made consecutive (h1, h4 nests as 1, 2).
 * Returns: (owned) GArray of AssaySection. */
GArray *assay_document_sections(const AssayDocument *document);

/** assay_heading_split: the number that opens heading text ("2.1", "IV.", "A.3", "Appendix B")
 * and the title after it; the number comes without the dot or
 * bracket that ends it and is empty when there is none. Offsets are into @text. */
void assay_heading_split(AssaySlice text, AssayRange *ret_number, AssayRange *ret_title);

#endif

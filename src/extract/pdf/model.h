/* model.h: what the stages of the PDF extractor hand to one another.
 *
 * words (page.c) → segments, the pieces of lines that poppler found → rows, the lines of one
 * column in reading order (layout.c) → tables (table.c) → blocks (blocks.c,
 * heading.c, reference.c) → document (emit.c).
 *
 * Job: the shared types. Private to the pdf_*.c files and format_pdf.c.
 * Lengths are points, the origin is the top left of the page's crop box, pages count from 0. */
#ifndef ASSAY_EXTRACT_PDF_MODEL_H
#define ASSAY_EXTRACT_PDF_MODEL_H

#include "document/document.h"

typedef struct {
    float x0, y0, x1, y1;
} PdfBox;

typedef struct {
    const char *name; /* without the subset prefix; in PdfModel.arena */
    gboolean bold, italic, mono;
    guint8 marks; /* PdfMarks: how plain letters are to be read as symbols */
} PdfFont;

/** Where text runs to on the page. */
typedef enum {
    PDF_DIRECTION_RIGHT,
    PDF_DIRECTION_UP,
    PDF_DIRECTION_DOWN,
    PDF_DIRECTION_LEFT, /* upside down */
    PDF_N_DIRECTIONS
} PdfDirection;

/** A run of characters without white space in one font. */
typedef struct {
    PdfBox box;
    guint text; /* offset in PdfModel.text */
    guint16 length;
    guint16 font;   /* index in PdfModel.fonts */
    float size;     /* points */
    gboolean space; /* white space stands before it (within its segment) */
    gboolean tight; /* none does, however wide the gap before it is */
    gboolean rotated;
    gboolean white;
    gint link; /* index in PdfModel.links, or -1 */
} PdfWord;

/** Words that poppler drew into one line without a wide gap; contiguous in PdfModel.words. */
typedef struct {
    PdfBox box;
    guint first_word, n_words;
    guint n_chars;               /* bytes of text, near enough for weights */
    float size;                  /* of most of its characters */
    gboolean bold, italic, mono; /* all but a few of its characters */
    gboolean rotated;
    AssayPlace place; /* RUNNING_HEAD is decided on segments */
    guint given;      /* 1 + index in PdfModel.given of the table it stands in, or 0 */
} PdfSegment;

/** One line of one column. Its segments are contiguous in PdfModel.row_segments. */
typedef struct {
    PdfBox box;
    guint page, region; /* regions (columns) count up over the document in reading order */
    guint first_segment, n_segments;
    guint n_chars;
    float size;
    float right; /* where its line would end if it were full */
    gboolean bold, italic;
    AssayPlace place;
    guint table;        /* 1 + index in PdfModel.tables, or 0 */
    guint8 heading;     /* level, or 0 */
    gboolean continues; /* HEADING: goes on with the row before it; FOOTNOTE: opens one */
} PdfRow;

/** A column of a page: what its lines have in common. */
typedef struct {
    guint page;
    guint first_row, n_rows;
    float x0, x1;   /* where most full lines begin and end */
    float leading;  /* usual distance of two lines */
    gboolean given; /* all of it is one table, as the caller says */
} PdfRegion;

/** A table whose place the caller knows. */
typedef struct {
    guint page;
    PdfBox box;
} PdfGiven;

typedef struct {
    guint first_segment, n_segments;
    guint first_link, n_links;
    float width, height;
    PdfDirection direction; /* in which its text ran before it was turned (turn.h) */
} PdfPage;

typedef struct {
    PdfBox box;
    const char *uri; /* in PdfModel.arena */
} PdfLink;

/** A cell is the words that fall into it, line by line. */
typedef struct {
    GArray *words;               /* of PdfCellWord; owned; NULL: empty */
    guint row_span, column_span; /* 0 and 1: one */
} PdfCell;

typedef struct {
    guint word, row; /* index in PdfModel.words; the line it stands on, in PdfModel.rows */
} PdfCellWord;

typedef struct {
    guint n_rows, n_columns;
    GArray *cells; /* of PdfCell, row by row; owned */
    gboolean has_header;
    guint n_head; /* rows of the head, if more is known of it than that it may be the first */
    guint first_row, end_row; /* in PdfModel.rows */
    float size;
    GArray *columns;     /* of PdfSpan: where each column stands on its (last) page; owned */
    gboolean goes_on;    /* begins with what a break left of a row above */
    gboolean opens_rest; /* and its first line goes on with a text */
    gboolean is_part;    /* its rows went into an earlier table; no block of its own */
} PdfTable;

typedef struct {
    float x0, x1;
} PdfSpan;

typedef struct {
    AssayBlockKind kind;
    AssayPlace place;
    guint level;
    guint table;  /* TABLE: index in PdfModel.tables */
    GArray *rows; /* of guint, the lines of text; owned; NULL for tables */
    guint skip;   /* words at its start that an earlier block took (run-in heads) */
    guint take;   /* how many words it has at most; 0: all */
} PdfBlock;

typedef struct {
    AssayArena *arena; /* owned: names, URIs */
    GString *text;
    GArray *fonts, *words, *segments, *pages, *links; /* of PdfFont, PdfWord … ; owned */
    GArray *rows, *regions;                           /* of PdfRow, PdfRegion; owned */
    GArray *row_segments;                             /* of guint: segment indices; owned */
    GArray *tables, *blocks;                          /* of PdfTable, PdfBlock; owned */
    GArray *given;                                    /* of PdfGiven; owned */
    GArray *outline;        /* of char *, folded (in arena): headings that the file states */
    GArray *outline_levels; /* of guint */
    gboolean is_outline;    /* it is what readers click on; else tags, often incomplete */
    float body_size;        /* size of most characters */
    gboolean body_bold;
    const char *title; /* what the file states as its title, or NULL; in arena */
    gsize n_chars;     /* of poppler's text as a reader reads it, white space not counted */
    gsize n_dropped[ASSAY_N_DROPPED]; /* of them, what goes into no block */
} PdfModel;

PdfModel *pdf_model_new(void);
void pdf_model_free(PdfModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfModel, pdf_model_free)

static inline PdfWord *pdf_word(const PdfModel *model, guint i)
{
    return &g_array_index(model->words, PdfWord, i);
}
static inline PdfSegment *pdf_segment(const PdfModel *model, guint i)
{
    return &g_array_index(model->segments, PdfSegment, i);
}
static inline PdfRow *pdf_row(const PdfModel *model, guint i)
{
    return &g_array_index(model->rows, PdfRow, i);
}
static inline PdfBlock *pdf_block(const PdfModel *model, guint i)
{
    return &g_array_index(model->blocks, PdfBlock, i);
}
static inline PdfRegion *pdf_region(const PdfModel *model, guint i)
{
    return &g_array_index(model->regions, PdfRegion, i);
}
/** pdf_row_segment: segment @i of @row. */
static inline PdfSegment *pdf_row_segment(const PdfModel *model, const PdfRow *row, guint i)
{
    return pdf_segment(model, g_array_index(model->row_segments, guint, row->first_segment + i));
}

/** The words of lines, line by line: begin with pdf_words or pdf_row_words, then pdf_words_next
 * until it gives NULL. */
typedef struct {
    const PdfModel *model;
    const PdfRow *row, *end_row; /* the line of the last word given; behind the last line */
    guint n_segments;            /* of that line, begun */
    guint word;                  /* the last one given: index in PdfModel.words */
    guint first_word, end_word;  /* of its segment */
} PdfWords;

/** pdf_words: of lines @first to @end, the latter not included. */
static inline PdfWords pdf_words(const PdfModel *model, guint first, guint end)
{
    return (PdfWords){.model = model, .row = pdf_row(model, first), .end_row = pdf_row(model, end)};
}
static inline PdfWords pdf_row_words(const PdfModel *model, const PdfRow *row)
{
    return (PdfWords){.model = model, .row = row, .end_row = row + 1};
}
static inline const PdfWord *pdf_words_next(PdfWords *words)
{
    words->word++;
    while (words->word >= words->end_word) {
        if (words->row == words->end_row)
            return NULL;
        if (words->n_segments == words->row->n_segments) {
            words->row++;
            words->n_segments = 0;
            continue;
        }
        const PdfSegment *segment = pdf_row_segment(words->model, words->row, words->n_segments++);
        words->word = words->first_word = segment->first_word;
        words->end_word = segment->first_word + segment->n_words;
    }
    return pdf_word(words->model, words->word);
}

static inline PdfWord *pdf_first_word(const PdfModel *model, const PdfRow *row)
{
    return pdf_word(model, pdf_row_segment(model, row, 0)->first_word);
}
static inline PdfWord *pdf_last_word(const PdfModel *model, const PdfRow *row)
{
    const PdfSegment *segment = pdf_row_segment(model, row, row->n_segments - 1);
    return pdf_word(model, segment->first_word + segment->n_words - 1);
}
static inline AssaySlice pdf_word_text(const PdfModel *model, const PdfWord *word)
{
    return (AssaySlice){model->text->str + word->text, word->length};
}
static inline float pdf_height(PdfBox box)
{
    return box.y1 - box.y0;
}
static inline float pdf_middle(PdfBox box)
{
    return (box.y0 + box.y1) / 2;
}

/** pdf_table_clear: free what @table owns. */
void pdf_table_clear(PdfTable *table);

/** pdf_box_join: the smallest box over both. */
PdfBox pdf_box_join(PdfBox a, PdfBox b);

/** pdf_compare_floats: of two floats of an array, for sorting. */
int pdf_compare_floats(const void *a, const void *b);

/** pdf_boxes_overlap: at least @part of the smaller width and of the smaller height. */
gboolean pdf_boxes_overlap(PdfBox a, PdfBox b, float part);

/** pdf_row_append_text: the text of @row, single spaces between words, appended to @text. */
void pdf_row_append_text(const PdfModel *model, const PdfRow *row, GString *text);

/** pdf_space_between: white space is to be read between @before and @after, which stand on one
 * line but in different segments. */
gboolean pdf_space_between(const PdfWord *before, const PdfWord *after);

/** pdf_block_text: the text of all lines of @block joined with spaces. Returns: (owned). */
char *pdf_block_text(const PdfModel *model, const PdfBlock *block);

#endif

/* run_in.c: headings that stand in the first line of their text (see blocks.h). */
#include <string.h>

#include "extract/pdf/blocks.h"

/* Words of a run-in heading, at most, and its bytes. */
#define MAX_RUN_IN_WORDS   14u
#define MAX_RUN_IN_BYTES   110u
/* Without a number: its bytes at least, and how many there are in a document that has any. */
#define LEAST_RUN_IN_BYTES 5u
#define LEAST_RUN_INS      3u
/* What follows it stands no farther off, in sizes. */
#define WIDEST_GAP         2.5f

/* How many words at the start of @row make a run-in heading that says "Abstract": 0 or 1. */
static guint abstract_words(const PdfModel *model, const PdfRow *row)
{
    const PdfWord *word = pdf_first_word(model, row);
    AssaySlice text = pdf_word_text(model, word);
    g_autofree char *key = assay_text_fold_key(text);
    if (!g_str_equal(key, "abstract") || row->n_chars < 20)
        return 0;
    char last = text.data[text.length - 1];
    gboolean marked = last == ':' || last == '.' || (guchar)last >= 0x80 ||
                      word[1].font != word->font || g_ascii_isupper(text.data[1]);
    return marked ? 1 : 0;
}

/* "2.1. Study site. We …": a number, then words in a font of their own that end in a stop.
 * @ret_depth: how many numbers. Returns: the words of the heading, 0 when it is none. */
static guint numbered_words(const PdfModel *model, const PdfRow *row, guint *ret_depth)
{
    const PdfSegment *segment = pdf_row_segment(model, row, 0);
    const PdfWord *word = pdf_word(model, segment->first_word);
    AssaySlice number = pdf_word_text(model, word);
    guint depth = 0;
    gsize bytes = 0;
    for (gsize i = 0; i < number.length; i++) {
        gboolean digit = g_ascii_isdigit(number.data[i]);
        if (!digit && number.data[i] != '.')
            return 0;
        depth += digit && (i == 0 || number.data[i - 1] == '.') ? 1 : 0;
    }
    if (depth < 2 || depth > 5 || segment->n_words < 3)
        return 0;
    *ret_depth = depth;
    for (guint i = 1; i + 1 < MIN(segment->n_words, MAX_RUN_IN_WORDS); i++) {
        AssaySlice text = pdf_word_text(model, &word[i]);
        bytes += text.length;
        if (bytes > MAX_RUN_IN_BYTES || word[i].font != word[1].font)
            return 0;
        if (strchr(".:", text.data[text.length - 1]) != NULL && word[i + 1].font != word[i].font)
            return i + 1;
    }
    return 0;
}

static gboolean is_bold(const PdfModel *model, const PdfWord *word)
{
    return g_array_index(model->fonts, PdfFont, word->font).bold;
}

gboolean pdf_is_front_or_back(const char *text)
{
    static const char *const heads[] = {"abstract",
                                        "summary",
                                        "keyword",
                                        "highlights",
                                        "articleinfo",
                                        "conclusion",
                                        "acknowledg",
                                        "reference",
                                        "funding",
                                        "conflict",
                                        "competing",
                                        "authorcontribut",
                                        "dataavailab",
                                        "supplement",
                                        "abbreviation",
                                        "declaration",
                                        "ethic",
                                        "consent",
                                        "disclosure",
                                        "correspond",
                                        "availability",
                                        "institutionalrev",
                                        "informedcons",
                                        "citation",
                                        NULL};
    AssayRange number, title;
    AssaySlice slice = assay_slice_from(text);
    assay_heading_split(slice, &number, &title);
    g_autofree char *key = assay_text_fold_key(assay_slice_sub(slice, title.start, title.end));
    for (guint i = 0; heads[i] != NULL; i++)
        if (g_str_has_prefix(key, heads[i]) || g_str_has_prefix(key, "authorscontribut"))
            return TRUE;
    return FALSE;
}

/* The @n words from @word on open a caption or what stands before or behind the paper's text. */
static gboolean is_apart(const PdfModel *model, const PdfWord *word, guint n)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < n; i++) {
        AssaySlice slice = pdf_word_text(model, &word[i]);
        g_string_append_printf(text, "%s%.*s", i > 0 ? " " : "", (int)slice.length, slice.data);
    }
    return pdf_is_caption(text->str) || pdf_is_front_or_back(text->str);
}

/* "Study site. We …": words in bold type that end in a stop, before others that are not bold.
 * Returns: the words of the heading, 0 when it is none. */
static guint bold_words(const PdfModel *model, const PdfRow *row)
{
    const PdfSegment *segment = pdf_row_segment(model, row, 0);
    const PdfWord *word = pdf_word(model, segment->first_word);
    gsize bytes = 0;
    if (row->bold || model->body_bold || !g_ascii_isupper(pdf_word_text(model, word).data[0]))
        return 0;
    for (guint i = 0; i < MIN(segment->n_words, MAX_RUN_IN_WORDS); i++) {
        AssaySlice text = pdf_word_text(model, &word[i]);
        bytes += text.length;
        if (bytes > MAX_RUN_IN_BYTES || !is_bold(model, &word[i]))
            return 0;
        if (strchr(".:", text.data[text.length - 1]) == NULL)
            continue;
        const PdfWord *next = NULL; /* often behind a wider gap */
        if (i + 1 < segment->n_words)
            next = &word[i + 1];
        else if (row->n_segments > 1)
            next = pdf_word(model, pdf_row_segment(model, row, 1)->first_word);
        if (next == NULL || next->box.x0 - word[i].box.x1 > WIDEST_GAP * row->size)
            return 0;
        if (!is_bold(model, next))
            return bytes < LEAST_RUN_IN_BYTES || is_apart(model, word, i + 1) ? 0 : i + 1;
    }
    return 0;
}

gboolean pdf_has_run_ins(const PdfModel *model)
{
    guint n = 0;
    for (guint i = 0; i < model->rows->len && n < LEAST_RUN_INS; i++) {
        const PdfRow *row = pdf_row(model, i);
        n += row->place == ASSAY_PLACE_CONTENT && row->heading == 0 && row->table == 0 &&
                     row->page > 0 && bold_words(model, row) > 0
                 ? 1
                 : 0;
    }
    return n == LEAST_RUN_INS;
}

guint pdf_run_in_words(const PdfModel *model, const PdfRow *row, gboolean bold, guint *ret_depth)
{
    guint words = abstract_words(model, row);
    if (words == 0)
        words = numbered_words(model, row, ret_depth);
    return words == 0 && bold ? bold_words(model, row) : words;
}

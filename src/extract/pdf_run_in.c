/* pdf_run_in.c: headings that stand in the first line of their text (see pdf_blocks.h). */
#include <string.h>

#include "extract/pdf_blocks.h"

/* Words of a run-in heading, at most, and its bytes. */
#define MAX_RUN_IN_WORDS 14u
#define MAX_RUN_IN_BYTES 110u

/* How many words at the start of @row make a run-in heading that says "Abstract": 0 or 1. */
static guint abstract_words(const PdfModel *model, const PdfRow *row)
{
    const PdfWord *word = pdf_first_word(model, row);
    AssaySlice text = pdf_word_text(model, word);
    g_autofree char *key = pdf_fold_key(text);
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

guint pdf_run_in_words(const PdfModel *model, const PdfRow *row, guint *ret_depth)
{
    guint words = abstract_words(model, row);
    return words > 0 ? words : numbered_words(model, row, ret_depth);
}

/* words.h: what the words of an element's class and id say about it.
 *
 * Job: a list of the words that page makers in many countries use for the furniture of a page.
 * They are conventions of content management systems, not names of sites. */
#ifndef ASSAY_EXTRACT_HTML_WORDS_H
#define ASSAY_EXTRACT_HTML_WORDS_H

#include "base/slice.h"

typedef enum {
    HTML_WORD_FURNITURE = 1, /* navigation, comments, sharing, notices: never content */
    HTML_WORD_DOUBTFUL = 2,  /* furniture if it is also full of links or very short */
    HTML_WORD_BODY = 4,      /* with HTML_WORD_ARTICLE: the text of an article */
    HTML_WORD_ARTICLE = 8,
    HTML_WORD_ANNEX = 16, /* with HTML_WORD_SERIES: other pages shown below this one */
    HTML_WORD_SERIES = 32,
    HTML_WORD_AUTHOR = 64, /* with HTML_WORD_CARD: a box about the author */
    HTML_WORD_CARD = 128,
    HTML_WORD_CAPTION = 256 /* of a picture */
} HtmlWordFlags;

/** html_words_of: HtmlWordFlags of all words in @value, a class or id. Words are split at
 * everything but letters, and where a capital follows a small letter. */
guint html_words_of(AssaySlice value);

/** html_words_have: all of @wanted are among @flags. */
static inline gboolean html_words_have(guint flags, guint wanted)
{
    return (flags & wanted) == wanted;
}

#endif

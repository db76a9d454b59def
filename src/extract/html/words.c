/* words.c: see words.h. */
#include "extract/html/words.h"

#define WORD_BYTES 24u

typedef struct {
    const char *word; /* lower case; a final `*` stands for any ending */
    guint flags;
} Word;

/* By first letter, so that a look-up compares with a few words only; the second is no `*`. */
static const Word words[] = {
    {"actionbar", HTML_WORD_FURNITURE},
    {"actions", HTML_WORD_DOUBTFUL},
    {"ad", HTML_WORD_FURNITURE},
    {"addtoany", HTML_WORD_FURNITURE},
    {"ads", HTML_WORD_FURNITURE},
    {"advert*", HTML_WORD_FURNITURE},
    {"anzeige*", HTML_WORD_FURNITURE},
    {"article*", HTML_WORD_ARTICLE},
    {"articles", HTML_WORD_SERIES},
    {"aside", HTML_WORD_DOUBTFUL},
    {"author", HTML_WORD_DOUBTFUL | HTML_WORD_AUTHOR},
    {"authorbox", HTML_WORD_FURNITURE},
    {"backlink*", HTML_WORD_FURNITURE},
    {"banner*", HTML_WORD_DOUBTFUL},
    {"bildunterschrift", HTML_WORD_CAPTION},
    {"bio", HTML_WORD_DOUBTFUL | HTML_WORD_CARD},
    {"blog", HTML_WORD_ARTICLE},
    {"body", HTML_WORD_BODY},
    {"bookmark*", HTML_WORD_FURNITURE},
    {"bottom", HTML_WORD_DOUBTFUL},
    {"box", HTML_WORD_CARD},
    {"breadcrumb*", HTML_WORD_FURNITURE},
    {"captcha", HTML_WORD_FURNITURE},
    {"caption*", HTML_WORD_CAPTION},
    {"card", HTML_WORD_CARD},
    {"comentario*", HTML_WORD_FURNITURE},
    {"comment*", HTML_WORD_FURNITURE},
    {"commentaire*", HTML_WORD_FURNITURE},
    {"consent", HTML_WORD_FURNITURE},
    {"content*", HTML_WORD_BODY | HTML_WORD_SERIES},
    {"cookie*", HTML_WORD_FURNITURE},
    {"copyright*", HTML_WORD_FURNITURE},
    {"credits", HTML_WORD_DOUBTFUL},
    {"crumb*", HTML_WORD_FURNITURE},
    {"cta", HTML_WORD_FURNITURE},
    {"description", HTML_WORD_CARD},
    {"discuss*", HTML_WORD_DOUBTFUL},
    {"disqus", HTML_WORD_FURNITURE},
    {"donat*", HTML_WORD_DOUBTFUL},
    {"dropdown", HTML_WORD_FURNITURE},
    {"entry", HTML_WORD_ARTICLE},
    {"feedback", HTML_WORD_DOUBTFUL},
    {"figcaption", HTML_WORD_CAPTION},
    {"flyout*", HTML_WORD_FURNITURE},
    {"follow*", HTML_WORD_DOUBTFUL},
    {"foot", HTML_WORD_DOUBTFUL},
    {"footer*", HTML_WORD_FURNITURE},
    {"gdpr", HTML_WORD_FURNITURE},
    {"hidden", HTML_WORD_DOUBTFUL},
    {"infobar", HTML_WORD_FURNITURE},
    {"items", HTML_WORD_SERIES},
    {"jump*", HTML_WORD_DOUBTFUL},
    {"jumplinks", HTML_WORD_FURNITURE},
    {"kommentar*", HTML_WORD_FURNITURE},
    {"latest", HTML_WORD_DOUBTFUL | HTML_WORD_ANNEX},
    {"legal", HTML_WORD_DOUBTFUL},
    {"like*", HTML_WORD_DOUBTFUL},
    {"links", HTML_WORD_DOUBTFUL | HTML_WORD_SERIES},
    {"login", HTML_WORD_FURNITURE},
    {"masthead", HTML_WORD_DOUBTFUL},
    {"megamenu", HTML_WORD_FURNITURE},
    {"menu*", HTML_WORD_FURNITURE},
    {"meta", HTML_WORD_DOUBTFUL},
    {"modal*", HTML_WORD_FURNITURE},
    {"more", HTML_WORD_DOUBTFUL | HTML_WORD_ANNEX},
    {"nav", HTML_WORD_FURNITURE},
    {"navbar*", HTML_WORD_FURNITURE},
    {"navi", HTML_WORD_FURNITURE},
    {"navigation*", HTML_WORD_FURNITURE},
    {"news", HTML_WORD_SERIES},
    {"newsletter*", HTML_WORD_FURNITURE},
    {"next", HTML_WORD_DOUBTFUL},
    {"nextstory", HTML_WORD_FURNITURE},
    {"nocomments", HTML_WORD_FURNITURE},
    {"offcanvas", HTML_WORD_FURNITURE},
    {"outbrain", HTML_WORD_FURNITURE},
    {"overlay", HTML_WORD_FURNITURE},
    {"page", HTML_WORD_ARTICLE},
    {"pager", HTML_WORD_FURNITURE},
    {"pagination*", HTML_WORD_FURNITURE},
    {"paging", HTML_WORD_FURNITURE},
    {"paywall*", HTML_WORD_FURNITURE},
    {"pingback*", HTML_WORD_FURNITURE},
    {"popular", HTML_WORD_DOUBTFUL | HTML_WORD_ANNEX},
    {"popup*", HTML_WORD_FURNITURE},
    {"post", HTML_WORD_ARTICLE},
    {"posts", HTML_WORD_SERIES},
    {"prefooter", HTML_WORD_FURNITURE},
    {"previous", HTML_WORD_DOUBTFUL},
    {"print", HTML_WORD_DOUBTFUL},
    {"profile", HTML_WORD_DOUBTFUL | HTML_WORD_CARD},
    {"promo", HTML_WORD_FURNITURE},
    {"promobox", HTML_WORD_FURNITURE},
    {"promotion*", HTML_WORD_FURNITURE},
    {"publicidad*", HTML_WORD_FURNITURE},
    {"rating*", HTML_WORD_DOUBTFUL},
    {"recent", HTML_WORD_DOUBTFUL | HTML_WORD_ANNEX},
    {"recommend*", HTML_WORD_FURNITURE},
    {"register", HTML_WORD_DOUBTFUL},
    {"relat*", HTML_WORD_DOUBTFUL | HTML_WORD_ANNEX},
    {"replies", HTML_WORD_FURNITURE},
    {"reply", HTML_WORD_FURNITURE},
    {"respond", HTML_WORD_FURNITURE},
    {"rss", HTML_WORD_FURNITURE},
    {"saboxplugin", HTML_WORD_FURNITURE},
    {"search*", HTML_WORD_DOUBTFUL},
    {"share*", HTML_WORD_FURNITURE},
    {"sharebar", HTML_WORD_FURNITURE},
    {"sharebox", HTML_WORD_FURNITURE},
    {"shariff", HTML_WORD_FURNITURE},
    {"sharing*", HTML_WORD_FURNITURE},
    {"shop*", HTML_WORD_DOUBTFUL},
    {"side", HTML_WORD_DOUBTFUL},
    {"sidebar*", HTML_WORD_FURNITURE},
    {"signup", HTML_WORD_FURNITURE},
    {"similar", HTML_WORD_ANNEX},
    {"sitemap", HTML_WORD_FURNITURE},
    {"skip*", HTML_WORD_DOUBTFUL},
    {"social*", HTML_WORD_FURNITURE},
    {"socials", HTML_WORD_FURNITURE},
    {"sponsor*", HTML_WORD_FURNITURE},
    {"stories", HTML_WORD_SERIES},
    {"story", HTML_WORD_ARTICLE},
    {"subscri*", HTML_WORD_FURNITURE},
    {"suggest*", HTML_WORD_DOUBTFUL},
    {"supplement*", HTML_WORD_DOUBTFUL},
    {"taboola", HTML_WORD_FURNITURE},
    {"tagcloud", HTML_WORD_FURNITURE},
    {"taglist", HTML_WORD_FURNITURE},
    {"tags", HTML_WORD_DOUBTFUL},
    {"teaser*", HTML_WORD_DOUBTFUL | HTML_WORD_SERIES},
    {"text", HTML_WORD_BODY},
    {"toolbar*", HTML_WORD_FURNITURE},
    {"tools", HTML_WORD_DOUBTFUL},
    {"top", HTML_WORD_DOUBTFUL},
    {"topbar", HTML_WORD_FURNITURE},
    {"topics", HTML_WORD_SERIES},
    {"trackback*", HTML_WORD_FURNITURE},
    {"trending", HTML_WORD_FURNITURE},
    {"werbung*", HTML_WORD_FURNITURE},
    {"widget*", HTML_WORD_DOUBTFUL},
};

static gboolean fits(const Word *entry, const char *word)
{
    gsize i = 0;
    while (word[i] != '\0' && entry->word[i] == word[i])
        i++;
    return entry->word[i] == '*' || (entry->word[i] == '\0' && word[i] == '\0');
}

/* Where the entries of each letter begin; entry 26 is the end. */
static const guint8 *letter_starts(void)
{
    static guint8 starts[27];
    static gsize is_ready = 0;
    if (g_once_init_enter(&is_ready)) {
        guint at = 0;
        for (guint letter = 0; letter < 27; letter++) {
            while (at < G_N_ELEMENTS(words) && words[at].word[0] < (char)('a' + letter))
                at++;
            starts[letter] = (guint8)at;
        }
        g_once_init_leave(&is_ready, 1);
    }
    return starts;
}

static guint flags_of(const char *word)
{
    const guint8 *starts = letter_starts();
    guint letter = (guint)(word[0] - 'a');
    for (guint i = starts[letter]; i < starts[letter + 1]; i++)
        if (words[i].word[1] == word[1] && fits(&words[i], word))
            return words[i].flags;
    return 0;
}

/* The next word of @value from @at on, in lower case: letters, up to one that is upper case behind
 * one that is not. @ret_word: WORD_BYTES; what is longer is cut.
 * Returns: where it ends; @at if there is none there. */
static gsize next_word(AssaySlice value, gsize at, char *ret_word)
{
    gsize i = at, n = 0;
    gboolean was_lower = FALSE;
    for (; i < value.length; i++) {
        guchar lower = (guchar)(value.data[i] | 0x20);
        gboolean is_lower = lower == (guchar)value.data[i];
        if ((guchar)(lower - 'a') > 'z' - 'a' || (was_lower && !is_lower))
            break;
        if (n + 1 < WORD_BYTES)
            ret_word[n++] = (char)lower;
        was_lower = is_lower;
    }
    ret_word[n] = '\0';
    return i;
}

guint html_words_of(AssaySlice value)
{
    guint flags = 0;
    for (gsize at = 0; at < value.length;) {
        char word[WORD_BYTES];
        gsize end = next_word(value, at, word);
        if (end > at + 1)
            flags |= flags_of(word);
        at = MAX(end, at + 1);
    }
    return flags;
}

/* phrases.c: see phrases.h. */
#include "extract/html/phrases.h"

#include <string.h>

/* One link in so many shows an address: the box lists references, not other pages. */
#define ADDRESS_SHARE 6u

typedef struct {
    const char *start; /* as `g_utf8_casefold` gives it */
    AssayPlace place;
    gboolean whole; /* the line has no more letters than this */
} Phrase;

static const Phrase phrases[] = {
    {"anzeige", ASSAY_PLACE_NAVIGATION, TRUE},
    {"anzeige -", ASSAY_PLACE_NAVIGATION, FALSE},
    {"anzeige:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"werbung", ASSAY_PLACE_NAVIGATION, TRUE},
    {"advertisement", ASSAY_PLACE_NAVIGATION, TRUE},
    {"advertising", ASSAY_PLACE_NAVIGATION, TRUE},
    {"sponsored", ASSAY_PLACE_NAVIGATION, TRUE},
    {"publicidad", ASSAY_PLACE_NAVIGATION, TRUE},
    {"publicidade", ASSAY_PLACE_NAVIGATION, TRUE},
    {"publicité", ASSAY_PLACE_NAVIGATION, TRUE},
    {"pubblicità", ASSAY_PLACE_NAVIGATION, TRUE},
    {"advertentie", ASSAY_PLACE_NAVIGATION, TRUE},
    {"реклама", ASSAY_PLACE_NAVIGATION, TRUE},
    {"read more:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"read also:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"also read:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"related:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"more:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"weiterlesen:", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lesen sie auch", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lies auch", ASSAY_PLACE_NAVIGATION, FALSE},
    {"mehr zum thema", ASSAY_PLACE_NAVIGATION, FALSE},
    {"le puede interesar", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lea también", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lee también", ASSAY_PLACE_NAVIGATION, FALSE},
    {"leia também", ASSAY_PLACE_NAVIGATION, FALSE},
    {"leia mais", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lire aussi", ASSAY_PLACE_NAVIGATION, FALSE},
    {"à lire aussi", ASSAY_PLACE_NAVIGATION, FALSE},
    {"leggi anche", ASSAY_PLACE_NAVIGATION, FALSE},
    {"lees ook", ASSAY_PLACE_NAVIGATION, FALSE},
    {"читайте также", ASSAY_PLACE_NAVIGATION, FALSE},
    {"foto:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"fotos:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"photo:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"photo by ", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"photo credit", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"image:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"image credit", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"bild:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"bild via", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"bildquelle", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"(crédito:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"crédito:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"crédit:", ASSAY_PLACE_FOOTNOTE, FALSE},
    {"© ", ASSAY_PLACE_FOOTNOTE, FALSE},
};

/* Headings of what pages put below an article, whole, as `g_utf8_casefold` gives them. */
static const char *const annex_headings[] = {
    "about the author",
    "about the authors",

    "comments",
    "leave a comment",
    "leave a reply",
    "related",
    "related articles",
    "related posts",
    "related stories",
    "related content",
    "related news",
    "related topics",
    "recommended",
    "recommended for you",
    "read next",
    "up next",
    "you may also like",
    "you might also like",
    "more stories",
    "more from this author",
    "latest news",
    "latest posts",
    "recent posts",
    "most popular",
    "most read",
    "trending",
    "share this",
    "share this article",
    "share",
    "newsletter",
    "subscribe",
    "follow us",
    "sign up for our newsletter",
    "über den autor",
    "über die autorin",
    "kommentare",
    "schreibe einen kommentar",
    "ähnliche artikel",
    "ähnliche beiträge",
    "weitere artikel",
    "weitere beiträge",
    "verwandte artikel",
    "verwandte beiträge",
    "verwandte themen",
    "verwandte themenbereiche",
    "das könnte sie auch interessieren",
    "das könnte dich auch interessieren",
    "mehr zum thema",
    "artículos relacionados",
    "noticias relacionadas",
    "comentarios",
    "deja un comentario",
    "te puede interesar",
    "le puede interesar",
    "articles similaires",
    "sur le même sujet",
    "commentaires",
    "laisser un commentaire",
    "articoli correlati",
    "commenti",
    "lascia un commento",
    "leia também",
    "notícias relacionadas",
    "comentários",
    "gerelateerde artikelen",
    "reacties",
    "комментарии",
    "похожие статьи",
    "читайте также",
};

/* `g_utf8_casefold`, without its tables for ASCII, which most lines are. Returns: (owned). */
static char *fold_case(AssaySlice text)
{
    for (gsize i = 0; i < text.length; i++) {
        if ((guchar)text.data[i] < 0x80)
            continue;
        g_autofree char *valid = g_utf8_make_valid(text.data, (gssize)text.length);
        return g_utf8_casefold(valid, -1);
    }
    return g_ascii_strdown(text.data, (gssize)text.length);
}

gboolean html_phrases_open_annex(AssaySlice text)
{
    while (text.length > 0 && strchr(":.?! ", text.data[text.length - 1]) != NULL)
        text.length--;
    if (text.length == 0 || text.length > 60)
        return FALSE;
    g_autofree char *folded = fold_case(text);
    for (gsize i = 0; i < G_N_ELEMENTS(annex_headings); i++)
        if (*folded == *annex_headings[i] && strcmp(folded, annex_headings[i]) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_mark(char byte)
{
    return byte == '-' || byte == '*' || byte == '|' || byte == ' ' || byte == '+';
}

AssayPlace html_phrases_place(AssaySlice text)
{
    while (text.length > 0 && is_mark(*text.data))
        text = assay_slice_sub(text, 1, text.length);
    while (text.length > 0 &&
           (is_mark(text.data[text.length - 1]) || text.data[text.length - 1] == ':'))
        text.length--;
    if (text.length == 0)
        return ASSAY_PLACE_CONTENT;
    /* The colon that was dropped above ends a phrase that is the whole line. */
    g_autofree char *line = g_strdup_printf("%.*s:", (int)MIN(text.length, 80), text.data);
    g_autofree char *folded = fold_case(assay_slice_from(line));
    for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
        if (*folded != *phrases[i].start)
            continue;
        gsize length = strlen(phrases[i].start);
        if (strncmp(folded, phrases[i].start, length) == 0 &&
            (!phrases[i].whole || strcmp(folded + length, ":") == 0))
            return phrases[i].place;
    }
    return ASSAY_PLACE_CONTENT;
}

AssaySlice html_first_text(const HtmlTree *tree, guint index)
{
    for (guint i = index; i < tree->nodes[index].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag == HTML_TAG_TEXT && node->n_chars > 0)
            return assay_slice_trim((AssaySlice){node->text, node->text_length});
    }
    return (AssaySlice){NULL, 0};
}

static gboolean is_address(AssaySlice text)
{
    static const char *const starts[] = {"http", "www.", "10.", "doi", "arxiv"};
    for (gsize k = 0; k < G_N_ELEMENTS(starts); k++)
        if (text.length >= strlen(starts[k]) &&
            g_ascii_strncasecmp(text.data, starts[k], strlen(starts[k])) == 0)
            return TRUE;
    return FALSE;
}

gboolean html_shows_addresses(const HtmlTree *tree, guint index)
{
    guint n_addresses = 0;
    gboolean is_first = FALSE;
    for (guint i = index; i < tree->nodes[index].end; i++) {
        const HtmlNode *node = &tree->nodes[i];
        if (node->tag == HTML_TAG_DL)
            return TRUE;
        if (node->tag == HTML_TAG_A)
            is_first = TRUE;
        if (!is_first || node->tag != HTML_TAG_TEXT || node->n_chars == 0)
            continue;
        AssaySlice text = assay_slice_trim((AssaySlice){node->text, node->text_length});
        n_addresses += is_address(text) ? 1 : 0;
        is_first = FALSE;
    }
    return n_addresses * ADDRESS_SHARE >= MAX(tree->nodes[index].n_anchors, 1);
}

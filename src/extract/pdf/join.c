/* join.c: see join.h.
 *
 * A hyphen at a line's end is dropped where the word is one: the document itself writes it
 * without the hyphen elsewhere; it is kept where the document writes the compound with it. */
#include "extract/pdf/join.h"
#include "extract/pdf/words.h"

#include <string.h>

/* Bytes of the second half of a compound that is no ending of a word as well. */
#define LONG_SUFFIX 5u

struct PdfJoiner {
    const PdfModel *model;  /* borrowed */
    GHashTable *vocabulary; /* owned; folded words; NULL until it is needed */
    GHashTable *broken;     /* owned; "left-right" at line ends; how often, as a pointer */
    gboolean hyphenates;    /* the document divides words at line ends */
    gboolean typographic;   /* U+2010 also stands within its lines */
    gboolean two_hyphens;   /* U+2010 divides words: the plain one at an end is the word's own */
};

PdfJoiner *pdf_joiner_new(const PdfModel *model)
{
    PdfJoiner *joiner = g_new0(PdfJoiner, 1);
    joiner->model = model;
    return joiner;
}

void pdf_joiner_free(PdfJoiner *joiner)
{
    if (joiner->vocabulary != NULL) {
        g_hash_table_unref(joiner->vocabulary);
        g_hash_table_unref(joiner->broken);
    }
    g_free(joiner);
}

static gboolean is_edge_sign(char c)
{
    return strchr(".,;:!?()[]{}\"'<>", c) != NULL;
}

/* U+2018 to U+201F: quotation marks. */
static gboolean is_quote(const char *at)
{
    return memcmp(at, "\xE2\x80", 2) == 0 && (guchar)at[2] >= 0x98 && (guchar)at[2] <= 0x9F;
}

/* Without signs at its ends, in lower case. Returns: (owned). */
static char *bare(AssaySlice text)
{
    for (gsize n = 1; n > 0 && text.length > 0; text = assay_slice_sub(text, n, text.length))
        n = is_edge_sign(text.data[0]) ? 1 : text.length >= 3 && is_quote(text.data) ? 3 : 0;
    for (gsize n = 1; n > 0 && text.length > 0; text.length -= n) {
        const char *end = text.data + text.length;
        n = is_edge_sign(end[-1]) ? 1 : text.length >= 3 && is_quote(end - 3) ? 3 : 0;
    }
    for (gsize i = 0; i < text.length; i++)
        if ((guchar)text.data[i] >= 0x80)
            return g_utf8_strdown(text.data, (gssize)text.length);
    return g_ascii_strdown(text.data, (gssize)text.length);
}

static gsize hyphen_length(AssaySlice text)
{
    if (text.length > 1 && text.data[text.length - 1] == '-')
        return 1;
    if (text.length > 3 && memcmp(text.data + text.length - 3, "\xE2\x80\x90", 3) == 0)
        return 3;
    return 0;
}

static gunichar last_letter(AssaySlice text)
{
    const char *end = text.data + text.length;
    return text.length == 0 ? 0 : g_utf8_get_char(g_utf8_find_prev_char(text.data, end));
}

/* What the vocabulary says of @a and @b, the halves: 1 one word, -1 a compound, 0 nothing. */
static int ask_vocabulary(const PdfJoiner *joiner, const char *a, const char *b)
{
    g_autofree char *one = g_strconcat(a, b, NULL), *two = g_strconcat(a, "-", b, NULL);
    g_autofree char *three = g_strconcat(a, "\xE2\x80\x90", b, NULL);
    if (g_hash_table_contains(joiner->vocabulary, one))
        return 1;
    return g_hash_table_contains(joiner->vocabulary, two) ||
                   g_hash_table_contains(joiner->vocabulary, three)
               ? -1
               : 0;
}

/* Whether the document divides words: some halves at line ends are surely one word, or many
 * lines end in a hyphen. Compounds alone end few lines. */
static void measure_hyphens(PdfJoiner *joiner)
{
    const PdfModel *model = joiner->model;
    guint n_hyphens = 0, n_one = 0, n_lines = 0, n_typographic = 0;
    for (guint i = 0; i + 1 < model->segments->len; i++) {
        const PdfSegment *segment = pdf_segment(model, i);
        if (segment->place != ASSAY_PLACE_CONTENT)
            continue;
        n_lines += segment->n_chars > 20 ? 1 : 0;
        guint last = segment->first_word + segment->n_words - 1;
        AssaySlice before = pdf_word_text(model, pdf_word(model, last));
        AssaySlice after = pdf_word_text(model, pdf_word(model, last + 1));
        gsize hyphen = hyphen_length(before);
        n_typographic += hyphen > 1 ? 1 : 0;
        if (hyphen == 0 || !g_unichar_islower(g_utf8_get_char(after.data)))
            continue;
        g_autofree char *a = bare(assay_slice_sub(before, 0, before.length - hyphen));
        g_autofree char *b = bare(after);
        /* A compound that the text is about ends many lines: it counts once. */
        char *pair = g_strconcat(a, "-", b, NULL);
        guint n_pair = GPOINTER_TO_UINT(g_hash_table_lookup(joiner->broken, pair)) + 1;
        n_hyphens += n_pair == 1 ? 1 : 0;
        g_hash_table_insert(joiner->broken, pair, GUINT_TO_POINTER(n_pair));
        n_one += ask_vocabulary(joiner, a, b) == 1 || pdf_is_ending(b) ? 1 : 0;
    }
    joiner->two_hyphens = n_typographic >= 2 && !joiner->typographic;
    joiner->hyphenates = n_one > 0 || (n_hyphens >= 4 && n_hyphens * 12 > n_lines);
}

/* Before the first question to the vocabulary; does nothing after that. */
static void load_vocabulary(PdfJoiner *joiner)
{
    if (joiner->vocabulary != NULL)
        return;
    joiner->vocabulary = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    joiner->broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gboolean broken = FALSE; /* the word before ends in a hyphen: this may be half a word */
    for (guint i = 0; i < joiner->model->words->len; i++) {
        AssaySlice text = pdf_word_text(joiner->model, pdf_word(joiner->model, i));
        if (text.length >= 3 && text.length < 60 && !broken)
            g_hash_table_add(joiner->vocabulary, bare(text));
        broken = hyphen_length(text) > 0;
        if (!broken && assay_slice_find(text, ASSAY_SLICE("\xE2\x80\x90"), 0) >= 0)
            joiner->typographic = TRUE;
    }
    measure_hyphens(joiner);
}

/* The letters that @text, a word in lower case, begins with. Returns: (owned). */
static char *first_part(const char *text)
{
    const char *at = text;
    while (*at != '\0' && (*at == '-' || (guchar)*at >= 0x80 || g_ascii_isalnum(*at)))
        at++;
    return g_strndup(text, (gsize)(at - text));
}

/* What stands behind the last sign of @text, a word in lower case, that is neither letter, digit
 * nor hyphen: "emph\\late" is residue of mark-up before a word. */
static const char *last_part(const char *text)
{
    const char *last = text;
    for (const char *at = text; *at != '\0'; at++)
        if ((guchar)*at < 0x80 && *at != '-' && !g_ascii_isalnum(*at) && at[1] != '\0')
            last = at + 1;
    return last;
}

/* "smith2021s-" "parse": the key of an entry is no compound. */
static gboolean is_key(const char *left)
{
    gsize letters = strspn(left, "abcdefghijklmnopqrstuvwxyz");
    const char *digits = left + letters;
    gsize n_digits = strspn(digits, "0123456789");
    const char *rest = digits + n_digits;
    return letters >= 3 && n_digits >= 2 && *rest != '\0' &&
           strspn(rest, "abcdefghijklmnopqrstuvwxyz") == strlen(rest);
}

/* The same halves stand at several line ends and nowhere as one word: a divided word would also be
 * whole, or divided elsewhere. */
static gboolean is_always_broken(const PdfJoiner *joiner, const char *a, const char *b)
{
    g_autofree char *pair = g_strconcat(a, "-", b, NULL);
    return GPOINTER_TO_UINT(g_hash_table_lookup(joiner->broken, pair)) >= 2 && !pdf_is_ending(b) &&
           (g_hash_table_contains(joiner->vocabulary, a) ||
            g_hash_table_contains(joiner->vocabulary, b) || pdf_is_joining_prefix(a) ||
            strcmp(a, "over") == 0 || strcmp(a, "re") == 0);
}

static PdfJoin judge_hyphen(PdfJoiner *joiner, AssaySlice before, AssaySlice after, gsize hyphen)
{
    AssaySlice left = assay_slice_sub(before, 0, before.length - hyphen);
    gunichar l = last_letter(left), r = g_utf8_get_char(after.data);
    if (!g_unichar_isalpha(l) || !g_unichar_isalpha(r))
        return PDF_JOIN_TIGHT;
    load_vocabulary(joiner);
    g_autofree char *a = bare(left), *b = bare(after);
    if (hyphen == 1 && joiner->two_hyphens)
        return PDF_JOIN_TIGHT;
    g_autofree char *part = first_part(b), *whole = g_strconcat(a, b, NULL);
    int known = ask_vocabulary(joiner, a, b);
    if (known == 0 && strcmp(part, b) != 0)
        known = ask_vocabulary(joiner, a, part);
    if (known != 0)
        return known > 0 ? PDF_JOIN_DROP_HYPHEN : PDF_JOIN_TIGHT;
    /* Where compounds are written with a plain hyphen, the other one divides. */
    if (hyphen > 1 && !joiner->typographic)
        return PDF_JOIN_DROP_HYPHEN;
    if (strlen(b) >= LONG_SUFFIX && pdf_is_joining_suffix(b))
        return PDF_JOIN_TIGHT;
    if (g_unichar_islower(r) &&
        (pdf_is_ending(b) || pdf_is_no_word(a) || is_key(a) || pdf_is_closed_compound(whole)))
        return PDF_JOIN_DROP_HYPHEN;
    if (is_always_broken(joiner, a, b))
        return PDF_JOIN_TIGHT;
    if (!joiner->hyphenates || !g_unichar_islower(r))
        return PDF_JOIN_TIGHT;
    if (pdf_is_joining_prefix(last_part(a)) || pdf_is_joining_suffix(b) ||
        strpbrk(a, "0123456789") != NULL)
        return PDF_JOIN_TIGHT;
    /* "state-of-" "the-art", but "better-condi-" "tioned". */
    const char *last = strrchr(a, '-');
    if (last != NULL)
        return ask_vocabulary(joiner, last + 1, b) > 0 ||
                       (strlen(last + 1) >= 3 && !pdf_is_joining_prefix(last + 1) &&
                        !g_hash_table_contains(joiner->vocabulary, last + 1) &&
                        strchr(b, '-') == NULL)
                   ? PDF_JOIN_DROP_HYPHEN
                   : PDF_JOIN_TIGHT;
    /* Both halves are words by themselves: a compound. */
    if (strlen(a) >= 4 && strlen(b) >= 4 && g_hash_table_contains(joiner->vocabulary, a) &&
        g_hash_table_contains(joiner->vocabulary, b))
        return PDF_JOIN_TIGHT;
    return PDF_JOIN_DROP_HYPHEN;
}

/* "10.1234…"; "10.3%" is a number. */
static gboolean is_doi_start(AssaySlice text)
{
    if (text.length < 7 || !assay_slice_has_prefix(text, ASSAY_SLICE("10.")))
        return FALSE;
    for (gsize i = 3; i < 7; i++)
        if (!g_ascii_isdigit(text.data[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_url_start(AssaySlice text)
{
    return assay_slice_find(text, ASSAY_SLICE("://"), 0) >= 0 ||
           assay_slice_find(text, ASSAY_SLICE("www."), 0) >= 0 ||
           assay_slice_find(text, ASSAY_SLICE("doi.org/"), 0) >= 0 || is_doi_start(text) ||
           assay_slice_has_prefix(text, ASSAY_SLICE("doi:10."));
}

/* Letters of a URL only, and something that words do not have. */
static gboolean is_url_part(AssaySlice text)
{
    gboolean sign = FALSE;
    for (gsize i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (!g_ascii_isalnum(c) && (c == '\0' || strchr("-._~:/?#[]@!$&'()*+,;=%<>", c) == NULL))
            return FALSE;
        sign = sign || g_ascii_isdigit(c) || (i + 1 < text.length && strchr("/_=&%?#.", c) != NULL);
    }
    return sign;
}

/* A URL goes on: the same link lies over both words, or its end asks for more. */
static gboolean url_goes_on(const PdfJoiner *joiner, const PdfWord *before, const PdfWord *after,
                            float room)
{
    const PdfModel *model = joiner->model;
    AssaySlice a = pdf_word_text(model, before), b = pdf_word_text(model, after);
    if (before->link >= 0 && after->link >= 0) {
        const char *x = g_array_index(model->links, PdfLink, before->link).uri;
        const char *y = g_array_index(model->links, PdfLink, after->link).uri;
        g_autofree char *both = g_strdup_printf("%.*s%.*s", (int)MIN(a.length, 4000), a.data,
                                                (int)MIN(b.length, 4000), b.data);
        if (strcmp(x, y) == 0 && is_url_start(a))
            return TRUE;
        if (strstr(x, both) != NULL)
            return TRUE;
    }
    if (before->link >= 0 && after->link < 0) { /* the link's area has the whole address */
        const char *x = g_array_index(model->links, PdfLink, before->link).uri;
        if (assay_slice_equal(a, assay_slice_from(x)))
            return FALSE;
    }
    if (!is_url_start(a) || !is_url_part(a))
        return FALSE;
    if (strchr("/-_=&?%#~", a.data[a.length - 1]) != NULL)
        return is_url_part(b) || g_ascii_isalnum(b.data[0]);
    if (strchr("/_=&?%#.-", b.data[0]) != NULL && b.length > 1)
        return TRUE;
    gboolean full = after->box.x1 - after->box.x0 + 0.2f * after->size > room;
    return full && is_url_part(b) && !is_url_start(b) && a.data[a.length - 1] != ',' &&
           !g_ascii_isupper(b.data[0]) && b.data[0] != '(' && b.data[0] != '[';
}

static gboolean is_cjk(gunichar c)
{
    return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* `emph\`, `top-\`: residue of mark-up that opens what stands behind it. */
static gboolean is_command(AssaySlice text)
{
    for (gsize i = 0; i + 1 < text.length; i++)
        if (!g_ascii_isalpha(text.data[i]) && text.data[i] != '-')
            return FALSE;
    return text.data[text.length - 1] == '\\';
}

/* `top-\$k\$` broken behind a backslash or before one: residue of mark-up as well. */
static gboolean is_residue(AssaySlice before, AssaySlice after)
{
    if (before.data[before.length - 1] == '\\' && strchr("$&%_#{}", after.data[0]) != NULL)
        return TRUE;
    return after.length == 1 && after.data[0] == '\\';
}

/* A narrow cell broke a word without a hyphen: before its last letter, and the document has the
 * whole word, or before an ending. */
static gboolean is_cut_word(PdfJoiner *joiner, AssaySlice before, AssaySlice after)
{
    gboolean letter = after.length == 1 && after.data[0] != 'a';
    if (!g_ascii_islower(after.data[0]) || (!letter && (after.length > 7 || before.length < 4)) ||
        !g_ascii_isalpha(before.data[before.length - 1]))
        return FALSE;
    g_autofree char *b = bare(after);
    if (!letter)
        return pdf_is_rest_of_word(b);
    load_vocabulary(joiner);
    g_autofree char *a = bare(before);
    return ask_vocabulary(joiner, a, b) == 1;
}

PdfJoin pdf_join(PdfJoiner *joiner, const PdfWord *before, const PdfWord *after, float room_pt)
{
    AssaySlice a = pdf_word_text(joiner->model, before), b = pdf_word_text(joiner->model, after);
    if (a.length == 0 || b.length == 0)
        return PDF_JOIN_SPACE;
    if (url_goes_on(joiner, before, after, room_pt))
        return PDF_JOIN_TIGHT;
    gsize hyphen = hyphen_length(a);
    if (hyphen > 0)
        return judge_hyphen(joiner, a, b, hyphen);
    /* A dash or a slash that clings to its word lets the line break behind it. */
    gunichar end = last_letter(a);
    if (is_command(a) || is_residue(a, b) ||
        (a.length > 3 && (end == 0x2013 || end == 0x2014 || end == '/')))
        return PDF_JOIN_TIGHT;
    if (is_cut_word(joiner, a, b))
        return PDF_JOIN_TIGHT;
    if (is_cjk(last_letter(a)) && is_cjk(g_utf8_get_char(b.data)))
        return PDF_JOIN_TIGHT;
    return PDF_JOIN_SPACE;
}

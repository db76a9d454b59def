/* terms.c: words, parts, stems. See terms.h.
 *
 * A word is a run of letters and digits; hyphens, "_" and "@" between two of them, and a point
 * between two digits, join parts to a compound. How parts become terms:
 *   HumanEval        humaneval; its parts human and eval only count as joined terms
 *   CIFAR10 CIFAR-10 cifar; joined cifar10     (three or more letters say enough without digits)
 *   T5, IL-6         t5, il6                   (fewer do not)
 *   k-NN             knn; joined knn
 *   pass@1, pass@k   pass@
 *   LLMs             llm                       (plural of an acronym)
 *   42               no term                   (numbers are no topic) */
#include "check/terms.h"

#include <string.h>

/* Bytes of one folded part, and parts of one word: beyond is no word of a language. */
#define PART_BYTES         48u
#define MAX_PARTS          12u
#define MAX_CAMEL          6u
/* A compound of short parts such as IL-6 or k-NN is one term up to this length. */
#define MAX_SHORT_COMPOUND 8u
/* Of the second word of a pair this much must agree with what is known, but for its last letter:
 * stems keep it. */
#define PAIR_LOOK_BYTES    2u
/* A word and the space behind it, for the room that a text gets at first. */
#define BYTES_OF_WORD      6u

typedef struct {
    char folded[PART_BYTES + 1]; /* lower case, without accents */
    gsize n_folded;
    gsize start, end; /* bytes in the text */
    guint n_chars, n_upper, n_digits;
    gboolean inner_upper; /* an upper-case letter after a lower-case letter or digit */
    guint plural;         /* 1: ends with "s" after an upper-case letter; else 0 */
    gboolean other;       /* a character outside ASCII */
    gunichar joint;       /* the connector before this part, 0 for the first */
} Part;

typedef struct {
    AssayVocabulary *vocabulary;
    AssayTerms *terms;
    const char *text;
    gsize length;
    gsize n_previous; /* bytes of the word before, when it was of one part, or 0 */
} Scan;

/* The character at @at and its length in bytes; 0 for what is no UTF-8 (one byte long). */
static gunichar char_at(const Scan *scan, gsize at, gsize *ret_length)
{
    guchar byte = (guchar)scan->text[at];
    *ret_length = 1;
    if (byte < 0x80)
        return byte;
    gunichar c = g_utf8_get_char_validated(scan->text + at, (gssize)(scan->length - at));
    if (c == (gunichar)-1 || c == (gunichar)-2)
        return 0;
    *ret_length = (gsize)g_unichar_to_utf8(c, NULL);
    return c;
}

static gboolean is_alnum(gunichar c)
{
    return c < 0x80 ? g_ascii_isalnum((gchar)c) : g_unichar_isalnum(c);
}

/* Does the character at @at, of @n bytes, join the part before it to the one after? */
static gboolean is_joint(const Scan *scan, gsize at, gunichar c, gsize n)
{
    gsize ignored;
    if (at == 0 || at + n >= scan->length)
        return FALSE;
    if (c == '.')
        return g_ascii_isdigit(scan->text[at - 1]) && g_ascii_isdigit(scan->text[at + 1]);
    return (c == '-' || c == '_' || c == '@' || c == 0x2010 || c == 0x2011) &&
           is_alnum(char_at(scan, at + n, &ignored));
}

static void part_add_ascii(Part *part, guchar c, gboolean *was_lower)
{
    gboolean upper = g_ascii_isupper(c);
    part->inner_upper |= upper && *was_lower;
    part->plural = c == 's' && part->n_upper >= 2 && !*was_lower ? 1 : 0;
    *was_lower = !upper;
    part->n_chars++;
    part->n_upper += upper ? 1 : 0;
    part->n_digits += g_ascii_isdigit(c) ? 1 : 0;
    if (part->n_folded < PART_BYTES)
        part->folded[part->n_folded++] = (char)(upper ? c | 0x20 : c);
}

static void part_add(Part *part, gunichar c, gboolean *was_lower)
{
    gunichar decomposed[8] = {c};
    gsize n_decomposed = g_unichar_fully_decompose(c, TRUE, decomposed, G_N_ELEMENTS(decomposed));
    gboolean upper = g_unichar_isupper(c);
    part->other |= decomposed[0] >= 0x80;
    part->inner_upper |= upper && *was_lower;
    part->plural = c == 's' && part->n_upper >= 2 && !*was_lower ? 1 : 0;
    *was_lower = !upper;
    part->n_chars++;
    part->n_upper += upper ? 1 : 0;
    part->n_digits += g_unichar_isdigit(decomposed[0]) ? 1 : 0;
    /* accents go, ligatures become their letters */
    for (gsize i = 0; i < MIN(n_decomposed, G_N_ELEMENTS(decomposed)); i++) {
        char bytes[6];
        gsize n = (gsize)g_unichar_to_utf8(g_unichar_tolower(decomposed[i]), bytes);
        if ((i == 0 || g_unichar_isalnum(decomposed[i])) && part->n_folded + n <= PART_BYTES) {
            memcpy(part->folded + part->n_folded, bytes, n);
            part->n_folded += n;
        }
    }
}

/* Reads the letters and digits from @at on into @part. Returns: their end. */
static gsize read_part(const Scan *scan, gsize at, Part *part)
{
    gboolean was_lower = FALSE;
    memset(part, 0, sizeof *part);
    part->start = at;
    while (at < scan->length) {
        gsize n;
        gunichar c = char_at(scan, at, &n);
        if (!is_alnum(c) && (c < 0x80 || !g_unichar_ismark(c) || at == part->start))
            break;
        if (c < 0x80)
            part_add_ascii(part, (guchar)c, &was_lower);
        else if (!g_unichar_ismark(c))
            part_add(part, c, &was_lower);
        at += n;
    }
    part->end = at;
    return at;
}

/* Reads the word that begins at @at. Returns: its end; @ret_n_parts >= 1. */
static gsize read_word(const Scan *scan, gsize at, Part *parts, guint *ret_n_parts)
{
    guint n_parts = 0;
    gunichar joint = 0;
    for (;;) {
        at = read_part(scan, at, &parts[n_parts]);
        parts[n_parts++].joint = joint;
        if (at >= scan->length || n_parts == MAX_PARTS)
            break;
        gsize n;
        joint = char_at(scan, at, &n);
        if (!is_joint(scan, at, joint, n))
            break;
        at += n;
    }
    *ret_n_parts = n_parts;
    return at;
}

static gboolean part_is_name(const Part *part)
{
    gboolean capitals = part->n_upper >= 2 && part->n_upper + part->plural == part->n_chars;
    return part->inner_upper || capitals || (part->n_upper > 0 && part->n_digits > 0);
}

static gboolean part_is_short(const Part *part)
{
    return part->n_chars == 1 || part->n_digits == part->n_chars;
}

/* The surface form that is stemmed: without the plural of an acronym, and without the digits (and
 * one letter) after three or more ASCII letters. */
static void part_surface(const Part *part, char *ret_surface)
{
    gsize n = part->n_folded - part->plural;
    memcpy(ret_surface, part->folded, n);
    ret_surface[n] = '\0';
    gsize letters = 0;
    while (letters < n && g_ascii_islower(ret_surface[letters]))
        letters++;
    gsize end = letters;
    while (end < n && g_ascii_isdigit(ret_surface[end]))
        end++;
    gboolean digits = end > letters;
    if (end + 1 == n && g_ascii_islower(ret_surface[end]))
        end++;
    if (letters >= 3 && digits && end == n)
        ret_surface[letters] = '\0';
}

static void add_token(Scan *scan, guint term, gsize start, gsize end, gboolean is_name)
{
    AssayTermToken token = {
        .term = term,
        .start_byte = (guint32)start,
        .n_bytes = (guint32)(end - start),
        .initial = g_utf8_get_char(assay_vocabulary_text(scan->vocabulary, term)),
        .is_name = is_name,
    };
    g_array_append_val(scan->terms->tokens, token);
}

static void add_joined(Scan *scan, const char *word, gsize n_word)
{
    guint32 term = assay_vocabulary_add_stem(scan->vocabulary, word, n_word);
    g_array_append_val(scan->terms->joined, term);
}

static void add_acronym(Scan *scan, const Part *part)
{
    guint n = part->n_chars - part->plural;
    GPtrArray *acronyms = scan->terms->acronyms;
    if (part->n_upper < 2 || part->n_digits > 0 || part->other || n < ASSAY_TERMS_MIN_ACRONYM ||
        n > ASSAY_TERMS_MAX_ACRONYM || acronyms->len >= ASSAY_TERMS_MAX_ACRONYMS)
        return;
    char surface[PART_BYTES + 1];
    part_surface(part, surface);
    for (guint i = 0; i < acronyms->len; i++)
        if (strcmp(acronyms->pdata[i], surface) == 0)
            return;
    g_ptr_array_add(acronyms, assay_vocabulary_keep(scan->vocabulary, surface));
}

/* SoftMoE also holds soft and moe: every piece of three letters, every head and tail. */
static void add_camel(Scan *scan, const Part *part)
{
    gsize cuts[MAX_CAMEL + 1];
    guint n_cuts = 0;
    if (part->n_upper == 0 || part->other || part->n_folded != part->end - part->start)
        return;
    const char *written = scan->text + part->start;
    gsize n = part->n_folded;
    cuts[n_cuts++] = 0;
    for (gsize i = 1; i < n && n_cuts < MAX_CAMEL; i++) {
        gboolean upper = g_ascii_isupper(written[i]);
        gboolean starts = upper && (!g_ascii_isupper(written[i - 1]) ||
                                    (i + 1 < n && g_ascii_islower(written[i + 1])));
        if (starts)
            cuts[n_cuts++] = i;
    }
    cuts[n_cuts] = n;
    for (guint i = 0; n_cuts > 1 && i < n_cuts; i++) {
        gsize n_piece = cuts[i + 1] - cuts[i];
        if (n_piece >= 3)
            add_joined(scan, part->folded + cuts[i], n_piece);
        if (i > 0) {
            add_joined(scan, part->folded, cuts[i]);
            add_joined(scan, part->folded + cuts[i], n - cuts[i]);
        }
    }
}

/* Returns: bytes of @ret_joined. */
static gsize join_parts(const Part *parts, guint n_parts, char *ret_joined)
{
    gsize length = 0;
    for (guint i = 0; i < n_parts; i++) {
        gsize n = MIN(parts[i].n_folded, PART_BYTES - length);
        memcpy(ret_joined + length, parts[i].folded, n);
        length += n;
    }
    ret_joined[length] = '\0';
    return length;
}

/* A compound with a number or a single letter in it: GPT-4 is gpt, but IL-6 is il6. Returns: TRUE
 * if it became one term; FALSE if its longer parts are the terms. */
static gboolean add_short_compound(Scan *scan, const Part *parts, guint n_parts)
{
    gboolean any_short = FALSE;
    gboolean all_long = TRUE;
    guint n_heads = 0;
    for (guint i = 0; i < n_parts; i++) {
        if (part_is_short(&parts[i])) {
            any_short = TRUE;
        } else {
            n_heads++;
            all_long &= parts[i].n_chars >= 3;
        }
    }
    char joined[PART_BYTES + 1];
    gsize n_joined = join_parts(parts, n_parts, joined);
    if (!any_short || (n_heads > 0 && (all_long || n_joined > MAX_SHORT_COMPOUND)))
        return FALSE;
    gboolean digits_only = strspn(joined, "0123456789") == n_joined;
    gboolean is_name = FALSE;
    for (guint i = 0; i < n_parts; i++)
        is_name |= parts[i].n_upper > 0;
    if (!digits_only)
        add_token(scan, assay_vocabulary_stem(scan->vocabulary, joined), parts[0].start,
                  parts[n_parts - 1].end, is_name);
    return TRUE;
}

static void add_parts(Scan *scan, const Part *parts, guint n_parts)
{
    gboolean compound_name = FALSE;
    for (guint i = 0; n_parts > 1 && i < n_parts; i++) {
        gboolean capital = parts[i].n_upper > 0 && parts[i].n_digits == 0;
        compound_name |= part_is_name(&parts[i]) || (i > 0 && capital);
    }
    for (guint i = 0; i < n_parts; i++) {
        const Part *part = &parts[i];
        if (part->n_digits == part->n_chars || (n_parts > 1 && part->n_chars == 1))
            continue;
        char surface[PART_BYTES + 1];
        part_surface(part, surface);
        gboolean is_name = part_is_name(part) || (compound_name && part->n_upper > 0);
        add_token(scan, assay_vocabulary_stem(scan->vocabulary, surface), parts[0].start,
                  parts[n_parts - 1].end, is_name);
        add_acronym(scan, part);
        add_camel(scan, part);
    }
}

/* Notes the word, and with the one before it the pair. */
static void add_single(Scan *scan, const char *folded, gsize n_folded)
{
    AssayTerms *terms = scan->terms;
    guint32 n = (guint32)n_folded;
    guint32 n_first = (guint32)scan->n_previous;
    AssayTermPair pair = {(guint32)terms->words->len - n_first, n_first, n_first + n};
    if (n_first > 0)
        g_array_append_val(terms->pairs, pair);
    g_string_append_len(terms->words, folded, n);
    scan->n_previous = n;
}

static void add_word(Scan *scan, const Part *parts, guint n_parts)
{
    char joined[PART_BYTES + 1];
    if (n_parts == 2 && parts[1].joint == '@' && parts[1].n_chars <= 3) {
        gsize n = parts[0].n_folded;
        memcpy(joined, parts[0].folded, n);
        joined[n] = '@';
        add_token(scan, assay_vocabulary_add(scan->vocabulary, joined, n + 1), parts[0].start,
                  parts[1].end, TRUE);
        scan->n_previous = 0;
        return;
    }
    if (n_parts > 1) {
        add_joined(scan, joined, join_parts(parts, n_parts, joined));
        scan->n_previous = 0;
    } else {
        add_single(scan, parts[0].folded, parts[0].n_folded);
    }
    if (n_parts == 1 || !add_short_compound(scan, parts, n_parts))
        add_parts(scan, parts, n_parts);
}

/* Most words: small ASCII letters, and nothing behind them that joins. Returns: its end, or @at. */
static gsize read_plain(const Scan *scan, gsize at)
{
    gsize end = at;
    while (end < scan->length && g_ascii_islower(scan->text[end]))
        end++;
    guchar next = end < scan->length ? (guchar)scan->text[end] : ' ';
    gboolean ends = next < 0x80 && !g_ascii_isalnum((gchar)next) && next != '-' && next != '_' &&
                    next != '@' && next != '\'';
    return ends && end - at <= PART_BYTES ? end : at;
}

/* What add_word comes to for such a word. */
static void add_plain(Scan *scan, gsize start, gsize end)
{
    const char *word = scan->text + start;
    add_single(scan, word, end - start);
    add_token(scan, assay_vocabulary_add_stem(scan->vocabulary, word, end - start), start, end,
              FALSE);
}

/* Steps over "'s" at @at. */
static gsize skip_genitive(const Scan *scan, gsize at)
{
    gsize n;
    if (at >= scan->length)
        return at;
    gunichar c = char_at(scan, at, &n);
    if ((c != '\'' && c != 0x2019) || at + n >= scan->length || scan->text[at + n] != 's')
        return at;
    gsize next = at + n + 1;
    gsize ignored;
    if (next < scan->length && is_alnum(char_at(scan, next, &ignored)))
        return at;
    return next;
}

AssayTerms *assay_terms_new(AssayVocabulary *vocabulary, const char *text, gsize length)
{
    AssayTerms *terms = g_new0(AssayTerms, 1);
    guint n_words = (guint)(MIN(length, ASSAY_TERMS_MAX_TEXT_BYTES) / BYTES_OF_WORD) + 1;
    terms->tokens = g_array_sized_new(FALSE, FALSE, sizeof(AssayTermToken), n_words);
    terms->joined = g_array_sized_new(FALSE, FALSE, sizeof(guint32), n_words);
    terms->acronyms = g_ptr_array_new();
    terms->words = g_string_sized_new(MIN(length, ASSAY_TERMS_MAX_TEXT_BYTES) + 1);
    terms->pairs = g_array_sized_new(FALSE, FALSE, sizeof(AssayTermPair), n_words);
    Scan scan = {.vocabulary = vocabulary,
                 .terms = terms,
                 .text = text,
                 .length = MIN(length, ASSAY_TERMS_MAX_TEXT_BYTES)};
    Part parts[MAX_PARTS];
    gsize at = 0;
    while (at < scan.length) {
        gsize n;
        if (!is_alnum(char_at(&scan, at, &n))) {
            at += n;
            continue;
        }
        gsize plain_end = read_plain(&scan, at);
        if (plain_end > at) {
            add_plain(&scan, at, plain_end);
            at = plain_end;
            continue;
        }
        guint n_parts;
        at = skip_genitive(&scan, read_word(&scan, at, parts, &n_parts));
        add_word(&scan, parts, n_parts);
    }
    return terms;
}

void assay_terms_join_pairs(AssayVocabulary *vocabulary, AssayTerms *terms,
                            const AssayPrefixes *known, const AssayPrefixes *more)
{
    for (guint i = 0; i < terms->pairs->len; i++) {
        const AssayTermPair *pair = &g_array_index(terms->pairs, AssayTermPair, i);
        const char *word = terms->words->str + pair->start;
        gsize n_looked_at = MIN(pair->n_first + PAIR_LOOK_BYTES, pair->n_bytes - 1);
        if ((known == NULL && more == NULL) ||
            (known != NULL && assay_prefixes_may_have(known, word, n_looked_at)) ||
            (more != NULL && assay_prefixes_may_have(more, word, n_looked_at))) {
            guint32 term = assay_vocabulary_add_stem(vocabulary, word, pair->n_bytes);
            g_array_append_val(terms->joined, term);
        }
    }
}

void assay_terms_free(AssayTerms *terms)
{
    if (terms == NULL)
        return;
    g_array_unref(terms->tokens);
    g_array_unref(terms->joined);
    g_ptr_array_unref(terms->acronyms);
    g_string_free(terms->words, TRUE);
    g_array_unref(terms->pairs);
    g_free(terms);
}

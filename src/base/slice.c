/* slice.c: see slice.h. */
#include "base/slice.h"

#include <string.h>

#include "base/bytes16.h"

AssaySlice assay_slice_from(const char *text)
{
    return (AssaySlice){text, text == NULL ? 0 : strlen(text)};
}

AssaySlice assay_slice_sub(AssaySlice slice, gsize start, gsize end)
{
    end = MIN(end, slice.length);
    start = MIN(start, end);
    return (AssaySlice){slice.data == NULL ? NULL : slice.data + start, end - start};
}

gboolean assay_slice_equal(AssaySlice a, AssaySlice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

gboolean assay_slice_has_prefix(AssaySlice slice, AssaySlice prefix)
{
    return slice.length >= prefix.length &&
           (prefix.length == 0 || memcmp(slice.data, prefix.data, prefix.length) == 0);
}

gssize assay_slice_find(AssaySlice slice, AssaySlice needle, gsize from)
{
    if (from > slice.length)
        return -1;
    if (needle.length == 0)
        return (gssize)from;
    if (needle.length > slice.length - from)
        return -1;
    const char *found = memmem(slice.data + from, slice.length - from, needle.data, needle.length);
    return found == NULL ? -1 : (gssize)(found - slice.data);
}

gboolean assay_slice_has_letter(AssaySlice slice)
{
    for (const char *at = slice.data; at < slice.data + slice.length; at = assay_utf8_next(at))
        if (g_ascii_isalpha(*at) || ((guchar)*at >= 0x80 && g_unichar_isalpha(g_utf8_get_char(at))))
            return TRUE;
    return FALSE;
}

gboolean assay_text_is_space(gunichar character)
{
    /* g_unichar_isspace leaves out VT, NEL and the no-break spaces that pages are full of. */
    if (character < 0x80)
        return character == ' ' || (character >= 0x09 && character <= 0x0D);
    return character == 0x85 || character == 0xA0 || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200A) || character == 0x2028 ||
           character == 0x2029 || character == 0x202F || character == 0x205F || character == 0x3000;
}

static gboolean is_visible_ascii(char c)
{
    return c > 0x20 && c < 0x7F;
}

AssaySlice assay_slice_trim(AssaySlice slice)
{
    if (slice.length == 0 ||
        (is_visible_ascii(slice.data[0]) && is_visible_ascii(slice.data[slice.length - 1])))
        return slice;
    const char *start = slice.data;
    const char *end = slice.data + slice.length;
    while (start < end) {
        gunichar c = g_utf8_get_char_validated(start, end - start);
        if (c >= (gunichar)-2 || !assay_text_is_space(c))
            break;
        start = assay_utf8_next(start);
    }
    while (end > start) {
        const char *before = g_utf8_find_prev_char(start, end);
        if (before == NULL)
            break;
        gunichar c = g_utf8_get_char_validated(before, end - before);
        if (c >= (gunichar)-2 || !assay_text_is_space(c))
            break;
        end = before;
    }
    return (AssaySlice){start, (gsize)(end - start)};
}

static gboolean is_xml_character(gunichar c)
{
    return c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0xD7FF) ||
           (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

/* Bytes that are not one of 0x20 to 0x7E. */
static AssayBytes16 unprintable(AssayBytes16 bytes)
{
    return (AssayBytes16)(bytes - 0x20 > 0x7E - 0x20);
}

gsize assay_ascii_words(const char *text, gsize length)
{
    gsize i = 0;
    while (i + ASSAY_BYTES16 <= length && !assay_bytes16_any(unprintable(assay_bytes16(text + i))))
        i += ASSAY_BYTES16;
    return i;
}

/* The 16 bytes at @at and the one after them are ASCII, and no two of them spaces in a row. */
static gboolean is_folded_word(const char *at)
{
    AssayBytes16 bytes = assay_bytes16(at), next = assay_bytes16(at + 1);
    return !assay_bytes16_any(unprintable(bytes) | unprintable(next) |
                              (AssayBytes16)((bytes == ' ') & (next == ' ')));
}

/* How many bytes at the start of @text, in whole words of 16 with a byte after them, are ASCII and
 * folded. */
static gsize folded_words(AssaySlice text)
{
    gsize i = 0;
    while (i + ASSAY_BYTES16 < text.length && is_folded_word(text.data + i))
        i += ASSAY_BYTES16;
    return i;
}

static gboolean is_folded_ascii(AssaySlice text)
{
    /* Most values are clean ASCII already: then there is nothing to do but copy. */
    if (text.length > ASSAY_BYTES16)
        return text.data[0] != ' ' && text.data[text.length - 1] != ' ' &&
               folded_words(text) + ASSAY_BYTES16 >= text.length &&
               is_folded_word(text.data + text.length - ASSAY_BYTES16 - 1);
    gboolean was_space = TRUE;
    for (gsize i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 || c >= 0x7F)
            return FALSE;
        if (c == ' ' && was_space)
            return FALSE;
        was_space = c == ' ';
    }
    return text.length == 0 || !was_space;
}

/* Latin letters, punctuation and arrows that NFC leaves alone, wherever they stand: none of them
 * combines or is a singleton (Unicode, DerivedNormalizationProps, NFC_Quick_Check). */
static gboolean is_composed_anywhere(gunichar c)
{
    return c < 0x300 || (c >= 0x2002 && c <= 0x20CF) || (c >= 0x2100 && c <= 0x2125) ||
           (c >= 0x2190 && c <= 0x2328);
}

/* Valid, and in NFC as it is. FALSE says nothing. */
static gboolean is_composed(AssaySlice text)
{
    if (!g_utf8_validate(text.data, (gssize)text.length, NULL))
        return FALSE;
    for (gsize i = 0; i < text.length;) {
        const char *p = text.data + i;
        if ((guchar)*p < 0x80)
            i += MAX(assay_ascii_words(p, text.length - i), 1);
        else if (is_composed_anywhere(g_utf8_get_char(p)))
            i += (gsize)(assay_utf8_next(p) - p);
        else
            return FALSE;
    }
    return TRUE;
}

/* Folds the white space of the valid @text in its place, and takes out what XML cannot hold. */
static void fold_space(char *text, gsize length)
{
    gsize n = 0, width; /* n: bytes that are kept; never more than have been read */
    gboolean pending_space = FALSE;
    for (gsize i = 0; i < length; i += width) {
        const char *p = text + i;
        width = (gsize)(assay_utf8_next(p) - p);
        gunichar c = width == 1 ? (gunichar)(guchar)*p : g_utf8_get_char(p);
        if (assay_text_is_space(c)) {
            pending_space = n > 0;
            continue;
        }
        if (!is_xml_character(c))
            continue;
        if (pending_space)
            text[n++] = ' ';
        pending_space = FALSE;
        if (width == 1)
            width = MAX(folded_words((AssaySlice){p, length - i}), 1);
        if (n != i)
            memmove(text + n, p, width);
        n += width;
        if (text[n - 1] == ' ') { /* the last of folded words */
            pending_space = TRUE;
            n--;
        }
    }
    text[n] = '\0';
}

static char *copy_of(AssayArena *arena, AssaySlice text)
{
    return arena != NULL ? assay_arena_strndup(arena, text.data, text.length)
                         : g_strndup(text.data, text.length);
}

static char *normalise(AssayArena *arena, AssaySlice text)
{
    if (text.data == NULL)
        return copy_of(arena, ASSAY_SLICE(""));
    if (is_folded_ascii(text))
        return copy_of(arena, text);
    if (is_composed(text)) {
        char *folded = copy_of(arena, text);
        fold_space(folded, text.length);
        return folded;
    }
    g_autofree char *valid = g_utf8_make_valid(text.data, (gssize)text.length);
    fold_space(valid, strlen(valid));
    /* Last, since what was dropped may have stood between a letter and its accent. */
    char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    if (arena == NULL)
        return composed;
    char *kept = assay_arena_strdup(arena, composed);
    g_free(composed);
    return kept;
}

char *assay_text_normalise(AssaySlice text)
{
    return normalise(NULL, text);
}

char *assay_text_normalise_into(AssayArena *arena, AssaySlice text)
{
    return normalise(arena, text);
}

/* Second bytes of U+0080 to U+00BF that are letters or digits, or hold one or a mark. */
static const guchar latin_parts[] = {0xA8, 0xAA, 0xAF, 0xB2, 0xB3, 0xB4, 0xB5,
                                     0xB8, 0xB9, 0xBA, 0xBC, 0xBD, 0xBE};

/* Signs of three bytes that are no letters and hold none, in ranges, as bytes: dashes, quotation
 * marks and dots; arrows; minus and asterisk; bullets; check marks and crosses. */
static gboolean is_sign(const guchar *at)
{
    switch (at[1]) {
    case 0x80: /* U+2010 to U+2027 but one */
        return at[2] >= 0x90 && at[2] <= 0xA7 && at[2] != 0x97;
    case 0x86: /* U+2190 to U+2199 */
        return at[2] >= 0x90 && at[2] <= 0x99;
    case 0x88: /* U+2212 to U+221A */
        return at[2] >= 0x92 && at[2] <= 0x9A;
    case 0x89: /* U+2264, U+2265 */
        return at[2] == 0xA4 || at[2] == 0xA5;
    case 0x96: /* U+2580 to U+25FF */
    case 0x97:
        return at[2] >= 0x80 && at[2] <= 0xBF;
    case 0x9C: /* U+2700 to U+273F */
        return at[2] >= 0x80 && at[2] <= 0xBF;
    default:
        return FALSE;
    }
}

/* What is left of the character at @at, lower case, in @ret_key.
 * Returns: its bytes; 0 where only Unicode's tables know. */
static gsize fold_common(const guchar *at, gsize left, guchar ret_key[2], gsize *ret_length)
{
    *ret_length = 0;
    /* U+00C0 to U+00FF: letters but for the two signs; sharp s is two. */
    if (*at == 0xC3 && left >= 2 && at[1] >= 0x80 && at[1] <= 0xBF && at[1] != 0x9F) {
        *ret_length = at[1] == 0x97 || at[1] == 0xB7 ? 0 : 2;
        ret_key[0] = 0xC3;
        ret_key[1] = (guchar)(at[1] | 0x20);
        return 2;
    }
    if (*at == 0xC2 && left >= 2 && at[1] >= 0x80 && at[1] <= 0xBF)
        return memchr(latin_parts, at[1], sizeof latin_parts) == NULL ? 2 : 0;
    return *at == 0xE2 && left >= 3 && is_sign(at) ? 3 : 0;
}

/* The key of Latin text, quickly. Returns: (owned), or NULL where only Unicode's tables know it. */
static char *fold_key_of_latin(AssaySlice text)
{
    g_autofree char *key = g_malloc(text.length + 1);
    gsize n = 0;
    for (gsize i = 0; i < text.length;) {
        char c = text.data[i];
        if ((guchar)c < 0x80) {
            if (g_ascii_isalnum(c))
                key[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            i++;
            continue;
        }
        guchar folded[2];
        gsize length = 0;
        gsize used = fold_common((const guchar *)text.data + i, text.length - i, folded, &length);
        if (used == 0)
            return NULL;
        for (gsize k = 0; k < length; k++)
            key[n++] = (char)folded[k];
        i += used;
    }
    key[n] = '\0';
    return g_steal_pointer(&key);
}

char *assay_text_fold_key(AssaySlice text)
{
    char *quick = fold_key_of_latin(text);
    if (quick != NULL)
        return quick;
    g_autofree char *valid = g_utf8_make_valid(text.data == NULL ? "" : text.data,
                                               (gssize)text.length);
    g_autofree char *compat = g_utf8_normalize(valid, -1, G_NORMALIZE_NFKC);
    g_autofree char *lower = g_utf8_casefold(compat, -1);
    GString *key = g_string_sized_new(strlen(lower));
    for (const char *p = lower; *p != '\0'; p = assay_utf8_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c) || g_unichar_ismark(c))
            g_string_append_len(key, p, assay_utf8_next(p) - p);
    }
    return g_string_free(key, FALSE);
}

char *assay_text_printable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *line = g_string_sized_new(strlen(valid));
    for (char *c = valid; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        gboolean is_plain = is_xml_character(character) && !g_unichar_iscntrl(character);
        g_string_append_unichar(line, is_plain ? character : 0xfffd);
    }
    return g_string_free(line, FALSE);
}

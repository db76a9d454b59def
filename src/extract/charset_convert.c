/* charset_convert.c: see charset_convert.h. */
#include "extract/charset_convert.h"

#include <iconv.h>
#include <string.h>
#include <errno.h>

#include "base/bytes16.h"
#include "extract/extract.h"

#define REPLACEMENT       "\xEF\xBF\xBD"
#define REPLACEMENT_BYTES ((gsize)3)
#define MAX_SEQUENCE      8u /* bytes of one character, escape sequence included */

typedef struct {
    const guint8 *bytes;
    gsize size, at;
    AssayConverted *out;
} Conversion;

static void begin_run(Conversion *c, gsize text_unit, gsize source_unit)
{
    AssayConverted *out = c->out;
    if (out->map->len > 0) {
        const AssayCharsetRun *last = &g_array_index(out->map, AssayCharsetRun, out->map->len - 1);
        gsize n_units = (out->text->len - last->text) / last->text_unit;
        if (last->text_unit == text_unit && last->source_unit == source_unit &&
            last->source + n_units * source_unit == c->at)
            return;
    }
    AssayCharsetRun run = {(guint32)out->text->len, (guint32)c->at, (guint8)text_unit,
                           (guint8)source_unit};
    g_array_append_val(out->map, run);
}

/* @length bytes of text that stand for the next @n_source bytes. */
static void put(Conversion *c, const char *text, gsize length, gsize n_source)
{
    begin_run(c, length, n_source);
    g_string_append_len(c->out->text, text, (gssize)length);
    c->at += n_source;
}

static void put_replacement(Conversion *c, gsize n_source)
{
    c->out->had_errors = TRUE;
    put(c, REPLACEMENT, REPLACEMENT_BYTES, n_source);
}

static void put_character(Conversion *c, gunichar character, gsize n_source)
{
    char text[6];
    if (character == 0)
        put_replacement(c, n_source);
    else
        put(c, text, (gsize)g_unichar_to_utf8(character, text), n_source);
}

/* @length bytes taken over as they are. */
static void put_same(Conversion *c, gsize length)
{
    if (length == 0)
        return;
    begin_run(c, 1, 1);
    g_string_append_len(c->out->text, (const char *)c->bytes + c->at, (gssize)length);
    c->at += length;
}

/* ---- UTF-8 ---- */

typedef enum { SEQUENCE_VALID, SEQUENCE_INVALID, SEQUENCE_CUT } SequenceResult;

/* The sequence at @p: its length, or that of the maximal subpart that could have begun one. */
static SequenceResult utf8_sequence(const guint8 *p, gsize left, gsize *ret_length)
{
    guint8 lead = p[0], low = 0x80, high = 0xBF;
    gsize n = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    *ret_length = 1;
    if (n == 0 || lead > 0xF4)
        return SEQUENCE_INVALID;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    for (gsize i = 1; i < n; i++) {
        *ret_length = i;
        if (i >= left)
            return SEQUENCE_CUT;
        if (p[i] < low || p[i] > high)
            return SEQUENCE_INVALID;
        low = 0x80;
        high = 0xBF;
    }
    *ret_length = n;
    return SEQUENCE_VALID;
}

/* The end of the ASCII without NULs that begins at @at. */
static gsize ascii_end(const guint8 *bytes, gsize size, gsize at)
{
    for (; at + ASSAY_BYTES16 <= size; at += ASSAY_BYTES16) {
        AssayBytes16 b = assay_bytes16((const char *)bytes + at);
        if (assay_bytes16_any((AssayBytes16)((b >= 0x80) | (b == 0))))
            break;
    }
    while (at < size && bytes[at] < 0x80 && bytes[at] != 0)
        at++;
    return at;
}

/* How many bytes from @at on are good as they are: valid, and no NUL. */
static gsize utf8_good_run(const guint8 *bytes, gsize size, gsize at)
{
    gsize start = at, length = 0;
    for (;;) {
        at = ascii_end(bytes, size, at);
        if (at >= size || bytes[at] == 0)
            break;
        /* Where one character is beyond ASCII, the next mostly is as well. */
        for (; at < size && bytes[at] >= 0x80; at += length)
            if (utf8_sequence(bytes + at, size - at, &length) != SEQUENCE_VALID)
                return at - start;
    }
    return at - start;
}

static void convert_utf8(Conversion *c)
{
    while (c->at < c->size) {
        put_same(c, utf8_good_run(c->bytes, c->size, c->at));
        if (c->at >= c->size)
            break;
        gsize length = 1;
        if (utf8_sequence(c->bytes + c->at, c->size - c->at, &length) == SEQUENCE_CUT)
            break;
        put_replacement(c, length);
    }
}

void assay_charset_utf8_counts(const guint8 *bytes, gsize size, gsize *ret_n_valid,
                               gsize *ret_n_invalid)
{
    gsize n_valid = 0, n_invalid = 0, length = 1;
    for (gsize at = 0; at < size; at += length) {
        length = 1;
        if (bytes[at] < 0x80) {
            length = MAX(ascii_end(bytes, size, at) - at, 1);
            continue;
        }
        switch (utf8_sequence(bytes + at, size - at, &length)) {
        case SEQUENCE_VALID:
            n_valid++;
            break;
        case SEQUENCE_INVALID:
            n_invalid++;
            break;
        case SEQUENCE_CUT:
            break;
        }
    }
    *ret_n_valid = n_valid;
    *ret_n_invalid = n_invalid;
}

/* ---- UTF-16 and UTF-32 ---- */

static guint32 unit_at(const Conversion *c, gsize offset, gsize width, gboolean big)
{
    guint32 unit = 0;
    for (gsize i = 0; i < width; i++)
        unit = unit << 8 | c->bytes[c->at + offset + (big ? i : width - 1 - i)];
    return unit;
}

static void convert_utf16(Conversion *c, gboolean big)
{
    while (c->size - c->at >= 2) {
        guint32 unit = unit_at(c, 0, 2, big);
        if (unit < 0xD800 || unit > 0xDFFF) {
            put_character(c, unit, 2);
            continue;
        }
        if (unit < 0xDC00 && c->size - c->at < 4)
            return; /* a pair that the end cuts off */
        guint32 second = unit < 0xDC00 ? unit_at(c, 2, 2, big) : 0;
        if (second >= 0xDC00 && second <= 0xDFFF)
            put_character(c, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00), 4);
        else
            put_replacement(c, 2);
    }
}

static void convert_utf32(Conversion *c, gboolean big)
{
    while (c->size - c->at >= 4) {
        guint32 unit = unit_at(c, 0, 4, big);
        if (unit > 0x10FFFF || (unit >= 0xD800 && unit <= 0xDFFF))
            put_replacement(c, 4);
        else
            put_character(c, unit, 4);
    }
}

/* ---- Everything else, by iconv ---- */

/* One character of @n bytes. @is_whole: also what iconv holds back in case a combining character
 * follows. Returns: bytes of UTF-8; 0 with errno set when there is no such character. */
static gsize iconv_character(iconv_t cd, const guint8 *bytes, gsize n, gboolean is_whole, char *out,
                             gsize out_size)
{
    char in[MAX_SEQUENCE];
    memcpy(in, bytes, n);
    char *in_at = in, *out_at = out;
    gsize in_left = n, out_left = out_size;
    errno = 0;
    if (iconv(cd, &in_at, &in_left, &out_at, &out_left) == (gsize)-1)
        return 0;
    if (is_whole)
        iconv(cd, NULL, NULL, &out_at, &out_left);
    return out_size - out_left;
}

/* Where glibc's tables and the standard's indexes differ. */
static const struct {
    const char *charset;
    guint16 bytes; /* one, or two with the first one higher */
    gunichar character;
} exceptions[] = {
    {"koi8-u", 0xAE, 0x045E},       {"koi8-u", 0xBE, 0x040E},    {"x-mac-cyrillic", 0xFF, 0x20AC},
    {"windows-1255", 0xCA, 0x05BA}, {"macintosh", 0xC6, 0x2206}, {"macintosh", 0xF0, 0xF8FF},
    {"big5", 0xA145, 0x2027},       {"big5", 0xA14E, 0xFE51},    {"big5", 0xA15A, 0x2574},
    {"big5", 0xA1C2, 0x00AF},       {"big5", 0xA1C3, 0xFFE3},    {"big5", 0xA1C5, 0x02CD},
    {"big5", 0xA1E3, 0xFF5E},       {"big5", 0xA1F2, 0x2295},    {"big5", 0xA1F3, 0x2299},
    {"big5", 0xA1FE, 0xFF0F},       {"big5", 0xA240, 0xFF3C},    {"big5", 0xA241, 0x2215},
    {"big5", 0xA242, 0xFE68},       {"big5", 0xA244, 0xFFE5},    {"big5", 0xA246, 0xFFE0},
    {"big5", 0xA247, 0xFFE1},       {"big5", 0xA2CC, 0x5341},    {"big5", 0xA2CE, 0x5345},
    {"big5", 0xA3E1, 0x20AC},
};

static gunichar exception_for(const AssayCharset *charset, guint bytes)
{
    for (gsize i = 0; i < G_N_ELEMENTS(exceptions); i++)
        if (exceptions[i].bytes == bytes && strcmp(exceptions[i].charset, charset->name) == 0)
            return exceptions[i].character;
    return 0;
}

static gunichar single_by_rule(const AssayCharset *charset, guint8 byte)
{
    if (charset->iconv == NULL) /* x-user-defined */
        return byte < 0x80 ? byte : 0xF700u + byte;
    return byte < 0x80 ? byte : exception_for(charset, byte);
}

static void fill_single_table(const AssayCharset *charset, gunichar table[256])
{
    iconv_t cd = charset->iconv == NULL ? (iconv_t)-1 : iconv_open("UTF-8", charset->iconv);
    for (guint i = 0; i < 256; i++) {
        guint8 byte = (guint8)i;
        char out[16] = "";
        table[i] = single_by_rule(charset, byte);
        if (table[i] == 0 && cd != (iconv_t)-1 &&
            iconv_character(cd, &byte, 1, TRUE, out, sizeof out - 1) > 0)
            table[i] = g_utf8_get_char(out);
        /* The standard has the C1 controls where the Windows code pages have holes. */
        if (table[i] == 0 && i >= 0x80 && i < 0xA0 && g_str_has_prefix(charset->name, "windows-"))
            table[i] = i;
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
}

static gsize ascii_run(const Conversion *c)
{
    return ascii_end(c->bytes, c->size, c->at) - c->at;
}

static void convert_single(Conversion *c, const AssayCharset *charset)
{
    gunichar table[256];
    fill_single_table(charset, table);
    while (c->at < c->size) {
        put_same(c, ascii_run(c));
        if (c->at < c->size)
            put_character(c, table[c->bytes[c->at]], 1);
    }
}

/* The next character of a multi-byte encoding: as few bytes as make one. */
static void convert_one(Conversion *c, iconv_t cd, gboolean is_stateful)
{
    char out[32];
    gsize left = c->size - c->at, n = 0, length = 0;
    const guint8 *p = c->bytes + c->at;
    while (length == 0 && n < MIN(left, MAX_SEQUENCE)) {
        n++;
        length = iconv_character(cd, p, n, !is_stateful, out, sizeof out);
        if (length == 0 && errno == EILSEQ) {
            /* An ASCII byte after a lead byte was not part of it. */
            put_replacement(c, n >= 2 && p[1] >= 0x80 && !is_stateful ? 2 : 1);
            return;
        }
        if (length == 0 && errno == 0)
            continue; /* an escape sequence: it goes with the character behind it */
    }
    if (length == 0 && n < MAX_SEQUENCE) {
        c->at = c->size; /* cut off by the end */
    } else if (length == 0 || memchr(out, '\0', length) != NULL) {
        put_replacement(c, n);
    } else {
        put(c, out, length, n);
    }
}

static void convert_multi(Conversion *c, const AssayCharset *charset)
{
    gboolean is_stateful = charset->kind == ASSAY_CHARSET_STATEFUL;
    iconv_t cd = iconv_open("UTF-8", charset->iconv);
    gboolean is_big5 = strcmp(charset->name, "big5") == 0;
    gboolean is_gb = strcmp(charset->iconv, "GB18030") == 0;
    while (c->at < c->size) {
        if (!is_stateful)
            put_same(c, ascii_run(c));
        if (c->at >= c->size)
            break;
        gunichar exception = 0;
        if (is_big5 && c->size - c->at >= 2)
            exception = exception_for(charset, (guint)c->bytes[c->at] << 8 | c->bytes[c->at + 1]);
        if (exception != 0)
            put_character(c, exception, 2);
        else if (is_gb && c->bytes[c->at] == 0x80)
            put_character(c, 0x20AC, 1); /* the standard's one addition to GB18030 */
        else if (cd == (iconv_t)-1)
            put_replacement(c, 1); /* a libc without its tables */
        else
            convert_one(c, cd, is_stateful);
    }
    if (cd != (iconv_t)-1)
        iconv_close(cd);
}

/* One run, byte for byte: no map is needed. */
static gboolean is_same(const GArray *map)
{
    if (map->len != 1)
        return map->len == 0;
    const AssayCharsetRun *only = &g_array_index(map, AssayCharsetRun, 0);
    return only->text_unit == 1 && only->source_unit == 1;
}

AssayConverted assay_charset_convert(const AssayCharset *charset, const guint8 *bytes, gsize size,
                                     gsize skip)
{
    AssayConverted out = {.text = g_string_sized_new(size - skip + 1 + ASSAY_DECODED_PADDING),
                          .map = g_array_new(FALSE, FALSE, sizeof(AssayCharsetRun))};
    Conversion c = {bytes, size, skip, &out};
    switch (charset->kind) {
    case ASSAY_CHARSET_UTF8:
        convert_utf8(&c);
        break;
    case ASSAY_CHARSET_UTF16LE:
    case ASSAY_CHARSET_UTF16BE:
        convert_utf16(&c, charset->kind == ASSAY_CHARSET_UTF16BE);
        break;
    case ASSAY_CHARSET_UTF32LE:
    case ASSAY_CHARSET_UTF32BE:
        convert_utf32(&c, charset->kind == ASSAY_CHARSET_UTF32BE);
        break;
    case ASSAY_CHARSET_SINGLE:
        convert_single(&c, charset);
        break;
    case ASSAY_CHARSET_MULTI:
    case ASSAY_CHARSET_STATEFUL:
        convert_multi(&c, charset);
        break;
    case ASSAY_CHARSET_REPLACEMENT:
        if (size > skip) /* units are bytes: a run that claims the rest would not fit */
            put_replacement(&c, 1);
        break;
    }
    if (is_same(out.map)) {
        g_array_unref(out.map);
        out.map = NULL;
    }
    return out;
}

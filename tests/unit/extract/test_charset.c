/* Encodings: how they are found, what they decode to, and the way back to the bytes. */
#include "extract/extract.h"

#include <string.h>

static AssayDecoded *decode(const char *bytes, gsize size, const char *content_type,
                            gboolean is_html)
{
    AssayInput input = {
        .bytes = (const guint8 *)bytes, .size = size, .uri = "test", .content_type = content_type};
    return assay_decode(&input, is_html);
}

/* What was decoded, and the newline behind it. */
static void check_text(const AssayDecoded *decoded, const char *expected)
{
    g_autofree char *with_newline = g_strconcat(expected, "\n", NULL);
    g_assert_cmpstr(decoded->text, ==, with_newline);
    g_assert_cmpuint(decoded->length, ==, strlen(expected));
}

typedef struct {
    const char *bytes, *content_type;
    gboolean is_html;
    const char *charset, *text;
} Case;

static void check_cases(const Case *cases, gsize n_cases)
{
    for (gsize i = 0; i < n_cases; i++) {
        g_autoptr(AssayDecoded) decoded = decode(cases[i].bytes, strlen(cases[i].bytes),
                                                 cases[i].content_type, cases[i].is_html);
        g_assert_cmpstr(decoded->charset, ==, cases[i].charset);
        if (cases[i].text != NULL)
            check_text(decoded, cases[i].text);
        g_assert_cmpuint(strlen(decoded->text), ==, decoded->length + 1);
    }
}

static void test_order(void)
{
    static const Case cases[] = {
        {"\xEF\xBB\xBF"
         "a",
         "text/html; charset=koi8-r", TRUE, "utf-8", "a"},
        {"<meta charset=koi8-r>\xC1", "text/html; charset=windows-1251", TRUE, "windows-1251",
         "<meta charset=koi8-r>\xD0\x91"},
        {"<meta charset=koi8-r>\xC1", "text/html; charset=nonsense", TRUE, "koi8-r",
         "<meta charset=koi8-r>\xD0\xB0"},
        {"<meta charset=koi8-r>\xC3\xA9", NULL, FALSE, "utf-8", "<meta charset=koi8-r>\xC3\xA9"},
        {"caf\xC3\xA9", "text/plain", FALSE, "utf-8", "caf\xC3\xA9"},
        {"\x81\x8D\x8F\x90\x9D", "text/plain;charset=ISO-8859-1", FALSE, "windows-1252",
         "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D"},
        {"", NULL, TRUE, "utf-8", ""},
        {"", "text/html;charset=gbk", TRUE, "gbk", ""},
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void test_meta(void)
{
    static const Case cases[] = {
        {"<META CHARSET = ' Latin1 '>", NULL, TRUE, "windows-1252", NULL},
        {"<meta charset=utf-16le>", NULL, TRUE, "utf-8", NULL},
        {"<meta charset=x-user-defined>", NULL, TRUE, "windows-1252", NULL},
        {"<meta content='text/html; charset=euc-kr' http-equiv=content-type>", NULL, TRUE, "euc-kr",
         NULL},
        {"<meta content='text/html; charset=euc-kr'>", NULL, TRUE, "utf-8", NULL},
        {"<!-- <meta charset=koi8-r> --><meta charset=big5>", NULL, TRUE, "big5", NULL},
        {"<!--><meta charset=koi8-r>", NULL, TRUE, "koi8-r", NULL},
        {"<p title='<meta charset=koi8-r>'><meta charset=big5>", NULL, TRUE, "big5", NULL},
        {"<metacharset=koi8-r>", NULL, TRUE, "utf-8", NULL},
        {"<meta charset=koi8-r", NULL, TRUE, "utf-8", NULL}, /* out of bytes */
        {"<?xml version='1.0' encoding='koi8-r'?><a/>", NULL, TRUE, "koi8-r", NULL},
        {"<meta charset=hz-gb-2312>x", NULL, TRUE, "replacement", "\xEF\xBF\xBD"},
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void test_late_meta(void)
{
    g_autoptr(GString) page = g_string_new("<title><meta charset=big5></title><script>");
    while (page->len < 3000)
        g_string_append(page, "var m = '<meta charset=koi8-u>';\n");
    g_string_append(page, "</script><meta charset=koi8-r>");
    g_autofree char *late = g_strconcat("<!--", page->str, "-->", page->str, NULL);
    g_autoptr(AssayDecoded) decoded = decode(late, strlen(late), NULL, TRUE);
    g_assert_cmpstr(decoded->charset, ==, "koi8-r");
}

static void test_repairs(void)
{
    /* Maximal subparts: E1 80 is one, the F1 80 80 behind it one, each stray byte one. */
    static const Case cases[] = {
        {"a\xE1\x80\xF1\x80\x80\x41\x80\xC0\xAF"
         "b\xC3\xA9\xC3\xA9\xC3\xA9",
         "x/y;charset=utf-8", FALSE, "utf-8",
         "a\xEF\xBF\xBD\xEF\xBF\xBD"
         "A\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
         "b\xC3\xA9\xC3\xA9"
         "\xC3\xA9"},
        {"\xED\xA0\x80!", "x/y;charset=utf-8", FALSE, "utf-8",
         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD!"},
        {"\xB0\xA1\x88\x41", "x/y;charset=euc-jp", FALSE, "euc-jp", NULL},
    };
    check_cases(cases, G_N_ELEMENTS(cases));
    g_autoptr(AssayDecoded) nul = decode("a\0b", 3, NULL, FALSE);
    check_text(nul, "a\xEF\xBF\xBD"
                    "b");
    g_assert_true(nul->had_errors);
    g_assert_cmpuint(assay_decoded_to_source(nul, 4), ==, 2);
}

static void test_cut_character(void)
{
    for (gsize cut = 1; cut <= 3; cut++) {
        g_autoptr(AssayDecoded)
            decoded = decode("na\xC3\xAF \xF0\x9F\x98\x80", 5 + cut, NULL, FALSE);
        g_assert_cmpstr(decoded->charset, ==, "utf-8");
        check_text(decoded, "na\xC3\xAF ");
        g_assert_false(decoded->had_errors);
        g_assert_null(decoded->map);
    }
}

static void test_utf16(void)
{
    static const char le[] = "\xFF\xFE"
                             "a\0\xE9\0\x3D\xD8\x00\xDE\x3D\xD8!\0";
    g_autoptr(AssayDecoded) decoded = decode(le, sizeof le - 1, NULL, FALSE);
    g_assert_cmpstr(decoded->charset, ==, "utf-16le");
    check_text(decoded, "a\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD!");
    g_assert_cmpuint(assay_decoded_to_source(decoded, 0), ==, 2);
    g_assert_cmpuint(assay_decoded_to_source(decoded, 1), ==, 4);
    g_assert_cmpuint(assay_decoded_to_source(decoded, 3), ==, 6);
    g_assert_cmpuint(assay_decoded_to_source(decoded, 7), ==, 10);
    g_assert_cmpuint(assay_decoded_to_source(decoded, 10), ==, 12);
    static const char unmarked[] = "\0t\0e\0x\0t\0 \0w\0i\0t\0h";
    g_autoptr(AssayDecoded) guessed = decode(unmarked, sizeof unmarked - 1, NULL, FALSE);
    g_assert_cmpstr(guessed->charset, ==, "utf-16be");
    check_text(guessed, "text with");
}

static void test_multi(void)
{
    static const Case cases[] = {
        {"\x82\xA0\x5C\xB1", "a/b;charset=shift_jis", FALSE, "shift_jis",
         "\xE3\x81\x82\\\xEF\xBD\xB1"},
        {"\x1B$B$\"\x1B(BA", "a/b;charset=iso-2022-jp", FALSE, "iso-2022-jp",
         "\xE3\x81\x82"
         "A"},
        {"\x80\xA2\xE3", "a/b;charset=gb2312", FALSE, "gbk", "\xE2\x82\xAC\xE2\x82\xAC"},
        {"\xA4\xA4"
         "A",
         "a/b;charset=big5", FALSE, "big5",
         "\xE4\xB8\xAD"
         "A"},
        {"\xB0\xA1", "a/b;charset=ks_c_5601-1987", FALSE, "euc-kr", "\xEA\xB0\x80"},
        {"\xE0\xD4\xAE", "a/b;charset=koi8-u", FALSE, "koi8-u", "\xD0\xAE\xD1\x82\xD1\x9E"},
    };
    check_cases(cases, G_N_ELEMENTS(cases));
}

static void test_detector(void)
{
    const char *russian = "\xCF\xF0\xE8\xEC\xE5\xF0 \xF2\xE5\xEA\xF1\xF2\xE0 \xED\xE0 "
                          "\xF0\xF3\xF1\xF1\xEA\xEE\xEC \xFF\xE7\xFB\xEA\xE5, \xE2 "
                          "\xEA\xEE\xF2\xEE\xF0\xEE\xEC \xE4\xEE\xF1\xF2\xE0\xF2\xEE\xF7\xED\xEE "
                          "\xE1\xF3\xEA\xE2.";
    g_autoptr(AssayDecoded) decoded = decode(russian, strlen(russian), NULL, FALSE);
    g_assert_cmpstr(decoded->charset, ==, "windows-1251");
    g_assert_true(g_str_has_prefix(decoded->text, "\xD0\x9F\xD1\x80"));
    /* One bad byte among many good characters is damage, not another encoding. */
    const char *damaged = "\xC3\xA9\xC3\xA8\xC3\xA0\xC3\xA7\xFF\xC3\xAE";
    g_autoptr(AssayDecoded) repaired = decode(damaged, strlen(damaged), NULL, FALSE);
    g_assert_cmpstr(repaired->charset, ==, "utf-8");
    g_assert_true(repaired->had_errors);
}

/* Offsets rise and stay inside the source; what is appended to a document has the same places. */
static void check_map(const char *bytes, gsize size, const char *content_type)
{
    g_autoptr(AssayDecoded) decoded = decode(bytes, size, content_type, FALSE);
    g_autoptr(AssayDocument) document = assay_document_new();
    gsize last = 0;
    g_assert_true(g_utf8_validate(decoded->text, (gssize)decoded->length, NULL));
    for (gsize i = 0; i <= decoded->length; i++) {
        gsize source = assay_decoded_to_source(decoded, i);
        g_assert_cmpuint(source, >=, last);
        g_assert_cmpuint(source, <=, size);
        last = source;
    }
    assay_decoded_append(decoded, document, 0, decoded->length);
    g_assert_cmpuint(document->text->len, ==, decoded->length);
    const char *end = decoded->text + decoded->length;
    for (const char *p = decoded->text; p < end; p = assay_utf8_next(p)) {
        gsize from = (gsize)(p - decoded->text), to = (gsize)(assay_utf8_next(p) - decoded->text);
        AssaySpan span = assay_document_span(document, (AssayRange){from, to});
        g_assert_cmpuint(span.start_byte, ==, assay_decoded_to_source(decoded, from));
        g_assert_cmpuint(span.end_byte, >, span.start_byte);
        g_assert_cmpuint(span.end_byte, <=, size);
        gsize next = assay_decoded_to_source(decoded, to);
        if (next > span.start_byte) /* else two characters came from one sequence */
            g_assert_cmpuint(span.end_byte, <=, next);
    }
}

static void test_map_property(void)
{
    static const char *const charsets[] = {
        NULL,          "utf-8",     "utf-16le", "utf-16be",    "windows-1252",  "windows-1251",
        "shift_jis",   "euc-jp",    "gb18030",  "big5",        "euc-kr",        "iso-2022-jp",
        "iso-8859-16", "macintosh", "koi8-u",   "windows-874", "x-user-defined"};
    guint32 state = 99;
    for (gsize c = 0; c < G_N_ELEMENTS(charsets); c++) {
        g_autofree char *type = charsets[c] == NULL
                                    ? NULL
                                    : g_strdup_printf("text/plain; charset=%s", charsets[c]);
        for (guint round = 0; round < 300; round++) {
            char bytes[64];
            for (gsize i = 0; i < sizeof bytes; i++) {
                state = state * 1664525u + 1013904223u;
                guint8 byte = (guint8)(state >> 24);
                bytes[i] = (char)(round % 3 == 0 ? byte & 0x7F : byte);
            }
            check_map(bytes, round % (sizeof bytes + 1), type);
        }
    }
}

static void test_hostile(void)
{
    gsize size = 1000000;
    g_autofree char *bytes = g_malloc(size);
    static const char *const patterns[] = {"<meta ", "<!--", "<a =", "<meta content=charset",
                                           "\x1B$B", "\xC3", "\x80", "<script>"};
    for (gsize p = 0; p < G_N_ELEMENTS(patterns); p++) {
        for (gsize i = 0; i < size; i++)
            bytes[i] = patterns[p][i % strlen(patterns[p])];
        g_autoptr(AssayDecoded) html = decode(bytes, size, NULL, TRUE);
        g_autoptr(AssayDecoded) jis = decode(bytes, size, "a/b;charset=iso-2022-jp", FALSE);
        g_assert_true(g_utf8_validate(html->text, (gssize)html->length, NULL));
        g_assert_true(g_utf8_validate(jis->text, (gssize)jis->length, NULL));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/extract/charset/order", test_order);
    g_test_add_func("/extract/charset/meta", test_meta);
    g_test_add_func("/extract/charset/late-meta", test_late_meta);
    g_test_add_func("/extract/charset/repairs", test_repairs);
    g_test_add_func("/extract/charset/cut-character", test_cut_character);
    g_test_add_func("/extract/charset/utf16", test_utf16);
    g_test_add_func("/extract/charset/multi", test_multi);
    g_test_add_func("/extract/charset/detector", test_detector);
    g_test_add_func("/extract/charset/map-property", test_map_property);
    g_test_add_func("/extract/charset/hostile", test_hostile);
    return g_test_run();
}

/* glyph.c: see glyph.h.
 *
 * Symbol fonts without a ToUnicode map come through as the letters of their code positions. Only
 * marks that carry meaning (check marks, crosses, boxes, bullets) are translated; the tables come
 * from the fonts' own encodings: ZapfDingbats (PDF 32000-1, D.6), MSAM (amsfonts), Wingdings. */
#include "extract/pdf/glyph.h"

#include <math.h>
#include <string.h>

typedef struct {
    gunichar from, to;
} Mapping;

/* Files that were written anew may have moved the codes: then '6' is a check mark. Widths tell
 * better (of_width); without them nobody can tell it from the rare heavy cross. */
static const Mapping dingbats[] = {
    {'3', 0x2713}, {'4', 0x2714}, {'5', 0x2715}, {'6', 0xFFFD}, {'7', 0x2717},
    {'8', 0x2718}, {'l', 0x25CF}, {'n', 0x25A0}, {'o', 0x274F}, {0, 0},
};

static const Mapping ams[] = {{'X', 0x2713}, {0x03, 0x25A1}, {0x04, 0x25A0}, {0, 0}};

static const Mapping wingdings[] = {
    {0xFC, 0x2713}, {0xFB, 0x2717}, {0xFE, 0x2611}, {0xFD, 0x2612}, {0xA8, 0x2610},
    {0x6F, 0x2610}, {0xA7, 0x25AA}, {0x6C, 0x25CF}, {0x6E, 0x25A0}, {0x9F, 0x2022},
    {0xD8, 0x27A2}, {0xE0, 0x2192}, {0, 0},
};

/* Microsoft's Symbol font at U+F000 + code: what turns up in running text. */
static const Mapping symbol[] = {
    {0xB7, 0x2022}, {0xB0, 0x00B0}, {0xB1, 0x00B1}, {0xB4, 0x00D7}, {0xA3, 0x2264}, {0xB3, 0x2265},
    {0xB9, 0x2260}, {0xBB, 0x2248}, {0xAE, 0x2192}, {0xD7, 0x22C5}, {0x2D, 0x2212}, {0xA5, 0x221E},
    {0x61, 0x03B1}, {0x62, 0x03B2}, {0x67, 0x03B3}, {0x64, 0x03B4}, {0x65, 0x03B5}, {0x6B, 0x03BA},
    {0x6C, 0x03BB}, {0x6D, 0x03BC}, {0x70, 0x03C0}, {0x72, 0x03C1}, {0x73, 0x03C3}, {0x74, 0x03C4},
    {0x63, 0x03C7}, {0x77, 0x03C9}, {0x44, 0x0394}, {0x57, 0x03A9}, {0x53, 0x03A3}, {0, 0},
};

static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

static gboolean contains(const char *folded, const char *const *words)
{
    for (guint i = 0; words[i] != NULL; i++)
        if (strstr(folded, words[i]) != NULL)
            return TRUE;
    return FALSE;
}

PdfFont pdf_font_from_name(AssayArena *arena, const char *name)
{
    static const char *const bold[] = {"bold", "black",  "heavy", "demi", "semib", "-bd",
                                       "cmbx", "cmssbx", "sfbx",  "ebx",  NULL};
    static const char *const italic[] = {"italic", "oblique", "-it",    "slant", "cmti",
                                         "cmsl",   "sfti",    "cmbxti", NULL};
    static const char *const mono[] = {"mono",   "courier", "cmtt", "typewriter",
                                       "consol", "sftt",    "code", NULL};
    if (name == NULL)
        name = "";
    if (strlen(name) > 7 && name[6] == '+')
        name += 7;
    g_autofree char *folded = g_ascii_strdown(name, -1);
    PdfFont font = {.name = assay_arena_strdup(arena, name),
                    .bold = contains(folded, bold) || g_str_has_suffix(folded, ".b"),
                    .italic = contains(folded, italic) || g_str_has_suffix(folded, ".i"),
                    .mono = contains(folded, mono)};
    if (g_str_has_suffix(name, "-B") || g_str_has_suffix(name, "-BI") ||
        g_str_has_suffix(name, "-Medi"))
        font.bold = TRUE;
    if (g_str_has_suffix(name, "-I") || g_str_has_suffix(name, "-BI"))
        font.italic = TRUE;
    if (strstr(folded, "dingbats") != NULL && strstr(folded, "wing") == NULL)
        font.marks = PDF_MARKS_DINGBATS;
    else if (g_str_has_prefix(folded, "msam"))
        font.marks = PDF_MARKS_AMS;
    else if (g_str_has_prefix(folded, "wingdings"))
        font.marks = PDF_MARKS_WINGDINGS;
    return font;
}

static gunichar look_up(const Mapping *mapping, gunichar character)
{
    for (; mapping->from != 0; mapping++)
        if (mapping->from == character)
            return mapping->to;
    return 0;
}

/* A mark of ZapfDingbats by its width and, where two are as wide, its code. 0: none is so wide. */
static gunichar of_width(gunichar code, float width)
{
    static const struct {
        float width;
        gunichar mark;
    } marks[] = {{0.846f, 0x2714}, {0.571f, 0x2717}, {0.677f, 0x2718}};
    if (code < '3' || code > ';')
        return 0;
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (fabsf(width - marks[i].width) < 0.02f)
            return marks[i].mark;
    if (code == '6') /* 0.755 and 0.761 */
        return fabsf(width - 0.755f) < 0.0025f ? 0x2713 : 0;
    return 0;
}

static gunichar of_symbol_font(const PdfFont *font, gunichar character, float width)
{
    gunichar code = character >= 0xF000 && character <= 0xF0FF ? character - 0xF000 : character;
    gunichar found = 0;
    if (font->marks == PDF_MARKS_DINGBATS)
        found = of_width(code, width);
    if (found == 0 && font->marks == PDF_MARKS_DINGBATS)
        found = look_up(dingbats, code);
    else if (font->marks == PDF_MARKS_AMS)
        found = look_up(ams, code);
    else if (font->marks == PDF_MARKS_WINGDINGS)
        found = look_up(wingdings, code);
    else if (code != character)
        found = look_up(symbol, code);
    if (found != 0)
        return found;
    /* A subset font often maps its plain letters to U+F0xx; that is a code, not a symbol. */
    if (code != character && code > 0x20 && code < 0x7F && font->marks == PDF_MARKS_NONE)
        return code;
    return character;
}

void pdf_glyph_append(GString *text, const PdfFont *font, gunichar character, float width)
{
    if (character < 0x80 && font->marks == PDF_MARKS_NONE) {
        if (character >= 0x20 && character != 0x7F)
            g_string_append_c(text, (char)character);
        return;
    }
    if (character >= 0xFB00 && character <= 0xFB06) {
        g_string_append(text, ligatures[character - 0xFB00]);
        return;
    }
    if (font->marks != PDF_MARKS_NONE || (character >= 0xF000 && character <= 0xF0FF))
        character = of_symbol_font(font, character, width);
    if (character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0xFEFF ||
        (character >= 0x200B && character <= 0x200F) ||
        (character >= 0x202A && character <= 0x202E))
        return;
    if (character == 0x00AD) /* what a font draws is seen: join.c decides at line ends */
        character = '-';
    if (g_unichar_type(character) == G_UNICODE_PRIVATE_USE)
        character = 0xFFFD;
    g_string_append_unichar(text, character);
}

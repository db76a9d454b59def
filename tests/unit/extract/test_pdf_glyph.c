/* test_pdf_glyph.c: what a reader sees for the characters of fonts of signs. */
#include "extract/pdf/glyph.h"

static void assert_glyph(const char *font_name, gunichar character, float width,
                         const char *expected)
{
    AssayArena *arena = assay_arena_new();
    PdfFont font = pdf_font_from_name(arena, font_name);
    GString *text = g_string_new(NULL);
    pdf_glyph_append(text, &font, character, width);
    g_assert_cmpstr(text->str, ==, expected);
    g_string_free(text, TRUE);
    assay_arena_free(arena);
}

/* One code, whose meaning was moved: the widths of the marks tell them. */
static void test_widths(void)
{
    const char *font = "ABCDEF+ZapfDingbats";
    assert_glyph(font, '6', 0.755f, "✓");
    assert_glyph(font, '6', 0.846f, "✔");
    assert_glyph(font, '6', 0.571f, "✗");
    assert_glyph(font, '6', 0.677f, "✘");
    /* The heavy cross is as wide as the check mark, but for a hair. */
    assert_glyph(font, '6', 0.761f, "\xEF\xBF\xBD");
    /* Nothing is known of the width: the font's own encoding holds, but not for this code. */
    assert_glyph(font, '4', 0, "✔");
    assert_glyph(font, '7', 0, "✗");
    assert_glyph(font, '6', 0, "\xEF\xBF\xBD");
}

/* Widths say nothing of what are no marks, or of another font. */
static void test_other_signs(void)
{
    assert_glyph("ZapfDingbats", 'n', 0.846f, "■");
    assert_glyph("Helvetica", '6', 0.846f, "6");
    assert_glyph("Wingdings-Regular", 0xF0FC, 0.571f, "✓");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/glyph/widths", test_widths);
    g_test_add_func("/pdf/glyph/other-signs", test_other_signs);
    return g_test_run();
}

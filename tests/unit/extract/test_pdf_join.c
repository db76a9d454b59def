/* test_pdf_join.c: words that the ends of lines divide. */
#include "extract/pdf/words.h"
#include "test_pdf_extract.h"

/* The text of a page with @lines (NULL-terminated). Returns: (owned). */
static char *join_lines(const char *const *lines)
{
    GString *page = g_string_new(NULL);
    put_lines(page, 72, 120, lines);
    g_autoptr(AssayDocument) document = extract_page(page);
    return g_strndup(document->text->str, document->text->len);
}

static void assert_contains(const char *text, const char *part)
{
    if (g_strstr_len(text, -1, part) == NULL)
        g_error("\"%s\" is not in \"%s\"", part, text);
}

/* The same halves meet at two line ends and nowhere within one: they are two words. Those that
 * meet once are one. */
static void test_always_broken(void)
{
    static const char *const lines[] = {
        "The rivers that come down from the hills carry silt in spring, and the tides that are "
        "silt-",
        "laden bring it back in autumn. Every harbour was visited twice, and its depth was meas-",
        "ured from a boat that lay at anchor in the middle of it. Where two rivers meet, the silt-",
        "laden one is seen from far away, since its water keeps its colour and its move-",
        "ment; none of the boats that we used for this was made for a stream as strong as these.",
        NULL};
    g_autofree char *text = join_lines(lines);
    assert_contains(text, "that are silt-laden bring");
    assert_contains(text, "the silt-laden one");
    assert_contains(text, "was measured from");
    assert_contains(text, "its movement; none");
}

/* What the page says elsewhere decides: a word, or a compound. */
static void test_vocabulary(void)
{
    static const char *const lines[] = {
        "The groundwater rises in spring, and the river-borne silt with it. Below the quays "
        "ground-",
        "water stands a hand deep in every cellar; it is as clear as the wells, while the river-",
        "borne kind is brown. Wells that were dug behind the second row of houses never were.",
        NULL};
    g_autofree char *text = join_lines(lines);
    assert_contains(text, "quays groundwater stands");
    assert_contains(text, "the river-borne kind");
}

/* Where nothing on the page says it, the halves themselves may. */
static void test_words(void)
{
    static const char *const lines[] = {
        "Most of the bottles that we had were lost in the first winter, and so the cali-",
        "bration of the probes rests on a few. The silt that was there before is the back-",
        "ground that all later ones are held against; a self-",
        "made lid kept the others dry, though none was sold for that.", NULL};
    g_autofree char *text = join_lines(lines);
    assert_contains(text, "the calibration of");
    assert_contains(text, "the background that");
    assert_contains(text, "a self-made lid");
    g_assert_true(pdf_is_no_word("cali"));
    g_assert_false(pdf_is_no_word("silt"));
    g_assert_false(pdf_is_no_word("multi")); /* "multi-agent" */
    g_assert_false(pdf_is_no_word("co"));    /* "co-author" */
    g_assert_true(pdf_is_closed_compound("background"));
    g_assert_false(pdf_is_closed_compound("silt"));
    g_assert_true(pdf_is_joining_prefix("self"));
    g_assert_true(pdf_is_joining_suffix("based"));
    g_assert_true(pdf_is_ending("tion"));
    g_assert_false(pdf_is_ending("laden"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/join/always-broken", test_always_broken);
    g_test_add_func("/pdf/join/vocabulary", test_vocabulary);
    g_test_add_func("/pdf/join/words", test_words);
    return g_test_run();
}

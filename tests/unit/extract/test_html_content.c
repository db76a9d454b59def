/* HTML: what is content and what is not, captures that are cut, sniffing, hostile input. */
#include "base/limits.h"
#include "../processor_time.h"
#include "html_outline.h"

static void test_no_text(void)
{
    check_html("<head><title>t</title><style>p{}</style></head><script>var a='<p>x</p>';</script>"
               "<template><p>x</template><svg><text>x</text></svg>"
               "<iframe>x</iframe><!-- <p>x --><p>y</p>",
               "P y;");
}

/* As with scripts on: the <p> left open in it must not take the rest with it. */
static void test_noscript(void)
{
    check_html("<p>a <noscript><img> x</noscript>b</p>", "P a b;Ph x;");
    check_html("<div>a</div><noscript><p>x</p></noscript><p>y</p>", "P a;Ph x;P y;");
    check_html("<div>a</div><noscript><p>x</noscript><p>y</p><div>z</div>", "P a;Ph x;P y;P z;");
    check_html("<head><noscript><p>x</noscript></head><p>y</p><noscript><div>z</NOSCRIPT>"
               "<h1>t</h1>",
               "Ph x;P y;Ph z;H1 t;");
    check_html("<p>a</p><noscript><p>x", "P a;Ph x;");
}

static void test_stated_places(void)
{
    check_html("<nav>a</nav><div role=banner>b</div><p>c</p><footer><p>d</p></footer>"
               "<aside>e</aside><div role=contentinfo>f</div>",
               "Pn a;Pr b;P c;Pf d;Pn e;Pf f;");
    check_html(
        "<p hidden>a</p><div style='DISPLAY : none'>b</div><p>c<i aria-hidden=true>d</i>e</p>"
        "<button>f</button><select><option>g</select>",
        "Ph a;Ph b;P ce;Ph d;Ph f;Ph g;");
    check_html("<header><h1>Title</h1><p>by N.</p></header><main><p>x</p></main>",
               "H1 Title;P by N.;P x;");
    check_html("<table><tr><td>a<span hidden>b</span><td>c</table>", "T [a][c];Ph b;");
    check_html("<dl><dt>a <i hidden>h</i><dd>b</dl>", "D a=b;Ph h;");
}

static void test_navigation_line(void)
{
    check_html("<p><a href=a>Home</a> | <a href=b>Papers</a></p><h1>T</h1>"
               "<p><a href=a>One</a>, <a href=b>two</a></p>",
               "Pn Home | Papers;H1 T;P One, two;");
    check_html("<p>By <a href=a>A. Person</a> and others of the place</p><h1>T</h1><p>x</p>",
               "P By A. Person and others of the place;H1 T;P x;");
}

/* A page of a content management system, with much around its text. */
static char *crowded_page(const char *inside)
{
    GString *page = g_string_new("<html><body><div id=top><ul class=menu>");
    for (guint i = 0; i < 80; i++)
        g_string_append_printf(page, "<li><a href=/m%u>Menu entry %u</a></li>", i, i);
    g_string_append(page, "</ul></div><div id=page><h1>The title</h1><div class=posted>"
                          "<a href=/a>Someone</a></div><div class=text>");
    for (guint i = 0; i < 30; i++)
        g_string_append_printf(page, "<p>Sentence %u of a text that is long, and goes on.</p>", i);
    g_string_append_printf(page, "%s</div></div><div class=c2><h3>Also</h3>", inside);
    for (guint i = 0; i < 60; i++)
        g_string_append_printf(page, "<p><a href=/r%u>Another page, number %u</a></p>", i, i);
    g_string_append(page, "</div></body></html>");
    return g_string_free(page, FALSE);
}

static AssayPlace place_of(const AssayDocument *document, const char *text)
{
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        AssaySlice slice = assay_document_slice(document, block->text);
        if (assay_slice_find(slice, assay_slice_from(text), 0) >= 0)
            return block->place;
    }
    g_error("no block has '%s'", text);
}

static void test_main_content(void)
{
    g_autofree char *page = crowded_page(
        "<p class=more><a href=x>Read this</a></p><div class=related-posts><h4>Related</h4>"
        "<p>A teaser without a link</p></div><h2>Data</h2><table><tr><td>Key<td>7</table>"
        "<h2>Comments</h2><div id=comments><p>Me too</p></div><ul><li><a href=http://a.b/>"
        "http://a.b/</a><li><a href=http://c.d/>http://c.d/</a></ul>");
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    const char *const content[] = {"The title", "Sentence 0", "Sentence 29",
                                   "Data",      "Key",        "http://c.d/"};
    const char *const other[] = {"Menu entry 7", "Another page", "Read this",
                                 "Related",      "A teaser",     "Me too"};
    for (gsize i = 0; i < G_N_ELEMENTS(content); i++)
        g_assert_cmpint(place_of(document, content[i]), ==, ASSAY_PLACE_CONTENT);
    for (gsize i = 0; i < G_N_ELEMENTS(other); i++)
        g_assert_cmpint(place_of(document, other[i]), !=, ASSAY_PLACE_CONTENT);
}

/* A link whose text is an address is data, also in a box that is called doubtful. */
static void test_addresses(void)
{
    check_html("<h1>T</h1><div class=meta><p>DOI: <a href='https://doi.org/10.1000/x.1'>"
               "10.1000/x.1</a></p></div><div class=meta><a href=/a>Someone else</a></div>",
               "H1 T;P DOI: 10.1000/x.1;Pn Someone else;");
}

/* What a heading's looks are used for: leads, pulled quotes. */
static void test_large_print(void)
{
    check_html("<h1>T</h1><h2>This lead is set as a heading, for its looks, and it is a whole "
               "sentence of some length.</h2><h2>1. Methods</h2><blockquote><h3>Large"
               "</h3></blockquote>",
               "H1 T;P This lead is set as a heading, for its looks, and it is a whole sentence "
               "of some length.;H2 1. Methods;P Large;");
}

static void test_announced(void)
{
    g_autofree char *page = crowded_page(
        "<p>- Anzeige -</p><p>Lesen Sie auch: ein anderer Text</p><p>Photo: A. Person</p>"
        "<div class=wp-caption-text>Looking at it</div><div class=caption>Figure 2: Kept</div>"
        "<p>Anzeigen sind ein Thema</p><h3>About the author</h3><p>Born somewhere</p>");
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    const char *const other[] = {"Anzeige -", "ein anderer",      "A. Person",
                                 "Looking",   "About the author", "Born"};
    for (gsize i = 0; i < G_N_ELEMENTS(other); i++)
        g_assert_cmpint(place_of(document, other[i]), !=, ASSAY_PLACE_CONTENT);
    g_assert_cmpint(place_of(document, "Figure 2"), ==, ASSAY_PLACE_CONTENT);
    g_assert_cmpint(place_of(document, "Anzeigen sind"), ==, ASSAY_PLACE_CONTENT);
}

/* A chapter on comments is no comment section: much comes after it. */
static void test_chapter_on_comments(void)
{
    GString *inside = g_string_new("<h2>Comments</h2><p>A hash begins one.</p><h2>Loops</h2>");
    for (guint i = 0; i < 20; i++)
        g_string_append(inside, "<p>A loop runs until its condition does not hold.</p>");
    g_autofree char *text = g_string_free(inside, FALSE);
    g_autofree char *page = crowded_page(text);
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    g_assert_cmpint(place_of(document, "A hash begins"), ==, ASSAY_PLACE_CONTENT);
}

/* Each announces an annex: looking at what follows each must not read the page for each. */
static void test_many_annexes(void)
{
    GString *inside = g_string_new(NULL);
    for (guint i = 0; i < 30000; i++)
        g_string_append(inside, "<h2>Comments</h2><p>x</p>");
    g_autofree char *text = g_string_free(inside, FALSE);
    g_autofree char *page = crowded_page(text);
    double start = processor_seconds();
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    g_assert_cmpfloat(processor_seconds() - start, <, 10);
    g_assert_cmpint(place_of(document, "The title"), ==, ASSAY_PLACE_CONTENT);
}

/* Data outside the main element widens what is kept. */
static void test_data_outside(void)
{
    g_autofree char *inside = crowded_page("");
    g_autofree char *page = g_strconcat(inside, NULL);
    g_autoptr(GString) with = g_string_new(page);
    g_string_replace(
        with, "<div class=c2>",
        "<table><tr><td>Licence<td>CC BY<tr><td>Pages<td>1 to 20</table><div class=c2>", 1);
    g_autoptr(AssayDocument) document = extract_html(with->str, with->len);
    g_assert_cmpint(place_of(document, "Licence"), ==, ASSAY_PLACE_CONTENT);
    g_assert_cmpint(place_of(document, "Sentence 3"), ==, ASSAY_PLACE_CONTENT);
}

static void check_cut(const char *page, gboolean open_end, const char *expected)
{
    check_html(page, expected);
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    if (document->open_end != open_end)
        g_error("open_end is %d for %s", document->open_end, page);
}

static void test_cut(void)
{
    check_cut("<html><body><p>a</p></body></html>", FALSE, "P a;");
    check_cut("<p>a</p>\n", FALSE, "P a;");
    check_cut("<h1>a</h1><p>b b", TRUE, "H1 a;P b b...;");
    check_cut("<p>a <b>b</b>", TRUE, "P a b...;");
    check_cut("<p>a</p><p>b</p", TRUE, "P a;P b;");
    check_cut("<p>a<", TRUE, "P a...;");
    check_cut("<p>a</p><td cla", TRUE, "P a;");
    check_cut("<p>a</p><p class=\"x y", TRUE, "P a;");
    check_cut("<p>a</p><!-- b", TRUE, "P a;");
    check_cut("<table><tr><td>k<td>v<tr><td>l<td>w", TRUE, "T [k][v]|[l][w...]...;");
    check_cut("<table><tr><td>k<td>v<tr><td>l</td><td>w</td>", TRUE, "T [k][v]|[l][w];");
    check_cut("<table><tr><td>k<td>v<tr><td>l</td><td cla", TRUE, "T [k][v]|[l][];");
    check_cut("<table><tr><td>k<td>v<tr><td>l</td><", TRUE, "T [k][v]|[l][];");
    check_cut("<dl><dt>k<dd>v v", TRUE, "D k=v v...;");
    check_cut("<p>a</p><footer>b", TRUE, "P a;Pf b...;");
    check_cut("<div><p>a</p>", TRUE, "P a;");
}

static void check_sniff(const char *bytes, gsize size, gboolean is_html)
{
    AssayInput input = {.bytes = (const guint8 *)bytes, .size = size, .uri = "test"};
    int sureness = assay_format_html.sniff(&input);
    gboolean got = sureness >= 50;
    g_assert_cmpint(sureness, <=, assay_format_html.surest);
    if (got != is_html)
        g_error("sniffed %d for %.60s", got, bytes);
}

#define CHECK_SNIFF(text, is_html) check_sniff((text), sizeof(text) - 1, (is_html))

static void test_sniff(void)
{
    CHECK_SNIFF("<!DOCTYPE HTML><p>x", TRUE);
    CHECK_SNIFF("\xEF\xBB\xBF \n<!-- c --><html lang=en>", TRUE);
    CHECK_SNIFF("<?xml version='1.0'?><!DOCTYPE html PUBLIC ''><html/>", TRUE);
    CHECK_SNIFF("<h1>T</h1><p>x</p>", TRUE);
    CHECK_SNIFF("\xFF\xFE<\0h\0t\0m\0l\0>\0", TRUE);
    CHECK_SNIFF("\xFE\xFF\0<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0h\0t\0m\0l\0>", TRUE);
    CHECK_SNIFF("", FALSE);
    CHECK_SNIFF("# Title\n\nSee <http://a.b/> and a < b.\n", FALSE);
    CHECK_SNIFF("<http://a.b/>\n", FALSE);
    CHECK_SNIFF("Prose that speaks of <p> and <div> once.\n", FALSE);
    CHECK_SNIFF("<?xml version='1.0'?><record><title>x</title></record>", FALSE);
    CHECK_SNIFF("%PDF-1.7\n<html>", FALSE);
    AssayInput typed = {.bytes = (const guint8 *)"hello",
                        .size = 5,
                        .uri = "test",
                        .content_type = "text/html; charset=utf-8"};
    g_assert_cmpint(assay_format_html.sniff(&typed), >=, 50);
}

static void test_empty(void)
{
    check_html("", "");
    check_html(" \n", "");
    check_html("<", "");
    check_html("<html>", "");
    check_html("<!--", "");
    check_html("<table><tr><td></table><ul></ul>", "");
}

static GString *repeated(const char *pattern, guint n)
{
    GString *page = g_string_new("<p>before</p>");
    for (guint i = 0; i < n; i++)
        g_string_append(page, pattern);
    return page;
}

/* Ends soon, keeps the text before, and says what it left out. */
static void check_hostile(const char *pattern, guint n, const char *defect)
{
    GString *page = repeated(pattern, n);
    double start = processor_seconds();
    g_autoptr(AssayDocument) document = extract_html(page->str, page->len);
    double seconds = processor_seconds() - start;
    if (seconds > 10)
        g_error("%.1f s for %u times %s", seconds, n, pattern);
    place_of(document, "before");
    if (defect != NULL) {
        g_assert_cmpuint(document->defects->len, ==, 1);
        g_assert_cmpstr(g_array_index(document->defects, AssayDefect, 0).id, ==, defect);
    } else {
        g_assert_cmpuint(document->defects->len, ==, 0);
    }
    g_string_free(page, TRUE);
}

static void test_hostile(void)
{
    check_hostile("<", 500000, NULL);
    check_hostile("<div>x", 100000, "depth-limit");
    check_hostile("<b>", 100000, "depth-limit");
    check_hostile("<table><tr><td>", 60000, "depth-limit");
    check_hostile("<table>", 100000, NULL);
    check_hostile("a</b>", 200000, "depth-limit");
    check_hostile("<p><b>x", 50000, NULL);
    check_hostile("<a><p>", 50000, NULL);
    check_hostile("&", 500000, NULL);
    check_hostile("&amp", 200000, NULL);
    check_hostile("<!--", 200000, NULL);
    check_hostile("<p>x<i hidden>y</i>", 50000, NULL);
    check_hostile("<table><tr><td>a<td>b</table>", 30000, NULL);
    check_hostile("x<br>", 100000, NULL);
    check_hostile("<h1>x</h1>", 50000, NULL);
}

static void test_hostile_tables(void)
{
    GString *page = g_string_new("<table>");
    for (guint i = 0; i < 1000; i++)
        g_string_append(page, "<tr><td colspan=99999999999 rowspan=99999999>x<td>y");
    g_autoptr(AssayDocument) document = extract_html(page->str, page->len);
    g_assert_cmpstr(g_array_index(document->defects, AssayDefect, 0).id, ==, "table-limit");
    const AssayTable *table = assay_document_block(document, 0)->table;
    g_assert_cmpuint((gsize)table->n_rows * table->n_columns, <=, ASSAY_LIMIT_TABLE_CELLS);
    g_string_free(page, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html-content/no-text", test_no_text);
    g_test_add_func("/html-content/noscript", test_noscript);
    g_test_add_func("/html-content/stated-places", test_stated_places);
    g_test_add_func("/html-content/navigation-line", test_navigation_line);
    g_test_add_func("/html-content/main-content", test_main_content);
    g_test_add_func("/html-content/data-outside", test_data_outside);
    g_test_add_func("/html-content/addresses", test_addresses);
    g_test_add_func("/html-content/large-print", test_large_print);
    g_test_add_func("/html-content/announced", test_announced);
    g_test_add_func("/html-content/chapter-on-comments", test_chapter_on_comments);
    g_test_add_func("/html-content/many-annexes", test_many_annexes);
    g_test_add_func("/html-content/cut", test_cut);
    g_test_add_func("/html-content/sniff", test_sniff);
    g_test_add_func("/html-content/empty", test_empty);
    g_test_add_func("/html-content/hostile", test_hostile);
    g_test_add_func("/html-content/hostile-tables", test_hostile_tables);
    return g_test_run();
}

/* HTML: blocks, tables, pairs, links, properties, references and white space, each character with
 * its place. What is content is in test_html_content.c. */
#include "document/account.h"
#include "html_outline.h"

static void test_blocks(void)
{
    check_html("<h1>One\n  two </h1><p>a <b>b</b>c<p>d</p>e<div>f<div>g</div>h</div>",
               "H1 One two;P a bc;P d;P e;P f;P g;P h;");
    check_html("<blockquote><p>q<p>r</blockquote><details><summary>s</summary>t</details>",
               "P q;P r;P s;P t;");
    check_html("<h2><a href=#x>A</a> b</h2><h6>c</h6><h3></h3><p> </p><p>&nbsp;</p>",
               "H2 A b;H6 c;");
    check_html("<pre>\na\n  b\t<b>c</b>\n</pre>", "C a/  b\tc;");
    check_html("<figure><img src=x><figcaption>Figure 1. F</figcaption></figure>",
               "F Figure 1. F;");
}

static void test_lists(void)
{
    check_html("<ul><li>a<li>b<ol><li>c</ol>d</ul>", "L1 a;L1 b;L2 c;P d;");
    check_html("<ul><li><p>a</p><p>b</p></li></ul>", "L1 a;P b;");
    check_html("<dl><dt>A<dd>1<dd>2<dt>B<dt>C<dd><p>3</p><p>4</p><dt>D</dl>",
               "D A=1/2;D B/C=3;P 4;D D=;");
    check_html("<dl><dt>A</dt><dd><ul><li>x</ul></dd></dl><p>y</p>", "D A=;L1 x;P y;");
}

static void test_breaks(void)
{
    check_html("<p>a<br>b <br/> c<br></p>", "P a/b/c;");
    check_html("<p>a<br><br>b", "P a;P b...;");
    check_html("<h1>a<br>b</h1>", "H1 a/b;");
    check_html("<p>a<hr>b</p>", "P a;P b;");
}

static void test_white_space(void)
{
    check_html("<p>\n a\t \r\n b<b> c</b> <i> d</i>\xC2\xA0 e&nbsp;f&#32;&#10; g</p>",
               "P a b c d\xC2\xA0 e\xC2\xA0"
               "f g;");
    check_html("<p>a <!-- c --> b<span> </span>c</p>", "P a b c;");
}

/* Text is looked at sixteen bytes at a time: where in them white space or a reference stands makes
 * no difference, to the text or to the count of its characters. */
static void test_any_offset(void)
{
    static const struct {
        const char *source, *text;
    } pieces[] = {
        {" b", " b"},
        {"  b", " b"},
        {" \nb", " b"},
        {"\tb ", " b"},
        {"\r\nb", " b"},
        {"\vb", "\vb"},
        {"&amp;b", "&b"},
        {"&#32; b", " b"},
        {"\xC2\xA0"
         "b",
         "\xC2\xA0"
         "b"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        for (guint before = 1; before < 40; before++) {
            g_autofree char *word = g_strnfill(before, 'a');
            g_autofree char *page = g_strdup_printf("<p>%s%s and behind it</p>", word,
                                                    pieces[i].source);
            g_autofree char *expected = g_strdup_printf("P %s%s and behind it;", word,
                                                        pieces[i].text);
            check_html(page, expected);
            g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
            AssaySlice text = {document->text->str, document->text->len};
            g_assert_cmpuint(document->n_source_chars, ==, assay_account_chars(text));
        }
    }
}

/* Characters of long texts are counted in stretches. */
static void test_long_texts(void)
{
    for (guint n = 4060; n < 4120; n++) {
        g_autofree char *word = g_strnfill(n, 'a');
        g_autofree char *page = g_strdup_printf("<p>%s b\n%s", word, word);
        g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
        g_assert_cmpuint(document->n_source_chars, ==, 2 * n + 1);
        g_assert_cmpuint(document->text->len, >=, 2 * n + 3);
    }
}

static void test_references(void)
{
    check_html("<p>&lt;a&gt; &amp;amp; &copy;&notit; &ampx &#x1F600;&#65; &unknown; & &;</p>",
               "P <a> &amp; \xC2\xA9\xC2\xACit; &x \xF0\x9F\x98\x80"
               "A &unknown; & &;;");
    check_html("<p>&NotEqualTilde;x &#150; &#0;</p>",
               "P \xE2\x89\x82\xCC\xB8x \xE2\x80\x93 \xEF\xBF\xBD;");
    check_html("<p>a&am", "P a&am...;");
}

static void test_damaged(void)
{
    /* Text that is joined over tags that are ignored, and moved out of a table. */
    check_html("<p>a</x>b</y> c</p>", "P ab c;");
    check_html("<div>u<table>v<tr><td>w</td>x</tr>&amp;y</table>z</div>", "P uvx&y;P w;P z;");
    check_html("<p>a<b>b<p>c</b>d", "P ab;P cd...;");
    check_html("<li>a</ul><td>b</td><tr>c", "L1 abc...;");
    check_html("<p>1 < 2 << 3 <= 4</p>", "P 1 < 2 << 3 <= 4;");
}

static void test_tables(void)
{
    check_html("<table><tr><td>A<td>1<tr><td>B<td><a href=x>2</a><br>3</table>",
               "T [A][1]|[B][2/3];");
    check_html("<table><caption>Cap</caption><thead><tr><th>A<th>B</thead><tr><td>1<td>2</table>",
               "T#\"Cap\"[A][B]|[1][2];");
    check_html("<table><tr><th>A</th><td>1</td></tr><tr><th>B</th><td>2</td></tr></table>",
               "T [A][1]|[B][2];");
    check_html("<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td colspan=2>d</table>",
               "T [2x1:a][b]|[][c]|[1x2:d][];");
    check_html("<table><tr><td>a<td rowspan=0>b<tr><td>c<tr></table>", "T [a][2x1:b]|[c][];");
    check_html("<table><tr><td><p>a</p><p>b</p><td><ul><li>c<li>d</ul></table>", "T [a/b][c/d];");
    check_html("<table><tr><td></td><td> </td></tr></table><p>x</p>", "P x;");
}

static void test_layout_tables(void)
{
    check_html("<table><tr><td><h1>a</h1><p>b<td>c</table>", "H1 a;P b;P c;");
    check_html("<table><tr><td>only</table>", "P only;");
    check_html("<table><tr><td>one<tr><td>under<tr><td>another</table>",
               "P one;P under;P another;");
    check_html("<table><tr><td><p>a<p>b<p>c<p>d<p>e<td>f</table>", "T [a/b/c/d/e][f];");
    check_html("<table><tr><td><p>a<p>b<p>c<p>d<p>e<p>f<td>g</table>",
               "P a;P b;P c;P d;P e;P f;P g;");
    check_html("<table role=presentation><tr><td>a<td>b</table>", "P a;P b;");
    check_html("<table><tr><td>menu<td><table><tr><td>k<td>v</table></table>", "P menu;T [k][v];");
}

/* What the tree builder takes from the start of a text, and what it joins to its end. */
static void test_joined_texts(void)
{
    check_html("<!DOCTYPE html>           a</s>bcdefghijk<p>x</p>", "P abcdefghijk;P x;");
    check_html("<!DOCTYPE html>l<table><tr>\n<td><tr>\n\xc3\xa9</e>&amp<table>", "P l \xc3\xa9&;");
    check_html("<pre>\n\nab</s>cd</s>ef</pre>", "C /abcdef;");
}

/* What comes behind a limit is still gone through, for where it ends. */
static void test_cdata_behind_limit(void)
{
    g_autoptr(GString) page = g_string_new("<p>a</p>");
    for (guint i = 0; i < 600; i++)
        g_string_append(page, "<div>");
    g_string_append(page, "x<![CDATA[ y ]]>z");
    g_autoptr(AssayDocument) document = extract_html(page->str, page->len);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 1);
    g_assert_cmpuint(document->defects->len, >, 0);
}

static void test_links(void)
{
    const char *page = "<p>x <a href='/u?a&amp;b'> two <b>words</b> </a>y <a name=n>z</a>"
                       "<a href=img><img></a></p><table><tr><td>k<td><a href=v>w</a></table>";
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < document->links->len; i++) {
        const AssayLink *link = &g_array_index(document->links, AssayLink, i);
        g_string_append_printf(got, "%s=", link->uri);
        append_slice(got, document, link->text);
        g_string_append_c(got, ';');
        g_assert_cmpint(strncmp(page + link->span.start_byte, "<a ", 3), ==, 0);
        g_assert_cmpint(page[link->span.end_byte - 1], ==, '>');
    }
    g_assert_cmpstr(got->str, ==, "/u?a&b=two words;v=w;");
}

static void check_property(const AssayDocument *document, const char *page, const char *name,
                           const char *value, const char *source)
{
    const AssayProperty *property = assay_document_property(document, name);
    g_assert_nonnull(property);
    g_assert_cmpstr(property->value, ==, value);
    g_autofree char *at = g_strndup(page + property->span.start_byte,
                                    property->span.end_byte - property->span.start_byte);
    g_assert_cmpstr(at, ==, source);
}

static void test_properties(void)
{
    const char *page =
        "<html lang=en><head><title> A &amp;\nB</title><meta name='Citation_DOI' content='10.1/x'>"
        "<meta property='og:url' content='http://o/'><meta itemprop=k content='a &lt; b'>"
        "<link rel=Canonical href='http://c/?a&amp;b'></head><body><p>x</p></body></html>";
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    check_property(document, page, "html.title", "A & B", " A &amp;\nB");
    check_property(document, page, "html.lang", "en", "<html lang=en>");
    check_property(document, page, "meta.citation_doi", "10.1/x", "10.1/x");
    check_property(document, page, "meta.k", "a < b", "a &lt; b");
    check_property(document, page, "link.canonical", "http://c/?a&b", "http://c/?a&amp;b");
    check_property(document, page, "url", "http://c/?a&b", "http://c/?a&amp;b");
    const char *open_graph = "<meta property='og:url' content='http://o/'><p>x";
    g_autoptr(AssayDocument) other = extract_html(open_graph, strlen(open_graph));
    check_property(other, open_graph, "url", "http://o/", "http://o/");
}

static void test_charsets(void)
{
    /* Places are those of the bytes as given, in any charset. */
    const char latin[] = "<meta charset=windows-1252><p>\x93"
                         "caf\xE9\x94</p>";
    g_autoptr(AssayDocument) document = extract_html(latin, sizeof latin - 1);
    g_autofree char *got = html_outline(document);
    g_assert_cmpstr(got, ==,
                    "P \xE2\x80\x9C"
                    "caf\xC3\xA9\xE2\x80\x9D;");
    AssaySpan span = assay_document_span(document, assay_document_block(document, 0)->text);
    g_assert_cmpuint(span.start_byte, ==, 30);
    g_assert_cmpuint(span.end_byte, ==, 36);
    const char wide[] = "\xFF\xFE<\0p\0>\0a\0 \0\n\0b\0";
    g_autoptr(AssayDocument) other = extract_html(wide, sizeof wide - 1);
    g_autofree char *text = html_outline(other);
    g_assert_cmpstr(text, ==, "P a b...;");
    span = assay_document_span(other, assay_document_block(other, 0)->text);
    g_assert_cmpuint(span.start_byte, ==, 8);
    g_assert_cmpuint(span.end_byte, ==, 16);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html/blocks", test_blocks);
    g_test_add_func("/html/lists", test_lists);
    g_test_add_func("/html/breaks", test_breaks);
    g_test_add_func("/html/white-space", test_white_space);
    g_test_add_func("/html/any-offset", test_any_offset);
    g_test_add_func("/html/long-texts", test_long_texts);
    g_test_add_func("/html/references", test_references);
    g_test_add_func("/html/damaged", test_damaged);
    g_test_add_func("/html/tables", test_tables);
    g_test_add_func("/html/layout-tables", test_layout_tables);
    g_test_add_func("/html/joined-texts", test_joined_texts);
    g_test_add_func("/html/cdata-behind-limit", test_cdata_behind_limit);
    g_test_add_func("/html/links", test_links);
    g_test_add_func("/html/properties", test_properties);
    g_test_add_func("/html/charsets", test_charsets);
    return g_test_run();
}

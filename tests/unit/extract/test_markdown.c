/* Markdown: structure by CommonMark, text as the source has it; cut, hostile and empty input. */
#include "outline.h"

#define MARKDOWN (&assay_format_markdown)

static void test_headings(void)
{
    check_outline(MARKDOWN, "\n\n# One *x*\n## 2 Two ##\n###Three\n\nSetext\ntwo\n===\n####\n",
                  "H1 One *x*;H2 2 Two;P ###Three;H1 Setext two;");
}

static void test_raw_text(void)
{
    check_outline(
        MARKDOWN,
        "Top-\\$k\\$ \\& 5\\% of *any* __x__ &amp; `c` a<b cite\\key2020,b\\ $[0,1](x)$\n",
        "P Top-\\$k\\$ \\& 5\\% of *any* __x__ &amp; `c` a<b cite\\key2020,b\\ "
        "$[0,1](x)$;");
    check_outline(MARKDOWN, "soft\nbreak  \nhard\n", "P soft break\nhard;");
    check_outline(MARKDOWN, "[1]: http://a.test\n\n<!-- note\nfor us -->\n",
                  "P [1]: http://a.test;P~ <!-- note for us -->;");
}

static void test_lists(void)
{
    check_outline(MARKDOWN, "- one\n  more\n- two\n\n  para\n  - deep\n\n1. first\n2. second\n",
                  "L1 one more;L1 two;P para;L2 deep;L1 first;L1 second;");
    check_outline(MARKDOWN, "- <http://a.test/1v2>\n- <http://a.test/2>\n",
                  "L1 http://a.test/1v2;L1 http://a.test/2;");
    check_outline(MARKDOWN, "* * *\n- - -\ntext\n", "P text;");
}

static void test_quotes_and_code(void)
{
    check_outline(MARKDOWN, "> quoted\n> text\nlazy\n>\n> > inner\n",
                  "P quoted text lazy;P inner;");
    check_outline(MARKDOWN,
                  "```c\nint  a;\n  b|c\n```\n\n    # code\n      x\n\n- i\n\n  ~~~\n  y\n",
                  "C int  a;\n  b|c;C # code\n  x;L1 i;C y;");
}

static void test_tables(void)
{
    check_outline(MARKDOWN, "## S\n\nItem\tGood\tShare\nA b\t\xC3\x97\t0.5\n\nafter\n",
                  "H2 S;T#[Item][Good][Share]/[A b][\xC3\x97][0.5];P after;");
    check_outline(MARKDOWN, "Intro\n| a | b | |\n|---|---|---|\n| `c` | *d* |\n",
                  "P Intro;T#[a][b]/[`c`][*d*];");
    /* A tool that wraps rows ends each with a hard break. */
    check_outline(
        MARKDOWN,
        "Item| Good| Share  \n---|---|---  \nThe first is\nlong| yes| 0.5  \nb| no|\n0.2  \n",
        "T#[Item][Good][Share]/[The first is long][yes][0.5]/[b][no][0.2];");
    check_outline(MARKDOWN, "> | a | b |\n> | c | d |\n", "T/[a][b]/[c][d];");
}

static void test_html_blocks(void)
{
    check_outline(MARKDOWN,
                  "<div class=\"x > y\">\n\n# A\n\n<table><tbody><tr><th>Status</th><td>Open &amp; "
                  "shut</td></tr>\n<tr><th>Count</th><td>0</td></tr></tbody></table>\n\n</div>\n",
                  "H1 A;T/[Status][Open & shut]/[Count][0];");
    /* A table goes on behind a blank line, a table in a table too. */
    check_outline(MARKDOWN,
                  "## A\n\n<table>\n<tr><td>a</td>\n\n<td>b</td></tr>\n\n# no heading\n\n"
                  "<tr><td>c</td><td>d</td></tr></table> \n\nafter\n",
                  "H2 A;P # no heading;T/[a][b]/[c][d];P after;");
    check_outline(MARKDOWN, "text\n<ul><li>one</li><li>two</li></ul>\n\nafter\n",
                  "P text;L1 one;L1 two;P after;");
    /* Not HTML: no such element, no end of the tag, not at the start of a line. */
    check_outline(MARKDOWN, "<jats:p>a</jats:p>\n\n<p 0.05 of b\n\nif x <div> y\n",
                  "P <jats:p>a</jats:p>;P <p 0.05 of b;P if x <div> y;");
}

static void test_html_spans(void)
{
    static const char bytes[] =
        "# A\n\n<table><tr><td>k&amp;l</td><td>v\xC3\xA9</td></tr></table>\n";
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes, strlen(bytes));
    const AssayBlock *block = assay_document_block(document, 1);
    g_assert_cmpint(block->kind, ==, ASSAY_BLOCK_TABLE);
    AssaySpan span = assay_document_span(document, assay_table_cell(block->table, 0, 1)->text);
    g_assert_cmpuint(span.start_byte, ==, (gsize)(strstr(bytes, "v\xC3") - bytes));
    g_assert_cmpuint(span.end_byte, ==, span.start_byte + 3);
}

static void test_html_wide(void)
{
    g_autoptr(GString) bytes = g_string_new_len("\xFF\xFE", 2);
    const char *text = "# A\n\n<table><tr><td>k</td><td>v\xC3\xA9</td></tr></table>\n";
    glong n_units = 0;
    g_autofree gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &n_units, NULL);
    for (glong i = 0; i < n_units; i++) {
        g_string_append_c(bytes, (char)(units[i] & 0xFF));
        g_string_append_c(bytes, (char)(units[i] >> 8));
    }
    g_assert_cmpint(
        MARKDOWN->sniff(&(AssayInput){.bytes = (const guint8 *)bytes->str, .size = bytes->len}), ==,
        90);
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes->str, bytes->len);
    const AssayBlock *block = assay_document_block(document, 1);
    AssaySpan span = assay_document_span(document, assay_table_cell(block->table, 0, 1)->text);
    gsize place = 2 + 2 * (gsize)(strstr(text, "v\xC3") - text);
    g_assert_cmpuint(span.start_byte, ==, place);
    g_assert_cmpuint(span.end_byte, ==, place + 4);
}

static void test_marks(void)
{
    /* What escapes "*" is a converter: other marks are markup, what LaTeX escapes is text. */
    check_outline(MARKDOWN,
                  "# *A* b\\_c \\*d\\* **e\n\nx\\&y 3 * 4 http://a.test/b_c_ `g_h` 2\\. _i_j\n",
                  "H1 A b_c *d* **e;P x\\&y 3 * 4 http://a.test/b_c_ g_h 2. _i_j;");
    check_outline(MARKDOWN, "a \\[1\\] \\\\$k\\\\$ \\# *b **c** d* e\n",
                  "P a [1] \\$k\\$ # b c d e;");
    check_outline(MARKDOWN, "a\\_b <sub>*2*</sub><br>c <span\nclass=\"x\">d *e\nf*</span>\n",
                  "P a_b 2\nc d e f;");
    check_outline(MARKDOWN, "| a\\*b | **c** |\n|---|---|\n| [*d*](/e_f_) | _g |\n",
                  "T#[a*b][c]/[d][_g];");
    check_outline(MARKDOWN, "::: {.x}\n*a* [b]{.c} [d]\n:::\n", "P a b [d];");
    check_outline(MARKDOWN, "a\\*\\\nb c\\\n", "P a*\nb c\\;");
    /* Residue of LaTeX says nothing of a converter. */
    check_outline(MARKDOWN, "*a* x\\_i \\& y\n", "P *a* x\\_i \\& y;");
    check_outline(MARKDOWN, "*a* <b>c</b> d&amp;e\n", "P *a* <b>c</b> d&amp;e;");
}

static void test_mark_spans(void)
{
    static const char bytes[] = "a\\*b **c\xC3\xA9** d\n";
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes, strlen(bytes));
    const AssayBlock *block = assay_document_block(document, 0);
    AssaySlice text = assay_document_slice(document, block->text);
    g_assert_true(assay_slice_equal(text, ASSAY_SLICE("a*b c\xC3\xA9 d")));
    AssayRange letter = {block->text.start + 4, block->text.start + 7};
    AssaySpan span = assay_document_span(document, letter);
    g_assert_cmpuint(span.start_byte, ==, 7);
    g_assert_cmpuint(span.end_byte, ==, 10);
}

static void test_aligned(void)
{
    check_outline(
        MARKDOWN,
        "## A\n\n  ------ -------------\n  Label  Value\n  Longer label    Its \\*value\\*\n"
        "  ------ -----\n\nafter\n",
        "H2 A;P Label Value Longer label Its *value*;P after;");
    check_outline(
        MARKDOWN,
        "## A\n\n  ---------- --------\n  Label      Value\n  Label two  Its \\*value\\*\n"
        "  ---------- --------\n\nafter\n",
        "H2 A;T/[Label][Value]/[Label two][Its *value*];P after;");
}

/* The whole of a text indented, in a code fence, with blank lines between the rows of a table. */
static void test_whole(void)
{
    check_outline(MARKDOWN, "\n    # A\n\n    b *c*\n    - d\n\n        e\n",
                  "H1 A;P b *c*;L1 d;P e;");
    check_outline(MARKDOWN, "\n```markdown\n# A\n\nb\n```\n\n", "H1 A;P b;");
    check_outline(MARKDOWN, "  ~~~\n  # A\n\n  b\n", "H1 A;P b;");
    check_outline(MARKDOWN, "```\n# A\n```\n\nb\n", "C # A;P b;");
    check_outline(MARKDOWN, "```python\n# A\n```\n", "C # A;");
    check_outline(MARKDOWN, "# A\n\nI\tG\tS\n\na b\tx\t0.5\n\nc d\ty\t0.7\n\nafter\n",
                  "H1 A;T#[I][G][S]/[a b][x][0.5]/[c d][y][0.7];P after;");
}

static void test_wrapped(void)
{
    const char *wrapped =
        "# The heading is as long as the lines, so that the last\nwords of it are here\n\n"
        "The first paragraph has lines that are long, and is run-\n"
        "on, so that it is plain to see that some tool has put\n"
        "ends of lines wherever the next word had no room any\nmore, pre- and "
        "postfix. It goes on in this way for long\nenough.\n";
    check_outline(
        MARKDOWN, wrapped,
        "H1 The heading is as long as the lines, so that the last words of it are here;"
        "P The first paragraph has lines that are long, and is run-on, so that it is plain "
        "to see that some tool has put ends of lines wherever the next word had no room "
        "any more, pre- and postfix. It goes on in this way for long enough.;");
    check_outline(MARKDOWN, "# Heading\ntext\n", "H1 Heading;P text;");
}

static void test_links(void)
{
    check_links(MARKDOWN,
                "[the page](https://a.test/p(1) \"t\") ![alt](/img.png) [n] http://b.test.\n",
                "https://a.test/p(1)=the page;/img.png=alt;http://b.test=http://b.test;");
    check_links(MARKDOWN, "[http://in.test](http://out.test) \\[x](http://y.test)\n",
                "http://out.test=http://in.test;http://y.test=http://y.test;");
    check_outline(MARKDOWN, "see [the page](http://a.test) and <http://b.test>, x<y\n",
                  "P see the page and http://b.test, x<y;");
}

static void test_front_matter(void)
{
    const char *bytes = "---\ntitle: \"A: b\"\ntags:\n  - x\n  - y\nempty:\n---\n# H\n";
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes, strlen(bytes));
    g_autofree char *got = outline(document);
    g_assert_cmpstr(got, ==, "H1 H;");
    g_assert_cmpuint(document->properties->len, ==, 3);
    const AssayProperty *title = assay_document_property(document, "front.title");
    g_assert_cmpstr(title->value, ==, "A: b");
    g_assert_cmpuint(title->span.start_byte, ==, 12);
    g_assert_cmpuint(title->span.end_byte, ==, 16);
    g_assert_cmpstr(assay_document_property(document, "front.tags")->value, ==, "x");
    check_outline(MARKDOWN, "---\nno end\n\ntext\n", "P no end;P text;");
}

static void test_cut(void)
{
    check_outline(MARKDOWN, "# A\n\nItem\tGood\tShare\nOne half",
                  "H1 A;T#[Item][Good][Share]/[One half...][][]...;");
    check_outline(MARKDOWN, "# A\n\nI\tG\tS\nx\t\xC3\x97\t0.5\n\n##",
                  "H1 A;T#[I][G][S]/[x][\xC3\x97][0.5];");
    check_outline(MARKDOWN, "# A\n\n- <http://a.te", "H1 A;L1 http://a.te...;");
    check_outline(MARKDOWN, "# A Ti", "H1 A Ti...;");
    check_outline(MARKDOWN, "# A\n\n```\ncode", "H1 A;C code...;");
}

static void test_spans(void)
{
    const char *bytes = "\xEF\xBB\xBF# T\xC3\xA9\n\n> a\n> [b](http://c.test) d\n";
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes, strlen(bytes));
    AssaySpan span = assay_document_span(document, assay_document_block(document, 0)->text);
    g_assert_cmpuint(span.start_byte, ==, 5);
    g_assert_cmpuint(span.end_byte, ==, 8);
    const AssayLink *link = &g_array_index(document->links, AssayLink, 0);
    g_assert_cmpint(bytes[link->span.start_byte], ==, 'b');
    g_assert_cmpuint(link->span.end_byte - link->span.start_byte, ==, 1);
}

static int sniff_both(const char *text)
{
    int markdown = sniff(&assay_format_markdown, text, strlen(text));
    int plain = sniff(&assay_format_text, text, strlen(text));
    return markdown > plain ? 1 : 0;
}

static void test_sniff(void)
{
    g_assert_cmpint(sniff_both("\n\n# Title\n\nText\n"), ==, 1);
    g_assert_cmpint(sniff_both("# Tit"), ==, 1);
    g_assert_cmpint(sniff_both("Text\n\n## A\n\n- <http://a.test>\n"), ==, 1);
    g_assert_cmpint(sniff_both("Title\n| a | b |\n| c | d |\n"), ==, 0);
    g_assert_cmpint(sniff_both("Title\n\nSee #5 and # nothing\n"), ==, 0);
    g_assert_cmpint(sniff_both(""), ==, 0);
}

static void test_empty(void)
{
    check_outline(MARKDOWN, "", "");
    check_outline(MARKDOWN, "\n", "");
    check_outline(MARKDOWN, "#\n", "");
    check_outline(MARKDOWN, "-\n\n---\n", "");
}

static void test_hostile(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hostile_patterns); i++)
        check_hostile(MARKDOWN, hostile_patterns[i]);
    g_autofree char *nuls = g_malloc0(1000000);
    assay_document_free(extract_with(MARKDOWN, nuls, 1000000));
}

static void test_depth(void)
{
    /* Each blank line visits every open list: deep nesting above many of them. */
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (guint i = 0; i < 90; i++) {
        for (guint k = 0; k < i; k++)
            g_string_append(bytes, "  ");
        g_string_append(bytes, "- a\n");
    }
    while (bytes->len < 1000000)
        g_string_append_c(bytes, '\n');
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes->str, bytes->len);
    g_assert_cmpstr(g_array_index(document->defects, AssayDefect, 0).id, ==, "depth-limit");
    g_assert_cmpuint(document->blocks->len, ==, 90);
}

static void test_many_headings(void)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    for (guint i = 0; i < 1000000; i++)
        g_string_append(bytes, "# a\n");
    g_autoptr(AssayDocument) document = extract_with(MARKDOWN, bytes->str, bytes->len);
    g_assert_cmpuint(document->blocks->len, ==, 1000000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/extract/markdown/headings", test_headings);
    g_test_add_func("/extract/markdown/raw-text", test_raw_text);
    g_test_add_func("/extract/markdown/lists", test_lists);
    g_test_add_func("/extract/markdown/quotes-and-code", test_quotes_and_code);
    g_test_add_func("/extract/markdown/tables", test_tables);
    g_test_add_func("/extract/markdown/html-blocks", test_html_blocks);
    g_test_add_func("/extract/markdown/html-spans", test_html_spans);
    g_test_add_func("/extract/markdown/html-wide", test_html_wide);
    g_test_add_func("/extract/markdown/marks", test_marks);
    g_test_add_func("/extract/markdown/mark-spans", test_mark_spans);
    g_test_add_func("/extract/markdown/aligned", test_aligned);
    g_test_add_func("/extract/markdown/whole", test_whole);
    g_test_add_func("/extract/markdown/wrapped", test_wrapped);
    g_test_add_func("/extract/markdown/links", test_links);
    g_test_add_func("/extract/markdown/front-matter", test_front_matter);
    g_test_add_func("/extract/markdown/cut", test_cut);
    g_test_add_func("/extract/markdown/spans", test_spans);
    g_test_add_func("/extract/markdown/sniff", test_sniff);
    g_test_add_func("/extract/markdown/empty", test_empty);
    g_test_add_func("/extract/markdown/hostile", test_hostile);
    g_test_add_func("/extract/markdown/depth", test_depth);
    g_test_add_func("/extract/markdown/many-headings", test_many_headings);
    return g_test_run();
}

/* Plain text: paragraphs, tables, lists, headings, links; cut, hostile and empty input. */
#include "outline.h"

#define TEXT (&assay_format_text)

/* Columns that blanks part, as terminals and pandoc show tables. */
static void test_aligned(void)
{
    check_outline(
        TEXT,
        "Before\n\n                          Item             Good Share\n"
        "   The first is long, and goes on up to    \xE2\x9C\x93    0.5\n   here.\n"
        "   The second is as long as its column is. \xC3\x97    0.25\n\nafter\n",
        "P Before;T#[Item][Good][Share]/[The first is long, and goes on up to here.]"
        "[\xE2\x9C\x93][0.5]/[The second is as long as its column is.][\xC3\x97][0.25];P after;");
    check_outline(
        TEXT,
        "Kind    open\nBasis   It goes on, for there was so much to say that\n"
        "        one line had no room for all.\nLast    end\n",
        "T/[Kind][open]/[Basis][It goes on, for there was so much to say that one line had no "
        "room for all.]/[Last][end];");
    /* A line that fills no column, a lone row, justified text. */
    check_outline(TEXT, "Kind    open\nBasis   shut\nand more of it\n",
                  "P Kind open\nBasis shut\nand more of it;");
    check_outline(TEXT, "Kind    open\n", "P Kind open;");
    check_outline(TEXT, "The words  of this\ntext are   set so\nthat lines  end as\n",
                  "P The words of this\ntext are set so\nthat lines end as;");
}

static void test_paragraphs(void)
{
    check_outline(TEXT, "One line\r\n  second\xC2\xA0 line \n\n\n  Another.\n",
                  "P One line\nsecond line;P Another.;");
    check_outline(TEXT, "Home | Papers \xE2\x96\xBE | About\nID:42\n",
                  "P Home | Papers \xE2\x96\xBE | About\nID:42;");
    check_outline(TEXT, "a\n---\nb\n", "H2 a;P b;");
    check_outline(TEXT, "a\n\n****\n\nb\n", "P a;P b;");
}

static void test_pipe_tables(void)
{
    check_outline(TEXT, "Kind\n| Colour | red | |\n| Size | 4 |\nNote.\n",
                  "P Kind;T/[Colour][red]/[Size][4];P Note.;");
    check_outline(TEXT, "| A | B |\n|---|:-:|\n| 1 | 2 |\n", "T#[A][B]/[1][2];");
    check_outline(TEXT, "A | B\n--|--\n1 | 2\n\nend\n", "T#[A][B]/[1][2];P end;");
    check_outline(TEXT, "| p | P(a|b) \\| c |\n| q | |\n", "T/[p][P(a|b) \\| c]/[q][];");
    check_outline(TEXT, "| only |\n", "P | only |;");
    check_outline(TEXT, "| p\xC2\xA0|\xC2\xA0q |\xC2\xA0|\n| r\xC2\xA0| s |\n", "T/[p][q]/[r][s];");
    check_outline(TEXT, "A| B  \n---|---  \nC| a long\nvalue, and\nmore  \nD| d  \n",
                  "T#[A][B]/[C][a long value, and more]/[D][d];");
    check_outline(TEXT, "A| B\n---|---\nC| c\nA note.\n", "T#[A][B]/[C][c];P A note.;");
    check_outline(TEXT, "|x| is the norm of x\nand so on\n", "P |x| is the norm of x\nand so on;");
    check_outline(TEXT, "| | |\n| | |\n", "P | | |\n| | |;");
}

static void test_tab_tables(void)
{
    check_outline(
        TEXT, "Item\tGood\tShare\nA long one\t\xE2\x9C\x93\t0.5\nB\t\xC3\x97\t0.25\nend\n",
        "T#[Item][Good][Share]/[A long one][\xE2\x9C\x93][0.5]/[B][\xC3\x97][0.25];P end;");
    check_outline(TEXT, "Name\tAda\nAge\t36\n", "T/[Name][Ada]/[Age][36];");
    check_outline(TEXT, "one\ttab\nnone\n", "P one tab\nnone;");
    check_outline(TEXT, "-\ta\n-\tb\n", "L1 a;L1 b;");
}

static void test_cut(void)
{
    check_outline(TEXT, "T\n| Colour | red | |\n| Size | 4",
                  "P T;T/[Colour][red]/[Size][4...]...;");
    check_outline(TEXT, "T\n| Colour | red | |\n| Si", "P T;T/[Colour][red]/[Si...][]...;");
    check_outline(TEXT, "T\n| Colour | red | |\n|", "P T;T/[Colour][red];");
    check_outline(TEXT, "T\n| Colo", "P T;T/[Colo...]...;");
    check_outline(TEXT, "T\n| Colour | red |", "P T;T/[Colour][red]...;");
    check_outline(TEXT, "Item\tGood\tShare\nA lo", "T#[Item][Good][Share]/[A lo...][][]...;");
    check_outline(TEXT, "Item\tGood\tShare\nA\t\xC3\x97\t0.1\nB\t",
                  "T#[Item][Good][Share]/[A][\xC3\x97][0.1]/[B][][]...;");
    check_outline(TEXT, "done\n\nin the mid", "P done;P in the mid...;");
    check_outline(TEXT, "caf\xC3", "P caf...;");
    check_outline(TEXT, "done\n\n  ", "P done;");
}

static void test_lists(void)
{
    check_outline(TEXT, "Text:\n- one\n  goes on\n- two\n  * deep\n1. first\n2. second\n",
                  "P Text:;L1 one\ngoes on;L1 two;L2 deep;L1 first;L1 second;");
    check_outline(TEXT, "1. one\n\n2. two\n\n3. three\n", "L1 one;L1 two;L1 three;");
    check_outline(TEXT, "It was in\n1999. A year.\n", "P It was in\n1999. A year.;");
}

static void test_headings(void)
{
    const char *prose = "Here stands enough running text for a reader to call it prose, at last.";
    g_autofree char *text = g_strdup_printf(
        "1. Title first\n\n%s\n\n1. Introduction\n\n%s\n\n2.1.  Details of it\n\n%s\n\n"
        "RELATED WORK\n\n%s\n\nHIGH\n\nshort\n\n5 May 2026\n\n%s\n",
        prose, prose, prose, prose, prose);
    g_autofree char *expected = g_strdup_printf(
        "L1 Title first;P %s;H1 1. Introduction;P %s;H2 2.1. Details of it;P %s;"
        "H1 RELATED WORK;P %s;P HIGH;P short;P 5 May 2026;P %s;",
        prose, prose, prose, prose, prose);
    check_outline(TEXT, text, expected);
    check_outline(TEXT, "Title\n=====\nText under it\n\nPart\n----\n\nMore\n",
                  "H1 Title;P Text under it;H2 Part;P More;");
    check_outline(TEXT, "x\n\n   Indented body\n\nStatus of It\n\n   More body\n",
                  "P x;P Indented body;H1 Status of It;P More body;");
}

static void test_pages(void)
{
    check_outline(TEXT,
                  "Text of page one\n\nNym          Memo          [Page 1]\n\f\n"
                  "RFC 0        Title         May 2026\n\ngoes on\n\n- 2 -\n\fend\n",
                  "P Text of page one;P~ Nym Memo [Page 1];P~ RFC 0 Title May 2026;P goes on;"
                  "P~ - 2 -;P end;");
}

static void test_links(void)
{
    check_links(TEXT, "See http://a.test/x_(y), (https://b.test/z). <http://c.test/?q=1&r=2>!\n",
                "http://a.test/x_(y)=http://a.test/x_(y);https://b.test/z=https://b.test/z;"
                "http://c.test/?q=1&r=2=http://c.test/?q=1&r=2;");
    check_links(TEXT, "http:// xhttp://n.test \xE2\x80\x9Chttp://d.test/\xC3\xA9\xE2\x80\x9D\n",
                "http://d.test/\xC3\xA9=http://d.test/\xC3\xA9;");
    check_links(TEXT, "| a | http://t.test/1 |\n| b | x |\n", "http://t.test/1=http://t.test/1;");
}

static void test_spans(void)
{
    /* windows-1252: the map survives decoding and folding. */
    const char *bytes = "caf\xE9  na\xEFve\n| \xE9t\xE9 | x |\n| a | b |\n";
    g_autoptr(AssayDocument) document = extract_with(TEXT, bytes, strlen(bytes));
    AssaySpan span = assay_document_span(document, assay_document_block(document, 0)->text);
    g_assert_cmpuint(span.start_byte, ==, 0);
    g_assert_cmpuint(span.end_byte, ==, 11);
    const AssayBlock *table = assay_document_block(document, 1);
    span = assay_document_span(document, assay_table_cell(table->table, 0, 0)->text);
    g_assert_cmpuint(span.start_byte, ==, 14);
    g_assert_cmpuint(span.end_byte, ==, 17);
}

static void test_sniff(void)
{
    g_autofree char *junk = g_malloc(4096);
    for (gsize i = 0; i < 4096; i++)
        junk[i] = (char)(i * 2654435761u >> 24);
    g_assert_cmpint(sniff(TEXT, junk, 4096), ==, 0);
    g_assert_cmpint(sniff(TEXT, "\0\0\0\0abc", 7), ==, 0);
    g_assert_cmpint(sniff(TEXT, "", 0), ==, 0);
    g_assert_cmpint(sniff(TEXT, "text", 4), >, 0);
    g_assert_cmpint(sniff(TEXT, "t\0e\0x\0t\0", 8), >, 0);
}

static void test_empty(void)
{
    check_outline(TEXT, "", "");
    check_outline(TEXT, " \n\t\n", "");
    g_autoptr(AssayDocument) document = extract_with(TEXT, "\n", 1);
    g_assert_cmpstr(g_array_index(document->defects, AssayDefect, 0).id, ==, "no-text");
}

static void test_hostile(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hostile_patterns); i++)
        check_hostile(TEXT, hostile_patterns[i]);
    g_autofree char *nuls = g_malloc0(1000000);
    assay_document_free(extract_with(TEXT, nuls, 1000000));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/extract/text/aligned", test_aligned);
    g_test_add_func("/extract/text/paragraphs", test_paragraphs);
    g_test_add_func("/extract/text/pipe-tables", test_pipe_tables);
    g_test_add_func("/extract/text/tab-tables", test_tab_tables);
    g_test_add_func("/extract/text/cut", test_cut);
    g_test_add_func("/extract/text/lists", test_lists);
    g_test_add_func("/extract/text/headings", test_headings);
    g_test_add_func("/extract/text/pages", test_pages);
    g_test_add_func("/extract/text/links", test_links);
    g_test_add_func("/extract/text/spans", test_spans);
    g_test_add_func("/extract/text/sniff", test_sniff);
    g_test_add_func("/extract/text/empty", test_empty);
    g_test_add_func("/extract/text/hostile", test_hostile);
    return g_test_run();
}

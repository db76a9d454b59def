/* The two printed forms of a document. */
#include "document/print.h"

#include <string.h>

static AssayRange put(AssayDocument *document, const char *text, gsize from_byte)
{
    gsize start = assay_document_append(
        document, text, strlen(text), assay_span_bytes(from_byte, from_byte + strlen(text)), TRUE);
    return (AssayRange){start, document->text->len};
}

static AssayDocument *example(void)
{
    AssayDocument *document = assay_document_new();
    document->format = "text";
    document->media = "text/plain";
    document->open_end = TRUE;
    assay_document_add_property(document, "html.title", "A \"B\" <c>\n", 10,
                                assay_span_bytes(1, 2));
    assay_document_add_defect(document, "pdf-damaged", assay_span_bytes(3, 4), "no %s", "end");
    AssayBlock heading = {.kind = ASSAY_BLOCK_HEADING, .level = 2};
    heading.text = put(document, "R&D", 10);
    assay_document_add_block(document, &heading);
    assay_document_separate(document, "\n");
    AssayBlock foot = {.kind = ASSAY_BLOCK_PARAGRAPH, .place = ASSAY_PLACE_RUNNING_HEAD};
    foot.text = put(document, "page\x02 1", 20);
    assay_document_add_block(document, &foot);
    assay_document_separate(document, "\n");
    AssayBlock table = {.kind = ASSAY_BLOCK_TABLE, .open_end = TRUE};
    table.table = assay_document_new_table(document, 1, 2);
    table.text.start = document->text->len;
    assay_table_cell(table.table, 0, 0)->text = put(document, "a", 30);
    assay_document_separate(document, "\t");
    assay_table_cell(table.table, 0, 1)->text = put(document, "b", 34);
    assay_table_cell(table.table, 0, 1)->open_end = TRUE;
    table.text.end = document->text->len;
    assay_document_add_block(document, &table);
    assay_document_add_link(document, heading.text, "http://x.test/?a&b", 18,
                            assay_span_bytes(10, 13));
    return document;
}

static void test_text(void)
{
    g_autoptr(AssayDocument) document = example();
    g_autoptr(GString) out = g_string_new(NULL);
    assay_document_print(document, out);
    g_assert_cmpstr(out->str, ==,
                    "document text, 3 blocks, open end\n"
                    "property html.title = A \"B\" <c> \n"
                    "defect pdf-damaged [bytes 3-4] no end\n"
                    "\nheading 2 [bytes 10-13]\n    R&D\n"
                    "\nparagraph (running-head) [bytes 20-27]\n    page\xEF\xBF\xBD 1\n"
                    "\ntable 1x2 [bytes 30-35] open end\n    | a | b \xE2\x80\xA6\n"
                    "\nlink [bytes 10-13] http://x.test/?a&b\n");
}

static void test_xml(void)
{
    g_autoptr(AssayDocument) document = example();
    g_autoptr(GString) out = g_string_new(NULL);
    assay_document_print_xml(document, out);
    g_assert_cmpstr(
        out->str, ==,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<document xmlns=\"urn:assay:document:1\" format=\"text\" media=\"text/plain\""
        " open-end=\"true\">\n"
        "  <property name=\"html.title\" at=\"bytes 1-2\">A \"B\" &lt;c&gt;\n</property>\n"
        "  <defect id=\"pdf-damaged\" at=\"bytes 3-4\">no end</defect>\n"
        "  <heading level=\"2\" at=\"bytes 10-13\">R&amp;D</heading>\n"
        "  <paragraph place=\"running-head\" at=\"bytes 20-27\">page 1</paragraph>\n"
        "  <table open-end=\"true\" rows=\"1\" columns=\"2\" at=\"bytes 30-35\">\n"
        "    <row>\n      <cell at=\"bytes 30-31\">a</cell>\n"
        "      <cell open-end=\"true\" at=\"bytes 34-35\">b</cell>\n    </row>\n  </table>\n"
        "  <link uri=\"http://x.test/?a&amp;b\" at=\"bytes 10-13\">R&amp;D</link>\n"
        "</document>\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/document/print/text", test_text);
    g_test_add_func("/document/print/xml", test_xml);
    return g_test_run();
}

/* The body element made of a document's blocks. */
#include <string.h>

#include "harness.h"
#include "record/body.h"

static AssayRange append(AssayDocument *document, const char *text)
{
    gsize start = assay_document_append(document, text, strlen(text), assay_span_bytes(0, 1),
                                        FALSE);
    return (AssayRange){start, start + strlen(text)};
}

static AssayBlock *add(AssayDocument *document, AssayBlockKind kind, guint level, const char *text)
{
    AssayBlock block = {.kind = kind, .level = level, .text = append(document, text)};
    assay_document_separate(document, "\n");
    assay_document_add_block(document, &block);
    return assay_document_block(document, assay_document_n_blocks(document) - 1);
}

static void add_pair(AssayDocument *document, const char *label, const char *value)
{
    AssayRange left = append(document, label);
    assay_document_separate(document, "\t");
    AssayRange right = append(document, value);
    AssayBlock block = {
        .kind = ASSAY_BLOCK_PAIR, .text = {left.start, right.end}, .label = left, .value = right};
    assay_document_separate(document, "\n");
    assay_document_add_block(document, &block);
}

static void add_table(AssayDocument *document)
{
    AssayTable *table = assay_document_new_table(document, 2, 2);
    gsize start = document->text->len;
    assay_table_cell(table, 0, 0)->text = append(document, "Both");
    assay_table_cell(table, 0, 0)->column_span = 2;
    assay_table_cell(table, 0, 0)->is_header = TRUE;
    assay_document_separate(document, "\n");
    assay_table_cell(table, 1, 0)->text = append(document, "left");
    assay_document_separate(document, "\t");
    assay_table_cell(table, 1, 1)->text = append(document, "right  &\ncell");
    AssayBlock block = {
        .kind = ASSAY_BLOCK_TABLE, .table = table, .text = {start, document->text->len}};
    assay_document_add_block(document, &block);
}

static char *text_of(const AssayDocument *document)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayCapture *capture = harness_capture("html", 'a');
    capture->body = assay_body_from_document(document, NULL, capture->arena);
    g_assert_nonnull(capture->body);
    g_autoptr(AssayRecord) record = harness_build(plan, &capture, 1);
    assay_capture_free(capture); /* the record keeps the body that it was lent */
    harness_check(plan, record); /* the schema takes it */
    xmlBuffer *buffer = xmlBufferCreate();
    xmlNode *copied = xmlFirstElementChild(xmlDocGetRootElement(assay_record_doc(record)));
    xmlNodeDump(buffer, assay_record_doc(record), copied, 0, 0);
    char *text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static void test_blocks(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    add(document, ASSAY_BLOCK_PARAGRAPH, 0, "Before\nall");
    add(document, ASSAY_BLOCK_HEADING, 1, "1 One");
    add(document, ASSAY_BLOCK_LIST_ITEM, 1, "a");
    add(document, ASSAY_BLOCK_LIST_ITEM, 2, "b");
    add(document, ASSAY_BLOCK_HEADING, 3, "1.1 Deep");
    add_pair(document, "Label", "value");
    add_pair(document, "Other", "");
    add(document, ASSAY_BLOCK_PARAGRAPH, 0, "hidden")->place = ASSAY_PLACE_NAVIGATION;
    add(document, ASSAY_BLOCK_HEADING, 1, "Two");
    add_table(document);
    add(document, ASSAY_BLOCK_CODE, 0, "if x:\n    y\n\nz");
    g_autofree char *text = text_of(document);
    g_assert_cmpstr(
        text, ==,
        "<body><p>Before all</p><section number=\"1\" title=\"One\"><list><item>a</item>"
        "<item level=\"2\">b</item></list><section number=\"1.1\" title=\"Deep\">"
        "<table kind=\"pairs\"><row><cell head=\"true\">Label</cell><cell>value</cell></row>"
        "<row><cell head=\"true\">Other</cell><cell/></row></table></section></section>"
        "<section title=\"Two\"><table><row><cell head=\"true\" colspan=\"2\">Both</cell></row>"
        "<row><cell>left</cell><cell>right &amp; cell</cell></row></table>"
        "<code><line>if x:</line><line indent=\"4\">y</line><line/><line>z</line></code>"
        "</section></body>");
}

/* Headings that go ever deeper do not nest for ever. */
static void test_depth(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    for (guint i = 1; i <= 1000; i++)
        add(document, ASSAY_BLOCK_HEADING, i, "h");
    g_autofree char *text = text_of(document);
    g_assert_nonnull(strstr(text, "</section></section></section></section></body>"));
}

static void test_empty(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    g_autoptr(AssayArena) arena = assay_arena_new();
    g_assert_null(assay_body_from_document(document, NULL, arena));
    add(document, ASSAY_BLOCK_PARAGRAPH, 0, " ");
    g_assert_null(assay_body_from_document(document, NULL, arena));
}

static void test_title(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    const char *texts[] = {"The Title: of it", "1 Part", "2 Part"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AssayBlock block = {.kind = ASSAY_BLOCK_HEADING, .level = i == 0 ? 1 : 2};
        block.text = append(document, texts[i]);
        assay_document_separate(document, "\n");
        assay_document_add_block(document, &block);
    }
    g_autoptr(AssayArena) arena = assay_arena_new();
    xmlNode *body = assay_body_from_document(document, "The title of it", arena);
    g_assert_cmpuint(xmlChildElementCount(body), ==, 3);
    g_assert_cmpstr((const char *)xmlFirstElementChild(body)->name, ==, "p");
    g_assert_cmpstr((const char *)xmlLastElementChild(body)->name, ==, "section");
    body = assay_body_from_document(document, "Another title", arena);
    g_assert_cmpuint(xmlChildElementCount(body), ==, 1);
}

/* Two records of one capture at a time: the second has a body of its own. */
static void test_lent_twice(void)
{
    g_autoptr(AssayDocument) document = assay_document_new();
    add(document, ASSAY_BLOCK_HEADING, 1, "1 One");
    add_table(document);
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(AssayCapture) capture = harness_capture("html", 'a');
    capture->body = assay_body_from_document(document, NULL, capture->arena);
    AssayRecord *first = harness_build(plan, &capture, 1);
    g_autoptr(AssayRecord) second = harness_build(plan, &capture, 1);
    g_autoptr(GBytes) first_bytes = assay_record_write(first);
    assay_record_free(first);
    g_autoptr(GBytes) second_bytes = assay_record_write(second);
    g_autoptr(AssayRecord) third = harness_build(plan, &capture, 1);
    g_autoptr(GBytes) third_bytes = assay_record_write(third);
    g_assert_true(g_bytes_equal(first_bytes, second_bytes));
    g_assert_true(g_bytes_equal(first_bytes, third_bytes));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/body/blocks", test_blocks);
    g_test_add_func("/body/lent-twice", test_lent_twice);
    g_test_add_func("/body/depth", test_depth);
    g_test_add_func("/body/empty", test_empty);
    g_test_add_func("/record/body/title", test_title);
    return g_test_run();
}

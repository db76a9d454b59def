/* test_pdf_structure.c: the structure tree of a tagged PDF is evidence where it agrees with the
 * pages, and harmless where it does not. */
#include <string.h>

#include "test_pdf_extract.h"

#define TAGGED "/MarkInfo << /Marked true >> /StructTreeRoot 9 0 R"

/* Opens marked content @id; EMC closes it. */
static void mark(GString *page, const char *tag, guint id)
{
    g_string_append_printf(page, "/%s << /MCID %u >> BDC\n", tag, id);
}

/* One page: three heads set as the text is, each with a paragraph; marked content 0 to 5. */
static GPtrArray *three_sections(void)
{
    static const char *const heads[] = {"Where silt settles", "Probes in use", "What bottles say"};
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    double y = 100;
    for (guint i = 0; i < G_N_ELEMENTS(heads); i++) {
        mark(page, "H1", 2 * i);
        put(page, "F1", 10, 72, y, heads[i]);
        g_string_append(page, "EMC\n");
        mark(page, "P", 2 * i + 1);
        y = put_lines(page, 72, y + 12, prose);
        g_string_append(page, "EMC\n");
    }
    return pages;
}

static AssayDocument *extract(GPtrArray *pages, const char *const *objects)
{
    GString *pdf = write_pdf_with(pages, "", "", objects != NULL ? TAGGED : "", "", objects);
    g_autoptr(GError) error = NULL;
    AssayDocument *document = extract_pdf(pdf, &error);
    g_assert_no_error(error);
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
    return document;
}

static guint count_headings(const AssayDocument *document)
{
    guint n = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++)
        n += assay_document_block(document, i)->kind == ASSAY_BLOCK_HEADING ? 1 : 0;
    return n;
}

#define ELEMENT(tag, id) "<< /Type /StructElem /S /" tag " /P 9 0 R /Pg 7 0 R /K " #id " >>"

static void test_untagged(void)
{
    g_autoptr(AssayDocument) document = extract(three_sections(), NULL);
    g_assert_cmpuint(count_headings(document), ==, 0);
}

/* Nothing but the tags tells the headings from the text, and which is below which. */
static void test_tagged(void)
{
    static const char *const objects[] = {
        "<< /Type /StructTreeRoot /K [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] >>",
        ELEMENT("H1", 0),
        ELEMENT("P", 1),
        ELEMENT("H2", 2),
        ELEMENT("P", 3),
        ELEMENT("H1", 4),
        "<< /Type /StructElem /S /Sect /P 9 0 R /K [16 0 R 17 0 R] >>",
        ELEMENT("P", 5),
        ELEMENT("P", 6),
        NULL};
    g_autoptr(AssayDocument) document = extract(three_sections(), objects);
    static const guint levels[] = {1, 2, 1};
    guint n = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (block->kind == ASSAY_BLOCK_HEADING && n < 3)
            g_assert_cmpuint(block->level, ==, levels[n++]);
    }
    g_assert_cmpuint(n, ==, 3);
    g_assert_cmpuint(count_headings(document), ==, 3);
}

/* All is a heading: then nothing is told. */
static void test_all_headings(void)
{
    static const char *const objects[] = {
        "<< /Type /StructTreeRoot /K [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R] >>",
        ELEMENT("H1", 0),
        ELEMENT("H1", 1),
        ELEMENT("H1", 2),
        ELEMENT("H1", 3),
        ELEMENT("H1", 4),
        ELEMENT("H1", 5),
        NULL};
    g_autoptr(AssayDocument) document = extract(three_sections(), objects);
    g_assert_cmpuint(count_headings(document), ==, 0);
}

/* The tags are of other text, as after an edit that left them behind. */
static void test_not_visible(void)
{
    static const char *const objects[] = {
        "<< /Type /StructTreeRoot /K [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R 16 0 R] >>",
        ELEMENT("H1", 10),
        ELEMENT("H1", 11),
        ELEMENT("H1", 12),
        ELEMENT("P", 1),
        ELEMENT("P", 3),
        ELEMENT("P", 5),
        ELEMENT("P", 7),
        NULL};
    g_autoptr(AssayDocument) document = extract(three_sections(), objects);
    g_assert_cmpuint(count_headings(document), ==, 0);
}

/* A tree that runs in a circle. */
static void test_circle(void)
{
    static const char *const objects[] = {
        "<< /Type /StructTreeRoot /K [10 0 R] >>",
        "<< /Type /StructElem /S /Sect /P 9 0 R /K [11 0 R 10 0 R] >>",
        "<< /Type /StructElem /S /Sect /P 10 0 R /K [10 0 R 11 0 R 9 0 R] >>", NULL};
    g_autoptr(AssayDocument) document = extract(three_sections(), objects);
    g_assert_cmpuint(assay_document_n_blocks(document), >=, 1);
    g_assert_cmpuint(document->defects->len, ==, 0);
}

/* A tree as deep as the file has objects: poppler would run out of stack, so it is not asked. */
static void test_deep(void)
{
    const guint n = 60000;
    GPtrArray *objects = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(objects, g_strdup("<< /Type /StructTreeRoot /K [10 0 R] >>"));
    for (guint i = 0; i < n; i++)
        g_ptr_array_add(objects, g_strdup_printf("<< /Type /StructElem /S /Sect /P %u 0 R /K [%u "
                                                 "0 R] >>",
                                                 9 + i, 11 + i));
    g_ptr_array_add(objects, NULL);
    g_autoptr(AssayDocument)
        document = extract(three_sections(), (const char *const *)objects->pdata);
    g_assert_cmpuint(assay_document_n_blocks(document), >=, 1);
    g_ptr_array_unref(objects);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/structure/untagged", test_untagged);
    g_test_add_func("/pdf/structure/tagged", test_tagged);
    g_test_add_func("/pdf/structure/all-headings", test_all_headings);
    g_test_add_func("/pdf/structure/not-visible", test_not_visible);
    g_test_add_func("/pdf/structure/circle", test_circle);
    g_test_add_func("/pdf/structure/deep", test_deep);
    return g_test_run();
}

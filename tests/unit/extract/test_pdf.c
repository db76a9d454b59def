/* test_pdf.c: the PDF extractor on small PDFs that are written here. */
#include <string.h>

#include "base/error.h"
#include "test_pdf_extract.h"

static void assert_text(const AssayDocument *document, AssayRange range, const char *expected)
{
    AssaySlice slice = assay_document_slice(document, range);
    g_autofree char *text = g_strndup(slice.data, slice.length);
    g_assert_cmpstr(text, ==, expected);
}

/* The @nth (from 0) CONTENT block of @kind. */
static const AssayBlock *find_block(const AssayDocument *document, AssayBlockKind kind, guint nth)
{
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (block->kind == kind && block->place == ASSAY_PLACE_CONTENT && nth-- == 0)
            return block;
    }
    g_assert_not_reached();
}

static guint count_blocks(const AssayDocument *document, AssayBlockKind kind, AssayPlace place)
{
    guint n = 0;
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        n += block->kind == kind && block->place == place ? 1 : 0;
    }
    return n;
}

/* As prose, with a word that a line end divides. */
static const char *const divided_prose[] = {
    "The harbour lies at the mouth of a river that carries silt from the hills, and it fills up",
    "by about a hand a year. Dredging decisions depend on how much of it enters, yet few of the",
    "harbours measure it for longer than one season. We placed twelve cheap probes and com-",
    "pared them with bottles for two years; the second was far wetter, compared with the first.",
    NULL};

static void test_sniff(void)
{
    const struct {
        const char *text;
        gboolean sniffed, salvaged;
    } cases[] = {
        {"%PDF-1.7\n", TRUE, FALSE},
        {"junk\n%PDF-1.4\n", TRUE, FALSE},
        {"PDF-1.4", FALSE, FALSE},
        {"", FALSE, FALSE},
        {"1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n", FALSE, TRUE},
        {"1 0 obj\n<<>>\nendobj\nstartxref\n0\n", FALSE, TRUE},
        {"a trailer", FALSE, FALSE},
        {"1 0 obj", FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AssayInput input = {
            .bytes = (const guint8 *)cases[i].text, .size = strlen(cases[i].text), .uri = "x"};
        g_assert_cmpint(assay_format_pdf.sniff(&input) > 0, ==, cases[i].sniffed);
        g_assert_cmpint(assay_format_pdf.salvages(&input), ==, cases[i].salvaged);
    }
}

/* What is left of a PDF is read as one only where nothing else is sure of it. */
static void test_salvage(void)
{
    static const char rest[] = "\x01\x02\x03\x04\x05\x06\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n";
    static const char text[] = "Each 1 0 obj of the file is listed before its trailer.\n";
    AssayInput input = {.bytes = (const guint8 *)rest, .size = sizeof rest - 1, .uri = "x"};
    g_autoptr(AssayDocument) document = NULL;
    g_autoptr(GError) error = NULL;
    g_assert_false(assay_extract(&input, &document, &error));
    g_assert_nonnull(strstr(error->message, "the PDF is damaged"));
    input.bytes = (const guint8 *)text;
    input.size = sizeof text - 1;
    g_assert_true(assay_extract(&input, &document, NULL));
    g_assert_cmpstr(document->format, ==, "text");
}

static void test_one_column(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put(page, "F2", 18, 150, 80, "On Silt in Small Harbours");
    put(page, "F1", 10, 270, 110, "Harbour Press");
    put(page, "F1", 10, 275, 134, "14 March 2025");
    put(page, "F2", 13, 72, 170, "1 Introduction");
    double y = put_lines(page, 72, 195, divided_prose);
    put(page, "F2", 13, 72, y + 20, "2 Methods");
    put_lines(page, 72, y + 45, divided_prose);
    put(page, "F1", 9, 297, 770, "1");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    const AssayBlock *title = find_block(document, ASSAY_BLOCK_HEADING, 0);
    assert_text(document, title->text, "On Silt in Small Harbours");
    g_assert_cmpuint(title->level, ==, 1);
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, 0)->text, "Harbour Press");
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, 1)->text, "14 March 2025");
    const AssayBlock *head = find_block(document, ASSAY_BLOCK_HEADING, 1);
    assert_text(document, head->text, "1 Introduction");
    g_assert_cmpuint(head->level, ==, 2);
    assert_text(document, find_block(document, ASSAY_BLOCK_HEADING, 2)->text, "2 Methods");
    const AssayBlock *text = find_block(document, ASSAY_BLOCK_PARAGRAPH, 2);
    AssaySlice slice = assay_document_slice(document, text->text);
    g_assert_cmpint((gint64)assay_slice_find(slice, ASSAY_SLICE("probes and compared them"), 0), >=,
                    0);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_RUNNING_HEAD), ==,
                     1);
    g_assert_cmpstr(assay_document_property(document, "pdf.title")->value, ==, "A stated title");
    g_assert_cmpuint(document->n_pages, ==, 1);
}

/* A hyphen of another font than its word's still divides the word. */
static void test_hyphen_font(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    double y = put_lines(page, 72, 195, divided_prose);
    g_string_append_printf(page,
                           "BT /F1 10 Tf 72 %d Td (They stood in the water for two winters, which "
                           "none of the harbours had meas) Tj /F2 10 Tf (-) Tj ET\n",
                           PAGE_HEIGHT - (int)y);
    put(page, "F1", 10, 72, y + 12, "ured before; all measured on.");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    AssaySlice text = assay_document_slice(document,
                                           find_block(document, ASSAY_BLOCK_PARAGRAPH, 0)->text);
    g_assert_cmpint((gint64)assay_slice_find(text, ASSAY_SLICE("had measured before"), 0), >=, 0);
}

static void test_spans(void)
{
    GPtrArray *pages = new_pages();
    put(add_page(pages), "F1", 10, 100, 300, "alpha beta");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    const AssayBlock *block = find_block(document, ASSAY_BLOCK_PARAGRAPH, 0);
    AssaySpan whole = assay_document_span(document, block->text);
    AssaySpan beta = assay_document_span(document,
                                         (AssayRange){block->text.start + 6, block->text.end});
    g_assert_cmpint(whole.kind, ==, ASSAY_SPAN_PAGE);
    g_assert_cmpuint(whole.page, ==, 1);
    g_assert_cmpfloat_with_epsilon(whole.x0_pt, 100, 0.5);
    g_assert_cmpfloat(whole.y0_pt, <, 300);
    g_assert_cmpfloat(whole.y1_pt, >, 299);
    g_assert_cmpfloat(whole.y1_pt - whole.y0_pt, <, 15);
    g_assert_cmpfloat(beta.x0_pt, >, whole.x0_pt + 20);
    g_assert_cmpfloat_with_epsilon(beta.x1_pt, whole.x1_pt, 0.01);
}

static const char *const left_column[] = {"Left column begins with a line that is full",
                                          "and goes on with another line as full as it",
                                          "until the end of the page, where it breaks",
                                          "in mid sentence, since columns do that, and", NULL};
static const char *const right_column[] = {"goes on at the top of the right one without",
                                           "any sign of it. Here the text stands beside",
                                           "the other column, on the same lines as that",
                                           "one, which must not be read across at all.", NULL};

static void test_two_columns(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put(page, "F2", 18, 80, 80, "A Title That Goes Over Both of the Columns");
    put_lines(page, 72, 130, left_column);
    put_lines(page, 320, 130, right_column);
    g_autoptr(AssayDocument) document = extract_pages(pages);
    const AssayBlock *block = find_block(document, ASSAY_BLOCK_PARAGRAPH, 0);
    AssaySlice text = assay_document_slice(document, block->text);
    g_assert_cmpint((gint64)assay_slice_find(text, ASSAY_SLICE("and goes on at the top of"), 0), >=,
                    0);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT), ==, 1);
}

static void put_row(GString *page, double y, const char *claim, const char *more, const char *mark,
                    const char *number)
{
    put(page, "F1", 10, 72, y, claim);
    if (more != NULL)
        put(page, "F1", 10, 72, y + 12, more);
    put(page, strlen(mark) == 1 ? "F3" : "F1", 10, 400, y, mark);
    put(page, "F1", 10, 480, y, number);
}

static void put_head(GString *page, double y)
{
    put(page, "F2", 10, 72, y, "Claim");
    put(page, "F2", 10, 385, y, "Verified");
    put(page, "F2", 10, 470, y, "Confidence");
}

static void test_table(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put(page, "F2", 13, 72, 600, "5 Extracted Claims");
    put_head(page, 625);
    put_row(page, 645, "The probes drift by less than a tenth in one year of use", "at sea", "3",
            "0.18");
    put_row(page, 677, "Silt enters with the spring tide", NULL, "\\327", "0.90");
    page = add_page(pages);
    put_head(page, 60);
    put_row(page, 80, "Dredging costs more than measuring does, in every harbour", "that we saw",
            "4", "0.07");
    put(page, "F2", 13, 72, 140, "References");
    put(page, "F1", 10, 72, 165, "http://example.org/abs/2506.14646v2");
    put(page, "F1", 10, 72, 180, "http://example.org/abs/2601.15021v1");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    const AssayTable *table = find_block(document, ASSAY_BLOCK_TABLE, 0)->table;
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_TABLE, ASSAY_PLACE_CONTENT), ==, 1);
    g_assert_cmpuint(table->n_columns, ==, 3);
    g_assert_cmpuint(table->n_rows, ==, 4);
    g_assert_true(table->has_header_row);
    const char *const cells[4][3] = {
        {"Claim", "Verified", "Confidence"},
        {"The probes drift by less than a tenth in one year of use at sea", "✓", "0.18"},
        {"Silt enters with the spring tide", "×", "0.90"},
        {"Dredging costs more than measuring does, in every harbour that we saw", "✔", "0.07"}};
    for (guint r = 0; r < 4; r++)
        for (guint c = 0; c < 3; c++)
            assert_text(document, assay_table_cell(table, r, c)->text, cells[r][c]);
    AssaySpan span = assay_document_span(document, assay_table_cell(table, 3, 2)->text);
    g_assert_cmpuint(span.page, ==, 2);
    assert_text(document, find_block(document, ASSAY_BLOCK_LIST_ITEM, 0)->text,
                "http://example.org/abs/2506.14646v2");
    assert_text(document, find_block(document, ASSAY_BLOCK_LIST_ITEM, 1)->text,
                "http://example.org/abs/2601.15021v1");
}

/* The mark stands in the middle of a cell of two lines, on a line of its own. */
static void test_table_middle(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_head(page, 100);
    for (guint i = 0; i < 3; i++) {
        double y = 125 + 32 * i;
        put(page, "F1", 10, 72, y, "A claim that takes two lines of its cell, this being");
        put(page, "F1", 10, 72, y + 12, "the second");
        put(page, "F3", 10, 400, y + 6, "3");
        put(page, "F1", 10, 480, y + 6, "0.50");
    }
    g_autoptr(AssayDocument) document = extract_pages(pages);
    const AssayTable *table = find_block(document, ASSAY_BLOCK_TABLE, 0)->table;
    g_assert_cmpuint(table->n_rows, ==, 4);
    assert_text(document, assay_table_cell(table, 3, 0)->text,
                "A claim that takes two lines of its cell, this being the second");
    assert_text(document, assay_table_cell(table, 3, 1)->text, "✓");
}

static void test_references(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, divided_prose);
    put(page, "F2", 13, 72, 180, "References");
    static const char *const lines[] = {
        "Haddad, S. and Umeh, A. (2009). Exchange and its residues. Annals of Urban Sociology, 4,",
        "  pages 77 to 101.", "Pereira, J. (2017). Counting visitors.",
        "Tanaka, Y. (2013). Faces in the street, and what they have to do with trust in the dense",
        "  cities. Harbour Lane Books."};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        put(page, "F1", 10, lines[i][0] == ' ' ? 90 : 72, 205 + 12 * i,
            lines[i] + strspn(lines[i], " "));
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT), ==, 3);
    assert_text(document, find_block(document, ASSAY_BLOCK_LIST_ITEM, 1)->text,
                "Pereira, J. (2017). Counting visitors.");
}

static void test_running_heads(void)
{
    GPtrArray *pages = new_pages();
    for (guint i = 0; i < 3; i++) {
        GString *page = add_page(pages);
        put(page, "F1", 8, 72, 50, "Proceedings of Silt, volume 3");
        put_lines(page, 72, 150, divided_prose);
        put(page, "F1", 8, 290, 760,
            i == 0   ? "Page 1 of 3"
            : i == 1 ? "Page 2 of 3"
                     : "Page 3 of 3");
    }
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_RUNNING_HEAD), ==,
                     6);
}

/* A page number that the first page's text runs past, within wide margins; a number of the text
 * that stands at one place on two pages, too. */
static void test_page_numbers(void)
{
    GPtrArray *pages = new_pages();
    for (guint i = 0; i < 2; i++) {
        GString *page = add_page(pages);
        double y = put_lines(page, 72, 150, divided_prose);
        put(page, "F1", 10, 72, y + 20, i == 0 ? "14" : "15");
        put(page, "F1", 10, 500, 600, i == 0 ? "1" : "2");
        if (i == 0)
            put_lines(page, 72, 605, divided_prose);
    }
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_RUNNING_HEAD), ==,
                     2);
}

/* The running head stands in the text of the first page as well, as a publisher's name may. What
 * ends the same paragraph on every page does not stand apart. */
static void test_running_head_in_text(void)
{
    GPtrArray *pages = new_pages();
    for (guint i = 0; i < 3; i++) {
        GString *page = add_page(pages);
        put(page, "F1", 10, 260, 60, "Silt Press");
        if (i == 0)
            put(page, "F1", 10, 260, 160, "Silt Press");
        double y = put_lines(page, 72, 200, divided_prose);
        put(page, "F1", 10, 72, y, "and so on");
        y = put_lines(page, 72, 650, divided_prose);
        put(page, "F1", 10, 72, y, "and so on");
    }
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_RUNNING_HEAD), ==,
                     3);
}

static void test_no_text(void)
{
    GPtrArray *pages = new_pages();
    g_string_append(add_page(pages), "0 0 100 100 re f\n");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_true(has_defect(document, "no-text"));
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 0);
}

static void test_unreadable(void)
{
    GString *pdf = g_string_new("%PDF-1.4\nand nothing that could be one");
    g_autoptr(GError) error = NULL;
    g_assert_null(extract_pdf(pdf, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
    g_string_free(pdf, TRUE);
}

static void test_damaged(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, divided_prose);
    g_string_append(page, "Q Q\n"); /* nothing was saved */
    GString *pdf = write_pdf(pages, "", "");
    /* The cross-reference table is gone: poppler finds the objects by itself. */
    char *xref = strstr(pdf->str, "\nxref");
    g_assert_nonnull(xref);
    memcpy(xref, "\ngone", 5);
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayDocument) document = extract_pdf(pdf, &error);
    g_assert_no_error(error);
    g_assert_true(has_defect(document, "pdf-damaged"));
    g_assert_cmpuint(count_blocks(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT), ==, 1);
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
}

static void test_encrypted(void)
{
    GPtrArray *pages = new_pages();
    put_lines(add_page(pages), 72, 100, divided_prose);
    GString *pdf = write_pdf(
        pages,
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << "
        "/Filter /Standard /V 1 /R 2 /P -4 "
        "/O <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> "
        "/U <000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f> >>",
        "");
    g_autoptr(GError) error = NULL;
    g_assert_null(extract_pdf(pdf, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
    g_assert_nonnull(strstr(error->message, "encrypted"));
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
}

/* What documents share is there, and what is read with it is what is read without. */
static void test_keep(void)
{
    char *texts[2];
    AssayExtractKept *kept = NULL;
    for (guint i = 0; i < 2; i++) {
        GPtrArray *pages = new_pages();
        GString *page = add_page(pages);
        put_lines(page, 72, 100, prose);
        put(page, "F3", 10, 72, 180, "3 4 5");
        g_autoptr(AssayDocument) document = extract_pages(pages);
        texts[i] = g_strndup(document->text->str, document->text->len);
        g_assert_cmpuint(document->defects->len, ==, 0);
        if (kept == NULL)
            kept = assay_extract_keep();
    }
    g_assert_cmpstr(texts[0], ==, texts[1]);
    gpointer own = assay_format_pdf.keep();
    g_assert_nonnull(own);
    assay_format_pdf.drop(own);
    assay_extract_kept_free(kept);
    for (guint i = 0; i < 2; i++)
        g_free(texts[i]);
}

/* No beginning of a PDF makes the extractor fall over. */
static void test_truncations(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put(page, "F2", 18, 150, 80, "On Silt in Small Harbours");
    put_head(page, 100);
    put_row(page, 120, "Silt enters with the spring tide", NULL, "3", "0.90");
    GString *pdf = write_pdf(pages, "", "");
    while (pdf->len > 40) {
        g_string_truncate(pdf, pdf->len - 37);
        g_autoptr(GError) error = NULL;
        g_autoptr(AssayDocument) document = extract_pdf(pdf, &error);
        g_assert_true(document != NULL || error != NULL);
    }
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/sniff", test_sniff);
    g_test_add_func("/pdf/salvage", test_salvage);
    g_test_add_func("/pdf/one-column", test_one_column);
    g_test_add_func("/pdf/hyphen-font", test_hyphen_font);
    g_test_add_func("/pdf/spans", test_spans);
    g_test_add_func("/pdf/two-columns", test_two_columns);
    g_test_add_func("/pdf/table", test_table);
    g_test_add_func("/pdf/table-middle", test_table_middle);
    g_test_add_func("/pdf/references", test_references);
    g_test_add_func("/pdf/running-heads", test_running_heads);
    g_test_add_func("/pdf/running-heads/page-numbers", test_page_numbers);
    g_test_add_func("/pdf/running-heads/in-text", test_running_head_in_text);
    g_test_add_func("/pdf/no-text", test_no_text);
    g_test_add_func("/pdf/unreadable", test_unreadable);
    g_test_add_func("/pdf/damaged", test_damaged);
    g_test_add_func("/pdf/encrypted", test_encrypted);
    g_test_add_func("/pdf/keep", test_keep);
    g_test_add_func("/pdf/truncations", test_truncations);
    return g_test_run();
}

/* test_pdf_account.c: every character that poppler gives is kept, dropped for a reason that has a
 * name, or unclaimed; each reason on a page that has it. */
#include <poppler.h>
#include <string.h>

#include "document/account.h"
#include "test_pdf_extract.h"

/* Characters of poppler's own text of @pdf; it has no ligatures in these tests. */
static gsize count_poppler(const GString *pdf)
{
    g_autoptr(GBytes) bytes = g_bytes_new_static(pdf->str, pdf->len);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
    g_assert_nonnull(document);
    gsize n = 0;
    for (int i = 0; i < poppler_document_get_n_pages(document); i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        g_autofree char *text = poppler_page_get_text(page);
        n += assay_account_chars(assay_slice_from(text));
        g_object_unref(page);
    }
    g_object_unref(document);
    return n;
}

/* The account of @pages, which are freed. It adds up, and nothing is unclaimed. */
static AssayAccount account_of(GPtrArray *pages)
{
    GString *pdf = write_pdf(pages, "", "");
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayDocument) document = extract_pdf(pdf, &error);
    g_assert_no_error(error);
    AssayAccount account = assay_document_account(document);
    gsize sum = account.unclaimed;
    for (guint i = 0; i < ASSAY_ACCOUNT_PLACES; i++)
        sum += account.places[i];
    for (guint i = 0; i < ASSAY_N_DROPPED; i++)
        sum += account.dropped[i];
    g_assert_cmpuint(sum, ==, account.total);
    g_assert_cmpuint(account.total, ==, count_poppler(pdf));
    g_assert_cmpuint(account.unclaimed, ==, 0);
    g_string_free(pdf, TRUE);
    g_ptr_array_unref(pages);
    return account;
}

static void test_kept(void)
{
    GPtrArray *pages = new_pages();
    put_lines(add_page(pages), 72, 100, prose);
    AssayAccount account = account_of(pages);
    g_assert_cmpuint(account.places[ASSAY_PLACE_CONTENT], ==, account.total);
}

static void test_running_head(void)
{
    GPtrArray *pages = new_pages();
    for (guint i = 0; i < 2; i++) {
        GString *page = add_page(pages);
        put(page, "F1", 8, 72, 50, "Silt, volume 3");
        put_lines(page, 72, 150, prose);
        put(page, "F1", 8, 290, 760, i == 0 ? "1" : "2");
    }
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_RUNNING_HEAD], ==, 2 * 12 + 2);
}

static void test_footnote(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, prose);
    put(page, "F1", 8, 72, 700, "* Now at the river board.");
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_FOOTNOTE], ==, 20);
}

static void test_hyphen(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    double y = put_lines(page, 72, 100, prose);
    put(page, "F1", 10, 72, y,
        "harbours that lie at the mouths of such rivers fill by some hands a year, when dred-");
    put(page, "F1", 10, 72, y + 12,
        "ging ends. Dredging has a price, though, and dredging too late has one as well; and so "
        "on.");
    g_assert_cmpuint(account_of(pages).dropped[ASSAY_DROPPED_HYPHEN], ==, 1);
}

static void test_list_mark(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    double y = put_lines(page, 72, 100, prose);
    put(page, "F1", 10, 82, y + 10, "\\225 one probe a harbour");
    put(page, "F1", 10, 82, y + 24, "\\225 a bottle a week");
    g_assert_cmpuint(account_of(pages).dropped[ASSAY_DROPPED_LIST_MARK], ==, 2);
}

static void put_table(GString *page, double y, guint n_rows)
{
    put(page, "F2", 10, 72, y, "Harbour");
    put(page, "F2", 10, 250, y, "Silt");
    put(page, "F2", 10, 400, y, "Years");
    for (guint i = 1; i <= n_rows; i++) {
        put(page, "F1", 10, 72, y + 14 * i, "Lower quay");
        put(page, "F1", 10, 250, y + 14 * i, "0.25");
        put(page, "F1", 10, 400, y + 14 * i, "12");
    }
}

static void test_repeated_head(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, prose);
    put_table(page, 650, 6);
    put_table(add_page(pages), 80, 4);
    g_assert_cmpuint(account_of(pages).dropped[ASSAY_DROPPED_REPEATED], ==, 16);
}

static void put_numbered(GString *page, double y)
{
    static const char *const numbers[] = {"1", "2", "3", "4"};
    for (guint i = 0; prose[i] != NULL; i++, y += 12)
        put(page, "F1", 6, 40, y, numbers[i]);
}

static void test_line_numbers(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    double y = put_lines(page, 72, 100, prose);
    put_numbered(page, 100);
    put(page, "F1", 10, 72, y,
        "of the two, and the wettest of all that we have seen in the harbours of this coast, we");
    put(page, "F1", 6, 40, y, "5");
    put(page, "F1", 10, 72, y + 12, "add, though the third was not dry.");
    put(page, "F1", 6, 40, y + 12, "6");
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_MARGIN], ==, 6);
}

/* A stamp set upright along the edge. */
static void test_rotated(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, prose);
    g_string_append(page, "BT /F1 14 Tf 0 1 -1 0 30 300 Tm (silt:2501.00001v2 [ports]) Tj ET\n");
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_MARGIN], ==, 24);
}

static void put_lines_in(GString *page, const char *font, double x, double y, guint n)
{
    for (guint i = 0; i < n; i++)
        put(page, font, 10, x, y + 13 * i, prose[i % 4]);
}

/* A figure brought a page along, clipped to it: its text lies under the page's own. */
static void test_layers(void)
{
    GPtrArray *pages = new_pages();
    for (guint i = 0; i < 3; i++) {
        GString *page = add_page(pages);
        put_lines_in(page, "F1", 72, 100, 8);
        if (i == 1)
            put_lines_in(page, "F4", 80, 106, 8);
    }
    AssayAccount account = account_of(pages);
    g_assert_cmpuint(account.places[ASSAY_PLACE_HIDDEN] * 4, ==, account.total);
}

/* A head with a shadow; letters that stand beside their like are none. */
static void test_duplicate(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put(page, "F2", 14, 72, 80, "2 Silt");
    put(page, "F2", 14, 75, 83, "2 Silt");
    put(page, "F2", 14, 72, 180, "II Illinois");
    put_lines(page, 72, 120, prose);
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_DUPLICATE], ==, 5);
}

/* White letters under black ones; white ones by themselves may stand on a dark ground. */
static void test_white(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines(page, 72, 100, prose);
    g_string_append(page, "1 1 1 rg\n");
    put(page, "F1", 10, 75, 102, "hidden words");
    put(page, "F2", 14, 72, 300, "3 Results");
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_HIDDEN], ==, 11);
}

/* Marks over marks in a plot are no layer. */
static void test_no_layers(void)
{
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    put_lines_in(page, "F1", 72, 100, 8);
    for (guint i = 0; i < 8; i++) {
        put(page, "F1", 9, 200 + 20 * i, 400, "x");
        put(page, "F4", 9, 201 + 20 * i, 401, "o");
    }
    g_assert_cmpuint(account_of(pages).places[ASSAY_PLACE_HIDDEN], ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/account/kept", test_kept);
    g_test_add_func("/pdf/account/running-head", test_running_head);
    g_test_add_func("/pdf/account/footnote", test_footnote);
    g_test_add_func("/pdf/account/hyphen", test_hyphen);
    g_test_add_func("/pdf/account/list-mark", test_list_mark);
    g_test_add_func("/pdf/account/repeated-head", test_repeated_head);
    g_test_add_func("/pdf/account/line-numbers", test_line_numbers);
    g_test_add_func("/pdf/account/rotated", test_rotated);
    g_test_add_func("/pdf/account/layers", test_layers);
    g_test_add_func("/pdf/account/no-layers", test_no_layers);
    g_test_add_func("/pdf/account/duplicate", test_duplicate);
    g_test_add_func("/pdf/account/white", test_white);
    return g_test_run();
}

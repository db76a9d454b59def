/* test_pdf_table_bands.c: rows told by gaps or by symmetry, and where neither tells. */
#include "extract/pdf/table.h"

/* Columns, as bits: the long text, and short cells beside it. */
#define TEXT  1u
#define SHORT 2u
#define BOTH  (TEXT | SHORT)

typedef struct {
    float y; /* middle of the line */
    guint filled;
} Line;

static GArray *new_levels(const Line *lines, guint n)
{
    GArray *levels = g_array_new(FALSE, TRUE, sizeof(PdfLevel));
    for (guint i = 0; i < n; i++) {
        float y = lines[i].y;
        PdfLevel level = {
            .y0 = y - 2, .y1 = y + 2, .filled = lines[i].filled, .text_y = y, .other_y = y};
        g_array_append_val(levels, level);
    }
    return levels;
}

/* @bands: one a line; NULL: nothing is said. */
static void assert_bands(const Line *lines, guint n, guint head, gboolean goes_on,
                         const guint *bands)
{
    g_autoptr(GArray) levels = new_levels(lines, n);
    guint n_bands = pdf_table_bands(levels, head, 0, goes_on, FALSE);
    g_assert_cmpuint(n_bands, ==, bands != NULL ? bands[n - 1] + 1 : 0);
    for (guint i = 0; bands != NULL && i < n; i++)
        g_assert_cmpuint(g_array_index(levels, PdfLevel, i).band, ==, bands[i]);
}

static void test_gaps(void)
{
    const Line lines[] = {{0, BOTH}, {20, BOTH}, {32, TEXT}, {50, BOTH}, {62, TEXT}, {74, TEXT}};
    const guint bands[] = {0, 1, 1, 2, 2, 2};
    assert_bands(lines, G_N_ELEMENTS(lines), 1, FALSE, bands);
    /* The same gaps, but a row has two short cells below one another: they contradict. */
    const Line twice[] = {{20, BOTH}, {32, BOTH}, {50, BOTH}, {62, TEXT}, {74, TEXT}};
    assert_bands(twice, G_N_ELEMENTS(twice), 0, FALSE, NULL);
}

/* What a page break left of a row has no short cell of its own. */
static void test_rest(void)
{
    const Line lines[] = {{0, TEXT}, {12, TEXT}, {30, BOTH}, {42, TEXT}, {60, BOTH}};
    const guint bands[] = {0, 0, 1, 1, 2};
    assert_bands(lines, G_N_ELEMENTS(lines), 0, TRUE, bands);
    assert_bands(lines, G_N_ELEMENTS(lines), 0, FALSE, NULL);
    /* Nor behind a head that is repeated, where enough rows follow that show the gaps. */
    const Line headed[] = {{0, BOTH},  {20, TEXT}, {32, TEXT}, {50, BOTH},
                           {62, TEXT}, {80, BOTH}, {92, TEXT}, {110, BOTH}};
    const guint below[] = {0, 1, 1, 2, 2, 3, 3, 4};
    assert_bands(headed, G_N_ELEMENTS(headed), 1, FALSE, below);
    assert_bands(headed, 5, 1, FALSE, NULL);
}

/* Short cells at half the height of their texts: between two lines, or on the middle one. */
static void test_middles(void)
{
    const Line lines[] = {{0, TEXT},  {6, SHORT}, {12, TEXT}, {24, TEXT},
                          {36, BOTH}, {48, TEXT}, {60, BOTH}};
    const guint bands[] = {0, 0, 0, 1, 1, 1, 2};
    assert_bands(lines, G_N_ELEMENTS(lines), 0, FALSE, bands);
    /* The last row lacks its lower line. */
    assert_bands(lines, 5, 0, FALSE, NULL);
    /* It may, behind three that show how all are set: a break took it. */
    const Line broken[] = {{0, TEXT},  {6, SHORT}, {12, TEXT}, {24, TEXT}, {30, SHORT}, {36, TEXT},
                           {48, TEXT}, {60, BOTH}, {72, TEXT}, {84, TEXT}, {90, SHORT}};
    const guint rows[] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3};
    assert_bands(broken, G_N_ELEMENTS(broken), 0, FALSE, rows);
}

/* Every line has both, or there are too few: there is nothing to see. */
static void test_silent(void)
{
    const Line plain[] = {{0, BOTH}, {12, BOTH}, {24, BOTH}, {36, BOTH}};
    assert_bands(plain, G_N_ELEMENTS(plain), 0, FALSE, NULL);
    const Line few[] = {{0, BOTH}, {12, TEXT}};
    assert_bands(few, G_N_ELEMENTS(few), 0, FALSE, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-table-bands/gaps", test_gaps);
    g_test_add_func("/pdf-table-bands/rest", test_rest);
    g_test_add_func("/pdf-table-bands/middles", test_middles);
    g_test_add_func("/pdf-table-bands/silent", test_silent);
    return g_test_run();
}

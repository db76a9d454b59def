/* test_pdf_table_break.c: tables that a page break divides: repeated heads, broken rows. */
#include "test_pdf_table.h"

/* A table goes on behind a page break with its head of two lines: they are not rows again. */
static void test_repeated_heads(void)
{
    const double heads[] = {186, 306}, x[] = {72, 160, 210, 280, 330};
    static const char *const names[] = {"North", "South", "East", "West", "Inner", "Outer"};
    GPtrArray *pages = new_pages();
    GString *expected = g_string_new("<1x2>Harbour | <2x1>2001 |  | <2x1>2002 | \n"
                                     " | Ships | Boats | Ships | Boats\n");
    for (guint p = 0; p < 2; p++) {
        double y = p == 0 ? 640 : 60;
        GString *page = add_page(pages);
        if (p == 0)
            put(page, "F1", 10, 72, y - 40, "Ships and boats that came in, by harbour:");
        PUT(page, "F1", y, heads, "2001", "2002");
        PUT(page, "F1", y + 7, x, "Harbour");
        PUT(page, "F1", y + 14, x, "", "Ships", "Boats", "Ships", "Boats");
        for (guint i = 0; i < 6; i++) {
            g_autofree char *name = g_strdup_printf("%s%u", names[i], p);
            PUT(page, "F1", y + 34 + 14 * i, x, name, "12", "40", "15", "41");
            g_string_append_printf(expected, "%s | 12 | 40 | 15 | 41\n", name);
        }
    }
    assert_tables_of(pages, expected->str);
    g_string_free(expected, TRUE);
}

/* @n rows of a long table that fills its pages, the first of them number @from, below a head at the
 * top of the page. */
static GString *new_full_page(guint from, guint n, GString *expected)
{
    const double x[] = {72, 200, 300};
    GString *page = g_string_new(NULL);
    PUT(page, "F2", 60, x, "Harbour", "Ships", "Boats");
    for (guint i = from; i < from + n; i++) {
        g_autofree char *name = g_strdup_printf("Quay %u", i);
        g_autofree char *ships = g_strdup_printf("%u", 7 * i % 90);
        PUT(page, "F1", 76 + 14 * (i - from), x, name, ships, "41");
        g_string_append_printf(expected, "%s | %s | 41\n", name, ships);
    }
    return page;
}

/* The head at the top of every page is that of the table, not a running head; it is there once. */
static void test_head_of_every_page(void)
{
    GString *expected = g_string_new("Harbour | Ships | Boats\n");
    GPtrArray *pages = new_pages();
    for (guint p = 0; p < 3; p++)
        g_ptr_array_add(pages, new_full_page(1 + 40 * p, p < 2 ? 40 : 5, expected));
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected->str);
    for (guint i = 0; i < assay_document_n_blocks(document); i++)
        g_assert_cmpint(assay_document_block(document, i)->place, ==, ASSAY_PLACE_CONTENT);
    g_string_free(expected, TRUE);
}

/* A row is broken between two pages. The rest of its text, in lower case, belongs to it, though the
 * short cells below would stand in the middle if it were a row's first line. */
static void test_broken_row(void)
{
    const double x[] = {72, 110, 420};
    GPtrArray *pages = new_pages();
    GString *first = add_page(pages), *second = add_page(pages);
    PUT(first, "F1", 700, x, "No", "Claim", "Share");
    PUT(first, "F1", 716, x, "1", "Silt enters the harbour with the tides of the spring", "0.90");
    PUT(first, "F1", 728, x, "", "and leaves it in autumn", "");
    PUT(first, "F1", 740, x, "2", "The probes drift by less than a tenth in the first", "0.18");
    PUT(second, "F1", 60, x, "", "year of their use", "");
    PUT(second, "F1", 72, x, "3", "Dredging costs more than measuring does, in every", "0.07");
    PUT(second, "F1", 84, x, "", "harbour", "");
    PUT(second, "F1", 96, x, "", "that we saw", "");
    PUT(second, "F1", 108, x, "4", "Bottles are as good as the probes, if they are read", "0.33");
    PUT(second, "F1", 120, x, "", "twice a day", "");
    assert_tables_of(
        pages, "No | Claim | Share\n"
               "1 | Silt enters the harbour with the tides of the spring and leaves it in "
               "autumn | 0.90\n"
               "2 | The probes drift by less than a tenth in the first year of their use | "
               "0.18\n"
               "3 | Dredging costs more than measuring does, in every harbour that we saw | "
               "0.07\n"
               "4 | Bottles are as good as the probes, if they are read twice a day | 0.33\n");
}

static void put_first_rows(GString *page, const double *heads, const double *x, double y)
{
    PUT(page, "F2", y, heads, "Claim", "Shown", "Confidence");
    PUT(page, "F1", y + 18, x, "Silt enters the harbour with the tides of spring", "yes", "0.90");
    PUT(page, "F1", y + 36, x, "The probes drift by less than a tenth in a year", "no", "0.18");
}

/* Nothing but the rest of a text is on the next page, under the head or without it. */
static void test_rest_of_text(void)
{
    const double heads[] = {72, 412, 478}, x[] = {72, 412, 478};
    for (guint headed = 0; headed < 2; headed++) {
        GPtrArray *pages = new_pages();
        GString *first = add_page(pages), *second = add_page(pages);
        put_first_rows(first, heads, x, 690);
        PUT(first, "F1", 744, x, "Dredging costs more than measuring does", "no", "0.07");
        if (headed)
            PUT(second, "F2", 60, heads, "Claim", "Shown", "Confidence");
        PUT(second, "F1", 78, x, "in every harbour that we saw");
        put_lines(second, 72, 130, prose);
        assert_tables_of(pages, "Claim | Shown | Confidence\n"
                                "Silt enters the harbour with the tides of spring | yes | 0.90\n"
                                "The probes drift by less than a tenth in a year | no | 0.18\n"
                                "Dredging costs more than measuring does in every harbour that we "
                                "saw | no | 0.07\n");
    }
}

/* Heads at the foot of a page stand in the middle over cells at the left: the columns are those of
 * the rows on the next page. */
static void test_head_at_foot(void)
{
    const double heads[] = {210, 422, 486}, x[] = {72, 403, 478};
    GPtrArray *pages = new_pages();
    GString *first = add_page(pages), *second = add_page(pages);
    for (double y = 60; y < 650; y += 60)
        put_lines(first, 72, y, prose);
    PUT(first, "F2", 740, heads, "Claim", "Shown", "Confidence");
    PUT(second, "F1", 60, x, "Silt enters the harbour with the tides of spring", "yes", "0.90");
    PUT(second, "F1", 78, x, "The probes drift by less than a tenth in a year", "no", "0.18");
    PUT(second, "F1", 96, x, "Dredging costs more than measuring does", "no", "0.07");
    assert_tables_of(pages, "Claim | Shown | Confidence\n"
                            "Silt enters the harbour with the tides of spring | yes | 0.90\n"
                            "The probes drift by less than a tenth in a year | no | 0.18\n"
                            "Dredging costs more than measuring does | no | 0.07\n");
}

/* A head at the left of its cell stands nearer to the texts of the column before than to the marks
 * below it, which stand at the right. */
static void test_head_beside_texts(void)
{
    const double heads[] = {72, 277, 420}, x[] = {72, 372, 440};
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    PUT(page, "F1", 100, heads, "Claim", "Shown", "Sure");
    PUT(page, "F1", 116, x, "Silt enters the harbour with the tides of spring", "x", "0.90");
    PUT(page, "F1", 132, x, "The probes drift by less than a tenth in a year", "-", "0.18");
    PUT(page, "F1", 148, x, "Dredging costs more than measuring does", "x", "0.07");
    assert_tables_of(pages, "Claim | Shown | Sure\n"
                            "Silt enters the harbour with the tides of spring | x | 0.90\n"
                            "The probes drift by less than a tenth in a year | - | 0.18\n"
                            "Dredging costs more than measuring does | x | 0.07\n");
}

/* Heads that stand no wider apart than words, each in the middle over its column; the last is
 * broken. */
static void test_heads_nearly_touch(void)
{
    const double heads[] = {72, 360, 397.85}, x[] = {72, 372.8, 412.6};
    GPtrArray *pages = new_pages();
    GString *page = add_page(pages);
    PUT(page, "F2", 100, heads, "Claim", "Verified", "Confiden");
    put(page, "F2", 10, 403.4, 112, "ce of it");
    PUT(page, "F1", 130, x, "Silt enters the harbour with the tides of", "no", "0.9");
    PUT(page, "F1", 142, x, "spring");
    PUT(page, "F1", 160, x, "The probes drift by less than a tenth in a", "no", "0.1");
    PUT(page, "F1", 172, x, "year");
    PUT(page, "F1", 190, x, "Dredging costs more than measuring does", "no", "0.7");
    assert_tables_of(pages, "Claim | Verified | Confiden ce of it\n"
                            "Silt enters the harbour with the tides of spring | no | 0.9\n"
                            "The probes drift by less than a tenth in a year | no | 0.1\n"
                            "Dredging costs more than measuring does | no | 0.7\n");
}

/* The head at the top of two pages, the first of its words in the middle over texts, is that of the
 * table and no running head. */
static void test_head_over_texts(void)
{
    const double heads[] = {200, 412, 478}, x[] = {72, 412, 478};
    GPtrArray *pages = new_pages();
    g_autoptr(GString) expected = g_string_new("Claim | Shown | Sure\n");
    put_lines(add_page(pages), 72, 60, prose);
    for (guint p = 0; p < 2; p++) {
        GString *page = add_page(pages);
        PUT(page, "F1", 60, heads, "Claim", "Shown", "Sure");
        for (double y = 84; y < 180; y += 24) {
            PUT(page, "F1", y, x, "Silt enters the harbour with the tides of the year", "yes",
                "0.9");
            g_string_append(expected,
                            "Silt enters the harbour with the tides of the year | yes | 0.9\n");
        }
    }
    assert_tables_of(pages, expected->str);
}

/* Lines that belong to the second page stand close above the head that is repeated there. */
static void test_lines_above_head(void)
{
    const double x[] = {72, 412, 478}, outer[] = {72, 470};
    GPtrArray *pages = new_pages();
    GString *first = add_page(pages), *second = add_page(pages);
    put_first_rows(first, x, x, 700);
    PUT(second, "F1", 60, outer, "Silt Press", "Report");
    put_first_rows(second, x, x, 74);
    assert_tables_of(pages, "Claim | Shown | Confidence\n"
                            "Silt enters the harbour with the tides of spring | yes | 0.90\n"
                            "The probes drift by less than a tenth in a year | no | 0.18\n"
                            "Silt enters the harbour with the tides of spring | yes | 0.90\n"
                            "The probes drift by less than a tenth in a year | no | 0.18\n");
}

/* Marks are drawn, so that no line has more than two cells; in the last rows none has more than
 * one, since the number stands in the middle of two lines. */
static void test_middle_of_two_lines(void)
{
    const double x[] = {72, 412, 478};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "Claim", "Shown", "Sure");
    PUT(page, "F1", 120, x, "Silt enters the harbour with the tides of spring", "", "0.90");
    PUT(page, "F1", 140, x, "The probes drift by less than a tenth in a year", "", "0.18");
    for (double y = 165; y < 300; y += 35) {
        PUT(page, "F1", y, x, "Dredging costs more than measuring does in every harbour that");
        PUT(page, "F1", y + 5, x, "", "", "0.07");
        PUT(page, "F1", y + 10, x, "we saw");
    }
    assert_tables(page, "Claim | Shown | Sure\n"
                        "Silt enters the harbour with the tides of spring |  | 0.90\n"
                        "The probes drift by less than a tenth in a year |  | 0.18\n"
                        "Dredging costs more than measuring does in every harbour that we saw | "
                        " | 0.07\n"
                        "Dredging costs more than measuring does in every harbour that we saw | "
                        " | 0.07\n"
                        "Dredging costs more than measuring does in every harbour that we saw | "
                        " | 0.07\n"
                        "Dredging costs more than measuring does in every harbour that we saw | "
                        " | 0.07\n");
}

/* Two lines of heads on the right of a gutter, among marks and numbers beside texts, do not make a
 * column of the page. */
static void test_marks_beside_texts(void)
{
    const double x[] = {72, 400, 460};
    GString *page = g_string_new(NULL);
    g_autoptr(GString) expected = g_string_new("Claim | Shown in it | Confidence\n");
    PUT(page, "F1", 100, x, "Claim", "Shown in it", "Confidence");
    for (double y = 120; y < 300; y += 36) {
        PUT(page, "F1", y, x, "Silt enters the harbour with the tides of the spring and", "no",
            "0.9");
        PUT(page, "F1", y + 12, x, "leaves it in the autumn");
        g_string_append(expected,
                        "Silt enters the harbour with the tides of the spring and leaves it "
                        "in the autumn | no | 0.9\n");
    }
    PUT(page, "F1", 320, x, "Claim of the others", "Shown in it", "Confidence");
    g_string_append(expected, "Claim of the others | Shown in it | Confidence\n");
    assert_tables(page, expected->str);
}

/* A narrow column breaks a word of the head, which every page repeats. Rows that say the same on
 * two pages are two. */
static void test_broken_head(void)
{
    const double x[] = {72, 412, 478};
    GPtrArray *pages = new_pages();
    for (guint p = 0; p < 3; p++) {
        GString *page = add_page(pages);
        double y = p == 0 ? 650 : 60;
        if (p == 0)
            put_lines(page, 72, 60, prose);
        PUT(page, "F2", y, x, "Claim", "Shown", "Sure of");
        PUT(page, "F2", y + 12, x, "", "", "its truth");
        for (y += 30; y < 740; y += 30) {
            PUT(page, "F1", y, x, "Silt enters the harbour with the tides of", "yes", "0.90");
            PUT(page, "F1", y + 12, x, "spring");
        }
    }
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_auto(GStrv) rows = g_strsplit(tables, "\n", -1);
    g_assert_cmpstr(rows[0], ==, "Claim | Shown | Sure of its truth");
    g_assert_cmpuint(g_strv_length(rows), ==, 1 + 2 + 22 + 22 + 1);
    for (guint i = 1; i < 47; i++)
        g_assert_cmpstr(rows[i], ==,
                        "Silt enters the harbour with the tides of spring | yes | 0.90");
}

/* A line stands at the top of the page before the head of the table is repeated; a caption there
 * begins another table. */
static void test_repeated_below_line(void)
{
    static const char *const lines[] = {"Harbour office", "Table 2. What is not known"};
    const double heads[] = {72, 412, 478}, x[] = {72, 412, 478};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        GPtrArray *pages = new_pages();
        GString *first = add_page(pages), *second = add_page(pages);
        put_first_rows(first, heads, x, 690);
        put(second, "F1", 10, 270, 60, lines[i]);
        put_first_rows(second, heads, x, 90);
        g_autoptr(AssayDocument) document = extract_pages(pages);
        guint n_tables = 0;
        for (guint b = 0; b < assay_document_n_blocks(document); b++)
            n_tables += assay_document_block(document, b)->kind == ASSAY_BLOCK_TABLE ? 1 : 0;
        g_assert_cmpuint(n_tables, ==, 1 + i);
    }
}

/* Pages with hardly a margin: a row by itself at the edge is no running head, though the next one
 * has lines of two and so it stands apart. */
static void test_rows_at_edge(void)
{
    const double x[] = {72, 412, 478};
    GPtrArray *pages = new_pages();
    GString *first = add_page(pages), *second = add_page(pages);
    put_lines(first, 72, 600, prose);
    put_first_rows(first, x, x, 690);
    PUT(second, "F1", 20, x, "Bottles are as good as the probes", "yes", "0.33");
    PUT(second, "F1", 40, x, "Dredging costs more than measuring does in every", "no", "0.07");
    PUT(second, "F1", 52, x, "harbour that we saw");
    PUT(second, "F1", 72, x, "Every tide leaves more than the one before it", "no", "0.61");
    put_lines(second, 72, 130, prose);
    assert_tables_of(pages,
                     "Claim | Shown | Confidence\n"
                     "Silt enters the harbour with the tides of spring | yes | 0.90\n"
                     "The probes drift by less than a tenth in a year | no | 0.18\n"
                     "Bottles are as good as the probes | yes | 0.33\n"
                     "Dredging costs more than measuring does in every harbour that we saw | "
                     "no | 0.07\n"
                     "Every tide leaves more than the one before it | no | 0.61\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-table/break/repeated-heads", test_repeated_heads);
    g_test_add_func("/pdf-table/break/head-of-every-page", test_head_of_every_page);
    g_test_add_func("/pdf-table/break/broken-row", test_broken_row);
    g_test_add_func("/pdf-table/break/rest-of-text", test_rest_of_text);
    g_test_add_func("/pdf-table/break/head-at-foot", test_head_at_foot);
    g_test_add_func("/pdf-table/break/broken-head", test_broken_head);
    g_test_add_func("/pdf-table/break/head-over-texts", test_head_over_texts);
    g_test_add_func("/pdf-table/break/lines-above-head", test_lines_above_head);
    g_test_add_func("/pdf-table/break/middle-of-two-lines", test_middle_of_two_lines);
    g_test_add_func("/pdf-table/break/marks-beside-texts", test_marks_beside_texts);
    g_test_add_func("/pdf-table/break/head-beside-texts", test_head_beside_texts);
    g_test_add_func("/pdf-table/break/heads-nearly-touch", test_heads_nearly_touch);
    g_test_add_func("/pdf-table/break/repeated-below-line", test_repeated_below_line);
    g_test_add_func("/pdf-table/break/rows-at-edge", test_rows_at_edge);
    return g_test_run();
}

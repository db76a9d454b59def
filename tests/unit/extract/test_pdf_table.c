/* test_pdf_table.c: tables of PDFs: where they are, their rows, columns and spanning cells. */
#include "test_pdf_table.h"

static AssayDocument *extract_page_with(GString *page, const AssaySpan *tables, guint n_tables)
{
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, page);
    return extract_pages_with(pages, tables, n_tables);
}

/* Two rows of two cells are too little to be seen as a table; the caller knows better. */
static GString *new_short_list(void)
{
    GString *page = g_string_new(NULL);
    put(page, "F1", 10, 72, 100,
        "Before the list stands a line of running text, as long as they are.");
    put(page, "F1", 10, 72, 130, "Harbour");
    put(page, "F1", 10, 200, 130, "Depth");
    put(page, "F1", 10, 72, 142, "North");
    put(page, "F1", 10, 200, 142, "12");
    put(page, "F1", 10, 72, 172, "After the list stands another line of running text, also long.");
    return page;
}

static void test_given(void)
{
    const AssaySpan place = assay_span_page(1, 70, 118, 240, 150);
    g_autoptr(AssayDocument) document = extract_page_with(new_short_list(), &place, 1);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, "Harbour | Depth\nNorth | 12\n");
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 3);
    g_assert_cmpint(assay_document_block(document, 1)->kind, ==, ASSAY_BLOCK_TABLE);
    assert_tables(new_short_list(), "");
}

/* Places on pages that are not there, without text or without sense change nothing. */
static void test_given_nowhere(void)
{
    const AssaySpan places[] = {assay_span_page(7, 70, 118, 240, 150),
                                assay_span_page(1, 70, 500, 240, 600),
                                assay_span_page(1, 1e300, -1e300, 0, 5), assay_span_bytes(0, 9)};
    g_autoptr(AssayDocument)
        document = extract_page_with(new_short_list(), places, G_N_ELEMENTS(places));
    g_autoptr(AssayDocument) plain = extract_page(new_short_list());
    g_assert_cmpstr(document->text->str, ==, plain->text->str);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, assay_document_n_blocks(plain));
}

/* Heads in the middle above two columns each; the name of the first column stands at half height.
 */
static void test_spanning_heads(void)
{
    const double heads[] = {186, 306}, x[] = {72, 160, 210, 280, 330};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, heads, "2001", "2002");
    PUT(page, "F1", 107, x, "Harbour");
    PUT(page, "F1", 114, x, "", "Ships", "Boats", "Ships", "Boats");
    PUT(page, "F1", 134, x, "North", "12", "40", "15", "41");
    PUT(page, "F1", 148, x, "South", "7", "3", "8", "2");
    PUT(page, "F1", 162, x, "West", "-", "31", "2", "29");
    assert_tables(page, "<1x2>Harbour | <2x1>2001 |  | <2x1>2002 | \n"
                        " | Ships | Boats | Ships | Boats\n"
                        "North | 12 | 40 | 15 | 41\n"
                        "South | 7 | 3 | 8 | 2\n"
                        "West | - | 31 | 2 | 29\n");
}

/* Heads of several lines are one row, though neighbours have fewer. */
static void test_tall_heads(void)
{
    const double x[] = {72, 160, 230, 300};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "Harbour", "Ships", "Boats that", "Share of");
    PUT(page, "F1", 112, x, "", "", "came in", "the boats");
    PUT(page, "F1", 124, x, "", "", "winter", "");
    PUT(page, "F1", 146, x, "North", "12", "40", "0.61");
    PUT(page, "F1", 160, x, "South", "7", "3", "0.30");
    PUT(page, "F1", 174, x, "West", "9", "31", "0.77");
    assert_tables(page, "Harbour | Ships | Boats that came in winter | Share of the boats\n"
                        "North | 12 | 40 | 0.61\n"
                        "South | 7 | 3 | 0.30\n"
                        "West | 9 | 31 | 0.77\n");
}

/* A long cell nearly touches the next, whose left edge tells where it begins. */
static void test_near_columns(void)
{
    const double x[] = {72, 160, 230};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "Cargo", "Unit", "Weight");
    PUT(page, "F1", 114, x, "Timber", "Count", "20");
    PUT(page, "F1", 128, x, "Sand and graveled", "Tons", "56");
    PUT(page, "F1", 142, x, "Coal", "Tons", "31");
    PUT(page, "F1", 156, x, "Fish", "Count", "7");
    PUT(page, "F1", 170, x, "Grain", "Tons", "12");
    assert_tables(page, "Cargo | Unit | Weight\n"
                        "Timber | Count | 20\n"
                        "Sand and graveled | Tons | 56\n"
                        "Coal | Tons | 31\n"
                        "Fish | Count | 7\n"
                        "Grain | Tons | 12\n");
}

/* Text below a number's row goes on with it; where it would have had room above, it is a row of its
 * own; a second number begins one. */
static void test_rows(void)
{
    const double x[] = {72, 220};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "Harbour and quay", "Ships");
    PUT(page, "F1", 116, x, "North harbour with both", "12");
    PUT(page, "F1", 132, x, "of the long quays", "");
    PUT(page, "F1", 148, x, "South harbour", "7");
    PUT(page, "F1", 164, x, "Inland", "");
    PUT(page, "F1", 180, x, "Canal harbour", "9");
    PUT(page, "F1", 196, x, "River harbour", "3");
    assert_tables(page, "Harbour and quay | Ships\n"
                        "North harbour with both of the long quays | 12\n"
                        "South harbour | 7\n"
                        "Inland | \n"
                        "Canal harbour | 9\n"
                        "River harbour | 3\n");
}

/* Two columns of long texts: rows begin where the short cells beside them are. */
static void test_two_texts(void)
{
    const double x[] = {72, 100, 250, 280};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "No", "Harbour works", "Cl", "Works at sea");
    PUT(page, "F1", 112, x, "1", "Dredging at the very", "1a", "Cables laid down to");
    PUT(page, "F1", 124, x, "", "beginning of the year", "", "another harbour");
    PUT(page, "F1", 136, x, "", "before the tide", "", "");
    PUT(page, "F1", 148, x, "", "", "1b", "No cables laid down");
    PUT(page, "F1", 160, x, "2", "Dredging in the months", "2a", "Cables taken up from");
    PUT(page, "F1", 172, x, "", "of summer", "", "the sea");
    assert_tables(page,
                  "No | Harbour works | Cl | Works at sea\n"
                  "1 | Dredging at the very beginning of the year before the tide | 1a | "
                  "Cables laid down to another harbour\n"
                  " |  | 1b | No cables laid down\n"
                  "2 | Dredging in the months of summer | 2a | Cables taken up from the sea\n");
}

/* A head that stands in the middle above all columns but the first belongs to the table; so do rows
 * behind a line that crosses the columns. */
static void test_grown(void)
{
    const double x[] = {72, 200, 260, 320}, over[] = {238};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, over, "Ships that came");
    PUT(page, "F1", 114, x, "Harbour", "2001", "2002", "2003");
    PUT(page, "F1", 128, x, "North", "12", "40", "15");
    PUT(page, "F1", 142, x, "South", "7", "3", "8");
    PUT(page, "F1", 156, x, "East", "71", "39", "80");
    PUT(page, "F1", 170, x, "Harbours that were built after the great flood of that year", "", "",
        "");
    PUT(page, "F1", 184, x, "New", "2", "4", "8");
    PUT(page, "F1", 198, x, "Newer", "1", "0", "3");
    assert_tables(page,
                  "<1x2>Harbour | <3x1>Ships that came |  | \n"
                  " | 2001 | 2002 | 2003\n"
                  "North | 12 | 40 | 15\n"
                  "South | 7 | 3 | 8\n"
                  "East | 71 | 39 | 80\n"
                  "<4x1>Harbours that were built after the great flood of that year |  |  | \n"
                  "New | 2 | 4 | 8\n"
                  "Newer | 1 | 0 | 3\n");
}

/* The same rows again and again are groups: the name of each, where ever it stands, spans them. */
static void test_groups(void)
{
    const double x[] = {72, 180, 260, 320};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 100, x, "", "", "Ships", "Boats");
    PUT(page, "F1", 114, x, "North", "In", "12", "40");
    PUT(page, "F1", 128, x, "", "Out", "11", "38");
    PUT(page, "F1", 142, x, "South", "In", "7", "3");
    PUT(page, "F1", 156, x, "and east", "Out", "8", "2");
    PUT(page, "F1", 170, x, "", "In", "71", "39");
    PUT(page, "F1", 184, x, "West", "Out", "70", "41");
    assert_tables(page, " |  | Ships | Boats\n"
                        "<1x2>North | In | 12 | 40\n"
                        " | Out | 11 | 38\n"
                        "<1x2>South and east | In | 7 | 3\n"
                        " | Out | 8 | 2\n"
                        "<1x2>West | In | 71 | 39\n"
                        " | Out | 70 | 41\n");
}

/* A caption with hanging lines, above the table it belongs to. */
static void test_caption(void)
{
    const double x[] = {72, 180, 260};
    GString *page = g_string_new(NULL);
    put(page, "F1", 10, 72, 100, "Table 3:");
    put(page, "F1", 10, 140, 100, "Ships that came into the harbours of the north, the south");
    put(page, "F1", 10, 140, 112, "and the west in the years after the war");
    PUT(page, "F1", 140, x, "Harbour", "Ships", "Boats");
    PUT(page, "F1", 154, x, "North", "12", "40");
    PUT(page, "F1", 168, x, "South", "7", "3");
    PUT(page, "F1", 182, x, "West", "71", "39");
    g_autoptr(AssayDocument) document = extract_page(page);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 2);
    const AssayTable *table = assay_document_block(document, 1)->table;
    g_assert_nonnull(table);
    AssaySlice caption = assay_document_slice(document, table->caption);
    g_autofree char *text = g_strndup(caption.data, caption.length);
    g_assert_cmpstr(text, ==,
                    "Table 3: Ships that came into the harbours of the north, the south and the "
                    "west in the years after the war");
}

/* Numbers beside one another in two columns of the page: the table is not cut. */
static void test_wide(void)
{
    const double x[] = {72, 110, 300, 340};
    GString *page = g_string_new(NULL);
    PUT(page, "F1", 50, x, "No", "Works in the harbour", "Cl", "Works at the open sea");
    for (guint i = 0; i < 4; i++) {
        double y = 74 + 42 * i;
        g_autofree char *number = g_strdup_printf("%u", i + 1), *class = g_strdup_printf("%ua", i);
        PUT(page, "F1", y, x, number, "Dredging at the very", class, "Cables laid down to");
        PUT(page, "F1", y + 12, x, "", "beginning of the year", "", "another far harbour");
        PUT(page, "F1", y + 24, x, "", "before the first tide", "", "");
    }
    g_autoptr(AssayDocument) document = extract_page(page);
    const AssayTable *table = assay_document_block(document, 0)->table;
    g_assert_nonnull(table);
    g_assert_cmpuint(table->n_columns, ==, 4);

    g_assert_cmpuint(table->n_rows, ==, 5);
}

/* The marks are drawn, and no text: their column is known by its head alone. */
static void test_lone_head(void)
{
    const double heads[] = {72, 420, 480}, x[] = {72, 420, 494};
    GString *page = g_string_new(NULL);
    PUT(page, "F2", 100, heads, "Claim", "Shown", "Confidence");
    PUT(page, "F1", 116, x, "Silt enters the harbour with the tides of every spring", "", "0.90");
    PUT(page, "F1", 128, x, "and leaves it in autumn", "", "");
    PUT(page, "F1", 146, x, "The probes drift by less than a tenth in a year", "", "0.18");
    PUT(page, "F1", 164, x, "Dredging costs more than measuring does", "", "0.07");
    PUT(page, "F1", 182, x, "Bottles are as good as the probes", "", "0.33");
    assert_tables(page, "Claim | Shown | Confidence\n"
                        "Silt enters the harbour with the tides of every spring and leaves it in "
                        "autumn |  | 0.90\n"
                        "The probes drift by less than a tenth in a year |  | 0.18\n"
                        "Dredging costs more than measuring does |  | 0.07\n"
                        "Bottles are as good as the probes |  | 0.33\n");
}

/* One row under heads that are aligned otherwise is a table. */
static void test_one_row(void)
{
    const double heads[] = {210, 412, 486}, x[] = {72, 403, 478};
    GString *page = g_string_new(NULL);
    PUT(page, "F2", 100, heads, "Claim", "Shown", "Confidence");
    PUT(page, "F1", 118, x, "Silt enters the harbour with the tides of every spring", "no", "0.90");
    PUT(page, "F1", 130, x, "and leaves it in autumn", "", "");
    assert_tables(page, "Claim | Shown | Confidence\n"
                        "Silt enters the harbour with the tides of every spring and leaves it in "
                        "autumn | no | 0.90\n");
}

/* A text that fills its column ends hardly farther from the mark behind it than words stand apart:
 * the mark begins where its head does. */
static void test_full_cells(void)
{
    const double x[] = {72, 312, 380};
    GString *page = g_string_new(NULL);
    PUT(page, "F2", 100, x, "Claim", "Shown", "Confidence");
    PUT(page, "F1", 118, x, "Bottles are as good as the probes, if they are", "yes", "0.33");
    PUT(page, "F1", 130, x, "read twice a day");
    PUT(page, "F1", 148, x, "The probes drift by less than a tenth in a year", "no", "0.18");
    PUT(page, "F1", 166, x, "Dredging costs more than measuring does in every", "no", "0.07");
    PUT(page, "F1", 178, x, "harbour that we saw");
    PUT(page, "F1", 196, x, "Silt enters the harbour with the tides of the spring and", "yes",
        "0.90");
    PUT(page, "F1", 208, x, "leaves it in autumn");
    assert_tables(page,
                  "Claim | Shown | Confidence\n"
                  "Bottles are as good as the probes, if they are read twice a day | yes | "
                  "0.33\n"
                  "The probes drift by less than a tenth in a year | no | 0.18\n"
                  "Dredging costs more than measuring does in every harbour that we saw | no | "
                  "0.07\n"
                  "Silt enters the harbour with the tides of the spring and leaves it in autumn "
                  "| yes | 0.90\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf-table/given", test_given);
    g_test_add_func("/pdf-table/given-nowhere", test_given_nowhere);
    g_test_add_func("/pdf-table/spanning-heads", test_spanning_heads);
    g_test_add_func("/pdf-table/tall-heads", test_tall_heads);
    g_test_add_func("/pdf-table/near-columns", test_near_columns);
    g_test_add_func("/pdf-table/rows", test_rows);
    g_test_add_func("/pdf-table/two-texts", test_two_texts);
    g_test_add_func("/pdf-table/grown", test_grown);
    g_test_add_func("/pdf-table/groups", test_groups);
    g_test_add_func("/pdf-table/caption", test_caption);
    g_test_add_func("/pdf-table/wide", test_wide);
    g_test_add_func("/pdf-table/lone-head", test_lone_head);
    g_test_add_func("/pdf-table/one-row", test_one_row);
    g_test_add_func("/pdf-table/full-cells", test_full_cells);
    return g_test_run();
}

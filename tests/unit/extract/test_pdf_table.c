/* test_pdf_table.c: tables of PDFs: where they are, their rows, columns and spanning cells. */
#include "test_pdf_extract.h"

static AssayDocument *extract_page_with(GString *page, const AssaySpan *tables, guint n_tables)
{
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, page);
    return extract_pages_with(pages, tables, n_tables);
}

/* All tables, a line a row: cells parted by " | ", spans as "<columns x rows>" before the text. */
static char *tables_of(const AssayDocument *document)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayTable *table = assay_document_block(document, i)->table;
        for (guint r = 0; table != NULL && r < table->n_rows; r++) {
            for (guint c = 0; c < table->n_columns; c++) {
                const AssayCell *cell = assay_table_cell(table, r, c);
                AssaySlice text = assay_document_slice(document, cell->text);
                g_string_append(out, c > 0 ? " | " : "");
                if (cell->column_span > 1 || cell->row_span > 1)
                    g_string_append_printf(out, "<%ux%u>", cell->column_span, cell->row_span);
                g_string_append_len(out, text.data, (gssize)text.length);
            }
            g_string_append_c(out, '\n');
        }
    }
    return g_string_free(out, FALSE);
}

static void assert_tables(GString *page, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_page(page);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected);
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

/* @cells at the places @x, on one line; "" for none. */
static void put_cells(GString *page, const char *font, double y, const double *x,
                      const char *const *cells, guint n)
{
    for (guint i = 0; i < n; i++)
        if (*cells[i] != '\0')
            put(page, font, 10, x[i], y, cells[i]);
}

#define PUT(page, font, y, x, ...)                                                                 \
    put_cells(page, font, y, x, (const char *const[]){__VA_ARGS__},                                \
              G_N_ELEMENTS(((const char *const[]){__VA_ARGS__})))

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
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected->str);
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
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==,
                    "No | Claim | Share\n"
                    "1 | Silt enters the harbour with the tides of the spring and leaves it in "
                    "autumn | 0.90\n"
                    "2 | The probes drift by less than a tenth in the first year of their use | "
                    "0.18\n"
                    "3 | Dredging costs more than measuring does, in every harbour that we saw | "
                    "0.07\n"
                    "4 | Bottles are as good as the probes, if they are read twice a day | 0.33\n");
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

static void put_first_rows(GString *page, const double *heads, const double *x, double y)
{
    PUT(page, "F2", y, heads, "Claim", "Shown", "Confidence");
    PUT(page, "F1", y + 18, x, "Silt enters the harbour with the tides of spring", "yes", "0.90");
    PUT(page, "F1", y + 36, x, "The probes drift by less than a tenth in a year", "no", "0.18");
}

static void assert_tables_of(GPtrArray *pages, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_autofree char *tables = tables_of(document);
    g_assert_cmpstr(tables, ==, expected);
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
    g_test_add_func("/pdf-table/repeated-heads", test_repeated_heads);
    g_test_add_func("/pdf-table/head-of-every-page", test_head_of_every_page);
    g_test_add_func("/pdf-table/broken-row", test_broken_row);
    g_test_add_func("/pdf-table/groups", test_groups);
    g_test_add_func("/pdf-table/caption", test_caption);
    g_test_add_func("/pdf-table/wide", test_wide);
    g_test_add_func("/pdf-table/lone-head", test_lone_head);
    g_test_add_func("/pdf-table/one-row", test_one_row);
    g_test_add_func("/pdf-table/rest-of-text", test_rest_of_text);
    g_test_add_func("/pdf-table/head-at-foot", test_head_at_foot);
    g_test_add_func("/pdf-table/broken-head", test_broken_head);
    g_test_add_func("/pdf-table/repeated-below-line", test_repeated_below_line);
    return g_test_run();
}

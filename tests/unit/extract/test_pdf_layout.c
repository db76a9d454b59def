/* test_pdf_layout.c: pages as a reader sees them: reading order, columns, what is turned,
 * what is not shown. */
#include <string.h>

#include "test_pdf_extract.h"

/* The @nth (from 0) block of @kind and @place, or NULL. */
static const AssayBlock *find_block(const AssayDocument *document, AssayBlockKind kind,
                                    AssayPlace place, guint nth)
{
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const AssayBlock *block = assay_document_block(document, i);
        if (block->kind == kind && block->place == place && nth-- == 0)
            return block;
    }
    return NULL;
}

static void assert_text(const AssayDocument *document, const AssayBlock *block,
                        const char *expected)
{
    g_assert_nonnull(block);
    AssaySlice slice = assay_document_slice(document, block->text);
    g_autofree char *text = g_strndup(slice.data, slice.length);
    g_assert_cmpstr(text, ==, expected);
}

/* Adds @text with the text matrix @matrix, whose last two numbers are the place. */
static void put_turned(GString *page, const char *font, guint size, const char *matrix, int x,
                       int y, const char *text)
{
    g_string_append_printf(page, "BT /%s %u Tf %s %d %d Tm (%s) Tj ET\n", font, size, matrix, x, y,
                           text);
}

static char *joined_prose(void)
{
    return g_strjoin(" ", prose[0], prose[1], prose[2], prose[3], NULL);
}

/* A page that is read with the head to the left, to the right, or upside down. */
static void test_turned(void)
{
    static const struct {
        const char *matrix;
        int x, y, step_x, step_y;
    } turns[] = {{"0 1 -1 0", 100, 60, 14, 0},
                 {"0 -1 1 0", 500, 740, -14, 0},
                 {"-1 0 0 -1", 520, 100, 0, 14}};
    g_autofree char *expected = joined_prose();
    for (guint t = 0; t < G_N_ELEMENTS(turns); t++) {
        GString *page = g_string_new(NULL);
        int x = turns[t].x, y = turns[t].y, dx = turns[t].step_x, dy = turns[t].step_y;
        put_turned(page, "F2", 14, turns[t].matrix, x, y, "2 Results");
        for (int i = 0; i < 4; i++)
            put_turned(page, "F1", 10, turns[t].matrix, x + (i + 2) * dx, y + (i + 2) * dy,
                       prose[i]);
        if (t == 0)
            put(page, "F1", 9, 300, 780, "Harbours");
        g_autoptr(AssayDocument) document = extract_page(page);
        assert_text(document, find_block(document, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 0),
                    "2 Results");
        const AssayBlock *text = find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT,
                                            0);
        assert_text(document, text, expected);
        /* Its place is that of the page as it is. */
        AssaySpan span = assay_document_span(document, text->text);
        if (dx != 0) {
            g_assert_cmpfloat(span.y1_pt - span.y0_pt, >, 350);
            g_assert_cmpfloat(span.x1_pt - span.x0_pt, <, 70);
        }
        double x0 = MIN(x + 2 * dx, x + 5 * dx) - 12.0, x1 = MAX(x + 2 * dx, x + 5 * dx) + 12.0;
        if (dx != 0)
            g_assert_true(span.x0_pt > x0 && span.x1_pt < x1);
        else
            g_assert_cmpfloat_with_epsilon(span.x1_pt, 520, 1);
        if (t == 0)
            assert_text(document,
                        find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_MARGIN, 0),
                        "Harbours");
    }
}

/* @n paragraphs, each with a run-in heading, under a heading @head. */
static GString *run_ins(const char *head, guint n)
{
    static const char *const heads[] = {"Study site.", "Probes.", "Bottles and lids."};
    static const int widths[] = {60, 45, 90};
    GString *page = g_string_new(NULL);
    put(page, "F2", 14, 72, 100, head);
    double y = 125;
    for (guint i = 0; i < n; i++, y += 20) {
        put(page, "F2", 10, 72, y, heads[i]);
        put(page, "F1", 10, 72 + widths[i], y, "Most of the harbours that we saw lie at the mouth");
        y = put_lines(page, 72, y + 12, prose);
    }
    return page;
}

static AssayDocument *extract_run_ins(const char *head, guint n)
{
    GPtrArray *pages = new_pages();
    GString *front = add_page(pages);
    put(front, "F2", 18, 72, 80, "Silt in Small Harbours");
    put_lines(front, 72, 120, prose);
    g_ptr_array_add(pages, run_ins(head, n));
    return extract_pages(pages);
}

static void test_run_in(void)
{
    g_autoptr(AssayDocument) document = extract_run_ins("2 Methods", 3);
    const AssayBlock *head = find_block(document, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 2);
    assert_text(document, head, "Study site.");
    g_assert_cmpuint(head->level, ==, 3);
    assert_text(document, find_block(document, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 4),
                "Bottles and lids.");
    /* One is emphasis; and what opens the parts of an abstract is no section. */
    g_autoptr(AssayDocument) one = extract_run_ins("2 Methods", 1);
    g_assert_null(find_block(one, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 2));
    g_autoptr(AssayDocument) abstract = extract_run_ins("Abstract", 3);
    g_assert_null(find_block(abstract, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 2));
}

#define IMAGE "q %d 0 0 %d 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n"

/* A page that is an image, but for its number, among others; a figure is none. */
static void test_scanned_page(void)
{
    const int sizes[] = {600, 200};
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        GPtrArray *pages = new_pages();
        put_lines(add_page(pages), 72, 120, prose);
        GString *scan = add_page(pages);
        g_string_append_printf(scan, IMAGE, sizes[i], sizes[i]);
        put(scan, "F1", 9, 300, 780, "2");
        g_autoptr(AssayDocument) document = extract_pages(pages);
        g_assert_cmpint(has_defect(document, "no-text"), ==, sizes[i] == 600);
    }
}

/* Where the right column begins; the widest lines of the left one end 6.5 points before it: nearer
 * than pieces of one line do. */
#define RIGHT_COLUMN 307.5
static const char *const left_column[] = {"The harbour opens at the mouth of a river that fills it",
                                          "by a hand a year. Few of us know how much of it",
                                          "is brought by one flood. We went there twice, as to",
                                          "most of the harbours that we saw in that third winter",
                                          "and placed a probe in each. None of them drifts,",
                                          "but those that lie too deep were lost. In one bay",
                                          "they placed seven new probes near the sand where",
                                          "the tides rose as they never had before, until that",
                                          NULL};
static const char *const right_column[] = {"storm that broke the quay in the north. What we",
                                           "had counted until then was kept in a shed behind",
                                           "the lock, in boxes of a kind that floats. All this",
                                           "stands beside the other column, on the same lines",
                                           "as it, and must not be read across. Each of them",
                                           "is as wide as the other one, but it ends its lines",
                                           "where its words do, so that some of them are too",
                                           "near to it to be told by the gap alone.",
                                           NULL};

/* Both columns, written line by line over the page. */
static GString *two_columns(void)
{
    GString *page = g_string_new(NULL);
    for (guint i = 0; left_column[i] != NULL; i++) {
        put(page, "F1", 10, 72, 120 + 12 * i, left_column[i]);
        put(page, "F1", 10, RIGHT_COLUMN, 120 + 12 * i, right_column[i]);
    }
    return page;
}

/* The lines of both columns, left first, as one paragraph. Returns: (owned). */
static char *joined_columns(void)
{
    GString *text = g_string_new(left_column[0]);
    for (guint i = 1; left_column[i] != NULL; i++)
        g_string_append_printf(text, " %s", left_column[i]);
    for (guint i = 0; right_column[i] != NULL; i++)
        g_string_append_printf(text, " %s", right_column[i]);
    return g_string_free(text, FALSE);
}

/* Some lines of the left column all but touch the right one. */
static void test_narrow_gutter(void)
{
    g_autofree char *expected = joined_columns();
    g_autoptr(AssayDocument) document = extract_page(two_columns());
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT, 0),
                expected);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 1);
}

/* Too few lines to show columns by themselves: the page before does. */
static void test_short_last_page(void)
{
    static const char *const left[] = {"What is left of the text stands on a page of its",
                                       "own, which has few lines in both of its columns", NULL};
    static const char *const right[] = {"and so looks like a small table. The page before",
                                        "tells that it is none.", NULL};
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, two_columns());
    GString *last = add_page(pages);
    put_lines(last, 72, 120, left);
    put_lines(last, RIGHT_COLUMN, 120, right);
    g_autoptr(AssayDocument) document = extract_pages(pages);
    g_assert_null(find_block(document, ASSAY_BLOCK_TABLE, ASSAY_PLACE_CONTENT, 0));
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT, 1),
                "What is left of the text stands on a page of its own, which has few lines in "
                "both of its columns and so looks like a small table. The page before tells that "
                "it is none.");
}

/* A dash that opens a line is part of the sentence the line above has not ended; behind one that
 * has, it opens an item. */
static void test_dash(void)
{
    static const char *const lines[] = {
        "The harbour lies at the mouth of a river that carries silt from the hills, and it fills "
        "up",
        "\\226 by about a hand a year, as far as anybody knows \\226 since no quay was dredged",
        "before. We placed twelve cheap probes there, and counted in spring and autumn.", NULL};
    GString *page = g_string_new(NULL);
    double y = put_lines(page, 72, 120, lines);
    put(page, "F1", 10, 72, y + 20, "\\226 probes of tin");
    put(page, "F1", 10, 72, y + 32, "\\226 bottles of glass");
    g_autoptr(AssayDocument) document = extract_page(page);
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT, 0),
                "The harbour lies at the mouth of a river that carries silt from the hills, and it "
                "fills up – by about a hand a year, as far as anybody knows – since no quay "
                "was dredged before. We placed twelve cheap probes there, and counted in spring "
                "and autumn.");
    assert_text(document, find_block(document, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT, 0),
                "probes of tin");
    assert_text(document, find_block(document, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT, 1),
                "bottles of glass");
}

/* Justifying stretches compounds behind their hyphens, by less than it does words. */
static void test_stretched_compound(void)
{
    GString *page = g_string_new(NULL);
    put_lines(page, 72, 60, prose);
    put(page, "F1", 10, 72, 120, "Our");
    put(page, "F1", 10, 94, 120, "low-");
    put(page, "F1", 10, 114.5, 120, "cost");
    put(page, "F1", 10, 139.5, 120, "probes");
    put(page, "F1", 10, 176, 120, "serve.");
    g_autoptr(AssayDocument) document = extract_page(page);
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_CONTENT, 1),
                "Our low-cost probes serve.");
}

static void assert_holds(const AssayDocument *document, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        AssaySlice slice = assay_document_slice(document, assay_document_block(document, i)->text);
        g_string_append_len(text, slice.data, (gssize)slice.length);
        g_string_append_c(text, ' ');
    }
    g_assert_nonnull(strstr(text->str, expected));
}

/* On the last page two columns of a list stand, both set in as far. */
static void test_list_on_last_page(void)
{
    GPtrArray *pages = new_pages();
    g_ptr_array_add(pages, two_columns());
    GString *last = add_page(pages);
    put(last, "F1", 10, 82, 60, "1. The first of all the harbours");
    put(last, "F1", 10, 82, 72, "2. The second one of the harbours");
    put(last, "F1", 10, RIGHT_COLUMN + 10, 60, "3. The third one of the harbours");
    put(last, "F1", 10, RIGHT_COLUMN + 10, 72, "4. The fourth one of the harbours");
    g_autoptr(AssayDocument) document = extract_pages(pages);
    assert_holds(document, "1. The first of all the harbours 2. The second one of the harbours "
                           "3. The third one of the harbours 4. The fourth one of the harbours");
}

/* A number at the start of a line, in mid-sentence, opens no item. */
static void test_number_in_text(void)
{
    static const char *const lines[] = {
        "The harbour lies at the mouth of a river that carries silt from hills, it fills up",
        "The harbour lies at the mouth of a river that carries silt from hills, it fills up",
        "100. The harbours measure it for longer than one season. We placed probes in there", NULL};
    GString *page = g_string_new(NULL);
    put_lines(page, 72, 60, prose);
    put_lines(page, 92, 130, lines);
    g_autoptr(AssayDocument) document = extract_page(page);
    g_assert_null(find_block(document, ASSAY_BLOCK_LIST_ITEM, ASSAY_PLACE_CONTENT, 0));
}

/* What nobody can read is no text. */
static void test_illegible(void)
{
    GString *page = g_string_new(NULL);
    put_lines(page, 72, 60, prose);
    put(page, "F1", 1, 5, 795, "Made by a program that says so");
    g_autoptr(AssayDocument) document = extract_page(page);
    assert_text(document, find_block(document, ASSAY_BLOCK_PARAGRAPH, ASSAY_PLACE_HIDDEN, 0),
                "Made by a program that says so");
}

/* Nothing is larger than the body: the title is what the page begins with, in bold. */
static void test_bold_title(void)
{
    GString *page = g_string_new(NULL);
    put(page, "F2", 10, 72, 72,
        "Silt in the Small Harbours of the Western Coast and What Is Known of Their Dredging");
    put(page, "F2", 10, 72, 84, "and of Its Cost to Towns");
    put(page, "F1", 10, 72, 104, "Harbour Papers");
    put(page, "F2", 10, 72, 130, "Abstract");
    put_lines(page, 72, 146, prose);
    g_autoptr(AssayDocument) document = extract_page(page);
    const AssayBlock *head = find_block(document, ASSAY_BLOCK_HEADING, ASSAY_PLACE_CONTENT, 0);
    assert_text(document, head,
                "Silt in the Small Harbours of the Western Coast and What Is Known of Their "
                "Dredging and of Its Cost to Towns");
    g_assert_cmpuint(head->level, ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pdf/layout/turned", test_turned);
    g_test_add_func("/pdf/layout/run-in", test_run_in);
    g_test_add_func("/pdf/layout/scanned-page", test_scanned_page);
    g_test_add_func("/pdf/layout/narrow-gutter", test_narrow_gutter);
    g_test_add_func("/pdf/layout/short-last-page", test_short_last_page);
    g_test_add_func("/pdf/layout/dash", test_dash);
    g_test_add_func("/pdf/layout/stretched-compound", test_stretched_compound);
    g_test_add_func("/pdf/layout/number-in-text", test_number_in_text);
    g_test_add_func("/pdf/layout/list-on-last-page", test_list_on_last_page);
    g_test_add_func("/pdf/layout/illegible", test_illegible);
    g_test_add_func("/pdf/layout/bold-title", test_bold_title);
    return g_test_run();
}

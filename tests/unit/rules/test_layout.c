/* test_layout.c: Layout: lines, navigation, headings, labels; the traps that a label in prose sets.
 */
#include "harness.h"

static const char *const layout =
    "<layout lines=\"split\"><drop>^Index\\s*\\|</drop>"
    "<section name=\"front\"><label value=\"\\d\">Score</label></section>"
    "<section name=\"gate\"><heading>The Gate</heading><label>Status</label>"
    "<label value=\"Gate \">Gate</label><label>Gate status</label></section>"
    "<section name=\"correction\"><heading>Correction Record</heading>"
    "<label value=\"[A-Z]+$\">Status</label></section>"
    "<section name=\"notes\"><heading as=\"pattern\">(?i)notes?( and remarks)?</heading></section>"
    "</layout>";

static AssayDocument *laid_out(const char *text)
{
    g_autoptr(AssayRules) rules = harness_rules(layout);
    AssayDocument *document = assay_document_new();
    document->media = "text/plain";
    AssayBlock *block = harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, text);
    block->open_end = TRUE;
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    /* Section names belong to the set, which goes: keep copies for the test. */
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        block = assay_document_block(document, i);
        block->section = assay_arena_strdup(document->arena, block->section);
    }
    return document;
}

static void assert_text(const AssayDocument *document, AssayRange range, const char *text)
{
    AssaySlice slice = assay_document_slice(document, range);
    g_autofree char *copy = g_strndup(slice.data, slice.length);
    g_assert_cmpstr(copy, ==, text);
}

static void assert_pair(const AssayDocument *document, guint index, const char *label,
                        const char *value, const char *section)
{
    const AssayBlock *block = assay_document_block(document, index);
    g_assert_cmpint(block->kind, ==, ASSAY_BLOCK_PAIR);
    assert_text(document, block->label, label);
    assert_text(document, block->value, value);
    g_assert_cmpstr(block->section, ==, section);
}

static void test_glued(void)
{
    g_autoptr(AssayDocument) document = laid_out(
        "Index | About\nA Title\nScore: 4.5\nThe Gate\nStatusUnverified\n"
        "GateGate 2 of three\nGates are many\nGate statusopen\nCorrection Record\n"
        "StatusCURRENT\nStatus of the record is current\nLast line");
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 12);
    g_assert_cmpint(assay_document_block(document, 0)->place, ==, ASSAY_PLACE_NAVIGATION);
    g_assert_cmpstr(assay_document_block(document, 1)->section, ==, "front");
    assert_pair(document, 2, "Score", "4.5", "front");
    g_assert_cmpint(assay_document_block(document, 3)->kind, ==, ASSAY_BLOCK_HEADING);
    g_assert_cmpuint(assay_document_block(document, 3)->level, ==, 2);
    assert_pair(document, 4, "Status", "Unverified", "gate");
    assert_pair(document, 5, "Gate", "Gate 2 of three", "gate");
    g_assert_cmpint(assay_document_block(document, 6)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    assert_pair(document, 7, "Gate status", "open", "gate");
    assert_pair(document, 9, "Status", "CURRENT", "correction");
    g_assert_cmpint(assay_document_block(document, 10)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    g_assert_false(assay_document_block(document, 10)->open_end);
    g_assert_true(assay_document_block(document, 11)->open_end);
}

static void test_prose(void)
{
    g_autoptr(AssayDocument)
        document = laid_out("Scores are low\nthe gate\nThe Gate is open\nScore");
    for (guint i = 0; i < 4; i++) {
        g_assert_cmpint(assay_document_block(document, i)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
        g_assert_cmpstr(assay_document_block(document, i)->section, ==, "front");
    }
}

/* A scraper that puts each cell on a line of its own. */
static void test_cell_a_line(void)
{
    g_autoptr(AssayDocument) document = laid_out(
        "A Title\nScore:\n4.5\nThe Gate\nStatus\nUnverified\nGate\nGate 2 of three\n"
        "Gate status\nStatus\nopen\nA disclaimer\nCorrection Record\nStatus\nof the record");
    assert_pair(document, 1, "Score", "4.5", "front");
    assert_pair(document, 3, "Status", "Unverified", "gate");
    assert_pair(document, 4, "Gate", "Gate 2 of three", "gate");
    assert_text(document, assay_document_block(document, 5)->text, "Gate status");
    assert_pair(document, 6, "Status", "open", "gate");
    g_assert_cmpint(assay_document_block(document, 7)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    g_assert_cmpint(assay_document_block(document, 9)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 11);
    g_assert_true(assay_document_block(document, 10)->open_end);
}

static void test_marks(void)
{
    g_autoptr(AssayDocument) document = laid_out(
        "A Title\n**Score:** 4.5\nThe Gate\n__Status__: open\n*Gate status* closed\n"
        "Status *open*");
    assert_pair(document, 1, "Score", "4.5", "front");
    assert_pair(document, 3, "Status", "open", "gate");
    assert_pair(document, 4, "Gate status", "closed", "gate");
    assert_pair(document, 5, "Status", "*open*", "gate");
}

/* Lines are joined only where the width broke them, and never in front of what is known. */
static void test_wrapped(void)
{
    g_autoptr(AssayDocument) document = laid_out(
        "A title of a work that is so long that\nit had to be wrapped\nThe Gate\n"
        "Gate status one two three four five\nsix seven eight nine ten eleven\ntwelve thirteen\n"
        "Status open, as all the others were then\nGate Gate 2 of three\n"
        "Prose of the page goes on here for a\nlittle while, since the width is small\nand ends.");
    assert_text(document, assay_document_block(document, 0)->text,
                "A title of a work that is so long that it had to be wrapped");
    assert_pair(document, 2, "Gate status",
                "one two three four five six seven eight nine ten eleven twelve thirteen", "gate");
    assert_pair(document, 3, "Status", "open, as all the others were then", "gate");
    assert_pair(document, 4, "Gate", "Gate 2 of three", "gate");
    g_assert_cmpuint(assay_document_n_blocks(document), ==, 6);

    g_autoptr(AssayDocument) few = laid_out("A title of a work that is so long that\nThe Gate\n"
                                            "Gate status one two three four five six\nseven");
    g_assert_cmpuint(assay_document_n_blocks(few), ==, 4);
}

/* Tools that set headings in capitals. */
static void test_capitals(void)
{
    g_autoptr(AssayDocument) document = laid_out("THE GATE\nStatus open\nThe gATE\nGATE");
    g_assert_cmpint(assay_document_block(document, 0)->kind, ==, ASSAY_BLOCK_HEADING);
    assert_pair(document, 1, "Status", "open", "gate");
    g_assert_cmpint(assay_document_block(document, 2)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    g_assert_cmpint(assay_document_block(document, 3)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
}

/* A capture may stop in a heading; only there is the beginning of one no text. */
static void test_begun_heading(void)
{
    static const char *const begun[] = {"C", "Correction Rec", "3 Correction"};
    for (guint i = 0; i < G_N_ELEMENTS(begun); i++) {
        g_autofree char *text = g_strconcat("The Gate\nCorrection\nIt is shut\n", begun[i], NULL);
        g_autoptr(AssayDocument) document = laid_out(text);
        g_assert_cmpuint(assay_document_n_blocks(document), ==, 4);
        g_assert_cmpint(assay_document_block(document, 1)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
        g_assert_cmpstr(assay_document_block(document, 2)->section, ==, "gate");
        const AssayBlock *last = assay_document_block(document, 3);
        g_assert_cmpint(last->kind, ==, ASSAY_BLOCK_HEADING);
        g_assert_null(last->section);
        g_assert_true(last->open_end);
    }
    g_autoptr(AssayDocument) prose = laid_out("The Gate\nIt is shut\nCorrections");
    g_assert_cmpint(assay_document_block(prose, 2)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
    g_autoptr(AssayDocument) front = laid_out("Score: 4.5\nCorrection");
    g_assert_cmpint(assay_document_block(front, 1)->kind, ==, ASSAY_BLOCK_PARAGRAPH);
}

static void test_headings(void)
{
    g_autoptr(AssayRules) rules = harness_rules(layout);
    g_autoptr(AssayDocument) document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_HEADING, 1, "Title of it all");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "3 THE GATE:");
    harness_block(document, ASSAY_BLOCK_HEADING, 3, "Below it");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "text");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Unknown");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "text");
    harness_block(document, ASSAY_BLOCK_HEADING, 3, "Notes and Remarks");
    AssayBlock *hidden = harness_block(document, ASSAY_BLOCK_HEADING, 1, "The Gate");
    hidden->place = ASSAY_PLACE_HIDDEN;
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "2. Correction Record");
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    static const char *const sections[] = {"front", "gate",  "gate", "gate",      NULL,
                                           NULL,    "notes", NULL,   "correction"};
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        g_assert_cmpstr(assay_document_block(document, i)->section, ==, sections[i]);
}

static void test_no_headings(void)
{
    g_autoptr(AssayRules) rules = harness_rules("");
    g_autoptr(AssayDocument) document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_HEADING, 1, "Title");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "text");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Part");
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    g_assert_cmpstr(assay_document_block(document, 1)->section, ==, "front");
    g_assert_null(assay_document_block(document, 2)->section);
}

/* A section that is no content, with what is below it, up to a heading that ends it. */
static void test_dropped_section(void)
{
    g_autoptr(AssayRules) rules = harness_rules(
        "<layout><section name='services' drop='yes'><heading>Access</heading></section></layout>");
    g_autoptr(AssayDocument) document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "text");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Access");
    harness_block(document, ASSAY_BLOCK_HEADING, 3, "Formats");
    harness_block(document, ASSAY_BLOCK_LIST_ITEM, 1, "a link");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "Results");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "text");
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    for (guint i = 0; i < 6; i++)
        g_assert_cmpint(assay_document_block(document, i)->place, ==,
                        i >= 1 && i <= 3 ? ASSAY_PLACE_NAVIGATION : ASSAY_PLACE_CONTENT);
}

/* Blocks (a letter: h2 heading, p, i; then the text) and the section of each, by its first letter;
 * `-` for the front. */
static void assert_sections(const char *blocks, const char *expected)
{
    g_autoptr(AssayRules) rules = harness_rules(
        "<layout><section name=\"abstract\"><heading>Abstract</heading>"
        "<unheaded least=\"1\" most=\"2\" before=\"Introduction\">^Long</unheaded></section>"
        "<section name=\"references\"><heading>References</heading>"
        "<unheaded least=\"2\">\\(\\d{4}\\)</unheaded></section></layout>");
    g_autoptr(AssayDocument) document = assay_document_new();
    g_auto(GStrv) lines = g_strsplit(blocks, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        harness_block(document,
                      lines[i][0] == 'h'   ? ASSAY_BLOCK_HEADING
                      : lines[i][0] == 'p' ? ASSAY_BLOCK_PARAGRAPH
                                           : ASSAY_BLOCK_LIST_ITEM,
                      lines[i][0] == 'h' ? 2 : 1, lines[i] + 1);
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    g_autoptr(GString) sections = g_string_new(NULL);
    for (guint i = 0; i < assay_document_n_blocks(document); i++) {
        const char *section = assay_document_block(document, i)->section;
        g_string_append_c(sections,
                          section == NULL || strcmp(section, "front") == 0 ? '-' : section[0]);
    }
    g_assert_cmpstr(sections->str, ==, expected);
}

static void test_unheaded(void)
{
    assert_sections("hTitle\npN. N.\npLong a\npLong b\npKeywords\nhIntroduction\npLong c",
                    "--aa---");
    /* The last run counts; a run that is too long is none, nor is one that a heading parts. */
    assert_sections("pLong a\npN. N.\npLong b\nhIntroduction", "--a-");
    assert_sections("pLong a\npLong b\npLong c\nhIntroduction", "----");
    assert_sections("pLong a\nhMethods\npx\nhIntroduction", "----");
    assert_sections("pLong a\nhMethods", "--");
    /* A heading has the say. */
    assert_sections("hAbstract\npShort\nhTitle\npLong a\nhIntroduction", "aa---");
    assert_sections("pText (2001)\npText\niDoe (2002)\niRoe (2003)\npPage 3", "--rr-");
    assert_sections("pText\niDoe (2002)\npText", "---");
    assert_sections("hReferences\npDoe\nhNotes\niDoe (2002)\niRoe (2003)", "rr---");
}

static void test_end(void)
{
    g_autoptr(AssayRules)
        rules = harness_rules("<layout><section name=\"references\"><heading>References</heading>"
                              "<end>Copyright\\b</end></section></layout>");
    g_autoptr(AssayDocument) document = assay_document_new();
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "Copyright of the front");
    harness_block(document, ASSAY_BLOCK_HEADING, 2, "References");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "Doe: On Copyright");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "Copyright 2020 by Doe");
    harness_block(document, ASSAY_BLOCK_PARAGRAPH, 0, "Roe: A Book");
    assay_rule_set_layout(assay_rules_set(rules, 0), document);
    const char *const expected[] = {"front", "references", "references", NULL, NULL};
    for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
        g_assert_cmpstr(assay_document_block(document, i)->section, ==, expected[i]);
}

static void test_spans_stay(void)
{
    g_autoptr(AssayDocument) document = laid_out("A\n  The Gate  \nStatus : open");
    const AssayBlock *pair = assay_document_block(document, 2);
    AssaySpan span = assay_document_span(document, pair->value);
    g_assert_cmpuint(span.start_byte, ==, 24);
    g_assert_cmpuint(span.end_byte, ==, 28);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rules/layout/glued", test_glued);
    g_test_add_func("/rules/layout/prose", test_prose);
    g_test_add_func("/rules/layout/cell-a-line", test_cell_a_line);
    g_test_add_func("/rules/layout/marks", test_marks);
    g_test_add_func("/rules/layout/wrapped", test_wrapped);
    g_test_add_func("/rules/layout/capitals", test_capitals);
    g_test_add_func("/rules/layout/begun-heading", test_begun_heading);
    g_test_add_func("/rules/layout/headings", test_headings);
    g_test_add_func("/rules/layout/no-headings", test_no_headings);
    g_test_add_func("/rules/layout/dropped-section", test_dropped_section);
    g_test_add_func("/rules/layout/unheaded", test_unheaded);
    g_test_add_func("/rules/layout/end", test_end);
    g_test_add_func("/rules/layout/spans-stay", test_spans_stay);
    return g_test_run();
}

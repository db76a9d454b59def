/* Values: what each type takes, and what it refuses rather than guess. */
#include <string.h>

#include "record/number.h"
#include "record/value.h"

static const AssayValueLabel labels[] = {{"DOI grade", "DOI_GRADE"},
                                         {"Watchlist", "WATCHLIST"},
                                         {"a", "lower"},
                                         {"A", "upper"},
                                         {"\xE2\x9C\x93", "true"},
                                         {"no", "false"}};

typedef struct {
    const char *type, *text, *value; /* value NULL: refused, with a reason */
} Case;

static const Case cases[] = {
    {"text", " A  text ", "A  text"},
    {"text", "", NULL},
    {"date", "29 May 2026", "2026-05-29"},
    {"date", "May 29, 2026", "2026-05-29"},
    {"date", "Sept. 3, 2024", "2024-09-03"},
    {"date", "3rd Feb 2024", "2024-02-03"},
    {"date", "2026-05-29", "2026-05-29"},
    {"date", "2026-05-29T10:00:00+02:00", "2026-05-29"},
    {"date", "2026/05/29", "2026-05-29"},
    {"date", "29/05/2026", NULL},
    {"date", "29. Mai 2026", NULL},
    {"date", "31 June 2026", NULL},
    {"date", "29 February 2023", NULL},
    {"date", "May 2026", NULL},
    {"date", "29 May 26", NULL},
    {"date", "2026-05-2", NULL},
    {"date", "29 May 2026 x", NULL},
    {"date", "May May 2026", NULL},
    {"instant", "2026-06-10T06:30:49+00:00", "2026-06-10T06:30:49Z"},
    {"instant", "2026-06-17T06:08:33.238647+02:00", "2026-06-17T04:08:33.238647Z"},
    {"instant", "2026-12-31T23:30:00-0100", "2027-01-01T00:30:00Z"},
    {"instant", "2024-03-01 00:00:00+00:30", "2024-02-29T23:30:00Z"},
    {"instant", "2026-06-10T06:30:49.500Z", "2026-06-10T06:30:49.500Z"},
    {"instant", "2026-06-10T06:30:49", NULL},
    {"instant", "2026-06-10T06:30:49+02", NULL},
    {"instant", "2026-06-10T24:30:49Z", NULL},
    {"instant", "0001-01-01T00:00:00+01:00", NULL},
    {"instant", "2026-06-10", NULL},
    {"decimal", "4.67", "4.67"},
    {"decimal", "0.50", "0.50"},
    {"decimal", "26.500000000000025", "26.500000000000025"},
    {"decimal",
     "\xE2\x88\x92"
     "1.5",
     "-1.5"},
    {"decimal", "+3", "3"},
    {"decimal", "1.2e-05", "1.2e-05"},
    {"decimal", "1,234.5", NULL},
    {"decimal", "4.", NULL},
    {"decimal", ".5", NULL},
    {"decimal", "4.6/10", NULL},
    {"decimal", "nan", NULL},
    {"integer", "28", "28"},
    {"integer", "-1", "-1"},
    {"integer", "2.0", NULL},
    {"integer", "1,000", NULL},
    {"enum", "DOI grade", "DOI_GRADE"},
    {"enum", "doi GRADE", "DOI_GRADE"},
    {"enum", "A", "upper"},
    {"enum", "DOI", NULL},
    {"enum", "", NULL},
    {"flag", "\xE2\x9C\x93", "true"},
    {"flag", "No", "false"},
    {"flag", "?", NULL},
    {"flag", "Watchlist", NULL},
    {"identifier", " c458a3fb ", "C458A3FB"},
    {"identifier", "c4 58", NULL},
    {"url", "http://arxiv.org/abs/2506.14646v2", "http://arxiv.org/abs/2506.14646v2"},
    {"url", "HTTPS://a.b/c", "HTTPS://a.b/c"},
    {"url", "doi:10.1/x", "doi:10.1/x"},
    {"url", "arxiv.org/abs/1", NULL},
    {"url", "http://", NULL},
    {"url", "http:///x", NULL},
    {"url", "http://a b", NULL},
    {"url", "javascript:alert(1)", NULL},
};

static void test_cases(void)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    const AssayValueOptions options = {
        .labels = labels, .n_labels = G_N_ELEMENTS(labels), .letter_case = "upper"};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *why = NULL;
        const AssayValueType *type = assay_value_type(cases[i].type);
        const char *value = type->parse(assay_slice_from(cases[i].text), &options, arena, &why);
        if (g_strcmp0(value, cases[i].value) != 0)
            g_error("%s '%s' gives '%s', not '%s'", cases[i].type, cases[i].text, value,
                    cases[i].value);
        g_assert_true((value == NULL) == (why != NULL));
    }
    g_assert_null(assay_value_type("colour"));
}

static void test_refines(void)
{
    static const char *const good[][2] = {{"4.67", "4.7"}, {"4.65", "4.7"},  {"4.65", "4.6"},
                                          {"9.99", "10"},  {"9.96", "10.0"}, {"0.50", "0.5"},
                                          {"12.00", "12"}, {"-4.67", "-4.7"}};
    static const char *const bad[][2] = {{"4.7", "4.67"},  {"4.67", "4.6"},  {"4.67", "4.67"},
                                         {"4.75", "4.6"},  {"14.67", "4.7"}, {"4.67", "14.7"},
                                         {"4.67", "-4.7"}, {"4.67", "x"},    {"1e5", "1"}};
    for (guint i = 0; i < G_N_ELEMENTS(good); i++)
        g_assert_true(assay_number_refines(good[i][0], good[i][1]));
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(assay_number_refines(bad[i][0], bad[i][1]));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/value/cases", test_cases);
    g_test_add_func("/value/refines", test_refines);
    return g_test_run();
}

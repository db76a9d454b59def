/* test_drift.c: drift.h, drift_model.h. drift_pairs.tsv beside this file holds invented pairs on
 * machine learning; they guard against weights that only suit the biomedical text they were fitted
 * on, and are no measurement. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "check/drift.h"
#include "check/terms.h"

#define TABLE ASSAY_SOURCE_DIR "/rules/data/terms.tsv"
#define PAIRS ASSAY_SOURCE_DIR "/tests/unit/check/drift_pairs.tsv"

static const AssayDriftOptions options = {.partly = ASSAY_DRIFT_DEFAULT_PARTLY,
                                          .other = ASSAY_DRIFT_DEFAULT_OTHER};

static const char question[] = "How does dropout on attention weights change BLEU of low-resource "
                               "translation models trained on FLORES-200?";
static const char on_topic[] =
    "Neural machine translation for low-resource languages overfits quickly. We study dropout on "
    "attention weights in translation models of 40 languages and find that it changes BLEU by two "
    "points when less than 50,000 sentence pairs are available. Attention dropout matters more "
    "than "
    "dropout of embeddings.";
static const char off_topic[] =
    "Partial shading lowers the yield of rooftop photovoltaic panels. We measured 120 households "
    "over two winters and model the loss by the sky view of each module. Bypass diodes recover a "
    "third of the energy; snow matters little in most places.";

static AssayDriftModel *load_model(void)
{
    GError *error = NULL;
    AssayDriftModel *model = assay_drift_model_load(TABLE, &error);
    g_assert_no_error(error);
    return model;
}

static AssayDriftResult score_bytes(const AssayDriftOptions *with, const char *asked, gsize n_asked,
                                    const char *said, gsize n_said)
{
    g_autoptr(AssayDriftModel) model = load_model();
    AssayDriftResult result;
    assay_drift_score(model, with, asked, n_asked, said, n_said, &result);
    return result;
}

static AssayDriftResult score(const char *asked, const char *said)
{
    return score_bytes(&options, asked, strlen(asked), said, strlen(said));
}

static gboolean lacks(const AssayDriftResult *result, const char *word)
{
    for (guint i = 0; i < result->n_missing; i++)
        if (strcmp(result->missing[i], word) == 0)
            return TRUE;
    return FALSE;
}

static void test_outcomes(void)
{
    AssayDriftResult same = score(question, on_topic);
    g_assert_true(same.has_score);
    g_assert_cmpint(same.outcome, ==, ASSAY_DRIFT_SAME);
    g_assert_cmpfloat(same.score, <, 0.3);
    g_assert_true(lacks(&same, "FLORES-200"));
    g_assert_false(lacks(&same, "dropout"));

    AssayDriftResult other = score(question, off_topic);
    g_assert_cmpint(other.outcome, ==, ASSAY_DRIFT_OTHER);
    g_assert_cmpuint(other.n_missing, ==, ASSAY_DRIFT_MAX_MISSING);
    g_assert_true(lacks(&other, "dropout"));
    g_assert_cmpstr(assay_drift_outcome_name(other.outcome), ==, "other");

    AssayDriftOptions strict = {.partly = 0.0, .other = 1.0};
    AssayDriftResult partly = score_bytes(&strict, question, strlen(question), on_topic,
                                          strlen(on_topic));
    g_assert_cmpint(partly.outcome, ==, ASSAY_DRIFT_PARTLY);
    assay_drift_result_clear(&same);
    assay_drift_result_clear(&other);
    assay_drift_result_clear(&partly);
    g_assert_cmpuint(partly.n_missing, ==, 0);
}

static void test_same_method_other_field(void)
{
    AssayDriftResult result = score(
        "How does sparse expert routing affect pass@1 on HumanEval?",
        "Sparse expert routing was proposed for large models. Here we study expert routing for "
        "image classification with ViT backbones. On CIFAR-100 and ImageNet sparse routing "
        "matches a dense network at half of the cost per image.");
    g_assert_cmpint(result.outcome, !=, ASSAY_DRIFT_SAME);
    g_assert_true(lacks(&result, "HumanEval"));
    g_assert_true(lacks(&result, "pass@1"));
    assay_drift_result_clear(&result);
}

static void test_near_names(void)
{
    static const struct {
        const char *asked, *said, *word;
    } cases[] = {
        {"Which MoE-VLMs saturate early?", "MoE models and a VLM saturate at once on two of them",
         "MoE-VLMs"},
        {"Is CIFAR10 saturated by now?", "We show that accuracy on CIFAR-10 has hit a ceiling",
         "CIFAR10"},
        {"Is CIFAR-10 saturated by now?", "We show that accuracy on CIFAR10 has hit a ceiling",
         "CIFAR-10"},
        {"How hard is XTREME-R today?", "Results of nine encoders on the XTREME benchmark improve",
         "XTREME-R"},
        {"Does MoE collapse often?", "A mixture of experts may collapse when balance is absent",
         "MoE"},
        {"Does retrieval-augmented generation hallucinate?",
         "We measure wrong answers of RAG systems for enterprise documents", "retrieval-augmented"},
        {"Does finetuning forget facts?", "Fine-tuning of models forgets many facts over time",
         "finetuning"},
        {"Does fine-tuning forget facts?", "Finetuning of models forgets many facts over time",
         "fine-tuning"},
        {"Does Whisper's decoder hallucinate?",
         "Whisper hallucinates in silence, the decoder adds text", "Whisper"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AssayDriftResult result = score(cases[i].asked, cases[i].said);
        g_assert_true(result.has_score);
        if (lacks(&result, cases[i].word))
            g_error("%s lacks %s", cases[i].said, cases[i].word);
        assay_drift_result_clear(&result);
    }
}

static void test_quotation_does_not_count(void)
{
    g_autofree char *quoting = g_strconcat("This report asks: ", question, " ", off_topic, NULL);
    AssayDriftResult plain = score(question, off_topic);
    AssayDriftResult quoted = score(question, quoting);
    g_assert_cmpint(quoted.outcome, ==, ASSAY_DRIFT_OTHER);
    g_assert_cmpfloat(ABS(quoted.score - plain.score), <, 0.02);
    g_assert_true(lacks(&quoted, "dropout"));
    assay_drift_result_clear(&plain);
    assay_drift_result_clear(&quoted);
}

static void test_ignored_sentences(void)
{
    static const char *const patterns[] = {"This report synthesises [^.]*\\.",
                                           "\\d+ claims were extracted[^.]*\\.", NULL};
    g_autoptr(AssayDriftIgnore) ignore = assay_drift_ignore_new(patterns, NULL);
    AssayDriftOptions with = {options.partly, options.other, .ignore = ignore};
    g_autofree char *fixed = g_strconcat("This report synthesises findings on: ", question,
                                         ". 14 claims were extracted from papers on dropout.",
                                         NULL);
    AssayDriftResult nothing = score_bytes(&with, question, strlen(question), fixed, strlen(fixed));
    g_assert_false(nothing.has_score);
    g_assert_cmpuint(nothing.n_missing, ==, 0);
    g_autofree char *more = g_strconcat(fixed, " ", off_topic, NULL);
    AssayDriftResult rest = score_bytes(&with, question, strlen(question), more, strlen(more));
    AssayDriftResult plain = score(question, off_topic);
    g_assert_cmpfloat(rest.score, ==, plain.score);
    assay_drift_result_clear(&rest);
    assay_drift_result_clear(&plain);
}

static void test_wrong_pattern(void)
{
    static const char *const patterns[] = {"(", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_drift_ignore_new(patterns, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES);
}

static void test_nothing_to_compare(void)
{
    static const char *const empty[] = {"", " \n ", "What of it, and how so?", "1 2 3 4.5 %", "?!"};
    for (gsize i = 0; i < G_N_ELEMENTS(empty); i++) {
        AssayDriftResult no_question = score(empty[i], on_topic);
        AssayDriftResult no_abstract = score(question, empty[i]);
        g_assert_false(no_question.has_score);
        g_assert_false(no_abstract.has_score);
    }
    AssayDriftResult null = score_bytes(&options, NULL, 0, NULL, 0);
    g_assert_false(null.has_score);
}

static void check_sane(const AssayDriftResult *result)
{
    g_assert_cmpfloat(result->score, >=, 0);
    g_assert_cmpfloat(result->score, <=, 1);
    for (guint i = 0; i < result->n_missing; i++)
        g_assert_true(g_utf8_validate(result->missing[i], -1, NULL));
}

static void test_hostile(void)
{
    static const char invalid[] =
        "Dropout\xff\xfe \xc3 weights\xe2\x80 attention \xf0\x9f\x92 BLEU "
        "trans\xedlation \x80\x80 low-resource\xc2";
    AssayDriftResult result = score_bytes(&options, invalid, sizeof invalid - 1, invalid,
                                          sizeof invalid - 1);
    check_sane(&result);
    assay_drift_result_clear(&result);

    static const char *const units[] = {"a",         "Ab",       "ab-",
                                        "of m ",     "MoE@k ",   "the ",
                                        "GPT-4 x1 ", "\xc3\xa9", "q w e r t y u i o p a s d f g h ",
                                        "A-",        "1.1."};
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 1024 * 1024)
            g_string_append(text, units[i]);
        result = score_bytes(&options, text->str, text->len, text->str, text->len);
        check_sane(&result);
        assay_drift_result_clear(&result);
        result = score_bytes(&options, question, strlen(question), text->str, text->len);
        check_sane(&result);
        assay_drift_result_clear(&result);
    }
    g_autoptr(GString) words = g_string_new(NULL);
    for (guint i = 0; words->len < 1024 * 1024; i++)
        g_string_append_printf(words, "wo%xrd ", i * 2654435761u);
    result = score_bytes(&options, words->str, words->len, words->str, words->len);
    check_sane(&result);
    assay_drift_result_clear(&result);
}

static double share_above(const GArray *low, const GArray *high)
{
    double above = 0;
    for (guint i = 0; i < low->len; i++)
        for (guint j = 0; j < high->len; j++) {
            double a = g_array_index(low, double, i);
            double b = g_array_index(high, double, j);
            above += a < b ? 1.0 : a > b ? 0.0 : 0.5;
        }
    return above / ((double)low->len * high->len);
}

/* Asked for differing topics only, the outcome is the same, and all that goes with it. Returns:
 * whether the score was spared. */
static gboolean spares_score(const AssayDriftModel *model, char *const *cells,
                             const AssayDriftResult *whole)
{
    AssayDriftOptions brief = options;
    brief.only_apart = TRUE;
    AssayDriftResult result;
    assay_drift_score(model, &brief, cells[1], strlen(cells[1]), cells[2], strlen(cells[2]),
                      &result);
    g_assert_cmpint(result.outcome, ==, whole->outcome);
    gboolean spared = whole->has_score && !result.has_score;
    if (spared) {
        g_assert_cmpint(whole->outcome, ==, ASSAY_DRIFT_SAME);
    } else {
        g_assert_cmpfloat(result.score, ==, whole->score);
        g_assert_cmpuint(result.n_missing, ==, whole->n_missing);
    }
    assay_drift_result_clear(&result);
    return spared;
}

static void test_invented_pairs(void)
{
    g_autoptr(AssayDriftModel) model = load_model();
    g_autofree char *text = NULL;
    GError *error = NULL;
    g_assert_true(g_file_get_contents(PAIRS, &text, NULL, &error));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    static const char *const labels[] = {"match", "near", "random"};
    GArray *scores[3];
    guint n_other = 0, n_spared = 0;
    for (guint k = 0; k < 3; k++)
        scores[k] = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] == '#' || lines[i][0] == '\0')
            continue;
        g_auto(GStrv) cells = g_strsplit(lines[i], "\t", 3);
        g_assert_cmpuint(g_strv_length(cells), ==, 3);
        AssayDriftResult result;
        assay_drift_score(model, &options, cells[1], strlen(cells[1]), cells[2], strlen(cells[2]),
                          &result);
        for (guint k = 0; k < 3; k++)
            if (strcmp(cells[0], labels[k]) == 0)
                g_array_append_val(scores[k], result.score);
        n_other += strcmp(cells[0], "match") == 0 && result.outcome == ASSAY_DRIFT_OTHER ? 1 : 0;
        n_spared += spares_score(model, cells, &result) ? 1 : 0;
        assay_drift_result_clear(&result);
    }
    double near = share_above(scores[0], scores[1]);
    double random = share_above(scores[0], scores[2]);
    g_test_message("match %u, near %u: %.4f, random %u: %.4f", scores[0]->len, scores[1]->len, near,
                   scores[2]->len, random);
    g_assert_cmpfloat(near, >=, 0.965);
    g_assert_cmpfloat(random, >=, 0.995);
    g_assert_cmpfloat(n_other, <=, 0.05 * scores[0]->len);
    g_assert_cmpfloat(n_spared, >=, 0.5 * scores[0]->len);
    for (guint k = 0; k < 3; k++)
        g_array_unref(scores[k]);
}

static void test_table(void)
{
    g_autoptr(AssayDriftModel) model = load_model();
    AssayDriftTerm common = assay_drift_model_term(model, "patient");
    AssayDriftTerm rare = assay_drift_model_term(model, "zyzzogeton");
    AssayDriftTerm stop = assay_drift_model_term(model, "the");
    AssayDriftTerm name = assay_drift_model_term(model, "humanev");
    g_assert_cmpfloat(common.idf, <, 3);
    g_assert_cmpfloat(rare.idf, >, 10);
    g_assert_true(stop.is_stop);
    g_assert_true(assay_drift_model_term(model, "affect").is_asking);
    g_assert_cmpuint(name.fields, ==, 1u << ('C' - 'A'));
    g_assert_cmpuint(common.fields, ==, 0);
}

/* Two words where the other text has one. */
static void test_pairs(void)
{
    g_autoptr(AssayVocabulary) vocabulary = assay_vocabulary_new(NULL);
    g_autoptr(AssayTerms) all = assay_terms_new(vocabulary, "Of time series and time-outs", 28);
    g_autoptr(AssayTerms) known = assay_terms_new(vocabulary, "Of time series and time-outs", 28);
    guint one = assay_vocabulary_stem(vocabulary, "timeseries");
    AssayPrefixes words = {{0}};
    assay_prefixes_add(&words, assay_vocabulary_text(vocabulary, one));
    g_assert_true(assay_prefixes_may_have(&words, "timeser", 7));
    g_assert_false(assay_prefixes_may_have(&words, "timesar", 7));
    g_assert_cmpuint(all->joined->len, ==, 1); /* timeouts */
    assay_terms_join_pairs(vocabulary, all, NULL, NULL);
    assay_terms_join_pairs(vocabulary, known, &words, NULL);
    g_assert_cmpuint(all->joined->len, ==, 4);
    g_assert_cmpuint(known->joined->len, ==, 2);
    g_assert_cmpuint(g_array_index(known->joined, guint32, 1), ==, one);
}

static void test_malformed_tables(void)
{
    static const struct {
        const char *text;
        const char *at; /* NULL: a good table */
    } cases[] = {
        {"# head\nalpha\t10\nbeta\t0\tCL!\n", NULL},
        {"alpha\t10", NULL},
        {"", ":"},
        {"# only a head\n", ":1:"},
        {"alpha\n", ":1:"},
        {"alpha\t\n", ":1:"},
        {"alpha\t1\nbeta\tx\n", ":2:"},
        {"alpha\t1000001\n", ":1:"},
        {"alpha\t99999999999999999999\n", ":1:"},
        {"alpha\t1 \n", ":1:"},
        {"alpha\t1\tc\n", ":1:"},
        {"alpha\t1\tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", ":1:"},
        {"# head\nbeta\t1\nalpha\t1\n", ":3:"},
        {"beta\t1\nbeta\t1\n", ":2:"},
        {"\t1\n", ":1:"},
    };
    g_autofree char *folder = g_dir_make_tmp("assay-drift-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "terms.tsv", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(g_file_set_contents(path, cases[i].text, -1, NULL));
        g_autoptr(AssayDriftModel) model = assay_drift_model_load(path, &error);
        if (cases[i].at == NULL) {
            g_assert_no_error(error);
            g_assert_nonnull(model);
        } else {
            g_assert_null(model);
            g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES);
            g_assert_nonnull(strstr(error->message, cases[i].at));
        }
    }
    g_unlink(path);
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_drift_model_load(path, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/drift/outcomes", test_outcomes);
    g_test_add_func("/drift/same-method-other-field", test_same_method_other_field);
    g_test_add_func("/drift/near-names", test_near_names);
    g_test_add_func("/drift/pairs", test_pairs);
    g_test_add_func("/drift/quotation", test_quotation_does_not_count);
    g_test_add_func("/drift/ignored-sentences", test_ignored_sentences);
    g_test_add_func("/drift/wrong-pattern", test_wrong_pattern);
    g_test_add_func("/drift/nothing-to-compare", test_nothing_to_compare);
    g_test_add_func("/drift/hostile", test_hostile);
    g_test_add_func("/drift/invented-pairs", test_invented_pairs);
    g_test_add_func("/drift/table", test_table);
    g_test_add_func("/drift/malformed-tables", test_malformed_tables);
    return g_test_run();
}

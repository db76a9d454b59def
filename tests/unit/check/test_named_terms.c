/* test_named_terms.c: named_terms.h: what is a name, and when a title names something else. */
#include <glib.h>
#include <string.h>

#include "check/named_terms.h"

static void check_names(const char *text, const char *expected)
{
    g_auto(GStrv) names = assay_named_terms(text, strlen(text));
    g_autofree char *joined = g_strjoinv(" ", names);
    g_assert_cmpstr(joined, ==, expected);
}

static void test_names(void)
{
    check_names("How does LLaMA-2 compare to GPT-3.5 and Qwen3 on HumanEval, GQA and MBPP Pro?",
                "LLaMA-2 GPT-3.5 Qwen3 HumanEval GQA MBPP");
    check_names("Is k-NN or SoftMoE better on CIFAR-10, Tiny-ImageNet and SWE-bench?",
                "k-NN SoftMoE CIFAR-10 Tiny-ImageNet SWE-bench");
    check_names("GQA and GQA and gqa", "GQA");
}

static void test_no_names(void)
{
    check_names("Long-Context Fine-Tuning of State-of-the-Art Models: A Multi-Step Study", "");
    check_names("Top-5 Accuracy, Level-2 Checks and 4-Bit Weights in 3D", "");
    check_names("How do LLMs and VLMs use GPU memory, and what of AI, NLP and QA?", "");
    check_names("How does pass@1 change? What of F1, top-1 and WER?", "");
    check_names("DOES A SHOUTED TITLE NAME ANYTHING AT ALL", "");
    check_names("", "");
}

typedef struct {
    const char *title, *question;
    gboolean differ;
} Case;

static const Case cases[] = {
    {"Dynamic Expert Capacity Allocation and Its Impact on HumanEval Accuracy in MoE Models",
     "How does dynamic expert capacity allocation affect pass@1 on HumanEval in MoE models?",
     FALSE},
    {"Sparse Routing for GSM8K Reasoning", "How does sparse routing affect HumanEval?", TRUE},
    {"A Study of Agents on SWE-bench", "How do agents of language models fix issues?", TRUE},
    /* a written title drops names */
    {"Expert Count and Code Generation", "Do more experts help on HumanEval and MBPP?", FALSE},
    {"Scaling GPT-3 Agents", "How do GPT-4 agents scale?", TRUE},
    {"Scaling GPT-4 Agents", "How do GPT-3.5 and GPT-4 agents scale?", FALSE},
    {"Scaling GPT-3.5 Agents", "How do GPT-3 agents scale?", TRUE},
    {"CIFAR-100 Robustness", "How robust are networks on CIFAR-10?", TRUE},
    {"Qwen Experts on CIFAR10", "How do Qwen3's experts fare on CIFAR-10?", FALSE},
    {"LLaVA-1.5 Routing", "How does LLaVA 1.5 route?", FALSE},
    {"k-NN Retrieval", "Does kNN retrieval help?", FALSE},
    {"Mixture-of-Experts Routing", "How does MoE routing work?", FALSE},
    {"MoE Routing", "How does routing in a Mixture-of-Experts work?", FALSE},
    {"Routing in MoE-VLMs", "How does MoE routing work?", FALSE},
    {"SoftMoE Routing", "How does soft MoE routing work?", FALSE},
    {"SoftMoE Routing", "How does MoE routing work?", TRUE},
    {"RAG for QA", "Does retrieval-augmented generation help?", FALSE},
    {"ViT Robustness", "How robust are vision transformers?", FALSE},
    {"ViT Robustness", "How robust are ResNets?", TRUE},
    {"LoRA Ranks", "Which rank should low-rank adaptation have?", FALSE},
    {"", "How robust are ResNets?", FALSE},
    {"ViT Robustness", "", TRUE},
    {"MMLU versus GQA", "Is MMLU harder than BBH?", TRUE},
};

static void test_compare(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        AssayNamedDifference difference;
        assay_named_compare(NULL, cases[i].title, strlen(cases[i].title), cases[i].question,
                            strlen(cases[i].question), &difference);
        if (difference.differ != cases[i].differ)
            g_error("\"%s\" against \"%s\": differ is %d", cases[i].title, cases[i].question,
                    difference.differ);
        assay_named_difference_clear(&difference);
    }
}

static void test_lists(void)
{
    static const char title[] = "Pruning OPT on C4";
    static const char question[] = "How does SparseGPT prune OPT on WikiText-2?";
    AssayNamedDifference difference;
    assay_named_compare(NULL, title, strlen(title), question, strlen(question), &difference);
    g_assert_cmpstr(difference.only_title[0], ==, "C4");
    g_assert_null(difference.only_title[1]);
    g_assert_cmpstr(difference.only_question[0], ==, "SparseGPT");
    g_assert_cmpstr(difference.only_question[1], ==, "WikiText-2");
    g_assert_null(difference.only_question[2]);
    assay_named_difference_clear(&difference);
    g_assert_null(difference.only_title);
}

static void test_cut_title(void)
{
    static const char question[] =
        "How does Qwen3 compare to LLaMA-2 in MoE-VLMs on the GQA benchmark?";
    for (gsize n = 0; n < sizeof question; n++) {
        AssayNamedDifference difference;
        assay_named_compare(NULL, question, n, question, sizeof question - 1, &difference);
        g_assert_false(difference.differ);
        assay_named_difference_clear(&difference);
    }
}

static void test_hostile(void)
{
    static const char *const units[] = {"GPT-4 ", "A",     "MoE-", "\xff\xfeMo\xc3",
                                        "aB1.",   "x1Y2 ", "of ",  "L R A "};
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        g_autoptr(GString) text = g_string_new("LoRA, MoE and GPT-3: ");
        while (text->len < 1024 * 1024)
            g_string_append(text, units[i]);
        AssayNamedDifference difference;
        assay_named_compare(NULL, text->str, text->len, "x", 1, &difference);
        assay_named_difference_clear(&difference);
        assay_named_compare(NULL, "LoRA, MoE, GPT-4", 16, text->str, text->len, &difference);
        assay_named_difference_clear(&difference);
    }
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; names->len < 1024 * 1024; i++)
        g_string_append_printf(names, "MoXab%uYcd ", i);
    AssayNamedDifference difference;
    assay_named_compare(NULL, names->str, names->len, names->str + 1, names->len - 1, &difference);
    g_auto(GStrv) kept = assay_named_terms(names->str, names->len);
    g_assert_cmpuint(g_strv_length(kept), ==, ASSAY_NAMED_MAX);
    assay_named_difference_clear(&difference);
    assay_named_compare(NULL, NULL, 0, NULL, 0, &difference);
    g_assert_false(difference.differ);
    assay_named_difference_clear(&difference);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/named-terms/names", test_names);
    g_test_add_func("/named-terms/no-names", test_no_names);
    g_test_add_func("/named-terms/compare", test_compare);
    g_test_add_func("/named-terms/lists", test_lists);
    g_test_add_func("/named-terms/cut-title", test_cut_title);
    g_test_add_func("/named-terms/hostile", test_hostile);
    return g_test_run();
}

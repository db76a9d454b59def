/* named_terms.h: the names of benchmarks, models and methods in a title or a question.
 *
 * Job: find names by how they are written, and say which of them another text lacks. Not its job:
 * raising the flag, cut titles (a title that begins the question names nothing else, however).
 *
 * A name is a word with a capital inside (HumanEval, LLaMA), a capital and a digit (Qwen3, GPT-4,
 * CIFAR-10), or capitals only (GQA, MMLU), alone or in a compound (Tiny-ImageNet, k-NN). Not a
 * name: Title Case and words that begin a sentence, a measure (pass@1, F1), a level (Top-5, 4-Bit),
 * and what only says the field or the machinery (LLM, NLP, GPU). Ordinary capitals (Mamba, Whisper)
 * are not told from Title Case and stay out. */
#ifndef ASSAY_CHECK_NAMED_TERMS_H
#define ASSAY_CHECK_NAMED_TERMS_H

#include <glib.h>

#include "check/stems.h"

/* Names of one text that are kept; a question with more is a list of models. */
#define ASSAY_NAMED_MAX 64u

/** What two texts name, each on its own. Owned by the caller. */
typedef struct {
    gboolean differ;      /* they name different things: see assay_named_compare; else all is 0 */
    char **only_title;    /* (owned) NULL-terminated: names of the title that the question lacks,
                           * as written, in order */
    char **only_question; /* (owned) likewise; NULL: none */
} AssayNamedDifference;

/** assay_named_terms: the names in a text, each once, in order.
 * @text: any bytes; the first 64 KB are read.
 * Returns: (owned) NULL-terminated; end it with g_strfreev. */
char **assay_named_terms(const char *text, gsize length);

/** assay_named_compare: which names of a title its question lacks, and the other way round.
 *
 * A name is there if the other text has it with or without hyphen, digits or plural s (CIFAR10 and
 * CIFAR-10, Qwen and Qwen3; not GPT-3 and GPT-4), inside a compound (MoE in MoE-VLMs), spelled out
 * (Mixture-of-Experts), or written apart (Soft MoE).
 *
 * Rule for @differ: the title names something that the question lacks. Titles are written after
 * questions: they drop names all the time, but what they name was asked for. So a question's name
 * that the title lacks counts only where the title names another instead, which is the same case.
 * A title whose words begin the question (it may be cut in the last one) differs in nothing.
 *
 * @stems: (borrowed) what serves one pair serves the next; or NULL.
 * @title, @question: any bytes.
 * @ret_difference: filled; end it with assay_named_difference_clear. */
void assay_named_compare(AssayStems *stems, const char *title, gsize title_len,
                         const char *question, gsize question_len,
                         AssayNamedDifference *ret_difference);

/** assay_named_difference_clear: frees what @difference owns and zeroes it. */
void assay_named_difference_clear(AssayNamedDifference *difference);

#endif

/* named_terms.c: see named_terms.h. Words and terms are terms.h's; what is decided here is which
 * words are names, and when two of them are one. */
#include "check/named_terms.h"

#include <string.h>

#include "check/terms.h"
#include "check/terms_acronym.h"

/* Digits of one name that are compared. */
#define DIGITS_BYTES               16u
/* Longest name; longer runs are addresses or rubbish. */
#define MAX_NAME_BYTES             60u
/* A text of this many words with hardly a small letter is shouted, and has no names. */
#define SHOUTED_WORDS              4u
#define SHOUTED_CAPITALS_PER_SMALL 10u

typedef struct {
    const char *written; /* in the text */
    guint32 start, n_bytes;
    guint first, end; /* its tokens */
} Word;

typedef struct {
    guint n_upper, n_digits;
    gboolean inner_upper;     /* a capital after a small letter or digit, in one part */
    gboolean capitals;        /* a part with two or more capitals */
    gboolean other;           /* "@", or bytes outside ASCII */
    gboolean digit_first;     /* 4-bit, 3D */
    gboolean digits_in_part;  /* Qwen3, T5 */
    gboolean digits_own_part; /* GPT-4 */
} Shape;

/* Words before a number that make a level and no name: Top-5, Level-2. */
static gboolean is_level(const char *term)
{
    static const char *const levels[] = {"class", "day",   "few",  "grade", "level", "order",
                                         "part",  "phase", "rank", "round", "shot",  "stage",
                                         "step",  "tier",  "top",  "type",  "week",  "year"};
    for (gsize i = 0; i < G_N_ELEMENTS(levels); i++)
        if (strcmp(term, levels[i]) == 0)
            return TRUE;
    return FALSE;
}

/* Fields, machinery and measures: they say no benchmark, model or method. */
static gboolean is_generic(const char *term)
{
    static const char generic[][6] = {
        "ai",    "api",  "apis", "asr",   "auc",  "auroc", "bleu",  "cpu",  "cuda", "cv",   "dl",
        "dna",   "em",   "eu",   "f1",    "fid",  "flop",  "flops", "fp16", "fp32", "fp8",  "bf16",
        "gpu",   "gpus", "hpc",  "i.i.d", "iid",  "int4",  "int8",  "iot",  "json", "kpi",  "kv",
        "llm",   "llms", "lm",   "lms",   "lmm",  "lvlm",  "map",   "mae",  "ml",   "mllm", "mrr",
        "mse",   "mt",   "ner",  "nlg",   "nlp",  "nlu",   "ocr",   "ood",  "os",   "p50",  "p95",
        "p99",   "pdf",  "plm",  "qa",    "ram",  "rgb",   "rl",    "rmse", "rna",  "roc",  "roi",
        "rouge", "slm",  "sota", "sql",   "stem", "tpu",   "tts",   "uk",   "us",   "usa",  "vlm",
        "vlms",  "vqa",  "vram", "wer",   "xml",  "ui",    "ux",    "ii",   "iii",  "iv",   "id",
        "a100",  "h100", "v100", "l40",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(generic); i++)
        if (*term == *generic[i] && strcmp(term, generic[i]) == 0)
            return TRUE;
    return FALSE;
}

/* @is_acronym: what follows its capitals may be a plural s. */
static gboolean is_specific(const char *part, gsize length, gboolean is_acronym)
{
    gboolean plural = is_acronym && part[length - 1] == 's';
    g_autofree char *folded = g_ascii_strdown(part, (gssize)length - (plural ? 1 : 0));
    return !is_generic(folded);
}

static void part_shape(const char *part, gsize length, Shape *shape)
{
    guint upper = 0, lower = 0, digits = 0;
    gboolean inner_upper = FALSE;
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isupper(part[i])) {
            inner_upper |= i > 0 && !g_ascii_isupper(part[i - 1]);
            upper++;
        } else if (g_ascii_isdigit(part[i])) {
            digits++;
        } else if (g_ascii_islower(part[i])) {
            lower++;
        } else {
            shape->other = TRUE;
        }
    }
    gboolean is_marked = inner_upper || upper >= 2 || (digits > 0 && upper > 0);
    gboolean specific = is_marked && is_specific(part, length, lower == 1 && upper >= 2);
    shape->inner_upper |= specific && inner_upper;
    shape->capitals |= specific && upper >= 2;
    shape->digits_in_part |= specific && digits > 0 && upper > 0;
    shape->digits_own_part |= digits > 0 && upper + lower == 0;
    shape->n_upper += upper;
    shape->n_digits += digits;
}

static Shape word_shape(const char *word, gsize length)
{
    Shape shape = {0};
    gsize start = 0;
    for (gsize i = 0; i <= length; i++) {
        if (i < length && word[i] == '@')
            shape.other = TRUE;
        if (i == length || word[i] == '-' || word[i] == '_' || word[i] == '.') {
            if (i > start)
                part_shape(word + start, i - start, &shape);
            start = i + 1;
        }
    }
    shape.digit_first = length > 0 && g_ascii_isdigit(word[0]);
    return shape;
}

static gboolean is_name(const AssayVocabulary *vocabulary, const AssayTerms *terms,
                        const Word *word)
{
    Shape shape = word_shape(word->written, word->n_bytes);
    if (shape.n_upper == 0 || shape.other || word->n_bytes > MAX_NAME_BYTES || word->n_bytes < 2)
        return FALSE;
    const char *first = assay_vocabulary_text(vocabulary,
                                              assay_terms_token(terms, word->first)->term);
    if (shape.inner_upper || shape.capitals)
        return !(shape.digit_first && shape.n_upper == 1);
    if (shape.digit_first || shape.n_digits == 0)
        return FALSE;
    return shape.digits_in_part || (shape.digits_own_part && !is_level(first));
}

/* The words of @terms, of which each has one or more tokens. */
static GArray *list_words(const char *text, const AssayTerms *terms)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
    for (guint i = 0; i < terms->tokens->len; i++) {
        const AssayTermToken *token = assay_terms_token(terms, i);
        Word *last = words->len > 0 ? &g_array_index(words, Word, words->len - 1) : NULL;
        if (last != NULL && last->start == token->start_byte) {
            last->end = i + 1;
            continue;
        }
        Word word = {text + token->start_byte, token->start_byte, token->n_bytes, i, i + 1};
        g_array_append_val(words, word);
    }
    return words;
}

static gboolean is_shouted(const char *text, gsize length, const GArray *words)
{
    guint upper = 0, lower = 0;
    for (gsize i = 0; i < MIN(length, ASSAY_TERMS_MAX_TEXT_BYTES); i++) {
        upper += g_ascii_isupper(text[i]) ? 1 : 0;
        lower += g_ascii_islower(text[i]) ? 1 : 0;
    }
    return words->len >= SHOUTED_WORDS && upper > SHOUTED_CAPITALS_PER_SMALL * lower;
}

/* Keeps of @words the names, each once. */
static GArray *list_names(const AssayVocabulary *vocabulary, const char *text, gsize length,
                          const AssayTerms *terms, const GArray *words)
{
    GArray *names = g_array_new(FALSE, FALSE, sizeof(Word));
    g_autoptr(GHashTable) listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    gboolean shouted = is_shouted(text, length, words);
    for (guint i = 0; i < words->len && !shouted && names->len < ASSAY_NAMED_MAX; i++) {
        const Word *word = &g_array_index(words, Word, i);
        if (is_name(vocabulary, terms, word) &&
            g_hash_table_add(listed, g_ascii_strdown(word->written, (gssize)word->n_bytes)))
            g_array_append_val(names, *word);
    }
    return names;
}

/* The word's first number, with what follows after a point: 3.5 of GPT-3.5. */
static void word_digits(const char *text, const Word *word, char *ret_digits)
{
    gsize at = word->start;
    gsize end = word->start + word->n_bytes;
    gsize n = 0;
    while (at < end && !g_ascii_isdigit(text[at]))
        at++;
    while (at < end && n + 1 < DIGITS_BYTES) {
        if (text[at] != '.' && !g_ascii_isdigit(text[at]))
            break;
        ret_digits[n++] = text[at++];
    }
    ret_digits[n] = '\0';
}

typedef struct {
    AssayVocabulary *vocabulary; /* borrowed, of both */
    const char *text;            /* borrowed */
    gsize length;
    AssayTerms *terms; /* owned */
    GArray *words;     /* owned: Word */
    GArray *names;     /* owned: Word */
    GByteArray *holds; /* owned: by term id, to the largest: 1 if it is a token or joined */
} Side;

static void add_held(Side *side, guint32 term)
{
    guint n = side->holds->len;
    if (term >= n) {
        g_byte_array_set_size(side->holds, term + 1);
        memset(side->holds->data + n, 0, term + 1 - n);
    }
    side->holds->data[term] = 1;
}

static void side_init(Side *side, AssayVocabulary *vocabulary, const char *text, gsize length)
{
    side->vocabulary = vocabulary;
    side->text = text;
    side->length = MIN(length, ASSAY_TERMS_MAX_TEXT_BYTES);
    side->terms = assay_terms_new(vocabulary, text, length);
    side->words = list_words(text, side->terms);
    side->names = list_names(vocabulary, text, side->length, side->terms, side->words);
    side->holds = g_byte_array_new();
}

/* Notes what @side holds. */
static void side_hold(Side *side)
{
    assay_terms_join_pairs(side->vocabulary, side->terms, NULL, NULL);
    for (guint i = 0; i < side->terms->tokens->len; i++)
        add_held(side, assay_terms_token(side->terms, i)->term);
    for (guint i = 0; i < side->terms->joined->len; i++)
        add_held(side, g_array_index(side->terms->joined, guint32, i));
}

static void side_clear(Side *side)
{
    assay_terms_free(side->terms);
    g_array_unref(side->words);
    g_array_unref(side->names);
    g_byte_array_unref(side->holds);
}

static gboolean has_term(const Side *side, guint term)
{
    if (term < side->holds->len && side->holds->data[term] != 0)
        return TRUE;
    const char *text = assay_vocabulary_text(side->vocabulary, term);
    gsize n = strlen(text);
    guint start, end;
    return n >= 2 && n <= ASSAY_TERMS_MAX_ACRONYM &&
           assay_terms_find_spelled_out(side->vocabulary, side->terms, side->terms->tokens->len,
                                        text, &start, &end);
}

/* Both texts number the thing, and never alike: GPT-3 here, GPT-4 there. */
static gboolean numbers_differ(const Side *side, const Word *name, const Side *other, guint term)
{
    char own[DIGITS_BYTES], theirs[DIGITS_BYTES];
    gboolean any = FALSE;
    word_digits(side->text, name, own);
    if (*own == '\0')
        return FALSE;
    for (guint i = 0; i < other->words->len; i++) {
        const Word *word = &g_array_index(other->words, Word, i);
        gboolean holds = FALSE;
        for (guint j = word->first; j < word->end; j++)
            holds |= assay_terms_token(other->terms, j)->term == term;
        if (!holds)
            continue;
        word_digits(other->text, word, theirs);
        if (*theirs == '\0' || strcmp(own, theirs) == 0)
            return FALSE;
        any = TRUE;
    }
    return any;
}

/* The pieces of a CamelCase name all stand in @other: SparseMoE where sparse MoE is. */
static gboolean has_pieces(const Word *name, const Side *other)
{
    gsize start = 0;
    guint n_pieces = 0;
    for (gsize i = 1; i <= name->n_bytes; i++) {
        gboolean starts = i < name->n_bytes && g_ascii_isupper(name->written[i]) &&
                          g_ascii_islower(name->written[i - 1]);
        if (i < name->n_bytes && !starts)
            continue;
        g_autofree char *piece = g_ascii_strdown(name->written + start, (gssize)(i - start));
        if (!has_term(other, assay_vocabulary_stem(other->vocabulary, piece)))
            return FALSE;
        n_pieces++;
        start = i;
    }
    return n_pieces > 1;
}

/* Do words of @other from token @at on begin with the pieces that each capital of @name begins?
 * LoRA: Low-Rank Adaptation; ViTs: vision transformers. */
static gboolean begun_by_pieces(const Word *name, const Side *other, guint at)
{
    gsize start = 0;
    for (gsize i = 1; i <= name->n_bytes; i++) {
        if (i < name->n_bytes && !g_ascii_isupper(name->written[i]))
            continue;
        gsize end = i == name->n_bytes && name->written[i - 1] == 's' && i - start > 1 ? i - 1 : i;
        if (at >= other->terms->tokens->len)
            return FALSE;
        const char *term = assay_vocabulary_text(other->vocabulary,
                                                 assay_terms_token(other->terms, at++)->term);
        if (g_ascii_strncasecmp(term, name->written + start, end - start) != 0)
            return FALSE;
        start = i;
    }
    return TRUE;
}

static gboolean is_contraction(const Word *name, const Side *other)
{
    guint n_upper = 0;
    for (gsize i = 0; i < name->n_bytes; i++) {
        if (!g_ascii_isalpha(name->written[i]))
            return FALSE;
        n_upper += g_ascii_isupper(name->written[i]) ? 1 : 0;
    }
    if (n_upper < 2 || name->n_bytes < 3 || !g_ascii_isupper(name->written[0]))
        return FALSE;
    for (guint i = 0; i < other->terms->tokens->len; i++)
        if (begun_by_pieces(name, other, i))
            return TRUE;
    return FALSE;
}

static gboolean has_name(const Side *side, const Word *name, const Side *other)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint32 i = 0; i < name->n_bytes; i++)
        if (g_ascii_isalnum(name->written[i]))
            g_string_append_c(joined, g_ascii_tolower(name->written[i]));
    if (has_term(other, assay_vocabulary_stem(other->vocabulary, joined->str)))
        return TRUE;
    gboolean any = FALSE;
    for (guint i = name->first; i < name->end; i++) {
        const AssayTermToken *token = assay_terms_token(side->terms, i);
        const char *term = assay_vocabulary_text(side->vocabulary, token->term);
        /* In a compound only the part that is a name identifies it: MoE of MoE-VLMs. */
        if (name->end - name->first > 1 && (!token->is_name || is_generic(term)))
            continue;
        if (numbers_differ(side, name, other, token->term))
            return FALSE;
        any |= has_term(other, token->term);
    }
    return any || has_pieces(name, other) || is_contraction(name, other);
}

/* Returns: (owned), NULL for none. */
static char **missing_names(const Side *side, const Side *other)
{
    g_autoptr(GPtrArray) missing = g_ptr_array_new();
    for (guint i = 0; i < side->names->len; i++) {
        const Word *name = &g_array_index(side->names, Word, i);
        if (!has_name(side, name, other))
            g_ptr_array_add(missing, g_strndup(name->written, name->n_bytes));
    }
    if (missing->len == 0)
        return NULL;
    g_ptr_array_add(missing, NULL);
    return (char **)g_ptr_array_steal(missing, NULL);
}

/* All words of @part but the last, which may be cut, begin @whole. */
static gboolean begins(const Side *part, const Side *whole)
{
    guint n = part->terms->tokens->len;
    if (n < 2 || whole->terms->tokens->len < n - 1)
        return FALSE;
    for (guint i = 0; i + 1 < n; i++)
        if (assay_terms_token(part->terms, i)->term != assay_terms_token(whole->terms, i)->term)
            return FALSE;
    return TRUE;
}

char **assay_named_terms(const char *text, gsize length)
{
    g_autoptr(AssayVocabulary) vocabulary = assay_vocabulary_new(NULL);
    Side side;
    side_init(&side, vocabulary, text, length);
    char **names = g_new0(char *, side.names->len + 1);
    for (guint i = 0; i < side.names->len; i++) {
        const Word *name = &g_array_index(side.names, Word, i);
        names[i] = g_strndup(name->written, name->n_bytes);
    }
    side_clear(&side);
    return names;
}

static void compare_with(Side *title, const char *question, gsize length,
                         AssayNamedDifference *ret_difference)
{
    Side asked;
    side_init(&asked, title->vocabulary, question, length);
    side_hold(title);
    side_hold(&asked);
    if (!begins(title, &asked)) {
        ret_difference->only_title = missing_names(title, &asked);
        ret_difference->differ = ret_difference->only_title != NULL;
    }
    if (ret_difference->differ)
        ret_difference->only_question = missing_names(&asked, title);
    side_clear(&asked);
}

void assay_named_compare(AssayStems *stems, const char *title, gsize title_len,
                         const char *question, gsize question_len,
                         AssayNamedDifference *ret_difference)
{
    *ret_difference = (AssayNamedDifference){0};
    /* Mostly the title is the question's beginning, or names nothing. */
    if (title_len == 0 || (title_len <= question_len && memcmp(title, question, title_len) == 0))
        return;
    g_autoptr(AssayVocabulary) vocabulary = assay_vocabulary_new(stems);
    Side left;
    side_init(&left, vocabulary, title, title_len);
    if (left.names->len > 0)
        compare_with(&left, question, question_len, ret_difference);
    side_clear(&left);
}

void assay_named_difference_clear(AssayNamedDifference *difference)
{
    g_strfreev(difference->only_title);
    g_strfreev(difference->only_question);
    memset(difference, 0, sizeof *difference);
}

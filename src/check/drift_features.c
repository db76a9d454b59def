/* drift_features.c: see drift_features.h.
 *
 * All sums run in order of first occurrence, so that rounding is the same everywhere. */
#include "check/drift_features.h"

#include <math.h>
#include <string.h>

#include "check/drift_grams.h"
#include "check/terms_acronym.h"

/* Part of its weight that a word of asking keeps ("affect", "compare"). */
#define ASKING_WEIGHT     0.4
/* Part of its weight that a name keeps: on-topic abstracts lack half of the question's names. */
#define NAME_WEIGHT       0.45
/* Credit for a term that the abstract has in another form: joined, inside a name, spelled out. */
#define ALIAS_CREDIT      0.9
/* Likeness of 4-grams (Dice) from which another word of the abstract earns a part: hyperglycemia
 * and hyperglycemic have 0.8, unrelated words rarely 0.3. */
#define LIKENESS_MIN      0.4
/* Tokens of the stretch that should hold the question's terms: a long sentence. */
#define WINDOW_TOKENS     30u
/* A name of the abstract says as much about its field as two words. */
#define NAME_FIELD_MASS   2u
/* Less than this mass of other fields is a word in passing. */
#define MIN_CONFLICT_MASS 2u

#define MAX_TOKENS             ASSAY_DRIFT_MAX_ABSTRACT_TOKENS
#define BY_ID(array, type, id) g_array_index((array), type, (id))
#define FIELD(letter)          (1u << ((letter) - 'A'))

static GArray *array_by_id(gsize element, guint n)
{
    GArray *array = g_array_sized_new(FALSE, TRUE, (guint)element, n);
    return g_array_set_size(array, n);
}

/* ---- weights and counts ---- */

static void weigh(AssayDriftSides *sides, guint id, gboolean is_name)
{
    const AssayDriftTerm *term = &BY_ID(sides->terms, AssayDriftTerm, id);
    double weight = term->is_stop ? 0 : term->idf;
    if (term->is_asking)
        weight *= ASKING_WEIGHT;
    if (is_name)
        weight *= NAME_WEIGHT;
    BY_ID(sides->weights, double, id) = weight;
}

static void count_side(AssayDriftSides *sides, const AssayTerms *side, const guint8 *skip,
                       GArray *counts, GArray *order, guint max_terms)
{
    guint n = MIN(side->tokens->len, MAX_TOKENS);
    for (guint i = 0; i < n; i++) {
        const AssayTermToken *token = assay_terms_token(side, i);
        guint *count = &BY_ID(counts, guint, token->term);
        if (skip != NULL && skip[i])
            continue;
        if (*count == 0) {
            if (order->len >= max_terms)
                continue;
            /* A name in the question is lighter on both sides; in the abstract it is a word. */
            gboolean asked = BY_ID(sides->in_question, guint, token->term) > 0;
            if (!asked)
                weigh(sides, token->term, side == sides->question && token->is_name);
            if (BY_ID(sides->weights, double, token->term) > 0)
                g_array_append_val(order, token->term);
        }
        (*count)++;
    }
}

static void learn_terms(AssayDriftSides *sides, const AssayDriftModel *model)
{
    guint n = assay_vocabulary_count(sides->vocabulary);
    g_autofree guint64 *keys = g_new(guint64, n);
    for (guint id = 0; id < n; id++)
        keys[id] = assay_drift_model_key(model, assay_vocabulary_text(sides->vocabulary, id));
    for (guint id = 0; id < n; id++)
        BY_ID(sides->terms, AssayDriftTerm, id) = assay_drift_model_at(model, keys[id]);
}

void assay_drift_sides_init(AssayDriftSides *sides, const AssayDriftModel *model,
                            AssayVocabulary *vocabulary, const AssayTerms *question,
                            const AssayTerms *abstract, const guint8 *skip)
{
    guint n = assay_vocabulary_count(vocabulary);
    *sides = (AssayDriftSides){
        .vocabulary = vocabulary,
        .question = question,
        .abstract = abstract,
        .terms = array_by_id(sizeof(AssayDriftTerm), n),
        .weights = array_by_id(sizeof(double), n),
        .in_question = array_by_id(sizeof(guint), n),
        .in_abstract = array_by_id(sizeof(guint), n),
        .credits = array_by_id(sizeof(double), n),
        .asked = g_array_new(FALSE, FALSE, sizeof(guint32)),
        .said = g_array_new(FALSE, FALSE, sizeof(guint32)),
    };
    learn_terms(sides, model);
    count_side(sides, question, NULL, sides->in_question, sides->asked,
               ASSAY_DRIFT_MAX_QUESTION_TERMS);
    count_side(sides, abstract, skip, sides->in_abstract, sides->said, MAX_TOKENS);
}

void assay_drift_sides_clear(AssayDriftSides *sides)
{
    g_array_unref(sides->terms);
    g_array_unref(sides->weights);
    g_array_unref(sides->in_question);
    g_array_unref(sides->in_abstract);
    g_array_unref(sides->credits);
    g_array_unref(sides->asked);
    g_array_unref(sides->said);
    memset(sides, 0, sizeof *sides);
}

/* ---- 4-grams ---- */

/* How often a gram stands in the terms of each side, by gram. */
typedef struct {
    guint32 gram; /* 0: free; no gram is */
    guint32 n_asked, n_said;
} GramCount;

static GramCount *count_of(GramCount *counts, guint mask, guint32 gram)
{
    guint at = (gram * 2654435761u) >> 7 & mask; /* the golden ratio's hash */
    while (counts[at].gram != gram && counts[at].gram != 0)
        at = (at + 1) & mask;
    counts[at].gram = gram;
    return &counts[at];
}

static void count_grams(const AssayDriftSides *sides, const GArray *ids, gboolean is_asked,
                        GramCount *counts, guint mask)
{
    for (guint i = 0; i < ids->len; i++) {
        guint32 id = g_array_index(ids, guint32, i);
        guint32 grams[ASSAY_MAX_TERM_GRAMS];
        guint n = assay_term_grams(assay_vocabulary_text(sides->vocabulary, id), grams);
        for (guint k = 0; k < n; k++) {
            GramCount *count = count_of(counts, mask, grams[k]);
            count->n_asked += is_asked ? 1 : 0;
            count->n_said += is_asked ? 0 : 1;
        }
    }
}

/* No more than there are bytes in the terms. */
static guint most_grams(const AssayDriftSides *sides, const GArray *ids)
{
    gsize n = 0;
    for (guint i = 0; i < ids->len; i++)
        n += strlen(assay_vocabulary_text(sides->vocabulary, g_array_index(ids, guint32, i)));
    return (guint)n;
}

/* The sums are of whole numbers, far below 2^53: their order makes no difference. */
static double gram_cosine(const AssayDriftSides *sides)
{
    guint n = most_grams(sides, sides->asked) + most_grams(sides, sides->said);
    guint n_counts = 64;
    while (n_counts < n + n / 4) /* @n is well above the grams there are */
        n_counts *= 2;
    g_autofree GramCount *counts = g_new0(GramCount, n_counts);
    count_grams(sides, sides->asked, TRUE, counts, n_counts - 1);
    count_grams(sides, sides->said, FALSE, counts, n_counts - 1);
    double dot = 0;
    double square_asked = 0;
    double square_said = 0;
    for (guint i = 0; i < n_counts; i++) {
        double n_asked = counts[i].n_asked;
        double n_said = counts[i].n_said;
        dot += n_asked * n_said;
        square_asked += n_asked * n_asked;
        square_said += n_said * n_said;
    }
    return square_asked > 0 && square_said > 0 ? dot / sqrt(square_asked * square_said) : 0;
}

/* ---- other forms of a term ---- */

static void give_credit(AssayDriftSides *sides, guint id, double credit)
{
    double *kept = &BY_ID(sides->credits, double, id);
    *kept = MAX(*kept, credit);
}

/* Does @compound begin or end with @part, both stems? The stem of "finetuning" ends with "tun", the
 * stem of "tuning" is "tune". */
static gboolean is_end_of(const char *part, const char *compound)
{
    gsize n = strlen(part);
    gsize n_compound = strlen(compound);
    if (n >= 4 && part[n - 1] == 'e')
        n--;
    return n >= 3 && n < n_compound &&
           (strncmp(compound, part, n) == 0 || strncmp(compound + n_compound - n, part, n) == 0);
}

/* The question's compound written as one word in the abstract, or the other way round. */
static void credit_joined(AssayDriftSides *sides)
{
    const GArray *said = sides->abstract->joined;
    for (guint i = 0; i < said->len; i++) {
        guint32 id = g_array_index(said, guint32, i);
        if (BY_ID(sides->in_question, guint, id) > 0)
            give_credit(sides, id, ALIAS_CREDIT);
    }
    const GArray *asked = sides->question->joined;
    for (guint k = 0; k < asked->len; k++) {
        guint32 joined = g_array_index(asked, guint32, k);
        const char *text = assay_vocabulary_text(sides->vocabulary, joined);
        if (BY_ID(sides->in_abstract, guint, joined) == 0)
            continue;
        for (guint i = 0; i < sides->asked->len; i++) {
            guint32 id = g_array_index(sides->asked, guint32, i);
            if (is_end_of(assay_vocabulary_text(sides->vocabulary, id), text))
                give_credit(sides, id, ALIAS_CREDIT);
        }
    }
}

static void credit_acronyms(AssayDriftSides *sides, AssayVocabulary *vocabulary)
{
    guint start = 0;
    guint end = 0;
    const GPtrArray *asked = sides->question->acronyms;
    for (guint i = 0; i < asked->len; i++) {
        if (assay_terms_find_spelled_out(vocabulary, sides->abstract, MAX_TOKENS, asked->pdata[i],
                                         &start, &end)) {
            guint id = assay_vocabulary_stem(vocabulary, asked->pdata[i]);
            if (id < sides->credits->len)
                give_credit(sides, id, ALIAS_CREDIT);
        }
    }
    const GPtrArray *said = sides->abstract->acronyms;
    for (guint i = 0; i < said->len; i++)
        if (assay_terms_find_spelled_out(vocabulary, sides->question, MAX_TOKENS, said->pdata[i],
                                         &start, &end))
            for (guint at = start; at < end; at++)
                give_credit(sides, assay_terms_token(sides->question, at)->term, ALIAS_CREDIT);
}

static void credit_likeness(AssayDriftSides *sides)
{
    guint n_said = sides->said->len;
    g_autofree guint32 *room = g_new(guint32, ((gsize)n_said + 1) * ASSAY_MAX_TERM_GRAMS);
    g_autofree AssayGramSet *said = g_new(AssayGramSet, n_said);
    guint32 *free_room = room;
    for (guint i = 0; i < n_said; i++) {
        guint32 id = g_array_index(sides->said, guint32, i);
        said[i] = assay_gram_set(assay_vocabulary_text(sides->vocabulary, id), free_room);
        free_room += said[i].n;
    }
    for (guint i = 0; i < sides->asked->len; i++) {
        guint32 id = g_array_index(sides->asked, guint32, i);
        if (BY_ID(sides->credits, double, id) > 0)
            continue;
        AssayGramSet own = assay_gram_set(assay_vocabulary_text(sides->vocabulary, id), free_room);
        double best = 0;
        for (guint j = 0; j < n_said; j++)
            if (assay_gram_may_be_alike(&own, &said[j], LIKENESS_MIN))
                best = MAX(best, assay_gram_likeness(&own, &said[j], LIKENESS_MIN));
        if (best > 0)
            give_credit(sides, id, best);
    }
}

/* ---- features ---- */

static double asked_weight(const AssayDriftSides *sides, gboolean credited)
{
    double sum = 0;
    for (guint i = 0; i < sides->asked->len; i++) {
        guint32 id = g_array_index(sides->asked, guint32, i);
        sum += BY_ID(sides->weights, double, id) *
               (credited ? BY_ID(sides->credits, double, id) : 1.0);
    }
    return sum;
}

static double cosine(const AssayDriftSides *sides)
{
    double dot = 0;
    double square_asked = 0;
    double square_said = 0;
    for (guint i = 0; i < sides->asked->len; i++) {
        double weight = BY_ID(sides->weights, double, g_array_index(sides->asked, guint32, i));
        square_asked += weight * weight;
    }
    for (guint i = 0; i < sides->said->len; i++) {
        guint32 id = g_array_index(sides->said, guint32, i);
        double weight = BY_ID(sides->weights, double, id);
        double times = 1.0 + log((double)BY_ID(sides->in_abstract, guint, id));
        square_said += weight * times * weight * times;
        if (BY_ID(sides->in_question, guint, id) > 0)
            dot += weight * weight * times;
    }
    return square_asked > 0 && square_said > 0 ? dot / sqrt(square_asked * square_said) : 0;
}

/* The largest weight of distinct asked terms in WINDOW_TOKENS consecutive tokens. */
static double best_window(const AssayDriftSides *sides, const guint8 *skip)
{
    guint n = MIN(sides->abstract->tokens->len, MAX_TOKENS);
    g_autofree guint *inside = g_new0(guint, sides->weights->len);
    double weight = 0;
    double best = 0;
    for (guint i = 0; i < n; i++) {
        guint32 id = assay_terms_token(sides->abstract, i)->term;
        gboolean asked = BY_ID(sides->in_question, guint, id) > 0;
        if (asked && (skip == NULL || !skip[i]) && inside[id]++ == 0)
            weight += BY_ID(sides->weights, double, id);
        best = MAX(best, weight);
        if (i < WINDOW_TOKENS)
            continue;
        guint leaving = i - WINDOW_TOKENS;
        id = assay_terms_token(sides->abstract, leaving)->term;
        asked = BY_ID(sides->in_question, guint, id) > 0;
        if (asked && (skip == NULL || !skip[leaving]) && --inside[id] == 0)
            weight -= BY_ID(sides->weights, double, id);
    }
    return best;
}

/* Fields that a question of fields @fields may find its answer in: code and mathematics are
 * written in language, and their models are language models. */
static guint32 compatible_fields(guint32 fields)
{
    guint32 written = FIELD('C') | FIELD('L') | FIELD('M');
    if (fields & FIELD('L'))
        return fields | written;
    return fields & written ? fields | FIELD('L') | FIELD('C') | FIELD('M') : fields;
}

/* Adds the field words of @text: mass of all to @mass, of those outside @fields to @outside;
 * with @fields 0 only collects their fields. */
static guint32 field_mass(const AssayDriftSides *sides, const AssayTerms *text, const guint8 *skip,
                          guint32 fields, guint *mass, guint *outside)
{
    g_autofree guint8 *counted = g_new0(guint8, sides->terms->len);
    guint n = MIN(text->tokens->len, MAX_TOKENS);
    guint32 found = 0;
    for (guint i = 0; i < n; i++) {
        const AssayTermToken *token = assay_terms_token(text, i);
        guint32 own = BY_ID(sides->terms, AssayDriftTerm, token->term).fields;
        guint8 weight = token->is_name ? NAME_FIELD_MASS : 1;
        if (own == 0 || (skip != NULL && skip[i]) || counted[token->term] >= weight)
            continue;
        guint more = (guint)weight - counted[token->term];
        counted[token->term] = weight;
        found |= own;
        *mass += more;
        *outside += own & fields ? 0 : more;
    }
    for (guint i = 0; i < text->joined->len; i++) {
        guint32 id = g_array_index(text->joined, guint32, i);
        guint32 own = BY_ID(sides->terms, AssayDriftTerm, id).fields;
        if (own == 0 || counted[id] > 0)
            continue;
        counted[id] = NAME_FIELD_MASS;
        found |= own;
        *mass += NAME_FIELD_MASS;
        *outside += own & fields ? 0 : NAME_FIELD_MASS;
    }
    return found;
}

static double field_conflict(const AssayDriftSides *sides, const guint8 *skip)
{
    guint mass = 0;
    guint outside = 0;
    guint32 asked = field_mass(sides, sides->question, NULL, 0, &mass, &outside);
    if (asked == 0)
        return 0;
    mass = 0;
    outside = 0;
    field_mass(sides, sides->abstract, skip, compatible_fields(asked), &mass, &outside);
    return outside < MIN_CONFLICT_MASS ? 0 : (double)outside / mass;
}

AssayDriftFeatures assay_drift_features_quick(AssayDriftSides *sides, AssayVocabulary *vocabulary,
                                              const guint8 *skip)
{
    AssayDriftFeatures features = {0};
    for (guint i = 0; i < sides->asked->len; i++) {
        guint32 id = g_array_index(sides->asked, guint32, i);
        if (BY_ID(sides->in_abstract, guint, id) > 0)
            give_credit(sides, id, 1.0);
    }
    credit_joined(sides);
    credit_acronyms(sides, vocabulary);
    double weight = asked_weight(sides, FALSE);
    if (weight <= 0)
        return features;
    features.cover = asked_weight(sides, TRUE) / weight;
    features.cosine = cosine(sides);
    features.window = best_window(sides, skip) / weight;
    features.conflict = field_conflict(sides, skip);
    return features;
}

void assay_drift_features_complete(AssayDriftSides *sides, AssayDriftFeatures *features)
{
    double weight = asked_weight(sides, FALSE);
    if (weight <= 0)
        return;
    credit_likeness(sides);
    features->cover = asked_weight(sides, TRUE) / weight;
    features->grams = gram_cosine(sides);
}

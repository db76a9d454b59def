/* drift_features.h: what two texts have in common, as a few numbers.
 *
 * Job: compare the terms of a question with the terms of an abstract. Not its job: cleaning the
 * abstract and weighing the numbers (drift.c). */
#ifndef ASSAY_CHECK_DRIFT_FEATURES_H
#define ASSAY_CHECK_DRIFT_FEATURES_H

#include <glib.h>

#include "check/drift_model.h"
#include "check/terms.h"

/* Distinct terms of a question, and tokens of an abstract, that are compared: a long question has
 * 60, a long abstract 600. They bound the work at some millions of steps. */
#define ASSAY_DRIFT_MAX_QUESTION_TERMS  128u
#define ASSAY_DRIFT_MAX_ABSTRACT_TOKENS 3000u

/** Each from 0 to 1. */
typedef struct {
    double cover;    /* weight of the question's terms that the abstract has, or nearly has */
    double cosine;   /* of the two weighted term vectors */
    double grams;    /* cosine of the character 4-grams of the two vocabularies */
    double window;   /* weight of the question's terms in the best stretch of the abstract */
    double conflict; /* share of the abstract's field words that belong to other fields */
} AssayDriftFeatures;

/** Both sides, ready to compare. Owns its arrays, which are by term id. */
typedef struct {
    const AssayVocabulary *vocabulary; /* borrowed */
    const AssayTerms *question;        /* borrowed */
    const AssayTerms *abstract;        /* borrowed */
    GArray *terms;                     /* AssayDriftTerm by id */
    GArray *weights;                   /* double by id: what the term weighs in the comparison */
    GArray *in_question;               /* guint by id: times in the question */
    GArray *in_abstract;               /* guint by id */
    GArray *credits; /* double by id: 1 found … 0 missing; the question's terms */
    GArray *asked;   /* guint32: ids of the question's weighing terms, in order */
    GArray *said;    /* guint32: ids of the abstract's weighing terms, in order */
} AssayDriftSides;

/** assay_drift_sides_init: weighs and counts.
 * @skip: (nullable) one byte for each token of @abstract; nonzero: the token does not count. */
void assay_drift_sides_init(AssayDriftSides *sides, const AssayDriftModel *model,
                            AssayVocabulary *vocabulary, const AssayTerms *question,
                            const AssayTerms *abstract, const guint8 *skip);

void assay_drift_sides_clear(AssayDriftSides *sides);

/** assay_drift_features_quick: what is soon known. cover leaves out terms that are only like one of
 * the abstract, grams is 0: both can only grow. Fills @sides->credits on the way.
 * @skip: as given to assay_drift_sides_init. */
AssayDriftFeatures assay_drift_features_quick(AssayDriftSides *sides, AssayVocabulary *vocabulary,
                                              const guint8 *skip);

/** assay_drift_features_complete: the rest, into what assay_drift_features_quick returned. */
void assay_drift_features_complete(AssayDriftSides *sides, AssayDriftFeatures *features);

#endif

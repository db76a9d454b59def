/* drift.h: is an abstract about what the question asks?
 *
 * Job: one score from 0 (same topic) to 1 (other topic) for a question and an abstract, an outcome,
 * and the question's key terms that the abstract lacks. Lexical: the same bytes give the same score
 * anywhere; no network, no learned model at run time but the weights of drift.c.
 * Not its job: when a record is flagged; thresholds come from the rule set. */
#ifndef ASSAY_CHECK_DRIFT_H
#define ASSAY_CHECK_DRIFT_H

#include <glib.h>

#include "check/drift_model.h"
#include "check/stems.h"

#define ASSAY_DRIFT_MAX_MISSING    8u
/* Thresholds that fit most sites; drift.c says what they were measured on. */
#define ASSAY_DRIFT_DEFAULT_PARTLY 0.75
#define ASSAY_DRIFT_DEFAULT_OTHER  0.88

typedef enum {
    ASSAY_DRIFT_SAME,
    ASSAY_DRIFT_PARTLY,
    ASSAY_DRIFT_OTHER,
} AssayDriftOutcome;

/** Fixed sentences of a profile that do not count, wherever they stand in an abstract. Compiled
 * once; not to be used by two threads at once. */
typedef struct _AssayDriftIgnore AssayDriftIgnore;

/** assay_drift_ignore_new: @patterns are PCRE2, NULL-terminated, or NULL.
 * @error: ASSAY_ERROR_RULES when one is no pattern. Returns: (owned) or NULL. */
AssayDriftIgnore *assay_drift_ignore_new(const char *const *patterns, GError **error);

void assay_drift_ignore_free(AssayDriftIgnore *ignore);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayDriftIgnore, assay_drift_ignore_free)

typedef struct {
    double partly;                  /* score from which the outcome is PARTLY */
    double other;                   /* score from which it is OTHER; >= partly */
    const AssayDriftIgnore *ignore; /* (borrowed) what does not count, or NULL */
    AssayStems *stems;              /* (borrowed) what serves one text serves the next; or NULL */
    gboolean only_apart; /* of the same topic, the outcome will do: as a rule it is known sooner */
} AssayDriftOptions;

/** What came out. Owned by the caller; end it with assay_drift_result_clear. */
typedef struct {
    gboolean has_score; /* FALSE: nothing is left to compare, or nobody asks; all else is 0 */
    double score;       /* 0 … 1, four decimals */
    AssayDriftOutcome outcome;
    char *missing[ASSAY_DRIFT_MAX_MISSING]; /* (owned) as written in the question; heaviest first */
    guint n_missing;
} AssayDriftResult;

/** assay_drift_score: compares a question with an abstract.
 * @model: the term table.
 * @options: thresholds and what to ignore.
 * @question: any bytes.  @question_len: bytes; the first 64 KB are read.
 * @abstract: any bytes.  @abstract_len: likewise.
 * @ret_result: filled; its former content is not freed. */
void assay_drift_score(const AssayDriftModel *model, const AssayDriftOptions *options,
                       const char *question, gsize question_len, const char *abstract,
                       gsize abstract_len, AssayDriftResult *ret_result);

/** assay_drift_result_clear: frees what @result owns and zeroes it. */
void assay_drift_result_clear(AssayDriftResult *result);

/** assay_drift_outcome_name: "same", "partly" or "other". Returns: (static). */
const char *assay_drift_outcome_name(AssayDriftOutcome outcome);

#endif

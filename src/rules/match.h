/* match.h: one candidate against one rule. Shared by apply.c (documents) and examples.c. Private.
 */
#ifndef ASSAY_RULES_MATCH_H
#define ASSAY_RULES_MATCH_H

#include "rules/candidate.h"

/** A value that a match gave. Strings live in the arena of the attempt, or longer. */
typedef struct {
    const AssaySetting *setting;
    const char *value;
    const char *raw;  /* or NULL */
    gsize start, end; /* of the group in the candidate's text; of a constant 0 */
    AssaySpan span;
    gboolean cut;
    gboolean at_end; /* stands at the capture's open end, and looks whole */
} AssayTaken;

typedef enum {
    ASSAY_ATTEMPT_NO_MATCH,
    ASSAY_ATTEMPT_REFUSED, /* by a type, or nothing was left to set */
    ASSAY_ATTEMPT_TOOK,
    ASSAY_ATTEMPT_LIMIT
} AssayAttemptOutcome;

typedef struct {
    const AssayDocument *document; /* NULL for examples */
    AssayMatcher *matcher;
    AssayArena *arena;
    GArray *taken;      /* of AssayTaken: of the last attempt */
    const char *why;    /* why values were refused: static or in the arena; or NULL */
    gsize end;          /* where the next match may start */
    gboolean is_whole;  /* at an open end, the candidate looks whole: it has what the match says */
    gboolean met_end;   /* a value stood at the open end of the capture; never taken back */
    gboolean met_whole; /* likewise, but of a candidate that looks whole */
} AssayAttempt;

/** What is done with each match that took: an instance of a repeat, or the value. Returns: FALSE
 * to go no further. */
typedef gboolean (*AssayMatchSink)(const AssayMatch *match, const AssayAttempt *attempt,
                                   gpointer user_data);

/** assay_rule_try: the rule's alternatives in turn, and every match of one with `all`.
 * @ret_match: the alternative that took the candidate or refused it last, or NULL. */
AssayAttemptOutcome assay_rule_try(const AssayRule *rule, const AssayCandidate *candidate,
                                   AssayAttempt *attempt, AssayMatchSink sink, gpointer user_data,
                                   const AssayMatch **ret_match);

/** assay_path_equal: two paths that differ at most in numbers of instances. */
gboolean assay_path_equal(const char *a, const char *b);

/** assay_rule_set_mark_cuts: mark what the set's <cut> elements say is cut among @capture's
 * findings. */
void assay_rule_set_mark_cuts(const AssayRuleSet *set, AssayCapture *capture,
                              AssayMatcher *matcher);

#endif

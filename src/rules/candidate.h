/* candidate.h: the texts that a rule's `from` names, one after another. Private to src/rules/. */
#ifndef ASSAY_RULES_CANDIDATE_H
#define ASSAY_RULES_CANDIDATE_H

#include "rules/sieve.h"
#include "rules/view.h"

/** Part of a candidate's text that is a stretch of the document's buffer. */
typedef struct {
    gsize start, end;  /* in the candidate's text */
    gsize in_buffer;   /* where `start` is in the document's text */
    gboolean open_end; /* the capture stops at `end` */
} AssayPiece;

typedef struct {
    const char *name;
    gsize start, end; /* in the candidate's text; equal: absent */
} AssayField;

typedef struct {
    AssaySlice text;
    const AssayPiece *pieces; /* rising; n_pieces 0: not in the buffer, `span` is the place */
    guint n_pieces;
    AssaySpan span;
    const AssayField *fields; /* groups that are there without a pattern */
    guint n_fields;
    const AssayRange *marks; /* in `text`: stretches that stand for what was taken before */
    guint n_marks;
    gboolean has_value; /* the whole text is the group `value` */
} AssayCandidate;

/** A walk over the candidates of one `from`; used again for the next one. */
typedef struct {
    AssayView *view;
    const AssayFrom *from;
    guint index, row, column; /* where the walk is; what they count depends on the kind */
    guint end;
    gboolean in_table;
    guint n_skipped;  /* tables in the sections that lack the columns: for traces */
    AssaySieve sieve; /* for plain slices of the buffer */
    GString *text;    /* owned, NULL until it is needed; of a candidate that is no plain slice */
    GArray *pieces;   /* of AssayPiece, owned; likewise */
    AssayPiece piece; /* of one that is */
    AssayField fields[ASSAY_RULES_MAX_FIELDS];
    guint columns[ASSAY_RULES_MAX_FIELDS]; /* of the table whose rows are walked */
} AssayCandidates;

void assay_candidates_init(AssayCandidates *walk);
void assay_candidates_clear(AssayCandidates *walk);

/** assay_candidates_start: at the first candidate of @from; all are asked for. @view: NULL for
 * examples. */
void assay_candidates_start(AssayCandidates *walk, AssayView *view, const AssayFrom *from);

/** assay_candidates_sift: pass over candidates in which none of @rule's matches can be found, as
 * far as that is seen without trying them. Right after assay_candidates_start. */
void assay_candidates_sift(AssayCandidates *walk, const AssayRule *rule);

/** assay_candidates_next: @ret_candidate is good until the next call. Returns: FALSE at the end. */
gboolean assay_candidates_next(AssayCandidates *walk, AssayCandidate *ret_candidate);

/** assay_candidate_from_text: a candidate that stands in no document: for examples. @walk is
 * initialised with a NULL view; of pairs and rows the fields are separated by tabs. */
void assay_candidate_from_text(AssayCandidates *walk, const char *text,
                               AssayCandidate *ret_candidate);

/** assay_candidate_span: place of bytes @start to @end of the candidate's text. @document: NULL
 * for examples. */
AssaySpan assay_candidate_span(const AssayCandidate *candidate, const AssayDocument *document,
                               gsize start, gsize end);

/** assay_candidate_is_open: what stands at @start to @end may go on beyond the capture's end:
 * nothing but white space is behind it, or, with @in_word, punctuation that may stand inside a
 * number, an identifier or a URL ("4." may have been 4.67). */
gboolean assay_candidate_is_open(const AssayCandidate *candidate, gsize start, gsize end,
                                 gboolean in_word);

#endif

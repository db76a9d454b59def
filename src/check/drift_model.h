/* drift_model.h: how much each term says about a text's topic.
 *
 * Job: load the shipped term table and answer for one term. Not its job: comparing texts (drift.h).
 * The table is the only knowledge of the drift check besides its weights; it is made by
 * scripts/make-term-table, and its head says of what.
 *
 * Format: UTF-8. Lines that begin with "#" are comments. Each other line is
 *   term TAB frequency [TAB classes]
 * sorted by the bytes of the term, each term once. The frequency is the term's share of documents
 * in a million. Classes are letters A to Z for fields of work (a term that only these fields use),
 * "!" for a function word, "?" for a word of asking. */
#ifndef ASSAY_CHECK_DRIFT_MODEL_H
#define ASSAY_CHECK_DRIFT_MODEL_H

#include <glib.h>

#include "check/prefixes.h"

/* A table larger than this is refused: the shipped one has a tenth. */
#define ASSAY_DRIFT_MAX_TABLE_BYTES (8u * 1024 * 1024)

typedef struct _AssayDriftModel AssayDriftModel;

/** What the table says of one term. */
typedef struct {
    double idf;         /* natural logarithm of 1 / share of documents, with a floor; >= 0 */
    guint32 fields;     /* bit n: field 'A' + n; 0: no particular field */
    gboolean is_stop;   /* a function word: weighs nothing */
    gboolean is_asking; /* "affect", "compare": weighs little in a question */
} AssayDriftTerm;

/** assay_drift_model_load: reads a term table.
 * @table_path: file in the format above.
 * @error: ASSAY_ERROR_IO, or ASSAY_ERROR_RULES with file:line.
 * Returns: (owned) or NULL. */
AssayDriftModel *assay_drift_model_load(const char *table_path, GError **error);

void assay_drift_model_free(AssayDriftModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayDriftModel, assay_drift_model_free)

/** assay_drift_model_term: what @model knows of @term.
 * @term: NUL-terminated stem, as terms.h makes them.
 * Returns: for an unknown term the weight of the rarest. */
AssayDriftTerm assay_drift_model_term(const AssayDriftModel *model, const char *term);

/** assay_drift_model_key: what assay_drift_model_at takes for @term, in two steps for many terms:
 * the table is far from the processor, and asked for a key it begins to come near.
 * assay_drift_model_term is both in one. */
guint64 assay_drift_model_key(const AssayDriftModel *model, const char *term);
AssayDriftTerm assay_drift_model_at(const AssayDriftModel *model, guint64 key);

/** assay_drift_model_prefixes: how the terms with fields begin. Returns: (borrowed). */
const AssayPrefixes *assay_drift_model_prefixes(const AssayDriftModel *model);

#endif

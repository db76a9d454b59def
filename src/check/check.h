/* check.h: checks declared in rule sets, run over a record; what they find becomes flags.
 *
 * A check is a `<check>` element (README.md beside this file). Kinds that need code are files
 * `kind_<name>.c`, each with a const AssayCheckKind `assay_kind_<name>`; the build collects them.
 * Job: decide and say. Not its job: finding values (rules/), writing records (record/).
 * A check that cannot be decided, since a value is missing, raises nothing. */
#ifndef ASSAY_CHECK_CHECK_H
#define ASSAY_CHECK_CHECK_H

#include <libxml/tree.h>

#include "check/drift_model.h"
#include "check/stems.h"
#include "record/record.h"

/** What kinds of check may use; borrowed for as long as the checks live. */
typedef struct {
    const AssayDriftModel *drift; /* NULL: checks of kind drift raise nothing */
    AssayStems *stems;            /* or NULL: each comparison stems its words anew */
} AssayCheckServices;

/** The compiled checks of one profile. Not to be run by two threads at once. */
typedef struct AssayChecks AssayChecks;

/** assay_checks_load: compile the `<check>` elements of a rule set.
 * @files: of xmlDoc, the set's files; must outlive the checks. @services: copied.
 * @error: ASSAY_ERROR_RULES with file:line. Returns: (owned) or NULL. */
AssayChecks *assay_checks_load(GPtrArray *files, const AssayCheckServices *services,
                               GError **error);
void assay_checks_free(AssayChecks *checks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayChecks, assay_checks_free)

/** assay_checks_run: run all checks over @record and add their flags. Flags of checks that are
 * in it already are cleared first. */
void assay_checks_run(const AssayChecks *checks, AssayRecord *record);

/** One result of a hit or near-miss example that is not as it should be. */
typedef struct {
    char *place; /* `assignee/checks.xml:12` */
    char *message;
} AssayCheckComplaint;

/** assay_checks_test: run every check on its `<hit>` (must raise it) and `<near>` (must not), and
 * complain of checks without a hit or a near miss. @ret_n_run: how many were run.
 * Returns: (owned) GPtrArray of AssayCheckComplaint. */
GPtrArray *assay_checks_test(const AssayChecks *checks, guint *ret_n_run);

guint assay_checks_count(const AssayChecks *checks);
/** assay_checks_id: id of check @index (borrowed). */
const char *assay_checks_id(const AssayChecks *checks, guint index);

#endif

/* books.h: what a run asks of the ledger and tells it. Private to pipeline/.
 *
 * An input is the file at a place, or a member of a container there. It is skipped if file and
 * reader (extractor, rule set, program) are as they were when it was read last; the reader has the
 * names of all profiles in it, so that a new profile re-reads everything. If its bytes changed,
 * what it gave before goes, unless another input gives the same.
 *
 * Without a ledger, the captures in the tree still say what they were called: an input of that
 * very name takes the place of the one capture that says so. */
#ifndef ASSAY_PIPELINE_BOOKS_H
#define ASSAY_PIPELINE_BOOKS_H

#include "pipeline/alarm.h"
#include "pipeline/ingest.h"
#include "source/source.h"

typedef struct AssayBooks AssayBooks;

/** assay_books_open: begin a run in @ingest->ledger; scans the tree if the ledger does not know it.
 * @error: ASSAY_ERROR_IO. Returns: (owned) or NULL. */
AssayBooks *assay_books_open(AssayIngest *ingest, const AssayIngestOptions *options,
                             GError **error);
void assay_books_free(AssayBooks *books);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AssayBooks, assay_books_free)

/** assay_books_knows_file: an AssaySourceFilter: the file is as it was and need not be opened.
 * assay_books_knows_member: the same for a member of a container, which is open already. */
gboolean assay_books_knows_file(const AssaySourceFile *file, gpointer books);
gboolean assay_books_knows_member(AssayBooks *books, const AssaySourceItem *item);

/** assay_books_enter: @result is about to be taken. What its input gave before is released. */
gboolean assay_books_enter(AssayBooks *books, const AssayPoolResult *result, GError **error);

/** assay_books_settle: what became of the input that was entered last. @failed: taking it did. */
void assay_books_settle(AssayBooks *books, const AssayPoolResult *result, const GError *failed);

/** assay_books_close: at the end of the inputs: what vanished, alarms, the counts of the run.
 * @is_whole: every input was met, nothing in @source was in the way. */
gboolean assay_books_close(AssayBooks *books, const AssaySource *source, GError **error);

/** assay_books_end_run: the run's row, to be committed. @outcome: `done`, `interrupted`. */
void assay_books_end_run(AssayBooks *books, const char *outcome);

const AssayAlarm *assay_books_alarm(const AssayBooks *books);

#endif

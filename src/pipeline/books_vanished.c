/* books_vanished.c: the end of a run: inputs that are not there, alarms, counts. See books.h.
 *
 * Looked for is only where this run looked: below its folders, and in the containers that it read
 * or passed over. If something there could not be listed or read, nothing is taken for gone. */
#include <string.h>

#include "pipeline/books_parts.h"
#include "pipeline/quarantine.h"

typedef struct {
    AssayBooks *books;
    GPtrArray *gone; /* of Gone, owned */
} Looking;

typedef struct {
    gint64 row;
    char *uri, *capture, *sha256; /* owned; the last two may be NULL */
    gboolean is_new, is_container, is_quarantined;
} Gone;

static void gone_free(gpointer data)
{
    Gone *gone = data;
    g_free(gone->uri);
    g_free(gone->capture);
    g_free(gone->sha256);
    g_free(gone);
}

static gboolean is_unseen(gint64 row, gpointer user_data)
{
    const Looking *looking = user_data;
    return !assay_books_is_seen(looking->books, row);
}

static gboolean look_at(const AssayLedgerInput *input, gpointer user_data)
{
    const Looking *looking = user_data;
    if (assay_books_is_seen(looking->books, input->row))
        return TRUE;
    Gone *gone = g_new0(Gone, 1);
    gone->row = input->row;
    gone->uri = g_strdup(input->uri);
    gone->capture = g_strdup(input->capture);
    gone->sha256 = g_strdup(input->sha256);
    gone->is_new = strcmp(input->outcome, "vanished") != 0 &&
                   strcmp(input->outcome, "missing") != 0;
    gone->is_container = strcmp(input->outcome, "container") == 0;
    gone->is_quarantined = strcmp(input->outcome, "quarantined") == 0;
    g_ptr_array_add(looking->gone, gone);
    return TRUE;
}

static gboolean prune(AssayBooks *books, const Gone *gone, GError **error)
{
    assay_ledger_remove_input(books->ingest->ledger, gone->row);
    if (gone->is_quarantined && gone->sha256 != NULL &&
        !assay_quarantine_lift(books->ingest, gone->sha256, error))
        return FALSE;
    books->ingest->summary->n_pruned += gone->is_container ? 0 : 1;
    return gone->capture == NULL || assay_books_release(books, gone->capture, gone->uri, error);
}

/* Reported when it happens, not every night after. */
static gboolean settle_gone(AssayBooks *books, const Gone *gone, GError **error)
{
    AssaySummary *summary = books->ingest->summary;
    if (gone->is_new && !gone->is_container)
        g_ptr_array_add(summary->vanished, g_strdup(gone->uri));
    if (books->options->prune || gone->is_container)
        return prune(books, gone, error);
    if (gone->is_new)
        assay_ledger_set_outcome(books->ingest->ledger, gone->row, "vanished", NULL);
    return TRUE;
}

/* Containers are known to be read when all that is in them is in the ledger. One that was not read
 * to its end before, and now is, leaves quarantine. */
static gboolean enter_containers(AssayBooks *books, const GPtrArray *containers, GError **error)
{
    for (guint i = 0; i < containers->len; i++) {
        const AssaySourceItem *item = g_ptr_array_index(containers, i);
        g_autofree char *place = g_canonicalize_filename(item->path, NULL);
        g_autoptr(GStringChunk) chunk = g_string_chunk_new(512);
        AssayLedgerInput row = {0};
        if (assay_ledger_find_input(books->ingest->ledger, place, "", chunk, &row) &&
            strcmp(row.outcome, "quarantined") == 0 && row.sha256 != NULL &&
            !assay_quarantine_lift(books->ingest, row.sha256, error))
            return FALSE;
        const AssayLedgerInput input = {.path = place,
                                        .member = "",
                                        .uri = item->uri,
                                        .size_bytes = item->size_bytes,
                                        .mtime_ns = item->mtime_ns,
                                        .outcome = "container"};
        assay_books_set_seen(books, assay_ledger_put_input(books->ingest->ledger, &input));
    }
    return TRUE;
}

static gboolean look_for_gone(AssayBooks *books, const GPtrArray *containers, GError **error)
{
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(gone_free);
    Looking looking = {books, gone};
    for (const char *const *path = books->options->paths; *path != NULL; path++) {
        if (strcmp(*path, "-") == 0)
            continue;
        g_autofree char *place = g_canonicalize_filename(*path, NULL);
        assay_ledger_each_below(books->ingest->ledger, place, is_unseen, look_at, &looking);
    }
    for (guint i = 0; i < containers->len; i++) {
        const AssaySourceItem *item = g_ptr_array_index(containers, i);
        g_autofree char *place = g_canonicalize_filename(item->path, NULL);
        assay_ledger_each_member(books->ingest->ledger, place, look_at, &looking);
    }
    for (guint i = 0; i < gone->len; i++) {
        const Gone *one = g_ptr_array_index(gone, i);
        if (assay_books_is_seen(books, one->row))
            continue; /* found by two ways, and settled */
        assay_books_set_seen(books, one->row);
        if (!settle_gone(books, one, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- What a list names and is not there ---- */

/* How a list is spoken of, up to the number of the run. */
static char *list_words(const AssayBooks *books)
{
    const char *list = books->options->files_from;
    return g_strdup_printf("named by %s since run ",
                           strcmp(list, "-") == 0 ? "standard input" : list);
}

/* What was read from it before is kept, as of any input that is gone. */
static void enter_missing(AssayBooks *books, const AssaySourceItem *item, const char *words)
{
    AssayLedger *ledger = books->ingest->ledger;
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(512);
    g_autofree char *place = g_canonicalize_filename(item->path, NULL);
    g_autofree char *since = g_strdup_printf("%s%" G_GINT64_FORMAT, words, books->run);
    AssayLedgerInput row = {0};
    if (assay_ledger_find_input(ledger, place, "", chunk, &row) &&
        assay_books_is_seen(books, row.row))
        return; /* named twice */
    gboolean is_known = row.row != 0 && strcmp(row.outcome, "missing") == 0 &&
                        row.message != NULL && g_str_has_prefix(row.message, words);
    const AssayLedgerInput input = {.path = place,
                                    .member = "",
                                    .uri = row.row != 0 ? row.uri : item->uri,
                                    .size_bytes = -1,
                                    .mtime_ns = -1,
                                    .sha256 = row.sha256,
                                    .capture = row.capture,
                                    .reader = row.reader,
                                    .outcome = "missing",
                                    .message = is_known ? row.message : since};
    assay_books_set_seen(books, assay_ledger_put_input(ledger, &input));
}

typedef struct {
    const AssayBooks *books;
    const char *words;
    GArray *unnamed, *vanished; /* of gint64: rows that nothing was read from, and the others */
} Named;

static gboolean look_at_missing(const AssayLedgerInput *input, gpointer user_data)
{
    const Named *named = user_data;
    if (strcmp(input->outcome, "missing") == 0 && !assay_books_is_seen(named->books, input->row) &&
        input->message != NULL && g_str_has_prefix(input->message, named->words))
        g_array_append_val(input->capture != NULL ? named->vanished : named->unnamed, input->row);
    return TRUE;
}

/* A list that was read to its end and names something no more takes back that it is missing. */
static void settle_list(AssayBooks *books, const AssaySource *source)
{
    gboolean is_whole = FALSE;
    const GPtrArray *missing = assay_source_missing(source, &is_whole);
    if (books->options->files_from == NULL)
        return;
    g_autofree char *words = list_words(books);
    for (guint i = 0; i < missing->len; i++)
        enter_missing(books, g_ptr_array_index(missing, i), words);
    if (!is_whole || books->ingest->summary->is_interrupted)
        return;
    AssayLedger *ledger = books->ingest->ledger;
    g_autoptr(GArray) unnamed = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GArray) vanished = g_array_new(FALSE, FALSE, sizeof(gint64));
    Named named = {books, words, unnamed, vanished};
    assay_ledger_each_unread(ledger, look_at_missing, &named);
    for (guint i = 0; i < unnamed->len; i++)
        assay_ledger_remove_input(ledger, g_array_index(unnamed, gint64, i));
    for (guint i = 0; i < vanished->len; i++)
        assay_ledger_set_outcome(ledger, g_array_index(vanished, gint64, i), "vanished", NULL);
}

gboolean assay_books_close(AssayBooks *books, const AssaySource *source, GError **error)
{
    AssaySummary *summary = books->ingest->summary;
    const GPtrArray *containers = assay_source_finished(source);
    if (!summary->is_interrupted && !enter_containers(books, containers, error))
        return FALSE;
    settle_list(books, source);
    if (!summary->is_interrupted && !assay_source_had_trouble(source) &&
        !look_for_gone(books, containers, error))
        return FALSE;
    g_ptr_array_unref(summary->alarms);
    summary->alarms = assay_alarm_finish(
        books->alarm, books->ingest->ledger, books->run,
        books->options->alarm_drop > 0 ? books->options->alarm_drop : 0.3,
        books->options->alarm_documents > 0 ? books->options->alarm_documents : 20);
    return TRUE;
}

void assay_books_end_run(AssayBooks *books, const char *outcome)
{
    const AssaySummary *summary = books->ingest->summary;
    AssayLedgerRun run = {
        .run = books->run,
        .started_s = books->started_s,
        .ended_s = g_get_real_time() / G_USEC_PER_SEC,
        .n_inputs = summary->n_inputs + summary->n_skipped,
        .n_skipped = summary->n_skipped,
        .n_unread = summary->unread->len,
        .n_vanished = summary->vanished->len,
        .n_new = summary->n_new,
        .n_changed = summary->n_changed,
        .n_unchanged = summary->n_unchanged,
        .n_removed = summary->n_removed,
        .n_alarms = summary->alarms->len,
    };
    g_strlcpy(run.outcome, outcome, sizeof run.outcome);
    assay_ledger_end_run(books->ingest->ledger, &run);
}

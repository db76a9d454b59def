/* books.c: see books.h. What vanished is in books_vanished.c. */
#include "pipeline/books.h"

#include <string.h>

#include "base/hash.h"
#include "pipeline/books_parts.h"
#include "pipeline/quarantine.h"

/* A file that was written to just before it was read may be written to again without its time
 * changing: clocks of file systems tick every few milliseconds. */
#define SETTLING_NS    ((gint64)20 * 1000 * 1000)
/* Skipped and failed inputs cost no write of the tree; their rows are committed by number. */
#define BATCH_ROWS     2000u
/* Passing over a file takes microseconds; showing it takes longer. */
#define PROGRESS_EVERY 512u

/* ---- What reads ---- */

/* Of what checks need beside the rule sets; NULL: there is none. */
static char *hash_of_terms(const AssayBooks *books)
{
    const char *folder = assay_rules_folder(books->ingest->engine->rules);
    g_autofree char *path = g_build_filename(folder, "data", "terms.tsv", NULL);
    g_autofree char *terms = NULL;
    gsize size = 0;
    return g_file_get_contents(path, &terms, &size, NULL) ? assay_hash_sha256(terms, size) : NULL;
}

/* What stands behind every record of @set: its files, what checks need, the program. */
static char *hash_of_rules(const AssayBooks *books, const AssayRuleSet *set, const char *terms)
{
    const AssayRules *rules = books->ingest->engine->rules;
    GString *text = g_string_new(assay_version());
    for (guint i = 0; i < assay_rules_n_sets(rules); i++) {
        const AssayRuleSet *other = assay_rules_set(rules, i);
        g_string_append_printf(text, "\n%s", assay_rule_set_profile(other));
        if (set == other || set == NULL)
            g_string_append_printf(text, " %s", assay_rule_set_hash(other));
    }
    if (terms != NULL)
        g_string_append_printf(text, "\n%s", terms);
    char *hash = assay_hash_sha256(text->str, text->len);
    g_string_free(text, TRUE);
    return hash;
}

static void add_reader(AssayBooks *books, const char *extractor, const char *media,
                       const char *profile, const char *rules)
{
    gint64 reader = assay_ledger_reader(books->ingest->ledger, extractor, profile, rules);
    g_hash_table_add(books->readers, GSIZE_TO_POINTER((gsize)reader));
    g_hash_table_insert(books->reader_of, g_strconcat(media, "\n", profile, NULL),
                        GSIZE_TO_POINTER((gsize)reader));
}

static void find_readers(AssayBooks *books)
{
    const AssayRules *rules = books->ingest->engine->rules;
    g_autoptr(GString) all = g_string_new(NULL);
    g_autofree char *terms = hash_of_terms(books);
    for (const AssayExtractor *const *extractor = assay_extractors(); *extractor != NULL;
         extractor++)
        g_string_append_printf(all, "%s%s %u", all->len > 0 ? ", " : "", (*extractor)->name,
                               (*extractor)->version);
    for (guint i = 0; i < assay_rules_n_sets(rules); i++) {
        const AssayRuleSet *set = assay_rules_set(rules, i);
        g_autofree char *hash = hash_of_rules(books, set, terms);
        for (const AssayExtractor *const *extractor = assay_extractors(); *extractor != NULL;
             extractor++) {
            g_autofree char *name = g_strdup_printf("%s %u", (*extractor)->name,
                                                    (*extractor)->version);
            add_reader(books, name, (*extractor)->media, assay_rule_set_profile(set), hash);
        }
        add_reader(books, all->str, "", assay_rule_set_profile(set), hash);
    }
    /* What nothing could read is worth another try whenever anything changes. */
    g_autofree char *hash = hash_of_rules(books, NULL, terms);
    add_reader(books, all->str, "", "", hash);
}

static gint64 reader_of(const AssayBooks *books, const char *media, const char *profile)
{
    g_autofree char *key = g_strconcat(media != NULL ? media : "", "\n",
                                       profile != NULL ? profile : "", NULL);
    g_autofree char *any = g_strconcat("\n", profile != NULL ? profile : "", NULL);
    gpointer reader = g_hash_table_lookup(books->reader_of, key);
    if (reader == NULL)
        reader = g_hash_table_lookup(books->reader_of, any);
    return (gint64)GPOINTER_TO_SIZE(reader);
}

/* ---- Opening ---- */

static gboolean scan_tree(AssayBooks *books, GError **error)
{
    AssayIngest *ingest = books->ingest;
    assay_ledger_forget_index(ingest->ledger);
    if (!assay_kept_scan(ingest, error))
        return FALSE;
    assay_ledger_drop_lost(ingest->ledger);
    return assay_ingest_commit(ingest, error);
}

AssayBooks *assay_books_open(AssayIngest *ingest, const AssayIngestOptions *options, GError **error)
{
    g_autoptr(AssayBooks) books = g_new0(AssayBooks, 1);
    gboolean is_clean = FALSE;
    books->ingest = ingest;
    books->options = options;
    books->started_s = g_get_real_time() / G_USEC_PER_SEC;
    books->run = assay_ledger_begin_run(ingest->ledger, books->started_s, &is_clean);
    ingest->is_after_kill = !is_clean;
    books->folder = g_get_current_dir();
    books->readers = g_hash_table_new(NULL, NULL);
    books->reader_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    books->seen = g_byte_array_new();
    books->alarm = assay_alarm_new(ingest->engine);
    g_autoptr(GArray) runs = assay_ledger_runs(ingest->ledger, 2);
    for (guint i = 0; i < runs->len && ingest->n_expected == 0; i++)
        if (strcmp(g_array_index(runs, AssayLedgerRun, i).outcome, "done") == 0)
            ingest->n_expected = g_array_index(runs, AssayLedgerRun, i).n_inputs;
    find_readers(books);
    /* The row of the run is on disk before anything else changes: its end tells that the ledger
     * and the tree agree. */
    if (!assay_ledger_commit(ingest->ledger, error))
        return NULL;
    ingest->index = assay_index_new(ingest->ledger, books->run);
    const char *tree = options->against != NULL ? options->against : options->out;
    if ((!is_clean || !assay_ledger_matches(ingest->ledger, tree)) && !scan_tree(books, error))
        return NULL;
    return g_steal_pointer(&books);
}

void assay_books_free(AssayBooks *books)
{
    if (books == NULL)
        return;
    g_free(books->folder);
    g_clear_pointer(&books->readers, g_hash_table_unref);
    g_clear_pointer(&books->reader_of, g_hash_table_unref);
    g_clear_pointer(&books->seen, g_byte_array_unref);
    g_clear_pointer(&books->alarm, assay_alarm_free);
    g_free(books);
}

/* ---- Rows met in this run: one bit each ---- */

gboolean assay_books_is_seen(const AssayBooks *books, gint64 row)
{
    gsize byte = (gsize)row / 8;
    return byte < books->seen->len && (books->seen->data[byte] >> (row % 8) & 1) != 0;
}

void assay_books_set_seen(AssayBooks *books, gint64 row)
{
    gsize byte = (gsize)row / 8;
    if (byte >= books->seen->len) {
        guint before = books->seen->len;
        g_byte_array_set_size(books->seen, (guint)(byte + byte / 4 + 4096));
        memset(books->seen->data + before, 0, books->seen->len - before);
    }
    books->seen->data[byte] |= (guint8)(1u << (row % 8));
}

/* ---- Skipping ---- */

/* The place as the ledger has it, independent of the working folder. */
static char *place_of(const AssayBooks *books, const char *path)
{
    return g_canonicalize_filename(path, books->folder);
}

static gboolean has_hash(const AssayBooks *books, const char *place, const char *member,
                         const char *sha256)
{
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(512);
    AssayLedgerInput row;
    return sha256 != NULL &&
           assay_ledger_find_input(books->ingest->ledger, place, member, chunk, &row) &&
           g_strcmp0(row.sha256, sha256) == 0;
}

static char *hash_of_file(const char *path)
{
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file(path);
    if (!assay_source_read(item, NULL))
        return NULL;
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(item->bytes, &size);
    return assay_hash_sha256(bytes, size);
}

typedef struct {
    const AssayBooks *books;
    GArray *rows; /* of gint64 */
    gboolean all_current;
} Members;

static gboolean add_member(const AssayLedgerInput *input, gpointer user_data)
{
    Members *members = user_data;
    g_array_append_val(members->rows, input->row);
    members->all_current = members->all_current && strcmp(input->outcome, "unreadable") != 0 &&
                           g_hash_table_contains(members->books->readers,
                                                 GSIZE_TO_POINTER((gsize)input->reader));
    return members->all_current;
}

/* A container is passed over whole if everything in it may be. */
static gboolean knows_members(AssayBooks *books, const char *place)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    Members members = {books, rows, TRUE};
    assay_ledger_each_member(books->ingest->ledger, place, add_member, &members);
    for (guint i = 0; members.all_current && i < rows->len; i++)
        assay_books_set_seen(books, g_array_index(rows, gint64, i));
    books->ingest->summary->n_skipped += members.all_current ? rows->len : 0;
    return members.all_current;
}

gboolean assay_books_knows_file(const AssaySourceFile *file, gpointer user_data)
{
    AssayBooks *books = user_data;
    AssayLedgerInput row;
    AssayLedgerState state;
    g_autofree char *place = place_of(books, file->path);
    if (!assay_ledger_stat_input(books->ingest->ledger, place, "", &row, &state))
        return FALSE;
    if (assay_books_is_seen(books, row.row))
        return TRUE; /* named twice */
    if (books->options->again || row.size_bytes != file->size_bytes ||
        row.mtime_ns != file->mtime_ns || state == ASSAY_LEDGER_TO_DO)
        return FALSE;
    if (state == ASSAY_LEDGER_CONTAINER) {
        if (books->options->rehash || !knows_members(books, place))
            return FALSE;
        assay_books_set_seen(books, row.row);
        return TRUE;
    }
    if (!g_hash_table_contains(books->readers, GSIZE_TO_POINTER((gsize)row.reader)))
        return FALSE;
    if (books->options->rehash) {
        g_autofree char *sha256 = hash_of_file(file->path);
        if (!has_hash(books, place, "", sha256))
            return FALSE;
    }
    if (state == ASSAY_LEDGER_QUARANTINED && !knows_members(books, place))
        return FALSE;
    assay_books_set_seen(books, row.row);
    if (++books->ingest->summary->n_skipped % PROGRESS_EVERY == 0)
        assay_ingest_progress(books->ingest, file->uri);
    return TRUE;
}

gboolean assay_books_knows_member(AssayBooks *books, const AssaySourceItem *item)
{
    AssayLedgerInput row;
    AssayLedgerState state;
    if (item->member == NULL || item->path == NULL)
        return FALSE;
    g_autofree char *place = place_of(books, item->path);
    if (!assay_ledger_stat_input(books->ingest->ledger, place, item->member, &row, &state))
        return FALSE;
    if (assay_books_is_seen(books, row.row))
        return TRUE;
    if (books->options->again || state == ASSAY_LEDGER_TO_DO ||
        !g_hash_table_contains(books->readers, GSIZE_TO_POINTER((gsize)row.reader)))
        return FALSE;
    /* The file changed perhaps; this member need not have. It is at hand, so its bytes decide. */
    gsize size = 0;
    const guint8 *bytes = g_bytes_get_data(item->bytes, &size);
    g_autofree char *sha256 = assay_hash_sha256(bytes, size);
    if (!has_hash(books, place, item->member, sha256))
        return FALSE;
    assay_ledger_touch_input(books->ingest->ledger, row.row, item->size_bytes, item->mtime_ns);
    assay_books_set_seen(books, row.row);
    books->ingest->summary->n_skipped++;
    return TRUE;
}

/* ---- Entering ---- */

gboolean assay_books_release(AssayBooks *books, const char *capture, const char *uri,
                             GError **error)
{
    g_autofree char *left = assay_ledger_uri_of(books->ingest->ledger, capture);
    if (left == NULL)
        return assay_place_release(books->ingest, capture, error);
    return strcmp(uri, left) >= 0 || assay_place_rename(books->ingest, capture, left, error);
}

/* The capture that the input gave before, or NULL. @row: as the ledger has the input. */
static const char *former_capture(AssayBooks *books, const AssayPoolResult *result,
                                  const AssayLedgerInput *row, char *room)
{
    if (row->row != 0 && row->capture != NULL)
        return row->capture;
    if (row->row != 0 || result->outcome == ASSAY_POOL_FAILED || result->item->path == NULL)
        return NULL;
    return assay_ledger_take_orphan(books->ingest->ledger, result->item->uri, result->sha256, room)
               ? room
               : NULL;
}

gboolean assay_books_enter(AssayBooks *books, const AssayPoolResult *result, GError **error)
{
    const AssaySourceItem *item = result->item;
    AssayLedger *ledger = books->ingest->ledger;
    gboolean is_read = result->outcome != ASSAY_POOL_FAILED;
    char room[65];
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(512);
    AssayLedgerInput row = {0};
    /* Standard input, and what is in an archive there, is a new input every time. */
    g_autofree char *place = item->path != NULL ? place_of(books, item->path) : g_strdup("-");
    const char *member = item->path == NULL && result->sha256 != NULL ? result->sha256
                         : item->member != NULL                       ? item->member
                                                                      : "";
    assay_ledger_find_input(ledger, place, member, chunk, &row);
    const char *former = former_capture(books, result, &row, room);
    const char *former_uri = row.row != 0 ? row.uri : item->uri;
    gint64 now_ns = g_get_real_time() * 1000;
    AssayLedgerInput input = {
        .path = place,
        .member = member,
        .uri = item->uri,
        .size_bytes = item->size_bytes,
        .mtime_ns = now_ns - item->mtime_ns < SETTLING_NS && item->member == NULL ? -1
                                                                                  : item->mtime_ns,
        .sha256 = result->sha256,
        .capture = is_read ? result->sha256 : former,
        .reader = reader_of(books, result->media, result->profile),
        .outcome = is_read                  ? "record"
                   : result->sha256 == NULL ? "unreadable"
                                            : "quarantined",
        .message = result->trouble.message,
    };
    books->entered = assay_ledger_put_input(ledger, &input);
    assay_books_set_seen(books, books->entered);
    books->n_rows++;
    if (is_read && result->profile != NULL && result->style != NULL)
        assay_alarm_count(books->alarm, result, item->uri);
    if (former != NULL && g_strcmp0(former, input.capture) != 0)
        return assay_books_release(books, former, former_uri, error);
    /* Bytes that were in quarantine and are no more of this input. */
    if (row.row != 0 && row.sha256 != NULL && strcmp(row.outcome, "quarantined") == 0 &&
        g_strcmp0(row.sha256, result->sha256) != 0)
        return assay_quarantine_lift(books->ingest, row.sha256, error);
    return TRUE;
}

void assay_books_settle(AssayBooks *books, const AssayPoolResult *result, const GError *failed)
{
    gboolean is_read = result->outcome != ASSAY_POOL_FAILED;
    if (failed != NULL) /* of a passing nature, as far as is known: it is tried again */
        assay_ledger_set_outcome(books->ingest->ledger, books->entered, "unreadable",
                                 failed->message);
    else if (is_read && g_hash_table_contains(books->ingest->quarantined, result->sha256))
        assay_ledger_set_outcome(books->ingest->ledger, books->entered, "quarantined",
                                 result->trouble.message);
}

gboolean assay_books_is_batch(AssayBooks *books)
{
    gboolean is_batch = books->n_rows >= BATCH_ROWS;
    if (is_batch)
        books->n_rows = 0;
    return is_batch;
}

const AssayAlarm *assay_books_alarm(const AssayBooks *books)
{
    return books->alarm;
}

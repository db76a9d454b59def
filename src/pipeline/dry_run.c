/* dry_run.c: what a run would change in a tree, without writing there (assay.h).
 *
 * The run goes to a scratch tree that lies over the real one, with a copy of its ledger: so it
 * passes over all that it would pass over, and only what differs is in the scratch tree. */
#include "pipeline/dry_run.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "store/ledger.h"

/* The scratch tree has the depth of an output tree. */
#define MAX_FOLDERS 3

static void remove_below(const char *path, int depth)
{
    g_autoptr(GDir) folder = depth > 0 ? g_dir_open(path, 0, NULL) : NULL;
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        if (g_file_test(below, G_FILE_TEST_IS_DIR) && !g_file_test(below, G_FILE_TEST_IS_SYMLINK))
            remove_below(below, depth - 1);
        else
            g_unlink(below);
    }
    g_rmdir(path);
}

/* What was committed but not yet put into its place stands in a second file. None is no trouble:
 * then everything is read. */
static gboolean copy_ledger(const char *from, const char *to, GError **error)
{
    static const char *const names[] = {ASSAY_LEDGER_NAME, ASSAY_LEDGER_NAME "-wal"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(GFile) source = g_file_new_build_filename(from, names[i], NULL);
        g_autoptr(GFile) target = g_file_new_build_filename(to, names[i], NULL);
        g_autoptr(GError) cause = NULL;
        if (g_file_copy(source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &cause) ||
            g_error_matches(cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
            continue;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "cannot copy the ledger of %s: %s", from,
                    cause->message);
        return FALSE;
    }
    return TRUE;
}

static gboolean run(const AssayEngine *engine, const AssayIngestOptions *options,
                    const AssayDiffOptions *diff, const char *scratch, AssaySummary **ret_summary,
                    guint *ret_n_differences, guint *ret_n_unread, GError **error)
{
    AssayIngestOptions ingest = *options;
    ingest.out = scratch;
    ingest.keep_previous = FALSE;
    AssayDiffOptions compare = *diff;
    compare.old_path = options->against;
    compare.new_path = scratch;
    g_autoptr(AssaySummary) summary = NULL;
    if (!copy_ledger(options->against, scratch, error) ||
        !assay_ingest(engine, &ingest, &summary, error) ||
        !assay_compare_scratch(&compare, ret_n_differences, ret_n_unread, error))
        return FALSE;
    *ret_summary = g_steal_pointer(&summary);
    return TRUE;
}

gboolean assay_ingest_dry(const AssayEngine *engine, const AssayIngestOptions *options,
                          const AssayDiffOptions *diff, AssaySummary **ret_summary,
                          guint *ret_n_differences, guint *ret_n_unread, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (!g_file_test(options->against, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: no such folder; name the tree to compare with", options->against);
        return FALSE;
    }
    g_autofree char *scratch = g_dir_make_tmp("assay-dry-run-XXXXXX", &cause);
    if (scratch == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "no room for a scratch tree: %s",
                    cause->message);
        return FALSE;
    }
    gboolean done = run(engine, options, diff, scratch, ret_summary, ret_n_differences,
                        ret_n_unread, error);
    remove_below(scratch, MAX_FOLDERS);
    return done;
}

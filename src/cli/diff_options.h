/* diff_options.h: the options of a comparison: of `assay diff`, and of a dry run of `assay ingest`.
 */
#ifndef ASSAY_CLI_DIFF_OPTIONS_H
#define ASSAY_CLI_DIFF_OPTIONS_H

#include "cli/cli.h"

/* As of diff(1): trouble is 2, whatever its kind. */
enum { CLI_DIFF_TROUBLE = 2 };

/** As parsed. Owns all. */
typedef struct {
    char **only, **ignore, **accepted;
    char *accept, *reason;
    gboolean evidence, stat, xml, html;
    int limit;
} CliDiff;

void cli_diff_clear(CliDiff *diff);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliDiff, cli_diff_clear)

/** cli_diff_add_entries: append the entries that fill @diff to @entries (of GOptionEntry). */
void cli_diff_add_entries(CliDiff *diff, GArray *entries);

/** cli_diff_check: whether they go together. @json: `--json` was given. @error: _USAGE. */
gboolean cli_diff_check(const CliDiff *diff, gboolean json, GError **error);

/** cli_diff_is_used: any of them was given. */
gboolean cli_diff_is_used(const CliDiff *diff);

/** cli_diff_options: what the library wants, results to standard output, troubles to standard
 * error. Borrows from @diff. */
AssayDiffOptions cli_diff_options(const CliDiff *diff, gboolean json);

/** cli_diff_finish: what became of it, as an exit code: 0 the same or accepted, 1 different, 2
 * records that cannot be read. */
int cli_diff_finish(const CliDiff *diff, guint n_differences, guint n_unread);

#endif

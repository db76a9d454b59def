/* cli.h: what every verb needs: options, input lines, output, colour. */
#ifndef ASSAY_CLI_CLI_H
#define ASSAY_CLI_CLI_H

#include <stdio.h>

#include "cli/verb.h"

/** cli_parse: options of @verb out of @argv.
 * @entries: its own; `--help` is understood by itself (prints and exits 0).
 * @min_rest, @max_rest: how many arguments must and may be left.
 * @ret_rest: (owned) NULL-terminated; free with g_strfreev.
 * @error: ASSAY_ERROR_USAGE. */
gboolean cli_parse(const AssayVerb *verb, const GOptionEntry *entries, int argc, char **argv,
                   guint min_rest, guint max_rest, char ***ret_rest, GError **error);

/** cli_engine: the rule sets below @rules_folder (NULL: the usual place), loaded once and kept
 * until the program ends, since to give all of it back piece by piece takes as long as a document
 * does.
 * @error: ASSAY_ERROR_RULES. Returns: (borrowed) or NULL. */
const AssayEngine *cli_engine(const char *rules_folder, GError **error);

/** What the user lets one input take: --timeout and --memory, 0 if not given. */
typedef struct {
    int timeout_s, memory_mib;
} CliLimits;

/** cli_limits: @limits as the library takes them.
 * @error: ASSAY_ERROR_USAGE if they are out of bounds. */
gboolean cli_limits(const CliLimits *limits, AssayLimits *ret_limits, GError **error);

/** cli_print: @text to standard output. Whether all of it got out is checked when the program
 * ends. */
void cli_print(const char *text);

/** cli_is_there: what the command line names exists, or it is - for standard input.
 * @error: ASSAY_ERROR_USAGE. */
gboolean cli_is_there(const char *path, GError **error);

/** cli_complain: @message to standard error, after the program's name and verb. */
void cli_complain(const char *message);

/** cli_text_format: JSON if @json; else COLOUR if standard output is a terminal and neither
 * NO_COLOR nor TERM=dumb is set; else TEXT. */
AssayFormat cli_text_format(gboolean json);

/** cli_log_json: a message as one line of JSON on standard error, with the time. */
void cli_log_json(const char *level, const char *message);

#endif

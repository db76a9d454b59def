/* verb_drift.c: topic drift of pairs of question and abstract. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

extern const AssayVerb assay_verb_drift;

static FILE *open_table(const char *path, GError **error)
{
    if (path == NULL || strcmp(path, "-") == 0)
        return stdin;
    FILE *stream = fopen(path, "re");
    if (stream == NULL)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: %s", path, g_strerror(errno));
    return stream;
}

static gboolean score_lines(const AssayEngine *engine, FILE *stream, const char *name,
                            GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);
    guint n_lines = 0;
    char *buffer = NULL;
    size_t size = 0;
    gboolean done = TRUE;
    while (done && getline(&buffer, &size, stream) >= 0) {
        g_autofree char *result = NULL;
        n_lines++;
        g_string_assign(line, buffer);
        while (line->len > 0 && strchr("\r\n", line->str[line->len - 1]) != NULL)
            g_string_truncate(line, line->len - 1);
        done = assay_drift_line(engine, line->str, &result, error);
        if (!done)
            g_prefix_error(error, "%s:%u: ", name, n_lines);
        else if (result != NULL)
            printf("%s\n", result);
    }
    free(buffer);
    if (done && ferror(stream)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: cannot be read", name);
        done = FALSE;
    }
    return done;
}

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL, *table = NULL;
    const GOptionEntry entries[] = {
        {"tsv", 0, 0, G_OPTION_ARG_FILENAME, &table, "the pairs (default: standard input)", "FILE"},
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets", "DIR"},
        {0},
    };
    g_auto(GStrv) rest = NULL;
    if (!cli_parse(&assay_verb_drift, entries, argc, argv, 0, 0, &rest, error))
        return CLI_USAGE;
    const AssayEngine *engine = cli_engine(rules, error);
    if (engine == NULL)
        return CLI_USAGE;
    FILE *stream = open_table(table, error);
    if (stream == NULL)
        return CLI_FAILED;
    gboolean done = score_lines(engine, stream, table != NULL ? table : "-", error);
    if (stream != stdin)
        fclose(stream);
    return done ? CLI_DONE : CLI_FAILED;
}

const AssayVerb assay_verb_drift = {
    .name = "drift",
    .arguments = "",
    .summary = "score how far abstracts are from their questions",
    .help =
        "Each line of the table is `question TAB abstract`, or `label TAB question TAB abstract`;\n"
        "lines that begin with # are passed over. A line of the result has the label, if there\n"
        "is one, the score from 0 (same topic) to 1 (other topic; - where nothing can be said),\n"
        "the outcome, and the question's key terms that the abstract lacks.\n\n"
        "Example:\n  assay drift --tsv pairs.tsv\n",
    .run = run,
};

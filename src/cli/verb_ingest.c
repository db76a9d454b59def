/* verb_ingest.c: captures in, records out. */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

extern const AssayVerb assay_verb_ingest;

typedef struct {
    gint64 started_us, shown_us;
    gboolean is_shown;
} Progress;

/* One line that overwrites itself, ten times a second at most; only on a terminal. */
static void show_progress(const AssayProgress *progress, gpointer user_data)
{
    Progress *shown = user_data;
    gint64 now_us = g_get_monotonic_time();
    if (now_us - shown->shown_us < G_USEC_PER_SEC / 10)
        return;
    shown->shown_us = now_us;
    shown->is_shown = TRUE;
    double seconds = (double)(now_us - shown->started_us) / G_USEC_PER_SEC;
    fprintf(stderr, "\r\033[K%u inputs, %.0f/s  %.50s", progress->n_inputs,
            seconds > 0 ? progress->n_inputs / seconds : 0.0, progress->uri);
    fflush(stderr);
}

/* Conditions are names of checks too, so only their form can be wrong. */
static gboolean check_conditions(char **conditions, GError **error)
{
    for (char **condition = conditions; *condition != NULL; condition++) {
        if (**condition != '\0' &&
            strspn(*condition, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(*condition))
            continue;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "--fail-on %s: name unread, error, warning, info, flag or a check", *condition);
        return FALSE;
    }
    return TRUE;
}

static int finish(const AssaySummary *summary, const Progress *progress, char **conditions,
                  gboolean json)
{
    double seconds = (double)(g_get_monotonic_time() - progress->started_us) / G_USEC_PER_SEC;
    g_autofree char *text = assay_summary_format(summary, seconds,
                                                 json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT);
    cli_print(text);
    if (assay_summary_has(summary, "failed"))
        return CLI_FAILED;
    for (char **condition = conditions; condition != NULL && *condition != NULL; condition++)
        if (assay_summary_has(summary, *condition))
            return CLI_LOOK;
    return CLI_DONE;
}

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL, *out = NULL, *fail_on = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets", "DIR"},
        {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "where the records go (default: out)", "DIR"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &fail_on,
         "exit 1 on any of unread, error, warning, info, flag or a check's name", "A,B…"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "summary as JSON", NULL},
        {0},
    };
    g_auto(GStrv) paths = NULL, conditions = NULL;
    if (!cli_parse(&assay_verb_ingest, entries, argc, argv, 1, G_MAXUINT, &paths, error))
        return CLI_USAGE;
    if (fail_on != NULL) {
        conditions = g_strsplit(fail_on, ",", -1);
        if (!check_conditions(conditions, error))
            return CLI_USAGE;
    }
    g_autoptr(AssayEngine) engine = assay_engine_new(rules, error);
    if (engine == NULL)
        return CLI_USAGE;
    Progress progress = {.started_us = g_get_monotonic_time()};
    const AssayIngestOptions options = {
        .paths = (const char *const *)paths,
        .out = out != NULL ? out : "out",
        .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
        .user_data = &progress,
    };
    g_autoptr(AssaySummary) summary = NULL;
    gboolean done = assay_ingest(engine, &options, &summary, error);
    if (progress.is_shown)
        fputs("\r\033[K", stderr);
    return done ? finish(summary, &progress, conditions, json) : CLI_FAILED;
}

const AssayVerb assay_verb_ingest = {
    .name = "ingest",
    .arguments = "PATH…",
    .summary = "read captures, write one record for each work",
    .help =
        "PATH is a file, a folder or - for standard input. Below a folder every regular file is\n"
        "read, in order of name; what begins with a dot and symbolic links are passed over, and "
        "so\n"
        "is the output folder. Records go to DIR/records; captures of one work are merged into "
        "one\n"
        "record, also with captures of earlier runs into the same DIR.\n\n"
        "Standard output has a line for each input that did not become a record, and why, then\n"
        "the counts. Exit codes: 0 done; 1 done, and --fail-on was met; 2 wrong usage or rule "
        "set;\n"
        "3 the run failed.\n\n"
        "Example:\n  assay ingest --out records --fail-on unread,error captures/ report.pdf\n",
    .run = run,
};

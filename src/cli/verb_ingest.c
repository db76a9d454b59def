/* verb_ingest.c: captures in, records out. */
#include "cli/diff_options.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

extern const AssayVerb assay_verb_ingest;

/* Set by a signal handler, which can reach nothing else. */
static volatile gint stop_asked;

static void ask_to_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

/* The first signal ends the run in good order; the second takes its usual course. What a limit on
 * the size of files refuses is an error of the write, as on a full disk. */
static void catch_signals(void)
{
    (void)signal(SIGXFSZ, SIG_IGN);
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

typedef struct {
    gint64 started_us, shown_us;
    gboolean is_shown, logs_json;
} Progress;

/* Width of the bar. */
#define BAR_CELLS 20u

/* On a line of its own, also where progress is shown; or as a line of JSON. */
static void show_warning(const char *message, gpointer user_data)
{
    const Progress *progress = user_data;
    if (progress->logs_json) {
        cli_log_json("warning", message);
        return;
    }
    fprintf(stderr, "%sassay ingest: warning: %s\n", isatty(STDERR_FILENO) ? "\r\033[K" : "",
            message);
}

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
    double rate = seconds > 0 ? progress->n_inputs / seconds : 0.0;
    fputs("\r\033[K", stderr);
    /* How many there are is known from the last run only, and may have changed. */
    if (progress->n_expected >= progress->n_inputs && rate > 0) {
        char bar[BAR_CELLS + 1];
        guint n_full = (guint)((guint64)BAR_CELLS * progress->n_inputs / progress->n_expected);
        for (guint i = 0; i < BAR_CELLS; i++)
            bar[i] = i < n_full ? '#' : '.';
        bar[BAR_CELLS] = '\0';
        guint left_s = (guint)((progress->n_expected - progress->n_inputs) / rate);
        fprintf(stderr, "[%s] %u of about %u, %.0f/s, %u:%02u left  %.40s", bar, progress->n_inputs,
                progress->n_expected, rate, left_s / 60, left_s % 60, progress->uri);
    } else {
        fprintf(stderr, "%u inputs, %.0f/s  %.50s", progress->n_inputs, rate, progress->uri);
    }
    fflush(stderr);
}

static gboolean check_conditions(const AssayEngine *engine, char **conditions, GError **error)
{
    if (conditions != NULL && *conditions == NULL) /* --fail-on '' */
        return assay_condition_check(engine, "", error);
    for (char **condition = conditions; condition != NULL && *condition != NULL; condition++)
        if (!assay_condition_check(engine, *condition, error))
            return FALSE;
    return TRUE;
}

static int finish(const AssaySummary *summary, const Progress *progress, char **conditions,
                  gboolean json)
{
    double seconds = (double)(g_get_monotonic_time() - progress->started_us) / G_USEC_PER_SEC;
    g_autofree char *text = assay_summary_format(summary, seconds,
                                                 json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT);
    cli_print(text);
    if (assay_summary_has(summary, "failed") || assay_summary_has(summary, "interrupted"))
        return CLI_FAILED;
    for (char **condition = conditions; condition != NULL && *condition != NULL; condition++)
        if (assay_summary_has(summary, *condition))
            return CLI_LOOK;
    return CLI_DONE;
}

/* What the command line says. Strings owned; numbers 0 where nothing was said. */
typedef struct {
    char *rules, *out, *fail_on, *files_from, *metrics, *log_format, *against;
    char **paths, **conditions;
    gboolean is_nul, again, rehash, prune, keep_previous, is_dry, need_sandbox, wait, json;
    double alarm_drop;
    int alarm_documents, jobs;
    CliLimits limits;
    CliDiff diff;
} Command;

static void command_clear(Command *command)
{
    g_free(command->rules);
    g_free(command->out);
    g_free(command->fail_on);
    g_free(command->files_from);
    g_free(command->metrics);
    g_free(command->log_format);
    g_free(command->against);
    g_strfreev(command->paths);
    g_strfreev(command->conditions);
    cli_diff_clear(&command->diff);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Command, command_clear)

static const char *wrong_input(const Command *command)
{
    if (command->paths[0] == NULL && command->files_from == NULL)
        return "something is missing: name a PATH or --files-from FILE; see --help";
    if (command->is_nul && command->files_from == NULL)
        return "-0 says how names in --files-from FILE end; name that too";
    for (char **path = command->paths; *path != NULL; path++)
        if (strcmp(*path, "-") == 0 && g_strcmp0(command->files_from, "-") == 0)
            return "standard input cannot be both an input and the list of inputs";
    return NULL;
}

static const char *wrong_value(const Command *command)
{
    if (!(command->alarm_drop >= 0 && command->alarm_drop <= 1)) /* nor NaN */
        return "--alarm-drop: above 0, up to 1";
    if (command->alarm_documents < 0)
        return "--alarm-documents: 1 or more";
    if (command->log_format != NULL && strcmp(command->log_format, "json") != 0 &&
        strcmp(command->log_format, "text") != 0)
        return "--log-format: text or json";
    if (command->jobs < 0 || command->jobs > 256)
        return "--jobs: 1 to 256";
    return NULL;
}

static const char *wrong_dry_run(const Command *command)
{
    if (command->is_dry != (command->against != NULL))
        return "--dry-run and --against DIR go together";
    if (command->is_dry &&
        (command->out != NULL || command->keep_previous || command->metrics != NULL))
        return "--dry-run writes nothing: leave out --out, --keep-previous and --metrics";
    if (command->is_dry && command->fail_on != NULL)
        return "--dry-run exits with 1 where anything differs: leave out --fail-on";
    if (!command->is_dry && cli_diff_is_used(&command->diff))
        return "differences are shown by --dry-run --against DIR only";
    return NULL;
}

static gboolean check_command(const Command *command, GError **error)
{
    AssayLimits limits;
    const char *wrong = wrong_input(command);
    if (wrong == NULL)
        wrong = wrong_value(command);
    if (wrong == NULL)
        wrong = wrong_dry_run(command);
    if (wrong != NULL)
        g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, wrong);
    return wrong == NULL && cli_limits(&command->limits, &limits, error) &&
           cli_diff_check(&command->diff, command->json, error);
}

/* The differences, then how many inputs they took. */
static int run_dry(const AssayEngine *engine, const AssayIngestOptions *options,
                   const CliDiff *diff, gboolean json, const Progress *progress, GError **error)
{
    const AssayDiffOptions compare = cli_diff_options(diff, json);
    guint n_differences = 0, n_unread = 0;
    g_autoptr(AssaySummary) summary = NULL;
    gboolean done = assay_ingest_dry(engine, options, &compare, &summary, &n_differences, &n_unread,
                                     error);
    if (progress->is_shown)
        fputs("\r\033[K", stderr);
    if (!done)
        return CLI_FAILED;
    int code = cli_diff_finish(diff, n_differences, n_unread);
    if (diff->html || diff->xml) /* standard output is one document */
        return code;
    int ended = finish(summary, progress, NULL, json);
    return ended != CLI_DONE ? ended : code;
}

/* @entries: of GOptionEntry, terminated by itself. */
static void add_entries(Command *command, GArray *entries)
{
    const GOptionEntry own[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &command->rules, "folder of rule sets", "DIR"},
        {"out", 'o', 0, G_OPTION_ARG_FILENAME, &command->out, "where the records go (default: out)",
         "DIR"},
        {"fail-on", 0, 0, G_OPTION_ARG_STRING, &command->fail_on,
         "exit 1 on any of unread, vanished, alarm, error, warning, info, flag or a check's name",
         "A,B…"},
        {"files-from", 0, 0, G_OPTION_ARG_FILENAME, &command->files_from,
         "read also the files that FILE names, one a line (-: standard input)", "FILE"},
        {"null", '0', 0, G_OPTION_ARG_NONE, &command->is_nul, "names in FILE end with NUL bytes",
         NULL},
        {"again", 0, 0, G_OPTION_ARG_NONE, &command->again, "read every input, changed or not",
         NULL},
        {"rehash", 0, 0, G_OPTION_ARG_NONE, &command->rehash,
         "tell changed inputs by their bytes, not by size and time", NULL},
        {"prune", 0, 0, G_OPTION_ARG_NONE, &command->prune,
         "take out of the records what came from inputs that are gone", NULL},
        {"keep-previous", 0, 0, G_OPTION_ARG_NONE, &command->keep_previous,
         "keep the versions of records that this run replaces, for assay diff --last", NULL},
        {"dry-run", 0, 0, G_OPTION_ARG_NONE, &command->is_dry,
         "write nothing; show what would change in the tree of --against", NULL},
        {"against", 0, 0, G_OPTION_ARG_FILENAME, &command->against,
         "with --dry-run: the tree to compare with", "DIR"},
        {"alarm-drop", 0, 0, G_OPTION_ARG_DOUBLE, &command->alarm_drop,
         "share by which a rule's hit rate may fall (default: 0.3)", "SHARE"},
        {"alarm-documents", 0, 0, G_OPTION_ARG_INT, &command->alarm_documents,
         "do not judge rules by fewer documents (default: 20)", "N"},
        {"metrics", 0, 0, G_OPTION_ARG_FILENAME, &command->metrics,
         "write counts for Prometheus into FILE", "FILE"},
        {"log-format", 0, 0, G_OPTION_ARG_STRING, &command->log_format,
         "messages on standard error as text or json", "FORMAT"},
        {"jobs", 'j', 0, G_OPTION_ARG_INT, &command->jobs,
         "documents read at once (default: the number of cores)", "N"},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &command->limits.timeout_s,
         "seconds that one document may take (default: 20)", "S"},
        {"memory", 0, 0, G_OPTION_ARG_INT, &command->limits.memory_mib,
         "MiB that one document may take (default: 1024)", "MIB"},
        {"require-sandbox", 0, 0, G_OPTION_ARG_NONE, &command->need_sandbox,
         "refuse to run where the kernel denies a layer of the sandbox", NULL},
        {"wait", 0, 0, G_OPTION_ARG_NONE, &command->wait, "wait for another run on DIR to end",
         NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &command->json, "summary as JSON", NULL},
    };
    g_array_append_vals(entries, own, G_N_ELEMENTS(own));
    cli_diff_add_entries(&command->diff, entries);
}

static gboolean parse(Command *command, int argc, char **argv, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(TRUE, FALSE, sizeof(GOptionEntry));
    add_entries(command, entries);
    if (!cli_parse(&assay_verb_ingest, (const GOptionEntry *)(const void *)entries->data, argc,
                   argv, 0, G_MAXUINT, &command->paths, error))
        return FALSE;
    if (command->fail_on != NULL)
        command->conditions = g_strsplit(command->fail_on, ",", -1);
    return check_command(command, error);
}

/* All borrowed from @command and @progress. */
static AssayIngestOptions options_of(const Command *command, Progress *progress)
{
    AssayLimits limits;
    (void)cli_limits(&command->limits, &limits, NULL); /* which were checked */
    return (AssayIngestOptions){
        .paths = (const char *const *)command->paths,
        .out = command->out != NULL ? command->out : "out",
        .progress = isatty(STDERR_FILENO) && !progress->logs_json ? show_progress : NULL,
        .user_data = progress,
        .warn = show_warning,
        .n_jobs = (guint)command->jobs,
        .timeout_ms = limits.timeout_ms,
        .memory_bytes = limits.memory_bytes,
        .need_sandbox = command->need_sandbox,
        .wait = command->wait,
        .stop = &stop_asked,
        .files_from = command->files_from,
        .is_nul = command->is_nul,
        .again = command->again,
        .rehash = command->rehash,
        .prune = command->prune,
        .keep_previous = command->keep_previous,
        .against = command->against,
        .alarm_drop = command->alarm_drop,
        .alarm_documents = (guint)command->alarm_documents,
        .metrics = command->metrics,
    };
}

static int run(int argc, char **argv, GError **error)
{
    g_auto(Command) command = {0};
    if (!parse(&command, argc, argv, error))
        return CLI_USAGE;
    const AssayEngine *engine = cli_engine(command.rules, error);
    if (engine == NULL || !check_conditions(engine, command.conditions, error))
        return CLI_USAGE;
    Progress progress = {.started_us = g_get_monotonic_time(),
                         .logs_json = g_strcmp0(command.log_format, "json") == 0};
    const AssayIngestOptions options = options_of(&command, &progress);
    g_autoptr(AssaySummary) summary = NULL;
    catch_signals();
    if (command.is_dry)
        return run_dry(engine, &options, &command.diff, command.json, &progress, error);
    gboolean done = assay_ingest(engine, &options, &summary, error);
    if (progress.is_shown)
        fputs("\r\033[K", stderr);
    return done ? finish(summary, &progress, command.conditions, command.json) : CLI_FAILED;
}

const AssayVerb assay_verb_ingest = {
    .name = "ingest",
    .arguments = "[PATH…]",
    .summary = "read captures, write one record for each work",
    .help =
        "PATH is a file, a folder, an archive (tar, zip, WARC, ARC) or - for standard input. Below "
        "a folder every regular file is\n"
        "read, in order of name; what begins with a dot and symbolic links are passed over, and "
        "so\n"
        "is the output folder. Records go to DIR/records; captures of one work are merged into "
        "one\n"
        "record, also with captures of earlier runs into the same DIR.\n\n"
        "DIR/ledger.sqlite keeps what was read, by which rules: an input that is as it was is\n"
        "passed over, unless the rules of its profile changed; one whose bytes changed takes the\n"
        "place of what it gave before; one that is gone is reported, once, and its record kept\n"
        "(but see --prune). Without that file the next run takes longer, and that is all.\n"
        "A rule that takes something from far fewer documents than in the runs before is reported "
        "as\n"
        "an alarm, with examples: the layout of a site may have changed.\n\n"
        "Documents are read by worker processes that can neither write files nor reach the "
        "network.\n"
        "A document that cannot be read, takes too long or too much memory, or ends its worker\n"
        "twice, is described in DIR/quarantine/ with the reason, until a run can read it. One run\n"
        "at a time works on DIR. After SIGINT or SIGTERM the documents in hand are finished and\n"
        "the run ends with exit code 3; after any end, the next run goes on where it stopped.\n\n"
        "With --dry-run --against DIR nothing is written: standard output has what would change\n"
        "in DIR, as assay diff shows it (exit code 1 if anything), then the counts: what neither\n"
        "changed nor is read by rules that did is passed over. Not while another run works on "
        "DIR.\n\n"
        "Standard output has a line for each input that did not become a record, and why, then\n"
        "the counts. Exit codes: 0 done; 1 done, and --fail-on was met; 2 wrong usage or rule "
        "set;\n"
        "3 the run failed.\n\n"
        "Example:\n  assay ingest --out records --fail-on unread,error captures/ report.pdf\n",
    .run = run,
};

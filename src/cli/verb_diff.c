/* verb_diff.c: what changed between two records or two trees, by field. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_diff;

/* What of diff(1) this verb keeps: trouble is 2, whatever its kind. */
enum { DIFF_TROUBLE = 2 };

typedef struct {
    char **only, **ignore, **accepted;
    char *accept, *reason;
    gboolean evidence, stat, last, xml, json, html;
    int limit;
} Options;

static void options_clear(Options *options)
{
    g_strfreev(options->only);
    g_strfreev(options->ignore);
    g_strfreev(options->accepted);
    g_free(options->accept);
    g_free(options->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean parse(Options *options, int argc, char **argv, char ***ret_paths, GError **error)
{
    const GOptionEntry entries[] = {
        {"only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->only,
         "only what is at or below PATH: review/@score, claims (may be repeated)", "PATH"},
        {"ignore", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->ignore,
         "nothing at or below PATH (may be repeated)", "PATH"},
        {"evidence", 0, 0, G_OPTION_ARG_NONE, &options->evidence, "sources and evidence too", NULL},
        {"stat", 0, 0, G_OPTION_ARG_NONE, &options->stat, "the summary alone", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &options->limit, "show N changes at most; count all",
         "N"},
        {"accepted", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->accepted,
         "leave out the differences that FILE accepts (may be repeated)", "FILE"},
        {"accept", 0, 0, G_OPTION_ARG_FILENAME, &options->accept,
         "show nothing; add what differs to FILE, as intended", "FILE"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "with --accept: why it is intended",
         "TEXT"},
        {"last", 0, 0, G_OPTION_ARG_NONE, &options->last,
         "what the last run with --keep-previous changed in NEW (default: out)", NULL},
        {"xml", 0, 0, G_OPTION_ARG_NONE, &options->xml, "as XML", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "as JSON", NULL},
        {"html", 0, 0, G_OPTION_ARG_NONE, &options->html, "as one page to look at", NULL},
        {0},
    };
    return cli_parse(&assay_verb_diff, entries, argc, argv, 0, 2, ret_paths, error);
}

static gboolean refuse(const char *message, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s; see assay diff --help", message);
    return FALSE;
}

static gboolean check(const Options *options, guint n_paths, GError **error)
{
    if (options->last && n_paths > 1)
        return refuse("--last takes one tree", error);
    if (!options->last && n_paths != 2)
        return refuse("name two records or two trees", error);
    if (options->xml + options->json + options->html > 1)
        return refuse("only one of --xml, --json and --html", error);
    if (options->limit < 0)
        return refuse("--limit: a number of 0 or more", error);
    if ((options->accept != NULL) != (options->reason != NULL))
        return refuse("--accept FILE and --reason TEXT go together", error);
    if (options->reason != NULL && *g_strstrip(options->reason) == '\0')
        return refuse("--reason: say why", error);
    return TRUE;
}

static void write_out(const char *text, gsize length, gpointer user_data)
{
    (void)user_data;
    fwrite(text, 1, length, stdout);
}

static void tell_trouble(const char *message, gpointer user_data)
{
    (void)user_data;
    fprintf(stderr, "assay diff: %s\n", message);
}

static AssayFormat format_of(const Options *options)
{
    return options->xml    ? ASSAY_FORMAT_XML
           : options->html ? ASSAY_FORMAT_HTML
                           : cli_text_format(options->json);
}

static int finish(const Options *options, guint n_differences, guint n_unread)
{
    if (options->accept != NULL)
        printf("%u differences accepted in %s\n", n_differences, options->accept);
    if (n_unread > 0)
        return DIFF_TROUBLE;
    return n_differences > 0 && options->accept == NULL ? CLI_LOOK : CLI_DONE;
}

static int run(int argc, char **argv, GError **error)
{
    g_auto(Options) options = {0};
    g_auto(GStrv) paths = NULL;
    if (!parse(&options, argc, argv, &paths, error) ||
        !check(&options, g_strv_length(paths), error))
        return DIFF_TROUBLE;
    const char *last = paths[0] != NULL ? paths[0] : "out";
    const AssayDiffOptions what = {
        .old_path = options.last ? NULL : paths[0],
        .new_path = options.last ? last : paths[1],
        .only = (const char *const *)options.only,
        .ignore = (const char *const *)options.ignore,
        .with_evidence = options.evidence,
        .stat_only = options.stat,
        .limit = (guint)options.limit,
        .accepted = (const char *const *)options.accepted,
        .accept = options.accept,
        .reason = options.reason,
        .format = format_of(&options),
        .write = write_out,
        .trouble = tell_trouble,
    };
    guint n_differences = 0, n_unread = 0;
    g_autoptr(GError) cause = NULL;
    if (assay_diff(&what, &n_differences, &n_unread, &cause))
        return finish(&options, n_differences, n_unread);
    tell_trouble(cause->message, NULL);
    return DIFF_TROUBLE;
}

const AssayVerb assay_verb_diff = {
    .name = "diff",
    .arguments = "OLD NEW",
    .summary = "show what changed between two records or two trees",
    .help =
        "OLD and NEW are two record files or two folders that assay ingest wrote. Claims,\n"
        "references and flags are matched by what they say: + added, - removed, ~ changed,\n"
        "> moved. Sources and evidence are left out. At the end: how many records gained, lost,\n"
        "changed or moved each field, and the rules that gave the old and the new values.\n\n"
        "--accept adds what differs to a text file, one change a line, to be reviewed and\n"
        "committed; --accepted leaves out what such a file holds.\n\n"
        "Exit codes: 0 the same (or all accepted); 1 different; 2 trouble: a record that cannot\n"
        "be read, wrong usage.\n\n"
        "Examples:\n  assay diff last-week/ out/\n"
        "  assay diff --html --ignore body last-week/ out/ > changes.html\n"
        "  assay diff --accept intended.tsv --reason 'scores now read from the header' old new\n"
        "  assay diff --accepted intended.tsv old new\n  assay diff --last out/\n",
    .run = run,
};

/* verb_diff.c: what changed between two records or two trees, by field. */
#include "cli/diff_options.h"

extern const AssayVerb assay_verb_diff;

static gboolean parse(CliDiff *diff, gboolean *json, gboolean *last, int argc, char **argv,
                      char ***ret_paths, GError **error)
{
    const GOptionEntry own[] = {
        {"last", 0, 0, G_OPTION_ARG_NONE, last,
         "what the last run with --keep-previous changed in NEW (default: out)", NULL},
        {"json", 0, 0, G_OPTION_ARG_NONE, json, "differences as JSON", NULL},
    };
    g_autoptr(GArray) entries = g_array_new(TRUE, FALSE, sizeof(GOptionEntry));
    cli_diff_add_entries(diff, entries);
    g_array_append_vals(entries, own, G_N_ELEMENTS(own));
    return cli_parse(&assay_verb_diff, (const GOptionEntry *)(const void *)entries->data, argc,
                     argv, 0, 2, ret_paths, error) &&
           cli_diff_check(diff, *json, error);
}

static gboolean check_paths(gboolean last, guint n_paths, GError **error)
{
    if (last ? n_paths <= 1 : n_paths == 2)
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s; see --help",
                last ? "--last takes one tree" : "name two records or two trees");
    return FALSE;
}

static int run(int argc, char **argv, GError **error)
{
    g_auto(CliDiff) diff = {0};
    g_auto(GStrv) paths = NULL;
    gboolean json = FALSE, last = FALSE;
    if (!parse(&diff, &json, &last, argc, argv, &paths, error) ||
        !check_paths(last, g_strv_length(paths), error))
        return CLI_USAGE;
    AssayDiffOptions options = cli_diff_options(&diff, json);
    options.old_path = last ? NULL : paths[0];
    options.new_path = !last ? paths[1] : paths[0] != NULL ? paths[0] : "out";
    guint n_differences = 0, n_unread = 0;
    g_autoptr(GError) cause = NULL;
    if (assay_diff(&options, &n_differences, &n_unread, &cause))
        return cli_diff_finish(&diff, n_differences, n_unread);
    options.trouble(cause->message, NULL);
    return CLI_DIFF_TROUBLE;
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

/* verb_extract.c: shows the document that an input is read as. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_extract;

/* What would be passed over without a word. */
static gboolean check(gboolean account, gboolean xml, char **tables, const char *rules,
                      gboolean profile, GError **error)
{
    const char *wrong = NULL;
    if (account && (xml || tables != NULL))
        wrong = "--account shows numbers only: leave out --xml and --table";
    else if (rules != NULL && !profile)
        wrong = "--rules says where profiles are; name --profile too";
    if (wrong != NULL)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s; see --help", wrong);
    return wrong == NULL;
}

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL;
    g_auto(GStrv) tables = NULL;
    gboolean xml = FALSE, profile = FALSE, account = FALSE;
    CliLimits given = {0, 0};
    AssayLimits limits;
    const GOptionEntry entries[] = {
        {"xml", 0, 0, G_OPTION_ARG_NONE, &xml, "as XML, for a machine", NULL},
        {"account", 0, 0, G_OPTION_ARG_NONE, &account,
         "how much of the text is kept, dropped and why, and in no block", NULL},
        {"table", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tables,
         "a PDF has a table here: 'page 2 72,96.5 310,208' (may be given again)", "PLACE"},
        {"profile", 'p', 0, G_OPTION_ARG_NONE, &profile,
         "after the layout of the profile that claims it", NULL},
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets (with --profile)",
         "DIR"},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &given.timeout_s,
         "seconds that it may take (default: 20)", "S"},
        {"memory", 0, 0, G_OPTION_ARG_INT, &given.memory_mib,
         "MiB that it may take (default: 1024)", "MIB"},
        {0},
    };
    g_auto(GStrv) paths = NULL;
    if (!cli_parse(&assay_verb_extract, entries, argc, argv, 1, 1, &paths, error) ||
        !check(account, xml, tables, rules, profile, error) ||
        !cli_limits(&given, &limits, error) || !cli_is_there(paths[0], error))
        return CLI_USAGE;
    const AssayEngine *engine = NULL;
    if (profile) {
        engine = cli_engine(rules, error);
        if (engine == NULL)
            return CLI_USAGE;
    }
    AssayFormat format = xml ? ASSAY_FORMAT_XML : ASSAY_FORMAT_TEXT;
    g_autofree char *text = account
                                ? assay_extract_account(engine, paths[0], &limits, error)
                                : assay_extract_print(engine, paths[0], (const char *const *)tables,
                                                      format, &limits, error);
    if (text == NULL)
        return CLI_FAILED;
    cli_print(text);
    return CLI_DONE;
}

const AssayVerb assay_verb_extract = {
    .name = "extract",
    .arguments = "FILE",
    .summary = "show the blocks, tables and labels a file is read as",
    .help =
        "FILE may be - for standard input. This is what rules look at: with --profile, after\n"
        "known headings and labels were split off. With --account, characters by what became of\n"
        "them; white space is not counted. The places of tables are given as --xml prints them: "
        "the page\n"
        "and a rectangle, in points from its top left corner.\n\n"
        "Example:\n  assay extract --profile page.html\n",
    .run = run,
};

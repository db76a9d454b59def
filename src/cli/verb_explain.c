/* verb_explain.c: where each value comes from, for authors of rules. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_explain;

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL;
    gboolean json = FALSE;
    CliLimits given = {0, 0};
    AssayLimits limits;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets", "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON", NULL},
        {"timeout", 0, 0, G_OPTION_ARG_INT, &given.timeout_s,
         "seconds that it may take (default: 20)", "S"},
        {"memory", 0, 0, G_OPTION_ARG_INT, &given.memory_mib,
         "MiB that it may take (default: 1024)", "MIB"},
        {0},
    };
    g_auto(GStrv) rest = NULL;
    if (!cli_parse(&assay_verb_explain, entries, argc, argv, 1, 2, &rest, error) ||
        !cli_limits(&given, &limits, error) || !cli_is_there(rest[0], error))
        return CLI_USAGE;
    const AssayEngine *engine = cli_engine(rules, error);
    if (engine == NULL)
        return CLI_USAGE;
    g_autofree char *text = assay_explain(engine, rest[0], rest[1], cli_text_format(json), &limits,
                                          error);
    if (text == NULL)
        return CLI_FAILED;
    cli_print(text);
    return CLI_DONE;
}

const AssayVerb assay_verb_explain = {
    .name = "explain",
    .arguments = "FILE [PATH]",
    .summary = "show which rule found each value, and what lost",
    .help =
        "For each value of the record of FILE: the value, its rule and where that stands, the\n"
        "source text around it and the candidates that lost, with the reason; for a value that\n"
        "is absent, what was tried. PATH (review/@score, claims) limits it to the values at or\n"
        "below that place. FILE may be - for standard input.\n\n"
        "Example:\n  assay explain page.txt review/@score\n",
    .run = run,
};

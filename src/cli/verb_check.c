/* verb_check.c: schema and checks again, over records as they stand. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_check;

/* A file that is no record is reported and the others are still looked at. */
static int check_all(const AssayEngine *engine, char **paths, AssayFormat format)
{
    int code = CLI_DONE;
    for (char **path = paths; *path != NULL; path++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *report = NULL;
        guint n_differences = 0;
        if (!assay_check(engine, *path, format, &report, &n_differences, &error)) {
            cli_complain(error->message);
            code = CLI_FAILED;
            continue;
        }
        cli_print(report);
        if (n_differences > 0 && code == CLI_DONE)
            code = CLI_LOOK;
    }
    return code;
}

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets", "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON, one object a line", NULL},
        {0},
    };
    g_auto(GStrv) paths = NULL;
    if (!cli_parse(&assay_verb_check, entries, argc, argv, 1, G_MAXUINT, &paths, error))
        return CLI_USAGE;
    for (char **path = paths; *path != NULL; path++)
        if (!cli_is_there(*path, error))
            return CLI_USAGE;
    const AssayEngine *engine = cli_engine(rules, error);
    if (engine == NULL)
        return CLI_USAGE;
    return check_all(engine, paths, json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT);
}

const AssayVerb assay_verb_check = {
    .name = "check",
    .arguments = "RECORD…",
    .summary = "run schema and checks again over records",
    .help =
        "Nothing is written. `+ check` is a flag that would be raised and does not stand in the\n"
        "record, `- check` one that stands there and would not be raised now.\n"
        "Exit codes: 0 the records say what the checks say; 1 they differ; 3 a file is no\n"
        "record.\n\n"
        "Example:\n  assay check out/records/*/*.xml\n",
    .run = run,
};

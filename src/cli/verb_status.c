/* verb_status.c: how a tree of records is. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_status;

static int run(int argc, char **argv, GError **error)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON", NULL},
        {0},
    };
    g_auto(GStrv) paths = NULL;
    if (!cli_parse(&assay_verb_status, entries, argc, argv, 0, 1, &paths, error))
        return CLI_USAGE;
    g_autofree char *text = assay_status(paths[0] != NULL ? paths[0] : "out",
                                         json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT, error);
    if (text == NULL)
        return CLI_FAILED;
    cli_print(text);
    return CLI_DONE;
}

const AssayVerb assay_verb_status = {
    .name = "status",
    .arguments = "[OUT]",
    .summary = "the counts of a tree, its last runs, what is wrong",
    .help =
        "OUT is an output folder (default: out). Shown are the records, captures and flags by\n"
        "profile; the last five runs; what is in quarantine, and why; inputs that are gone and\n"
        "whose records were kept; the records that carry errors. Works beside a run.\n\n"
        "Example:\n  assay status out/\n",
    .run = run,
};

/* verb_diff.c: what changed between two records or two trees, by field. */
#include "cli/cli.h"

extern const AssayVerb assay_verb_diff;

static int run(int argc, char **argv, GError **error)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON", NULL},
        {0},
    };
    g_auto(GStrv) paths = NULL;
    if (!cli_parse(&assay_verb_diff, entries, argc, argv, 2, 2, &paths, error))
        return CLI_USAGE;
    guint n_differences = 0;
    g_autofree char *text = assay_diff(paths[0], paths[1], cli_text_format(json), &n_differences,
                                       error);
    if (text == NULL)
        return CLI_FAILED;
    cli_print(text);
    return n_differences > 0 ? CLI_LOOK : CLI_DONE;
}

const AssayVerb assay_verb_diff = {
    .name = "diff",
    .arguments = "OLD NEW",
    .summary = "show what changed between two records or two trees",
    .help =
        "OLD and NEW are two record files or two output folders. One line a value: `+` gained,\n"
        "`-` lost, `~` changed; flags by check and values. Sources and evidence are left out.\n"
        "Exit codes: 0 no difference; 1 differences; 2 wrong usage; 3 cannot be read.\n\n"
        "Example:\n  assay diff last-week/ out/\n",
    .run = run,
};

/* verb_rules.c: lint, test and list rule sets. */
#include "cli/cli.h"

#include <string.h>

extern const AssayVerb assay_verb_rules;

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *rules = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules, "folder of rule sets", "DIR"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "as JSON", NULL},
        {0},
    };
    g_auto(GStrv) rest = NULL;
    if (!cli_parse(&assay_verb_rules, entries, argc, argv, 1, 1, &rest, error))
        return CLI_USAGE;
    const char *task = rest[0];
    if (strcmp(task, "lint") != 0 && strcmp(task, "test") != 0 && strcmp(task, "list") != 0) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: say lint, test or list", task);
        return CLI_USAGE;
    }
    const AssayEngine *engine = cli_engine(rules, error);
    if (engine == NULL)
        return CLI_USAGE;
    guint n_complaints = 0;
    AssayFormat format = json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT;
    g_autofree char *text = NULL;
    if (strcmp(task, "lint") == 0)
        text = assay_lint(engine, format, &n_complaints);
    else if (strcmp(task, "test") == 0)
        text = assay_test(engine, format, &n_complaints);
    else
        text = assay_list(engine, format);
    cli_print(text);
    return n_complaints > 0 ? CLI_USAGE : CLI_DONE;
}

const AssayVerb assay_verb_rules = {
    .name = "rules",
    .arguments = "lint|test|list",
    .summary = "check rule sets, run their examples, list them",
    .help = "lint: the schema, patterns, targets, names and labels of every rule set.\n"
            "test: every example, rejected text, hit and near miss that the rules carry.\n"
            "list: profiles, their rules and what they set.\n"
            "A complaint is one line, file:line: message. Exit code 2 if there is any.\n\n"
            "Example:\n  assay rules lint --rules my-rules\n",
    .run = run,
};

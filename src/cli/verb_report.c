/* verb_report.c: the flags of a tree of records. */
#include "cli/cli.h"

#include <string.h>

extern const AssayVerb assay_verb_report;

static gboolean parse_format(const char *name, AssayFormat *ret_format, GError **error)
{
    static const struct {
        const char *name;
        AssayFormat format;
    } formats[] = {
        {"text", ASSAY_FORMAT_TEXT}, {"tsv", ASSAY_FORMAT_TSV}, {"json", ASSAY_FORMAT_JSON}};
    for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(name, formats[i].name) == 0) {
            *ret_format = formats[i].format;
            return TRUE;
        }
    }
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "--format %s: say text, tsv or json", name);
    return FALSE;
}

static int run(int argc, char **argv, GError **error)
{
    g_autofree char *format_name = NULL;
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &format_name, "text (default), tsv or json", "F"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "the same as --format json", NULL},
        {0},
    };
    g_auto(GStrv) paths = NULL;
    if (!cli_parse(&assay_verb_report, entries, argc, argv, 0, 1, &paths, error))
        return CLI_USAGE;
    AssayFormat format = json ? ASSAY_FORMAT_JSON : ASSAY_FORMAT_TEXT;
    if (format_name != NULL && !parse_format(format_name, &format, error))
        return CLI_USAGE;
    g_autofree char *text = assay_report(paths[0] != NULL ? paths[0] : "out", format, error);
    if (text == NULL)
        return CLI_FAILED;
    cli_print(text);
    return CLI_DONE;
}

const AssayVerb assay_verb_report = {
    .name = "report",
    .arguments = "[OUT]",
    .summary = "list every flag of a tree of records",
    .help =
        "OUT is an output folder (default: out). Flags stand by check, the gravest first, then\n"
        "by record.\n\n"
        "Example:\n  assay report --format tsv out/ | sort | less\n",
    .run = run,
};

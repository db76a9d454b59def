/* diff_options.c: see diff_options.h. */
#include "cli/diff_options.h"

void cli_diff_clear(CliDiff *diff)
{
    g_strfreev(diff->only);
    g_strfreev(diff->ignore);
    g_strfreev(diff->accepted);
    g_free(diff->accept);
    g_free(diff->reason);
}

void cli_diff_add_entries(CliDiff *diff, GArray *entries)
{
    const GOptionEntry own[] = {
        {"only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &diff->only,
         "differences at or below PATH: review/@score, claims (may be repeated)", "PATH"},
        {"ignore", 0, 0, G_OPTION_ARG_STRING_ARRAY, &diff->ignore,
         "no differences at or below PATH (may be repeated)", "PATH"},
        {"evidence", 0, 0, G_OPTION_ARG_NONE, &diff->evidence,
         "differences of sources and evidence too", NULL},
        {"stat", 0, 0, G_OPTION_ARG_NONE, &diff->stat, "the summary of differences alone", NULL},
        {"limit", 0, 0, G_OPTION_ARG_INT, &diff->limit, "show N differences at most; count all",
         "N"},
        {"accepted", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &diff->accepted,
         "leave out the differences that FILE accepts (may be repeated)", "FILE"},
        {"accept", 0, 0, G_OPTION_ARG_FILENAME, &diff->accept,
         "show nothing; add what differs to FILE, as intended", "FILE"},
        {"reason", 0, 0, G_OPTION_ARG_STRING, &diff->reason, "with --accept: why it is intended",
         "TEXT"},
        {"xml", 0, 0, G_OPTION_ARG_NONE, &diff->xml, "differences as XML", NULL},
        {"html", 0, 0, G_OPTION_ARG_NONE, &diff->html, "differences as one page to look at", NULL},
    };
    g_array_append_vals(entries, own, G_N_ELEMENTS(own));
}

static gboolean refuse(const char *message, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s; see --help", message);
    return FALSE;
}

gboolean cli_diff_check(const CliDiff *diff, gboolean json, GError **error)
{
    if ((diff->xml ? 1 : 0) + (diff->html ? 1 : 0) + (json ? 1 : 0) > 1)
        return refuse("only one of --xml, --json and --html", error);
    if (diff->limit < 0)
        return refuse("--limit: a number of 0 or more", error);
    if ((diff->accept != NULL) != (diff->reason != NULL))
        return refuse("--accept FILE and --reason TEXT go together", error);
    if (diff->reason != NULL && *g_strstrip(diff->reason) == '\0')
        return refuse("--reason: say why", error);
    return TRUE;
}

gboolean cli_diff_is_used(const CliDiff *diff)
{
    return diff->only != NULL || diff->ignore != NULL || diff->accepted != NULL ||
           diff->accept != NULL || diff->reason != NULL || diff->evidence || diff->stat ||
           diff->xml || diff->html || diff->limit != 0;
}

static void write_out(const char *text, gsize length, gpointer user_data)
{
    (void)user_data;
    fwrite(text, 1, length, stdout);
}

static void tell_trouble(const char *message, gpointer user_data)
{
    (void)user_data;
    cli_complain(message);
}

AssayDiffOptions cli_diff_options(const CliDiff *diff, gboolean json)
{
    return (AssayDiffOptions){
        .only = (const char *const *)diff->only,
        .ignore = (const char *const *)diff->ignore,
        .with_evidence = diff->evidence,
        .stat_only = diff->stat,
        .limit = (guint)diff->limit,
        .accepted = (const char *const *)diff->accepted,
        .accept = diff->accept,
        .reason = diff->reason,
        .format = diff->xml    ? ASSAY_FORMAT_XML
                  : diff->html ? ASSAY_FORMAT_HTML
                               : cli_text_format(json),
        .write = write_out,
        .trouble = tell_trouble,
    };
}

int cli_diff_finish(const CliDiff *diff, guint n_differences, guint n_unread)
{
    if (diff->accept != NULL)
        printf("%u differences accepted in %s\n", n_differences, diff->accept);
    if (n_unread > 0)
        return CLI_DIFF_TROUBLE;
    return n_differences > 0 && diff->accept == NULL ? CLI_LOOK : CLI_DONE;
}

/* cli.c: see cli.h. */
#include "cli/cli.h"

#include <string.h>
#include <unistd.h>

static GOptionContext *new_context(const AssayVerb *verb, const GOptionEntry *entries, char ***rest)
{
    /* The verb stands in the parameter string, so that usage reads `assay ingest [OPTION…] PATH…`
     * whatever the options. */
    const GOptionEntry remaining[] = {
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, rest, NULL,
         *verb->arguments != '\0' ? verb->arguments : NULL},
        {0},
    };
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_summary(context, verb->summary);
    g_option_context_set_description(context, verb->help);
    if (entries != NULL)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, remaining, NULL);
    return context;
}

gboolean cli_parse(const AssayVerb *verb, const GOptionEntry *entries, int argc, char **argv,
                   guint min_rest, guint max_rest, char ***ret_rest, GError **error)
{
    g_auto(GStrv) rest = NULL;
    g_autoptr(GError) cause = NULL;
    g_autofree char *program = g_strconcat("assay ", verb->name, NULL);
    g_set_prgname(program);
    g_autoptr(GOptionContext) context = new_context(verb, entries, &rest);
    if (!g_option_context_parse(context, &argc, &argv, &cause)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s; see assay %s --help",
                    cause->message, verb->name);
        return FALSE;
    }
    guint n_rest = rest == NULL ? 0 : g_strv_length(rest);
    if (n_rest < min_rest || n_rest > max_rest) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: usage: assay %s%s%s; see --help",
                    n_rest < min_rest ? "something is missing" : "too many arguments", verb->name,
                    *verb->arguments != '\0' ? " " : "", verb->arguments);
        return FALSE;
    }
    *ret_rest = rest != NULL ? g_steal_pointer(&rest) : g_new0(char *, 1);
    return TRUE;
}

const AssayEngine *cli_engine(const char *rules_folder, GError **error)
{
    static AssayEngine *engine;
    if (engine == NULL)
        engine = assay_engine_new(rules_folder, error);
    return engine;
}

gboolean cli_limits(const CliLimits *limits, AssayLimits *ret_limits, GError **error)
{
    const char *wrong = NULL;
    if (limits->timeout_s < 0 || limits->timeout_s > 86400)
        wrong = "--timeout: 1 to 86400 seconds";
    else if (limits->memory_mib < 0 || limits->memory_mib > 1024 * 1024)
        wrong = "--memory: 1 to 1048576 MiB";
    if (wrong != NULL)
        g_set_error_literal(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, wrong);
    ret_limits->timeout_ms = (guint)limits->timeout_s * 1000;
    ret_limits->memory_bytes = (guint64)limits->memory_mib * 1024 * 1024;
    return wrong == NULL;
}

void cli_print(const char *text)
{
    fwrite(text, 1, strlen(text), stdout);
}

gboolean cli_is_there(const char *path, GError **error)
{
    if (strcmp(path, "-") == 0 || g_file_test(path, G_FILE_TEST_EXISTS))
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: no such file", path);
    return FALSE;
}

void cli_complain(const char *message)
{
    g_autofree char *line = assay_printable(message);
    fprintf(stderr, "%s: %s\n", g_get_prgname(), line);
}

/* Levels are words of ours; control characters and quotes of the message are escaped. */
void cli_log_json(const char *level, const char *message)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *valid = g_utf8_make_valid(message, -1);
    fprintf(stderr, "{\"time\": \"%s\", \"level\": \"%s\", \"message\": \"", time, level);
    for (const char *c = valid; *c != '\0'; c++) {
        if ((guchar)*c < 0x20)
            fprintf(stderr, "\\u%04x", (guint)(guchar)*c);
        else
            fprintf(stderr, "%s%c", *c == '"' || *c == '\\' ? "\\" : "", *c);
    }
    fputs("\"}\n", stderr);
}

static gboolean wants_colour(FILE *stream)
{
    const char *no_colour = g_getenv("NO_COLOR");
    return isatty(fileno(stream)) && (no_colour == NULL || *no_colour == '\0') &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

AssayFormat cli_text_format(gboolean json)
{
    if (json)
        return ASSAY_FORMAT_JSON;
    return wants_colour(stdout) ? ASSAY_FORMAT_COLOUR : ASSAY_FORMAT_TEXT;
}

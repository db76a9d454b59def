/* main.c: finds the verb, runs it, turns errors into messages and exit codes. */
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

extern const AssayVerb *const assay_verb_table[]; /* written by CMakeLists.txt */

/* Characters, not bytes: printf would count those of an ellipsis as three. */
#define ARGUMENTS_WIDTH 16

static void print_usage(void)
{
    cli_print("Turns captures of pages and reports into canonical XML records, and says what in "
              "them cannot be true together.\n\n"
              "Usage: assay VERB [OPTION…] …\n\n");
    for (const AssayVerb *const *verb = assay_verb_table; *verb != NULL; verb++)
        printf("  %-8s %s%*s %s\n", (*verb)->name, (*verb)->arguments,
               ARGUMENTS_WIDTH - (int)g_utf8_strlen((*verb)->arguments, -1), "", (*verb)->summary);
    cli_print("\n`assay VERB --help` says more, with an example. `assay --version` says which.\n"
              "Exit codes: 0 done; 1 done, and there is something to look at; 2 wrong usage or "
              "rule set;\n3 the run itself failed.\n");
}

static const AssayVerb *find_verb(const char *name)
{
    for (const AssayVerb *const *verb = assay_verb_table; *verb != NULL; verb++)
        if (strcmp((*verb)->name, name) == 0)
            return *verb;
    return NULL;
}

/* Documents come one after another and are of a size: memory that one gave back serves the next,
 * and is not returned to the kernel to be asked for again, page by page. Workers inherit this. */
static void keep_freed_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 32 * 1024 * 1024);
    mallopt(M_TOP_PAD, 1024 * 1024);
}

static int code_of(const GError *error)
{
    if (g_error_matches(error, ASSAY_ERROR, ASSAY_ERROR_USAGE) ||
        g_error_matches(error, ASSAY_ERROR, ASSAY_ERROR_RULES))
        return CLI_USAGE;
    return CLI_FAILED;
}

static int run_verb(const AssayVerb *verb, int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int code = verb->run(argc, argv, &error);
    if (error != NULL) {
        cli_complain(error->message);
        code = code_of(error);
    }
    /* A full disk or a closed pipe shows only here; a result that got lost is a failed run. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        cli_complain("standard output cannot be written");
        return CLI_FAILED;
    }
    return code;
}

int main(int argc, char **argv)
{
    /* Character types only, for option parsing; numbers, order and case never follow a locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
    keep_freed_memory();
    if (argc < 2) {
        fputs("assay: which verb? see assay --help\n", stderr);
        return CLI_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage();
        return CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("assay %s\n", assay_version());
        return CLI_DONE;
    }
    const AssayVerb *verb = find_verb(argv[1]);
    if (verb == NULL) {
        g_autofree char *name = assay_printable(argv[1]);
        fprintf(stderr, "assay: no verb is called %s; see assay --help\n", name);
        return CLI_USAGE;
    }
    return run_verb(verb, argc - 1, argv + 1);
}

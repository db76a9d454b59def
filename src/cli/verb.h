/* verb.h: one verb of the command line.
 *
 * Each verb is one file `verb_<name>.c` with a const AssayVerb `assay_verb_<name>`; the build
 * collects them from the file names. A verb parses its options, asks the library (assay.h), prints
 * the result to standard output and says with its exit code what became of it. */
#ifndef ASSAY_CLI_VERB_H
#define ASSAY_CLI_VERB_H

#include "assay.h"

/** Exit codes, the same for every verb. */
enum {
    CLI_DONE = 0,
    CLI_LOOK = 1,  /* done, and there is something to look at */
    CLI_USAGE = 2, /* wrong usage, configuration or rule set */
    CLI_FAILED = 3 /* the run itself failed */
};

typedef struct {
    const char *name;
    const char *arguments; /* `FILE [PATH]` */
    const char *summary;   /* one line for `assay --help` */
    const char *help;      /* what it does, exit codes that are its own, an example */
    /** run: @argv[0] is the verb. Returns: the exit code; with @error set the code follows from
     * it and the return value is ignored. */
    int (*run)(int argc, char **argv, GError **error);
} AssayVerb;

#endif

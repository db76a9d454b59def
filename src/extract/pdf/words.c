/* words.c: see words.h. */
#include "extract/pdf/words.h"

#include <string.h>

gboolean pdf_is_joining_prefix(const char *left)
{
    static const char *const prefixes[] = {
        "self",   "non",   "well",   "high",   "low",   "long",   "short", "cross", "half",
        "quasi",  "state", "better", "best",   "lower", "higher", "large", "small", "full",
        "mixed",  "heavy", "late",   "early",  "light", "trade",  "code",  "end",   "two",
        "three",  "four",  "first",  "second", "third", "real",   "open",  "fine",  "single",
        "double", "user",  "data",   "time",   "peer",  "much",   "less",  NULL};
    return g_strv_contains(prefixes, left);
}

gboolean pdf_is_joining_suffix(const char *right)
{
    static const char *const suffixes[] = {
        "based",  "driven",  "informed",  "aware",    "free",      "level",       "scale",
        "like",   "related", "specific",  "induced",  "dependent", "dimensional", "oriented",
        "source", "wide",    "term",      "time",     "order",     "conditioned", "mediated",
        "style",  "guided",  "augmented", "adaptive", "to",        "of",          "the",
        "and",    "in",      "off",       "up",       "out",       NULL};
    return g_strv_contains(suffixes, right);
}

gboolean pdf_is_ending(const char *right)
{
    static const char *const endings[] = {
        "ing",    "ings",    "tion",   "tions",  "sion",   "sions",  "ment",   "ments",  "ence",
        "ences",  "ance",    "ances",  "ity",    "ities",  "ably",   "ible",   "ally",   "ness",
        "ous",    "ously",   "tive",   "tively", "tional", "ical",   "ically", "ics",    "ent",
        "ation",  "ations",  "ating",  "ated",   "ates",   "ised",   "ized",   "ising",  "izing",
        "ture",   "tures",   "sis",    "ses",    "ters",   "tern",   "terns",  "ples",   "cies",
        "tic",    "tics",    "ture",   "tely",   "dence",  "mance",  "mation", "tation", "sation",
        "zation", "lation",  "ration", "nation", "ble",    "bles",   "bly",    "cal",    "cally",
        "cient",  "ciently", "sive",   "sively", "tial",   "tially", "cial",   "cially", "tory",
        "tors",   NULL};
    return g_strv_contains(endings, right);
}

gboolean pdf_is_rest_of_word(const char *right)
{
    static const char *const rests[] = {"tion",  "tions",  "sion", "sions", "ment",
                                        "ments", "ence",   "ance", "nce",   "nces",
                                        "ity",   "ations", "ness", "tive",  NULL};
    return g_strv_contains(rests, right);
}

gboolean pdf_is_closed_compound(const char *word)
{
    static const char *const words[] = {
        "background", "backbone",     "baseline",    "benchmark",   "bottleneck", "breakdown",
        "checkpoint", "database",     "dataset",     "downstream",  "elsewhere",  "everything",
        "feedback",   "foreground",   "framework",   "furthermore", "hardware",   "headline",
        "highlight",  "however",      "indeed",      "input",       "into",       "itself",
        "keyword",    "lightweight",  "likewise",    "meanwhile",   "moreover",   "network",
        "networks",   "nevertheless", "nonetheless", "offline",     "online",     "otherwise",
        "outcome",    "outcomes",     "outline",     "output",      "outputs",    "overall",
        "overcome",   "overhead",     "overlap",     "overview",    "guideline",  "shortcoming",
        "software",   "something",    "sometimes",   "standalone",  "somewhat",   "straightforward",
        "themselves", "therefore",    "throughout",  "throughput",  "timestamp",  "today",
        "together",   "understand",   "upstream",    "website",     "whenever",   "whereas",
        "wherever",   "widespread",   "within",      "without",     "workflow",   "workload",
        "workshop",   "yourself",     NULL};
    return g_strv_contains(words, word);
}

gboolean pdf_is_no_word(const char *left)
{
    static const char *const short_words[] = {"re", "co", "de", "bi", "no", "by", "in", "on", "up",
                                              "to", "of", "at", "as", "so", "do", "go", "my", "us",
                                              "ex", "un", "pi", "mu", "xi", "nu", "vs", NULL};
    static const char *const open_ends[] = {"multi", "semi", "anti", "mini", "quasi",
                                            "taxi",  "menu", "you",  "maxi", "bi",
                                            "tri",   "poly", NULL};
    gsize length = strlen(left);
    if (strspn(left, "abcdefghijklmnopqrstuvwxyz") != length || length < 2)
        return FALSE;
    if (length == 2)
        return !g_strv_contains(short_words, left);
    if (strpbrk(left, "aeiouy") == NULL)
        return FALSE; /* an acronym */
    return strchr("iujqv", left[length - 1]) != NULL && !g_strv_contains(open_ends, left);
}

/* sieve.c: see sieve.h. */
#include "rules/sieve.h"

void assay_sieve_open(AssaySieve *sieve)
{
    sieve->n_matches = 0;
}

void assay_sieve_close(AssaySieve *sieve, const AssayRule *rule, AssaySlice buffer)
{
    sieve->n_matches = 0;
    sieve->buffer = buffer;
    if (rule->n_matches > ASSAY_SIEVE_MATCHES)
        return;
    for (guint i = 0; i < rule->n_matches; i++) {
        if (rule->matches[i].pattern == NULL)
            return; /* takes whatever is there */
        sieve->matches[i] = (AssaySieveMatch){.pattern = rule->matches[i].pattern};
    }
    sieve->n_matches = rule->n_matches;
}

gboolean assay_sieve_holds(AssaySieve *sieve, AssayRange range)
{
    for (guint i = 0; i < sieve->n_matches; i++) {
        AssaySieveMatch *match = &sieve->matches[i];
        if (!match->is_searched || (range.start >= match->start && range.start > match->next)) {
            match->is_searched = TRUE;
            match->start = range.start;
            match->next = assay_pattern_next(match->pattern, sieve->buffer, range.start);
        }
        if (range.start < match->start || match->next < range.end)
            return TRUE;
    }
    return sieve->n_matches == 0;
}

gboolean assay_sieve_allows(const AssaySieve *sieve, AssaySlice text)
{
    for (guint i = 0; i < sieve->n_matches; i++)
        if (assay_pattern_allows(sieve->matches[i].pattern, text))
            return TRUE;
    return sieve->n_matches == 0;
}

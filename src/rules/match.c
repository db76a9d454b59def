/* match.c: from a candidate's text to typed values: pattern, groups, types, open ends. */
#include "rules/match.h"

#include <string.h>

/* Ends a sentence: a text that stops here was most likely not cut in mid-sentence. */
static gboolean ends_sentence(const char *value)
{
    static const gunichar closing[] = {'"',    '\'',   ')',    ']',    '}',    0x2019,
                                       0x201D, 0x00BB, 0x203A, 0x300D, 0x300F, 0xFF09};
    static const gunichar ending[] = {'.', '!', '?', 0x2026, 0x3002, 0xFF01, 0xFF1F, 0xFF0E};
    const char *end = value + strlen(value);
    while (end > value) {
        end = g_utf8_prev_char(end);
        gunichar c = g_utf8_get_char(end);
        for (guint i = 0; i < G_N_ELEMENTS(ending); i++)
            if (c == ending[i]) /* "5." may have been 5.0 */
                return c != '.' || end == value || !g_ascii_isdigit(end[-1]);
        gboolean closes = FALSE;
        for (guint i = 0; i < G_N_ELEMENTS(closing); i++)
            closes = closes || c == closing[i];
        if (!closes)
            return FALSE;
    }
    return FALSE;
}

/* The source's text, on one line and without what XML cannot hold; NULL if it is @value. */
static const char *raw_of(AssaySlice text, const char *value, AssayArena *arena)
{
    text = assay_slice_trim(text);
    if (text.length == strlen(value) && memcmp(text.data, value, text.length) == 0)
        return NULL;
    char *raw = assay_arena_strndup(arena, text.data, text.length);
    gsize n = 0;
    for (gsize i = 0; i < text.length; i++) {
        guchar c = (guchar)raw[i];
        if (c == '\n' || c == '\r' || c == '\t')
            raw[n++] = ' ';
        else if (c >= 0x20 && !(c == 0xEF && i + 2 < text.length && (guchar)raw[i + 1] == 0xBF &&
                                (guchar)raw[i + 2] >= 0xBE))
            raw[n++] = raw[i];
        else if (c == 0xEF)
            i += 2; /* U+FFFE and U+FFFF are no characters of XML */
    }
    raw[n] = '\0';
    return strcmp(raw, value) == 0 ? NULL : raw;
}

/* Where the group of @setting stands in the candidate. Returns: FALSE if it is absent or empty. */
static gboolean find_group(const AssaySetting *setting, const AssayCandidate *candidate,
                           const AssayMatcher *matcher, gsize *ret_start, gsize *ret_end)
{
    for (guint i = 0; i < setting->n_numbers; i++)
        if (assay_matcher_range(matcher, setting->numbers[i], ret_start, ret_end))
            return *ret_end > *ret_start;
    if (setting->n_numbers > 0)
        return FALSE;
    for (guint i = 0; i < candidate->n_fields; i++) {
        const AssayField *field = &candidate->fields[i];
        if (strcmp(field->name, setting->group) != 0)
            continue;
        *ret_start = field->start;
        *ret_end = field->end;
        return field->end > field->start;
    }
    *ret_start = 0;
    *ret_end = candidate->text.length;
    return candidate->has_value && strcmp(setting->group, "value") == 0 && *ret_end > 0;
}

/* A mark is no text of the document: no value may hold one. */
static gboolean has_mark(const AssayCandidate *candidate, gsize start, gsize end)
{
    for (guint i = 0; i < candidate->n_marks; i++)
        if (candidate->marks[i].start < end && candidate->marks[i].end > start)
            return TRUE;
    return FALSE;
}

/* Returns: FALSE if the value makes the whole match fail. */
static gboolean take_group(const AssaySetting *setting, const AssayCandidate *candidate,
                           AssayAttempt *attempt)
{
    gsize start = 0, end = 0;
    if (!find_group(setting, candidate, attempt->matcher, &start, &end))
        return TRUE;
    if (has_mark(candidate, start, end)) {
        attempt->why = "reaches over what an earlier rule took";
        return FALSE;
    }
    AssaySlice source = assay_slice_sub(candidate->text, start, end);
    g_autofree char *normal = assay_text_normalise(source);
    if (normal[0] == '\0')
        return TRUE;
    const char *why = NULL;
    const char *value = setting->type->parse(assay_slice_from(normal), &setting->options,
                                             attempt->arena, &why);
    if (value == NULL) {
        attempt->why = why != NULL ? why : "its type refuses the value";
        return setting->optional;
    }
    AssayTaken taken = {.setting = setting, .value = value, .start = start, .end = end};
    gboolean keeps = !setting->is_attribute && setting->type->keeps_cut;
    if (setting->type->open_ended && assay_candidate_is_open(candidate, start, end, !keeps)) {
        attempt->met_whole = attempt->met_whole || attempt->is_whole;
        if (!keeps && !attempt->is_whole) {
            /* Dropped, not refused: what stands before it in the same match is whole. */
            attempt->met_end = TRUE;
            attempt->why = "stands at the open end of a cut capture";
            return TRUE;
        }
        taken.cut = keeps && !attempt->is_whole && !ends_sentence(value);
        taken.at_end = keeps && !taken.cut;
        attempt->met_end = attempt->met_end || taken.cut;
    }
    taken.raw = raw_of(source, value, attempt->arena);
    taken.span = assay_candidate_span(candidate, attempt->document, start, end);
    g_array_append_val(attempt->taken, taken);
    return TRUE;
}

static void take_constant(const AssaySetting *setting, const AssayCandidate *candidate, gsize start,
                          gsize end, AssayAttempt *attempt)
{
    AssayTaken taken = {.setting = setting, .value = setting->value};
    taken.span = assay_candidate_span(candidate, attempt->document, start, end);
    g_array_append_val(attempt->taken, taken);
}

/* Where to go on after an empty match. */
static gsize behind_character(AssaySlice text, gsize at)
{
    return at < text.length ? at + (gsize)(assay_utf8_next(text.data + at) - (text.data + at))
                            : at + 1;
}

/* A candidate at the open end that has what the match says whole ones have. */
static gboolean looks_whole(const AssayMatch *match, const AssayCandidate *candidate,
                            AssayMatcher *matcher)
{
    return match->whole != NULL &&
           assay_candidate_is_open(candidate, 0, candidate->text.length, FALSE) &&
           assay_pattern_match(match->whole, matcher, candidate->text, 0) == ASSAY_PATTERN_YES;
}

/* One match from byte @start of the candidate on; fills @attempt's results. */
static AssayAttemptOutcome try_match(const AssayMatch *match, const AssayCandidate *candidate,
                                     gsize start, AssayAttempt *attempt)
{
    gsize from = 0, to = candidate->text.length;
    gboolean has_group = FALSE, has_value = FALSE;
    g_array_set_size(attempt->taken, 0);
    attempt->end = candidate->text.length + 1;
    attempt->is_whole = looks_whole(match, candidate, attempt->matcher);
    if (match->pattern != NULL) {
        AssayPatternResult result = assay_pattern_match(match->pattern, attempt->matcher,
                                                        candidate->text, start);
        if (result == ASSAY_PATTERN_LIMIT)
            return ASSAY_ATTEMPT_LIMIT;
        if (result == ASSAY_PATTERN_NO || !assay_matcher_range(attempt->matcher, 0, &from, &to))
            return ASSAY_ATTEMPT_NO_MATCH;
        attempt->end = to;
        if (to <= from || to <= start)
            attempt->end = behind_character(candidate->text, MAX(start, to));
    }
    for (guint i = 0; i < match->n_settings; i++) {
        const AssaySetting *setting = &match->settings[i];
        guint n_before = attempt->taken->len;
        if (setting->value != NULL) {
            take_constant(setting, candidate, from, to, attempt);
            continue;
        }
        if (!take_group(setting, candidate, attempt))
            return ASSAY_ATTEMPT_REFUSED;
        has_group = TRUE;
        has_value = has_value || attempt->taken->len > n_before;
    }
    /* Constants say something of a value; where all values are gone they say nothing. */
    if (has_group && !has_value) {
        if (attempt->why == NULL)
            attempt->why = "no group has a value";
        return ASSAY_ATTEMPT_REFUSED;
    }
    return ASSAY_ATTEMPT_TOOK;
}

AssayAttemptOutcome assay_rule_try(const AssayRule *rule, const AssayCandidate *candidate,
                                   AssayAttempt *attempt, AssayMatchSink sink, gpointer user_data,
                                   const AssayMatch **ret_match)
{
    AssayAttemptOutcome overall = ASSAY_ATTEMPT_NO_MATCH;
    *ret_match = NULL;
    attempt->why = NULL;
    for (guint i = 0; i < rule->n_matches; i++) {
        const AssayMatch *match = &rule->matches[i];
        gboolean took = FALSE, more = TRUE;
        for (gsize start = 0; more && start <= candidate->text.length; start = attempt->end) {
            AssayAttemptOutcome outcome = try_match(match, candidate, start, attempt);
            if (outcome == ASSAY_ATTEMPT_LIMIT)
                return took ? ASSAY_ATTEMPT_TOOK : outcome;
            if (outcome == ASSAY_ATTEMPT_NO_MATCH)
                break;
            *ret_match = match;
            if (outcome == ASSAY_ATTEMPT_REFUSED)
                overall = outcome;
            if (outcome == ASSAY_ATTEMPT_TOOK) {
                took = TRUE;
                more = sink == NULL || sink(match, attempt, user_data);
            }
            more = more && match->all;
        }
        if (took)
            return ASSAY_ATTEMPT_TOOK;
    }
    return overall;
}

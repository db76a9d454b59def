/* cut.c: values that the source itself cut off, by what the profile knows of them: <cut>. */
#include <string.h>

#include "rules/match.h"

/* Skips `[12]` at @path, if it is there. */
static const char *behind_number(const char *path)
{
    const char *at = path + 1;
    if (*path != '[' || !g_ascii_isdigit(*at))
        return path;
    while (g_ascii_isdigit(*at))
        at++;
    return *at == ']' ? at + 1 : path;
}

gboolean assay_path_equal(const char *a, const char *b)
{
    for (;;) {
        while (*a == *b && *a != '[' && *a != '\0') {
            a++;
            b++;
        }
        a = behind_number(a);
        b = behind_number(b);
        if (*a != *b)
            return FALSE;
        if (*a == '\0')
            return TRUE;
        a++;
        b++;
    }
}

/* The capture's value at @target: of all findings, the one of the first rule. */
static const AssayFinding *value_at(const AssayCapture *capture, const char *target)
{
    const AssayFinding *best = NULL;
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        if (assay_path_equal(finding->path, target) && (best == NULL || finding->rank < best->rank))
            best = finding;
    }
    return best;
}

/* @value and @other begin with letters or digits of ASCII that no case makes equal. What stands
 * behind a letter may combine with it. */
static gboolean begin_apart(const char *value, const char *other)
{
    return g_ascii_isalnum(value[0]) && g_ascii_isalnum(other[0]) && (guchar)value[1] < 0x80 &&
           (guchar)other[1] < 0x80 && g_ascii_tolower(value[0]) != g_ascii_tolower(other[0]);
}

/* Compared without punctuation and white space: a missing question mark is no cut. */
static gboolean begins(const char *value, const char *other)
{
    if (begin_apart(value, other))
        return FALSE;
    g_autofree char *key = assay_text_fold_key(assay_slice_from(value));
    g_autofree char *whole = assay_text_fold_key(assay_slice_from(other));
    return key[0] != '\0' && strlen(key) < strlen(whole) && g_str_has_prefix(whole, key);
}

static guint64 counted_length(const char *value, const AssayPattern *uncounted,
                              AssayMatcher *matcher)
{
    AssaySlice text = assay_slice_from(value);
    guint64 length = (guint64)g_utf8_strlen(value, -1);
    gsize at = 0, start = 0, end = 0;
    while (uncounted != NULL && at < text.length &&
           assay_pattern_match(uncounted, matcher, text, at) == ASSAY_PATTERN_YES &&
           assay_matcher_range(matcher, 0, &start, &end)) {
        if (end > start && start >= at)
            length -= (guint64)g_utf8_strlen(value + start, (gssize)(end - start));
        /* At least one character on, so that empty matches end too. */
        at = MAX(end, (gsize)(assay_utf8_next(value + at) - value));
    }
    return length;
}

static gboolean finds(const AssayPattern *pattern, AssayMatcher *matcher, const char *value)
{
    return assay_pattern_match(pattern, matcher, assay_slice_from(value), 0) == ASSAY_PATTERN_YES;
}

static gboolean holds(const AssayCutTest *test, const char *value, const AssayCapture *capture,
                      AssayMatcher *matcher)
{
    const AssayFinding *other = test->other == NULL ? NULL : value_at(capture, test->other);
    switch (test->kind) {
    case ASSAY_CUT_BEGINS:
        return other != NULL && begins(value, other->value);
    case ASSAY_CUT_LENGTH: {
        if (other != NULL || strlen(value) < test->min) /* characters are no more than bytes */
            return FALSE;
        guint64 length = counted_length(value, test->uncounted, matcher);
        return length >= test->min && length <= test->max &&
               (test->unless == NULL || !finds(test->unless, matcher, value));
    }
    case ASSAY_CUT_ENDING:
        return !finds(test->unless, matcher, value);
    }
    return FALSE;
}

void assay_rule_set_mark_cuts(const AssayRuleSet *set, AssayCapture *capture, AssayMatcher *matcher)
{
    for (guint i = 0; i < set->cuts->len; i++) {
        const AssayCut *cut = &g_array_index(set->cuts, AssayCut, i);
        for (guint j = 0; j < capture->findings->len; j++) {
            AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, j);
            if (finding->cut || finding->path[0] != cut->target[0] ||
                !assay_path_equal(finding->path, cut->target))
                continue;
            for (guint k = 0; k < cut->n_tests && !finding->cut; k++)
                finding->cut = holds(&cut->tests[k], finding->value, capture, matcher);
        }
    }
}

/* recognise.c: which profile claims a document, and what style of capture it is. */
#include <string.h>

#include "rules/set.h"

GPtrArray *assay_rules_urls(const AssayDocument *document, const char *input_url,
                            GArray **ret_spans)
{
    static const char *const names[] = {"url", "link.canonical", "meta.og:url"};
    GPtrArray *urls = g_ptr_array_new();
    GArray *spans = g_array_new(FALSE, TRUE, sizeof(AssaySpan));
    AssaySpan none = {.kind = ASSAY_SPAN_NONE};
    if (input_url != NULL) {
        g_ptr_array_add(urls, (gpointer)(gsize)input_url);
        g_array_append_val(spans, none);
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        const AssayProperty *property = assay_document_property(document, names[i]);
        gboolean known = property == NULL;
        for (guint j = 0; j < urls->len && !known; j++)
            known = strcmp(g_ptr_array_index(urls, j), property->value) == 0;
        if (known)
            continue;
        g_ptr_array_add(urls, (gpointer)(gsize)property->value);
        g_array_append_val(spans, property->span);
    }
    if (ret_spans != NULL)
        *ret_spans = spans;
    else
        g_array_unref(spans);
    return urls;
}

/* One document, asked about by all profiles. */
typedef struct {
    const AssayDocument *document;
    AssaySlice text; /* empty if it is not UTF-8 */
    GPtrArray *urls; /* owned */
    AssayMatcher *matcher;
} Subject;

static gboolean finds(Subject *subject, const AssayPattern *pattern, AssaySlice text)
{
    /* A limit counts as not found: recognising has no place to report it, and a clue is no more
     * than a clue. */
    return assay_pattern_match(pattern, subject->matcher, text, 0) == ASSAY_PATTERN_YES;
}

static gboolean finds_string(Subject *subject, const AssayPattern *pattern, const char *text)
{
    AssaySlice slice = assay_slice_from(text);
    return assay_text_is_valid(slice) && finds(subject, pattern, slice);
}

static gboolean has_clue(Subject *subject, const AssayClue *clue)
{
    if (clue->kind == ASSAY_CLUE_TEXT)
        return finds(subject, clue->pattern, subject->text);
    if (clue->kind == ASSAY_CLUE_URL) {
        for (guint i = 0; i < subject->urls->len; i++)
            if (finds_string(subject, clue->pattern, g_ptr_array_index(subject->urls, i)))
                return TRUE;
        return FALSE;
    }
    const GArray *properties = subject->document->properties;
    for (guint i = 0; i < properties->len; i++) {
        const AssayProperty *property = &g_array_index(properties, AssayProperty, i);
        if (strcmp(property->name, clue->property) == 0 &&
            finds_string(subject, clue->pattern, property->value))
            return TRUE;
    }
    return FALSE;
}

/* What @set would score if all its clues were found. */
static guint highest_score(const AssayRuleSet *set)
{
    guint score = set->base;
    for (guint i = 0; i < set->n_clues; i++)
        score += set->clues[i].weight;
    return set->recognises ? score : 0;
}

/* Score of @set as far as it matters: 0 as soon as it cannot come to more than @best and to
 * `enough`; no more clues once it beats @best and what the sets behind it may come to, @rival. A
 * page is not searched for every clue. */
static guint score_of(const AssayRuleSet *set, Subject *subject, guint best, guint rival)
{
    guint score = set->base, open = highest_score(set) - score;
    if (!set->recognises)
        return 0;
    for (guint i = 0; i < set->n_clues; i++) {
        if (score + open < set->enough || score + open <= best)
            return 0;
        if (score >= set->enough && score > best && score >= rival)
            return score;
        open -= set->clues[i].weight;
        if (has_clue(subject, &set->clues[i]))
            score += set->clues[i].weight;
    }
    return score >= set->enough ? score : 0;
}

static AssaySlice text_of(const AssayDocument *document)
{
    AssaySlice text = {document->text->str, document->text->len};
    return assay_text_is_valid(text) ? text : ASSAY_SLICE("");
}

const AssayRuleSet *assay_rules_recognise(const AssayRules *rules, const AssayDocument *document,
                                          const char *input_url)
{
    guint n_groups = 0;
    for (guint i = 0; i < assay_rules_n_sets(rules); i++)
        n_groups = MAX(n_groups, assay_rules_set(rules, i)->n_groups);
    g_autoptr(AssayMatcher) matcher = assay_matcher_new(n_groups);
    g_autoptr(GPtrArray) urls = assay_rules_urls(document, input_url, NULL);
    Subject subject = {document, text_of(document), urls, matcher};
    const AssayRuleSet *winner = NULL;
    guint best = 0;
    for (guint i = 0; i < assay_rules_n_sets(rules); i++) {
        const AssayRuleSet *set = assay_rules_set(rules, i);
        guint rival = 0; /* of those that are still to come */
        for (guint j = i + 1; j < assay_rules_n_sets(rules); j++)
            rival = MAX(rival, highest_score(assay_rules_set(rules, j)));
        guint score = score_of(set, &subject, best, rival);
        if (score > best) { /* sets are in order of name: the first keeps a tie */
            best = score;
            winner = set;
        }
    }
    return winner;
}

static gboolean has_media(const AssayStyle *style, const char *media)
{
    for (guint i = 0; style->media != NULL && style->media[i] != NULL; i++)
        if (media != NULL && strcmp(style->media[i], media) == 0)
            return TRUE;
    return style->media == NULL;
}

guint assay_rule_set_find_style(const AssayRuleSet *set, const AssayDocument *document,
                                AssayMatcher *matcher)
{
    Subject subject = {document, text_of(document), NULL, matcher};
    for (guint i = 0; i < set->n_styles; i++) {
        const AssayStyle *style = &set->styles[i];
        gboolean fits = has_media(style, document->media);
        for (guint j = 0; j < style->n_has && fits; j++)
            fits = finds(&subject, style->has[j], subject.text);
        for (guint j = 0; j < style->n_lacks && fits; j++)
            fits = !finds(&subject, style->lacks[j], subject.text);
        if (fits)
            return i;
    }
    return set->n_styles;
}

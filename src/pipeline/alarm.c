/* alarm.c: see alarm.h. */
#include "pipeline/alarm.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "record/element.h"

/* How many runs back the mean goes: two weeks of nights. */
#define N_RUNS     14u
/* Documents named for a rule that fell. */
#define N_EXAMPLES 3u

/* One rule, or several of one id, among the documents of one style. */
typedef struct {
    const char *rule; /* borrowed from the rule set, or a literal */
    guint n_hits;
    guint last_hit;             /* the last document it took something from, counted from 1 */
    char *examples[N_EXAMPLES]; /* owned; the smallest uris of documents it took nothing from */
} Count;

typedef struct {
    char *profile, *style; /* owned */
    GArray *counts;        /* owned; of Count */
    GArray *by_rank;       /* owned; of guint: which of the counts is of the rule of that rank */
    guint n_documents;
} Group;

struct AssayAlarm {
    const AssayEngine *engine;
    GTree *groups; /* `profile\nstyle` (owned) to Group (owned) */
};

static void group_free(gpointer data)
{
    Group *group = data;
    for (guint i = 0; i < group->counts->len; i++)
        for (guint j = 0; j < N_EXAMPLES; j++)
            g_free(g_array_index(group->counts, Count, i).examples[j]);
    g_array_unref(group->counts);
    g_array_unref(group->by_rank);
    g_free(group->profile);
    g_free(group->style);
    g_free(group);
}

AssayAlarm *assay_alarm_new(const AssayEngine *engine)
{
    AssayAlarm *alarm = g_new0(AssayAlarm, 1);
    alarm->engine = engine;
    alarm->groups = g_tree_new_full(assay_sort_keys, NULL, g_free, group_free);
    return alarm;
}

void assay_alarm_free(AssayAlarm *alarm)
{
    if (alarm == NULL)
        return;
    g_tree_unref(alarm->groups);
    g_free(alarm);
}

/* ---- Counting ---- */

static void add_rule(Group *group, const char *rule)
{
    guint at = 0;
    while (at < group->counts->len &&
           strcmp(g_array_index(group->counts, Count, at).rule, rule) != 0)
        at++;
    const Count count = {.rule = rule};
    if (at == group->counts->len)
        g_array_append_val(group->counts, count);
    g_array_append_val(group->by_rank, at);
}

/* Every rule of the profile, so that one which takes nothing at all is counted too. */
static void add_rules_of(const AssayAlarm *alarm, Group *group)
{
    const AssayRuleSet *set = assay_rules_find(alarm->engine->rules, group->profile);
    for (guint rank = 0; rank < assay_rule_set_n_rules(set); rank++)
        add_rule(group, assay_rule_set_rule_id(set, rank));
}

static Group *group_of(AssayAlarm *alarm, const char *profile, const char *style)
{
    g_autofree char *key = g_strconcat(profile, "\n", style, NULL);
    Group *group = g_tree_lookup(alarm->groups, key);
    if (group != NULL)
        return group;
    group = g_new0(Group, 1);
    group->profile = g_strdup(profile);
    group->style = g_strdup(style);
    group->counts = g_array_new(FALSE, TRUE, sizeof(Count));
    group->by_rank = g_array_new(FALSE, FALSE, sizeof(guint));
    g_tree_insert(alarm->groups, g_steal_pointer(&key), group);
    if (*style == '\0')
        add_rule(group, "(style)");
    else
        add_rules_of(alarm, group);
    return group;
}

/* The smallest few, so that they do not depend on the order of results. */
static void add_example(Count *count, const char *uri)
{
    const char *last = count->examples[N_EXAMPLES - 1];
    if (last != NULL && strcmp(last, uri) <= 0)
        return;
    for (guint i = 0; i < N_EXAMPLES; i++) {
        if (count->examples[i] != NULL && strcmp(count->examples[i], uri) <= 0)
            continue;
        g_free(count->examples[N_EXAMPLES - 1]);
        memmove(&count->examples[i + 1], &count->examples[i],
                (N_EXAMPLES - 1 - i) * sizeof count->examples[0]);
        count->examples[i] = g_strdup(uri);
        return;
    }
}

static void count_document(Group *group, const char *uri, const guint32 *ranks, guint n_ranks)
{
    guint document = ++group->n_documents;
    for (guint i = 0; i < n_ranks; i++) {
        guint at = g_array_index(group->by_rank, guint, ranks[i]);
        Count *count = &g_array_index(group->counts, Count, at);
        count->n_hits += count->last_hit != document ? 1 : 0;
        count->last_hit = document;
    }
    for (guint i = 0; i < group->counts->len; i++) {
        Count *count = &g_array_index(group->counts, Count, i);
        if (count->last_hit != document)
            add_example(count, uri);
    }
}

void assay_alarm_count(AssayAlarm *alarm, const AssayPoolResult *result, const char *uri)
{
    static const guint32 style = 0;
    gboolean has_style = strcmp(result->style, "other") != 0;
    if (*result->style != '\0')
        count_document(group_of(alarm, result->profile, result->style), uri, result->rules,
                       result->n_rules);
    count_document(group_of(alarm, result->profile, ""), uri, &style, has_style ? 1 : 0);
}

/* ---- Judging ---- */

/* A fall that chance explains is none: with @n documents and a true rate of @mean, rates scatter
 * by about this much on either side. Twice that is met by one rule in forty; three times, hardly
 * ever. */
static gboolean has_fallen(const AssayLedgerHits *now, double mean, double drop)
{
    double n = now->n_documents, rate = now->n_hits / n;
    double scatter = sqrt(mean * (1 - mean) / n);
    return mean > 0 && rate < mean * (1 - drop) && mean - rate > 3 * scatter;
}

static char *describe(const AssayLedgerHits *now, const Count *count, double mean, guint n_runs)
{
    GString *text = g_string_new(NULL);
    gboolean is_style = *now->style == '\0';
    g_string_append_printf(text, "%s/%s", now->profile, now->rule);
    if (!is_style)
        g_string_append_printf(text, " in style %s", now->style);
    g_string_append_printf(text, ": %s %u of %u documents (%.0f%%), %.0f%% in the mean of %u runs",
                           is_style ? "its styles fit" : "took something from", now->n_hits,
                           now->n_documents, 100.0 * now->n_hits / now->n_documents, 100.0 * mean,
                           n_runs);
    for (guint i = 0; i < N_EXAMPLES && count->examples[i] != NULL; i++)
        g_string_append_printf(text, "%s%s", i == 0 ? "; not from " : ", ", count->examples[i]);
    return g_string_free(text, FALSE);
}

typedef struct {
    AssayLedger *ledger;
    gint64 run;
    double drop;
    guint min_documents;
    GPtrArray *messages;
} Judging;

static gboolean judge_group(gpointer key, gpointer value, gpointer user_data)
{
    const Group *group = value;
    const Judging *judging = user_data;
    (void)key;
    for (guint i = 0; i < group->counts->len; i++) {
        const Count *count = &g_array_index(group->counts, Count, i);
        const AssayLedgerHits now = {judging->run, group->profile, group->style,
                                     count->rule,  count->n_hits,  group->n_documents};
        guint n_runs = 0;
        double mean = assay_ledger_mean_rate(judging->ledger, &now, N_RUNS, judging->min_documents,
                                             &n_runs);
        assay_ledger_put_hits(judging->ledger, &now);
        if (n_runs > 0 && now.n_documents >= judging->min_documents &&
            has_fallen(&now, mean, judging->drop))
            g_ptr_array_add(judging->messages, describe(&now, count, mean, n_runs));
    }
    return FALSE;
}

GPtrArray *assay_alarm_finish(AssayAlarm *alarm, AssayLedger *ledger, gint64 run, double drop,
                              guint min_documents)
{
    Judging judging = {ledger, run, drop, MAX(min_documents, 1),
                       g_ptr_array_new_with_free_func(g_free)};
    g_tree_foreach(alarm->groups, judge_group, &judging);
    return judging.messages;
}

typedef struct {
    void (*visit)(const AssayLedgerHits *hits, gpointer user_data);
    gpointer user_data;
} Visiting;

static gboolean visit_group(gpointer key, gpointer value, gpointer user_data)
{
    const Group *group = value;
    const Visiting *visiting = user_data;
    (void)key;
    for (guint i = 0; i < group->counts->len; i++) {
        const Count *count = &g_array_index(group->counts, Count, i);
        const AssayLedgerHits hits = {0,           group->profile, group->style,
                                      count->rule, count->n_hits,  group->n_documents};
        visiting->visit(&hits, visiting->user_data);
    }
    return FALSE;
}

void assay_alarm_each(const AssayAlarm *alarm,
                      void (*visit)(const AssayLedgerHits *hits, gpointer user_data),
                      gpointer user_data)
{
    Visiting visiting = {visit, user_data};
    g_tree_foreach(alarm->groups, visit_group, &visiting);
}

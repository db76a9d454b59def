/* Identity: which captures are of one work. Every case in all orders of its captures. */
#include "harness.h"
#include "record/identity.h"

#define LONG_TITLE "How does sparse routing of experts affect the acc"
#define QUESTION   "How does sparse routing of experts affect the accuracy of models?"
#define QUESTION_2 "How does sparse routing of experts affect the accessibility of pages?"
#define FULL_TITLE "How does sparse routing of experts affect the accuracy of models: a synthesis"

typedef struct {
    const char *srch, *title, *question; /* a text that ends in "~" is cut there */
    guint group;                         /* expected; numbered as first met in this list */
} Row;

static void add_text(AssayCapture *capture, const char *path, const char *text)
{
    if (text == NULL)
        return;
    gboolean cut = g_str_has_suffix(text, "~");
    g_autofree char *value = g_strndup(text, strlen(text) - (cut ? 1 : 0));
    harness_add(capture, path, value)->cut = cut;
}

/* As identity.h says: `<x` is shared with `>x` only, every other key with itself. */
static gboolean share_key(AssayIdentity *left, AssayIdentity *right)
{
    const char *const *others = assay_identity_keys(right);
    for (const char *const *key = assay_identity_keys(left); *key != NULL; key++) {
        g_autofree char *sought = g_strdup(*key);
        if (*sought == '<' || *sought == '>')
            *sought = *sought == '<' ? '>' : '<';
        if (g_strv_contains(others, sought))
            return TRUE;
    }
    return FALSE;
}

/* What shares keys, directly or over others, gives the same groups without the rest: that is all
 * that an index looks at. @near: whether two are reached from each other. */
static void check_alone(const AssayPlan *plan, const AssayIdentity *const *identities,
                        const guint *groups, guint n, gboolean near[8][8])
{
    for (guint from = 0; from < n; from++) {
        const AssayIdentity *part[8] = {NULL};
        guint members[8], part_groups[8], n_members = 0;
        for (guint i = 0; i < n; i++)
            if (i == from || near[from][i]) {
                part[n_members] = identities[i];
                members[n_members++] = i;
            }
        assay_identity_group(plan, part, n_members, part_groups);
        for (guint i = 0; i < n_members; i++)
            for (guint j = 0; j < n_members; j++)
                g_assert_cmpint(part_groups[i] == part_groups[j], ==,
                                groups[members[i]] == groups[members[j]]);
    }
}

/* From each capture those of its group are reached by shared keys: an index finds them. */
static void check_reach(const AssayPlan *plan, AssayIdentity *const *identities,
                        const guint *groups, guint n)
{
    gboolean near[8][8] = {0};
    for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
            near[i][j] = i == j || share_key(identities[i], identities[j]);
    for (guint k = 0; k < n; k++)
        for (guint i = 0; i < n; i++)
            for (guint j = 0; j < n; j++)
                near[i][j] = near[i][j] || (near[i][k] && near[k][j]);
    for (guint i = 0; i < n; i++)
        for (guint j = 0; j < n; j++)
            g_assert_true(near[i][j] || groups[i] != groups[j]);
    check_alone(plan, (const AssayIdentity *const *)identities, groups, n, near);
}

static void check_order(const AssayPlan *plan, const Row *rows, AssayIdentity *const *all,
                        const guint *order, guint n)
{
    AssayIdentity *identities[8] = {NULL};
    guint groups[8] = {0};
    for (guint i = 0; i < n; i++)
        identities[i] = all[order[i]];
    assay_identity_group(plan, (const AssayIdentity *const *)identities, n, groups);
    for (guint i = 0; i < n; i++)
        if (groups[i] != rows[order[i]].group)
            g_error("capture %u is in group %u, not %u", order[i], groups[i], rows[order[i]].group);
    check_reach(plan, identities, groups, n);
}

/* Heap's algorithm: every order of @n captures. */
static void permute(const AssayPlan *plan, const Row *rows, AssayIdentity *const *all, guint *order,
                    guint n, guint k)
{
    if (k <= 1) {
        check_order(plan, rows, all, order, n);
        return;
    }
    for (guint i = 0; i < k; i++) {
        permute(plan, rows, all, order, n, k - 1);
        guint other = k % 2 == 0 ? i : 0;
        guint kept = order[other];
        order[other] = order[k - 1];
        order[k - 1] = kept;
    }
}

static void check(const Row *rows, guint n)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayIdentity *all[8];
    guint order[8];
    for (guint i = 0; i < n; i++) {
        g_autoptr(AssayCapture) capture = harness_capture("glued", (char)('0' + i));
        add_text(capture, "identifiers/identifier[@scheme=\"srch\"]", rows[i].srch);
        add_text(capture, "title", rows[i].title);
        add_text(capture, "question", rows[i].question);
        all[i] = assay_identity_of(plan, capture);
        order[i] = i;
    }
    permute(plan, rows, all, order, n, n);
    for (guint i = 0; i < n; i++)
        assay_identity_free(all[i]);
}

#define CHECK(...)                                                                                 \
    do {                                                                                           \
        static const Row rows[] = {__VA_ARGS__};                                                   \
        check(rows, G_N_ELEMENTS(rows));                                                           \
    } while (0)

static void test_ids(void)
{
    CHECK({"A1", "T", NULL, 0}, {"A1", "Other", NULL, 0}, {NULL, "Other", NULL, 0});
    /* Two ids with the same title and question are two; what fits both is a third. */
    CHECK({"A1", "T", "Q", 0}, {"B2", "T", "Q", 1});
    CHECK({"A1", "T", NULL, 0}, {"B2", "T", NULL, 1}, {NULL, "T", NULL, 2}, {NULL, "t!", NULL, 2});
    /* An id is stronger than a question that differs: the record will have that flagged. */
    CHECK({"A1", NULL, "Q one", 0}, {"A1", NULL, "Q two", 0});
}

static void test_texts(void)
{
    CHECK({NULL, "A", QUESTION, 0}, {NULL, "B",
                                     "how does sparse routing of experts: affect the "
                                     "accuracy of MODELS",
                                     0});
    CHECK({NULL, "T", "Q one", 0}, {NULL, "T", "Q two", 1});
    CHECK({NULL, "T", "Q one", 0}, {NULL, "T", NULL, 0});
    CHECK({NULL, "?", NULL, 0}, {NULL, "!", NULL, 1}, {NULL, NULL, NULL, 2});
    /* A question leads where a title cannot decide. */
    CHECK({"A1", "T", "Q one", 0}, {"B2", "T", "Q two", 1}, {NULL, "T", "Q two", 1});
}

static void test_cut(void)
{
    CHECK({NULL, LONG_TITLE "~", NULL, 0}, {"A1", FULL_TITLE, NULL, 0});
    /* Titles are the question cut. */
    CHECK({NULL, LONG_TITLE "~", NULL, 0}, {"A1", "Written", QUESTION, 0});
    CHECK({NULL, LONG_TITLE "~", QUESTION, 0}, {"A1", "Written", QUESTION, 0});
    CHECK({NULL, NULL, LONG_TITLE "~", 0}, {NULL, NULL, QUESTION, 0});
    /* The same cut title is no proof, and with different questions a disproof. */
    CHECK({NULL, LONG_TITLE "~", NULL, 0}, {NULL, LONG_TITLE "~", NULL, 1});
    CHECK({NULL, LONG_TITLE "~", QUESTION, 0}, {NULL, LONG_TITLE "~", QUESTION_2, 1});
    /* Ambiguous: two works begin with it. */
    CHECK({NULL, LONG_TITLE "~", QUESTION, 0}, {NULL, LONG_TITLE "~", QUESTION_2, 1},
          {NULL, LONG_TITLE "~", NULL, 2});
    /* ... but not when one of them cannot be meant. */
    CHECK({"A1", LONG_TITLE "~", QUESTION, 0}, {"B2", LONG_TITLE "~", QUESTION_2, 1},
          {"A1", LONG_TITLE "~", NULL, 0});
    /* Too short to lead anywhere. */
    CHECK({NULL, "How does~", NULL, 0}, {NULL, NULL, QUESTION, 1});
}

/* One full title that two works, apart, both claim as the end of theirs. */
static void test_roundabout(void)
{
    CHECK({"A1", LONG_TITLE "~", NULL, 0}, {"B2", LONG_TITLE "~", NULL, 1},
          {NULL, FULL_TITLE, NULL, 2});
}

/* Sets at random of few names and texts, most of which begin alike: groups never hang on captures
 * that no key leads to. */
/* What a work is called is told without its record, or not at all. Returns: how often it was. */
static guint check_ids(const AssayPlan *plan, AssayCapture *const *captures,
                       AssayIdentity *const *identities, const guint *groups, guint n)
{
    guint n_told = 0;
    for (guint group = 0; group < n; group++) {
        AssayCapture *members[8] = {NULL};
        const AssayIdentity *theirs[8] = {NULL};
        guint n_members = 0;
        for (guint i = 0; i < n; i++) {
            if (groups[i] != group)
                continue;
            members[n_members] = captures[i];
            theirs[n_members++] = identities[i];
        }
        g_autofree char *id = n_members > 0 ? assay_identity_id(plan, theirs, n_members) : NULL;
        if (id == NULL)
            continue;
        g_autoptr(AssayRecord) record = harness_build(plan, members, n_members);
        g_assert_cmpstr(id, ==, assay_record_id(record));
        n_told++;
    }
    return n_told;
}

static void test_random(void)
{
    static const char *const ids[] = {NULL, NULL, "A1", "B2", "C3", "not an id"};
    static const char *const texts[] = {NULL,        "T",        "T~",       LONG_TITLE,
                                        QUESTION,    QUESTION_2, FULL_TITLE, LONG_TITLE "~",
                                        QUESTION "~"};
    g_autoptr(AssayPlan) plan = harness_plan();
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    guint n_told = 0;
    for (guint round = 0; round < 8000; round++) {
        AssayIdentity *all[8] = {NULL};
        AssayCapture *captures[8] = {NULL};
        guint groups[8] = {0}, n = (guint)g_rand_int_range(random, 2, 8);
        for (guint i = 0; i < n; i++) {
            AssayCapture *capture = harness_capture("glued", (char)('0' + i));
            captures[i] = capture;
            add_text(capture, "identifiers/identifier[@scheme=\"srch\"]",
                     ids[g_rand_int_range(random, 0, G_N_ELEMENTS(ids))]);
            add_text(capture, "title", texts[g_rand_int_range(random, 0, G_N_ELEMENTS(texts))]);
            add_text(capture, "question", texts[g_rand_int_range(random, 0, G_N_ELEMENTS(texts))]);
            all[i] = assay_identity_of(plan, capture);
        }
        assay_identity_group(plan, (const AssayIdentity *const *)all, n, groups);
        check_reach(plan, all, groups, n);
        if (round % 4 == 0)
            n_told += check_ids(plan, captures, all, groups, n);
        for (guint i = 0; i < n; i++) {
            assay_identity_free(all[i]);
            assay_capture_free(captures[i]);
        }
    }
    g_assert_cmpuint(n_told, >, 2000);
}

static void test_collision(void)
{
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayRecord *records[3];
    for (guint i = 0; i < 3; i++) {
        g_autoptr(AssayCapture) capture = harness_capture("glued", (char)('3' - (char)i));
        harness_add_cut(capture, "title", i == 1 ? "Another" : LONG_TITLE);
        records[i] = harness_build(plan, &capture, 1);
    }
    g_autofree char *plain = g_strdup(assay_record_id(records[2]));
    g_assert_cmpstr(plain, ==, assay_record_id(records[0]));
    g_assert_cmpstr(plain, !=, assay_record_id(records[1]));
    g_autofree char *own = assay_identity_collision_id(records[0]);
    g_autofree char *other = assay_identity_collision_id(records[2]);
    g_assert_cmpstr(own, !=, plain);
    g_assert_cmpstr(own, !=, other); /* their sources differ */
    assay_record_set_id(records[0], own);
    g_assert_cmpstr(own, ==, assay_record_id(records[0]));
    for (guint i = 0; i < 3; i++) {
        harness_check(plan, records[i]);
        assay_record_free(records[i]);
    }
}

/* Ten thousand works of one title: bounded time, and none united. */
static void test_crowd(void)
{
    enum { N = 10000 };
    g_autoptr(AssayPlan) plan = harness_plan();
    AssayIdentity **all = g_new0(AssayIdentity *, N);
    guint *groups = g_new0(guint, N);
    for (guint i = 0; i < N; i++) {
        g_autoptr(AssayCapture) capture = harness_capture("glued", 'a');
        g_autofree char *srch = g_strdup_printf("%08X", i);
        g_autofree char *sha256 = g_strdup_printf("%064u", i);
        capture->sha256 = sha256;
        harness_add(capture, "identifiers/identifier[@scheme='srch']", srch);
        harness_add_cut(capture, "title", LONG_TITLE);
        harness_add(capture, "question", QUESTION);
        all[i] = assay_identity_of(plan, capture);
    }
    assay_identity_group(plan, (const AssayIdentity *const *)all, N, groups);
    for (guint i = 0; i < N; i++) {
        g_assert_cmpuint(groups[i], ==, i);
        assay_identity_free(all[i]);
    }
    g_free(all);
    g_free(groups);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identity/ids", test_ids);
    g_test_add_func("/identity/texts", test_texts);
    g_test_add_func("/identity/cut", test_cut);
    g_test_add_func("/identity/roundabout", test_roundabout);
    g_test_add_func("/identity/random", test_random);
    g_test_add_func("/identity/collision", test_collision);
    g_test_add_func("/identity/crowd", test_crowd);
    return g_test_run();
}

/* test_apply.c: properties of diff over random records and random edits of them:
 * diff(a, a) is empty; diff(b, a) is the mirror of diff(a, b); applying diff(a, b) to a gives b. */
#include "harness.h"

#include "base/error.h"
#include "diff/model.h"

#define N_ROUNDS 3000

static const char *const words[] = {"gate", "loss",  "expert", "width", "token",
                                    "0.5",  "0.50",  "true",   "a",     "&amp;",
                                    "v1",   "depth", "“said”", "模型",  "&lt;x&gt;"};

static const char *word(GRand *rand)
{
    return words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))];
}

static void append_text(GString *xml, GRand *rand, int max)
{
    for (int n = g_rand_int_range(rand, 0, max + 1); n > 0; n--)
        g_string_append_printf(xml, "%s%s", word(rand), n > 1 ? " " : "");
}

/* ---- A tree that is easy to edit: elements with attributes, text and children ---- */

typedef struct Part Part;
struct Part {
    const char *name;
    char *attributes; /* as XML, or "" */
    char *text;
    gboolean numbered; /* @n is its place, as it is written */
    GPtrArray *children;
    char *after; /* text behind it in mixed content */
};

static void part_free(gpointer data)
{
    Part *part = data;
    g_free(part->attributes);
    g_free(part->text);
    g_free(part->after);
    g_ptr_array_unref(part->children);
    g_free(part);
}

static char *random_text(GRand *rand, int max)
{
    GString *text = g_string_new(NULL);
    append_text(text, rand, max);
    return g_string_free(text, FALSE);
}

static char *random_attributes(GRand *rand, const char *name)
{
    static const char *const keys[] = {"score", "check", "scheme",  "name", "id",   "by",
                                       "cut",   "of",    "version", "url",  "title"};
    GString *xml = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++)
        if (g_rand_int_range(rand, 0, 6) == 0)
            g_string_append_printf(xml, " %s=\"%s\"", keys[i], word(rand));
    if (strcmp(name, "claim") != 0 && g_rand_int_range(rand, 0, 12) == 0)
        g_string_append_printf(xml, " n=\"%d\"", g_rand_int_range(rand, 1, 5));
    return g_string_free(xml, FALSE);
}

static Part *random_part(GRand *rand, int depth)
{
    static const char *const names[] = {"title",   "review",     "claim",     "claims",
                                        "flag",    "value",      "reference", "p",
                                        "section", "identifier", "body",      "e"};
    Part *part = g_new0(Part, 1);
    part->name = names[g_rand_int_range(rand, 0, G_N_ELEMENTS(names))];
    part->attributes = random_attributes(rand, part->name);
    part->numbered = strcmp(part->name, "claim") == 0 && g_rand_boolean(rand);
    part->text = random_text(rand, 8);
    part->after = g_rand_int_range(rand, 0, 8) == 0 ? random_text(rand, 3) : g_strdup("");
    part->children = g_ptr_array_new_with_free_func(part_free);
    for (int n = depth > 0 ? g_rand_int_range(rand, 0, 6) : 0; n > 0; n--)
        g_ptr_array_add(part->children, random_part(rand, depth - 1));
    return part;
}

static void write_part(const Part *part, guint place, GString *xml)
{
    g_string_append_printf(xml, "<%s%s", part->name, part->attributes);
    if (part->numbered)
        g_string_append_printf(xml, " n=\"%u\"", place);
    g_string_append_printf(xml, ">%s", part->text);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < part->children->len; i++) {
        const Part *child = g_ptr_array_index(part->children, i);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(seen, child->name)) + 1;
        g_hash_table_insert(seen, (gpointer)(guintptr)child->name, GUINT_TO_POINTER(n));
        write_part(child, n, xml);
        g_string_append(xml, child->after);
    }
    g_string_append_printf(xml, "</%s>", part->name);
}

/* One edit somewhere: a text, the attributes, an element more, less or elsewhere, a cut. */
static void edit(Part *part, GRand *rand)
{
    while (part->children->len > 0 && g_rand_int_range(rand, 0, 3) > 0)
        part = g_ptr_array_index(part->children,
                                 (guint)g_rand_int_range(rand, 0, (int)part->children->len));
    GPtrArray *children = part->children;
    guint n = children->len;
    guint at = n > 0 ? (guint)g_rand_int_range(rand, 0, (int)n) : 0;
    switch (g_rand_int_range(rand, 0, 7)) {
    case 0:
        g_free(part->text);
        part->text = random_text(rand, 8);
        break;
    case 1:
        g_free(part->attributes);
        part->attributes = random_attributes(rand, part->name);
        break;
    case 2:
        g_ptr_array_insert(children, (int)at, random_part(rand, 2));
        break;
    case 3:
        if (n > 0)
            g_ptr_array_remove_index(children, at);
        break;
    case 4:
        if (n > 1)
            g_ptr_array_insert(children, g_rand_int_range(rand, 0, (int)n),
                               g_ptr_array_steal_index(children, at));
        break;
    case 5:
        part->numbered = strcmp(part->name, "claim") == 0 && !part->numbered;
        break;
    default:
        if (strrchr(part->text, ' ') != NULL)
            *strrchr(part->text, ' ') = '\0';
    }
}

static AssayRecord *record_of(const Part *top)
{
    g_autoptr(GString)
        xml = g_string_new("<record xmlns=\"" ASSAY_RECORD_NAMESPACE "\" id=\"A1\" profile=\"p\">");
    write_part(top, 1, xml);
    g_string_append(xml, "<sources><source n=\"1\"/></sources></record>");
    return harness_record(xml->str);
}

/* ---- The properties ---- */

static char *model_text(const AssayRecord *record, gboolean with_evidence)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    GString *xml = g_string_new(NULL);
    assay_diff_node_write(assay_diff_model(record, with_evidence, arena), TRUE, xml);
    return g_string_free(xml, FALSE);
}

static char *line_of(const AssayChange *change)
{
    return g_strdup_printf("%d %d %d %s %s %s %s %s %s %s %s %s %s", (int)change->kind,
                           (int)change->part, change->follows, change->path, change->old_path,
                           change->field, change->attribute, change->old_place, change->new_place,
                           change->old_value, change->new_value, change->old_xml, change->new_xml);
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *sorted_lines(const GPtrArray *changes, gboolean reversed)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        AssayChange *mirror = reversed ? assay_diff_reverse(change) : NULL;
        g_ptr_array_add(lines, line_of(mirror != NULL ? mirror : change));
        if (mirror != NULL)
            assay_change_free(mirror);
    }
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static void check_pair(const AssayRecord *a, const AssayRecord *b)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) none = assay_diff_records(a, a, TRUE);
    g_assert_cmpuint(none->len, ==, 0);
    g_autoptr(GPtrArray) there = assay_diff_records(a, b, TRUE);
    g_autoptr(GPtrArray) back = assay_diff_records(b, a, TRUE);
    g_autofree char *mirror = sorted_lines(there, TRUE), *direct = sorted_lines(back, FALSE);
    g_assert_cmpstr(mirror, ==, direct);
    g_autoptr(AssayRecord) made = assay_diff_apply(a, there, TRUE, &error);
    g_assert_no_error(error);
    g_autofree char *made_text = model_text(made, TRUE), *wanted = model_text(b, TRUE);
    g_assert_cmpstr(made_text, ==, wanted);
}

static void test_random_edits(void)
{
    for (guint32 round = 0; round < N_ROUNDS; round++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(round);
        Part *top = random_part(rand, 3);
        g_autoptr(AssayRecord) a = record_of(top);
        for (int n = g_rand_int_range(rand, 1, 8); n > 0; n--)
            edit(top, rand);
        g_autoptr(AssayRecord) b = record_of(top);
        check_pair(a, b);
        part_free(top);
    }
}

static void test_random_pairs(void)
{
    for (guint32 round = 0; round < N_ROUNDS / 3; round++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(round);
        Part *one = random_part(rand, 3), *other = random_part(rand, 3);
        g_autoptr(AssayRecord) a = record_of(one), b = record_of(other);
        check_pair(a, b);
        part_free(one);
        part_free(other);
    }
}

/* Without evidence the rest is the new record's, sources and evidence the old one's. */
static void test_keeps_evidence(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayRecord) a = harness_record(
        RECORD("<title>a</title><sources><source n=\"1\" sha256=\"0\"/></sources>"));
    g_autoptr(AssayRecord) b = harness_record(
        RECORD("<title>b</title><sources><source n=\"1\" sha256=\"1\"/></sources>"));
    g_autoptr(GPtrArray) changes = assay_diff_records(a, b, FALSE);
    g_autoptr(AssayRecord) made = assay_diff_apply(a, changes, FALSE, &error);
    g_assert_no_error(error);
    g_autofree char *title = assay_record_value(made, "title");
    g_autofree char *sha256 = assay_record_value(made, "sources/source/@sha256");
    g_assert_cmpstr(title, ==, "b");
    g_assert_cmpstr(sha256, ==, "0");
}

static void test_refuses(void)
{
    g_autoptr(AssayRecord) a = harness_record(RECORD("<claims><claim n=\"1\">x</claim></claims>"));
    g_autoptr(AssayRecord) b = harness_record(RECORD("<claims><claim n=\"1\">y</claim></claims>"));
    g_autoptr(AssayRecord) other = harness_record(RECORD(""));
    g_autoptr(GPtrArray) changes = assay_diff_records(a, b, FALSE);
    g_autoptr(GError) error = NULL;
    g_assert_null(assay_diff_apply(other, changes, FALSE, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/apply/random-edits", test_random_edits);
    g_test_add_func("/diff/apply/random-pairs", test_random_pairs);
    g_test_add_func("/diff/apply/keeps-evidence", test_keeps_evidence);
    g_test_add_func("/diff/apply/refuses", test_refuses);
    return g_test_run();
}

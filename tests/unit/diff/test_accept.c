/* test_accept.c: which changes are asked for, and which are accepted. */
#include "diff/accept.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/error.h"
#include "diff/filter.h"

static void test_paths(void)
{
    g_assert_true(assay_diff_path_is_below("review/@score", "review"));
    g_assert_true(assay_diff_path_is_below("review/@score", "/review/@score"));
    g_assert_false(assay_diff_path_is_below("reviewer/@score", "review"));
    g_assert_false(assay_diff_path_is_below("review", "review/@score"));
    g_assert_true(assay_diff_path_is_below("claims/claim[2]/@n", "claims/claim"));
    g_assert_true(assay_diff_path_is_below("claims/claim[2]/@n", "claims/claim[2]"));
    g_assert_false(assay_diff_path_is_below("claims/claim[2]/@n", "claims/claim[3]"));
    g_assert_true(assay_diff_path_is_below("flags/flag[@check='a/b']", "flags/flag[@check='a/b']"));
    g_assert_true(assay_diff_path_is_below("flags/flag[@check='a/b']/@score", "flags/flag"));
    g_assert_false(assay_diff_path_is_below("flags/flag[@check='a']", "flags/flag[@check='b']"));
}

/* Its strings last until the next call. */
static AssayChange change_of(const char *field, const char *old_value, const char *new_value)
{
    static char strings[3][256];
    g_strlcpy(strings[0], field, sizeof strings[0]);
    g_strlcpy(strings[1], old_value, sizeof strings[1]);
    g_strlcpy(strings[2], new_value, sizeof strings[2]);
    return (AssayChange){.kind = ASSAY_CHANGE_CHANGED,
                         .part = ASSAY_CHANGE_TEXT,
                         .path = strings[0],
                         .field = strings[0],
                         .old_value = strings[1],
                         .new_value = strings[2]};
}

static char *file_of(const char *content)
{
    g_autoptr(GError) error = NULL;
    char *path = NULL;
    int fd = g_file_open_tmp("assay-accept-XXXXXX", &path, &error);
    g_assert_no_error(error);
    g_close(fd, NULL);
    g_file_set_contents(path, content, -1, &error);
    g_assert_no_error(error);
    return path;
}

static void test_round_trip(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = file_of("# by hand\n");
    g_autoptr(AssayAccepted) accepted = assay_accepted_new();
    g_assert_true(assay_accepted_read(accepted, path, FALSE, &error));
    AssayChange b = change_of("title", "a\tb\n\\", "-");
    assay_accepted_add(accepted, "A1", &b, "for a reason");
    AssayChange a = change_of("review/@score", "4.67", "*");
    assay_accepted_add(accepted, "A1", &a, "and\tanother");
    g_assert_true(assay_accepted_write(accepted, path, &error));
    g_assert_no_error(error);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    g_assert_cmpstr(strstr(text, "# by hand"), ==,
                    "# by hand\n"
                    "A1\tchanged\treview/@score\t4.67\t\\*\tand\\tanother\n"
                    "A1\tchanged\ttitle\ta\\tb\\n\\\\\t\\-\tfor a reason\n");
    g_autoptr(AssayAccepted) again = assay_accepted_new();
    g_assert_true(assay_accepted_read(again, path, FALSE, &error));
    AssayChange a_again = change_of("review/@score", "4.67", "*");
    g_assert_true(assay_accepted_has(again, "A1", &a_again));
    g_assert_false(assay_accepted_has(again, "A2", &a_again));
    AssayChange other = change_of("review/@score", "4.67", "4.7");
    g_assert_false(assay_accepted_has(again, "A1", &other));
    /* Written again it is the same file. */
    g_assert_true(assay_accepted_write(again, path, &error));
    g_autofree char *same = NULL;
    g_file_get_contents(path, &same, NULL, NULL);
    g_assert_cmpstr(text, ==, same);
    g_unlink(path);
}

static void test_long_values(void)
{
    g_autofree char *one = g_strnfill(250, 'x'), *two = g_strnfill(250, 'x');
    two[249] = 'y';
    g_autoptr(AssayAccepted) accepted = assay_accepted_new();
    AssayChange change = change_of("abstract", "a", one);
    assay_accepted_add(accepted, "A1", &change, "r");
    g_assert_true(assay_accepted_has(accepted, "A1", &change));
    AssayChange other = change_of("abstract", "a", two);
    g_assert_false(assay_accepted_has(accepted, "A1", &other));
}

static void test_patterns(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = file_of("*\tchanged\treview/@score\t*\t*\tnew scores\n");
    g_autoptr(AssayAccepted) accepted = assay_accepted_new();
    g_assert_true(assay_accepted_read(accepted, path, FALSE, &error));
    AssayChange score = change_of("review/@score", "1", "2");
    g_assert_true(assay_accepted_has(accepted, "Z9", &score));
    AssayChange title = change_of("title", "1", "2");
    g_assert_false(assay_accepted_has(accepted, "Z9", &title));
    g_unlink(path);
}

static void test_refuses(void)
{
    static const char *const wrong[] = {"A1\tchanged\ttitle\ta\tb\n",
                                        "A1\tchanged\ttitle\ta\tb\t \n", "nonsense\n", "\xff\n"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *path = file_of(wrong[i]);
        g_autoptr(AssayAccepted) accepted = assay_accepted_new();
        g_assert_false(assay_accepted_read(accepted, path, FALSE, &error));
        g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, ":1: "));
        g_unlink(path);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(AssayAccepted) accepted = assay_accepted_new();
    g_assert_true(assay_accepted_read(accepted, "/nowhere/at/all", TRUE, &error));
    g_assert_false(assay_accepted_read(accepted, "/nowhere/at/all", FALSE, &error));
    g_assert_error(error, ASSAY_ERROR, ASSAY_ERROR_IO);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/diff/paths", test_paths);
    g_test_add_func("/diff/accept/round-trip", test_round_trip);
    g_test_add_func("/diff/accept/long-values", test_long_values);
    g_test_add_func("/diff/accept/patterns", test_patterns);
    g_test_add_func("/diff/accept/refuses", test_refuses);
    return g_test_run();
}

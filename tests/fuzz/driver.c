/* driver.c: runs a target over its corpus, one test a file, without libFuzzer: as a regression
 * test of every build. Arguments that are no options name files or folders instead. */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The file @path, or all files below it. */
static void add_files(GPtrArray *paths, const char *path)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(found, g_strdup(path));
    for (guint i = 0; i < found->len; i++) {
        const char *at = g_ptr_array_index(found, i);
        GDir *dir = g_dir_open(at, 0, NULL);
        if (dir == NULL) {
            g_ptr_array_add(paths, g_strdup(at));
            continue;
        }
        for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
            g_ptr_array_add(found, g_build_filename(at, name, NULL));
        g_dir_close(dir);
    }
}

int main(int argc, char **argv)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    for (int i = 1; i < argc; i++)
        if (argv[i][0] != '-')
            add_files(paths, argv[i]);
    if (paths->len == 0)
        add_files(paths, FUZZ_CORPUS);
    g_ptr_array_sort(paths, compare_names);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autofree char *data = NULL;
        g_autofree guint8 *exact = NULL; /* without the NUL byte behind, so that ASan sees */
        gsize size = 0;
        g_autoptr(GError) error = NULL;
        if (!g_file_get_contents(path, &data, &size, &error)) {
            printf("not ok %u %s: %s\n", i + 1, path, error->message);
            return 1;
        }
        printf("%s:\n", path); /* whose fault it is if the next line does not come */
        fflush(stdout);
        exact = g_memdup2(data, size);
        LLVMFuzzerTestOneInput(exact, size);
        printf("ok %u %s\n", i + 1, path);
    }
    printf("1..%u\n", paths->len);
    return 0;
}

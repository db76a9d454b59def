/* sort.h: orders of strings, by their bytes: the same in every locale. */
#ifndef ASSAY_BASE_SORT_H
#define ASSAY_BASE_SORT_H

#include <glib.h>
#include <string.h>

/** assay_sort_strings: of two elements of an array of strings (g_ptr_array_sort, qsort). */
static inline int assay_sort_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/** assay_sort_keys: of two keys of a GTree. */
static inline int assay_sort_keys(gconstpointer a, gconstpointer b, gpointer unused)
{
    (void)unused;
    return strcmp(a, b);
}

#endif

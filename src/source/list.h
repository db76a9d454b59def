/* list.h: names of files out of a file, one after another; never all in memory. For this room. */
#ifndef ASSAY_SOURCE_LIST_H
#define ASSAY_SOURCE_LIST_H

#include <glib.h>

typedef struct AssayList AssayList;

/** assay_list_open: the list in file @path, or standard input for `-`. @is_nul: names end with NUL
 * bytes, not newlines. @error: ASSAY_ERROR_USAGE. Returns: (owned) or NULL. */
AssayList *assay_list_open(const char *path, gboolean is_nul, GError **error);
void assay_list_free(AssayList *list);

/** assay_list_next: the next name that is not empty. A carriage return before a newline belongs to
 * the line's end. @ret_name: (owned) NULL at the end.
 * @error: ASSAY_ERROR_LIMIT, ASSAY_ERROR_INPUT: a name is too long, or holds a NUL byte, and was
 * passed over; ASSAY_ERROR_IO: the list cannot be read on, and has ended. */
gboolean assay_list_next(AssayList *list, char **ret_name, GError **error);

#endif

/* list.c: see list.h. */
#include "source/list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"

struct AssayList {
    char *path; /* owned */
    FILE *file; /* owned unless it is standard input */
    int end;    /* '\n' or NUL */
    gboolean has_ended;
};

AssayList *assay_list_open(const char *path, gboolean is_nul, GError **error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (file == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE, "%s: cannot read the list: %s", path,
                    g_strerror(errno));
        return NULL;
    }
    AssayList *list = g_new0(AssayList, 1);
    list->path = g_strdup(path);
    list->file = file;
    list->end = is_nul ? '\0' : '\n';
    return list;
}

void assay_list_free(AssayList *list)
{
    if (list == NULL)
        return;
    if (list->file != stdin)
        fclose(list->file);
    g_free(list->path);
    g_free(list);
}

/* One name into @name (room for the limit and its NUL). Returns: its length, more than the limit
 * if it is longer, or -1 at the end. */
static gssize read_name(AssayList *list, char *name)
{
    gsize length = 0;
    int c;
    while ((c = getc_unlocked(list->file)) != EOF && c != list->end) {
        if (length < ASSAY_LIMIT_NAME_BYTES)
            name[length] = (char)c;
        length++;
    }
    if (c == EOF && length == 0)
        return -1;
    if (length <= ASSAY_LIMIT_NAME_BYTES) {
        if (list->end == '\n' && length > 0 && name[length - 1] == '\r')
            length--;
        name[length] = '\0';
    }
    return (gssize)length;
}

gboolean assay_list_next(AssayList *list, char **ret_name, GError **error)
{
    char name[ASSAY_LIMIT_NAME_BYTES + 1];
    gssize length = 0;
    while (!list->has_ended && length == 0)
        length = read_name(list, name);
    *ret_name = NULL;
    if (list->has_ended || length < 0) {
        gboolean failed = !list->has_ended && ferror(list->file);
        list->has_ended = TRUE;
        if (failed)
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: cannot read the list: %s",
                        list->path, g_strerror(errno));
        return !failed;
    }
    if (length > (gssize)ASSAY_LIMIT_NAME_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_LIMIT,
                    "%s: a name is longer than %u bytes; do its names end with %s?", list->path,
                    ASSAY_LIMIT_NAME_BYTES, list->end == '\n' ? "NUL (-0)" : "newlines (no -0)");
        return FALSE;
    }
    *ret_name = g_strdup(name);
    return TRUE;
}

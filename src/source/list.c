/* list.c: see list.h. */
#include "source/list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/limits.h"

struct AssayList {
    char *path; /* owned */
    FILE *file; /* owned unless it is standard input */
    int end;    /* '\n' or NUL */
    gboolean has_ended;
};

/* A folder can be opened too; that it cannot be read shows only then. */
static FILE *open_list(const char *path)
{
    if (strcmp(path, "-") == 0)
        return stdin;
    FILE *file = fopen(path, "re");
    struct stat status;
    if (file == NULL || fstat(fileno(file), &status) != 0 || !S_ISDIR(status.st_mode))
        return file;
    fclose(file);
    errno = EISDIR;
    return NULL;
}

AssayList *assay_list_open(const char *path, gboolean is_nul, GError **error)
{
    FILE *file = open_list(path);
    if (file == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: cannot read the list: %s; name a file or - with --files-from", path,
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

/* One name into @name (room for the limit and its NUL). @ret_has_nul: it holds a NUL byte.
 * Returns: its length, more than the limit if it is longer, or -1 at the end. */
static gssize read_name(AssayList *list, char *name, gboolean *ret_has_nul)
{
    gsize length = 0;
    int c;
    *ret_has_nul = FALSE;
    while ((c = getc_unlocked(list->file)) != EOF && c != list->end) {
        *ret_has_nul = *ret_has_nul || c == '\0';
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
    gboolean has_nul = FALSE;
    while (!list->has_ended && length == 0)
        length = read_name(list, name, &has_nul);
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
    if (has_nul) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "%s: a name holds a NUL byte; do its names end with NUL (-0)?", list->path);
        return FALSE;
    }
    *ret_name = g_strdup(name);
    return TRUE;
}

/* accept.c: see accept.h. */
#include "diff/accept.h"

#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

#define MAX_VALUE_BYTES 160u
#define START_BYTES     120u
#define HASH_DIGITS     16
#define N_FIELDS        6u
#define MAX_FILE_BYTES  (256u * 1024 * 1024)

static const char header[] =
    "# Accepted differences of `assay diff`; one a line, fields separated by tabs:\n"
    "# record\tkind\tfield\told\tnew\treason\n";

struct AssayAccepted {
    GHashTable *exact;   /* owned; five fields joined by tabs to reason; both owned */
    GPtrArray *patterns; /* owned; of GStrv with five fields, some of them `*` */
    GString *comments;   /* owned */
};

AssayAccepted *assay_accepted_new(void)
{
    AssayAccepted *accepted = g_new0(AssayAccepted, 1);
    accepted->exact = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    accepted->patterns = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    accepted->comments = g_string_new(NULL);
    return accepted;
}

void assay_accepted_free(AssayAccepted *accepted)
{
    if (accepted == NULL)
        return;
    g_hash_table_unref(accepted->exact);
    g_ptr_array_unref(accepted->patterns);
    g_string_free(accepted->comments, TRUE);
    g_free(accepted);
}

/* ---- One line ---- */

static void append_value(GString *line, const char *value)
{
    if (value == NULL) {
        g_string_append_c(line, '-');
        return;
    }
    gsize length = strlen(value);
    gboolean is_long = length > MAX_VALUE_BYTES;
    if (is_long) /* cut between characters */
        for (length = START_BYTES; length > 0 && ((guchar)value[length] & 0xC0) == 0x80;)
            length--;
    if (strcmp(value, "-") == 0 || strcmp(value, "*") == 0)
        g_string_append_c(line, '\\');
    for (gsize i = 0; i < length; i++) {
        if (value[i] == '\t')
            g_string_append(line, "\\t");
        else if (value[i] == '\n')
            g_string_append(line, "\\n");
        else if (value[i] == '\\')
            g_string_append(line, "\\\\");
        else
            g_string_append_c(line, value[i]);
    }
    if (!is_long)
        return;
    g_autofree char *hash = assay_hash_sha256(value, strlen(value));
    g_string_append_printf(line, "…#%.*s", HASH_DIGITS, hash);
}

/* `[place] text` of what moved: the instance number is the last predicate of its path. */
static char *moved_value(const char *path, const char *value)
{
    const char *bracket = path == NULL ? NULL : strrchr(path, '[');
    return g_strdup_printf("%s %s", bracket == NULL ? "[]" : bracket, value);
}

static char *line_of(const char *id, const AssayChange *change)
{
    GString *line = g_string_new(NULL);
    /* A whole record moves from one id to another. */
    gboolean is_moved = change->kind == ASSAY_CHANGE_MOVED;
    gboolean is_renamed = is_moved && change->part == ASSAY_CHANGE_ATTRIBUTE;
    append_value(line, id);
    g_string_append_printf(line, "\t%s\t",
                           is_renamed ? "renamed" : assay_change_word(change->kind));
    append_value(line, change->field);
    is_moved = is_moved && !is_renamed;
    const char *old_path = change->old_path != NULL ? change->old_path : change->path;
    g_autofree char *old_moved = is_moved ? moved_value(old_path, change->old_value) : NULL;
    g_autofree char *new_moved = is_moved ? moved_value(change->path, change->new_value) : NULL;
    g_string_append_c(line, '\t');
    append_value(line, is_moved ? old_moved : change->old_value);
    g_string_append_c(line, '\t');
    append_value(line, is_moved ? new_moved : change->new_value);
    return g_string_free(line, FALSE);
}

/* ---- Asking ---- */

static gboolean is_pattern(char **fields)
{
    for (guint i = 0; i + 1 < N_FIELDS; i++)
        if (strcmp(fields[i], "*") == 0)
            return TRUE;
    return FALSE;
}

gboolean assay_accepted_has(const AssayAccepted *accepted, const char *id,
                            const AssayChange *change)
{
    g_autofree char *line = line_of(id, change);
    if (g_hash_table_contains(accepted->exact, line))
        return TRUE;
    if (accepted->patterns->len == 0)
        return FALSE;
    g_auto(GStrv) own = g_strsplit(line, "\t", (gint)N_FIELDS - 1);
    for (guint i = 0; i < accepted->patterns->len; i++) {
        char **pattern = g_ptr_array_index(accepted->patterns, i);
        guint n_same = 0;
        for (guint j = 0; j + 1 < N_FIELDS; j++)
            n_same += strcmp(pattern[j], "*") == 0 || strcmp(pattern[j], own[j]) == 0 ? 1 : 0;
        if (n_same + 1 == N_FIELDS)
            return TRUE;
    }
    return FALSE;
}

void assay_accepted_add(AssayAccepted *accepted, const char *id, const AssayChange *change,
                        const char *reason)
{
    GString *escaped = g_string_new(NULL);
    append_value(escaped, reason);
    g_hash_table_replace(accepted->exact, line_of(id, change), g_string_free(escaped, FALSE));
}

/* ---- The file ---- */

static gboolean read_line(AssayAccepted *accepted, const char *line, const char *file, guint number,
                          GError **error)
{
    if (*line == '\0' || *line == '#') {
        if (*line == '#' && strstr(header, line) == NULL)
            g_string_append_printf(accepted->comments, "%s\n", line);
        return TRUE;
    }
    g_auto(GStrv) fields = g_strsplit(line, "\t", (gint)N_FIELDS);
    if (g_strv_length(fields) != N_FIELDS || *g_strstrip(fields[N_FIELDS - 1]) == '\0') {
        g_set_error(
            error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
            "%s:%u: not an accepted difference: record, kind, field, old, new and a reason, "
            "separated by tabs",
            file, number);
        return FALSE;
    }
    if (is_pattern(fields))
        g_ptr_array_add(accepted->patterns, g_steal_pointer(&fields));
    else
        g_hash_table_replace(
            accepted->exact,
            g_strjoin("\t", fields[0], fields[1], fields[2], fields[3], fields[4], NULL),
            g_strdup(fields[N_FIELDS - 1]));
    return TRUE;
}

gboolean assay_accepted_read(AssayAccepted *accepted, const char *file, gboolean missing_is_empty,
                             GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    gsize length = 0;
    if (!g_file_get_contents(file, &text, &length, &cause)) {
        if (missing_is_empty && g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return TRUE;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: %s", file, cause->message);
        return FALSE;
    }
    if (length > MAX_FILE_BYTES || !g_utf8_validate(text, (gssize)length, NULL)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s:1: not a file of accepted differences: not UTF-8, or too large", file);
        return FALSE;
    }
    guint number = 0;
    for (char *line = text, *end; line != NULL; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        gsize line_length = strlen(line);
        if (line_length > 0 && line[line_length - 1] == '\r')
            line[line_length - 1] = '\0';
        if (!read_line(accepted, line, file, ++number, error))
            return FALSE;
    }
    return TRUE;
}

gboolean assay_accepted_write(const AssayAccepted *accepted, const char *file, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer line = NULL, reason = NULL;
    g_hash_table_iter_init(&iter, accepted->exact);
    while (g_hash_table_iter_next(&iter, &line, &reason))
        g_ptr_array_add(lines, g_strjoin("\t", line, reason, NULL));
    for (guint i = 0; i < accepted->patterns->len; i++)
        g_ptr_array_add(lines, g_strjoinv("\t", g_ptr_array_index(accepted->patterns, i)));
    g_ptr_array_sort(lines, assay_sort_strings);
    g_autoptr(GString) text = g_string_new(header);
    g_string_append(text, accepted->comments->str);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "%s\n", (const char *)g_ptr_array_index(lines, i));
    g_autoptr(GError) cause = NULL;
    if (g_file_set_contents(file, text->str, (gssize)text->len, &cause))
        return TRUE;
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: %s", file, cause->message);
    return FALSE;
}

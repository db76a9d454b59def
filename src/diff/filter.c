/* filter.c: see filter.h. */
#include "diff/filter.h"

#include <string.h>

#include "diff/change.h"

/* Length of the first step of @path; quoted values may hold slashes. */
static gsize step_length(const char *path)
{
    char quote = '\0';
    gsize length = 0;
    for (; path[length] != '\0' && (quote != '\0' || path[length] != '/'); length++) {
        if (quote == '\0' && (path[length] == '\'' || path[length] == '"'))
            quote = path[length];
        else if (path[length] == quote)
            quote = '\0';
    }
    return length;
}

static gboolean is_step(const char *step, gsize length, const char *target, gsize target_length)
{
    gsize name_length = strcspn(target, "[/");
    gboolean with_predicate = name_length < target_length;
    gsize own_length = strcspn(step, "[/");
    gsize n = with_predicate ? target_length : name_length;
    return (with_predicate ? length : MIN(own_length, length)) == n && memcmp(step, target, n) == 0;
}

gboolean assay_diff_path_is_below(const char *path, const char *target)
{
    while (*target == '/')
        target++;
    while (*target != '\0') {
        gsize length = step_length(path), target_length = step_length(target);
        if (*path == '\0' || !is_step(path, length, target, target_length))
            return FALSE;
        path += length + (path[length] == '/' ? 1 : 0);
        target += target_length + (target[target_length] == '/' ? 1 : 0);
    }
    return TRUE;
}

static gboolean is_below_one(const char *path, const char *const *targets)
{
    for (; targets != NULL && *targets != NULL; targets++)
        if (assay_diff_path_is_below(path, *targets))
            return TRUE;
    return FALSE;
}

static gboolean has_leader(const GPtrArray *changes, const AssayChange *follower)
{
    for (guint i = 0; i < changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        if (!change->follows && g_strcmp0(change->old_place, follower->old_place) == 0 &&
            g_strcmp0(change->new_place, follower->new_place) == 0)
            return TRUE;
    }
    return FALSE;
}

void assay_diff_filter(GPtrArray *changes, const char *const *only, const char *const *ignore)
{
    gboolean all = only == NULL || *only == NULL;
    for (guint i = changes->len; i-- > 0;) {
        const AssayChange *change = g_ptr_array_index(changes, i);
        if ((!all && !is_below_one(change->path, only)) || is_below_one(change->path, ignore))
            g_ptr_array_remove_index(changes, i);
    }
    /* Who asks only for what says the same as another value gets it. */
    for (guint i = 0; !all && i < changes->len; i++) {
        AssayChange *change = g_ptr_array_index(changes, i);
        if (change->follows && change->part != ASSAY_CHANGE_ELEMENT && !has_leader(changes, change))
            change->follows = FALSE;
    }
}

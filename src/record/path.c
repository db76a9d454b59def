/* path.c: see path.h. */
#include "record/path.h"

#include <string.h>

static gboolean is_name(const char *start, const char *end)
{
    if (start == end || g_ascii_isdigit(*start) || *start == '-' || *start == '.')
        return FALSE;
    for (const char *c = start; c < end; c++)
        if (!g_ascii_isalnum(*c) && strchr("_-.", *c) == NULL)
            return FALSE;
    return TRUE;
}

/* `[3]` or `[@name='value']` at *@at. Returns: FALSE when it is neither. */
static gboolean parse_predicate(const char **at, AssayPathStep *step, AssayArena *arena)
{
    const char *text = *at + 1;
    if (g_ascii_isdigit(*text)) {
        guint64 instance = 0;
        for (; g_ascii_isdigit(*text) && instance < G_MAXINT; text++)
            instance = instance * 10 + (guint64)(*text - '0');
        if (instance == 0 || instance >= G_MAXINT || *text != ']')
            return FALSE;
        step->instance = (guint)instance;
        *at = text + 1;
        return TRUE;
    }
    const char *equals = *text == '@' ? strchr(text, '=') : NULL;
    if (equals == NULL || !is_name(text + 1, equals) || (equals[1] != '\'' && equals[1] != '"'))
        return FALSE;
    const char *end = strchr(equals + 2, equals[1]);
    if (end == NULL || end[1] != ']')
        return FALSE;
    step->key = assay_arena_strndup(arena, text + 1, (gsize)(equals - text - 1));
    step->key_value = assay_arena_strndup(arena, equals + 2, (gsize)(end - equals - 2));
    *at = end + 2;
    return TRUE;
}

static gboolean parse_step(const char **at, AssayPathStep *step, AssayArena *arena)
{
    const char *end = *at + strcspn(*at, "/[");
    if (!is_name(*at, end))
        return FALSE;
    step->name = assay_arena_strndup(arena, *at, (gsize)(end - *at));
    *at = end;
    return **at != '[' || parse_predicate(at, step, arena);
}

/* Put the schema's orders into @path. */
static void resolve(const AssayShape *shape, AssayPath *path)
{
    const AssayShapeElement *element = shape == NULL ? NULL : assay_shape_root(shape);
    for (guint i = 0; i < path->n_steps; i++) {
        AssayPathStep *step = &path->steps[i];
        step->order = step->key_order = G_MAXUINT;
        element = assay_shape_child(element, step->name, &step->order);
        if (step->key != NULL)
            step->key_order = assay_shape_value_order(element, step->key, step->key_value);
    }
    path->attribute_order = G_MAXUINT;
    if (path->attribute != NULL)
        assay_shape_attribute(element, path->attribute, &path->attribute_order);
}

AssayPath *assay_path_parse(const AssayShape *shape, const char *text, AssayArena *arena)
{
    AssayPathStep steps[ASSAY_PATH_MAX_STEPS] = {0};
    AssayPath path = {.text = text};
    const char *at = text;
    while (TRUE) {
        if (*at == '@') {
            if (path.n_steps == 0 || !is_name(at + 1, at + strlen(at)))
                return NULL;
            path.attribute = assay_arena_strdup(arena, at + 1);
            break;
        }
        if (path.n_steps == ASSAY_PATH_MAX_STEPS || !parse_step(&at, &steps[path.n_steps], arena))
            return NULL;
        path.n_steps++;
        if (*at == '\0')
            break;
        if (*at++ != '/')
            return NULL;
    }
    path.steps = assay_arena_new0(arena, AssayPathStep, path.n_steps);
    memcpy(path.steps, steps, sizeof(AssayPathStep) * path.n_steps);
    resolve(shape, &path);
    AssayPath *kept = assay_arena_new0(arena, AssayPath, 1);
    *kept = path;
    return kept;
}

void assay_path_update(AssayPath *path, AssayArena *arena)
{
    g_autoptr(GString) text = g_string_sized_new(64);
    for (guint i = 0; i < path->n_steps; i++) {
        const AssayPathStep *step = &path->steps[i];
        g_string_append_printf(text, "%s%s", i == 0 ? "" : "/", step->name);
        if (step->instance > 0)
            g_string_append_printf(text, "[%u]", step->instance);
        if (step->key != NULL) {
            char quote = strchr(step->key_value, '\'') == NULL ? '\'' : '"';
            g_string_append_printf(text, "[@%s=%c%s%c]", step->key, quote, step->key_value, quote);
        }
    }
    if (path->attribute != NULL)
        g_string_append_printf(text, "/@%s", path->attribute);
    path->text = assay_arena_strndup(arena, text->str, text->len);
}

static int compare_uint(guint a, guint b)
{
    return a < b ? -1 : a > b;
}

int assay_path_compare_steps(const AssayPathStep *a, const AssayPathStep *b)
{
    int order = compare_uint(a->order, b->order);
    if (order == 0 && a->order == G_MAXUINT)
        order = strcmp(a->name, b->name);
    if (order == 0)
        order = compare_uint(a->instance, b->instance);
    if (order == 0)
        order = compare_uint(a->key_order, b->key_order);
    if (order == 0 && (a->key != NULL || b->key != NULL)) {
        order = g_strcmp0(a->key, b->key);
        if (order == 0)
            order = strcmp(a->key_value, b->key_value);
    }
    return order;
}

int assay_path_compare(const AssayPath *a, const AssayPath *b)
{
    for (guint i = 0; i < a->n_steps && i < b->n_steps; i++) {
        int order = assay_path_compare_steps(&a->steps[i], &b->steps[i]);
        if (order != 0)
            return order;
    }
    if (a->n_steps != b->n_steps)
        return compare_uint(a->n_steps, b->n_steps);
    if (a->attribute == NULL || b->attribute == NULL)
        return compare_uint(a->attribute != NULL, b->attribute != NULL);
    int order = compare_uint(a->attribute_order, b->attribute_order);
    return order != 0 ? order : strcmp(a->attribute, b->attribute);
}

gboolean assay_path_is_below(const AssayPath *path, const char *target)
{
    const char *at = target;
    for (guint i = 0; i < path->n_steps; i++) {
        gsize length = strlen(path->steps[i].name);
        if (strncmp(at, path->steps[i].name, length) != 0 ||
            (at[length] != '\0' && at[length] != '/'))
            return FALSE;
        if (at[length] == '\0')
            return TRUE;
        at += length + 1;
        if (*at == '@')
            return i + 1 == path->n_steps && path->attribute != NULL &&
                   strcmp(at + 1, path->attribute) == 0;
    }
    return FALSE;
}

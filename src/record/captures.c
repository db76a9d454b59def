/* captures.c: from a record back to the captures it was built of (record.h). */
#include <string.h>

#include "base/error.h"
#include "record/flags.h"
#include "record/node.h"
#include "record/path.h"

typedef struct {
    const char *name; /* of the record, for messages */
    const xmlNode *root;
    GPtrArray *captures; /* of AssayCapture, by source number - 1 */
    AssayArena *arena;   /* paths */
} Reading;

static gboolean refuse(const Reading *reading, GError **error, const char *what)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT, "record %s: %s; ingest its captures again",
                reading->name, what);
    return FALSE;
}

/* A source number as text to its capture, or NULL. */
static AssayCapture *capture_of(const Reading *reading, const char *n)
{
    guint64 number = 0;
    if (n == NULL || !g_ascii_string_to_unsigned(n, 10, 1, reading->captures->len, &number, NULL))
        return NULL;
    return g_ptr_array_index(reading->captures, number - 1);
}

static gboolean read_sources(Reading *reading, GError **error)
{
    const xmlNode *sources = assay_element_child(reading->root, "sources");
    for (const xmlNode *node = sources == NULL ? NULL : sources->children; node != NULL;
         node = node->next) {
        if (!assay_element_is(node, "source"))
            continue;
        AssayCapture *capture = assay_capture_new();
        AssayArena *arena = capture->arena;
        g_ptr_array_add(reading->captures, capture);
        capture->profile = assay_arena_strdup(arena, assay_element_get(reading->root, "profile"));
        capture->style = assay_arena_strdup(arena, assay_element_get(node, "style"));
        capture->uri = assay_arena_strdup(arena, assay_element_get(node, "uri"));
        capture->media = assay_arena_strdup(arena, assay_element_get(node, "media"));
        capture->sha256 = assay_arena_strdup(arena, assay_element_get(node, "sha256"));
        capture->captured = assay_arena_strdup(arena, assay_element_get(node, "captured"));
        capture->cut = g_strcmp0(assay_element_get(node, "cut"), "true") == 0;
        if (capture->sha256 == NULL)
            return refuse(reading, error, "a source has no sha256");
    }
    return reading->captures->len > 0 || refuse(reading, error, "it has no sources");
}

/* ---- Values: evidence is in record order, so that each is found near the one before ---- */

/* Where the last search below one parent ended. */
typedef struct {
    const xmlNode *parent, *child;
    const char *name;
    guint n; /* child is the n-th of that name */
} Cursor;

static const xmlNode *find_step(const xmlNode *parent, const AssayPathStep *step, Cursor *cursor)
{
    guint wanted = MAX(step->instance, 1);
    const xmlNode *child = parent->children;
    guint n = 0;
    if (step->key == NULL && cursor->parent == parent && cursor->n <= wanted &&
        strcmp(cursor->name, step->name) == 0) {
        child = cursor->child;
        n = cursor->n - 1;
    }
    for (; child != NULL; child = child->next) {
        if (!assay_element_is(child, step->name))
            continue;
        n++;
        if (step->key != NULL) {
            if (g_strcmp0(assay_element_get(child, step->key), step->key_value) == 0)
                return child;
        } else if (n == wanted) {
            *cursor = (Cursor){parent, child, step->name, n};
            return child;
        }
    }
    return NULL;
}

static const char *find_value(const xmlNode *root, const AssayPath *path, Cursor *cursors)
{
    const xmlNode *node = root;
    for (guint i = 0; node != NULL && i < path->n_steps; i++)
        node = find_step(node, &path->steps[i], &cursors[i]);
    if (node == NULL || path->attribute != NULL)
        return node == NULL ? NULL : assay_element_get(node, path->attribute);
    const char *text = assay_element_text(node);
    return text != NULL ? text : "";
}

static gboolean read_row(Reading *reading, const xmlNode *e, guint rank, Cursor *cursors,
                         GError **error)
{
    AssayCapture *capture = capture_of(reading, assay_element_get(e, "source"));
    const char *text = assay_element_get(e, "path");
    const AssayPath *path = text == NULL ? NULL : assay_path_parse(NULL, text, reading->arena);
    if (capture == NULL || path == NULL)
        return refuse(reading, error, "an evidence row names no source or no path");
    const char *value = assay_element_get(e, "value");
    if (value == NULL)
        value = find_value(reading->root, path, cursors);
    if (value == NULL)
        return refuse(reading, error, "an evidence row names a place that is not there");
    AssayArena *arena = capture->arena;
    AssayFinding finding = {.path = assay_arena_strdup(arena, text),
                            .value = assay_arena_strdup(arena, value),
                            .raw = assay_arena_strdup(arena, assay_element_get(e, "raw")),
                            .rule = assay_arena_strdup(arena, assay_element_get(e, "rule")),
                            .rank = rank,
                            .cut = g_strcmp0(assay_element_get(e, "cut"), "true") == 0};
    const char *at = assay_element_get(e, "at");
    if (at != NULL)
        assay_span_parse(at, &finding.span); /* "" is no place, and stays none */
    g_array_append_val(capture->findings, finding);
    return TRUE;
}

static gboolean read_evidence(Reading *reading, GError **error)
{
    const xmlNode *evidence = assay_element_child(reading->root, "evidence");
    Cursor cursors[ASSAY_PATH_MAX_STEPS] = {0};
    guint rank = 0;
    for (const xmlNode *e = evidence == NULL ? NULL : evidence->children; e != NULL; e = e->next)
        if (assay_element_is(e, "e") && !read_row(reading, e, rank++, cursors, error))
            return FALSE;
    return TRUE;
}

/* ---- Defects and body ---- */

static char *text_of(AssayArena *arena, const xmlNode *node)
{
    const char *text = assay_element_text(node);
    return assay_arena_strdup(arena, text != NULL ? text : "");
}

static void read_defects(Reading *reading)
{
    const xmlNode *flags = assay_element_child(reading->root, "flags");
    for (const xmlNode *flag = flags == NULL ? NULL : flags->children; flag != NULL;
         flag = flag->next) {
        const xmlNode *source = assay_element_is(flag, "flag")
                                    ? assay_flag_defect_value(flag, "source")
                                    : NULL;
        const xmlNode *at = source == NULL ? NULL : assay_flag_defect_value(flag, "at");
        if (at == NULL)
            continue;
        AssayCapture *capture = capture_of(reading, text_of(reading->arena, source));
        if (capture == NULL)
            continue;
        AssayCaptureDefect defect = {
            .id = assay_arena_strdup(capture->arena, assay_element_get(flag, "check")),
            .message = text_of(capture->arena, flag)};
        assay_span_parse(text_of(reading->arena, at), &defect.span);
        g_array_append_val(capture->defects, defect);
    }
}

static void read_body(Reading *reading)
{
    xmlNode *body = assay_element_child(reading->root, "body");
    AssayCapture *first = g_ptr_array_index(reading->captures, 0);
    for (guint i = 1; i < reading->captures->len; i++) {
        const AssayCapture *other = g_ptr_array_index(reading->captures, i);
        if (strcmp(other->sha256, first->sha256) != 0)
            return; /* merged: whose body it is, the record does not say */
    }
    if (body != NULL)
        first->body = assay_node_copy(first->arena, body);
}

static void free_capture(gpointer capture)
{
    assay_capture_free(capture);
}

GPtrArray *assay_record_captures(const AssayRecord *record, GError **error)
{
    Reading reading = {.name = record->id,
                       .root = xmlDocGetRootElement(record->doc),
                       .captures = g_ptr_array_new_with_free_func(free_capture),
                       .arena = assay_arena_new()};
    gboolean read = read_sources(&reading, error) && read_evidence(&reading, error);
    if (read) {
        read_defects(&reading);
        read_body(&reading);
    }
    assay_arena_free(reading.arena);
    if (!read) {
        g_ptr_array_unref(reading.captures);
        return NULL;
    }
    return reading.captures;
}

/* apply.c: a record and a list of changes make the new record (diff.h).
 *
 * Elements of the old record are found by their old places before anything is changed; values are
 * set, what goes or moves is taken out, then everything comes in at its new place, outer elements
 * first and in rising order, so that every place is final when it is filled. */
#include "diff/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "diff/model.h"

typedef struct {
    AssayArena *arena;
    AssayDiffNode *root;
    GPtrArray *nodes; /* for each change its element in the old record, or NULL */
    const GPtrArray *changes;
} Apply;

/* One element to come in. */
typedef struct {
    const char *place;
    guint depth;
    AssayDiffNode *node;
} Arrival;

static gboolean refuse(const AssayChange *change, GError **error)
{
    g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                "change of '%s' does not fit the record; apply it to the one it was made from",
                change->path);
    return FALSE;
}

/* The element at @place below @root; all but the last step if @parent. @ret_last: the last one. */
static AssayDiffNode *find_place(AssayDiffNode *root, const char *place, gboolean parent,
                                 guint *ret_last)
{
    AssayDiffNode *node = root;
    for (const char *at = place; *at != '\0';) {
        char *end = NULL;
        guint64 index = g_ascii_strtoull(at, &end, 10);
        if (end == at || (*end != '.' && *end != '\0'))
            return NULL;
        if (*end == '\0' && parent) {
            *ret_last = (guint)MIN(index, G_MAXUINT);
            return node;
        }
        if (index >= node->n_children)
            return NULL;
        node = node->children[index];
        at = *end == '.' ? end + 1 : end;
    }
    return parent ? NULL : node;
}

/* ---- Values ---- */

static void set_attribute(Apply *apply, AssayDiffNode *node, const char *name, const char *value)
{
    guint at = 0;
    while (at < node->n_attributes && strcmp(node->attributes[at].name, name) < 0)
        at++;
    gboolean is_there = at < node->n_attributes && strcmp(node->attributes[at].name, name) == 0;
    if (value == NULL) {
        for (guint i = at; is_there && i + 1 < node->n_attributes; i++)
            node->attributes[i] = node->attributes[i + 1];
        node->n_attributes -= is_there ? 1 : 0;
        return;
    }
    if (!is_there) {
        AssayDiffAttribute *all = assay_arena_new0(apply->arena, AssayDiffAttribute,
                                                   node->n_attributes + 1);
        for (guint i = 0; i < node->n_attributes; i++)
            all[i + (i >= at ? 1 : 0)] = node->attributes[i];
        all[at].name = assay_arena_strdup(apply->arena, name);
        node->attributes = all;
        node->n_attributes++;
    }
    node->attributes[at].value = assay_arena_strdup(apply->arena, value);
}

static gboolean set_value(Apply *apply, AssayDiffNode *node, const AssayChange *change,
                          GError **error)
{
    if (node == NULL)
        return refuse(change, error);
    if (change->part == ASSAY_CHANGE_ATTRIBUTE)
        set_attribute(apply, node, change->attribute, change->new_value);
    else
        node->text = change->new_value == NULL
                         ? ""
                         : assay_arena_strdup(apply->arena, change->new_value);
    return TRUE;
}

/* Values of elements that come in have no old place: they are set @late. */
static gboolean set_values(Apply *apply, gboolean late, GError **error)
{
    for (guint i = 0; i < apply->changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(apply->changes, i);
        if (change->part == ASSAY_CHANGE_ELEMENT || late != (change->old_place == NULL))
            continue;
        AssayDiffNode *node = late ? find_place(apply->root, change->new_place, FALSE, NULL)
                                   : g_ptr_array_index(apply->nodes, i);
        if (!set_value(apply, node, change, error))
            return FALSE;
    }
    return TRUE;
}

/* ---- Elements ---- */

static gboolean find_nodes(Apply *apply, GError **error)
{
    for (guint i = 0; i < apply->changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(apply->changes, i);
        AssayDiffNode *node = change->old_place == NULL
                                  ? NULL
                                  : find_place(apply->root, change->old_place, FALSE, NULL);
        if ((node == NULL) != (change->old_place == NULL) ||
            (change->old_place == NULL && change->new_place == NULL))
            return refuse(change, error);
        g_ptr_array_add(apply->nodes, node);
    }
    return TRUE;
}

static void take_out(AssayDiffNode *node)
{
    AssayDiffNode *parent = node->parent;
    if (parent != NULL)
        parent->children[node->index] = NULL;
}

static void close_gaps(AssayDiffNode *parent)
{
    guint n = 0;
    for (guint i = 0; i < parent->n_children; i++)
        if (parent->children[i] != NULL)
            parent->children[n++] = parent->children[i];
    parent->n_children = n;
}

static void take_all_out(Apply *apply)
{
    for (guint round = 0; round < 2; round++) {
        for (guint i = 0; i < apply->changes->len; i++) {
            const AssayChange *change = g_ptr_array_index(apply->changes, i);
            AssayDiffNode *node = g_ptr_array_index(apply->nodes, i);
            if (change->part != ASSAY_CHANGE_ELEMENT || node == NULL || node->parent == NULL)
                continue;
            if (round == 0)
                take_out(node);
            else
                close_gaps(node->parent);
        }
    }
}

static AssayDiffNode *new_node(Apply *apply, const AssayChange *change)
{
    if (change->new_xml != NULL)
        return assay_diff_model_parse(change->new_xml, apply->arena);
    AssayDiffNode *piece = assay_arena_new0(apply->arena, AssayDiffNode, 1);
    piece->name = ASSAY_DIFF_TEXT;
    piece->text = assay_arena_strdup(apply->arena, change->new_value);
    return piece->text == NULL ? NULL : piece;
}

static int compare_arrivals(gconstpointer a, gconstpointer b)
{
    const Arrival *x = a, *y = b;
    if (x->depth != y->depth)
        return x->depth < y->depth ? -1 : 1;
    const char *p = x->place, *q = y->place;
    while (*p != '\0' && *q != '\0') {
        char *p_end = NULL, *q_end = NULL;
        guint64 i = g_ascii_strtoull(p, &p_end, 10), j = g_ascii_strtoull(q, &q_end, 10);
        if (i != j)
            return i < j ? -1 : 1;
        p = *p_end == '.' ? p_end + 1 : p_end;
        q = *q_end == '.' ? q_end + 1 : q_end;
    }
    return 0;
}

static gboolean collect_arrivals(Apply *apply, GArray *arrivals, GError **error)
{
    for (guint i = 0; i < apply->changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(apply->changes, i);
        if (change->part != ASSAY_CHANGE_ELEMENT || change->new_place == NULL)
            continue;
        Arrival arrival = {.place = change->new_place};
        arrival.node = change->old_place != NULL ? g_ptr_array_index(apply->nodes, i)
                                                 : new_node(apply, change);
        if (arrival.node == NULL)
            return refuse(change, error);
        for (const char *at = arrival.place; *at != '\0'; at++)
            arrival.depth += *at == '.' ? 1 : 0;
        g_array_append_val(arrivals, arrival);
    }
    g_array_sort(arrivals, compare_arrivals);
    return TRUE;
}

static gboolean bring_in(Apply *apply, const Arrival *arrival)
{
    guint at = 0;
    AssayDiffNode *parent = find_place(apply->root, arrival->place, TRUE, &at);
    if (parent == NULL || at > parent->n_children)
        return FALSE;
    AssayDiffNode **all = assay_arena_new0(apply->arena, AssayDiffNode *, parent->n_children + 1);
    for (guint i = 0; i < parent->n_children; i++)
        all[i + (i >= at ? 1 : 0)] = parent->children[i];
    all[at] = arrival->node;
    parent->children = all;
    parent->n_children++;
    return TRUE;
}

static gboolean bring_all_in(Apply *apply, GError **error)
{
    g_autoptr(GArray) arrivals = g_array_new(FALSE, TRUE, sizeof(Arrival));
    if (!collect_arrivals(apply, arrivals, error))
        return FALSE;
    for (guint i = 0; i < arrivals->len; i++) {
        const Arrival *arrival = &g_array_index(arrivals, Arrival, i);
        if (bring_in(apply, arrival))
            continue;
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_INPUT,
                    "a change brings something to place %s, which is not there", arrival->place);
        return FALSE;
    }
    return TRUE;
}

/* ---- The record ---- */

static void number_all(Apply *apply)
{
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    g_ptr_array_add(nodes, apply->root);
    for (guint i = 0; i < nodes->len; i++) {
        AssayDiffNode *node = g_ptr_array_index(nodes, i);
        assay_diff_model_number(node, apply->arena);
        for (guint j = 0; j < node->n_children; j++)
            g_ptr_array_add(nodes, node->children[j]);
    }
}

/* Sources and evidence that were no part of the comparison stay as they are. */
static void keep_evidence(Apply *apply, const AssayRecord *old_record)
{
    AssayDiffNode *whole = assay_diff_model(old_record, TRUE, apply->arena);
    for (guint i = 0; i < whole->n_children; i++) {
        const char *name = whole->children[i]->name;
        g_autofree char *place = g_strdup_printf("%u", apply->root->n_children);
        Arrival arrival = {.place = place, .node = whole->children[i]};
        if (strcmp(name, "sources") == 0 || strcmp(name, "evidence") == 0)
            bring_in(apply, &arrival);
    }
}

AssayRecord *assay_diff_apply(const AssayRecord *old_record, const GPtrArray *changes,
                              gboolean with_evidence, GError **error)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    Apply apply = {arena, assay_diff_model(old_record, with_evidence, arena), nodes, changes};
    if (!find_nodes(&apply, error) || !set_values(&apply, FALSE, error))
        return NULL;
    take_all_out(&apply);
    if (!bring_all_in(&apply, error) || !set_values(&apply, TRUE, error))
        return NULL;
    if (!with_evidence)
        keep_evidence(&apply, old_record);
    number_all(&apply);
    g_autoptr(GString) xml = g_string_new(NULL);
    assay_diff_node_write(apply.root, TRUE, xml);
    return assay_record_read(xml->str, xml->len, "changed record", error);
}

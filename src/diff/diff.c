/* diff.c: see diff.h. Walks both records side by side with a list of what is still to be compared,
 * so that its depth does not depend on the input. */
#include "diff/diff.h"

#include <string.h>

#include "diff/key.h"
#include "diff/match.h"
#include "diff/provenance.h"

/* Something still to be looked at. One side is NULL for what is on the other only. */
typedef struct {
    const AssayDiffNode *old_node, *new_node;
    gboolean is_moved;
} Task;

typedef struct {
    GPtrArray *changes;
    GArray *tasks; /* of Task; the next one last */
    AssayProvenance *old_rules, *new_rules;
} Walk;

/* ---- Noting a change ---- */

/* What an element says, then its attributes but for the one its path names. */
static char *element_text(const AssayDiffNode *node)
{
    GString *text = g_string_new(NULL);
    g_autofree char *below = assay_diff_node_text(node);
    g_string_append(text, below);
    const char *key = assay_diff_path_key(node);
    const char *separator = text->len > 0 ? " (" : "(";
    for (guint i = 0; i < node->n_attributes; i++) {
        const AssayDiffAttribute *attribute = &node->attributes[i];
        if (attribute->value == NULL || g_strcmp0(attribute->name, key) == 0)
            continue;
        g_string_append_printf(text, "%s@%s=%s", separator, attribute->name, attribute->value);
        separator = " ";
    }
    g_string_append(text, *separator == ' ' && separator[1] == '\0' ? ")" : "");
    return g_string_free(text, FALSE);
}

static AssayChange *add_change(Walk *walk, AssayChangeKind kind, const AssayDiffNode *old_node,
                               const AssayDiffNode *new_node, const char *attribute)
{
    AssayChange *change = g_new0(AssayChange, 1);
    const AssayDiffNode *at = new_node != NULL ? new_node : old_node;
    change->kind = kind;
    change->part = attribute != NULL ? ASSAY_CHANGE_ATTRIBUTE : ASSAY_CHANGE_ELEMENT;
    change->attribute = g_strdup(attribute);
    change->path = assay_diff_path(at, attribute);
    change->field = assay_diff_field(at, attribute);
    if (old_node != NULL)
        change->old_place = assay_diff_place(old_node);
    if (new_node != NULL)
        change->new_place = assay_diff_place(new_node);
    if (old_node != NULL && new_node != NULL) {
        g_autofree char *old_path = assay_diff_path(old_node, attribute);
        if (strcmp(old_path, change->path) != 0)
            change->old_path = g_steal_pointer(&old_path);
        /* Where the two differ, the same one seen from either side. */
        char *old_field = assay_diff_field(old_node, attribute);
        gboolean is_first = strcmp(old_field, change->field) < 0;
        g_free(is_first ? change->field : old_field);
        change->field = is_first ? old_field : change->field;
    }
    if (old_node != NULL && kind != ASSAY_CHANGE_ADDED)
        change->old_rule = g_strdup(assay_provenance_rule(walk->old_rules, old_node, attribute));
    if (new_node != NULL && kind != ASSAY_CHANGE_REMOVED)
        change->new_rule = g_strdup(assay_provenance_rule(walk->new_rules, new_node, attribute));
    g_ptr_array_add(walk->changes, change);
    return change;
}

/* A value of @old_node and @new_node, NULL where it is not there. */
static AssayChange *add_value(Walk *walk, const AssayDiffNode *old_node,
                              const AssayDiffNode *new_node, const char *attribute,
                              const char *old_value, const char *new_value)
{
    AssayChangeKind kind = old_value == NULL   ? ASSAY_CHANGE_ADDED
                           : new_value == NULL ? ASSAY_CHANGE_REMOVED
                                               : ASSAY_CHANGE_CHANGED;
    AssayChange *change = add_change(walk, kind, old_node, new_node, attribute);
    change->old_value = g_strdup(old_value);
    change->new_value = g_strdup(new_value);
    if (attribute == NULL)
        change->part = ASSAY_CHANGE_TEXT;
    return change;
}

/* ---- Two versions of one element ---- */

static void compare_attribute(Walk *walk, const Task *task, const AssayDiffAttribute *a,
                              const AssayDiffAttribute *b)
{
    if (a != NULL && b != NULL &&
        (a->value == b->value || g_strcmp0(a->value, b->value) == 0)) /* or both say the place */
        return;
    const AssayDiffAttribute *named = a != NULL ? a : b;
    if (named == NULL)
        return;
    char old_buffer[16], new_buffer[16];
    add_value(walk, task->old_node, task->new_node, named->name,
              a == NULL ? NULL : assay_diff_attribute_value(task->old_node, a, old_buffer),
              b == NULL ? NULL : assay_diff_attribute_value(task->new_node, b, new_buffer));
}

static void compare_attributes(Walk *walk, const Task *task)
{
    const AssayDiffNode *a = task->old_node, *b = task->new_node;
    for (guint i = 0, j = 0; i < a->n_attributes || j < b->n_attributes;) {
        int order = i == a->n_attributes   ? 1
                    : j == b->n_attributes ? -1
                                           : strcmp(a->attributes[i].name, b->attributes[j].name);
        compare_attribute(walk, task, order <= 0 ? &a->attributes[i] : NULL,
                          order >= 0 ? &b->attributes[j] : NULL);
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
}

/* @old_value with `v<old>` made `v<new>` is @new_value. */
static gboolean is_other_version(const AssayChange *version, const AssayChange *change)
{
    g_autofree char *from = g_strconcat("v", version->old_value, NULL);
    g_autofree char *to = g_strconcat("v", version->new_value, NULL);
    g_auto(GStrv) pieces = g_strsplit(change->old_value, from, 3);
    if (g_strv_length(pieces) != 2)
        return FALSE;
    g_autofree char *made = g_strjoinv(to, pieces);
    return strcmp(made, change->new_value) == 0;
}

/* Of the changes of one element since @first: those that say the same as another one. A version is
 * part of the URL and of the text as well; what a source no longer cuts off loses the mark. */
static void note_followers(const Walk *walk, guint first)
{
    const AssayChange *version = NULL, *text = NULL;
    for (guint i = first; i < walk->changes->len; i++) {
        const AssayChange *change = g_ptr_array_index(walk->changes, i);
        if (change->kind == ASSAY_CHANGE_CHANGED && g_strcmp0(change->attribute, "version") == 0)
            version = change;
        if (change->kind == ASSAY_CHANGE_CHANGED && change->part == ASSAY_CHANGE_TEXT)
            text = change;
    }
    for (guint i = first; i < walk->changes->len; i++) {
        AssayChange *change = g_ptr_array_index(walk->changes, i);
        if (version != NULL && change != version && change->kind == ASSAY_CHANGE_CHANGED)
            change->follows = is_other_version(version, change);
        else if (text != NULL && g_strcmp0(change->attribute, "cut") == 0)
            change->follows = g_str_has_prefix(text->new_value, text->old_value) ||
                              g_str_has_prefix(text->old_value, text->new_value);
    }
}

static void push(Walk *walk, const AssayDiffNode *old_node, const AssayDiffNode *new_node,
                 gboolean is_moved)
{
    Task task = {old_node, new_node, is_moved};
    g_array_append_val(walk->tasks, task);
}

/* The children, put on the list last first: in the order of the new ones, each removed one where it
 * stood before the next that stayed. */
static void push_children(Walk *walk, const AssayDiffNode *old_node, const AssayDiffNode *new_node)
{
    g_auto(AssayMatch) match = {0};
    assay_match_init(&match, old_node, new_node);
    guint i = old_node->n_children;
    for (guint j = new_node->n_children; j-- > 0;) {
        guint partner = match.old_of_new[j];
        gboolean stays = partner != ASSAY_MATCH_NONE && !match.is_moved[j];
        while (stays && i > partner + 1)
            if (match.new_of_old[--i] == ASSAY_MATCH_NONE)
                push(walk, old_node->children[i], NULL, FALSE);
        i = stays ? partner : i;
        push(walk, partner == ASSAY_MATCH_NONE ? NULL : old_node->children[partner],
             new_node->children[j], match.is_moved[j]);
    }
    while (i-- > 0)
        if (match.new_of_old[i] == ASSAY_MATCH_NONE)
            push(walk, old_node->children[i], NULL, FALSE);
}

static void compare_pair(Walk *walk, const Task *task)
{
    const AssayDiffNode *a = task->old_node, *b = task->new_node;
    if (task->is_moved) {
        AssayChange *change = add_change(walk, ASSAY_CHANGE_MOVED, a, b, NULL);
        change->old_value = element_text(a);
        change->new_value = element_text(b);
    }
    guint first = walk->changes->len;
    compare_attributes(walk, task);
    if (strcmp(a->text, b->text) != 0)
        add_value(walk, a, b, NULL, *a->text == '\0' ? NULL : a->text,
                  *b->text == '\0' ? NULL : b->text);
    note_followers(walk, first);
    push_children(walk, a, b);
}

/* ---- An element of one side only ---- */

static char *element_xml(const AssayDiffNode *node, gboolean deep)
{
    if (strcmp(node->name, ASSAY_DIFF_TEXT) == 0)
        return NULL;
    GString *xml = g_string_new(NULL);
    assay_diff_node_write(node, deep, xml);
    return g_string_free(xml, FALSE);
}

/* The element around values: it is not said by itself, unless it holds none. */
static char *empty_element(const AssayDiffNode *node)
{
    return g_strdup_printf("<%s></%s>", node->name, node->name);
}

static void take_single(Walk *walk, const Task *task)
{
    gboolean is_new = task->old_node == NULL;
    const AssayDiffNode *node = is_new ? task->new_node : task->old_node;
    gboolean is_item = assay_diff_is_item(node);
    AssayChange *change = add_change(walk, is_new ? ASSAY_CHANGE_ADDED : ASSAY_CHANGE_REMOVED,
                                     task->old_node, task->new_node, NULL);
    *(is_new ? &change->new_xml : &change->old_xml) = is_item ? element_xml(node, TRUE)
                                                              : empty_element(node);
    *(is_new ? &change->new_value : &change->old_value) = element_text(node);
    if (is_item)
        return;
    change->follows = node->n_attributes > 0 || *node->text != '\0' || node->n_children > 0;
    for (guint i = 0; i < node->n_attributes; i++) {
        char buffer[16];
        const char *value = assay_diff_attribute_value(node, &node->attributes[i], buffer);
        add_value(walk, task->old_node, task->new_node, node->attributes[i].name,
                  is_new ? NULL : value, is_new ? value : NULL);
    }
    if (*node->text != '\0')
        add_value(walk, task->old_node, task->new_node, NULL, is_new ? NULL : node->text,
                  is_new ? node->text : NULL);
    for (guint i = node->n_children; i-- > 0;)
        push(walk, is_new ? NULL : node->children[i], is_new ? node->children[i] : NULL, FALSE);
}

GPtrArray *assay_diff_records(const AssayRecord *old_record, const AssayRecord *new_record,
                              gboolean with_evidence)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    g_autoptr(AssayProvenance) old_rules = assay_provenance_new(old_record);
    g_autoptr(AssayProvenance) new_rules = assay_provenance_new(new_record);
    g_autoptr(GArray) tasks = g_array_new(FALSE, FALSE, sizeof(Task));
    GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)assay_change_free);
    Walk walk = {changes, tasks, old_rules, new_rules};
    push(&walk, assay_diff_model(old_record, with_evidence, arena),
         assay_diff_model(new_record, with_evidence, arena), FALSE);
    while (tasks->len > 0) {
        Task task = g_array_index(tasks, Task, tasks->len - 1);
        g_array_set_size(tasks, tasks->len - 1);
        if (task.old_node != NULL && task.new_node != NULL)
            compare_pair(&walk, &task);
        else
            take_single(&walk, &task);
    }
    return changes;
}

AssayChange *assay_diff_reverse(const AssayChange *change)
{
    static const AssayChangeKind kinds[] = {ASSAY_CHANGE_REMOVED, ASSAY_CHANGE_ADDED,
                                            ASSAY_CHANGE_CHANGED, ASSAY_CHANGE_MOVED};
    AssayChange *reverse = g_new0(AssayChange, 1);
    reverse->kind = kinds[change->kind];
    reverse->part = change->part;
    reverse->follows = change->follows;
    reverse->path = g_strdup(change->old_path != NULL ? change->old_path : change->path);
    reverse->old_path = change->old_path != NULL ? g_strdup(change->path) : NULL;
    reverse->field = g_strdup(change->field);
    reverse->attribute = g_strdup(change->attribute);
    reverse->old_place = g_strdup(change->new_place);
    reverse->new_place = g_strdup(change->old_place);
    reverse->old_value = g_strdup(change->new_value);
    reverse->new_value = g_strdup(change->old_value);
    reverse->old_xml = g_strdup(change->new_xml);
    reverse->new_xml = g_strdup(change->old_xml);
    reverse->old_rule = g_strdup(change->new_rule);
    reverse->new_rule = g_strdup(change->old_rule);
    return reverse;
}

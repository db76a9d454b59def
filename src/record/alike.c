/* alike.c: see alike.h. Two walks without recursion: one over the tree, which comes to an element
 * after all that is below it, and one over two siblings side by side. What is compared has been
 * shortened before, so a sibling is read once for each level above it. */
#include "record/alike.h"

#include <string.h>

#include "record/node.h"

/* Levels of elements that are looked at; the body of a record has some twelve. What lies deeper is
 * as unlike as can be, and stays. */
#define MAX_LEVELS 24u

/* Siblings that were taken out: what stands around them is in the first's prev, the last's next. */
typedef struct {
    xmlNode *first, *last;
} Run;

struct AssayAlike {
    GArray *runs; /* owned; of Run, in the order they were taken out */
};

/* ---- Taking out and putting back ---- */

static void take_out(AssayAlike *alike, xmlNode *first, xmlNode *last)
{
    const Run run = {first, last};
    g_array_append_val(alike->runs, run);
    first->prev->next = last->next; /* one like them stands before them */
    *(last->next == NULL ? &last->parent->last : &last->next->prev) = first->prev;
}

void assay_alike_put_back(AssayAlike *alike)
{
    if (alike == NULL)
        return;
    for (guint i = alike->runs->len; i-- > 0;) {
        const Run *run = &g_array_index(alike->runs, Run, i);
        xmlNode *last = run->last;
        run->first->prev->next = run->first;
        *(last->next == NULL ? &last->parent->last : &last->next->prev) = last;
    }
    g_array_unref(alike->runs);
    g_free(alike);
}

/* ---- Two siblings ---- */

static gboolean is_same_name(const xmlChar *a, const xmlChar *b)
{
    return a == b || strcmp((const char *)a, (const char *)b) == 0;
}

static gboolean is_same_text(const xmlNode *a, const xmlNode *b)
{
    return a == NULL || b == NULL || a->content == NULL || b->content == NULL
               ? a == b
               : strcmp((const char *)a->content, (const char *)b->content) == 0;
}

/* Attributes in the same order, those that the schema looks into with the same values. */
static gboolean has_same_attributes(const xmlNode *a, const xmlNode *b,
                                    const AssayShapeElement *shape)
{
    const xmlAttr *left = a->properties, *right = b->properties;
    for (; left != NULL && right != NULL; left = left->next, right = right->next)
        if (!is_same_name(left->name, right->name) ||
            (!is_same_text(left->children, right->children) &&
             !assay_shape_is_free_attribute(shape, (const char *)left->name)))
            return FALSE;
    return left == right;
}

static gboolean is_same_node(const xmlNode *a, const xmlNode *b, const AssayShapeElement *shape)
{
    if (a->type != b->type)
        return FALSE;
    if (a->type == XML_TEXT_NODE)
        return is_same_text(a, b);
    return a->type == XML_ELEMENT_NODE && is_same_name(a->name, b->name) &&
           has_same_attributes(a, b, shape);
}

/* The shape of @child where it is known to be told by names. */
static const AssayShapeElement *shape_of(const AssayShapeElement *parent, const xmlNode *child)
{
    gboolean repeats;
    return child->type != XML_ELEMENT_NODE
               ? NULL
               : assay_shape_plain_child(parent, (const char *)child->name, &repeats);
}

static gboolean is_text_only(const xmlNode *node)
{
    return node->children == NULL ||
           (node->children->type == XML_TEXT_NODE && node->children->next == NULL);
}

/* The schema cannot tell the elements @a and @b, of @shape, apart. */
static gboolean is_alike(const xmlNode *a, const xmlNode *b, const AssayShapeElement *shape)
{
    const AssayShapeElement *shapes[MAX_LEVELS] = {shape};
    const xmlNode *top = a;
    guint level = 0;
    for (;;) {
        if (!is_same_node(a, b, shapes[level]))
            return FALSE;
        gboolean goes_down = a->type == XML_ELEMENT_NODE &&
                             !(assay_shape_is_free_text(shapes[level]) && is_text_only(a) &&
                               is_text_only(b));
        if (goes_down &&
            ((a->children == NULL) != (b->children == NULL) || level + 1 == MAX_LEVELS))
            return FALSE;
        if (goes_down && a->children != NULL) {
            a = a->children;
            b = b->children;
            level++;
            shapes[level] = shape_of(shapes[level - 1], a);
            continue;
        }
        while (a != top && a->next == NULL && b->next == NULL) {
            a = a->parent;
            b = b->parent;
            level--;
        }
        if (a == top)
            return TRUE;
        if (a->next == NULL || b->next == NULL)
            return FALSE;
        a = a->next;
        b = b->next;
        shapes[level] = shape_of(shapes[level - 1], a);
    }
}

/* ---- A tree ---- */

static void shorten(AssayAlike *alike, xmlNode *parent, const AssayShapeElement *shape)
{
    for (xmlNode *kept = parent->children; kept != NULL; kept = kept->next) {
        gboolean repeats = FALSE;
        const AssayShapeElement *kind = kept->type != XML_ELEMENT_NODE
                                            ? NULL
                                            : assay_shape_plain_child(
                                                  shape, (const char *)kept->name, &repeats);
        if (kind == NULL || !repeats)
            continue;
        xmlNode *last = kept;
        while (last->next != NULL && is_alike(kept, last->next, kind))
            last = last->next;
        if (last != kept)
            take_out(alike, kept->next, last);
    }
}

/* The first of @node and those after it that has an element in it, or NULL. */
static xmlNode *first_parent(xmlNode *node)
{
    for (; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE && !is_text_only(node))
            break;
    return node;
}

AssayAlike *assay_alike_leave_out(xmlNode *top, const AssayShapeElement *shape)
{
    AssayAlike *alike = g_new0(AssayAlike, 1);
    alike->runs = g_array_new(FALSE, FALSE, sizeof(Run));
    const AssayShapeElement *shapes[MAX_LEVELS] = {shape};
    guint level = 0;
    for (xmlNode *node = top;;) {
        xmlNode *next = shapes[level] == NULL || level + 1 == MAX_LEVELS
                            ? NULL
                            : first_parent(node->children);
        if (next == NULL) {
            shorten(alike, node, shapes[level]);
            while (node != top && (next = first_parent(node->next)) == NULL) {
                node = node->parent;
                shorten(alike, node, shapes[--level]);
            }
            if (node == top)
                return alike;
        } else {
            level++;
        }
        node = next;
        shapes[level] = shape_of(shapes[level - 1], node);
    }
}

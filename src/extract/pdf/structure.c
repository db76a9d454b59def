/* structure.c: see structure.h. Specification: ISO 32000-1, 12.3.3 (outline), 14.7 and
 * 14.8 (structure).
 *
 * poppler reads the text of an element by going through its page once more for each piece of it,
 * and through all pages where the tree does not say which. So only the text of headings is asked
 * for, and only where that takes no longer than reading the file once more. */
#include "extract/pdf/structure.h"

#include <string.h>

/* Depth and number of outline entries read. */
#define MAX_OUTLINE_DEPTH 8u
#define MAX_OUTLINE       5000u
/* An outline of fewer entries (a word processor's leftovers) does not tell the headings. */
#define LEAST_OUTLINE     3u
/* Elements looked at, and their depth; the largest real tree seen had 1,600 for 6 pages. */
#define MAX_ELEMENTS      100000u
#define MAX_DEPTH         64u
#define MAX_HEAD_DEPTH    8u /* of elements in a heading */
/* poppler follows the tree by recursion, an object a level: files with more objects than this are
 * left alone. */
#define MAX_OBJECTS       10000u
/* Headings that can be true: a few a page, and what a page of their own may list. */
#define HEADINGS_PER_PAGE 4u
#define HEADINGS_ANYWAY   8u
#define MAX_TITLE_BYTES   400u
/* Pages that may be gone through for the texts of headings, beside as many as the file has. */
#define PAGES_ANYWAY      3u
/* Reach of a packing object's dictionary around its type. */
#define DICTIONARY_BYTES  200u

static void add_stated(PdfModel *model, const char *key, guint level)
{
    if (*key == '\0' || model->outline->len >= MAX_OUTLINE)
        return;
    const char *kept = assay_arena_strdup(model->arena, key);
    g_array_append_val(model->outline, kept);
    g_array_append_val(model->outline_levels, level);
}

static void walk_outline(PdfModel *model, PopplerIndexIter *iter, guint level)
{
    do {
        PopplerAction *action = poppler_index_iter_get_action(iter);
        if (action != NULL && action->any.title != NULL) {
            g_autofree char *valid = g_utf8_make_valid(action->any.title, -1);
            g_autofree char *key = assay_text_fold_key(assay_slice_from(valid));
            add_stated(model, key, level);
        }
        if (action != NULL)
            poppler_action_free(action);
        PopplerIndexIter *child = level < MAX_OUTLINE_DEPTH ? poppler_index_iter_get_child(iter)
                                                            : NULL;
        if (child != NULL) {
            walk_outline(model, child, level + 1); /* depth is bounded just above */
            poppler_index_iter_free(child);
        }
    } while (model->outline->len < MAX_OUTLINE && poppler_index_iter_next(iter));
}

static void read_outline(PdfModel *model, PopplerDocument *document)
{
    PopplerIndexIter *iter = poppler_index_iter_new(document);
    if (iter == NULL)
        return;
    walk_outline(model, iter, 1);
    poppler_index_iter_free(iter);
}

typedef struct {
    PopplerStructureElement *element; /* owned */
    guint level;
} Head;

typedef struct {
    GArray *heads;            /* of Head; owned */
    guint n_elements, n_text; /* n_text: paragraphs, list items, cells */
    guint n_pieces;           /* of marked content in the headings: pages to go through */
    guint most_heads, most_pieces;
} Walk;

static void clear_head(gpointer head)
{
    g_object_unref(((Head *)head)->element);
}

static guint64 read_number(const guint8 *at, const guint8 *end)
{
    guint64 value = 0;
    while (at < end && *at == ' ')
        at++;
    for (guint i = 0; i < 9 && at < end && g_ascii_isdigit(*at); i++, at++)
        value = value * 10 + (guint64)(*at - '0');
    return value;
}

/* Objects of the file, near enough: ` obj`, and what the dictionary around each `/ObjStm` says
 * that it packs. */
static guint64 count_objects(const guint8 *bytes, gsize size)
{
    guint64 n = 0;
    const guint8 *end = bytes + size, *at = bytes;
    for (; (at = memmem(at, (gsize)(end - at), " obj", 4)) != NULL; at += 4)
        n++;
    for (at = bytes; (at = memmem(at, (gsize)(end - at), "/ObjStm", 7)) != NULL; at += 7) {
        const guint8 *key = at - MIN((gsize)(at - bytes), DICTIONARY_BYTES);
        const guint8 *last = at + MIN((gsize)(end - at), DICTIONARY_BYTES);
        for (; (key = memmem(key, (gsize)(last - key), "/N", 2)) != NULL; key += 2)
            n += read_number(key + 2, last);
    }
    return n;
}

/* The level of a heading, 0 for other elements; @depth: how deep it stands, which is all that a
 * plain H says. */
static guint heading_level(PopplerStructureElementKind kind, guint depth)
{
    switch (kind) {
    case POPPLER_STRUCTURE_ELEMENT_HEADING:
        return MIN(depth, 6);
    case POPPLER_STRUCTURE_ELEMENT_HEADING_1:
        return 1;
    case POPPLER_STRUCTURE_ELEMENT_HEADING_2:
        return 2;
    case POPPLER_STRUCTURE_ELEMENT_HEADING_3:
        return 3;
    case POPPLER_STRUCTURE_ELEMENT_HEADING_4:
        return 4;
    case POPPLER_STRUCTURE_ELEMENT_HEADING_5:
        return 5;
    case POPPLER_STRUCTURE_ELEMENT_HEADING_6:
        return 6;
    default:
        return 0;
    }
}

static gboolean is_text(PopplerStructureElementKind kind)
{
    return kind == POPPLER_STRUCTURE_ELEMENT_PARAGRAPH ||
           kind == POPPLER_STRUCTURE_ELEMENT_LIST_ITEM ||
           kind == POPPLER_STRUCTURE_ELEMENT_TABLE_DATA ||
           kind == POPPLER_STRUCTURE_ELEMENT_BLOCKQUOTE;
}

/* The pieces of marked content below @iter, as far as @most. Recursion is bounded by @depth. */
static guint count_pieces(PopplerStructureElementIter *iter, guint most, guint depth)
{
    PopplerStructureElementIter *child = poppler_structure_element_iter_get_child(iter);
    guint n = 0;
    for (gboolean more = child != NULL; more && n < most;
         more = poppler_structure_element_iter_next(child)) {
        PopplerStructureElement *element = poppler_structure_element_iter_get_element(child);
        if (poppler_structure_element_is_content(element))
            n++;
        else if (depth > 0)
            n += count_pieces(child, most - n, depth - 1);
        g_object_unref(element);
    }
    if (child != NULL)
        poppler_structure_element_iter_free(child);
    return n;
}

/* Takes note of the element at @iter. Returns: its children, if there may be headings in them. */
static PopplerStructureElementIter *look_at(Walk *walk, PopplerStructureElementIter *iter,
                                            guint depth)
{
    PopplerStructureElement *element = poppler_structure_element_iter_get_element(iter);
    PopplerStructureElementKind kind = poppler_structure_element_get_kind(element);
    guint level = heading_level(kind, depth);
    walk->n_elements++;
    walk->n_text += is_text(kind) ? 1 : 0;
    if (level > 0 && walk->heads->len <= walk->most_heads && walk->n_pieces <= walk->most_pieces &&
        poppler_structure_element_get_page(element) >= 0) {
        Head head = {g_object_ref(element), level};
        walk->n_pieces += count_pieces(iter, walk->most_pieces + 1, MAX_HEAD_DEPTH);
        g_array_append_val(walk->heads, head);
    }
    g_object_unref(element);
    gboolean is_leaf = level > 0 || is_text(kind) || kind == POPPLER_STRUCTURE_ELEMENT_CONTENT ||
                       depth >= MAX_DEPTH;
    return is_leaf ? NULL : poppler_structure_element_iter_get_child(iter);
}

static void walk_tree(Walk *walk, PopplerStructureElementIter *root)
{
    PopplerStructureElementIter *stack[MAX_DEPTH + 1] = {root};
    for (guint depth = 1; depth > 0;) {
        PopplerStructureElementIter *child = NULL;
        if (walk->n_elements < MAX_ELEMENTS)
            child = look_at(walk, stack[depth - 1], depth);
        if (child != NULL) {
            stack[depth++] = child;
            continue;
        }
        while (depth > 0 && (walk->n_elements >= MAX_ELEMENTS ||
                             !poppler_structure_element_iter_next(stack[depth - 1])))
            poppler_structure_element_iter_free(stack[--depth]);
    }
}

static void add_heads(PdfModel *model, const Walk *walk)
{
    guint top = 6;
    for (guint i = 0; i < walk->heads->len; i++)
        top = MIN(top, g_array_index(walk->heads, Head, i).level);
    for (guint i = 0; i < walk->heads->len; i++) {
        const Head *head = &g_array_index(walk->heads, Head, i);
        g_autofree char *text = poppler_structure_element_get_text(
            head->element, POPPLER_STRUCTURE_GET_TEXT_RECURSIVE);
        if (text == NULL || strlen(text) > MAX_TITLE_BYTES)
            continue;
        g_autofree char *valid = g_utf8_make_valid(text, -1);
        g_autofree char *key = assay_text_fold_key(assay_slice_from(valid));
        add_stated(model, key, head->level - top + 1);
    }
}

static void read_tree(PdfModel *model, PopplerDocument *document)
{
    PopplerStructureElementIter *root = poppler_structure_element_iter_new(document);
    if (root == NULL)
        return;
    Walk walk = {.heads = g_array_new(FALSE, FALSE, sizeof(Head)),
                 .most_heads = HEADINGS_PER_PAGE * model->pages->len + HEADINGS_ANYWAY,
                 .most_pieces = model->pages->len + PAGES_ANYWAY};
    g_array_set_clear_func(walk.heads, clear_head);
    walk_tree(&walk, root);
    if (walk.heads->len >= 2 && walk.heads->len <= walk.most_heads &&
        walk.heads->len < walk.n_text && walk.n_pieces <= walk.most_pieces)
        add_heads(model, &walk);
    g_array_unref(walk.heads);
}

void pdf_structure_read(PdfModel *model, PopplerDocument *document, const guint8 *bytes, gsize size)
{
    read_outline(model, document);
    model->is_outline = model->outline->len >= LEAST_OUTLINE;
    if (!model->is_outline && count_objects(bytes, size) <= MAX_OBJECTS)
        read_tree(model, document);
}

/* renamed.c: see renamed.h. */
#include "diff/renamed.h"

#include <string.h>

#include "base/slice.h"
#include "record/element.h"

/* Records of one side that are remembered, some 500 bytes each; beyond, they are just added or
 * removed: two trees that have nothing in common must not fill the memory. */
#define MAX_SINGLES     50000u
/* A cut text shorter than this, in letters and digits, begins too many others. */
#define MIN_START_BYTES 20u

typedef struct {
    char *text; /* folded key, or NULL */
    gboolean cut;
} Key;

typedef enum { QUESTION, TITLE, N_KEYS } KeyKind;

typedef struct Single Single;
struct Single {
    char *path, *id;
    char **sources; /* SHA-256 of each */
    Key keys[N_KEYS];
    Single *partner;
    const char *why;
};

struct AssayRenamed {
    GPtrArray *sides[2]; /* of Single; old, new */
};

static void single_free(gpointer data)
{
    Single *single = data;
    g_free(single->path);
    g_free(single->id);
    g_strfreev(single->sources);
    for (guint i = 0; i < N_KEYS; i++)
        g_free(single->keys[i].text);
    g_free(single);
}

AssayRenamed *assay_renamed_new(void)
{
    AssayRenamed *renamed = g_new0(AssayRenamed, 1);
    for (guint i = 0; i < 2; i++)
        renamed->sides[i] = g_ptr_array_new_with_free_func(single_free);
    return renamed;
}

void assay_renamed_free(AssayRenamed *renamed)
{
    if (renamed == NULL)
        return;
    for (guint i = 0; i < 2; i++)
        g_ptr_array_unref(renamed->sides[i]);
    g_free(renamed);
}

/* ---- What is remembered of a record ---- */

static Key key_of(const AssayRecord *record, const char *name)
{
    g_autofree char *cut_path = g_strconcat(name, "/@cut", NULL);
    g_autofree char *text = assay_record_value(record, name);
    g_autofree char *cut = assay_record_value(record, cut_path);
    Key key = {NULL, g_strcmp0(cut, "true") == 0};
    if (text != NULL)
        key.text = assay_text_fold_key(assay_slice_from(text));
    if (key.text != NULL && *key.text == '\0')
        g_clear_pointer(&key.text, g_free);
    return key;
}

static char **sources_of(const AssayRecord *record)
{
    GPtrArray *sources = g_ptr_array_new();
    const xmlNode *part = assay_element_child(xmlDocGetRootElement(assay_record_doc(record)),
                                              "sources");
    for (const xmlNode *source = part == NULL ? NULL : part->children; source != NULL;
         source = source->next) {
        const char *sha256 = source->type == XML_ELEMENT_NODE ? assay_element_get(source, "sha256")
                                                              : NULL;
        if (sha256 != NULL)
            g_ptr_array_add(sources, g_strdup(sha256));
    }
    g_ptr_array_add(sources, NULL);
    gpointer *array = g_ptr_array_free(sources, FALSE);
    return (char **)array;
}

gboolean assay_renamed_add(AssayRenamed *renamed, gboolean is_old, const AssayRecord *record,
                           const char *path)
{
    GPtrArray *side = renamed->sides[is_old ? 0 : 1];
    if (side->len >= MAX_SINGLES)
        return FALSE;
    Single *single = g_new0(Single, 1);
    single->path = g_strdup(path);
    single->id = g_strdup(assay_record_id(record));
    single->sources = sources_of(record);
    single->keys[QUESTION] = key_of(record, "question");
    single->keys[TITLE] = key_of(record, "title");
    g_ptr_array_add(side, single);
    return TRUE;
}

/* ---- Pairs ---- */

static void join(Single *a, Single *b, const char *why)
{
    a->partner = b;
    b->partner = a;
    a->why = b->why = why;
}

static void join_by_sources(AssayRenamed *renamed)
{
    g_autoptr(GHashTable) by_source = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < renamed->sides[0]->len; i++) {
        Single *single = g_ptr_array_index(renamed->sides[0], i);
        for (char **source = single->sources; *source != NULL; source++)
            if (!g_hash_table_contains(by_source, *source))
                g_hash_table_insert(by_source, *source, single);
    }
    for (guint i = 0; i < renamed->sides[1]->len; i++) {
        Single *single = g_ptr_array_index(renamed->sides[1], i);
        for (char **source = single->sources; *source != NULL && single->partner == NULL;
             source++) {
            Single *old = g_hash_table_lookup(by_source, *source);
            if (old != NULL && old->partner == NULL)
                join(old, single, "same source");
        }
    }
}

/* The two may be one work: an id made of text can change, and no full question says otherwise. */
static gboolean may_be_same(const Single *a, const Single *b)
{
    const Key *p = &a->keys[QUESTION], *q = &b->keys[QUESTION];
    if (!g_str_has_prefix(a->id, "w-") && !g_str_has_prefix(b->id, "w-"))
        return FALSE;
    return p->text == NULL || q->text == NULL || p->cut || q->cut || strcmp(p->text, q->text) == 0;
}

static gboolean fits(const Key *a, const Key *b)
{
    if (strcmp(a->text, b->text) == 0)
        return TRUE;
    const Key *shorter = strlen(a->text) < strlen(b->text) ? a : b;
    return shorter->cut && strlen(shorter->text) >= MIN_START_BYTES &&
           g_str_has_prefix((shorter == a ? b : a)->text, shorter->text);
}

static int compare_keys(gconstpointer a, gconstpointer b, gpointer user_data)
{
    guint kind = GPOINTER_TO_UINT(user_data);
    const Single *x = *(const Single *const *)a, *y = *(const Single *const *)b;
    int order = strcmp(x->keys[kind].text, y->keys[kind].text);
    return order != 0 ? order : strcmp(x->path, y->path);
}

/* All of both sides in order of their texts: a text and what it begins stand together. */
static void join_by_key(AssayRenamed *renamed, KeyKind kind, const char *why)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint side = 0; side < 2; side++)
        for (guint i = 0; i < renamed->sides[side]->len; i++) {
            Single *single = g_ptr_array_index(renamed->sides[side], i);
            if (single->partner == NULL && single->keys[kind].text != NULL)
                g_ptr_array_add(all, single);
        }
    g_autoptr(GHashTable) is_old = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < renamed->sides[0]->len; i++)
        g_hash_table_add(is_old, g_ptr_array_index(renamed->sides[0], i));
    g_ptr_array_sort_with_data(all, compare_keys, GUINT_TO_POINTER((guint)kind));
    for (guint i = 0; i < all->len; i++) {
        Single *a = g_ptr_array_index(all, i);
        for (guint j = i + 1; j < all->len && a->partner == NULL; j++) {
            Single *b = g_ptr_array_index(all, j);
            if (!fits(&a->keys[kind], &b->keys[kind]))
                break;
            if (b->partner == NULL &&
                g_hash_table_contains(is_old, a) != g_hash_table_contains(is_old, b) &&
                may_be_same(a, b))
                join(a, b, why);
        }
    }
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const Single *const *)a)->path, (*(const Single *const *)b)->path);
}

void assay_renamed_each(AssayRenamed *renamed,
                        void (*visit)(const char *old_path, const char *new_path, const char *why,
                                      gpointer user_data),
                        gpointer user_data)
{
    join_by_sources(renamed);
    join_by_key(renamed, QUESTION, "same question");
    join_by_key(renamed, TITLE, "same title");
    for (guint side = 0; side < 2; side++) {
        g_ptr_array_sort(renamed->sides[side], compare_paths);
        for (guint i = 0; i < renamed->sides[side]->len; i++) {
            const Single *single = g_ptr_array_index(renamed->sides[side], i);
            if (single->partner == NULL)
                visit(side == 0 ? single->path : NULL, side == 1 ? single->path : NULL, NULL,
                      user_data);
            else if (side == 1)
                visit(single->partner->path, single->path, single->why, user_data);
        }
    }
}

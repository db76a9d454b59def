/* ids.c: see ids.h. Specification: README.md, "Identity". */
#include "record/ids.h"

#include <string.h>

#include "base/hash.h"
#include "base/name.h"
#include "base/slice.h"
#include "record/node.h"
#include "record/plan.h"

#define N_HASH_DIGITS 12u

const char *assay_ids_place(const AssayRecord *record, const char *path)
{
    g_autoptr(AssayArena) arena = assay_arena_new();
    const AssayPath *parsed = assay_path_parse(NULL, path, arena);
    const xmlNode *node = parsed == NULL ? NULL : xmlDocGetRootElement(record->doc);
    if (node == NULL)
        return NULL;
    for (guint i = 0; i < parsed->n_steps; i++) {
        const AssayPathStep *step = &parsed->steps[i];
        guint n = 0;
        const xmlNode *child = node->children;
        for (; child != NULL; child = child->next) {
            if (!assay_element_is(child, step->name))
                continue;
            n++;
            if (step->key != NULL
                    ? g_strcmp0(assay_element_get(child, step->key), step->key_value) == 0
                    : n == MAX(step->instance, 1))
                break;
        }
        if (child == NULL)
            return NULL;
        node = child;
    }
    if (parsed->attribute != NULL)
        return assay_element_get(node, parsed->attribute);
    return assay_element_text(node);
}

char *assay_ids_hash(const char *text)
{
    g_autofree char *hash = assay_hash_sha256(text, strlen(text));
    return g_strdup_printf("w-%.*s", (int)N_HASH_DIGITS, hash);
}

char *assay_ids_of(const AssayPlan *plan, const AssayRecord *record)
{
    for (guint i = 0; i < plan->ids->len; i++) {
        const AssayPlanKey *key = &g_array_index(plan->ids, AssayPlanKey, i);
        const char *text = assay_ids_place(record, key->path);
        if (text == NULL)
            continue;
        if (key->scheme != NULL) {
            if (assay_name_is_id(text))
                return g_strdup(text);
            continue;
        }
        g_autofree char *folded = assay_text_fold_key(assay_slice_from(text));
        if (*folded != '\0')
            return assay_ids_hash(folded);
    }
    const char *sha256 = assay_ids_place(record, "sources/source/@sha256");
    return g_strdup_printf("w-%.*s", (int)N_HASH_DIGITS, sha256 == NULL ? "0" : sha256);
}

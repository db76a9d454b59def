/* provenance.c: see provenance.h. */
#include "diff/provenance.h"

#include <string.h>

#include "diff/key.h"
#include "record/element.h"

struct AssayProvenance {
    const AssayRecord *record;
    GHashTable *rules; /* owned; path (borrowed from the record) to rule (likewise), or NULL */
};

AssayProvenance *assay_provenance_new(const AssayRecord *record)
{
    AssayProvenance *provenance = g_new0(AssayProvenance, 1);
    provenance->record = record;
    return provenance;
}

void assay_provenance_free(AssayProvenance *provenance)
{
    if (provenance == NULL)
        return;
    g_clear_pointer(&provenance->rules, g_hash_table_unref);
    g_free(provenance);
}

/* The value is that of the first piece of evidence for its path that has no other one. */
static void read_evidence(AssayProvenance *provenance)
{
    provenance->rules = g_hash_table_new(g_str_hash, g_str_equal);
    const xmlNode *evidence = assay_element_child(
        xmlDocGetRootElement(assay_record_doc(provenance->record)), "evidence");
    for (const xmlNode *e = evidence == NULL ? NULL : evidence->children; e != NULL; e = e->next) {
        const char *path = e->type == XML_ELEMENT_NODE ? assay_element_get(e, "path") : NULL;
        const char *rule = path == NULL ? NULL : assay_element_get(e, "rule");
        if (rule != NULL && assay_element_get(e, "value") == NULL &&
            !g_hash_table_contains(provenance->rules, path))
            g_hash_table_insert(provenance->rules, (gpointer)(guintptr)path,
                                (gpointer)(guintptr)rule);
    }
}

static const char *flag_check(const AssayDiffNode *node)
{
    for (; node->parent != NULL; node = node->parent)
        if (strcmp(node->name, "flag") == 0 && node->parent->parent != NULL &&
            node->parent->parent->parent == NULL)
            return assay_diff_node_get(node, "check");
    return NULL;
}

const char *assay_provenance_rule(AssayProvenance *provenance, const AssayDiffNode *node,
                                  const char *attribute)
{
    const char *check = flag_check(node);
    if (check != NULL)
        return check;
    if (provenance->rules == NULL)
        read_evidence(provenance);
    g_autofree char *path = assay_diff_path(node, attribute);
    const char *rule = g_hash_table_lookup(provenance->rules, path);
    for (guint i = 0; rule == NULL && attribute == NULL && i < node->n_attributes; i++) {
        g_autofree char *below = assay_diff_path(node, node->attributes[i].name);
        rule = g_hash_table_lookup(provenance->rules, below);
    }
    if (rule != NULL || attribute == NULL)
        return rule;
    /* What is said of a value as a whole (it is cut) has the evidence of the value. */
    g_autofree char *whole = assay_diff_path(node, NULL);
    return g_hash_table_lookup(provenance->rules, whole);
}

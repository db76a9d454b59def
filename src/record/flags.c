/* flags.c: the flags of a record (record.h), and those that stand for defects of a source.
 *
 * A defect's flag has the values `source` (its number) and `at` (its place) and no others: that
 * is how it is told from the flag of a check. */
#include <string.h>

#include "base/slice.h"
#include "record/flags.h"
#include "record/node.h"

/* Order of two flags: check, message, then the values; 0 only for the same flag. */
static int compare_flags(const xmlNode *a, const xmlNode *b)
{
    int order = g_strcmp0(assay_element_get(a, "check"), assay_element_get(b, "check"));
    if (order != 0)
        return order;
    xmlChar *a_text = xmlNodeGetContent(a), *b_text = xmlNodeGetContent(b);
    const xmlNode *a_first = a->children, *b_first = b->children;
    order = g_strcmp0(a_first == NULL ? NULL : (const char *)a_first->content,
                      b_first == NULL ? NULL : (const char *)b_first->content);
    if (order == 0)
        order = strcmp((const char *)a_text, (const char *)b_text);
    xmlFree(a_text);
    xmlFree(b_text);
    return order;
}

/* The `flags` element, made in its place when there is none. */
static xmlNode *flags_of(xmlNode *root)
{
    xmlNode *flags = assay_element_child(root, "flags");
    if (flags != NULL)
        return flags;
    xmlNode *after = assay_element_child(root, "sources");
    if (after == NULL)
        after = assay_element_child(root, "evidence");
    flags = assay_node_new(root->_private, "flags");
    assay_node_insert(root, after, flags);
    return flags;
}

void assay_record_add_flag(AssayRecord *record, const char *check, const char *severity,
                           const char *score, const char *message, const AssayFlagValue *values,
                           guint n_values)
{
    xmlNode *flags = flags_of(xmlDocGetRootElement(record->doc));
    xmlNode *flag = assay_node_add(flags, "flag");
    assay_node_set(flag, "check", check);
    assay_node_set(flag, "severity", severity);
    assay_node_set(flag, "score", score);
    g_autofree char *sentence = assay_text_normalise(assay_slice_from(message));
    if (*sentence != '\0')
        assay_node_append_text(flag, sentence);
    for (guint i = 0; i < n_values; i++) {
        xmlNode *value = assay_node_add(flag, "value");
        g_autofree char *text = assay_text_normalise(assay_slice_from(values[i].text));
        assay_node_set(value, "of", values[i].of);
        if (*text != '\0')
            assay_node_append_text(value, text);
    }
    xmlNode *before = flag->prev;
    int order = 1;
    while (before != NULL && (order = compare_flags(before, flag)) > 0)
        before = before->prev;
    assay_node_unlink(flag);
    if (before == NULL || order != 0) /* else the same flag stands there already */
        assay_node_insert(flags, before == NULL ? flags->children : before->next, flag);
}

const xmlNode *assay_flag_defect_value(const xmlNode *flag, const char *of)
{
    const xmlNode *found = NULL;
    guint n_values = 0;
    for (const xmlNode *value = flag->children; value != NULL; value = value->next) {
        if (!assay_element_is(value, "value"))
            continue;
        const char *name = assay_element_get(value, "of");
        if (g_strcmp0(name, "source") != 0 && g_strcmp0(name, "at") != 0)
            return NULL;
        n_values++;
        if (strcmp(name, of) == 0)
            found = value;
    }
    return n_values == 2 ? found : NULL;
}

void assay_record_clear_flags(AssayRecord *record)
{
    xmlNode *flags = assay_element_child(xmlDocGetRootElement(record->doc), "flags");
    if (flags == NULL)
        return;
    for (xmlNode *flag = flags->children, *next; flag != NULL; flag = next) {
        next = flag->next;
        if (assay_flag_defect_value(flag, "source") != NULL)
            continue;
        assay_node_unlink(flag);
    }
    if (flags->children == NULL)
        assay_node_unlink(flags);
}

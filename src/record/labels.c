/* labels.c: see labels.h. */
#include "record/labels.h"

#include <string.h>

static const char *find_folded(const AssayValueOptions *options, AssaySlice text,
                               const char **ret_why)
{
    g_autofree char *wanted = g_utf8_casefold(text.data, (gssize)text.length);
    const char *found = NULL;
    for (guint i = 0; i < options->n_labels; i++) {
        g_autofree char *label = g_utf8_casefold(options->labels[i].label, -1);
        if (strcmp(label, wanted) != 0)
            continue;
        if (found != NULL && strcmp(found, options->labels[i].value) != 0) {
            *ret_why = "matches two labels that mean different values";
            return NULL;
        }
        found = options->labels[i].value;
    }
    if (found == NULL)
        *ret_why = "none of the labels the rule lists";
    return found;
}

const char *assay_labels_find(const AssayValueOptions *options, AssaySlice text,
                              const char **ret_why)
{
    if (options == NULL || options->n_labels == 0) {
        *ret_why = "the rule lists no labels";
        return NULL;
    }
    if (text.length == 0) {
        *ret_why = "empty";
        return NULL;
    }
    for (guint i = 0; i < options->n_labels; i++)
        if (assay_slice_equal(assay_slice_from(options->labels[i].label), text))
            return options->labels[i].value;
    return find_folded(options, text, ret_why);
}

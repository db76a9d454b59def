/* template.c: messages with `{XPath}` parts. */
#include <string.h>

#include "base/slice.h"
#include "check/kind.h"

typedef struct {
    char *literal;    /* owned; or NULL */
    AssayQuery *path; /* owned; or NULL */
} Part;

struct AssayTemplate {
    GArray *parts; /* of Part */
};

static void part_clear(gpointer data)
{
    Part *part = data;
    g_free(part->literal);
    assay_query_free(part->path);
}

void assay_template_free(AssayTemplate *message)
{
    if (message == NULL)
        return;
    g_array_unref(message->parts);
    g_free(message);
}

static void add_literal(AssayTemplate *message, const char *text, gsize length)
{
    if (length == 0)
        return;
    Part part = {g_strndup(text, length), NULL};
    g_array_append_val(message->parts, part);
}

AssayTemplate *assay_template_compile(const char *text, const xmlNode *node, GError **error)
{
    g_autofree char *folded = assay_text_normalise(assay_slice_from(text));
    AssayTemplate *message = g_new0(AssayTemplate, 1);
    message->parts = g_array_new(FALSE, TRUE, sizeof(Part));
    g_array_set_clear_func(message->parts, part_clear);
    const char *at = folded;
    for (const char *open = strchr(at, '{'); open != NULL; open = strchr(at, '{')) {
        const char *close = strchr(open, '}');
        if (close == NULL) {
            assay_check_error(node, error, "`{` without `}` in the message; close it");
            assay_template_free(message);
            return NULL;
        }
        add_literal(message, at, (gsize)(open - at));
        g_autofree char *path = g_strndup(open + 1, (gsize)(close - open - 1));
        Part part = {NULL, assay_query_new(path, node, error)};
        if (part.path == NULL) {
            assay_template_free(message);
            return NULL;
        }
        g_array_append_val(message->parts, part);
        at = close + 1;
    }
    add_literal(message, at, strlen(at));
    return message;
}

char *assay_template_fill(const AssayTemplate *message, xmlXPathContext *xpath)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < message->parts->len; i++) {
        const Part *part = &g_array_index(message->parts, Part, i);
        if (part->literal != NULL) {
            g_string_append(out, part->literal);
            continue;
        }
        g_autofree char *text = assay_query_text(part->path, xpath);
        if (text != NULL)
            g_string_append(out, text);
    }
    g_autofree char *raw = g_string_free(out, FALSE);
    return assay_text_normalise(assay_slice_from(raw));
}

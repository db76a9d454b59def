/* lets.c: see lets.h. */
#include "check/lets.h"

#include <libxml/xpathInternals.h>
#include <string.h>

#include "check/kind.h"

typedef struct {
    char *name;            /* owned */
    AssayQuery *query;     /* owned */
    xmlXPathObject *value; /* owned; NULL: not asked for yet */
} Let;

struct _AssayLets {
    xmlXPathContext *xpath; /* borrowed */
    GArray *all;            /* Let; a dozen */
};

static void let_clear(gpointer data)
{
    Let *let = data;
    g_free(let->name);
    assay_query_free(let->query);
    xmlXPathFreeObject(let->value);
}

/* The value of @let for the record, seen from its root wherever the asking expression stands. */
static xmlXPathObject *evaluate(xmlXPathContext *xpath, const Let *let)
{
    xmlNode *node = xpath->node;
    int size = xpath->contextSize, position = xpath->proximityPosition;
    xpath->node = xmlDocGetRootElement(xpath->doc);
    xmlXPathObject *value = assay_query_value(let->query, xpath);
    xpath->node = node;
    xpath->contextSize = size;
    xpath->proximityPosition = position;
    return value;
}

/* An xmlXPathVariableLookupFunc. */
static xmlXPathObject *look_up(void *data, const xmlChar *name, const xmlChar *namespace)
{
    const AssayLets *lets = data;
    for (guint i = 0; i < lets->all->len && namespace == NULL; i++) {
        Let *let = &g_array_index(lets->all, Let, i);
        if (*let->name != (char)*name || strcmp(let->name, (const char *)name) != 0)
            continue;
        if (let->value == NULL)
            let->value = evaluate(lets->xpath, let);
        return let->value == NULL ? NULL : xmlXPathObjectCopy(let->value);
    }
    return NULL;
}

AssayLets *assay_lets_new(xmlXPathContext *xpath)
{
    AssayLets *lets = g_new0(AssayLets, 1);
    lets->xpath = xpath;
    lets->all = g_array_new(FALSE, TRUE, sizeof(Let));
    g_array_set_clear_func(lets->all, let_clear);
    xmlXPathRegisterVariableLookup(xpath, look_up, lets);
    return lets;
}

void assay_lets_free(AssayLets *lets)
{
    if (lets == NULL)
        return;
    g_array_unref(lets->all);
    g_free(lets);
}

gboolean assay_lets_add(AssayLets *lets, const xmlNode *node, GError **error)
{
    g_autofree char *name = assay_element_attribute(node, "name");
    g_autofree char *value = assay_element_attribute(node, "value");
    for (guint i = 0; i < lets->all->len; i++)
        if (strcmp(g_array_index(lets->all, Let, i).name, name) == 0)
            return assay_check_error(node, error, "`%s` has a <let> already; name this one apart",
                                     name);
    if (strchr(value, '$') != NULL)
        return assay_check_error(node, error, "<let name=\"%s\"> uses another; write it out", name);
    Let let = {.query = assay_query_new(value, node, error)};
    if (let.query == NULL)
        return FALSE;
    let.name = g_steal_pointer(&name);
    g_array_append_val(lets->all, let);
    return TRUE;
}

void assay_lets_forget(AssayLets *lets)
{
    for (guint i = 0; i < lets->all->len; i++)
        g_clear_pointer(&g_array_index(lets->all, Let, i).value, xmlXPathFreeObject);
}

static gboolean declares(const xmlNode *root, const char *name)
{
    for (const xmlNode *child = root->children; child != NULL; child = child->next) {
        if (!assay_element_is(child, "let"))
            continue;
        g_autofree char *own = assay_element_attribute(child, "name");
        if (strcmp(own, name) == 0)
            return TRUE;
    }
    return FALSE;
}

char *assay_lets_undeclared(const char *expression, const xmlNode *node)
{
    const xmlNode *root = xmlDocGetRootElement(node->doc);
    for (const char *at = expression; *at != '\0'; at++) {
        if (*at == '\'' || *at == '"') { /* a literal */
            at = strchr(at + 1, *at);
            if (at == NULL)
                break;
        } else if (*at == '$') {
            gsize n = 0;
            while (g_ascii_isalnum(at[n + 1]) || (at[n + 1] != '\0' && strchr("-_.", at[n + 1])))
                n++;
            g_autofree char *name = g_strndup(at + 1, n);
            if (!declares(root, name))
                return g_steal_pointer(&name);
        }
    }
    return NULL;
}

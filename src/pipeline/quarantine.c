/* quarantine.c: see quarantine.h. */
#include "pipeline/quarantine.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <string.h>

#include "base/slice.h"
#include "record/element.h"

#define NAMESPACE "urn:assay:quarantine:1"

gboolean assay_quarantine_scan(AssayIngest *ingest, GError **error)
{
    g_auto(GStrv) names = assay_tree_list_quarantine(ingest->tree, error);
    if (names == NULL)
        return FALSE;
    for (char **name = names; *name != NULL; name++)
        g_hash_table_add(ingest->quarantined, g_strdup(*name));
    return TRUE;
}

/* ---- Writing ---- */

static void set(xmlNode *node, const char *name, const char *value)
{
    g_autofree char *printable = value != NULL ? assay_text_printable(value) : NULL;
    if (printable != NULL)
        xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)printable);
}

static void add_text(xmlNode *node, const char *text)
{
    xmlAddChild(node, xmlNewText((const xmlChar *)text));
}

static GBytes *write_entry(const char *sha256, const char *uri, const AssayTrouble *trouble)
{
    xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
    xmlNode *root = xmlNewNode(NULL, (const xmlChar *)"quarantined");
    xmlDocSetRootElement(doc, root);
    xmlSetNs(root, xmlNewNs(root, (const xmlChar *)NAMESPACE, NULL));
    set(root, "sha256", sha256);
    set(root, "uri", uri);
    set(root, "reason", trouble->reason);
    set(root, "limit", trouble->limit);
    set(root, "stage", trouble->stage);
    set(root, "signal", trouble->signal);
    if (trouble->message != NULL) {
        add_text(root, "\n  ");
        xmlNewTextChild(root, NULL, (const xmlChar *)"message", (const xmlChar *)trouble->message);
        add_text(root, "\n");
    }
    xmlChar *bytes = NULL;
    int size = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_1, NULL, 0, &bytes);
    g_assert(size > 0);
    GString *text = g_string_new_len((const char *)bytes, size);
    g_string_append_c(text, '\n');
    xmlFree(bytes);
    xmlFreeDoc(doc);
    return g_string_free_to_bytes(text);
}

/* The name that the entry in the tree goes by, or NULL. */
static char *entry_uri(const AssayIngest *ingest, const char *sha256)
{
    g_autoptr(GBytes) bytes = assay_tree_get_quarantine(ingest->tree, sha256, NULL);
    gsize size = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &size) : NULL;
    xmlDoc *doc = size > 0 && size < G_MAXINT
                      ? xmlReadMemory(data, (int)size, sha256, NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING)
                      : NULL;
    xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    char *uri = root != NULL ? assay_element_attribute(root, "uri") : NULL;
    xmlFreeDoc(doc);
    return uri;
}

gboolean assay_quarantine_put(AssayIngest *ingest, const char *sha256, const char *uri,
                              const AssayTrouble *trouble, GError **error)
{
    g_autofree char *other = NULL;
    if (!g_hash_table_add(ingest->quarantined, g_strdup(sha256)))
        other = entry_uri(ingest, sha256);
    gboolean is_smaller = other != NULL && strcmp(other, uri) < 0;
    g_autoptr(GBytes) bytes = write_entry(sha256, is_smaller ? other : uri, trouble);
    return assay_tree_put_quarantine(ingest->tree, sha256, bytes, error) &&
           assay_ingest_put(ingest, g_bytes_get_size(bytes), error);
}

gboolean assay_quarantine_lift(AssayIngest *ingest, const char *sha256, GError **error)
{
    return !g_hash_table_remove(ingest->quarantined, sha256) ||
           (assay_tree_remove_quarantine(ingest->tree, sha256, error) &&
            assay_ingest_put(ingest, 0, error));
}

char *assay_quarantine_line(const char *uri, const AssayTrouble *trouble)
{
    GString *line = g_string_new(uri);
    /* Where the message says it all, the reason says no more. */
    if (trouble->message == NULL || strcmp(trouble->reason, "unreadable") != 0)
        g_string_append_printf(line, ": %s", trouble->reason);
    if (trouble->limit != NULL)
        g_string_append_printf(line, " (%s)", trouble->limit);
    if (trouble->signal != NULL)
        g_string_append_printf(line, " by %s", trouble->signal);
    if (trouble->stage != NULL)
        g_string_append_printf(line, " in %s", trouble->stage);
    if (trouble->message != NULL)
        g_string_append_printf(line, ": %s", trouble->message);
    return g_string_free(line, FALSE);
}

/* records.c: see records.h. Reads only: no lock, no ledger, so that it works on copies and beside a
 * run. */
#include "pipeline/records.h"

#include <string.h>

#include "base/sort.h"
#include "source/source.h"

AssayRecord *assay_records_open(const char *path, GError **error)
{
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file(path);
    if (!assay_source_read(item, error))
        return NULL;
    gsize size;
    const char *data = g_bytes_get_data(item->bytes, &size);
    return assay_record_read(data, size, path, error);
}

static gboolean add_paths(const char *folder, GTree *paths, GError **error)
{
    const char *const folders[] = {folder, NULL};
    g_autoptr(AssaySource) source = assay_source_open(folders, NULL, error);
    if (source == NULL)
        return FALSE;
    for (;;) {
        g_autoptr(AssaySourceItem) item = NULL;
        if (!assay_source_next(source, &item, error))
            return FALSE;
        if (item == NULL)
            return TRUE;
        if (!g_str_has_suffix(item->uri, ".xml"))
            continue;
        char *name = g_path_get_basename(item->uri);
        name[strlen(name) - strlen(".xml")] = '\0';
        g_tree_replace(paths, name, g_steal_pointer(&item->path));
    }
}

/* Paths of the record files, by name without `.xml`. Returns: (owned) map of owned strings. */
static GTree *list_paths(const char *out, GError **error)
{
    g_autofree char *folder = g_build_filename(out, "records", NULL);
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: holds no records; name a folder that assay ingest wrote", out);
        return NULL;
    }
    GTree *paths = g_tree_new_full(assay_sort_keys, NULL, g_free, g_free);
    if (!add_paths(folder, paths, error)) {
        g_tree_unref(paths);
        return NULL;
    }
    return paths;
}

typedef struct {
    void (*visit)(const AssayRecord *record, gpointer user_data);
    gpointer user_data;
    GError *error;
} Visiting;

static gboolean visit_path(gpointer name, gpointer path, gpointer user_data)
{
    Visiting *visiting = user_data;
    (void)name;
    g_autoptr(AssayRecord) record = assay_records_open(path, &visiting->error);
    if (record == NULL && !g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_clear_error(&visiting->error); /* a run has taken it out since it was listed */
        return FALSE;
    }
    if (record == NULL)
        return TRUE; /* stops */
    visiting->visit(record, visiting->user_data);
    return FALSE;
}

gboolean assay_records_each(const char *out,
                            void (*visit)(const AssayRecord *record, gpointer user_data),
                            gpointer user_data, GError **error)
{
    g_autoptr(GTree) paths = list_paths(out, error);
    if (paths == NULL)
        return FALSE;
    Visiting visiting = {visit, user_data, NULL};
    g_tree_foreach(paths, visit_path, &visiting);
    if (visiting.error == NULL)
        return TRUE;
    g_propagate_error(error, visiting.error);
    return FALSE;
}

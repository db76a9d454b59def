/* load.c: from a rules folder to rule sets: reading, validating against rules.rng, hashing.
 *
 * What the elements mean is compile.c's job. Rule files are the user's own, but may be broken:
 * no network, no entities from elsewhere, a size limit; every message has file:line. */
#include <libxml/relaxng.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/sort.h"
#include "record/element.h"
#include "record/parse.h"
#include "rules/set.h"

#define PARSE_OPTIONS                                                                              \
    (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES)

/* Folder of files that several sets use. */
#define SHARED_FOLDER   "shared"
#define LANGUAGE_SCHEMA "rules.rng" /* what a rule set may say */

/* The first complaint of libxml2 about a file: later ones mostly follow from it. */
typedef struct {
    int line;
    char *message; /* owned */
} Complaint;

static void note_complaint(void *user_data, xmlErrorPtr error)
{
    Complaint *complaint = user_data;
    if (complaint->message != NULL || error->message == NULL)
        return;
    complaint->line = error->line;
    complaint->message = g_strstrip(g_strdup(error->message));
}

static gboolean read_bytes(const char *path, char **ret_data, gsize *ret_length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *data = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &data, &length, &cause)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s: cannot be read: %s", path,
                    cause->message);
        return FALSE;
    }
    if (length > ASSAY_LIMIT_RULES_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s: a rule file may have %u bytes; split it", path, ASSAY_LIMIT_RULES_BYTES);
        return FALSE;
    }
    *ret_data = g_steal_pointer(&data);
    *ret_length = length;
    return TRUE;
}

static xmlDoc *parse(const char *path, const char *data, gsize length, GError **error)
{
    xmlParserCtxt *context = xmlNewParserCtxt();
    xmlDoc *doc = assay_xml_parse(context, data, length, path, PARSE_OPTIONS);
    if (doc == NULL) {
        const xmlError *cause = xmlCtxtGetLastError(context);
        g_autofree char *message = g_strstrip(
            g_strdup(cause != NULL && cause->message != NULL ? cause->message : "?"));
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:%d: not well-formed XML: %s", path,
                    cause != NULL ? cause->line : 1, message);
    }
    xmlFreeParserCtxt(context);
    return doc;
}

static gboolean validate(xmlRelaxNG *schema, xmlDoc *doc, const char *path, GError **error)
{
    Complaint complaint = {0, NULL};
    xmlRelaxNGValidCtxt *context = xmlRelaxNGNewValidCtxt(schema);
    xmlRelaxNGSetValidStructuredErrors(context, note_complaint, &complaint);
    int result = xmlRelaxNGValidateDoc(context, doc);
    xmlRelaxNGFreeValidCtxt(context);
    if (result != 0)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:%d: %s; rules/README.md says what may stand here", path,
                    MAX(complaint.line, 1),
                    complaint.message != NULL ? complaint.message : "not a rule set");
    g_free(complaint.message);
    return result == 0;
}

static xmlRelaxNG *load_schema(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, LANGUAGE_SCHEMA, NULL);
    g_autofree char *data = NULL;
    gsize length = 0;
    g_autoptr(GError) cause = NULL;
    if (!read_bytes(path, &data, &length, &cause)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s; is that a rules folder? name one with --rules", cause->message);
        return NULL;
    }
    Complaint complaint = {0, NULL};
    xmlRelaxNGParserCtxt *context = xmlRelaxNGNewMemParserCtxt(data, (int)length);
    xmlRelaxNGSetParserStructuredErrors(context, note_complaint, &complaint);
    xmlRelaxNG *schema = xmlRelaxNGParse(context);
    xmlRelaxNGFreeParserCtxt(context);
    if (schema == NULL)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:%d: not a RELAX NG schema: %s", path,
                    MAX(complaint.line, 1),
                    complaint.message != NULL ? complaint.message : "unknown");
    g_free(complaint.message);
    return schema;
}

/* Names in @folder that end in @suffix, in order of bytes, so that no locale decides. */
static GPtrArray *list_names(const char *folder, const char *suffix, GError **error)
{
    g_autoptr(GError) cause = NULL;
    GDir *dir = g_dir_open(folder, 0, &cause);
    if (dir == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s: not a rules folder: %s; name one with --rules", folder, cause->message);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
        if (name[0] != '.' && g_str_has_suffix(name, suffix))
            g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    g_ptr_array_sort(names, assay_sort_strings);
    return names;
}

/* One file of the set: hashed, and read if it holds rules. @file: relative to the rules folder.
 * @profile: what its root must say. */
static gboolean read_file(AssayRuleSet *set, const char *path, const char *file,
                          const char *profile, xmlRelaxNG *schema, GString *hashed, GError **error)
{
    g_autofree char *data = NULL;
    gsize length = 0;
    if (!read_bytes(path, &data, &length, error))
        return FALSE;
    g_string_append_printf(hashed, "%s\n%zu\n", file, (size_t)length);
    g_string_append_len(hashed, data, (gssize)length);
    if (!g_str_has_suffix(file, ".xml"))
        return TRUE;
    xmlDoc *doc = parse(path, data, length, error);
    if (doc == NULL)
        return FALSE;
    g_ptr_array_add(set->docs, doc);
    g_ptr_array_add(set->files, assay_arena_strdup(set->arena, file));
    if (!validate(schema, doc, path, error))
        return FALSE;
    xmlNode *root = xmlDocGetRootElement(doc);
    g_autofree char *said = assay_element_attribute(root, "profile");
    gboolean same = g_strcmp0(said, profile) == 0;
    if (!same)
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s:%ld: profile is `%s`; it must be the folder's name, `%s`", path,
                    xmlGetLineNo(root), said, profile);
    return same;
}

/* What the set's own files take over: `<use name="x"/>` is shared/x.xml, each once. */
static gboolean read_shared(AssayRuleSet *set, const char *folder, xmlRelaxNG *schema,
                            GString *hashed, GError **error)
{
    const guint n_own = set->docs->len;
    for (guint i = 0; i < n_own; i++) {
        xmlNode *node = xmlDocGetRootElement(g_ptr_array_index(set->docs, i))->children;
        for (; node != NULL; node = node->next) {
            if (!assay_element_is(node, "use"))
                continue;
            g_autofree char *name = assay_element_attribute(node, "name");
            g_autofree char *file = g_strdup_printf(SHARED_FOLDER "/%s.xml", name);
            g_autofree char *path = g_build_filename(folder, file, NULL);
            if (!g_ptr_array_find_with_equal_func(set->files, file, g_str_equal, NULL) &&
                !read_file(set, path, file, SHARED_FOLDER, schema, hashed, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* What schemas of all sets include: it lies beside the sets. */
static gboolean hash_frames(AssayRuleSet *set, const char *folder, GString *hashed, GError **error)
{
    g_autoptr(GPtrArray) names = list_names(folder, ".rng", error);
    for (guint i = 0; names != NULL && i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (strcmp(name, LANGUAGE_SCHEMA) != 0 &&
            !read_file(set, path, name, NULL, NULL, hashed, error))
            return FALSE;
    }
    return names != NULL;
}

/* profile.xml first, then the rest by name, then what they share with other sets. The record's
 * schema counts for the hash: what it refuses would not be written. */
static gboolean read_files(AssayRuleSet *set, const char *folder, xmlRelaxNG *schema,
                           GError **error)
{
    g_autoptr(GPtrArray) names = list_names(set->folder, ".xml", error);
    g_autoptr(GPtrArray) schemas = names == NULL ? NULL : list_names(set->folder, ".rng", error);
    if (schemas == NULL)
        return FALSE;
    for (guint i = 0; i < names->len; i++)
        if (strcmp(g_ptr_array_index(names, i), "profile.xml") == 0)
            g_ptr_array_insert(names, 0, g_ptr_array_steal_index(names, i));
    g_autoptr(GString) hashed = g_string_new(NULL);
    for (guint i = 0; i < names->len + schemas->len; i++) {
        const char *name = i < names->len ? g_ptr_array_index(names, i)
                                          : g_ptr_array_index(schemas, i - names->len);
        g_autofree char *path = g_build_filename(set->folder, name, NULL);
        g_autofree char *file = g_strconcat(set->profile, "/", name, NULL);
        if (!read_file(set, path, file, set->profile, schema, hashed, error))
            return FALSE;
    }
    if (!read_shared(set, folder, schema, hashed, error) ||
        !hash_frames(set, folder, hashed, error))
        return FALSE;
    set->hash = assay_hash_sha256(hashed->str, hashed->len);
    return TRUE;
}

static void free_set(gpointer set)
{
    assay_rule_set_free(set);
}

AssayRules *assay_rules_load(const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = list_names(folder, "", error);
    if (names == NULL)
        return NULL;
    xmlRelaxNG *schema = load_schema(folder, error);
    if (schema == NULL)
        return NULL;
    AssayRules *rules = g_new0(AssayRules, 1);
    rules->folder = g_strdup(folder);
    rules->sets = g_ptr_array_new_with_free_func(free_set);
    gboolean good = TRUE;
    for (guint i = 0; i < names->len && good; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *own = g_build_filename(folder, name, NULL);
        g_autofree char *profile = g_build_filename(own, "profile.xml", NULL);
        if (!g_file_test(profile, G_FILE_TEST_IS_REGULAR))
            continue;
        AssayRuleSet *set = assay_rule_set_new(name, own);
        g_ptr_array_add(rules->sets, set);
        good = read_files(set, folder, schema, error) && assay_rule_set_compile(set, own, error);
    }
    xmlRelaxNGFree(schema);
    if (good && rules->sets->len == 0) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                    "%s: no folder here has a profile.xml; name a rules folder with --rules",
                    folder);
        good = FALSE;
    }
    if (!good)
        g_clear_pointer(&rules, assay_rules_free);
    return rules;
}

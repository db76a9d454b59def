/* diff.c: see diff.h. Both records are flattened to lists of path and value, and those compared. */
#include "diff/diff.h"

#include <string.h>

/* One value of a record. Two fields are the same one if their keys are. */
typedef struct {
    char *key, *path, *value;
} Field;

typedef struct {
    GPtrArray *fields;  /* of Field, owned, in document order */
    GHashTable *values; /* key to value; borrowed */
    GHashTable *places; /* path without a place to how many were seen; owned */
} Fields;

static void field_free(gpointer data)
{
    Field *field = data;
    g_free(field->key);
    g_free(field->path);
    g_free(field->value);
    g_free(field);
}

static void fields_clear(Fields *fields)
{
    g_hash_table_unref(fields->values);
    g_hash_table_unref(fields->places);
    g_ptr_array_unref(fields->fields);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fields, fields_clear)

void assay_change_free(AssayChange *change)
{
    g_free(change->path);
    g_free(change->old_value);
    g_free(change->new_value);
    g_free(change);
}

/* Takes all strings; @key NULL: the path is the key. A key that is there already (two flags alike)
 * gets a number, so that losing one of them shows. */
static void add_field(Fields *fields, char *key, char *path, char *value)
{
    g_autofree char *plain = key != NULL ? key : g_strdup(path);
    char *free_key = g_strdup(plain);
    for (guint n = 2; g_hash_table_contains(fields->values, free_key); n++) {
        g_free(free_key);
        free_key = g_strdup_printf("%s#%u", plain, n);
    }
    Field *field = g_new(Field, 1);
    field->key = free_key;
    field->path = path;
    field->value = value;
    g_ptr_array_add(fields->fields, field);
    g_hash_table_insert(fields->values, free_key, value);
}

static char *get_attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children != NULL && attribute->children->content != NULL
                       ? g_strdup((const char *)attribute->children->content)
                       : g_strdup("");
    return NULL;
}

static gboolean is_called(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* Text that is directly inside @node, NULL if that is only white space. */
static char *own_text(const xmlNode *node)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (const xmlNode *child = node->children; child != NULL; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content != NULL)
            g_string_append(text, (const char *)child->content);
    g_strstrip(text->str);
    return *text->str != '\0' ? g_strdup(text->str) : NULL;
}

static gboolean has_later_sibling(const xmlNode *node)
{
    for (const xmlNode *sibling = node->next; sibling != NULL; sibling = sibling->next)
        if (is_called(sibling, (const char *)node->name))
            return TRUE;
    return FALSE;
}

/* The attribute that names @node among its siblings, or NULL. What stands directly below the record
 * is there once, whatever its name. */
static const char *naming_attribute(const xmlNode *node)
{
    static const char *const keys[] = {"scheme", "name", "by"};
    if (node->parent->parent == NULL || node->parent->parent->type != XML_ELEMENT_NODE)
        return NULL;
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autofree char *value = get_attribute(node, keys[i]);
        if (value != NULL)
            return keys[i];
    }
    return NULL;
}

/* How @node, below @parent, is told from its siblings of the same name: by what names it, or by its
 * place. An only child needs neither. */
static char *step_of(const Fields *fields, const xmlNode *node, const char *parent)
{
    const char *name = (const char *)node->name, *key = naming_attribute(node);
    if (key != NULL) {
        g_autofree char *value = get_attribute(node, key);
        g_autofree char *id = get_attribute(node, "id");
        return id == NULL ? g_strdup_printf("%s[@%s='%s']", name, key, value)
                          : g_strdup_printf("%s[@%s='%s'][@id='%s']", name, key, value, id);
    }
    char *path = g_strdup_printf("%s/%s", parent, name);
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(fields->places, path)) + 1;
    g_hash_table_insert(fields->places, path, GUINT_TO_POINTER(place));
    if (place == 1 && !has_later_sibling(node))
        return g_strdup(name);
    return g_strdup_printf("%s[%u]", name, place);
}

/* A flag is its check and the values it shows; wording and score may change with the rules. */
static void add_flag(Fields *fields, const xmlNode *flag)
{
    g_autofree char *check = get_attribute(flag, "check");
    g_autoptr(GString) values = g_string_new(NULL);
    for (const xmlNode *child = flag->children; child != NULL; child = child->next) {
        if (!is_called(child, "value"))
            continue;
        g_autofree char *of = get_attribute(child, "of");
        g_autofree char *text = own_text(child);
        g_string_append_printf(values, "%s%s=%s", values->len > 0 ? "; " : "", of != NULL ? of : "",
                               text != NULL ? text : "");
    }
    /* The values are part of what it is: another value is another flag. */
    add_field(fields, NULL,
              g_strdup_printf(values->len > 0 ? "flags/flag[@check='%s']{%s}"
                                              : "flags/flag[@check='%s']%s",
                              check != NULL ? check : "", values->str),
              get_attribute(flag, "severity"));
}

/* The document's own text is compared as lines, wherever they stand: a section that is inserted
 * would otherwise change all that follow. */
static void add_body_text(Fields *fields, const xmlNode *node)
{
    g_autofree char *title = get_attribute(node, "title");
    char *text = own_text(node);
    if (title != NULL)
        add_field(fields, g_strdup_printf("body\n%s", title), g_strdup("body/section"),
                  g_strdup(title));
    if (text != NULL)
        add_field(fields, g_strdup_printf("body\n%s", text), g_strdup("body"), text);
}

static void add_element(Fields *fields, const xmlNode *node, const char *path)
{
    const char *separator = *path != '\0' ? "/" : "";
    const char *key = *path != '\0' ? naming_attribute(node) : NULL;
    for (const xmlAttr *attribute = node->properties; attribute != NULL;
         attribute = attribute->next) {
        const char *name = (const char *)attribute->name;
        /* What names the element stands in its path already. */
        if (key == NULL || (strcmp(name, key) != 0 && strcmp(name, "id") != 0))
            add_field(fields, NULL, g_strdup_printf("%s%s@%s", path, separator, name),
                      get_attribute(node, name));
    }
    char *text = own_text(node);
    if (text != NULL)
        add_field(fields, NULL, g_strdup(path), text);
}

static gboolean is_left_out(const xmlNode *node, const xmlNode *root)
{
    return node->parent == root && (is_called(node, "sources") || is_called(node, "evidence"));
}

/* Adds what @node itself holds. Returns: whether its children are to be looked at; then its step is
 * on @path. */
static gboolean enter_node(Fields *fields, const xmlNode *node, const xmlNode *root, GString *path)
{
    if (node->type != XML_ELEMENT_NODE || is_left_out(node, root))
        return FALSE;
    if (is_called(node, "flag") && is_called(node->parent, "flags")) {
        add_flag(fields, node);
        return FALSE;
    }
    if (g_str_equal(path->str, "body") || (node->parent == root && is_called(node, "body"))) {
        g_string_assign(path, "body");
        add_body_text(fields, node);
        return TRUE;
    }
    g_autofree char *step = step_of(fields, node, path->str);
    g_string_append_printf(path, "%s%s", path->len > 0 ? "/" : "", step);
    add_element(fields, node, path->str);
    return TRUE;
}

/* Depth first, without recursion: a record may be hostile too. @lengths: of the path before each
 * open element; a step may itself hold slashes. */
static void flatten(const AssayRecord *record, Fields *ret_fields)
{
    ret_fields->fields = g_ptr_array_new_with_free_func(field_free);
    ret_fields->values = g_hash_table_new(g_str_hash, g_str_equal);
    ret_fields->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const xmlNode *root = xmlDocGetRootElement(assay_record_doc(record));
    g_autoptr(GString) path = g_string_new(NULL);
    g_autoptr(GArray) lengths = g_array_new(FALSE, FALSE, sizeof(gsize));
    add_element(ret_fields, root, "");
    const xmlNode *node = root->children;
    while (node != NULL && node != root) {
        gsize length = path->len;
        if (enter_node(ret_fields, node, root, path)) {
            if (node->children != NULL) {
                g_array_append_val(lengths, length);
                node = node->children;
                continue;
            }
            g_string_truncate(path, length);
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            if (node != root) {
                g_string_truncate(path, g_array_index(lengths, gsize, lengths->len - 1));
                g_array_set_size(lengths, lengths->len - 1);
            }
        }
        node = node == root ? root : node->next;
    }
}

static void add_change(GPtrArray *changes, AssayChangeKind kind, const char *path,
                       const char *old_value, const char *new_value)
{
    AssayChange *change = g_new(AssayChange, 1);
    change->kind = kind;
    change->path = g_strdup(path);
    change->old_value = g_strdup(old_value);
    change->new_value = g_strdup(new_value);
    g_ptr_array_add(changes, change);
}

GPtrArray *assay_diff_records(const AssayRecord *old_record, const AssayRecord *new_record)
{
    GPtrArray *changes = g_ptr_array_new_with_free_func((GDestroyNotify)assay_change_free);
    g_auto(Fields) old_fields = {0}, new_fields = {0};
    flatten(old_record, &old_fields);
    flatten(new_record, &new_fields);
    for (guint i = 0; i < old_fields.fields->len; i++) {
        const Field *field = g_ptr_array_index(old_fields.fields, i);
        const char *now = g_hash_table_lookup(new_fields.values, field->key);
        if (now == NULL)
            add_change(changes, ASSAY_CHANGE_LOST, field->path, field->value, NULL);
        else if (strcmp(now, field->value) != 0)
            add_change(changes, ASSAY_CHANGE_CHANGED, field->path, field->value, now);
    }
    for (guint i = 0; i < new_fields.fields->len; i++) {
        const Field *field = g_ptr_array_index(new_fields.fields, i);
        if (!g_hash_table_contains(old_fields.values, field->key))
            add_change(changes, ASSAY_CHANGE_GAINED, field->path, NULL, field->value);
    }
    return changes;
}

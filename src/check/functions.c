/* functions.c: the extension functions of checks, prefix `a` (urn:assay:checks:1).
 *
 * Few on purpose: what XPath 1.0 can say is said in XPath. Each is documented in README.md beside
 * this file. A wrong number of arguments is an XPath error, and the check is then not decided. */
#include <math.h>
#include <string.h>

#include <libxml/xpathInternals.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/limits.h"
#include "base/slice.h"
#include "check/kind.h"

#define CHECKS_NAMESPACE "urn:assay:checks:1"
/* Two decimals that went through binary floating point differ by less. */
#define EPSILON          1e-9
/* Values stated for one place: a work captured more often says nothing new. */
#define MAX_STATED       200
/* Patterns, and paths, that are kept compiled. */
#define MAX_COMPILED     256

static char *pop_text(xmlXPathParserContext *ctxt)
{
    xmlChar *raw = xmlXPathPopString(ctxt);
    char *text = g_strdup(raw != NULL ? (const char *)raw : "");
    xmlFree(raw);
    return text;
}

static gboolean is_number(const char *text, double *ret_value)
{
    char *end = NULL;
    *ret_value = g_ascii_strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*ret_value);
}

static int n_decimals(const char *text)
{
    const char *dot = strchr(text, '.');
    return dot == NULL ? 0 : (int)MIN(strlen(dot + 1), 15);
}

/* One is the other rounded to fewer decimals; either way of rounding a half counts. */
static gboolean agree_by_rounding(const char *a, const char *b)
{
    double x = 0, y = 0;
    if (!is_number(a, &x) || !is_number(b, &y))
        return strcmp(a, b) == 0;
    int decimals = MIN(n_decimals(a), n_decimals(b));
    if (n_decimals(a) == n_decimals(b))
        return fabs(x - y) < EPSILON;
    return fabs(x - y) <= 0.5 * pow(10, -decimals) + EPSILON;
}

static gboolean begins(const char *whole, const char *part)
{
    g_autofree char *whole_key = assay_text_fold_key(assay_slice_from(whole));
    g_autofree char *part_key = assay_text_fold_key(assay_slice_from(part));
    return *part_key != '\0' && g_str_has_prefix(whole_key, part_key);
}

static gboolean is_same(const char *a, const char *b)
{
    g_autofree char *a_key = assay_text_fold_key(assay_slice_from(a));
    g_autofree char *b_key = assay_text_fold_key(assay_slice_from(b));
    return strcmp(a_key, b_key) == 0;
}

/* a:rounds(x, y) */
static void function_rounds(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(2);
    g_autofree char *b = pop_text(ctxt);
    g_autofree char *a = pop_text(ctxt);
    xmlXPathReturnBoolean(ctxt, agree_by_rounding(a, b));
}

/* a:near(x, y, tolerance) */
static void function_near(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(3);
    double tolerance = xmlXPathPopNumber(ctxt);
    double y = xmlXPathPopNumber(ctxt);
    double x = xmlXPathPopNumber(ctxt);
    /* What binary fractions cannot hold grows with the numbers, and shrinks with them. */
    xmlXPathReturnBoolean(ctxt, fabs(x - y) <= tolerance + EPSILON * fmax(fabs(x), fabs(y)));
}

/* a:mean(nodes) */
static void function_mean(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(1);
    xmlNodeSet *nodes = xmlXPathPopNodeSet(ctxt);
    double sum = 0;
    int n = nodes == NULL ? 0 : nodes->nodeNr;
    for (int i = 0; i < n; i++)
        sum += xmlXPathCastNodeToNumber(nodes->nodeTab[i]);
    xmlXPathFreeNodeSet(nodes);
    xmlXPathReturnNumber(ctxt, n == 0 ? (double)NAN : sum / n);
}

/* a:begins(whole, part) */
static void function_begins(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(2);
    g_autofree char *part = pop_text(ctxt);
    g_autofree char *whole = pop_text(ctxt);
    xmlXPathReturnBoolean(ctxt, begins(whole, part));
}

/* a:same(x, y) */
static void function_same(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(2);
    g_autofree char *b = pop_text(ctxt);
    g_autofree char *a = pop_text(ctxt);
    xmlXPathReturnBoolean(ctxt, is_same(a, b));
}

/* ---- What is compiled as it is asked for ---- */

typedef struct {
    pcre2_code *code;       /* owned */
    pcre2_match_data *data; /* owned */
} Pattern;

/* The user data of a context. Patterns and paths are texts of the rules, or made of a record's: so
 * their number is bounded. */
typedef struct {
    GHashTable *patterns; /* char * to Pattern */
    GHashTable *paths;    /* char * to xmlXPathCompExpr */
    pcre2_match_context *limits;
    gboolean has_looked; /* for what follows, in the record that is checked */
    xmlNode *differing;  /* borrowed: the first row of evidence with a value of its own */
} Compiled;

static void pattern_free(gpointer data)
{
    Pattern *pattern = data;
    pcre2_code_free(pattern->code);
    pcre2_match_data_free(pattern->data);
    g_free(pattern);
}

static void path_free(gpointer path)
{
    xmlXPathFreeCompExpr(path);
}

static void keep_compiled(GHashTable *table, const char *text, gpointer compiled)
{
    if (g_hash_table_size(table) >= MAX_COMPILED)
        g_hash_table_remove_all(table);
    g_hash_table_insert(table, g_strdup(text), compiled);
}

static const Pattern *pattern_for(xmlXPathContext *xpath, const char *text)
{
    const Compiled *compiled = xpath->userData;
    Pattern *pattern = g_hash_table_lookup(compiled->patterns, text);
    if (pattern != NULL)
        return pattern;
    int number = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, PCRE2_UTF | PCRE2_UCP,
                                     &number, &offset, NULL);
    if (code == NULL)
        return NULL;
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where it cannot, matching is only slower */
    pattern = g_new0(Pattern, 1);
    pattern->code = code;
    pattern->data = pcre2_match_data_create_from_pattern(code, NULL);
    keep_compiled(compiled->patterns, text, pattern);
    return pattern;
}

static xmlXPathCompExpr *path_for(xmlXPathContext *xpath, const char *text)
{
    const Compiled *compiled = xpath->userData;
    xmlXPathCompExpr *path = g_hash_table_lookup(compiled->paths, text);
    if (path != NULL)
        return path;
    g_autofree char *followed = g_strdup_printf("(%s)", text); /* see query.c */
    path = xmlXPathCtxtCompile(xpath, (const xmlChar *)followed);
    if (path != NULL)
        keep_compiled(compiled->paths, text, path);
    return path;
}

/* a:matches(text, pattern) */
static void function_matches(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(2);
    g_autofree char *text_of_pattern = pop_text(ctxt);
    g_autofree char *text = pop_text(ctxt);
    const Pattern *pattern = pattern_for(ctxt->context, text_of_pattern);
    if (pattern == NULL) {
        xmlXPathErr(ctxt, XPATH_EXPR_ERROR);
        return;
    }
    const Compiled *compiled = ctxt->context->userData;
    int n_groups = pcre2_match(pattern->code, (PCRE2_SPTR)text, strlen(text), 0, 0, pattern->data,
                               compiled->limits);
    xmlXPathReturnBoolean(ctxt, n_groups > 0);
}

/* ---- What captures state for one place ---- */

typedef struct {
    char *text;         /* owned */
    const char *source; /* borrowed; may be NULL */
    xmlNode *node;      /* borrowed: where the text stands */
    gboolean cut;
} Stated;

static void stated_clear(gpointer data)
{
    Stated *stated = data;
    g_free(stated->text);
}

static gboolean has_attribute(const xmlNode *element, const char *name, const char *value)
{
    return g_strcmp0(assay_element_get(element, name), value) == 0;
}

static xmlNode *record_node(xmlXPathContext *xpath, const char *path)
{
    xmlXPathCompExpr *compiled = path_for(xpath, path);
    if (compiled == NULL)
        return NULL;
    xmlNode *here = xpath->node;
    xpath->node = xmlDocGetRootElement(xpath->doc);
    xmlXPathObject *found = xmlXPathCompiledEval(compiled, xpath);
    xpath->node = here;
    xmlNode *node = found != NULL && found->type == XPATH_NODESET && found->nodesetval != NULL &&
                            found->nodesetval->nodeNr > 0
                        ? found->nodesetval->nodeTab[0]
                        : NULL;
    xmlXPathFreeObject(found);
    return node;
}

static void add_stated(GArray *all, xmlNode *row, xmlNode *kept)
{
    xmlAttr *own = xmlHasProp(row, (const xmlChar *)"value");
    xmlNode *node = own != NULL ? (xmlNode *)own : kept;
    if (node == NULL)
        return;
    xmlChar *text = xmlNodeGetContent(node);
    Stated stated = {
        .text = assay_text_normalise(assay_slice_from((const char *)text)),
        .source = assay_element_get(row, "source"),
        .node = node,
        .cut = has_attribute(row, "cut", "true") ||
               (own == NULL && node->type == XML_ELEMENT_NODE &&
                has_attribute(node, "cut", "true")),
    };
    xmlFree(text);
    g_array_append_val(all, stated);
}

/* The first row of evidence at or after @row that is for @path, or NULL. */
static xmlNode *row_for(xmlNode *row, const char *path)
{
    for (; row != NULL; row = row->next) {
        const char *own = row->type == XML_ELEMENT_NODE ? assay_element_get(row, "path") : NULL;
        if (own != NULL && *own == *path && strcmp(own, path) == 0)
            break;
    }
    return row;
}

static xmlNode *evidence_rows(xmlXPathContext *xpath)
{
    xmlNode *evidence = assay_element_child(xmlDocGetRootElement(xpath->doc), "evidence");
    return evidence == NULL ? NULL : evidence->children;
}

static xmlNode *first_row(xmlXPathContext *xpath, const char *path)
{
    return row_for(evidence_rows(xpath), path);
}

/* All that evidence states for @path, the record's own value included. */
static GArray *stated_for(xmlXPathContext *xpath, const char *path)
{
    GArray *all = g_array_new(FALSE, TRUE, sizeof(Stated));
    g_array_set_clear_func(all, stated_clear);
    xmlNode *row = first_row(xpath, path);
    xmlNode *kept = row == NULL ? NULL : record_node(xpath, path);
    for (; row != NULL && all->len < MAX_STATED; row = row_for(row->next, path))
        add_stated(all, row, kept);
    return all;
}

/* Neither the same nor one a cut or rounded form of the other. */
static gboolean is_apart(const Stated *a, const Stated *b)
{
    double ignored = 0;
    if (is_number(a->text, &ignored) && is_number(b->text, &ignored))
        return !agree_by_rounding(a->text, b->text);
    if (is_same(a->text, b->text))
        return FALSE;
    return !(a->cut && begins(b->text, a->text)) && !(b->cut && begins(a->text, b->text));
}

static gboolean any_apart(const GArray *all, gboolean within)
{
    for (guint i = 0; i < all->len; i++) {
        const Stated *a = &g_array_index(all, Stated, i);
        for (guint k = i + 1; k < all->len; k++) {
            const Stated *b = &g_array_index(all, Stated, k);
            if ((!within || g_strcmp0(a->source, b->source) == 0) && is_apart(a, b))
                return TRUE;
        }
    }
    return FALSE;
}

/* A row of evidence for @path has a value of its own. The others all state what the record holds,
 * so that without one nothing is apart: as in most records of one capture. */
static gboolean has_other_value(xmlXPathContext *xpath, const char *path)
{
    Compiled *compiled = xpath->userData;
    if (!compiled->has_looked) {
        compiled->has_looked = TRUE;
        compiled->differing = evidence_rows(xpath);
        while (compiled->differing != NULL &&
               (compiled->differing->type != XML_ELEMENT_NODE ||
                assay_element_get(compiled->differing, "value") == NULL))
            compiled->differing = compiled->differing->next;
    }
    xmlNode *row = row_for(compiled->differing, path);
    while (row != NULL && assay_element_get(row, "value") == NULL)
        row = row_for(row->next, path);
    return row != NULL;
}

static void return_apart(xmlXPathParserContext *ctxt, gboolean within)
{
    g_autofree char *path = pop_text(ctxt);
    gboolean apart = FALSE;
    if (has_other_value(ctxt->context, path)) {
        g_autoptr(GArray) all = stated_for(ctxt->context, path);
        apart = any_apart(all, within);
    }
    xmlXPathReturnBoolean(ctxt, apart);
}

/* a:apart(path): two captures, or two places of one, contradict each other. */
static void function_apart(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(1);
    return_apart(ctxt, FALSE);
}

/* a:apart-within(path): two places of one capture contradict each other. */
static void function_apart_within(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(1);
    return_apart(ctxt, TRUE);
}

/* a:stated(path): the nodes that hold what was stated, distinct texts only. */
static void function_stated(xmlXPathParserContext *ctxt, int nargs)
{
    CHECK_ARITY(1);
    g_autofree char *path = pop_text(ctxt);
    g_autoptr(GArray) all = stated_for(ctxt->context, path);
    xmlNodeSet *nodes = xmlXPathNodeSetCreate(NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < all->len; i++) {
        const Stated *stated = &g_array_index(all, Stated, i);
        if (g_hash_table_add(seen, stated->text))
            xmlXPathNodeSetAdd(nodes, stated->node);
    }
    valuePush(ctxt, xmlXPathWrapNodeSet(nodes));
}

static void register_functions(xmlXPathContext *xpath)
{
    static const struct {
        const char *name;
        xmlXPathFunction function;
    } FUNCTIONS[] = {
        {"rounds", function_rounds}, {"near", function_near},
        {"mean", function_mean},     {"begins", function_begins},
        {"same", function_same},     {"matches", function_matches},
        {"apart", function_apart},   {"apart-within", function_apart_within},
        {"stated", function_stated},
    };
    xmlXPathRegisterNs(xpath, (const xmlChar *)"a", (const xmlChar *)CHECKS_NAMESPACE);
    for (guint i = 0; i < G_N_ELEMENTS(FUNCTIONS); i++)
        xmlXPathRegisterFuncNS(xpath, (const xmlChar *)FUNCTIONS[i].name,
                               (const xmlChar *)CHECKS_NAMESPACE, FUNCTIONS[i].function);
}

xmlXPathContext *assay_check_context_new(void)
{
    xmlXPathContext *xpath = xmlXPathNewContext(NULL);
    Compiled *compiled = g_new0(Compiled, 1);
    compiled->patterns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, pattern_free);
    compiled->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, path_free);
    compiled->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(compiled->limits, ASSAY_LIMIT_MATCH);
    pcre2_set_depth_limit(compiled->limits, ASSAY_LIMIT_MATCH_DEPTH);
    xpath->userData = compiled;
    xmlXPathContextSetCache(xpath, 1, -1, 0); /* values of one expression serve the next */
    register_functions(xpath);
    return xpath;
}

void assay_check_context_forget(xmlXPathContext *xpath)
{
    Compiled *compiled = xpath->userData;
    compiled->has_looked = FALSE;
    compiled->differing = NULL;
}

void assay_check_context_free(xmlXPathContext *xpath)
{
    if (xpath == NULL)
        return;
    Compiled *compiled = xpath->userData;
    g_hash_table_unref(compiled->patterns);
    g_hash_table_unref(compiled->paths);
    pcre2_match_context_free(compiled->limits);
    g_free(compiled);
    xmlXPathFreeContext(xpath);
}

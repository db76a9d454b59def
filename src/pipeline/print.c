/* print.c: the document an input is read as, for `assay extract`. See assay.h. */
#include "assay.h"

#include "document/account.h"
#include "document/print.h"
#include "pipeline/enclose.h"
#include "pipeline/engine.h"
#include "extract/extract.h"
#include "source/source.h"

/* @tables as spans. Returns: (owned) GArray of AssaySpan, or NULL. */
static GArray *parse_tables(const char *const *tables, GError **error)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(AssaySpan));
    for (; tables != NULL && *tables != NULL; tables++) {
        AssaySpan span;
        if (!assay_span_parse(*tables, &span) || span.kind != ASSAY_SPAN_PAGE) {
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                        "'%s' is no place of a table; write it like 'page 2 72,96.5 310,208'",
                        *tables);
            return NULL;
        }
        g_array_append_val(spans, span);
    }
    return g_steal_pointer(&spans);
}

/** What is asked of one input. */
typedef struct {
    const AssayEngine *engine; /* NULL: as extracted */
    const AssaySourceItem *item;
    const char *path;
    const GArray *tables; /* of AssaySpan, or NULL */
    gboolean counts;      /* no more than what became of its text */
    AssayFormat format;
} Question;

/* After the layout of its profile if there is an engine. */
static AssayDocument *read_document(const Question *question, GError **error)
{
    const AssaySourceItem *item = question->item;
    AssayDocument *document = NULL;
    AssayInput input = {.uri = item->uri, .content_type = item->content_type};
    input.bytes = g_bytes_get_data(item->bytes, &input.size);
    if (question->tables != NULL) {
        input.tables = (const AssaySpan *)(const void *)question->tables->data;
        input.n_tables = question->tables->len;
    }
    if (!assay_extract(&input, &document, error))
        return NULL;
    if (input.n_tables > 0 && g_strcmp0(document->format, "pdf") != 0) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_USAGE,
                    "%s: places of tables can be given for a PDF only; this is %s", question->path,
                    document->format);
        assay_document_free(document);
        return NULL;
    }
    if (question->engine != NULL) {
        const AssayRuleSet *set = assay_rules_recognise(question->engine->rules, document,
                                                        item->url);
        if (set != NULL)
            assay_rule_set_layout(set, document);
    }
    return document;
}

static char *answer(gpointer user_data, GError **error)
{
    const Question *question = user_data;
    g_autoptr(AssayDocument) document = read_document(question, error);
    if (document == NULL)
        return NULL;
    GString *text = g_string_new(NULL);
    if (question->counts)
        assay_document_account_print(document, text);
    else if (question->format == ASSAY_FORMAT_XML)
        assay_document_print_xml(document, text);
    else
        assay_document_print(document, text);
    return g_string_free(text, FALSE);
}

static char *ask(Question *question, const AssayLimits *limits, GError **error)
{
    g_autoptr(AssaySourceItem) item = assay_source_item_new_file(question->path);
    if (!assay_source_read(item, error))
        return NULL;
    question->item = item;
    return assay_enclose(answer, question, question->path, g_bytes_get_size(item->bytes), limits,
                         error);
}

char *assay_extract_account(const AssayEngine *engine, const char *path, const AssayLimits *limits,
                            GError **error)
{
    Question question = {.engine = engine, .path = path, .counts = TRUE};
    return ask(&question, limits, error);
}

char *assay_extract_print(const AssayEngine *engine, const char *path, const char *const *tables,
                          AssayFormat format, const AssayLimits *limits, GError **error)
{
    g_autoptr(GArray) spans = parse_tables(tables, error);
    if (spans == NULL)
        return NULL;
    Question question = {.engine = engine, .path = path, .tables = spans, .format = format};
    return ask(&question, limits, error);
}

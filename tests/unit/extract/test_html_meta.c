/* HTML: what a page states about itself: metas, links, JSON-LD, microdata, with places. */
#include "html_outline.h"

#include "extract/html/json.h"

/* All properties but html.title, as `name=value;`. */
static char *properties_of(const AssayDocument *document)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < document->properties->len; i++) {
        const AssayProperty *at = &g_array_index(document->properties, AssayProperty, i);
        g_string_append_printf(out, "%s=%s;", at->name, at->value);
    }
    return g_string_free(out, FALSE);
}

static void check_properties(const char *page, const char *expected)
{
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    g_autofree char *got = properties_of(document);
    g_assert_cmpstr(got, ==, expected);
}

#define LD(json) "<script type=application/ld+json>" json "</script><p>x</p>"

static void test_jsonld(void)
{
    check_properties(LD("{\"@context\":\"https://schema.org\",\"@type\":\"Article\","
                        "\"headline\":\"A \\u201cB\\u201d\",\"wordCount\":12,\"x\":null}"),
                     "jsonld.headline=A “B”;jsonld.wordCount=12;");
    /* The type may come last; what is no work has its type in the name. */
    check_properties(LD("[{\"name\":\"S\",\"@type\":\"WebSite\"},{\"author\":[{\"name\":\"A\"},"
                        "{\"name\":\"B\"}],\"url\":\"u\",\"@type\":[\"NewsArticle\",\"X\"]}]"),
                     "jsonld.WebSite.name=S;jsonld.author.name=A;jsonld.author.name=B;"
                     "jsonld.url=u;");
    check_properties(LD("{\"@graph\":[{\"@type\":\"Dataset\",\"name\":\"D\","
                        "\"isPartOf\":{\"name\":\"J\"},\"version\":\"2\"}],\"id\":\"i\"}"),
                     "jsonld.name=D;jsonld.isPartOf.name=J;jsonld.version=2;jsonld.Thing.id=i;");
    check_properties("<script>{\"name\":\"x\"}</script>", "");
}

static void test_jsonld_names(void)
{
    check_properties(LD("{\"@type\":\"Article\",\"author\":[{\"familyName\":\"L\\u00f6v\","
                        "\"givenName\":\"Ada\"},{\"name\":\"B C\",\"givenName\":\"B\","
                        "\"familyName\":\"C\"},{\"givenName\":\"D\"}]}"),
                     "jsonld.author.familyName=Löv;jsonld.author.givenName=Ada;"
                     "jsonld.author.name=Ada Löv;jsonld.author.name=B C;"
                     "jsonld.author.givenName=B;jsonld.author.familyName=C;"
                     "jsonld.author.givenName=D;");
    /* Each object for itself; what is cut off joins nothing. */
    check_properties(LD("{\"@type\":\"Book\",\"givenName\":\"A\",\"editor\":{\"familyName\":\"B\"},"
                        "\"author\":{\"givenName\":\"C\",\"familyName\":\"D\""),
                     "jsonld.givenName=A;jsonld.editor.familyName=B;jsonld.author.givenName=C;"
                     "jsonld.author.familyName=D;");
}

/* What stands before the damage is kept. */
static void test_jsonld_damaged(void)
{
    check_properties(LD("{\"@type\":\"Book\",\"name\":\"a\nb\",\"url\":\"u\",,\"cut\":\"of"),
                     "jsonld.name=a b;jsonld.url=u;");
    check_properties(LD("]{\"name\":1}"), "");
    check_properties(LD("{\"name\":\"\\ud800 \\q\"}"), "jsonld.Thing.name=\xEF\xBF\xBD q;");
    check_properties("<script type=application/ld+json>{\"@type\":\"Book\",\"name\":\"a\",\"n\":12",
                     "jsonld.name=a;");
    GString *deep = g_string_new("<script type=application/ld+json>");
    for (guint i = 0; i < 100000; i++)
        g_string_append(deep, "{\"a\":[");
    g_autofree char *page = g_string_free(deep, FALSE);
    check_properties(page, "");
}

static void test_microdata(void)
{
    check_properties("<div itemscope itemtype=http://schema.org/ScholarlyArticle>"
                     "<h1 itemprop='name headline'>T <i>u</i></h1><p itemprop=author itemscope>"
                     "<b itemprop=name>Ann</b></p><a itemprop=url href=/u>x</a>"
                     "<time itemprop=datePublished datetime=2020-02-02>F</time></div>"
                     "<p itemprop=name>outside</p>",
                     "time.datetime=2020-02-02;microdata.name=T u;microdata.headline=T u;"
                     "microdata.author.name=Ann;microdata.url=/u;"
                     "microdata.datePublished=2020-02-02;");
    check_properties(
        "<div itemscope itemtype=http://schema.org/Person><b itemprop=name>A</b></div>",
        "microdata.Person.name=A;");
}

static void test_links(void)
{
    check_properties("<link rel=alternate hreflang=pt-BR href=/pt><link rel=stylesheet href=s>"
                     "<link rel='cite-as' href=https://doi.org/10.1000/x>"
                     "<link rel=CANONICAL href=https://a.b/c><p>x",
                     "link.alternate.pt-br=/pt;link.cite-as=https://doi.org/10.1000/x;"
                     "link.canonical=https://a.b/c;url=https://a.b/c;");
}

static gboolean is_written_as(const char *page, AssaySpan span, const char *text)
{
    return span.end_byte - span.start_byte == strlen(text) &&
           memcmp(page + span.start_byte, text, strlen(text)) == 0;
}

/* The place of a value is the bytes it was written as. */
static void test_places(void)
{
    const char *page = LD("{\"@type\":\"Book\",\"name\":\"a\\u00e9\"}");
    g_autoptr(AssayDocument) document = extract_html(page, strlen(page));
    const AssayProperty *name = assay_document_property(document, "jsonld.name");
    g_assert_nonnull(name);
    AssaySpan span = name->span;
    g_assert_true(is_written_as(page, span, "a\\u00e9"));
    page = "<p itemscope itemtype=http://schema.org/Book><b itemprop=name>T<i>u</i></b>";
    g_autoptr(AssayDocument) micro = extract_html(page, strlen(page));
    span = assay_document_property(micro, "microdata.name")->span;
    g_assert_true(is_written_as(page, span, "T<i>u"));
}

static void test_bounds(void)
{
    GString *many = g_string_new("<script type=application/ld+json>{\"@type\":\"Book\"");
    for (guint i = 0; i < 5000; i++)
        g_string_append_printf(many, ",\"k%u\":%u", i, i);
    g_string_append(many, "}</script>");
    g_autoptr(AssayDocument) document = extract_html(many->str, many->len);
    g_assert_cmpuint(document->properties->len, ==, 2000);
    g_string_free(many, TRUE);
}

static void test_json_tokens(void)
{
    HtmlJson json = {.text = ASSAY_SLICE("{\"a\" : [true, -1.5e3 , \"s\\\"\"], \"b\":{} }")};
    const HtmlJsonKind kinds[] = {HTML_JSON_OPEN_OBJECT, HTML_JSON_KEY,   HTML_JSON_OPEN_ARRAY,
                                  HTML_JSON_WORD,        HTML_JSON_WORD,  HTML_JSON_STRING,
                                  HTML_JSON_CLOSE,       HTML_JSON_KEY,   HTML_JSON_OPEN_OBJECT,
                                  HTML_JSON_CLOSE,       HTML_JSON_CLOSE, HTML_JSON_END};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        g_assert_cmpint(html_json_next(&json).kind, ==, kinds[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html-meta/jsonld", test_jsonld);
    g_test_add_func("/html-meta/jsonld-names", test_jsonld_names);
    g_test_add_func("/html-meta/jsonld-damaged", test_jsonld_damaged);
    g_test_add_func("/html-meta/microdata", test_microdata);
    g_test_add_func("/html-meta/links", test_links);
    g_test_add_func("/html-meta/places", test_places);
    g_test_add_func("/html-meta/bounds", test_bounds);
    g_test_add_func("/html-meta/json-tokens", test_json_tokens);
    return g_test_run();
}

/* test_html_token.c: the strings of tokens are those that the parser library makes itself. */
#include <glib.h>
#include <string.h>

#include "extract/html/token.h"

static void *read_token(myhtml_tree_t *tree, myhtml_token_node_t *token, void *source)
{
    html_token_read(tree, token, source);
    return source;
}

static void add_string(GString *out, const mycore_string_t *string)
{
    g_string_append_printf(out, "[%" G_GSIZE_FORMAT ":", string->length);
    for (gsize i = 0; i < string->length; i++)
        g_string_append_printf(out, "%02x", (guchar)string->data[i]);
    g_string_append_c(out, ']');
}

static void add_node(GString *out, myhtml_tree_node_t *node, guint depth)
{
    for (; node != NULL; node = node->next) {
        g_string_append_printf(out, "%u:%u", depth, (guint)node->tag_id);
        if (node->tag_id == MyHTML_TAG__TEXT)
            add_string(out, &node->token->str);
        myhtml_tree_attr_t *at = node->token == NULL ? NULL : node->token->attr_first;
        for (; at != NULL; at = at->next) {
            add_string(out, &at->key);
            add_string(out, &at->value);
        }
        g_string_append_c(out, '\n');
        add_node(out, node->child, depth + 1);
    }
}

/* The tree of @source, which has a newline and a NUL behind it. Returns: (owned). */
static char *tree_of(const char *source, gboolean is_ours)
{
    myhtml_t *myhtml = myhtml_create();
    myhtml_tree_t *tree = myhtml_tree_create();
    GString *out = g_string_new("");
    g_assert_cmpint(myhtml_init(myhtml, MyHTML_OPTIONS_PARSE_MODE_SINGLE, 1, 0), ==, 0);
    g_assert_cmpint(myhtml_tree_init(tree, myhtml), ==, 0);
    g_autofree char *copy = g_strdup(source);
    if (is_ours) {
        myhtml_tree_parse_flags_set(tree, HTML_PARSE_WITHOUT_STRINGS);
        myhtml_callback_after_token_done_set(tree, read_token, copy);
    }
    g_assert_cmpint(myhtml_parse(tree, MyENCODING_UTF_8, copy, strlen(copy)), ==, 0);
    add_node(out, tree->document, 0);
    myhtml_tree_destroy(tree);
    myhtml_destroy(myhtml);
    return g_string_free(out, FALSE);
}

static void assert_same(const char *source)
{
    g_autofree char *ours = tree_of(source, TRUE), *theirs = tree_of(source, FALSE);
    g_assert_cmpstr(ours, ==, theirs);
}

static void test_texts(void)
{
    assert_same("<p>plain text of some length, <b>and more</b> of it\n");
    assert_same("<p>a &amp; b &lt c &notin; &notit; &#65;&#x42 &#0; &#xD800; &bogus; & &#; &#x;\n");
    assert_same("<p>a\r\nb\rc\r\r\nd &amp;\r\n e \r&\r\n\n");
    assert_same("<p>ends in a reference &amp\n");
    assert_same("<p>&CounterClockwiseContourIntegral;&nGt;x\n");
    assert_same("<pre>\n\nfirst</pre><textarea>\r\nlast</textarea><pre>\r\nx</pre>\n");
    assert_same("  <title> a &amp; b\r\n</title><style>a & b &amp; {\r}</style>\n");
    assert_same("<script>if (a && b) '&amp;'\r\n</script><xmp>&lt;</xmp><plaintext>&lt;\r\n");
    assert_same("<svg><![CDATA[a &amp; b\r\n]]></svg><!-- a &amp; b --><?php a ?>\n");
    assert_same("<p>\xC3\xA9\xE2\x82\xAC &eacute;\n");
}

/* Texts that the tree builder joins, moves, trims or splits. */
static void test_trees(void)
{
    assert_same("<table>a &amp; <tr>b<td>c</table>d</i>e</p>f\n");
    assert_same("<p>a</x>b</y>&amp;</z>c\r\n</q>d</p></body>  </html> \r\n tail &lt;\n");
    assert_same("<frameset>a b <frame> c </frameset> d &amp; e\n");
    assert_same(" \n <html> \n <head> x <colgroup> y\n");
    assert_same("<table><colgroup> x &amp; <col> y</colgroup></table><select>a<b>b</select>\n");
    assert_same("<b>1<p>2</b>3</p>&amp;<a>4<div>5</a>6</div>\n");
}

static void test_attributes(void)
{
    assert_same(
        "<A HREF='a?b&amp;c&copy=1&copy' Class=\"X  y\r\nz\" hidden data-\xC3\x89=e ID=>x\n");
    assert_same("<p a=1 A=2 b='' c=\"&#10;\" d=&lt; =e f==g h='\r'>\n");
    assert_same("<table><input type=HIDDEN><input type='hidden\r'></table>\n");
    assert_same("<font color=a><font color=a><font COLOR='a'><font color=&#97;><p>x</p>\n");
    assert_same("<svg viewbox='0 0' xlink:href=a><math definitionurl='&amp;'>\n");
    assert_same("<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01//EN' 'a&amp;b'><p a=\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/html_token/texts", test_texts);
    g_test_add_func("/html_token/trees", test_trees);
    g_test_add_func("/html_token/attributes", test_attributes);
    return g_test_run();
}

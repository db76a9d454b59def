/* test_json.c: commas, quotes and escapes. */
#include "base/json.h"

static void test_layout(void)
{
    AssayJson json;
    assay_json_init(&json);
    assay_json_open(&json, NULL, '{');
    assay_json_string(&json, "a", "q\"\\\n\t\x01\x7f\xff");
    assay_json_string(&json, "none", NULL);
    assay_json_open(&json, "list", '[');
    assay_json_integer(&json, NULL, -5);
    assay_json_decimal(&json, NULL, 0.5, 3);
    assay_json_boolean(&json, NULL, TRUE);
    assay_json_open(&json, NULL, '{');
    assay_json_close(&json, '}');
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    g_autofree char *text = assay_json_finish(&json);
    g_assert_cmpstr(text, ==,
                    "{\"a\": \"q\\\"\\\\\\n\\t\\u0001\\u007f\xef\xbf\xbd\", \"none\": null, "
                    "\"list\": [-5, 0.500, true, {}]}\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/json/layout", test_layout);
    return g_test_run();
}

/* token.c: see token.h. It stands for myhtml_parser_worker, and leaves to the library what has
 * character references or line ends to decode.
 * Source: HTML Standard, 13.2.3.5 "Preprocessing the input stream" for line ends. */
#include "extract/html/token.h"

#include <myhtml/data_process.h>
#include <myhtml/parser.h>
#include <string.h>

/* What of the markup stands for itself. */
typedef enum { RAW_TEXT, TEXT, ATTRIBUTE } Kind;

static void copy(myhtml_tree_t *tree, mycore_string_t *string, const char *raw, gsize length)
{
    mycore_string_init(tree->mchar, tree->mchar_node_id, string, length + 1);
    memcpy(string->data, raw, length);
    string->data[length] = '\0';
    string->length = length;
}

/* Returns: whether it is its source. */
static gboolean set_value(myhtml_tree_t *tree, mycore_string_t *string, const char *source,
                          gsize begin, gsize length, Kind kind)
{
    const char *raw = source + begin;
    if (memchr(raw, '\r', length) == NULL &&
        (kind == RAW_TEXT || memchr(raw, '&', length) == NULL)) {
        copy(tree, string, raw, length);
        return TRUE;
    }
    myhtml_data_process_entry_t entry;
    myhtml_data_process_entry_clean(&entry);
    entry.encoding = tree->encoding;
    entry.is_attributes = kind == ATTRIBUTE;
    mycore_string_init(tree->mchar, tree->mchar_node_id, string, length + 1);
    if (kind == RAW_TEXT)
        myhtml_parser_token_data_to_string(tree, string, &entry, begin, length);
    else
        myhtml_parser_token_data_to_string_charef(tree, string, &entry, begin, length);
    return FALSE;
}

/* White space ends a name: it has no line ends. */
static void set_name(myhtml_tree_t *tree, mycore_string_t *string, const char *raw, gsize length)
{
    copy(tree, string, raw, length);
    for (gsize i = 0; i < length; i++)
        string->data[i] = g_ascii_tolower(string->data[i]);
}

gboolean html_token_read(myhtml_tree_t *tree, myhtml_token_node_t *token, const char *source)
{
    const guint decoded = MyHTML_TOKEN_TYPE_DATA | MyHTML_TOKEN_TYPE_RCDATA |
                          MyHTML_TOKEN_TYPE_CDATA;
    if (token->tag_id == MyHTML_TAG__TEXT || token->tag_id == MyHTML_TAG__COMMENT) {
        token->attr_first = token->attr_last = NULL;
        return token->tag_id == MyHTML_TAG__TEXT &&
               set_value(tree, &token->str, source, token->raw_begin, token->raw_length,
                         (token->type & decoded) != 0 ? TEXT : RAW_TEXT);
    }
    for (myhtml_token_attr_t *at = token->attr_first; at != NULL; at = at->next) {
        if (at->raw_key_length > 0)
            set_name(tree, &at->key, source + at->raw_key_begin, at->raw_key_length);
        if (at->raw_value_length > 0)
            set_value(tree, &at->value, source, at->raw_value_begin, at->raw_value_length,
                      ATTRIBUTE);
    }
    return FALSE;
}

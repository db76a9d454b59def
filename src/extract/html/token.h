/* token.h: the strings of the parser's tokens.
 *
 * Job: decode texts and attributes in place of the parser library, which goes over every byte of
 * a page three times for them; most have nothing to decode and are copied as they are.
 * Not its job: what the tokens become (tree.c). */
#ifndef ASSAY_EXTRACT_HTML_TOKEN_H
#define ASSAY_EXTRACT_HTML_TOKEN_H

#include <glib.h>
#include <myhtml/myhtml.h>
#include <myhtml/token.h>
#include <myhtml/tree.h>

/** With these flags the library leaves the strings alone and builds the tree all the same. */
#define HTML_PARSE_WITHOUT_STRINGS                                                                 \
    ((myhtml_tree_parse_flags_t)(MyHTML_TREE_PARSE_FLAGS_WITHOUT_PROCESS_TOKEN &                   \
                                 ~MyHTML_TREE_PARSE_FLAGS_WITHOUT_BUILD_TREE))

/** html_token_read: set the text or the attributes of @token, each byte as the library would; the
 * text of comments is left out. @source: all that is parsed, UTF-8 in one buffer, without NULs.
 * Returns: TRUE for a text that has nothing to decode: it is its source. */
gboolean html_token_read(myhtml_tree_t *tree, myhtml_token_node_t *token, const char *source);

#endif

/* fenced_xml.h: the XML examples of a README, which its tests run. */
#ifndef ASSAY_TESTS_UNIT_FENCED_XML_H
#define ASSAY_TESTS_UNIT_FENCED_XML_H

#include <glib.h>
#include <string.h>

/** fenced_xml: what stands between fences that open with ```xml in @file of the source tree, one
 * behind the other. @ret_n: how many there are. Returns: (owned). */
static inline char *fenced_xml(const char *file, guint *ret_n)
{
    g_autofree char *path = g_build_filename(ASSAY_SOURCE_DIR, file, NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    GString *xml = g_string_new(NULL);
    const char *at = text;
    *ret_n = 0;
    while ((at = strstr(at, "\n```xml\n")) != NULL) {
        at += strlen("\n```xml\n");
        const char *end = strstr(at, "\n```");
        g_assert_nonnull(end);
        g_string_append_len(xml, at, end - at);
        g_string_append_c(xml, '\n');
        (*ret_n)++;
        at = end;
    }
    return g_string_free(xml, FALSE);
}

#endif

/* text_key.c: see text_key.h. */
#include "rules/text_key.h"

#include <string.h>

#include "document/document.h"

/* The key of ASCII, for which Unicode has no more to say. Returns: (owned), or NULL for others. */
static char *key_of_ascii(AssaySlice text)
{
    g_autofree char *key = g_malloc(text.length + 1);
    gsize n = 0;
    gboolean pending_space = FALSE;
    for (gsize i = 0; i < text.length; i++) {
        guchar c = (guchar)text.data[i];
        if (c == ' ' || (c >= 0x09 && c <= 0x0D)) {
            pending_space = n > 0;
            continue;
        }
        if (c < 0x20 || c >= 0x80)
            return NULL;
        if (pending_space)
            key[n++] = ' ';
        pending_space = FALSE;
        key[n++] = (char)(g_ascii_isupper(c) ? c | 0x20 : c);
    }
    if (n > 0 && (key[n - 1] == ':' || key[n - 1] == '.'))
        n--;
    while (n > 0 && key[n - 1] == ' ')
        n--;
    key[n] = '\0';
    return g_steal_pointer(&key);
}

char *assay_text_key(AssaySlice text)
{
    char *quick = key_of_ascii(text);
    if (quick != NULL)
        return quick;
    g_autofree char *folded = assay_text_normalise(text);
    gsize length = strlen(folded);
    if (length > 0 && strchr(":.", folded[length - 1]) != NULL)
        length--;
    while (length > 0 && folded[length - 1] == ' ')
        length--;
    folded[length] = '\0';
    gboolean is_ascii = TRUE;
    for (gsize i = 0; i < length && is_ascii; i++)
        is_ascii = (guchar)folded[i] < 0x80;
    return is_ascii ? g_ascii_strdown(folded, (gssize)length)
                    : g_utf8_casefold(folded, (gssize)length);
}

char *assay_column_key(AssaySlice text)
{
    g_autofree char *key = assay_text_fold_key(text);
    return *key != '\0' ? g_steal_pointer(&key) : assay_text_key(text);
}

char *assay_heading_key(AssaySlice text)
{
    AssaySlice trimmed = assay_slice_trim(text);
    AssayRange number, title;
    assay_heading_split(trimmed, &number, &title);
    return assay_text_key(assay_slice_sub(trimmed, title.start, title.end));
}

/* text_key.c: see text_key.h. */
#include "rules/text_key.h"

#include <string.h>

#include "base/hash.h"

/* Labels are shorter than this; longer texts are copied to the heap. */
#define SHORT_BYTES 128

/* The key of ASCII, for which Unicode has no more to say, in @key, of as many bytes as @text has.
 * Returns: FALSE for others. */
static gboolean key_of_ascii(AssaySlice text, char *key, gsize *ret_length)
{
    gsize n = 0;
    gboolean pending_space = FALSE;
    for (gsize i = 0; i < text.length; i++) {
        guchar c = (guchar)text.data[i];
        if (c == ' ' || (c >= 0x09 && c <= 0x0D)) {
            pending_space = n > 0;
            continue;
        }
        if (c < 0x20 || c >= 0x80)
            return FALSE;
        if (pending_space)
            key[n++] = ' ';
        pending_space = FALSE;
        key[n++] = (char)(g_ascii_isupper(c) ? c | 0x20 : c);
    }
    if (n > 0 && (key[n - 1] == ':' || key[n - 1] == '.'))
        n--;
    while (n > 0 && key[n - 1] == ' ')
        n--;
    *ret_length = n;
    return TRUE;
}

gboolean assay_text_has_key(AssaySlice text, const char *key)
{
    char own[SHORT_BYTES];
    gsize length = 0;
    if (text.length <= sizeof own && key_of_ascii(text, own, &length))
        return strlen(key) == length && memcmp(own, key, length) == 0;
    g_autofree char *whole = assay_text_key(text);
    return strcmp(whole, key) == 0;
}

guint32 assay_text_key_hash(AssaySlice text)
{
    char key[SHORT_BYTES];
    gsize length = 0;
    if (text.length <= sizeof key && key_of_ascii(text, key, &length))
        return assay_hash_quick(key, length);
    g_autofree char *whole = assay_text_key(text);
    return assay_hash_quick(whole, strlen(whole));
}

char *assay_text_key(AssaySlice text)
{
    g_autofree char *quick = g_malloc(text.length + 1);
    gsize quick_length = 0;
    if (key_of_ascii(text, quick, &quick_length)) {
        quick[quick_length] = '\0';
        return g_steal_pointer(&quick);
    }
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

/* pattern_item.c: see pattern_item.h. Source: pcre2pattern(3). */
#include "rules/pattern_item.h"

#include <stdlib.h>
#include <string.h>

/* ---- Sets of bytes ---- */

/* Any character beyond ASCII: each of its bytes is one. */
static void add_beyond_ascii(AssayByteSet *bytes)
{
    bytes->words[2] = bytes->words[3] = G_MAXUINT64;
}

static void add_byte(AssayByteSet *bytes, guchar byte)
{
    bytes->words[byte / 64] |= (guint64)1 << (byte % 64);
}

static void add_range(AssayByteSet *bytes, guchar first, guchar last)
{
    for (guint i = first; i <= last; i++)
        add_byte(bytes, (guchar)i);
}

static void add_character(AssayByteSet *bytes, guchar c, guint flags)
{
    static const char both[] = "kKsS"; /* they have other cases beyond ASCII */
    gboolean is_caseless = (flags & ASSAY_ITEM_CASELESS) != 0;
    add_byte(bytes, c);
    if (c >= 0x80 || (is_caseless && strchr(both, c) != NULL))
        add_beyond_ascii(bytes);
    for (guint i = 0; c >= 0x80 && is_caseless && both[i] != '\0'; i++)
        add_byte(bytes, (guchar)both[i]);
    if (is_caseless && c < 0x80) {
        add_byte(bytes, (guchar)g_ascii_tolower((gchar)c));
        add_byte(bytes, (guchar)g_ascii_toupper((gchar)c));
    }
}

/* The characters of `\p{NAME}`, @name being what stands in the brackets, or the one letter.
 * Returns: FALSE if they are not known. */
static gboolean add_property(AssayByteSet *bytes, AssaySlice name, guint flags)
{
    gboolean is_any_case = (flags & ASSAY_ITEM_CASELESS) != 0;
    gboolean is_upper = assay_slice_equal(name, ASSAY_SLICE("Lu"));
    gboolean is_lower = assay_slice_equal(name, ASSAY_SLICE("Ll"));
    gboolean is_letter = assay_slice_equal(name, ASSAY_SLICE("L"));
    if (!is_upper && !is_lower && !is_letter)
        return FALSE;
    if (!is_lower || is_any_case)
        add_range(bytes, 'A', 'Z');
    if (!is_upper || is_any_case)
        add_range(bytes, 'a', 'z');
    add_beyond_ascii(bytes);
    return TRUE;
}

/* The name behind `\p` or `\P`. */
static AssaySlice read_property(AssayPatternReader *reader)
{
    const char *start = reader->at;
    if (*start == '\0')
        return (AssaySlice){start, 0};
    if (*start != '{') {
        reader->at++;
        return (AssaySlice){start, 1};
    }
    const char *end = strchr(start, '}');
    if (end == NULL) {
        reader->is_lost = TRUE;
        return (AssaySlice){start, 0};
    }
    reader->at = end + 1;
    return (AssaySlice){start + 1, (gsize)(end - start - 1)};
}

/* The characters of the type `\@type`, behind which @reader stands. Returns: FALSE if they are not
 * known. */
static gboolean add_type(AssayPatternReader *reader, char type, guint flags, AssayByteSet *bytes)
{
    switch (type) {
    case 'd':
        add_range(bytes, '0', '9');
        break;
    case 's':
        add_range(bytes, 0x09, 0x0D);
        add_byte(bytes, ' ');
        break;
    case 'w':
        add_range(bytes, '0', '9');
        add_range(bytes, 'A', 'Z');
        add_range(bytes, 'a', 'z');
        add_byte(bytes, '_');
        break;
    case 'p':
        return add_property(bytes, read_property(reader), flags);
    case 'P':
        read_property(reader);
        return FALSE;
    default:
        return FALSE;
    }
    add_beyond_ascii(bytes);
    return TRUE;
}

/* ---- Items ---- */

AssayItem assay_item_lost(AssayPatternReader *reader)
{
    reader->is_lost = TRUE;
    return (AssayItem){.kind = ASSAY_ITEM_NOTHING};
}

/* One character. It is what a match of it begins with, as far as that is known. */
static AssayItem one_character(AssayItem item)
{
    item.kind = item.kind == ASSAY_ITEM_NOTHING ? ASSAY_ITEM_OTHER : item.kind;
    item.need.shortest = item.need.longest = 1;
    item.need.has_first = item.need.has_bytes;
    item.need.first = item.need.bytes;
    return item;
}

AssayItem assay_item_read_character(AssayPatternReader *reader, guint flags)
{
    AssayItem item = {.need.has_bytes = TRUE};
    guchar c = (guchar)*reader->at;
    add_character(&item.need.bytes, c, flags);
    reader->at++;
    if (c >= 0x80) {
        while (((guchar)*reader->at & 0xC0) == 0x80)
            reader->at++;
    } else if ((flags & ASSAY_ITEM_CASELESS) == 0 || !g_ascii_isalpha(c)) {
        item.kind = ASSAY_ITEM_CHARACTER;
        item.character = (char)c;
    }
    return one_character(item);
}

AssayItem assay_item_read_any(AssayPatternReader *reader)
{
    reader->at++;
    return one_character((AssayItem){.kind = ASSAY_ITEM_OTHER});
}

AssayItem assay_item_read_escape(AssayPatternReader *reader, guint flags)
{
    AssayItem item = {.kind = ASSAY_ITEM_OTHER};
    char c = *++reader->at;
    if (g_ascii_ispunct(c))
        return assay_item_read_character(reader, flags);
    if (c != '\0')
        reader->at++;
    switch (c) {
    case 'd':
    case 's':
    case 'w':
    case 'p':
    case 'P':
        item.need.has_bytes = add_type(reader, c, flags, &item.need.bytes);
        return one_character(item);
    case 'D':
    case 'W':
    case 'S':
    case 'h':
    case 'v':
    case 'n':
    case 't':
        return one_character(item);
    case 'R':
    case 'X':
        item = one_character(item);
        item.need.longest = ASSAY_NEED_UNBOUNDED;
        return item;
    case 'b':
    case 'B':
    case 'z':
    case 'Z':
        return (AssayItem){.kind = ASSAY_ITEM_NOTHING};
    case 'A':
    case 'G':
        return (AssayItem){.kind = ASSAY_ITEM_NOTHING, .need.is_anchored = TRUE};
    default:
        return assay_item_lost(reader);
    }
}

/* One member of a class, at @reader->at. Returns: FALSE if it says nothing. */
static gboolean add_member(AssayPatternReader *reader, guint flags, AssayByteSet *bytes)
{
    guchar c = (guchar)*reader->at++;
    if (c == '\\') {
        c = (guchar)*reader->at;
        if (c == '\0')
            return FALSE;
        reader->at++;
        if (!g_ascii_ispunct(c))
            return add_type(reader, (char)c, flags, bytes);
    }
    guchar last = c;
    if (reader->at[0] == '-' && reader->at[1] != ']' && reader->at[1] != '\0') {
        last = (guchar)reader->at[1];
        if (last == '\\' || last == '[') {
            reader->is_lost = TRUE;
            return FALSE;
        }
        reader->at += 2;
        if (last >= 0x80) {
            add_beyond_ascii(bytes);
            last = 0x7F;
        }
    }
    for (guint i = c; i <= last; i++)
        add_character(bytes, (guchar)i, flags);
    return c < 0x80 || last == c;
}

AssayItem assay_item_read_class(AssayPatternReader *reader, guint flags)
{
    AssayItem item = {.kind = ASSAY_ITEM_OTHER};
    gboolean is_known = TRUE, is_first = TRUE;
    reader->at++;
    if (*reader->at == '^') {
        is_known = FALSE;
        reader->at++;
    }
    while (*reader->at != '\0' && (is_first || *reader->at != ']') && !reader->is_lost) {
        if (*reader->at == '[' && strchr(":.=", reader->at[1]) != NULL)
            return assay_item_lost(reader);
        if (*reader->at == ']' || (reader->at[0] == '\\' && strchr("QE", reader->at[1]) != NULL))
            return assay_item_lost(reader); /* legal, but no rule writes it */
        is_known = add_member(reader, flags, &item.need.bytes) && is_known;
        is_first = FALSE;
    }
    if (*reader->at != ']')
        return assay_item_lost(reader);
    reader->at++;
    item.need.has_bytes = is_known;
    return one_character(item);
}

AssayItemTimes assay_item_read_times(AssayPatternReader *reader)
{
    AssayItemTimes times = {1, 1};
    gboolean is_quantifier = TRUE;
    if (*reader->at == '?') {
        times = (AssayItemTimes){0, 1};
    } else if (*reader->at == '*') {
        times = (AssayItemTimes){0, ASSAY_NEED_UNBOUNDED};
    } else if (*reader->at == '+') {
        times.most = ASSAY_NEED_UNBOUNDED;
    } else if (*reader->at == '{') {
        const char *end = strchr(reader->at, '}');
        if (end == NULL || !g_ascii_isdigit(reader->at[1]) ||
            strspn(reader->at + 1, "0123456789,") != (gsize)(end - reader->at - 1)) {
            reader->is_lost = TRUE;
            return times;
        }
        char *behind = NULL; /* PCRE2 takes no number above 65535 */
        times.least = times.most = (guint)strtoul(reader->at + 1, &behind, 10);
        if (*behind == ',')
            times.most = behind[1] == '}' ? ASSAY_NEED_UNBOUNDED
                                          : (guint)strtoul(behind + 1, NULL, 10);
        reader->at = end;
    } else {
        is_quantifier = FALSE;
    }
    reader->at += is_quantifier;
    if (is_quantifier && (*reader->at == '?' || *reader->at == '+'))
        reader->at++;
    return times;
}

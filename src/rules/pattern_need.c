/* pattern_need.c: see pattern_need.h. Source: pcre2pattern(3).
 *
 * A recursive reader of the syntax that rule sets use: alternatives of sequences of items. It
 * recurs on the nesting of a rule's own text, to MAX_NESTING. Patterns are compiled with UTF and
 * UCP: \d has digits beyond ASCII, and k and s have other cases beyond it. */
#include "rules/pattern_need.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NESTING 24u
/* Shared parts read for one pattern: parts that use parts that use parts are read again each time,
 * and such patterns are tried at few places anyway. */
#define MAX_CALLS   16u

enum { CASELESS = 1 << 0, MULTILINE = 1 << 1 };

typedef struct {
    const char *at;
    guint depth;
    gboolean is_lost; /* something that is not known here: nothing is said */
    const char *(*define)(const char *name, gsize length, gpointer user_data);
    gpointer user_data;
    guint *n_calls; /* of shared parts, so far */
} Reader;

static AssayNeed read_alternatives(Reader *reader, guint flags);

/* ---- Sets of bytes ---- */

static void add_byte(guint8 bytes[256], guchar byte)
{
    bytes[byte] = 1;
}

/* Any character beyond ASCII: each of its bytes is. */
static void add_beyond_ascii(guint8 bytes[256])
{
    memset(bytes + 0x80, 1, 0x80);
}

static void add_character(guint8 bytes[256], guchar c, guint flags)
{
    if (c >= 0x80) {
        add_beyond_ascii(bytes);
        return;
    }
    add_byte(bytes, c);
    if ((flags & CASELESS) == 0 || !g_ascii_isalpha(c))
        return;
    add_byte(bytes, (guchar)g_ascii_tolower((gchar)c));
    add_byte(bytes, (guchar)g_ascii_toupper((gchar)c));
    if (strchr("kKsS", c) != NULL)
        add_beyond_ascii(bytes);
}

static void add_digits(guint8 bytes[256])
{
    for (guint c = '0'; c <= '9'; c++)
        add_byte(bytes, (guchar)c);
    add_beyond_ascii(bytes);
}

/* How likely a text holds one of @bytes, for comparing sets. */
static guint commonness(const guint8 bytes[256])
{
    guint sum = 0;
    for (guint i = 0; i < 256; i++) {
        if (bytes[i] == 0)
            continue;
        if (i >= 0x80)
            sum += 1; /* all of them: 128 */
        else if (i == ' ' || g_ascii_islower((gchar)i))
            sum += 5000;
        else if (i == '.' || i == ',')
            sum += 1000;
        else
            sum += g_ascii_isdigit((gchar)i) ? 20 : 100;
    }
    return sum;
}

/* ---- Items ---- */

typedef enum { ITEM_NOTHING, ITEM_CHARACTER, ITEM_OTHER } ItemKind;

typedef struct {
    ItemKind kind; /* NOTHING: zero width, and says nothing */
    char character;
    AssayNeed need;
} Item;

static Item lost(Reader *reader)
{
    reader->is_lost = TRUE;
    return (Item){.kind = ITEM_NOTHING};
}

static Item read_character(Reader *reader, guint flags)
{
    Item item = {.kind = ITEM_OTHER};
    guchar c = (guchar)*reader->at;
    add_character(item.need.bytes, c, flags);
    item.need.has_bytes = TRUE;
    reader->at++;
    if (c >= 0x80) {
        while (((guchar)*reader->at & 0xC0) == 0x80)
            reader->at++;
    } else if ((flags & CASELESS) == 0 || !g_ascii_isalpha(c)) {
        item.kind = ITEM_CHARACTER;
        item.character = (char)c;
    }
    return item;
}

/* Behind `\p` or `\P`. */
static void skip_property(Reader *reader)
{
    if (*reader->at == '{') {
        const char *end = strchr(reader->at, '}');
        reader->is_lost = reader->is_lost || end == NULL;
        reader->at = end == NULL ? reader->at + strlen(reader->at) : end + 1;
    } else if (*reader->at != '\0') {
        reader->at++;
    }
}

static Item read_escape(Reader *reader, guint flags)
{
    Item item = {.kind = ITEM_OTHER};
    char c = *++reader->at;
    if (g_ascii_ispunct(c))
        return read_character(reader, flags);
    if (c != '\0')
        reader->at++;
    switch (c) {
    case 'd':
        add_digits(item.need.bytes);
        item.need.has_bytes = TRUE;
        return item;
    case 'p':
    case 'P':
        skip_property(reader);
        return item;
    case 'D':
    case 'w':
    case 'W':
    case 's':
    case 'S':
    case 'h':
    case 'v':
    case 'n':
    case 't':
    case 'R':
    case 'X':
        return item;
    case 'b':
    case 'B':
    case 'z':
    case 'Z':
        return (Item){.kind = ITEM_NOTHING};
    case 'A':
    case 'G':
        return (Item){.kind = ITEM_NOTHING, .need.is_anchored = TRUE};
    default:
        return lost(reader);
    }
}

/* One member of a class, at @reader->at. Returns: FALSE if it says nothing. */
static gboolean add_member(Reader *reader, guint flags, guint8 bytes[256])
{
    guchar c = (guchar)*reader->at++;
    if (c == '\\') {
        c = (guchar)*reader->at;
        if (c == '\0')
            return FALSE;
        reader->at++;
        if (c == 'd') {
            add_digits(bytes);
            return TRUE;
        }
        if (!g_ascii_ispunct(c)) {
            if (c == 'p' || c == 'P')
                skip_property(reader);
            return FALSE;
        }
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

static Item read_class(Reader *reader, guint flags)
{
    Item item = {.kind = ITEM_OTHER};
    gboolean is_known = TRUE, is_first = TRUE;
    reader->at++;
    if (*reader->at == '^') {
        is_known = FALSE;
        reader->at++;
    }
    while (*reader->at != '\0' && (is_first || *reader->at != ']') && !reader->is_lost) {
        if (*reader->at == '[' && strchr(":.=", reader->at[1]) != NULL)
            return lost(reader);
        if (*reader->at == ']' || (reader->at[0] == '\\' && strchr("QE", reader->at[1]) != NULL))
            return lost(reader); /* legal, but no rule writes it */
        is_known = add_member(reader, flags, item.need.bytes) && is_known;
        is_first = FALSE;
    }
    if (*reader->at != ']')
        return lost(reader);
    reader->at++;
    item.need.has_bytes = is_known;
    return item;
}

/* `i`, `m`, `s` and `-` up to `:` or `)`. Returns: the new flags. */
static guint read_flags(Reader *reader, guint flags)
{
    gboolean on = TRUE;
    for (; *reader->at != ':' && *reader->at != ')'; reader->at++) {
        guint flag = 0;
        if (*reader->at == '-')
            on = FALSE;
        else if (*reader->at == 'i')
            flag = CASELESS;
        else if (*reader->at == 'm')
            flag = MULTILINE;
        else if (*reader->at != 's') {
            reader->is_lost = TRUE;
            return flags;
        }
        flags = on ? flags | flag : flags & ~flag;
    }
    return flags;
}

static Item read_call(Reader *reader)
{
    Item item = {.kind = ITEM_OTHER};
    const char *name = reader->at;
    const char *end = strchr(name, ')');
    const char *text = end == NULL ? NULL
                                   : reader->define(name, (gsize)(end - name), reader->user_data);
    if (text == NULL || ++*reader->n_calls > MAX_CALLS)
        return lost(reader);
    Reader inner = *reader; /* a shared part has the flags of its own text */
    inner.at = text;
    item.need = read_alternatives(&inner, 0);
    if (inner.is_lost || *inner.at != '\0')
        return lost(reader);
    reader->at = end + 1;
    return item;
}

/* Up to the bracket that closes the group. */
static Item read_inside(Reader *reader, guint flags)
{
    Item item = {.kind = ITEM_OTHER};
    item.need = read_alternatives(reader, flags);
    if (*reader->at != ')')
        return lost(reader);
    reader->at++;
    return item;
}

static gboolean skip_prefix(Reader *reader, const char *prefix)
{
    if (!g_str_has_prefix(reader->at, prefix))
        return FALSE;
    reader->at += strlen(prefix);
    return TRUE;
}

static gboolean skip_name(Reader *reader, char end)
{
    const char *found = strchr(reader->at, end);
    if (found != NULL)
        reader->at = found + 1;
    return found != NULL;
}

static Item read_group(Reader *reader, guint *flags)
{
    reader->at++;
    if (*reader->at == '*')
        return lost(reader);
    if (*reader->at != '?')
        return read_inside(reader, *flags);
    reader->at++;
    if (skip_prefix(reader, "=") || skip_prefix(reader, "!") || skip_prefix(reader, "<=") ||
        skip_prefix(reader, "<!")) {
        read_inside(reader, *flags); /* what stands around a match is not in it */
        return (Item){.kind = ITEM_NOTHING};
    }
    if (skip_prefix(reader, "&"))
        return read_call(reader);
    if (skip_prefix(reader, ">"))
        return read_inside(reader, *flags);
    if (skip_prefix(reader, "'"))
        return skip_name(reader, '\'') ? read_inside(reader, *flags) : lost(reader);
    if (skip_prefix(reader, "<"))
        return skip_name(reader, '>') ? read_inside(reader, *flags) : lost(reader);
    guint inside = read_flags(reader, *flags);
    if (reader->is_lost)
        return lost(reader);
    if (*reader->at++ == ':')
        return read_inside(reader, inside);
    *flags = inside;
    return (Item){.kind = ITEM_NOTHING};
}

static Item read_item(Reader *reader, guint *flags)
{
    switch (*reader->at) {
    case '\\':
        return read_escape(reader, *flags);
    case '[':
        return read_class(reader, *flags);
    case '(':
        return read_group(reader, flags);
    case '^':
        reader->at++;
        return (Item){.kind = ITEM_NOTHING, .need.is_anchored = (*flags & MULTILINE) == 0};
    case '$':
        reader->at++;
        return (Item){.kind = ITEM_NOTHING};
    case '.':
        reader->at++;
        return (Item){.kind = ITEM_OTHER};
    case '*':
    case '+':
    case '?':
    case '{':
        return lost(reader);
    default:
        return read_character(reader, *flags);
    }
}

typedef enum { ONCE, OFTEN, OPTIONAL } Times;

static Times read_times(Reader *reader)
{
    Times times = ONCE;
    if (*reader->at == '?' || *reader->at == '*') {
        times = OPTIONAL;
        reader->at++;
    } else if (*reader->at == '+') {
        times = OFTEN;
        reader->at++;
    } else if (*reader->at == '{') {
        const char *end = strchr(reader->at, '}');
        if (end == NULL || !g_ascii_isdigit(reader->at[1]) ||
            strspn(reader->at + 1, "0123456789,") != (gsize)(end - reader->at - 1)) {
            reader->is_lost = TRUE;
            return OPTIONAL;
        }
        times = strtoul(reader->at + 1, NULL, 10) == 0 ? OPTIONAL : OFTEN;
        reader->at = end + 1;
    }
    if (times != ONCE && (*reader->at == '?' || *reader->at == '+'))
        reader->at++;
    return times;
}

/* ---- Sequences and alternatives ---- */

static void keep_literal(AssayNeed *need, const char *literal, guint length)
{
    if (length <= need->n_literal)
        return;
    memcpy(need->literal, literal, length);
    need->n_literal = length;
}

/* What a sequence needs that has an item with the needs @of in it: the rarer of the two. */
static void keep_bytes(AssayNeed *need, const AssayNeed *of)
{
    if (!of->has_bytes || (need->has_bytes && commonness(need->bytes) <= commonness(of->bytes)))
        return;
    need->has_bytes = TRUE;
    memcpy(need->bytes, of->bytes, sizeof need->bytes);
}

static AssayNeed read_sequence(Reader *reader, guint *flags)
{
    AssayNeed need = {0};
    AssayNeed run = {0}; /* the literal that goes on up to here */
    gboolean is_start = TRUE;
    while (*reader->at != '\0' && *reader->at != '|' && *reader->at != ')' && !reader->is_lost) {
        Item item = read_item(reader, flags);
        Times times = reader->is_lost ? OPTIONAL : read_times(reader);
        if (is_start && times == ONCE && item.need.is_anchored)
            need.is_anchored = TRUE;
        is_start = is_start && item.kind == ITEM_NOTHING;
        if (times != OPTIONAL) {
            keep_bytes(&need, &item.need);
            keep_literal(&need, item.need.literal, item.need.n_literal);
        }
        if (item.kind == ITEM_CHARACTER && times != OPTIONAL &&
            run.n_literal < ASSAY_NEED_LITERAL_BYTES)
            run.literal[run.n_literal++] = item.character;
        keep_literal(&need, run.literal, run.n_literal);
        if (item.kind != ITEM_CHARACTER || times != ONCE ||
            run.n_literal == ASSAY_NEED_LITERAL_BYTES)
            run.n_literal = 0;
    }
    return need;
}

static AssayNeed read_alternatives(Reader *reader, guint flags)
{
    AssayNeed all = {0};
    if (++reader->depth > MAX_NESTING) {
        reader->is_lost = TRUE;
        return all;
    }
    all = read_sequence(reader, &flags); /* flags set in one alternative go on in the next */
    while (*reader->at == '|' && !reader->is_lost) {
        reader->at++;
        AssayNeed next = read_sequence(reader, &flags);
        all.is_anchored = all.is_anchored && next.is_anchored;
        all.has_bytes = all.has_bytes && next.has_bytes;
        for (guint i = 0; i < 256; i++)
            all.bytes[i] |= next.bytes[i];
        if (all.n_literal != next.n_literal ||
            memcmp(all.literal, next.literal, all.n_literal) != 0)
            all.n_literal = 0;
    }
    reader->depth--;
    return all;
}

/* Letters of text are frequent, capitals and signs are not: the search for them runs furthest. */
static guint rarest_of(const AssayNeed *need)
{
    static const char order[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ&*/=_|:;()-9876543210.,qzjxkvbywgpfmucdlhrsnioate ";
    guint rarest = 0, best = G_MAXUINT;
    for (guint i = 0; i < need->n_literal; i++) {
        const char *found = strchr(order, need->literal[i]);
        guint place = found == NULL ? 0 : (guint)(found - order);
        if (place < best) {
            best = place;
            rarest = i;
        }
    }
    return rarest;
}

AssayNeed assay_need_find(const char *pattern,
                          const char *(*define)(const char *name, gsize length, gpointer user_data),
                          gpointer user_data)
{
    guint n_calls = 0;
    Reader reader = {.at = pattern, .define = define, .user_data = user_data, .n_calls = &n_calls};
    AssayNeed need = read_alternatives(&reader, 0);
    if (reader.is_lost || *reader.at != '\0')
        return (AssayNeed){0};
    need.rarest = rarest_of(&need);
    return need;
}

/* memmem() in GLibc 2.36 looks at every byte of the text; memchr() at a vector of them. */
static gboolean has_literal(const AssayNeed *need, AssaySlice text)
{
    if (text.length < need->n_literal)
        return FALSE;
    const char *at = text.data + need->rarest;
    const char *end = text.data + text.length - need->n_literal + need->rarest + 1;
    while (at < end && (at = memchr(at, need->literal[need->rarest], (gsize)(end - at))) != NULL) {
        if (memcmp(at - need->rarest, need->literal, need->n_literal) == 0)
            return TRUE;
        at++;
    }
    return FALSE;
}

gboolean assay_need_is_met(const AssayNeed *need, AssaySlice text)
{
    if (need->n_literal > 0)
        return has_literal(need, text);
    if (!need->has_bytes)
        return TRUE;
    for (gsize i = 0; i < text.length; i++)
        if (need->bytes[(guchar)text.data[i]] != 0)
            return TRUE;
    return FALSE;
}

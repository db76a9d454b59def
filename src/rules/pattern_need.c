/* pattern_need.c: see pattern_need.h. Source: pcre2pattern(3).
 *
 * A recursive reader of the syntax that rule sets use: alternatives of sequences of items. It
 * recurs on the nesting of a rule's own text, to MAX_NESTING. */
#include <string.h>

#include "base/bytes16.h"
#include "rules/pattern_item.h"

#define MAX_NESTING 24u
/* Shared parts read for one pattern: parts that use parts that use parts are read again each time,
 * and such patterns are tried at few places anyway. */
#define MAX_CALLS   16u
/* Lengths are not counted any further. */
#define MAX_LENGTH  100000u

/* ASCII of a set, by word. */
#define BIT(c)  ((guint64)1 << ((c) % 64))
#define DIGITS  ((guint64)0x3FF << '0')
#define LETTERS ((guint64)0x3FFFFFF << ('a' % 64)) /* small ones, in the second word */

static AssayNeed read_alternatives(AssayPatternReader *reader, guint flags);

/* How likely a text holds one of @bytes, for comparing sets: a space or a small letter most, then
 * what ends sentences, other signs and capitals, digits, and least what is beyond ASCII. */
static guint commonness(const AssayByteSet *bytes)
{
    static const struct {
        guint64 words[2];
        guint weight;
    } kinds[] = {
        {{BIT(' '), LETTERS}, 5000},
        {{BIT('.') | BIT(','), 0}, 1000},
        {{DIGITS, 0}, 20},
        {{~(BIT(' ') | BIT('.') | BIT(',') | DIGITS), ~LETTERS}, 100},
    };
    guint sum = (guint)(__builtin_popcountll(bytes->words[2]) +
                        __builtin_popcountll(bytes->words[3])); /* all of them: 128 */
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        for (guint j = 0; j < 2; j++)
            sum += kinds[i].weight *
                   (guint)__builtin_popcountll(bytes->words[j] & kinds[i].words[j]);
    return sum;
}

static void add_set(AssayByteSet *bytes, const AssayByteSet *others)
{
    for (guint i = 0; i < G_N_ELEMENTS(bytes->words); i++)
        bytes->words[i] |= others->words[i];
}

/* ---- Groups ---- */

/* `i`, `m`, `s` and `-` up to `:` or `)`. Returns: the new flags. */
static guint read_flags(AssayPatternReader *reader, guint flags)
{
    gboolean on = TRUE;
    for (; *reader->at != ':' && *reader->at != ')'; reader->at++) {
        guint flag = 0;
        if (*reader->at == '-')
            on = FALSE;
        else if (*reader->at == 'i')
            flag = ASSAY_ITEM_CASELESS;
        else if (*reader->at == 'm')
            flag = ASSAY_ITEM_MULTILINE;
        else if (*reader->at != 's') {
            reader->is_lost = TRUE;
            return flags;
        }
        flags = on ? flags | flag : flags & ~flag;
    }
    return flags;
}

static AssayItem read_call(AssayPatternReader *reader)
{
    AssayItem item = {.kind = ASSAY_ITEM_OTHER};
    const char *name = reader->at;
    const char *end = strchr(name, ')');
    const char *text = end == NULL ? NULL
                                   : reader->define(name, (gsize)(end - name), reader->user_data);
    if (text == NULL || ++*reader->n_calls > MAX_CALLS)
        return assay_item_lost(reader);
    AssayPatternReader inner = *reader; /* a shared part has the flags of its own text */
    inner.at = text;
    item.need = read_alternatives(&inner, 0);
    if (inner.is_lost || *inner.at != '\0')
        return assay_item_lost(reader);
    reader->at = end + 1;
    return item;
}

/* Up to the bracket that closes the group. */
static AssayItem read_inside(AssayPatternReader *reader, guint flags)
{
    AssayItem item = {.kind = ASSAY_ITEM_OTHER};
    item.need = read_alternatives(reader, flags);
    if (*reader->at != ')')
        return assay_item_lost(reader);
    reader->at++;
    return item;
}

static gboolean skip_prefix(AssayPatternReader *reader, const char *prefix)
{
    if (!g_str_has_prefix(reader->at, prefix))
        return FALSE;
    reader->at += strlen(prefix);
    return TRUE;
}

static gboolean skip_name(AssayPatternReader *reader, char end)
{
    const char *found = strchr(reader->at, end);
    if (found != NULL)
        reader->at = found + 1;
    return found != NULL;
}

/* How long a text is, at most, of which @longest characters and its end are known. `$` matches
 * before a line break at the end, too. */
static guint bound_of(guint longest)
{
    return longest == ASSAY_NEED_UNBOUNDED ? 0 : longest + 1;
}

/* What stands behind a place is not in the match; but if it is all the rest of the text, that is as
 * long. */
static AssayItem read_lookahead(AssayPatternReader *reader, guint flags)
{
    AssayItem inside = read_inside(reader, flags), item = {.kind = ASSAY_ITEM_NOTHING};
    if (!reader->is_lost && inside.need.ends_text)
        item.need.text_longest = bound_of(inside.need.longest);
    return item;
}

static AssayItem read_group(AssayPatternReader *reader, guint *flags)
{
    reader->at++;
    if (*reader->at == '*')
        return assay_item_lost(reader);
    if (*reader->at != '?')
        return read_inside(reader, *flags);
    reader->at++;
    if (skip_prefix(reader, "="))
        return read_lookahead(reader, *flags);
    if (skip_prefix(reader, "!") || skip_prefix(reader, "<=") || skip_prefix(reader, "<!")) {
        read_inside(reader, *flags); /* what stands around a match is not in it */
        return (AssayItem){.kind = ASSAY_ITEM_NOTHING};
    }
    if (skip_prefix(reader, "&"))
        return read_call(reader);
    if (skip_prefix(reader, ">"))
        return read_inside(reader, *flags);
    if (skip_prefix(reader, "'"))
        return skip_name(reader, '\'') ? read_inside(reader, *flags) : assay_item_lost(reader);
    if (skip_prefix(reader, "<"))
        return skip_name(reader, '>') ? read_inside(reader, *flags) : assay_item_lost(reader);
    guint inside = read_flags(reader, *flags);
    if (reader->is_lost)
        return assay_item_lost(reader);
    if (*reader->at++ == ':')
        return read_inside(reader, inside);
    *flags = inside;
    return (AssayItem){.kind = ASSAY_ITEM_NOTHING};
}

static AssayItem read_item(AssayPatternReader *reader, guint *flags)
{
    switch (*reader->at) {
    case '\\':
        return assay_item_read_escape(reader, *flags);
    case '[':
        return assay_item_read_class(reader, *flags);
    case '(':
        return read_group(reader, flags);
    case '^':
        reader->at++;
        return (AssayItem){.kind = ASSAY_ITEM_NOTHING,
                           .need.is_anchored = (*flags & ASSAY_ITEM_MULTILINE) == 0};
    case '$':
        reader->at++;
        return (AssayItem){.kind = ASSAY_ITEM_NOTHING,
                           .need.ends_text = (*flags & ASSAY_ITEM_MULTILINE) == 0};
    case '.':
        return assay_item_read_any(reader);
    case '*':
    case '+':
    case '?':
    case '{':
        return assay_item_lost(reader);
    default:
        return assay_item_read_character(reader, *flags);
    }
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
    if (!of->has_bytes || (need->has_bytes && commonness(&need->bytes) <= commonness(&of->bytes)))
        return;
    need->has_bytes = TRUE;
    need->bytes = of->bytes;
}

static void add_first(AssayNeed *need, const AssayNeed *of)
{
    need->has_first = need->has_first && of->has_first;
    add_set(&need->first, &of->first);
}

/* The lower of two bounds on the length of a text, as they are written in AssayNeed. */
static guint lower_bound(guint a, guint b)
{
    if (a == 0 || b == 0)
        return MAX(a, b);
    return MIN(a, b);
}

/* An item with the needs @of stands behind what @need is of. */
static void append(AssayNeed *need, const AssayItem *item, AssayItemTimes times)
{
    const AssayNeed *of = &item->need;
    if (item->kind == ASSAY_ITEM_NOTHING) {
        need->ends_text = need->ends_text || (of->ends_text && times.least > 0);
        return;
    }
    need->ends_text = of->ends_text && times.least > 0;
    if (need->shortest == 0) /* a match may begin here */
        add_first(need, of);
    guint64 shortest = need->shortest + (guint64)times.least * of->shortest;
    need->shortest = (guint)MIN(shortest, MAX_LENGTH);
    guint64 longest = need->longest + (guint64)times.most * of->longest;
    need->longest = longest > MAX_LENGTH ? ASSAY_NEED_UNBOUNDED : (guint)longest;
    if (times.least == 0)
        return;
    keep_bytes(need, of);
    keep_literal(need, of->literal, of->n_literal);
}

static AssayNeed read_sequence(AssayPatternReader *reader, guint *flags)
{
    AssayNeed need = {.has_first = TRUE}; /* of nothing: it can begin with nothing */
    AssayNeed run = {0};                  /* the literal that goes on up to here */
    gboolean is_start = TRUE;
    while (*reader->at != '\0' && *reader->at != '|' && *reader->at != ')' && !reader->is_lost) {
        AssayItem item = read_item(reader, flags);
        AssayItemTimes times = {0, 1};
        if (!reader->is_lost)
            times = assay_item_read_times(reader);
        gboolean is_once = times.least == 1 && times.most == 1;
        need.is_anchored = need.is_anchored || (is_start && is_once && item.need.is_anchored);
        if (is_start && is_once)
            need.text_longest = lower_bound(need.text_longest, item.need.text_longest);
        is_start = is_start && item.kind == ASSAY_ITEM_NOTHING;
        append(&need, &item, times);
        if (item.kind == ASSAY_ITEM_CHARACTER && times.least > 0 &&
            run.n_literal < ASSAY_NEED_LITERAL_BYTES)
            run.literal[run.n_literal++] = item.character;
        keep_literal(&need, run.literal, run.n_literal);
        if (item.kind != ASSAY_ITEM_CHARACTER || !is_once ||
            run.n_literal == ASSAY_NEED_LITERAL_BYTES)
            run.n_literal = 0;
    }
    return need;
}

/* @need is of one alternative, @other of another: what both need. */
static void keep_common(AssayNeed *need, const AssayNeed *other)
{
    need->is_anchored = need->is_anchored && other->is_anchored;
    need->shortest = MIN(need->shortest, other->shortest);
    need->longest = MAX(need->longest, other->longest);
    need->ends_text = need->ends_text && other->ends_text;
    need->text_longest = need->text_longest == 0 || other->text_longest == 0
                             ? 0
                             : MAX(need->text_longest, other->text_longest);
    add_first(need, other);
    need->has_bytes = need->has_bytes && other->has_bytes;
    add_set(&need->bytes, &other->bytes);
    if (need->n_literal != other->n_literal ||
        memcmp(need->literal, other->literal, need->n_literal) != 0)
        need->n_literal = 0;
}

static AssayNeed read_alternatives(AssayPatternReader *reader, guint flags)
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
        keep_common(&all, &next);
    }
    reader->depth--;
    return all;
}

/* ---- What is said in the end ---- */

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

static void set_ranges(AssayNeed *need)
{
    guint n = 0;
    for (guint i = 0; i < 256; i++) {
        if (!assay_byte_set_has(&need->bytes, (guint8)i) ||
            (i > 0 && assay_byte_set_has(&need->bytes, (guint8)(i - 1))))
            continue;
        guint last = i;
        while (last < 255 && assay_byte_set_has(&need->bytes, (guint8)(last + 1)))
            last++;
        if (n == ASSAY_NEED_RANGES)
            return;
        need->lowest[n] = (guint8)i;
        need->width[n++] = (guint8)(last - i);
    }
    need->has_ranges = n > 0;
    for (; n > 0 && n < ASSAY_NEED_RANGES; n++) { /* the last one again */
        need->lowest[n] = need->lowest[n - 1];
        need->width[n] = need->width[n - 1];
    }
}

AssayNeed assay_need_find(const char *pattern,
                          const char *(*define)(const char *name, gsize length, gpointer user_data),
                          gpointer user_data)
{
    guint n_calls = 0;
    AssayPatternReader reader = {
        .at = pattern, .define = define, .user_data = user_data, .n_calls = &n_calls};
    AssayNeed need = read_alternatives(&reader, 0);
    if (reader.is_lost || *reader.at != '\0')
        return (AssayNeed){.longest = ASSAY_NEED_UNBOUNDED};
    need.rarest = rarest_of(&need);
    need.has_first = need.has_first && need.shortest > 0;
    set_ranges(&need);
    return need;
}

void assay_need_fit(AssayNeed *need, gboolean at_start, gboolean at_end)
{
    need->is_anchored = need->is_anchored || at_start;
    need->has_first = need->has_first && need->is_anchored;
    if (at_end || need->ends_text)
        need->text_longest = lower_bound(need->text_longest, bound_of(need->longest));
    if (!need->is_anchored)
        need->text_longest = 0;
}

/* memmem() in GLibc 2.36 looks at every byte of the text; memchr() at a vector of them. */
gsize assay_need_next(const AssayNeed *need, AssaySlice text, gsize start)
{
    if (need->n_literal == 0)
        return start;
    if (text.length < start + need->n_literal)
        return text.length;
    const char *at = text.data + start + need->rarest;
    const char *end = text.data + text.length - need->n_literal + need->rarest + 1;
    while (at < end && (at = memchr(at, need->literal[need->rarest], (gsize)(end - at))) != NULL) {
        if (memcmp(at - need->rarest, need->literal, need->n_literal) == 0)
            return (gsize)(at - need->rarest - text.data);
        at++;
    }
    return text.length;
}

gboolean assay_need_has_byte(const AssayNeed *need, AssaySlice text)
{
    if (!need->has_bytes)
        return TRUE;
    gsize at = 0;
    AssayBytes16 zero = {0}, low = zero + need->lowest[0], low_width = zero + need->width[0];
    AssayBytes16 high = zero + need->lowest[1], high_width = zero + need->width[1];
    for (; need->has_ranges && at + ASSAY_BYTES16 <= text.length; at += ASSAY_BYTES16) {
        AssayBytes16 bytes = assay_bytes16(text.data + at);
        AssayBytes16 is_low = (AssayBytes16)((AssayBytes16)(bytes - low) <= low_width);
        AssayBytes16 is_high = (AssayBytes16)((AssayBytes16)(bytes - high) <= high_width);
        if (assay_bytes16_any(is_low | is_high))
            return TRUE;
    }
    while (at < text.length && !assay_byte_set_has(&need->bytes, (guint8)text.data[at]))
        at++;
    return at < text.length;
}

gboolean assay_need_is_met(const AssayNeed *need, AssaySlice text)
{
    if (!assay_need_allows(need, text))
        return FALSE;
    if (need->is_anchored) /* tried at one place, and sooner than anything is looked for */
        return TRUE;
    return need->n_literal > 0 ? assay_need_next(need, text, 0) < text.length
                               : assay_need_has_byte(need, text);
}

/* pattern.c: see pattern.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/pattern.h"

#include <pcre2.h>
#include <string.h>

#include "base/bytes16.h"
#include "base/limits.h"
#include "rules/pattern_need.h"

/* JIT code runs on 32 KB of the machine's stack. Where that is too little the match is run again
 * on a heap stack of at most this size; 1 MB is what the largest real section needed, twice. */
#define JIT_STACK_START_BYTES ((gsize)64 * 1024)
#define JIT_STACK_LIMIT_BYTES ((gsize)1024 * 1024)
/* Heap of the interpreter, used where there is no JIT: PCRE2 counts in KiB. */
#define HEAP_LIMIT_KIB        32768u
#define MESSAGE_BYTES         256

struct AssayPattern {
    pcre2_code *code; /* owned */
    char *text;       /* owned; as written */
    AssayNeed need;   /* as it fits the anchors */
    gsize *is_jitted; /* owned; for g_once_init: machine code is made for the first match */
};

typedef struct {
    char *name, *text;
} Define;

struct AssayDefines {
    GArray *items; /* of Define, owning their strings */
};

struct AssayMatcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack; /* NULL until a match needs it */
    int n_ranges;           /* of the last match: groups set, plus one */
};

static void define_clear(gpointer item)
{
    Define *define = item;
    g_free(define->name);
    g_free(define->text);
}

AssayDefines *assay_defines_new(void)
{
    AssayDefines *defines = g_new0(AssayDefines, 1);
    defines->items = g_array_new(FALSE, TRUE, sizeof(Define));
    g_array_set_clear_func(defines->items, define_clear);
    return defines;
}

void assay_defines_free(AssayDefines *defines)
{
    if (defines == NULL)
        return;
    g_array_unref(defines->items);
    g_free(defines);
}

gboolean assay_defines_add(AssayDefines *defines, const char *name, const char *text)
{
    for (guint i = 0; i < defines->items->len; i++)
        if (strcmp(g_array_index(defines->items, Define, i).name, name) == 0)
            return FALSE;
    Define define = {g_strdup(name), g_strdup(text)};
    g_array_append_val(defines->items, define);
    return TRUE;
}

static const Define *find_define(const AssayDefines *defines, const char *name, gsize length)
{
    for (guint i = 0; i < defines->items->len; i++) {
        const Define *define = &g_array_index(defines->items, Define, i);
        if (strlen(define->name) == length && memcmp(define->name, name, length) == 0)
            return define;
    }
    return NULL;
}

/* The parts that @text calls go to the end of @prefix, unless they were taken before. */
static void add_called(const AssayDefines *defines, const char *text, GString *prefix,
                       GHashTable *taken)
{
    for (const char *call = strstr(text, "(?&"); call != NULL; call = strstr(call, "(?&")) {
        call += strlen("(?&");
        const Define *define = find_define(defines, call, strcspn(call, ")"));
        if (define == NULL || !g_hash_table_add(taken, define->name))
            continue;
        g_string_append_printf(prefix, "(?'%s'%s)", define->name, define->text);
    }
}

/* Only what is used is put in front: every piece costs compiling, for each pattern again. */
static char *defines_used(const AssayDefines *defines, const char *text)
{
    if (defines == NULL || strstr(text, "(?&") == NULL)
        return g_strdup("");
    GString *prefix = g_string_new("(?(DEFINE)");
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    add_called(defines, text, prefix, taken);
    for (gsize seen = 0; seen < prefix->len;) { /* what was taken calls others */
        g_autofree char *calling = g_strdup(prefix->str + seen);
        seen = prefix->len;
        add_called(defines, calling, prefix, taken);
    }
    g_string_append_c(prefix, ')');
    return g_string_free(prefix, FALSE);
}

/* The text of a shared part, for assay_need_find. */
static const char *define_called(const char *name, gsize length, gpointer user_data)
{
    const AssayDefines *defines = user_data;
    const Define *define = defines != NULL ? find_define(defines, name, length) : NULL;
    return define != NULL ? define->text : NULL;
}

AssayPattern *assay_pattern_new(const char *text, const AssayDefines *defines, guint anchor,
                                char **ret_message)
{
    g_autofree char *prefix = defines_used(defines, text);
    g_autofree char *whole = g_strconcat(prefix, text, NULL);
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C;
    if (anchor & ASSAY_PATTERN_AT_END)
        options |= PCRE2_ENDANCHORED;
    AssayNeed need = assay_need_find(text, define_called, (gpointer)(gsize)defines);
    assay_need_fit(&need, (anchor & ASSAY_PATTERN_AT_START) != 0,
                   (anchor & ASSAY_PATTERN_AT_END) != 0);
    /* A pattern that is tried at one place only needs no help to find the place; PCRE2 would look
     * through the whole text for its last letter before it tries. */
    if (need.is_anchored)
        options |= PCRE2_ANCHORED | PCRE2_NO_START_OPTIMIZE;
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)whole, PCRE2_ZERO_TERMINATED, options, &error,
                                     &offset, NULL);
    if (code == NULL) {
        PCRE2_UCHAR message[MESSAGE_BYTES] = "unknown";
        pcre2_get_error_message(error, message, sizeof message);
        gsize prefix_length = strlen(prefix);
        if (offset < prefix_length)
            *ret_message = g_strdup_printf("in a shared part that it uses: %s", (char *)message);
        else
            *ret_message = g_strdup_printf("at byte %zu of the pattern: %s",
                                           (size_t)(offset - prefix_length), (char *)message);
        return NULL;
    }
    AssayPattern *pattern = g_new0(AssayPattern, 1);
    pattern->code = code;
    pattern->text = g_strdup(text);
    pattern->is_jitted = g_new0(gsize, 1);
    pattern->need = need;
    return pattern;
}

void assay_pattern_free(AssayPattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_code_free(pattern->code);
    g_free(pattern->text);
    g_free(pattern->is_jitted);
    g_free(pattern);
}

const char *assay_pattern_text(const AssayPattern *pattern)
{
    return pattern->text;
}

guint assay_pattern_n_groups(const AssayPattern *pattern)
{
    uint32_t count = 0;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

guint assay_pattern_groups(const AssayPattern *pattern, const char *name, guint *ret_numbers,
                           guint capacity)
{
    PCRE2_SPTR first = NULL, last = NULL;
    int entry_size = pcre2_substring_nametable_scan(pattern->code, (PCRE2_SPTR)name, &first, &last);
    if (entry_size <= 0)
        return 0;
    guint n = 0;
    for (PCRE2_SPTR entry = first; entry <= last && n < capacity; entry += entry_size)
        ret_numbers[n++] = (guint)(entry[0] << 8 | entry[1]);
    return n;
}

AssayMatcher *assay_matcher_new(guint n_groups)
{
    AssayMatcher *matcher = g_new0(AssayMatcher, 1);
    matcher->data = pcre2_match_data_create(n_groups + 1, NULL);
    matcher->context = pcre2_match_context_create(NULL);
    g_assert(matcher->data != NULL && matcher->context != NULL);
    pcre2_set_match_limit(matcher->context, ASSAY_LIMIT_MATCH);
    pcre2_set_depth_limit(matcher->context, ASSAY_LIMIT_MATCH_DEPTH);
    pcre2_set_heap_limit(matcher->context, HEAP_LIMIT_KIB);
    return matcher;
}

void assay_matcher_free(AssayMatcher *matcher)
{
    if (matcher == NULL)
        return;
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    pcre2_jit_stack_free(matcher->stack);
    g_free(matcher);
}

/* Most patterns of a rule set are never asked of a capture, and machine code costs more than all
 * the rest of loading. Without JIT (another machine, no executable memory) the interpreter gives
 * the same. */
static void make_ready(const AssayPattern *pattern)
{
    if (!g_once_init_enter(pattern->is_jitted))
        return;
    (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    g_once_init_leave(pattern->is_jitted, 1);
}

gboolean assay_pattern_allows(const AssayPattern *pattern, AssaySlice text)
{
    const AssayNeed *need = &pattern->need;
    return assay_need_allows(need, text) &&
           (need->n_literal > 0 || assay_need_has_byte(need, text));
}

gsize assay_pattern_next(const AssayPattern *pattern, AssaySlice text, gsize start)
{
    return assay_need_next(&pattern->need, text, start);
}

AssayPatternResult assay_pattern_match(const AssayPattern *pattern, AssayMatcher *matcher,
                                       AssaySlice text, gsize start)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.data == NULL ? "" : text.data);
    if (start > text.length)
        return ASSAY_PATTERN_NO;
    if (!assay_need_is_met(&pattern->need, assay_slice_sub(text, start, text.length))) {
        matcher->n_ranges = 0;
        return ASSAY_PATTERN_NO;
    }
    make_ready(pattern);
    int n = pcre2_match(pattern->code, subject, text.length, start, PCRE2_NO_UTF_CHECK,
                        matcher->data, matcher->context);
    if (n == PCRE2_ERROR_JIT_STACKLIMIT && matcher->stack == NULL) {
        matcher->stack = pcre2_jit_stack_create(JIT_STACK_START_BYTES, JIT_STACK_LIMIT_BYTES, NULL);
        if (matcher->stack != NULL) {
            pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
            n = pcre2_match(pattern->code, subject, text.length, start, PCRE2_NO_UTF_CHECK,
                            matcher->data, matcher->context);
        }
    }
    matcher->n_ranges = MAX(n, 0);
    if (n > 0)
        return ASSAY_PATTERN_YES;
    /* 0: the ranges did not fit, which assay_matcher_new's caller rules out. */
    g_assert(n != 0);
    return n == PCRE2_ERROR_NOMATCH ? ASSAY_PATTERN_NO : ASSAY_PATTERN_LIMIT;
}

gboolean assay_matcher_range(const AssayMatcher *matcher, guint number, gsize *ret_start,
                             gsize *ret_end)
{
    if ((int)number >= matcher->n_ranges)
        return FALSE;
    const PCRE2_SIZE *ranges = pcre2_get_ovector_pointer(matcher->data);
    gsize start = ranges[2 * number], end = ranges[2 * number + 1];
    if (start == PCRE2_UNSET || start > end) /* \K in a lookahead turns a range round */
        return FALSE;
    *ret_start = start;
    *ret_end = end;
    return TRUE;
}

gboolean assay_text_is_valid(AssaySlice text)
{
    gsize i = 0;
    while (i < text.length) {
        for (; i + 4 * ASSAY_BYTES16 <= text.length; i += 4 * ASSAY_BYTES16) {
            const char *at = text.data + i;
            AssayBytes16 bytes = assay_bytes16(at) | assay_bytes16(at + ASSAY_BYTES16) |
                                 assay_bytes16(at + 2 * ASSAY_BYTES16) |
                                 assay_bytes16(at + 3 * ASSAY_BYTES16);
            if (assay_bytes16_any(bytes & 0x80))
                break;
        }
        guint64 word;
        while (i + sizeof word <= text.length) {
            memcpy(&word, text.data + i, sizeof word);
            if ((word & G_GUINT64_CONSTANT(0x8080808080808080)) != 0)
                break;
            i += sizeof word;
        }
        /* One character at a time until the words are ASCII again. */
        gsize stop = MIN(i + sizeof word, text.length);
        while (i < stop) {
            if ((guchar)text.data[i] < 0x80) {
                i++;
                continue;
            }
            gunichar c = g_utf8_get_char_validated(text.data + i, (gssize)(text.length - i));
            if (c >= (gunichar)-2)
                return FALSE;
            i += (gsize)g_utf8_skip[(guchar)text.data[i]];
        }
    }
    return TRUE;
}

/* words.c: see words.h. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), over
 * words, after what both begin and end with is set aside. */
#include "diff/words.h"

#include <string.h>

#include "base/slice.h"

/* Words added and removed, together, that are looked for; two texts that share less are shown as
 * replaced. Memory is its square. */
#define MAX_EDITS 600

/* Code points from here on are written without spaces between words. */
#define FIRST_UNSPACED 0x2E80u

typedef struct {
    const char *text;
    guint length;
    gboolean space; /* follows */
} Word;

static GArray *split(const char *text)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
    while (*text != '\0') {
        Word word = {text, 0, FALSE};
        const char *at = text;
        while (*at != '\0' && *at != ' ') {
            gboolean unspaced = g_utf8_get_char(at) >= FIRST_UNSPACED;
            if (unspaced && at > text)
                break;
            at = assay_utf8_next(at);
            if (unspaced)
                break;
        }
        word.length = (guint)(at - text);
        word.space = *at == ' ';
        g_array_append_val(words, word);
        text = at + (*at == ' ' ? 1 : 0);
    }
    return words;
}

static const Word *word_at(const GArray *words, gsize i)
{
    return &g_array_index(words, Word, i);
}

static gboolean is_same(const GArray *a, gsize i, const GArray *b, gsize j)
{
    const Word *x = word_at(a, i), *y = word_at(b, j);
    return x->length == y->length && memcmp(x->text, y->text, x->length) == 0;
}

/* What is compared: words [start, a_end) of a, [start, b_end) of b. */
typedef struct {
    const GArray *a, *b;
    int start, n, m;   /* words between the common ends */
    GPtrArray *rounds; /* of int*: furthest x on each diagonal, before each round */
} Middle;

/* How far into a the best path on diagonal @k comes in round @d, given the round before. */
static int furthest(const Middle *middle, const int *v, int d, int k)
{
    int x = k == -d || (k != d && v[k - 1] < v[k + 1]) ? v[k + 1] : v[k - 1] + 1;
    gsize start = (gsize)middle->start;
    while (x < middle->n && x - k < middle->m &&
           is_same(middle->a, start + (gsize)x, middle->b, start + (gsize)(x - k)))
        x++;
    return x;
}

/* Returns: the number of edits, or -1 if there are too many. */
static int search(Middle *middle)
{
    int max = MIN(middle->n + middle->m, MAX_EDITS);
    g_autofree int *store = g_new0(int, 2 * (gsize)max + 3);
    int *v = store + max + 1;
    for (int d = 0; d <= max; d++) {
        int *copy = g_new(int, 2 * (gsize)d + 3); /* diagonals -d-1 to d+1 */
        memcpy(copy, v - d - 1, (2 * (gsize)d + 3) * sizeof(int));
        g_ptr_array_add(middle->rounds, copy);
        for (int k = -d; k <= d; k += 2) {
            /* Beyond either text there is nothing to find. */
            v[k] = furthest(middle, v, d, k);
            if (v[k] >= middle->n && v[k] - k >= middle->m)
                return d;
        }
    }
    return -1;
}

/* Marks the words that both have, from the last round back. */
static void trace_back(const Middle *middle, int d, gboolean *a_common, gboolean *b_common)
{
    int x = middle->n, y = middle->m;
    for (; d >= 0; d--) {
        const int *v = (const int *)g_ptr_array_index(middle->rounds, (guint)d) + d + 1;
        int k = x - y;
        int before = k == -d || (k != d && v[k - 1] < v[k + 1]) ? k + 1 : k - 1;
        int x_before = d == 0 ? 0 : v[before], y_before = d == 0 ? 0 : v[before] - before;
        while (x > x_before && y > y_before) {
            a_common[middle->start + --x] = TRUE;
            b_common[middle->start + --y] = TRUE;
        }
        x = x_before;
        y = y_before;
    }
}

static void mark_common(const GArray *a, const GArray *b, gboolean *a_common, gboolean *b_common)
{
    guint start = 0, end = 0, n = MIN(a->len, b->len);
    while (start < n && is_same(a, start, b, start))
        start++;
    while (end < n - start && is_same(a, a->len - 1 - end, b, b->len - 1 - end))
        end++;
    for (guint i = 0; i < start; i++)
        a_common[i] = b_common[i] = TRUE;
    for (guint i = 1; i <= end; i++)
        a_common[a->len - i] = b_common[b->len - i] = TRUE;
    g_autoptr(GPtrArray) rounds = g_ptr_array_new_with_free_func(g_free);
    Middle middle = {a,     b, (int)start, (int)(a->len - start - end), (int)(b->len - start - end),
                     rounds};
    int d = middle.n > 0 && middle.m > 0 ? search(&middle) : -1;
    if (d >= 0)
        trace_back(&middle, d, a_common, b_common);
}

/* Adds the run of words from @i on that are all common or all not; returns the first after it. */
static guint add_run(GArray *runs, const GArray *words, const gboolean *common, guint i,
                     AssayWordsSide side)
{
    const Word *first = word_at(words, i);
    guint end = i;
    while (end < words->len && common[end] == common[i])
        end++;
    const Word *last = word_at(words, end - 1);
    AssayWordRun run = {side, first->text, (gsize)(last->text - first->text) + last->length,
                        last->space};
    g_array_append_val(runs, run);
    return end;
}

GArray *assay_words_compare(const char *old_text, const char *new_text)
{
    g_autoptr(GArray) a = split(old_text), b = split(new_text);
    g_autofree gboolean *a_common = g_new0(gboolean, a->len + 1);
    g_autofree gboolean *b_common = g_new0(gboolean, b->len + 1);
    mark_common(a, b, a_common, b_common);
    GArray *runs = g_array_new(FALSE, FALSE, sizeof(AssayWordRun));
    for (guint i = 0, j = 0; i < a->len || j < b->len;) {
        if (i < a->len && !a_common[i])
            i = add_run(runs, a, a_common, i, ASSAY_WORDS_OLD);
        if (j < b->len && !b_common[j])
            j = add_run(runs, b, b_common, j, ASSAY_WORDS_NEW);
        while (i < a->len && j < b->len && a_common[i] && b_common[j]) {
            guint from = j;
            while (i < a->len && j < b->len && a_common[i] && b_common[j]) {
                i++;
                j++;
            }
            const Word *first = word_at(b, from), *last = word_at(b, j - 1);
            AssayWordRun run = {ASSAY_WORDS_BOTH, first->text,
                                (gsize)(last->text - first->text) + last->length, last->space};
            g_array_append_val(runs, run);
        }
    }
    return runs;
}

gboolean assay_words_is_prose(const char *old_text, const char *new_text)
{
    const char *texts[] = {old_text, new_text};
    for (guint i = 0; i < 2; i++) {
        guint n_words = 0;
        for (const char *at = texts[i]; *at != '\0' && n_words < 4; at++)
            n_words += *at == ' ' || (guchar)*at >= 0xE3 ? 1 : 0;
        if (n_words < 4 && i == 0 && strlen(old_text) >= strlen(new_text))
            return FALSE;
        if (n_words >= 4)
            return TRUE;
    }
    return FALSE;
}

/* instance.c: see instance.h. */
#include "rules/instance.h"

#include <string.h>

#define MARK_OPEN  "⟨"
#define MARK_CLOSE "⟩"

struct AssayInstance {
    guint number;     /* from 1 */
    GString *text;    /* owned: the value as the record has it, with marks put in */
    GArray *pieces;   /* owned; of AssayPiece, rising: where the text stands in the document */
    GArray *marks;    /* owned; of AssayRange in `text`, in no order */
    GPtrArray *tails; /* of const char*, borrowed from the rule set: what has a value */
    AssaySpan span;   /* of the whole; the place of everything if there are no pieces */
};

struct AssayInstances {
    GHashTable *by_repeat; /* owned; name to GPtrArray of AssayInstance */
};

static void free_instance(gpointer data)
{
    AssayInstance *instance = data;
    g_string_free(instance->text, TRUE);
    g_array_unref(instance->pieces);
    g_array_unref(instance->marks);
    g_ptr_array_unref(instance->tails);
    g_free(instance);
}

static void free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

AssayInstances *assay_instances_new(void)
{
    AssayInstances *instances = g_new0(AssayInstances, 1);
    instances->by_repeat = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_list);
    return instances;
}

void assay_instances_free(AssayInstances *instances)
{
    if (instances == NULL)
        return;
    g_hash_table_unref(instances->by_repeat);
    g_free(instances);
}

/* ---- Marks ---- */

/* Cut @start to @end out of the pieces; what lies behind moves by what the mark is longer. */
static void cut_pieces(AssayInstance *instance, gsize start, gsize end, gsize mark_length)
{
    g_autoptr(GArray) old = instance->pieces;
    instance->pieces = g_array_sized_new(FALSE, TRUE, sizeof(AssayPiece), old->len + 1);
    for (guint i = 0; i < old->len; i++) {
        const AssayPiece piece = g_array_index(old, AssayPiece, i);
        AssayPiece left = piece, right = piece;
        left.end = MIN(piece.end, start);
        left.open_end = piece.open_end && piece.end <= start;
        right.start = MAX(piece.start, end);
        if (left.start < left.end)
            g_array_append_val(instance->pieces, left);
        if (right.start >= right.end)
            continue;
        right.in_buffer += right.start - piece.start;
        right.start = right.start - end + start + mark_length;
        right.end = right.end - end + start + mark_length;
        g_array_append_val(instance->pieces, right);
    }
}

static void put_mark(AssayInstance *instance, gsize start, gsize end, const char *tail)
{
    const char *name = tail + strspn(tail, "/@");
    g_autofree char *mark = g_strconcat(MARK_OPEN, name, MARK_CLOSE, NULL);
    gsize length = strlen(mark);
    g_string_erase(instance->text, (gssize)start, (gssize)(end - start));
    g_string_insert(instance->text, (gssize)start, mark);
    cut_pieces(instance, start, end, length);
    for (guint i = 0; i < instance->marks->len; i++) {
        AssayRange *other = &g_array_index(instance->marks, AssayRange, i);
        if (other->start < end)
            continue;
        other->start = other->start - end + start + length;
        other->end = other->end - end + start + length;
    }
    AssayRange range = {start, start + length};
    g_array_append_val(instance->marks, range);
}

typedef struct {
    gsize start, end;
    const char *tail;
} Taking;

static int compare_takings(gconstpointer a, gconstpointer b)
{
    const Taking *left = a, *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end < right->end) - (left->end > right->end);
}

/* From the last to the first, so that places stay; what lies within another is part of it. */
static void put_marks(AssayInstance *instance, GArray *takings)
{
    g_array_sort(takings, compare_takings);
    guint n = 0;
    gsize reached = 0;
    for (guint i = 0; i < takings->len; i++) {
        Taking taking = g_array_index(takings, Taking, i);
        if (taking.start >= taking.end || (n > 0 && taking.start < reached))
            continue;
        reached = taking.end;
        g_array_index(takings, Taking, n++) = taking;
    }
    while (n-- > 0) {
        const Taking *taking = &g_array_index(takings, Taking, n);
        put_mark(instance, taking->start, taking->end, taking->tail);
    }
}

/* ---- From a match to an instance ---- */

/* Where byte @at of the candidate stands in the document's text, or G_MAXSIZE. */
static gsize in_buffer(const AssayCandidate *candidate, guint *piece, gsize at)
{
    while (*piece < candidate->n_pieces && candidate->pieces[*piece].end <= at)
        (*piece)++;
    if (*piece == candidate->n_pieces || candidate->pieces[*piece].start > at)
        return G_MAXSIZE;
    return candidate->pieces[*piece].in_buffer + (at - candidate->pieces[*piece].start);
}

static void add_piece(AssayInstance *instance, const AssayCandidate *candidate, guint piece,
                      gsize at, gsize value_at, gsize buffer_at)
{
    AssayPiece *last = instance->pieces->len == 0 ? NULL
                                                  : &g_array_index(instance->pieces, AssayPiece,
                                                                   instance->pieces->len - 1);
    gboolean open_end = candidate->pieces[piece].open_end && candidate->pieces[piece].end == at + 1;
    if (last != NULL && last->end == value_at &&
        last->in_buffer + (last->end - last->start) == buffer_at) {
        last->end++;
        last->open_end = open_end;
        return;
    }
    AssayPiece added = {value_at, value_at + 1, buffer_at, open_end};
    g_array_append_val(instance->pieces, added);
}

/* Is the byte at @source, in valid UTF-8, what became @c in a value? */
static gboolean stands_for(const char *source, char c)
{
    if (*source == c)
        return TRUE;
    gboolean continues = ((guchar)*source & 0xC0) == 0x80;
    return c == ' ' && !continues && assay_text_is_space(g_utf8_get_char(source));
}

/* Follow the value through the candidate, byte by byte: white space may have been folded. Returns:
 * (owned) where in the value each byte from @start to @end and that end stand, or NULL if the
 * value is no longer what the candidate says. */
static gsize *follow(AssayInstance *instance, const AssayCandidate *candidate, gsize start,
                     gsize end)
{
    const GString *value = instance->text;
    g_autofree gsize *places = g_new(gsize, end - start + 1);
    gsize v = 0;
    guint piece = 0;
    for (gsize at = start; at < end; at++) {
        places[at - start] = v;
        if (v < value->len && stands_for(candidate->text.data + at, value->str[v])) {
            gsize buffer_at = in_buffer(candidate, &piece, at);
            if (buffer_at != G_MAXSIZE)
                add_piece(instance, candidate, piece, at, v, buffer_at);
            v++;
        }
    }
    places[end - start] = v;
    if (v == value->len)
        return g_steal_pointer(&places);
    g_array_set_size(instance->pieces, 0);
    return NULL;
}

static const AssayTaken *own_text(const AssayAttempt *attempt)
{
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        if (taken->setting->tail[0] == '\0' && taken->end > taken->start)
            return taken;
    }
    return NULL;
}

void assay_instances_add(AssayInstances *instances, const char *repeat, guint number,
                         const AssayCandidate *candidate, const AssayAttempt *attempt)
{
    const AssayTaken *own = own_text(attempt);
    if (own == NULL)
        return;
    GPtrArray *list = g_hash_table_lookup(instances->by_repeat, repeat);
    if (list == NULL) {
        list = g_ptr_array_new_with_free_func(free_instance);
        g_hash_table_insert(instances->by_repeat, (gpointer)(gsize)repeat, list);
    }
    AssayInstance *instance = g_new0(AssayInstance, 1);
    instance->number = number;
    instance->text = g_string_new(own->value);
    instance->pieces = g_array_new(FALSE, TRUE, sizeof(AssayPiece));
    instance->marks = g_array_new(FALSE, TRUE, sizeof(AssayRange));
    instance->tails = g_ptr_array_new();
    instance->span = own->span;
    g_ptr_array_add(list, instance);
    g_autofree gsize *places = follow(instance, candidate, own->start, own->end);
    g_autoptr(GArray) takings = g_array_new(FALSE, TRUE, sizeof(Taking));
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        g_ptr_array_add(instance->tails, (gpointer)(gsize)taken->setting->tail);
        if (taken == own || places == NULL || taken->start < own->start || taken->end > own->end)
            continue;
        Taking taking = {places[taken->start - own->start], places[taken->end - own->start],
                         taken->setting->tail};
        g_array_append_val(takings, taking);
    }
    put_marks(instance, takings);
}

/* ---- Looking into one ---- */

const GPtrArray *assay_instances_of(const AssayInstances *instances, const char *repeat)
{
    return g_hash_table_lookup(instances->by_repeat, repeat);
}

guint assay_instance_number(const AssayInstance *instance)
{
    return instance->number;
}

AssayCandidate assay_instance_candidate(const AssayInstance *instance)
{
    return (AssayCandidate){.text = {instance->text->str, instance->text->len},
                            .pieces = (const AssayPiece *)(const void *)instance->pieces->data,
                            .n_pieces = instance->pieces->len,
                            .span = instance->span,
                            .marks = (const AssayRange *)(const void *)instance->marks->data,
                            .n_marks = instance->marks->len,
                            .has_value = TRUE};
}

gboolean assay_instance_has(const AssayInstance *instance, const char *tail)
{
    return g_ptr_array_find_with_equal_func(instance->tails, tail, g_str_equal, NULL);
}

void assay_instance_take(AssayInstance *instance, const AssayAttempt *attempt)
{
    g_autoptr(GArray) takings = g_array_new(FALSE, TRUE, sizeof(Taking));
    for (guint i = 0; i < attempt->taken->len; i++) {
        const AssayTaken *taken = &g_array_index(attempt->taken, AssayTaken, i);
        Taking taking = {taken->start, taken->end, taken->setting->tail};
        g_array_append_val(takings, taking);
        if (!assay_instance_has(instance, taken->setting->tail))
            g_ptr_array_add(instance->tails, (gpointer)(gsize)taken->setting->tail);
    }
    put_marks(instance, takings);
}

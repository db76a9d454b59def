/* identity.c: what of a capture decides which work it is of (identity.h); ids that collide. */
#include "record/identity.h"

#include <string.h>

#include "base/hash.h"
#include "base/name.h"
#include "base/slice.h"
#include "record/cluster.h"
#include "record/ids.h"
#include "record/merge.h"

/* Does @finding stand at @key? A path may quote its predicate either way. */
static gboolean stands_at(const AssayFinding *finding, const AssayPlanKey *key)
{
    if (strcmp(finding->path, key->path) == 0)
        return TRUE;
    if (key->scheme == NULL || strstr(finding->path, "[@") == NULL ||
        strncmp(finding->path, key->path, 12) != 0) /* "identifiers/" */
        return FALSE;
    g_autoptr(AssayArena) arena = assay_arena_new();
    const AssayPath *a = assay_path_parse(NULL, finding->path, arena);
    const AssayPath *b = assay_path_parse(NULL, key->path, arena);
    return a != NULL && b != NULL && assay_path_compare(a, b) == 0;
}

/* The value a record of this capture alone would have at @key. */
static AssayIdentitySlot slot_of(const AssayCapture *capture, const AssayPlanKey *key)
{
    g_autoptr(GArray) candidates = g_array_new(FALSE, TRUE, sizeof(AssayCandidate));
    for (guint i = 0; i < capture->findings->len; i++) {
        const AssayFinding *finding = &g_array_index(capture->findings, AssayFinding, i);
        AssayCandidate candidate = {.finding = finding, .ordinal = finding->rank};
        if (finding->value != NULL && stands_at(finding, key))
            g_array_append_val(candidates, candidate);
    }
    const AssayCandidate *winner = assay_merge_choose(&g_array_index(candidates, AssayCandidate, 0),
                                                      candidates->len);
    if (winner == NULL)
        return (AssayIdentitySlot){.text = NULL};
    const AssayFinding *finding = winner->finding;
    AssayIdentitySlot slot = {.cut = finding->cut};
    slot.text = key->scheme != NULL ? g_strdup(finding->value)
                                    : assay_text_fold_key(assay_slice_from(finding->value));
    slot.is_blank = *slot.text == '\0';
    if (slot.is_blank)
        g_clear_pointer(&slot.text, g_free);
    return slot;
}

static void add_text(GPtrArray *keys, char *text)
{
    for (guint i = 0; i < keys->len; i++)
        if (strcmp(g_ptr_array_index(keys, i), text) == 0) {
            g_free(text);
            return;
        }
    g_ptr_array_add(keys, text);
}

/* Which keys a text gives, as prefixes. Two captures of works with names of their own have nothing
 * to say to each other over their texts: they are sought by captures without a name and seek
 * those, so that thousands of named works with one title are still looked at one by one. */
typedef struct {
    const char *const *whole;       /* of a text that is not cut */
    const char *const *cut;         /* of one that is; ids are made of cut texts too */
    const char *const *found_start; /* of each start of a text that is not cut */
    const char *const *seek_start;  /* of the start of one that is */
} Sides;

static const char *const none[] = {NULL};
static const char *const same_text[] = {"text:", NULL};
static const char *const found_text[] = {">text:", NULL};
static const char *const any_text[] = {"<text:", ">text:", NULL};
static const char *const found_start[] = {">start:", NULL};
static const char *const found_by_all[] = {">start:", ">unnamed:", NULL};
static const char *const seek_all[] = {"<start:", NULL};
static const char *const seek_unnamed[] = {"<unnamed:", NULL};

static const Sides of_named = {found_text, none, found_start, seek_unnamed};
static const Sides of_unnamed = {any_text, any_text, found_by_all, seek_all};
static const Sides of_plain = {same_text, same_text, found_start, seek_all}; /* none has a name */

static void add_prefixed(GPtrArray *keys, const char *const *prefixes, const char *text)
{
    for (; *prefixes != NULL; prefixes++)
        add_text(keys, g_strconcat(*prefixes, text, NULL));
}

/* Starts of @text of some lengths, each half as long again as the one before. A full text can be
 * found by all of them, a cut one seeks those with the longest that it has. */
static void add_starts(GPtrArray *keys, const AssayIdentitySlot *slot, const Sides *sides)
{
    glong length = g_utf8_strlen(slot->text, -1);
    for (glong n = ASSAY_IDENTITY_PREFIX; n <= length; n += n / 2) {
        if (slot->cut && n + n / 2 <= length)
            continue;
        g_autofree char *start = g_utf8_substring(slot->text, 0, n);
        add_prefixed(keys, slot->cut ? sides->seek_start : sides->found_start, start);
    }
}

/* One name space for all targets: a cut title may begin a question. */
static void add_keys(GPtrArray *keys, const AssayPlanKey *key, const AssayIdentitySlot *slot,
                     const Sides *sides)
{
    if (slot->text == NULL)
        return;
    if (key->scheme != NULL) {
        add_text(keys, g_strdup_printf("%s:%s", key->scheme, slot->text));
        return;
    }
    add_prefixed(keys, slot->cut ? sides->cut : sides->whole, slot->text);
    add_starts(keys, slot, sides);
}

static gboolean has_scheme(const GArray *plan_keys, const char *scheme)
{
    for (guint i = 0; i < plan_keys->len; i++)
        if (g_strcmp0(g_array_index(plan_keys, AssayPlanKey, i).scheme, scheme) == 0)
            return TRUE;
    return FALSE;
}

/* A work has a name if it has an identifier that records are called by before all else, that unites
 * those who share it and holds apart those who do not. */
static const Sides *sides_of(const AssayPlan *plan, const AssayIdentity *identity)
{
    const char *scheme = plan->ids->len > 0 ? g_array_index(plan->ids, AssayPlanKey, 0).scheme
                                            : NULL;
    if (scheme == NULL || !has_scheme(plan->same, scheme) || !has_scheme(plan->apart, scheme))
        return &of_plain;
    for (guint i = 0; i < plan->same->len; i++) {
        const AssayIdentitySlot *slot = &identity->slots[i];
        if (g_strcmp0(g_array_index(plan->same, AssayPlanKey, i).scheme, scheme) == 0 &&
            slot->text != NULL && !slot->cut && assay_name_is_id(slot->text))
            return &of_named;
    }
    return &of_unnamed;
}

static const AssayPlanKey *plan_key(const AssayPlan *plan, guint i)
{
    return i < plan->same->len ? &g_array_index(plan->same, AssayPlanKey, i)
                               : &g_array_index(plan->apart, AssayPlanKey, i - plan->same->len);
}

static void fill_slots(const AssayPlan *plan, const AssayCapture *capture, AssayIdentity *identity)
{
    for (guint i = 0; i < identity->n_same + identity->n_apart; i++) {
        const AssayPlanKey *key = plan_key(plan, i);
        const AssayIdentitySlot *known = NULL; /* most `<apart>`s are a `<same>` too */
        for (guint j = 0; j < identity->n_same && i >= identity->n_same && known == NULL; j++)
            if (strcmp(plan_key(plan, j)->path, key->path) == 0)
                known = &identity->slots[j];
        identity->slots[i] = known != NULL ? *known : slot_of(capture, key);
        identity->slots[i].is_lent = known != NULL;
    }
}

AssayIdentity *assay_identity_of(const AssayPlan *plan, const AssayCapture *capture)
{
    AssayIdentity *identity = g_new0(AssayIdentity, 1);
    identity->plan = plan;
    identity->sha256 = g_strdup(capture->sha256);
    identity->n_same = plan->same->len;
    identity->n_apart = plan->apart->len;
    identity->slots = g_new0(AssayIdentitySlot, identity->n_same + identity->n_apart + 1);
    fill_slots(plan, capture, identity);
    return identity;
}

void assay_identity_free(AssayIdentity *identity)
{
    if (identity == NULL)
        return;
    for (guint i = 0; i < identity->n_same + identity->n_apart; i++)
        if (!identity->slots[i].is_lent)
            g_free(identity->slots[i].text);
    g_free(identity->slots);
    g_free(identity->sha256);
    g_strfreev(identity->keys);
    g_free(identity);
}

/* Most identities are only compared, and the keys are the larger part of one. */
const char *const *assay_identity_keys(AssayIdentity *identity)
{
    if (identity->keys == NULL) {
        const Sides *sides = sides_of(identity->plan, identity);
        GPtrArray *keys = g_ptr_array_new();
        g_ptr_array_add(keys, g_strdup_printf("sha256:%s", identity->sha256));
        for (guint i = 0; i < identity->n_same + identity->n_apart; i++)
            add_keys(keys, plan_key(identity->plan, i), &identity->slots[i], sides);
        g_ptr_array_add(keys, NULL);
        gpointer *list = g_ptr_array_free(keys, FALSE);
        identity->keys = (char **)list;
    }
    return (const char *const *)identity->keys;
}

/* ---- Ids ---- */

static guint slot_at(const AssayPlan *plan, const char *path)
{
    guint n = plan->same->len + plan->apart->len;
    for (guint i = 0; i < n; i++)
        if (strcmp(plan_key(plan, i)->path, path) == 0)
            return i;
    return n;
}

/* Such a value comes from one capture, which may be another than the one that has the best. */
static gboolean is_of_whole(const AssayPlan *plan, const char *path)
{
    for (guint i = 0; i < plan->wholes->len; i++) {
        const char *target = g_array_index(plan->wholes, AssayPlanPrefer, i).target;
        if (strncmp(path, target, strlen(target)) == 0)
            return TRUE;
    }
    return FALSE;
}

/* What all that have a whole text at @slot have there; then what the only capture has.
 * @ret_text: (borrowed) or NULL: none has anything. Returns: FALSE if they differ. */
static gboolean agree(const AssayIdentity *const *identities, guint n, guint slot,
                      const char **ret_text)
{
    gboolean has_cut = FALSE;
    const char *text = NULL;
    for (guint i = 0; i < n; i++) {
        const AssayIdentitySlot *value = &identities[i]->slots[slot];
        if (value->is_blank)
            return FALSE;
        has_cut = has_cut || (value->text != NULL && value->cut);
        if (value->text == NULL || value->cut)
            continue;
        if (text != NULL && strcmp(text, value->text) != 0)
            return FALSE;
        text = value->text;
    }
    *ret_text = n == 1 ? identities[0]->slots[slot].text : text;
    return *ret_text != NULL || !has_cut;
}

char *assay_identity_id(const AssayPlan *plan, const AssayIdentity *const *identities, guint n)
{
    for (guint i = 0; i < plan->ids->len; i++) {
        const AssayPlanKey *key = &g_array_index(plan->ids, AssayPlanKey, i);
        const char *text = NULL;
        guint slot = slot_at(plan, key->path);
        if (slot == plan->same->len + plan->apart->len || is_of_whole(plan, key->path) ||
            !agree(identities, n, slot, &text))
            return NULL;
        if (text != NULL && key->scheme == NULL)
            return assay_ids_hash(text);
        if (text != NULL && assay_name_is_id(text))
            return g_strdup(text);
    }
    return NULL;
}

char *assay_identity_collision_id(const AssayRecord *record)
{
    const char *title = assay_ids_place(record, "title");
    const char *sha256 = assay_ids_place(record, "sources/source/@sha256");
    g_autofree char *folded = title == NULL ? g_strdup(assay_record_id(record))
                                            : assay_text_fold_key(assay_slice_from(title));
    g_autofree char *text = g_strdup_printf("%s\n%s", folded, sha256 == NULL ? "" : sha256);
    g_autofree char *hash = assay_hash_sha256(text, strlen(text));
    return g_strdup_printf("w-%.12s", hash);
}

/* drift_model.c: the term table in memory. See drift_model.h.
 *
 * One pass over the file checks it, a second fills the hash table; the file is not kept. */
#include "check/drift_model.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"

/* Share of documents, in a million, below which a term gets no heavier: counts that small are
 * chance, and unknown terms are often misspellings. */
#define FLOOR_PER_MILLION 30.0
#define MILLION           1000000.0

/* What is asked of a term, sixteen bytes: of a text's hundred terms each is looked up, and each
 * look is into memory that nothing else keeps near. The term itself is not kept: that an unknown
 * one has the 64 bits of a known one's hash does not happen, and would do no harm. */
typedef struct {
    guint64 hash;
    guint32 frequency;
    guint32 classes; /* bit n: 'A' + n; then IS_STOP, IS_ASKING, IS_USED */
} Entry;

#define MAX_CLASSES 28
#define IS_STOP     (1u << 26)
#define IS_ASKING   (1u << 27)
#define IS_USED     (1u << 28)
#define FIELDS      (IS_STOP - 1)

struct _AssayDriftModel {
    Entry *entries; /* owned: each at its hash or behind it */
    guint32 mask;   /* number of entries, a power of two, less one */
    AssayPrefixes with_field;
};

/* A line of the file. */
typedef struct {
    const char *term;
    gsize n_term;
    guint32 frequency, classes;
} Row;

static int compare_text(const char *a, gsize n_a, const char *b, gsize n_b)
{
    int order = memcmp(a, b, MIN(n_a, n_b));
    if (order != 0)
        return order;
    return n_a < n_b ? -1 : n_a > n_b;
}

/* Reads the classes of @row. Returns: NULL, or what is wrong. */
static const char *parse_classes(const char *at, const char *end, Row *row)
{
    if (end - at > MAX_CLASSES)
        return "more classes than there are";
    for (; at < end; at++) {
        if (g_ascii_isupper(*at))
            row->classes |= 1u << (*at - 'A');
        else if (*at == '!')
            row->classes |= IS_STOP;
        else if (*at == '?')
            row->classes |= IS_ASKING;
        else
            return "a class is a letter from A to Z, \"!\" or \"?\"";
    }
    return NULL;
}

/* Reads "term TAB digits [TAB classes]". Returns: NULL, or what is wrong. */
static const char *parse_row(const char *line, const char *end, Row *ret_row)
{
    const char *tab = memchr(line, '\t', (gsize)(end - line));
    Row row = {line, tab == NULL ? 0 : (gsize)(tab - line), 0, IS_USED};
    if (row.n_term == 0 || row.n_term > 255)
        return "expected a term of 1 to 255 bytes and a tab";
    const char *digits = tab + 1, *at = digits;
    while (at < end && g_ascii_isdigit(*at) && row.frequency <= (guint32)MILLION)
        row.frequency = row.frequency * 10 + (guint32)(*at++ - '0');
    if (at == digits || row.frequency > (guint32)MILLION)
        return "expected a frequency from 0 to 1000000";
    if (at < end && *at != '\t')
        return "expected a tab or the end of the line after the frequency";
    const char *wrong = at < end ? parse_classes(at + 1, end, &row) : NULL;
    *ret_row = row;
    return wrong;
}

static void make_room(AssayDriftModel *model, const char *bytes, gsize length)
{
    gsize n_lines = 1, n_entries = 2;
    for (gsize i = 0; i < length; i++)
        n_lines += bytes[i] == '\n' ? 1 : 0;
    while (n_entries < n_lines + n_lines / 4)
        n_entries *= 2;
    model->entries = g_new0(Entry, n_entries);
    model->mask = (guint32)(n_entries - 1);
}

static void add_row(AssayDriftModel *model, const Row *row)
{
    guint64 hash = assay_hash_wide(row->term, row->n_term);
    guint32 at = (guint32)hash & model->mask;
    while (model->entries[at].classes != 0)
        at = (at + 1) & model->mask;
    model->entries[at] = (Entry){hash, row->frequency, row->classes};
    if ((row->classes & FIELDS) != 0) {
        g_autofree char *term = g_strndup(row->term, row->n_term);
        assay_prefixes_add(&model->with_field, term);
    }
}

static gboolean add_rows(AssayDriftModel *model, const char *bytes, gsize length, const char *path,
                         GError **error)
{
    guint number = 0;
    Row before = {NULL, 0, 0, 0};
    const char *end;
    for (const char *line = bytes; line < bytes + length; line = end + 1) {
        Row row = {NULL, 0, 0, 0};
        end = memchr(line, '\n', (gsize)(bytes + length - line));
        if (end == NULL)
            end = bytes + length;
        number++;
        if (end == line || *line == '#')
            continue;
        const char *wrong = parse_row(line, end, &row);
        if (wrong == NULL && before.term != NULL &&
            compare_text(before.term, before.n_term, row.term, row.n_term) >= 0)
            wrong = "terms must be sorted by bytes, each once";
        if (wrong != NULL) {
            g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                        "%s:%u: term table: %s; make it anew with scripts/make-term-table", path,
                        number, wrong);
            return FALSE;
        }
        add_row(model, &row);
        before = row;
    }
    if (before.term == NULL) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:%u: term table: no term in it", path,
                    number);
        return FALSE;
    }
    return TRUE;
}

AssayDriftModel *assay_drift_model_load(const char *table_path, GError **error)
{
    g_autoptr(AssayDriftModel) model = g_new0(AssayDriftModel, 1);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    GError *cause = NULL;
    GStatBuf status;
    if (g_stat(table_path, &status) == 0 && status.st_size > ASSAY_DRIFT_MAX_TABLE_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:1: term table: larger than %u bytes",
                    table_path, ASSAY_DRIFT_MAX_TABLE_BYTES);
        return NULL;
    }
    if (!g_file_get_contents(table_path, &bytes, &length, &cause)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: term table cannot be read: %s",
                    table_path, cause->message);
        g_error_free(cause);
        return NULL;
    }
    make_room(model, bytes, length);
    if (!add_rows(model, bytes, length, table_path, error))
        return NULL;
    return g_steal_pointer(&model);
}

void assay_drift_model_free(AssayDriftModel *model)
{
    if (model == NULL)
        return;
    g_free(model->entries);
    g_free(model);
}

guint64 assay_drift_model_key(const AssayDriftModel *model, const char *term)
{
    guint64 hash = assay_hash_wide(term, strlen(term));
    __builtin_prefetch(&model->entries[(guint32)hash & model->mask]);
    return hash;
}

AssayDriftTerm assay_drift_model_at(const AssayDriftModel *model, guint64 key)
{
    AssayDriftTerm known = {.idf = log(MILLION / FLOOR_PER_MILLION)};
    const Entry *entry;
    for (guint32 at = (guint32)key & model->mask; (entry = &model->entries[at])->classes != 0;
         at = (at + 1) & model->mask) {
        if (entry->hash != key)
            continue;
        known.idf = log(MILLION / MAX((double)entry->frequency, FLOOR_PER_MILLION));
        known.is_stop = (entry->classes & IS_STOP) != 0;
        known.is_asking = (entry->classes & IS_ASKING) != 0;
        known.fields = entry->classes & FIELDS;
        break;
    }
    return known;
}

AssayDriftTerm assay_drift_model_term(const AssayDriftModel *model, const char *term)
{
    return assay_drift_model_at(model, assay_drift_model_key(model, term));
}

const AssayPrefixes *assay_drift_model_prefixes(const AssayDriftModel *model)
{
    return &model->with_field;
}

/* drift_model.c: the term table in memory. See drift_model.h.
 *
 * The file is read in one go and stays as it is; one pass checks it and notes where each line
 * begins, look-up is by a hash table: of a text's few hundred terms each is looked up, and a
 * binary search would wait for memory at every step. 35,000 lines load in some milliseconds. */
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

typedef struct {
    guint32 start;
    guint16 n_term;
    guint16 n_classes; /* at the line's end */
    guint32 frequency;
    guint32 classes_start;
} Row;

/* Rows by the hash of their term. A slot is 0: free, or holds the index + 1 of the row at its hash
 * or behind it in its low bits, and the hash's high bits above: so other rows, each of which would
 * be waited for, are seldom looked at. */
typedef struct {
    guint32 *slots; /* owned */
    guint32 mask;   /* number of slots, a power of two and at least twice the rows, less one */
} Table;

/* More rows than a table of ASSAY_DRIFT_MAX_TABLE_BYTES can hold: few of them have two letters. */
#define INDEX_BITS 21u
#define INDEX_MASK ((1u << INDEX_BITS) - 1)

struct _AssayDriftModel {
    char *bytes;  /* owned: the file */
    GArray *rows; /* owned: Row, sorted by term */
    Table all, with_field;
};

static int compare_text(const char *a, gsize n_a, const char *b, gsize n_b)
{
    int order = memcmp(a, b, MIN(n_a, n_b));
    if (order != 0)
        return order;
    return n_a < n_b ? -1 : n_a > n_b;
}

/* Reads "term TAB digits [TAB classes]". Returns: NULL, or what is wrong. */
static const char *parse_row(const char *bytes, gsize start, gsize end, Row *ret_row)
{
    const char *tab = memchr(bytes + start, '\t', end - start);
    gsize n_term = tab == NULL ? 0 : (gsize)(tab - bytes) - start;
    if (n_term == 0 || n_term > 255)
        return "expected a term of 1 to 255 bytes and a tab";
    gsize at = start + n_term + 1;
    guint32 frequency = 0;
    gsize digits = at;
    while (at < end && g_ascii_isdigit(bytes[at]) && frequency <= (guint32)MILLION)
        frequency = frequency * 10 + (guint32)(bytes[at++] - '0');
    if (at == digits || frequency > (guint32)MILLION)
        return "expected a frequency from 0 to 1000000";
    gsize classes = end;
    if (at < end) {
        if (bytes[at] != '\t')
            return "expected a tab or the end of the line after the frequency";
        classes = at + 1;
        for (gsize i = classes; i < end; i++)
            if (!g_ascii_isupper(bytes[i]) && bytes[i] != '!' && bytes[i] != '?')
                return "a class is a letter from A to Z, \"!\" or \"?\"";
        if (end - classes > 28)
            return "more classes than there are";
    }
    *ret_row = (Row){(guint32)start, (guint16)n_term, (guint16)(end - classes), frequency,
                     (guint32)classes};
    return NULL;
}

static gboolean index_rows(AssayDriftModel *model, gsize length, const char *path, GError **error)
{
    guint line = 0;
    for (gsize start = 0; start < length;) {
        const char *newline = memchr(model->bytes + start, '\n', length - start);
        gsize end = newline == NULL ? length : (gsize)(newline - model->bytes);
        Row row;
        line++;
        if (end > start && model->bytes[start] != '#') {
            const char *wrong = parse_row(model->bytes, start, end, &row);
            const Row *before = model->rows->len == 0
                                    ? NULL
                                    : &g_array_index(model->rows, Row, model->rows->len - 1);
            if (wrong == NULL && before != NULL &&
                compare_text(model->bytes + before->start, before->n_term, model->bytes + row.start,
                             row.n_term) >= 0)
                wrong = "terms must be sorted by bytes, each once";
            if (wrong != NULL) {
                g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES,
                            "%s:%u: term table: %s; make it anew with scripts/make-term-table",
                            path, line, wrong);
                return FALSE;
            }
            g_array_append_val(model->rows, row);
        }
        start = end + 1;
    }
    if (model->rows->len == 0) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:%u: term table: no term in it", path,
                    line);
        return FALSE;
    }
    return TRUE;
}

static guint32 fields_of(const AssayDriftModel *model, const Row *row)
{
    guint32 fields = 0;
    for (guint i = 0; i < row->n_classes; i++) {
        char class = model->bytes[row->classes_start + i];
        if (class != '!' && class != '?')
            fields |= 1u << (class - 'A');
    }
    return fields;
}

static void fill_table(const AssayDriftModel *model, gboolean with_field, Table *table)
{
    guint n = 0, n_slots = 2;
    for (guint i = 0; i < model->rows->len; i++)
        if (!with_field || fields_of(model, &g_array_index(model->rows, Row, i)) != 0)
            n++;
    while (n_slots < 2 * n)
        n_slots *= 2;
    table->slots = g_new0(guint32, n_slots);
    table->mask = n_slots - 1;
    for (guint i = 0; i < model->rows->len; i++) {
        const Row *row = &g_array_index(model->rows, Row, i);
        if (with_field && fields_of(model, row) == 0)
            continue;
        guint32 hash = assay_hash_quick(model->bytes + row->start, row->n_term);
        guint32 at = hash & table->mask;
        while (table->slots[at] != 0)
            at = (at + 1) & table->mask;
        table->slots[at] = (hash & ~INDEX_MASK) | (i + 1);
    }
}

AssayDriftModel *assay_drift_model_load(const char *table_path, GError **error)
{
    g_autoptr(AssayDriftModel) model = g_new0(AssayDriftModel, 1);
    gsize length = 0;
    GError *cause = NULL;
    GStatBuf status;
    model->rows = g_array_sized_new(FALSE, FALSE, sizeof(Row), 40000);
    if (g_stat(table_path, &status) == 0 && status.st_size > ASSAY_DRIFT_MAX_TABLE_BYTES) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_RULES, "%s:1: term table: larger than %u bytes",
                    table_path, ASSAY_DRIFT_MAX_TABLE_BYTES);
        return NULL;
    }
    if (!g_file_get_contents(table_path, &model->bytes, &length, &cause)) {
        g_set_error(error, ASSAY_ERROR, ASSAY_ERROR_IO, "%s: term table cannot be read: %s",
                    table_path, cause->message);
        g_error_free(cause);
        return NULL;
    }
    if (!index_rows(model, length, table_path, error))
        return NULL;
    fill_table(model, FALSE, &model->all);
    fill_table(model, TRUE, &model->with_field);
    return g_steal_pointer(&model);
}

void assay_drift_model_free(AssayDriftModel *model)
{
    if (model == NULL)
        return;
    g_array_unref(model->rows);
    g_free(model->bytes);
    g_free(model->all.slots);
    g_free(model->with_field.slots);
    g_free(model);
}

static const Row *find_row(const AssayDriftModel *model, const Table *table, const char *term)
{
    gsize n_term = strlen(term);
    guint32 hash = assay_hash_quick(term, n_term), slot;
    for (guint32 at = hash & table->mask; (slot = table->slots[at]) != 0;
         at = (at + 1) & table->mask) {
        if (((slot ^ hash) & ~INDEX_MASK) != 0)
            continue;
        const Row *row = &g_array_index(model->rows, Row, (slot & INDEX_MASK) - 1);
        if (row->n_term == n_term && memcmp(model->bytes + row->start, term, n_term) == 0)
            return row;
    }
    return NULL;
}

AssayDriftTerm assay_drift_model_term(const AssayDriftModel *model, const char *term)
{
    AssayDriftTerm known = {.idf = log(MILLION / FLOOR_PER_MILLION)};
    const Row *row = find_row(model, &model->all, term);
    if (row == NULL)
        return known;
    const char *classes = model->bytes + row->classes_start;
    known.idf = log(MILLION / MAX((double)row->frequency, FLOOR_PER_MILLION));
    known.is_stop = memchr(classes, '!', row->n_classes) != NULL;
    known.is_asking = memchr(classes, '?', row->n_classes) != NULL;
    known.fields = fields_of(model, row);
    return known;
}

guint32 assay_drift_model_fields(const AssayDriftModel *model, const char *term)
{
    const Row *row = find_row(model, &model->with_field, term);
    return row == NULL ? 0 : fields_of(model, row);
}

/* make-term-table.c: counts the documents in which each term occurs; see make-term-table.
 *
 * Usage: make-term-table CLASSES FOLDER. FOLDER holds one folder a collection, named WEIGHT-NAME
 * (weight in percent), with *.txt files of documents that are parted by blank lines. A term's
 * frequency is the largest of weight * (share of the collection's documents that hold it): a word
 * that is common in one field says little there, however rare it is elsewhere. The output is the
 * format of src/check/drift_model.h, and depends on nothing but the two arguments' content. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/terms.h"

/* Terms rarer than this share (in a million) are left out: the reader's floor is 30. */
#define KEEP_PER_MILLION 120.0
/* A term of one document only is mostly chance: it counts as this part of a document. */
#define ONCE             0.3

typedef struct {
    AssayVocabulary *vocabulary;
    GArray *shares;     /* double by term id: the largest weighted share so far */
    GArray *counts;     /* guint by term id: documents of the current collection */
    GArray *seen;       /* guint by term id: last document that held it */
    GPtrArray *classes; /* GString * or NULL by term id */
    guint document;
} Counter;

static void die(const char *what, const char *path)
{
    fprintf(stderr, "make-term-table: %s: %s\n", path, what);
    exit(2);
}

static gint compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *read_file(const char *path)
{
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        die("cannot be read", path);
    return text;
}

static void grow(Counter *counter)
{
    guint n = assay_vocabulary_count(counter->vocabulary);
    g_array_set_size(counter->shares, n);
    g_array_set_size(counter->counts, n);
    g_array_set_size(counter->seen, n);
    if (counter->classes->len < n)
        g_ptr_array_set_size(counter->classes, (gint)n);
}

static void count_document(Counter *counter, const char *text)
{
    g_autoptr(AssayTerms) terms = assay_terms_new(counter->vocabulary, text, strlen(text));
    grow(counter);
    counter->document++;
    for (guint i = 0; i < terms->tokens->len; i++) {
        guint term = assay_terms_token(terms, i)->term;
        guint *seen = &g_array_index(counter->seen, guint, term);
        if (*seen != counter->document) {
            *seen = counter->document;
            g_array_index(counter->counts, guint, term)++;
        }
    }
}

static GPtrArray *list_folder(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);
    if (dir == NULL)
        die("no such folder", path);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        g_ptr_array_add(names, g_strdup(name));
    g_dir_close(dir);
    g_ptr_array_sort(names, compare_strings);
    return names;
}

static guint count_collection(Counter *counter, const char *folder, const char *name)
{
    char *end = NULL;
    double weight = g_ascii_strtod(name, &end) / 100.0;
    if (end == name || *end != '-' || weight <= 0 || weight > 1)
        die("a collection's folder is named WEIGHT-NAME, with 0 < WEIGHT <= 100", name);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GPtrArray) files = list_folder(path);
    guint before = counter->document;
    grow(counter);
    if (counter->counts->len > 0)
        memset(counter->counts->data, 0, counter->counts->len * sizeof(guint));
    for (guint i = 0; i < files->len; i++) {
        if (!g_str_has_suffix(files->pdata[i], ".txt"))
            continue;
        g_autofree char *file = g_build_filename(path, files->pdata[i], NULL);
        g_autofree char *text = read_file(file);
        g_auto(GStrv) documents = g_strsplit(text, "\n\n", -1);
        for (guint j = 0; documents[j] != NULL; j++)
            if (*g_strstrip(documents[j]) != '\0')
                count_document(counter, documents[j]);
    }
    guint n_documents = counter->document - before;
    for (guint i = 0; i < counter->counts->len && n_documents > 0; i++) {
        guint count = g_array_index(counter->counts, guint, i);
        double share = weight * (count == 1 ? ONCE : count) / n_documents;
        double *kept = &g_array_index(counter->shares, double, i);
        *kept = MAX(*kept, share);
    }
    return n_documents;
}

static void read_classes(Counter *counter, const char *path)
{
    g_autofree char *text = read_file(path);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] == '#' || lines[i][0] == '\0')
            continue;
        if (lines[i][1] != '\t')
            die("expected a class, a tab and words", lines[i]);
        g_auto(GStrv) words = g_strsplit(lines[i] + 2, " ", -1);
        for (guint j = 0; words[j] != NULL; j++) {
            g_autoptr(AssayTerms)
                terms = assay_terms_new(counter->vocabulary, words[j], strlen(words[j]));
            g_auto(GStrv) parts = g_strsplit(words[j], "-", -1);
            g_autofree char *joined = g_strjoinv("", parts);
            guint term = terms->tokens->len == 1
                             ? assay_terms_token(terms, 0)->term
                             : assay_vocabulary_stem(counter->vocabulary, joined);
            grow(counter);
            GString *classes = counter->classes->pdata[term];
            if (classes == NULL)
                counter->classes->pdata[term] = classes = g_string_new(NULL);
            if (strchr(classes->str, lines[i][0]) == NULL)
                g_string_append_c(classes, lines[i][0]);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("CLASSES FOLDER", "usage");
    Counter counter = {.vocabulary = assay_vocabulary_new(NULL),
                       .shares = g_array_new(FALSE, TRUE, sizeof(double)),
                       .counts = g_array_new(FALSE, TRUE, sizeof(guint)),
                       .seen = g_array_new(FALSE, TRUE, sizeof(guint)),
                       .classes = g_ptr_array_new()};
    g_autoptr(GPtrArray) collections = list_folder(argv[2]);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < collections->len; i++) {
        if (strcmp(collections->pdata[i], "ABOUT") == 0)
            continue;
        guint n = count_collection(&counter, argv[2], collections->pdata[i]);
        printf("# collection %s: %u documents\n", (char *)collections->pdata[i], n);
    }
    read_classes(&counter, argv[1]);
    grow(&counter);
    for (guint i = 0; i < counter.shares->len; i++) {
        double per_million = g_array_index(counter.shares, double, i) * 1e6;
        const GString *classes = counter.classes->pdata[i];
        if (per_million >= KEEP_PER_MILLION || classes != NULL)
            g_ptr_array_add(
                rows, g_strdup_printf("%s\t%u%s%s", assay_vocabulary_text(counter.vocabulary, i),
                                      (guint)floor(per_million + 0.5), classes == NULL ? "" : "\t",
                                      classes == NULL ? "" : classes->str));
    }
    g_ptr_array_sort(rows, compare_strings);
    for (guint i = 0; i < rows->len; i++)
        puts(rows->pdata[i]);
    assay_vocabulary_free(counter.vocabulary);
    return 0;
}

/* title.c: the title on the first page (see blocks.h).
 *
 * It is the largest text there, unless the file states a title that stands on the page in other
 * letters, or the largest text is a journal's name, which also stands in the running heads. Where
 * nothing is larger than the body it is bold. */
#include <math.h>
#include <string.h>

#include "extract/pdf/blocks.h"

#define MAX_TITLE_ROWS       8u
/* Folded, without spaces: bold and no larger than the body, what is shorter may be any head. */
#define MIN_BOLD_TITLE_BYTES 24u

/* Lines of one size that follow one another. */
typedef struct {
    guint first, end;
    float size;
    char *key; /* folded text; owned */
} Run;

static char *rows_key(const PdfModel *model, guint first, guint end)
{
    GString *text = g_string_new(NULL);
    for (guint i = first; i < end; i++) {
        pdf_row_append_text(model, pdf_row(model, i), text);
        g_string_append_c(text, ' ');
    }
    char *key = assay_text_fold_key((AssaySlice){text->str, text->len});
    g_string_free(text, TRUE);
    return key;
}

static char *segment_key(const PdfModel *model, const PdfSegment *segment)
{
    const PdfWord *last = pdf_word(model, segment->first_word + segment->n_words - 1);
    guint start = pdf_word(model, segment->first_word)->text;
    return assay_text_fold_key(
        (AssaySlice){model->text->str + start, last->text + last->length - start});
}

static void free_run(gpointer data)
{
    g_free(((Run *)data)->key);
}

/* The runs of lines on the first page that has text. */
static GArray *find_runs(const PdfModel *model)
{
    GArray *runs = g_array_new(FALSE, TRUE, sizeof(Run));
    g_array_set_clear_func(runs, free_run);
    guint page = G_MAXUINT;
    for (guint i = 0; i < model->rows->len; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_CONTENT)
            continue;
        if (page != G_MAXUINT && row->page != page)
            break;
        page = row->page;
        gboolean is_first = runs->len == 0;
        Run *last = is_first ? NULL : &g_array_index(runs, Run, runs->len - 1);
        const PdfRow *before = is_first ? NULL : pdf_row(model, last->end - 1);
        float step = before != NULL ? pdf_middle(row->box) - pdf_middle(before->box) : 0;
        if (before != NULL && last->end == i && fabsf(last->size - row->size) < 0.04f * row->size &&
            before->region == row->region && step < 1.9f * row->size && before->bold == row->bold) {
            last->end = i + 1;
        } else if (runs->len < 400) {
            Run run = {.first = i, .end = i + 1, .size = row->size};
            g_array_append_val(runs, run);
        }
    }
    for (guint i = 0; i < runs->len; i++) {
        Run *run = &g_array_index(runs, Run, i);
        run->key = rows_key(model, run->first, MIN(run->end, run->first + MAX_TITLE_ROWS));
    }
    return runs;
}

static gboolean in_running_head(const PdfModel *model, const char *key)
{
    for (guint i = 0; i < model->rows->len; i++) {
        const PdfRow *row = pdf_row(model, i);
        if (row->place != ASSAY_PLACE_RUNNING_HEAD || row->page == 0)
            continue;
        g_autofree char *head = rows_key(model, i, i + 1);
        if (strstr(head, key) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean is_candidate(const Run *run)
{
    return run->end - run->first <= MAX_TITLE_ROWS && strlen(run->key) >= 8;
}

/* The lines that say what the file states as its title: a stretch of @run. */
static gboolean find_stated(const PdfModel *model, const Run *run, const char *stated,
                            guint *ret_first, guint *ret_end)
{
    for (guint first = run->first; first < run->end; first++) {
        for (guint end = first + 1; end <= MIN(run->end, first + MAX_TITLE_ROWS); end++) {
            g_autofree char *key = rows_key(model, first, end);
            if (strcmp(key, stated) == 0) {
                *ret_first = first;
                *ret_end = end;
                return TRUE;
            }
            if (!g_str_has_prefix(stated, key))
                break;
        }
    }
    return FALSE;
}

/* The largest text; among what is nearly as large ("Review article") the longest. */
static const Run *largest(const GArray *runs)
{
    float most = 0;
    const Run *best = NULL;
    for (guint i = 0; i < runs->len; i++)
        if (is_candidate(&g_array_index(runs, Run, i)))
            most = MAX(most, g_array_index(runs, Run, i).size);
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = &g_array_index(runs, Run, i);
        if (is_candidate(run) && run->size > most * 0.93f &&
            (best == NULL || strlen(run->key) > strlen(best->key)))
            best = run;
    }
    return best;
}

/* A segment of @run stands in the running heads: it names the journal, or is the title. */
static gboolean is_banner(const PdfModel *model, const Run *run)
{
    for (guint r = run->first; r < run->end; r++) {
        const PdfRow *row = pdf_row(model, r);
        for (guint i = 0; i < row->n_segments; i++) {
            g_autofree char *key = segment_key(model, pdf_row_segment(model, row, i));
            if (strlen(key) >= 10 && in_running_head(model, key))
                return TRUE;
        }
    }
    return FALSE;
}

/* What stands below a banner, is longer and nearly as large: the title. */
static const Run *below_banner(const PdfModel *model, const GArray *runs, const Run *banner)
{
    const Run *best = NULL;
    for (guint i = 0; i < runs->len; i++) {
        const Run *run = &g_array_index(runs, Run, i);
        if (run->first >= banner->end && is_candidate(run) && run->size > 0.7f * banner->size &&
            run->size > 1.25f * model->body_size && strlen(run->key) > strlen(banner->key) &&
            (best == NULL || run->size > best->size))
            best = run;
    }
    return best;
}

/* The bold text that the page begins with, or NULL. */
static const Run *bold_at_top(const PdfModel *model, const GArray *runs)
{
    const Run *first = &g_array_index(runs, Run, 0);
    return is_candidate(first) && pdf_row(model, first->first)->bold &&
                   strlen(first->key) >= MIN_BOLD_TITLE_BYTES
               ? first
               : NULL;
}

static guint mark(PdfModel *model, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        pdf_row(model, i)->heading = 1;
        pdf_row(model, i)->continues = i > first;
    }
    return end;
}

guint pdf_title_mark(PdfModel *model)
{
    g_autoptr(GArray) runs = find_runs(model);
    g_autofree char *stated = model->title != NULL
                                  ? assay_text_fold_key(assay_slice_from(model->title))
                                  : NULL;
    const Run *best = largest(runs);
    if (best == NULL)
        return 0;
    guint first, end;
    for (guint i = 0; stated != NULL && strlen(stated) >= 12 && i < runs->len; i++) {
        const Run *run = &g_array_index(runs, Run, i);
        if (run->size > 1.05f * model->body_size || run->size >= best->size * 0.95f)
            if (find_stated(model, run, stated, &first, &end))
                return mark(model, first, end);
    }
    if (best->size < 1.1f * model->body_size && !pdf_row(model, best->first)->bold)
        best = bold_at_top(model, runs);
    if (best == NULL)
        return 0;
    const Run *below = below_banner(model, runs, best);
    if (below != NULL && is_banner(model, best))
        best = below;
    return mark(model, best->first, best->end);
}
